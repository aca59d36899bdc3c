//! The ground of a map: outlines against published extreme points and capitals.
//!
//! Extreme points and capitals are those of general reference works, to a tenth of a degree or better.

use drawdown::geo::{Ground, Point};
use drawdown::results::{Map, Place};

fn map(places: &[(f64, f64)]) -> Map {
    let place = |&(lat, lon): &(f64, f64)| Place {
        site: format!("{lat} {lon}"),
        name: format!("{lat} {lon}"),
        lat,
        lon,
        gateway: false,
        hub: false,
        kept: false,
    };
    Map { places: places.iter().map(place).collect(), ..Map::default() }
}

fn ground(places: &[(f64, f64)]) -> Ground {
    Ground::of(&map(places), 1000.0, 800.0).unwrap()
}

fn own(ground: &Ground) -> Option<&'static str> {
    ground.countries.iter().find(|country| country.own).map(|country| country.name)
}

/// Least and largest x, least and largest y.
fn extent(points: impl Iterator<Item = Point>) -> [f64; 4] {
    let none = [f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::NEG_INFINITY];
    points.fold(none, |e, (x, y)| [e[0].min(x), e[1].max(x), e[2].min(y), e[3].max(y)])
}

/// The outline of a country reaches as far as the published extreme points, to a degree.
fn reaches(name: &str, extremes: [(f64, f64); 4]) {
    let ground = ground(&extremes);
    let country = ground.countries.iter().find(|country| country.name == name);
    let country = country.unwrap_or_else(|| panic!("no {name} in the frame"));
    let published = extent(extremes.iter().map(|&(lat, lon)| ground.place(lat, lon)));
    let drawn = extent(country.rings.iter().flatten().copied());
    // A degree of a meridian is 111.2 km.
    let degree = 111.2 / ground.km_per_unit;
    for (published, drawn) in published.iter().zip(drawn) {
        assert!((published - drawn).abs() < degree, "{name}: {published} and {drawn}, a degree is {degree}");
    }
}

#[test]
fn countries_reach_as_far_as_their_published_extreme_points() {
    reaches("Mali", [(25.0, -6.5), (10.15, -8.0), (13.4, -12.24), (15.3, 4.24)]);
    reaches("Haiti", [(20.09, -72.6), (18.02, -71.75), (18.35, -74.48), (18.7, -71.62)]);
    reaches("Cyprus", [(35.70, 34.59), (34.56, 32.95), (35.1, 32.27), (35.69, 34.6)]);
}

#[test]
fn capitals_lie_in_their_countries() {
    for (name, lat, lon) in [
        ("Mali", 12.639, -8.003),
        ("Niger", 13.515, 2.117),
        ("Haiti", 18.539, -72.335),
        ("Lesotho", -29.31, 27.48),
        ("Democratic Republic of the Congo", -4.33, 15.31),
        ("Central African Republic", 4.37, 18.56),
        ("South Sudan", 4.85, 31.6),
        ("Somalia", 9.56, 44.06),
        ("Cyprus", 35.17, 33.36),
        ("Lebanon", 33.89, 35.5),
        ("Fiji", -18.12, 178.44),
        ("Fiji", -16.84, -179.97),
        ("Russia", 55.75, 37.62),
        ("Russia", 66.2, -170.5),
        ("Antarctica", -90.0, 0.0),
        ("Timor-Leste", -8.56, 125.57),
    ] {
        assert_eq!(own(&ground(&[(lat, lon)])), Some(name), "{lat} {lon}");
    }
    assert_eq!(own(&ground(&[(0.0, -30.0)])), None, "the middle of the Atlantic");
}

#[test]
fn the_country_with_most_sites_is_the_own_one_and_only_one_is() {
    let ground = ground(&[(12.64, -8.0), (16.27, 0.04), (13.515, 2.117)]);
    assert_eq!(own(&ground), Some("Mali"));
    assert_eq!(ground.countries.iter().filter(|country| country.own).count(), 1);
    assert!(ground.countries.iter().any(|country| country.name == "Burkina Faso"));
    assert!(ground.countries.iter().all(|country| country.name != "Brazil"));
}

#[test]
fn a_country_across_the_date_line_or_around_the_pole_does_not_smear() {
    // Fiji on 180 degrees: land is a small part of the frame. A smear would fill a band across it.
    for places in [vec![(-17.0, 178.0), (-16.8, -179.9)], vec![(-16.9, 180.0)], vec![(-16.9, -180.0)]] {
        let ground = ground(&places);
        let land = ground.countries.iter().map(|country| share(&ground, &country.rings)).sum::<f64>();
        assert!(land > 0.01 && land < 0.35, "land is {land} of the frame around {places:?}");
    }
    // Chukotka is on both sides of 180 degrees: land and sea both.
    let chukotka = ground(&[(66.0, 175.0), (66.0, -175.0)]);
    let russia = chukotka.countries.iter().find(|country| country.name == "Russia").unwrap();
    let land = share(&chukotka, &russia.rings);
    assert!(land > 0.2 && land < 0.8, "{land}");
    // The South Pole is land all round; the North Pole is sea.
    let south = ground(&[(-90.0, 0.0), (-89.0, 90.0)]);
    assert!((share(&south, &south.countries[0].rings) - 1.0).abs() < 1e-6);
    assert!(ground(&[(90.0, 0.0)]).countries.is_empty());
}

#[test]
fn an_enclave_is_drawn_after_what_surrounds_it() {
    let ground = ground(&[(-29.31, 27.48), (-26.2, 28.05), (-29.1, 26.2)]);
    let place = |name| ground.countries.iter().position(|country| country.name == name).unwrap();
    assert!(place("South Africa") < place("Lesotho"));
    assert!(ground.countries[place("South Africa")].own);
}

#[test]
fn outlines_stay_in_their_frame_and_are_as_coarse_as_the_drawing() {
    let points = |ground: &Ground| ground.countries.iter().flat_map(|c| &c.rings).map(Vec::len).sum::<usize>();
    let places = map(&[(12.64, -8.0), (16.27, 0.04), (20.2, 1.0)]);
    let (large, small) = (Ground::of(&places, 900.0, 700.0).unwrap(), Ground::of(&places, 220.0, 170.0).unwrap());
    assert!(points(&small) * 2 < points(&large), "{} and {}", points(&small), points(&large));
    for country in &large.countries {
        let [x0, x1, y0, y1] = extent(country.rings.iter().chain(&country.borders).flatten().copied());
        assert!(x0 >= -1e-6 && x1 <= 900.0 + 1e-6 && y0 >= -1e-6 && y1 <= 700.0 + 1e-6, "{}", country.name);
        assert!(country.path.starts_with('M') && country.path.ends_with('Z'));
    }
}

/// The share of the frame that rings cover, by the shoelace formula.
fn share(ground: &Ground, rings: &[Vec<Point>]) -> f64 {
    let area = |ring: &Vec<Point>| {
        let next = ring.iter().cycle().skip(1);
        ring.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>().abs() / 2.0
    };
    rings.iter().map(area).sum::<f64>() / (ground.width * ground.height)
}

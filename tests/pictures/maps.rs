//! Maps of made-up missions: one site, islands across 180 degrees, a pole, clusters, a hundred sites.

use drawdown::plot;
use drawdown::results::{Map, Place, PlaceRow, Results, StageRow, Way};
use jiff::civil::{Date, date};

use crate::made_up::empty;
use crate::{labels, named, tree};

/// A site: its name and degrees; what happens there follows from its place in the list.
type Site = (String, f64, f64);

fn sites(list: &[(&str, f64, f64)]) -> Vec<Site> {
    list.iter().map(|&(name, lat, lon)| (name.to_owned(), lat, lon)).collect()
}

/// Site `i` closes in the months `i % 5` after January 2024, with some doubt; the last is the gateway.
fn mission(name: &str, sites: &[Site]) -> Results {
    let mut results = empty();
    results.about.mission = name.into();
    results.about.replications = 1_000;
    (results.about.start, results.about.deadline, results.about.horizon) =
        (date(2024, 1, 1), date(2024, 6, 15), date(2024, 12, 31));
    let last = sites.len() - 1;
    let place = |(i, (name, lat, lon)): (usize, &Site)| Place {
        site: format!("site-{i}"),
        name: name.clone(),
        lat: *lat,
        lon: *lon,
        gateway: i == last,
        hub: i == last,
        kept: false,
    };
    results.map = Map {
        places: sites.iter().enumerate().map(place).collect(),
        lanes: (0..last).map(|from| Way { from, to: last, mode: ["road", "air"][from % 2] }).collect(),
        without_position: vec![],
    };
    let mut day = results.about.start;
    while day <= results.about.horizon {
        for i in 0..sites.len() {
            results.stages.push(stage(day, i));
            results.places.push(people(day, i));
        }
        day = day.tomorrow().unwrap();
    }
    results
}

fn stage(day: Date, i: usize) -> StageRow {
    let months = i32::from(day.month()) - 2 - (i % 5) as i32;
    let [operating_share, closing_share, vacated_share, ended_share] = match months {
        ..=-1 => [1.0, 0.0, 0.0, 0.0],
        0 if i.is_multiple_of(2) => [0.4, 0.6, 0.0, 0.0],
        0 => [0.1, 0.9, 0.0, 0.0],
        1 => [0.0, 0.0, 0.8, 0.2],
        _ => [0.0, 0.0, 0.0, 1.0],
    };
    let stage = match months {
        ..=-1 => "operating",
        0 => "closing",
        1 => "vacated",
        _ => "ended",
    };
    StageRow { date: day, site: format!("site-{i}"), operating_share, closing_share, vacated_share, ended_share, stage }
}

fn people(day: Date, i: usize) -> PlaceRow {
    let there = stage(day, i).operating_share + stage(day, i).closing_share;
    let n = (there * (40 + 700 * (i % 7)) as f64) as u32;
    PlaceRow {
        date: day,
        site: format!("site-{i}"),
        people_mean: n.into(),
        people_p05: n / 2,
        people_p50: n,
        people_p95: n + n / 3,
        beds: None,
        over_beds_share: None,
        cargo_mean: 0.0,
        cargo_p05: 0,
        cargo_p50: 0,
        cargo_p95: 0,
        exposed_mean: 0.0,
        people_bin_width: 1,
        cargo_bin_width: 1,
    }
}

/// A hundred camps along a spiral, closer and closer together.
fn hundred() -> Vec<Site> {
    let camp = |i: i32| {
        let (sin, cos) = (0.7 * f64::from(i)).sin_cos();
        let reach = 4.0 * f64::from(i) / 100.0;
        (format!("Camp number {i}"), 7.0 + reach * sin, 30.0 + reach * cos)
    };
    (0..100).map(camp).collect()
}

fn cases() -> Vec<(&'static str, Vec<Site>)> {
    vec![
        ("one", sites(&[("Only Camp", 35.1, 33.3)])),
        (
            "haiti",
            sites(&[
                ("Cap-Haïtien", 19.76, -72.2),
                ("Gonaïves", 19.45, -72.69),
                ("Les Cayes", 18.2, -73.75),
                ("Jacmel", 18.23, -72.53),
                ("Hinche", 19.14, -72.0),
                ("Port-au-Prince", 18.54, -72.34),
            ]),
        ),
        ("fiji", sites(&[("Labasa", -16.43, 179.36), ("Taveuni", -16.84, -179.97), ("Suva", -18.14, 178.44)])),
        (
            "pole",
            sites(&[("North", 89.9, 0.0), ("Here", 88.0, 120.0), ("There", 86.0, -100.0), ("Farther", 84.0, 20.0)]),
        ),
        (
            "cluster",
            sites(&[
                ("Bunia", 1.57, 30.25),
                ("Bunia airport and logistics base", 1.57, 30.22),
                ("Ndromo camp", 1.55, 30.27),
                ("Mahagi", 2.3, 30.98),
                ("Drodro", 1.76, 30.52),
                ("Fataki", 1.87, 30.63),
                ("Rhoe", 1.77, 30.53),
                ("Beni", 0.49, 29.47),
                ("Goma", -1.68, 29.22),
                ("", -4.32, 15.31),
            ]),
        ),
        ("hundred", hundred()),
        ("around-the-globe", sites(&[("A", 0.0, 0.0), ("B", 0.0, 120.0), ("C", 0.0, -120.0)])),
        ("same-place", sites(&[("A", 12.0, 21.0), ("B", 12.0, 21.0), ("C", 12.0, 21.0)])),
    ]
}

/// Both pictures of a mission, left where they can be looked at.
fn drawn(case: &str, results: &Results) -> [String; 2] {
    let all = crate::drawn(&format!("map-{case}"), results);
    let one = plot::map_on(results, date(2024, 3, 10)).unwrap().expect("all sites have a position");
    let file = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("pictures/map-{case}-one-day.png"));
    std::fs::write(file, plot::png(&one, plot::SCREEN).unwrap()).unwrap();
    [named(&all, "map").to_owned(), one]
}

#[test]
fn labels_of_maps_stay_on_the_page_and_off_each_other() {
    for (case, sites) in cases() {
        for svg in drawn(case, &mission(case, &sites)) {
            let size = tree(&svg).size();
            let labels = labels(&svg);
            for (i, (words, a)) in labels.iter().enumerate() {
                let inside =
                    a.left() >= 0.0 && a.top() >= 0.0 && a.right() <= size.width() && a.bottom() <= size.height();
                assert!(inside, "{case}: `{words}` at {a:?} leaves the page");
                for (other, b) in &labels[i + 1..] {
                    let meets =
                        a.left() < b.right() && b.left() < a.right() && a.top() < b.bottom() && b.top() < a.bottom();
                    assert!(!meets, "{case}: `{words}` and `{other}` overlap: {a:?} {b:?}");
                }
            }
        }
    }
}

#[test]
fn a_map_names_sites_dates_neighbours_and_its_origin() {
    let (_, sites) = cases().remove(1);
    let [months, one] = drawn("haiti", &mission("Island", &sites));
    let words = |svg: &str| labels(svg).into_iter().map(|(words, _)| words).collect::<Vec<_>>().join(" | ");
    let all = words(&months);
    // January to June, the deadline's month by its deadline.
    for expected in
        ["Jacmel", "HAITI", "DOMINICAN REPUBLIC", "1 Jan 2024", "31 Mar 2024", "15 Jun 2024", "Natural Earth", " km"]
    {
        assert!(all.contains(expected), "{expected}: {all}");
    }
    assert!(all.contains("imply no official endorsement") && !all.contains("31 Jul 2024"), "{all}");
    // The fourth site has 40 + 3 × 700 people and operates until its month, May.
    let all = words(&one);
    assert!(all.contains("Jacmel: 2,140 (1,070–2,853)") && all.contains("10 March 2024"), "{all}");
    // The third closes in April; the second in March, nine in ten sure; the first is vacated, with four fifths.
    assert!(all.contains("Gonaïves: 740") && all.contains("Cap-Haïtien"), "{all}");
    assert!(one.contains("Gonaïves (closing, 740 people)"), "the description says it too");
}

#[test]
fn what_is_not_sure_is_shown_so() {
    let (_, sites) = cases().remove(1);
    let results = mission("Island", &sites);
    // In April the third site closes with a share of 0.6: not sure.
    let april = plot::map_on(&results, date(2024, 4, 10)).unwrap().unwrap();
    let all: Vec<String> = labels(&april).into_iter().map(|(words, _)| words).collect();
    assert!(all.iter().any(|words| words.starts_with("Les Cayes ?")), "{all:?}");
    assert!(!all.iter().any(|words| words.starts_with("Jacmel ?")), "{all:?}");
}

#[test]
fn a_site_without_a_position_leaves_no_map() {
    let (case, sites) = cases().remove(1);
    let mut results = mission(case, &sites);
    results.map.without_position.push("Nowhere".into());
    assert!(plot::figures(&results).unwrap().iter().all(|figure| figure.name != "map"));
    assert!(plot::map_on(&results, date(2024, 3, 10)).unwrap().is_none());
    let why = results.map.why_none().unwrap();
    assert_eq!(why, "no map: without a position `Nowhere`; give each site `position = { lat, lon }`");
}

//! Places by their degrees alone: what countries look like is tested in `tests/geo.rs`.

use super::*;
use crate::results::Place;

fn map(places: &[(f64, f64)]) -> Map {
    let place = |&(lat, lon): &(f64, f64)| Place {
        site: format!("{lat} {lon}"),
        name: String::new(),
        lat,
        lon,
        gateway: false,
        hub: false,
        kept: false,
    };
    Map { places: places.iter().map(place).collect(), ..Map::default() }
}

#[test]
fn every_site_stands_inside_the_margins() {
    for places in [
        vec![(17.0, -3.0), (20.2, 1.0), (12.6, -7.9)],
        vec![(-17.0, 178.0), (-16.0, -179.0), (-18.0, 177.0)],
        vec![(89.0, 0.0), (88.0, 120.0), (88.5, -100.0)],
        vec![(0.0, 0.0)],
        vec![(0.0, 0.0), (0.0, 170.0)],
    ] {
        let ground = Ground::of(&map(&places), 400.0, 300.0).unwrap();
        for &(lat, lon) in &places {
            let (x, y) = ground.place(lat, lon);
            let (across, down) = (400.0 * MARGIN, 300.0 * MARGIN);
            let inside = Frame { x0: across, y0: down, x1: 400.0 - across, y1: 300.0 - down };
            assert!(inside.grown(1.0).holds((x, y)), "{lat} {lon} of {places:?} stands at {x} {y}");
        }
    }
}

#[test]
fn sites_that_stand_close_together_are_not_blown_up() {
    let ground = Ground::of(&map(&[(17.0, -3.0), (17.0, -3.001)]), 400.0, 300.0).unwrap();
    assert_eq!(ground.km_per_unit, LEAST_KM / 300.0);
    assert_eq!(ground.place(17.0, -3.0005).0.round(), 200.0);
}

#[test]
fn north_is_up_and_a_degree_has_its_length() {
    let ground = Ground::of(&map(&[(10.0, 20.0), (11.0, 20.0), (10.5, 21.0)]), 400.0, 300.0).unwrap();
    let ((_, south), (x, north)) = (ground.place(10.0, 20.0), ground.place(11.0, 20.0));
    assert!(north < south && x < ground.place(10.5, 21.0).0);
    // A degree of a meridian is 111.19 km.
    assert!(((south - north) * ground.km_per_unit - 111.19).abs() < 0.1);
}

#[test]
fn the_scale_bar_is_round_and_at_most_a_quarter() {
    for span in [0.01, 0.5, 3.0, 17.0, 60.0] {
        let ground = Ground::of(&map(&[(0.0, 0.0), (span, 0.0)]), 400.0, 300.0).unwrap();
        let (km, length) = ground.scale_bar();
        let leading = f64::from(km) / 10_f64.powf(f64::from(km).log10().floor());
        assert!([1.0, 2.0, 5.0].contains(&leading), "{km} km");
        assert!(length <= 100.0 && length > 39.0, "{km} km are {length} units");
        assert!((length * ground.km_per_unit - f64::from(km)).abs() < 1e-9);
    }
}

#[test]
fn no_place_has_no_ground() {
    assert!(Ground::of(&Map::default(), 400.0, 300.0).is_none());
    assert!(Ground::of(&map(&[(0.0, 0.0)]), 0.0, 300.0).is_none());
}

#[test]
fn a_name_stands_where_its_box_fits_and_nothing_else_stands() {
    let square = |a: f64, b: f64| vec![(a, a), (b, a), (b, b), (a, b)];
    let ring = square(0.0, 100.0);
    let frame = Frame { x0: 0.0, y0: 0.0, x1: 100.0, y1: 100.0 };
    let outline = |ring: Vec<Point>| Outline {
        name: "square",
        own: false,
        path: path(std::slice::from_ref(&ring)),
        borders: borders(&ring, &frame),
        rings: vec![ring],
    };
    assert_eq!(outline(ring.clone()).path, "M0.0 0.0L100.0 0.0L100.0 100.0L0.0 100.0Z");
    let (x, y) = outline(ring.clone()).room(40.0, 10.0, &frame, &[]).unwrap();
    // 30 to the left and right edge; no farther from the upper and lower one.
    assert!((x - 50.0).abs() < 1.0 && (y - 50.0).abs() <= 15.0, "{x} {y}");
    // Taken in the middle: above or below it.
    let taken = Frame { x0: 0.0, y0: 30.0, x1: 100.0, y1: 70.0 };
    let (_, y) = outline(ring.clone()).room(40.0, 10.0, &frame, &[taken]).unwrap();
    assert!((y - 50.0).abs() >= 25.0, "{y}");
    assert_eq!(outline(ring).room(110.0, 10.0, &frame, &[]), None);
    assert_eq!(outline(square(40.0, 50.0)).room(40.0, 10.0, &frame, &[]), None);
}

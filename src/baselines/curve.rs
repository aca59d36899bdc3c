//! Curves of people present that know no sites.

use crate::calendar::Day;
use crate::model::{Model, split_by_largest_remainder};
use crate::scenario::Component;

/// Steps of credit to one departure, as at the exits.
const DEPARTURE: u128 = 7_000_000;

/// A straight line: people leave evenly from the day before the first simulated
/// one, at whose end `present` are there, to the deadline, at whose end the kept
/// are left. By the end of day *d* floor(n × (d − before) / (deadline − before))
/// of the n who go have gone; all of them on the first day if the deadline has passed.
pub fn line(model: &Model) -> Vec<[u32; 4]> {
    let before = model.first - 1;
    let length = u64::try_from(model.deadline - before).unwrap_or(0);
    by_component(model, |day, going| match length {
        0 => going,
        _ => (u64::from(going) * ((day - before) as u64).min(length) / length) as u32,
    })
}

/// Seats alone: from the first simulated day on every exit takes per week / 7 × seats
/// a day, by its table and seasons; nothing is cancelled, refused or saved up for
/// cargo, and all who are present and not kept queue at once. By the end of a day
/// floor(seats so far) have gone.
pub fn seats(model: &Model) -> Vec<[u32; 4]> {
    let mut room = 0_u128;
    by_component(model, |day, going| {
        for exit in &model.exits {
            let credit = (exit.per_week[day as usize] * 1e6).round() as u128;
            room += credit * u128::from(exit.seats);
        }
        u128::from(going).min(room / DEPARTURE) as u32
    })
}

/// Room alone: from the first simulated day on every exit takes per week / 7 × truckloads
/// a day, as [`seats`] counts seats. Whole truckloads so far, at the end of each simulated day.
pub fn room(model: &Model) -> Vec<u64> {
    let mut room = 0_u128;
    let mut until = |day: Day| {
        for exit in &model.exits {
            room += (exit.per_week[day as usize] * 1e6).round() as u128 * u128::from(exit.truckloads);
        }
        (room / DEPARTURE) as u64
    };
    (model.first..=model.horizon).map(&mut until).collect()
}

/// People present by component, local staff left out, at the end of each simulated
/// day; `gone` says how many of those who go had gone by then. Who is left is
/// split over components in proportion to the people present at first.
fn by_component(model: &Model, mut gone: impl FnMut(Day, u32) -> u32) -> Vec<[u32; 4]> {
    let present = at_first(model);
    let all: u32 = present.iter().sum();
    let keep: u32 = model.sites.iter().filter(|site| site.ended.is_none()).map(|site| site.keep).sum();
    let going = all - keep.min(all);
    let weights = present.map(f64::from);
    let mut order = Vec::new();
    let mut split = |left: u32| {
        let mut parts = [0; 4];
        split_by_largest_remainder(left, &weights, &mut parts, &mut order);
        parts
    };
    (model.first..=model.horizon).map(|day| split(all - gone(day, going))).collect()
}

/// People present by component at the end of the day before the first, local staff left out.
fn at_first(model: &Model) -> [u32; 4] {
    let mut present = [0; 4];
    for group in model.groups.iter().filter(|group| group.component != Component::Local) {
        present[group.component as usize] += group.present();
    }
    present
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    /// 700 military and 300 civilians, 100 of them kept, and 50 local staff; to be out on day 10.
    fn model(mission: &str, exits: &str) -> Model {
        let text = format!(
            "[mission]\nname = 'x'\nstart = 2024-01-01\ndeadline = 2024-01-11\nhorizon = 2024-01-31\n{mission}\n\
             [[site]]\nid = 'a'\npeople = {{ military = 700, civilian = 300, local = 50 }}\nkeep = 100\nbegin = 2024-01-01\n\
             [[gateway]]\nid = 'a'\nexits = {exits}\n"
        );
        let scenario = Scenario::parse(&text, "x.toml").unwrap_or_else(|error| panic!("{error}"));
        crate::simulate::prepare(&scenario)
    }

    const ONE: &str = "[ { id = 'out', air = { per_week = 3.5, seats = 101 } } ]";

    #[test]
    fn the_line_ends_with_those_kept_on_the_deadline() {
        // 900 go over the 11 days 0 to 10: floor(900 × 1 / 11) = 81 on day 0.
        let line = line(&model("", ONE));
        let left: Vec<u32> = line.iter().map(|present| present.iter().sum()).collect();
        assert_eq!((left[0], left[4], left[9], left[10], left[30]), (919, 1_000 - 409, 182, 100, 100));
        // 919 × 0.7 = 643.3 and 919 × 0.3 = 275.7: the one left over is a civilian.
        assert_eq!(line[0], [643, 0, 276, 0]);
    }

    #[test]
    fn the_line_begins_at_as_of() {
        // 900 go over the 5 days after 6 January.
        let model = model("as_of = 2024-01-06", ONE);
        let left: Vec<u32> = line(&model).iter().map(|present| present.iter().sum()).collect();
        assert_eq!(left[..6], [820, 640, 460, 280, 100, 100]);
    }

    #[test]
    fn seats_alone_fill_every_departure() {
        // Half a departure of 101 seats a day: 50, 101, 151, 202 gone.
        let left: Vec<u32> = seats(&model("", ONE)).iter().map(|present| present.iter().sum()).collect();
        assert_eq!(left[..4], [950, 899, 849, 798]);
        // 900 seats are there on day 17 (18 × 50.5 = 909).
        assert_eq!((left[16], left[17], left[30]), (1_000 - 858, 100, 100));
    }

    #[test]
    fn exits_add_up_by_their_own_tables() {
        let steps = "[ { id = 'a', air = { per_week = [ { from = 2024-01-01, value = 7 }, { from = 2024-01-03, value = 0 } ], seats = 10 } }, \
                     { id = 'b', road = { per_week = 7, seats = 3, truckloads = 2 } } ]";
        let left: Vec<u32> = seats(&model("", steps)).iter().map(|present| present.iter().sum()).collect();
        assert_eq!(left[..4], [987, 974, 971, 968]);
    }
}

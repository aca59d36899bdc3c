//! What the baselines say of cargo.

use super::{Baselines, N};
use crate::calendar::Day;
use crate::observations::{Cargo, Fate};

impl Baselines<'_> {
    /// Plan, line and room alone, on a simulated day.
    pub(super) fn of_cargo(&self, cargo: &Cargo, day: Day) -> [Option<u32>; N] {
        let plan = self.moved.iter().filter(|event| event.day <= day).map(|event| cargo.of_event(&event.what));
        let plan = cargo.at_first(self.model) + plan.sum::<u32>();
        [Some(plan), Some(self.line_of_cargo(cargo, day)), self.room_alone(cargo, day)]
    }

    /// All that is to come to this fate does so evenly, from the day before the first
    /// simulated one to the deadline: floor, as for people.
    fn line_of_cargo(&self, cargo: &Cargo, day: Day) -> u32 {
        let (before, first) = (self.model.first - 1, cargo.at_first(self.model));
        let going = u64::from(cargo.most(self.model) - first);
        let length = u64::try_from(self.model.deadline - before).unwrap_or(0);
        let gone = match length {
            0 => going,
            _ => going * ((day - before) as u64).min(length) / length,
        };
        first + gone as u32
    }

    /// All cargo that is to leave stands in one queue for the exits, from the first
    /// simulated day on, and each owner has its share of what is out; what is sold, given or
    /// destroyed needs no room and is gone at once. It says nothing about the disposal alone.
    fn room_alone(&self, cargo: &Cargo, day: Day) -> Option<u32> {
        let all = self.model.loads.iter().filter(|load| load.disposition.leaves());
        let all: u64 = all.map(|load| u64::from(load.truckloads)).sum();
        let room = usize::try_from(day - self.model.first).ok().and_then(|at| self.room.get(at)).copied()?;
        let own = u64::from(cargo.leaving(self.model));
        let out = (room.min(all) * own).checked_div(all).unwrap_or(0) as u32;
        match cargo.fate {
            Fate::Out => Some(out),
            Fate::Gone => Some(out + cargo.load(self.model) - own as u32),
            Fate::Disposed => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::baselines::Baselines;
    use crate::observations::{Watch, watches};
    use crate::scenario::Scenario;
    use crate::simulate::{Simulator, Trace, prepare};

    /// 40 truckloads leave (30 of the UN, 10 of Aland) and 10 are given; the exit has room for
    /// 3.5 a day, the deadline is day 9, and the site withdraws on day 2.
    const MISSION: &str = "[mission]\nname = 'x'\nstart = 2024-01-01\ndeadline = 2024-01-10\nhorizon = 2024-01-31\n\
        [[site]]\nid = 'a'\nbegin = 2024-01-03\npeople = [ { component = 'military', contingent = 'Aland', count = 1 } ]\n\
        cargo = [ { owner = 'UN', truckloads = 30 }, { owner = 'Aland', truckloads = 10 }, \
        { owner = 'Bland', truckloads = 10, disposition = 'give' } ]\n\
        [[contingent]]\nid = 'Bland'\n\
        [[gateway]]\nid = 'a'\nexits = [ { id = 'out', road = { per_week = 3.5, seats = 5, truckloads = 7 } } ]\n";

    fn values(observation: &str, day: i32) -> [Option<u32>; 3] {
        let text =
            format!("{MISSION}[[observation]]\nid = 'x'\ndate = 2024-01-05\nrole = 'score'\nvalue = 0\n{observation}");
        let scenario = Scenario::parse(&text, "x.toml").unwrap_or_else(|error| panic!("{error}"));
        let model = prepare(&scenario);
        let mut trace = Trace::default();
        let outcome = Simulator::new(&model).plan(&mut trace);
        let watch: &Watch = &watches(&scenario, &model)[0];
        Baselines::new(&model, &trace.days, &outcome, &trace.events).values(watch, day)
    }

    #[test]
    fn the_plan_of_cargo_is_the_reference_replication() {
        // Withdrawn on day 2: the gift is made on that day. Half a departure a day is added, and one at most was kept:
        // 1.5 on day 2, and so one leaves on it; then 1, 0.5, 1 on days 3, 4 and 5.
        let plan = |observation, day| values(observation, day)[0].unwrap();
        assert_eq!([1, 2, 3, 4].map(|day| plan("quantity = 'cargo_disposed'", day)), [0, 10, 10, 10]);
        let out = [1, 2, 3, 4, 5].map(|day| plan("quantity = 'cargo_out'", day));
        assert_eq!(out, [0, 7, 14, 14, 21]);
        assert_eq!([30, 2].map(|day| plan("quantity = 'cargo_gone'", day)), [50, 17]);
        assert_eq!(plan("quantity = 'cargo_out'\nowner = 'Aland'", 30), 10);
    }

    #[test]
    fn the_line_of_cargo_reaches_the_whole_load_on_the_deadline() {
        // Ten days: 4 out and 1 given on each.
        let line = |observation, day| values(observation, day)[1].unwrap();
        assert_eq!([0, 1, 9, 20].map(|day| line("quantity = 'cargo_out'", day)), [4, 8, 40, 40]);
        assert_eq!([0, 9].map(|day| line("quantity = 'cargo_disposed'", day)), [1, 10]);
        assert_eq!([0, 9].map(|day| line("quantity = 'percent_gone'", day)), [5, 50]);
    }

    #[test]
    fn room_alone_fills_every_departure_with_cargo() {
        // 3.5 a day: 3, 7, 10 … and 40 on day 11 (12 x 3.5 = 42).
        let room = |observation, day| values(observation, day)[2];
        assert_eq!([0, 1, 2, 10, 11].map(|day| room("quantity = 'cargo_out'", day).unwrap()), [3, 7, 10, 38, 40]);
        // A quarter of it is Aland's; the gift needs no room.
        assert_eq!(room("quantity = 'cargo_out'\nowner = 'Aland'", 10), Some(9));
        assert_eq!(room("quantity = 'cargo_gone'", 0), Some(13));
        assert_eq!(room("quantity = 'cargo_disposed'", 0), None);
    }
}

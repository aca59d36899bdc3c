//! Published figures, made ready to be compared with a replication: which days
//! they speak of and how the model counts the same thing.

use crate::calendar::{Day, NEVER};
use crate::model::{Action, Model, Shock};
use crate::scenario::{self, Component, Interval, Population, Quantity, Scenario};
use crate::simulate::{DayRecord, Outcome, State};

mod cargo;

pub use cargo::{Cargo, Fate};

/// What is watched for one observation.
#[derive(Clone, Debug)]
pub struct Watch {
    pub from: Day,
    pub to: Day,
    pub count: Count,
    /// The largest value that can be counted.
    pub largest: u32,
    /// An input fixes it, whatever role the figure was given: a day that is imposed,
    /// or a site that ended before the first simulated day or is evacuated on a given date.
    pub imposed: bool,
}

/// How the model counts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Count {
    /// People gone since the start.
    Gone(Population),
    Present(Population),
    PresentAt(usize, Population),
    SitesVacated,
    SitesEnded,
    /// The day on which this site was vacated or ended (the horizon + 1 if never).
    Vacated(usize),
    Ended(usize),
    /// Units of cargo.
    Cargo(Cargo),
    /// Not counted: shown only.
    Nothing,
}

/// The watches of a scenario, in the order of its observations.
pub fn watches(scenario: &Scenario, model: &Model) -> Vec<Watch> {
    scenario.observations.iter().map(|o| watch(o, model)).collect()
}

fn watch(observation: &scenario::Observation, model: &Model) -> Watch {
    let site = observation.site.as_ref().and_then(|id| model.sites.iter().position(|s| s.id == *id));
    let people = observation.population;
    let everyone = initial(model, people);
    let from = model.calendar.day(observation.from);
    let (count, largest) = match (observation.quantity, site) {
        (Quantity::Gone, _) => (Count::Gone(people), everyone),
        (Quantity::Present, None) => (Count::Present(people), everyone),
        // Where people stood before the first simulated day is not part of the imposed state.
        (Quantity::Present, Some(site)) if from >= model.first => (Count::PresentAt(site, people), everyone),
        (Quantity::SitesVacated, _) => (Count::SitesVacated, model.sites.len() as u32),
        (Quantity::SitesEnded, _) => (Count::SitesEnded, model.sites.len() as u32),
        (Quantity::Vacated, Some(site)) => (Count::Vacated(site), model.horizon as u32 + 1),
        (Quantity::Ended, Some(site)) => (Count::Ended(site), model.horizon as u32 + 1),
        // Nor is what became of cargo before it.
        (quantity, _) if quantity.is_cargo() && from >= model.first => {
            let cargo = Cargo::of(observation, model);
            let largest = cargo.load(model);
            (Count::Cargo(cargo), largest)
        }
        _ => (Count::Nothing, 0),
    };
    let imposed = match count {
        Count::Vacated(site) | Count::Ended(site) => is_date_imposed(model, site),
        // Also where the doubt about the date reaches beyond them: part of the answer was given.
        _ => from < model.first,
    };
    Watch { from, to: model.calendar.day(observation.to), count, largest, imposed }
}

fn is_date_imposed(model: &Model, site: usize) -> bool {
    let evacuates = |action: &Action| matches!(action, Action::Evacuate(sites) if sites.contains(&site));
    let is_given = |shock: &&Shock| shock.from == shock.to && shock.from >= model.first && shock.probability >= 1.0;
    model.sites[site].ended.is_some()
        || model.shocks.iter().filter(is_given).any(|shock| shock.actions.iter().any(evacuates))
}

/// People of a population at the start.
pub fn initial(model: &Model, people: Population) -> u32 {
    model.groups.iter().filter(|g| people.includes(g.component)).map(|g| g.count).sum()
}

impl Watch {
    /// Whether it is read off the day's record.
    pub fn is_daily(&self) -> bool {
        matches!(self.count, Count::Gone(_) | Count::Present(_) | Count::PresentAt(..) | Count::Cargo(_))
    }

    /// The value on a simulated day.
    pub fn of_day(&self, model: &Model, record: &DayRecord, state: &State) -> u32 {
        match self.count {
            Count::PresentAt(site, people) => present_at(model, state, site, people),
            Count::Cargo(ref cargo) => cargo.of_state(state),
            _ => self.of_present(record.present),
        }
    }

    /// The value, from the people present by component.
    pub fn of_present(&self, present: [u32; 4]) -> u32 {
        let sum = |people: Population| {
            Component::ALL.iter().filter(|c| people.includes(**c)).map(|c| present[*c as usize]).sum::<u32>()
        };
        match self.count {
            Count::Gone(people) => self.largest - sum(people),
            Count::Present(people) => sum(people),
            _ => 0,
        }
    }

    /// The value on `day`, from how a replication ended.
    pub fn of_outcome(&self, model: &Model, outcome: &Outcome, day: Day) -> u32 {
        let by = |days: &[Day]| days.iter().filter(|&&d| d <= day).count() as u32;
        let date = |d: Day| if d == NEVER { model.horizon as u32 + 1 } else { d.max(0) as u32 };
        match self.count {
            Count::SitesVacated => by(&outcome.vacated),
            Count::SitesEnded => by(&outcome.ended),
            Count::Vacated(site) => date(outcome.vacated[site]),
            Count::Ended(site) => date(outcome.ended[site]),
            _ => 0,
        }
    }

    /// A published interval without the ends that cannot fail: "between 0 and 700 gone"
    /// says "at most 700" and nothing more, and is a pure bound. A single number keeps both.
    pub fn telling(&self, model: &Model, value: Interval) -> Interval {
        let (least, most) = self.possible(model);
        // Pure bounds stay as they were published.
        let as_it_is = value.at_least == value.at_most || value.at_least.is_none() || value.at_most.is_none();
        Interval {
            at_least: value.at_least.filter(|&a| as_it_is || a > least),
            at_most: value.at_most.filter(|&b| as_it_is || b < most),
        }
    }

    /// Values that no mission of this model can leave, whatever happens.
    fn possible(&self, model: &Model) -> (i64, i64) {
        let mut present = [0; 4];
        model.groups.iter().for_each(|group| present[group.component as usize] += group.present());
        let (at_first, largest) = (i64::from(self.of_present(present)), i64::from(self.largest));
        match self.count {
            Count::Gone(_) => (at_first, largest),
            Count::Present(_) => (0, at_first),
            Count::Vacated(_) | Count::Ended(_) => (i64::from(model.first), largest),
            Count::Cargo(ref cargo) => (i64::from(cargo.at_first(model)), i64::from(cargo.most(model))),
            _ => (0, largest),
        }
    }

    /// Whether the values are days.
    pub fn is_date(&self) -> bool {
        matches!(self.count, Count::Vacated(_) | Count::Ended(_))
    }
}

/// People of a population at a place: unreleased there, or waiting there.
fn present_at(model: &Model, state: &State, site: usize, people: Population) -> u32 {
    let included = |group: usize| people.includes(model.groups[group].component);
    let own = model.sites[site].groups.clone().filter(|&g| included(g)).map(|g| state.groups[g].unreleased);
    let waiting = state.parties[site].iter().flat_map(|party| party.people(&state.members));
    own.chain(waiting.filter(|&(group, _)| included(group)).map(|(_, n)| n)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITES: &str = include_str!("../scenarios/two-sites.toml");

    /// The two sites (military 160) with this observation: its watch, and the model.
    fn watched(observation: &str) -> (Watch, Model) {
        let text = format!("{SITES}\n[[observation]]\nid = 'x'\nrole = 'score'\n{observation}\n");
        let scenario = Scenario::parse(&text, "x.toml").unwrap_or_else(|error| panic!("{error}"));
        let model = crate::simulate::prepare(&scenario);
        let watches = watches(&scenario, &model);
        (watches.into_iter().next().unwrap(), model)
    }

    /// A replication in which the two sites were vacated and ended on these days.
    fn ended_on(model: &Model, vacated: [Day; 2], ended: [Day; 2]) -> Outcome {
        let plan = crate::simulate::Simulator::new(model).plan(&mut crate::simulate::Silent);
        Outcome { vacated: vacated.to_vec(), ended: ended.to_vec(), ..plan }
    }

    fn of_present(observation: &str, present: [u32; 4]) -> u32 {
        watched(&format!("date = 2024-01-20\nvalue = 0\n{observation}")).0.of_present(present)
    }

    #[test]
    fn gone_is_what_is_not_present_of_those_who_are_counted() {
        assert_eq!(of_present("quantity = 'gone'", [100, 0, 0, 0]), 60);
        assert_eq!(of_present("quantity = 'gone'\npeople = 'uniformed'", [100, 0, 0, 0]), 60);
        assert_eq!(of_present("quantity = 'gone'\npeople = 'military'", [160, 0, 0, 0]), 0);
        assert_eq!(of_present("quantity = 'gone'\npeople = 'police'", [7, 0, 0, 0]), 0);
    }

    #[test]
    fn every_population_adds_its_components() {
        let of = |people: &str| of_present(&format!("quantity = 'present'\npeople = '{people}'"), [1, 20, 300, 4_000]);
        let expected = [
            ("all", 4_321),
            ("international", 321),
            ("uniformed", 21),
            ("military", 1),
            ("police", 20),
            ("civilian", 300),
            ("local", 4_000),
        ];
        assert_eq!(expected.map(|(people, _)| (people, of(people))), expected);
    }

    #[test]
    fn a_doubtful_date_watches_each_of_its_days() {
        let (watch, _) = watched("date = [2024-01-20, 2024-01-24]\nquantity = 'gone'\nvalue = 60");
        assert_eq!((watch.from, watch.to, watch.largest), (19, 23, 160));
        assert!(watch.is_daily() && !watch.is_date());
    }

    #[test]
    fn a_site_that_is_never_vacated_counts_as_the_day_after_the_horizon() {
        let of = |quantity: &str| watched(&format!("date = 2024-01-25\nsite = 'gateway'\n{quantity}"));
        let (watch, model) = of("quantity = 'vacated'\nvalue = 2024-01-25");
        let outcome = ended_on(&model, [20, NEVER], [21, NEVER]);
        assert_eq!(watch.of_outcome(&model, &outcome, watch.to), model.horizon as u32 + 1);
        assert_eq!(watch.largest, model.horizon as u32 + 1);
        let outcome = ended_on(&model, [20, 25], [21, 26]);
        assert_eq!(watch.of_outcome(&model, &outcome, watch.to), 25);
        let (watch, model) = of("quantity = 'ended'\nvalue = 2024-01-25");
        assert!(watch.is_date());
        assert_eq!(watch.of_outcome(&model, &outcome, watch.to), 26);
    }

    #[test]
    fn sites_are_counted_up_to_the_end_of_the_day() {
        let (watch, model) = watched("date = 2024-01-25\nquantity = 'sites_ended'\nvalue = 1");
        let outcome = ended_on(&model, [20, 25], [21, NEVER]);
        assert_eq!([20, 21, 90].map(|day| watch.of_outcome(&model, &outcome, day)), [0, 1, 1]);
        let (watch, model) = watched("date = 2024-01-25\nquantity = 'sites_vacated'\nvalue = 1");
        assert_eq!([19, 20, 24, 25].map(|day| watch.of_outcome(&model, &outcome, day)), [0, 1, 1, 2]);
    }

    #[test]
    fn an_end_that_cannot_fail_tells_nothing() {
        let ends = |observation: &str, at_least, at_most| {
            let (watch, model) = watched(&format!("date = 2024-01-25\n{observation}"));
            let value = Interval { at_least: Some(at_least), at_most: Some(at_most) };
            let telling = watch.telling(&model, value);
            (telling.at_least.is_some(), telling.at_most.is_some())
        };
        let gone = "quantity = 'gone'\nvalue = 0";
        // 160 people: at most 100, at least 100, nothing at all, and three figures that say both.
        assert_eq!(ends(gone, 0, 100), (false, true));
        assert_eq!(ends(gone, 100, 160), (true, false));
        assert_eq!(ends(gone, 0, 160), (false, false));
        assert_eq!([(1, 159), (0, 0), (160, 160)].map(|(a, b)| ends(gone, a, b)), [(true, true); 3]);
        // A site is not vacated before day 0, and the horizon, 31 March, is day 90.
        let date = "quantity = 'vacated'\nsite = 'outpost'\nvalue = 2024-01-25";
        assert_eq!(
            [(0, 40), (1, 91), (1, 90)].map(|(a, b)| ends(date, a, b)),
            [(false, true), (true, false), (true, true)]
        );
    }

    #[test]
    fn a_stated_figure_is_not_counted() {
        let text = "date = 2024-01-25\nquantity = 'stated'\nvalue = 1000".to_string();
        let shown = format!("{SITES}\n[[observation]]\nid = 'x'\nrole = 'show'\n{text}\n");
        let scenario = Scenario::parse(&shown, "x.toml").unwrap_or_else(|error| panic!("{error}"));
        let watch = &watches(&scenario, &crate::simulate::prepare(&scenario))[0];
        assert_eq!((&watch.count, watch.largest), (&Count::Nothing, 0));
    }
}

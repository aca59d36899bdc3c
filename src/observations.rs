//! Published figures, made ready to be compared with a replication: which days
//! they speak of and how the model counts the same thing.

use crate::calendar::{Day, NEVER};
use crate::model::Model;
use crate::scenario::{self, Component, Population, Quantity, Scenario};
use crate::simulate::{DayRecord, Outcome, State};

/// What is watched for one observation.
#[derive(Clone, Debug)]
pub struct Watch {
    pub from: Day,
    pub to: Day,
    pub count: Count,
    /// The largest value that can be counted.
    pub largest: u32,
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
        _ => (Count::Nothing, 0),
    };
    Watch { from, to: model.calendar.day(observation.to), count, largest }
}

/// People of a population at the start.
pub fn initial(model: &Model, people: Population) -> u32 {
    model.groups.iter().filter(|g| people.includes(g.component)).map(|g| g.count).sum()
}

impl Watch {
    /// Whether it is read off the day's record.
    pub fn is_daily(&self) -> bool {
        matches!(self.count, Count::Gone(_) | Count::Present(_) | Count::PresentAt(..))
    }

    /// The value on a simulated day.
    pub fn of_day(&self, model: &Model, record: &DayRecord, state: &State) -> u32 {
        match self.count {
            Count::PresentAt(site, people) => present_at(model, state, site, people),
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

    /// Whether the values are days.
    pub fn is_date(&self) -> bool {
        matches!(self.count, Count::Vacated(_) | Count::Ended(_))
    }
}

/// People of a population at a place: unreleased there, or waiting there.
fn present_at(model: &Model, state: &State, site: usize, people: Population) -> u32 {
    let included = |group: usize| people.includes(model.groups[group].component);
    let own = model.sites[site].groups.clone().filter(|&g| included(g)).map(|g| state.groups[g].unreleased);
    let waiting = state.parties[site].iter().filter(|p| included(p.group)).map(|p| p.n);
    own.chain(waiting).sum()
}

//! What is allowed, but probably not meant.

use std::collections::BTreeSet;

use super::numbers::grouped;
use super::reader::Log;
use super::{Observation, Quantity, Role, Scenario};

pub(super) fn all(s: &Scenario, log: &Log) -> Vec<String> {
    let mut warnings = Vec::new();
    idle_contingents(s, &mut warnings);
    idle_sources(s, log, &mut warnings);
    known_observations(s, &mut warnings);
    if s.mission.as_of.is_some_and(|as_of| as_of > s.mission.start) && s.imposed.is_empty() {
        let words = "nothing is `[[imposed]]` up to `as_of`: everybody is taken to be in place on that day";
        warnings.push(words.into());
    }
    let unstated = s.inputs.iter().filter(|input| input.basis == "unstated").count();
    if unstated > 0 {
        let (part, all) = (grouped(unstated as f64), grouped(s.inputs.len() as f64));
        warnings.push(format!("{part} of {all} inputs say no `basis`; they are listed as `unstated`"));
    }
    warnings
}

fn idle_contingents(s: &Scenario, warnings: &mut Vec<String>) {
    let people = s.sites.iter().flat_map(|site| site.people.iter().map(|group| group.contingent.as_str()));
    let cargo = s.sites.iter().flat_map(|site| site.cargo.iter().map(|cargo| cargo.owner.as_str()));
    let used: BTreeSet<&str> = people.chain(cargo).collect();
    for contingent in s.contingents.iter().filter(|contingent| !used.contains(contingent.id.as_str())) {
        warnings.push(format!("the contingent `{}` has neither people nor cargo at any site", contingent.id));
    }
}

fn idle_sources(s: &Scenario, log: &Log, warnings: &mut Vec<String>) {
    let used: BTreeSet<&str> = log.sources.iter().map(|(key, ..)| key.as_str()).collect();
    for source in s.sources.iter().filter(|source| !used.contains(source.key.as_str())) {
        warnings.push(format!("the source `{}` is used nowhere", source.key));
    }
}

/// A figure from before `as_of` checks nothing: what it counts was given. A site's date may be told at any time.
fn known_observations(s: &Scenario, warnings: &mut Vec<String>) {
    let Some(as_of) = s.mission.as_of else { return };
    let is_date = |o: &Observation| matches!(o.quantity, Quantity::Vacated | Quantity::Ended);
    let is_known = |o: &&Observation| if is_date(o) { o.to <= as_of } else { o.from <= as_of };
    for o in s.observations.iter().filter(|o| o.role == Role::Score).filter(is_known) {
        warnings.push(format!("the observation `{}` is not after `as_of`: its role should be `imposed`", o.id));
    }
}

//! The plan's clocks, and the ceilings that go by one of them.
//!
//! Each site has a plan day; sites that the same pauses bind share one clock. Clock 0
//! is the mission's: what moves it moves every other.

use crate::calendar::Day;
use crate::model::compile::{Compiler, positions};
use crate::model::{Group, TableId};
use crate::scenario::{Component, Part, Postponement, Scope, ShockEffect};

/// Which clock each site goes by, where a shock may move one.
#[derive(Clone, Debug, Default)]
pub struct Clocks {
    /// By site. Empty: no clock is ever moved, and every plan day is the day itself.
    pub of_site: Vec<usize>,
    /// How many there are, the mission's included; 0 where none is ever moved.
    pub n: usize,
    /// A shock may move the deadline.
    pub postpones: bool,
    /// The deadline in force is never after this day: the horizon of the scenario.
    pub latest: Day,
}

/// People of a selection who are released until no more than an authorised strength is left.
#[derive(Clone, Debug)]
pub struct Ceiling {
    pub id: String,
    /// Groups of the selection, local staff left out.
    pub groups: Vec<usize>,
    /// First plan day of the way down, never before the first simulated day, and the last.
    pub from: Day,
    pub date: Day,
    pub people: u32,
}

impl Ceiling {
    /// So many may be unreleased at the end of a plan day from `from` on, of `begun` before it:
    /// people + ceil((begun − people) (date − day) / (date − from + 1)).
    pub fn allowed(&self, begun: u32, day: Day) -> u32 {
        let above = u64::from(begun.saturating_sub(self.people));
        let left = (self.date - day).max(0) as u64;
        // Where `date` is before `from`, no day is left either.
        let days = (self.date - self.from + 1).max(1) as u64;
        self.people + (above * left).div_ceil(days) as u32
    }
}

impl Compiler<'_> {
    /// Sites that the same pauses bind share a clock; clock 0 is the mission's.
    pub(super) fn clocks(&self) -> Clocks {
        let effects = || self.scenario.shocks.iter().flat_map(|shock| &shock.effects);
        let scopes: Vec<&Scope> = effects()
            .filter_map(|effect| match effect {
                ShockEffect::Pause { scope, .. } => Some(scope),
                _ => None,
            })
            .collect();
        let postpones = effects().any(|effect| matches!(effect, ShockEffect::Postpone { .. }));
        if scopes.is_empty() && !postpones {
            return Clocks { latest: self.horizon, ..Clocks::default() };
        }
        // The mission's own clock is bound by no scope that lists sites.
        let mut kinds = vec![vec![]];
        let mut of_site = Vec::new();
        for site in &self.scenario.sites {
            let kind = positions(&scopes, |scope| names_site(scope, &site.id));
            of_site.push(kinds.iter().position(|known| *known == kind).unwrap_or_else(|| {
                kinds.push(kind);
                kinds.len() - 1
            }));
        }
        Clocks { of_site, n: kinds.len(), postpones, latest: self.horizon }
    }

    /// The clocks that a pause of this scope stops.
    pub(super) fn clocks_of(&self, clocks: &Clocks, scope: &Scope) -> Vec<usize> {
        if *scope == Scope::Mission {
            return (0..clocks.n).collect();
        }
        let named = positions(&self.scenario.sites, |site| names_site(scope, &site.id));
        let mut stopped: Vec<usize> = named.into_iter().map(|site| clocks.of_site[site]).collect();
        stopped.sort_unstable();
        stopped.dedup();
        stopped
    }

    /// The law of a postponement, and whether it is of the lead.
    pub(super) fn postponement(&mut self, by: &Postponement) -> (TableId, bool) {
        match by {
            Postponement::Days(law) => (self.table(law), false),
            Postponement::OfLead(law) => (self.table(law), true),
        }
    }

    pub(super) fn ceilings(&self, groups: &[Group]) -> Vec<Ceiling> {
        let compile = |c: &crate::scenario::Ceiling| Ceiling {
            id: c.id.clone(),
            groups: positions(groups, |g| g.component != Component::Local && self.selects(&c.who, g)),
            from: self.day(c.from).max(self.first),
            date: self.day(c.date),
            people: c.people,
        };
        self.scenario.ceilings.iter().map(compile).collect()
    }
}

fn names_site(scope: &Scope, site: &str) -> bool {
    let named = |part: &Part| matches!(part, Part::Site(id) if id == site);
    matches!(scope, Scope::Parts(parts) if parts.iter().any(named))
}

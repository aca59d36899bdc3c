//! People who leave on dates, other forces, and who goes over to them.

use crate::calendar::Day;
use crate::model::Group;
use crate::model::compile::Compiler;
use crate::scenario;

/// How a site ends, if nobody is forced out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    HandedOver,
    Closed,
    /// Its people go over to this one of [`crate::model::Model::forces`].
    TransferredTo(usize),
}

/// People of one group who go over to one of [`crate::model::Model::forces`].
#[derive(Clone, Debug)]
pub struct Transfer {
    pub row: Schedule,
    pub force: usize,
}

/// `count` people of one group, evenly over the days `from..=to`.
#[derive(Clone, Debug)]
pub struct Schedule {
    pub group: usize,
    pub from: Day,
    pub to: Day,
    pub count: u32,
}

impl Schedule {
    /// How many are due by the end of `day`: floor(count × days passed / days).
    #[inline]
    pub fn due(&self, day: Day) -> u32 {
        if day < self.from {
            return 0;
        }
        let days = (self.to - self.from + 1) as u64;
        let passed = ((day - self.from + 1) as u64).min(days);
        (u64::from(self.count) * passed / days) as u32
    }
}

impl Compiler<'_> {
    /// Their names, in the order in which the file first has them: `[[transfer]]` first, then sites.
    pub(super) fn forces(&self) -> Vec<String> {
        let of_rows = self.scenario.transfers.iter().filter_map(|row| row.force.as_ref());
        let of_sites = self.scenario.sites.iter().filter_map(|site| match &site.ends {
            scenario::Ends::TransferredTo(force) => Some(force),
            _ => None,
        });
        let mut forces: Vec<String> = Vec::new();
        for force in of_rows.chain(of_sites) {
            if !forces.contains(force) {
                forces.push(force.clone());
            }
        }
        forces
    }

    fn force(&self, name: &str) -> usize {
        self.forces().iter().position(|force| force == name).expect("every force that is named is in the list")
    }

    pub(super) fn transfers(&self, groups: &[Group]) -> Vec<Transfer> {
        let mut transfers = Vec::new();
        for row in &self.scenario.transfers {
            let force = self.force(row.force.as_deref().unwrap_or_default());
            let rows = self.schedules(std::slice::from_ref(row), groups, true);
            transfers.extend(rows.into_iter().map(|row| Transfer { row, force }));
        }
        transfers
    }

    pub(super) fn ends(&self, site: &scenario::Site) -> Ends {
        match &site.ends {
            scenario::Ends::HandedOver => Ends::HandedOver,
            scenario::Ends::Closed => Ends::Closed,
            scenario::Ends::TransferredTo(force) => Ends::TransferredTo(self.force(force)),
        }
    }
}

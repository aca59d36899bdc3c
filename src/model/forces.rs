//! Other forces, and who goes over to them.

use crate::model::compile::Compiler;
use crate::model::{Ends, Group, Transfer};
use crate::scenario;

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

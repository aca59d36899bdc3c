//! What most often was the root of the last wait of each milestone.

use std::cmp::Reverse;

use crate::results::CriticalityRow;
use crate::simulate::{Cause, Root, Thing};
use crate::stats::{self, Z95};
use crate::summary::Material;

impl Material<'_> {
    /// Milestone by milestone, the most frequent root first.
    pub(super) fn criticality(&self) -> Vec<CriticalityRow> {
        let of_milestone = |index: usize| {
            let mut roots: Vec<(Root, u64)> = self.ensemble.roots.of_milestone(index).collect();
            roots.sort_by_key(|&(root, n)| (Reverse(n), root));
            roots.into_iter().map(move |(root, n)| self.critical(index, root, n))
        };
        (0..self.model.milestones.len()).flat_map(of_milestone).collect()
    }

    fn critical(&self, milestone: usize, root: Root, n: u64) -> CriticalityRow {
        let (kind, resource) = self.named(root.thing);
        let (share_low, share_high) = stats::wilson(n, self.ensemble.n, Z95);
        CriticalityRow {
            milestone: self.model.milestones[milestone].id.clone(),
            kind,
            resource: resource.to_owned(),
            root: if root.thing == Thing::Nothing { "no wait" } else { Cause::KINDS[root.kind].words() },
            share: self.share(n),
            share_low,
            share_high,
        }
    }

    /// The kind of a thing, and its name.
    fn named(&self, thing: Thing) -> (&'static str, &str) {
        let model = self.model;
        match thing {
            Thing::Site(site) => ("site", &model.sites[site].id),
            Thing::Pool(pool) => ("trucks", &model.pools[pool].id),
            Thing::Escorts(pool) => ("escorts", &model.escorts[pool].id),
            Thing::Exit(exit) => ("exit", &model.exits[exit].name),
            Thing::Lane(lane) => {
                let l = &model.lanes[lane];
                let kind = l.schedule().map_or("road", |s| if s.by.is_water() { "water lane" } else { "air lane" });
                (kind, &l.name)
            }
            Thing::Regime(regime) => ("permission", &model.regimes[regime].id),
            Thing::LanePermission(lane) => ("permission", &model.lanes[lane].name),
            Thing::ExitPermission(exit) => ("permission", &model.exits[exit].name),
            Thing::Shock(shock) => ("shock", &model.shocks[shock].id),
            Thing::Policy => ("policy", "evacuate"),
            Thing::Nothing => ("none", ""),
        }
    }
}

//! Whether counts that come from outside can be those of a model: a file may have
//! been made by hand, and no table may panic because of it.

use super::{Days, Ensemble, N_COLUMNS};
use crate::model::Model;
use crate::observations::Watch;

impl Ensemble {
    /// Whether it has the shape of [`Ensemble::empty`] of this model, and each of its
    /// histograms that counts every replication once counts `n` of them.
    pub fn fits(&self, model: &Model, watches: &[Watch], n_policies: usize) -> bool {
        let empty = Self::empty(model, watches, n_policies);
        self.has_shape_of(&empty) && self.waits.fits(model.sites.len()) && self.adds_up(model)
    }

    /// Whether all lists are as long as in `other`, and its layout is the same.
    fn has_shape_of(&self, other: &Self) -> bool {
        self.layout == other.layout
            && lengths(self) == lengths(other)
            && self.places.has_shape_of(&other.places)
            && self.lift.has_shape_of(&other.lift)
    }

    fn adds_up(&self, model: &Model) -> bool {
        let once = |counts: &[u32]| counts.iter().map(|&count| u64::from(count)).sum::<u64>() == self.n;
        let rows = (0..N_COLUMNS).flat_map(|column| (0..self.layout.n_days()).map(move |day| (column, day)));
        let days = |days: Vec<&Days>| days.into_iter().all(|days| once(days));
        rows.into_iter().all(|(column, day)| once(self.strength(column, day)))
            && self.sites.iter().all(|site| days(vec![&site.began, &site.vacated, &site.ended]))
            && self.contingents.iter().all(|c| days(vec![&c.half, &c.nine_tenths, &c.all, &c.rear_party]))
            && self
                .policies
                .iter()
                .all(|p| days(p.milestones.iter().chain([&p.written_off, &p.left_without_handover, &p.tail]).collect()))
            && self.policies.iter().flat_map(|p| &p.by_deadline_in_force).all(|&count| count <= self.n)
            && self.roots.fits(model, self.n)
    }
}

/// The length of every list, in a fixed order.
fn lengths(ensemble: &Ensemble) -> Vec<usize> {
    let Ensemble { strength, sums, sites, contingents, policies, observed, .. } = ensemble;
    let mut all = vec![strength.len(), sums.len(), sites.len(), contingents.len(), policies.len(), observed.len()];
    all.extend(sites.iter().flat_map(|site| [&site.began, &site.vacated, &site.ended]).map(Vec::len));
    let contingents = contingents.iter().flat_map(|c| [&c.half, &c.nine_tenths, &c.all, &c.rear_party]);
    all.extend(contingents.map(Vec::len));
    for policy in policies {
        all.extend([policy.milestones.len(), policy.by_deadline_in_force.len()]);
        let lists = policy.milestones.iter().chain([&policy.written_off, &policy.left_without_handover, &policy.tail]);
        all.extend(lists.map(Vec::len));
    }
    all.extend(observed.iter().map(Vec::len));
    all
}

//! Sites that end otherwise than by a handover to the host, and who goes over to another force.

use crate::calendar::in_words;
use crate::model::Ends;
use crate::summary::Material;
use crate::text::thousands;

impl Material<'_> {
    /// A line for those that are closed, one for each force; nothing where all are handed over.
    pub(super) fn endings(&self) -> Vec<String> {
        let named = |ends: Ends| {
            let sites = self.model.sites.iter().filter(|site| site.ends == ends && site.ended.is_none());
            sites.map(|site| site.name.as_str()).collect::<Vec<_>>().join(", ")
        };
        let closed = (named(Ends::Closed), "closed, nobody signs".to_string());
        let forces = self.model.forces.iter().enumerate();
        let handed = forces.map(|(index, force)| (named(Ends::TransferredTo(index)), format!("handed to {force}")));
        let sites = std::iter::once(closed).chain(handed).filter(|(sites, _)| !sites.is_empty());
        let people = self.scenario.transfers.iter().map(|row| {
            let (force, to) = (row.force.as_deref().unwrap_or_default(), in_words(row.to));
            format!("{} people go over to {force} by {to}", thousands(row.count.into()))
        });
        sites.map(|(sites, how)| format!("{how}: {sites}")).chain(people).collect()
    }
}

//! How much can be at each site: its own people and cargo, and those of all sites
//! whose lanes lead there.

use crate::model::{Group, Model};

/// An uncertain split gives a site more than this share of the law of its size
/// in one replication of 200: what lies beyond falls into one last bin.
const LIKELY: f64 = 0.995;

/// By site: how many people are likely to be there at most, and how many can be. Its
/// own, and those of all sites whose lanes lead there.
pub(super) fn people_of_sites(model: &Model) -> (Vec<u32>, Vec<u32>) {
    let strength: u32 = model.groups.iter().filter(|g| g.travels()).map(Group::present).sum();
    let own = |site: usize| {
        let groups = model.groups.iter().filter(|g| g.site == site && g.travels());
        groups.fold((0, 0), |(likely, largest), group| {
            let (a, b) = people_of_group(model, group);
            (likely + a, largest + b)
        })
    };
    let own: Vec<(u64, u64)> = (0..model.sites.len()).map(own).collect();
    let with_feeders = |site: usize, part: fn(&(u64, u64)) -> u64| {
        let feeders: u64 = model.sites[site].feeders.iter().map(|&f| part(&own[f])).sum();
        (part(&own[site]) + feeders).min(u64::from(strength)) as u32
    };
    let all = |part: fn(&(u64, u64)) -> u64| (0..model.sites.len()).map(|site| with_feeders(site, part)).collect();
    (all(|own| own.0), all(|own| own.1))
}

/// Where the split of people is uncertain, a group may be larger than the file says.
fn people_of_group(model: &Model, group: &Group) -> (u64, u64) {
    let uncertain = |g: &Group| model.sites[g.site].people_weight.filter(|_| model.sites[g.site].ended.is_none());
    let present = u64::from(group.present());
    let Some(law) = uncertain(group) else { return (present, present) };
    let alike = |g: &&Group| g.component == group.component && g.contingent == group.contingent;
    let pool = model.groups.iter().filter(alike).filter(|g| uncertain(g).is_some()).map(|g| u64::from(g.present()));
    let level = ((LIKELY * (1_u64 << 40) as f64) as u64) << 24;
    let likely = model.tables[law].value(f64::from(group.present()), level).ceil() as u64;
    let pool = pool.sum::<u64>();
    (likely.min(pool), pool)
}

/// By site: its own truckloads, and those of all sites whose lanes lead there.
pub(super) fn truckloads_of_sites(model: &Model) -> Vec<u32> {
    let own = |site: usize| model.loads.iter().filter(move |l| l.site == site).map(|l| l.truckloads).sum::<u32>();
    (0..model.sites.len())
        .map(|site| own(site) + model.sites[site].feeders.iter().map(|&f| own(f)).sum::<u32>())
        .collect()
}

//! The plan against itself: its own curve beside the deadline, and its milestones.

use crate::calendar::NEVER;
use crate::quality::look::Look;
use crate::quality::words::{Words, days, named, number, people, row};
use crate::quality::{Weight, weight};
use crate::results::QualityRow;
use crate::scenario::{MilestoneKind, join};

/// Less slack than this, in days, is told.
const LITTLE: i64 = 7;

pub(super) fn find(look: &Look, rows: &mut Vec<QualityRow>) {
    rows.extend(deadline(look));
    // Where sites, seats or trucks are at fault, that is told already.
    let is_told = rows.iter().any(|row| weight(row.rule) == Weight::Impossible || row.rule.ends_with("missed-by-plan"));
    for index in 0..look.model.milestones.len() {
        let found = empty_milestone(look, index).or_else(|| (!is_told).then(|| out_of_reach(look, index))?);
        rows.extend(found);
    }
}

/// The headline (always the first milestone) in the plan's own curve, against the deadline.
fn deadline(look: &Look) -> Option<QualityRow> {
    let (deadline, out) = (look.model.deadline, *look.plan.milestones.first()?);
    if look.model.first > deadline {
        return None;
    }
    let slack = i64::from(deadline) - i64::from(out);
    if out == NEVER || slack < 0 {
        return Some(missed(look));
    }
    if slack >= LITTLE {
        return None;
    }
    let last = (0..look.model.sites.len()).filter(|&site| look.closes(site) && look.plan.vacated[site] != NEVER);
    let late: Vec<&str> =
        last.filter(|&site| i64::from(deadline - look.plan.vacated[site]) < LITTLE).map(|site| look.id(site)).collect();
    let sites = if late.is_empty() { String::new() } else { format!("; in its last week also {}", named(&late)) };
    let words = Words {
        finding:
            "the plan's own curve, without any delay beyond the planned ones, has little slack before the deadline"
                .into(),
        arithmetic: format!(
            "deadline {} \u{2212} everybody out {} = {}{sites}",
            look.date(deadline),
            look.date(out),
            days(slack)
        ),
        remedy: "keep more days in hand: whatever takes longer than planned is late".into(),
    };
    Some(row("little-slack", "mission.deadline".into(), words))
}

fn missed(look: &Look) -> QualityRow {
    let (deadline, out) = (look.model.deadline, look.plan.milestones[0]);
    let late = match out {
        NEVER => format!("everybody out: {}", look.date(out)),
        day => format!(
            "everybody out {} \u{2212} deadline {} = {}",
            look.date(day),
            look.date(deadline),
            days(i64::from(day - deadline))
        ),
    };
    let words = Words {
        finding:
            "the plan's own curve, without any delay beyond the planned ones and without a policy, misses the deadline"
                .into(),
        arithmetic: format!(
            "{late}; on the deadline {} are there who should be out",
            people(i64::from(look.plan.tail))
        ),
        remedy: "mend what is found above, or see in waiting.csv what the plan itself waits for".into(),
    };
    row("deadline-missed-by-plan", "mission.deadline".into(), words)
}

/// A milestone that has nothing to count.
fn empty_milestone(look: &Look, index: usize) -> Option<QualityRow> {
    let milestone = &look.model.milestones[index];
    let closing = look.model.sites.iter().filter(|site| site.keep == 0).count();
    let counts = match milestone.kind {
        MilestoneKind::CargoOut if look.model.truckloads() == 0 => "no cargo: 0 truckloads at all sites",
        MilestoneKind::SitesVacated | MilestoneKind::SitesEnded if closing == 0 => "no site that closes: all are kept",
        _ if milestone.share == 0.0 => "nothing: its share is 0",
        _ => return None,
    };
    let words = Words {
        finding: format!("the milestone `{}` is reached before anything is done", milestone.id),
        arithmetic: format!("it counts {counts}"),
        remedy: "take it out, or give it something to count".into(),
    };
    Some(row("empty-milestone", join("milestone", &milestone.id), words))
}

/// A milestone that the plan's own curve does not reach within the horizon. The headline
/// has a finding of its own.
fn out_of_reach(look: &Look, index: usize) -> Option<QualityRow> {
    if index == 0 || look.plan.milestones[index] != NEVER {
        return None;
    }
    let milestone = &look.model.milestones[index];
    let arithmetic = match milestone.kind {
        MilestoneKind::CargoOut => format!(
            "{} of {} {} are settled; it asks for {}",
            number(i64::from(look.plan.cargo_out + look.plan.cargo_disposed)),
            number(i64::from(look.model.truckloads())),
            look.model.cargo_unit,
            number(i64::from(milestone.cargo_settled))
        ),
        MilestoneKind::PeopleOut => format!("it allows {} to be left", people(i64::from(milestone.people_left))),
        MilestoneKind::SitesVacated => open_sites(look, &look.plan.vacated),
        MilestoneKind::SitesEnded | MilestoneKind::LiquidationOver => open_sites(look, &look.plan.ended),
    };
    let words = Words {
        finding: format!("the plan's own curve never reaches the milestone `{}`", milestone.id),
        arithmetic: format!("by {} {arithmetic}", look.date(look.model.horizon)),
        remedy: "a later `horizon` if it only comes late; otherwise it can never be reached".into(),
    };
    Some(row("milestone-out-of-reach", join("milestone", &milestone.id), words))
}

fn open_sites(look: &Look, ends: &[crate::calendar::Day]) -> String {
    let open: Vec<&str> = (0..ends.len()).filter(|&site| ends[site] == NEVER).map(|site| look.id(site)).collect();
    format!("{} of {} sites have not come so far: {}", open.len(), ends.len(), named(&open))
}

//! People who are held back or let go by the plan: guards, kept teams, dated releases.

use crate::model::Schedule;
use crate::quality::look::Look;
use crate::quality::words::{Words, days, number, people, row};
use crate::results::QualityRow;
use crate::scenario::{self, Component, join};

pub(super) fn find(look: &Look, rows: &mut Vec<QualityRow>) {
    let sites: Vec<usize> = look.open().collect();
    rows.extend(sites.into_iter().filter_map(|site| too_many(look, site)));
    let (model, s) = (look.model, look.scenario);
    late("thinning", &s.thinnings, &model.thinnings, look, rows);
    late("separation", &s.separations, &model.separations, look, rows);
    let transfers: Vec<Schedule> = model.transfers.iter().map(|transfer| transfer.row.clone()).collect();
    late("transfer", &s.transfers, &transfers, look, rows);
}

/// More are to be held back than are still there on the first simulated day.
fn too_many(look: &Look, site: usize) -> Option<QualityRow> {
    let s = &look.model.sites[site];
    let (key, held) = if s.guard > s.keep { ("guard", s.guard) } else { ("keep", s.keep) };
    let present = look.present(site);
    if held <= present {
        return None;
    }
    let words = Words {
        finding: format!("`{}` is to hold back more people than are there", look.id(site)),
        arithmetic: format!(
            "`{key}` {} \u{2212} {} there on {} = {} too many",
            number(i64::from(held)),
            people(i64::from(present)),
            look.date(look.model.first),
            number(i64::from(held - present))
        ),
        remedy: format!("lower `{key}`, or look at who is `[[imposed]]` as gone"),
    };
    Some(row("held-too-many", look.site_path(site), words))
}

/// Schedules that go on after the deadline with people who should be out by then.
fn late(kind: &str, written: &[scenario::Schedule], compiled: &[Schedule], look: &Look, rows: &mut Vec<QualityRow>) {
    let deadline = look.model.deadline;
    for schedule in written {
        let (from, to) = (look.model.calendar.day(schedule.from), look.model.calendar.day(schedule.to));
        if to <= deadline || schedule.who.component == Some(Component::Local) {
            continue;
        }
        // Sites of a liquidation team let people go later, as they should.
        let at_a_kept_site = |group: usize| look.model.sites[look.model.groups[group].site].keep > 0;
        let is_late = |row: &&Schedule| {
            (row.from, row.to) == (from, to)
                && selects(look, &schedule.who, row.group)
                && !at_a_kept_site(row.group)
                && look.model.groups[row.group].component != Component::Local
        };
        let (mut all, mut due) = (0, 0);
        for row in compiled.iter().filter(is_late) {
            all += i64::from(row.count);
            due += i64::from(row.due(deadline));
        }
        if due >= all {
            continue;
        }
        let words = Words {
            finding: format!("`{}` goes on after the deadline, with people who should be out by then", schedule.id),
            arithmetic: format!(
                "{} of {} people by {}: {} after it, the last {} late",
                number(due),
                number(all),
                look.date(deadline),
                number(all - due),
                days(i64::from(to - deadline))
            ),
            remedy: "let it end by the deadline, or leave the rest to the closing of their site".into(),
        };
        rows.push(row("late-release", join(kind, &schedule.id), words));
    }
}

fn selects(look: &Look, who: &scenario::Selector, group: usize) -> bool {
    let group = &look.model.groups[group];
    let contingent = group.contingent.map(|index| look.model.contingents[index].id.as_str());
    who.site.as_ref().is_none_or(|id| look.id(group.site) == id)
        && who.component.is_none_or(|component| component == group.component)
        && who.contingent.as_ref().is_none_or(|id| contingent == Some(id))
}

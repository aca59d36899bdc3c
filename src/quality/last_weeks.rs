//! The busiest end: whether those whom the plan releases late still find seats by the deadline.

use crate::calendar::Day;
use crate::quality::look::Look;
use crate::quality::seats::{self, Crowd};
use crate::quality::words::{Words, number, people, row};
use crate::results::QualityRow;

pub(super) fn find(look: &Look, rows: &mut Vec<QualityRow>) {
    for crowd in seats::crowds(look) {
        let concerns = seats::path(look, &crowd.exits);
        // One word on seats is enough for a gateway, and for a set that holds it.
        let told = |row: &QualityRow| {
            ["seats-too-few", "seats-only-with-surge", "last-weeks-too-full"].contains(&row.rule)
                && (concerns == "mission" || concerns.split(", ").any(|path| row.concerns.contains(path)))
        };
        if !rows.iter().any(told) {
            rows.extend(too_full(look, &crowd, concerns));
        }
    }
}

/// The day from which on most seats are lacking, counted on the plan's own days of release:
/// nobody travels, waits in transit or is delayed.
fn too_full(look: &Look, crowd: &Crowd, concerns: String) -> Option<QualityRow> {
    let deadline = look.model.deadline;
    let late = look.released.iter().filter(|(day, group, _)| *day <= deadline && crowd.groups[*group]);
    let mut by_day: Vec<(Day, i64)> = Vec::new();
    for (day, _, n) in late {
        match by_day.last_mut() {
            Some((last, sum)) if last == day => *sum += i64::from(*n),
            _ => by_day.push((*day, i64::from(*n))),
        }
    }
    // A departure of each exit may have been saved up on the days before.
    let saved: i64 = look
        .model
        .exits
        .iter()
        .zip(&crowd.exits)
        .map(|(exit, &inside)| i64::from(exit.seats) * i64::from(inside))
        .sum();
    let (mut need, mut worst) = (0, None::<(i64, Day, i64, i64)>);
    for (day, n) in by_day.iter().rev() {
        need += n;
        let offered = saved + seats::capacity(look, &crowd.exits, (*day, deadline), false, |exit| exit.seats);
        if need - offered > worst.map_or(0, |(short, ..)| short) {
            worst = Some((need - offered, *day, need, offered));
        }
    }
    let (short, day, need, offered) = worst?;
    let terms = seats::terms(look, &crowd.exits, (day, deadline), |exit| exit.seats);
    let words = Words {
        finding: format!("too many leave late for the last seats by {}", seats::gateways(look, &crowd.exits)),
        arithmetic: format!(
            "released from {} on: {}; {terms} + one saved up each = {} seats from then to {}: {} short",
            look.date(day),
            people(need),
            number(offered),
            look.date(deadline),
            number(short)
        ),
        remedy: "release people earlier with `[[thinning]]`, or add departures at the end".into(),
    };
    Some(row("last-weeks-too-full", concerns, words))
}

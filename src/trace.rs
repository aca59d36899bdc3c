//! One replication in words: every event as a row with names and dates, and as
//! a line that a person can read.

use jiff::civil::Date;
use serde::Serialize;

use crate::calendar::in_words;
use crate::model::{Ends, Model};
use crate::simulate::{Cause, Event, State, Waited, What};
use crate::text::wrapped;

/// `trace.csv`: one event. Columns that do not apply are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TraceRow {
    pub date: Option<Date>,
    /// What happened, as `people_set_out`.
    pub event: &'static str,
    pub site: String,
    /// The lane `site/to/mode` or the exit `gateway/exit`; of people who go over, the other force.
    pub way: String,
    /// The group `component/contingent` with its site, the cargo `owner` with its
    /// site, the truck pool, the regime's state, the shock, or the new deadline.
    pub who: String,
    /// People, truckloads, trucks, or days of a pause.
    pub n: Option<u32>,
    /// The wait that this ended.
    pub was_waiting_for: &'static str,
    /// The site or shock on which that wait hung.
    pub because: String,
    pub since: Option<Date>,
    pub days: Option<i32>,
}

/// The row of an event.
pub fn row(model: &Model, event: &Event) -> TraceRow {
    let mut row = TraceRow { date: Some(model.calendar.date(event.day)), ..what(model, event.what) };
    if let Some(wait) = event.ended {
        row.was_waiting_for = wait.cause.words();
        row.because = named(model, wait.cause).into();
        let since = wait.since.clamp(0, event.day);
        row.since = Some(model.calendar.date(since));
        row.days = Some(event.day - since);
    }
    row
}

/// The site or shock that a cause names.
fn named(model: &Model, cause: Cause) -> &str {
    match cause {
        Cause::Predecessor(site) | Cause::Guard(site) => &model.sites[site].id,
        Cause::Shock(shock) => &model.shocks[shock].id,
        _ => "",
    }
}

/// What each vacated site had been waiting for, from the first simulated day on, as lines: the days
/// of the waits sum to the day on which it was vacated.
pub fn waits(model: &Model, state: &State) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, site) in model.sites.iter().enumerate() {
        let mut waits: Vec<Waited> = state.waits(index).collect();
        waits.reverse();
        let same = |a: &Waited, b: &Waited| (a.site, a.cause) == (b.site, b.cause);
        let words = |run: &[Waited]| {
            let days = run.iter().map(Waited::days).sum::<i32>();
            let place = if run[0].site == index { "" } else { &model.sites[run[0].site].id };
            let at = if place.is_empty() { "" } else { " at " };
            let name = named(model, run[0].cause);
            let of = if name.is_empty() { "" } else { " " };
            format!("{days} {}{of}{name}{at}{place}", run[0].cause.words())
        };
        let list: Vec<String> = waits.chunk_by(same).map(words).collect();
        if !list.is_empty() {
            lines.extend(wrapped(&format!("{}: {}", site.id, list.join(", ")), 80, "  "));
        }
    }
    lines
}

fn what(model: &Model, what: What) -> TraceRow {
    let site = |site: usize| model.sites[site].id.clone();
    let lane = |lane: usize| model.lanes[lane].name.clone();
    let exit = |exit: usize| model.exits[exit].name.clone();
    let at = |event, s: usize| TraceRow { event, site: site(s), ..TraceRow::default() };
    let group = |event, g: usize, n| TraceRow {
        event,
        who: group_name(model, g),
        n: Some(n),
        site: site(model.groups[g].site),
        ..TraceRow::default()
    };
    let load = |event, l: usize, n| TraceRow {
        event,
        who: load_name(model, l),
        n: Some(n),
        site: site(model.loads[l].site),
        ..TraceRow::default()
    };
    let trucks = |event, l: usize, pool: usize, n| TraceRow {
        event,
        way: lane(l),
        who: model.pools[pool].id.clone(),
        n: Some(n),
        ..TraceRow::default()
    };
    match what {
        What::RegimeEntered { regime, state } => {
            let regime = &model.regimes[regime];
            TraceRow {
                event: "regime_entered",
                who: format!("{}/{}", regime.id, regime.states[state].id),
                ..TraceRow::default()
            }
        }
        What::ShockHappened { shock } => {
            TraceRow { event: "shock_happened", who: model.shocks[shock].id.clone(), ..TraceRow::default() }
        }
        What::ClockPaused { shock, days } => TraceRow {
            event: "clock_paused",
            who: model.shocks[shock].id.clone(),
            n: Some(days),
            ..TraceRow::default()
        },
        What::DeadlineMoved { to, .. } => {
            let who = model.calendar.date(to).to_string();
            TraceRow { event: "deadline_moved", who, ..TraceRow::default() }
        }
        What::EvacuationOrdered { site, people } => TraceRow { n: Some(people), ..at("evacuation_ordered", site) },
        What::KeptNoLonger { site } => at("kept_no_longer", site),
        What::Began { site } => at("began", site),
        What::Withdrew { site } => at("withdrew", site),
        What::LiquidationEnded { site } => at("liquidation_ended", site),
        What::Released { group: g, n } => group("released", g, n),
        What::MoveAsked { site } => at("self_move_asked", site),
        What::MoveCleared { site } => at("self_move_cleared", site),
        What::PeopleSetOut { lane: l, group: g, n } => TraceRow { way: lane(l), ..group("people_set_out", g, n) },
        What::PeopleArrived { lane: l, group: g, n } => TraceRow { way: lane(l), ..group("people_arrived", g, n) },
        What::PeopleFlew { lane: l, group: g, n } => {
            let event = if by_water(model, l) { "people_sailed" } else { "people_flew" };
            TraceRow { way: lane(l), ..group(event, g, n) }
        }
        What::CargoFlew { lane: l, load: c, n } => {
            let event = if by_water(model, l) { "cargo_sailed" } else { "cargo_flew" };
            TraceRow { way: lane(l), ..load(event, c, n) }
        }
        What::LiftAsked { lane: l } => TraceRow { event: "lift_asked", way: lane(l), ..TraceRow::default() },
        What::LiftCleared { lane: l } => TraceRow { event: "lift_cleared", way: lane(l), ..TraceRow::default() },
        What::TrucksSetOut { lane: l, pool, n } => trucks("trucks_set_out", l, pool, n),
        What::TrucksReachedSite { lane: l, pool, n } => trucks("trucks_reached_site", l, pool, n),
        What::CargoSetOut { lane: l, load: c, n } => TraceRow { way: lane(l), ..load("cargo_set_out", c, n) },
        What::CargoArrived { lane: l, load: c, n } => TraceRow { way: lane(l), ..load("cargo_arrived", c, n) },
        What::EscortSetOut { lane: l, pool } => {
            let who = model.escorts[pool].id.clone();
            TraceRow { event: "escort_set_out", way: lane(l), who, n: Some(1), ..TraceRow::default() }
        }
        What::EscortFree { pool } => {
            let who = model.escorts[pool].id.clone();
            TraceRow { event: "escort_free", who, n: Some(1), ..TraceRow::default() }
        }
        What::TrucksHome { pool, n } => {
            TraceRow { event: "trucks_home", who: model.pools[pool].id.clone(), n: Some(n), ..TraceRow::default() }
        }
        What::CargoReleased { load: c, n } => load("cargo_released", c, n),
        What::CargoDisposed { load: c, n } => load("cargo_disposed", c, n),
        What::CargoWrittenOff { site: s, load: c, n } => TraceRow { site: site(s), ..load("cargo_written_off", c, n) },
        What::Separated { group: g, n } => group("separated", g, n),
        What::Transferred { group: g, force, n } => {
            TraceRow { way: model.forces[force].clone(), ..group("transferred", g, n) }
        }
        What::DepartureCancelled { exit: e } => {
            TraceRow { event: "departure_cancelled", way: exit(e), ..TraceRow::default() }
        }
        What::Departed { exit: e, group: g, n } => TraceRow { way: exit(e), ..group("departed", g, n) },
        What::CargoOut { exit: e, load: c, n } => TraceRow { way: exit(e), ..load("cargo_out", c, n) },
        What::Vacated { site } => at("vacated", site),
        What::HandedOver { site } => at("handed_over", site),
        What::Closed { site } => at("closed", site),
        What::LeftWithoutHandover { site } => at("left_without_handover", site),
        What::MilestoneReached { milestone } => {
            TraceRow { event: "milestone_reached", who: model.milestones[milestone].id.clone(), ..TraceRow::default() }
        }
    }
}

fn by_water(model: &Model, lane: usize) -> bool {
    model.lanes[lane].schedule().is_some_and(|schedule| schedule.by.is_water())
}

fn goes(model: &Model, lane: usize) -> &'static str {
    if by_water(model, lane) { "sail" } else { "fly" }
}

fn group_name(model: &Model, group: usize) -> String {
    let g = &model.groups[group];
    let contingent = g.contingent.map_or("-", |c| &model.contingents[c].id);
    format!("{}/{}/{contingent}", model.sites[g.site].id, g.component.name())
}

fn load_name(model: &Model, load: usize) -> String {
    let l = &model.loads[load];
    format!("{}/{}", model.sites[l.site].id, l.owner)
}

/// `trace.csv`: all events of a replication.
///
/// # Errors
/// None that a user can cause: memory takes every row.
pub fn csv(model: &Model, events: &[Event]) -> csv::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for event in events {
        writer.serialize(row(model, event))?;
    }
    let bytes = writer.into_inner().map_err(|error| error.into_error())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// An event as a sentence without its date: `outpost: 848 people of Batt-1 (military) set out for airport by road, …`.
pub fn sentence(model: &Model, event: &Event) -> String {
    let mut text = bare_sentence(model, event.what);
    if let Some(wait) = event.ended {
        let row = row(model, event);
        let because = if row.because.is_empty() { String::new() } else { format!(" ({})", row.because) };
        match row.days.unwrap_or(0) {
            0 => {}
            1 => text += &format!("; was waiting 1 day for {}{because}", wait.cause.words()),
            days => text += &format!("; was waiting {days} days for {}{because}", wait.cause.words()),
        }
    }
    text
}

fn bare_sentence(model: &Model, what: What) -> String {
    let site = |site: usize| &model.sites[site].name;
    let hub = |lane: usize| &model.sites[model.lanes[lane].to].name;
    let from = |lane: usize| &model.sites[model.lanes[lane].site].name;
    let exit = |exit: usize| &model.exits[exit].name;
    let pool = |pool: usize| &model.pools[pool].id;
    let people = |n: u32, g: usize| {
        let group = &model.groups[g];
        let of = group.contingent.map_or(String::new(), |c| format!(" of {}", model.contingents[c].id));
        format!("{}{of} ({}, from {})", count(n, "person", "people"), group.component.name(), site(group.site))
    };
    let cargo = |n: u32, l: usize| {
        format!(
            "{} of {} (from {})",
            match model.cargo_unit.as_str() {
                "truckloads" => count(n, "truckload", "truckloads"),
                unit => count(n, unit, unit),
            },
            model.loads[l].owner,
            site(model.loads[l].site)
        )
    };
    let trucks = |n: u32| count(n, "truck", "trucks");
    match what {
        What::RegimeEntered { regime, state } => {
            let regime = &model.regimes[regime];
            format!("{}: now {}", regime.id, regime.states[state].id)
        }
        What::ShockHappened { shock } => format!("event: {}", model.shocks[shock].id),
        What::ClockPaused { shock, days } => {
            format!("{}: the plan's clock stands still for {}", model.shocks[shock].id, count(days, "day", "days"))
        }
        What::DeadlineMoved { from, to, .. } => {
            let date = |day| in_words(model.calendar.date(day));
            format!("the deadline moves from {} to {}", date(from), date(to))
        }
        What::EvacuationOrdered { site: s, people } => {
            format!("{}: evacuation of {} ordered, cargo is written off", site(s), count(people, "person", "people"))
        }
        What::KeptNoLonger { site: s } => format!("{}: no longer kept for the liquidation", site(s)),
        What::Began { site: s } => format!("{}: starts closing, prepares", site(s)),
        What::Withdrew { site: s } => format!("{}: begins to withdraw", site(s)),
        What::LiquidationEnded { site: s } => format!("{}: liquidation is over", site(s)),
        What::Released { group, n } => format!("{} may leave", people(n, group)),
        What::MoveAsked { site: s } => format!("{}: asks permission for its people to drive out", site(s)),
        What::MoveCleared { site: s } => format!("{}: permission to drive out", site(s)),
        What::PeopleSetOut { lane, group, n } => format!("{} set out by road for {}", people(n, group), hub(lane)),
        What::PeopleArrived { lane, group, n } => format!("{} arrive in {} by road", people(n, group), hub(lane)),
        What::PeopleFlew { lane, group, n } => format!("{} {} to {}", people(n, group), goes(model, lane), hub(lane)),
        What::CargoFlew { lane, load, n } => format!("{} {} to {}", cargo(n, load), goes(model, lane), hub(lane)),
        What::LiftAsked { lane } => format!("{}: asks permission for trucks from {}", from(lane), hub(lane)),
        What::LiftCleared { lane } => format!("{}: permission for trucks from {}", from(lane), hub(lane)),
        What::TrucksSetOut { lane, pool: p, n } => format!("{} of {} set out for {}", trucks(n), pool(p), from(lane)),
        What::TrucksReachedSite { lane, n, .. } => format!("{} reach {} and load", trucks(n), from(lane)),
        What::CargoSetOut { lane, load, n } => format!("{} leave for {}", cargo(n, load), hub(lane)),
        What::CargoArrived { lane, load, n } => format!("{} reach {}", cargo(n, load), hub(lane)),
        What::EscortSetOut { lane, pool } => {
            format!("an escort of {} goes with the convoy of {}", model.escorts[pool].id, from(lane))
        }
        What::EscortFree { pool } => format!("an escort of {} is free again", model.escorts[pool].id),
        What::TrucksHome { pool: p, n } => format!("{} of {} are free again", trucks(n), pool(p)),
        What::CargoReleased { load, n } => format!("{} may leave", cargo(n, load)),
        What::CargoDisposed { load, n } => {
            format!("{}: disposed of as planned ({})", cargo(n, load), model.loads[load].disposition.name())
        }
        What::CargoWrittenOff { site: s, load, n } => format!("{}: written off at {}", cargo(n, load), site(s)),
        What::Separated { group, n } => format!("{} end their contract", people(n, group)),
        What::Transferred { group, force, n } => format!("{} went over to {}", people(n, group), model.forces[force]),
        What::DepartureCancelled { exit: e } => format!("{}: departure cancelled", exit(e)),
        What::Departed { exit: e, group, n } => format!("{} leave the country by {}", people(n, group), exit(e)),
        What::CargoOut { exit: e, load, n } => format!("{} leave the country by {}", cargo(n, load), exit(e)),
        What::Vacated { site: s } => format!("{}: vacated", site(s)),
        What::HandedOver { site: s } => match model.sites[s].ends {
            Ends::TransferredTo(force) => format!("{}: handed to {}", site(s), model.forces[force]),
            _ => format!("{}: handed over", site(s)),
        },
        What::Closed { site: s } => format!("{}: closed", site(s)),
        What::LeftWithoutHandover { site: s } => format!("{}: left without handover", site(s)),
        What::MilestoneReached { milestone } => format!("milestone reached: {}", model.milestones[milestone].id),
    }
}

fn count(n: u32, one: &str, many: &str) -> String {
    format!("{} {}", crate::text::thousands(u64::from(n)), if n == 1 { one } else { many })
}

/// A whole log: a line for each day with its events indented below.
pub fn log(model: &Model, events: &[Event]) -> String {
    let mut text = String::new();
    let mut last = None;
    for event in events {
        if last != Some(event.day) {
            text += &format!("{}\n", in_words(model.calendar.date(event.day)));
            last = Some(event.day);
        }
        text += &format!("  {}\n", sentence(model, event));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::Wait;

    fn two_sites() -> Model {
        let text = include_str!("../scenarios/two-sites.toml");
        let scenario = crate::scenario::Scenario::parse(text, "two-sites.toml").unwrap_or_else(|e| panic!("{e}"));
        crate::simulate::prepare(&scenario)
    }

    fn told(what: What, ended: Option<Wait>) -> String {
        sentence(&two_sites(), &Event { day: 19, what, ended })
    }

    #[test]
    fn one_is_singular_and_thousands_have_commas() {
        let out = |n| told(What::Departed { exit: 0, group: 0, n }, None);
        assert_eq!(out(1), "1 person (military, from Outpost) leave the country by gateway/flight");
        assert_eq!(out(1_234), "1,234 people (military, from Outpost) leave the country by gateway/flight");
        let cargo = |n| told(What::CargoReleased { load: 0, n }, None);
        assert_eq!(cargo(1), "1 truckload of UN (from Outpost) may leave");
        assert_eq!(cargo(8), "8 truckloads of UN (from Outpost) may leave");
    }

    #[test]
    fn a_wait_says_how_long_and_on_what_it_hung() {
        let began = |since, cause| told(What::Began { site: 1 }, Some(Wait { since, cause }));
        assert_eq!(
            began(9, Cause::Predecessor(0)),
            "Gateway: starts closing, prepares; was waiting 10 days for another site (outpost)"
        );
        assert_eq!(
            began(18, Cause::Plan),
            "Gateway: starts closing, prepares; was waiting 1 day for the planned start"
        );
        assert_eq!(began(19, Cause::Plan), "Gateway: starts closing, prepares");
    }

    #[test]
    fn a_wait_begins_at_the_start_at_the_earliest() {
        let event = Event {
            day: 19,
            what: What::Vacated { site: 0 },
            ended: Some(Wait { since: -5, cause: Cause::Clearance }),
        };
        let row = row(&two_sites(), &event);
        assert_eq!((row.days, row.was_waiting_for), (Some(19), "permission"));
        assert_eq!(row.since, Some(jiff::civil::date(2024, 1, 1)));
        assert_eq!(row.date, Some(jiff::civil::date(2024, 1, 20)));
    }

    #[test]
    fn a_log_has_one_heading_a_day() {
        let event = |day, site| Event { day, what: What::Vacated { site }, ended: None };
        let text = log(&two_sites(), &[event(3, 0), event(3, 1), event(60, 0)]);
        assert_eq!(text, "4 January 2024\n  Outpost: vacated\n  Gateway: vacated\n1 March 2024\n  Outpost: vacated\n");
    }

    #[test]
    fn a_table_of_events_has_a_header_and_a_line_for_each() {
        let event = Event { day: 0, what: What::TrucksHome { pool: 0, n: 4 }, ended: None };
        let text = csv(&two_sites(), &[event, event]).unwrap();
        assert_eq!(
            text,
            "date,event,site,way,who,n,was_waiting_for,because,since,days\n\
             2024-01-01,trucks_home,,,pool,4,,,,\n2024-01-01,trucks_home,,,pool,4,,,,\n"
        );
    }
}

//! Seats and room out of the country: whether they suffice even without delay.
//!
//! For every set of exits that some group of people (or some cargo) depends on: all whose
//! exits lie within the set need a place of the set's. Where there are too few, no order
//! of departures can do it (Hall's condition for a matching, on the sets that matter).

use crate::calendar::{Day, NEVER};
use crate::model::{Ends, Exit};
use crate::quality::look::Look;
use crate::quality::ways;
use crate::quality::words::{Words, counted, days, loads, number, people, row};
use crate::results::QualityRow;
use crate::scenario::join;

pub(super) fn find(look: &Look, rows: &mut Vec<QualityRow>) {
    seats(look, rows);
    room(look, rows);
}

/// People who share a set of exits.
pub(super) struct Crowd {
    /// By index of the exit.
    pub exits: Vec<bool>,
    /// By group of the model: whether it has no other way out.
    pub groups: Vec<bool>,
}

/// Every set of exits on which some group depends, small sets first.
pub(super) fn crowds(look: &Look) -> Vec<Crowd> {
    let of_group = exits_of_groups(look);
    let counts = |group: usize| look.model.groups[group].travels() && look.model.groups[group].present() > 0;
    let mut sets: Vec<Vec<bool>> = (0..of_group.len()).filter(|&g| counts(g)).map(|g| of_group[g].clone()).collect();
    sets.push(look.model.exits.iter().map(|exit| exit.seats > 0).collect());
    sort(&mut sets);
    let crowd = |exits: Vec<bool>| {
        let groups = (0..of_group.len()).map(|g| counts(g) && within(&of_group[g], &exits)).collect();
        Crowd { exits, groups }
    };
    sets.into_iter().map(crowd).collect()
}

/// For each group which exits its people can come to and may use.
pub(super) fn exits_of_groups(look: &Look) -> Vec<Vec<bool>> {
    let reach = ways::of_people(look.model);
    let of = |group: &crate::model::Group| -> Vec<bool> {
        let allowed = |exit: usize| group.contingent.is_none_or(|c| look.model.contingents[c].may_use[exit]);
        reach[look.place(group)].iter().enumerate().map(|(exit, &can)| can && allowed(exit)).collect()
    };
    look.model.groups.iter().map(of).collect()
}

fn sort(sets: &mut Vec<Vec<bool>>) {
    sets.sort_by_key(|set| (size(set), std::cmp::Reverse(set.clone())));
    sets.dedup();
}

fn size(set: &[bool]) -> usize {
    set.iter().filter(|inside| **inside).count()
}

pub(super) fn within(a: &[bool], b: &[bool]) -> bool {
    a.iter().zip(b).all(|(a, b)| !a || *b)
}

fn seats(look: &Look, rows: &mut Vec<QualityRow>) {
    let model = look.model;
    let mut told: Vec<Vec<bool>> = Vec::new();
    for crowd in crowds(look) {
        // What is short here is short in every larger set that holds it.
        if told.iter().any(|set| within(set, &crowd.exits)) {
            continue;
        }
        let (all, stay) = (present(look, &crowd), staying(look, &crowd));
        let need = all - stay;
        let window = (model.first, model.deadline);
        let offered = capacity(look, &crowd.exits, window, false, |exit| exit.seats);
        if need <= offered {
            continue;
        }
        let terms = terms(look, &crowd.exits, window, |exit| exit.seats);
        let surged = capacity(look, &crowd.exits, window, true, |exit| exit.seats);
        let with_surge = match model.policy.surge_from {
            NEVER => String::new(),
            _ => format!("; with the surge {} seats", number(surged)),
        };
        let words = Words {
            finding: format!("too few seats for those who can leave only by {}", gateways(look, &crowd.exits)),
            arithmetic: format!(
                "{} there \u{2212} {} who stay or whose contract ends = {} to go; {terms} = {} seats by {}{with_surge}: {} short",
                people(all),
                number(stay),
                number(need),
                number(offered),
                look.date(model.deadline),
                number(need - offered)
            ),
            remedy: format!(
                "add departures or seats: {} a week more would do",
                weekly(need - offered, model.deadline - model.first + 1)
            ),
        };
        let rule = if need <= surged { "seats-only-with-surge" } else { "seats-too-few" };
        rows.push(row(rule, path(look, &crowd.exits), words));
        told.push(crowd.exits);
    }
}

/// `12 seats`: so many over so many days, by the week, rounded up.
fn weekly(n: i64, over: Day) -> String {
    counted((n * 7 + i64::from(over.max(1)) - 1) / i64::from(over.max(1)), "seat", "seats")
}

fn present(look: &Look, crowd: &Crowd) -> i64 {
    chosen(look, crowd).map(|group| i64::from(look.model.groups[group].present())).sum()
}

fn chosen<'a>(look: &'a Look, crowd: &'a Crowd) -> impl Iterator<Item = usize> + 'a {
    (0..look.model.groups.len()).filter(|&group| crowd.groups[group])
}

/// Those who are kept, and those whose contract ends in place by the deadline.
fn staying(look: &Look, crowd: &Crowd) -> i64 {
    let model = look.model;
    let of_site = |site: usize| -> i64 {
        let here = chosen(look, crowd).filter(|&group| model.groups[group].site == site && look.is_open(site));
        let here: i64 = here.map(|group| i64::from(model.groups[group].present())).sum();
        match model.sites[site].ends {
            // All of them may go over to another force.
            Ends::TransferredTo(_) => here,
            _ => here.min(i64::from(model.sites[site].keep)),
        }
    };
    let ending = |row: &crate::model::Schedule| i64::from(row.due(model.deadline) - row.due(model.first - 1));
    let transfers = model.transfers.iter().map(|transfer| &transfer.row);
    let in_place = model.separations.iter().chain(transfers);
    let separated = in_place.filter(|row| crowd.groups[row.group]).map(ending).sum::<i64>();
    let kept: i64 = (0..model.sites.len()).map(of_site).sum();
    (kept + separated).min(present(look, crowd))
}

/// Places on a set of exits on the days `from..=to`.
pub(super) fn capacity(
    look: &Look,
    exits: &[bool],
    days: (Day, Day),
    surge: bool,
    takes: impl Fn(&Exit) -> u32,
) -> i64 {
    let of = |exit: usize| look.timetables.departures(exit, days, surge) * i64::from(takes(&look.model.exits[exit]));
    (0..exits.len()).filter(|&exit| exits[exit]).map(of).sum()
}

/// The sum that gives it: `` `airport/charter` 89 departures x 120 + … ``.
pub(super) fn terms(look: &Look, exits: &[bool], days: (Day, Day), takes: impl Fn(&Exit) -> u32) -> String {
    let term = |exit: usize| {
        let departures = counted(look.timetables.departures(exit, days, false), "departure", "departures");
        format!("`{}` {departures} x {}", look.model.exits[exit].name, takes(&look.model.exits[exit]))
    };
    let terms: Vec<String> = (0..exits.len()).filter(|&exit| exits[exit]).map(term).collect();
    if terms.is_empty() { "no exit".into() } else { terms.join(" + ") }
}

/// `gateway.airport`; several joined by commas; all of them: `mission`.
pub(super) fn path(look: &Look, exits: &[bool]) -> String {
    let mut sites: Vec<usize> = sites(look, exits);
    let all = look.model.exits.iter().zip(exits).all(|(exit, inside)| exit.seats == 0 || *inside);
    if all && sites.len() > 1 {
        return "mission".into();
    }
    sites.dedup();
    let paths: Vec<String> = sites.into_iter().map(|site| join("gateway", look.id(site))).collect();
    if paths.is_empty() { "mission".into() } else { paths.join(", ") }
}

fn sites(look: &Look, exits: &[bool]) -> Vec<usize> {
    let mut sites: Vec<usize> =
        look.model.exits.iter().zip(exits).filter(|(_, inside)| **inside).map(|(exit, _)| exit.site).collect();
    sites.dedup();
    sites
}

pub(super) fn gateways(look: &Look, exits: &[bool]) -> String {
    let ids: Vec<&str> = sites(look, exits).into_iter().map(|site| look.id(site)).collect();
    super::words::named(&ids)
}

/// Cargo that must be out for its gateways to be empty: by the deadline, or, where one of
/// them is kept, within the horizon.
fn room(look: &Look, rows: &mut Vec<QualityRow>) {
    let model = look.model;
    let reach = ways::of_cargo(model);
    let leaving = |load: &&crate::model::Load| load.disposition.leaves() && load.truckloads > 0;
    let mut sets: Vec<Vec<bool>> =
        model.loads.iter().filter(leaving).map(|load| reach[look.place_of_load(load)].clone()).collect();
    sort(&mut sets);
    let mut told: Vec<Vec<bool>> = Vec::new();
    for exits in sets {
        if told.iter().any(|set| within(set, &exits)) {
            continue;
        }
        let inside = model.loads.iter().filter(leaving).filter(|load| within(&reach[look.place_of_load(load)], &exits));
        let need: i64 = inside.map(|load| i64::from(load.truckloads)).sum();
        let kept = sites(look, &exits).into_iter().any(|site| model.sites[site].keep > 0);
        let to = if kept { model.horizon } else { model.deadline };
        let offered = capacity(look, &exits, (model.first, to), false, |exit| exit.truckloads);
        if need <= offered {
            continue;
        }
        let terms = terms(look, &exits, (model.first, to), |exit| exit.truckloads);
        let words = Words {
            finding: format!("too little room for the cargo that can leave only by {}", gateways(look, &exits)),
            arithmetic: format!(
                "{} to go; {terms} = {} of room in the {} to {}: {} short",
                loads(&model.cargo_unit, need),
                number(offered),
                days(i64::from(to - model.first + 1)),
                look.date(to),
                number(need - offered)
            ),
            remedy: "add departures or `truckloads`, or give part of the cargo another `disposition`".into(),
        };
        rows.push(row("room-too-small", path(look, &exits), words));
        told.push(exits);
    }
}

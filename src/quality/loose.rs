//! Lift and guards that nobody needs, and a headline that nothing checks.

use crate::model::{Exit, LaneKind};
use crate::quality::look::Look;
use crate::quality::words::{Words, counted, number, row};
use crate::quality::{seats, ways};
use crate::results::QualityRow;
use crate::scenario::{Quantity, Role, join};

pub(super) fn find(look: &Look, rows: &mut Vec<QualityRow>) {
    exits(look, rows);
    lanes(look, rows);
    pools(look, rows);
    guards(look, rows);
    rows.extend(unchecked(look));
}

fn idle(concerns: String, finding: String, arithmetic: String, remedy: &str) -> QualityRow {
    row("idle-lift", concerns, Words { finding, arithmetic, remedy: remedy.into() })
}

/// Exits that never leave, take nothing, or to which nobody and nothing can come.
fn exits(look: &Look, rows: &mut Vec<QualityRow>) {
    let model = look.model;
    let (people, cargo) = (used_by_people(look), used_by_cargo(look));
    for (index, exit) in model.exits.iter().enumerate().filter(|(_, exit)| look.is_open(exit.site)) {
        let departures = look.timetables.departures(index, (model.first, model.horizon), false);
        let takes = format!("seats {}, truckloads {}", exit.seats, exit.truckloads);
        let why = if departures == 0 {
            format!(
                "{} from {} to {}",
                counted(0, "departure", "departures"),
                look.date(model.first),
                look.date(model.horizon)
            )
        } else if !(exit.seats > 0 && people[index] || exit.truckloads > 0 && cargo[index]) {
            format!("{takes}; nobody and nothing that can come to it has a use for either")
        } else {
            continue;
        };
        let path = gateway_path(look, exit);
        rows.push(idle(
            path,
            format!("nobody can use the exit `{}`", exit.name),
            why,
            "take it out, or see what was meant by it",
        ));
    }
}

fn gateway_path(look: &Look, exit: &Exit) -> String {
    let id = exit.name.split_once('/').map_or(exit.name.as_str(), |(_, id)| id);
    join(&join(&join("gateway", look.id(exit.site)), "exits"), id)
}

fn used_by_people(look: &Look) -> Vec<bool> {
    let travels = |group: usize| look.model.groups[group].travels() && look.model.groups[group].present() > 0;
    let groups = seats::exits_of_groups(look);
    let used = |exit: usize| (0..groups.len()).any(|group| travels(group) && groups[group][exit]);
    (0..look.model.exits.len()).map(used).collect()
}

fn used_by_cargo(look: &Look) -> Vec<bool> {
    let reach = ways::of_cargo(look.model);
    let leaves = look.model.loads.iter().filter(|load| load.disposition.leaves() && load.truckloads > 0);
    let places: Vec<usize> = leaves.map(|load| look.place_of_load(load)).collect();
    (0..look.model.exits.len()).map(|exit| places.iter().any(|&place| reach[place][exit])).collect()
}

/// Lanes on which neither people nor cargo can travel.
fn lanes(look: &Look, rows: &mut Vec<QualityRow>) {
    let model = look.model;
    for (index, lane) in model.lanes.iter().enumerate().filter(|(_, lane)| look.is_open(lane.site)) {
        let why = match lane.kind {
            LaneKind::Road { .. } if ways::carries_cargo(model, index) => continue,
            // People drive by their site's first road lane.
            LaneKind::Road { .. } if model.sites[lane.site].self_move_km_per_day.is_some() => match model.sites
                [lane.site]
                .road
            {
                Some(road) if road == index => continue,
                _ => format!("0 trucks at `{}`; people drive by the first road of their site only", look.id(lane.to)),
            },
            LaneKind::Road { .. } => format!("no `self_move`; 0 trucks at `{}`", look.id(lane.to)),
            LaneKind::Scheduled(lane) if lane.available == 0.0 => {
                let given = [("seats_per_day", lane.seats_per_day), ("truckloads_per_day", lane.truckloads_per_day)];
                let given: Vec<String> =
                    given.iter().filter(|(_, n)| *n > 0).map(|(key, n)| format!("{key} {n}")).collect();
                format!("{}, available 0", given.join(", "))
            }
            LaneKind::Scheduled(_) => continue,
        };
        let key = lane.name.split_once('/').map_or("", |(_, key)| key);
        let path = join(&join(&look.site_path(lane.site), "lanes"), key);
        rows.push(idle(
            path,
            format!("nobody can use the lane `{}`", lane.name),
            why,
            "take it out, or say who and what travels on it",
        ));
    }
}

/// Trucks at a hub to which no open site sends cargo by road.
fn pools(look: &Look, rows: &mut Vec<QualityRow>) {
    let model = look.model;
    for pool in &model.pools {
        let roads = model.lanes.iter().filter(|lane| lane.to == pool.hub && matches!(lane.kind, LaneKind::Road { .. }));
        let (all, open) =
            roads.fold((0, 0), |(all, open), lane| (all + 1, open + usize::from(look.is_open(lane.site))));
        if open > 0 || pool.count == 0 || !look.is_open(pool.hub) {
            continue;
        }
        let why = format!(
            "{} at `{}`; {}, {open} of them from a site that is open on {}",
            counted(i64::from(pool.count), "truck", "trucks"),
            look.id(pool.hub),
            counted(all, "road leads there", "roads lead there"),
            look.date(model.first)
        );
        rows.push(idle(
            join("trucks", &pool.id),
            format!("the trucks of `{}` have nothing to fetch", pool.id),
            why,
            "station them at another hub",
        ));
    }
}

/// A guard for nobody.
fn guards(look: &Look, rows: &mut Vec<QualityRow>) {
    for site in look.open() {
        let s = &look.model.sites[site];
        if s.guard == 0 || s.behind.iter().any(|&other| look.is_open(other)) {
            continue;
        }
        let why = format!(
            "guard {}; open sites behind it or in its `after` on {}: 0",
            number(i64::from(s.guard)),
            look.date(look.model.first)
        );
        let finding =
            format!("the guard of `{}` holds back nobody: there is no site for it to wait for", look.id(site));
        rows.push(row(
            "no-effect",
            look.site_path(site),
            Words {
                finding,
                arithmetic: why,
                remedy: "take `guard` out, or write `keep` for those who stay to the end".into(),
            },
        ));
    }
}

/// Figures are scored, but none of them counts people, of whom the headline speaks.
fn unchecked(look: &Look) -> Option<QualityRow> {
    let scored = || look.scenario.observations.iter().filter(|o| o.role == Role::Score);
    let of_people = scored().any(|o| matches!(o.quantity, Quantity::Gone | Quantity::Present));
    let n = scored().count();
    if n == 0 || of_people {
        return None;
    }
    let words = Words {
        finding: "no figure of people is scored, so nothing checks the headline".into(),
        arithmetic: format!(
            "{} of role `score`, 0 of them `gone` or `present`",
            counted(n as i64, "figure", "figures")
        ),
        remedy: "add a published count of people with `role = \"score\"`".into(),
    };
    Some(row("unchecked-headline", join("milestone", &look.model.milestones.first()?.id), words))
}

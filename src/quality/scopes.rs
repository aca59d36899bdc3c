//! Drivers, regimes, seasons and shocks that touch nothing.

use crate::model::TableId;
use crate::quality::look::Look;
use crate::quality::words::{Words, row};
use crate::results::QualityRow;
use crate::scenario::{self, Effect, Part, Scope, Shock, ShockEffect, join};

pub(super) fn find(look: &Look, rows: &mut Vec<QualityRow>) {
    let s = look.scenario;
    for (index, driver) in s.drivers.iter().enumerate().filter(|(index, _)| !moves_something(look, *index)) {
        let targets = driver.multiplies.len();
        let why = format!(
            "it multiplies {targets} kinds of delay or lift; at 0 open sites, lanes and exits one of them is above 0"
        );
        rows.push(no_effect(
            join("driver", &driver.id),
            format!("the driver `{}` changes nothing", s.drivers[index].id),
            why,
        ));
    }
    for regime in &s.regimes {
        let why = if !touches(look, &regime.scope) {
            "0 of the sites, lanes and exits of its scope are open".into()
        } else if regime.states.iter().all(|state| state.effect == Effect::NONE) {
            format!("{} states, 0 with an effect", regime.states.len())
        } else {
            continue;
        };
        rows.push(no_effect(join("regime", &regime.id), format!("the regime `{}` changes nothing", regime.id), why));
    }
    for season in &s.seasons {
        if let Some(why) = idle_season(look, season) {
            rows.push(no_effect(
                join("season", &season.id),
                format!("the season `{}` changes nothing", season.id),
                why,
            ));
        }
    }
    for shock in &s.shocks {
        if let Some(why) = idle_shock(look, shock) {
            rows.push(no_effect(join("shock", &shock.id), format!("the shock `{}` changes nothing", shock.id), why));
        }
    }
}

fn no_effect(concerns: String, finding: String, arithmetic: String) -> QualityRow {
    row("no-effect", concerns, Words { finding, arithmetic, remedy: "take it out, or mend its scope or dates".into() })
}

/// Whether a driver multiplies something that is not always 0, at a site that is open.
fn moves_something(look: &Look, driver: usize) -> bool {
    let m = look.model;
    let moves = |drivers: &[usize], law: TableId| drivers.contains(&driver) && can_last(look, law);
    let at_site = |&site: &usize| {
        let s = &m.sites[site];
        moves(&s.preparation_drivers, s.preparation)
            || moves(&s.handover_drivers, s.handover)
            || moves(&s.disposal_drivers, s.disposal)
            || moves(&s.liquidation_drivers, s.liquidation)
    };
    let on_lane = |lane: &crate::model::Lane| {
        look.is_open(lane.site)
            && (moves(&lane.clearance_drivers, lane.clearance)
                || moves(&lane.transit_drivers, lane.transit)
                || moves(&lane.loading_drivers, lane.loading)
                || moves(&lane.travel_drivers, lane.travel)
                || lane.speed_drivers.contains(&driver)
                || lane.air_drivers.contains(&driver))
    };
    let at_exit = |exit: &crate::model::Exit| {
        look.is_open(exit.site)
            && (exit.clearance.is_some_and(|law| moves(&exit.clearance_drivers, law))
                || exit.exits_drivers.contains(&driver))
    };
    look.open().any(|site| at_site(&site)) || m.lanes.iter().any(on_lane) || m.exits.iter().any(at_exit)
}

/// Whether a law can come to more than nothing.
fn can_last(look: &Look, law: TableId) -> bool {
    look.model.tables[law].value(1.0, u64::MAX) > 0.0
}

/// Whether a scope holds something of a site that is open.
fn touches(look: &Look, scope: &Scope) -> bool {
    let open = |id: &String| look.model.sites.iter().any(|site| site.id == *id && site.ended.is_none());
    match scope {
        Scope::Mission => true,
        Scope::Parts(parts) => parts.iter().any(|part| match part {
            Part::Site(site) | Part::Lane { site, .. } | Part::Exit { gateway: site, .. } => open(site),
        }),
    }
}

fn idle_season(look: &Look, season: &scenario::Season) -> Option<String> {
    let m = look.model;
    let (from, to) = (m.calendar.day(season.from), m.calendar.day(season.to));
    if to < m.first || from > m.horizon {
        let days = format!("{} to {}", look.date(m.first), look.date(m.horizon));
        return Some(format!("it lasts from {} to {}; simulated are {days}", look.date(from), look.date(to)));
    }
    if !touches(look, &season.scope) {
        return Some("0 of the sites, lanes and exits of its scope are open".into());
    }
    let plain = season.speed == 1.0 && season.exits == 1.0 && season.air == 1.0;
    plain.then(|| "speed 1, exits 1, air 1".into())
}

fn idle_shock(look: &Look, shock: &Shock) -> Option<String> {
    let m = look.model;
    if shock.probability == 0.0 {
        return Some("its probability is 0".into());
    }
    if m.calendar.day(shock.to) < m.first {
        return Some(format!(
            "it is over on {}; the first simulated day is {}",
            look.date(m.calendar.day(shock.to)),
            look.date(m.first)
        ));
    }
    let open = |id: &String| m.sites.iter().any(|site| site.id == *id && site.ended.is_none());
    let works = |effect: &ShockEffect| match effect {
        ShockEffect::Suspend { scope, .. } | ShockEffect::Slow { scope, .. } => touches(look, scope),
        ShockEffect::Evacuate { sites } | ShockEffect::Advance { sites } | ShockEffect::CloseKept { sites } => {
            sites.iter().any(open)
        }
    };
    let none = shock.effects.iter().all(|effect| !works(effect));
    none.then(|| format!("{} effects, 0 of them on a site that is open", shock.effects.len()))
}

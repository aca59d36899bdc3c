//! Drivers, regimes, seasons and shocks that touch nothing.

use crate::model::TableId;
use crate::quality::look::Look;
use crate::quality::words::{Words, counted, row};
use crate::results::QualityRow;
use crate::scenario::{self, Effect, Part, Scope, Shock, ShockEffect, join};

pub(super) fn find(look: &Look, rows: &mut Vec<QualityRow>) {
    let s = look.scenario;
    let drivers = s.drivers.iter().enumerate().map(|(i, driver)| ("driver", &driver.id, idle_driver(look, i)));
    let regimes = s.regimes.iter().map(|regime| ("regime", &regime.id, idle_regime(look, regime)));
    let seasons = s.seasons.iter().map(|season| ("season", &season.id, idle_season(look, season)));
    let shocks = s.shocks.iter().map(|shock| ("shock", &shock.id, idle_shock(look, shock)));
    for (kind, id, why) in drivers.chain(regimes).chain(seasons).chain(shocks) {
        let Some(arithmetic) = why else { continue };
        let finding = format!("the {kind} `{id}` changes nothing");
        let remedy = "take it out, or mend its scope or dates".into();
        rows.push(row("no-effect", join(kind, id), Words { finding, arithmetic, remedy }));
    }
}

fn idle_driver(look: &Look, driver: usize) -> Option<String> {
    let why = "of what it multiplies, nothing is above 0 at any open site, lane or exit of its scope";
    (!moves_something(look, driver)).then(|| why.into())
}

fn idle_regime(look: &Look, regime: &scenario::Regime) -> Option<String> {
    if !touches(look, &regime.scope) {
        return Some("0 of the sites, lanes and exits of its scope are open".into());
    }
    let states = counted(regime.states.len() as i64, "state", "states");
    let none = regime.states.iter().all(|state| state.effect == Effect::NONE);
    none.then(|| format!("{states}, 0 with an effect"))
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
                || lane.capacity_drivers.contains(&driver))
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
    let plain = [season.speed, season.exits, season.air, season.water] == [1.0; 4];
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
        ShockEffect::Pause { scope, .. } => touches(look, scope),
        ShockEffect::Postpone { .. } => m.deadline >= m.first,
        ShockEffect::Evacuate { sites } | ShockEffect::Advance { sites } | ShockEffect::CloseKept { sites } => {
            sites.iter().any(open)
        }
    };
    let none = shock.effects.iter().all(|effect| !works(effect));
    let effects = counted(shock.effects.len() as i64, "effect", "effects");
    none.then(|| format!("{effects}, 0 of them on a site that is open"))
}

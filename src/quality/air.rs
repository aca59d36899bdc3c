//! Lanes by air and water: whether they can take out of a site whoever has no road.

use crate::model::Ends;
use crate::quality::look::Look;
use crate::quality::words::{Words, counted, days, number, people, row};
use crate::results::QualityRow;

pub(super) fn find(look: &Look, rows: &mut Vec<QualityRow>) {
    let sites: Vec<usize> = look.open().collect();
    rows.extend(sites.into_iter().filter_map(|site| too_small(look, site)));
}

fn too_small(look: &Look, site: usize) -> Option<QualityRow> {
    let (model, s) = (look.model, &look.model.sites[site]);
    let drives = s.road.is_some() && s.self_move_km_per_day.is_some();
    // Nor does anybody fly who goes over to another force in place.
    if drives || s.is_gateway() || matches!(s.ends, Ends::TransferredTo(_)) {
        return None;
    }
    // Who is kept flies later.
    let need = i64::from(look.present(site).saturating_sub(s.keep));
    let length = i64::from(model.deadline - model.first + 1);
    let (mut seats, mut terms) = (0, Vec::new());
    let (mut by_water, mut by_air) = (false, false);
    for lane in s.lanes.clone() {
        let Some(schedule) = model.lanes[lane].schedule() else { continue };
        (by_water, by_air) = (by_water || schedule.by.is_water(), by_air || !schedule.by.is_water());
        let seats_per_day = schedule.seats_per_day;
        let on = |day: usize| (f64::from(seats_per_day) * model.lanes[lane].capacity[day]).floor() as i64;
        let all: i64 = (model.first..=model.deadline).map(|day| on(day as usize)).sum();
        seats += all;
        let plain = i64::from(seats_per_day) * length == all;
        terms.push(match plain {
            true => format!(
                "`{}` {} x {}",
                model.lanes[lane].name,
                days(length),
                counted(i64::from(seats_per_day), "seat", "seats")
            ),
            false => format!("`{}` {} seats by its seasons", model.lanes[lane].name, number(all)),
        });
    }
    if need <= seats || terms.is_empty() {
        return None;
    }
    let (lanes, go) = match (by_air, by_water) {
        (true, true) => ("air and water lanes", "go"),
        (_, true) => ("water lanes", "sail"),
        _ => ("air lanes", "fly"),
    };
    let words = Words {
        finding: format!("the people of `{}` have no road, and too few seats on its {lanes}", look.id(site)),
        arithmetic: format!(
            "{} to {go}; {} = {} by {}: {} short",
            people(need),
            terms.join(" + "),
            number(seats),
            look.date(model.deadline),
            number(need - seats)
        ),
        remedy: "add `seats_per_day`, or a road and `self_move`".into(),
    };
    Some(row("air-lane-too-small", look.site_path(site), words))
}

//! Air lanes: whether they can fly out of a site whoever has no road.

use crate::model::{Ends, LaneKind};
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
    for lane in s.lanes.clone() {
        let LaneKind::Air { seats_per_day, .. } = model.lanes[lane].kind else { continue };
        let on = |day: usize| (f64::from(seats_per_day) * model.lanes[lane].air[day]).floor() as i64;
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
    let words = Words {
        finding: format!("the people of `{}` have no road, and too few seats on its air lanes", look.id(site)),
        arithmetic: format!(
            "{} to fly; {} = {} by {}: {} short",
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

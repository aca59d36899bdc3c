//! The map that the slider moves: the ground, lanes, and a mark for each site.

use super::curve::{escaped, put};
use super::days::{Days, STAGES};
use crate::geo::{Frame, Ground};
use crate::results::{Map, Place};

/// The largest circle's radius.
const LARGEST: f64 = 25.0;
/// Letters are about so wide, in em.
const LETTER: f64 = 0.56;
const EM: f64 = 13.0;
/// The mark of a site reaches so far.
const REACH: f64 = 9.0;

/// The map at the day on which the slider stands at first; `None` where there is none to be drawn.
pub(super) fn svg(map: &Map, days: &Days, (width, height): (f64, f64)) -> Option<String> {
    let ground = Ground::of(map, width, height).filter(|_| map.without_position.is_empty())?;
    let name = if width < 500.0 { "narrow" } else { "wide" };
    let scale = LARGEST / f64::from(days.most().max(1)).sqrt() * if width < 500.0 { 0.75 } else { 1.0 };
    let mut svg = format!(
        "<svg class=\"map {name}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"map-{name}-title\" data-scale=\"{scale:.4}\"><title id=\"map-{name}-title\">The sites of the mission on their country; the table below says the same in words.</title>"
    );
    for country in &ground.countries {
        let class = if country.own { "own" } else { "land" };
        put(&mut svg, format_args!("<path class=\"{class}\" fill-rule=\"evenodd\" d=\"{}\"/>", country.path));
    }
    lanes(&mut svg, map, &ground, days);
    let marks: Vec<Frame> = map.places.iter().map(|place| around(at(&ground, place), REACH)).collect();
    let mut taken = marks;
    for (place, site) in pairs(map, days) {
        put(&mut svg, format_args!("{}", mark(at(&ground, place), place, scale, days, site)));
    }
    for place in &map.places {
        label(&mut svg, &ground, place, &mut taken);
    }
    taken.push(bar(&mut svg, &ground));
    countries(&mut svg, &ground, &mut taken);
    Some(svg + "</svg>")
}

/// Places with the index of their site in the table.
fn pairs<'a>(map: &'a Map, days: &'a Days) -> impl Iterator<Item = (&'a Place, usize)> {
    let find = |place: &&'a Place| days.sites.iter().position(|site| site.site == place.site);
    map.places.iter().filter_map(move |place| find(&place).map(|site| (place, site)))
}

fn at(ground: &Ground, place: &Place) -> (f64, f64) {
    ground.place(place.lat, place.lon)
}

fn around((x, y): (f64, f64), reach: f64) -> Frame {
    Frame { x0: x - reach, y0: y - reach, x1: x + reach, y1: y + reach }
}

/// A lane is shown until the site at which it starts is vacated.
fn lanes(svg: &mut String, map: &Map, ground: &Ground, days: &Days) {
    for lane in &map.lanes {
        let (Some(from), Some(to)) = (map.places.get(lane.from), map.places.get(lane.to)) else { continue };
        let ((x0, y0), (x1, y1)) = (at(ground, from), at(ground, to));
        let class = match lane.mode {
            "road" | "air" => lane.mode,
            _ => "water",
        };
        let site = days.sites.iter().position(|site| site.site == from.site);
        let stage = site.and_then(|site| days.sites[site].stage(days.at - days.from));
        let stage = stage.map_or("none", |stage| STAGES[stage]);
        let site = site.map_or(String::new(), |site| site.to_string());
        put(
            svg,
            format_args!(
                "<path class=\"{class} lane\" data-site=\"{site}\" data-stage=\"{stage}\" d=\"M{x0:.1} {y0:.1}L{x1:.1} {y1:.1}\"/>"
            ),
        );
    }
}

/// The circle of people, the gateway's diamond, and a shape for each stage, of which one is shown.
fn mark((x, y): (f64, f64), place: &Place, scale: f64, days: &Days, site: usize) -> String {
    let day = days.at - days.from;
    let row = &days.sites[site];
    let stage = row.stage(day).map_or("none", |stage| STAGES[stage]);
    let radius = scale * f64::from(row.people(day)).sqrt();
    let gateway = if place.gateway { "<path class=\"gateway\" d=\"M0 -12L12 0L0 12L-12 0Z\"/>" } else { "" };
    format!(
        "<g class=\"site\" data-site=\"{site}\" data-stage=\"{stage}\" transform=\"translate({x:.1} {y:.1})\"><circle class=\"people\" r=\"{radius:.1}\"/>{gateway}{}</g>",
        shapes()
    )
}

/// The four shapes, 6 pixels around the middle.
pub(super) fn shapes() -> &'static str {
    "<circle class=\"operating\" r=\"5\"/><g class=\"closing\"><circle class=\"ring\" r=\"5\"/><path d=\"M0 -5A5 5 0 0 0 0 5Z\"/></g><circle class=\"vacated\" r=\"5\"/><path class=\"ended\" d=\"M-4.5 -4.5L4.5 4.5M4.5 -4.5L-4.5 4.5\"/>"
}

/// The first place beside the mark that is free; a name that has none is left to the table.
fn label(svg: &mut String, ground: &Ground, place: &Place, taken: &mut Vec<Frame>) {
    let (x, y) = at(ground, place);
    let (width, off) = (place.name.chars().count() as f64 * EM * LETTER, if place.gateway { 15.0 } else { 10.0 });
    let candidates = [
        ("start", x + off, y),
        ("end", x - off, y),
        ("middle", x, y - off - 6.0),
        ("middle", x, y + off + 6.0),
        ("start", x + off - 3.0, y - 13.0),
        ("start", x + off - 3.0, y + 13.0),
        ("end", x - off + 3.0, y - 13.0),
        ("end", x - off + 3.0, y + 13.0),
    ];
    for (anchor, x, y) in candidates {
        let x0 = match anchor {
            "start" => x,
            "end" => x - width,
            _ => x - width / 2.0,
        };
        let area = Frame { x0, y0: y - 0.5 * EM, x1: x0 + width, y1: y + 0.5 * EM };
        let inside = area.x0 > 3.0 && area.y0 > 3.0 && area.x1 < ground.width - 3.0 && area.y1 < ground.height - 3.0;
        if inside && !taken.iter().any(|other| other.meets(&area)) {
            put(
                svg,
                format_args!(
                    "<text class=\"name\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}</text>",
                    y + 4.5,
                    escaped(&place.name)
                ),
            );
            taken.push(area);
            return;
        }
    }
}

fn countries(svg: &mut String, ground: &Ground, taken: &mut Vec<Frame>) {
    for country in &ground.countries {
        let width = country.name.chars().count() as f64 * 12.0 * 0.72;
        if let Some((x, y)) = country.room(width, 14.0, &ground.frame(), taken) {
            put(
                svg,
                format_args!(
                    "<text class=\"country\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                    y + 4.0,
                    escaped(country.name)
                ),
            );
            taken.push(Frame { x0: x - width / 2.0, y0: y - 7.0, x1: x + width / 2.0, y1: y + 7.0 });
        }
    }
}

fn bar(svg: &mut String, ground: &Ground) -> Frame {
    let (km, length) = ground.scale_bar();
    let y = ground.height - 10.0;
    put(
        svg,
        format_args!(
            "<path class=\"scale\" d=\"M12 {:.1}v5h{length:.1}v-5\"/><text class=\"tick\" x=\"16\" y=\"{:.1}\">{km} km</text>",
            y - 5.0,
            y - 4.0
        ),
    );
    Frame { x0: 0.0, y0: y - 20.0, x1: 12.0 + length.max(60.0), y1: ground.height }
}

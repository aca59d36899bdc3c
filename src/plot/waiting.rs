//! What everybody was waiting for: the mean days lost and gained by each site, by cause.

use super::PlotError;
use super::canvas::Canvas;
use super::frame::{self, KEY_LINE, NOTE, Sample};
use super::style::{Anchor, Area, Colour, GREY, INK, Point, RULE, Type, WHITE};
use super::text::{percent, shorten, thousands};
use crate::results::{Results, SiteRow, WaitingRow};

const WIDTH: f64 = 1000.0;
const TOP: f64 = 108.0;
const ROW: f64 = 30.0;
/// As many sites as are drawn: those vacated last.
const MOST: usize = 40;
/// The column of words at the right.
const WORDS: f64 = 196.0;
const NAME: Type = Type::plain(12.0, INK);
const SMALL: Type = Type::plain(11.0, GREY);
const LONGEST_NAME: f64 = 170.0;

/// Causes that are drawn in one colour (Okabe & Ito 2008, and two greys), with the words of
/// [`crate::simulate::Cause`] that belong to each.
const GROUPS: [(&str, Colour, &[&str]); 7] = [
    ("permission", Colour(0xD5, 0x5E, 0x00), &["permission", "permission to depart"]),
    ("trucks and travel", Colour(0x00, 0x72, 0xB2), &["trucks", "an escort", "loading", "travel"]),
    (
        "seats, transit, beds",
        Colour(0x56, 0xB4, 0xE9),
        &["seats out of the country", "seats on an air lane", "room on an air or water lane", "transit", "beds"],
    ),
    ("preparation, disposal", Colour(0xE6, 0x9F, 0x00), &["preparation", "disposal"]),
    ("releases, other sites", Colour(0x00, 0x9E, 0x73), &["a dated release", "another site", "sites behind its guard"]),
    ("start, the plan itself", Colour(0xBB, 0xBB, 0xBB), &["the planned start", "the plan", "liquidation"]),
    ("events, the policy", Colour(0x55, 0x55, 0x55), &["an event", "the policy's date"]),
];

/// The colour of what somebody was waiting for; what has none is the lightest grey.
pub(super) fn colour(words: &str) -> Colour {
    GROUPS.iter().find(|(_, _, causes)| causes.contains(&words)).map_or(Colour(0xBB, 0xBB, 0xBB), |group| group.1)
}

/// One site's days by group.
struct Row<'a> {
    site: &'a SiteRow,
    days: [f64; GROUPS.len()],
    late: f64,
}

/// What the picture is made of.
struct Chart<'a> {
    results: &'a Results,
    rows: Vec<Row<'a>>,
    left_out: usize,
    /// Where the bars may stand, and how many days a pixel is.
    x0: f64,
    x1: f64,
    zero: f64,
    scale: f64,
}

/// Draws the figure.
pub(super) fn draw(results: &Results) -> Result<String, PlotError> {
    let chart = Chart::new(results);
    let bottom = TOP + ROW * chart.rows.len().max(1) as f64;
    let words: Vec<String> = chart.key().into_iter().map(|(_, words)| words).collect();
    let lines = frame::key_lines(WIDTH - 36.0, &words) as f64 + if chart.left_out > 0 { 1.0 } else { 0.0 };
    let mut canvas = Canvas::new(WIDTH, bottom + 52.0 + KEY_LINE * lines + 28.0);
    chart.words(&mut canvas, bottom);
    chart.axis(&mut canvas, bottom);
    for (i, row) in chart.rows.iter().enumerate() {
        chart.row(&mut canvas, row, TOP + ROW * (i as f64 + 0.5));
    }
    canvas.finish(&chart.title(), &chart.description())
}

impl<'a> Row<'a> {
    fn new(site: &'a SiteRow, waiting: &[WaitingRow]) -> Option<Self> {
        let mut days = [0.0; GROUPS.len()];
        let mut any = false;
        for row in waiting.iter().filter(|row| row.site == site.site && row.days_lost_restricted_mean.is_finite()) {
            let group = GROUPS.iter().position(|(_, _, causes)| causes.contains(&row.root));
            days[group.unwrap_or(GROUPS.len() - 1)] += row.days_lost_restricted_mean;
            any = true;
        }
        let late = site.days_past_plan_restricted_mean.filter(|late| late.is_finite())?;
        any.then_some(Self { site, days, late })
    }

    fn name(&self) -> String {
        let name = if self.site.name.trim().is_empty() { &self.site.site } else { &self.site.name };
        shorten(name, LONGEST_NAME, NAME.size, false)
    }

    /// Days gained (below 0) and lost.
    fn ends(&self) -> (f64, f64) {
        self.days.iter().fold((0.0, 0.0), |(low, high), days| (low + days.min(0.0), high + days.max(0.0)))
    }
}

impl<'a> Chart<'a> {
    fn new(results: &'a Results) -> Self {
        let mut rows: Vec<Row> = results
            .sites
            .iter()
            .filter(|site| !site.kept)
            .filter_map(|site| Row::new(site, &results.waiting))
            .collect();
        rows.sort_by_key(|row| (row.site.vacated_p50.is_none(), row.site.vacated_p50));
        let left_out = rows.len().saturating_sub(MOST);
        let rows = rows.split_off(left_out);
        let names = rows.iter().map(|row| NAME.width(&row.name())).fold(60.0, f64::max);
        let (x0, x1) = (16.0 + names + 16.0, WIDTH - 16.0 - WORDS);
        let low = rows.iter().map(|row| row.ends().0).fold(-5.0, f64::min) * 1.06;
        let high = rows.iter().map(|row| row.ends().1).fold(5.0, f64::max) * 1.06;
        let scale = (x1 - x0) / (high - low);
        Self { results, rows, left_out, x0, x1, zero: x0 - low * scale, scale }
    }

    fn x(&self, days: f64) -> f64 {
        (self.zero + days * self.scale).clamp(self.x0, self.x1)
    }

    fn title(&self) -> String {
        format!("{}: what the sites were waiting for", frame::mission(&self.results.about, 600.0))
    }

    fn words(&self, canvas: &mut Canvas, bottom: f64) {
        let about = &self.results.about;
        let heading = format!(
            "{}Days lost (right) and gained (left) against the plan, by what was waited for.",
            frame::heading(about)
        );
        let unit = format!(
            "Means over {}; a dot: their sum, the days past the planned date. Sites kept for the liquidation are left out.",
            frame::replications(about)
        );
        frame::head(canvas, &self.title(), &[heading, unit]);
        canvas.text("days past plan", (WIDTH - 16.0, TOP - 14.0), Anchor::End, SMALL);
        if self.rows.is_empty() {
            canvas.text(
                "no site with a planned date, or all of them are kept",
                (self.x0, TOP + ROW / 2.0),
                Anchor::Start,
                NOTE,
            );
        }
        let mut y = bottom + 52.0;
        if self.left_out > 0 {
            let left_out = thousands(self.left_out as u64);
            let words = format!("{left_out} sites that are left earlier are not drawn; all are in waiting.csv");
            canvas.text(&words, (16.0, y), Anchor::Start, NOTE);
            y += KEY_LINE;
        }
        frame::key(canvas, (16.0, y), WIDTH - 20.0, self.key());
        frame::source(canvas, about);
    }

    fn key(&self) -> Vec<(Sample<'static>, String)> {
        let used = |group: &usize| self.rows.iter().any(|row| row.days[*group].abs() >= 0.05);
        let sample = |colour: Colour| -> Sample<'static> {
            Box::new(move |canvas, (x, y)| {
                canvas.rect(Area { x0: x - 9.0, y0: y - 5.0, x1: x + 9.0, y1: y + 5.0 }, colour)
            })
        };
        let groups = (0..GROUPS.len()).filter(used).map(|group| (sample(GROUPS[group].1), GROUPS[group].0.to_owned()));
        let net: Sample<'static> = Box::new(net);
        groups.chain([(net, "their sum".to_owned())]).collect()
    }

    /// Upright rules at round numbers of days, with the numbers below.
    fn axis(&self, canvas: &mut Canvas, bottom: f64) {
        let step = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0]
            .into_iter()
            .find(|step| step * self.scale >= 46.0)
            .unwrap_or(5_000.0);
        let from = ((self.x0 - self.zero) / self.scale / step).ceil() as i32;
        let to = ((self.x1 - self.zero) / self.scale / step).floor() as i32;
        for i in from..=to {
            let days = f64::from(i) * step;
            let (width, colour) = if i == 0 { (1.2, INK) } else { (0.8, RULE) };
            canvas.line(vec![(self.x(days), TOP - 4.0), (self.x(days), bottom)], width, colour);
            let words = if i == 0 { "0 days".to_owned() } else { signed(days) };
            canvas.text(&words, (self.x(days), bottom + 14.0), Anchor::Middle, SMALL);
        }
        for i in 0..=self.rows.len() {
            let y = TOP + ROW * i as f64;
            canvas.line(vec![(16.0, y), (WIDTH - 16.0, y)], 0.7, RULE);
        }
    }

    fn row(&self, canvas: &mut Canvas, row: &Row, y: f64) {
        canvas.text(&row.name(), (16.0, y), Anchor::Start, NAME);
        let sum = self.zero + row.late * self.scale;
        let sum = (self.x0..=self.x1).contains(&sum).then_some((sum, y));
        if let Some(at) = sum {
            canvas.reserve(Area::around(at, 6.0));
        }
        let (mut lost, mut gained) = (0.0, 0.0);
        for (days, (_, colour, _)) in row.days.iter().zip(GROUPS) {
            let end = if *days > 0.0 { &mut lost } else { &mut gained };
            let (from, to) = (*end, *end + days);
            *end = to;
            let (x0, x1) = (self.x(from.min(to)), self.x(from.max(to)));
            canvas.rect(Area { x0, y0: y - 8.0, x1, y1: y + 8.0 }, colour);
            number(canvas, *days, (x0, x1, y), if light(colour) { INK } else { WHITE });
        }
        sum.into_iter().for_each(|at| net(canvas, at));
        canvas.text(&signed(row.late), (WIDTH - 16.0, y), Anchor::End, NAME);
        if row.site.vacated_share < 1.0 {
            let open = format!("{} not vacated", percent(1.0 - row.site.vacated_share));
            canvas.text(&open, (WIDTH - 56.0, y), Anchor::End, SMALL);
        }
    }

    fn description(&self) -> String {
        let one = |row: &Row| {
            let mut causes: Vec<(f64, &str)> = row.days.iter().copied().zip(GROUPS.map(|group| group.0)).collect();
            causes.retain(|(days, _)| days.abs() >= 0.5);
            causes.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
            let list: Vec<String> = causes.iter().map(|(days, cause)| format!("{} {cause}", signed(*days))).collect();
            format!("{}: {} ({})", row.name(), signed(row.late), list.join(", "))
        };
        let sites: Vec<String> = self.rows.iter().map(one).collect();
        format!(
            "Bar chart of the mean days lost and gained by {} sites against their planned dates. {}",
            sites.len(),
            sites.join("; ")
        )
    }
}

/// The number of days on a bar, where it has room beside the mark of the sum.
fn number(canvas: &mut Canvas, days: f64, (x0, x1, y): (f64, f64, f64), colour: Colour) {
    let (words, style) = (signed(days), Type::plain(10.5, colour).bold());
    let half = style.width(&words) / 2.0;
    let fits = |x: &f64| {
        let area = style.area(&words, (*x, y), Anchor::Middle);
        area.x0 >= x0 + 2.0 && area.x1 <= x1 - 2.0 && canvas.is_free(&area)
    };
    if let Some(x) = [(x0 + x1) / 2.0, x0 + half + 4.0, x1 - half - 4.0].into_iter().find(fits) {
        canvas.text(&words, (x, y), Anchor::Middle, style);
    }
}

/// The mark of the sum.
fn net(canvas: &mut Canvas, at: Point) {
    canvas.disc(at, 5.2, WHITE);
    canvas.disc(at, 3.8, INK);
}

fn light(Colour(r, g, b): Colour) -> bool {
    // Perceived brightness by the weights of Rec. 601.
    0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b) > 140.0
}

/// `+12`, `−3`, `0`.
fn signed(days: f64) -> String {
    let whole = thousands(days.abs().round() as u64);
    match days.round() {
        0.0 => "0".to_owned(),
        days if days < 0.0 => format!("\u{2212}{whole}"),
        _ => format!("+{whole}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::Cause;

    #[test]
    fn every_cause_of_waiting_has_one_colour() {
        // A signature is waited for after a site was vacated, and never before.
        for cause in Cause::KINDS.into_iter().filter(|cause| *cause != Cause::Handover) {
            let groups = GROUPS.iter().filter(|(_, _, causes)| causes.contains(&cause.words())).count();
            assert_eq!(groups, 1, "{}", cause.words());
        }
        let words = GROUPS.iter().map(|(_, _, causes)| causes.len()).sum::<usize>();
        // And the slack of the plan itself.
        assert_eq!(words, Cause::KINDS.len() - 1 + 1);
    }

    #[test]
    fn days_have_their_sign() {
        assert_eq!([-1_234.4, -0.4, 0.0, 2.5].map(signed), ["\u{2212}1,234", "0", "0", "+3"]);
    }
}

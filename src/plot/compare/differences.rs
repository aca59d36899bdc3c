//! The headline milestone of every scenario beside the base, pair by pair: how many days earlier or later.

use super::histogram::{self, EARLIER, EARLIER_WORDS, LATER, LATER_WORDS, SAME, Scale};
use super::look::WIDTH;
use super::{Cast, Other};
use crate::plot::PlotError;
use crate::plot::axis::signed;
use crate::plot::canvas::Canvas;
use crate::plot::frame::{self, KEY_LINE, NOTE, Sample};
use crate::plot::style::{Anchor, Area, Colour, GREY, INK, RULE, Type};
use crate::plot::text::{percent, policy_words};
use crate::results::{DifferenceRow, DistributionRow};

const TOP: f64 = 126.0;
const ROW: f64 = 128.0;
/// From a row's top to its bars: the name, and room for the height of a bar that is cut.
const TO_BARS: f64 = 42.0;
const BARS: f64 = 60.0;
/// The words right of the bars.
const WORDS: f64 = 168.0;
const NAME: Type = Type::plain(13.0, INK).bold();
const HEAD: Type = Type::plain(12.0, GREY).bold();
const CELL: Type = Type::plain(11.5, INK);
const SMALL: Type = Type::plain(10.5, GREY);

struct Sheet<'a> {
    cast: &'a Cast<'a>,
    policies: Vec<&'a str>,
    /// By scenario and policy.
    panels: Vec<Vec<&'a DistributionRow>>,
    scale: Scale,
}

/// Draws the figure.
pub(super) fn draw(cast: &Cast) -> Result<String, PlotError> {
    let sheet = Sheet::new(cast);
    let bottom = TOP + ROW * cast.others.len().max(1) as f64;
    let footer = bottom + 16.0 + KEY_LINE;
    let mut canvas = Canvas::new(WIDTH, footer + 4.0 + cast.footer_height());
    sheet.words(&mut canvas);
    for (i, other) in cast.others.iter().enumerate() {
        sheet.row(&mut canvas, i, other);
    }
    frame::key(&mut canvas, (16.0, bottom + 14.0), WIDTH - 16.0, key(sheet.scale.width));
    cast.write_footer(&mut canvas, footer + 4.0);
    canvas.finish(&sheet.title(), &sheet.description())
}

impl<'a> Sheet<'a> {
    fn new(cast: &'a Cast<'a>) -> Self {
        let policies = cast.policies();
        let mut panels = Vec::new();
        for Other { results, .. } in &cast.others {
            for policy in &policies {
                panels.push(histogram::rows(&cast.comparison.distribution, |row| {
                    row.milestone == cast.headline() && row.policy == *policy && row.scenario == results.about.scenario
                }));
            }
        }
        let width = column(0, policies.len()).1;
        let scale = Scale::new(&panels, width - WORDS);
        Self { cast, policies, panels, scale }
    }

    fn title(&self) -> String {
        let base = self.cast.base_name(240.0, Type::plain(18.0, INK).bold());
        format!("{}: earlier or later than {base}", frame::mission(&self.cast.base.about, 480.0))
    }

    fn words(&self, canvas: &mut Canvas) {
        let what = format!(
            "{} Milestone {}: days by which a scenario reaches it later than the base in the same replication.",
            self.cast.what(),
            named(self.cast.headline())
        );
        let unit = "Under the same luck, pair by pair; bars: shares of pairs, on one scale. One that is not reached within the horizon counts as the day after it. ± 95 % simulation error.";
        frame::head(canvas, &self.title(), &[what, unit.to_owned()]);
        for (i, policy) in self.policies.iter().enumerate() {
            canvas.text(policy_words(policy), (column(i, self.policies.len()).0, TOP - 22.0), Anchor::Start, HEAD);
        }
        if self.cast.others.is_empty() {
            canvas.text("no other scenario to compare with", (16.0, TOP + 20.0), Anchor::Start, NOTE);
        }
    }

    fn row(&self, canvas: &mut Canvas, index: usize, other: &Other) {
        let top = TOP + ROW * index as f64;
        canvas.line(vec![(16.0, top - 4.0), (WIDTH - 16.0, top - 4.0)], 0.8, RULE);
        let style = Type { colour: other.look.words, ..NAME };
        other.look.sample(canvas, (16.0, top + 11.0));
        let name = self.cast.name(other.results, 700.0, style);
        canvas.text(&name, (16.0 + super::look::SAMPLE + 8.0, top + 11.0), Anchor::Start, style);
        for (i, policy) in self.policies.iter().enumerate() {
            let (x0, width) = column(i, self.policies.len());
            let panel = Area { x0, y0: top + TO_BARS, x1: x0 + width - WORDS, y1: top + TO_BARS + BARS };
            let rows = &self.panels[index * self.policies.len() + i];
            histogram::draw(canvas, rows, &self.scale, panel);
            let at = (panel.x1 + 14.0, top + TO_BARS - 4.0);
            match self.cast.row(other.results, policy) {
                Some(row) => figures(canvas, row, at),
                None => drop(canvas.text("not computed", at, Anchor::Start, SMALL)),
            }
        }
    }

    fn description(&self) -> String {
        let one = |other: &Other, policy: &str| {
            let row = self.cast.row(other.results, policy)?;
            let [earlier, same, later] = [row.earlier, row.same, row.later].map(percent);
            let name = &other.results.about.scenario;
            Some(format!("{name}, {}: earlier {earlier}, same day {same}, later {later}", policy_words(policy)))
        };
        let all = self.cast.others.iter().flat_map(|other| self.policies.iter().filter_map(move |p| one(other, p)));
        format!(
            "Bars of the paired difference in days of the milestone {}. {} {}.",
            named(self.cast.headline()),
            self.cast.what(),
            all.collect::<Vec<_>>().join("; ")
        )
    }
}

/// Left edge and width of a policy's column.
fn column(index: usize, columns: usize) -> (f64, f64) {
    let width = (WIDTH - 32.0) / columns.max(1) as f64;
    (16.0 + width * index as f64, width - if columns > 1 { 12.0 } else { 0.0 })
}

fn named(milestone: &str) -> String {
    let name = crate::plot::text::shorten(milestone, 160.0, CELL.size, false);
    if name.is_empty() { "without a name".to_owned() } else { name }
}

/// What the bars add up to.
fn figures(canvas: &mut Canvas, row: &DifferenceRow, (x, y): (f64, f64)) {
    let parts: [(&str, f64, Colour); 3] =
        [("earlier", row.earlier, EARLIER_WORDS), ("same day", row.same, GREY), ("later", row.later, LATER_WORDS)];
    for (i, (words, share, colour)) in parts.into_iter().enumerate() {
        let y = y + 15.0 * i as f64;
        canvas.text(&percent(share), (x + 38.0, y), Anchor::End, CELL.bold());
        canvas.text(words, (x + 44.0, y), Anchor::Start, Type { colour, ..CELL });
    }
    let half = (row.mean_change_high - row.mean_change_low) / 2.0;
    let mean = if row.same >= 1.0 {
        "the same in every pair".to_owned()
    } else {
        format!("mean {} ± {} days", signed(row.mean_change, 1), signed(half, 1).trim_start_matches('+'))
    };
    canvas.text(&mean, (x, y + 47.0), Anchor::Start, CELL);
    let median = match (row.p50_change, row.same >= 1.0) {
        (_, true) => String::new(),
        (Some(days), _) => {
            let unit = if days.unsigned_abs() == 1 { "day" } else { "days" };
            format!("median date {} {unit}", signed(days as f64, 0))
        }
        (None, _) => "median date after the horizon".to_owned(),
    };
    canvas.text(&median, (x, y + 62.0), Anchor::Start, SMALL);
}

fn key(days: i64) -> Vec<(Sample<'static>, String)> {
    let bar = |colour: Colour| -> Sample {
        Box::new(move |canvas, (x, y)| {
            canvas.rect(Area { x0: x - 11.0, y0: y - 5.0, x1: x + 11.0, y1: y + 5.0 }, colour);
        })
    };
    let hatched: Sample = Box::new(|canvas, (x, y)| {
        let area = Area { x0: x - 11.0, y0: y - 5.0, x1: x + 11.0, y1: y + 5.0 };
        canvas.rect(area, LATER);
        histogram::hatch(canvas, area);
    });
    let wide = if days > 1 { format!(", bars of {days} days") } else { String::new() };
    vec![
        (bar(EARLIER), format!("earlier (left of 0){wide}")),
        (bar(SAME), "the same day".to_owned()),
        (bar(LATER), "later (right of 0)".to_owned()),
        (hatched, "one of the two not within the horizon: at least so many days".to_owned()),
    ]
}

//! How a paired difference in days is distributed: bars before, on and after "the same day".

use crate::plot::axis::{self, days_step};
use crate::plot::canvas::Canvas;
use crate::plot::style::{Anchor, Area, Colour, GREY, INK, Point, RULE, Type, WHITE};
use crate::plot::text::percent;
use crate::results::DistributionRow;

/// Okabe and Ito's blue and vermilion, and a grey.
pub(super) const EARLIER: Colour = Colour(0x00, 0x72, 0xB2);
pub(super) const LATER: Colour = Colour(0xD5, 0x5E, 0x00);
pub(super) const SAME: Colour = Colour(0x8A, 0x8A, 0x8A);
pub(super) const EARLIER_WORDS: Colour = Colour(0x00, 0x5F, 0x95);
pub(super) const LATER_WORDS: Colour = Colour(0xA8, 0x48, 0x00);
/// Bars are at least so many pixels wide.
const NARROWEST: f64 = 4.0;
/// A difference of more days than any mission has is no difference in days.
const LONGEST: i64 = 10_000;
/// Bars higher than so many times the highest one of a middling panel are cut.
const HIGHEST: f64 = 3.0;
/// What lies further out than all but this share of one panel on either side is told in words.
const TAIL: f64 = 0.005;
const SMALL: Type = Type::plain(10.5, GREY);

/// Some days with what share of pairs differ by them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Bar {
    /// First and last day of the bar.
    from: i64,
    to: i64,
    share: f64,
    /// Part of it that is "at least".
    censored: f64,
}

/// The days of a difference, in order, that can be drawn.
pub(super) fn rows(
    distribution: &[DistributionRow],
    is_meant: impl Fn(&DistributionRow) -> bool,
) -> Vec<&DistributionRow> {
    let drawable = |row: &&DistributionRow| {
        row.share.is_finite() && row.share > 0.0 && row.days.checked_abs().is_some_and(|days| days <= LONGEST)
    };
    let mut rows: Vec<_> = distribution.iter().filter(|row| is_meant(row)).filter(drawable).collect();
    rows.sort_by_key(|row| row.days);
    rows
}

/// One scale for all panels: days to pixels from the middle of a panel, shares to heights.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    pub first: i64,
    pub last: i64,
    /// Days in a bar; the bar of 0 is of that day alone.
    pub width: i64,
    /// The share that a bar may reach; one that reaches further is cut.
    most: f64,
}

impl Scale {
    pub fn new(panels: &[Vec<&DistributionRow>], pixels: f64) -> Self {
        let ends = panels.iter().filter(|rows| !rows.is_empty()).map(|rows| ends(rows));
        let (first, last) = ends.fold((-1, 1), |(first, last), (from, to)| (first.min(from), last.max(to)));
        let room = (pixels / NARROWEST).max(1.0) as i64;
        let width = [1, 2, 5, 7, 14, 28, 56, 112, 224].into_iter().find(|width| (last - first) / width < room);
        let mut scale = Self { first, last, width: width.unwrap_or(448), most: 0.0 };
        let bars = || panels.iter().map(|rows| scale.bars(rows));
        let highest = |bars: Vec<Bar>, is_meant: fn(&Bar) -> bool| {
            bars.iter().filter(|bar| is_meant(bar)).map(|bar| bar.share).fold(0.0, f64::max)
        };
        let mut beside: Vec<f64> = bars().map(|bars| highest(bars, |bar| bar.from != 0)).collect();
        beside.retain(|share| *share > 0.0);
        beside.sort_by(f64::total_cmp);
        let any = bars().map(|bars| highest(bars, |_| true)).fold(0.01, f64::max);
        // A few bars that are far higher than those of most panels would flatten the others.
        scale.most = beside.get(beside.len() / 2).map_or(any, |middle| any.min(HIGHEST * middle));
        scale
    }

    fn bars(&self, rows: &[&DistributionRow]) -> Vec<Bar> {
        let mut bars: Vec<Bar> = Vec::new();
        for row in rows.iter().filter(|row| (self.first..=self.last).contains(&row.days)) {
            let (from, to) = self.bin(row.days);
            if bars.last().is_none_or(|bar| bar.from != from) {
                bars.push(Bar { from, to, ..Bar::default() });
            }
            if let Some(bar) = bars.last_mut() {
                bar.share += row.share;
                bar.censored += row.censored_share.clamp(0.0, row.share);
            }
        }
        bars
    }

    /// First and last day of the bar that holds a day.
    fn bin(&self, day: i64) -> (i64, i64) {
        let index = (day.abs() + self.width - 1) / self.width;
        let (near, far) = ((index - 1) * self.width + 1, index * self.width);
        match day.signum() {
            0 => (0, 0),
            1 => (near, far),
            _ => (-far, -near),
        }
    }

    /// The left end of a day; the day of 0 has a bar's width as any other.
    fn x(&self, day: i64, panel: &Area) -> f64 {
        // 0 takes as much room as a whole bar, so that it can be seen.
        let at = |day: i64| if day > 0 { day + self.width - 1 } else { day };
        let (first, last) = (at(self.bin(self.first).0), at(self.bin(self.last).1 + 1));
        panel.x0 + (panel.x1 - panel.x0) * (at(day) - first) as f64 / (last - first).max(1) as f64
    }

    fn y(&self, share: f64, panel: &Area) -> f64 {
        panel.y1 - (panel.y1 - panel.y0) * (share / self.most).clamp(0.0, 1.0)
    }
}

/// The days between which all but the tails lie.
fn ends(rows: &[&DistributionRow]) -> (i64, i64) {
    (end(rows.iter()), end(rows.iter().rev()))
}

/// The first day at which more than a tail has passed.
fn end<'a>(mut rows: impl Iterator<Item = &'a &'a DistributionRow>) -> i64 {
    let mut passed = 0.0;
    let found = rows.find(|row| {
        passed += row.share;
        passed > TAIL
    });
    found.map_or(0, |row| row.days)
}

/// Draws bars and an axis of days into the panel.
pub(super) fn draw(canvas: &mut Canvas, rows: &[&DistributionRow], scale: &Scale, panel: Area) {
    canvas.line(vec![(panel.x0, panel.y1), (panel.x1, panel.y1)], 1.0, GREY);
    ticks(canvas, scale, &panel);
    height(canvas, scale, &panel);
    for bar in scale.bars(rows) {
        let (x0, x1) = (scale.x(bar.from, &panel), scale.x(bar.to + 1, &panel) - 0.6);
        let area = Area { x0, y0: scale.y(bar.share, &panel), x1, y1: panel.y1 };
        canvas.rect(area, colour(bar.from));
        if bar.censored > 0.0 {
            hatch(
                canvas,
                Area { y0: scale.y(bar.share, &panel), y1: scale.y(bar.share - bar.censored, &panel), ..area },
            );
        }
        if bar.share > 1.001 * scale.most {
            cut(canvas, area, &percent(bar.share));
        }
    }
    tails(canvas, rows, scale, panel);
}

fn colour(day: i64) -> Colour {
    match day.signum() {
        0 => SAME,
        1 => LATER,
        _ => EARLIER,
    }
}

/// A break through a bar that is higher than the panel, and how high it is.
fn cut(canvas: &mut Canvas, bar: Area, words: &str) {
    let y = bar.y0 + 7.0;
    for dy in [0.0, 4.0] {
        canvas.line(vec![(bar.x0 - 2.0, y + dy + 2.0), (bar.x1 + 2.0, y + dy - 2.0)], 1.4, WHITE);
    }
    let at = ((bar.x0 + bar.x1) / 2.0, bar.y0 - 7.0);
    if canvas.is_free(&SMALL.area(words, at, Anchor::Middle)) {
        canvas.text(words, at, Anchor::Middle, SMALL);
    }
}

/// White strokes from the lower left to the upper right over an area.
pub(super) fn hatch(canvas: &mut Canvas, area: Area) {
    let (width, height) = (area.x1 - area.x0, area.y1 - area.y0);
    let mut at = 2.0;
    while at < width + height {
        let from = if at < height { (area.x0, area.y0 + at) } else { (area.x0 + at - height, area.y1) };
        let to = if at < width { (area.x0 + at, area.y0) } else { (area.x1, area.y0 + at - width) };
        canvas.line(vec![from, to], 1.1, WHITE);
        at += 4.0;
    }
}

fn ticks(canvas: &mut Canvas, scale: &Scale, panel: &Area) {
    let step = days_step(scale.last - scale.first, panel.x1 - panel.x0);
    let (first, last) = (scale.first.div_euclid(step), scale.last.div_euclid(step));
    for day in (first..=last).map(|i| i * step).filter(|day| (scale.first..=scale.last).contains(day)) {
        let (from, to) = scale.bin(day);
        // A tick below the middle of the bar; wide bars have it at their far end.
        let x = match (day.signum(), scale.width) {
            (0, _) | (_, 1) => (scale.x(from, panel) + scale.x(to + 1, panel)) / 2.0,
            (1, _) => scale.x(day + 1, panel),
            _ => scale.x(day, panel),
        };
        canvas.line(vec![(x, panel.y1), (x, panel.y1 + 4.0)], 1.0, GREY);
        if day == 0 {
            canvas.line(vec![(x, panel.y0 - 4.0), (x, panel.y1)], 0.8, RULE);
        }
        let words = if day > 0 { format!("+{day}") } else { axis::minus(&day.to_string()) };
        canvas.text(&words, (x, panel.y1 + 12.0), Anchor::Middle, SMALL);
    }
}

/// One level rule, so that the height of a bar can be told.
fn height(canvas: &mut Canvas, scale: &Scale, panel: &Area) {
    let rounds = [0.5, 0.25, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
    let Some(share) = rounds.into_iter().find(|share| *share <= 0.9 * scale.most) else { return };
    let y = scale.y(share, panel);
    canvas.line(vec![(panel.x0, y), (panel.x1, y)], 0.7, RULE);
    let words = format!("{} %", 100.0 * share);
    canvas.text(&words, (panel.x1 + 2.0, y - 7.0), Anchor::End, Type::plain(9.5, GREY));
}

/// What lies beyond the scale: a share at that end.
fn tails(canvas: &mut Canvas, rows: &[&DistributionRow], scale: &Scale, panel: Area) {
    let share = |is_beyond: &dyn Fn(i64) -> bool| -> f64 {
        rows.iter().filter(|row| is_beyond(row.days)).map(|row| row.share).sum()
    };
    let style = Type::plain(10.0, INK);
    let mut note = |share: f64, at: Point, anchor: Anchor, words: String| {
        if share > 0.0 {
            canvas.text(&words, at, anchor, style);
        }
    };
    let (low, high) = (share(&|day| day < scale.first), share(&|day| day > scale.last));
    let y = panel.y1 - 8.0;
    note(low, (panel.x0, y), Anchor::Start, format!("← {}", percent(low)));
    note(high, (panel.x1, y), Anchor::End, format!("{} →", percent(high)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(days: i64, share: f64) -> DistributionRow {
        let (scenario, milestone) = (String::new(), String::new());
        DistributionRow { scenario, milestone, policy: "off", days, share, censored_share: 0.0 }
    }

    #[test]
    fn a_bar_of_a_week_holds_seven_days_on_either_side_of_the_same_day() {
        let scale = Scale { first: -20, last: 20, width: 7, most: 1.0 };
        assert_eq!(
            [-8, -7, -1, 0, 1, 7, 8].map(|day| scale.bin(day)),
            [(-14, -8), (-7, -1), (-7, -1), (0, 0), (1, 7), (1, 7), (8, 14)]
        );
    }

    #[test]
    fn bars_lie_side_by_side_and_fill_the_panel() {
        let panel = Area { x0: 10.0, y0: 0.0, x1: 310.0, y1: 50.0 };
        let all: Vec<DistributionRow> = (-9..=30).map(|day| row(day, 0.025)).collect();
        for width in [1, 2, 7] {
            let scale = Scale { first: -9, last: 30, width, most: 1.0 };
            let bars = scale.bars(&all.iter().collect::<Vec<_>>());
            assert!((bars.iter().map(|bar| bar.share).sum::<f64>() - 1.0).abs() < 1e-9);
            assert!(bars.windows(2).all(|pair| pair[0].to + 1 == pair[1].from));
            let ends = bars.iter().map(|bar| (scale.x(bar.from, &panel), scale.x(bar.to + 1, &panel)));
            let ends: Vec<(f64, f64)> = ends.collect();
            assert!(ends.windows(2).all(|pair| (pair[0].1 - pair[1].0).abs() < 1e-9), "{ends:?}");
            assert_eq!((ends[0].0, ends[ends.len() - 1].1), (10.0, 310.0));
        }
    }

    #[test]
    fn a_bar_far_higher_than_those_of_most_panels_is_cut() {
        let even: Vec<DistributionRow> = (1..=10).map(|day| row(day, 0.1)).collect();
        let (one, mut same) = (vec![row(-1, 1.0)], vec![row(0, 1.0)]);
        let panel = |rows: &[DistributionRow]| {
            Scale::new(&[even.iter().collect(), even.iter().collect(), rows.iter().collect()], 300.0).most
        };
        assert!((panel(&one) - 0.3).abs() < 1e-9 && (panel(&same) - 0.3).abs() < 1e-9);
        same[0].share = 0.2;
        assert!((panel(&same) - 0.2).abs() < 1e-9);
        // Alone, nothing is flattened.
        assert_eq!(Scale::new(&[vec![&row(0, 1.0)]], 300.0).most, 1.0);
    }

    #[test]
    fn the_scale_leaves_out_no_more_than_its_tails() {
        let mut all: Vec<DistributionRow> = (0..10).map(|day| row(day, 0.0995)).collect();
        all.push(row(900, 0.005));
        let scale = Scale::new(&[all.iter().collect()], 300.0);
        assert_eq!((scale.first, scale.last), (-1, 9));
        all.push(row(901, 0.000_1));
        assert_eq!(Scale::new(&[all.iter().collect()], 300.0).last, 900);
    }
}

//! The mission day by day: what the slider moves, packed into a few kilobytes.
//!
//! Every number is one of `strength.csv`, `places.csv` or `stages.csv`; the page itself computes none.

use jiff::civil::Date;
use serde::Serialize;

use crate::plot;
use crate::results::{PlaceRow, Results, StageRow, StrengthRow};
use crate::text::{percent, short_date, thousands};

/// What a site's stage is called, in order.
pub(super) const STAGES: [&str; 4] = ["operating", "closing", "vacated", "ended"];

/// All days of the curve and of the slider.
pub(super) struct Days<'a> {
    pub curve: Vec<&'a StrengthRow>,
    /// The slider begins at this day of the curve: before it nothing is drawn, and no site is counted.
    pub from: usize,
    /// The slider stands here at first: on the deadline, where that is simulated.
    pub at: usize,
    pub sites: Vec<SiteDays<'a>>,
}

/// One site: its rows by day of the slider.
pub(super) struct SiteDays<'a> {
    pub site: &'a str,
    pub name: &'a str,
    places: Vec<&'a PlaceRow>,
    stages: Vec<&'a StageRow>,
}

/// A row of the table of sites on one day.
pub(super) struct SiteRow<'a> {
    pub name: &'a str,
    /// Index in [`STAGES`].
    pub stage: Option<usize>,
    pub stage_words: String,
    pub ended: String,
    pub people: u32,
    pub band: String,
}

impl<'a> Days<'a> {
    pub fn of(results: &'a Results) -> Option<Self> {
        let end = plot::axis_end(results)?;
        let is_present = |row: &&StrengthRow| row.component == "international" && row.quantity == "present";
        let mut curve: Vec<&StrengthRow> =
            results.strength.iter().filter(is_present).filter(|row| row.date <= end).collect();
        curve.sort_by_key(|row| row.date);
        let first = results.places.iter().map(|row| row.date).min();
        let from = first.map_or(0, |first| curve.partition_point(|row| row.date < first)).min(curve.len() - 1);
        let at = curve.partition_point(|row| row.date < results.about.deadline).clamp(from, curve.len() - 1);
        let dates: Vec<Date> = curve[from..].iter().map(|row| row.date).collect();
        let sites =
            results.sites.iter().filter_map(|site| SiteDays::of(results, &site.site, &site.name, &dates)).collect();
        Some(Self { curve, from, at, sites })
    }

    /// The rows of the table on a day of the curve.
    pub fn table(&self, at: usize) -> Vec<SiteRow<'a>> {
        self.sites.iter().map(|site| site.row(at - self.from)).collect()
    }

    /// People on a day of the curve, in words.
    pub fn words(&self, at: usize) -> String {
        let row = self.curve[at];
        let [low, median, high] = [row.p05, row.p50, row.p95].map(|people| thousands(people.into()));
        format!("{}: {median} people left (median), 90 % between {low} and {high}", crate::calendar::in_words(row.date))
    }

    pub fn has_stages(&self) -> bool {
        self.sites.iter().any(|site| !site.stages.is_empty())
    }

    /// Whether sites are counted on fewer days than the slider has.
    pub fn thinned(&self) -> bool {
        self.sites.iter().any(|site| site.places.windows(2).any(|pair| pair[0].date == pair[1].date))
    }

    pub fn first(&self) -> String {
        short_date(self.curve[self.from].date)
    }

    pub fn last(&self) -> String {
        short_date(self.curve[self.curve.len() - 1].date)
    }

    pub fn packed(&self) -> Packed {
        let series = |number: fn(&StrengthRow) -> u32| packed(self.curve.iter().map(|row| i64::from(number(row))));
        Packed {
            first: self.curve[0].date.to_string(),
            from: self.from,
            plan: series(|row| row.plan),
            p05: series(|row| row.p05),
            p50: series(|row| row.p50),
            p95: series(|row| row.p95),
            sites: self.sites.iter().map(SiteDays::packed).collect(),
        }
    }

    /// People at sites are counted in steps of so many at most, and rounded up.
    pub fn widest_bin(&self) -> u32 {
        self.sites.iter().flat_map(|site| &site.places).map(|row| row.people_bin_width).max().unwrap_or(1)
    }

    /// The most people that any site has in the median.
    pub fn most(&self) -> u32 {
        self.sites.iter().flat_map(|site| &site.places).map(|row| row.people_p50).max().unwrap_or(0)
    }
}

/// The row of each date, or the last before it where days are left out.
fn by_date<T>(rows: impl Iterator<Item = T>, date: fn(&T) -> Date, dates: &[Date]) -> Vec<T>
where
    T: Copy,
{
    let mut rows: Vec<T> = rows.collect();
    rows.sort_by_key(date);
    let upto = |day: &Date| rows.partition_point(|row| date(row) <= *day);
    dates.iter().filter_map(|day| upto(day).checked_sub(1).map(|at| rows[at])).collect()
}

impl<'a> SiteDays<'a> {
    fn of(results: &'a Results, site: &'a str, name: &'a str, dates: &[Date]) -> Option<Self> {
        let places = by_date(results.places.iter().filter(|row| row.site == site), |row| row.date, dates);
        let stages = by_date(results.stages.iter().filter(|row| row.site == site), |row| row.date, dates);
        let whole = places.len() == dates.len() && (stages.is_empty() || stages.len() == dates.len());
        whole.then_some(Self { site, name, places, stages })
    }

    fn row(&self, day: usize) -> SiteRow<'a> {
        let (place, stage) = (self.places[day], self.stages.get(day));
        let people = |n: u32| thousands(n.into());
        SiteRow {
            name: self.name,
            stage: stage.map(|row| index(row)),
            stage_words: stage.map_or(String::new(), |row| format!("{}, {}", STAGES[index(row)], percent(share(row)))),
            ended: stage.map_or(String::new(), |row| percent(row.ended_share)),
            people: place.people_p50,
            band: format!("{} to {}", people(place.people_p05), people(place.people_p95)),
        }
    }

    pub fn people(&self, day: usize) -> u32 {
        self.places[day].people_p50
    }

    pub fn stage(&self, day: usize) -> Option<usize> {
        self.stages.get(day).map(|row| index(row))
    }

    fn packed(&self) -> PackedSite {
        let people = |number: fn(&PlaceRow) -> u32| packed(self.places.iter().map(|row| i64::from(number(row))));
        let stages = |number: fn(&StageRow) -> i64| packed(self.stages.iter().map(|row| number(row)));
        PackedSite {
            p05: people(|row| row.people_p05),
            p50: people(|row| row.people_p50),
            p95: people(|row| row.people_p95),
            stage: stages(|row| index(row) as i64),
            share: stages(|row| code(share(row))),
            ended: stages(|row| code(row.ended_share)),
        }
    }
}

fn index(row: &StageRow) -> usize {
    STAGES.iter().position(|stage| *stage == row.stage).unwrap_or(0)
}

/// The share of the commonest stage.
fn share(row: &StageRow) -> f64 {
    [row.operating_share, row.closing_share, row.vacated_share, row.ended_share][index(row)]
}

/// Whole per cent as [`percent`] says it; 101: `< 1 %`, 102: `> 99 %`.
fn code(share: f64) -> i64 {
    match percent(share).as_str() {
        "< 1 %" => 101,
        "> 99 %" => 102,
        words => words.trim_end_matches(" %").parse().unwrap_or(0),
    }
}

/// What the script reads.
#[derive(Serialize)]
pub(super) struct Packed {
    first: String,
    from: usize,
    plan: String,
    p05: String,
    p50: String,
    p95: String,
    sites: Vec<PackedSite>,
}

#[derive(Serialize)]
struct PackedSite {
    p05: String,
    p50: String,
    p95: String,
    stage: String,
    share: String,
    ended: String,
}

/// Numbers as differences from the one before, the first from 0; `z7` stands for seven that do not change.
fn packed(numbers: impl Iterator<Item = i64>) -> String {
    let (mut words, mut last, mut same) = (Vec::<String>::new(), 0, 0);
    for number in numbers {
        if number == last {
            same += 1;
            continue;
        }
        if same > 0 {
            words.push(format!("z{same}"));
        }
        words.push((number - last).to_string());
        (last, same) = (number, 0);
    }
    if same > 0 {
        words.push(format!("z{same}"));
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_packed_as_differences_and_runs() {
        assert_eq!(packed([5, 5, 5, 3, 0, 0].into_iter()), "5 z2 -2 -3 z1");
        assert_eq!(packed([0, 0, 7].into_iter()), "z2 7");
        assert_eq!(packed([].into_iter()), "");
    }

    #[test]
    fn a_share_that_is_not_nothing_is_not_told_as_nothing() {
        assert_eq!([0.0, 0.001, 0.5, 0.999, 1.0].map(code), [0, 101, 50, 102, 100]);
    }
}

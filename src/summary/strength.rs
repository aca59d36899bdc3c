//! How many people, day by day: bands of the ensemble beside the plan's own curve.

use crate::calendar::Day;
use crate::ensemble::{INTERNATIONAL, ON_ROAD, QUEUED};
use crate::results::StrengthRow;
use crate::scenario::Component;
use crate::simulate::DayRecord;
use crate::stats::{self, Level};
use crate::summary::Material;

/// The levels of the table's columns.
const LEVELS: [Level; 9] =
    [Level::P02_5, Level::P05, Level::P10, Level::P25, Level::P50, Level::P75, Level::P90, Level::P95, Level::P97_5];

/// One line of the table: a column of the histograms, read forwards or backwards.
#[derive(Clone, Copy)]
struct Series {
    component: &'static str,
    quantity: &'static str,
    column: usize,
    /// Gone is what is not present.
    gone: bool,
}

impl Material<'_> {
    pub(super) fn strength(&self) -> Vec<StrengthRow> {
        let series = self.series();
        let mut rows = Vec::new();
        for day in 0..=self.model.horizon {
            rows.extend(series.iter().map(|series| self.strength_row(*series, day)));
        }
        rows
    }

    fn series(&self) -> Vec<Series> {
        let largest = &self.ensemble.layout.largest;
        let mut series = Vec::new();
        let international = [
            ("present", INTERNATIONAL, false),
            ("gone", INTERNATIONAL, true),
            ("queued", QUEUED, false),
            ("on_road", ON_ROAD, false),
        ];
        for (quantity, column, gone) in international {
            series.push(Series { component: "international", quantity, column, gone });
        }
        for component in Component::ALL.into_iter().filter(|c| largest[*c as usize] > 0) {
            for (quantity, gone) in [("present", false), ("gone", true)] {
                series.push(Series { component: component.name(), quantity, column: component as usize, gone });
            }
        }
        series
    }

    fn strength_row(&self, series: Series, day: Day) -> StrengthRow {
        let largest = self.ensemble.layout.largest[series.column];
        let shift = self.ensemble.layout.shift[series.column];
        let turn = |present: u32| if series.gone { largest - present } else { present };
        let simulated = day - self.model.first;
        let (plan, mean, q) = if simulated < 0 {
            let known = turn(self.imposed(series.column, day));
            (known, f64::from(known), [known; LEVELS.len()])
        } else {
            let day = simulated as usize;
            let mean = self.share(self.ensemble.sum(series.column, day));
            let mean = if series.gone { f64::from(largest) - mean } else { mean };
            (turn(of_record(&self.plan.days[day], series.column)), mean, self.bands(series, day))
        };
        let [p02_5, p05, p10, p25, p50, p75, p90, p95, p97_5] = q;
        StrengthRow {
            date: self.model.calendar.date(day),
            component: series.component,
            quantity: series.quantity,
            plan,
            mean,
            p02_5,
            p05,
            p10,
            p25,
            p50,
            p75,
            p90,
            p95,
            p97_5,
            bin_width: 1 << shift,
        }
    }

    /// The quantiles of a simulated day. A bin stands for its upper end, of people
    /// present or gone alike.
    fn bands(&self, series: Series, day: usize) -> [u32; LEVELS.len()] {
        let largest = self.ensemble.layout.largest[series.column];
        let shift = self.ensemble.layout.shift[series.column];
        let (counts, n) = (self.ensemble.strength(series.column, day), self.ensemble.n);
        if series.gone {
            stats::quantiles(counts.iter().rev().copied(), n, LEVELS).map(|bin| {
                let bin = counts.len() - 1 - bin;
                let fewest = if bin == 0 { 0 } else { ((bin as u32 - 1) << shift) + 1 };
                largest - fewest
            })
        } else {
            stats::quantiles(counts.iter().copied(), n, LEVELS).map(|bin| self.upper(Some(bin), shift, largest))
        }
    }

    /// The known value of a column before the first simulated day.
    fn imposed(&self, column: usize, day: Day) -> u32 {
        let present = self.model.imposed_present[day as usize];
        let record = DayRecord { present, queued: self.model.imposed_queued[day as usize], on_road: 0 };
        of_record(&record, column)
    }
}

fn of_record(record: &DayRecord, column: usize) -> u32 {
    match column {
        INTERNATIONAL => record.strength(),
        QUEUED => record.queued,
        ON_ROAD => record.on_road,
        component => record.present[component],
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use crate::ensemble::{self, Job, Policies};
    use crate::results::StrengthRow;
    use crate::scenario::Scenario;
    use crate::simulate::{self, PolicyLevel};
    use crate::studies::Studies;
    use crate::summary::{Material, Plan};

    /// So many people leave one place by 1,000 a day from the first day on; nothing is drawn.
    fn strength(people: u32, days: i64) -> Vec<StrengthRow> {
        let horizon = jiff::civil::date(2024, 1, 1).checked_add(jiff::Span::new().days(days - 1)).unwrap();
        let text = format!(
            "[mission]\nname = 'x'\nstart = 2024-01-01\ndeadline = 2024-01-02\nhorizon = {horizon}\n\
             [[site]]\nid = 'a'\npeople = {{ military = {people} }}\nbegin = 2024-01-01\n\
             [[gateway]]\nid = 'a'\nexits = [ {{ id = 'out', air = {{ per_week = 7, seats = 1000 }} }} ]\n"
        );
        let scenario = Scenario::parse(&text, "x.toml").unwrap_or_else(|error| panic!("{error}"));
        let model = simulate::prepare(&scenario);
        let policies = Policies::only(PolicyLevel::Off);
        let job = Job {
            model: &model,
            watches: &[],
            policies: &policies,
            seed: 1,
            chunk: 2,
            threads: 1,
            stop: &AtomicBool::new(false),
            progress: &|_| {},
            each: None,
        };
        let ensemble = ensemble::run(&job, 0..3).unwrap();
        let plan = Plan::of(&model);
        let (watches, name, hash) = (&[], "x", "");
        let material = Material {
            scenario: &scenario,
            model: &model,
            watches,
            policies: &policies,
            ensemble: &ensemble,
            studies: &Studies::default(),
            plan: &plan,
            name,
            seed: 1,
            hash,
        };
        material.strength()
    }

    fn of<'a>(rows: &'a [StrengthRow], quantity: &'a str) -> impl Iterator<Item = &'a StrengthRow> {
        rows.iter().filter(move |row| row.component == "international" && row.quantity == quantity)
    }

    #[test]
    fn narrow_bins_are_exact() {
        let rows = strength(10_500, 30);
        let present: Vec<u32> = of(&rows, "present").map(|row| row.p50).collect();
        let gone: Vec<u32> = of(&rows, "gone").map(|row| row.p95).collect();
        assert!(of(&rows, "present").all(|row| row.bin_width == 1));
        for (day, (present, gone)) in present.into_iter().zip(gone).enumerate() {
            // 1,000 a day, from day 0 on.
            let left = 10_500_u32.saturating_sub(1_000 * (day as u32 + 1));
            assert_eq!((present, gone), (left, 10_500 - left), "day {day}");
        }
    }

    #[test]
    fn quantiles_of_wide_bins_are_their_upper_ends_present_and_gone_alike() {
        let rows = strength(1_000_000, 1_500);
        let width = rows[0].bin_width;
        assert!(width > 1);
        for quantity in ["present", "gone"] {
            for row in of(&rows, quantity) {
                // The plan and the mean are counted one by one, and nothing is drawn here.
                assert_eq!(row.mean, f64::from(row.plan), "{} {quantity}", row.date);
                assert!(
                    (row.plan..row.plan + width).contains(&row.p50),
                    "{} {quantity}: {} of {}",
                    row.date,
                    row.p50,
                    row.plan
                );
                assert_eq!((row.p02_5, row.p97_5), (row.p50, row.p50));
                assert!(row.p97_5 <= 1_000_000);
            }
        }
    }
}

//! What would change the answer: the study's numbers with names and dates.

use jiff::civil::Date;

use crate::calendar::Day;
use crate::results::{BecauseRow, PartRow, TornadoRow};
use crate::studies::because::groups::Group;
use crate::studies::because::members::Member;
use crate::studies::because::paired::Change;
use crate::studies::because::{Removed, Swing};
use crate::summary::Material;

/// The three quantities, in the order of the study.
const QUANTITIES: [&str; 3] = ["by_deadline", "p80_days", "written_off"];

impl Material<'_> {
    pub(super) fn because(&self) -> Vec<BecauseRow> {
        let Some(study) = &self.studies.because else { return vec![] };
        let row = |removed: &Removed| BecauseRow {
            kind: removed.member.kind,
            id: removed.member.id.clone(),
            neutral: removed.member.neutral.clone(),
            by_deadline: study.with.by_deadline,
            by_deadline_without: removed.without.by_deadline,
            by_deadline_change: removed.by_deadline.value,
            by_deadline_change_low: removed.by_deadline.low,
            by_deadline_change_high: removed.by_deadline.high,
            p80: self.date_within(study.with.p80),
            p80_without: self.date_within(removed.without.p80),
            p80_change_days: removed.p80.map(|later| later.0),
            p80_change_days_low: removed.p80.and_then(|later| later.1),
            p80_change_days_high: removed.p80.and_then(|later| later.2),
            written_off_mean: study.with.written_off,
            written_off_without_mean: removed.without.written_off,
            written_off_change_mean: removed.written_off.value,
            written_off_change_low_mean: removed.written_off.low,
            written_off_change_high_mean: removed.written_off.high,
            replications: study.replications,
        };
        study.removed.iter().map(row).collect()
    }

    pub(super) fn parts(&self) -> Vec<PartRow> {
        let Some(study) = &self.studies.because else { return vec![] };
        let row = |quantity: usize, (group, parts): (&Group, &[Change; 3])| PartRow {
            group: group.name.clone(),
            members: group.members.iter().map(Member::name).collect::<Vec<_>>().join(" "),
            quantity: QUANTITIES[quantity],
            part: parts[quantity].value,
            part_low: parts[quantity].low,
            part_high: parts[quantity].high,
            total: study.totals[quantity],
            method: study.method.clone(),
            replications: study.replications,
        };
        let of_quantity = |quantity| study.groups.iter().zip(&study.parts).map(move |group| row(quantity, group));
        (0..QUANTITIES.len()).flat_map(of_quantity).collect()
    }

    pub(super) fn tornado(&self) -> Vec<TornadoRow> {
        let Some(study) = &self.studies.because else { return vec![] };
        let row = |swing: &Swing| TornadoRow {
            driver: swing.driver.clone(),
            multiplies: self.multiplies(&swing.driver),
            factor_p10: swing.factors[0],
            factor_p90: swing.factors[1],
            p80: self.date_within(study.with.p80),
            p80_at_p10: self.date_within(swing.at[0].p80),
            p80_at_p90: self.date_within(swing.at[1].p80),
            swing_days: swing.days.map(|later| later.0),
            swing_days_low: swing.days.and_then(|later| later.1),
            swing_days_high: swing.days.and_then(|later| later.2),
            by_deadline: study.with.by_deadline,
            by_deadline_at_p10: swing.at[0].by_deadline,
            by_deadline_at_p90: swing.at[1].by_deadline,
            replications: study.replications,
        };
        study.swings.iter().map(row).collect()
    }

    /// The targets of a driver, as the scenario names them.
    fn multiplies(&self, driver: &str) -> String {
        let driver = self.scenario.drivers.iter().find(|known| known.id == driver);
        let targets = driver.map_or(&[][..], |driver| &driver.multiplies);
        targets.iter().map(|target| target.name()).collect::<Vec<_>>().join(" ")
    }

    fn date_within(&self, day: Option<Day>) -> Option<Date> {
        day.map(|day| self.model.calendar.date(day))
    }
}

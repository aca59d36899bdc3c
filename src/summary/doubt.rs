//! The doubt about inputs beside each probability and date.

use jiff::civil::Date;

use crate::summary::{Material, count_by};

/// The 90 % range over the drivers of one milestone under one policy.
pub(super) struct Range {
    /// `None`: not computed.
    pub by_deadline: Option<(f64, f64)>,
    /// `None`: beyond the horizon, or not computed.
    pub p80: (Option<Date>, Option<Date>),
}

impl Material<'_> {
    /// The range lies around the ensemble's own estimate, which is the mean over
    /// the drivers (the law of total expectation). Without drivers it has no width.
    pub(super) fn doubt(&self, policy: usize, milestone: usize) -> Range {
        let Some(doubt) = &self.studies.doubt else { return Range { by_deadline: None, p80: (None, None) } };
        let spread = &doubt.spreads[policy][milestone];
        let days = &self.ensemble.policies[policy].milestones[milestone];
        let centre = self.share(count_by(days, self.model.deadline));
        let (low, high) = spread.by_deadline;
        let p80 = match spread.p80 {
            Some((low, high)) => (self.date_of_day(low), self.date_of_day(high)),
            None => {
                let p80 = self.date(days, crate::stats::Level::P80);
                (p80, p80)
            }
        };
        Range { by_deadline: Some(((centre + low).clamp(0.0, 1.0), (centre + high).clamp(0.0, 1.0))), p80 }
    }
}

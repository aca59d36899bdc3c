//! The doubt about inputs beside each probability and date.

use jiff::civil::Date;

use crate::stats::Level;
use crate::summary::{Material, count_by};

/// The 90 % range over the drivers of one milestone under one policy.
pub(super) struct Range {
    /// `None`: no study was made.
    pub by_deadline: Option<(f64, f64)>,
    /// `None`: beyond the horizon, or not computed.
    pub p80: (Option<Date>, Option<Date>),
}

impl Material<'_> {
    /// The range lies around the ensemble's own estimate, which is the mean over
    /// the drivers (the law of total expectation). Without drivers it has no width.
    /// Where the noise taken out, or a lopsided law, leaves the ensemble's own
    /// probability or date outside, the range is widened to hold it.
    pub(super) fn doubt(&self, policy: usize, milestone: usize) -> Range {
        let spread = self.studies.doubt.as_ref().and_then(|doubt| doubt.spread(policy, milestone));
        let Some(spread) = spread else { return Range { by_deadline: None, p80: (None, None) } };
        let days = &self.ensemble.policies[policy].milestones[milestone];
        let centre = self.share(count_by(days, self.model.deadline));
        let (low, high) = spread.by_deadline;
        let p80 = self.date(days, Level::P80);
        let p80 = match spread.p80 {
            Some((low, high)) => (earlier(self.date_of_day(low), p80), later(self.date_of_day(high), p80)),
            None => (p80, p80),
        };
        Range { by_deadline: Some(((centre + low.min(0.0)).max(0.0), (centre + high.max(0.0)).min(1.0))), p80 }
    }
}

/// Of two dates of which none is one after the horizon.
fn earlier(a: Option<Date>, b: Option<Date>) -> Option<Date> {
    a.into_iter().chain(b).min()
}

fn later(a: Option<Date>, b: Option<Date>) -> Option<Date> {
    Some(a?.max(b?))
}

//! How far each site is, by day: from the days on which it began, was vacated and ended.

use crate::calendar::Day;
use crate::ensemble::SiteCounts;
use crate::results::{STAGES, StageRow};
use crate::summary::{Material, count_by};

impl Material<'_> {
    pub(super) fn stages(&self) -> Vec<StageRow> {
        let sites = || self.model.sites.iter().zip(&self.ensemble.sites);
        let on = |day| sites().map(move |(site, counts)| self.stage_row(day, &site.id, counts));
        self.ensemble.places.days().flat_map(on).collect()
    }

    fn stage_row(&self, day: Day, site: &str, counts: &SiteCounts) -> StageRow {
        let [began, vacated, ended] = [&counts.began, &counts.vacated, &counts.ended].map(|days| count_by(days, day));
        // A stage begins no later than the next: no difference is negative.
        let in_stage = [self.ensemble.n - began, began - vacated, vacated - ended, ended];
        let [operating_share, closing_share, vacated_share, ended_share] = in_stage.map(|count| self.share(count));
        // Of equal ones the first.
        let commonest = (0..in_stage.len()).rev().max_by_key(|&stage| in_stage[stage]).unwrap_or(0);
        StageRow {
            date: self.model.calendar.date(day),
            site: site.into(),
            operating_share,
            closing_share,
            vacated_share,
            ended_share,
            stage: STAGES[commonest],
        }
    }
}

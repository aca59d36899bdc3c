//! The last safe dates, as rows.

use crate::calendar::Day;
use crate::results::SafeRow;
use crate::stats::{self, Level, Z95};
use crate::studies::safe::{Held, Safe, Subject, Sweep};
use crate::summary::Material;
use crate::text::short_date;

/// How often a condition held; `None` where it has no meaning.
type Count = fn(&Held) -> Option<u64>;

/// Both conditions, in the order of the rows.
const CONDITIONS: [(&str, Count); 2] = [("site", |held| held.site), ("mission", |held| Some(held.mission))];

impl Material<'_> {
    /// Two rows a site, one a permission; none where the study was not made.
    pub(super) fn safe(&self) -> Vec<SafeRow> {
        let Some(safe) = &self.studies.safe else { return vec![] };
        let of_sweep = |sweep| CONDITIONS.iter().filter_map(move |condition| self.safe_row(safe, sweep, *condition));
        safe.sweeps.iter().flat_map(of_sweep).collect()
    }

    fn safe_row(&self, safe: &Safe, sweep: &Sweep, (condition, count): (&'static str, Count)) -> Option<SafeRow> {
        let as_planned = count(&sweep.as_planned)?;
        let Safe { wanted: Level(i, j), replications: n, .. } = *safe;
        let share = |held: u64| held as f64 / n as f64;
        let latest = sweep.latest(count, safe.wanted, n);
        let at_latest = latest.and_then(|day| count(&sweep.tried[&day]));
        let interval = at_latest.map(|held| stats::wilson(held, n, Z95));
        let (best_date, best) = best(sweep, count)?;
        let (kind, id, name) = self.subject(&sweep.subject);
        let date = |day: Day| self.model.calendar.date(day);
        Some(SafeRow {
            kind,
            id,
            name,
            condition,
            planned: sweep.subject.planned(self.model).map(date),
            share_as_planned: share(as_planned),
            latest: latest.map(date),
            share_at_latest: at_latest.map(share),
            share_at_latest_low: interval.map(|(low, _)| low),
            share_at_latest_high: interval.map(|(_, high)| high),
            best: share(best),
            best_date: date(best_date),
            from: date(sweep.from),
            to: date(sweep.to),
            wanted: i as f64 / j as f64,
            replications: n,
        })
    }

    fn subject(&self, subject: &Subject) -> (&'static str, String, String) {
        match *subject {
            Subject::Begin { site } => ("site", self.model.sites[site].id.clone(), self.model.sites[site].name.clone()),
            Subject::Opening { regime, state, pin } => {
                let r = &self.model.regimes[regime];
                let since = pin.map_or(self.model.first, |pin| r.pins[pin].from);
                let name = format!("{} from {}", r.states[state].id, short_date(self.model.calendar.date(since)));
                ("permission", r.id.clone(), name)
            }
        }
    }
}

/// The latest day that gives the highest count, and this.
fn best(sweep: &Sweep, count: Count) -> Option<(Day, u64)> {
    let counts = sweep.tried.iter().filter_map(|(&day, held)| Some((day, count(held)?)));
    counts.max_by_key(|&(day, held)| (held, day))
}

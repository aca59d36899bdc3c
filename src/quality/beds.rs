//! Beds: the plan's own curve without any limit of beds, beside the beds that there are.

use crate::calendar::Day;
use crate::quality::look::Look;
use crate::quality::words::{Words, number, people, row};
use crate::results::QualityRow;
use crate::simulate::{DayRecord, Recorder, Simulator, State};

pub(super) fn find(look: &Look, rows: &mut Vec<QualityRow>) {
    if look.model.sites.iter().all(|site| site.beds.is_none()) {
        return;
    }
    let mut unlimited = look.model.clone();
    unlimited.sites.iter_mut().for_each(|site| site.beds = None);
    let mut fullest = Fullest(vec![(0, 0); look.model.sites.len()]);
    Simulator::new(&unlimited).plan(&mut fullest);
    for site in look.open() {
        let (most, day) = fullest.0[site];
        let Some(beds) = look.model.sites[site].beds.filter(|&beds| most > beds) else { continue };
        let id = look.id(site);
        let words = Words {
            finding: format!(
                "`{id}` has fewer beds than the plan's own curve would bring there, so that people must wait behind it"
            ),
            arithmetic: format!(
                "{} on {} \u{2212} {} beds = {} too many",
                people(i64::from(most)),
                look.date(day),
                number(i64::from(beds)),
                number(i64::from(most - beds))
            ),
            remedy: format!(
                "add beds, let people of `{id}` leave earlier, or close the sites behind it one after the other"
            ),
        };
        rows.push(row("beds-too-few", look.site_path(site), words));
    }
}

/// By site: the most people there at the end of a day, and the first such day.
struct Fullest(Vec<(u32, Day)>);

impl Recorder for Fullest {
    const HEARS_EVENTS: bool = false;

    fn end_of_day(&mut self, day: Day, _record: &DayRecord, state: &State) {
        for (site, fullest) in self.0.iter_mut().enumerate() {
            let n = state.people_at(site);
            if n > fullest.0 {
                *fullest = (n, day);
            }
        }
    }
}

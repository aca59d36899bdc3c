//! What moves the dates of the plan (`pause`, `postpone`), and `[[ceiling]]`, which goes by them.

use jiff::civil::Date;

use super::law::Sign;
use super::people::selector;
use super::permission::scope;
use super::shock::days;
use super::{MANY, NO_DATE};
use crate::delay::Delay;
use crate::scenario::reader::Fields;
use crate::scenario::{Ceiling, Postponement, ShockEffect};

pub(super) fn pause(t: &Fields<'_>) -> ShockEffect {
    t.required(&["days"]);
    ShockEffect::Pause { scope: scope(t), days: days(t) }
}

/// `days` or `of_lead`; nothing where it is neither or both.
pub(super) fn postpone(t: &Fields<'_>) -> Option<ShockEffect> {
    let law = |key, sign| t.law(key, sign).unwrap_or_else(|| Delay::fixed(0.0));
    let (days, of_lead) = (law("days", Sign::Any), law("of_lead", Sign::NotNegative));
    let by = match (t.has("days"), t.has("of_lead")) {
        (true, false) => Postponement::Days(days),
        (false, true) => Postponement::OfLead(of_lead),
        _ => {
            let help = "write `days = 90`, or `of_lead = 0.5` for half of the days that are left";
            t.slot.fault("a deadline is postponed by `days` or by a share `of_lead`", help);
            return None;
        }
    };
    Some(ShockEffect::Postpone { by })
}

pub(super) fn ceiling(t: &Fields<'_>, start: Date) -> Ceiling {
    t.required(&["id", "date", "people"]);
    Ceiling {
        id: t.id(),
        who: selector(t),
        from: t.date("from").unwrap_or(start),
        date: t.date("date").unwrap_or(NO_DATE),
        people: t.count("people", MANY).unwrap_or(0),
    }
}

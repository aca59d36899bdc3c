//! How a site ends, and whom its people wait for.

use crate::scenario::Ends;
use crate::scenario::reader::Fields;
use crate::scenario::tree::Value;

const WORDS: [(&str, bool); 2] = [("handed over", false), ("closed", true)];

/// `ends`: a word, or the force to which the people of the site go over.
pub(super) fn ends(t: &Fields<'_>) -> Ends {
    let Some(slot) = t.get("ends") else { return Ends::HandedOver };
    if matches!(slot.node.value, Value::Table(_)) {
        return slot.table("TransferredTo", transferred_to).flatten().map_or(Ends::HandedOver, Ends::TransferredTo);
    }
    match &slot.node.value {
        Value::Text(text) if WORDS.iter().all(|(word, _)| word != text) => {
            let help = "write `\"handed over\"`, `\"closed\"`, or `{ transferred_to = \"…\" }` with the force's name";
            slot.fault(format!("`ends` cannot be `{text}`"), help);
            Ends::HandedOver
        }
        _ if slot.choice(&WORDS) == Some(true) => Ends::Closed,
        _ => Ends::HandedOver,
    }
}

fn transferred_to(t: &Fields<'_>) -> Option<String> {
    t.required(&["transferred_to"]);
    t.text("transferred_to")
}

/// `release`: whether people stay with the cargo that is to leave.
pub(super) fn leaves_with_cargo(t: &Fields<'_>) -> bool {
    let words = [("at_withdrawal", false), ("with_cargo", true)];
    t.get("release").and_then(|slot| slot.choice(&words)).unwrap_or(false)
}

//! Laws: a table with exactly one kind, or a plain number.

use crate::delay::{Delay, Law};
use crate::scenario::keys::LAWS;
use crate::scenario::numbers::Bounds;
use crate::scenario::reader::{Fields, Slot};
use crate::scenario::tree::Value;

/// What the values of a law may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Any,
    NotNegative,
    /// A factor, by which something may be divided.
    Positive,
}

/// Longer than every horizon, and the end of the tables that laws become.
const LARGEST: f64 = 1_000_000.0;
const ANY: Bounds = Bounds::from(-LARGEST, LARGEST);

impl Fields<'_> {
    pub(super) fn law(&self, key: &'static str, sign: Sign) -> Option<Delay> {
        self.get(key)?.law(sign)
    }
}

impl Slot<'_> {
    /// Reads a law, as `sign` allows it.
    pub(super) fn law(&self, sign: Sign) -> Option<Delay> {
        let delay = match &self.node.value {
            Value::Table(table) if !table.has("value") => self.table("Law", kinds)??,
            Value::Table(_) | Value::Whole(_) | Value::Number(_) => Delay::fixed(self.number(ANY)?),
            _ => {
                self.wrong_type("a law", "write a number, or a law such as `{ lognormal = { median = 6, p90 = 18 } }`");
                return None;
            }
        };
        self.has_sign(&delay, sign).then_some(delay)
    }

    fn has_sign(&self, delay: &Delay, sign: Sign) -> bool {
        let lower = delay.lower();
        let name = &self.name;
        // The lowest value of these is the end of a density, never drawn.
        let open = matches!(delay.law, Law::Lognormal { .. } | Law::Gamma { .. } | Law::Exponential { .. });
        match sign {
            Sign::Any => true,
            Sign::NotNegative if lower < 0.0 || delay.planned < 0.0 => {
                let help = "let it begin at 0 (`min = 0` beside its kind cuts it there)";
                self.fault(
                    format!("`{name}` must not be negative, and this law can give {}", lower.min(delay.planned)),
                    help,
                );
                false
            }
            Sign::Positive if lower < 0.0 || (lower == 0.0 && !open) || delay.planned <= 0.0 => {
                let help = "a factor of 1 changes nothing; let the law stay above 0";
                self.fault(format!("`{name}` must be above 0, and this law can give {lower}"), help);
                false
            }
            _ => true,
        }
    }
}

/// The one kind of the table, with what may stand beside it.
fn kinds(t: &Fields<'_>) -> Option<Delay> {
    let given: Vec<Slot<'_>> = LAWS.into_iter().filter_map(|kind| t.get(kind)).collect();
    let (min, max, planned) = (t.number("min", ANY), t.number("max", ANY), t.number("planned", ANY));
    let [kind] = given.as_slice() else {
        kind_count(t, &given);
        return None;
    };
    let law = parameters(kind)?;
    let delay = match Delay::truncated(law, min, max, planned) {
        Ok(delay) => delay,
        Err(rule) => {
            t.slot.fault(rule, "let `min` and `max` leave room for the law, or take them out");
            return None;
        }
    };
    if [1e-12, 0.5, 1.0 - 1e-12].iter().any(|p| delay.quantile(*p, 1.0 - p).is_nan()) {
        kind.fault("these parameters are too far apart to be calculated with", "bring them closer together");
        return None;
    }
    Some(delay)
}

fn kind_count(t: &Fields<'_>, given: &[Slot<'_>]) {
    let path = &t.slot.path;
    match given {
        [first, second, ..] => {
            let rule = format!("a law has one kind, and here are `{}` and `{}`", first.name, second.name);
            second.fault(rule, "take one of them out");
        }
        _ => {
            let other = ["min", "max", "planned", "basis", "source"];
            // A key that is no kind is already complained about as unknown.
            if t.slot.node.table().is_none_or(|table| table.keys().all(|key| other.contains(&key))) {
                t.slot.fault(
                    format!("the law `{path}` needs a kind"),
                    format!("write one of {}, such as `{{ fixed = 3 }}`", LAWS.map(|k| format!("`{k}`")).join(", ")),
                );
            }
        }
    }
}

/// The law of one kind.
fn parameters(kind: &Slot<'_>) -> Option<Law> {
    let law = match kind.name.as_str() {
        "fixed" => return kind.number(ANY).map(Law::Fixed),
        "empirical" => return empirical(kind),
        "uniform" => kind.table("Uniform", |t| {
            let [min, max] = needed(t, ["min", "max"])?;
            Some(Law::uniform(min, max))
        }),
        "triangular" | "pert" => kind.table("ThreePoints", |t| {
            let [min, mode, max] = needed(t, ["min", "mode", "max"])?;
            Some(if kind.name == "pert" { Law::pert(min, mode, max) } else { Law::triangular(min, mode, max) })
        }),
        "lognormal" => kind.table("Lognormal", lognormal),
        "gamma" => kind.table("MeanSd", |t| {
            let [mean, sd] = needed(t, ["mean", "sd"])?;
            Some(Law::gamma_mean_sd(mean, sd))
        }),
        _ => kind.table("Mean", |t| {
            let [mean] = needed(t, ["mean"])?;
            Some(Law::exponential(mean))
        }),
    };
    law??.map_err(|rule| kind.fault(rule, format!("a law of this kind is `{}`", example(&kind.name)))).ok()
}

fn example(kind: &str) -> &'static str {
    match kind {
        "uniform" => "{ uniform = { min = 2, max = 5 } }",
        "triangular" => "{ triangular = { min = 2, mode = 4, max = 12 } }",
        "pert" => "{ pert = { min = 2, mode = 4, max = 12 } }",
        "lognormal" => "{ lognormal = { median = 6, p90 = 18 } }",
        "gamma" => "{ gamma = { mean = 10, sd = 5 } }",
        _ => "{ exponential = { mean = 8 } }",
    }
}

fn needed<const N: usize>(t: &Fields<'_>, keys: [&'static str; N]) -> Option<[f64; N]> {
    t.required(&keys);
    let values = keys.map(|key| t.number(key, ANY));
    values.iter().all(Option::is_some).then(|| values.map(Option::unwrap_or_default))
}

fn lognormal(t: &Fields<'_>) -> Option<Result<Law, String>> {
    let [median, p90, mean, sd] = ["median", "p90", "mean", "sd"].map(|key| (t.has(key), t.number(key, ANY)));
    match [median.0, p90.0, mean.0, sd.0] {
        [true, true, false, false] => Some(Law::lognormal_median_p90(median.1?, p90.1?)),
        [false, false, true, true] => Some(Law::lognormal_mean_sd(mean.1?, sd.1?)),
        _ => {
            let rule = "a lognormal law needs `median` and `p90`, or `mean` and `sd`";
            t.slot.fault(rule, "write `{ median = 6, p90 = 18 }`");
            None
        }
    }
}

fn empirical(kind: &Slot<'_>) -> Option<Law> {
    let Value::List(items) = &kind.node.value else {
        kind.wrong_type(
            "a list of numbers",
            "write `empirical = [5, 9, 10]` or `{ csv = \"file.csv\", column = \"days\" }`",
        );
        return None;
    };
    // One input for the whole list, with the place of the list.
    let before = kind.reader.log.borrow().inputs.len();
    let values = kind.list("", |slot| Slot { name: "empirical".into(), ..slot.clone() }.number(ANY));
    kind.reader.log.borrow_mut().inputs.truncate(before);
    if values.len() < items.len() {
        return None;
    }
    kind.record();
    Law::empirical(values).map_err(|rule| kind.fault(rule, "write the observed values in the list")).ok()
}

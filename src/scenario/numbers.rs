//! Numbers: finite, within bounds, whole where people, trucks or days are
//! counted, and remembered with where they come from.

use super::reader::{Fields, Slot};
use super::tree::Value;

/// What a number must satisfy.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    low: f64,
    high: f64,
    /// Whether `low` itself is allowed.
    includes_low: bool,
}

impl Bounds {
    pub const PROBABILITY: Self = Self::from(0.0, 1.0);
    /// A factor on work or speed.
    pub const FACTOR: Self = Self::above(0.0, 1_000.0);
    /// A factor on capacity, which may be nothing.
    pub const SHARE: Self = Self::from(0.0, 1_000.0);

    pub const fn from(low: f64, high: f64) -> Self {
        Self { low, high, includes_low: true }
    }

    pub const fn above(low: f64, high: f64) -> Self {
        Self { low, high, includes_low: false }
    }

    fn allows(self, x: f64) -> bool {
        x <= self.high && (x > self.low || (self.includes_low && x == self.low))
    }

    fn rule(self, name: &str, x: f64) -> String {
        let (low, high) = (grouped(self.low), grouped(self.high));
        match self {
            Self { low: 0.0, high: 1.0, includes_low: true } => format!("`{name}` must be between 0 and 1"),
            _ if x > self.high => format!("`{name}` must be at most {high}"),
            Self { includes_low: true, low: 0.0, .. } => format!("`{name}` must not be negative"),
            Self { includes_low: true, .. } => format!("`{name}` must be at least {low}"),
            _ => format!("`{name}` must be above {low}"),
        }
    }

    fn help(self, x: f64) -> String {
        if self.low == 0.0 && self.high == 1.0 && (2.0..=100.0).contains(&x) {
            return format!("write {} for {} %", x / 100.0, x);
        }
        if x < 0.0 && self.allows(-x) {
            return format!("write {}", -x);
        }
        match (self.includes_low, self.high == 1_000.0 && self.low == 0.0) {
            (_, true) => "this is a factor: 1 changes nothing, 0.5 halves, 2 doubles".into(),
            (true, _) => format!("write a number from {} to {}", grouped(self.low), grouped(self.high)),
            (false, _) => format!("write a number above {} and up to {}", grouped(self.low), grouped(self.high)),
        }
    }
}

/// A number with commas between thousands.
pub(super) fn grouped(x: f64) -> String {
    if x.fract() != 0.0 || x.abs() < 1_000.0 || x.abs() > 1e15 {
        return x.to_string();
    }
    let digits = (x.abs() as u64).to_string();
    let mut out = String::from(if x < 0.0 { "-" } else { "" });
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

impl Slot<'_> {
    /// A number within bounds; its provenance is recorded.
    pub fn number(&self, bounds: Bounds) -> Option<f64> {
        let slot = self.plain()?;
        let x = slot.finite()?;
        if !bounds.allows(x) {
            slot.fault(bounds.rule(&slot.name, x), bounds.help(x));
            return None;
        }
        slot.record();
        Some(x)
    }

    /// A whole number from `low` to `high`.
    pub fn whole(&self, low: f64, high: f64) -> Option<i64> {
        let slot = self.plain()?;
        let x = slot.finite()?;
        if x.fract() != 0.0 {
            let help = format!("write {} or {}", x.floor(), x.ceil());
            slot.fault(format!("`{}` must be a whole number", slot.name), help);
            return None;
        }
        slot.number(Bounds::from(low, high)).map(|x| x as i64)
    }

    /// People, trucks, days: a whole number from 0.
    pub fn count(&self, high: f64) -> Option<u32> {
        self.whole(0.0, high).and_then(|n| u32::try_from(n).ok())
    }

    fn finite(&self) -> Option<f64> {
        let x = match &self.node.value {
            Value::Whole(n) => *n as f64,
            Value::Number(x) if x.is_finite() => *x,
            Value::Number(_) => {
                self.fault(format!("`{}` must be a finite number", self.name), "write a number with digits");
                return None;
            }
            Value::Text(text) if text.trim().parse::<f64>().is_ok() => {
                self.wrong_type("a number", format!("write it without quotes: `{}`", text.trim()));
                return None;
            }
            _ => {
                self.wrong_type("a number", "write digits without quotes, or `{ value = 1, basis = \"assumed\" }`");
                return None;
            }
        };
        Some(x)
    }
}

impl Fields<'_> {
    pub fn number(&self, key: &'static str, bounds: Bounds) -> Option<f64> {
        self.get(key)?.number(bounds)
    }

    pub fn count(&self, key: &'static str, high: f64) -> Option<u32> {
        self.get(key)?.count(high)
    }
}

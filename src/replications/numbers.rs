//! A row as whole numbers of eight bytes, for formats that keep columns.

use jiff::civil::date;

use crate::calendar::{Day, NEVER};
use crate::model::Model;
use crate::replications::{Value, values};
use crate::simulate::Outcome;

/// Stands for a date that does not come within the horizon.
pub const NO_DATE: i64 = i64::MIN;

/// Writes rows as numbers, eight bytes each (the lowest first): dates as days from
/// 1 January 1970, everything else as it is.
#[derive(Debug)]
pub struct Numbers<'m> {
    model: &'m Model,
    /// Days from 1 January 1970 to day 0.
    epoch: Day,
}

impl<'m> Numbers<'m> {
    pub fn new(model: &'m Model) -> Self {
        Self { model, epoch: -model.calendar.day(date(1970, 1, 1)) }
    }

    /// Adds the numbers of a replication's row.
    pub fn row(&self, replication: u64, outcome: &Outcome, numbers: &mut Vec<u8>) {
        values(self.model, replication, outcome, |value| {
            let number = match value {
                Value::Number(n) => n as i64,
                Value::Day(NEVER) => NO_DATE,
                Value::Day(day) => i64::from(self.epoch + day),
            };
            numbers.extend_from_slice(&number.to_le_bytes());
        });
    }
}

//! A row as a line of CSV.

use std::io::Write as _;

use crate::calendar::NEVER;
use crate::model::Model;
use crate::replications::{Value, values};
use crate::simulate::Outcome;

/// Writes rows as lines of CSV, with every date of the calendar ready as text.
#[derive(Debug)]
pub struct Text<'m> {
    model: &'m Model,
    /// By day, from 0 to the horizon.
    dates: Vec<String>,
}

impl<'m> Text<'m> {
    pub fn new(model: &'m Model) -> Self {
        let dates = (0..=model.horizon).map(|day| model.calendar.date(day).to_string()).collect();
        Self { model, dates }
    }

    /// Adds the line of a replication; a day that did not come within the horizon is empty.
    pub fn row(&self, replication: u64, outcome: &Outcome, line: &mut Vec<u8>) {
        let mut first = true;
        values(self.model, replication, outcome, |value| {
            if !std::mem::take(&mut first) {
                line.push(b',');
            }
            self.field(value, line);
        });
        line.push(b'\n');
    }

    /// Numbers and dates never need quotes.
    fn field(&self, value: Value, line: &mut Vec<u8>) {
        match value {
            Value::Number(n) => write!(line, "{n}").expect("memory takes every number"),
            Value::Day(NEVER) => {}
            Value::Day(day) => match usize::try_from(day).ok().and_then(|day| self.dates.get(day)) {
                Some(date) => line.extend_from_slice(date.as_bytes()),
                None => write!(line, "{}", self.model.calendar.date(day)).expect("memory takes every date"),
            },
        }
    }
}

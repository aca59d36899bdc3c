//! Days and dates: day 0 is the mission's first, and a day is a whole number.
//!
//! Dates are read and written at the edges; between them everything counts days.

use jiff::civil::Date;

/// A day of the simulation, counted from the mission's start. What is recorded
/// for a day is the state at its end. Negative days lie before the start.
pub type Day = i32;

/// "Not within the horizon": larger than every day, so that an earlier-is-better
/// comparison needs no special case. It never reaches a table.
pub const NEVER: Day = Day::MAX;

/// Turns days into dates and back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    start: Date,
}

impl Calendar {
    pub fn new(start: Date) -> Self {
        Self { start }
    }

    /// Days from the start to `date`; negative before it.
    ///
    /// ```
    /// use drawdown::calendar::Calendar;
    /// use jiff::civil::date;
    /// let calendar = Calendar::new(date(2023, 7, 1));
    /// assert_eq!(calendar.day(date(2023, 12, 31)), 183);
    /// assert_eq!(calendar.date(183), date(2023, 12, 31));
    /// ```
    pub fn day(&self, date: Date) -> Day {
        // A difference of two civil dates in days always fits: jiff's years are -9999..=9999.
        (date - self.start).get_days()
    }

    /// The date of a day.
    ///
    /// # Panics
    ///
    /// When the date would lie outside the years that a calendar date can have;
    /// a scenario's horizon keeps every simulated day far inside them.
    pub fn date(&self, day: Day) -> Date {
        self.try_date(day).expect("a simulated day lies within the calendar")
    }

    /// As [`Self::date`]; `None` outside the years that a calendar date can have.
    pub fn try_date(&self, day: Day) -> Option<Date> {
        self.start.checked_add(jiff::Span::new().try_days(day).ok()?).ok()
    }
}

/// A date as people read it: `31 December 2023`.
pub fn in_words(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

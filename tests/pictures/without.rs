//! Made-up studies of what would change the answer.

use drawdown::results::{BecauseRow, PartRow, Results, TornadoRow};
use jiff::civil::{Date, date};

use crate::made_up::{mali, odd};

fn because(kind: &'static str, id: &str, change: f64, days: Option<i64>) -> BecauseRow {
    BecauseRow {
        kind,
        id: id.into(),
        neutral: "never".into(),
        by_deadline: 0.25,
        by_deadline_without: 0.25 + change,
        by_deadline_change: change,
        by_deadline_change_low: change - 0.02,
        by_deadline_change_high: change + 0.02,
        p80: Some(date(2024, 1, 23)),
        p80_without: days.map(|_| date(2024, 1, 10)),
        p80_change_days: days,
        p80_change_days_low: days.map(|days| days - 1),
        p80_change_days_high: None,
        written_off_mean: 264.0,
        written_off_without_mean: 200.0,
        written_off_change_mean: -64.0,
        written_off_change_low_mean: -66.5,
        written_off_change_high_mean: -61.0,
        replications: 2_000,
    }
}

fn part(group: &str, part: f64, total: f64) -> PartRow {
    PartRow {
        group: group.into(),
        members: "driver:a regime:b".into(),
        quantity: "by_deadline",
        part,
        part_low: part - 0.01,
        part_high: part + 0.02,
        total,
        method: "exact".into(),
        replications: 2_000,
    }
}

fn tornado(driver: &str, factors: [f64; 2], dates: [Option<Date>; 2]) -> TornadoRow {
    let swing = dates[0].zip(dates[1]).map(|(a, b)| i64::from((b - a).get_days()));
    TornadoRow {
        driver: driver.into(),
        multiplies: "delay.clearance".into(),
        factor_p10: factors[0],
        factor_p90: factors[1],
        p80: Some(date(2024, 1, 23)),
        p80_at_p10: dates[0],
        p80_at_p90: dates[1],
        swing_days: swing,
        swing_days_low: swing.map(|days| days - 2),
        swing_days_high: None,
        by_deadline: 0.25,
        by_deadline_at_p10: 0.5,
        by_deadline_at_p90: 0.1,
        replications: 2_000,
    }
}

/// A study as large as that of the reference mission.
pub fn explained() -> Results {
    let mut rows: Vec<BecauseRow> =
        (0..20).map(|i| because("delay", &format!("kind-{i}"), 0.001 * f64::from(i), Some(0))).collect();
    rows.push(because("regime", "permissions", 0.21, Some(-13)));
    rows.push(because("shock", "kidal-left", -0.06, Some(2)));
    Results {
        because: rows,
        parts: vec![part("drivers", 0.07, 0.6), part("permissions", 0.58, 0.6), part("events", -0.05, 0.6)],
        tornado: vec![
            tornado("transit-work", [0.8, 1.25], [Some(date(2024, 1, 23)), Some(date(2024, 1, 23))]),
            tornado("flight-supply", [0.77, 1.3], [Some(date(2024, 3, 5)), Some(date(2024, 1, 6))]),
            tornado("host-cooperation", [0.56, 12.4], [Some(date(2024, 1, 2)), None]),
        ],
        ..mali()
    }
}

/// One of each, with long names, beyond the horizon, and without a date.
pub fn oddly_explained() -> Results {
    let long = "a-driver-with-a-very-long-name-that-nobody-would-have-thought-of-until-somebody-did";
    let beyond = TornadoRow { p80: None, ..tornado(long, [0.0, 1e6], [None, None]) };
    Results {
        because: vec![BecauseRow { by_deadline: 0.0, p80: None, ..because("driver", long, 0.0, None) }],
        parts: vec![part(long, 1.2, 1.2)],
        tornado: vec![beyond],
        ..odd()
    }
}

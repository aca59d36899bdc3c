//! Made-up results to draw.

use drawdown::results::{About, CheckRow, LiftRow, PlaceRow, Results, ScoreRow, SiteRow, StrengthRow, WaitingRow};
use jiff::Span;
use jiff::civil::{Date, date};

use crate::explained;

/// A name and what to draw.
pub type Case = (&'static str, fn() -> Results);

/// How many people have left by a share of the time, for a mission that leaves late in its time.
fn left(share: f64) -> f64 {
    let share = share.clamp(0.0, 1.0).powf(1.4);
    share * share * (3.0 - 2.0 * share)
}

fn plus(from: Date, days: i64) -> Date {
    from.checked_add(Span::new().days(days)).unwrap()
}

fn about(mission: &str, strength: u32, start: Date, days: [i64; 2], known: Option<i64>) -> About {
    About {
        cargo_unit: "truckloads".into(),
        endings: vec![],
        mission: mission.into(),
        scenario: mission.to_lowercase(),
        version: "0.1.0".into(),
        seed: 1,
        replications: 10_000,
        hash: "0123456789ab".into(),
        start,
        as_of: known.map(|day| plus(start, day)),
        deadline: plus(start, days[0]),
        horizon: plus(start, days[1]),
        policy: "full".into(),
        heading: "hindcast with known events".into(),
        strength,
        drivers: vec![],
        studies: vec![],
    }
}

/// A fan that opens after `as_of`, of which the last `tail` people stay.
fn strength(about: &About, tail: f64) -> Vec<StrengthRow> {
    let n = f64::from(about.strength);
    let length = (about.deadline - about.start).get_days() as f64;
    let known = about.as_of.map_or(0, |known| (known - about.start).get_days());
    let last = (about.horizon - about.start).get_days();
    let row = |day: i32| {
        let spread = 0.28 * (1.0 - (-f64::from((day - known).max(0)) / (0.35 * length)).exp());
        // Standard normal quantiles, a larger one being a later mission.
        let at = |z: f64| {
            let share = f64::from(day) / (length * (1.15 + spread * 0.45 * z));
            ((n - tail) * (1.0 - left(share)) + tail).round() as u32
        };
        StrengthRow {
            date: plus(about.start, day.into()),
            component: "international",
            quantity: "present",
            plan: ((n - 0.6 * tail) * (1.0 - left(f64::from(day) / (0.93 * length))) + 0.6 * tail) as u32,
            mean: at(0.0).into(),
            p02_5: at(-1.96),
            p05: at(-1.64),
            p10: at(-1.28),
            p25: at(-0.67),
            p50: at(0.0),
            p75: at(0.67),
            p90: at(1.28),
            p95: at(1.64),
            p97_5: at(1.96),
            bin_width: 1,
        }
    };
    (0..=last).map(row).collect()
}

fn check(role: &'static str, dates: [Date; 2], quantity: &'static str, bounds: [&str; 2], publisher: &str) -> CheckRow {
    CheckRow {
        observation: "hc".into(),
        role,
        date: dates[0],
        date_to: (dates[0] != dates[1]).then_some(dates[1]),
        quantity,
        people: "international".into(),
        site: String::new(),
        at_least: bounds[0].into(),
        at_most: bounds[1].into(),
        p05: String::new(),
        p25: String::new(),
        p50: String::new(),
        p75: String::new(),
        p95: String::new(),
        pit_low: None,
        pit_high: None,
        inside_90: None,
        inside_99: None,
        bound_holds: None,
        crps: None,
        pit: None,
        plan: String::new(),
        line: String::new(),
        seats: String::new(),
        crps_plan: None,
        crps_line: None,
        crps_seats: None,
        error: None,
        error_plan: None,
        error_line: None,
        error_seats: None,
        source: "source".into(),
        publisher: publisher.into(),
        note: String::new(),
    }
}

fn site(name: &str, start: Date, planned: Option<Date>, days: [Option<i64>; 5]) -> SiteRow {
    let [p05, p25, p50, p75, p95] = days.map(|days| days.map(|days| plus(start, days)));
    SiteRow {
        site: name.to_lowercase(),
        name: name.into(),
        planned,
        plan_vacated: p25,
        kept: false,
        imposed: p05.is_some() && p05 == p95,
        vacated_p05: p05,
        vacated_p10: p05,
        vacated_p25: p25,
        vacated_p50: p50,
        vacated_p75: p75,
        vacated_p80: p75,
        vacated_p90: p95,
        vacated_p95: p95,
        vacated_share: if p95.is_some() { 1.0 } else { 0.8 },
        ended_p10: p05,
        ended_p50: p50,
        ended_p80: p75,
        ended_p90: p95,
        ended_share: 0.9,
        handed_over_share: 0.7,
        days_past_plan_restricted_mean: planned.map(|_| 12.5),
        by_plan: planned.map(|_| 0.34),
        by_deadline: 0.966,
        last_share: 0.25,
        was_waiting_for: "permission",
        was_waiting_for_share: 0.5,
    }
}

/// Seats at every third site, trucks at every fourth, by week.
fn lift(about: &About, sites: &[SiteRow]) -> Vec<LiftRow> {
    let last = (about.horizon - about.start).get_days();
    let row = |(index, site): (usize, &SiteRow), day: i32| {
        let offered = 50.0 * (index + 1) as f64;
        let used = offered * f64::from(day % 91) / 100.0;
        LiftRow {
            week: plus(about.start, day.into()),
            days: 7,
            kind: if index % 3 == 0 { "seats" } else { "trucks" },
            resource: site.site.clone(),
            offered_mean: offered,
            added_mean: 0.0,
            needed_mean: 2.0 * used,
            used_mean: used,
            idle_mean: (offered - used) / 2.0,
            refused_mean: (offered - used) / 2.0,
            short_share: 0.5,
        }
    };
    let weeks = (0..=last).step_by(7 * (1 + last as usize / 2_000));
    let has_lift = |(index, _): &(usize, &SiteRow)| index % 3 == 0 || index % 4 == 0;
    weeks.flat_map(|day| sites.iter().enumerate().filter(has_lift).map(move |site| row(site, day))).collect()
}

/// Sites of very different size that empty towards their median date, every second with beds.
fn places(about: &About, sites: &[SiteRow]) -> Vec<PlaceRow> {
    let last = (about.horizon - about.start).get_days();
    let step = 1 + last as usize / 400;
    let row = |(index, site): (usize, &SiteRow), day: i32| {
        let size = f64::from(about.strength) / (2.0 + index as f64);
        let end = site.vacated_p50.map_or(last, |date| (date - about.start).get_days()).max(1);
        let at = |shift: f64| (size * (1.0 - left(f64::from(day) / f64::from(end) * shift))) as u32;
        PlaceRow {
            date: plus(about.start, day.into()),
            site: site.site.clone(),
            people_mean: at(1.0).into(),
            people_p05: at(1.15),
            people_p50: at(1.0),
            people_p95: at(0.9),
            beds: (index % 2 == 0).then_some((size * 0.8) as u32),
            over_beds_share: None,
            cargo_mean: 0.0,
            cargo_p05: 0,
            cargo_p50: 0,
            cargo_p95: 0,
            exposed_mean: 0.0,
            people_bin_width: 1,
            cargo_bin_width: 1,
        }
    };
    let days = (0..=last).step_by(step);
    days.flat_map(|day| sites.iter().enumerate().map(move |site| row(site, day))).collect()
}

fn results(about: About, strength: Vec<StrengthRow>, sites: Vec<SiteRow>, mut checks: Vec<CheckRow>) -> Results {
    let scored = checks.iter_mut().filter(|row| row.role == "score" && !row.at_least.is_empty());
    let figures = scored.enumerate().map(|(i, row)| score(i, row)).count() as u64;
    let scores = if figures == 0 { vec![] } else { vec![inside(figures)] };
    let waiting = sites.iter().filter(|site| site.planned.is_some()).flat_map(waits).collect();
    let places = places(&about, &sites);
    let lift = lift(&about, &sites);
    let (criticality, safe) = (explained::criticality(&sites), explained::safe(&about, &sites));
    Results { criticality, safe, strength, sites, waiting, places, lift, checks, scores, ..Results::empty(about) }
}

/// Makes up where a figure lies, and how far four forecasts are from it: from nothing to far away.
fn score(i: usize, row: &mut CheckRow) {
    let pit = (0.15 + 0.37 * i as f64) % 1.0;
    (row.pit_low, row.pit_high) = (Some(pit), Some((pit + 0.04 * (i % 4) as f64).min(1.0)));
    row.inside_90 = Some((0.05..=0.95).contains(&pit));
    if matches!(row.quantity, "gone" | "present") {
        let far = |scale: f64| Some(scale * (i % 5) as f64);
        (row.crps, row.crps_plan, row.crps_line, row.crps_seats) = (far(60.0), far(75.0), far(180.0), far(1_900.0));
    }
}

fn inside(figures: u64) -> ScoreRow {
    ScoreRow {
        score: "inside_90",
        figures,
        drawdown: Some(figures as f64 - 1.0),
        plan: None,
        line: None,
        seats: None,
        reference_mean: None,
        reference_p05: Some(figures / 2),
        reference_p50: Some(figures),
        reference_p95: Some(figures),
        p_value: Some(0.5),
        replications: 2_000,
    }
}

/// Some days lost and some gained; they sum to the days past plan of [`site`].
fn waits(site: &SiteRow) -> Vec<WaitingRow> {
    let lost = site.name.len() as f64;
    let wait = |root, days: f64| WaitingRow {
        site: site.site.clone(),
        was_waiting_for: root,
        root_site: site.site.clone(),
        root,
        days_lost_restricted_mean: days,
        days_lost_p10: 0,
        days_lost_p50: days as i32,
        days_lost_p90: 90,
        plan_days: 3,
        days_restricted_mean: 3.0 + days,
        bound_share: 0.5,
        vacated_share: site.vacated_share,
    };
    vec![wait("the plan", -20.0), wait("permission", 32.5 - lost), wait("seats out of the country", lost)]
}

/// Thirteen thousand people, thirteen sites, dates like Mali's in 2023.
pub fn mali() -> Results {
    let about = about("MINUSMA", 13_871, date(2023, 7, 1), [183, 549], Some(58));
    let on = |month, day| date(2023, month, day);
    let figure = |role, from: (i8, i8), to: (i8, i8), low: &str, high: &str, who: &str| {
        check(role, [on(from.0, from.1), on(to.0, to.1)], "gone", [low, high], who)
    };
    let mut checks = vec![
        figure("imposed", (8, 28), (8, 28), "1096", "1150", "Pledge Times (AFP)"),
        figure("fit", (9, 27), (9, 27), "3367", "3367", "UN Peacekeeping"),
        figure("score", (10, 24), (10, 24), "5802", "5802", "L'Expression (Algeria)"),
        figure("score", (10, 31), (10, 31), "", "6000", "allAfrica (MINUSMA press release)"),
        figure("show", (11, 2), (11, 2), "5850", "6150", "NNN / Xinhua"),
        figure("score", (11, 8), (11, 8), "6763", "7109", "Atlasinfo"),
        figure("score", (11, 13), (11, 13), "", "7500", "Africa Top Success"),
        figure("score", (11, 13), (11, 24), "8001", "", "Africapresse"),
        figure("fit", (11, 24), (11, 24), "9176", "9176", "Nouvelle Afrik"),
        figure("score", (12, 1), (12, 1), "10040", "10040", "JURIST"),
        figure("score", (12, 8), (12, 8), "10500", "10600", "Agence France-Presse"),
        figure("score", (12, 8), (12, 11), "10501", "", "Sahel Intelligence"),
        figure("score", (12, 11), (12, 11), "10754", "10754", "LBNN / defenceWeb"),
        figure("show", (12, 11), (12, 12), "10400", "11200", "Entre Lineas"),
        check(
            "score",
            [on(12, 31), date(2024, 1, 3)],
            "present",
            ["2900", "3200"],
            "A News Agency of a Very Long Name",
        ),
    ];
    let dated = |role, quantity, place: &str, low: &str, high: &str| {
        let row = check(role, [on(12, 31); 2], quantity, [low, high], "UN");
        CheckRow { site: place.to_lowercase(), ..row }
    };
    checks.extend([
        dated("imposed", "ended", "Ogossagou", "2023-08-03", "2023-08-04"),
        dated("score", "vacated", "Tessalit", "2023-10-21", "2023-10-21"),
        dated("score", "vacated", "Kidal", "2023-10-31", "2023-10-31"),
        dated("show", "ended", "Kidal", "2023-11-14", ""),
        dated("fit", "vacated", "Ansongo", "2023-11-10", "2023-11-16"),
        dated("score", "ended", "Douentza", "2023-12-02", "2023-12-04"),
        dated("score", "vacated", "Mopti", "", "2023-12-08"),
    ]);
    let rows = strength(&about, 420.0);
    results(about, rows, mali_sites(), checks)
}

fn mali_sites() -> Vec<SiteRow> {
    let start = date(2023, 7, 1);
    let row = |name, planned: Option<(i8, i8)>, days: [i64; 5]| {
        site(name, start, planned.map(|(month, day)| date(2023, month, day)), days.map(Some))
    };
    let mut late = row("Timbuktu", Some((12, 31)), [170, 176, 181, 190, 0]);
    (late.vacated_p90, late.vacated_p95) = (None, None);
    let mut kept = [row("Gao", None, [395, 400, 430, 470, 500]), row("Bamako", None, [420, 450, 490, 520, 540])];
    kept.iter_mut().for_each(|row| (row.kept, row.by_deadline) = (true, 0.0));
    let mut sites = vec![
        row("Ogossagou", Some((8, 5)), [34; 5]),
        row("Ber", Some((8, 15)), [43; 5]),
        row("Goundam", Some((8, 31)), [44; 5]),
        row("Ménaka", Some((8, 31)), [55; 5]),
        row("Tessalit", Some((12, 15)), [100, 108, 114, 121, 139]),
        row("Aguelhok", Some((12, 15)), [104, 110, 115, 124, 141]),
        row("Kidal", Some((12, 15)), [111, 119, 124, 138, 160]),
        row("Ansongo", Some((12, 15)), [120, 129, 135, 147, 173]),
        row("Labbezanga", None, [118, 123, 140, 150, 176]),
        row("Douentza", Some((12, 15)), [125, 142, 152, 161, 184]),
        row("Mopti", Some((12, 15)), [128, 148, 157, 166, 330]),
        late,
    ];
    sites.extend(kept);
    sites
}

/// A hundred and twenty people in a month, with names that no column is made for.
pub fn tiny() -> Results {
    let mut about = about(
        "A very small observer mission with a name that is rather longer than it is",
        120,
        date(2024, 12, 9),
        [30, 45],
        None,
    );
    about.replications = 1;
    about.heading = "forecast as of 9 December 2024".into();
    let start = about.start;
    let mut checks = vec![
        check("score", [plus(start, 12); 2], "present", ["100", "104"], "Radio <One> & \"Two\""),
        check("show", [plus(start, 20), plus(start, 22)], "gone", ["60", ""], ""),
    ];
    checks[1].source = "press".into();
    let rows = strength(&about, 0.0);
    let sites = vec![site(
        "Headquarters of the sector by the river on the other side",
        start,
        None,
        [Some(20), Some(24), Some(28), None, None],
    )];
    results(about, rows, sites, checks)
}

/// The largest mission that may be: 200,000 people, ten years, hundreds of sites and figures.
pub fn huge() -> Results {
    let about = about("GIANT", 200_000, date(2020, 3, 15), [3_500, 3_659], Some(700));
    let start = about.start;
    let mut rows = strength(&about, 0.0);
    rows.iter_mut().for_each(|row| row.bin_width = 16);
    let checks = (0..70).map(|i| {
        let on = plus(start, 50 * i + 20);
        check(
            ["score", "fit", "show", "imposed"][i as usize % 4],
            [on; 2],
            "present",
            [&(200_000 - 2_900 * i).to_string(), ""],
            "Monthly report",
        )
    });
    let row = |i: i64| {
        site(
            &format!("Site {i}"),
            start,
            Some(plus(start, 10 * i)),
            [-30, -5, 10, 40, 200].map(|d| Some(10 * i + d + 40)),
        )
    };
    results(about, rows, (0..300).map(row).collect(), checks.collect())
}

pub fn empty() -> Results {
    results(about("", 0, date(2024, 1, 1), [400, 30], None), vec![], vec![], vec![])
}

/// Everything is nobody, or outside, or upside down.
pub fn odd() -> Results {
    let mut about = about("Odd\u{0}\nmission", 0, date(2024, 5, 1), [-40, 90], Some(-10));
    about.replications = 0;
    let rows = strength(&self::about("x", 0, about.start, [60, 90], None), 0.0);
    let mut never = site("Never", about.start, Some(date(1999, 1, 1)), [None; 5]);
    never.by_plan = Some(f64::NAN);
    let mut gone = site("", about.start, Some(date(2099, 1, 1)), [Some(-3); 5]);
    gone.kept = true;
    let checks = vec![
        check("?", [date(2024, 6, 1), date(2024, 5, 1)], "gone", ["many", "99999999999999999999999"], ""),
        check("score", [Date::MAX, Date::MAX], "present", ["5", "1"], ""),
        check("score", [Date::MIN, Date::MAX], "present", ["5", "1"], ""),
    ];
    let mut odd = results(about, rows, vec![never, gone], checks);
    (odd.checks[1].pit_low, odd.checks[1].crps, odd.checks[2].crps_seats) =
        (Some(f64::NAN), Some(f64::NAN), Some(f64::INFINITY));
    odd
}

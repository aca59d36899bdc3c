//! `report.html`: what it shows is what the tables say, nothing can be loaded or slipped in, and it stays small.
//!
//! `tests/browser/run` opens the same pages in a browser.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use drawdown::ensemble::{self, Job, Policies};
use drawdown::model::Model;
use drawdown::report::{self, Composed};
use drawdown::results::{BecauseRow, CriticalityRow, Map, QualityRow, Results};
use drawdown::scenario::{Loaded, Scenario};
use drawdown::studies::{self, Wanted};
use drawdown::summary::{self, Material, Plan};
use drawdown::{observations, plot, simulate};

fn shipped(name: &str) -> Loaded {
    Scenario::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name), &[]).unwrap()
}

/// All tables of a scenario, from so many replications.
fn simulated(loaded: &Loaded, n: u64, threads: usize) -> Results {
    let (scenario, policies) = (&loaded.scenario, Policies::all());
    let model: Model = simulate::prepare(scenario);
    let watches = observations::watches(scenario, &model);
    let job = Job {
        model: &model,
        watches: &watches,
        policies: &policies,
        seed: 1,
        chunk: ensemble::CHUNK,
        threads,
        stop: &AtomicBool::new(false),
        progress: &|_| (),
        each: None,
    };
    let ensemble = ensemble::run(&job, 0..n).unwrap();
    let studies = studies::run(scenario, &job, n, &Wanted::default()).unwrap();
    let material = Material {
        scenario,
        model: &model,
        watches: &watches,
        policies: &policies,
        ensemble: &ensemble,
        studies: &studies,
        plan: &Plan::of(&model),
        name: "made",
        seed: 1,
        hash: "0123456789abcdef",
    };
    summary::results(&material)
}

fn page(results: &Results, composed: &str) -> String {
    let figures = plot::figures(results).unwrap();
    report::page(results, &figures, Composed { file: "scenario.toml", text: composed }, &[]).unwrap()
}

/// The reference mission, left in `target/tmp/report` to be looked at.
fn minusma() -> (Results, String) {
    let loaded = shipped("minusma.toml");
    let results = simulated(&loaded, 100, 2);
    let html = page(&results, &loaded.composed);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("report");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("minusma.html"), &html).unwrap();
    (results, html)
}

/// The text of the row of a table that begins with this name, tags taken out.
fn row(html: &str, table: &str, first: &str) -> String {
    let table = &html[html.find(table).expect("the table is there")..];
    let at = table.find(&format!("<th scope=\"row\">{first}")).expect("the row is there");
    let row = &table[at..at + table[at..].find("</tr>").unwrap()];
    text(row)
}

fn text(html: &str) -> String {
    let parts = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    parts.filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join("|")
}

#[test]
fn the_page_of_the_reference_mission_is_small_and_loads_nothing() {
    let (_, html) = minusma();
    assert!(html.len() < 3_000_000, "{} bytes", html.len());
    for load in [
        "src=",
        "@import",
        "<link",
        "<iframe",
        "<object",
        "<embed",
        "<base",
        "url(http",
        "url(//",
        "fetch(",
        "XMLHttpRequest",
    ] {
        assert!(!html.contains(load), "{load}");
    }
    // The one thing that is told to a browser about loading.
    assert!(html.contains("default-src 'none'"));
    // What is linked to are the sources, and places on the page.
    for link in html.split("href=\"").skip(1) {
        assert!(
            ["#", "https://", "http://", "data:text/plain"].iter().any(|good| link.starts_with(good)),
            "{}",
            &link[..40]
        );
    }
}

#[test]
fn the_numbers_are_those_of_the_tables() {
    let (results, html) = minusma();
    let deadline = results.about.deadline;
    let people = results
        .strength
        .iter()
        .find(|row| row.date == deadline && row.component == "international" && row.quantity == "present");
    let people = people.unwrap();
    let words = |n: u32| drawdown::text::thousands(n.into());
    let told = format!(
        "{} people left (median), 90 % between {} and {}",
        words(people.p50),
        words(people.p05),
        words(people.p95)
    );
    assert!(html.contains(&told), "{told}");
    for place in results.places.iter().filter(|row| row.date == deadline && row.site != "(road)") {
        let name = &results.sites.iter().find(|site| site.site == place.site).unwrap().name;
        let told = row(&html, "id=\"sites-day\"", name);
        let want = format!("{}|{} to {}", words(place.people_p50), words(place.people_p05), words(place.people_p95));
        assert!(told.ends_with(&want), "{told}: {want}");
        let stage = results.stages.iter().find(|row| row.date == deadline && row.site == place.site).unwrap();
        assert!(told.contains(stage.stage), "{told}: {}", stage.stage);
    }
    for milestone in &results.milestones {
        let percent = drawdown::text::percent(milestone.by_deadline).replace('<', "&#60;").replace('>', "&#62;");
        let policy = drawdown::words::policy(milestone.policy);
        let rows = html.split("<tr>").map(text);
        let start = format!("{}|{policy}|{percent}", milestone.milestone);
        assert!(rows.into_iter().any(|row| row.starts_with(&start)), "{start}");
    }
    assert_eq!(html.matches("id=\"source-").count(), results.sources.len());
    for input in &results.inputs {
        let name = input.input.replace('"', "&#34;").replace('\'', "&#39;");
        assert!(html.contains(&format!("<th scope=\"row\">{name}</th>")), "{name}");
    }
}

#[test]
fn the_same_results_give_the_same_bytes_for_any_threads() {
    let loaded = shipped("minusma.toml");
    let [one, two] = [1, 2].map(|threads| page(&simulated(&loaded, 40, threads), &loaded.composed));
    assert!(one == two);
}

#[test]
fn a_hostile_name_is_a_name_and_nothing_else() {
    let hostile = "</script><b onload='x'>\"&";
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/two-sites.toml")).unwrap();
    let text = text
        .replace("\"Outpost\"", "'''</script><b onload='x'>\"&'''")
        .replace("\"Two sites\"", "'''</script><b onload='x'>\"&'''");
    let loaded = Scenario::parse(&text, "hostile.toml").unwrap();
    let mut results = simulated(&Loaded { composed: text.clone(), ..shipped_as(loaded) }, 3, 1);
    assert_eq!(results.about.mission, hostile);
    results.about.scenario = hostile.into();
    results.quality = vec![QualityRow {
        rule: "open-end",
        concerns: hostile.into(),
        finding: hostile.into(),
        arithmetic: hostile.into(),
        remedy: hostile.into(),
    }];
    results.sources = vec![drawdown::results::SourceRow {
        source: hostile.into(),
        publisher: hostile.into(),
        title: hostile.into(),
        published: hostile.into(),
        url: "javascript:alert(1)".into(),
    }];
    let html = page(&results, &text);
    assert!(!html.contains("<b onload"), "a tag was slipped in");
    assert!(!html.contains("javascript:"), "a link that is no link to the web");
    // The data, and the page's own script.
    assert_eq!(html.matches("</script>").count(), 2);
    assert_eq!(html.matches("<script").count(), 2);
}

/// A scenario in the place of a shipped one.
fn shipped_as(scenario: Scenario) -> Loaded {
    Loaded { scenario, ..shipped("two-sites.toml") }
}

#[test]
fn a_section_is_there_only_with_its_rows() {
    let loaded = shipped("two-sites.toml");
    let mut results = simulated(&loaded, 5, 1);
    let has = |html: &str, id: &str| html.contains(&format!("<section id=\"{id}\""));
    let bare = page(&results, &loaded.composed);
    assert!(has(&bare, "answer") && has(&bare, "days") && has(&bare, "inputs") && has(&bare, "reproduce"));
    assert!(!has(&bare, "change"));
    assert!(bare.contains("nothing here has been checked against reality"));
    results.because = vec![BecauseRow {
        kind: "driver",
        id: "roads".into(),
        neutral: "its planned value 1.00".into(),
        by_deadline: 0.5,
        by_deadline_without: 0.75,
        by_deadline_change: 0.25,
        by_deadline_change_low: 0.2,
        by_deadline_change_high: 0.3,
        p80: None,
        p80_without: None,
        p80_change_days: None,
        p80_change_days_low: None,
        p80_change_days_high: None,
        written_off_mean: 4.0,
        written_off_without_mean: 1.0,
        written_off_change_mean: -3.0,
        written_off_change_low_mean: -4.0,
        written_off_change_high_mean: -2.0,
        replications: 5,
    }];
    results.criticality = vec![CriticalityRow {
        milestone: "people-out".into(),
        kind: "exit",
        resource: "gateway/flight".into(),
        root: "seats out of the country",
        share: 0.4,
        share_low: 0.3,
        share_high: 0.5,
    }];
    results.quality.clear();
    let html = page(&results, &loaded.composed);
    assert!(has(&html, "change") && !has(&html, "quality"));
    assert_eq!(
        row(&html, "<caption>Because of", "driver roads"),
        "driver roads|its planned value 1.00|+25|+20 to +30|beyond the horizon|−3|−4 to −2"
    );
    assert_eq!(
        row(&html, "led back to</caption>", "people-out"),
        "people-out|gateway/flight|exit|seats out of the country|40 %|error 30 to 50 %"
    );
    let empty = Results { quality: results.quality.clone(), ..Results::empty(results.about.clone()) };
    let html = report::page(&empty, &[], Composed { file: "scenario.toml", text: "" }, &[]).unwrap();
    assert!(!has(&html, "days") && !has(&html, "inputs") && !has(&html, "dates"));
}

#[test]
fn without_positions_the_page_says_so_and_keeps_its_table() {
    let loaded = shipped("two-sites.toml");
    let mut results = simulated(&loaded, 5, 1);
    results.map = Map { without_position: vec!["Outpost".into()], ..results.map };
    let html = page(&results, &loaded.composed);
    assert!(html.contains("There is no map: the scenario gives no position for Outpost."));
    assert!(row(&html, "id=\"sites-day\"", "Outpost").starts_with("Outpost|"));
}

//! What the documents show is what the program does.

use std::path::{Path, PathBuf};

use drawdown::scenario::Scenario;
use drawdown::simulate::{Simulator, Trace, prepare};
use drawdown::trace;

fn read(file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

/// The contents of the fenced blocks of this language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line == format!("```{language}") {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push(block.join("\n") + "\n");
        }
    }
    blocks
}

fn two_sites() -> (drawdown::model::Model, Trace) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios/two-sites.toml");
    let model = prepare(&Scenario::load(&path, &[]).unwrap().scenario);
    let mut trace = Trace::default();
    Simulator::new(&model).plan(&mut trace);
    (model, trace)
}

#[test]
fn the_scenarios_in_the_readme_are_good() {
    let blocks = blocks(&read("README.md"), "toml");
    assert!(!blocks.is_empty());
    for block in blocks {
        Scenario::parse(&block, "README.md").unwrap();
    }
}

#[test]
fn the_readme_stays_short() {
    assert!(read("README.md").lines().count() <= 200);
}

#[test]
fn every_day_of_the_tutorial_is_as_calculated_by_hand() {
    let (model, trace) = two_sites();
    let table = &blocks(&read("docs/tutorial.md"), "csv")[0];
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let mut days = 0;
    for row in rows.records() {
        let row = row.unwrap();
        let day = model.calendar.day(row[0].parse().unwrap());
        let record = trace.days[(day - model.first) as usize];
        let numbers: Vec<u32> = row.iter().skip(1).map(|n| n.parse().unwrap()).collect();
        assert_eq!(numbers, [record.strength(), record.queued, record.on_road], "{}", &row[0]);
        days += 1;
    }
    // From the first day to the one on which everybody is out.
    assert!(days >= 26);
}

#[test]
fn every_event_of_the_tutorial_happens_on_its_day() {
    let (model, trace) = two_sites();
    let table = &blocks(&read("docs/tutorial.md"), "csv")[1];
    let mut expected = csv::Reader::from_reader(table.as_bytes());
    let columns = expected.headers().unwrap().clone();
    let all = trace::csv(&model, &trace.events).unwrap();
    let mut happened = csv::Reader::from_reader(all.as_bytes());
    let headers = happened.headers().unwrap().clone();
    let places: Vec<usize> = columns.iter().map(|c| headers.iter().position(|h| h == c).unwrap()).collect();
    let rows: Vec<Vec<String>> = happened
        .records()
        .map(|row| row.unwrap())
        .filter(|row| &row[1] != "milestone_reached")
        .map(|row| places.iter().map(|&place| row[place].to_string()).collect())
        .collect();
    let told: Vec<Vec<String>> =
        expected.records().map(|row| row.unwrap().iter().map(String::from).collect()).collect();
    assert_eq!(rows, told);
}

#[test]
fn every_key_of_a_scenario_is_explained() {
    // The schema is held to the reader elsewhere; here the page is held to the schema.
    let page = read("docs/scenario.md");
    let mut keys = Vec::new();
    collect(&drawdown::scenario::schema(), &mut keys);
    keys.sort();
    keys.dedup();
    let missing: Vec<&String> = keys.iter().filter(|key| !page.contains(key.as_str())).collect();
    assert!(missing.is_empty(), "not in docs/scenario.md: {missing:?}");
}

fn collect(schema: &serde_json::Value, keys: &mut Vec<String>) {
    match schema {
        serde_json::Value::Object(object) => {
            if let Some(serde_json::Value::Object(properties)) = object.get("properties") {
                keys.extend(properties.keys().cloned());
            }
            object.values().for_each(|value| collect(value, keys));
        }
        serde_json::Value::Array(list) => list.iter().for_each(|value| collect(value, keys)),
        _ => {}
    }
}

#[test]
fn the_starter_is_a_good_scenario() {
    Scenario::parse(drawdown::cli::STARTER, "starter.toml").unwrap();
}

/// The tables that a page names as `` `file.csv` (`column`, `column`) ``, each with these columns.
fn named_tables(page: &str) -> Vec<(String, Vec<String>)> {
    let quoted = |text: &str| text.split('`').skip(1).step_by(2).map(String::from).collect::<Vec<_>>();
    let mut tables = Vec::new();
    for (at, _) in page.match_indices(".csv`") {
        let file = page[..at].rsplit('`').next().unwrap();
        let columns = page[at + 5..].strip_prefix(" (").and_then(|rest| rest.split_once(')'));
        tables.push((format!("{file}.csv"), columns.map_or_else(Vec::new, |(columns, _)| quoted(columns))));
    }
    tables
}

#[test]
fn the_columns_that_the_page_on_schedule_risk_names_are_there() {
    let mut seen = 0;
    for (file, columns) in named_tables(&read("docs/schedule-risk.md")) {
        let Some(table) = drawdown::output::TABLES.iter().find(|table| table.file == file) else { continue };
        for column in columns {
            assert!(table.columns.contains(&column.as_str()), "{file} has no {column}");
            seen += 1;
        }
    }
    assert!(seen > 30, "{seen}");
}

#[test]
fn the_tables_that_the_page_on_schedule_risk_names_are_there() {
    for (file, _) in named_tables(&read("docs/schedule-risk.md")) {
        let of_a_run = drawdown::output::TABLES.iter().any(|table| table.file == file);
        let of_a_comparison = drawdown::output::COMPARISON_TABLES.iter().any(|table| table.file == file);
        assert!(of_a_run || of_a_comparison, "there is no {file}");
    }
}

#[test]
fn every_rule_on_plans_is_on_the_page_on_schedule_risk() {
    let page = read("docs/schedule-risk.md");
    for (rule, _) in drawdown::quality::RULES {
        assert!(page.contains(&format!("`{rule}`")), "{rule}");
    }
}

//! `run --explain`: what would change the answer, as a user meets it.

use tempfile::tempdir;

use crate::{complete, drawdown, names, scenario, table};

const DOUBTFUL: &str = "[[shock]]\nid = 'strike'\ndate = 2024-01-10\nprobability = 0.5\n\
    effects = [ { suspend = { scope = 'mission', days = { fixed = 60 } } } ]\n\
    [[driver]]\nid = 'host'\nmultiplies = ['delay.clearance']\nfactor = { lognormal = { median = 1, p90 = 3 } }\n";

#[test]
fn explain_adds_tables_pictures_and_a_few_lines() {
    let place = tempdir().unwrap();
    let file = scenario(place.path(), "doubtful.toml", DOUBTFUL);
    let run = drawdown(place.path(), &["run", &file, "-n", "300", "--explain", "--out", "out"]).assert().success();
    let text = String::from_utf8(run.get_output().stdout.clone()).unwrap();
    let manifest = complete(&place.path().join("out"));
    let files: Vec<&str> = manifest.files.iter().map(|file| file.file.as_str()).collect();
    for file in ["because.csv", "parts.csv", "tornado.csv", "because.svg", "because.png", "tornado.svg", "tornado.png"]
    {
        assert!(files.contains(&file), "{files:?}");
    }
    assert!(manifest.studies.iter().any(|design| design.starts_with("because of: 300 replications")));
    // With the strike gone the chance rises by about a half, which is the largest change.
    let told: Vec<&str> = text.lines().skip_while(|line| !line.starts_with("What would change it?")).collect();
    assert!(told.iter().all(|line| line.chars().count() <= 80), "{text}");
    let first = told.iter().position(|line| line.starts_with("  without it, under the same luck")).unwrap() + 2;
    assert!(told[first].starts_with("    shock strike: +"), "{text}");
    assert!(told.iter().any(|line| line.starts_with("  the split that adds up: drivers ")), "{text}");
    // In the file the parts sum to the total.
    let (header, rows) = table(&place.path().join("out/parts.csv"));
    assert_eq!(header.iter().take(4).collect::<Vec<_>>(), ["group", "members", "quantity", "part"]);
    let number = |row: &csv::StringRecord, column: usize| row[column].parse::<f64>().unwrap();
    let chance: Vec<_> = rows.iter().filter(|row| &row[2] == "by_deadline").collect();
    let sum: f64 = chance.iter().map(|row| number(row, 3)).sum();
    // Each is rounded to 6 decimals.
    assert!((sum - number(chance[0], 6)).abs() < 3e-6 && chance.len() == 2, "{rows:?}");
}

#[test]
fn without_explain_there_is_none_of_it() {
    let place = tempdir().unwrap();
    let file = scenario(place.path(), "doubtful.toml", DOUBTFUL);
    let run = drawdown(place.path(), &["run", &file, "-n", "100", "--out", "out"]).assert().success();
    assert!(!String::from_utf8(run.get_output().stdout.clone()).unwrap().contains("without it"));
    let found = names(&place.path().join("out"));
    assert!(
        !found
            .iter()
            .any(|name| name.starts_with("because") || name.starts_with("parts") || name.starts_with("tornado"))
    );
}

#[test]
fn a_wrong_member_is_refused_before_anything_runs() {
    let place = tempdir().unwrap();
    let file = scenario(place.path(), "doubtful.toml", DOUBTFUL);
    let args = ["run", &file, "--explain", "--group", "host=driver:hots", "--out", "out"];
    let run = drawdown(place.path(), &args).assert().code(2).stdout_eq("");
    let text = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(text.starts_with("error: `--group host=driver:hots`: there is no member `driver:hots`\n"), "{text}");
    assert!(text.contains("= help: did you mean `driver:host`? There are: driver:host, shock:strike"), "{text}");
    assert_eq!(names(place.path()), ["doubtful.toml"]);
    // Groups are of the split that only --explain makes.
    let alone = drawdown(place.path(), &["run", &file, "--group", "host=driver:host"]).assert().code(2);
    assert!(String::from_utf8_lossy(&alone.get_output().stderr).contains("--explain"));
}

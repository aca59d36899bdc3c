//! The last safe dates, as a user meets them.

use tempfile::tempdir;

use crate::{drawdown, shipped};

#[test]
fn the_latest_dates_are_printed_and_written_when_asked_for() {
    let place = tempdir().unwrap();
    let run = drawdown(place.path(), &["run", &shipped("two-sites.toml"), "-n", "64", "--last-safe", "--out", "out"]);
    let text = String::from_utf8(run.assert().success().get_output().stdout.clone()).unwrap();
    let block: Vec<&str> = text.lines().skip_while(|line| !line.starts_with("How late is still safe?")).collect();
    let block: Vec<&str> = block.iter().take_while(|line| !line.starts_with("What would change")).copied().collect();
    assert!(block[0].ends_with("that leaves 80 %, without a policy") && block.len() > 4, "{text}");
    assert!(block.iter().all(|line| line.chars().count() <= 80), "{text}");
    let table = std::fs::read_to_string(place.path().join("out/safe.csv")).unwrap();
    assert!(table.lines().skip(1).all(|line| line.contains(",0.800000,64")), "{table}");
    assert!(place.path().join("out/safe.svg").exists() && place.path().join("out/safe.png").exists());
    let manifest = std::fs::read_to_string(place.path().join("out/manifest.json")).unwrap();
    assert!(manifest.contains("last safe dates: ") && manifest.contains(" for a probability of 0.8"), "{manifest}");
}

#[test]
fn without_being_asked_nothing_of_it_is_there() {
    let place = tempdir().unwrap();
    let run = drawdown(place.path(), &["run", &shipped("two-sites.toml"), "-n", "8", "--out", "out"]);
    let text = String::from_utf8(run.assert().success().get_output().stdout.clone()).unwrap();
    assert!(!text.contains("How late is still safe?"), "{text}");
    assert!(!place.path().join("out/safe.csv").exists() && !place.path().join("out/safe.svg").exists());
}

#[test]
fn a_level_that_is_no_probability_is_refused() {
    let place = tempdir().unwrap();
    for level in ["0", "1", "80", "-0.5", "half"] {
        let option = format!("--safe-level={level}");
        let run = drawdown(place.path(), &["run", &shipped("two-sites.toml"), "--last-safe", &option]);
        let text = String::from_utf8(run.assert().code(2).get_output().stderr.clone()).unwrap();
        assert!(text.contains("a probability between 0 and 1, such as 0.8 for 80 %"), "{text}");
    }
}

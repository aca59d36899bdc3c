//! What the summary looks like on screens of several widths, in colour and without, and for a program.

use std::process::Command;

use serde_json::Value;
use tempfile::tempdir;

use crate::{PROGRAM, complete, drawdown, shipped, table};

#[test]
fn every_line_of_the_summary_fits_eighty_columns() {
    let place = tempdir().unwrap();
    for name in ["minusma.toml", "minusma-plan.toml", "two-sites.toml"] {
        let output = drawdown(place.path(), &["run", &shipped(name), "-n", "60"]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.len() > 20);
        // The folder in the last line is for copying.
        for line in &lines[..lines.len() - 1] {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}

/// A terminal of so many columns, as the program `script` of Linux makes one.
fn on_a_terminal(columns: u32, environment: &[(&str, &str)]) -> Option<String> {
    let place = tempdir().unwrap();
    let run = format!("stty cols {columns} rows 24; {PROGRAM} run {} -n 60", shipped("minusma.toml"));
    let mut script = Command::new("script");
    script.args(["-qec", &run, "/dev/null"]).current_dir(&place).env("TERM", "xterm-256color").env_remove("NO_COLOR");
    let output = script.envs(environment.iter().copied()).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A text without the codes of colours, and how many there were.
fn plain(text: &str) -> (String, usize) {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    let mut codes = 0;
    for part in parts {
        let (code, rest) = part.split_at(part.find(|c: char| c.is_ascii_alphabetic()).unwrap() + 1);
        codes += usize::from(code.ends_with('m'));
        plain += rest;
    }
    (plain, codes)
}

#[test]
fn a_narrow_terminal_gets_narrow_lines_and_colours_say_nothing_new() {
    let (Some(narrow), Some(without)) = (on_a_terminal(50, &[]), on_a_terminal(50, &[("NO_COLOR", "1")])) else {
        eprintln!("skipped: no program `script`");
        return;
    };
    // The bar of the progress, on the same terminal, is rewritten in its line.
    let summary = |text: &str| text[text.find("MINUSMA:").unwrap()..].replace('\r', "");
    let ((narrow, codes), (without, none)) = (plain(&narrow), plain(&without));
    assert!(codes > 6 && none == 0, "{codes} and {none} colours");
    assert_eq!(summary(&narrow), summary(&without));
    let text = summary(&narrow);
    let lines: Vec<&str> = text.trim_end().lines().collect();
    for line in &lines[..lines.len() - 1] {
        assert!(line.chars().count() <= 50, "{line}");
    }
    // The table of scores has become a list.
    assert!(!text.contains("figures  drawdown"));
    assert!(text.contains("CRPS of head counts"));
}

#[test]
fn json_says_what_the_tables_say() {
    let place = tempdir().unwrap();
    let args = ["run", &shipped("minusma.toml"), "-n", "60", "--json"];
    let output = drawdown(place.path(), &args).output().unwrap();
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let folder = place.path().join("output/minusma");
    assert_eq!(json["folder"], "output/minusma");
    assert_eq!(json["about"]["replications"], 60);
    assert_eq!(json["about"]["hash"].as_str().unwrap(), &complete(&folder).hash[..12]);
    for (name, columns) in
        [("milestones", ["milestone", "policy", "p80"]), ("sites", ["site", "planned", "vacated_p50"])]
    {
        let (header, rows) = table(&folder.join(format!("{name}.csv")));
        assert_eq!(json[name].as_array().unwrap().len(), rows.len());
        for (row, object) in rows.iter().zip(json[name].as_array().unwrap()) {
            for column in columns {
                let at = header.iter().position(|known| known == column).unwrap();
                assert_eq!(object[column].as_str().unwrap_or_default(), &row[at], "{name}.{column}");
            }
        }
    }
}

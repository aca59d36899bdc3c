//! Help, manual page, completions, schema, starter.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use snapbox::str;
use tempfile::tempdir;

use crate::{all_shipped, drawdown, names};

const COMMANDS: [&str; 9] = ["run", "merge", "compare", "check", "replay", "new", "schema", "completions", "man"];

fn stdout(args: &[&str]) -> String {
    let done = drawdown(&std::env::temp_dir(), args).assert().success().stderr_eq("");
    String::from_utf8(done.get_output().stdout.clone()).unwrap()
}

#[test]
fn every_command_has_an_example_and_fits_the_page() {
    let all = [vec!["--help"]].into_iter().chain(COMMANDS.map(|command| vec![command, "--help"]));
    for args in all {
        for columns in ["80", "100", "250"] {
            let done = drawdown(&std::env::temp_dir(), &args).env("COLUMNS", columns).assert().success();
            let text = String::from_utf8(done.get_output().stdout.clone()).unwrap();
            assert!(text.contains("Example:\n  drawdown "), "{args:?}:\n{text}");
            let widest = text.lines().max_by_key(|line| line.chars().count()).unwrap();
            assert!(widest.chars().count() <= 100, "{args:?}: {widest}");
        }
    }
}

#[test]
fn the_help_lists_every_command() {
    let text = stdout(&["--help"]);
    for command in COMMANDS {
        assert!(text.lines().any(|line| line.trim_start().starts_with(&format!("{command} "))), "{command}:\n{text}");
    }
}

#[test]
fn the_manual_page_is_a_manual_page() {
    let page = stdout(&["man"]);
    assert!(page.contains(".TH drawdown 1"), "{page}");
    for section in [".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH SUBCOMMANDS"] {
        assert!(page.contains(section), "{section}");
    }
    // Only macros that every roff has, and no line that a stray dot would swallow.
    let macros = ["TH", "SH", "TP", "br", "ie", "el", "PP", "RS", "RE", "nf", "fi", "SS", "IP"];
    for line in page.lines().filter(|line| line.starts_with('.')) {
        let name = line[1..].split(' ').next().unwrap();
        assert!(macros.contains(&name), "{line}");
    }
}

#[test]
fn completions_are_scripts_that_the_shell_reads() {
    let script = stdout(&["completions", "bash"]);
    let mut bash = Command::new("bash").arg("-n").stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    bash.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let output = bash.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for command in COMMANDS {
        assert!(script.contains(command), "{command}");
    }
    for shell in ["zsh", "fish", "elvish", "powershell"] {
        assert!(stdout(&["completions", shell]).contains("drawdown"), "{shell}");
    }
}

#[test]
fn the_schema_accepts_every_shipped_scenario() {
    let schema: serde_json::Value = serde_json::from_str(&stdout(&["schema"])).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for file in all_shipped() {
        let text = fs::read_to_string(&file).unwrap();
        let instance = serde_json::to_value(toml::from_str::<toml::Value>(&text).unwrap()).unwrap();
        let instance = plain_dates(instance);
        let errors: Vec<_> = validator.iter_errors(&instance).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{file}: {errors:#?}");
    }
    let wrong = serde_json::json!({ "mission": { "name": "x", "strat": "2024-01-01" } });
    assert!(!validator.is_valid(&wrong), "a slip is no scenario");
}

/// JSON has no dates: editors show a TOML date to the schema as its text.
fn plain_dates(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(map) if map.len() == 1 && map.contains_key("$__toml_private_datetime") => {
            map["$__toml_private_datetime"].clone()
        }
        Value::Object(map) => Value::Object(map.into_iter().map(|(key, v)| (key, plain_dates(v))).collect()),
        Value::Array(list) => Value::Array(list.into_iter().map(plain_dates).collect()),
        other => other,
    }
}

#[test]
fn a_new_scenario_is_good_and_is_never_overwritten() {
    let place = tempdir().unwrap();
    drawdown(place.path(), &["new", "mine.toml"])
        .assert()
        .success()
        .stdout_eq(str![[r#"
wrote mine.toml; next: drawdown check mine.toml, then drawdown run mine.toml

"#]])
        .stderr_eq("");
    drawdown(place.path(), &["check", "mine.toml"])
        .assert()
        .success()
        .stdout_eq(str![[r#"
mine.toml: good (2 sites, 1,070 people with local staff, 0 observations, 45 inputs)
...
"#]])
        .stderr_eq("");
    drawdown(place.path(), &["run", "mine.toml", "-n", "100", "-q"]).assert().success().stdout_eq("").stderr_eq("");
    fs::write(place.path().join("mine.toml"), "precious").unwrap();
    drawdown(place.path(), &["new", "mine.toml"]).assert().code(2).stdout_eq("").stderr_eq(str![[r#"
error: `mine.toml` exists already and is left as it is
  = help: choose another name

"#]]);
    assert_eq!(fs::read_to_string(place.path().join("mine.toml")).unwrap(), "precious");
    assert_eq!(names(place.path()), ["mine.toml", "output"]);
}

#[test]
fn every_shipped_scenario_is_good() {
    let files = all_shipped();
    let mut args = vec!["check"];
    args.extend(files.iter().map(String::as_str));
    let done = drawdown(&std::env::temp_dir(), &args).assert().success().stderr_eq("");
    let text = String::from_utf8(done.get_output().stdout.clone()).unwrap();
    assert_eq!(text.matches(": good (").count(), files.len(), "{text}");
}

#[test]
fn the_version_is_the_packages() {
    assert_eq!(stdout(&["--version"]), concat!("drawdown ", env!("CARGO_PKG_VERSION"), "\n"));
}

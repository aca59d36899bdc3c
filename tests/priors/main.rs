//! The script that estimates priors from planned and actual dates: its base
//! files are what it writes, its numbers are those of arithmetic and of another
//! program, and whatever is wrong with its data is said.

mod base;
mod estimate;
mod known;
mod refused;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use jiff::ToSpan;
use jiff::civil::{Date, date};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn start(python: &str, arguments: &[&str]) -> Result<Output, String> {
    let mut command = Command::new(python);
    // Whatever this machine's locale and seed of hashes, the bytes are the same.
    command
        .current_dir(root())
        .env("LC_ALL", "C")
        .env("PYTHONHASHSEED", "7")
        .arg("scenarios/base/priors.py")
        .args(arguments);
    command.output().map_err(|error| {
        format!("`{python}` could not be started ({error}); scenarios/base/priors.py needs Python 3: install it (Debian: apt install python3)")
    })
}

fn script(arguments: &[&str]) -> Output {
    start("python3", arguments).unwrap_or_else(|message| panic!("{message}"))
}

/// What the script writes where all is well.
fn written(arguments: &[&str]) -> String {
    let output = script(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What it says, and its exit code, where something is wrong.
fn refused(arguments: &[&str]) -> (String, i32) {
    let output = script(arguments);
    assert_eq!(output.stdout, b"", "a refusal writes nothing");
    (String::from_utf8(output.stderr).unwrap(), output.status.code().unwrap())
}

const HEADER: &str = "mission,site_or_milestone,planned,actual,slip_days,slip_lo,slip_hi,class,baseline,censor,url_planned,url_actual,note";
const DUE: Date = date(2020, 6, 30);

/// A site that was due on a day and ended so many days after it (`right`: had not ended by then).
fn site(mission: &str, name: &str, due: Date, slip: i64, censor: &str) -> String {
    let (actual, high) = (due + slip.days(), if censor == "right" { String::new() } else { slip.to_string() });
    format!("{mission},{name},{due},{actual},{slip},{slip},{high},site,common_deadline,{censor},http://a.b,http://a.b,")
}

/// Sites due on `DUE`, by mission; each slip with whether it is censored.
fn sites(missions: &[(&str, &[(i64, bool)])]) -> Vec<String> {
    let row = |mission: &str, i: usize, slip, censored| {
        site(mission, &format!("site {i}"), DUE, slip, if censored { "right" } else { "none" })
    };
    missions
        .iter()
        .flat_map(|(mission, slips)| slips.iter().enumerate().map(move |(i, &(slip, c))| row(mission, i, slip, c)))
        .collect()
}

/// Sites that have all ended.
fn ended(missions: &[(&str, &[i64])]) -> Vec<String> {
    let row = |mission: &str, (i, &slip): (usize, &i64)| site(mission, &format!("site {i}"), DUE, slip, "none");
    missions.iter().flat_map(|(mission, slips)| slips.iter().enumerate().map(|slip| row(mission, slip))).collect()
}

struct Data {
    path: PathBuf,
    _folder: tempfile::TempDir,
}

impl Data {
    fn new(rows: &[String]) -> Self {
        Self::text(&format!("{HEADER}\n{}\n", rows.join("\n")))
    }

    fn text(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data.csv");
        std::fs::write(&path, text).unwrap();
        Self { path, _folder: folder }
    }

    fn with<'a>(&'a self, arguments: &[&'a str]) -> Vec<&'a str> {
        [&["--data", self.path.to_str().unwrap()], arguments].concat()
    }
}

fn priors(rows: &[String], arguments: &[&str]) -> String {
    written(&Data::new(rows).with(arguments))
}

/// A number of the head, such as `sigma`.
fn number(text: &str, name: &str) -> f64 {
    let mut lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let line = lines.find(|words| words.get(1) == Some(&name)).unwrap_or_else(|| panic!("no {name} in\n{text}"));
    line[2].parse().unwrap()
}

/// sigma, mu, tau and the spread of a new mission, to the two decimals that are printed.
fn assert_numbers(text: &str, expected: [f64; 4]) {
    for (name, expected) in ["sigma", "mu", "tau", "new"].into_iter().zip(expected) {
        let found = number(text, name);
        assert!((found - expected).abs() <= 0.005 + 1e-9, "{name} is {found}, not {expected}, in\n{text}");
    }
}

/// The mean slip of a mission, as the head tells it.
fn mean(text: &str, mission: &str) -> f64 {
    let line = text.lines().find(|line| line.starts_with(&format!("#   {mission} "))).unwrap();
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

/// All but how it was called and how many rows were left out.
fn result(text: &str) -> String {
    let is_call = |line: &&str| line.starts_with("#   python3") || line.starts_with("# Rows left out");
    text.lines().filter(|line| !is_call(line)).collect::<Vec<_>>().join("\n")
}

fn two_missions() -> Vec<String> {
    ended(&[("A", &[-3, 0, 4, 8]), ("B", &[-20, -10, 5, 12])])
}

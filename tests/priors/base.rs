//! The shipped base files are what the script writes, and scenarios extend them.

use drawdown::scenario::Scenario;

use crate::{assert_numbers, mean, root, written};

#[test]
fn each_base_file_is_what_the_command_in_its_head_writes() {
    let files = std::fs::read_dir(root().join("scenarios/base")).unwrap().map(|entry| entry.unwrap().path());
    let is_one = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.starts_with("priors") && name.ends_with(".toml")
    };
    let files: Vec<_> = files.filter(is_one).collect();
    assert!(files.len() >= 2);
    for file in files {
        let shipped = std::fs::read_to_string(&file).unwrap();
        let command = shipped.lines().find_map(|line| line.strip_prefix("#   python3 scenarios/base/priors.py"));
        let command =
            command.and_then(|command| command.split_once(" > ")).unwrap_or_else(|| panic!("{}", file.display())).0;
        let arguments: Vec<&str> = command.split_whitespace().collect();
        assert_eq!(
            written(&arguments),
            shipped,
            "{} is out of date: run the command in its head again",
            file.display()
        );
    }
}

#[test]
fn the_base_of_all_rows_agrees_with_another_program() {
    // The Tobit likelihood of the 30 rows maximised over five means and log sigma by scipy 1.17.1 (BFGS, then Nelder-Mead), the
    // information of each mean by second differences, and the moments in numpy: 42.32841 times the root of 30/25, and so on.
    assert_numbers(&written(&[]), [46.3685, 9.7517, 20.9161, 24.8540]);
    assert!((mean(&written(&[]), "MONUSCO-SK-2024") - 27.24).abs() <= 0.005);
}

#[test]
fn in_the_pause_of_somalia_its_three_late_bases_are_censored() {
    // On 9 October they are nine days late and not handed over. By that program: 8.79180 times the root of 12/10, and so on.
    let text = written(&["--known-by", "2023-10-09"]);
    assert!(text.contains("# 12 sites of 2 missions, each against") && text.contains("7 sites, 3 censored"), "{text}");
    assert_numbers(&text, [9.6309, 9.5026, 9.2735, 11.7172]);
    assert!((mean(&text, "ATMIS-2023-24") - 2.4731).abs() <= 0.005);
    assert!(text.contains("published = \"2023-10-09 (the last date used)\""));
}

#[test]
fn after_the_pause_of_somalia_its_three_late_bases_have_ended() {
    let text = written(&["--known-by", "2024-01-13", "--without", "MONUSCO-SK-2024"]);
    // Darfur as in August. Somalia 2023: -10, -1, -1, -13, 18, 78, 81, sum 152, squares 13,240 - 152^2 / 7.
    let somalia = 152.0 / 7.0;
    let sigma2: f64 = (48.8 + 13_240.0 - 152.0 * somalia) / (12.0 - 2.0);
    // The means differ by less than their errors: Q is below 1, so tau is 0 and mu the mean of all twelve.
    assert!((somalia - 16.8_f64).powi(2) < sigma2 * (1.0 / 5.0 + 1.0 / 7.0));
    assert_numbers(&text, [sigma2.sqrt(), (84.0 + 152.0) / 12.0, 0.0, (sigma2 / 12.0).sqrt()]);
    assert!(text.contains("# 12 sites of 2 missions, each against") && text.contains("7 sites, 0 censored"), "{text}");
    assert!(text.contains("published = \"2023-12-20 (the last date used)\""));
}

#[test]
fn the_base_of_august_2023_follows_the_arithmetic() {
    let text = written(&["--known-by", "2023-08-28", "--without", "DE-MALI-2023"]);
    // Darfur 2017: 12, 15, 17, 19, 21, mean 16.8, squares 48.8. Somalia 2023: -10, -1, -1, mean -4, squares 54.
    let sigma2: f64 = (48.8 + 54.0) / (8.0 - 2.0);
    let (v, w) = ([sigma2 / 5.0, sigma2 / 3.0], [5.0 / sigma2, 3.0 / sigma2]);
    // Two means: Q is the square of their difference over the sum of their variances, and so on.
    let q = 20.8_f64.powi(2) / (v[0] + v[1]);
    let tau2 = (q - 1.0) / (2.0 * w[0] * w[1] / (w[0] + w[1]));
    let [a, b] = v.map(|v| 1.0 / (v + tau2));
    let mu = (16.8 * a - 4.0 * b) / (a + b);
    assert_numbers(&text, [sigma2.sqrt(), mu, tau2.sqrt(), (tau2 + 1.0 / (a + b)).sqrt()]);
    // 4.14 and 17.89 times the root of 6.
    assert!(text.contains(
        "begin_shift = { triangular = { min = -10, mode = 0, max = 10 }, basis = \"derived\", source = \"slips\" }"
    ));
    assert!(text.contains(
        "margin = { triangular = { min = -50, mode = -6, max = 38 }, basis = \"derived\", source = \"slips\" }"
    ));
    // The last event that it uses; the next would be 17 September, of a plan for the 30th.
    assert!(text.contains("published = \"2023-06-29 (the last date used)\""));
}

#[test]
fn the_plan_of_minusma_takes_the_shift_from_the_base_and_keeps_its_own_margin() {
    let scenario = Scenario::load(&root().join("scenarios/minusma-plan.toml"), &[]).unwrap().scenario;
    let source_of = |path: &str| {
        let mut found = scenario.inputs.iter().filter(|input| input.path.starts_with(path));
        let first = found.next().unwrap_or_else(|| panic!("no {path}"));
        (first.basis.to_string(), first.source.clone())
    };
    assert_eq!(source_of("delay.begin_shift."), ("derived".into(), "slips".into()));
    assert_eq!(source_of("delay.margin."), ("derived".into(), "urdupoint-2023-08-05".into()));
    let inputs = |path: &str| {
        scenario.inputs.iter().filter(|i| i.path.starts_with(path)).map(|i| i.value.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(inputs("delay.begin_shift."), ["-10", "0", "10"]);
}

#[test]
fn any_scenario_may_extend_a_base_of_priors() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    let base = |file: &str| root().join("scenarios").join(file).display().to_string();
    let text = format!("extends = ['{}', '{}']\n", base("two-sites.toml"), base("base/priors.toml"));
    std::fs::write(&path, text).unwrap();
    let scenario = Scenario::load(&path, &[]).unwrap_or_else(|error| panic!("{error}")).scenario;
    assert!(
        scenario.inputs.iter().any(|input| input.path.starts_with("delay.begin_shift.") && input.source == "slips")
    );
}

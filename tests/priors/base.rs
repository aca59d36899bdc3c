//! The shipped base files are what the script writes, and scenarios extend them.

use drawdown::scenario::Scenario;

use crate::{assert_numbers, mean, root, written};

#[test]
fn each_base_file_is_what_the_command_in_its_head_writes() {
    for (file, arguments) in [
        ("priors.toml", &[][..]),
        ("priors-2023-08-28.toml", &["--known-by", "2023-08-28", "--without", "DE-MALI-2023"]),
    ] {
        let shipped = std::fs::read_to_string(root().join("scenarios/base").join(file)).unwrap();
        assert_eq!(written(arguments), shipped, "{file} is out of date: run the command in its head again");
        let command =
            ["python3 scenarios/base/priors.py"].iter().chain(arguments).copied().collect::<Vec<_>>().join(" ");
        assert!(shipped.contains(&format!("#   {command} > ")), "{file}");
    }
}

#[test]
fn the_base_of_all_rows_agrees_with_another_program() {
    // The Tobit likelihood of the 25 rows maximised over five means and log sigma by scipy 1.17.1 (BFGS, then Nelder-Mead), the
    // information of each mean by second differences, and the moments in numpy: 43.07532 times the root of 25/20, and so on.
    assert_numbers(&written(&[]), [48.1597, 8.9360, 19.7866, 24.0503]);
    assert!((mean(&written(&[]), "MONUSCO-SK-2024") - 27.3706).abs() <= 0.005);
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

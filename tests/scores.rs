//! Every score against an independent implementation: `tests/scores/oracle.csv`,
//! which `tests/scores/oracle.py` made with PyPI's scoringrules and numpy.

use drawdown::score::{Counted, Figure, Law, Score, energy, sampled};

const ORACLE: &str = include_str!("scores/oracle.csv");

/// One case: what the ensemble was, the figure, and what others make of it.
struct Case<'a> {
    ensemble: &'a str,
    error: u32,
    figure: [&'a str; 2],
    values: [&'a str; 2],
}

/// The cases of one score.
fn cases(score: &str) -> Vec<Case<'static>> {
    let lines = ORACLE.lines().filter(|line| !line.starts_with('#')).skip(1);
    let cells = lines.map(|line| line.split(',').collect::<Vec<_>>()).filter(|cells| cells[0] == score);
    let case = |c: Vec<&'static str>| {
        let error = c[2].parse().unwrap();
        Case { ensemble: c[1], error, figure: [c[3], c[4]], values: [c[5], c[6]] }
    };
    cells.map(case).collect()
}

fn numbers(text: &str) -> Vec<i64> {
    text.split(' ').map(|number| number.parse().unwrap()).collect()
}

/// Counts by value, as an ensemble keeps them.
fn counts(ensemble: &str) -> Vec<u64> {
    let values = numbers(ensemble);
    let mut counts = vec![0; *values.iter().max().unwrap() as usize + 1];
    values.iter().for_each(|&value| counts[value as usize] += 1);
    counts
}

fn assert_close(ours: f64, theirs: &str, what: &str) {
    let theirs: f64 = theirs.parse().unwrap();
    assert!((ours - theirs).abs() <= 1e-9 * (1.0 + theirs.abs()), "{what}: {ours}, not {theirs}");
}

#[test]
fn crps_is_that_of_scoringrules() {
    for case in cases("crps") {
        let counts = counts(case.ensemble);
        let counted = Counted { counts: &counts, error: case.error };
        let y = case.figure[0].parse().unwrap();
        assert_close(counted.crps(y).unwrap(), case.values[0], case.ensemble);
    }
    assert_eq!(cases("crps").len(), 40);
}

#[test]
fn energy_scores_are_those_of_scoringrules() {
    for case in cases("energy") {
        let vector = |text: &str| numbers(text).into_iter().map(|x| x as f64).collect::<Vec<_>>();
        let points: Vec<Vec<f64>> = case.ensemble.split(';').map(vector).collect();
        assert_close(energy::energy(&points, &vector(case.figure[0])).unwrap(), case.values[0], case.ensemble);
    }
    assert_eq!(cases("energy").len(), 30);
}

#[test]
fn pit_pairs_are_counted_as_numpy_counts_them() {
    for case in cases("pit") {
        let [at_least, at_most] = case.figure.map(|end| end.parse().unwrap());
        let counts = counts(case.ensemble);
        let law = Law::new(&Counted { counts: &counts, error: case.error });
        let Score::Pit { low, high } = (Figure { at_least, at_most }).pit(&law) else { panic!("no bound") };
        assert_close(low, case.values[0], case.ensemble);
        assert_close(high, case.values[1], case.ensemble);
        if case.error == 0 {
            let values = numbers(case.ensemble);
            assert_eq!(sampled::pit(&values, at_least, at_most), Some(Score::Pit { low, high }));
        }
    }
    assert_eq!(cases("pit").len(), 40);
}

#[test]
fn crps_in_one_dimension_is_the_energy_score_and_of_a_point_the_distance() {
    for case in cases("crps").into_iter().filter(|case| case.error == 0) {
        let counts = counts(case.ensemble);
        let y: i64 = case.figure[0].parse().unwrap();
        let points: Vec<Vec<f64>> = numbers(case.ensemble).into_iter().map(|x| vec![x as f64]).collect();
        let crps = Counted { counts: &counts, error: 0 }.crps(y).unwrap();
        assert!((crps - energy::energy(&points, &[y as f64]).unwrap()).abs() < 1e-9);
        let point = Counted { counts: &counts[counts.len() - 1..], error: 0 };
        assert_eq!(point.crps(y), Some(y.abs() as f64));
    }
}

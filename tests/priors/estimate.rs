//! Means, scatter and spread against arithmetic, another program, and numbers that were put in.

use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, Normal};

use crate::{DUE, Data, HEADER, assert_numbers, ended, mean, number, priors, root, site, sites, written};

#[test]
fn without_censoring_the_numbers_are_those_of_the_analysis_of_variance() {
    let text = priors(&ended(&[("A", &[0, 2, 4]), ("B", &[10, 12, 14])]), &[]);
    // sigma² = (8 + 8) / (6 - 2) = 4; the two means 2 and 12 have variance 4/3 each; Q = 37.5, and 37.5 - 1 over 0.75 is tau².
    let tau2: f64 = 36.5 / 0.75;
    // Equal weights: the variance of mu is (4/3 + tau²) / 2 = 25.
    assert_numbers(&text, [2.0, 7.0, tau2.sqrt(), (tau2 + 25.0).sqrt()]);
    assert_eq!([mean(&text, "A"), mean(&text, "B")], [2.0, 12.0]);
    // 2 √6 = 4.9 and 8.583 √6 = 21.02, in whole days; a slip of 7 is a margin of -7.
    assert!(text.contains("begin_shift = { triangular = { min = -5, mode = 0, max = 5 }"), "{text}");
    assert!(text.contains("margin = { triangular = { min = -28, mode = -7, max = 14 }"), "{text}");
}

#[test]
fn a_mission_of_one_site_counts_for_less() {
    let text = priors(&ended(&[("A", &[0, 2, 4]), ("B", &[10])]), &[]);
    // sigma² = 8 / (4 - 2) = 4; variances 4/3 and 4, weights 3/4 and 1/4, centre 4, Q = 3 + 9 = 12, tau² = 11 / 0.375 = 88/3.
    // Then the weights are 1 / (92/3) and 1 / (100/3): mu = (2 · 3/92 + 10 · 3/100) / (3/92 + 3/100) = 35/6.
    let tau2: f64 = 88.0 / 3.0;
    assert_numbers(&text, [2.0, 35.0 / 6.0, tau2.sqrt(), (tau2 + 1.0 / (3.0 / 92.0 + 0.03)).sqrt()]);
}

#[test]
fn missions_that_differ_by_less_than_chance_have_no_spread() {
    let text = priors(&ended(&[("A", &[0, 10]), ("B", &[1, 9])]), &[]);
    // Both means are 5: Q = 0. sigma² = (50 + 32) / 2 = 41, and the doubt about mu remains: 41/4.
    assert_numbers(&text, [41.0_f64.sqrt(), 5.0, 0.0, (41.0_f64 / 4.0).sqrt()]);
}

#[test]
fn censored_slips_agree_with_another_program() {
    let a = [(1, false), (4, false), (9, false), (6, true), (12, true)];
    let b = [(-20, false), (-15, false), (-12, false), (-17, true)];
    let text = priors(&sites(&[("A", &a), ("B", &b)]), &[]);
    // scipy 1.17.1, as above: maximum-likelihood sigma 4.36001, times the root of 9/7.
    assert_numbers(&text, [4.9438, -3.5792, 15.7865, 19.4155]);
    assert!((mean(&text, "A") - 7.6943).abs() <= 0.005 && (mean(&text, "B") + 14.9110).abs() <= 0.005, "{text}");
}

#[test]
fn known_numbers_come_back_from_many_missions_with_censoring() {
    // 1,000 missions of four sites, mu = 5, tau = 20, sigma = 10, all still seen until half a sigma past their mission's mean: 31 %
    // are censored. Standard errors: sigma about 1.6 %, tau 2.3 % and mu 0.65 days; four of them each way are a false alarm of
    // 2 in 10,000 over the three. Without the factor n / (n - k), sigma would be near 8.7.
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let missions = Normal::new(5.0, 20.0).unwrap();
    let scatter = Normal::new(0.0, 10.0).unwrap();
    let mut rows = Vec::new();
    for mission in 0..1_000 {
        let mean: f64 = missions.sample(&mut rng);
        let until = (mean + 5.0).floor() as i64;
        for i in 0..4 {
            let slip = (mean + scatter.sample(&mut rng)).round() as i64;
            let censor = if slip > until { "right" } else { "none" };
            rows.push(site(&format!("M{mission}"), &format!("site {i}"), DUE, slip.min(until), censor));
        }
    }
    let text = priors(&rows, &[]);
    assert!((number(&text, "sigma") - 10.0).abs() < 0.65, "{text}");
    assert!((number(&text, "tau") - 20.0).abs() < 1.9, "{text}");
    assert!((number(&text, "mu") - 5.0).abs() < 2.6, "{text}");
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let slips = std::fs::read_to_string(root().join("scenarios/base/slips.csv")).unwrap();
    let mut rows: Vec<String> = slips.lines().skip(1).map(String::from).collect();
    let forwards = priors(&rows, &[]);
    rows.reverse();
    assert_eq!(priors(&rows, &[]), forwards);
    // Nor do a byte order mark and the line ends of another system.
    let other = Data::text(&format!("\u{feff}{HEADER}\r\n{}\r\n", rows.join("\r\n")));
    assert_eq!(written(&other.with(&[])), forwards);
}

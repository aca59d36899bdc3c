//! Draws against independent sources: SciPy's quantiles, `rand_distr`'s samples,
//! the laws' own exact inverses, and chance itself.

use drawdown::delay::{Delay, Law, Table};
use drawdown::streams::{Purpose, Streams, happens, one_of, owner, u40, v24};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, Exp, Gamma, LogNormal, Pert, Triangular, Uniform};

const LEVELS: [f64; 11] = [1e-6, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1.0 - 1e-6];

/// Half a step of a table, 2⁻³² day, with room for the rounding of a product.
const GRAIN: f64 = 3e-10;

/// 64 random bits whose level is as near to `p` as a level can be.
fn bits_at(p: f64) -> u64 {
    const CELLS: f64 = 1_099_511_627_776.0;
    ((p * CELLS - 0.5).round().clamp(0.0, CELLS - 1.0) as u64) << 24
}

/// The laws that planners use, and two that are harder than those: a gamma law
/// that is nearly always tiny, and a truncated one.
fn laws() -> Vec<(&'static str, Delay)> {
    let delay = |law: Result<Law, String>| Delay::new(law.unwrap());
    vec![
        ("uniform", delay(Law::uniform(2.0, 5.0))),
        ("triangular", delay(Law::triangular(-15.0, 0.0, 20.0))),
        ("pert", delay(Law::pert(2.0, 4.0, 12.0))),
        ("lognormal from median and p90", delay(Law::lognormal_median_p90(6.0, 18.0))),
        ("lognormal from mean and sd", delay(Law::lognormal_mean_sd(8.0, 6.0))),
        ("gamma", delay(Law::gamma_mean_sd(10.0, 5.0))),
        ("gamma, nearly always tiny", delay(Law::gamma_mean_sd(4.0, 8.0))),
        ("exponential", delay(Law::exponential(8.0))),
        (
            "gamma between 5 and 30",
            Delay::truncated(Law::gamma_mean_sd(10.0, 5.0).unwrap(), Some(5.0), Some(30.0), None).unwrap(),
        ),
    ]
}

fn law(name: &str) -> Delay {
    laws().into_iter().find(|(n, _)| *n == name).expect("a law of the list").1
}

/// Largest allowed distance of a table's quantile from the true one: 0.1 % in
/// 1-99 %, 1 % beyond, of the quantile counted from where the law begins.
fn tolerance(delay: &Delay, p: f64, quantile: f64) -> f64 {
    let share = if (0.01..=0.99).contains(&p) { 0.001 } else { 0.01 };
    // A law that begins below 0 crosses it, where a share of the value means nothing.
    let size = if delay.lower() < 0.0 { quantile - delay.lower() } else { quantile };
    share * size + GRAIN
}

fn agrees_with_scipy(name: &str, quantiles: [f64; 11]) {
    let delay = law(name);
    let table = Table::new(&delay);
    for (p, expected) in LEVELS.into_iter().zip(quantiles) {
        let drawn = table.value(1.0, bits_at(p));
        let allowed = tolerance(&delay, p, expected);
        assert!((drawn - expected).abs() <= allowed, "{name}: {drawn} is not {expected} at level {p}");
    }
}

// The constants below are the output of SciPy 1.17.1:
//
//   python3 -c "from scipy.stats import *; from math import *; print([float(LAW.ppf(p)) for p in (1e-6,.001,.01,.1,.25,.5,.75,.9,.99,.999,1-1e-6)])"
//
// with LAW as given above each list.

#[test]
fn a_uniform_delay_has_scipys_quantiles() {
    // uniform(2, 3)
    agrees_with_scipy("uniform", [2.000003, 2.003, 2.03, 2.3, 2.75, 3.5, 4.25, 4.7, 4.97, 4.997, 4.999997]);
}

#[test]
fn a_triangular_delay_has_scipys_quantiles() {
    // triang(15/35, -15, 35)
    agrees_with_scipy(
        "triangular",
        [
            -14.977087121525221,
            -14.275431162690529,
            -12.70871215252208,
            -7.754311626905281,
            -3.543560762610401,
            1.291713066130292,
            6.771243444677047,
            11.633399734659246,
            17.354248688935407,
            19.163339973465924,
            19.973542486888974,
        ],
    );
}

#[test]
fn a_pert_delay_has_scipys_quantiles() {
    // beta(1.8, 4.2, 2, 10)
    agrees_with_scipy(
        "pert",
        [
            2.001350718992689,
            2.0631397416784703,
            2.2313452619226473,
            2.8990213045924165,
            3.6343149752227433,
            4.766722593925189,
            6.142266269544638,
            7.45334050433582,
            9.485593286296348,
            10.575515687386785,
            11.730177349343748,
        ],
    );
}

#[test]
fn a_lognormal_delay_has_scipys_quantiles() {
    // lognorm(log(3)/norm.ppf(.9), 0, 6)
    agrees_with_scipy(
        "lognormal from median and p90",
        [
            0.10196540260951663,
            0.4242860088015996,
            0.8166813735125158,
            2.0,
            3.3654173030618044,
            6.0,
            10.697038957768406,
            18.0,
            44.080838828447085,
            84.84842595135858,
            353.060931242385,
        ],
    );
    // lognorm(sqrt(log(1.5625)), 0, 8/sqrt(1.5625))
    agrees_with_scipy(
        "lognormal from mean and sd",
        [
            0.2673453645795418,
            0.8121070241124996,
            1.3528151738310301,
            2.7187195501009693,
            4.078409078038137,
            6.4,
            10.043131823280282,
            15.065915864134944,
            30.27760243404545,
            50.43670204030386,
            153.21006243837223,
        ],
    );
}

#[test]
fn a_gamma_delay_has_scipys_quantiles() {
    // gamma(4, 0, 2.5)
    agrees_with_scipy(
        "gamma",
        [
            0.1774809783965527,
            1.0713810340710574,
            2.058121715863463,
            4.361923907062279,
            6.338300529750232,
            9.180151872127242,
            12.773568712808451,
            16.70195767063966,
            25.112793787079042,
            32.655601947970176,
            53.37614240809736,
        ],
    );
    // gamma(.25, 0, 16)
    agrees_with_scipy(
        "gamma, nearly always tiny",
        [
            1.0799516628978715e-23,
            1.0799516628984602e-11,
            1.0799516687293536e-07,
            0.0010800099817014357,
            0.042274833665494366,
            0.6987808376459744,
            4.1700160316517225,
            12.006285955789386,
            38.9421667551525,
            70.02310812618698,
            171.0050812225757,
        ],
    );
}

#[test]
fn an_exponential_delay_has_scipys_quantiles() {
    // expon(0, 8)
    agrees_with_scipy(
        "exponential",
        [
            8.000004000002667e-06,
            0.008004002668668268,
            0.08040268682801154,
            0.8428841252626105,
            2.301456579614247,
            5.545177444479562,
            11.090354888959125,
            18.420680743952367,
            36.84136148790473,
            55.26204223185709,
            110.52408446348414,
        ],
    );
}

#[test]
fn a_truncated_delay_is_conditioned_on_its_bounds_as_in_scipy() {
    // g = gamma(4, 0, 2.5): g.ppf(g.cdf(5) + p * (g.cdf(30) - g.cdf(5)))
    agrees_with_scipy(
        "gamma between 5 and 30",
        [
            5.000011843234398,
            5.01182927732748,
            5.117083158667839,
            6.0843660129617145,
            7.542585879325045,
            10.048263379888514,
            13.443158280609303,
            17.22085627139005,
            24.837223882246384,
            28.968813617936103,
            29.998792510830256,
        ],
    );
}

#[test]
fn an_empirical_delay_gives_each_value_equally_often() {
    // numpy.quantile([5, 9, 10], p, method="inverted_cdf") for p = 0.01, 0.33, 0.34, 0.66, 0.67, 0.99
    let table = Table::new(&Delay::new(Law::empirical(vec![10.0, 5.0, 9.0]).unwrap()));
    let drawn = [0.01, 0.33, 0.34, 0.66, 0.67, 0.99].map(|p| table.value(1.0, bits_at(p)));
    assert_eq!(drawn, [5.0, 5.0, 9.0, 9.0, 10.0, 10.0]);
}

#[test]
fn a_table_stays_as_near_to_the_exact_inverse_as_it_claims() {
    for (name, delay) in laws() {
        let table = Table::new(&delay);
        for i in 0..4000 {
            // Levels from 10⁻⁶ to 1/2 on a logarithmic scale, and their mirror images.
            let p = 1e-6 * 5e5_f64.powf(f64::from(i) / 4000.0);
            for (p, q) in [(p, 1.0 - p), (1.0 - p, p)] {
                let (drawn, exact) = (table.value(1.0, bits_at(p)), delay.quantile(p, q));
                // A level is known to 2⁻⁴¹, which moves the steepest part of a tail by less than this.
                let allowed = tolerance(&delay, p, exact) * (1.0 + 1e-4);
                assert!((drawn - exact).abs() <= allowed, "{name}: {drawn} is not {exact} at level {p}");
            }
        }
    }
}

#[test]
fn a_higher_level_never_gives_a_shorter_delay() {
    for (name, delay) in laws() {
        let table = Table::new(&delay);
        // Every neighbourhood of the ends of cells, and a walk over all levels.
        let mut levels: Vec<u64> = (0..40).flat_map(|k| (0..64).map(move |i| (1_u64 << k) + i)).collect();
        levels.extend((0..200_000_u64).map(|i| i * ((1 << 40) / 200_000)));
        levels.extend(levels.clone().into_iter().map(|u| (1 << 40) - 1 - u.min((1 << 40) - 1)));
        levels.retain(|u| *u < 1 << 40);
        levels.sort_unstable();
        let drawn: Vec<f64> = levels.iter().map(|u| table.value(1.0, u << 24)).collect();
        assert!(drawn.is_sorted(), "{name} falls somewhere");
    }
}

#[test]
fn a_delay_in_days_never_falls_when_luck_or_factor_rise() {
    let mut bits = 1_u64;
    for (name, delay) in laws().into_iter().filter(|(_, delay)| delay.lower() >= 0.0) {
        let table = Table::new(&delay);
        for _ in 0..20_000 {
            bits = drawdown::streams::mix(bits);
            let (low, high) = (bits & !0xFF_FFFF, bits | 0xFF_FFFF);
            assert!(table.days(1.3, low) <= table.days(1.3, bits), "{name}");
            assert!(table.days(1.3, bits) <= table.days(1.3, high), "{name}");
            assert!(table.days(1.3, bits) <= table.days(1.7, bits), "{name}");
            // The two days around f Q(u): never further from it than one day.
            let exact = table.value(1.3, bits);
            assert!((f64::from(table.days(1.3, bits)) - exact).abs() < 1.0, "{name}");
        }
    }
}

/// The largest distance between the empirical distributions of two samples.
fn kolmogorov_smirnov(mut a: Vec<f64>, mut b: Vec<f64>) -> f64 {
    a.sort_by(f64::total_cmp);
    b.sort_by(f64::total_cmp);
    let below = |sample: &[f64], x: f64| sample.partition_point(|y| *y <= x) as f64 / sample.len() as f64;
    a.iter().chain(&b).map(|x| (below(&a, *x) - below(&b, *x)).abs()).fold(0.0, f64::max)
}

fn samples_like(name: &str, other: impl Distribution<f64>) {
    const N: usize = 40_000;
    let table = Table::new(&law(name));
    let streams = Streams::new(7, 11, 11);
    let ours = (0..N as u64).map(|i| table.value(1.0, streams.bits(Purpose::Transit, owner("lane", name), i)));
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(20_240_101);
    let theirs = (0..N).map(|_| other.sample(&mut rng));
    let distance = kolmogorov_smirnov(ours.collect(), theirs.collect());
    // P(D > c sqrt(2 / n)) is about 2 exp(-2 c²): with c = 2.69, one false alarm in a million per law.
    let limit = 2.694 * (2.0 / N as f64).sqrt();
    assert!(distance < limit, "{name}: distance {distance} from rand_distr, limit {limit}");
}

#[test]
fn draws_follow_the_laws_of_rand_distr() {
    samples_like("uniform", Uniform::new(2.0, 5.0).unwrap());
    samples_like("triangular", Triangular::new(-15.0, 20.0, 0.0).unwrap());
    samples_like("pert", Pert::new(2.0, 12.0).with_mode(4.0).unwrap());
    // sigma = ln 3 / z(0.9), with the 0.9 quantile of the standard normal from a table.
    samples_like("lognormal from median and p90", LogNormal::new(6.0_f64.ln(), 3.0_f64.ln() / 1.281_551_6).unwrap());
    samples_like("lognormal from mean and sd", LogNormal::from_mean_cv(8.0, 0.75).unwrap());
    samples_like("gamma", Gamma::new(4.0, 2.5).unwrap());
    samples_like("gamma, nearly always tiny", Gamma::new(0.25, 16.0).unwrap());
    samples_like("exponential", Exp::new(1.0 / 8.0).unwrap());
}

#[test]
fn truncated_draws_are_those_of_rand_distr_that_lie_between_the_bounds() {
    struct Between(Gamma<f64>);
    impl Distribution<f64> for Between {
        fn sample<R: rand::Rng + ?Sized>(&self, rng: &mut R) -> f64 {
            loop {
                let x = self.0.sample(rng);
                if (5.0..=30.0).contains(&x) {
                    return x;
                }
            }
        }
    }
    samples_like("gamma between 5 and 30", Between(Gamma::new(4.0, 2.5).unwrap()));
}

#[test]
fn the_mean_of_a_delay_in_days_is_its_factor_times_the_laws_mean() {
    // Means and standard deviations from SciPy; the truncated one from its density by `quad`.
    let cases = [
        ("uniform", 3.5, 0.8660254),
        ("pert", 5.0, 1.7320508),
        ("lognormal from median and p90", 8.664201167297522, 9.025889),
        ("lognormal from mean and sd", 8.0, 6.0),
        ("gamma", 10.0, 5.0),
        ("gamma, nearly always tiny", 4.0, 8.0),
        ("exponential", 8.0, 8.0),
        ("triangular", 1.6666666667, 7.1686044),
        ("gamma between 5 and 30", 10.993352559749207, 5.0),
    ];
    const N: u64 = 400_000;
    let streams = Streams::new(3, 0, 0);
    for (name, mean, sd) in cases {
        let table = Table::new(&law(name));
        for factor in [1.0, 0.37] {
            let key = owner("mean", name);
            let total: i64 =
                (0..N).map(|i| i64::from(table.days(factor, streams.bits(Purpose::Loading, key, i)))).sum();
            let drawn = total as f64 / N as f64;
            // Rounding to the two days around f X adds at most a variance of 1/4. Five standard
            // errors: one false alarm in 1.7 million per line. A table is right to 0.1 %.
            let error = 5.0 * ((factor * sd).powi(2) + 0.25_f64).sqrt() / (N as f64).sqrt();
            let expected: f64 = factor * mean;
            assert!((drawn - expected).abs() < error + 0.001 * expected, "{name}: mean {drawn}, not {expected}");
        }
    }
}

/// How far a count of `n` in equally likely cells is from chance, in standard
/// deviations of a chi-square with that many cells.
fn z_of_chi_square(cells: &[u32]) -> f64 {
    let n: u64 = cells.iter().map(|c| u64::from(*c)).sum();
    let expected = n as f64 / cells.len() as f64;
    let chi_square: f64 = cells.iter().map(|c| (f64::from(*c) - expected).powi(2) / expected).sum();
    let freedom = (cells.len() - 1) as f64;
    (chi_square - freedom) / (2.0 * freedom).sqrt()
}

/// Bytes, pairs of neighbours and their correlation, of both parts of the bits.
///
/// Each of the six figures is about normal for a perfect generator; beyond 5 lies
/// one in 1.7 million (chi-squares lean right: one in 200,000). The eight
/// sequences below make 48 figures: one false alarm in 4,000 choices of the seed.
fn looks_random(what: &str, sequence: impl Fn(u64) -> u64) {
    const N: u64 = 1 << 20;
    let parts: [fn(u64) -> f64; 2] = [|bits| u40(bits) as f64 / 1_099_511_627_776.0, |bits| v24(bits)];
    for (part, value) in parts.into_iter().enumerate() {
        let values: Vec<f64> = (0..N).map(|i| value(sequence(i))).collect();
        let mut bytes = vec![0; 256];
        values.iter().for_each(|x| bytes[(x * 256.0) as usize] += 1);
        let mut pairs = vec![0; 64 * 64];
        for pair in values.chunks_exact(2) {
            pairs[(pair[0] * 64.0) as usize * 64 + (pair[1] * 64.0) as usize] += 1;
        }
        // The product of two centred uniforms has variance 1/144.
        let product: f64 = values.windows(2).map(|w| (w[0] - 0.5) * (w[1] - 0.5)).sum();
        let correlation = product * 12.0 / ((N - 1) as f64).sqrt();
        for (figure, z) in
            [("bytes", z_of_chi_square(&bytes)), ("pairs", z_of_chi_square(&pairs)), ("lag 1", correlation)]
        {
            assert!(z.abs() < 5.0, "{what}, part {part}: {figure} are {z} standard deviations from chance");
        }
    }
}

#[test]
fn neighbouring_keys_give_independent_numbers() {
    use Purpose::{Cancellation, RegimeStay, Transit};
    let site = owner("site", "gao");
    let exit = owner("exit", "gao/charter");
    let streams = Streams::new(1, 1, 1);
    looks_random("seeds", |i| Streams::new(i, 0, 0).bits(Purpose::Preparation, site, 0));
    looks_random("replications", |i| Streams::new(1, i, i).bits(Purpose::Preparation, site, 0));
    looks_random("driver replications", |i| Streams::new(1, 0, i).bits(Purpose::Driver, site, 0));
    looks_random("owners", |i| streams.bits(Transit, owner("lane", &format!("s{i}/gao/road")), 9));
    looks_random("indices", |i| streams.bits(Transit, exit, i));
    looks_random("departures of a day", |i| streams.bits(Cancellation, exit, i / 4 * 64 + i % 4));
    looks_random("stays of many replications", |i| Streams::new(1, i / 8, i / 8).bits(RegimeStay, site, i % 8));
    looks_random("purposes", |i| {
        let purpose = [Purpose::ClearanceMove, Purpose::ClearanceLift, Purpose::Handover, Purpose::Margin];
        Streams::new(1, i / 4, i / 4).bits(purpose[(i % 4) as usize], site, 0)
    });
}

#[test]
fn events_and_whole_numbers_are_as_frequent_as_they_should_be() {
    const N: u64 = 1_000_000;
    let streams = Streams::new(5, 2, 2);
    let key = owner("shock", "kidal-fighting");
    for p in [0.001, 0.3, 0.5, 0.97] {
        let n = (0..N).filter(|i| happens(streams.bits(Purpose::ShockHappens, key, *i), p)).count();
        // Five standard deviations of a binomial count: one false alarm in 1.7 million.
        let deviation = (N as f64 * p * (1.0 - p)).sqrt();
        assert!((n as f64 - N as f64 * p).abs() < 5.0 * deviation, "{n} of {N} at probability {p}");
    }
    for days in [1, 7, 94] {
        let mut counts = vec![0; days];
        (0..N).for_each(|i| counts[one_of(streams.bits(Purpose::ShockDay, key, i), days as u64) as usize] += 1);
        if days > 1 {
            let z = z_of_chi_square(&counts);
            assert!(z.abs() < 6.0, "{z} standard deviations from equally likely days");
        }
    }
}

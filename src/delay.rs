//! The kinds of waiting time, and how one is drawn.
//!
//! A [`Delay`] is a [`Law`], perhaps truncated, with the value that the plan
//! uses. Every kind draws by inversion: one level per delay, and a higher level
//! gives a longer delay, so that scenarios which share a stream share their
//! luck. Before a run each delay becomes a [`Table`] of its quantiles, in which
//! a draw is a look-up: no logarithm or exponential is left in a replication.

use statrs::distribution::{Beta, ContinuousCDF, Gamma, Normal};

mod table;

pub use table::Table;

/// A waiting time in days (or, for a driver, a factor).
#[derive(Clone, Debug, PartialEq)]
pub struct Delay {
    pub law: Law,
    /// Values below are not possible (the law is conditioned, not clamped).
    pub min: Option<f64>,
    pub max: Option<f64>,
    /// What the plan uses; the law's median unless told.
    pub planned: f64,
}

/// The distribution of a delay. Build one with the functions below, which refuse
/// parameters that describe no distribution.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    /// Always this value.
    Fixed(f64),
    /// Every value between `min` and `max` alike.
    Uniform { min: f64, max: f64 },
    /// Density rises linearly to `mode` and falls linearly.
    Triangular { min: f64, mode: f64, max: f64 },
    /// Beta on `min..max` with shapes 1 + 4 (mode − min) / (max − min) and
    /// 1 + 4 (max − mode) / (max − min); mean (min + 4 mode + max) / 6 (Malcolm et al. 1959).
    Pert { min: f64, mode: f64, max: f64 },
    /// The logarithm is normal with mean `mu` and standard deviation `sigma`.
    Lognormal { mu: f64, sigma: f64 },
    /// Density ∝ x^(shape − 1) exp(−x / scale).
    Gamma { shape: f64, scale: f64 },
    /// F(x) = 1 − exp(−x / mean).
    Exponential { mean: f64 },
    /// One of these values, each alike; sorted.
    Empirical(Vec<f64>),
}

/// The standard normal quantile of 0.9: Φ⁻¹(0.9).
const Z90: f64 = 1.281_551_565_544_600_4;

impl Law {
    /// # Errors
    /// Says what the parameters must satisfy.
    pub fn uniform(min: f64, max: f64) -> Result<Self, String> {
        if min > max {
            return Err("`min` must not be above `max`".into());
        }
        Ok(if min == max { Self::Fixed(min) } else { Self::Uniform { min, max } })
    }

    /// # Errors
    /// Says what the parameters must satisfy.
    pub fn triangular(min: f64, mode: f64, max: f64) -> Result<Self, String> {
        in_order(min, mode, max)?;
        Ok(if min == max { Self::Fixed(min) } else { Self::Triangular { min, mode, max } })
    }

    /// # Errors
    /// Says what the parameters must satisfy.
    pub fn pert(min: f64, mode: f64, max: f64) -> Result<Self, String> {
        in_order(min, mode, max)?;
        Ok(if min == max { Self::Fixed(min) } else { Self::Pert { min, mode, max } })
    }

    /// From the median and the value that 9 in 10 stay under.
    ///
    /// # Errors
    /// Says what the parameters must satisfy.
    pub fn lognormal_median_p90(median: f64, p90: f64) -> Result<Self, String> {
        if median <= 0.0 {
            return Err("`median` must be above 0".into());
        }
        if p90 < median {
            return Err("`p90` must not be below `median`".into());
        }
        Ok(if p90 == median {
            Self::Fixed(median)
        } else {
            Self::Lognormal { mu: median.ln(), sigma: (p90 / median).ln() / Z90 }
        })
    }

    /// From mean and standard deviation: σ² = ln(1 + sd²/mean²), μ = ln mean − σ²/2.
    ///
    /// # Errors
    /// Says what the parameters must satisfy.
    pub fn lognormal_mean_sd(mean: f64, sd: f64) -> Result<Self, String> {
        mean_and_sd(mean, sd)?;
        if sd == 0.0 {
            return Ok(Self::Fixed(mean));
        }
        let variance = (sd / mean).powi(2).ln_1p();
        Ok(Self::Lognormal { mu: mean.ln() - variance / 2.0, sigma: variance.sqrt() })
    }

    /// From mean and standard deviation: shape (mean/sd)², scale sd²/mean.
    ///
    /// # Errors
    /// Says what the parameters must satisfy.
    pub fn gamma_mean_sd(mean: f64, sd: f64) -> Result<Self, String> {
        mean_and_sd(mean, sd)?;
        if sd == 0.0 {
            return Ok(Self::Fixed(mean));
        }
        let (shape, scale) = ((mean / sd).powi(2), sd * sd / mean);
        if !(1e-3..=1e8).contains(&shape) {
            return Err("`sd` must lie between a ten-thousandth of `mean` and 30 times it".into());
        }
        Ok(Self::Gamma { shape, scale })
    }

    /// # Errors
    /// Says what the parameters must satisfy.
    pub fn exponential(mean: f64) -> Result<Self, String> {
        if mean < 0.0 {
            return Err("`mean` must not be below 0".into());
        }
        Ok(if mean == 0.0 { Self::Fixed(0.0) } else { Self::Exponential { mean } })
    }

    /// # Errors
    /// Says what the parameters must satisfy.
    pub fn empirical(mut values: Vec<f64>) -> Result<Self, String> {
        if values.is_empty() {
            return Err("an empirical law needs at least one value".into());
        }
        values.sort_by(f64::total_cmp);
        Ok(if values[0] == values[values.len() - 1] { Self::Fixed(values[0]) } else { Self::Empirical(values) })
    }

    /// The smallest value that the law can give (`-inf` never: every law here has a lower end).
    pub fn lower(&self) -> f64 {
        match self {
            Self::Fixed(x) => *x,
            Self::Uniform { min, .. } | Self::Triangular { min, .. } | Self::Pert { min, .. } => *min,
            Self::Lognormal { .. } | Self::Gamma { .. } | Self::Exponential { .. } => 0.0,
            Self::Empirical(values) => values[0],
        }
    }

    /// The largest value that the law can give; infinite for some.
    pub fn upper(&self) -> f64 {
        match self {
            Self::Fixed(x) => *x,
            Self::Uniform { max, .. } | Self::Triangular { max, .. } | Self::Pert { max, .. } => *max,
            Self::Lognormal { .. } | Self::Gamma { .. } | Self::Exponential { .. } => f64::INFINITY,
            Self::Empirical(values) => values[values.len() - 1],
        }
    }

    /// The quantile at level `p`, given with `q = 1 − p` so that both tails keep
    /// their precision. `p` and `q` lie in 0..=1.
    pub fn quantile(&self, p: f64, q: f64) -> f64 {
        match *self {
            Self::Fixed(x) => x,
            Self::Uniform { min, max } => {
                if p < 0.5 {
                    min + (max - min) * p
                } else {
                    max - (max - min) * q
                }
            }
            Self::Triangular { min, mode, max } => {
                let (width, left) = (max - min, (mode - min) / (max - min));
                if p <= left {
                    min + (p * width * (mode - min)).sqrt()
                } else {
                    max - (q * width * (max - mode)).sqrt()
                }
            }
            Self::Pert { min, mode, max } => {
                let beta = pert_beta(min, mode, max);
                min + (max - min) * invert(0.0, 1.0, |x| if p < q { beta.cdf(x) < p } else { beta.sf(x) > q })
            }
            Self::Lognormal { mu, sigma } => (mu + sigma * normal_quantile(p, q)).exp(),
            Self::Gamma { shape, scale } => scale * standard_gamma_quantile(shape, p, q),
            Self::Exponential { mean } => -mean * if p < 0.5 { (-p).ln_1p() } else { q.ln() },
            Self::Empirical(ref values) => {
                let n = values.len();
                // Inverse of the empirical distribution: the ceil(n p)-th value.
                values[((p * n as f64).ceil() as usize).clamp(1, n) - 1]
            }
        }
    }

    /// (F(x), 1 − F(x)).
    pub fn cdf(&self, x: f64) -> (f64, f64) {
        match *self {
            Self::Fixed(value) => {
                if x >= value {
                    (1.0, 0.0)
                } else {
                    (0.0, 1.0)
                }
            }
            Self::Uniform { min, max } => both(((x - min) / (max - min)).clamp(0.0, 1.0)),
            Self::Triangular { min, mode, max } => {
                let width = max - min;
                if x <= min {
                    (0.0, 1.0)
                } else if x >= max {
                    (1.0, 0.0)
                } else if x <= mode {
                    both((x - min).powi(2) / (width * (mode - min)))
                } else {
                    let q = (max - x).powi(2) / (width * (max - mode));
                    (1.0 - q, q)
                }
            }
            Self::Pert { min, mode, max } => {
                let (beta, x) = (pert_beta(min, mode, max), ((x - min) / (max - min)).clamp(0.0, 1.0));
                (beta.cdf(x), beta.sf(x))
            }
            Self::Lognormal { mu, sigma } => {
                if x <= 0.0 {
                    return (0.0, 1.0);
                }
                let (normal, z) = (Normal::standard(), (x.ln() - mu) / sigma);
                (normal.cdf(z), normal.sf(z))
            }
            Self::Gamma { shape, scale } => {
                if x <= 0.0 {
                    return (0.0, 1.0);
                }
                let gamma = Gamma::new(shape, 1.0).expect("a law's parameters were checked");
                (gamma.cdf(x / scale), gamma.sf(x / scale))
            }
            Self::Exponential { mean } => {
                let x = x.max(0.0) / mean;
                (-(-x).exp_m1(), (-x).exp())
            }
            Self::Empirical(ref values) => both(values.partition_point(|v| *v <= x) as f64 / values.len() as f64),
        }
    }
}

fn both(p: f64) -> (f64, f64) {
    (p, 1.0 - p)
}

fn in_order(min: f64, mode: f64, max: f64) -> Result<(), String> {
    if min <= mode && mode <= max { Ok(()) } else { Err("`min`, `mode` and `max` must be in this order".into()) }
}

fn mean_and_sd(mean: f64, sd: f64) -> Result<(), String> {
    if mean <= 0.0 {
        return Err("`mean` must be above 0".into());
    }
    if sd < 0.0 { Err("`sd` must not be below 0".into()) } else { Ok(()) }
}

fn pert_beta(min: f64, mode: f64, max: f64) -> Beta {
    let width = max - min;
    Beta::new(1.0 + 4.0 * (mode - min) / width, 1.0 + 4.0 * (max - mode) / width)
        .expect("a PERT law's shapes are at least 1")
}

/// Φ⁻¹, from the nearer tail.
fn normal_quantile(p: f64, q: f64) -> f64 {
    let normal = Normal::standard();
    if p < q { normal.inverse_cdf(p) } else { -normal.inverse_cdf(q) }
}

/// The quantile of the gamma law with scale 1, found on a logarithmic axis
/// where the lower tail of small shapes lives.
fn standard_gamma_quantile(shape: f64, p: f64, q: f64) -> f64 {
    if p <= 0.0 {
        return 0.0;
    }
    let gamma = Gamma::new(shape, 1.0).expect("a law's parameters were checked");
    let high = (shape + 60.0 * shape.sqrt() + 200.0).ln();
    invert(-1000.0, high, |t| if p < q { gamma.cdf(t.exp()) < p } else { gamma.sf(t.exp()) > q }).exp()
}

/// The point between `low` and `high` at which `below` turns false, by
/// bisection until the interval no longer shrinks.
fn invert(mut low: f64, mut high: f64, below: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..200 {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if below(middle) { low = middle } else { high = middle }
    }
    low + (high - low) / 2.0
}

impl Delay {
    /// A law without truncation whose planned value is its median.
    pub fn new(law: Law) -> Self {
        let planned = law.quantile(0.5, 0.5);
        Self { law, min: None, max: None, planned }
    }

    pub fn fixed(days: f64) -> Self {
        Self::new(Law::Fixed(days))
    }

    /// A law conditioned on lying in `min..=max`; `planned` defaults to its median.
    ///
    /// # Errors
    /// When no value of the law lies between the bounds, or so little (under one
    /// in a million) that a truncated law would be made of rounding.
    pub fn truncated(law: Law, min: Option<f64>, max: Option<f64>, planned: Option<f64>) -> Result<Self, String> {
        let mut delay = Self { law, min, max, planned: 0.0 };
        if let (Some(min), Some(max)) = (min, max)
            && min > max
        {
            return Err("`min` must not be above `max`".into());
        }
        let (below, not_above) = delay.levels();
        if not_above - below < 1e-6 {
            return Err("the law has almost no values between `min` and `max`".into());
        }
        delay.planned = planned.unwrap_or_else(|| delay.quantile(0.5, 0.5));
        Ok(delay)
    }

    /// The levels of the law's own scale between which the truncated law lies.
    fn levels(&self) -> (f64, f64) {
        let below = match (&self.law, self.min) {
            (_, None) => 0.0,
            // Values equal to the bound are allowed.
            (Law::Empirical(values), Some(min)) => values.partition_point(|v| *v < min) as f64 / values.len() as f64,
            (Law::Fixed(value), Some(min)) => {
                if *value < min {
                    1.0
                } else {
                    0.0
                }
            }
            (law, Some(min)) => law.cdf(min).0,
        };
        (below, self.max.map_or(1.0, |max| self.law.cdf(max).0))
    }

    /// The quantile of the (truncated) law at level `p`, with `q = 1 − p`.
    pub fn quantile(&self, p: f64, q: f64) -> f64 {
        if self.min.is_none() && self.max.is_none() {
            return self.law.quantile(p, q);
        }
        let (below, not_above) = self.levels();
        let above = self.max.map_or(0.0, |max| self.law.cdf(max).1);
        let (p, q) = (below * q + not_above * p, (1.0 - below) * q + above * p);
        let (low, high) = (self.min.unwrap_or(f64::NEG_INFINITY), self.max.unwrap_or(f64::INFINITY));
        self.law.quantile(p, q).clamp(low, high)
    }

    /// The smallest value that can come out.
    pub fn lower(&self) -> f64 {
        self.min.map_or(self.law.lower(), |min| min.max(self.law.lower()))
    }

    /// The largest value that can come out; infinite for some laws.
    pub fn upper(&self) -> f64 {
        self.max.map_or(self.law.upper(), |max| max.min(self.law.upper()))
    }
}

//! Percentages of the load, as whole truckloads.

use crate::scenario::{Interval, Observation, Quantity, Scenario};

/// Turns figures in percent into truckloads, once all cargo is known.
pub(super) fn in_truckloads(mut scenario: Scenario) -> Scenario {
    let loads: Vec<i64> = scenario.observations.iter().map(|o| load(&scenario, o)).collect();
    for (observation, load) in scenario.observations.iter_mut().zip(loads) {
        if observation.quantity == Quantity::PercentGone {
            observation.published = Some(observation.value);
            observation.value = truckloads(observation.value, load);
        }
    }
    scenario
}

/// Truckloads at the start of which a figure speaks.
pub(crate) fn load(scenario: &Scenario, observation: &Observation) -> i64 {
    let cargo = scenario.sites.iter().flat_map(|site| &site.cargo);
    let own = cargo.filter(|cargo| observation.owner.as_ref().is_none_or(|owner| cargo.owner == *owner));
    own.map(|cargo| i64::from(cargo.truckloads)).sum()
}

/// The whole truckloads inside an interval of millionths; where there is none (as for
/// a single number, mostly) the one that is nearest to its middle, halves up.
fn truckloads(millionths: Interval, load: i64) -> Interval {
    const WHOLE: i64 = 1_000_000;
    let at_least = millionths.at_least.map(|a| (a * load + WHOLE - 1).div_euclid(WHOLE));
    let at_most = millionths.at_most.map(|b| (b * load).div_euclid(WHOLE));
    match (millionths.at_least, millionths.at_most, at_least > at_most) {
        (Some(a), Some(b), true) => {
            let nearest = ((a + b) * load + WHOLE).div_euclid(2 * WHOLE);
            Interval { at_least: Some(nearest), at_most: Some(nearest) }
        }
        _ => Interval { at_least, at_most },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(at_least: Option<i64>, at_most: Option<i64>, load: i64) -> (Option<i64>, Option<i64>) {
        let value = truckloads(Interval { at_least, at_most }, load);
        (value.at_least, value.at_most)
    }

    #[test]
    fn a_percentage_is_the_nearest_truckload() {
        // 13.5 % of 200 is 27; of 37 it is 4.995, of 4 it is 0.54, of 100 it is 13.5.
        let percent = Some(135_000);
        assert_eq!(of(percent, percent, 200), (Some(27), Some(27)));
        assert_eq!([37, 4, 100].map(|load| of(percent, percent, load).0), [Some(5), Some(1), Some(14)]);
        assert_eq!(of(Some(0), Some(0), 37), (Some(0), Some(0)));
        assert_eq!(of(Some(1_000_000), Some(1_000_000), 37), (Some(37), Some(37)));
    }

    #[test]
    fn an_interval_has_the_truckloads_that_lie_inside() {
        // 13 to 20 % of 37 are 4.81 to 7.4.
        assert_eq!(of(Some(130_000), Some(200_000), 37), (Some(5), Some(7)));
        assert_eq!(of(Some(130_000), None, 37), (Some(5), None));
        assert_eq!(of(None, Some(200_000), 37), (None, Some(7)));
        // 55 to 60 % of 4 are 2.2 to 2.4: the middle is 2.3.
        assert_eq!(of(Some(550_000), Some(600_000), 4), (Some(2), Some(2)));
    }
}

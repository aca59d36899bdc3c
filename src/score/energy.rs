//! The energy score: a whole curve against its ensemble.

/// ES = mean |xᵢ − y| − Σᵢ Σⱼ |xᵢ − xⱼ| / (2 N²), with |·| the Euclidean distance:
/// the CRPS of vectors (Gneiting & Raftery 2007, §4.3, with β = 1; Gneiting et
/// al. 2008). In the unit of the values; 0 is perfect. `None` without a
/// point or without a component.
///
/// ```
/// use drawdown::score::energy::energy;
/// // A point is scored by its distance: 3, 4, 5.
/// assert_eq!(energy(&[vec![3.0, 4.0]], &[0.0, 0.0]), Some(5.0));
/// ```
pub fn energy(points: &[Vec<f64>], y: &[f64]) -> Option<f64> {
    if points.is_empty() || y.is_empty() {
        return None;
    }
    let n = points.len() as f64;
    let error: f64 = points.iter().map(|x| distance(x, y)).sum();
    // Each pair once: the double sum has it twice.
    let after = |i: usize| &points[i + 1..];
    let spread: f64 =
        points.iter().enumerate().map(|(i, x)| after(i).iter().map(|other| distance(x, other)).sum::<f64>()).sum();
    Some(error / n - spread / (n * n))
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Counted;

    #[test]
    fn the_energy_score_of_a_point_is_its_distance() {
        let points = vec![vec![1.0, 2.0, 2.0]; 5];
        assert_eq!(energy(&points, &[0.0, 0.0, 0.0]), Some(3.0));
        assert_eq!(energy(&points, &[1.0, 2.0, 2.0]), Some(0.0));
        assert_eq!(energy(&[], &[1.0]), None);
        assert_eq!(energy(&[vec![]], &[]), None);
    }

    #[test]
    fn in_one_dimension_it_is_the_crps() {
        // Values 0, 1, 1, 4, 7.
        let counted = Counted { counts: &[1, 2, 0, 0, 1, 0, 0, 1], error: 0 };
        let points: Vec<Vec<f64>> = [0.0, 1.0, 1.0, 4.0, 7.0].map(|x| vec![x]).to_vec();
        for y in -3..12 {
            let (energy, crps) = (energy(&points, &[y as f64]).unwrap(), counted.crps(y).unwrap());
            assert!((energy - crps).abs() < 1e-12, "{y}: {energy} {crps}");
        }
    }

    #[test]
    fn the_order_of_replications_does_not_matter() {
        // Whole coordinates along one axis each: every distance and sum is exact.
        let points = [[0.0, 3.0], [0.0, 7.0], [4.0, 3.0], [0.0, 0.0], [4.0, 0.0]].map(|p| p.to_vec());
        let mut turned = points.clone();
        turned.rotate_left(2);
        turned.swap(0, 3);
        let y = [0.0, 3.0];
        assert!((energy(&points, &y).unwrap() - energy(&turned, &y).unwrap()).abs() < 1e-12);
    }

    #[test]
    fn a_small_case_follows_by_hand() {
        // x = (0, 0) or (6, 8), y = (0, 0): mean distance 5, spread (10 + 10) / (2 × 4) = 2.5.
        assert_eq!(energy(&[vec![0.0, 0.0], vec![6.0, 8.0]], &[0.0, 0.0]), Some(2.5));
    }
}

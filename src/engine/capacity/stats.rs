//! Robust statistics in binary fractions.

/// The ratio of a standard deviation to the median absolute deviation of normal noise.
const MAD_TO_SIGMA: f64 = 1.4826;

/// The ratio of a standard deviation to the mean absolute deviation of normal noise, sqrt(pi / 2).
pub(super) const MEAN_TO_SIGMA: f64 = 1.2533;

/// The two-sided 90 % point of the normal distribution.
pub(super) const Z90: f64 = 1.6449;

/// The two-sided 80 % point of the normal distribution.
pub(super) const Z80: f64 = 1.2816;

/// The middle value, or the mean of the two middle ones; 0 for none. Reorders `values`.
pub(super) fn median(values: &mut [f64]) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let (even, middle) = (values.len().is_multiple_of(2), values.len() / 2);
    let (below, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if even { 0.5 * (lower + *upper) } else { *upper }
}

/// The standard deviation of the bulk of residuals around 0: 1.4826 x their median size, so that outliers do not widen
/// it; by their mean size where more than half are exactly 0, as with coarse counters.
pub(super) fn robust_sigma(residuals: &[f64]) -> f64 {
    let mut sizes: Vec<f64> = residuals.iter().map(|value| value.abs()).collect();
    let sigma = MAD_TO_SIGMA * median(&mut sizes);
    if sigma > 0.0 || sizes.is_empty() {
        return sigma;
    }
    MEAN_TO_SIGMA * sizes.iter().sum::<f64>() / count(sizes.len())
}

/// The correlation of neighbours, between 0 and 0.95, with values clipped at three standard deviations. Less than 0 is
/// taken as 0: neighbours that alternate make a trend no surer here.
pub(super) fn lag_one(residuals: &[f64]) -> f64 {
    let bound = 3.0 * robust_sigma(residuals);
    let clip = |value: f64| value.clamp(-bound, bound);
    let products: f64 = residuals.windows(2).map(|pair| clip(pair[0]) * clip(pair[1])).sum();
    let squares: f64 = residuals.iter().map(|value| clip(*value) * clip(*value)).sum();
    if squares > 0.0 { (products / squares).clamp(0.0, 0.95) } else { 0.0 }
}

/// A slope with its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Slope {
    pub value: f64,
    pub error: f64,
}

/// The median of the slopes between all pairs of points: up to 29 % of the points may be arbitrarily wrong. `None`
/// where no two points differ in time. `slopes` is scratch space.
///
/// The standard error follows from the rank interval at 90 %: (upper - lower) / (2 x 1.645), where of N slopes those
/// with the ranks (N -+ 1.645 sqrt(n (n - 1) (2 n + 5) / 18)) / 2 are the ends.
///
/// Source: Theil (1950), "A rank-invariant method of linear and polynomial regression analysis"; Sen (1968),
/// "Estimates of the regression coefficient based on Kendall's tau", JASA 63.
pub(super) fn theil_sen(times: &[f64], values: &[f64], slopes: &mut Vec<f64>) -> Option<Slope> {
    slopes.clear();
    for (index, (from, low)) in times.iter().zip(values).enumerate() {
        let later = times.iter().zip(values).skip(index + 1);
        slopes.extend(later.filter(|(to, _)| *to > from).map(|(to, high)| (high - low) / (to - from)));
    }
    if slopes.is_empty() {
        return None;
    }
    let value = median(slopes);
    let n = count(times.len());
    let spread = Z90 * (n * (n - 1.0) * (2.0 * n + 5.0) / 18.0).sqrt();
    let last = slopes.len() - 1;
    let at = |rank: f64| (rank.max(0.0) as usize).min(last);
    let (low, high) = (at(0.5 * (count(slopes.len()) - spread)), at(0.5 * (count(slopes.len()) + spread)));
    let lower = *slopes.select_nth_unstable_by(low, f64::total_cmp).1;
    let upper = *slopes.select_nth_unstable_by(high, f64::total_cmp).1;
    Some(Slope { value, error: (upper - lower) / (2.0 * Z90) })
}

/// A number of things as a binary fraction, exact up to 2^53.
pub(super) fn count(things: usize) -> f64 {
    things as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The example of Sen (1968): seven points, 21 slopes, their median is 4.
    #[test]
    fn the_slope_of_sens_example() {
        let times = [1.0, 2.0, 3.0, 4.0, 10.0, 12.0, 18.0];
        let values = [9.0, 15.0, 19.0, 20.0, 45.0, 55.0, 78.0];
        let slope = theil_sen(&times, &values, &mut Vec::new()).unwrap();
        assert_eq!(slope.value, 4.0);
    }

    proptest! {
        #[test]
        fn a_fifth_of_wild_points_moves_no_slope_far(wild in prop::collection::vec((0_usize..40, -1e6..1e6_f64), 0..8)) {
            let times: Vec<f64> = (0..40).map(f64::from).collect();
            let mut values: Vec<f64> = times.iter().map(|day| 100.0 + 3.0 * day + (day * 7.0 % 5.0 - 2.0)).collect();
            for (index, value) in wild {
                values[index] = value;
            }
            let slope = theil_sen(&times, &values, &mut Vec::new()).unwrap().value;
            prop_assert!((slope - 3.0).abs() < 0.3, "{slope}");
        }

        #[test]
        fn a_median_has_as_many_below_as_above(mut values in prop::collection::vec(-1e3..1e3_f64, 1..50)) {
            let middle = median(&mut values);
            let below = values.iter().filter(|value| **value < middle).count();
            let above = values.iter().filter(|value| **value > middle).count();
            prop_assert!(below <= values.len() / 2 && above <= values.len() / 2);
        }
    }
}

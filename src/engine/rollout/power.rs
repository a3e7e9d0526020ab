//! How many requests it takes to tell two failure ratios apart.
//!
//! The one-sided test of two proportions with unequal groups and continuity correction: Fleiss, Tytun and Ury, "A Simple
//! Approximation for Calculating Sample Sizes for Comparing Independent Proportions", Biometrics 36 (1980); Fleiss, Levin
//! and Paik, "Statistical Methods for Rates and Proportions", 3rd edition (2003), chapter 4. With p1 the worse ratio of
//! the canary, p0 that of the control, k requests of the control for each of the canary and p = (p1 + k p0) / (k + 1):
//!
//! n' = (z_a sqrt((k + 1) p (1 - p)) + z_b sqrt(k p1 (1 - p1) + p0 (1 - p0)))^2 / (k (p1 - p0)^2)
//!
//! n = n' / 4 x (1 + sqrt(1 + 2 (k + 1) / (n' k (p1 - p0))))^2
//!
//! The normal approximation needs some failures to work on: n is at least 5 / p1, so that five are expected (Cochran,
//! "Some Methods for Strengthening the Common Chi-Squared Tests", Biometrics 10, 1954).

/// Failures that the canary has to expect.
const FAILURES: f64 = 5.0;

/// What a test has to be sure of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Certainty {
    /// The share of good versions that pass: 0.95.
    pub confidence: f64,
    /// The share of bad versions that are caught: 0.8.
    pub power: f64,
}

/// Requests that a canary needs, and how they follow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Needed {
    /// Without the correction: n'.
    pub plain: f64,
    /// With it: n.
    pub corrected: f64,
    /// With it, enough for five failures, rounded up.
    pub requests: f64,
}

/// The value below which a standard normal variable falls with this probability, to nine decimals; for a probability
/// strictly between 0 and 1.
pub fn normal_quantile(probability: f64) -> f64 {
    let below = |z: f64| 0.5 * libm::erfc(-z / std::f64::consts::SQRT_2);
    let (mut low, mut high) = (-40.0_f64, 40.0_f64);
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        if below(middle) < probability { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// The requests of the canary that tell `worse` from `baseline`, both shares of 1 with `worse` above, where the control
/// sees `ratio` requests for each of them.
pub fn needed(baseline: f64, worse: f64, ratio: f64, sure: Certainty) -> Needed {
    let (alpha, beta) = (normal_quantile(sure.confidence), normal_quantile(sure.power));
    let pooled = (worse + ratio * baseline) / (ratio + 1.0);
    let same = ((ratio + 1.0) * pooled * (1.0 - pooled)).sqrt();
    let apart = (ratio * worse * (1.0 - worse) + baseline * (1.0 - baseline)).sqrt();
    let rise = worse - baseline;
    let sum = (alpha * same + beta * apart).max(0.0);
    let plain = sum * sum / (ratio * rise * rise);
    let root = if plain > 0.0 { 1.0 + (1.0 + 2.0 * (ratio + 1.0) / (plain * ratio * rise)).sqrt() } else { 0.0 };
    let corrected = plain / 4.0 * root * root;
    Needed { plain, corrected, requests: corrected.max(FAILURES / worse).ceil() }
}

/// The least ratio above `baseline` that so many requests of the canary tell from it; `None` where not even 100 % is.
pub fn detectable(baseline: f64, requests: f64, ratio: f64, sure: Certainty) -> Option<f64> {
    let enough = |worse: f64| needed(baseline, worse, ratio, sure).requests <= requests;
    if !enough(1.0) {
        return None;
    }
    let (mut low, mut high) = (baseline, 1.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if middle > baseline && enough(middle) { high = middle } else { low = middle }
    }
    Some(high)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const USUAL: Certainty = Certainty { confidence: 0.95, power: 0.8 };

    #[test]
    fn quantiles_of_the_normal_distribution() {
        // Abramowitz and Stegun, "Handbook of Mathematical Functions", table 26.5.
        for (probability, z) in [(0.5, 0.0), (0.8, 0.841_621_234), (0.95, 1.644_853_627), (0.975, 1.959_963_985)] {
            assert!((normal_quantile(probability) - z).abs() < 1e-8, "{probability}");
            assert!((normal_quantile(1.0 - probability) + z).abs() < 1e-8, "{probability}");
        }
    }

    #[test]
    fn published_sample_sizes() {
        // Two-sided 5 % is one-sided 2.5 %. R, help page of `power.prop.test`: 50 % against 75 % with power 90 % takes
        // 76.7 a group, uncorrected; 50 a group have power 0.740.
        let two_sided = |alpha: f64, power| Certainty { confidence: 1.0 - alpha / 2.0, power };
        assert_eq!(format!("{:.1}", needed(0.5, 0.75, 1.0, two_sided(0.05, 0.9)).plain), "76.7");
        assert_eq!(format!("{:.0}", needed(0.5, 0.75, 1.0, two_sided(0.05, 0.740)).plain), "50");
        // Fleiss, table A.3, with the correction: 10 % against 20 %, 60 % against 70 %.
        assert_eq!(needed(0.1, 0.2, 1.0, two_sided(0.05, 0.8)).requests, 219.0);
        assert_eq!(needed(0.6, 0.7, 1.0, two_sided(0.01, 0.95)).requests, 827.0);
    }

    #[test]
    fn unequal_groups_by_hand() {
        // 1 % against 0.1 %, k = 19: p = 0.029 / 20 = 0.00145; sqrt(20 x 0.00145 x 0.99855) = 0.170170;
        // sqrt(19 x 0.01 x 0.99 + 0.001 x 0.999) = 0.434855; (1.644854 x 0.170170 + 0.841621 x 0.434855)^2 = 0.417172;
        // / (19 x 0.009^2) = 271.067. Correction: 2 x 20 / (271.067 x 19 x 0.009) = 0.862952; sqrt(1.862952) = 1.364900;
        // 271.067 / 4 x 2.364900^2 = 379.003. Five failures at 1 % take 500.
        let found = needed(0.001, 0.01, 19.0, USUAL);
        assert!((found.plain - 271.067).abs() < 0.01, "{found:?}");
        assert!((found.corrected - 379.003).abs() < 0.01, "{found:?}");
        assert_eq!(found.requests, 500.0);
    }

    /// The exact power of the corrected test, from the binomial distribution of both groups.
    fn exact_power(baseline: f64, worse: f64, n: usize, k: usize, alpha: f64) -> f64 {
        let masses = |count: usize, p: f64| -> Vec<f64> {
            let log = |at: usize| {
                let (n, at) = (count as f64, at as f64);
                libm::lgamma(n + 1.0) - libm::lgamma(at + 1.0) - libm::lgamma(n - at + 1.0)
                    + at * libm::log(p)
                    + (n - at) * libm::log(1.0 - p)
            };
            (0..=count).map(|at| libm::exp(log(at))).collect()
        };
        let (canary, control) = (masses(n, worse), masses(n * k, baseline));
        let (n, m) = (n as f64, (n * k) as f64);
        let mut caught = 0.0;
        for (bad, mass) in canary.iter().enumerate().filter(|(_, mass)| **mass > 1e-12) {
            for (other, weight) in control.iter().enumerate().filter(|(_, weight)| **weight > 1e-12) {
                let (bad, other) = (bad as f64, other as f64);
                let pooled = (bad + other) / (n + m);
                let spread = (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m)).sqrt();
                let z = (bad / n - other / m - 0.5 * (1.0 / n + 1.0 / m)) / spread;
                if spread > 0.0 && z > alpha {
                    caught += mass * weight;
                }
            }
        }
        caught
    }

    #[test]
    fn the_exact_test_catches_what_it_should() {
        for (baseline, worse, k) in [(0.001, 0.01, 19), (0.01, 0.02, 3), (0.001, 0.003, 1), (0.05, 0.08, 19)] {
            let n = needed(baseline, worse, f64::from(k), USUAL).requests as usize;
            let power = exact_power(baseline, worse, n, k as usize, normal_quantile(0.95));
            assert!(power > 0.77, "{baseline} {worse} {k}: {n} requests catch {power}");
        }
    }

    proptest! {
        #[test]
        fn what_is_detectable_needs_no_more_than_there_is(
            baseline in 0.0..0.2_f64, requests in 20.0..1e6_f64, share in 0.01..0.9_f64,
        ) {
            let ratio = (1.0 - share) / share;
            if let Some(worse) = detectable(baseline, requests, ratio, USUAL) {
                prop_assert!(needed(baseline, worse, ratio, USUAL).requests <= requests);
                let less = baseline + 0.98 * (worse - baseline);
                prop_assert!(needed(baseline, less, ratio, USUAL).requests > requests || worse >= 0.999);
            }
        }

        #[test]
        fn a_larger_rise_needs_no_more(baseline in 0.0..0.1_f64, rise in 0.001..0.4_f64, more in 0.0..0.3_f64) {
            let (one, other) = (needed(baseline, baseline + rise, 4.0, USUAL), needed(baseline, baseline + rise + more, 4.0, USUAL));
            prop_assert!(other.requests <= one.requests);
        }
    }
}

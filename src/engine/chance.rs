//! Chance, for all engines: seeded streams of random numbers, three-point estimates, percentiles.
//!
//! Everything is computed in binary fractions. Transcendental functions come from `libm`, and `+ - * / sqrt` are exact
//! by IEEE 754 as they are, so the same seed gives the same bits on every machine.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::quantity::{DurationRange, number};

/// A stream of draws that depends on the seed and on the name alone: questions that are added, removed or reordered
/// leave the draws of the others as they are.
pub struct Draws {
    source: ChaCha8Rng,
    spare: Option<f64>,
}

impl Draws {
    /// The stream of this name.
    pub fn new(seed: u64, name: &str) -> Self {
        let mut source = ChaCha8Rng::seed_from_u64(seed);
        // FNV-1a, 64 bits: a stream number that is the same for a name everywhere.
        let hash = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        source.set_stream(hash);
        Draws { source, spare: None }
    }

    /// Uniform from 0 to below 1, in steps of 2^-53.
    pub fn uniform(&mut self) -> f64 {
        (self.source.next_u64() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Standard normal, by the polar method (Marsaglia and Bray 1964).
    pub fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let (x, y) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                let scale = (-2.0 * libm::log(square) / square).sqrt();
                self.spare = Some(y * scale);
                return x * scale;
            }
        }
    }

    /// A seed for something that follows from it alone.
    pub fn seed(&mut self) -> u64 {
        self.source.next_u64()
    }
}

/// An estimate by three points, two or one.
///
/// Of three points the distribution is triangular, not PERT: its quantiles are closed formulas with one square root,
/// so that a person can check them, and its upper tail is heavier (a PERT P90 lies below the triangular one), which is
/// the safe side for work that people underestimate. Two points are taken as uniform: they say nothing of what is
/// likelier, and of all distributions between two ends the uniform one claims the least (greatest entropy); a triangle
/// around the middle would halve the variance that nobody spoke for. One point is taken as certain.
///
/// Source: Kotz and van Dorp (2004), "Beyond Beta", chapter 1, for the triangular distribution and its inverse.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    low: f64,
    /// `None` for a uniform distribution.
    likely: Option<f64>,
    high: f64,
}

impl Estimate {
    /// From one end to the other; a likeliest value beyond them is taken as the nearer one.
    pub fn between(low: f64, likely: Option<f64>, high: f64) -> Self {
        Estimate { low, likely: likely.filter(|_| low < high).map(|value| value.clamp(low, high)), high }
    }

    /// A length of time, in days.
    pub fn days(range: &DurationRange) -> Self {
        Self::between(number::to_f64(range.low), range.likely.map(number::to_f64), number::to_f64(range.high))
    }

    /// The value that a share of all cases do not exceed; the inverse of the cumulative distribution.
    pub fn quantile(&self, share: f64) -> f64 {
        let width = self.high - self.low;
        match self.likely {
            None => self.low + share * width,
            Some(likely) if share * width < likely - self.low => {
                self.low + (share * width * (likely - self.low)).sqrt()
            }
            Some(likely) => self.high - ((1.0 - share) * width * (self.high - likely)).sqrt(),
        }
    }

    /// A value at random.
    pub fn draw(&self, draws: &mut Draws) -> f64 {
        self.quantile(draws.uniform())
    }

    /// The share of all cases that do not exceed a value.
    pub fn share_within(&self, value: f64) -> f64 {
        let width = self.high - self.low;
        match self.likely {
            _ if value >= self.high => 1.0,
            _ if value < self.low => 0.0,
            None => (value - self.low) / width,
            Some(likely) if value < likely => (value - self.low) * (value - self.low) / (width * (likely - self.low)),
            Some(likely) => 1.0 - (self.high - value) * (self.high - value) / (width * (self.high - likely)),
        }
    }
}

/// The place, from 1, of the value that so many percent of `count` sorted ones do not exceed: the nearest rank, so that
/// a percentile is always a value that was drawn.
pub fn rank(count: usize, percent: u32) -> usize {
    (count * percent as usize).div_ceil(100).max(1)
}

/// Percentiles of values in any order, by [`rank`]. Of none, infinity.
pub fn percentiles<const N: usize>(values: &[f64], percents: [u32; N]) -> [f64; N] {
    let mut values = values.to_vec();
    percents.map(|percent| match values.len() {
        0 => f64::INFINITY,
        number => *values.select_nth_unstable_by(rank(number, percent).min(number) - 1, f64::total_cmp).1,
    })
}

/// A percentile of values that are sorted, by [`rank`]. Of none, the default.
pub fn percentile<T: Copy + Default>(sorted: &[T], percent: u32) -> T {
    sorted.get(rank(sorted.len(), percent) - 1).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quantiles_by_hand() {
        let [p10, p50, p90] = [0.1, 0.5, 0.9].map(|share| Estimate::between(28.0, Some(42.0), 70.0).quantile(share));
        // 28 + sqrt(0.1 x 42 x 14) = 35.668; 70 - sqrt(0.5 x 42 x 28) = 45.751; 70 - sqrt(0.1 x 42 x 28) = 59.156
        assert!((p10 - 35.668).abs() < 1e-3 && (p50 - 45.751).abs() < 1e-3 && (p90 - 59.156).abs() < 1e-3);
        // Two points are uniform: 10 + 0.9 x 10.
        assert!((Estimate::between(10.0, None, 20.0).quantile(0.9) - 19.0).abs() < 1e-9);
        assert_eq!(Estimate::between(7.0, Some(7.0), 7.0).quantile(0.3), 7.0);
    }

    #[test]
    fn normal_draws_have_the_moments_of_the_normal_distribution() {
        let mut draws = Draws::new(7, "moments");
        let values: Vec<f64> = (0..40_000).map(|_| draws.normal()).collect();
        let mean = values.iter().sum::<f64>() / 40_000.0;
        let square = values.iter().map(|value| value * value).sum::<f64>() / 40_000.0;
        let inside = values.iter().filter(|value| value.abs() < 1.2816).count();
        // Four standard errors: 1 / 200, sqrt(2) / 200, 0.4 / 200.
        assert!(mean.abs() < 0.02 && (square - 1.0).abs() < 0.03, "{mean} {square}");
        assert!((31_680..32_320).contains(&inside), "{inside}");
    }

    #[test]
    fn percentiles_are_values_that_were_drawn() {
        assert_eq!((rank(10_000, 80), rank(10, 95), rank(1, 50), rank(3, 50)), (8_000, 10, 1, 2));
        assert_eq!(percentiles(&[9.0, 3.0, 5.0, 5.0], [50, 80]), [5.0, 9.0]);
        assert_eq!((percentile(&[3_u32, 5, 5, 9], 50), percentile::<u32>(&[], 80)), (5, 0));
        assert_eq!(percentiles(&[], [10]), [f64::INFINITY]);
    }

    proptest! {
        #[test]
        fn quantiles_rise_and_stay_within(low in 0_u32..100, first in 0_u32..100, second in 0_u32..100, two: bool, one in 0.0..1.0_f64, more in 0.0..1.0_f64) {
            let (likely, high) = (low + first, low + first + second);
            let [low, likely, high] = [low, likely, high].map(f64::from);
            let estimate = Estimate::between(low, Some(likely).filter(|_| !two), high);
            let (left, right) = (one.min(more), one.max(more));
            prop_assert!(estimate.quantile(left) <= estimate.quantile(right) + 1e-9);
            // The share is the inverse of the quantile, where there is any width.
            if high > low {
                prop_assert!((estimate.share_within(estimate.quantile(one)) - one).abs() < 1e-6);
            }
            prop_assert!(estimate.quantile(left) >= low - 1e-9 && estimate.quantile(right) <= high + 1e-9);
        }
    }
}

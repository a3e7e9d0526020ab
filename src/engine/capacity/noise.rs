//! What single values do beside their trend, sample by sample.

use super::stats::count;
use crate::engine::chance::Draws;

/// How many different steps a walk takes.
const STEPS: usize = 4_096;

/// The noise of the samples to come: residuals of those that were seen, in blocks of neighbours put together at random,
/// so that restless times stay together (moving block bootstrap: Künsch 1989, "The jackknife and the bootstrap for
/// general stationary observations", Annals of Statistics 17). A level that wanders adds the steps of its walk.
///
/// Nothing is stored for a path but a seed, from which its noise follows day by day: so it meets the same noise
/// whichever bar it is held against.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Noise {
    /// How many days a value stands for: the usual distance of two samples.
    period: usize,
    /// Mirrored where the value falls.
    residuals: Vec<f64>,
    /// How many neighbours stay together.
    block: usize,
    /// Steps of the walk from one sample to the next; none without one.
    steps: Vec<f64>,
    most: f64,
}

/// The noise of one path, asked for day after day.
pub(super) struct Met<'a> {
    noise: &'a Noise,
    seed: u64,
    sample: usize,
    walked: f64,
}

impl Noise {
    /// None: values keep to their path.
    pub(super) fn none() -> Self {
        Noise { period: 1, residuals: Vec::new(), block: 1, steps: Vec::new(), most: 0.0 }
    }

    /// Noise like these residuals, of which neighbours correlate by `memory`, from samples that many days apart; and a
    /// walk with this standard deviation per day, 0 for none.
    pub(super) fn like(residuals: Vec<f64>, memory: f64, walk: f64, spacing: f64, draws: &mut Draws) -> Self {
        let period = (spacing.round() as usize).max(1);
        // As long as a correlation takes to fade to a twentieth, and no shorter than is usual for independent ones.
        let fades = if memory > 0.0 { -3.0 / libm::log(memory) } else { 1.0 };
        let number = count(residuals.len());
        let block = libm::cbrt(number).max(fades).min(0.25 * number).ceil() as usize;
        let step = walk * count(period).sqrt();
        let steps: Vec<f64> = (0..if walk > 0.0 { STEPS } else { 0 }).map(|_| step * draws.normal()).collect();
        let most = if walk > 0.0 { f64::INFINITY } else { residuals.iter().copied().fold(0.0, f64::max) };
        Noise { period, block: block.max(1), residuals, steps, most }
    }

    /// Whether there is none.
    pub(super) fn is_none(&self) -> bool {
        self.residuals.is_empty()
    }

    /// The most that any value lies above its path.
    pub(super) fn most(&self) -> f64 {
        self.most
    }

    /// The noise of the path with this seed.
    pub(super) fn met(&self, seed: u64) -> Met<'_> {
        Met { noise: self, seed, sample: 0, walked: 0.0 }
    }
}

impl Met<'_> {
    /// What a value lies above its path on a day, no earlier than the last one asked for. Until the next sample the
    /// last one is known, and there is no noise.
    pub(super) fn on(&mut self, day: usize) -> f64 {
        let Noise { period, residuals, block, steps, .. } = self.noise;
        let sample = day / period;
        if sample == 0 || residuals.is_empty() {
            return 0.0;
        }
        if !steps.is_empty() {
            for at in self.sample..sample {
                self.walked += steps[below(mixed(!self.seed, at), steps.len())];
            }
            self.sample = sample;
        }
        let starts = residuals.len() - block + 1;
        residuals[below(mixed(self.seed, sample / block), starts) + sample % block] + self.walked
    }
}

/// Random bits that follow from a seed and a place (SplitMix64: Steele, Lea and Flood 2014, "Fast splittable
/// pseudorandom number generators", OOPSLA).
fn mixed(seed: u64, place: usize) -> u64 {
    let mut bits = seed.wrapping_add((place as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// Random bits as one of so many things, counted from 0.
fn below(bits: u64, things: usize) -> usize {
    ((u128::from(bits) * things as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::super::stats::lag_one;
    use super::*;

    fn square(values: &[f64]) -> f64 {
        values.iter().map(|value| value * value).sum::<f64>() / count(values.len())
    }

    #[test]
    fn noise_is_like_the_residuals() {
        let mut draws = Draws::new(3, "residuals");
        let mut last = 0.0;
        let residuals: Vec<f64> = (0..400)
            .map(|_| {
                last = 0.8 * last + 0.6 * draws.normal();
                last
            })
            .collect();
        let memory = lag_one(&residuals);
        let noise = Noise::like(residuals.clone(), memory, 0.0, 7.0, &mut draws);
        let mut met = noise.met(5);
        let values: Vec<f64> = (1..20_000).map(|week| met.on(7 * week)).collect();
        assert!((square(&values) / square(&residuals) - 1.0).abs() < 0.15);
        assert!((lag_one(&values) - memory).abs() < 0.1, "{} {memory}", lag_one(&values));
        assert_eq!(noise.most(), values.iter().copied().fold(0.0, f64::max));
        // A value stands for a week; this week's is known.
        let mut again = noise.met(5);
        assert_eq!((again.on(6), again.on(7), again.on(13)), (0.0, values[0], values[0]));
    }

    #[test]
    fn a_walk_gains_its_variance_from_day_to_day() {
        let noise = Noise::like(vec![0.0], 0.0, 2.0, 1.0, &mut Draws::new(3, "walk"));
        let off: Vec<f64> = (0..2_000).map(|seed| noise.met(seed << 32).on(100)).collect();
        // 2^2 x 100 = 400, with four standard errors of sqrt(2 / 2,000).
        assert!((square(&off) / 400.0 - 1.0).abs() < 0.13, "{}", square(&off));
    }
}

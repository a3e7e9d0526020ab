//! A trend fitted to samples: a robust line, or a line through the logarithms, through what follows the last change
//! point, with weekly and yearly patterns beside it.
//!
//! value(day) = level + slope x (day - centre) + weekly + yearly + carry x memory^(steps ahead) + noise, on the values
//! for linear growth and on their natural logarithms for compound growth.

use super::change::changes;
use super::series::{twelfth, weekday};
use super::stats::{MEAN_TO_SIGMA, Slope, count, lag_one, median, robust_sigma, theil_sen};

/// The most points that a slope is taken from; a longer series is thinned to medians of neighbours, since the slopes
/// between all pairs grow with the square of the points.
const MOST_POINTS: usize = 120;

/// Half a year, in days.
const HALF_YEAR: f64 = 182.625;

/// What kind of curve is fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// Whether growth is compound: a line through the logarithms.
    pub compound: bool,
    /// Whether there is a pattern of the week.
    pub weekly: bool,
    /// Whether there is a pattern of the year.
    pub yearly: bool,
}

/// A fitted curve. Days are those of the series, levels are on the scale of the shape.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fit {
    pub shape: Shape,
    /// The first days after each change point, ascending; the line holds from the last one.
    pub changes: Vec<f64>,
    /// The slopes per day before and after the last change point, where there is one.
    pub before: Option<Slope>,
    /// The middle of the days the line is fitted to.
    pub centre: f64,
    pub level: f64,
    pub level_error: f64,
    pub slope: Slope,
    /// What the curve leaves of each sample since the last change point.
    pub residuals: Vec<f64>,
    /// The standard deviation of the bulk of them.
    pub sigma: f64,
    /// The correlation of neighbouring residuals.
    pub memory: f64,
    /// How far the last samples lie off the curve.
    pub carry: f64,
    /// The variance that the level gains per day, where it may be a walk that never returns to the line.
    pub walk: Option<f64>,
    /// The day of the last sample, and the usual distance of two.
    pub last: f64,
    pub spacing: f64,
    pub weekly: [f64; 7],
    pub yearly: [f64; 12],
}

impl Shape {
    /// A value on the scale of the shape. Of a value of 0 or below there is no logarithm: it is the lowest there is.
    pub(super) fn scale(self, value: f64) -> f64 {
        match self.compound {
            true if value > 0.0 => libm::log(value),
            true => f64::NEG_INFINITY,
            false => value,
        }
    }

    /// A value back from the scale of the shape.
    pub(super) fn unscale(self, value: f64) -> f64 {
        if self.compound { libm::exp(value) } else { value }
    }
}

impl Fit {
    /// Fits a shape to samples on ascending days. `None` where fewer than two days are sampled, or a value that is not
    /// positive is to grow by a factor.
    pub(super) fn new(days: &[f64], values: &[f64], shape: Shape, spacing: f64) -> Option<Fit> {
        if shape.compound && values.iter().any(|value| *value <= 0.0) {
            return None;
        }
        let mut level: Vec<f64> = values.iter().map(|value| shape.scale(*value)).collect();
        let mut weekly = [0.0; 7];
        let mut yearly = [0.0; 12];
        if shape.weekly {
            weekly = pattern(days, &level, 3.0, weekday);
            remove(days, &mut level, &weekly, weekday);
        }
        if shape.yearly {
            yearly = pattern(days, &level, HALF_YEAR, twelfth);
            remove(days, &mut level, &yearly, twelfth);
        }
        let (thin_days, thin_level) = thinned(days, &level);
        let found = changes(&thin_days, &thin_level);
        // The point before the change ends its neighbourhood: the change lies behind it.
        let starts: Vec<f64> =
            found.iter().filter_map(|index| Some(0.5 * (thin_days[*index] + thin_days.get(index - 1)?))).collect();
        let from = starts.last().map_or(0, |start| days.partition_point(|day| day < start));
        let (recent_days, recent) = (&days[from..], &level[from..]);
        let mut scratch = Vec::new();
        let before = match found.last() {
            Some(end) => {
                let start = found.len().checked_sub(2).map_or(0, |index| found[index]);
                theil_sen(&thin_days[start..*end], &thin_level[start..*end], &mut scratch)
            }
            None => None,
        };
        let mut fit = line(recent_days, recent, &mut scratch)?;
        let first = |start: &f64| days.get(days.partition_point(|day| day < start)).copied();
        fit.changes = starts.iter().filter_map(first).collect();
        let first = recent_days.first().copied().unwrap_or(0.0);
        Some(Fit { shape, before, spacing, weekly, yearly, ..fit }.or_walk(first))
    }

    /// The patterns of week and year on a day.
    pub(super) fn season(&self, day: f64) -> f64 {
        self.weekly[weekday(day)] + self.yearly[twelfth(day)]
    }

    /// What the last residuals still add on a day after the last sample.
    pub(super) fn carried(&self, day: f64) -> f64 {
        let steps = (day - self.last).max(0.0) / self.spacing.max(1e-9);
        if self.walk.is_some() {
            return self.carry;
        }
        self.carry * libm::pow(self.memory, steps)
    }

    /// The line alone on a day.
    pub(super) fn trend(&self, day: f64) -> f64 {
        self.level + self.slope.value * (day - self.centre)
    }

    /// The expected value on a day, on the scale of the shape.
    pub(super) fn expected(&self, day: f64) -> f64 {
        self.trend(day) + self.season(day) + self.carried(day)
    }

    /// The day around which the line turns when its slope is wrong: its centre, or where a walk was seen last.
    pub(super) fn pivot(&self) -> f64 {
        if self.walk.is_some() { self.last } else { self.centre }
    }

    /// The standard deviation of one value on a day: noise, level and slope, sqrt(s^2 + l^2 + (b (day - pivot))^2), and
    /// for a walk what it gains until then.
    pub(super) fn error(&self, day: f64) -> f64 {
        let lever = self.slope.error * (day - self.pivot());
        let walked = self.walk.unwrap_or(0.0) * (day - self.last).max(0.0);
        (self.sigma * self.sigma + self.level_error * self.level_error + lever * lever + walked).sqrt()
    }

    /// Treats the level as a walk with drift where it cannot be told from one: where n (1 - p) is below 20.7, the 5 %
    /// point of the Dickey-Fuller test with a trend (Fuller 1976, table 8.5.1, for n = 100). Its variance per step is
    /// that of the differences plus twice their covariance, and that of its drift follows from the time it was seen.
    fn or_walk(self, first: f64) -> Fit {
        let n = count(self.residuals.len());
        let steps: Vec<f64> = self.residuals.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let bound = 3.0 * robust_sigma(&steps);
        let clip = |step: f64| step.clamp(-bound, bound);
        let squares = steps.iter().map(|step| clip(*step) * clip(*step)).sum::<f64>() / count(steps.len().max(1));
        let products =
            steps.windows(2).map(|pair| clip(pair[0]) * clip(pair[1])).sum::<f64>() / count(steps.len().max(1));
        let gained = (squares + 2.0 * products) / self.spacing.max(1e-9);
        // Two standard errors of the correlation above that of white noise, -1 / 2.
        let walks = products > squares * (2.0 / n.sqrt() - 0.5);
        if n * (1.0 - self.memory) >= 20.7 || !walks || gained <= 0.0 {
            return self;
        }
        let seen = (self.last - first).max(1.0);
        let slope = Slope { error: self.slope.error.max((gained / seen).sqrt()), ..self.slope };
        let sigma = (squares - gained * self.spacing).max(0.0).sqrt() / std::f64::consts::SQRT_2;
        let shrink = if self.sigma > 0.0 { (sigma / self.sigma).min(1.0) } else { 1.0 };
        let residuals = self.residuals.iter().map(|residual| residual * shrink).collect();
        Fit { walk: Some(gained), slope, sigma, residuals, level_error: 0.0, ..self }
    }
}

/// A robust line through points, with errors widened by sqrt((1 + p) / (1 - p)) for neighbours that correlate by p: so
/// many fewer independent points there are (Bartlett 1946; for trends, Hamed and Rao 1998).
fn line(days: &[f64], level: &[f64], scratch: &mut Vec<f64>) -> Option<Fit> {
    let (thin_days, thin_level) = thinned(days, level);
    let slope = theil_sen(&thin_days, &thin_level, scratch)?;
    let (first, last) = (*days.first()?, *days.last()?);
    let centre = 0.5 * (first + last);
    let off = |(day, value): (&f64, &f64)| value - slope.value * (day - centre);
    let middle = median(&mut thin_days.iter().zip(&thin_level).map(off).collect::<Vec<f64>>());
    let left: Vec<f64> = days.iter().zip(level).map(off).map(|value| value - middle).collect();
    let thin_left: Vec<f64> = thin_days.iter().zip(&thin_level).map(off).map(|value| value - middle).collect();
    let correlation = lag_one(&thin_left);
    let stretch = ((1.0 + correlation) / (1.0 - correlation)).sqrt();
    let level_error = MEAN_TO_SIGMA * robust_sigma(&thin_left) / count(thin_left.len()).sqrt() * stretch;
    let tail = left.len().saturating_sub(3);
    Some(Fit {
        shape: Shape { compound: false, weekly: false, yearly: false },
        changes: Vec::new(),
        before: None,
        centre,
        level: middle,
        level_error,
        slope: Slope { error: slope.error * stretch, ..slope },
        // Two of the points are used up by the line.
        sigma: robust_sigma(&left) * (count(left.len()) / (count(left.len()) - 2.0).max(1.0)).sqrt(),
        memory: lag_one(&left),
        carry: median(&mut left[tail..].to_vec()),
        residuals: left,
        walk: None,
        last,
        spacing: 1.0,
        weekly: [0.0; 7],
        yearly: [0.0; 12],
    })
}

/// The pattern of a cycle: the median of what a moving average over just the cycle leaves, by phase, around 0. Samples
/// without half a cycle on both sides are left out, as in classical decomposition.
fn pattern<const N: usize>(days: &[f64], level: &[f64], reach: f64, phase: fn(f64) -> usize) -> [f64; N] {
    let mut sums = Vec::with_capacity(level.len() + 1);
    sums.push(0.0);
    for value in level {
        sums.push(sums.last().copied().unwrap_or(0.0) + value);
    }
    let mut left: [Vec<f64>; N] = std::array::from_fn(|_| Vec::new());
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return [0.0; N] };
    for (day, value) in days.iter().zip(level) {
        if day - first < reach || last - day < reach {
            continue;
        }
        let (low, high) = (days.partition_point(|at| *at < day - reach), days.partition_point(|at| *at <= day + reach));
        if let Some(bin) = left.get_mut(phase(*day)) {
            bin.push(value - (sums[high] - sums[low]) / count(high - low));
        }
    }
    let mut result = left.map(|mut bin| median(&mut bin));
    let mean = result.iter().sum::<f64>() / count(N);
    result.iter_mut().for_each(|value| *value -= mean);
    result
}

fn remove(days: &[f64], level: &mut [f64], pattern: &[f64], phase: fn(f64) -> usize) {
    for (day, value) in days.iter().zip(level) {
        *value -= pattern.get(phase(*day)).copied().unwrap_or(0.0);
    }
}

/// At most [`MOST_POINTS`] points: medians of neighbours.
fn thinned(days: &[f64], level: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let size = days.len().div_ceil(MOST_POINTS).max(1);
    if size == 1 {
        return (days.to_vec(), level.to_vec());
    }
    let middles = |values: &[f64]| values.chunks(size).map(|chunk| median(&mut chunk.to_vec())).collect();
    (middles(days), middles(level))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::engine::chance::Draws;

    const LINE: Shape = Shape { compound: false, weekly: false, yearly: false };

    fn series(n: u32, value: impl FnMut(f64) -> f64) -> (Vec<f64>, Vec<f64>) {
        let days: Vec<f64> = (0..n).map(f64::from).collect();
        let values = days.iter().copied().map(value).collect();
        (days, values)
    }

    #[test]
    fn finds_the_pattern_of_a_week_again() {
        let week = [3.0, 1.0, 0.0, -1.0, -3.0, 2.0, -2.0];
        let mut draws = Draws::new(5, "week");
        let (days, values) = series(140, |day| 100.0 + 0.5 * day + week[weekday(day)] + 0.1 * draws.normal());
        let fit = Fit::new(&days, &values, Shape { weekly: true, ..LINE }, 1.0).unwrap();
        for (found, real) in fit.weekly.iter().zip(week) {
            assert!((found - real).abs() < 0.15, "{found} {real}");
        }
        assert!((fit.slope.value - 0.5).abs() < 0.002 && fit.changes.is_empty(), "{fit:?}");
    }

    #[test]
    fn finds_the_pattern_of_a_year_again() {
        let wave = |day: f64| 10.0 * libm::sin(day / 365.25 * std::f64::consts::TAU);
        let mut draws = Draws::new(5, "year");
        let (days, values) = series(1_096, |day| 100.0 + 0.1 * day + wave(day) + draws.normal());
        let fit = Fit::new(&days, &values, Shape { yearly: true, ..LINE }, 1.0).unwrap();
        assert!((fit.slope.value - 0.1).abs() < 0.005, "{:?}", fit.slope);
        // The steps of twelfths leave at most 10 x sin(15 degrees) = 2.6 of the wave; a quarter ahead it is back up.
        assert!((fit.expected(1_186.0) - (100.0 + 118.6 + wave(1_186.0))).abs() < 3.5);
    }

    #[test]
    fn the_line_holds_from_the_last_change() {
        let mut draws = Draws::new(5, "change");
        let (days, values) = series(200, |day| 100.0 + 0.2 * day + 1.3 * (day - 120.0).max(0.0) + draws.normal());
        let fit = Fit::new(&days, &values, LINE, 1.0).unwrap();
        assert!((fit.slope.value - 1.5).abs() < 0.05, "{:?}", fit.slope);
        assert!((fit.before.unwrap().value - 0.2).abs() < 0.05);
        assert!((110.0..130.0).contains(&fit.changes[0]), "{:?}", fit.changes);
    }

    #[test]
    fn tells_a_walk_from_noise() {
        let walks = |memory: f64| {
            let walks = |seed: u64| {
                let (mut draws, mut level) = (Draws::new(seed, "walk"), 0.0);
                let (days, values) = series(150, |day| {
                    level = memory * level + draws.normal();
                    day + level
                });
                Fit::new(&days, &values, LINE, 1.0).unwrap().walk.is_some()
            };
            (0..50).filter(|seed| walks(*seed)).count()
        };
        let found = [walks(0.0), walks(0.5), walks(1.0)];
        assert!(found[0] == 0 && found[1] <= 5 && found[2] >= 40, "{found:?}");
    }

    #[test]
    fn nothing_grows_by_a_factor_from_zero() {
        let (days, values) = series(20, |day| day);
        assert_eq!(Fit::new(&days, &values, Shape { compound: true, ..LINE }, 1.0), None);
    }

    #[test]
    fn slopes_lie_within_their_intervals() {
        // 90 % of 400 series, give or take four standard errors of 1.5 points.
        let within = (0..400).filter(|seed| {
            let mut draws = Draws::new(*seed, "slope");
            let (days, values) = series(60, |day| 2.0 * day + 5.0 * draws.normal());
            let fit = line(&days, &values, &mut Vec::new()).unwrap();
            (fit.slope.value - 2.0).abs() < 1.6449 * fit.slope.error
        });
        let within = within.count();
        assert!((336..=384).contains(&within), "{within}");
    }

    proptest! {
        #[test]
        fn an_exact_line_is_found_exactly(level in -1e3..1e3_f64, slope in -10.0..10.0_f64, n in 10_u32..400) {
            let (days, values) = series(n, |day| level + slope * day);
            let fit = Fit::new(&days, &values, LINE, 1.0).unwrap();
            let ahead = f64::from(n) + 100.0;
            prop_assert!((fit.expected(ahead) - (level + slope * ahead)).abs() < 1e-6 * (1.0 + level.abs()));
        }
    }
}

//! The simulation: many straight paths on the scale of the growth, each held against a bar for every day.
//!
//! Everything that all paths share (the limit, launches and spikes, patterns of week and year) is folded into the bars
//! beforehand, on the scale on which a path is a straight line. So the inner loop is one multiplication and one
//! comparison for each block of days, in binary fractions and without an allocation.
//!
//! A limit is reached by the first single value that is at it, not when the trend is: samples are peaks of a day, and
//! one of them is enough. So each path meets the noise of every sample to come, see [`Noise`].

use super::fit::Shape;
use super::noise::Noise;
use super::stats::Slope;
use crate::engine::chance::{Draws, Estimate, percentiles};

/// P10, P50 and P90.
pub(super) const TENTHS: [u32; 3] = [10, 50, 90];

/// Days that are skipped at once where no bar of theirs can be reached.
const BLOCK: usize = 32;

/// What all paths of a limit share. Day 0 is the day of the forecast.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Course {
    pub shape: Shape,
    /// Whether the limit lies above.
    pub rising: bool,
    /// The patterns of each day, on the scale of the shape.
    pub season: Vec<f64>,
    /// What launches and spikes multiply the value of each day by, and then add to it.
    pub factor: Vec<f64>,
    pub extra: Vec<f64>,
    /// What single values do beside their path.
    pub noise: Noise,
}

/// The bars of one value, mirrored where the value falls, so that a path always comes from below.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bars {
    days: Vec<f64>,
    /// The lowest bar of each block.
    lowest: Vec<f64>,
    /// The lowest of all.
    floor: f64,
    /// Whether all bars are the same.
    level: bool,
}

/// What is not known about the paths of a limit, on the scale of the shape.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Uncertain {
    /// A stated growth per day, from a known value.
    Stated { start: f64, slope: Estimate },
    /// A fitted line: its value today, the errors of level and slope, and the days since the one it turns around.
    Fitted { today: f64, level_error: f64, slope: Slope, since: f64 },
}

/// A path, mirrored where the value falls: `start + slope x day`, beside which values meet the noise of
/// its seed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Path {
    pub start: f64,
    pub slope: f64,
    pub seed: u64,
}

/// Simulated days, in the order of the draws; infinite where a value is not reached within the horizon.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Runs {
    pub paths: Vec<Path>,
    pub to_trigger: Option<Vec<f64>>,
    pub to_limit: Vec<f64>,
    pub leads: Option<Vec<f64>>,
}

impl Course {
    fn mirror(&self, value: f64) -> f64 {
        if self.rising { value } else { -value }
    }

    /// The bars that a path has to reach for the value of a day to be at `bound`.
    pub(super) fn bars(&self, bound: f64) -> Bars {
        let bar = |((season, factor), extra): ((&f64, &f64), &f64)| {
            self.mirror(self.shape.scale((bound - extra) / factor) - season)
        };
        let days: Vec<f64> = self.season.iter().zip(&self.factor).zip(&self.extra).map(bar).collect();
        let least = |block: &[f64]| block.iter().copied().fold(f64::INFINITY, f64::min);
        let (lowest, floor) = (days.chunks(BLOCK).map(least).collect(), least(&days));
        let level = days.windows(2).all(|pair| pair[0] == pair[1]);
        Bars { days, lowest, floor, level }
    }

    /// The value of a path nearest to the limit up to a moment, without noise.
    pub(super) fn nearest(&self, path: Path, until: f64) -> f64 {
        let mut nearest = f64::NAN;
        let rows = self.season.iter().zip(&self.factor).zip(&self.extra).enumerate();
        for (day, ((season, factor), extra)) in rows {
            let begin = day as f64;
            if begin > until {
                break;
            }
            let moment = if path.slope > 0.0 { until.min(begin + 1.0) } else { begin };
            let level = self.mirror(path.start + path.slope * moment);
            let value = self.shape.unscale(level + season) * factor + extra;
            let nearer = if self.rising { value > nearest } else { value < nearest };
            if nearer || nearest.is_nan() {
                nearest = value;
            }
        }
        nearest
    }
}

impl Bars {
    /// Whether nothing but the path moves the value.
    pub(super) fn is_level(&self) -> bool {
        self.level
    }

    /// The moment in days at which a value of a path first reaches a bar; infinite where none does.
    pub(super) fn reached(&self, path: Path, noise: &Noise) -> f64 {
        let horizon = self.days.len() as f64;
        let Some(first) = self.days.first() else { return f64::INFINITY };
        if path.start >= *first {
            return 0.0;
        }
        if self.level && noise.is_none() {
            let moment = (first - path.start) / path.slope;
            return if path.slope > 0.0 && moment < horizon { moment } else { f64::INFINITY };
        }
        let rising = path.slope > 0.0;
        // Before the path with the most noise there is is at the lowest bar of all, it is at none.
        let floor = self.floor - noise.most();
        let earliest = match (floor - path.start) / path.slope {
            _ if path.start >= floor => 0.0,
            moment if rising && moment < horizon => moment,
            _ => return f64::INFINITY,
        };
        // One block earlier than computed, for the last binary digits.
        let skipped = (earliest as usize / BLOCK).saturating_sub(1);
        let mut met = noise.met(path.seed);
        for (index, (block, lowest)) in self.days.chunks(BLOCK).zip(&self.lowest).enumerate().skip(skipped) {
            let begin = (index * BLOCK) as f64;
            let highest = path.start + path.slope * if rising { begin + block.len() as f64 } else { begin };
            if highest + noise.most() < *lowest {
                continue;
            }
            for (offset, bar) in block.iter().enumerate() {
                let day = begin + offset as f64;
                let bar = bar - met.on(index * BLOCK + offset);
                if path.start + path.slope * day >= bar {
                    return day;
                }
                if path.start + path.slope * (day + 1.0) > bar {
                    return ((bar - path.start) / path.slope).clamp(day, day + 1.0);
                }
            }
        }
        f64::INFINITY
    }
}

impl Uncertain {
    fn draw(&self, rising: bool, draws: &mut Draws) -> Path {
        let (start, slope) = match self {
            Uncertain::Stated { start, slope } => (*start, slope.draw(draws)),
            Uncertain::Fitted { today, level_error, slope, since } => {
                let turned = slope.error * draws.normal();
                (today + turned * since + level_error * draws.normal(), slope.value + turned)
            }
        };
        let (start, slope) = if rising { (start, slope) } else { (-start, -slope) };
        Path { start, slope, seed: 0 }
    }
}

/// Draws so many paths of a course, and lead times from a stream of their own: one that is added or changed leaves the
/// paths as they are.
pub(super) fn run(
    course: &Course,
    uncertain: &Uncertain,
    (limit, trigger): (&Bars, Option<&Bars>),
    lead: Option<(Estimate, Draws)>,
    mut draws: Draws,
    number: usize,
) -> Runs {
    let paths: Vec<Path> = (0..number)
        .map(|_| {
            let path = uncertain.draw(course.rising, &mut draws);
            // Without noise no draw is spent on it.
            if course.noise.is_none() { path } else { Path { seed: draws.seed(), ..path } }
        })
        .collect();
    let reached = |bars: &Bars| paths.iter().map(|path| bars.reached(*path, &course.noise)).collect();
    let leads = lead.map(|(lead, mut draws)| (0..number).map(|_| lead.draw(&mut draws)).collect());
    Runs { to_trigger: trigger.map(reached), to_limit: reached(limit), leads, paths }
}

impl Runs {
    /// The share of draws in which work that starts at the given moments is done by the limit. A limit that is not
    /// reached within the horizon, in days, is known to be met only by work that is done within it, or by none that has
    /// to start.
    pub(super) fn in_time(&self, starts: impl Iterator<Item = f64>, horizon: f64) -> f64 {
        let Some(leads) = &self.leads else { return 1.0 };
        let runs = starts.zip(leads).zip(&self.to_limit);
        let never = |start: f64, limit: f64| start.is_infinite() && limit.is_infinite();
        let kept = runs
            .filter(|((start, lead), limit)| never(*start, **limit) || start + *lead <= limit.min(horizon) + 1e-6)
            .count();
        kept as f64 / self.to_limit.len().max(1) as f64
    }

    /// The path that reaches the limit on the P10 day: the mean of those between the 8th and the 12th percentile.
    /// `None` where fewer than 12 in 100 reach it.
    pub(super) fn fast(&self) -> Option<Path> {
        let [from, to] = percentiles(&self.to_limit, [8, 12]);
        if !to.is_finite() {
            return None;
        }
        let near = self.paths.iter().zip(&self.to_limit).filter(|(_, days)| (from..=to).contains(*days));
        let (mut start, mut slope, mut number) = (0.0, 0.0, 0.0);
        for (path, _) in near {
            (start, slope, number) = (start + path.start, slope + path.slope, number + 1.0);
        }
        Some(Path { start: start / number, slope: slope / number, seed: 0 })
    }

    /// P10, P50 and P90 of the slopes, mirrored as the paths are.
    pub(super) fn slopes(&self) -> [f64; 3] {
        let slopes: Vec<f64> = self.paths.iter().map(|path| path.slope).collect();
        percentiles(&slopes, TENTHS)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LINE: Shape = Shape { compound: false, weekly: false, yearly: false };

    fn course(days: usize, rising: bool) -> Course {
        let (season, factor, extra) = (vec![0.0; days], vec![1.0; days], vec![0.0; days]);
        Course { shape: LINE, rising, season, factor, extra, noise: Noise::none() }
    }

    fn reached(course: &Course, limit: f64, path: Path) -> f64 {
        course.bars(limit).reached(path, &course.noise)
    }

    #[test]
    fn crossings_by_hand() {
        let path = Path { start: 100.0, slope: 2.0, seed: 0 };
        let mut course = course(400, true);
        assert_eq!(reached(&course, 300.0, path), 100.0);
        assert_eq!(reached(&course, 1_000.0, path), f64::INFINITY);
        // A launch of 50 on day 40 brings it to 250 on day 75.
        course.extra[40..].fill(50.0);
        assert_eq!(reached(&course, 300.0, path), 75.0);
        assert_eq!(course.nearest(path, 75.0), 300.0);
        // A spike by half on days 20 to 29: 140 x 1.5 = 210 already on day 20.
        course.factor[20..30].fill(1.5);
        assert_eq!(reached(&course, 205.0, path), 20.0);
        // 146.67 x 1.5 = 220 on day 23.33.
        assert!((reached(&course, 220.0, path) - 70.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn a_fall_is_a_mirrored_rise() {
        // From 96 by 0.1 a day to 90: 60 days.
        let path = Path { start: -96.0, slope: 0.1, seed: 0 };
        let course = course(400, false);
        assert!((reached(&course, 90.0, path) - 60.0).abs() < 1e-9);
        assert!((course.nearest(path, 60.0) - 90.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn blocks_skip_nothing(start in 0.0..50.0_f64, slope in -1.0..1.0_f64, bumps in prop::collection::vec((0_usize..300, -60.0..60.0_f64), 1..6)) {
            let mut course = course(300, true);
            for (day, extra) in bumps {
                course.extra[day] = extra;
            }
            let path = Path { start, slope, seed: 0 };
            let bars = course.bars(70.0);
            let slow = bars.days.iter().enumerate().find_map(|(day, bar)| {
                let day = day as f64;
                let highest = start + (slope * day).max(slope * (day + 1.0));
                (highest > *bar || start + slope * day >= *bar).then_some(day)
            });
            let found = bars.reached(path, &course.noise);
            match slow {
                Some(day) => prop_assert!((day..=day + 1.0).contains(&found), "{} {}", found, day),
                None => prop_assert!(found.is_infinite(), "{}", found),
            }
        }

        #[test]
        fn a_higher_limit_is_reached_no_earlier(start in 0.0..50.0_f64, slope in 0.0..1.0_f64, limit in 50.0..200.0_f64, more in 0.0..50.0_f64) {
            let (course, path) = (course(300, true), Path { start, slope, seed: 0 });
            prop_assert!(reached(&course, limit + more, path) >= reached(&course, limit, path));
        }
    }
}

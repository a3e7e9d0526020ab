//! Rolling-origin evaluation: the samples are cut at several days, what follows each cut is forecast from what precedes
//! it, and the errors are counted, beside those of a plain straight line through everything.
//!
//! The shape of the forecast (line or compound, with or without patterns) is chosen at each cut by the errors that were
//! known by then, so that the reported error is that of the whole procedure and no forecast has seen its answer.
//!
//! Source: Tashman (2000), "Out-of-sample tests of forecasting accuracy", International Journal of Forecasting 16.

use super::fit::{Fit, Shape};
use super::series::Series;
use super::stats::{Z80, count};
use crate::engine::chance::percentiles;

/// How many cuts are made.
const CUTS: usize = 10;

/// The share of the span before the first cut, and the share that is forecast from each cut.
const FIRST: f64 = 0.4;
const AHEAD: f64 = 0.2;

/// The fewest samples before a cut.
pub(super) const FEWEST: usize = 8;

/// A richer shape has to lower the error to this share of the simpler one's.
const WORTH: f64 = 0.95;

/// The fewest forecasts that the intervals are calibrated by.
const CALIBRATED_BY: usize = 12;

/// One forecast held against its sample; errors in the unit of the series.
#[derive(Debug, Clone, Copy)]
struct Outcome {
    cut: usize,
    day: f64,
    /// Forecast minus sample.
    error: f64,
    /// The error on the scale of the shape, in half widths of the 80 % interval.
    share: f64,
}

/// The errors of one way to forecast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Errors {
    /// Mean absolute error.
    pub mae: f64,
    /// Mean error: above 0 where forecasts were too high.
    pub bias: f64,
    /// The share of samples within the 80 % interval.
    pub coverage: f64,
}

/// What the backtest found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tested {
    /// The shape with the least error over all cuts, or the simplest that is about as good.
    pub shape: Shape,
    /// The errors of the procedure and of the straight line; `None` where the series is too short to cut.
    pub errors: Option<(Errors, Errors)>,
    pub cuts: usize,
    pub forecasts: usize,
    /// How far ahead forecasts were tried, in days.
    pub ahead: f64,
    /// By what intervals have to be widened to hold 80 % of the samples; at least 1, `None` where too few were tried.
    pub widen: Option<f64>,
}

/// The shapes that a series can bear, from the simplest on.
fn shapes(series: &Series) -> Vec<Shape> {
    let flags = |shown: bool| if shown { vec![false, true] } else { vec![false] };
    let positive = series.values.iter().all(|value| *value > 0.0);
    let mut shapes = Vec::new();
    for yearly in flags(series.shows_years()) {
        for weekly in flags(series.shows_weeks()) {
            shapes.extend(flags(positive).into_iter().map(|compound| Shape { compound, weekly, yearly }));
        }
    }
    shapes
}

/// Backtests every shape and the straight line. `since` is the day of the last change point of the whole series, if
/// any: forecasts across it show in the errors, but do not widen intervals of what comes after it.
pub(super) fn backtest(series: &Series, since: impl Fn(Shape) -> f64) -> Tested {
    let shapes = shapes(series);
    let ahead = AHEAD * series.span();
    let cuts = cuts(series, ahead);
    let mut by_shape: Vec<Vec<Outcome>> = vec![Vec::new(); shapes.len()];
    let mut straight = Vec::new();
    for (cut, end) in cuts.iter().copied().enumerate() {
        let (days, values) = (&series.days[..end], &series.values[..end]);
        let to = series.until(days.last().copied().unwrap_or(0.0) + ahead);
        let test = || series.days[end..to].iter().copied().zip(series.values[end..to].iter().copied());
        let known = Series { days: days.to_vec(), values: values.to_vec(), disputed: Vec::new(), ..*series };
        let (weeks, years) = (known.shows_weeks(), known.shows_years());
        for (shape, outcomes) in shapes.iter().zip(&mut by_shape) {
            // Until the pattern can be seen, the shape does without.
            let tried = Shape { weekly: shape.weekly && weeks, yearly: shape.yearly && years, ..*shape };
            let Some(fit) = Fit::new(days, values, tried, known.spacing()) else { continue };
            outcomes
                .extend(test().map(|(day, value)| outcome(cut, day, value, tried, fit.expected(day), fit.error(day))));
        }
        let plain = Shape { compound: false, weekly: false, yearly: false };
        if let Some(line) = Straight::new(days, values) {
            straight.extend(test().map(|(day, value)| outcome(cut, day, value, plain, line.at(day), line.error(day))));
        }
    }
    let followed = followed(series, &cuts, &by_shape);
    let chosen = cheapest(&by_shape, |_| true);
    let shape = shapes.get(chosen).copied().unwrap_or(Shape { compound: false, weekly: false, yearly: false });
    let errors = errors(&followed).zip(errors(&straight));
    let widen = widening(series, &cuts, by_shape.get(chosen).map_or(&[], Vec::as_slice), since(shape));
    Tested { shape, errors, cuts: cuts.len(), forecasts: followed.len(), ahead, widen }
}

fn outcome(cut: usize, day: f64, value: f64, shape: Shape, expected: f64, error: f64) -> Outcome {
    let off = (expected - shape.scale(value)).abs();
    let share = if off > 0.0 { off / (Z80 * error) } else { 0.0 };
    Outcome { cut, day, error: shape.unscale(expected) - value, share }
}

/// The numbers of samples before each cut, evenly over time, each with enough before it and something behind it.
fn cuts(series: &Series, ahead: f64) -> Vec<usize> {
    let span = series.span();
    let step = (1.0 - FIRST - AHEAD) / count(CUTS - 1);
    let mut cuts: Vec<usize> =
        (0..CUTS).map(|cut| series.until(series.start() + span * (FIRST + step * count(cut)))).collect();
    cuts.dedup();
    let behind = |end: usize| series.days.get(end - 1).is_some_and(|day| series.until(day + ahead) > end);
    cuts.retain(|end| *end >= FEWEST && behind(*end));
    cuts
}

/// What would have been forecast: at each cut by the shape that had done best by then, at first by the simplest.
fn followed(series: &Series, cuts: &[usize], by_shape: &[Vec<Outcome>]) -> Vec<Outcome> {
    let mut followed = Vec::new();
    for (cut, end) in cuts.iter().enumerate() {
        let today = series.days.get(end - 1).copied().unwrap_or(0.0);
        let best = cheapest(by_shape, |outcome| outcome.cut < cut && outcome.day <= today);
        let forecasts = by_shape.get(best).into_iter().flatten();
        followed.extend(forecasts.filter(|outcome| outcome.cut == cut).copied());
    }
    followed
}

/// The index of the shape with the least mean absolute error; the first unless another one is worth it.
fn cheapest(by_shape: &[Vec<Outcome>], counts: impl Fn(&Outcome) -> bool) -> usize {
    let mut best = (0, f64::INFINITY);
    for (index, outcomes) in by_shape.iter().enumerate() {
        let known = outcomes.iter().filter(|outcome| counts(outcome)).map(|outcome| outcome.error.abs());
        let (sum, number) = known.fold((0.0, 0), |(sum, number), error| (sum + error, number + 1));
        if number > 0 && sum / count(number) < WORTH * best.1 {
            best = (index, sum / count(number));
        }
    }
    best.0
}

fn errors(outcomes: &[Outcome]) -> Option<Errors> {
    let number = count(outcomes.len());
    let mean = |value: fn(&Outcome) -> f64| outcomes.iter().map(value).sum::<f64>() / number;
    let mae = mean(|outcome| outcome.error.abs());
    let coverage = mean(|outcome| if outcome.share <= 1.0 { 1.0 } else { 0.0 });
    (mae.is_finite()).then(|| Errors { mae, bias: mean(|outcome| outcome.error), coverage })
}

/// The 80th percentile of the errors in half widths of the 80 % interval: so much wider it has to be to hold four in
/// five. Only cuts with enough samples since the last change count.
fn widening(series: &Series, cuts: &[usize], outcomes: &[Outcome], since: f64) -> Option<f64> {
    let start = series.days.partition_point(|day| *day < since);
    let mature = |outcome: &&Outcome| cuts.get(outcome.cut).is_some_and(|end| *end >= start + FEWEST);
    let shares: Vec<f64> = outcomes.iter().filter(mature).map(|outcome| outcome.share).collect();
    if shares.len() < CALIBRATED_BY {
        return None;
    }
    let [fourth_of_five] = percentiles(&shares, [80]);
    let widen = fourth_of_five.max(1.0);
    widen.is_finite().then_some(widen)
}

/// The least-squares line through everything, as a spreadsheet draws it, with its textbook prediction interval.
struct Straight {
    slope: f64,
    middle: (f64, f64),
    sigma: f64,
    number: f64,
    squares: f64,
}

impl Straight {
    fn new(days: &[f64], values: &[f64]) -> Option<Straight> {
        let number = count(days.len());
        if days.len() < 3 {
            return None;
        }
        let middle = (days.iter().sum::<f64>() / number, values.iter().sum::<f64>() / number);
        let squares: f64 = days.iter().map(|day| (day - middle.0) * (day - middle.0)).sum();
        let products: f64 = days.iter().zip(values).map(|(day, value)| (day - middle.0) * (value - middle.1)).sum();
        let mut line = Straight { slope: products / squares, middle, sigma: 0.0, number, squares };
        let left: f64 =
            days.iter().zip(values).map(|(day, value)| (value - line.at(*day)) * (value - line.at(*day))).sum();
        line.sigma = (left / (number - 2.0)).sqrt();
        Some(line)
    }

    fn at(&self, day: f64) -> f64 {
        self.middle.1 + self.slope * (day - self.middle.0)
    }

    fn error(&self, day: f64) -> f64 {
        let lever = day - self.middle.0;
        self.sigma * (1.0 + 1.0 / self.number + lever * lever / self.squares).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::series::weekday;
    use super::*;
    use crate::engine::chance::Draws;

    fn series(n: u32, value: impl FnMut(f64) -> f64) -> Series {
        let days: Vec<f64> = (0..n).map(f64::from).collect();
        let values = days.iter().copied().map(value).collect();
        Series { first: date(2026, 1, 1), days, values, disputed: Vec::new() }
    }

    #[test]
    fn the_shape_is_the_one_that_made_the_series() {
        let mut draws = Draws::new(1, "shape");
        let line = series(200, |day| 100.0 + day + 2.0 * draws.normal());
        let compound = series(200, |day| 100.0 * libm::exp(0.02 * day + 0.02 * draws.normal()));
        let weekly = series(200, |day| 100.0 + day + if weekday(day) < 2 { 30.0 } else { 0.0 } + draws.normal());
        let shape = |series: &Series| backtest(series, |_| 0.0).shape;
        let plain = Shape { compound: false, weekly: false, yearly: false };
        assert_eq!(shape(&line), plain);
        assert_eq!(shape(&compound), Shape { compound: true, ..plain });
        assert_eq!(shape(&weekly), Shape { weekly: true, ..plain });
    }

    #[test]
    fn a_bend_ruins_the_straight_line_only() {
        let mut draws = Draws::new(2, "bend");
        let bent = series(300, |day| 100.0 + 0.2 * day + 2.0 * (day - 100.0).max(0.0) + 3.0 * draws.normal());
        let tested = backtest(&bent, |_| 100.0);
        let (model, straight) = tested.errors.unwrap();
        assert!(model.mae < 0.25 * straight.mae, "{tested:?}");
        assert!(model.coverage > 0.6 && straight.coverage < 0.5, "{tested:?}");
    }

    #[test]
    fn intervals_hold_what_they_promise() {
        // White noise around a line: about 80 % within the 80 % interval before it is calibrated, over many series.
        let (mut held, mut number) = (0.0, 0.0);
        for seed in 0..30 {
            let mut draws = Draws::new(seed, "coverage");
            let tested = backtest(&series(120, |day| 50.0 + 0.5 * day + 4.0 * draws.normal()), |_| 0.0);
            held += tested.errors.unwrap().0.coverage * count(tested.forecasts);
            number += count(tested.forecasts);
        }
        assert!((0.74..0.84).contains(&(held / number)), "{}", held / number);
    }

    #[test]
    fn a_walk_without_a_trend_widens_the_intervals() {
        let mut widened = 0;
        for seed in 0..10 {
            let (mut draws, mut level) = (Draws::new(seed, "walk"), 100.0);
            let walk = series(200, |_| {
                level += draws.normal();
                level
            });
            widened += usize::from(backtest(&walk, |_| 0.0).widen.unwrap() > 1.2);
        }
        assert!(widened >= 5, "{widened}");
    }

    #[test]
    fn too_short_a_series_is_not_cut() {
        let tested = backtest(&series(8, |day| day), |_| 0.0);
        assert_eq!((tested.errors, tested.cuts, tested.widen), (None, 0, None));
    }
}

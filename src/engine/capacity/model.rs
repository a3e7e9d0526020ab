//! How the value grows: as stated, or fitted to samples; and the course that all paths of the simulation share.

use super::backtest::{Tested, backtest};
use super::error::ForecastError;
use super::fit::{Fit, Shape};
use super::frame::Frame;
use super::noise::Noise;
use super::series::{Series, days_between, in_unit};
use super::simulate::{Course, Uncertain};
use super::spec::{Change, Rates};
use super::stats::Slope;
use crate::engine::chance::{Draws, Estimate};
use crate::quantity::{Growth, Quantity, number};

/// The farthest a forecast looks: ten years.
const FARTHEST: f64 = 3_653.0;

/// How many times the time it was fitted to a trend is extended: beyond three times, what was not seen decides.
pub(super) const REACH: f64 = 3.0;

/// The fewest samples, and the shortest time in days, that a trend is taken from.
pub(super) const FEWEST: usize = 10;
pub(super) const SHORTEST: f64 = 21.0;

/// A model of the growth.
#[derive(Debug)]
pub(super) struct Model {
    pub shape: Shape,
    /// The value on the day of the forecast.
    pub today: f64,
    pub source: Source,
    /// How many days it looks ahead.
    pub horizon: usize,
}

/// Where the growth comes from.
#[derive(Debug)]
pub(super) enum Source {
    /// From what was said: the slope per day on the scale of the shape.
    Stated(Estimate),
    /// From samples.
    Fitted {
        series: Series,
        fit: Box<Fit>,
        tested: Box<Tested>,
        /// The day of the forecast, in days of the series.
        at: f64,
    },
}

impl Model {
    /// A stated growth from today's value; where that is not stated, from the last sample.
    pub(super) fn stated(frame: &Frame<'_>, rates: &Rates) -> Result<Model, ForecastError> {
        let current = frame.current.or(frame.last_sample()?).ok_or(ForecastError::NoCurrent)?;
        let (compound, estimate) = slopes(frame, rates)?;
        if compound {
            let values =
                [("current", Some(current)), ("trigger", frame.trigger), ("limit", Some(frame.limit.value.value))];
            for (field, value) in values {
                if let Some(value) = value.filter(|value| *value <= 0.into()) {
                    let (field, value) = (field.to_owned(), frame.exactly(value));
                    return Err(ForecastError::NotPositive { field, value });
                }
            }
        }
        let shape = Shape { compound, weekly: false, yearly: false };
        let today = number::to_f64(current);
        Ok(Model { shape, today, source: Source::Stated(estimate), horizon: FARTHEST as usize })
    }

    /// The best fit to a series; `None` where it is too short.
    pub(super) fn fitted(frame: &Frame<'_>, series: Series) -> Option<Model> {
        if series.len() < FEWEST || series.span() < SHORTEST {
            return None;
        }
        let at = days_between(series.first, frame.as_of);
        let spacing = series.spacing();
        let whole = |shape| Fit::new(&series.days, &series.values, shape, spacing);
        let tested = backtest(&series, |shape| {
            whole(shape).and_then(|fit| fit.changes.last().copied()).unwrap_or(f64::NEG_INFINITY)
        });
        let fit = whole(tested.shape)?;
        let since = fit.changes.last().copied().unwrap_or_else(|| series.start());
        let reach = REACH * (series.last() - since) - (at - series.last());
        let horizon = reach.clamp(1.0, FARTHEST) as usize;
        let today = tested.shape.unscale(fit.expected(at));
        let source = Source::Fitted { series, fit: Box::new(fit), tested: Box::new(tested.clone()), at };
        Some(Model { shape: tested.shape, today, source, horizon })
    }

    /// What is uncertain about its paths. The backtest widens the error of a single value; what the noise of the value
    /// itself does not account for is the error of its level.
    pub(super) fn uncertain(&self) -> Uncertain {
        match &self.source {
            Source::Stated(slope) => Uncertain::Stated { start: self.shape.scale(self.today), slope: *slope },
            Source::Fitted { fit, tested, at, .. } => {
                let widen = tested.widen.unwrap_or(1.0);
                let noise = fit.sigma * fit.sigma;
                let walked = fit.walk.unwrap_or(0.0) * (at - fit.last).max(0.0);
                let variance = widen * widen * (noise + fit.level_error * fit.level_error + walked) - noise;
                Uncertain::Fitted {
                    today: fit.trend(*at),
                    level_error: variance.max(0.0).sqrt(),
                    slope: Slope { error: widen * fit.slope.error, ..fit.slope },
                    since: at - fit.pivot(),
                }
            }
        }
    }

    /// The noise of single values.
    fn noise(&self, rising: bool, draws: &mut Draws) -> Noise {
        let Source::Fitted { fit, tested, .. } = &self.source else { return Noise::none() };
        let mirror = |residual: &f64| if rising { *residual } else { -residual };
        let walk = tested.widen.unwrap_or(1.0) * fit.walk.unwrap_or(0.0).sqrt();
        let residuals = fit.residuals.iter().map(mirror).collect();
        Noise::like(residuals, fit.memory, walk, fit.spacing, draws)
    }

    /// What its paths share: patterns, launches and spikes, noise.
    pub(super) fn course(&self, frame: &Frame<'_>, draws: &mut Draws) -> Result<Course, ForecastError> {
        let days = self.horizon;
        let season = match &self.source {
            Source::Stated(_) => vec![0.0; days],
            Source::Fitted { fit, at, .. } => {
                let ahead = |day: usize| at + day as f64;
                (0..days).map(|day| fit.season(ahead(day)) + fit.carried(ahead(day))).collect()
            }
        };
        let (factor, extra, noise) = (vec![1.0; days], vec![0.0; days], self.noise(frame.rising, draws));
        let mut course = Course { shape: self.shape, rising: frame.rising, season, factor, extra, noise };
        for (index, event) in frame.spec.events.iter().enumerate() {
            let field = format!("events[{index}]");
            if event.date < frame.as_of {
                let accepted = "today's value has it already: leave it out";
                let (field, date, as_of) = (format!("{field}.date"), event.date, frame.as_of);
                return Err(ForecastError::PastDate { field, date, as_of, accepted });
            }
            let from = (days_between(frame.as_of, event.date) as usize).min(days);
            let to = match event.days {
                Some(length) if length <= 0.into() => {
                    let (field, value) = (format!("{field}.lasts"), Quantity::days(length).to_string());
                    return Err(ForecastError::OutOfRange { field, value, accepted: "longer than 0 days" });
                }
                Some(length) => days.min(from + (number::to_f64(length.ceil()) as usize).min(days)),
                None => days,
            };
            match &event.change {
                Change::Factor(factor) if *factor <= 0.into() => {
                    let (field, value) = (format!("{field}.change"), format!("{}x", number::print(*factor)));
                    return Err(ForecastError::OutOfRange { field, value, accepted: "a factor above 0" });
                }
                Change::Factor(factor) => {
                    course.factor[from..to].iter_mut().for_each(|value| *value *= number::to_f64(*factor));
                }
                Change::Amount(amount) => {
                    let amount = number::to_f64(in_unit(amount, &frame.unit, || format!("{field}.change"))?);
                    course.extra[from..to].iter_mut().for_each(|value| *value += amount);
                }
            }
        }
        Ok(course)
    }
}

/// Whether growth compounds, and its slope per day: an amount, or the logarithm of a factor.
pub(super) fn slopes(frame: &Frame<'_>, rates: &Rates) -> Result<(bool, Estimate), ForecastError> {
    let all: Vec<&Growth> = [&rates.low, &rates.high].into_iter().chain(&rates.likely).collect();
    let compound = all.iter().find(|growth| matches!(growth, Growth::Compound { .. }));
    let linear = all.iter().find(|growth| matches!(growth, Growth::Linear { .. }));
    if let (Some(left), Some(right)) = (compound, linear) {
        return Err(ForecastError::MixedGrowth { left: left.to_string(), right: right.to_string() });
    }
    let slope = |growth: &Growth| per_day(frame, growth);
    let (one, other) = (slope(&rates.low)?, slope(&rates.high)?);
    let (low, high) = (one.min(other), one.max(other));
    let likely = rates.likely.as_ref().map(slope).transpose()?;
    if let Some(likely) = likely.filter(|likely| *likely < low || *likely > high) {
        let likely_text = rates.likely.as_ref().map_or_else(|| likely.to_string(), Growth::to_string);
        let (low, high) = (rates.low.to_string(), rates.high.to_string());
        return Err(ForecastError::LikelyOutside { likely: likely_text, low, high });
    }
    Ok((compound.is_some(), Estimate::between(low, likely, high)))
}

fn per_day(frame: &Frame<'_>, growth: &Growth) -> Result<f64, ForecastError> {
    let too_large = || crate::quantity::QuantityError::TooLarge { text: growth.to_string() };
    let days = |per: &crate::quantity::Period| {
        let days = per.days().filter(|days| *days > 0.into());
        days.map(number::to_f64).ok_or_else(|| ForecastError::unreadable("growth")(too_large()))
    };
    match growth {
        Growth::Flat => Ok(0.0),
        Growth::Linear { change, per } => {
            let change = in_unit(change, &frame.unit, || "growth".to_owned())?;
            Ok(number::to_f64(change) / days(per)?)
        }
        Growth::Compound { factor, per } => Ok(libm::log(number::to_f64(*factor)) / days(per)?),
    }
}

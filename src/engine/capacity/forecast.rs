//! The forecast of one limit: dates as distributions, and whether mitigation comes in time.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::answer::{
    Direction, Distribution, Forecast, LatestStart, LimitAnswer, Mitigation, Moment, Outcome, RecommendedTrigger, Value,
};
use super::error::ForecastError;
use super::frame::{Frame, decimal, probability};
use super::judge;
use super::lead::{Estimate, LeadTime};
use super::model::{Model, Source};
use super::series::{Series, days_between};
use super::show;
use super::simulate::{Bars, Course, Path, Runs, TENTHS, percentiles, run};
use super::spec::{LimitSpec, Settings};
use super::stats::Draws;
use crate::quantity::{Quantity, number};

/// Everything the answer is put together from.
pub(super) struct Work<'a> {
    pub frame: &'a Frame<'a>,
    pub model: &'a Model,
    pub course: &'a Course,
    pub limit: &'a Bars,
    pub runs: &'a Runs,
    pub lead: Option<LeadTime>,
    /// P10, P50 and P90 of the days to the limit and to the trigger, and of the slopes, slow to fast.
    pub to_limit: [f64; 3],
    pub to_trigger: Option<[f64; 3]>,
    pub slopes: [f64; 3],
    /// The path that reaches the limit on its P10 day, and the latest value that is early enough on it.
    pub latest: Option<(Path, Decimal)>,
}

/// Forecasts one limit.
///
/// Growth is simulated: each draw is one path, whose rate is drawn from the stated range, or from the errors of the fit
/// together with one of its residuals. P10 is the early end throughout: one in ten draws is at the limit by that day.
///
/// # Errors
/// [`ForecastError`], for input that cannot be read as a question. What can be read but not answered is
/// [`Outcome::Inconclusive`], and what is wrong with the plan an [`super::Issue`].
pub fn forecast(spec: &LimitSpec, as_of: Date, settings: Settings) -> Result<LimitAnswer, ForecastError> {
    if !(100..=1_000_000).contains(&settings.draws) {
        return Err(ForecastError::Draws { draws: settings.draws.into() });
    }
    let frame = Frame::new(spec, as_of)?;
    check(&frame)?;
    let series = Series::new(&spec.samples, &frame.unit, as_of)?;
    let model = match (&spec.growth, spec.samples.is_empty()) {
        (Some(rates), true) => Model::stated(&frame, rates)?,
        _ => {
            let short = judge::too_short(&series);
            match Model::fitted(&frame, series.clone()) {
                Some(model) => model,
                None => return Ok(without_model(&frame, &series, short)),
            }
        }
    };
    let days = i64::try_from(model.horizon).unwrap_or(i64::MAX);
    frame.day(model.horizon as f64).ok_or(ForecastError::BeyondCalendar { date: as_of, days })?;
    let course = model.course(&frame)?;
    let limit = course.bars(frame.limit_f64());
    let trigger = frame.trigger.map(|trigger| course.bars(number::to_f64(trigger)));
    let estimate = spec.lead.as_ref().map(Estimate::days);
    let mut draws = Draws::new(settings.seed, &spec.name);
    let mut lead_draws = Draws::new(settings.seed, &format!("lead time of {}", spec.name));
    let lead = estimate.as_ref().map(|estimate| (estimate, &mut lead_draws));
    let number = settings.draws as usize;
    let runs =
        run(&model.uncertain(frame.limit_f64()), frame.rising, &limit, trigger.as_ref(), lead, &mut draws, number);
    let lead = spec.lead.as_ref().zip(estimate).and_then(|(stated, estimate)| estimate.shown(stated));
    let mut work = Work {
        frame: &frame,
        model: &model,
        course: &course,
        limit: &limit,
        runs: &runs,
        lead,
        to_limit: percentiles(&runs.to_limit, TENTHS),
        to_trigger: runs.to_trigger.as_ref().map(|days| percentiles(days, TENTHS)),
        slopes: runs.slopes().map(|slope| if frame.rising { slope } else { -slope }),
        latest: None,
    };
    work.latest = work.latest_value();
    Ok(work.answer())
}

/// What can be said of a lead time and a start without a model.
fn check(frame: &Frame<'_>) -> Result<(), ForecastError> {
    let (spec, as_of) = (frame.spec, frame.as_of);
    if let Some(date) = spec.starts.filter(|date| *date < as_of) {
        let accepted = "state what is left of the work as the lead time, from today";
        return Err(ForecastError::PastDate { field: "starts".to_owned(), date, as_of, accepted });
    }
    match &spec.lead {
        Some(lead) if lead.low < Decimal::ZERO || lead.high <= Decimal::ZERO => {
            let (field, value) = ("lead_time".to_owned(), lead.to_string());
            Err(ForecastError::OutOfRange { field, value, accepted: "longer than 0 days" })
        }
        Some(lead) if lead.high > Decimal::from(36_525) => {
            let (field, value) = ("lead_time".to_owned(), lead.to_string());
            Err(ForecastError::OutOfRange { field, value, accepted: "100 years or less" })
        }
        _ => Ok(()),
    }
}

/// The answer for a series that is too short for a model.
fn without_model(frame: &Frame<'_>, series: &Series, because: super::Inconclusive) -> LimitAnswer {
    let (value, derivation) = match frame.current {
        Some(current) => (Quantity::new(current, frame.unit.clone()), "as stated".to_owned()),
        None => (frame.about(series.values.last().copied().unwrap_or(0.0)), "the last sample".to_owned()),
    };
    LimitAnswer {
        name: frame.spec.name.clone(),
        direction: direction(frame),
        limit: Value { value: frame.limit.value.clone(), derivation: frame.limit.derivation.clone() },
        issues: judge::reached(frame, number::to_f64(value.value)),
        current: Value { value, derivation },
        growth: None,
        outcome: Outcome::Inconclusive { because: vec![because] },
        backtest: None,
    }
}

fn direction(frame: &Frame<'_>) -> Direction {
    if frame.rising { Direction::Rising } else { Direction::Falling }
}

impl Work<'_> {
    fn answer(&self) -> LimitAnswer {
        let frame = self.frame;
        let because = judge::inconclusive(self);
        let forecast = self.forecast();
        let issues = judge::issues(self, &forecast, because.is_empty());
        let outcome = match because.is_empty() {
            true => Outcome::Forecast(Box::new(forecast)),
            false => Outcome::Inconclusive { because },
        };
        LimitAnswer {
            name: frame.spec.name.clone(),
            direction: direction(frame),
            limit: Value { value: frame.limit.value.clone(), derivation: frame.limit.derivation.clone() },
            current: self.today(),
            growth: Some(show::growth(self)),
            outcome,
            backtest: show::backtest(self),
            issues,
        }
    }

    pub(super) fn today(&self) -> Value {
        match (&self.model.source, self.frame.current) {
            (Source::Stated(_), Some(current)) => {
                Value { value: Quantity::new(current, self.frame.unit.clone()), derivation: "as stated".to_owned() }
            }
            (Source::Fitted { series, .. }, _) => {
                let last = self.frame.about(series.values.last().copied().unwrap_or(0.0));
                let derivation = format!("the fitted curve on {}; the last sample is {last}", self.frame.as_of);
                Value { value: self.frame.about(self.model.today), derivation }
            }
            (Source::Stated(_), None) => {
                Value { value: self.frame.about(self.model.today), derivation: "as stated".to_owned() }
            }
        }
    }

    fn forecast(&self) -> Forecast {
        let frame = self.frame;
        let to_trigger = frame.trigger.zip(self.runs.to_trigger.as_deref()).zip(self.to_trigger);
        Forecast {
            to_trigger: to_trigger.map(|((trigger, days), tenths)| self.distribution(days, tenths, trigger)),
            to_limit: self.distribution(&self.runs.to_limit, self.to_limit, frame.limit.value.value),
            lead_time: self.lead.clone(),
            mitigation: self.lead.as_ref().map(|_| self.mitigation()),
            latest_safe_start: self.latest_start(),
            recommended_trigger: self.recommended(),
        }
    }

    fn distribution(&self, days: &[f64], tenths: [f64; 3], bound: Decimal) -> Distribution {
        let [p10, p50, p90] = tenths.map(|days| self.moment(days));
        let reached = days.iter().filter(|days| days.is_finite()).count();
        let within_horizon = probability(reached as f64 / days.len().max(1) as f64);
        let horizon = self.frame.day(self.model.horizon as f64).unwrap_or(self.frame.as_of);
        let derivation = format!(
            "of {} draws half are at {} within {}; {}",
            number::print(days.len().into()),
            self.frame.exactly(bound),
            p50.days.map_or_else(|| format!("no time up to {horizon}"), |days| Quantity::days(days).to_string()),
            show::straight(self, bound)
        );
        Distribution { p10, p50, p90, horizon, within_horizon, derivation }
    }

    fn moment(&self, days: f64) -> Moment {
        let date = self.frame.day(days);
        Moment { days: date.map(|date| days_between(self.frame.as_of, date) as i64), date }
    }

    /// P10 of the days to the limit; `None` beyond the horizon.
    pub(super) fn early(&self) -> Option<f64> {
        let [p10, ..] = self.to_limit;
        p10.is_finite().then_some(p10)
    }

    /// The days to the latest safe start: P10 of the limit minus P90 of the lead time.
    pub(super) fn deadline(&self) -> Option<f64> {
        let lead = number::to_f64(self.lead.as_ref()?.p90);
        Some(self.early()? - lead)
    }

    /// The share of draws in which work that starts at these moments is known to be done in time.
    fn in_time(&self, starts: impl Iterator<Item = f64>) -> f64 {
        self.runs.in_time(starts, self.model.horizon as f64)
    }

    fn mitigation(&self) -> Mitigation {
        let draws = number::print(self.runs.to_limit.len().into());
        let (starts, share) = match (self.frame.spec.starts, &self.runs.to_trigger) {
            (Some(date), _) => {
                (format!("on {date}"), self.in_time(std::iter::repeat(days_between(self.frame.as_of, date))))
            }
            (None, Some(days)) => ("when the trigger fires".to_owned(), self.in_time(days.iter().copied())),
            (None, None) => ("today".to_owned(), self.in_time(std::iter::repeat(0.0))),
        };
        let in_time = probability(share);
        let derivation = format!(
            "in {in_time} of {draws} draws, start ({starts}) + lead time is no later than the limit of the same draw"
        );
        Mitigation { starts, in_time, derivation }
    }

    fn latest_start(&self) -> Option<LatestStart> {
        let (early, deadline, lead) = (self.early()?, self.deadline()?, self.lead.as_ref()?);
        let date = self.frame.day(deadline)?;
        let passed = date < self.frame.as_of;
        let in_time = probability(self.in_time(std::iter::repeat(deadline.max(0.0))));
        let limit = self.frame.day(early)?;
        let derivation =
            format!("{limit} (P10 of the limit) - {} (P90 of the lead time) = {date}", Quantity::days(lead.p90));
        Some(LatestStart { date, passed, in_time, derivation })
    }

    /// The value of the fast path, which reaches the limit on its P10 day, at the latest safe start.
    fn latest_value(&self) -> Option<(Path, Decimal)> {
        let deadline = self.deadline().filter(|deadline| *deadline >= 0.0)?;
        let fast = self.runs.fast()?;
        // The mean of the paths around P10 meets the limit close to that day; from there back it is its own slope.
        let shift = self.early()? - self.limit.reached(fast);
        let moment = if shift.is_finite() { (deadline - shift).max(0.0) } else { deadline };
        let value = decimal(self.course.nearest(fast, moment));
        let limit = self.frame.limit.value.value;
        let (mut value, step) = safe(value, limit, self.frame.rising);
        // The mean of neighbouring paths may be a little slower than the P10 path itself.
        if self.fires(value) > deadline {
            let back = if self.frame.rising { value.checked_sub(step) } else { value.checked_add(step) };
            value = back.unwrap_or(value).normalize();
        }
        let today = decimal(self.model.today);
        (self.frame.short_of(today, value) && self.frame.short_of(value, limit)).then_some((fast, value))
    }

    /// P10 of the days to a value.
    fn fires(&self, value: Decimal) -> f64 {
        let bars = self.course.bars(number::to_f64(value));
        let days: Vec<f64> = self.runs.paths.iter().map(|path| bars.reached(*path)).collect();
        let [early] = percentiles(&days, [0.1]);
        early
    }

    fn recommended(&self) -> Option<RecommendedTrigger> {
        let (deadline, frame) = (self.deadline()?, self.frame);
        let date = frame.day(deadline)?;
        match self.latest {
            Some((fast, value)) => {
                let bars = self.course.bars(number::to_f64(value));
                let fires = self.runs.paths.iter().map(|path| bars.reached(*path));
                let in_time = probability(self.in_time(fires));
                let value = Quantity::new(value, frame.unit.clone());
                let derivation = show::fast_path(self, fast, &value, date);
                Some(RecommendedTrigger { value: Some(value), in_time, derivation })
            }
            None => {
                let in_time = probability(self.in_time(std::iter::repeat(0.0)));
                let derivation = format!("the latest safe start is {date}: no value of today or later is early enough");
                Some(RecommendedTrigger { value: None, in_time, derivation })
            }
        }
    }
}

/// Rounded away from the limit to a power of ten no greater than a tenth of the distance from it, and that power.
fn safe(value: Decimal, limit: Decimal, rising: bool) -> (Decimal, Decimal) {
    let fine = (limit - value).abs() / Decimal::TEN;
    if fine.is_zero() {
        return (value, fine);
    }
    let tenth = Decimal::new(1, 1);
    let mut step = Decimal::ONE;
    while step > fine {
        step *= tenth;
        if step.is_zero() {
            return (value, step);
        }
    }
    while step.checked_mul(Decimal::TEN).is_some_and(|next| next <= fine) {
        step *= Decimal::TEN;
    }
    let Some(steps) = value.checked_div(step) else { return (value, step) };
    let steps = if rising { steps.floor() } else { steps.ceil() };
    (steps.checked_mul(step).unwrap_or(value).normalize(), step)
}

//! The forecast of one limit: dates as distributions, and whether mitigation comes in time.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::answer::{
    Direction, Distribution, Forecast, Inconclusive, Issue, LatestStart, LimitAnswer, Mitigation, Moment, Outcome,
    RecommendedTrigger, Value,
};
use super::error::ForecastError;
use super::frame::{Frame, decimal, probability};
use super::judge;
use super::lead::LeadTime;
use super::misread;
use super::model::{Model, Source, slopes};
use super::noise::Noise;
use super::series::{Series, days_between};
use super::show;
use super::simulate::{TENTHS, run};
use super::spec::{LimitSpec, Settings};
use super::work::{Latest, Work};
use crate::engine::chance::{Draws, Estimate, percentiles};
use crate::quantity::{Quantity, Unit, number};

/// Forecasts one limit.
///
/// Growth is simulated: each draw is one path, whose rate is drawn from the stated range, or from the errors of the fit;
/// single values differ from a fitted path by noise like that of its residuals. P10 is the early end throughout: one in
/// ten draws is at the limit by that day.
///
/// Samples that say nothing sure, or that contradict themselves, leave the stated growth as it is: the dates are its, and
/// an issue says what the samples are worth. Without a stated growth there are none.
///
/// # Errors
/// [`ForecastError`], for input that cannot be read as a question. What can be read but not answered is
/// [`Outcome::Inconclusive`], and what is wrong with the plan an [`Issue`].
pub fn forecast(spec: &LimitSpec, as_of: Date, settings: Settings) -> Result<LimitAnswer, ForecastError> {
    if !(100..=1_000_000).contains(&settings.draws) {
        return Err(ForecastError::Draws { draws: settings.draws.into() });
    }
    let frame = Frame::new(spec, as_of)?;
    check(&frame)?;
    let stated = |because: Vec<Inconclusive>, issues: Vec<Issue>| {
        let Some(rates) = &spec.growth else { return Ok(None) };
        let model = Model::stated(&frame, rates)?;
        Work::new(&frame, &model, settings).map(|work| Some(work.answer(because, issues)))
    };
    let series = Series::new(&spec.samples, &frame.unit, as_of)?;
    if series.len() == 0 {
        return stated(Vec::new(), Vec::new())?.ok_or(ForecastError::NoGrowth);
    }
    let Some(model) = Model::fitted(&frame, series.clone()) else {
        let because = vec![judge::too_short(&series)];
        let issues = judge::unconfirmed(&because, judge::few_disagree(&frame, &series));
        return Ok(stated(because.clone(), issues)?.unwrap_or_else(|| without_model(&frame, &series, because)));
    };
    let work = Work::new(&frame, &model, settings)?;
    let because = judge::inconclusive(&work);
    if because.is_empty() {
        return Ok(work.answer(because, judge::disagrees(&work, true).into_iter().collect()));
    }
    let issues = judge::unconfirmed(&because, judge::disagrees(&work, false));
    Ok(stated(because.clone(), issues)?.unwrap_or_else(|| work.answer(because, Vec::new())))
}

/// What can be said of growth, lead time and start without a model.
fn check(frame: &Frame<'_>) -> Result<(), ForecastError> {
    let (spec, as_of) = (frame.spec, frame.as_of);
    // Money may be owed; of everything else there is none or some.
    let levels = [("current", frame.current), ("limit", Some(frame.limit.value.value)), ("trigger", frame.trigger)];
    let below = |value: &Decimal| *value < Decimal::ZERO && !matches!(frame.unit, Unit::Money(_));
    if let Some((field, value)) = levels.into_iter().find_map(|(field, value)| Some((field, value.filter(below)?))) {
        let (field, value) = (field.to_owned(), frame.exactly(value));
        return Err(ForecastError::OutOfRange { field, value, accepted: "0 or more, what is used or what is left" });
    }
    // Samples may make it needless, but not right.
    spec.growth.as_ref().map(|rates| slopes(frame, rates)).transpose()?;
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

/// The answer for a series that is too short for a model, and without a stated growth.
fn without_model(frame: &Frame<'_>, series: &Series, because: Vec<Inconclusive>) -> LimitAnswer {
    let (value, derivation) = match frame.current {
        Some(current) => (Quantity::new(current, frame.unit.clone()), "as stated".to_owned()),
        None => (frame.about(series.values.last().copied().unwrap_or(0.0)), "the last sample".to_owned()),
    };
    LimitAnswer {
        name: frame.spec.name.clone(),
        direction: direction(frame),
        limit: Value { value: frame.limit.value.clone(), derivation: frame.limit.derivation.clone() },
        issues: [judge::reached(frame, number::to_f64(value.value)), misread::read_as(frame)].concat(),
        current: Value { value, derivation },
        growth: None,
        unconfirmed: Vec::new(),
        outcome: Outcome::Inconclusive { because },
        backtest: None,
    }
}

fn direction(frame: &Frame<'_>) -> Direction {
    if frame.rising { Direction::Rising } else { Direction::Falling }
}

impl<'a> Work<'a> {
    /// Simulates a model.
    fn new(frame: &'a Frame<'a>, model: &'a Model, settings: Settings) -> Result<Self, ForecastError> {
        let days = i64::try_from(model.horizon).unwrap_or(i64::MAX);
        frame.day(model.horizon as f64).ok_or(ForecastError::BeyondCalendar { date: frame.as_of, days })?;
        let spec = frame.spec;
        let draws = |of: &str| Draws::new(settings.seed, &format!("{of}{}", spec.name));
        let course = model.course(frame, &mut draws("noise of "))?;
        let limit = course.bars(frame.limit_f64());
        let trigger = frame.trigger.map(|trigger| course.bars(number::to_f64(trigger)));
        let lead = spec.lead.as_ref().map(|lead| (Estimate::days(lead), draws("lead time of ")));
        let bars = (&limit, trigger.as_ref());
        let runs = run(&course, &model.uncertain(), bars, lead, draws(""), settings.draws as usize);
        let mut work = Work {
            frame,
            model,
            lead: spec.lead.as_ref().and_then(LeadTime::of),
            to_limit: percentiles(&runs.to_limit, TENTHS),
            to_trigger: runs.to_trigger.as_ref().map(|days| percentiles(days, TENTHS)),
            slopes: runs.slopes().map(|slope| if frame.rising { slope } else { -slope }),
            latest: None,
            course,
            limit,
            runs,
        };
        work.latest = work.latest_trigger();
        Ok(work)
    }

    /// The answer, with what has been found of samples and growth. Where there is a reason not to believe the model,
    /// the stated growth stands in for it; without one there are no dates.
    fn answer(&self, because: Vec<Inconclusive>, found: Vec<Issue>) -> LimitAnswer {
        let frame = self.frame;
        let conclusive = because.is_empty() || matches!(self.model.source, Source::Stated(_));
        let forecast = self.forecast();
        let mut issues = judge::issues(self, &forecast, conclusive);
        issues.extend(found);
        issues.sort_by_key(|issue| issue.severity);
        let (outcome, unconfirmed) = match conclusive {
            true => (Outcome::Forecast(Box::new(forecast)), because),
            false => (Outcome::Inconclusive { because }, Vec::new()),
        };
        LimitAnswer {
            name: frame.spec.name.clone(),
            direction: direction(frame),
            limit: Value { value: frame.limit.value.clone(), derivation: frame.limit.derivation.clone() },
            current: self.today(),
            growth: Some(show::growth(self)),
            unconfirmed,
            outcome,
            backtest: show::backtest(self),
            issues,
        }
    }

    fn forecast(&self) -> Forecast {
        let frame = self.frame;
        let to_trigger = frame.trigger.zip(self.runs.to_trigger.as_deref()).zip(self.to_trigger);
        Forecast {
            to_trigger: to_trigger.map(|((trigger, days), tenths)| self.distribution(days, tenths, trigger)),
            to_limit: self.distribution(&self.runs.to_limit, self.to_limit, frame.limit.value.value),
            lead_time: self.lead.clone(),
            // In time for a limit that nothing reaches says nothing.
            mitigation: self.lead.as_ref().filter(|_| self.reaches()).map(|_| self.mitigation()),
            latest_safe_start: self.latest_start(),
            recommended_trigger: self.recommended(),
        }
    }

    fn distribution(&self, days: &[f64], tenths: [f64; 3], bound: Decimal) -> Distribution {
        let [p10, p50, p90] = tenths.map(|days| self.moment(days));
        let reached = days.iter().filter(|days| days.is_finite()).count();
        let within_horizon = probability(reached as f64 / days.len().max(1) as f64);
        let horizon = self.frame.day(self.model.horizon as f64).unwrap_or(self.frame.as_of);
        let (draws, bound_text) = (number::print(days.len().into()), self.frame.exactly(bound));
        let first = days.first().copied().filter(|first| first.is_finite());
        let certain = first.is_some_and(|first| days.iter().all(|days| *days == first));
        let seen = match p50.days {
            Some(days) if certain => {
                let within = Quantity::days(days);
                format!("growth is one value, so all draws are at {bound_text} within {within}")
            }
            Some(days) => format!("of {draws} draws half are at {bound_text} within {}", Quantity::days(days)),
            None if reached == 0 => format!("of {draws} draws none is at {bound_text} by {horizon}"),
            None => format!("of {draws} draws fewer than half are at {bound_text} by {horizon}"),
        };
        let derivation = format!("{seen}; {}", show::straight(self, bound));
        Distribution { p10, p50, p90, horizon, within_horizon, derivation }
    }

    fn moment(&self, days: f64) -> Moment {
        let date = self.frame.day(days);
        Moment { days: date.map(|date| days_between(self.frame.as_of, date) as i64), date }
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
        let date = self.frame.day(number::to_f64(deadline))?;
        let passed = date < self.frame.as_of;
        let in_time = probability(self.in_time(std::iter::repeat(number::to_f64(deadline).max(0.0))));
        let [early, lead, left] = [early, lead.p90, deadline].map(Quantity::days);
        let derivation = format!(
            "{early} to the limit (P10) - {lead} of lead time (P90) = {left} from {}, whole days: {date}",
            self.frame.as_of
        );
        Some(LatestStart { date, passed, in_time, derivation })
    }

    /// The value of the fast path, which reaches the limit on its P10 day, at the latest safe start.
    fn latest_trigger(&self) -> Option<Latest> {
        let deadline = number::to_f64(self.deadline().filter(|deadline| *deadline >= Decimal::ZERO)?);
        let fast = self.runs.fast()?;
        let [early, ..] = self.to_limit;
        // Without noise the mean of the paths around P10 meets the limit on another day; from there back it is its own
        // slope.
        let shift = early - self.limit.reached(fast, &Noise::none());
        let moment = if shift.is_finite() { (deadline - shift).max(0.0) } else { deadline };
        let limit = self.frame.limit.value.value;
        let (rounded, mut step) = safe(decimal(self.course.nearest(fast, moment)), limit, self.frame.rising);
        let mut value = rounded;
        let today = decimal(self.model.today);
        while self.frame.short_of(today, value) && self.fires(value) > deadline && !step.is_zero() {
            let back = if self.frame.rising { value.checked_sub(step) } else { value.checked_add(step) };
            value = back?.normalize();
            step = step.checked_mul(Decimal::TWO)?;
        }
        let between = self.frame.short_of(today, value) && self.frame.short_of(value, limit);
        between.then_some(Latest { fast, rounded, value })
    }

    /// P10 of the days to a value.
    fn fires(&self, value: Decimal) -> f64 {
        let [early] = percentiles(&self.days_to(value), [10]);
        early
    }

    /// The days of each draw to a value.
    fn days_to(&self, value: Decimal) -> Vec<f64> {
        let bars = self.course.bars(number::to_f64(value));
        self.runs.paths.iter().map(|path| bars.reached(*path, &self.course.noise)).collect()
    }

    fn recommended(&self) -> Option<RecommendedTrigger> {
        let (deadline, frame) = (self.deadline()?, self.frame);
        let date = frame.day(number::to_f64(deadline))?;
        match &self.latest {
            Some(latest) => {
                let in_time = probability(self.in_time(self.days_to(latest.value).into_iter()));
                let value = Quantity::new(latest.value, frame.unit.clone());
                let derivation = show::fast_path(self, latest, date);
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

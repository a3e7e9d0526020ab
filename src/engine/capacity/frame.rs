//! The values of one limit in one unit, its direction, and the calendar around the day of the forecast.

use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use super::bound::Bound;
use super::clock::Clock;
use super::error::ForecastError;
use super::series::{Sample, in_unit};
use super::spec::LimitSpec;
use super::timing::Threshold;
use crate::quantity::{Growth, Period, Quantity, Unit, number};

/// What all parts of a forecast look at.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    pub spec: &'a LimitSpec,
    pub as_of: Date,
    pub unit: Unit,
    pub rising: bool,
    pub limit: Threshold,
    pub trigger: Option<Decimal>,
    /// As it was stated.
    pub current: Option<Decimal>,
}

impl<'a> Frame<'a> {
    pub(super) fn new(spec: &'a LimitSpec, as_of: Date) -> Result<Self, ForecastError> {
        let unit = unit(spec);
        let mut limit = spec.bound.resolve(&unit_of(spec, &unit))?;
        if matches!(spec.bound, Bound::Stated(_)) && !limit.value.has_unit() {
            limit.value.unit = unit.clone();
        }
        let value = |quantity: &Option<Quantity>, field: &str| match quantity {
            Some(quantity) => in_unit(quantity, &unit, || field.to_owned()).map(Some),
            None => Ok(None),
        };
        let (trigger, current) = (value(&spec.trigger, "trigger")?, value(&spec.current, "current")?);
        if current.is_none() && spec.samples.is_empty() {
            return Err(ForecastError::NoCurrent);
        }
        if spec.growth.is_none() && spec.samples.is_empty() {
            return Err(ForecastError::NoGrowth);
        }
        let mut frame = Frame { spec, as_of, unit, rising: true, limit, trigger, current };
        frame.rising = frame.leads_up()?;
        match trigger {
            Some(trigger) if !frame.short_of(trigger, frame.limit.value.value) => {
                Err(ForecastError::TriggerBeyondLimit {
                    trigger: frame.exactly(trigger),
                    limit: frame.limit.value.to_string(),
                    direction: if frame.rising { "rise" } else { "fall" },
                })
            }
            _ => Ok(frame),
        }
    }

    /// Whether the limit lies above. Loads rise and hit ratios fall; a stated limit lies where trigger, today's value
    /// and growth say, as for [`Clock::is_rising`]. What grows above its limit has passed it; what falls below its limit
    /// may be far from one above, and leads away.
    fn leads_up(&self) -> Result<bool, ForecastError> {
        match self.spec.bound {
            Bound::Latency(_) | Bound::Pool(_) | Bound::Connections(_) => return Ok(true),
            Bound::Cache(_) => return Ok(false),
            Bound::Stated(_) => {}
        }
        let first = self.value(self.samples().min_by_key(|(_, sample)| sample.date))?;
        let last = self.last_sample()?;
        let limit = self.limit.value.value;
        let current = self.current.or(last).unwrap_or(limit);
        let growth = match &self.spec.growth {
            Some(rates) => rates.likely.clone().unwrap_or_else(|| rates.high.clone()),
            None => {
                let change = last.zip(first).and_then(|(last, first)| last.checked_sub(first)).unwrap_or_default();
                let flat = change.is_zero();
                let change = Quantity::new(change, self.unit.clone());
                if flat { Growth::Flat } else { Growth::Linear { change, per: Period::DAY } }
            }
        };
        // Above its limit and growing on: that is a limit passed, not a distant one below.
        let climbs = self.spec.growth.is_some() && growth.direction() > 0;
        // Without a trigger the side that values were usually seen on is the good one.
        let usual = if self.spec.growth.is_none() { self.median()?.unwrap_or(current) } else { current };
        Ok(match self.trigger {
            None if usual > limit && climbs => true,
            None if usual != limit => usual < limit,
            None => growth.direction() >= 0,
            Some(trigger) => Clock { current, trigger, limit, unit: self.unit.clone(), growth }.is_rising(),
        })
    }

    /// The value of the last sample; none without samples.
    pub(super) fn last_sample(&self) -> Result<Option<Decimal>, ForecastError> {
        self.value(self.samples().max_by_key(|(_, sample)| sample.date))
    }

    /// The middle one of the samples; none without samples.
    fn median(&self) -> Result<Option<Decimal>, ForecastError> {
        let values = self.samples().map(|sample| self.value(Some(sample)));
        let mut values: Vec<Decimal> = values.filter_map(Result::transpose).collect::<Result<_, _>>()?;
        values.sort_unstable();
        Ok(values.get(values.len() / 2).copied())
    }

    fn samples(&self) -> impl Iterator<Item = (usize, &'a Sample)> {
        self.spec.samples.iter().enumerate()
    }

    fn value(&self, sample: Option<(usize, &Sample)>) -> Result<Option<Decimal>, ForecastError> {
        sample.map(|(index, sample)| in_unit(&sample.value, &self.unit, || sample.field(index, "value"))).transpose()
    }

    /// Whether a value lies on the good side of a bound.
    pub(super) fn short_of(&self, value: Decimal, bound: Decimal) -> bool {
        if self.rising { value < bound } else { value > bound }
    }

    pub(super) fn limit_f64(&self) -> f64 {
        number::to_f64(self.limit.value.value)
    }

    /// An exact value, printed in the unit.
    pub(super) fn exactly(&self, value: Decimal) -> String {
        Quantity::new(value, self.unit.clone()).to_string()
    }

    /// A computed value with four figures, in the unit. Beyond 28 digits the greatest there is.
    pub(super) fn about(&self, value: f64) -> Quantity {
        Quantity::new(number::round(decimal(value), 4), self.unit.clone())
    }

    /// The day so many days ahead; parts of days are cut off.
    pub(super) fn day(&self, days: f64) -> Option<Date> {
        let whole = (days.is_finite() && days.abs() < 4e6).then(|| (days + 1e-6).floor() as i64)?;
        self.as_of.checked_add(0.days().try_days(whole).ok()?).ok()
    }
}

/// A binary fraction as a decimal; beyond 28 digits the greatest there is, of what is no number 0.
pub(super) fn decimal(value: f64) -> Decimal {
    match Decimal::from_f64(value) {
        Some(value) => value,
        None if value.is_nan() => Decimal::ZERO,
        None if value < 0.0 => Decimal::MIN,
        None => Decimal::MAX,
    }
}

/// A number as a percentage of 1, with one decimal.
pub(super) fn percent(value: f64) -> Quantity {
    Quantity::new(decimal(100.0 * value).round_dp(1).normalize(), Unit::Percent)
}

/// A probability in percent, with one decimal; 0 % and 100 % only where it is exactly that.
pub(super) fn probability(share: f64) -> Quantity {
    let inside = share > 0.0 && share < 1.0;
    percent(if inside { share.clamp(0.001, 0.999) } else { share })
}

/// The unit of everything: the first one that is written. Points are percent.
fn unit(spec: &LimitSpec) -> Unit {
    let own = spec.bound.unit().filter(|unit| *unit != Unit::PLAIN);
    let stated = [&spec.trigger, &spec.current].into_iter().flatten();
    let mut others = stated.chain(spec.samples.iter().map(|sample| &sample.value)).filter(|value| value.has_unit());
    match own.or_else(|| others.next().map(|value| value.unit.clone())) {
        Some(Unit::Points) => Unit::Percent,
        Some(unit) => unit,
        None => Unit::PLAIN,
    }
}

/// The unit in which the limit itself is read: a plain number stays one until it takes that of the others.
fn unit_of(spec: &LimitSpec, unit: &Unit) -> Unit {
    match &spec.bound {
        Bound::Stated(limit) if !limit.has_unit() => limit.unit.clone(),
        _ => unit.clone(),
    }
}

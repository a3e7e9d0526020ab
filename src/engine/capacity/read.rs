//! How written questions are read and answered.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::answer::CapacityAnswer;
use super::bound::{Bound, Cache, Connections};
use super::csv::samples_from_csv;
use super::error::{ForecastError, InputError};
use super::forecast::forecast;
use super::input::{CapacityInput, EventInput, GrowthInput, LimitInput, SampleInput};
use super::queue::{Measure, Station};
use super::series::Sample;
use super::spec::{Change, Event, LimitSpec, Rates, Settings};
use crate::engine::written::Written;
use crate::quantity::{Comparator, DurationRange, Growth, Quantity, QuantityError, Target, Unit, date};

impl CapacityInput {
    /// Reads the files of samples that limits name; `open` gives the text of one. What has files has to be loaded before
    /// it is answered.
    ///
    /// # Errors
    /// The first [`InputError::File`].
    pub fn load(&mut self, open: impl Fn(&str) -> Result<String, String>) -> Result<(), InputError> {
        for (index, limit) in self.limits.iter_mut().enumerate() {
            let Some(file) = limit.samples_file.take() else { continue };
            let wrong = |problem: String| InputError::File { index, name: limit.name.trim().to_owned(), problem };
            if !limit.samples.is_empty() {
                return Err(wrong("`samples` stand beside it; keep one of both".to_owned()));
            }
            let text = open(&file).map_err(wrong)?;
            limit.samples = samples_from_csv(&text, &file).map_err(|error| wrong(format!("{file}: {error}")))?;
        }
        Ok(())
    }

    /// Reads and answers all questions.
    ///
    /// # Errors
    /// The first [`InputError`].
    pub fn answer(&self) -> Result<CapacityAnswer, InputError> {
        let as_of = date::parse(&self.as_of).map_err(|problem| InputError::AsOf { problem })?;
        if self.limits.is_empty() {
            return Err(InputError::NoLimits);
        }
        let settings = Settings { seed: self.seed, draws: self.draws };
        let mut names = BTreeSet::new();
        let mut limits = Vec::with_capacity(self.limits.len());
        for (index, limit) in self.limits.iter().enumerate() {
            let name = limit.name.trim();
            if name.is_empty() || !names.insert(name) {
                return Err(InputError::Name { index, name: limit.name.clone() });
            }
            if limit.samples_file.is_some() {
                let problem = "it has not been read".to_owned();
                return Err(InputError::File { index, name: name.to_owned(), problem });
            }
            let answer = limit.read().and_then(|spec| forecast(&spec, as_of, settings));
            let wrong = |problem| InputError::Limit { index, name: name.to_owned(), problem: Box::new(problem) };
            limits.push(answer.map_err(wrong)?);
        }
        Ok(CapacityAnswer { as_of, seed: self.seed, draws: self.draws, limits })
    }
}

impl LimitInput {
    /// The question as typed values.
    ///
    /// # Errors
    /// [`ForecastError::Unreadable`] and [`ForecastError::OneLimit`].
    pub fn read(&self) -> Result<LimitSpec, ForecastError> {
        let optional =
            |written: &Option<Written>, field: &str| written.as_ref().map(|text| quantity(text, field)).transpose();
        let sample = |(index, sample): (usize, &SampleInput)| {
            let date = day(&sample.date, &format!("samples[{index}].date"))?;
            let value = quantity(&sample.value, &format!("samples[{index}].value"))?;
            Ok(Sample { date, value, origin: sample.origin.clone() })
        };
        Ok(LimitSpec {
            name: self.name.trim().to_owned(),
            current: optional(&self.current, "current")?,
            trigger: optional(&self.trigger, "trigger")?,
            bound: self.bound()?,
            growth: self.growth.as_ref().map(rates).transpose()?,
            samples: self.samples.iter().enumerate().map(sample).collect::<Result<_, ForecastError>>()?,
            events: self
                .events
                .iter()
                .enumerate()
                .map(|(index, one)| one.read(&format!("events[{index}].")))
                .collect::<Result<_, ForecastError>>()?,
            lead: self.lead_time.as_deref().map(|text| length(text, "lead_time")).transpose()?,
            starts: self.starts.as_deref().map(|text| day(text, "starts")).transpose()?,
        })
    }

    fn bound(&self) -> Result<Bound, ForecastError> {
        let mut bounds = Vec::new();
        if let Some(limit) = &self.limit {
            bounds.push(Bound::Stated(quantity(limit, "limit")?));
        }
        if let Some(latency) = &self.latency {
            let service = plain(&latency.service_time, "latency.service_time")?;
            let target = target(&latency.target, "latency.target")?;
            bounds.push(Bound::Latency(Station {
                servers: latency.servers,
                service,
                target,
                measure: Measure::Response,
            }));
        }
        if let Some(pool) = &self.pool {
            let service = plain(&pool.hold_time, "pool.hold_time")?;
            let target = target(&pool.wait, "pool.wait")?;
            bounds.push(Bound::Pool(Station { servers: pool.connections, service, target, measure: Measure::Wait }));
        }
        if let Some(shared) = &self.connections {
            let or_none = |written: &Option<Written>, field: &str, unit: Unit| match written {
                Some(written) => quantity(written, field),
                None => Ok(Quantity::new(0, unit)),
            };
            bounds.push(Bound::Connections(Connections {
                most: quantity(&shared.max_connections, "connections.max_connections")?,
                reserved: or_none(&shared.reserved, "connections.reserved", Unit::PLAIN)?,
                per_instance: quantity(&shared.per_instance, "connections.per_instance")?,
                surge: or_none(&shared.surge, "connections.surge", Unit::Percent)?,
            }));
        }
        if let Some(cache) = &self.cache {
            let (traffic, backend) =
                (quantity(&cache.traffic, "cache.traffic")?, quantity(&cache.backend, "cache.backend")?);
            bounds.push(Bound::Cache(Cache { traffic, backend }));
        }
        match (bounds.len(), bounds.pop()) {
            (1, Some(bound)) => Ok(bound),
            (found, _) => Err(ForecastError::OneLimit { found }),
        }
    }
}

fn quantity(written: &Written, field: &str) -> Result<Quantity, ForecastError> {
    plain(written.as_str(), field)
}

fn plain(text: &str, field: &str) -> Result<Quantity, ForecastError> {
    Quantity::parse_only(text).map_err(ForecastError::unreadable(field))
}

fn day(text: &str, field: &str) -> Result<Date, ForecastError> {
    date::parse(text).map_err(ForecastError::unreadable(field))
}

fn length(text: &str, field: &str) -> Result<DurationRange, ForecastError> {
    DurationRange::parse(text).map_err(ForecastError::unreadable(field))
}

/// A bound of a percentile or of the mean, which has to say which.
fn target(text: &str, field: &str) -> Result<Target, ForecastError> {
    let target = Target::parse(text).map_err(ForecastError::unreadable(field))?;
    let lower = text.to_lowercase();
    let mean = ["mean", "average", "avg"].iter().any(|word| lower.contains(word));
    if let Some(Comparator::AtLeast | Comparator::Above) = target.comparator {
        let (field, value) = (field.to_owned(), format!("`{}`", text.trim()));
        return Err(ForecastError::OutOfRange {
            field,
            value,
            accepted: "an upper bound, what the time has to stay below: `p95 < 100 ms`",
        });
    }
    if target.percentile.is_none() && !mean {
        let (field, value) = (field.to_owned(), format!("`{}`", text.trim()));
        return Err(ForecastError::OutOfRange {
            field,
            value,
            accepted: "a percentile below p100 or a mean: `p95 < 100 ms`",
        });
    }
    Ok(target)
}

fn rates(input: &GrowthInput) -> Result<Rates, ForecastError> {
    let read = |text: &str, field: &str| Growth::parse(text).map_err(ForecastError::unreadable(field));
    Ok(match input {
        GrowthInput::One(text) => Rates::certain(read(text, "growth")?),
        GrowthInput::Range(range) => Rates {
            low: read(&range.low, "growth.low")?,
            likely: range.likely.as_deref().map(|text| read(text, "growth.likely")).transpose()?,
            high: read(&range.high, "growth.high")?,
        },
    })
}

impl EventInput {
    /// A launch or spike as one writes it in a sentence: `+30 %`, `2x for 14 days`.
    pub fn written(name: &str, date: &str, effect: &str) -> Self {
        let (change, lasts) = match effect.split_once(" for ") {
            Some((change, lasts)) => (change, Some(lasts.to_owned())),
            None => (effect, None),
        };
        EventInput { name: name.to_owned(), date: date.to_owned(), change: Written::from(change), lasts }
    }

    /// A launch or spike as typed values; `before` stands before the names of its fields in errors.
    ///
    /// # Errors
    /// [`ForecastError::Unreadable`].
    pub fn read(&self, before: &str) -> Result<Event, ForecastError> {
        let field = |name: &str| format!("{before}{name}");
        let change = quantity(&self.change, &field("change"))?;
        let change = match change.unit {
            Unit::Percent => Change::Factor(factor(Decimal::ONE, change.value, &change, &field("change"))?),
            Unit::Times => Change::Factor(change.value),
            _ => Change::Amount(change),
        };
        let days = self.lasts.as_deref().map(|text| length(text, &field("lasts"))).transpose()?;
        let date = day(&self.date, &field("date"))?;
        Ok(Event { name: self.name.clone(), date, change, days: days.map(|days| days.high) })
    }
}

/// 1.3 for `+30 %`.
fn factor(one: Decimal, percent: Decimal, change: &Quantity, field: &str) -> Result<Decimal, ForecastError> {
    let sum = percent.checked_div(Decimal::ONE_HUNDRED).and_then(|share| one.checked_add(share));
    sum.ok_or_else(|| ForecastError::unreadable(field)(QuantityError::TooLarge { text: change.to_string() }))
}

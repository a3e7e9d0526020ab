//! The doomsday clock as a pack states it: each limit joined with its growth and read once, for the rules and for the
//! computed values alike, so that a number in a finding and a computed number never differ.
//!
//! # Layout
//! - this file: a limit as understood, and what follows from it
//! - `cells`: what its cells state, in one unit; `kept`: where what has to hold no longer does
//! - `rounding`: values and lengths of time as a person states them

use std::collections::BTreeMap;

use jiff::civil::Date;
use rayon::prelude::*;
use rust_decimal::Decimal;

use crate::engine::capacity::{
    Bound, Clock, Due, Forecast, ForecastError, Issue, IssueKind, LeadTime, LimitAnswer, LimitSpec, Outcome, Rates,
    Runway, Settings, forecast,
};
use crate::pack::{Cell, Pack};
use crate::quantity::{DurationRange, Quantity, Unit, number};
use crate::skills::platform_infrastructure::{Growth, Launch, Limit, Measurement, Scaling};
use crate::text;

mod cells;
mod kept;
mod rounding;
#[cfg(test)]
mod tests;

use cells::{clock, counts_things, ends, in_unit, launch, sample, together};
use kept::kept;
use rounding::{rounded, tenths};

pub(in super::super) use cells::{Stated, Unread};
pub(in super::super) use kept::Kept;
pub(in super::super) use rounding::{at_least, at_most};

/// A limit of the pack as understood.
#[derive(Debug)]
pub(in super::super) struct Reading<'a> {
    /// Its row on the clock.
    pub limit: Limit<'a>,
    /// The row of the same name under growth and hard limits; the first, where there are several.
    pub growth: Option<Growth<'a>>,
    /// Its values as one clock, in the unit of the trigger, or why they make none. Its limit is where it hurts, if that
    /// comes before the hard limit.
    pub clock: Result<Clock, Unread<'a>>,
    /// Where what has to hold no longer does, or why that cannot be told; `None` where nothing is said to have to hold.
    pub kept: Option<Result<Kept, String>>,
    /// Its lead time; `None` where that cannot be read.
    pub lead: Option<DurationRange>,
    /// What a growth that is a range, measurements, launches and spikes lead to; `None` where there are none of them.
    pub forecast: Option<Result<LimitAnswer, ForecastError>>,
    /// The rows of measurements, launches and spikes that cannot be read, and why.
    pub unusable: Vec<(Cell<'a>, String)>,
    /// The word for thousands, millions or billions behind the number of the trigger.
    magnitude: Option<Magnitude>,
}

/// A word for a power of ten, and the power.
type Magnitude = (&'static str, u32);

/// Words that people leave their numbers in.
const MAGNITUDES: [Magnitude; 3] = [("thousand", 3), ("million", 6), ("billion", 9)];

/// The latest value at which a trigger still fires early enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Latest {
    /// The value, rounded to the safe side by less than a tenth of its distance from the limit; as
    /// [`Reading::print`] prints it.
    pub value: String,
    /// How it follows.
    pub derivation: String,
    /// Whether today's value is at it or beyond it.
    pub passed: bool,
}

/// A trigger that leaves less time than its mitigation takes.
#[derive(Debug)]
pub(in super::super) struct TooLate {
    /// The time from the trigger to the hard limit.
    pub runway: Runway,
    /// The lead time that nine in ten do not exceed, in days.
    pub lead_days: Decimal,
    /// The latest trigger that would do.
    pub latest: Latest,
}

/// What is drawn for each forecast: few enough for an answer at once, and the same every time.
pub(in super::super) const DRAWS: Settings = Settings { seed: 1, draws: 1_000 };

/// Every limit of the clock that has a name, in the order of the document.
pub(in super::super) fn readings<'a>(pack: &'a Pack) -> Vec<Reading<'a>> {
    let scaling = Scaling::of(pack);
    let (mut measured, mut launches): (BTreeMap<String, Vec<Measurement<'a>>>, BTreeMap<String, Vec<Launch<'a>>>) =
        Default::default();
    for row in scaling.measurements() {
        measured.entry(text::key(row.name().text)).or_default().push(row);
    }
    for row in scaling.launches() {
        launches.entry(text::key(row.name().text)).or_default().push(row);
    }
    let mut growth = BTreeMap::new();
    for row in scaling.growth() {
        growth.entry(text::key(row.name().text)).or_insert(row);
    }
    let named = scaling.limits().filter(|limit| !limit.name().is_blank());
    let stated = |limit: Limit<'a>| {
        let key = text::key(limit.name().text);
        // Of two limits of one name the first has the rows.
        let (measured, launches) =
            (measured.remove(&key).unwrap_or_default(), launches.remove(&key).unwrap_or_default());
        (limit, growth.get(&key).copied(), measured, launches)
    };
    // A forecast draws a thousand futures, and each limit has its own.
    let limits: Vec<_> = named.map(stated).collect();
    let read = |(limit, growth, measured, launches): &(Limit<'a>, Option<Growth<'a>>, Vec<_>, Vec<_>)| {
        let mut reading = Reading::new(*limit, *growth);
        reading.look_ahead(pack.as_of, measured, launches);
        reading
    };
    limits.par_iter().map(read).collect()
}

impl<'a> Reading<'a> {
    fn new(limit: Limit<'a>, growth: Option<Growth<'a>>) -> Self {
        let mut clock = match growth {
            Some(growth) => clock(&limit, &growth),
            None => Err(ends(&limit)
                .and_then(|(current, trigger)| together(&[current, trigger]))
                .err()
                .unwrap_or(Unread::NoRow)),
        };
        let kept = growth.zip(clock.as_mut().ok()).and_then(|(growth, clock)| kept(&growth, clock));
        let counts = clock.as_ref().is_ok_and(|clock| counts_things(&clock.unit));
        let said = |word: &str| counts && text::has_any(limit.trigger().text, &[word]);
        let magnitude = MAGNITUDES.into_iter().find(|(word, _)| said(word));
        let lead = DurationRange::parse(limit.lead_time().text).ok();
        Reading { limit, growth, clock, kept, lead, forecast: None, unusable: Vec::new(), magnitude }
    }

    /// Forecasts the limit where more is known than one growth.
    fn look_ahead(&mut self, as_of: Date, measured: &[Measurement<'a>], launches: &[Launch<'a>]) {
        let (Ok(clock), Some(growth)) = (&self.clock, &self.growth) else { return };
        let Ok(rates) = Rates::parse(growth.growth().text) else { return };
        if rates.is_certain() && measured.is_empty() && launches.is_empty() {
            return;
        }
        let (mut samples, mut events) = (Vec::new(), Vec::new());
        for row in measured {
            match sample(row, &clock.unit) {
                Ok(sample) if sample.date <= as_of => samples.push(sample),
                // A day to come is the business of another rule.
                Ok(_) => {}
                Err((cell, problem)) => self.unusable.push((cell, problem)),
            }
        }
        for row in launches {
            match launch(row) {
                Ok(event) if event.date >= as_of => events.push(event),
                Ok(_) => {}
                Err((cell, problem)) => self.unusable.push((cell, problem)),
            }
        }
        if rates.is_certain() && samples.is_empty() && events.is_empty() {
            return;
        }
        let of = |value: Decimal| Quantity::new(value, clock.unit.clone());
        let spec = LimitSpec {
            name: self.limit.name().text.trim().to_owned(),
            current: Some(of(clock.current)),
            trigger: (clock.trigger != clock.limit).then(|| of(clock.trigger)),
            bound: Bound::Stated(of(clock.limit)),
            growth: Some(in_unit(rates, &clock.unit)),
            samples,
            events,
            lead: self.lead.clone(),
            starts: None,
        };
        self.forecast = Some(forecast(&spec, as_of, DRAWS));
    }

    /// The dates of the forecast; `None` where there is none, or it is inconclusive.
    pub fn dates(&self) -> Option<&Forecast> {
        match &self.forecast.as_ref()?.as_ref().ok()?.outcome {
            Outcome::Forecast(forecast) => Some(forecast),
            Outcome::Inconclusive { .. } => None,
        }
    }

    /// What the forecast says of something.
    pub fn issue(&self, kind: IssueKind) -> Option<&Issue> {
        self.forecast.as_ref()?.as_ref().ok()?.issues.iter().find(|issue| issue.kind == kind)
    }

    /// The lead time that nine in ten do not exceed, in days.
    pub fn lead_days(&self) -> Option<Decimal> {
        lead_days(self.lead.as_ref()?)
    }

    /// The day on which the trigger is reached; the middle of the forecast where there is one.
    pub fn trigger_date(&self, as_of: Date) -> Option<Due> {
        match self.dates() {
            Some(forecast) => {
                let trigger = forecast.to_trigger.as_ref()?;
                let date = trigger.p50.date.filter(|date| *date > as_of)?;
                Some(Due { date, derivation: trigger.derivation.clone() })
            }
            None => self.clock.as_ref().ok()?.trigger_date(as_of).ok(),
        }
    }

    /// Where it hurts, if that comes before the hard limit.
    pub fn hurts(&self) -> Option<&Kept> {
        self.kept.as_ref()?.as_ref().ok().filter(|kept| kept.sooner)
    }

    /// The hard limit in the unit of the trigger.
    pub fn hard_limit(&self) -> Option<Decimal> {
        match &self.kept {
            Some(Ok(kept)) => Some(kept.hard),
            _ => self.clock.as_ref().ok().map(|clock| clock.limit),
        }
    }

    /// What its cell says has to hold.
    pub fn to_keep(&self) -> &'a str {
        self.growth.map_or("", |growth| growth.keeps().text.trim())
    }

    /// The limit that counts, with what it is: `the hard limit of 8 TB`, `71 %, where "p95 < 300 ms with ..." is missed`.
    pub fn limit_in_words(&self) -> String {
        let limit = self.clock.as_ref().map_or_else(|_| String::new(), |clock| self.print(clock.limit));
        match self.hurts() {
            Some(_) => format!("{limit}, where \"{}\" is missed", self.to_keep()),
            None => format!("the hard limit of {limit}"),
        }
    }

    /// The name of the limit.
    pub fn name(&self) -> &'a str {
        self.limit.name().text
    }

    /// A value of its clock in the unit of the trigger, and in its millions where it is stated in millions.
    pub fn print(&self, value: Decimal) -> String {
        let Ok(clock) = &self.clock else { return number::print(value) };
        let Some((word, power)) = self.magnitude else { return Quantity::new(value, clock.unit.clone()).to_string() };
        let value = number::print(value / Decimal::from(10_u64.pow(power)));
        match &clock.unit {
            Unit::Count(Some(noun)) => format!("{value} {word} {noun}"),
            _ => format!("{value} {word}"),
        }
    }

    /// The latest trigger that leaves the lead time of nine in ten; `None` where clock or lead time cannot be read,
    /// or nothing grows.
    pub fn latest_trigger(&self) -> Option<Latest> {
        if let Some(forecast) = self.dates() {
            let trigger = forecast.recommended_trigger.as_ref()?;
            let value = trigger.value.as_ref();
            let passed = value.is_none();
            let value = value.map_or_else(|| "none any more".to_owned(), |value| self.print(value.value));
            return Some(Latest { value, derivation: trigger.derivation.clone(), passed });
        }
        let (clock, lead) = (self.clock.as_ref().ok()?, self.lead_days()?);
        let exact = clock.latest_trigger(lead).ok()?;
        let rising = clock.growth.direction() > 0;
        let whole =
            counts_things(&clock.unit) && [clock.current, clock.trigger, clock.limit].iter().all(Decimal::is_integer);
        let rounded = rounded(exact.value.value, clock.limit, rising, whole);
        let value = self.print(rounded);
        let derivation = match rounded == exact.value.value {
            true => exact.derivation,
            false => format!("{}, rounded to {value}", exact.derivation),
        };
        let passed = if rising { clock.current >= rounded } else { clock.current <= rounded };
        Some(Latest { value, derivation, passed })
    }

    /// What is wrong with a trigger that stands short of its limit but fires too late; `None` where it fires early
    /// enough, nothing can be said, or a forecast says it.
    pub fn too_late(&self) -> Option<TooLate> {
        let (clock, lead) = (self.clock.as_ref().ok()?, self.lead_days()?);
        if clock.trigger == clock.limit || self.dates().is_some() {
            return None;
        }
        let runway = clock.time_to_act().ok()?;
        // A runway is rounded down to a tenth of a day, so the lead time has to be as well.
        (runway.days < tenths(lead)).then_some(())?;
        Some(TooLate { runway, lead_days: lead, latest: self.latest_trigger()? })
    }

    /// The growth as it was written, with the word that leads to it: `at +40 GB per month`, `doubling every 6 months`.
    pub fn growing(&self) -> String {
        let written = self.growth.map_or("", |growth| growth.growth().text.trim());
        match &self.clock {
            Ok(clock) if written.len() > 40 => format!("at {}", clock.growth),
            _ if written.starts_with(char::is_alphabetic) => format!("growing as stated ({written})"),
            _ => format!("at {written}"),
        }
    }

    /// The day on which the hard limit is reached: by a forecast the one of its early end, P10.
    pub fn limit_date(&self, as_of: Date) -> Option<Due> {
        match self.dates() {
            Some(forecast) => {
                let date = forecast.to_limit.p10.date?;
                let derivation = format!("one in ten draws is there by {date}; {}", forecast.to_limit.derivation);
                Some(Due { date, derivation })
            }
            None => self.clock.as_ref().ok()?.limit_date(as_of).ok(),
        }
    }

    /// The last day on which a mitigation may start whose lead time nine in ten do not exceed.
    pub fn latest_start(&self, as_of: Date) -> Option<Due> {
        match self.dates() {
            Some(forecast) => {
                let start = forecast.latest_safe_start.as_ref()?;
                Some(Due { date: start.date, derivation: start.derivation.clone() })
            }
            None => self.clock.as_ref().ok()?.latest_start(as_of, self.lead_days()?).ok(),
        }
    }
}

/// The lead time that nine in ten do not exceed, in days.
pub(in super::super) fn lead_days(lead: &DurationRange) -> Option<Decimal> {
    match lead.likely {
        // Exactly; a triangle is rounded up to a tenth.
        None => Some(lead.low + Decimal::new(9, 1) * (lead.high - lead.low)),
        Some(_) => Some(LeadTime::of(lead)?.p90),
    }
}

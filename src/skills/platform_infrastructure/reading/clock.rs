//! The doomsday clock as a pack states it: each limit joined with its growth and read once, for the rules and for the
//! computed values alike, so that a number in a finding and a computed number never differ.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::engine::capacity::{
    Bound, Clock, Due, Event, EventInput, Forecast, ForecastError, Issue, IssueKind, LeadTime, LimitAnswer, LimitSpec,
    Outcome, Rates, Runway, Sample, Settings, Threshold, forecast,
};
use crate::gate::text;
use crate::pack::{Cell, Pack};
use crate::quantity::{self, DurationRange, Quantity, QuantityError, Target, Unit, date, number};
use crate::skills::platform_infrastructure::{Growth, Launch, Limit, Measurement, Scaling};

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

/// Where what has to hold below a limit no longer does: the load at which latency misses its target, the hit rate
/// below which the backend gets more than it bears.
#[derive(Debug)]
pub(in super::super) struct Kept {
    /// The value, in the unit of the trigger.
    pub value: Decimal,
    /// How it follows.
    pub derivation: String,
    /// The hard limit, in the unit of the trigger.
    pub hard: Decimal,
    /// Whether the value rises towards both.
    pub rising: bool,
    /// Whether it comes before the hard limit.
    pub sooner: bool,
}

/// A word for a power of ten, and the power.
type Magnitude = (&'static str, u32);

/// Words that people leave their numbers in.
const MAGNITUDES: [Magnitude; 3] = [("thousand", 3), ("million", 6), ("billion", 9)];

/// Why the values of a limit make no clock.
#[derive(Debug)]
pub(in super::super) enum Unread<'a> {
    /// No growth row bears its name; as far as they go, its own values agree.
    NoRow,
    /// A cell without a value.
    Unreadable {
        /// What the cell should state: `trigger`.
        what: &'static str,
        /// The cell.
        cell: Cell<'a>,
        /// What is wrong with it.
        problem: QuantityError,
    },
    /// Two values that cannot be compared.
    Apart {
        /// The one that disagrees with most of the others.
        odd: Stated<'a>,
        /// One it disagrees with.
        other: Stated<'a>,
    },
}

/// A value and the cell that states it. For a growth it is the amount of one period.
#[derive(Debug, Clone)]
pub(in super::super) struct Stated<'a> {
    /// What it is: `current value`, `trigger`, `hard limit`, `growth`.
    pub what: &'static str,
    /// Where it stands.
    pub cell: Cell<'a>,
    /// The value.
    pub quantity: Quantity,
}

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
    let read = |limit: Limit<'a>| {
        let key = text::key(limit.name().text);
        let mut reading = Reading::new(limit, growth.get(&key).copied());
        // Of two limits of one name the first has the rows.
        let (measured, launches) =
            (measured.remove(&key).unwrap_or_default(), launches.remove(&key).unwrap_or_default());
        reading.look_ahead(pack.as_of, &measured, &launches);
        reading
    };
    named.map(read).collect()
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

/// A length of time as a person says it, rounded down: days up to two weeks, weeks beyond.
pub(in super::super) fn at_least(days: Decimal) -> String {
    span(days, RoundingStrategy::ToNegativeInfinity)
}

/// A length of time as a person says it, rounded up.
pub(in super::super) fn at_most(days: Decimal) -> String {
    span(days, RoundingStrategy::ToPositiveInfinity)
}

fn span(days: Decimal, strategy: RoundingStrategy) -> String {
    let week = Decimal::from(7);
    let (value, places, word) = if days < Decimal::TWO * week { (days, 0, "day") } else { (days / week, 1, "week") };
    let value = value.round_dp_with_strategy(places, strategy);
    let plural = if value == Decimal::ONE { "" } else { "s" };
    format!("{} {word}{plural}", number::print(value))
}

/// Reads the four values. A value without unit takes that of the others: another rule asks for it.
fn clock<'a>(limit: &Limit<'a>, growth: &Growth<'a>) -> Result<Clock, Unread<'a>> {
    let (mut current, mut trigger) = ends(limit)?;
    let mut hard = stated("hard limit", growth.limit(), Quantity::parse)?;
    let cell = growth.growth();
    let rates = Rates::parse(cell.text).map_err(|problem| Unread::Unreadable { what: "growth", cell, problem })?;
    // Of a range the end that leaves least time.
    let mut change = rates.fastest().clone();

    let amount = match &change {
        quantity::Growth::Linear { change, .. } => Some(Stated { what: "growth", cell, quantity: change.clone() }),
        _ => None,
    };
    let mut all = vec![trigger.clone(), hard.clone(), current.clone()];
    all.extend(amount);
    let unit = together(&all)?;
    for one in [&mut current, &mut trigger, &mut hard] {
        adopt(&mut one.quantity, &unit);
    }
    if let quantity::Growth::Linear { change, .. } = &mut change {
        adopt(change, &unit);
    }
    let unreadable = |problem| Unread::Unreadable { what: "hard limit", cell: hard.cell, problem };
    let in_unit = hard.quantity.to_unit(&unit).map_err(unreadable)?;
    Clock::new(&current.quantity, &trigger.quantity, &in_unit, &change).map_err(|error| {
        // The units agree, so what is left are numbers too large to convert.
        unreadable(QuantityError::TooLarge { text: error.to_string() })
    })
}

/// Where what has to hold no longer does; the clock then runs to there, if that comes before its hard limit.
fn kept(growth: &Growth<'_>, clock: &mut Clock) -> Option<Result<Kept, String>> {
    let cell = growth.keeps();
    if cell.is_blank() {
        return None;
    }
    let kept = Kept::of(cell.text, clock.limit, &clock.unit, clock.is_rising());
    if let Ok(Kept { value, sooner: true, .. }) = &kept {
        clock.limit = *value;
    }
    Some(kept)
}

impl Kept {
    /// Reads what has to hold below the `hard` limit of a value that rises towards it, or falls.
    pub(in super::super) fn of(text: &str, hard: Decimal, unit: &Unit, rising: bool) -> Result<Kept, String> {
        let bound = Bound::parse(text).map_err(|problem| problem.to_string())?;
        if bound.rises() == Some(!rising) {
            let (value, metric) =
                if rising { ("rises", "a hit rate, which falls") } else { ("falls", "a load, which rises") };
            return Err(format!("the value {value} towards its limit, and this is about {metric}"));
        }
        let Threshold { value, derivation } = bound.resolve(unit).map_err(|problem| problem.to_string())?;
        let value = value.value;
        Ok(Kept { value, derivation, hard, rising, sooner: if rising { value < hard } else { value > hard } })
    }
}

/// A growth in the unit of its limit where it was written without one.
fn in_unit(rates: Rates, unit: &Unit) -> Rates {
    let adopted = |mut growth: quantity::Growth| {
        if let quantity::Growth::Linear { change, .. } = &mut growth {
            adopt(change, unit);
        }
        growth
    };
    Rates { low: adopted(rates.low), likely: rates.likely.map(adopted), high: adopted(rates.high) }
}

/// A measurement, in any unit of the limit's kind.
fn sample<'a>(row: &Measurement<'a>, unit: &Unit) -> Result<Sample, (Cell<'a>, String)> {
    let at = |cell: Cell<'a>| move |problem: QuantityError| (cell, problem.to_string());
    let date = date::parse(row.measured().text).map_err(at(row.measured()))?;
    let mut value = Quantity::parse(row.value().text).map_err(at(row.value()))?;
    adopt(&mut value, unit);
    value.to_unit(unit).map_err(at(row.value()))?;
    Ok(Sample::new(date, value))
}

/// A launch, or a spike that says how long it lasts: `2x for 14 days`.
fn launch<'a>(row: &Launch<'a>) -> Result<Event, (Cell<'a>, String)> {
    date::parse(row.date().text).map_err(|problem| (row.date(), problem.to_string()))?;
    let effect = row.effect();
    EventInput::written(row.name().text, row.date().text, effect.text)
        .read("")
        .map_err(|problem| (effect, problem.to_string()))
}

/// The values a limit has without its growth: today's, and the trigger.
fn ends<'a>(limit: &Limit<'a>) -> Result<(Stated<'a>, Stated<'a>), Unread<'a>> {
    let current = stated("current value", limit.current(), Quantity::parse)?;
    let trigger = stated("trigger", limit.trigger(), |text| Target::parse(text).map(|target| target.quantity))?;
    Ok((current, trigger))
}

/// The unit of several values: that of the first one that has any.
fn together<'a>(all: &[Stated<'a>]) -> Result<Unit, Unread<'a>> {
    let all: Vec<Stated<'a>> = all.iter().filter(|one| one.quantity.has_unit()).cloned().collect();
    if let Some((odd, other)) = apart(&all) {
        return Err(Unread::Apart { odd, other });
    }
    Ok(match all.first().map(|first| first.quantity.unit.clone()) {
        Some(Unit::Points) => Unit::Percent,
        Some(unit) => unit,
        None => Unit::PLAIN,
    })
}

fn stated<'a>(
    what: &'static str,
    cell: Cell<'a>,
    read: impl Fn(&str) -> Result<Quantity, QuantityError>,
) -> Result<Stated<'a>, Unread<'a>> {
    let unreadable = |problem| Unread::Unreadable { what, cell, problem };
    if cell.is_blank() {
        return Err(unreadable(QuantityError::Blank));
    }
    let quantity = read(cell.text).map_err(unreadable)?;
    Ok(Stated { what, cell, quantity })
}

/// The value that cannot be compared with most of the others, and one of those; the later one of two.
fn apart<'a>(all: &[Stated<'a>]) -> Option<(Stated<'a>, Stated<'a>)> {
    let against = |one: &Stated<'a>| all.iter().filter(|other| !one.quantity.same_dimension(&other.quantity)).count();
    let odd = all.iter().filter(|one| against(one) > 0).max_by_key(|one| against(one))?;
    let other = all.iter().find(|other| !odd.quantity.same_dimension(&other.quantity))?;
    Some((odd.clone(), other.clone()))
}

/// Gives a plain number a unit.
fn adopt(quantity: &mut Quantity, unit: &Unit) {
    if !quantity.has_unit() {
        quantity.unit = unit.clone();
    }
}

/// Whether a unit counts things that come whole.
fn counts_things(unit: &Unit) -> bool {
    match unit {
        Unit::Count(_) => true,
        Unit::Rate { of, .. } => counts_things(of),
        _ => false,
    }
}

/// A threshold as a person would state it: rounded away from the limit, to a power of ten no greater than a tenth of
/// the distance to the limit, to whole things where everything else is whole.
fn rounded(value: Decimal, limit: Decimal, rising: bool, whole: bool) -> Decimal {
    let fine = (limit - value).abs() / Decimal::TEN;
    if fine.is_zero() {
        return value;
    }
    let tenth = Decimal::new(1, 1);
    let mut step = Decimal::ONE;
    while step > fine && step.scale() < 12 {
        step *= tenth;
    }
    while step * Decimal::TEN <= fine && step < Decimal::from(1_000_000_000_000_i64) {
        step *= Decimal::TEN;
    }
    if whole {
        step = step.max(Decimal::ONE);
    }
    let steps = value / step;
    let steps = if rising { steps.floor() } else { steps.ceil() };
    steps.checked_mul(step).map_or(value, |rounded| rounded.normalize())
}

fn tenths(days: Decimal) -> Decimal {
    days.round_dp_with_strategy(1, RoundingStrategy::ToNegativeInfinity)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::pack::{Row, Section, Value};

    fn pack(current: &str, trigger: &str, lead: &str, limit: &str, growth: &str) -> Pack {
        let row = |cells: &[(&str, &str)]| {
            let mut row = Row::default();
            for (column, text) in cells {
                row.set((*column).to_owned(), (*text).to_owned());
            }
            Value::Table(vec![row])
        };
        let mut scaling = Section::default();
        let limits = [("component", "orders-db disk"), ("current", current), ("trigger", trigger), ("lead_time", lead)];
        scaling.set("limits", row(&limits));
        scaling.set("growth", row(&[("component", "Orders-DB: disk"), ("limit", limit), ("growth", growth)]));
        let mut pack = Pack::new("platform-infrastructure", 1, "Plan", date(2026, 11, 2));
        pack.sections.insert("scaling".to_owned(), scaling);
        pack
    }

    fn with<T>(pack: &Pack, read: impl FnOnce(&Reading<'_>) -> T) -> T {
        read(readings(pack).first().expect("one limit"))
    }

    #[test]
    fn values_are_joined_in_the_unit_of_the_trigger() {
        let pack = pack("1.2 TB", "1,600 GB", "6-8 weeks", "2 TB", "+40 GB per month");
        with(&pack, |reading| {
            let clock = reading.clock.as_ref().expect("a clock");
            assert_eq!(reading.print(clock.limit), "2,000 GB");
            assert_eq!(reading.print(clock.current), "1,200 GB");
            assert!(reading.too_late().is_none());
        });
    }

    #[test]
    fn latest_triggers_are_rounded_as_people_write() {
        for (current, trigger, lead, limit, growth, expected) in [
            ("5.2 TB", "7.6 TB", "10-12 weeks", "8.0 TB", "+0.31 TB per month", "7.15 TB"),
            (
                "24,600 sessions", "34,500 sessions", "9-10 weeks", "36,000 sessions", "+1,100 sessions per month",
                "33,400 sessions",
            ),
            ("9 s", "50 s", "13-16 weeks", "60 s", "+4 s per month", "45 s"),
            ("58 %", "84 %", "3-4 weeks", "85 %", "+2.4 points per month", "82.8 %"),
            // 90 + 0.5 * 28 / 7 = 92; rounded up, away from the limit below.
            ("96 %", "91 %", "4 weeks", "90 %", "-0.5 points per week", "92 %"),
            ("96 %", "91 %", "5 weeks", "90 %", "-0.52 points per week", "92.6 %"),
            (
                "1,130 million ids", "2,000 million ids", "8-10 weeks", "2,147 million ids",
                "+205 million ids per month", "1,680 million ids",
            ),
            // 10 * 0.99^2.3 = 9.77: pods come whole.
            ("3 pods", "10 pods", "10 weeks", "10 pods", "+1 % per month", "9 pods"),
        ] {
            let pack = pack(current, trigger, lead, limit, growth);
            with(&pack, |reading| {
                let latest = reading.latest_trigger().expect("a latest trigger");
                assert_eq!(latest.value, expected, "{trigger}: {}", latest.derivation);
                assert!(!latest.passed);
            });
        }
    }

    #[test]
    fn a_trigger_at_its_latest_value_is_early_enough() {
        let late = pack("5.2 TB", "7.6 TB", "10-12 weeks", "8.0 TB", "+0.31 TB per month");
        let early = pack("5.2 TB", "7.14 TB", "10-12 weeks", "8.0 TB", "+0.31 TB per month");
        assert_eq!(with(&late, |reading| at_least(reading.too_late().expect("too late").runway.days)), "5.6 weeks");
        assert!(with(&early, |reading| reading.too_late().is_none()));
        // Two months of growth for a lead time of two months, though neither is a whole number of tenths of days.
        let just = pack("60 GB", "80 GB", "2 months", "100 GB", "+10 GB per month");
        assert!(with(&just, |reading| reading.too_late().is_none()));
    }

    #[test]
    fn a_latest_trigger_may_have_passed() {
        let pack = pack("5.2 TB", "7.6 TB", "40 weeks", "8.0 TB", "+0.31 TB per month");
        with(&pack, |reading| {
            assert!(reading.latest_trigger().expect("a latest trigger").passed);
            let start = reading.latest_start(date(2026, 11, 2)).expect("a day").date;
            // 274.9 days to the limit less 280 days of work.
            assert_eq!(start, date(2026, 10, 27));
        });
    }

    #[test]
    fn the_odd_value_is_the_one_blamed() {
        let odd = |current: &str, trigger: &str, limit: &str, growth: &str| {
            let pack = pack(current, trigger, "6 weeks", limit, growth);
            with(&pack, |reading| match &reading.clock {
                Err(Unread::Apart { odd, other }) => format!("{} / {}", odd.what, other.what),
                Err(Unread::Unreadable { what, problem, .. }) => format!("{what}: {problem}"),
                other => format!("{other:?}"),
            })
        };
        assert_eq!(odd("31 GB", "44 GB", "64 GB", "+1,100 containers per month"), "growth / trigger");
        assert_eq!(odd("31 GB", "80 %", "64 GB", "+1 GB per month"), "trigger / hard limit");
        assert_eq!(odd("31 %", "44 GB", "64 GB", "+2 % per month"), "current value / trigger");
        assert_eq!(odd("full", "44 GB", "64 GB", "+2 % per month"), "current value: `full` holds no number");
        assert!(odd("31 GB", "44 GB", "64 GB", "+2 %").starts_with("growth: `+2 %` does not say per which time"));
    }

    #[test]
    fn a_missing_unit_is_that_of_the_others() {
        let pack = pack("430", ">= 470 connections", "4 weeks", "500", "+18 per month");
        with(&pack, |reading| {
            let clock = reading.clock.as_ref().expect("a clock");
            assert_eq!(reading.print(clock.limit), "500 connections");
        });
    }

    #[test]
    fn lengths_of_time_are_said_in_days_or_weeks() {
        assert_eq!(at_least("39.2".parse().unwrap()), "5.6 weeks");
        assert_eq!(at_least("9.9".parse().unwrap()), "9 days");
        assert_eq!(at_most("60.875".parse().unwrap()), "8.7 weeks");
        assert_eq!(at_most("1".parse().unwrap()), "1 day");
    }
}

//! The doomsday clock of a brief: triggers and dates, computed from current value, hard limit, growth and lead time.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::catalog::Limit;
use super::{Draft, calendar};
use crate::engine::capacity::{
    Bound, Clock, EventInput, Forecast, LimitSpec, Outcome, Rates, Sample, forecast, latest_trigger,
};
use crate::quantity::{self, DurationRange, Growth, Quantity, Unit, number};
use crate::skills::platform_infrastructure::brief::{LaunchFact, LimitFact, MeasurementFact};
use crate::skills::platform_infrastructure::reading::clock::{Kept, lead_days};

/// What a trigger leaves beyond the upper lead time: a quarter of it, for a decision that comes late and a project
/// that runs over.
const MARGIN: Decimal = Decimal::from_parts(125, 0, 0, false, 2);

/// A trigger is rounded to at most this part of the way from the current value to the limit, so that rounding costs
/// little of the runway.
const GRAIN: Decimal = Decimal::from_parts(50, 0, 0, false, 0);

/// A limit of the brief, with what the catalogue and the engine add.
#[derive(Debug)]
pub(super) struct Outlook<'b> {
    pub fact: &'b LimitFact,
    /// Its entry in the catalogue.
    pub entry: Option<&'static Limit>,
    /// From decision to production, as written; from the catalogue where the brief is silent.
    pub lead_time: Option<&'b str>,
    /// The lead time in days, lower and upper end.
    pub lead: Option<(i64, i64)>,
    /// The project; from the catalogue where the brief is silent.
    pub project: Option<&'b str>,
    pub owner: Option<&'b str>,
    /// Whether the value rises towards its limit.
    pub rising: bool,
    /// The value at which mitigation starts, in the writer's unit, without a comparator.
    pub trigger: Option<String>,
    /// When the trigger fires; `as_of` where it has passed.
    pub trigger_date: Option<Date>,
    /// When the limit is reached.
    pub limit_date: Option<Date>,
    /// The last day on which the project may start to be done in time in nine of ten cases; may lie before `as_of`.
    pub latest_start: Option<Date>,
    /// The day by which the project starts: no later than trigger and latest start, not before `as_of`.
    pub start_by: Option<Date>,
}

impl Outlook<'_> {
    /// What moves the value: `+7 GB per month`, and its launches.
    pub fn moved_by(&self) -> Option<String> {
        let launches = if self.fact.launches.is_empty() { "" } else { " and its launches" };
        self.fact.growth.as_ref().map(|growth| format!("{growth}{launches}"))
    }

    /// The trigger as the clock states it: `>= 920 connections`.
    pub fn threshold(&self) -> Option<String> {
        let comparator = if self.rising { ">=" } else { "<=" };
        self.trigger.as_ref().map(|trigger| format!("{comparator} {trigger}"))
    }
}

/// The limits of the brief, the ones that are reached first at the front, those without a date at the end.
pub(super) fn outlooks<'b>(draft: &Draft<'b>) -> Vec<Outlook<'b>> {
    let mut outlooks: Vec<Outlook<'b>> = draft.brief.limits.iter().map(|fact| outlook(draft, fact)).collect();
    outlooks.sort_by_key(|outlook| outlook.limit_date.unwrap_or(Date::MAX));
    outlooks
}

fn outlook<'b>(draft: &Draft<'b>, fact: &'b LimitFact) -> Outlook<'b> {
    let catalog: &'static super::Catalog = draft.catalog;
    let entry = catalog.limit(fact.kind.as_deref(), &fact.component);
    let lead_time = fact.lead_time.as_deref().or(entry.map(|entry| entry.lead_time.as_str()));
    let range = lead_time.and_then(|text| DurationRange::parse(text).ok());
    let mut outlook = Outlook {
        fact,
        entry,
        lead_time,
        lead: range.as_ref().map(|range| (calendar::whole(range.low), calendar::whole(range.high))),
        project: fact.project.as_deref().or(entry.map(|entry| entry.mitigation.as_str())),
        owner: fact.owner.as_deref().or(draft.area("scaling")),
        rising: entry.is_none_or(|entry| entry.direction == "rising"),
        trigger: None,
        trigger_date: None,
        limit_date: None,
        latest_start: None,
        start_by: None,
    };
    let (Some(limit_text), Some(growth)) = (fact.limit.as_deref(), fact.growth.as_deref()) else { return outlook };
    let (Ok(current), Ok(limit), Ok(growth)) =
        (Quantity::parse(&fact.current), Quantity::parse(limit_text), Rates::parse(growth))
    else {
        return outlook;
    };
    let rates = growth;
    // Of a range the end that leaves least time.
    let growth = rates.fastest().clone();
    outlook.rising = growth.direction() >= 0;
    let written = Written::of(limit_text, &limit);
    // What the brief says of that counts, and not what the catalogue does.
    let hurts = entry.filter(|_| fact.must_keep.is_none()).and_then(|entry| hurts_at(entry, &limit));
    // Where it hurts before the hard limit, that is the limit to plan for.
    let limit = match fact.must_keep.as_deref().map(|text| Kept::of(text, limit.value, &limit.unit, outlook.rising)) {
        Some(Ok(Kept { value, sooner: true, .. })) => Quantity::new(value, limit.unit),
        _ => limit,
    };
    if let Ok(clock) = Clock::new(&current, &limit, &limit, &growth) {
        outlook.limit_date = clock.limit_date(draft.as_of()).ok().map(|due| due.date);
        let latest = |lead: &DurationRange| clock.latest_start(draft.as_of(), lead_days(lead)?).ok();
        outlook.latest_start = range.as_ref().and_then(latest).map(|due| due.date);
    }
    if let Some(range) = range {
        let value = range
            .high
            .checked_mul(MARGIN)
            .and_then(|lead_days| trigger(&current, &limit, &growth, lead_days, hurts.as_ref(), &written));
        let ahead = Ahead::of(fact, current.clone(), limit.clone(), rates, range);
        let forecast =
            |trigger: Option<Quantity>| ahead.as_ref().and_then(|ahead| ahead.forecast(trigger, draft.as_of()));
        let value = match (value, forecast(None)) {
            (Some(value), Some(forecast)) => {
                outlook.limit_date = forecast.to_limit.p10.date;
                outlook.latest_start = forecast.latest_safe_start.as_ref().map(|start| start.date);
                Some(earlier(value, &forecast, growth.direction() > 0))
            }
            (value, _) => value,
        };
        outlook.trigger_date = value.as_ref().map(|value| {
            let early = forecast(Some(value.clone())).and_then(|forecast| forecast.to_trigger?.p10.date);
            early.unwrap_or_else(|| trigger_date(&current, value, &limit, &growth, draft.as_of()))
        });
        outlook.trigger = value.map(|value| written.print(value.value));
    }
    outlook.start_by = outlook.latest_start.map(|latest| {
        let first = outlook.trigger_date.map_or(latest, |fires| fires.min(latest));
        calendar::workday_before(first).max(draft.as_of())
    });
    outlook
}

/// From which value on a component hurts, as the catalogue knows it.
fn hurts_at(entry: &Limit, limit: &Quantity) -> Option<Quantity> {
    let share = Quantity::parse(entry.hurts_at.as_deref()?).ok()?.value;
    let value = match limit.unit {
        Unit::Percent => share,
        _ => limit.value.checked_mul(share)?.checked_div(Decimal::ONE_HUNDRED)?,
    };
    Some(Quantity::new(value, limit.unit.clone()))
}

/// A range of growth, measurements or launches: what a limit with any of them is forecast from.
struct Ahead(LimitSpec);

impl Ahead {
    fn of(fact: &LimitFact, current: Quantity, limit: Quantity, rates: Rates, lead: DurationRange) -> Option<Self> {
        if rates.is_certain() && fact.measurements.is_empty() && fact.launches.is_empty() {
            return None;
        }
        let sample = |one: &MeasurementFact| Some(Sample::new(one.date, Quantity::parse(&one.value).ok()?));
        let launch =
            |one: &LaunchFact| EventInput::written(&fact.component, &one.date.to_string(), &one.effect).read("").ok();
        Some(Ahead(LimitSpec {
            name: fact.component.clone(),
            current: Some(current),
            trigger: None,
            bound: Bound::Stated(limit),
            growth: Some(rates),
            samples: fact.measurements.iter().filter_map(sample).collect(),
            events: fact.launches.iter().filter_map(launch).collect(),
            lead: Some(lead),
            starts: None,
        }))
    }

    /// The dates, if they are conclusive.
    fn forecast(&self, trigger: Option<Quantity>, as_of: Date) -> Option<Forecast> {
        let spec = LimitSpec { trigger, ..self.0.clone() };
        match forecast(&spec, as_of, crate::skills::platform_infrastructure::reading::clock::DRAWS).ok()?.outcome {
            Outcome::Forecast(forecast) => Some(*forecast),
            Outcome::Inconclusive { .. } => None,
        }
    }
}

/// The trigger, or the latest one of the forecast where that is an earlier value.
fn earlier(value: Quantity, forecast: &Forecast, rising: bool) -> Quantity {
    let latest = forecast.recommended_trigger.as_ref().and_then(|trigger| trigger.value.as_ref());
    let latest = latest.and_then(|latest| latest.to_unit(&value.unit).ok());
    match latest {
        Some(latest) if (rising && latest.value < value.value) || (!rising && latest.value > value.value) => latest,
        _ => value,
    }
}

fn trigger_date(current: &Quantity, trigger: &Quantity, limit: &Quantity, growth: &Growth, as_of: Date) -> Date {
    let due = Clock::new(current, trigger, limit, growth).and_then(|clock| clock.trigger_date(as_of));
    due.map_or(as_of, |due| due.date)
}

/// The latest value that leaves `lead_days`, or the one from which on it hurts where that is reached before and still
/// ahead, rounded in the writer's unit away from the limit and kept strictly
/// between current value and limit. Where every such value has passed, the next one after the current value, whose
/// short runway the gate reports. `None` where there is no room or no way to the limit.
fn trigger(
    current: &Quantity,
    limit: &Quantity,
    growth: &Growth,
    lead_days: Decimal,
    hurts: Option<&Quantity>,
    written: &Written,
) -> Option<Quantity> {
    let latest = latest_trigger(limit, growth, lead_days).ok()?.value;
    let current = current.to_unit(&limit.unit).ok()?.value.checked_div(written.magnitude)?;
    let bound = limit.value.checked_div(written.magnitude)?;
    let latest = latest.value.checked_div(written.magnitude)?;
    let rising = growth.direction() > 0;
    if (rising && current >= bound) || (!rising && current <= bound) {
        return None;
    }
    let hurts = hurts.and_then(|hurts| hurts.value.checked_div(written.magnitude));
    let latest = match hurts {
        Some(hurts) if rising && current < hurts => latest.min(hurts),
        _ => latest,
    };
    let step = step(bound.checked_sub(current)?.abs(), written.whole && current.is_integer())?;
    let toward = |value: Decimal, up: bool| {
        let steps = value.checked_div(step)?;
        (if up { steps.ceil() } else { steps.floor() }).checked_mul(step)
    };
    let safe = toward(latest, !rising)?;
    let passed = if rising { safe <= current } else { safe >= current };
    let value = if passed {
        let next = toward(current, rising)?;
        match next == current {
            true if rising => next.checked_add(step)?,
            true => next.checked_sub(step)?,
            false => next,
        }
    } else {
        safe
    };
    let inside = if rising { value < bound } else { value > bound };
    let value = value.checked_mul(written.magnitude)?.normalize();
    inside.then(|| Quantity::new(value, limit.unit.clone()))
}

/// The largest of 1, 2 and 5 times a power of ten within [`GRAIN`] of a span; at least 1 for things that are counted.
fn step(span: Decimal, counted: bool) -> Option<Decimal> {
    let most = span.checked_div(GRAIN)?;
    if most <= Decimal::ZERO {
        return None;
    }
    let mut step = Decimal::ONE;
    while step > most {
        step = step.checked_div(Decimal::TEN)?;
    }
    while step.checked_mul(Decimal::TEN)? <= most {
        step = step.checked_mul(Decimal::TEN)?;
    }
    let finer =
        [5, 2].into_iter().map(Decimal::from).filter_map(|times| step.checked_mul(times)).find(|finer| *finer <= most);
    let step = finer.unwrap_or(step).normalize();
    Some(if counted { step.max(Decimal::ONE) } else { step })
}

/// How a person writes a quantity: `4295 million ids` is counted in millions.
#[derive(Debug)]
struct Written {
    before: String,
    after: String,
    /// What the written number is multiplied with: 1,000,000.
    magnitude: Decimal,
    /// Whether whole things are counted.
    whole: bool,
}

impl Written {
    fn of(text: &str, quantity: &Quantity) -> Self {
        Written::read(text, quantity).unwrap_or_else(|| {
            let plain = Quantity::new(Decimal::ONE, quantity.unit.clone()).to_string();
            let after = plain.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned();
            Written { before: String::new(), after, magnitude: Decimal::ONE, whole: false }
        })
    }

    fn read(text: &str, quantity: &Quantity) -> Option<Self> {
        let (span, _) = quantity::find_all(text)
            .into_iter()
            .find(|(_, found)| found.unit == quantity.unit && found.value == quantity.value)?;
        let text = text.get(span)?.trim_start_matches(['~', '+', ' ']);
        let start = text.find(|c: char| c.is_ascii_digit())?;
        let end = text[start..]
            .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '_'))
            .map_or(text.len(), |end| start + end);
        let digits = Quantity::parse_only(&text[start..end]).ok()?.value;
        let magnitude = quantity.value.checked_div(digits)?.normalize();
        let counts = match &quantity.unit {
            Unit::Count(_) => true,
            Unit::Rate { of, .. } => matches!(**of, Unit::Count(_)),
            _ => false,
        };
        Some(Written {
            before: text[..start].to_owned(),
            after: text[end..].to_owned(),
            magnitude,
            whole: counts && digits.is_integer(),
        })
    }

    fn print(&self, value: Decimal) -> String {
        let digits = value.checked_div(self.magnitude).unwrap_or(value);
        format!("{}{}{}", self.before, number::print(digits), self.after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compute(current: &str, limit: &str, growth: &str, lead: i64) -> Option<String> {
        let quantity = Quantity::parse(limit).expect("a limit");
        let written = Written::of(limit, &quantity);
        let growth = Growth::parse(growth).expect("a growth");
        let value = trigger(
            &Quantity::parse(current).expect("a value"),
            &quantity,
            &growth,
            Decimal::from(lead) * MARGIN,
            None,
            &written,
        );
        value.map(|value| written.print(value.value))
    }

    #[test]
    fn triggers_are_rounded_away_from_the_limit_in_the_writers_unit() {
        // 1600 / 1.31^(49 x 1.25 / 30.4375) = 929.3, in steps of 20
        assert_eq!(
            compute("480 connections", "1600 connections", "+31 % per month", 49).as_deref(),
            Some("920 connections")
        );
        // 85 - 1.9 x 70 x 1.25 / 30.4375 = 79.54, in steps of 0.2
        assert_eq!(compute("74 %", "85 %", "+1.9 points per month", 70).as_deref(), Some("79.4 %"));
        // 250 + 95 x 56 x 1.25 / 30.4375 = 468.5, in steps of 20
        assert_eq!(
            compute("1480 addresses", "250 addresses", "-95 addresses per month", 56).as_deref(),
            Some("480 addresses")
        );
        // 4295 - 96 x 140 x 1.25 / 30.4375 = 3743.0, in steps of 20
        assert_eq!(
            compute("3120 million ids", "4295 million ids", "+96 million ids per month", 140).as_deref(),
            Some("3,740 million ids")
        );
        // Whole messages: 30 - 1.2 x 28 x 1.25 / 30.4375 = 28.6
        assert_eq!(
            compute("18 messages/s", "30 messages/s", "+1.2 messages/s per month", 28).as_deref(),
            Some("28 messages/s")
        );
    }

    #[test]
    fn too_late_is_the_next_value() {
        assert_eq!(compute("90 %", "95 %", "+3 points per month", 84).as_deref(), Some("90.1 %"));
        assert_eq!(compute("94 connections", "95 connections", "+3 connections per month", 84), None);
        assert_eq!(compute("96 %", "95 %", "+3 points per month", 7), None);
        assert_eq!(compute("90 %", "95 %", "-3 points per month", 7), None);
        assert_eq!(compute("90 %", "95 %", "flat", 7), None);
    }
}

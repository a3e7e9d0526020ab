//! What today's alerts cost people, and what they bring.

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::engine::delivery::{AlertInput, DeliveryInput, Fatigue, Rate};
use crate::engine::slo::Severity;
use crate::pack::{Cell, Pack};
use crate::quantity::{DateRange, Quantity, Unit, date, number};
use crate::skills::platform_operations::baseline::{AlertCount, Baseline};
use crate::text;

/// Shifts of twelve hours in a day.
const SHIFTS: Decimal = Decimal::TWO;

/// The alert counts of a pack.
#[derive(Debug)]
pub(in super::super) struct Load<'a> {
    /// The counts, in the order of the document; rows without a name are none.
    pub counts: Vec<Count<'a>>,
    /// What those that can be read are worth, the one that nobody acted on most often first.
    pub fatigue: Option<Fatigue>,
}

/// How often one alert fired, as understood.
#[derive(Debug)]
pub(in super::super) struct Count<'a> {
    /// Its row.
    pub row: AlertCount<'a>,
    /// How often it fired; `None` where the cell holds no count.
    pub fired: Option<u64>,
    /// How often somebody took note.
    pub acknowledged: Option<u64>,
    /// How often somebody acted on it.
    pub actioned: Option<u64>,
    /// The days it was counted over.
    pub days: Option<Decimal>,
}

/// How often people are interrupted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct PerShift {
    /// Firings per shift of twelve hours.
    pub rate: Decimal,
    /// How it is found.
    pub derivation: String,
}

impl<'a> Load<'a> {
    /// Reads a pack.
    pub fn of(pack: &'a Pack) -> Self {
        let rows = Baseline::of(pack).alert_counts().filter(|row| !row.name().is_blank());
        let counts: Vec<Count<'a>> = rows.map(Count::of).collect();
        let alerts = counts.iter().filter_map(Count::input).collect();
        let report = DeliveryInput { alerts, ..DeliveryInput::default() }.answer(Vec::new());
        Load { fatigue: report.ok().and_then(|report| report.alerts), counts }
    }

    /// The count of this alert: of the same name, or of a name of several words that the alert or its condition mentions.
    pub fn of_alert(&self, name: &str, condition: &str) -> Option<&Count<'a>> {
        let mentioned = |count: &&Count<'_>| {
            let own = count.row.name().text;
            text::key(own).contains(' ') && (text::mentions(name, own) || text::mentions(condition, own))
        };
        let same = self.counts.iter().find(|count| text::same_name(count.row.name().text, name));
        same.or_else(|| self.counts.iter().find(mentioned))
    }

    /// The load that all of them together are; `None` where no count can be read.
    pub fn per_shift(&self) -> Option<PerShift> {
        let known: Vec<(u64, Decimal)> =
            self.counts.iter().filter_map(|count| Some((count.fired?, count.days?))).collect();
        let first = known.first()?.1;
        let total: u64 = known.iter().map(|(fired, _)| *fired).fold(0, u64::saturating_add);
        let each = known.iter().filter_map(|(fired, days)| Decimal::from(*fired).checked_div(*days * SHIFTS));
        let rate = each.fold(Decimal::ZERO, |sum, one| sum + one);
        let derivation = match known.iter().all(|(_, days)| *days == first) {
            true => format!("{total} firings / ({} days x 2 shifts)", number::print(first)),
            false => format!("the sum of firings / (days x 2 shifts), alert by alert; {total} firings in all"),
        };
        Some(PerShift { rate: number::round(rate, 3), derivation })
    }
}

impl<'a> Count<'a> {
    fn of(row: AlertCount<'a>) -> Self {
        Count {
            row,
            fired: whole(row.fired()),
            acknowledged: whole(row.acknowledged()),
            actioned: whole(row.actioned()),
            days: days(row.window().text),
        }
    }

    /// It as the engine takes it. What a paging tool counts has interrupted somebody.
    fn input(&self) -> Option<AlertInput> {
        let fired = self.fired?;
        let input = AlertInput {
            name: self.row.name().text.to_owned(),
            severity: Severity::Page,
            fired,
            actioned: self.actioned.filter(|actioned| *actioned <= fired)?,
            acknowledged: self.acknowledged.filter(|noticed| *noticed <= fired),
        };
        Some(input)
    }

    /// Whether it interrupts people for nothing: ten firings or more, of which fewer than half led anybody to act.
    pub fn is_noise(&self) -> bool {
        self.fired.zip(self.actioned).is_some_and(|(fired, actioned)| fired >= 10 && actioned.saturating_mul(2) < fired)
    }
}

/// A share as people write it: `1.42 %, 95 %: 0.48 % to 4.08 %`.
pub(in super::super) fn with_interval(rate: &Rate) -> String {
    let [low, high] = &rate.interval;
    format!("{} %, 95 %: {low} to {high}", number::print(number::round(rate.rate.value, 3)))
}

/// The whole number of a cell: `212`, `1,204 times`.
fn whole(cell: Cell<'_>) -> Option<u64> {
    let count = Quantity::parse_only(cell.text).ok().filter(|count| !count.approximate)?;
    (matches!(count.unit, Unit::Count(_)) && count.value.is_integer()).then(|| count.value.to_u64()).flatten()
}

/// The days of a window: `2026-08-17 to 2026-11-15`, `90 days to 2026-11-15`, `61 nights`.
fn days(window: &str) -> Option<Decimal> {
    if let Ok(range) = DateRange::parse(window) {
        return Some(Decimal::from(range.days()));
    }
    let one_day: Vec<Date> = date::find_dates(window).into_iter().map(|(_, day)| day).collect();
    let length = Quantity::parse(window).ok().and_then(|length| match &length.unit {
        Unit::Count(_) if text::has_any(window, &["night", "nights"]) => Some(length.value),
        _ => length.as_days(),
    });
    length.filter(|days| *days > Decimal::ZERO).or((one_day.len() == 1).then_some(Decimal::ONE))
}

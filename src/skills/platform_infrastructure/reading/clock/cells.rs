//! The cells of a limit, its growth, measurements and launches, each in the unit of the limit.

use crate::engine::capacity::{Clock, Event, EventInput, Rates, Sample};
use crate::pack::Cell;
use crate::quantity::{self, Quantity, QuantityError, Target, Unit, date};
use crate::skills::platform_infrastructure::{Growth, Launch, Limit, Measurement};

/// Why the values of a limit make no clock.
#[derive(Debug)]
pub(in super::super::super) enum Unread<'a> {
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
pub(in super::super::super) struct Stated<'a> {
    /// What it is: `current value`, `trigger`, `hard limit`, `growth`.
    pub what: &'static str,
    /// Where it stands.
    pub cell: Cell<'a>,
    /// The value.
    pub quantity: Quantity,
}

/// Reads the four values. A value without unit takes that of the others: another rule asks for it.
pub(super) fn clock<'a>(limit: &Limit<'a>, growth: &Growth<'a>) -> Result<Clock, Unread<'a>> {
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

/// A growth in the unit of its limit where it was written without one.
pub(super) fn in_unit(rates: Rates, unit: &Unit) -> Rates {
    let adopted = |mut growth: quantity::Growth| {
        if let quantity::Growth::Linear { change, .. } = &mut growth {
            adopt(change, unit);
        }
        growth
    };
    Rates { low: adopted(rates.low), likely: rates.likely.map(adopted), high: adopted(rates.high) }
}

/// A measurement, in any unit of the limit's kind.
pub(super) fn sample<'a>(row: &Measurement<'a>, unit: &Unit) -> Result<Sample, (Cell<'a>, String)> {
    let at = |cell: Cell<'a>| move |problem: QuantityError| (cell, problem.to_string());
    let date = date::parse(row.measured().text).map_err(at(row.measured()))?;
    let mut value = Quantity::parse(row.value().text).map_err(at(row.value()))?;
    adopt(&mut value, unit);
    value.to_unit(unit).map_err(at(row.value()))?;
    Ok(Sample::new(date, value))
}

/// A launch, or a spike that says how long it lasts: `2x for 14 days`.
pub(super) fn launch<'a>(row: &Launch<'a>) -> Result<Event, (Cell<'a>, String)> {
    date::parse(row.date().text).map_err(|problem| (row.date(), problem.to_string()))?;
    let effect = row.effect();
    EventInput::written(row.name().text, row.date().text, effect.text)
        .read("")
        .map_err(|problem| (effect, problem.to_string()))
}

/// The values a limit has without its growth: today's, and the trigger.
pub(super) fn ends<'a>(limit: &Limit<'a>) -> Result<(Stated<'a>, Stated<'a>), Unread<'a>> {
    let current = stated("current value", limit.current(), Quantity::parse)?;
    let trigger = stated("trigger", limit.trigger(), |text| Target::parse(text).map(|target| target.quantity))?;
    Ok((current, trigger))
}

/// The unit of several values: that of the first one that has any.
pub(super) fn together<'a>(all: &[Stated<'a>]) -> Result<Unit, Unread<'a>> {
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
pub(super) fn counts_things(unit: &Unit) -> bool {
    match unit {
        Unit::Count(_) => true,
        Unit::Rate { of, .. } => counts_things(of),
        _ => false,
    }
}

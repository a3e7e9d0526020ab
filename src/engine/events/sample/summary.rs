//! From counters to a report.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use super::super::contract::Contract;
use super::super::name::canonical;
use super::Settings;
use super::clients::inconsistencies;
use super::pass::{Fault, Pass, Place};
use super::report::{
    DelayClass, Duplicates, EventCount, Example, Lateness, Lines, NullRate, Percentile, Rejected, SampleReport,
    UnknownName, Violation, ViolationKind,
};
use super::tally::{Count, Names, Row, percent};
use crate::quantity::{duration, number};

/// Puts everything together.
pub(super) fn report(pass: Pass<'_>, contract: &Contract, settings: &Settings, lines: u64, bytes: u64) -> SampleReport {
    let totals: Vec<Row> = (0..pass.plan.events.len()).map(|event| total(&pass, event)).collect();
    let unknown_events = names(&pass, &pass.unknown_events, None);
    let undeclared = names(&pass, &pass.undeclared, Some(contract));
    let share = match pass.known {
        0 => "no line holds an event of a declared kind".to_owned(),
        known => format!(
            "{} of {} events of declared kinds are valid = {} %",
            count(pass.valid),
            count(known),
            number::print(percent(pass.valid, known))
        ),
    };
    let seen = |event: usize| totals.get(event).is_some_and(|row| row.events > 0);
    let silent = contract.events.iter().enumerate().filter(|(at, _)| !seen(*at)).map(|(_, event)| event.name.clone());
    SampleReport {
        lines,
        bytes,
        blank: pass.blank,
        events: pass.known,
        valid: pass.valid,
        derivation: share,
        rejected: Rejected {
            too_long: list(&pass.too_long),
            not_utf8: list(&pass.not_utf8),
            not_json: list(&pass.not_json),
            not_object: list(&pass.not_object),
            without_name: list(&pass.without_name),
            repeated_keys: list(&pass.repeated_keys),
        },
        unknown_events_beyond: pass.unknown_events.others,
        undeclared_beyond: pass.undeclared.others,
        violations: violations(&pass, &totals),
        nulls: nulls(&pass, &totals, settings),
        duplicates: duplicates(&pass, &totals),
        lateness: lateness(&pass, &totals, settings),
        inconsistencies: inconsistencies(&pass, settings, &unknown_events, &undeclared),
        silent: silent.collect(),
        unknown_events,
        undeclared,
    }
}

fn count(value: u64) -> String {
    number::print(Decimal::from(value))
}

fn total(pass: &Pass<'_>, event: usize) -> Row {
    let mut sum = Row::default();
    for row in pass.rows.iter().filter_map(|rows| rows.get(event)) {
        sum.merge(row);
    }
    sum
}

fn list(of: &Count) -> Lines {
    Lines { count: of.count, first: of.lines.clone() }
}

/// Names that nobody declared; those of properties where `contract` is given.
fn names(pass: &Pass<'_>, names: &Names, contract: Option<&Contract>) -> Vec<UnknownName> {
    let of_events: BTreeMap<String, &str> =
        pass.plan.events.iter().map(|event| (canonical(&event.name), event.name.as_str())).collect();
    let mut found: Vec<UnknownName> = names
        .iter()
        .map(|(group, name, count, clients)| {
            let event = contract.and_then(|contract| contract.events.get(group));
            let looks_like = match event {
                // The same words wherever they stand: `orderId` for `data/order_id`.
                Some(event) => event
                    .properties
                    .iter()
                    .find(|property| {
                        let leaf = name.rsplit('/').next().unwrap_or(name);
                        property.name != name && canonical(property.leaf()) == canonical(leaf)
                    })
                    .map(|property| property.name.clone()),
                None => of_events.get(&canonical(name)).map(|name| (*name).to_owned()),
            };
            UnknownName {
                event: event.map(|event| event.name.clone()),
                name: name.to_owned(),
                lines: list(count),
                clients: clients
                    .iter()
                    .filter(|client| pass.clients.is_one(**client))
                    .map(|client| pass.clients.name(*client).to_owned())
                    .collect(),
                looks_like,
            }
        })
        .collect();
    found.sort_by(|a, b| (b.lines.count, &a.event, &a.name).cmp(&(a.lines.count, &b.event, &b.name)));
    found
}

fn violations(pass: &Pass<'_>, totals: &[Row]) -> Vec<Violation> {
    let mut found = Vec::new();
    for ((at, place, fault), violations) in &pass.violations {
        let (Some(event), Some(total)) = (pass.plan.events.get(*at), totals.get(*at)) else { continue };
        let (property, expected) = match place {
            Place::Slot(slot) => match event.slots.get(*slot) {
                Some(slot) => (slot.name.clone(), slot.type_in_words.clone()),
                None => continue,
            },
            Place::Node(node) => (pass.plan.tree.path(*node).to_owned(), "object".to_owned()),
        };
        found.push(Violation {
            event: event.name.clone(),
            property,
            kind: match fault {
                Fault::Missing => ViolationKind::Missing,
                Fault::Null => ViolationKind::Null,
                Fault::Type => ViolationKind::Type,
                Fault::Value => ViolationKind::Value,
            },
            expected,
            count: violations.count,
            percent: percent(violations.count, total.events),
            examples: violations
                .examples
                .iter()
                .map(|(line, found)| Example { line: *line, found: found.clone() })
                .collect(),
        });
    }
    // A stable sort: the order of the contract remains among equals.
    found.sort_by_key(|violation| std::cmp::Reverse(violation.count));
    found
}

fn nulls(pass: &Pass<'_>, totals: &[Row], settings: &Settings) -> Vec<NullRate> {
    let mut found = Vec::new();
    for (event, total) in pass.plan.events.iter().zip(totals).filter(|(_, total)| total.events > 0) {
        for (slot, cell) in event.slots.iter().zip(&total.cells) {
            let null = cell.null();
            let missing = total.events.saturating_sub(null + cell.present());
            let percent = percent(null + missing, total.events);
            found.push(NullRate {
                event: event.name.clone(),
                property: slot.name.clone(),
                null,
                missing,
                of: total.events,
                percent,
                too_many: settings.null_rate_at_most.map(|most| {
                    // Compared exactly, not as rounded for print.
                    Decimal::from(null + missing) * Decimal::ONE_HUNDRED > most * Decimal::from(total.events)
                }),
                derivation: format!(
                    "({} null + {} absent) / {} = {} %",
                    count(null),
                    count(missing),
                    count(total.events),
                    number::print(percent)
                ),
            });
        }
    }
    found
}

fn duplicates(pass: &Pass<'_>, totals: &[Row]) -> Duplicates {
    let repeats = &pass.repeat_lines;
    let share = (pass.keyed > 0).then(|| percent(repeats.count, pass.keyed));
    let expected_false = Decimal::from_f64(pass.repeats.expected_false).unwrap_or_default();
    // Rounded up: it bounds from above.
    let expected_false = number::round_up(expected_false.round_dp(6), 3);
    let derivation = match share {
        None => "inconclusive, because no event carries a declared idempotency key".to_owned(),
        Some(share) => {
            let sum = format!("{} / {} = {} %", count(repeats.count), count(pass.keyed), number::print(share));
            let how = if pass.repeats.is_exact() {
                "every key was remembered (as 128-bit hash)".to_owned()
            } else {
                format!(
                    "{} of them known by a filter only, at most {} of those expected to be wrong; none is overlooked",
                    count(pass.probable),
                    number::print(expected_false)
                )
            };
            format!("{sum}; {how}")
        }
    };
    Duplicates {
        checked: pass.keyed,
        without_key: pass.known - pass.keyed,
        lines: list(repeats),
        probable: pass.probable,
        expected_false,
        percent: share,
        by_event: by_event(pass, totals, |row| row.repeats),
        derivation,
    }
}

fn by_event(pass: &Pass<'_>, totals: &[Row], value: fn(&Row) -> u64) -> Vec<EventCount> {
    let counts = pass.plan.events.iter().zip(totals).map(|(event, row)| (event, value(row)));
    counts
        .filter(|(_, count)| *count > 0)
        .map(|(event, count)| EventCount { event: event.name.clone(), count })
        .collect()
}

fn lateness(pass: &Pass<'_>, totals: &[Row], settings: &Settings) -> Lateness {
    let lags = &pass.lags;
    let declared = pass.plan.time.is_some() && pass.plan.received.is_some();
    let derivation = match (declared, lags.known) {
        (false, _) => {
            "inconclusive, because the contract's envelope does not name a time and a time of receipt".to_owned()
        }
        (true, 0) => "inconclusive, because no event carries both times".to_owned(),
        (true, known) => format!(
            "{} / {} later than {} = {} %",
            count(lags.late),
            count(known),
            settings.late_after,
            number::print(percent(lags.late, known))
        ),
    };
    let percentile = |hundredths: u8| {
        let at_most = lags.percentile(u64::from(hundredths))?.to_owned();
        Some(Percentile { percent: hundredths, at_most })
    };
    Lateness {
        checked: lags.known,
        unchecked: lags.unknown,
        late: lags.late,
        before: lags.before,
        longest: (lags.known > 0).then(|| duration::in_words(Decimal::new(lags.longest_millis, 3))),
        percentiles: [50, 95, 99].into_iter().filter_map(percentile).collect(),
        classes: lags.classes().map(|(at_most, count)| DelayClass { at_most: at_most.to_owned(), count }).collect(),
        by_event: by_event(pass, totals, |row| row.late),
        derivation,
    }
}

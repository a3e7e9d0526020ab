//! What differs between clients. Only those are compared that sent enough events of a kind.

use rust_decimal::Decimal;

use super::Settings;
use super::pass::Pass;
use super::report::{Inconsistency, InconsistencyKind, UnknownName};
use super::tally::{Cell, Row, Shape, percent};
use crate::quantity::number;

/// A client with its counters of one event.
type Sender<'a> = (&'a str, &'a Row);

/// Lists what differs, event by event.
pub(super) fn inconsistencies(
    pass: &Pass<'_>,
    settings: &Settings,
    unknown_events: &[UnknownName],
    undeclared: &[UnknownName],
) -> Vec<Inconsistency> {
    let mut found = Vec::new();
    for (at, event) in pass.plan.events.iter().enumerate() {
        let senders: Vec<Sender<'_>> = pass
            .rows
            .iter()
            .enumerate()
            .filter(|(client, _)| pass.clients.is_one(*client))
            .filter_map(|(client, rows)| Some((pass.clients.name(client), rows.get(at)?)))
            .filter(|(_, row)| row.events >= settings.client_min_events)
            .collect();
        let mut add = |property: Option<&str>, kind, message: Option<String>| {
            found.extend(message.map(|message| Inconsistency {
                event: event.name.clone(),
                property: property.map(str::to_owned),
                kind,
                message,
            }));
        };
        for (index, slot) in event.slots.iter().enumerate() {
            let cells: Vec<(&str, Cell, u64)> = senders
                .iter()
                .filter_map(|(client, row)| Some((*client, *row.cells.get(index)?, row.events)))
                .collect();
            add(Some(&slot.name), InconsistencyKind::Type, types(&cells));
            let presence: Vec<(&str, u64, u64)> =
                cells.iter().map(|(client, cell, events)| (*client, cell.present(), *events)).collect();
            add(Some(&slot.name), InconsistencyKind::Presence, gap(&presence, settings, "carry it"));
        }
        let shares = |count: fn(&Row) -> u64| -> Vec<(&str, u64, u64)> {
            senders.iter().map(|(client, row)| (*client, count(row), row.events)).collect()
        };
        add(None, InconsistencyKind::Validity, gap(&shares(|row| row.invalid), settings, "are invalid"));
        add(None, InconsistencyKind::Repeats, gap(&shares(|row| row.repeats), settings, "are repeats"));
        add(None, InconsistencyKind::Lateness, gap(&shares(|row| row.late), settings, "are late"));
    }
    for (what, names) in [("event", unknown_events), ("property", undeclared)] {
        found.extend(names.iter().filter(|name| !name.clients.is_empty()).filter_map(|name| {
            let declared = name.looks_like.as_ref()?;
            Some(Inconsistency {
                event: name.event.clone().unwrap_or_else(|| declared.clone()),
                property: name.event.as_ref().map(|_| declared.clone()),
                kind: InconsistencyKind::Spelling,
                message: format!("the {what} `{declared}` is called `{}` by {}", name.name, name.clients.join(", ")),
            })
        }));
    }
    found
}

/// Clients that mostly send another type than the others. Whole numbers and others are both numbers.
fn types(cells: &[(&str, Cell, u64)]) -> Option<String> {
    let mut kinds: Vec<(&str, Vec<&str>)> = Vec::new();
    for (client, cell, _) in cells {
        let numbers = cell.shapes[Shape::Integer as usize] + cell.shapes[Shape::Fraction as usize];
        let count = |shape: Shape| match shape {
            Shape::Null => 0,
            Shape::Integer => 0,
            Shape::Fraction => numbers,
            other => cell.shapes[other as usize],
        };
        let most = Shape::ALL.iter().map(|(shape, name)| (count(*shape), *name)).max_by_key(|(count, _)| *count);
        let Some((_, name)) = most.filter(|(count, _)| *count > 0) else { continue };
        match kinds.iter_mut().find(|(kind, _)| *kind == name) {
            Some((_, clients)) => clients.push(client),
            None => kinds.push((name, vec![client])),
        }
    }
    let send = |clients: &[&str]| if clients.len() == 1 { "sends" } else { "send" };
    let parts: Vec<String> =
        kinds.iter().map(|(kind, clients)| format!("{} {} {kind}", clients.join(" and "), send(clients))).collect();
    (kinds.len() > 1).then(|| parts.join(", "))
}

/// The clients with the least and the greatest share, where those lie far enough apart.
fn gap(shares: &[(&str, u64, u64)], settings: &Settings, what: &str) -> Option<String> {
    let shares: Vec<(&str, Decimal)> =
        shares.iter().map(|(client, count, of)| (*client, percent(*count, *of))).collect();
    let least = shares.iter().min_by_key(|(_, share)| *share)?;
    let greatest = shares.iter().max_by_key(|(_, share)| *share)?;
    let wide = greatest.1 - least.1 >= settings.client_gap && greatest.1 > least.1;
    let print = |(client, share): &(&str, Decimal)| format!("{} % of {client}'s", number::print(*share));
    wide.then(|| format!("{} and {} {what}", print(greatest), print(least)))
}

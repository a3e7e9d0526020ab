//! A limit of the clock has no row under growth and hard limits, or the other way round.
//!
//! ## What it does
//! Holds the names of the *Doomsday clock* against those of *Growth and hard limits*. Case and punctuation do not count;
//! the words do.
//!
//! ## Why it matters
//! The clock says when to act, the growth table how fast the limit comes. Without its other half a row yields no date:
//! nobody can tell whether its trigger leaves time for the mitigation.
//!
//! ## Example
//! Bad: `orders-db disk` on the clock, `orders-db storage` under growth.
//!
//! Good: `orders-db disk` in both.
//!
//! ## Fix
//! Give each limit one row in both tables, under the same name.

use std::collections::BTreeMap;

use crate::skills::shared::reading::wording::unfilled;
use crate::finding::Findings;
use crate::text;
use crate::pack::Cell;
use crate::skills::platform_infrastructure::{Case, Scaling};

crate::rule!("SCL002", "limit-without-growth", Warning, needs["scaling"], "scl002.rs", check);

/// How alike two names have to be to be taken for one.
const ALIKE: f64 = 0.7;

fn check(case: &Case<'_>, findings: &mut Findings) {
    let scaling = Scaling::of(case.pack);
    let limits = by_key(scaling.limits().map(|row| row.name()));
    let growth = by_key(scaling.growth().map(|row| row.name()));
    // A table that is missing altogether is another rule's.
    if limits.is_empty() || growth.is_empty() {
        return;
    }
    for (key, name) in &limits {
        if growth.contains_key(key) {
            continue;
        }
        let finding = findings.at(
            name.place,
            format!("\"{}\" has no row in [[scaling.growth]], so no date follows for it", name.text),
        );
        match nearest(key, &growth, &limits) {
            Some(other) => finding
                .fix(format!("give both rows one name: growth speaks of \"{}\"", other.text))
                .related(other.place, "the nearest name"),
            None => finding.fix(format!(
                "add a row \"{}\" with its hard limit, its growth per month and the basis of both",
                name.text
            )),
        };
    }
    for (key, name) in &growth {
        // Where a limit lacks a row of much the same name, that finding names both.
        if limits.contains_key(key) || nearest(key, &limits, &growth).is_some() {
            continue;
        }
        findings
            .at(name.place, format!("\"{}\" has a hard limit and a growth but no row on the clock, so nobody watches it", name.text))
            .fix(format!("add a row \"{}\" to [[scaling.limits]] with metric, current value, trigger, lead time, project and owner", name.text));
    }
}

/// Names by what tells them from others, placeholders left out.
fn by_key<'a>(names: impl Iterator<Item = Cell<'a>>) -> BTreeMap<String, Cell<'a>> {
    names.filter(|name| !unfilled(name)).map(|name| (text::key(name.text), name)).collect()
}

/// The name most like `key` among those of one table that the other lacks.
fn nearest<'a>(key: &str, names: &BTreeMap<String, Cell<'a>>, others: &BTreeMap<String, Cell<'a>>) -> Option<Cell<'a>> {
    let alike = |name: &str| -> f64 {
        let part =
            format!(" {name} ").contains(&format!(" {key} ")) || format!(" {key} ").contains(&format!(" {name} "));
        if part { 1.0 } else { strsim::jaro_winkler(key, name) }
    };
    let free = names.iter().filter(|(name, _)| !others.contains_key(*name)).map(|(name, cell)| (alike(name), cell));
    let (likeness, cell) = free.max_by(|(one, _), (other, _)| one.total_cmp(other))?;
    (likeness >= ALIKE).then_some(*cell)
}

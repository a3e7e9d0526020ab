//! Strategies, triggers, ways back and schema changes, each as the rows stand.

use super::{around, entry, joined, listed, said};
use crate::skills::platform_operations::reading::facts::Facts;
use crate::skills::platform_operations::reading::rollouts::Release;
use crate::skills::platform_operations::safety::Safety;

/// `checkout in production: canary (5 % 15 min, 25 % 30 min, 100 % 1 h)`, `web in production: blue_green (keep old 2 h)`.
pub(in super::super) fn strategies(facts: &Facts<'_>) -> Vec<String> {
    facts.rollouts.rollouts.iter().map(strategy).collect()
}

fn strategy(one: &Release<'_>) -> String {
    let steps = one.steps.iter().map(|step| joined(&[said(step.row.share()), said(step.row.hold())], " "));
    let mut numbers: Vec<String> = steps.collect();
    if let Some(row) = &one.rolling {
        numbers.push(around("max unavailable ", row.max_unavailable(), ""));
        numbers.push(around("max surge ", row.max_surge(), ""));
        numbers.push(around("min ready ", row.min_ready(), ""));
    }
    if let Some(row) = &one.blue_green {
        numbers.push(around("keep old ", row.keep_old(), ""));
    }
    let numbers = joined(&numbers, ", ");
    let numbers = if numbers.is_empty() { numbers } else { format!("({numbers})") };
    entry(one.row.name(), joined(&[said(one.row.strategy()), numbers], " "))
}

/// `checkout errors > 1.44 % over 5 min: roll back, automatic, notifies #checkout`, `checkout by listener: 40 s in prod-eu`,
/// `orders.note expand: window 14 days`.
pub(super) fn back(facts: &Facts<'_>) -> Vec<String> {
    let triggers = facts.nets.triggers.iter().map(|fuse| {
        let row = &fuse.row;
        let when = joined(&[said(row.name()), said(row.threshold()), around("over ", row.window(), "")], " ");
        let then = joined(&[said(row.action()), said(row.start()), around("notifies ", row.notifies(), "")], ", ");
        joined(&[when, then], ": ")
    });
    let ways = facts.nets.ways.iter().map(|way| {
        entry(way.row.name(), joined(&[said(way.row.takes()), listed("in ", way.row.environments(), "")], " "))
    });
    let changes = Safety::of(facts.pack).changes().filter(|row| !row.name().is_blank()).map(|row| {
        let what = joined(&[said(row.name()), said(row.phase())], " ");
        joined(&[what, around("window ", row.window(), "")], ": ")
    });
    triggers.chain(ways).chain(changes).collect()
}

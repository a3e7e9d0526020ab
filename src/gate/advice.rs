//! Advice: the cheapest edits that carry a pack over the bar.
//!
//! An edit is one finding mended. Errors must be mended anyway. Beyond them, every choice of target
//! scores is a set of rules to silence; the cheapest set whose scores pass is found by trying them
//! all, which seven criteria of five scores allow.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::rubric::{Criterion, PASS_AVERAGE, Score};
use crate::finding::{Finding, Severity};

/// What to do to pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Advice {
    /// The rules to silence, in the order to take them: errors first, then by id.
    pub rules: Vec<Mend>,
    /// How many findings that is.
    pub edits: usize,
    /// The scores that follow.
    pub scores: Vec<u8>,
}

/// A rule to silence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Mend {
    /// The rule.
    pub rule: &'static str,
    /// How many findings it has.
    pub findings: usize,
    /// Whether it fails the gate by itself.
    pub required: bool,
    /// What would be accepted for the first of them.
    pub fix: String,
}

/// The cheapest edits after which the pack passes; `None` where it passes already.
pub fn advise(criteria: &'static [Criterion], scores: &[Score], findings: &[Finding]) -> Option<Advice> {
    let counted: Vec<&Finding> = findings.iter().filter(|finding| finding.severity >= Severity::Warning).collect();
    let required: BTreeSet<&'static str> =
        counted.iter().filter(|finding| finding.severity == Severity::Error).map(|finding| finding.rule).collect();
    if required.is_empty() && super::rubric::passes(criteria, scores) {
        return None;
    }
    let rules: Vec<&'static str> =
        counted.iter().map(|finding| finding.rule).collect::<BTreeSet<_>>().into_iter().collect();
    let cost = |rule: &str| counted.iter().filter(|finding| finding.rule == rule).count();
    let chosen = cheapest(criteria, scores, &required, &cost);
    let mut mends: Vec<Mend> = rules
        .into_iter()
        .filter(|rule| chosen.contains(rule))
        .map(|rule| Mend {
            rule,
            findings: cost(rule),
            required: required.contains(rule),
            fix: counted
                .iter()
                .find(|finding| finding.rule == rule)
                .map(|finding| finding.fix.clone())
                .unwrap_or_default(),
        })
        .collect();
    mends.sort_by_key(|mend| (!mend.required, mend.rule));
    let after = scores.iter().map(|score| score_without(score, &chosen)).collect();
    Some(Advice { edits: mends.iter().map(|mend| mend.findings).sum(), rules: mends, scores: after })
}

fn score_without(score: &Score, silenced: &BTreeSet<&'static str>) -> u8 {
    score.lowered_by.iter().filter(|cap| !silenced.contains(cap.rule)).map(|cap| cap.at_most).min().unwrap_or(5)
}

/// Tries, criterion by criterion, every score it could be raised to, and keeps the cheapest choice.
fn cheapest(
    criteria: &[Criterion],
    scores: &[Score],
    required: &BTreeSet<&'static str>,
    cost: &dyn Fn(&str) -> usize,
) -> BTreeSet<&'static str> {
    let bar = PASS_AVERAGE * u32::try_from(scores.len()).unwrap_or(u32::MAX);
    let mut best: Option<(usize, BTreeSet<&'static str>)> = None;
    let mut open = vec![(0usize, required.clone())];
    while let Some((at, silenced)) = open.pop() {
        let spent: usize = silenced.difference(required).map(|rule| cost(rule)).sum();
        if best.as_ref().is_some_and(|(least, _)| spent >= *least) {
            continue;
        }
        let Some(score) = scores.get(at) else {
            let after: Vec<u8> = scores.iter().map(|score| score_without(score, &silenced)).collect();
            let vital = criteria.iter().zip(&after).all(|(criterion, score)| !criterion.vital || *score > 1);
            if vital && after.iter().map(|score| u32::from(*score)).sum::<u32>() >= bar {
                best = Some((spent, silenced));
            }
            continue;
        };
        // Pushed highest first, so that the cheapest branch, leaving the criterion as it is, is tried first.
        let levels: BTreeSet<u8> = score.lowered_by.iter().map(|cap| cap.at_most).collect();
        let mut choices = vec![silenced.clone()];
        for level in levels {
            let mut more = silenced.clone();
            more.extend(score.lowered_by.iter().filter(|cap| cap.at_most <= level).map(|cap| cap.rule));
            if Some(&more) != choices.last() {
                choices.push(more);
            }
        }
        open.extend(choices.into_iter().rev().map(|choice| (at + 1, choice)));
    }
    best.map_or_else(|| required.clone(), |(_, rules)| rules)
}

//! The rubric: criteria scored 1 to 5, each score a derivation from rules.
//!
//! Every criterion starts at 5. A rule with findings in the criterion's sections caps it at a stated
//! score. The score is the lowest cap. So a reader can follow every point to the findings behind it.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use crate::finding::{Finding, Severity};

/// The average a pack must reach.
pub const PASS_AVERAGE: u32 = 4;

/// A criterion as a skill declares it.
#[derive(Debug)]
pub struct Criterion {
    /// Its key in JSON: `scope`.
    pub key: &'static str,
    /// Its name.
    pub title: &'static str,
    /// What a 1, a 3 and a 5 look like.
    pub anchors: [&'static str; 3],
    /// Whether a 1 fails the pack whatever the average.
    pub vital: bool,
    /// Where findings count, as `section` or `section.field`; empty for the whole pack.
    pub within: &'static [&'static str],
    /// The rules that lower it, each with the highest score it leaves, in groups that criteria share.
    pub caps: &'static [&'static [(&'static str, u8)]],
}

impl Criterion {
    /// The rules that lower it, each with the highest score it leaves.
    pub fn caps(&self) -> impl Iterator<Item = (&'static str, u8)> + use<> {
        self.caps.iter().flat_map(|group| group.iter().copied())
    }

    /// Whether a finding counts for this criterion, leaving rules aside.
    fn covers(&self, finding: &Finding) -> bool {
        finding.severity >= Severity::Warning && finding.location.is_within(self.within)
    }
}

/// A criterion as scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Score {
    /// Its key.
    pub key: &'static str,
    /// Its name.
    pub title: &'static str,
    /// 1 to 5.
    pub score: u8,
    /// What the score means, in the anchor nearest to it from below.
    pub anchor: &'static str,
    /// How many rules speak for it.
    pub passed: usize,
    /// The rules that lower it, the heaviest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lowered_by: Vec<Cap>,
}

/// A rule that lowers a criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cap {
    /// The rule.
    pub rule: &'static str,
    /// The highest score it leaves.
    pub at_most: u8,
    /// How many findings it has here.
    pub findings: usize,
}

/// Scores every criterion.
pub fn score(criteria: &'static [Criterion], findings: &[Finding]) -> Vec<Score> {
    criteria
        .iter()
        .map(|criterion| {
            let mut lowered_by: Vec<Cap> = criterion
                .caps()
                .map(|(rule, at_most)| Cap {
                    rule,
                    at_most,
                    findings: findings
                        .iter()
                        .filter(|finding| finding.rule == rule && criterion.covers(finding))
                        .count(),
                })
                .filter(|cap| cap.findings > 0)
                .collect();
            lowered_by.sort_by_key(|cap| (cap.at_most, cap.rule));
            let score = lowered_by.first().map_or(5, |cap| cap.at_most);
            Score {
                key: criterion.key,
                title: criterion.title,
                score,
                anchor: criterion.anchors[usize::from((score.max(1) - 1) / 2).min(2)],
                passed: criterion.caps().count() - lowered_by.len(),
                lowered_by,
            }
        })
        .collect()
}

/// The average, exact to two decimals.
pub fn average(scores: &[Score]) -> Decimal {
    if scores.is_empty() {
        return Decimal::ZERO;
    }
    let sum: u32 = scores.iter().map(|score| u32::from(score.score)).sum();
    let count = u32::try_from(scores.len()).unwrap_or(u32::MAX);
    (Decimal::from(sum) / Decimal::from(count)).round_dp(2).normalize()
}

/// Whether the scores pass: the average reaches 4.0 (unrounded) and no vital criterion is at 1.
pub fn passes(criteria: &[Criterion], scores: &[Score]) -> bool {
    let sum: u32 = scores.iter().map(|score| u32::from(score.score)).sum();
    let count = u32::try_from(scores.len()).unwrap_or(u32::MAX);
    let vital = criteria.iter().zip(scores).all(|(criterion, score)| !criterion.vital || score.score > 1);
    sum >= PASS_AVERAGE * count && vital
}

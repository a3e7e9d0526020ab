//! A latency threshold lies between the buckets of its histogram.
//!
//! ## What it does
//! Where *Measurement method* states the buckets of a histogram (`buckets 100, 250, 500 ms and 1 s`), looks for the threshold of
//! the SLO among their bounds: that of a percentile under *SLO target*, or that of an indicator such as `answered within
//! 300 ms` under *SLI*.
//!
//! ## Why it matters
//! A histogram counts the requests up to each of its bounds and knows nothing in between. Of a threshold of 300 ms between
//! buckets of 250 and 500 ms it can only say that 91 % to 98 % were fast enough, and a dashboard draws a straight line through
//! the gap: the objective is met or missed by interpolation.
//!
//! ## Example
//! Bad: `p95 < 300 ms over 30 days`, method `checkout_seconds, buckets 100, 250, 500 and 1000 ms`.
//!
//! Good: the same with a bucket of 300 ms; or `p95 < 250 ms`.
//!
//! ## Fix
//! Give the histogram a bucket at the threshold before the first window begins, or move the threshold to a bound.

use crate::skills::shared::reading::wording::shortened;
use crate::engine::slo::{BucketInput, IssueKind, LatencyQuestion, Written};
use crate::finding::Findings;
use crate::text;
use crate::quantity::{self, Quantity, Unit, number};
use crate::skills::platform_infrastructure::Case;
use crate::skills::platform_infrastructure::reading::goals::Goal;

crate::rule!("QUA016", "threshold-between-buckets", Warning, needs["quality"], "qua016.rs", check);

/// Words before the threshold of an indicator.
const WITHIN: &[&str] = &["within", "in less than", "less than", "under", "below", "faster than", "at most"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for goal in &case.goals.goals {
        let method = goal.slo.method();
        let bounds = bounds(method.text);
        let Some((threshold, share, from)) = threshold(goal).filter(|_| !bounds.is_empty()) else { continue };
        let buckets = bounds.iter().map(|bound| BucketInput { le: Written::from(bound.as_str()), count: None });
        let question = LatencyQuestion {
            objective: None,
            share: Some(share),
            threshold: Some(Written::from(threshold.to_string().as_str())),
            buckets: buckets.collect(),
        };
        let place = if from { goal.slo.target().place } else { goal.slo.sli().place };
        match question.answer() {
            Ok(answer) => {
                let Some(issue) = answer.issues.iter().find(|issue| issue.kind == IssueKind::BetweenBuckets) else { continue };
                findings
                    .at(place, format!("\"{}\" cannot be read from its histogram: {}", goal.name().trim(), issue.message))
                    .evidence(format!("bounds: {}", bounds.join(", ")))
                    .fix(format!("plan {}", issue.fix))
                    .related(method.place, format!("the histogram: {}", shortened(method.text)));
            }
            Err(error) => {
                findings
                    .at(method.place, format!("The buckets of \"{}\" cannot be those of a histogram", goal.name().trim()))
                    .evidence(error.to_string())
                    .fix("list the upper bounds in ascending order, each once: `buckets 100 ms, 250 ms, 500 ms, 1 s`");
            }
        }
    }
}

/// The threshold of a latency, the share that has to be faster, and whether the target states it.
fn threshold(goal: &Goal<'_>) -> Option<(Quantity, Written, bool)> {
    if let Some(percentile) = goal.percentile {
        let share = Written::from(format!("{} %", number::print(percentile)).as_str());
        return Some((goal.target.quantity.clone(), share, true));
    }
    let sli = goal.slo.sli().text;
    let behind = text::find_any(sli, WITHIN).map(|(_, range)| range.end).find_map(|end| {
        let (at, quantity) = quantity::find_all(sli.get(end..)?).into_iter().next()?;
        (at.start <= 4 && quantity.as_days().is_some()).then_some(quantity)
    })?;
    Some((behind, goal.written_share()?, false))
}

/// The bounds behind the word `buckets`, up to the end of the sentence or of the parentheses. A number without a unit has
/// that of the next one with a unit, as in `100, 250 and 500 ms`.
fn bounds(method: &str) -> Vec<String> {
    let Some((_, range)) = text::find_any(method, &["buckets", "bucket bounds", "bounds"]).min_by_key(|(_, range)| range.start) else {
        return Vec::new();
    };
    let rest = &method[range.end..];
    let sentence = rest.find(". ").unwrap_or(rest.len());
    let end = rest.find([')', ';']).unwrap_or(rest.len()).min(sentence);
    let listed = rest[..end].replace('/', ", ");
    let found: Vec<Quantity> = quantity::find_all(&listed).into_iter().map(|(_, quantity)| quantity).collect();
    let mut unit: Option<Unit> = None;
    let mut bounds = Vec::new();
    for quantity in found.into_iter().rev() {
        let quantity = match (&quantity.unit, &unit) {
            (Unit::Time(_), _) => {
                unit = Some(quantity.unit.clone());
                quantity
            }
            (Unit::Count(None), Some(unit)) => Quantity { unit: unit.clone(), ..quantity },
            // A number of something else ends the list.
            _ => continue,
        };
        bounds.push(quantity.to_string());
    }
    bounds.reverse();
    // One bound is no list of buckets.
    if bounds.len() < 2 { Vec::new() } else { bounds }
}

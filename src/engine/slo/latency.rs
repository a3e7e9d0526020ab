//! Latency objectives: a percentile restated as a share of requests under a threshold, and read from a histogram.
//!
//! "The 95th percentile is at most 300 ms" says that at least 95 % of the requests take at most 300 ms, and that has an
//! error budget, while a percentile has none and cannot be averaged (Site Reliability Workbook, chapter 2; Prometheus
//! documentation, "Histograms and summaries"). A cumulative histogram knows that share at the bounds of its buckets and
//! nowhere else.

use std::fmt;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::SloError;
use super::figure::{Figure, Issue, IssueKind, exact_percent, percent};
use super::written::{Objective, Written, out_of_range};
use crate::quantity::duration::in_words;
use crate::quantity::{Comparator, Target, Unit, number};

/// Buckets of one histogram at most.
const MOST_BUCKETS: usize = 10_000;

/// Whether a latency objective can be judged, and is met.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LatencyQuestion {
    /// `p95 < 300 ms over 30 days`; or `share` and `threshold`.
    #[serde(default)]
    pub objective: Option<String>,
    /// The share of requests that have to be fast enough: `95 %`.
    #[serde(default)]
    pub share: Option<Written>,
    /// The time that is fast enough: `300 ms`.
    #[serde(default)]
    pub threshold: Option<Written>,
    /// The buckets of the histogram it is measured with, ascending, each with all below it as in Prometheus.
    #[serde(default)]
    pub buckets: Vec<BucketInput>,
}

/// A bucket of a cumulative histogram.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BucketInput {
    /// Its upper bound, included: `250 ms`, `0.25 s`, or `+Inf` for the last.
    pub le: Written,
    /// How many requests took at most that long. Left out of all buckets where only the bounds are planned.
    #[serde(default)]
    pub count: Option<Written>,
}

/// A latency objective as a share under a threshold, and what a histogram says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LatencyAnswer {
    /// `at least 95 % of requests within 300 ms`.
    pub restated: String,
    /// The share, in percent.
    pub share: Figure,
    /// The threshold, in milliseconds.
    pub threshold: Figure,
    /// The share that may be slower.
    pub budget: Figure,
    /// What the histogram says; `None` without buckets.
    pub histogram: Option<HistogramAnswer>,
    /// What has to be known about it.
    pub issues: Vec<Issue>,
}

/// What a histogram says of a threshold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HistogramAnswer {
    /// Whether the threshold is the bound of a bucket.
    pub at_a_bound: bool,
    /// The nearest bound at or below the threshold, printed.
    pub below: Option<String>,
    /// The nearest finite bound at or above the threshold, printed.
    pub above: Option<String>,
    /// At least this share is within the threshold.
    pub at_least: Option<Figure>,
    /// At most this share is within the threshold.
    pub at_most: Option<Figure>,
    /// The bucket that holds the percentile of the objective: `above 250 ms and up to 500 ms`.
    pub percentile: Option<String>,
    /// Whether the objective is met.
    pub verdict: LatencyVerdict,
}

/// Whether a latency objective is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LatencyVerdict {
    /// At least the share is fast enough.
    Met,
    /// Less than the share is.
    Missed,
    /// The bucket around the threshold holds too many requests to tell.
    Inconclusive,
    /// Nothing was counted.
    NotMeasured,
}

/// The objective in numbers.
struct Goal {
    share: Objective,
    /// In seconds.
    threshold: Decimal,
    steps: String,
}

/// An upper bound in seconds, `None` for infinity, and the requests up to it.
struct Bucket {
    bound: Option<Decimal>,
    count: Option<Decimal>,
}

impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.bound.map_or_else(|| "+Inf".to_owned(), in_words))
    }
}

impl LatencyQuestion {
    /// The objective as a share under a threshold, held against the histogram.
    ///
    /// # Errors
    /// Any [`SloError`] that a field gives reason for; bounds that do not ascend and counts that fall are.
    pub fn answer(&self) -> Result<LatencyAnswer, SloError> {
        let goal = self.goal()?;
        let buckets = self.typed()?;
        let histogram = (!buckets.is_empty()).then(|| goal.judge(&buckets));
        let threshold = goal.threshold * Decimal::ONE_THOUSAND;
        let shown = format!("{} ms", number::print(threshold));
        let issues = histogram.iter().flat_map(|histogram| goal.issues(histogram)).collect();
        let share = Figure::percent(goal.share.target(), "").with_text(goal.share.to_string(), goal.steps.clone());
        let left = exact_percent(goal.share.fraction());
        Ok(LatencyAnswer {
            restated: goal.to_string(),
            budget: Figure::percent(goal.share.fraction(), format!("100 % - {}", goal.share))
                .with_text(left.clone(), format!("100 % - {} = {left}", goal.share)),
            share,
            threshold: Figure::milliseconds(threshold, shown, goal.steps),
            histogram,
            issues,
        })
    }

    fn goal(&self) -> Result<Goal, SloError> {
        let accepted = "an objective such as `p95 < 300 ms`, or `share` and `threshold`";
        match (&self.objective, &self.share, &self.threshold) {
            (Some(text), None, None) => Goal::parse(text),
            (None, Some(share), Some(threshold)) => {
                let (share, threshold) = (share.objective("share")?, threshold.span("threshold")?.seconds());
                let steps = format!("{share} within {}, as stated", in_words(threshold));
                Ok(Goal { share, threshold, steps })
            }
            (Some(_), ..) => Err(SloError::Conflict {
                field: "objective".to_owned(),
                other: if self.share.is_some() { "share" } else { "threshold" }.to_owned(),
                why: "the objective says both",
            }),
            (None, None, _) => Err(SloError::Missing { field: "share".to_owned(), accepted }),
            (None, _, None) => Err(SloError::Missing { field: "threshold".to_owned(), accepted }),
        }
    }

    /// The buckets, checked.
    fn typed(&self) -> Result<Vec<Bucket>, SloError> {
        if self.buckets.len() > MOST_BUCKETS {
            let (field, count) = ("buckets".to_owned(), self.buckets.len());
            return Err(SloError::TooMany { field, count, most: MOST_BUCKETS });
        }
        let mut buckets: Vec<Bucket> = Vec::with_capacity(self.buckets.len());
        for (index, input) in self.buckets.iter().enumerate() {
            let field = format!("buckets[{index}]");
            let bucket = input.typed(&field)?;
            if let Some(last) = buckets.last() {
                follows(last, &bucket, &field)?;
            }
            buckets.push(bucket);
        }
        match buckets.last() {
            Some(Bucket { bound: Some(_), count: Some(_) }) => Err(SloError::Missing {
                field: format!("buckets[{}]", buckets.len()),
                accepted: "the bucket `le: +Inf` with the count of all requests",
            }),
            Some(Bucket { count: Some(count), .. }) if count.is_zero() => {
                let field = format!("buckets[{}].count", buckets.len() - 1);
                Err(out_of_range(&field, "0".to_owned(), "be above 0; leave the counts out where nothing was counted"))
            }
            _ => Ok(buckets),
        }
    }
}

/// Whether a bucket may follow another.
fn follows(last: &Bucket, next: &Bucket, field: &str) -> Result<(), SloError> {
    let order = |part: &str, first: String, second: String, rule| SloError::OutOfOrder {
        field: format!("{field}.{part}"),
        first,
        second,
        rule,
    };
    let ascends = match (last.bound, next.bound) {
        (Some(last), Some(next)) => last < next,
        (Some(_), None) => true,
        (None, _) => false,
    };
    if !ascends {
        return Err(order("le", last.to_string(), next.to_string(), "bounds ascend"));
    }
    match (last.count, next.count) {
        (Some(first), Some(second)) if second < first => {
            let rule = "each count holds all the requests of those before";
            Err(order("count", number::print(first), number::print(second), rule))
        }
        (Some(_), None) | (None, Some(_)) => {
            let accepted = "a count in every bucket, or in none";
            Err(SloError::Missing { field: format!("{field}.count"), accepted })
        }
        _ => Ok(()),
    }
}

impl BucketInput {
    fn typed(&self, field: &str) -> Result<Bucket, SloError> {
        let text = self.le.as_str().trim().trim_start_matches('+');
        let infinite = ["inf", "infinity", ".inf"].iter().any(|word| word.eq_ignore_ascii_case(text));
        let bound = if infinite { None } else { Some(self.le.span(&format!("{field}.le"))?.seconds()) };
        let count = self.count.as_ref().map(|count| count.count(&format!("{field}.count"))).transpose()?;
        Ok(Bucket { bound, count })
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at least {} of requests within {}", self.share, in_words(self.threshold))
    }
}

impl Goal {
    /// Reads `p95 < 300 ms`.
    fn parse(text: &str) -> Result<Goal, SloError> {
        let field = "objective";
        let accepted = "a percentile and a bound from above, e.g. `p95 < 300 ms`";
        let wrong = || SloError::WrongKind { field: field.to_owned(), text: text.to_owned(), accepted };
        let target =
            Target::parse(text).map_err(|source| SloError::Unreadable { field: field.to_owned(), source, accepted })?;
        let percentile = target.percentile.ok_or_else(wrong)?;
        let upper = matches!(target.comparator, Some(Comparator::AtMost | Comparator::Below) | None);
        if !upper || !matches!(target.quantity.unit, Unit::Time(_)) {
            return Err(wrong());
        }
        let bound = target.quantity.to_string();
        let threshold = Written::from(bound.trim_start_matches('~')).span(field)?.seconds();
        let share = Objective::new(field, percentile / Decimal::ONE_HUNDRED)?;
        let steps = format!(
            "p{} at {} = {share} within {}",
            number::print(percentile),
            in_words(threshold),
            in_words(threshold)
        );
        Ok(Goal { share, threshold, steps })
    }

    /// What the buckets say.
    fn judge(&self, buckets: &[Bucket]) -> HistogramAnswer {
        let below = buckets.iter().rev().find(|bucket| bucket.bound.is_some_and(|bound| bound <= self.threshold));
        let above = buckets.iter().find(|bucket| bucket.bound.is_none_or(|bound| bound >= self.threshold));
        let at_a_bound = below.is_some_and(|bucket| bucket.bound == Some(self.threshold));
        let total = buckets.last().and_then(|last| last.count).filter(|total| !total.is_zero());
        let share = |bucket: Option<&Bucket>| {
            let count = bucket.map_or(Some(Decimal::ZERO), |bucket| bucket.count)?;
            let total = total?;
            let steps = format!("{} / {}", number::print(count), number::print(total));
            // Compared as it is, printed as it is rounded.
            Some((count / total, Figure::percent(count / total, steps)))
        };
        let (least, most) = (share(below), share(above));
        let target = self.share.target();
        let verdict = match (&least, &most) {
            (Some((least, _)), _) if *least >= target => LatencyVerdict::Met,
            (_, Some((most, _))) if *most < target => LatencyVerdict::Missed,
            (Some(_), Some(_)) => LatencyVerdict::Inconclusive,
            _ => LatencyVerdict::NotMeasured,
        };
        HistogramAnswer {
            at_a_bound,
            below: below.map(Bucket::to_string),
            above: above.filter(|bucket| bucket.bound.is_some()).map(Bucket::to_string),
            at_least: least.map(|(_, figure)| figure),
            at_most: most.map(|(_, figure)| figure),
            percentile: total.and_then(|total| self.percentile(buckets, total)),
            verdict,
        }
    }

    /// The bucket in which the share of the objective is reached.
    fn percentile(&self, buckets: &[Bucket], total: Decimal) -> Option<String> {
        let rank = self.share.target() * total;
        let index = buckets.iter().position(|bucket| bucket.count.is_some_and(|count| count >= rank))?;
        let bucket = buckets.get(index)?;
        let before = index.checked_sub(1).and_then(|index| buckets.get(index));
        Some(match (before, bucket.bound) {
            (None, Some(_)) => format!("up to {bucket}"),
            (Some(before), Some(_)) => format!("above {before} and up to {bucket}"),
            (Some(before), None) => format!("above {before}"),
            (None, None) => "unknown: there is no finite bound".to_owned(),
        })
    }

    fn issues(&self, histogram: &HistogramAnswer) -> Vec<Issue> {
        let mut issues = Vec::new();
        let threshold = in_words(self.threshold);
        let known: Vec<&str> = [&histogram.below, &histogram.above].into_iter().flatten().map(String::as_str).collect();
        if !histogram.at_a_bound {
            let place = match (&histogram.below, &histogram.above) {
                (Some(below), Some(above)) => format!("lies between the buckets of {below} and {above}"),
                (None, Some(above)) => format!("lies below the first bucket, of {above}"),
                (Some(below), None) => format!("lies above the last finite bucket, of {below}"),
                (None, None) => "has no finite bucket near it".to_owned(),
            };
            let bounds = match (&histogram.at_least, &histogram.at_most) {
                (Some(least), Some(most)) => format!(": between {least} and {most} of the requests are within it"),
                _ => String::new(),
            };
            let other =
                if known.is_empty() { String::new() } else { format!(", or an objective at {}", known.join(" or ")) };
            issues.push(
                Issue::new(
                    IssueKind::BetweenBuckets,
                    threshold.clone(),
                    format!("the threshold of {threshold} {place}{bounds}"),
                )
                .with_fix(format!("a bucket with the bound {threshold}{other}")),
            );
        }
        if let (LatencyVerdict::Missed, Some(most)) = (histogram.verdict, &histogram.at_most) {
            let within = if histogram.at_a_bound { "" } else { "at most " };
            let message = format!(
                "{within}{} of requests within {threshold}, not {}",
                most.derivation,
                percent(self.share.target())
            );
            let fix = match &histogram.percentile {
                Some(place) => format!(
                    "{} of the requests are reached {place}: speed up what is slower, or move the threshold there",
                    self.share
                ),
                None => "speed up what is slower".to_owned(),
            };
            issues.push(Issue::new(IssueKind::LatencyMissed, threshold, message).with_fix(fix));
        }
        issues
    }
}

#[cfg(test)]
#[path = "latency_tests.rs"]
mod tests;

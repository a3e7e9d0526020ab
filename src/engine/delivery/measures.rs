//! The four measures of a set of deploys.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use schemars::JsonSchema;
use serde::Serialize;

use super::history::{Deploy, DeployResult};
use super::interval::{median_ranks, wilson};
use super::outcome::Outcome;
use crate::engine::slo::Figure;
use crate::quantity::number;

/// What a set of deploys says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Measures {
    /// Deploys that reached users.
    pub reached_users: u64,
    /// How often that was, per week.
    pub per_week: Figure,
    /// The longest time between two of them; `None` for fewer than two.
    pub longest_pause: Option<Figure>,
    /// From commit to production; `None` where no commit time is known.
    pub lead_time: Option<Lengths>,
    /// The share of deploys that broke something; `None` without deploys.
    pub change_failures: Option<Rate>,
    /// From a broken deploy to restored service; `None` where none is known.
    pub time_to_restore: Option<Lengths>,
    /// The share of all tries that failed although the change was good; `None` without tries.
    pub flaky: Option<Rate>,
    /// What is missing, by the rows it is missing from.
    pub missing: Missing,
}

/// What a history does not say, a line for each kind: `3 deploys (line 4, line 9, line 12): no commit time, so no lead time`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Missing {
    /// For lead times.
    pub lead_time: Vec<String>,
    /// For times to restore.
    pub time_to_restore: Vec<String>,
}

impl Missing {
    /// All lines.
    pub fn lines(&self) -> impl Iterator<Item = &String> {
        self.lead_time.iter().chain(&self.time_to_restore)
    }
}

/// Lengths of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Lengths {
    /// How many there are.
    pub samples: u64,
    /// Half take no longer.
    pub median: Figure,
    /// Nine of ten take no longer.
    pub p90: Figure,
    /// The ends of the 95 % interval of the median; `None` for fewer than six samples.
    pub median_interval: Option<[Figure; 2]>,
}

/// A share with what it was counted from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Rate {
    /// How many were.
    pub hits: u64,
    /// Of how many.
    pub samples: u64,
    /// The share.
    pub rate: Figure,
    /// The ends of its 95 % interval (Wilson).
    pub interval: [Figure; 2],
}

impl Rate {
    /// A share; `None` of nothing.
    pub fn new(hits: u64, samples: u64) -> Option<Rate> {
        let all = Decimal::from(samples);
        let rate = Decimal::from(hits).checked_div(all)?;
        let (low, high) = wilson(hits, samples);
        let end = |value: f64| {
            let share = Decimal::from_f64(value).unwrap_or_default().round_dp(4);
            Figure::percent(share, format!("Wilson, 95 %, {hits} of {samples}"))
        };
        Some(Rate {
            hits,
            samples,
            rate: Figure::percent(rate, format!("{hits} / {samples}")),
            interval: [end(low), end(high)],
        })
    }
}

impl Lengths {
    /// What a list of lengths in seconds says; `None` of an empty one.
    fn new(mut seconds: Vec<i64>) -> Option<Lengths> {
        seconds.sort_unstable();
        let count = seconds.len();
        let at = |rank: usize, steps: String| {
            let value = seconds.get(rank.max(1) - 1).copied().unwrap_or_default();
            Figure::seconds(value.into(), steps)
        };
        let percentile = |hundredths: usize| {
            let rank = (count * hundredths).div_ceil(100);
            at(rank, format!("the {} of {count} by length", number::ordinal(rank)))
        };
        if count == 0 {
            return None;
        }
        let interval = median_ranks(count).map(|(low, high)| {
            [low, high].map(|rank| {
                at(rank, format!("the {} of {count} by length, an end of the 95 % interval", number::ordinal(rank)))
            })
        });
        let samples = u64::try_from(count).unwrap_or(u64::MAX);
        Some(Lengths { samples, median: percentile(50), p90: percentile(90), median_interval: interval })
    }
}

fn seconds_between(from: Timestamp, to: Timestamp) -> i64 {
    to.as_second() - from.as_second()
}

/// The measures of deploys within a window of so many days.
pub(super) fn measures(deploys: &[(&Deploy, Outcome)], days: u32) -> Measures {
    let of = |outcome: Outcome| deploys.iter().filter(move |(_, one)| *one == outcome).map(|(deploy, _)| *deploy);
    let count = |outcome: Outcome| u64::try_from(of(outcome).count()).unwrap_or(u64::MAX);
    let (succeeded, broken, flaky) = (count(Outcome::Succeeded), count(Outcome::Broken), count(Outcome::Flaky));
    let stopped = count(Outcome::Stopped);
    let mut reached: Vec<Timestamp> =
        of(Outcome::Succeeded).chain(of(Outcome::Broken).filter(|one| reached(one))).map(|one| one.time).collect();
    reached.sort_unstable();
    let reached_users = u64::try_from(reached.len()).unwrap_or(u64::MAX);
    let pause = reached.windows(2).map(|pair| seconds_between(pair[0], pair[1])).max();
    let (lead_time, without_lead) = lead_times(deploys);
    let (restore, without_restore) = restores(of(Outcome::Broken));
    let missing = Missing { lead_time: without_lead, time_to_restore: without_restore };
    let weekly = Decimal::from(reached_users) * Decimal::from(7) / Decimal::from(days.max(1));
    let per_week = Figure::factor(weekly, format!("{reached_users} deploys x 7 / {days} days"));
    let text = format!("{} per week", per_week.text);
    let derivation = format!("{reached_users} deploys x 7 / {days} days = {text}");
    Measures {
        reached_users,
        per_week: per_week.with_text(text, derivation),
        longest_pause: pause.map(|seconds| Figure::seconds(seconds.into(), "the longest time between two deploys")),
        lead_time,
        change_failures: Rate::new(broken, succeeded + broken),
        time_to_restore: restore,
        flaky: Rate::new(flaky, succeeded + broken + flaky + stopped),
        missing,
    }
}

/// Whether a broken deploy met users before it was mended.
pub(super) fn reached(deploy: &Deploy) -> bool {
    deploy.restored_at.is_some() || deploy.result == DeployResult::RolledBack
}

/// The lead time of each commit to its first success, and what is missing.
fn lead_times(deploys: &[(&Deploy, Outcome)]) -> (Option<Lengths>, Vec<String>) {
    let mut first: BTreeMap<(&str, &str, i64), i64> = BTreeMap::new();
    let (mut without, mut before) = (Vec::new(), Vec::new());
    for (deploy, _) in deploys.iter().filter(|(_, outcome)| *outcome == Outcome::Succeeded) {
        let Some(commit) = deploy.commit_time else {
            without.push(deploy.place.as_str());
            continue;
        };
        let seconds = seconds_between(commit, deploy.time);
        if seconds < 0 {
            before.push(deploy.place.as_str());
            continue;
        }
        let name = deploy.commit.as_deref().unwrap_or_default();
        let known = first.entry((&deploy.service, name, commit.as_second())).or_insert(seconds);
        *known = (*known).min(seconds);
    }
    let missing = [
        said(&without, "no commit time, so no lead time"),
        said(&before, "deployed before it was committed, so no lead time"),
    ];
    (Lengths::new(first.into_values().collect()), missing.into_iter().flatten().collect())
}

fn restores<'a>(broken: impl Iterator<Item = &'a Deploy>) -> (Option<Lengths>, Vec<String>) {
    let (mut lengths, mut without, mut before) = (Vec::new(), Vec::new(), Vec::new());
    for deploy in broken {
        match deploy.restored_at.map(|restored| seconds_between(deploy.time, restored)) {
            None => without.push(deploy.place.as_str()),
            Some(seconds) if seconds < 0 => before.push(deploy.place.as_str()),
            Some(seconds) => lengths.push(seconds),
        }
    }
    let missing = [
        said(&without, "broken, but nothing says when service was restored"),
        said(&before, "restored before it broke, so no time to restore"),
    ];
    (Lengths::new(lengths), missing.into_iter().flatten().collect())
}

/// `3 deploys (line 4, line 9, ...): ...`.
fn said(places: &[&str], what: &str) -> Option<String> {
    const EXAMPLES: usize = 3;
    let noun = if places.len() == 1 { "deploy" } else { "deploys" };
    let more = if places.len() > EXAMPLES { ", ..." } else { "" };
    let examples = places.iter().take(EXAMPLES).copied().collect::<Vec<_>>().join(", ");
    (!places.is_empty()).then(|| format!("{} {noun} ({examples}{more}): {what}", places.len()))
}

impl fmt::Display for Rate {
    /// `3 of 24; 95 %: 4.34 % to 31 %`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [low, high] = &self.interval;
        write!(f, "{} of {}; 95 %: {low} to {high}", self.hits, self.samples)
    }
}

//! A run held against an earlier one, case by case and check by check.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::expect::check::difference;
use super::gather::Wanted;
use super::report::{FORMAT, Report, Tried};

/// An earlier run, as far as it is compared.
#[derive(Debug, Clone, Deserialize)]
pub struct Baseline {
    format: u32,
    run: String,
    cases: Vec<Tried>,
}

/// What is different from an earlier run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Diff {
    /// Whether nothing got worse.
    pub no_worse: bool,
    /// Cases that were there before and are not any more.
    pub gone: Vec<String>,
    /// Cases that were not there before.
    pub new: Vec<String>,
    /// The cases that are different.
    pub changed: Vec<Changed>,
    /// How many cases are as they were.
    pub same: usize,
}

/// What is different in a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Changed {
    /// The case.
    pub name: String,
    /// Checks that held before and do not any more.
    pub worse: Vec<String>,
    /// Checks that hold now and did not before.
    pub better: Vec<String>,
    /// Verdict, average, scores and counts that are different: what, before, now.
    pub values: Vec<(String, String, String)>,
    /// Findings that are no longer made.
    pub lost: Vec<String>,
    /// Findings that were not made before.
    pub found: Vec<String>,
}

impl Baseline {
    /// Reads the JSON of an earlier run.
    ///
    /// # Errors
    /// Where it is none.
    pub fn read(text: &str) -> Result<Self, String> {
        let wanted = "write one with `groundplan eval --format json --out FILE`";
        let read: Baseline =
            serde_json::from_str(text).map_err(|error| format!("it is no report of an eval: {error}; {wanted}"))?;
        if read.format != FORMAT || read.run != "cases" {
            return Err(format!(
                "it is a report of format {} on {}, not on cases of format {FORMAT}; {wanted}",
                read.format, read.run
            ));
        }
        Ok(read)
    }

    /// What is different now. Cases that were not wanted this time are left out.
    pub fn against(&self, now: &Report, wanted: &Wanted) -> Diff {
        let before = self.cases.iter().filter(|case| wanted.has(&case.name, &case.skill));
        let before: BTreeMap<&str, &Tried> = before.map(|case| (case.name.as_str(), case)).collect();
        let today: BTreeMap<&str, &Tried> = now.cases.iter().map(|case| (case.name.as_str(), case)).collect();
        let missing = |one: &BTreeMap<&str, &Tried>, other: &BTreeMap<&str, &Tried>| -> Vec<String> {
            one.keys().filter(|name| !other.contains_key(*name)).map(|name| (*name).to_owned()).collect()
        };
        let both = || before.iter().filter_map(|(name, one)| Some((*one, *today.get(name)?)));
        let changed: Vec<Changed> = both().filter_map(|(before, now)| changed(before, now)).collect();
        let gone = missing(&before, &today);
        Diff {
            no_worse: gone.is_empty() && changed.iter().all(|one| one.worse.is_empty()),
            same: both().count() - changed.len(),
            new: missing(&today, &before),
            gone,
            changed,
        }
    }
}

impl Diff {
    /// Whether anything is different at all.
    pub fn is_empty(&self) -> bool {
        self.gone.is_empty() && self.new.is_empty() && self.changed.is_empty()
    }
}

/// What is different in a case, if anything is.
fn changed(before: &Tried, now: &Tried) -> Option<Changed> {
    let held = |case: &Tried| -> BTreeMap<String, bool> {
        case.checks.iter().map(|check| (check.what.clone(), check.held)).collect()
    };
    let (then, today) = (held(before), held(now));
    let turned = |to: bool| -> Vec<String> {
        let both = today.iter().filter(|(what, held)| **held == to && then.get(*what) == Some(&!to));
        both.map(|(what, _)| what.clone()).collect()
    };
    let mut worse = turned(false);
    // A check that is new and fails makes a case worse that held before.
    if before.held {
        worse.extend(now.failed().map(|check| check.what.clone()).filter(|what| !then.contains_key(what)));
    }
    let (lost, found) = difference(&before.seen.findings, &now.seen.findings);
    let one = Changed { name: now.name.clone(), worse, better: turned(true), values: values(before, now), lost, found };
    let nothing = one.worse.is_empty() && one.better.is_empty() && one.values.is_empty();
    (!(nothing && one.lost.is_empty() && one.found.is_empty())).then_some(one)
}

fn values(before: &Tried, now: &Tried) -> Vec<(String, String, String)> {
    let of = |case: &Tried| -> Vec<(String, String)> {
        let seen = &case.seen;
        let plain = [
            ("verdict", seen.verdict.clone()),
            ("average", seen.average.clone()),
            ("errors", seen.errors.to_string()),
            ("warnings", seen.warnings.to_string()),
            ("infos", seen.infos.to_string()),
        ];
        let scores = seen.scores.iter().map(|(key, score)| (format!("scores.{key}"), score.to_string()));
        let trials = case.trials.as_ref().map(|all| ("trials".to_owned(), format!("{} of {} hold", all.held, all.of)));
        plain.into_iter().map(|(what, value)| (what.to_owned(), value)).chain(scores).chain(trials).collect()
    };
    let then: BTreeMap<String, String> = of(before).into_iter().collect();
    let differs = |(what, value): (String, String)| {
        let earlier = then.get(&what).cloned().unwrap_or_default();
        (earlier != value).then_some((what, earlier, value))
    };
    of(now).into_iter().filter_map(differs).collect()
}

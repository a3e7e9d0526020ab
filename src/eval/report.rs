//! What came of a run, as data. Nothing in it depends on when or where it ran, but for times where they are asked for.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::expect::Verdict;
use super::expect::check::{Check, weighty};
use super::gather::{Planned, Unread};
use super::play::Seen;
use super::trials::Trials;
use crate::finding::Severity;

/// The version of the JSON that a run is written as.
pub const FORMAT: u32 = 1;

/// A run over cases.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report {
    /// The version of this format: 1.
    pub format: u32,
    /// What wrote it.
    pub tool: Tool,
    /// What was run: `cases`.
    pub run: &'static str,
    /// Whether all is well, by what the run was told to fail on.
    pub passed: bool,
    /// How many cases hold.
    pub held: usize,
    /// The share of cases that has to hold, in percent.
    pub bar: String,
    /// The cases, by name.
    pub cases: Vec<Tried>,
    /// What could not be read or tried.
    pub unread: Vec<Unread>,
    /// What is different from an earlier run, where one was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<super::baseline::Diff>,
    /// What was written anew, where that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blessed: Vec<super::bless::Blessed>,
}

/// What wrote a report.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

impl Tool {
    /// This program.
    pub const THIS: Tool = Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
}

/// A case as it was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tried {
    /// Its name.
    pub name: String,
    /// What it shows.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// Its skill.
    pub skill: String,
    /// What was tried: `pack`, `brief`, `conversation`, or `draft` where a model drafts.
    pub kind: String,
    /// The day of judgement.
    pub on: String,
    /// Whether everything is as expected.
    pub held: bool,
    /// What was expected, thing by thing.
    pub checks: Vec<Check>,
    /// What was seen.
    pub seen: Summary,
    /// What came of all trials, where a case that a model drafts was tried several times. `checks` and `seen` are of the
    /// first that does not hold, else of the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trials: Option<Trials>,
    /// How long it took, in milliseconds, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milliseconds: Option<u64>,
}

/// What was seen of a case, in short.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Summary {
    /// The gate's verdict, `pass` or `fail`; blank where no pack was judged.
    pub verdict: String,
    /// The rubric's average.
    pub average: String,
    /// Criterion and score, in the order of the rubric.
    pub scores: Vec<(String, u8)>,
    /// How many errors count.
    pub errors: usize,
    /// How many warnings count.
    pub warnings: usize,
    /// How many infos count.
    pub infos: usize,
    /// Errors and warnings, each as rule and place, in the order of the document.
    pub findings: Vec<String>,
}

impl Tried {
    /// A case with what was seen of it.
    pub fn new(planned: &Planned, seen: &Seen, checks: Vec<Check>) -> Self {
        let kind = match (&planned.case.calls[..], &planned.case.brief, &planned.case.draft) {
            (_, _, Some(_)) => "draft",
            ([], None, _) => "pack",
            ([], Some(_), _) => "brief",
            _ => "conversation",
        };
        Tried {
            name: planned.name.clone(),
            about: planned.case.about.clone().unwrap_or_default(),
            skill: planned.case.skill.clone(),
            kind: kind.to_owned(),
            on: planned.on.to_string(),
            held: checks.iter().all(|check| check.held),
            checks,
            seen: Summary::of(seen),
            trials: None,
            milliseconds: None,
        }
    }

    /// What is not as expected.
    pub fn failed(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| !check.held)
    }
}

impl Summary {
    fn of(seen: &Seen) -> Self {
        let Some(judged) = &seen.judged else { return Summary::default() };
        let report = &judged.report;
        Summary {
            verdict: Verdict::of(report.passed).to_string(),
            average: report.average.to_string(),
            scores: report.rubric.iter().map(|score| (score.key.to_owned(), score.score)).collect(),
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            infos: report.count(Severity::Info),
            findings: weighty(&report.findings).iter().map(ToString::to_string).collect(),
        }
    }
}

impl Report {
    /// The share of the cases that hold, in percent; all of none.
    pub fn share(held: usize, of: usize) -> Decimal {
        if of == 0 {
            return Decimal::ONE_HUNDRED;
        }
        (Decimal::from(held) * Decimal::ONE_HUNDRED / Decimal::from(of)).round_dp(2).normalize()
    }
}

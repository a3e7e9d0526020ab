//! What is expected of a case, as it is written, and whether it holds.
//!
//! # Layout
//! - this file: [`Expect`], the part of a case or of a group that says what is expected
//! - `range`: bounds on a number; `told`: findings by rule and place
//! - `agree`: a case and the groups it belongs to, held together; where they contradict each other
//! - `check`: what is expected against what was seen

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::quantity::DurationRange;

pub mod agree;
pub mod check;
mod range;
mod told;

pub use range::Range;
pub use told::{Told, beneath};

/// What is expected. What is not stated is not looked at.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Expect {
    /// What the gate says.
    pub verdict: Option<Verdict>,
    /// The rubric's average.
    pub average: Option<Range>,
    /// Scores, by the criterion's key.
    pub scores: BTreeMap<String, Range>,
    /// How many errors count.
    pub errors: Option<Range>,
    /// How many warnings count.
    pub warnings: Option<Range>,
    /// How many infos count.
    pub infos: Option<Range>,
    /// What is found, and what is not.
    pub findings: Findings,
    /// Computed values.
    pub computed: Vec<Computed>,
    /// What comes out beside the verdict, as files.
    pub artifacts: Artifacts,
    /// Texts that stand among the questions that a draft with a model opened.
    pub questions: Vec<String>,
    /// How a draft with a model stands beside the one without.
    pub standing: Option<Gain>,
    /// What a model reads and writes: what a draft with it took, a conversation's arguments and answers, or else the
    /// Markdown.
    pub tokens: Option<Range>,
    /// How long it takes at most.
    pub time: Option<Time>,
}

/// What the gate says of a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Verdict {
    /// It passes.
    Pass,
    /// It fails.
    Fail,
}

impl Verdict {
    /// The verdict of a gate.
    pub fn of(passed: bool) -> Self {
        if passed { Verdict::Pass } else { Verdict::Fail }
    }
}

impl TryFrom<String> for Verdict {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.trim() {
            "pass" => Ok(Verdict::Pass),
            "fail" => Ok(Verdict::Fail),
            _ => Err(format!("`{text}` is no verdict; write `pass` or `fail`")),
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
        })
    }
}

/// How a draft with a model stands beside the one that the brief gives without; it is never worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Gain {
    /// It stands better.
    Better,
    /// It stands as well.
    Same,
}

impl TryFrom<String> for Gain {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.trim() {
            "better" => Ok(Gain::Better),
            "same" => Ok(Gain::Same),
            _ => Err(format!("`{text}` is no standing; write `better` or `same`")),
        }
    }
}

impl fmt::Display for Gain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Gain::Better => "better",
            Gain::Same => "same",
        })
    }
}

/// What is expected of findings. Each entry is a rule, a place, or a rule and a place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Findings {
    /// Each of these has at least one finding.
    pub must: Vec<Told>,
    /// None of these has a finding.
    pub must_not: Vec<Told>,
    /// Errors and warnings are these and no others, each with rule and place.
    pub all: Option<Vec<Told>>,
}

/// A computed value, as it stands below a table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Computed {
    /// The row it belongs to.
    pub of: String,
    /// What it is: `error budget`.
    pub what: String,
    /// The value, with unit.
    pub value: String,
}

/// Files that hold what comes out, each beside the case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Artifacts {
    /// Exactly what the skill promises to machines, JSON.
    pub interface: Option<PathBuf>,
    /// The same with what it rests on, JSON.
    pub state: Option<PathBuf>,
    /// The pack, Markdown in canonical form.
    pub markdown: Option<PathBuf>,
}

/// A length of time, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Time(pub Decimal);

impl TryFrom<String> for Time {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let range = DurationRange::parse(text.trim().trim_start_matches("<=")).map_err(|error| error.to_string())?;
        Ok(Time((range.high * Decimal::from(86_400)).round_dp(3).normalize()))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<= {} s", self.0)
    }
}

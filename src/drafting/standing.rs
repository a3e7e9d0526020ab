//! How a pack stands before its gate, and which of two stands better.

use std::cmp::{Ordering, Reverse};

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::Turn;
use crate::finding::{Finding, Severity};
use crate::gate::{self, Case, Report, Standard, rubric};
use crate::pack::{Computed, Pack, Problem};
use crate::skill::Definition;
use crate::skill::caller::Caller;

/// How a pack stands before its gate. The greater is the better: fewer errors, then the higher average, then fewer
/// warnings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Whether it passes.
    pub passed: bool,
    /// The rubric's average.
    pub average: Decimal,
    /// How many errors it has.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
}

impl From<&Report> for Standing {
    fn from(report: &Report) -> Self {
        Standing {
            passed: report.passed,
            average: report.average,
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
        }
    }
}

impl Ord for Standing {
    fn cmp(&self, other: &Self) -> Ordering {
        let rank = |one: &Self| (Reverse(one.errors), one.average, Reverse(one.warnings), one.passed);
        rank(self).cmp(&rank(other))
    }
}

impl Standing {
    /// Whether it has more errors, or scores less. More warnings alone make nothing worse: with another honest row often
    /// comes another cell that nobody can fill yet.
    pub fn is_worse_than(&self, other: &Self) -> bool {
        (Reverse(self.errors), self.average) < (Reverse(other.errors), other.average)
    }
}

impl PartialOrd for Standing {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// What counts while a step is taken. In the first pass the sections of later steps do not: they are proposals that those
/// steps write anew, with what this step settles before them.
#[derive(Debug)]
pub(super) struct Scope {
    definition: &'static Definition,
    later: Vec<&'static str>,
}

impl Scope {
    pub fn of(definition: &'static Definition, turn: &Turn) -> Self {
        let later = definition.steps.iter().skip(if turn.pass == 1 { turn.number } else { definition.steps.len() });
        let earlier: Vec<&str> =
            definition.steps.iter().take(turn.number).flat_map(|step| step.sections.iter().copied()).collect();
        let later = later.flat_map(|step| step.sections.iter().copied()).filter(|key| !earlier.contains(key));
        Scope { definition, later: later.collect() }
    }

    pub fn definition(&self) -> &'static Definition {
        self.definition
    }

    pub fn counts(&self, finding: &Finding) -> bool {
        !self.later.contains(&finding.location.section.as_str())
    }

    /// The sections that do not count.
    pub fn later(&self) -> &[&'static str] {
        &self.later
    }

    /// How a pack stands by what counts.
    pub fn standing(&self, judged: &Judged) -> Standing {
        let findings = self.counted(judged);
        let criteria = self.definition.standard.rubric;
        let scores = rubric::score(criteria, &findings);
        let count = |severity| findings.iter().filter(|one| one.severity == severity).count();
        let errors = count(Severity::Error);
        Standing {
            passed: errors == 0 && rubric::passes(criteria, &scores),
            average: rubric::average(&scores),
            errors,
            warnings: count(Severity::Warning),
        }
    }

    fn counted(&self, judged: &Judged) -> Vec<Finding> {
        judged.report.findings.iter().filter(|one| self.counts(one)).cloned().collect()
    }

    /// The criteria that score less in a pack than before, with the rules that lower them.
    pub fn fell(&self, judged: &Judged, before: &Judged) -> Vec<String> {
        let scores = |judged: &Judged| rubric::score(self.definition.standard.rubric, &self.counted(judged));
        let (now, was) = (scores(judged), scores(before));
        let fell = now.iter().zip(&was).filter(|(now, was)| now.score < was.score);
        fell.map(|(now, was)| {
            let by: Vec<&str> = now.lowered_by.iter().map(|cap| cap.rule).collect();
            format!(
                "{}: {} of 5, {} without this answer; lowered by {}",
                now.title,
                now.score,
                was.score,
                by.join(", ")
            )
        })
        .collect()
    }
}

/// A pack as judged.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub pack: Pack,
    pub report: Report,
    pub computed: Vec<Computed>,
    pub standing: Standing,
}

impl Judged {
    pub fn of(definition: &'static Definition, pack: Pack, on: Date) -> Self {
        let caller = Caller::of(definition);
        let (report, computed) = {
            let case = Case::new(&definition.standard, &pack, &[], on).told(&caller);
            (gate::judge(&case), case.derived().computed.clone())
        };
        Judged { standing: Standing::from(&report), pack, report, computed }
    }

    /// A pack that was read from a document, with what was wrong in reading it.
    pub fn read(standard: &'static Standard, pack: Pack, problems: &[Problem], on: Date) -> Self {
        let (report, computed) = {
            let case = Case::new(standard, &pack, problems, on);
            (gate::judge(&case), case.derived().computed.clone())
        };
        Judged { standing: Standing::from(&report), pack, report, computed }
    }
}

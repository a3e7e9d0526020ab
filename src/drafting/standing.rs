//! How a pack stands before its gate, and which of two stands better.

use std::cmp::{Ordering, Reverse};

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::finding::Severity;
use crate::gate::{self, Case, Report};
use crate::pack::{Computed, Pack};
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

impl PartialOrd for Standing {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
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
}

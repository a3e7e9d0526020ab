//! Findings as a caller is told them: errors first, what one edit mends together, each with the place as it is sent.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use super::Step;
use super::caller::Caller;
use crate::finding::{Finding, Severity};
use crate::pack::Pack;
use crate::text::sentence;

/// How many places of one finding are named in a line.
const PLACES: usize = 3;

/// One or more findings of a rule that are mended alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Said {
    /// The rule's id.
    pub rule: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// Where: pointers into the arguments of the step that takes them, with its tool where that is another.
    pub at: Vec<String>,
    /// What is wrong at the first of them.
    pub message: String,
    /// What would be accepted.
    pub fix: String,
    /// The facts behind it, where details were asked for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub evidence: String,
    /// The places as an exemption names them, where details were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
}

/// Findings as the caller of a step is told them; infos are left out, they weigh nothing.
pub fn said<'f>(
    caller: &Caller,
    step: Option<&Step>,
    pack: &Pack,
    findings: impl Iterator<Item = &'f Finding>,
) -> Vec<Said> {
    let mut all: Vec<Said> = Vec::new();
    for finding in findings.filter(|finding| finding.severity > Severity::Info) {
        let at = caller.place(step, pack, &finding.location);
        match all.iter_mut().find(|one| (one.rule, &one.fix) == (finding.rule, &finding.fix)) {
            Some(one) => one.at.push(at),
            None => all.push(Said {
                rule: finding.rule,
                severity: finding.severity,
                at: vec![at],
                message: finding.message.clone(),
                fix: finding.fix.clone(),
                evidence: String::new(),
                places: Vec::new(),
            }),
        }
    }
    all.sort_by_key(|one| std::cmp::Reverse(one.severity));
    all
}

/// The same one by one, with the facts behind each and its place as exemptions name it.
pub fn detailed<'f>(caller: &Caller, pack: &Pack, findings: impl Iterator<Item = &'f Finding>) -> Vec<Said> {
    let one = |finding: &Finding| Said {
        rule: finding.rule,
        severity: finding.severity,
        at: vec![caller.place(None, pack, &finding.location)],
        message: finding.message.clone(),
        fix: finding.fix.clone(),
        evidence: finding.evidence.clone(),
        places: vec![finding.location.to_string()],
    };
    findings.map(one).collect()
}

/// Rules with how many findings each has: `ROA002 (3), ROA006`.
pub fn rules<'r>(counts: impl Iterator<Item = (&'r str, usize)>) -> String {
    let mut all: BTreeMap<&str, usize> = BTreeMap::new();
    for (rule, count) in counts {
        *all.entry(rule).or_default() += count;
    }
    let said =
        all.into_iter().map(|(rule, count)| if count == 1 { rule.to_owned() } else { format!("{rule} ({count})") });
    said.collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Said {
    /// `error REL001 at /slos[slo=Checkout]/baseline: it rests on nothing. Mend: name an observation.`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = self.at.len().saturating_sub(PLACES);
        let named = self.at.iter().take(PLACES).map(String::as_str).collect::<Vec<_>>().join(", ");
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        write!(f, "{} {} at {named}{rest}: {}", self.severity, self.rule, sentence(&self.message))?;
        if !self.evidence.is_empty() {
            write!(f, " [{}]", self.evidence)?;
        }
        if self.fix.is_empty() { Ok(()) } else { write!(f, " Mend: {}", sentence(&self.fix)) }
    }
}

//! Why a call was refused, for whoever must act on it.

use crate::finding::Severity;
use crate::gate::{self, Report};
use crate::pack::diff::{Change, What, diff};
use crate::pack::{Pack, SectionSpec};
use crate::skill::caller::Caller;
use crate::skill::input::Mistake;
use crate::skill::{Definition, told};
use crate::store::{PackId, StoreError};
use crate::text::counted;
use crate::text::{cut, one_line};

/// How many changes are told; the rest is counted.
const TOLD: usize = 3;

/// How many errors a refusal to close tells in full; the rest is named by rule.
const ERRORS: usize = 8;

/// Why a call was refused. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The request belongs elsewhere.
    #[error(
        "this is not planned here: {}. Where to go instead: {instead}. If that reading is wrong, say it in other words and open the pack again.", reading(.because, .situation)
    )]
    Elsewhere {
        /// What the request is.
        situation: &'static str,
        /// The words that show it.
        because: String,
        /// Where to go.
        instead: &'static str,
    },
    /// A production change without a person's word.
    #[error(
        "not without a confirmation: {0}. Ask the person; then send `confirmation` with change, confirmed_by, date, rollback. Or leave the change out: the plan itself needs none."
    )]
    Unconfirmed(String),
    /// The arguments cannot be understood.
    #[error("nothing was changed; mend and send again:\n{}", .0.iter().map(|mistake| format!("- {mistake}")).collect::<Vec<_>>().join("\n"))]
    Mistakes(Vec<Mistake>),
    /// The skill is not known.
    #[error("{0}")]
    UnknownSkill(String),
    /// The step belongs to another skill.
    #[error("`{tool}` is no step of `{skill}`; its steps are: {steps}")]
    OtherSkill {
        /// The tool called.
        tool: String,
        /// The pack's skill.
        skill: String,
        /// What there is.
        steps: String,
    },
    /// The caller builds on a revision that is no longer the newest, and the call would change something.
    #[error(
        "pack {pack} is at revision {current}, not {expected}, so nothing was changed. {since} Send the call again with `expected_revision`: {current} if it still holds."
    )]
    Stale {
        /// The pack.
        pack: PackId,
        /// The revision the caller built on.
        expected: u32,
        /// The newest revision.
        current: u32,
        /// What has changed between them, in a sentence.
        since: String,
    },
    /// The gate fails. The edits of the call are kept.
    #[error("{0}")]
    GateFails(String),
    /// The store said no.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A revision could not be written as JSON.
    #[error("the revision could not be written: {0}")]
    Internal(#[from] serde_json::Error),
}

/// Why a request is what it is; words that name it already are not said twice.
fn reading(because: &str, situation: &str) -> String {
    let named = format!("`{situation}`");
    if because.contains(&named) { because.to_owned() } else { format!("{because}, so it is {named}") }
}

/// What has changed between two revisions of a pack, in a sentence.
pub(super) fn since(before: &Pack, now: &Pack, sections: &[&'static SectionSpec]) -> String {
    let changes = diff(before, now, sections);
    if changes.is_empty() {
        return "What it says has not changed since.".to_owned();
    }
    let told: Vec<String> = changes.iter().take(TOLD).map(said).collect();
    let more = match changes.len().saturating_sub(TOLD) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    format!("Since then: {}{more}.", told.join("; "))
}

/// One change: `scaling.limits[orders-db disk].trigger is "3 TB" and was "2 TB"`.
fn said(change: &Change) -> String {
    let text = |text: &Option<String>| excerpt(text.as_deref().unwrap_or_default());
    let at = &change.location;
    match change.what {
        What::Changed | What::Renamed => format!("{at} is \"{}\" and was \"{}\"", text(&change.to), text(&change.from)),
        What::Added => format!("{at} is new"),
        What::Removed => format!("{at} is gone"),
        What::Reordered => format!("{at} is in another order"),
    }
}

/// A text in one line, short enough for a sentence.
fn excerpt(text: &str) -> String {
    cut(&one_line(text), 60)
}

/// Why a pack is not closed, and what would close it: the errors first, then what carries the score over the bar. `kept` says what became
/// of the call's edits.
pub(super) fn not_closed(definition: &'static Definition, pack: &Pack, report: &Report, kept: &str) -> String {
    let caller = Caller::of(definition);
    let errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let said = told::said(&caller, None, pack, errors);
    let mut text = format!(
        "not finalized: {}; the score is {} of 5, {} passes. {kept}",
        counted(report.count(Severity::Error), "error"),
        report.average,
        gate::PASS_AVERAGE
    );
    for one in said.iter().take(ERRORS) {
        text.push_str(&format!("\n- {one}"));
    }
    let later = said.get(ERRORS..).unwrap_or_default();
    if !later.is_empty() {
        text.push_str(&format!("\nThen: {}.", told::rules(later.iter().map(|one| (one.rule, one.at.len())))));
    }
    let lifts = report.advice.iter().flat_map(|advice| &advice.rules).filter(|mend| !mend.required);
    let lifts = told::rules(lifts.map(|mend| (mend.rule, mend.findings)));
    if !lifts.is_empty() {
        text.push_str(&format!("\nFor the score also: {lifts}."));
    }
    text.push_str("\n`pack_check` with `rules` tells more of any of them.");
    text
}

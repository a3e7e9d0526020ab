//! A milestone waits for something that is no milestone.
//!
//! ## What it does
//! Looks up each name under *Dependencies* among the milestones, by identifier or by words. Open questions and
//! assumptions may be cited too, since they have an owner of their own. It also reports an identifier that two
//! milestones share.
//!
//! ## Why it matters
//! What is not on the roadmap has no owner, no date and no acceptance criteria, and nobody notices when it slips.
//! "Contract signed" holds up everything behind it just as a milestone does, but nobody works on it.
//!
//! ## Example
//! `M1, M9` where the table ends at M8; `Supplier contract signed`.
//!
//! ## Fix
//! Correct the identifier; make the condition a milestone or an open question with owner and date, and cite it
//! (`Q5`); or write `none`.

use crate::finding::Findings;
use crate::skills::shared::reading::plan::{Plan, Planned, Wait};
use crate::skills::shared::reading::wording::{joined, stems};
use crate::skills::shared::rules::Case;

crate::rule!("ROA004", "dependency-unknown", Warning, needs["roadmap"], "roa004.rs", check);

/// Words that do not tell one milestone from another.
const GENERIC: &[&str] =
    &["the", "a", "an", "and", "of", "for", "is", "are", "in", "to", "on", "service", "new", "done", "live", "after"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let plan = case.plan;
    for milestone in &plan.milestones {
        let place = milestone.row.dependencies().place;
        for wait in &milestone.waits {
            match wait {
                Wait::Nowhere(id) => {
                    findings
                        .at(place, format!("{} waits for {id}, which is no milestone", milestone.id))
                        .fix(format!("cite {}, or write `none`", choices(plan, milestone)));
                }
                Wait::Words(words) => {
                    let finding =
                        findings.at(place, format!("{} waits for \"{words}\", which is no milestone", milestone.id));
                    match like(plan, milestone, words) {
                        Some(other) => {
                            finding.fix(format!("if \"{}\" is meant, write {}", other.row.name().text, other.id))
                        }
                        None => finding.fix(
                            "make it a milestone or an open question, with an owner and a date, and cite its \
                             identifier; or strike it",
                        ),
                    };
                }
                Wait::Either(id) => {
                    let finding = findings
                        .at(
                            place,
                            format!("{} waits for {id}, and more than one milestone goes by that name", milestone.id),
                        )
                        .fix("give each milestone an identifier of its own");
                    for other in plan.milestones.iter().filter(|other| other.id == *id) {
                        finding.related(other.row.place(), other.row.name().text);
                    }
                }
                Wait::On(_) | Wait::Answer(_) => {}
            }
        }
    }
}

/// The milestones somebody may cite, shortened where they are many.
fn choices(plan: &Plan<'_>, milestone: &Planned<'_>) -> String {
    let ids: Vec<&str> = plan.ids().into_iter().filter(|id| *id != milestone.id).collect();
    match ids[..] {
        [] => "a milestone of this table".to_owned(),
        [first, .., last] if ids.len() > 6 => format!("one of the milestones {first} to {last}"),
        _ => joined(&ids, "or"),
    }
}

/// The milestone that shares most of the words, if one does.
fn like<'a, 'p>(plan: &'p Plan<'a>, milestone: &Planned<'_>, words: &str) -> Option<&'p Planned<'a>> {
    let wanted = stems(words, GENERIC);
    let others = plan.milestones.iter().filter(|other| other.id != milestone.id);
    let shared = |other: &Planned<'_>| stems(other.title, GENERIC).iter().filter(|stem| wanted.contains(stem)).count();
    let best = others.max_by_key(|other| shared(other))?;
    (shared(best) * 2 > wanted.len()).then_some(best)
}

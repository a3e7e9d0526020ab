//! An initiative is nothing the plan builds.
//!
//! ## What it does
//! Looks for each name of *Prioritized initiatives* among the milestones, the scaling projects and the
//! capabilities, by identifier or by most of its words.
//!
//! ## Why it matters
//! A priority without a milestone has a score and no owner, no date and no acceptance criteria. It is either work
//! nobody planned or a wish that takes a place in the list from something planned.
//!
//! ## Example
//! `Student mobile app refresh` is scored, and no milestone, project or capability has to do with it.
//!
//! ## Fix
//! Name the milestone as the milestone table does, give the initiative a milestone, or strike the row.

use std::collections::BTreeMap;

use crate::skills::shared::reading::wording::{stems, unfilled};
use crate::finding::Findings;
use crate::text;
use crate::skills::shared::reading::plan;
use crate::skills::platform_infrastructure::{Case, Capabilities, Roadmap, Scaling};

crate::rule!("ROA014", "initiative-unplanned", Warning, needs["roadmap"], "roa014.rs", check);

/// Words that do not tell one piece of work from another.
const GENERIC: &[&str] = &[
    "service",
    "services",
    "platform",
    "shared",
    "system",
    "project",
    "initiative",
    "the",
    "a",
    "an",
    "and",
    "of",
    "for",
    "on",
    "in",
    "to",
    "with",
    "by",
    "new",
    "phase",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let roadmap = Roadmap::of(case.pack);
    let plan = &case.plan;
    if plan.milestones.is_empty() {
        // That there is nothing to build is said elsewhere.
        return;
    }
    let scaling = Scaling::of(case.pack);
    let works = plan
        .milestones
        .iter()
        .map(|milestone| format!("{} {}", milestone.row.name().text, milestone.row.scope().text))
        .chain(scaling.projects().map(|project| project.name().text.to_owned()))
        .chain(scaling.limits().map(|limit| limit.project().text.to_owned()))
        .chain(Capabilities::of(case.pack).capabilities().map(|capability| capability.name().text.to_owned()));
    let works = Works::of(works);
    for initiative in roadmap.initiatives() {
        let name = initiative.name();
        if unfilled(&name) || unfilled(&crate::pack::Cell { text: plan::title(name.text), ..name }) {
            continue;
        }
        let by_id =
            text::identifier(name.text).is_some_and(|id| plan.milestones.iter().any(|milestone| milestone.id == id));
        let title = plan::title(name.text);
        if by_id || works.hold(title) {
            continue;
        }
        findings
            .at(name.place, format!("\"{}\" is neither a milestone nor a scaling project nor a capability", name.text))
            .fix("name a milestone as its table does, give the initiative a milestone of its own, or strike the row");
    }
}

/// The pieces of work of a plan, to be found by their words.
struct Works {
    /// Each word in the singular with the pieces it stands in, in their order.
    words: BTreeMap<String, Vec<usize>>,
}

impl Works {
    fn of(works: impl Iterator<Item = String>) -> Self {
        let mut words: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, work) in works.enumerate() {
            for word in stems(&work, &[]) {
                let places = words.entry(word).or_default();
                if places.last() != Some(&at) {
                    places.push(at);
                }
            }
        }
        Works { words }
    }

    /// Whether one piece of work has more than half of the words that tell a title from others.
    fn hold(&self, title: &str) -> bool {
        let mut wanted = stems(title, GENERIC);
        if wanted.is_empty() {
            wanted = stems(title, &[]);
        }
        let mut found: BTreeMap<usize, usize> = BTreeMap::new();
        for at in wanted.iter().filter_map(|word| self.words.get(word)).flatten() {
            *found.entry(*at).or_default() += 1;
        }
        found.values().any(|count| count * 2 > wanted.len())
    }
}

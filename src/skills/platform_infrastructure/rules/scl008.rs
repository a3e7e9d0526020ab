//! A mitigation project of the clock is not on the roadmap.
//!
//! ## What it does
//! Looks for each *Mitigation project* in the names and scopes of the milestones and in the prioritized initiatives, by its
//! identifier or by its words.
//!
//! ## Why it matters
//! A trigger that fires starts a project. If the roadmap has no room for it, it starts by displacing something, in the
//! week in which nobody has time to decide what.
//!
//! ## Example
//! Bad: the clock names `Geofence cache`; no milestone and no initiative mentions it.
//!
//! Good: `M7 Geofence cache`, with scope, owner and ETA.
//!
//! ## Fix
//! Add a milestone for the project, name it in the scope of the milestone that contains it, or name the project on the
//! clock as the roadmap does.

use crate::skills::shared::reading::wording::joined;
use crate::finding::Findings;
use crate::text;
use crate::skills::shared::reading::plan::{Plan, title};
use crate::skills::platform_infrastructure::{Case, Roadmap, Scaling};
use crate::skills::platform_infrastructure::reading::projects;

crate::rule!("SCL008", "project-not-on-roadmap", Warning, needs["scaling", "roadmap"], "scl008.rs", check);

/// How alike two names have to be to be mentioned as the nearest.
const ALIKE: f64 = 0.75;

fn check(case: &Case<'_>, findings: &mut Findings) {
    let plan = &case.plan;
    // A roadmap without any of them is another rule's.
    if plan.milestones.is_empty() && Roadmap::of(case.pack).initiatives().all(|row| row.name().is_blank()) {
        return;
    }
    for limit in Scaling::of(case.pack).limits() {
        let cell = limit.project();
        let known = |project: &str| {
            case.projects.get(project).is_some_and(|known| known.is_initiative || !known.milestones.is_empty())
        };
        let names = projects::named(&cell);
        let missing: Vec<&str> = names.into_iter().filter(|name| !known(name)).collect();
        // A name may hold a comma.
        let whole = || plan.milestones.iter().any(|milestone| text::mentions(milestone.row.name().text, cell.text));
        if missing.is_empty() || whole() {
            continue;
        }
        let quoted: Vec<String> = missing.iter().map(|name| format!("\"{name}\"")).collect();
        let finding = findings.at(
            cell.place,
            format!(
                "No milestone and no initiative mentions {}, which is to mitigate \"{}\"",
                joined(&quoted, "or"),
                limit.name().text
            ),
        );
        let nearest = missing.first().and_then(|name| nearest(name, plan));
        finding.fix(match nearest {
            Some(milestone) => format!("add a milestone for it; if \"{milestone}\" is meant, use one name for both"),
            None => "add a milestone with scope, acceptance, owner and ETA, or name it in the scope of the milestone that contains it".to_owned(),
        });
    }
}

/// The milestone whose title is most like the name.
fn nearest<'a>(name: &str, plan: &Plan<'a>) -> Option<&'a str> {
    let key = text::key(title(name));
    let alike = plan
        .milestones
        .iter()
        .map(|milestone| (strsim::jaro_winkler(&key, &text::key(milestone.title)), milestone.row.name().text));
    let (likeness, milestone) = alike.max_by(|(one, _), (other, _)| one.total_cmp(other))?;
    (likeness >= ALIKE).then_some(milestone)
}

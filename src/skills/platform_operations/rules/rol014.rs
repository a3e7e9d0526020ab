//! A flag is to be gone before what it serves.
//!
//! ## What it does
//! Holds *Remove by* of each flag against the milestones that name the flag: it is too early where the milestone starts
//! later, and in *Rollout/rollback* also where the milestone ends later, unless that is where the flag is removed. Where a
//! rollout by `feature_flags` begins with a milestone, at least one flag of its services has to be there when that milestone
//! starts. A *Remove by* that cites a milestone means the day it ends.
//!
//! ## Why it matters
//! Whoever tidies up goes by the day in the table. With the flag goes the switch that the rollout is planned on, and with it
//! the way back, in the weeks in which both are needed.
//!
//! ## Example
//! Bad: `pricing.surge-v3`, `Remove by` 2026-12-18; M2, 2027-01-11 to 2027-02-26: `by flag pricing.surge-v3, one city a
//! week; back: flag off`.
//!
//! Good: the same with `Remove by` 2027-03-31.
//!
//! ## Fix
//! Keep the flag until what it serves has ended, or roll out by something else.

use jiff::civil::Date;

use crate::engine::rollout;
use crate::finding::Findings;
use crate::quantity::{DateRange, date};
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::rollouts::Release;
use crate::skills::platform_operations::reading::roster::{is_named, names};
use crate::skills::platform_operations::rollout::Flag;
use crate::skills::shared::reading::plan::Planned;
use crate::skills::shared::reading::wording::{joined, shortened};
use crate::text;

crate::rule!("ROL014", "flag-gone-too-soon", Warning, needs["rollout", "roadmap"], "rol014.rs", check);

/// Words of the end of a flag.
const REMOVED: &[&str] = &["remov*", "delet*", "retir*", "gone", "clean*", "tid*", "strike", "struck", "past"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for flag in &case.rollouts.flags {
        let Some(day) = removal(case, flag) else { continue };
        for milestone in &case.plan.milestones {
            if let Some((eta, said)) = milestone.eta.and_then(|eta| Some((eta, needs(milestone, flag, eta, day)?))) {
                let (id, name) = (milestone.id, flag.name().text);
                let use_of_it = if text::has_any(said, REMOVED) { "speaks of its end" } else { "goes by it" };
                findings
                    .at(
                        flag.remove_by().place,
                        format!("\"{name}\" is to be gone by {day}, and {id}, which {use_of_it}, is {eta}"),
                    )
                    .evidence(format!("{id}: {}", shortened(said)))
                    .fix(format!("let it stay until {} at least, or write in {id} what is switched instead", eta.end))
                    .related(milestone.row.eta().place, format!("when {id} is worked on"));
            }
        }
    }
    for release in &case.rollouts.rollouts {
        without_flags(case, release, findings);
    }
}

/// The day on which a flag is to be gone.
fn removal(case: &Case<'_>, flag: &Flag<'_>) -> Option<Date> {
    let written = flag.remove_by().text;
    let cited = || case.plan.milestones.iter().find(|one| text::same_name(one.id, written)).and_then(|one| one.eta);
    date::parse(written).ok().or_else(|| cited().map(|eta| eta.end))
}

/// What a milestone says of a flag that is gone before; `None` where it names no such flag.
fn needs<'a>(milestone: &Planned<'a>, flag: &Flag<'_>, eta: DateRange, day: Date) -> Option<&'a str> {
    let row = &milestone.row;
    let name = flag.name().text;
    let said = |cell: &'a str| cell.split([';', '\n']).find(|part| cites(part, name));
    let rollout = said(row.rollout().text).filter(|part| day < eta.end && !text::has_any(part, REMOVED));
    let anywhere = || [row.name().text, row.scope().text, row.acceptance().text].into_iter().find_map(said);
    rollout.or_else(|| anywhere().filter(|_| day < eta.start))
}

/// Whether a text names a flag: as it is written, and no longer name that begins or ends like it.
fn cites(said: &str, name: &str) -> bool {
    let name = name.trim().trim_matches('`');
    // A name of one word may be a word.
    let is_key = name.contains(['.', '-', '_', '/', ':']) || name.chars().any(|c| c.is_ascii_digit());
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let (said, name) = (said.to_lowercase(), name.to_lowercase());
    said.match_indices(name.as_str()).any(|(at, _)| {
        let (before, behind) = (&said[..at], &said[at + name.len()..]);
        let mut rest = behind.chars();
        let ends = match rest.next() {
            Some('.') => !rest.next().is_some_and(inside),
            next => !next.is_some_and(inside),
        };
        let begins = !before.chars().next_back().is_some_and(|c| inside(c) || c == '.');
        let quoted = before.ends_with('`') && behind.starts_with('`');
        let called = before.trim_end().ends_with("flag") || behind.trim_start().starts_with("flag");
        !name.is_empty() && begins && ends && (is_key || quoted || called)
    })
}

/// Reports a rollout by flags that begins when every flag of its services is gone.
fn without_flags(case: &Case<'_>, release: &Release<'_>, findings: &mut Findings) {
    let cited = names(release.row.milestone()).next();
    let first = cited.and_then(|id| case.plan.milestones.iter().find(|one| text::same_name(one.id, id)));
    let Some((first, eta)) = first.and_then(|one| Some((one, one.eta?))) else { return };
    if release.strategy != Some(rollout::Strategy::FeatureFlags) {
        return;
    }
    let serves = |flag: &&Flag<'_>| names(flag.services()).any(|service| is_named(release.row.services(), service));
    let flags: Vec<&Flag<'_>> = case.rollouts.flags.iter().filter(serves).collect();
    let days: Option<Vec<Date>> = flags.iter().map(|flag| removal(case, flag)).collect();
    // A day that cannot be read may be any.
    let Some(last) = days.and_then(|days| days.into_iter().max()).filter(|last| *last < eta.start) else { return };
    let called: Vec<String> = flags.iter().map(|flag| format!("\"{}\"", flag.name().text)).collect();
    let finding = findings
        .at(
            release.row.milestone().place,
            format!(
                "\"{}\" goes by flags from {} on ({}), and the last flag of its services is to be gone by {last}",
                release.row.name().text,
                first.id,
                eta.start
            ),
        )
        .evidence(format!("flags: {}", joined(&called, "and")))
        .fix("list the flags it goes by, or let one of these stay until it has ended");
    for flag in &flags {
        finding.related(flag.remove_by().place, format!("remove by {}", flag.remove_by().text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_named_as_they_are_written() {
        for (said, name, cited) in [
            ("by flag pricing.surge-v3, one city a week", "pricing.surge-v3", true),
            ("5 % by `Pricing.Surge-v3`.", "pricing.surge-v3", true),
            ("by pricing.surge-v3.2", "pricing.surge-v3", false),
            ("by old.pricing.surge-v3", "pricing.surge-v3", false),
            ("by pricing.surge-v3-eu", "pricing.surge-v3", false),
            ("checkout first", "checkout", false),
            ("by the flag checkout", "checkout", true),
            ("`checkout` off", "checkout", true),
        ] {
            assert_eq!(cites(said, name), cited, "{said}");
        }
    }
}

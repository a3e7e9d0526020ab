//! The artifact that a rollback needs is thrown away before the time for rollbacks is over.
//!
//! ## What it does
//! Compares how long an artifact is kept with the longest rollback window of its services' schema changes and with how
//! long a blue-green switch keeps the old version.
//!
//! ## Why it matters
//! Registries clean up by age and by count. The version to go back to is the one before the last, and in a quiet month
//! that is old. A rollback that finds no artifact becomes a rebuild of an old commit, which may not build any more.
//!
//! ## Example
//! Bad: images kept for `7 days`, rollback window of the schema change `14 days`.
//!
//! Good: kept for `90 days`.
//!
//! ## Fix
//! Keep the artifact at least as long as the longest window; better, keep what production runs whatever its age.

use crate::finding::Findings;
use crate::quantity::duration;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::is_named;
use crate::skills::platform_operations::safety::Safety;

crate::rule!("DEL018", "artifact-gone", Warning, needs["delivery"], "del018.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let flow = &case.flow;
    for thing in &flow.things {
        let Some((row, kept)) = thing.row.and_then(|row| Some((row, duration::seconds(row.keep().text)?))) else { continue };
        let concerns = |cell| thing.services.iter().any(|one| is_named(cell, flow.services[*one]));
        let section = Safety::of(case.pack);
        let changes = section.changes().filter(|change| concerns(change.services()));
        let changes = changes.map(|change| (format!("rollback window of \"{}\"", change.name().text), change.window()));
        let rollouts = case.rollouts.rollouts.iter().filter(|one| concerns(one.row.services()));
        let old = rollouts.filter_map(|one| {
            Some((format!("\"{}\" keeps the old version", one.row.name().text), one.blue_green?.keep_old()))
        });
        let longest = changes
            .chain(old)
            .filter_map(|(what, cell)| Some((duration::seconds(cell.text)?, what, cell.text.trim())))
            .max_by_key(|(seconds, ..)| *seconds);
        let Some((_, what, written)) = longest.filter(|(needed, ..)| *needed > kept) else { continue };
        let keep = row.keep();
        let message = format!("\"{}\" is kept for {}, shorter than it may be needed", thing.name, keep.text.trim());
        let finding = findings.at(keep.place, message);
        finding.evidence(format!("{what}: {written}, which is longer than {}", keep.text.trim()));
        finding.fix(format!("keep it for at least {written}"));
    }
}

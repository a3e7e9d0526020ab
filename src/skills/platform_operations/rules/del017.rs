//! A scheduled path can fail, or not run at all, without anybody learning of it.
//!
//! ## What it does
//! For each path with trigger schedule, looks for a stage of kind verify on it, or an alert that speaks of the path.
//!
//! ## Why it matters
//! Nobody waits for what runs at four in the morning. A nightly rebuild that stopped in March is found in November, when
//! its base image is needed.
//!
//! ## Example
//! Bad: path `nightly drift` with one stage, `compare stacks`.
//!
//! Good: `report drift`, of kind verify, after it; and an alert `nightly drift has not run for 26 h`.
//!
//! ## Fix
//! Add a verification to the path, or a cause alert on its absence that says what it predicts.

use crate::engine::pipeline::StageKind;
use crate::finding::Findings;
use crate::text;
use crate::skills::platform_operations::alerting::Alerting;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::is;
use crate::skills::shared::reading::wording::together;

crate::rule!("DEL017", "scheduled-unwatched", Warning, needs["delivery"], "del017.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Alerting::of(case.pack);
    let alerts = section.alerts().flat_map(|row| [row.name(), row.condition(), row.predicts()]);
    let alerts = together(alerts);
    for row in case.roster.paths.iter().filter(|row| is(row.trigger(), "schedule")) {
        let name = row.name().text;
        let verified = case.flow.nodes.iter().any(|node| {
            node.kind == StageKind::Verify
                && node.paths.iter().any(|one| text::same_name(case.flow.paths[*one], name))
        });
        if verified || text::mentions(&alerts, name) {
            continue;
        }
        let message = format!("path \"{name}\" runs on a schedule, and nothing verifies that it ran or what came of it");
        findings.at(row.place(), message).fix(format!(
            "add a stage of kind verify to \"{name}\", or an alert \"{name} has not run\" of signal cause"
        ));
    }
}

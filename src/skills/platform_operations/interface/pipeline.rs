//! Stages in an order in which they can run, ties as the rows stand; gates and approvals as the rows stand.

use super::{around, entry, joined, listed, said};
use crate::skills::platform_operations::delivery::Stage;
use crate::skills::platform_operations::reading::facts::Facts;
use crate::skills::platform_operations::reading::roster::is;
use crate::skills::platform_operations::safety::Safety;

/// `deploy prod-eu: deploy checkout image to prod-eu after approve production [main, hotfix]`.
pub(super) fn stages(facts: &Facts<'_>) -> Vec<String> {
    facts.flow.order.iter().filter_map(|index| facts.flow.nodes.get(*index)).map(|node| stage(&node.row)).collect()
}

fn stage(row: &Stage<'_>) -> String {
    let place = if ["deploy", "migrate", "release"].iter().any(|kind| is(row.kind(), kind)) { "to " } else { "in " };
    let parts = [
        said(row.kind()),
        listed("", row.artifact(), ""),
        listed(place, row.environment(), ""),
        listed("after ", row.after(), ""),
        listed("[", row.paths(), "]"),
    ];
    entry(row.name(), joined(&parts, " "))
}

/// `dependency scan: 0 critical or high with a fix; blocks deploy staging, deploy hotfix`, and `production approval: 2 of
/// release managers, no self-approval, expires after 4 h; blocks deploy prod`.
pub(super) fn gates(facts: &Facts<'_>) -> Vec<String> {
    let safety = Safety::of(facts.pack);
    let gates = safety.gates().filter(|row| !row.name().is_blank()).map(|row| {
        let word = if is(row.on_failure(), "warn") { "warns before " } else { "blocks " };
        entry(row.name(), joined(&[said(row.threshold()), listed(word, row.blocks(), "")], "; "))
    });
    let approvals = safety.approvals().filter(|row| !row.name().is_blank()).map(|row| {
        let own = match said(row.self_approval()).to_lowercase().as_str() {
            "no" => "no self-approval".to_owned(),
            "yes" => "self-approval allowed".to_owned(),
            _ => String::new(),
        };
        let who = joined(&[said(row.approvers()), own, around("expires after ", row.expires(), "")], ", ");
        entry(row.name(), joined(&[who, listed("blocks ", row.blocks(), "")], "; "))
    });
    gates.chain(approvals).collect()
}

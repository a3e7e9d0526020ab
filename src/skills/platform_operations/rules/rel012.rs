//! Production runs in several regions, and a pillar does not tell which.
//!
//! ## What it does
//! Counts the regions of the environments of tier production. Where there are two or more, metrics, logs and traces each have
//! to carry the region.
//!
//! ## Why it matters
//! One region that fails altogether is a small dip in the sum over three. And a rollout that goes region by region is judged
//! by comparing regions, which nobody can who cannot tell them apart.
//!
//! ## Example
//! Bad: environments in `eu-central-1` and `us-east-1`, metrics that carry `service, version`.
//!
//! Good: metrics that carry `service, version, region`.
//!
//! ## Fix
//! Add `region` to *Carries*.

use std::collections::BTreeSet;

use crate::finding::Findings;
use crate::text;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::signals::Label;
use crate::skills::shared::reading::wording::joined;

crate::rule!("REL012", "region-not-told", Warning, needs["observability", "delivery"], "rel012.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    let regions: Vec<&str> = case
        .roster
        .production()
        .map(|row| row.region())
        .filter(|cell| !cell.is_blank() && seen.insert(text::key(cell.text)))
        .map(|cell| cell.text.trim())
        .collect();
    if regions.len() < 2 {
        return;
    }
    for (_, pillar) in case.signals.carriers().filter(|(_, pillar)| !pillar.carries(Label::Region)) {
        findings
            .at(
                pillar.row.carries().place,
                format!("\"{}\" does not carry the region, and production runs in {}", pillar.name(), joined(&regions, "and")),
            )
            .fix("add `region`");
    }
}

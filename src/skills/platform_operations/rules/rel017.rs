//! Traces do not say how they are sampled.
//!
//! ## What it does
//! Looks in *Sampling* of the traces for a method (head, tail, by rate, by priority) and for a share.
//!
//! ## Why it matters
//! At one per cent decided at the head, the failing request that paged somebody is most likely not there. Whether one may
//! count on finding it, and what the traces cost, follows from method and share alone.
//!
//! ## Example
//! Bad: `sampled`.
//!
//! Good: `tail: all errors, all of the canary, 2 % of the rest`; `head, 100 % at this traffic`.
//!
//! ## Fix
//! Write the method and the share, and what is kept in any case.

use crate::finding::Findings;
use crate::text;
use crate::quantity::{self, Unit};
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::signals::Kind;
use crate::skills::shared::reading::wording::shortened;

crate::rule!("REL017", "sampling-unsaid", Warning, needs["observability"], "rel017.rs", check);

/// How a trace is chosen.
const METHODS: &[&str] = &[
    "head", "head-based", "tail", "tail-based", "rate", "rate-limited", "priority", "probabilistic", "adaptive", "parent-based",
    "reservoir", "always_on", "unsampled", "everything",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for pillar in case.signals.pillars.iter().filter(|pillar| pillar.kind == Some(Kind::Traces)) {
        let cell = pillar.row.sampling();
        let amount = |text: &str| {
            let counted = |unit: &Unit| matches!(unit, Unit::Percent | Unit::Rate { .. });
            quantity::find_all(text).iter().any(|(_, one)| counted(&one.unit))
                || text::has_any(text, &["all", "every", "everything", "none dropped", "unsampled", "always_on"])
        };
        let (method, share) = (text::has_any(cell.text, METHODS), amount(cell.text));
        let missing = match (method, share) {
            (true, true) => continue,
            (false, false) => "neither a method nor a share",
            (false, true) => "no method",
            (true, false) => "no share",
        };
        let mut message = format!("The sampling of \"{}\" names {missing}", pillar.name());
        if !cell.is_blank() {
            message = format!("{message}: {}", shortened(cell.text));
        }
        findings
            .at(cell.place, message)
            .fix("write method and share, as in `tail: all errors and slow requests, 10 % of the rest` or `head, 100 % at this traffic`");
    }
}

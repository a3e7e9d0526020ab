//! A reliability or performance target has no number or no unit.
//!
//! ## What it does
//! Reads the *Target* of each row under *Reliability* and *Performance*. Incident classes need a number too: how many, or
//! within which time each is answered.
//!
//! ## Why it matters
//! "As fast as possible" cannot be missed, so it cannot be met either. Without a number no alert can be set, no test can
//! fail, and no argument about spending ends.
//!
//! ## Example
//! Bad: `Availability: five nines`, `p95 latency: sub-second`, `Incident classes: industry standard`.
//!
//! Good: `>= 99.9 % over 30 days`, `p95 < 300 ms over 30 days`, `SEV1 acknowledged within 5 min, SEV2 within 15 min`.
//!
//! ## Fix
//! Give a comparator, a number, a unit and the time over which it is judged. A first number may be an estimate: say so, with
//! a confidence and a day to revisit it.

use crate::skills::platform_infrastructure::reading::attributes::{INCIDENTS, group};
use crate::skills::shared::reading::wording::{shortened, unfilled};
use crate::finding::Findings;
use crate::text;
use crate::quantity;
use crate::skills::platform_infrastructure::{Case, Quality};

crate::rule!("QUA002", "target-not-measurable", Warning, needs["quality"], "qua002.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let quality = Quality::of(case.pack);
    for group in ["reliability", "performance"].into_iter().filter_map(group) {
        for row in group.rows(&quality) {
            let target = row.target();
            if unfilled(&target) {
                continue;
            }
            let topic = group.topic_of(&row);
            let classes = topic.is_some_and(|topic| topic.name == INCIDENTS.name);
            let found = quantity::find_all(target.text);
            let lacks = if classes {
                if text::has_number(target.text) {
                    continue;
                }
                "no number of classes and no time within which each is answered"
            } else if found.is_empty() {
                "no number"
            } else if found.iter().any(|(_, quantity)| quantity.has_unit()) {
                continue;
            } else {
                "a number without a unit"
            };
            let finding =
                findings.at(target.place, format!("\"{}\" has {lacks}: {}", row.name().text, shortened(target.text)));
            finding.fix(match topic {
                Some(topic) => format!("write a target like {}", topic.example),
                None => "write comparator, number, unit and window: \">= 99.9 % over 30 days\"".to_owned(),
            });
        }
    }
}

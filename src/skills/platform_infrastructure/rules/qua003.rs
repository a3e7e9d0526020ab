//! A service level objective lacks a number, a unit or a window of hours or days.
//!
//! ## What it does
//! Reads *SLO target* of each journey. The window may stand under *SLI* instead. A time behind *within*, `<` or *below* is no
//! window: it is what a single event may take. A window of less than an hour is reported too. Where the target is a percentage, the finding
//! says what it would allow to fail over 30 days.
//!
//! ## Why it matters
//! An error budget is the target times the window. 99.9 % of a day, a month and a quarter allow 86 seconds, 43 minutes and two
//! hours: without a window nobody knows which was promised, and nobody can say how much is left.
//!
//! ## Example
//! Bad: `99.999 %`, `Always`, `p95 < 400 ms`.
//!
//! Good: `>= 99.9 % over 30 days`, `p95 < 400 ms over 30 days`.
//!
//! ## Fix
//! Add what is missing. 28 or 30 rolling days are usual; take the window that is looked at when releases are decided.

use rust_decimal::Decimal;

use crate::finding::Findings;
use crate::quantity::target::{WindowKind, percentile};
use crate::quantity::{Period, Target, TimeUnit, Unit, Window};
use crate::skills::platform_infrastructure::{Case, Quality};
use crate::skills::shared::reading::objective;
use crate::skills::shared::reading::wording::{joined, shortened, unfilled};

crate::rule!("QUA003", "slo-incomplete", Warning, needs["quality"], "qua003.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for slo in Quality::of(case.pack).slos() {
        let cell = slo.target();
        if unfilled(&cell) {
            continue;
        }
        let name = slo.name().text;
        let Ok(target) = Target::parse(cell.text) else {
            findings
                .at(cell.place, format!("The SLO of \"{name}\" has no number: {}", shortened(cell.text)))
                .fix("write comparator, number, unit and window: \">= 99.9 % over 30 days\" or \"p95 < 300 ms over 30 days\"");
            continue;
        };
        let window = target.window.is_some() || has_window(slo.sli().text);
        let mut lacks = Vec::new();
        if !target.quantity.has_unit() {
            lacks.push("no unit");
        }
        if !window {
            lacks.push("no window");
        } else if target.window.is_some_and(Window::is_short) {
            lacks.push("a window of less than an hour");
        }
        if lacks.is_empty() {
            continue;
        }
        // Of a length of time the share it holds for belongs to it: `Latency < 1 s` is true of nobody or everybody.
        let timeless = matches!(target.quantity.unit, Unit::Time(_))
            && target.percentile.is_none()
            && percentile(slo.sli().text).is_none();
        let finding =
            findings.at(cell.place, format!("The SLO of \"{name}\", {}, has {}", cell.text, joined(&lacks, "and")));
        if !window {
            let month =
                Window { length: Period { count: Decimal::from(30), unit: TimeUnit::Day }, kind: WindowKind::Unsaid };
            let windowed = Target { window: Some(month), ..target.clone() };
            if let Some(budget) = objective::budget(&windowed) {
                finding.evidence(format!("over 30 days it would allow {}: {}", budget.in_words(), budget.derivation));
            }
            finding.fix(match target.quantity.has_unit() {
                true if objective::success(&target).is_some_and(|share| share >= Decimal::ONE_HUNDRED) => {
                    "write a share below 100 % and its window: \">= 99.9 % over 30 days\"".to_owned()
                }
                true if timeless => {
                    format!("write the percentile and the window too: \"p95 {} over 30 days\"", cell.text.trim())
                }
                true => format!("write \"{} over 30 days\", or the window it is judged by", cell.text.trim()),
                false => "write number, unit and window: \">= 99.9 % over 30 days\"".to_owned(),
            });
        } else if target.quantity.has_unit() {
            finding.fix("write the days over which it is judged, as in \"over 30 days\"; the time that a single event may take stands behind \"within\"");
        } else {
            finding.fix("add the unit: %, ms, s or what is counted");
        }
    }
}

/// Whether an SLI says over which time it is counted: `..., over rolling 7 days`. `within 25 days` is part of what is good.
fn has_window(sli: &str) -> bool {
    sli.match_indices("over ").any(|(at, _)| {
        let rest = sli[at..].split([',', ';']).next().unwrap_or_default();
        !rest.contains("within") && Target::parse(&format!("1 % {rest}")).is_ok_and(|target| target.window.is_some())
    })
}

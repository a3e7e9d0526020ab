//! What a journey needs cannot be read.
//!
//! ## What it does
//! Reads *Journey dependencies*: the journey has to be one of the SLOs, *Needs* an expression whose names stand under *Component
//! availability* or are journeys with needs of their own, and *Request rate* a number of requests per time.
//!
//! ## Why it matters
//! From these rows follows what a journey can attain, and how many failures page somebody. A name that has no row, or `a and b
//! or c`, which two people read in two ways, yields no number, and a table that looks complete proves nothing.
//!
//! ## Example
//! Bad: `authz and cache-a or cache-b`; `three databases`; request rate `quite low`.
//!
//! Good: `authz and (cache-a or cache-b)`, `2 of (az-a, az-b, az-c)`, `180 requests per hour`.
//!
//! ## Fix
//! Join names with `and`, `or` and `2 of (...)`, with parentheses where `and` and `or` meet; add a row with the measured or
//! promised availability for each name.

use crate::finding::Findings;
use crate::text;
use crate::quantity::{Quantity, Unit};
use crate::skills::platform_infrastructure::reading::goals::needs::{Need, Trouble};
use crate::skills::platform_infrastructure::{Case, Quality};
use crate::skills::shared::reading::wording::{joined, unfilled};

crate::rule!("QUA014", "dependencies-unreadable", Warning, needs["quality"], "qua014.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let quality = Quality::of(case.pack);
    for need in &case.goals.needs {
        let name = need.row.name();
        if unfilled(&name) {
            continue;
        }
        let is_needed = || {
            let names = case.goals.needs.iter().map(|other| other.row.needs().text);
            names.into_iter().any(|needs| text::mentions(needs, name.text))
        };
        if !quality.slos().any(|slo| text::same_name(slo.name().text, name.text)) && !is_needed() {
            findings
                .at(
                    name.place,
                    format!("\"{}\" is no journey of the SLOs, so its dependencies bind no target", name.text.trim()),
                )
                .fix("write the journey as the table of SLOs names it, or add its SLO");
        }
        expression(need, findings);
        rate(need, findings);
    }
}

fn expression(need: &Need<'_>, findings: &mut Findings) {
    let cell = need.row.needs();
    if unfilled(&cell) {
        return;
    }
    let journey = need.row.name().text.trim();
    match &need.tree {
        Some(Err(Trouble::Unreadable(error))) => {
            findings
                .at(cell.place, format!("What \"{journey}\" needs cannot be read"))
                .evidence(error.to_string())
                .fix("write names joined by `and` and `or`, as in `authz and orders-db and (cache-a or cache-b)`, or `2 of (az-a, az-b, az-c)`");
        }
        Some(Err(Trouble::Unknown(names))) => {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            let (verb, rows) = if names.len() == 1 { ("has", "a row") } else { ("have", "rows") };
            findings.at(cell.place, format!("{} of \"{journey}\" {verb} no availability", joined(&names, "and"))).fix(
                format!("add {rows} to [[quality.components]], with the measured or promised share and its source"),
            );
        }
        Some(Err(Trouble::NoShare(place, name))) => {
            findings
                .at(
                    *place,
                    format!("The availability of `{name}`, which \"{journey}\" needs, is not a plain percentage"),
                )
                .fix("write the share alone, without a period: `99.95 %`");
        }
        Some(Err(Trouble::Cycle(names))) => {
            findings
                .at(cell.place, format!("\"{journey}\" needs itself: {}", names.join(" needs ")))
                .fix("name the components that fail, not the journeys that use them");
        }
        Some(Ok(_)) => {
            if let Some(Err(error)) = &need.attained {
                findings
                    .at(cell.place, format!("What \"{journey}\" needs cannot be calculated"))
                    .evidence(error.to_string())
                    .fix("write each availability above 0 % and up to 100 %, and group what fails together into one component");
            }
        }
        None => {}
    }
}

fn rate(need: &Need<'_>, findings: &mut Findings) {
    let cell = need.row.rate();
    if unfilled(&cell) {
        return;
    }
    let is_rate = Quantity::parse_only(cell.text).is_ok_and(|quantity| {
        let counts = |unit: &Unit| matches!(unit, Unit::Rate { of, .. } if matches!(**of, Unit::Count(_)));
        counts(&quantity.unit) && quantity.value > rust_decimal::Decimal::ZERO
    });
    if !is_rate {
        findings
            .at(cell.place, format!("The request rate of \"{}\" cannot be read as one rate", need.row.name().text.trim()))
            .evidence(cell.text)
            .fix("write one rate and nothing else, best that of the quietest hours: `180 requests per hour`, `4,300 req/s`");
    }
}

//! The budget names no amount and period, or nothing warns before it is spent.
//!
//! ## What it does
//! Looks under *Cost*: the budget needs an amount of money and the time it is for; caps and alerts need a number at which one
//! of them acts.
//!
//! ## Why it matters
//! Cost is the one attribute that fails without an alert. An amount without a period is a number for a slide; an alert
//! without a threshold is the invoice.
//!
//! ## Example
//! Bad: budget `10 % below last year`, caps `spend is watched`.
//!
//! Good: `<= EUR 98,000 per month through 2027-07-31`; `alert at 80 % and 100 % of budget, export workers capped at 24 pods`.
//!
//! ## Fix
//! Write the amount with currency and period, the share of it at which somebody is told, and what stops growing by itself.

use crate::skills::platform_infrastructure::reading::attributes::{BUDGET, CAPS, declined, group};
use crate::skills::shared::reading::wording::{joined, shortened, unfilled};
use crate::finding::Findings;
use crate::text;
use crate::quantity::{self, Unit};
use crate::skills::platform_infrastructure::{Case, Quality};

crate::rule!("QUA008", "budget-without-guardrail", Warning, needs["quality"], "qua008.rs", check);

/// Currencies the reader of quantities does not know by their code.
const CODES: &[&str] = &[
    "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "JPY", "CNY", "INR", "AUD", "NZD", "CAD", "SGD", "HKD",
    "BRL", "MXN", "ZAR", "KRW", "TRY", "ILS", "AED", "EUR", "USD", "GBP",
];

/// Words for the time a budget is for.
const PERIODS: &[&str] = &[
    "month*", "monthly", "year*", "yearly", "annual*", "quarter*", "week*", "day", "daily", "p.a.", "fiscal",
    "financial", "fy*", "sprint",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let quality = Quality::of(case.pack);
    let Some(group) = group("cost") else { return };
    let about = |topic| {
        let rows = group.about(&quality, topic);
        rows.into_iter().find(|row| group.topic_of(row).is_some_and(|found| found.name == topic.name))
    };
    if let Some(row) = about(&BUDGET) {
        let cell = row.target();
        if !unfilled(&cell) && !declined(cell.text) {
            let said =
                [(has_money(cell.text), "no amount of money"), (has_period(cell.text, row.name().text), "no period")];
            let lacks: Vec<&str> = said.iter().filter(|(said, _)| !said).map(|(_, what)| *what).collect();
            if !lacks.is_empty() {
                findings
                    .at(cell.place, format!("The budget names {}: {}", joined(&lacks, "and"), shortened(cell.text)))
                    .fix("write amount, currency and period: \"<= EUR 98,000 per month through 2027-07-31\"");
            }
        }
    }
    if let Some(row) = about(&CAPS) {
        let cell = row.target();
        if !unfilled(&cell) && !declined(cell.text) && !text::has_number(cell.text) {
            findings
                .at(cell.place, format!("\"{}\" names no amount at which anything happens: {}", row.name().text, shortened(cell.text)))
                .fix("write the share of the budget that alerts and what is capped: \"alert at 80 % and 100 % of budget; workers capped at 24 pods\"");
        }
    }
}

fn has_money(target: &str) -> bool {
    let money = |unit: &Unit| {
        matches!(unit, Unit::Money(_)) || matches!(unit, Unit::Rate { of, .. } if matches!(**of, Unit::Money(_)))
    };
    let known = quantity::find_all(target).iter().any(|(_, one)| money(&one.unit));
    let coded =
        text::has_number(target) && target.split(|c: char| !c.is_alphanumeric()).any(|word| CODES.contains(&word));
    known || coded
}

fn has_period(target: &str, name: &str) -> bool {
    text::has_any(target, PERIODS)
        || text::has_any(name, PERIODS)
        || quantity::find_all(target).iter().any(|(_, one)| matches!(one.unit, Unit::Rate { .. } | Unit::Time(_)))
}

//! A delivery measure is not what its own counts yield.
//!
//! ## What it does
//! Recomputes a measure from its row: a share from the count in *Sample* (`5 of 34` is 14.7 %), a frequency per week from
//! the count and the days of *Window* (count x 7 / days). Half of the last digit written may differ. It also counts the
//! failed deploys of the table that harmed users within the window: they cannot be more than the change failure rate counts.
//!
//! The deploy history itself is not kept. It is compared when it is given: with the brief, or as `history` of the step that
//! assesses. A measure or an outcome that differs from it is refused there, with the computed value.
//!
//! ## Why it matters
//! A number that contradicts the count beside it was copied, rounded twice or taken over other days. Success is judged
//! against it later, and then nobody can say from what.
//!
//! ## Example
//! Bad: change failure rate `12 %`, sample `5 of 34 deploys`.
//!
//! Good: change failure rate `14.7 %`, sample `5 of 34 deploys`.
//!
//! ## Fix
//! Take the computed value, or correct the count.

use rust_decimal::Decimal;

use crate::finding::Findings;
use crate::text;
use crate::quantity::{Quantity, Unit, date, number};
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::observed::{Four, Measured};
use crate::skills::platform_operations::reading::roster::is;
use crate::skills::shared::reading::wording::counted;

crate::rule!("ASM005", "measure-not-from-history", Error, needs["baseline"], "asm005.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for one in &case.observed.measures {
        let (name, said) = (one.row.name().text.trim(), one.row.value().text.trim());
        let Some((right, derivation)) = wrong_share(one).or_else(|| wrong_frequency(one)) else { continue };
        findings
            .at(one.row.value().place, format!("\"{name}\" is {said}, and its sample yields {right}"))
            .evidence(derivation)
            .fix(format!("write {right}, or correct the sample"));
    }
    more_failures(case, findings);
}

fn wrong_share(one: &Measured<'_>) -> Option<(String, String)> {
    let (value, rate) = (one.value.as_ref()?, one.rate.as_ref()?);
    let differs = (value.value - rate.rate.value).abs() > number::half_of_last_digit(one.row.value().text, value.value);
    let right = format!("{} %", number::print(number::round(rate.rate.value, 3)));
    (value.unit == Unit::Percent && differs).then(|| (right, rate.rate.derivation.clone()))
}

fn wrong_frequency(one: &Measured<'_>) -> Option<(String, String)> {
    let (value, count, window) = (one.value.as_ref()?, one.samples?, one.window?);
    let said = one.row.value().text;
    if one.four != Some(Four::Frequency) || !text::has_any(said, &["week", "weekly"]) {
        return None;
    }
    let exact = Decimal::from(count) * Decimal::from(7) / Decimal::from(window.days());
    let differs = (value.value - exact).abs() > number::half_of_last_digit(said, value.value);
    let right = format!("{} per week", number::print(number::round(exact, 3)));
    let derivation = format!("{count} x 7 / {} = {right}", Quantity::days(window.days()));
    differs.then_some((right, derivation))
}

/// More deploys harmed users than the rate of all services counts.
fn more_failures(case: &Case<'_>, findings: &mut Findings) {
    let services = &case.roster.services;
    let of_all = |one: &&Measured<'_>| !services.iter().any(|row| text::mentions(one.row.name().text, row.name().text));
    let mut rates = case.observed.measures.iter().filter(|one| one.four == Some(Four::FailureRate)).filter(of_all);
    let Some((one, rate)) = rates.find_map(|one| Some((one, one.rate.as_ref()?))) else { return };
    let inside = |name: &str| {
        let day = date::find_dates(name).first().map(|(_, day)| *day);
        day.zip(one.window).is_none_or(|(day, window)| window.contains(day))
    };
    let harmed: Vec<_> = case
        .observed
        .failures
        .iter()
        .filter(|row| is(row.outcome(), "harmed users") && inside(row.name().text))
        .collect();
    let count = u64::try_from(harmed.len()).unwrap_or(u64::MAX);
    if count <= rate.hits {
        return;
    }
    findings
        .at(
            one.row.sample().place,
            format!(
                "\"{}\" counts {}, and {} say that users were harmed",
                one.row.name().text.trim(),
                counted(usize::try_from(rate.hits).unwrap_or(usize::MAX), "failed deploy"),
                counted(harmed.len(), "row")
            ),
        )
        .fix(format!("count them again: at least {count} of {} failed; or correct the outcome of a row", rate.samples))
        .related(harmed[0].name().place, "the first of those rows");
}

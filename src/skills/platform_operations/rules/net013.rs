//! A release changes a schema, and nothing says how the old version works with it.
//!
//! ## What it does
//! For services whose profile says `schema change` it looks for a database change that names the service or a database:
//! a step `expand`, or one that is `reversible`, tested, and has a rollback window.
//!
//! ## Why it matters
//! Every way back by flag, traffic or artifact ends with the first change that the old version cannot read. Expanding
//! first keeps old and new working on one schema; a reversal that was tried on real volumes, and a time until which it
//! loses nothing, is the second best.
//!
//! ## Example
//! Bad: profile `checkout: schema change`; *Database changes* lists one row, `forward only`.
//!
//! Good: `orders.note expand | shop-db | expand | migrate prod | 14 days | 4 million orders in staging, 3 s`.
//!
//! ## Fix
//! Split the change: expand now, contract in a later release, after the rollback window.

use crate::finding::Findings;
use crate::quantity::duration;
use crate::skills::platform_operations::reading::choices::concerns;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::is;
use crate::skills::platform_operations::safety::{Safety, SchemaChange};
use crate::skills::shared::reading::wording::{joined, unfilled};

crate::rule!("NET013", "schema-without-window", Error, needs["rollout", "safety"], "net013.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Safety::of(case.pack);
    let changes: Vec<SchemaChange<'_>> = section.changes().collect();
    let bare: Vec<String> = case
        .rollouts
        .profiles
        .iter()
        .filter(|profile| is(profile.state(), "schema change"))
        .map(|profile| profile.name().text)
        .filter(|name| !changes.iter().any(|row| concerns(row.services(), name, &case.roster) && returns(row)))
        .map(|name| format!("\"{name}\""))
        .collect();
    if bare.is_empty() {
        return;
    }
    let of_it = changes.iter().filter(|row| is(row.phase(), "reversible")).find(|row| !returns(row));
    let place = of_it.map_or(section.0.field("changes"), |row| row.tested().place);
    let finding = findings.at(
        place,
        format!("{} changes a schema, and no step lets the old version work with it", joined(&bare, "and")),
    );
    finding.fix(match of_it {
        Some(row) => format!("write where \"{}\" was reversed, on which volume and how long it took; or split it into expand and contract", row.name().text),
        None => "add a row of phase expand with its rollback window, and contract in a later release".to_owned(),
    });
    for profile in case.rollouts.profiles.iter().filter(|one| bare.contains(&format!("\"{}\"", one.name().text))) {
        finding.related(profile.state().place, "the profile");
    }
}

/// Whether the old version works with what a change leaves, or can have it back.
fn returns(row: &SchemaChange<'_>) -> bool {
    let tested = !unfilled(&row.tested()) && !["no", "none", "not yet", "untested"].iter().any(|word| is(row.tested(), word));
    is(row.phase(), "expand")
        || is(row.phase(), "reversible") && tested && duration::seconds(row.window().text).is_some_and(|window| !window.is_zero())
}

//! A service is deployed to production and cannot get back.
//!
//! ## What it does
//! For each service and each production environment that a stage deploys or migrates it to, looks for a way back that is
//! not a forward fix.
//!
//! ## Why it matters
//! "We fix forward" means that users wait until somebody has understood the failure, written a change and had it
//! approved. Going back needs no understanding. Data has a way back, too: a restore, with what it loses stated.
//!
//! ## Example
//! Bad: `checkout`, by `forward fix`, in `prod-eu`; nothing for `prod-us`.
//!
//! Good: `checkout by listener`, by `traffic`, in `prod-eu, prod-us`, takes `40 s`, rehearsed `2026-10-22`.
//!
//! ## Fix
//! Add a row: the platform's card says what it offers; the previous digest, deployed again, works everywhere.

use crate::engine::pipeline::StageKind;
use crate::finding::Findings;
use crate::platform::{Offered, Platform};
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::is;
use crate::skills::platform_operations::safety::Safety;
use crate::skills::shared::reading::wording::joined;

crate::rule!("NET008", "no-way-back", Error, hard 8, needs["safety", "delivery"], "net008.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let flow = &case.flow;
    for (index, service) in flow.services.iter().enumerate() {
        let mine = flow.nodes.iter().filter(|node| node.kind == StageKind::Deploy && node.services.contains(&index));
        let mut missing: Vec<&str> = Vec::new();
        let (mut forward, mut offer) = (None, None);
        for environment in mine.flat_map(|node| &node.environments).filter(|one| is(one.tier(), "production")) {
            let name = environment.name().text;
            let mut ways = case.nets.ways_of(service, name).peekable();
            let only = ways.peek().map(|way| way.row.by().place);
            if ways.any(|way| !is(way.row.by(), "forward fix")) || missing.contains(&name) {
                continue;
            }
            missing.push(name);
            forward = forward.or(only);
            offer = offer.or_else(|| case.roster.card(environment.platform()));
        }
        if missing.is_empty() {
            continue;
        }
        let places = joined(&missing, "and");
        let message = match forward {
            Some(_) => format!("\"{service}\" has no way back in {places} but a forward fix"),
            None => format!("\"{service}\" is deployed to {places} and has no way back there"),
        };
        let place = forward.unwrap_or_else(|| Safety::of(case.pack).0.field("ways_back"));
        findings.at(place, message).fix(fix(offer));
    }
}

fn fix(card: Option<&Platform>) -> String {
    let row = "add a row to [[safety.ways_back]]: by [[safety.ways_back.by=artifact]], the previous artifact deployed again, and how long it takes";
    let offers = |card: &&Platform| matches!(card.instant_rollback.offered, Offered::Yes | Offered::With);
    match card.filter(offers) {
        Some(card) => format!("{row}; {} offers: {}", card.name, card.instant_rollback.by),
        None => row.to_owned(),
    }
}

//! What is known of platforms.

use super::words::{Paint, table};
use crate::platform::{Offered, Platform};

/// One platform, fact by fact.
pub fn card(card: &Platform, paint: Paint) -> String {
    let mut text = format!("{}\n", paint.bold(&format!("{}: {}", card.name, card.role)));
    for (what, offer) in card.offers() {
        fact(&mut text, what, word(offer.offered), &offer.by, offer.source.as_deref(), offer.checked);
    }
    for (what, note) in card.notes() {
        let level = note.level.map(|level| level.to_string()).unwrap_or_default();
        fact(&mut text, what, &level, &note.says, note.source.as_deref(), note.checked);
    }
    let index = card.index.as_deref().unwrap_or("none found");
    let files = if card.files.is_empty() { "none of its alone".to_owned() } else { card.files.join(", ") };
    text.push_str(&format!("\nFiles: {files}\nThe vendor's index: {index}\n"));
    text
}

/// All platforms, with what decides about a rollout.
pub fn all(cards: &[Platform]) -> String {
    let head = ["", "rolling", "blue-green", "canary", "flags", "instant rollback", "same artifact", "cost to leave"];
    let row = |card: &Platform| {
        let of = &card.strategies;
        let offers =
            [&of.rolling, &of.blue_green, &of.canary, &of.feature_flags, &card.instant_rollback, &card.same_artifact];
        let mut row = vec![card.key.clone()];
        row.extend(offers.map(|offer| format!("{}{}", word(offer.offered), if offer.unverified { "?" } else { "" })));
        let exit = card.exit_cost.level.map(|level| level.to_string()).unwrap_or_default();
        row.push(format!("{exit}{}", if card.exit_cost.unverified { "?" } else { "" }));
        row
    };
    let rows = std::iter::once(head.map(str::to_owned).to_vec()).chain(cards.iter().map(row));
    format!("{}\n`with` something that its card names; `?` is not verified.\n", table(rows))
}

fn fact(
    text: &mut String,
    what: &str,
    word: &str,
    says: &str,
    source: Option<&str>,
    checked: Option<jiff::civil::Date>,
) {
    let basis = match (source, checked) {
        (Some(source), Some(day)) => format!("{source}; read {day}"),
        _ => "not verified; check before relying on it".to_owned(),
    };
    let word = if word.is_empty() { String::new() } else { format!("{word}. ") };
    text.push_str(&format!("\n{what}: {word}{says}\n  ({basis})\n"));
}

fn word(offered: Offered) -> &'static str {
    match offered {
        Offered::Yes => "yes",
        Offered::With => "with",
        Offered::No => "no",
        Offered::Unknown => "unknown",
    }
}

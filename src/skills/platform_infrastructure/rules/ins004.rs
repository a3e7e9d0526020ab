//! Delivery names no guarantee, no idempotency key, or no dedupe window.
//!
//! ## What it does
//! Looks under *Delivery semantics and deduplication* for three things: at-least-once, at-most-once or
//! exactly-once; the key by which repeats are known; the time within which they are looked for.
//!
//! ## Why it matters
//! Retries make duplicates, and every counter downstream is wrong by their number until somebody decides how
//! they are removed. "Exactly once" without a key is a wish; a window shorter than the longest retry lets the
//! worst duplicates through.
//!
//! ## Example
//! Bad: `The SDK retries in the background, so nothing is lost`.
//!
//! Good: `At-least-once from the outbox; idempotency key event_id, made in the transaction; consumers drop
//! repeats within 7 days, the relay retries for at most 72 hours`.
//!
//! ## Fix
//! Name all three, the window with a number, and keep it longer than the longest retry.

use crate::finding::Findings;
use crate::text;
use crate::skills::platform_infrastructure::{Case, Instrumentation};
use crate::skills::shared::reading::wording::{Topic, examples, missing, names, shortened, unfilled};

crate::rule!("INS004", "delivery-incomplete", Warning, needs["instrumentation"], "ins004.rs", check);

static PARTS: [Topic; 3] = [
    Topic {
        name: "no guarantee (at-least-once, at-most-once or exactly-once)",
        words: &[
            "at-least-once", "at least once", "at-most-once", "at most once", "exactly-once", "exactly once",
            "effectively-once", "effectively once",
        ],
        example: "\"at-least-once from a transactional outbox\"",
    },
    Topic {
        name: "no idempotency key",
        words: &[
            "idempoten*", "dedupe key", "dedup key", "deduplication key", "unique key", "event_id", "event id",
            "message_id", "message id", "deduplicated by", "deduplicates by", "deduplicate by", "deduped by",
            "dedupes by", "dedupe by", "unique on",
        ],
        example: "\"idempotency key event_id, made once in the transaction\"",
    },
    Topic {
        name: "no dedupe window",
        words: &[
            "window*", "dedup*", "duplicate*", "repeat*", "repeats", "drop", "drops", "dropped", "discard*", "seen",
        ],
        example: "\"repeats dropped within a window of 7 days; retries end after 72 hours\"",
    },
];

/// Lengths of time, in the spellings people use behind a number.
const TIMES: &[&str] = &[
    "day", "days", "d", "hour", "hours", "h", "hrs", "minute", "minutes", "min", "mins", "week", "weeks", "month",
    "months", "s", "seconds",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let delivery = Instrumentation::of(case.pack).delivery();
    if unfilled(&delivery) {
        return;
    }
    let mut lacks = missing(delivery.text, &PARTS);
    let window = &PARTS[2];
    if !lacks.iter().any(|topic| topic.name == window.name) && !has_time(delivery.text) {
        lacks.push(window);
    }
    if lacks.is_empty() {
        return;
    }
    let alone = lacks.len() == 1 && lacks[0].name == window.name && text::has_any(delivery.text, window.words);
    let message = if alone {
        "Delivery gives no length of time within which repeats are dropped".to_owned()
    } else {
        format!("Delivery names {}", names(&lacks, "and"))
    };
    findings
        .at(delivery.place, message)
        .evidence(format!("it says: {}", shortened(delivery.text)))
        .fix(format!("say {}", examples(&lacks)));
}

/// Whether a number with a unit of time stands in it: `7 days`, `72h`.
fn has_time(text: &str) -> bool {
    let mut number = false;
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '-')) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let digits = word.bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',')).count();
        let unit = word[digits..].to_ascii_lowercase();
        if TIMES.contains(&unit.as_str()) && (digits > 0 || number) {
            return true;
        }
        number =
            digits > 0 || crate::skills::shared::reading::wording::has_amount(word) || word.eq_ignore_ascii_case("one");
    }
    false
}

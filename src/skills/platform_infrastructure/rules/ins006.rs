//! An event is emitted by a client.
//!
//! ## What it does
//! Reads *When emitted* for words of a client (browser, SDK, app, page, click, tap) where no action of a server
//! is named. An event whose notes say that only a client can see it (`source: client`) is left alone.
//!
//! ## Why it matters
//! Blockers, consent, crashes and old versions of an app take client events away, and not evenly. The server
//! knows that the order was committed; the thank-you page only hopes so. Numbers that decide money or roadmap
//! come from where the fact becomes true.
//!
//! ## Example
//! Bad: `user clicks Pay`, `thank-you page renders in the browser`.
//!
//! Good: `orders-api commits the order transaction`.
//!
//! ## Fix
//! Name the server action and the moment. Keep a client event only for what a client alone can see, say so in
//! its notes, and do not add it to server events.

use crate::skills::shared::reading::wording::{shortened, unfilled};
use crate::finding::Findings;
use crate::skills::platform_infrastructure::{Case, Instrumentation};
use crate::skills::platform_infrastructure::reading::emitter;

crate::rule!("INS006", "client-side-event", Warning, needs["instrumentation"], "ins006.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for event in Instrumentation::of(case.pack).events() {
        let emitted = event.emitted();
        if !emitter::by_a_client(emitted.text) || emitter::declared_client(event.notes().text) || unfilled(&emitted) {
            continue;
        }
        findings
            .at(
                emitted.place,
                format!(
                    "\"{}\" is emitted by a client, where it can be blocked, lost or \
                                        repeated",
                    plain(event.name().text)
                ),
            )
            .evidence(format!("it says: {}", shortened(emitted.text)))
            .fix(
                "name the server action that makes it true, such as \"orders-api commits the order\"; if only a \
                 client can see it, say \
                 \"source: client\" in its notes and keep it out of numbers that decide",
            );
    }
}

fn plain(name: &str) -> &str {
    name.trim_matches('`')
}

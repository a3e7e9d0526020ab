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

use super::wording::{shortened, unfilled};
use crate::finding::Findings;
use crate::gate::text;
use crate::skills::platform_infrastructure::{Case, Instrumentation};

crate::rule!("INS006", "client-side-event", Warning, needs["instrumentation"], "ins006.rs", check);

/// A server named later does not outweigh these (`sent by the browser SDK to our API`), unless it makes the fact
/// durable.
const CLIENT: &[&str] = &[
    "javascript", "js", "client-side", "client side", "client sdk", "browser sdk", "app sdk", "mobile sdk", "web sdk",
    "in the browser", "browser tag", "tag manager", "tracking pixel", "in the app", "mobile app", "ios app",
    "android app", "native app", "scanner app", "on screen load", "screen load*", "screen view*", "google analytics",
];

/// Any action of a server outweighs these.
const GESTURES: &[&str] = &[
    "browser", "sdk", "click", "clicks", "clicked", "tap", "taps", "tapped", "swipes", "scrolls", "hovers", "presses",
    "page view*", "page load*", "page renders", "page is shown", "screen", "button", "client app", "the client sends",
    "the app", "thank-you page", "frontend", "front-end", "front end",
];

const DURABLE: &[&str] = &[
    "commit*", "stored", "stores", "persist*", "transaction*", "inserts", "inserted", "row", "rows", "outbox",
    "server-side", "on the server", "server side",
];

const SERVER: &[&str] = &[
    "server*", "backend", "back-end", "api", "endpoint*", "service*", "gateway*", "worker*", "job", "database*",
    "writes", "written", "records", "recorded", "answers", "answered", "accepts", "accepted", "issues", "issued",
    "handler", "controller", "webhook*",
];

const DECLARED: &[&str] = &[
    "source: client", "source client", "client-only", "client only", "only the client", "only a client", "only clients",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for event in Instrumentation::of(case.pack).events() {
        let emitted = event.emitted();
        if !by_a_client(emitted.text) || text::has_any(event.notes().text, DECLARED) || unfilled(&emitted) {
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

fn by_a_client(emitted: &str) -> bool {
    if text::has_any(emitted, DURABLE) {
        return false;
    }
    match (first(emitted, CLIENT), first(emitted, SERVER)) {
        (Some(client), Some(server)) => client < server,
        (Some(_), None) => true,
        (None, server) => server.is_none() && text::has_any(emitted, GESTURES),
    }
}

/// Where the first of `words` stands.
fn first(emitted: &str, words: &[&str]) -> Option<usize> {
    words.iter().filter_map(|word| text::find_word(emitted, word)).map(|range| range.start).min()
}

fn plain(name: &str) -> &str {
    name.trim_matches('`')
}

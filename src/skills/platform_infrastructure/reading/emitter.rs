//! Who emits an event, as its row says: the server where a fact becomes true, or a client that saw it.

use crate::text;

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

/// Whether an action is one of a client, with no server that makes it durable.
pub(in super::super) fn by_a_client(emitted: &str) -> bool {
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

/// Whether the notes of an event say that a client emits it, which is then on purpose.
pub(in super::super) fn declared_client(notes: &str) -> bool {
    text::has_any(notes, DECLARED)
}

//! Whether a text speaks of an incident that is happening now.
//!
//! An outage counts as happening only where a clause speaks of it in the present ("checkout is down") and neither as a
//! condition ("if a region is down"), nor as the past ("last month's outage"), nor as a habit ("down every Monday"), nor
//! as a quantity ("cost is down 3 %"). States that also describe chronic trouble ("exports are failing") need a word of
//! urgency. What is told without one ("users get errors") counts where the text orders to take something back.

use super::change::is_ordered;
use super::clauses::clauses;
use super::words::{
    AT_ONCE, BROKEN, FAILING, FAILS, HELP_NOW, INCIDENTS, MANAGED, METRICS, NO_TAKE_BACK, NOT_NOW, ONGOING, PRESENT,
    RELEASES, SYSTEMS, TAKE_BACK, THIS_MINUTE, TROUBLE, URGENT, USERS,
};
use crate::text::{find_any, find_word, has_any};

/// The clause that speaks of an incident happening now, if there is one.
pub(super) fn incident(request: &str) -> Option<&str> {
    clauses(request).find(|clause| !not_now(clause) && happens(clause)).or_else(|| taken_back(request))
}

/// Whether a clause that speaks of the present tells of an incident.
fn happens(clause: &str) -> bool {
    let urgent = has_any(clause, URGENT);
    let state = BROKEN.iter().any(|state| is_now(clause, state))
        || serves_errors(clause)
        || FAILING.iter().any(|state| is_now(clause, state) && (urgent || goes_on(clause, state)))
        || FAILS.iter().any(|verb| began(clause, verb))
        || is_trouble(clause) && has_any(clause, THIS_MINUTE)
        || is_cry(clause);
    let named = has_any(clause, INCIDENTS) && has_any(clause, ONGOING) && !has_any(clause, MANAGED);
    state || named || has_any(clause, HELP_NOW)
}

/// The clause with trouble in it that the text orders to end by taking something back, or an order to do so at once:
/// "users get errors, roll it back".
fn taken_back(request: &str) -> Option<&str> {
    let order = clauses(request).find(|clause| {
        !not_now(clause) && !has_any(clause, NO_TAKE_BACK) && TAKE_BACK.iter().any(|words| is_ordered(clause, words))
    })?;
    let trouble = clauses(request).find(|clause| !not_now(clause) && is_trouble(clause));
    trouble.or_else(|| has_any(order, AT_ONCE).then_some(order))
}

/// Whether a clause says that something does not work, now or habitually.
fn is_trouble(clause: &str) -> bool {
    let met = find_any(clause, USERS).next().is_some_and(|(_, at)| {
        let rest = &clause[at.end..];
        has_any(rest, TROUBLE) || rest.split_whitespace().any(is_fault)
    });
    met || has_any(clause, FAILS) || FAILING.iter().chain(BROKEN).any(|state| is_now(clause, state))
}

/// Whether a clause speaks of what may be, was, or is to be prevented.
fn not_now(clause: &str) -> bool {
    find_any(clause, NOT_NOW).any(|(word, at)| {
        let next = clause[at.end..].split_whitespace().next().unwrap_or_default();
        NOT_NOW[word] != "last" || !has_any(next, RELEASES)
    })
}

/// `5xx`, `502`, `500s`.
fn is_fault(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    word.starts_with('5')
        && (word[1..].starts_with("xx") || word[1..].bytes().take_while(u8::is_ascii_digit).count() == 2)
}

/// Whether a clause puts a state into the present, as a state of a system.
fn is_now(clause: &str, state: &str) -> bool {
    find_word(clause, state).is_some_and(|at| {
        let before = &clause[..at.start];
        let after = clause[at.end..].trim_start();
        let near = before.char_indices().rev().nth(30).map_or(before, |(from, _)| &before[from..]);
        let lasting = has_any(near, &["has been", "have been"]) && lasts(after);
        (present(near) || lasting) && !of_metric(before) && !is_amount(after)
    })
}

/// Whether a clause says since when or for how long today: "failing since 14:05".
fn goes_on(clause: &str, state: &str) -> bool {
    find_word(clause, state).is_some_and(|at| lasts(clause[at.end..].trim_start()))
}

/// Whether a clause says from which hour of this day on: "fail since 14:05". "Fail for 20 minutes" may as well tell the past.
fn began(clause: &str, verb: &str) -> bool {
    find_word(clause, verb).is_some_and(|at| {
        let after = clause[at.end..].trim_start();
        after.starts_with("since") && lasts(after)
    })
}

/// "Site down", "production db unreachable": what people write who have no time for a verb.
fn is_cry(clause: &str) -> bool {
    let ends = ["down", "unreachable", "offline", "unavailable"]
        .iter()
        .any(|state| clause.to_ascii_lowercase().ends_with(state));
    ends && clause.split_whitespace().count() <= 4
        && has_any(clause, &["production", "prod", "site", "website", "checkout", "database", "db", "api"])
        && !has_any(clause, METRICS)
        && !has_any(clause, &["go", "goes", "going", "slow", "slows", "shut", "scale", "scaling", "spin", "tear"])
}

/// Whether the words just before a state put it into the present.
fn present(before: &str) -> bool {
    has_any(before, PRESENT)
        || ["'s", "'re", "\u{2019}s", "\u{2019}re"].iter().any(|ending| before.trim_end().ends_with(ending))
}

/// Whether a state goes on: "since 10:07", "for 20 minutes".
fn lasts(after: &str) -> bool {
    let mut words = after.split_whitespace();
    match (words.next(), words.next(), words.next()) {
        (Some("since"), Some(when), _) => is_hour(when),
        (Some("for"), Some(_), Some(unit)) => {
            ["min", "minutes", "hour", "hours", "h"].contains(&unit.trim_end_matches(|c: char| !c.is_alphanumeric()))
        }
        _ => false,
    }
}

/// A time of this day: `10:07`, `9am`, `this`, `midnight`.
fn is_hour(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits) || matches!(word, "this" | "about" | "around" | "noon" | "midnight" | "early" | "today")
}

/// Whether what is down before the verb is a number and no system: `sales are`, `the error rate is`.
fn of_metric(before: &str) -> bool {
    let mut words = before.split_whitespace().rev().skip(1);
    let last = words.next().unwrap_or_default();
    has_any(before, METRICS) && !SYSTEMS.iter().any(|system| system.eq_ignore_ascii_case(last))
}

/// "is returning 502s", "users are getting 5xx", "returning errors": what a broken service does, now.
fn serves_errors(clause: &str) -> bool {
    ["returning", "throwing", "serving", "answering with", "getting", "seeing"].iter().any(|verb| {
        find_word(clause, verb).is_some_and(|at| {
            let after = clause[at.end..].trim_start();
            let errors = after.to_ascii_lowercase().starts_with("errors") && has_any(clause, URGENT);
            present(&clause[..at.start]) && (is_fault(after) || errors)
        })
    })
}

/// "down 3 %", "down by a third", "down two engineers", "down since March": less of something, not an outage.
fn is_amount(after: &str) -> bool {
    let mut words = after.split_whitespace();
    let word = words.next().unwrap_or_default();
    match word {
        "since" => {
            let since: Vec<&str> = words.take(3).collect();
            !since.first().is_some_and(|word| is_hour(word)) && !has_any(&since.join(" "), RELEASES)
        }
        "by" | "from" | "to" | "one" | "two" | "three" | "four" | "five" | "half" | "year" | "slightly" | "over"
        | "on" | "our" | "its" | "audit" | "audits" => true,
        _ => word.starts_with(|c: char| c.is_ascii_digit()),
    }
}

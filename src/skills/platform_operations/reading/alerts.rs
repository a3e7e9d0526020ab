//! The words of an alert: what to do first and where it stands, and what a cause foretells.

use std::ops::Range;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::quantity::{self, date};
use crate::skills::platform_operations::alerting::AlertRule;
use crate::text;

/// What somebody does first, and where the rest of it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Runbook<'a> {
    /// The first link: an address, a path, a file, or the number of a page.
    pub link: Option<&'a str>,
    /// What is to be done, without links; `None` where nothing in particular is.
    pub action: Option<String>,
}

/// What a cause foretells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in super::super) struct Prediction {
    /// Whether it says what will fail.
    pub what: bool,
    /// How long before, in days: the shortest time that is named.
    pub lead: Option<Decimal>,
    /// Whether it says why no symptom shows.
    pub unseen: bool,
    /// The last day on which it came true.
    pub seen: Option<Date>,
}

/// Endings of files that people keep runbooks in.
const FILES: &[&str] = &[".md", ".html", ".htm", ".adoc", ".rst", ".txt", ".org", ".pdf", ".ipynb", ".yaml", ".yml"];

/// First folders of a path to a runbook.
const FOLDERS: &[&str] =
    &["doc", "docs", "go", "guides", "ops", "playbook", "playbooks", "runbook", "runbooks", "wiki"];

/// Words with which nobody knows what to do: to look somewhere or to make it good, at nothing in particular.
#[rustfmt::skip]
const VAGUE: &[&str] = &[
    "a", "accordingly", "act", "action", "address", "affected", "alert", "all", "an", "analyse", "analyze", "and", "any", "app",
    "application", "appropriate", "as", "asap", "assess", "at", "be", "behavior", "behaviour", "call", "cause", "causes", "check",
    "component", "components", "confirm", "contact", "correct", "dashboard", "dashboards", "debug", "described", "details",
    "determine", "diagnose", "dig", "docs", "documentation", "engineer", "ensure", "error", "errors", "escalate", "evaluate",
    "everything", "examine", "find", "first", "fix", "follow", "for", "from", "graphs", "handle", "health", "identify", "if", "in",
    "incident", "inspect", "into", "investigate", "is", "issue", "issues", "it", "its", "link", "log", "logs", "look", "manually",
    "metrics", "mitigate", "monitor", "monitoring", "necessary", "needed", "notify", "of", "on", "oncall", "one", "open", "or",
    "page", "per", "performance", "playbook", "please", "possible", "problem", "problems", "procedure", "read", "recover", "refer",
    "remediate", "repair", "required", "resolve", "respond", "restore", "review", "root", "runbook", "section", "see", "server",
    "servers", "service", "services", "situation", "solve", "someone", "state", "status", "steps", "support", "system", "systems",
    "take", "team", "that", "the", "then", "there", "this", "to", "triage", "troubleshoot", "verify", "what", "whether", "why",
    "wiki", "with",
];

/// Words for a failure that users do not feel yet.
#[rustfmt::skip]
const UNSEEN: &[&str] = &[
    "symptom*", "nothing", "unnoticed", "invisible", "unseen", "hidden", "silent*", "until then", "nobody", "no one",
    "no user*", "no customer*", "users do not", "users see no*", "users feel no*", "customers do not", "not visible",
    "not felt", "not show*", "not notice*", "cannot be seen", "cannot see", "before users", "before customers",
];

impl<'a> Runbook<'a> {
    /// Reads the cell of an alert on these services: to name one of them is not to say what to do.
    pub fn of(cell: &'a str, services: &str) -> Self {
        let mut links = named_links(cell);
        links.extend(words(cell).into_iter().filter(|word| is_link(&cell[word.clone()])));
        links.sort_by_key(|range| range.start);
        let link = links.first().map(|range| address(&cell[range.clone()]));
        let mut rest = cell.to_owned();
        for range in &links {
            rest.replace_range(range.clone(), &" ".repeat(range.len()));
        }
        let (key, services) = (text::key(&rest), text::key(services));
        let vague = |word: &str| VAGUE.binary_search(&word).is_ok() || services.split(' ').any(|one| one == word);
        // What stands between backticks is a command or a query.
        let code = rest.split('`').nth(1).is_some_and(|code| code.trim().contains(char::is_alphabetic));
        let told = code || key.split(' ').any(|word| word.len() > 1 && !vague(word) && !text::has_number(word));
        let several = code || key.split(' ').filter(|word| !word.is_empty()).count() > 1;
        let action = rest.trim_matches(|c: char| c.is_whitespace() || "-:;,.()<>".contains(c)).to_owned();
        Runbook { link, action: (told && several).then_some(action) }
    }
}

impl Prediction {
    /// Reads what an alert predicts; how early may stand in its condition.
    pub fn of(row: AlertRule<'_>) -> Self {
        let predicts = row.predicts().text;
        if row.predicts().is_blank() {
            return Prediction::default();
        }
        let both = format!("{predicts}; {}", row.condition().text);
        let lengths = quantity::find_all(&both).into_iter().filter_map(|(_, length)| length.as_days());
        let spelled = || text::has_any(&both, &["a day", "one day", "a night"]).then_some(Decimal::ONE);
        Prediction {
            what: text::key(predicts).split(' ').count() > 2,
            lead: lengths.filter(|days| *days > Decimal::ZERO).min().or_else(spelled),
            unseen: text::has_any(&both, UNSEEN),
            seen: date::find_dates(predicts).into_iter().map(|(_, day)| day).max(),
        }
    }
}

/// Where links of Markdown stand: `[text](address)`.
fn named_links(cell: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = cell[from..].find('[').map(|at| from + at) {
        from = open + 1;
        let Some(middle) = cell[open..].find("](").map(|at| open + at) else { continue };
        let Some(close) = cell[middle..].find(')').map(|at| middle + at + 1) else { continue };
        found.push(open..close);
        from = close;
    }
    found
}

/// The address of a link, however it is written.
fn address(link: &str) -> &str {
    let inner = link.find("](").map_or(link, |at| link[at + 2..].trim_end_matches(')'));
    trimmed(inner)
}

/// Where the words of a text stand.
fn words(cell: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut inside = false;
    for (at, letter) in cell.char_indices() {
        let end = at + letter.len_utf8();
        match found.last_mut().filter(|_| inside) {
            Some(last) if !letter.is_whitespace() => last.end = end,
            _ if !letter.is_whitespace() => found.push(at..end),
            _ => {}
        }
        inside = !letter.is_whitespace();
    }
    found
}

fn trimmed(word: &str) -> &str {
    word.trim_matches(|c: char| "<>()[],;:.`\"'".contains(c))
}

/// Whether a word leads somewhere: `https://wiki/x`, `runbooks/orders.md#fast`, `go/orders`, `RB-17`.
fn is_link(word: &str) -> bool {
    let word = trimmed(word);
    let lower = word.to_lowercase();
    let path = lower.split('#').next().unwrap_or_default();
    let file = FILES.iter().any(|ending| path.len() > ending.len() && path.ends_with(ending));
    let folder = path.split_once('/').is_some_and(|(first, rest)| FOLDERS.contains(&first) && !rest.is_empty());
    let anchored = lower.contains('/') && lower.contains('#');
    let numbered = word.split_once('-').is_some_and(|(letters, digits)| {
        (2..=6).contains(&letters.len())
            && letters.bytes().all(|byte| byte.is_ascii_uppercase())
            && !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    lower.contains("://") || lower.starts_with("www.") || file || folder || anchored || numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vague_words_are_sorted() {
        assert!(VAGUE.is_sorted());
    }

    #[test]
    fn runbooks_have_a_link_and_an_action() {
        for (cell, link, action) in [
            (
                "runbooks/orders.md#slow - open the error table",
                Some("runbooks/orders.md#slow"),
                Some("open the error table"),
            ),
            (
                "[Orders](https://wiki.example/orders): switch the listener back",
                Some("https://wiki.example/orders"),
                Some("switch the listener back"),
            ),
            ("https://wiki.example/orders", Some("https://wiki.example/orders"), None),
            ("runbooks/orders.md - investigate", Some("runbooks/orders.md"), None),
            ("RB-17: see the steps", Some("RB-17"), None),
            ("go/orders, drain the region", Some("go/orders"), Some("drain the region")),
            ("restart and/or roll back", None, Some("restart and/or roll back")),
            ("investigate", None, None),
            ("Investigate and remediate", None, None),
            ("runbooks/orders.md - check the service", Some("runbooks/orders.md"), None),
            ("runbooks/orders.md - check orders-api, then the logs", Some("runbooks/orders.md"), None),
            ("runbooks/orders.md - restart orders-api", Some("runbooks/orders.md"), Some("restart orders-api")),
            ("runbooks/orders.md - `kubectl get`", Some("runbooks/orders.md"), Some("`kubectl get`")),
            ("", None, None),
        ] {
            let read = Runbook::of(cell, "orders-api, web");
            assert_eq!((read.link, read.action.as_deref()), (link, action), "{cell}");
        }
    }
}

//! Placeholders: what a template leaves for the writer to replace. No rule; TXT001 reports them, and the
//! rules about owners, dates and measures are silent where one stands.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::prose::without_code;
use crate::gate::Entry;
use crate::pack::Kind;
use crate::text::{self, Words};

/// Placeholders inside a text, each alternative one kind of them. `\b` is made a boundary of ASCII words:
/// that of Unicode would make the search slow.
const INSIDE: &[&str] = &[
    r"<[A-Za-z+][^<>\n]{0,70}>",
    r"\{\{[^{}\n]{1,60}\}\}",
    r"\[(?i:your|insert|describe|add|enter|fill in|list|replace|specify|link to|name of)\b[^\[\]\n]{0,80}\]",
    r"\[(?i:team|team name|owner|name|date|deadline|number|role|person|system|service|company)\]",
    r"\[(?i:metric|value|unit|reason|source|link|placeholder)\]",
    r"\b(?i:TBD|TBC|TBA)\b",
    r"\bT\.B\.D\.",
    r"\b(?:TODO|FIXME)\b",
    r"\b(?:X{2,}|x{3,}|20XX)\b",
    r"(?i:\blorem ipsum\b|\bdolor sit amet\b)",
    r"(?i:\bYYYY-MM-DD\b|\bDD[/.]MM[/.]YY(?:YY)?\b|\bMM/DD/YY(?:YY)?\b)",
    r"\b[NXYZ] ?%",
    r"\b[NXYZ] (?:months?|weeks?|days?|hours?|minutes?|years?|quarters?)\b",
    r"\b[NXYZ] (?:engineers?|people|FTEs?|users|ms|req/s|GB|TB)\b",
    r"\bn (?:months|weeks|days|hours|minutes|years)\b",
    r"\?{3,}",
    r"(?i:\bdelete as (?:appropriate|applicable)\b|\bexample (?:only|row)\b|\bplaceholder (?:text|value|row)\b)",
    r"(?i:\breplace (?:me|this (?:text|row|line|sentence|example|placeholder))\b)",
    r"(?i:\bdelete this (?:text|row|line|comment)\b)",
    r"(?i:\b(?:fill in|complete|finish) (?:the )?(?:rest of )?(?:this|the) template\b)",
    r"(?i:\b(?:insert|add|enter|paste|describe|list|link|dashboard link)\b[^.;:\n]{0,50}\bhere\b)",
    r"\bdo X\b|\bdate Z\b|\bmeasure M\b",
    r"(?i:\b(?:jane|john|joe) doe\b|\bjoe bloggs\b|\bmax mustermann\b)",
    r"^(?i:e\.g\.|eg\.|example:)",
];

/// Of these every placeholder that [`INSIDE`] finds has one. Almost no text has, and to look for them costs a tenth of
/// the search itself.
#[rustfmt::skip]
const HINTS: &[&str] = &[
    "<", "{{", "[", "???", "n", "x", "y", "z", "m", "tbd", "tbc", "tba", "t.b.d", "todo", "fixme", "xx*", "20xx",
    "lorem", "dolor", "yyyy", "dd", "mm", "delete", "example", "placeholder", "replace", "template", "here",
    "jane doe", "john doe", "joe doe", "joe bloggs", "mustermann", "e.g", "eg",
];

static HINT_WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(HINTS));

static INSIDE_RE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&INSIDE.join("|").replace(r"\b", r"(?-u:\b)")).ok());

/// Numbered stand-ins, as a whole text: `Risk 1`, `Team A`.
static NUMBERED_RE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let nouns = "assumption|capability|component|consumer|event|goal|initiative|item|journey|limit|measure|\
                 metric|milestone|name|non-goal|option|owner|pain|person|project|question|risk|service|\
                 stakeholder|step|system|team|user|value";
    Regex::new(&format!(r"^(?i:{nouns}) (?:[0-9]{{1,2}}|[A-CN-Z])$")).ok()
});

/// Whole texts that stand for another, as [`text::key`] reduces them.
const WHOLE: &[&str] = &[
    "coming soon", "date", "dummy", "example", "fill in", "fill me in", "firstname lastname", "fixme", "foo", "foobar",
    "i r l e", "link", "metric name", "name", "name here", "name surname", "number", "object action", "owner name",
    "person", "placeholder", "property type", "sample text", "team name", "to be added", "to be agreed",
    "to be announced", "to be completed", "to be confirmed", "to be decided", "to be defined", "to be determined",
    "to be filled", "to be filled in", "to be specified", "to come", "todo", "who what when", "who what when channel",
    "who what when where", "wip", "work in progress", "your name", "your team",
];

/// Names of HTML elements that people write in Markdown.
#[rustfmt::skip]
const ELEMENTS: &[&str] = &[
    "a", "abbr", "b", "blockquote", "br", "center", "code", "dd", "del", "details", "div", "dl", "dt", "em",
    "figure", "font", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "small",
    "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "tt", "u",
    "ul", "var", "video", "wbr",
];

/// The placeholders in a text, as ranges of it. Code is left alone, as are path parameters, generic types and links.
pub(crate) fn in_text(text: &str) -> Vec<Range<usize>> {
    if is_whole(text) {
        return std::iter::once(0..text.len()).collect();
    }
    let Some(inside) = INSIDE_RE.as_ref().filter(|_| HINT_WORDS.are_in(text)) else { return Vec::new() };
    let plain = without_code(text);
    inside.find_iter(&plain).map(|found| found.range()).filter(|range| stands(&plain, range)).collect()
}

/// The placeholders in an entry: those of its text, and what is one only where it stands: the column's own header,
/// or all the words to choose from.
pub(crate) fn of(entry: &Entry<'_>) -> Vec<Range<usize>> {
    let text = entry.cell.text;
    if entry.clean || entry.cell.is_blank() {
        return Vec::new();
    }
    if (text.len() <= 60 && repeats_header(entry)) || offers_all(entry) {
        return std::iter::once(0..text.len()).collect();
    }
    in_text(text)
}

/// Whether TXT001 speaks of an entry: there is a placeholder in it, or its row is still the template's.
pub(crate) fn is_reported(entry: &Entry<'_>) -> bool {
    let unnamed = entry.cell.place.row.is_some_and(|(_, name)| !in_text(name).is_empty());
    unnamed || !of(entry).is_empty()
}

/// Whether an entry is blank or says nothing beside its placeholders.
pub(crate) fn fills(entry: &Entry<'_>) -> bool {
    if entry.cell.is_blank() {
        return true;
    }
    let found = of(entry);
    if found.is_empty() {
        return false;
    }
    let mut rest = String::new();
    let mut done = 0;
    for range in found {
        rest.push_str(&entry.cell.text[done..range.start]);
        rest.push(' ');
        done = range.end;
    }
    rest.push_str(&entry.cell.text[done..]);
    // `By <date>, <owner>` says no more than its two gaps do.
    rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count() <= 2
}

/// Whether a text as a whole is a stand-in.
fn is_whole(text: &str) -> bool {
    let bare = text.trim().trim_matches(['*', '_', '"', '\'']).trim();
    if bare.is_empty() {
        // Nothing but a line to write on.
        return text.contains("___");
    }
    if bare.len() > 60 {
        return false;
    }
    if bare.chars().all(|c| matches!(c, '.' | '\u{2026}' | '?')) {
        return true;
    }
    let bracketed = |open: char, close: char| {
        bare.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).is_some_and(|inside| {
            inside.chars().filter(|c| c.is_alphabetic()).count() > 1 && !inside.contains([open, close, '`', ',', '"'])
        })
    };
    bracketed('[', ']')
        || bracketed('{', '}')
        || (ends_numbered(bare) && NUMBERED_RE.as_ref().is_some_and(|numbered| numbered.is_match(bare)))
        || is_stand_in(bare)
}

/// Whether a text is one of [`WHOLE`].
fn is_stand_in(text: &str) -> bool {
    // None of them has a digit; and one look at the first letters spares most texts the search.
    let begins = |known: &&str| known.as_bytes()[0].eq_ignore_ascii_case(&text.as_bytes()[0]);
    text.len() <= WHOLE_MOST
        && !has_digit(text)
        && (!text.as_bytes()[0].is_ascii_alphabetic() || WHOLE.iter().any(begins))
        && WHOLE.binary_search(&text::key(text).as_str()).is_ok()
}

/// No entry of [`WHOLE`] is longer, with room for punctuation.
const WHOLE_MOST: usize = 32;

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether a text ends in a space and one or two characters, as numbered stand-ins do.
fn ends_numbered(text: &str) -> bool {
    text.as_bytes().iter().rev().skip(1).take(2).any(|byte| *byte == b' ')
}

/// Whether what was found is a placeholder where it stands.
fn stands(text: &str, range: &Range<usize>) -> bool {
    let found = &text[range.clone()];
    let before = text[..range.start].chars().next_back();
    let mut behind = text[range.end..].chars();
    let (next, second) = (behind.next(), behind.next());
    if found.starts_with('<') {
        return is_gap(&found[1..found.len() - 1], before, next, second);
    }
    if let Some(inside) = found.strip_prefix("{{") {
        // `${{ secrets.TOKEN }}` of a workflow, `{{ .Values.image }}` of a chart, `{{ $labels.job }}` of an alert.
        return before != Some('$') && !inside.trim_start().starts_with(['.', '$', '-', '#', '%']);
    }
    if found.starts_with('[') {
        return !matches!(next, Some('(' | '['));
    }
    let lower = found.to_ascii_lowercase();
    if lower.contains("yy") {
        return !is_format(&text[..range.start]);
    }
    if lower.ends_with("here") {
        let head = text[..range.start].trim_end();
        return head.is_empty() || head.ends_with(['.', ';', '(', '[', ':']);
    }
    true
}

/// Whether `<inside>` is a gap to fill in: no element of HTML, no address, no type, no part of a path or name.
fn is_gap(inside: &str, before: Option<char>, next: Option<char>, second: Option<char>) -> bool {
    let name = inside.trim_end_matches('/').split([' ', '=']).next().unwrap_or_default();
    let element = ELEMENTS.binary_search(&name.to_ascii_lowercase().as_str()).is_ok();
    let address = inside.contains("://") || inside.contains('@') || inside.starts_with("mailto:");
    let joined_before =
        before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | ':' | '=' | '$' | '{' | '"'));
    let joined_behind = matches!(next, Some('/' | '.' | '_' | '-' | ':' | '@'))
        && second.is_some_and(char::is_alphanumeric)
        || next.is_some_and(char::is_alphanumeric);
    !(element || address || joined_before || joined_behind)
}

/// Whether the words before `YYYY-MM-DD` make it the description of a format.
fn is_format(before: &str) -> bool {
    let head = before.trim_end_matches(['(', ' ', ':', '"', '\'', ',']);
    let last = head.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default().to_ascii_lowercase();
    last.contains('_')
        || matches!(
            last.as_str(),
            "format"
                | "formatted"
                | "as"
                | "iso"
                | "8601"
                | "form"
                | "pattern"
                | "named"
                | "style"
                | "string"
                | "like"
                | "/"
        )
}

/// Whether the entry says what its column is called, which happens where a header was copied into a row.
fn repeats_header(entry: &Entry<'_>) -> bool {
    let place = entry.cell.place;
    if place.row.is_none() {
        return false;
    }
    let said = entry.cell.text;
    // Neither does a text that begins with neither's first letter, as almost none does.
    let first = |text: &str| text.bytes().find(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase());
    let begins = first(said);
    if begins != first(entry.label) && begins != first(place.column) && !entry.label.contains('(') {
        return false;
    }
    let inner = entry.label.split_once('(').map(|(_, rest)| rest.trim_end_matches(')'));
    text::same_name(said, entry.label)
        || inner.is_some_and(|inner| text::same_name(said, inner))
        || !place.column.is_empty() && text::same_name(said, place.column)
}

/// Whether every word to choose from is still there, or a scale as a whole.
fn offers_all(entry: &Entry<'_>) -> bool {
    let cell = &entry.cell;
    match entry.kind {
        Kind::Choice(words) => {
            // `not tolerated` is one choice, though `tolerated` stands in it.
            let one = words.iter().any(|word| word.eq_ignore_ascii_case(cell.text.trim()));
            !one && words.len() > 1
                && words.iter().all(|word| text::find_word(cell.text, &word.to_ascii_lowercase()).is_some())
        }
        Kind::Measure => matches!(cell.text.trim(), "1-5" | "1 - 5" | "1\u{2013}5"),
        _ => {
            let text = cell.text.trim_start_matches(|c: char| !c.is_alphanumeric());
            text.starts_with(['l', 'L']) && text::key(text.get(..20).unwrap_or(text)).starts_with("low medium high")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        in_text(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn the_pattern_compiles_and_lists_are_sorted() {
        assert!(INSIDE_RE.is_some() && NUMBERED_RE.is_some());
        assert!(WHOLE.is_sorted() && ELEMENTS.is_sorted());
    }

    #[test]
    fn placeholders_are_found() {
        for (text, expected) in [
            ("M2 <name>", &["<name>"][..]),
            ("X engineers at Y % until <date>.", &["X engineers", "Y %", "<date>"]),
            ("<team 1>, <team 2>", &["<team 1>", "<team 2>"]),
            ("<+n unit per month>", &["<+n unit per month>"]),
            (
                "performance: [describe the pain in one sentence, with a number]",
                &["[describe the pain in one sentence, with a number]"],
            ),
            ("exact date TBC with the board", &["TBC"]),
            ("XXX ms", &["XXX"]),
            ("Growth: XX % per year", &["XX"]),
            ("Hard deadline: YYYY-MM-DD (winter)", &["YYYY-MM-DD"]),
            ("dd/mm/yy", &["dd/mm/yy"]),
            ("e.g. < 0.1 % over 30 days", &["e.g."]),
            ("Add non-goals here", &["Add non-goals here"]),
            ("Old versions live for N months after notice.", &["N months"]),
            ("We will do X (and not Y) by date Z to reach measure M.", &["do X", "date Z", "measure M"]),
            ("Low / Medium / High (delete as appropriate)", &["delete as appropriate"]),
            ("Risk 1", &["Risk 1"]),
            ("...", &["..."]),
            ("???", &["???"]),
            ("[your team]", &["[your team]"]),
            ("{{owner}} decides", &["{{owner}}"]),
            ("**TBD**", &["TBD"]),
            ("Jane Doe (Role)", &["Jane Doe"]),
            ("Owner name", &["Owner name"]),
            ("to be defined", &["to be defined"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn answers_are_left_alone() {
        for text in [
            "N/A",
            "none",
            "p95 < 300 ms and > 5 req/s",
            "Accessible readers (large print and audio, e.g. DAISY)",
            "`GET /v1/notices/<id>` and `TODO` markers",
            "GET /v1/orders/<id>/lines",
            "https://<tenant>.example.com",
            "tags: array<string>, Map<string, int>",
            "two lines<br>and <b>bold</b>",
            "see <https://sitemaps.org> and [the protocol](https://sitemaps.org)",
            "HTTP 5xx and 2XX answers",
            "due_on: YYYY-MM-DD; dates in the format YYYY-MM-DD",
            "[M1](#m1), [name](https://example.org)",
            "Replace this queue with Kafka; we add no index here",
            "thresholds are to be confirmed by Dana Ruiz on 2027-01-10",
            "M1",
            "S3",
            "Service A/B tests",
            "Why is it down??",
            "partitions N and N-1 stay readable",
            "PAN",
            "[0, 1]",
            "- [x] done",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }
}

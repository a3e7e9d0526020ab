//! Days and weeks between two dates are not as many as stated.
//!
//! ## What it does
//! Wherever one statement gives two dates and the time between them, the time is counted again: `2027-01-11 to 2027-02-19
//! (39 days)`, `removed on 2027-08-23 (182 days later)`, `2027-03-15, 14 days after 2027-03-01`, `14 days after 2027-03-01
//! is 2027-03-15`, `2027-03-01 + 14 days = 2027-03-15`; and from the pack's own day: `120 days left until 2027-03-01`. The
//! last day may be counted or not; weeks may be whole or begun ones; working days are left alone.
//!
//! ## Why it matters
//! Notice periods, freezes and runways are promised in days and kept on dates. Where the two disagree somebody keeps the
//! other one.
//!
//! ## Example
//! Bad: `notice on 2027-02-22, removed on 2027-08-23 (90 days later)`
//!
//! Good: `notice on 2027-02-22, removed on 2027-08-23 (182 days later)`
//!
//! ## Fix
//! Write the length or the date that the finding gives.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};
use rust_decimal::Decimal;

use crate::finding::Findings;
use crate::gate::Case;
use crate::text;
use crate::quantity::{Quantity, date, number};

crate::rule!("NUM004", "days-differ", Warning, needs[], "num004.rs", check);

/// Statements with a first date `a`, a second one `b`, and the length `n` of `unit` between them. Without `a` the length is
/// counted from the pack's own day.
static STATEMENTS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let day = |name: &str| format!(r"(?P<{name}>\d{{4}}-\d{{2}}-\d{{2}})");
    let (a, b) = (day("a"), day("b"));
    let length = r"(?P<about>about |around |roughly |some |~ ?)?\b(?P<n>\d[\d,]*(?:\.\d+)?)[ -](?P<unit>days?|weeks?)";
    let end = r"\s*(?:$|[,;.)\n])";
    [
        format!(r"{a} (?:to|until|through|up to) {b}(?: \(|, (?:or |i\.e\. )?| = | is |: ){length}{end}"),
        format!(r"{a}[^;.()\n]{{0,60}}[^;.()\d\n]{b} \({length} later{end}"),
        format!(r"{b}(?:, | \(| is |: ){length} after {a}"),
        format!(r"{a}(?:, | \(| is |: ){length} before {b}"),
        format!(r"{length} (?:after|from) {a}(?: \(|, (?:on )?| is | = |: | ends? on | falls on ){b}"),
        format!(r"{length} before {b}(?: \(|, (?:on )?| is | = |: | falls on ){a}"),
        format!(r"{a} \+ {length} = {b}"),
        format!(r"{length} (?:are |is )?(?:left|to go|remain|remaining)(?: until| to| before|, until|:) {b}"),
        format!(r"{b} (?:is |leaves |, )?{length} (?:from today|from now|away)\b"),
    ]
    .iter()
    .filter_map(|pattern| Regex::new(&format!("(?i){pattern}")).ok())
    .collect()
});

/// Words before a length that make it something else than the time between two days.
const BOUNDS: &[&str] = &[
    "least", "most", "than", "within", "under", "over", "every", "minimum", "maximum", "with", "when", "at", "if", "once",
    "last", "first",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let as_of = case.pack.as_of;
    for entry in case.entries() {
        let said = entry.cell.text;
        if !said.contains("20") || !text::has_any(said, &["day", "days", "week", "weeks"]) {
            continue;
        }
        for wrong in STATEMENTS.iter().flat_map(|pattern| pattern.captures_iter(said)).filter_map(|found| wrong(&found, said, as_of)) {
            findings
                .at(entry.cell.place, format!("\"{}\" is not the time from {} to {}", wrong.stated, wrong.from, wrong.to))
                .evidence(wrong.derivation)
                .fix(format!("write {}, or correct the date", wrong.right));
        }
    }
}

struct Wrong {
    stated: String,
    from: Date,
    to: Date,
    right: String,
    derivation: String,
}

/// The length, where it is not the one between the dates.
fn wrong(found: &Captures<'_>, said: &str, as_of: Date) -> Option<Wrong> {
    let part = |name: &str| found.name(name);
    let (n, unit) = (part("n")?, part("unit")?);
    // `at least 30 days before`, `with 14 days left until`: a bound or a condition is no length.
    let word = said[..found.get(0)?.start()].trim_end().rsplit([' ', '(']).next().unwrap_or_default();
    if part("a").is_none_or(|a| a.start() > n.start()) && BOUNDS.iter().any(|one| one.eq_ignore_ascii_case(word)) {
        return None;
    }
    // `4-6 weeks`, `4 to 6 weeks`: a range is no length.
    if said[..n.start()].ends_with(['-', '\u{2013}', '.', ',']) || said[..n.start()].trim_end().ends_with(" to") {
        return None;
    }
    let from = match part("a") {
        Some(day) => date::parse(day.as_str()).ok()?,
        None => as_of,
    };
    let to = date::parse(part("b")?.as_str()).ok()?;
    let days = Decimal::from(from.until(to).ok()?.get_days());
    let stated: Decimal = n.as_str().replace(',', "").parse().ok()?;
    let weeks = unit.as_str().to_ascii_lowercase().starts_with('w');
    let week = Decimal::from(7);
    let length = if weeks { stated.checked_mul(week)? } else { stated };
    let gap = length.checked_sub(days)?;
    let fits = match part("about") {
        Some(_) => gap.abs() <= (days.abs() / Decimal::TEN).max(week),
        // Whole weeks, or begun ones.
        None if weeks && stated.is_integer() => gap.abs() < week,
        None if weeks => gap.abs() <= Decimal::ONE,
        // The last day may be counted.
        None => gap.is_zero() || gap == Decimal::ONE,
    };
    if fits {
        return None;
    }
    let right = match weeks {
        true => format!("{} weeks", number::print(number::round((days / week).normalize(), 3))),
        false => Quantity::days(days).to_string(),
    };
    let derivation = format!("{from} + {} = {to}", Quantity::days(days));
    Some(Wrong { stated: format!("{} {}", n.as_str(), unit.as_str()), from, to, right, derivation })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn wrongs(said: &str) -> Vec<String> {
        let all = STATEMENTS.iter().flat_map(|pattern| pattern.captures_iter(said));
        all.filter_map(|found| wrong(&found, said, date(2026, 11, 1))).map(|wrong| wrong.right).collect()
    }

    #[test]
    fn lengths_are_counted_again() {
        assert_eq!(STATEMENTS.len(), 9, "every pattern compiles");
        for (said, right) in [
            ("freeze from 2027-01-11 to 2027-02-19 (35 days)", "39 days"),
            ("2027-01-11 to 2027-02-19, 8 weeks", "5.57 weeks"),
            ("notice on 2027-02-22, removed on 2027-08-23 (90 days later)", "182 days"),
            ("deleted on 2027-03-15, 30 days after 2027-03-01", "14 days"),
            ("10 days after 2027-03-01 is 2027-03-15", "14 days"),
            ("2027-03-01, 30 days before 2027-03-15", "14 days"),
            ("30 days before 2027-03-15: 2027-03-01", "14 days"),
            ("2027-03-01 + 30 days = 2027-03-15", "14 days"),
            ("we have 90 days left until 2027-03-01", "120 days"),
            ("2027-03-01 is 90 days from today", "120 days"),
            ("about 12 weeks after 2027-03-01, on 2027-03-15", "2 weeks"),
        ] {
            assert_eq!(wrongs(said), [right], "{said}");
        }
    }

    #[test]
    fn what_fits_or_is_about_something_else_is_left_alone() {
        for said in [
            "2027-01-11 to 2027-02-19 (39 days)",
            "2027-01-11 to 2027-02-19 (40 days)",
            "2027-01-11 to 2027-02-19 (5 weeks)",
            "2027-01-11 to 2027-02-19 (6 weeks)",
            "2027-01-11 to 2027-02-19 (30 working days)",
            "M4 from 2027-01-11 to 2027-02-19, 10-12 weeks of lead time",
            "notice on 2027-02-22, removed on 2027-08-23 (182 days later)",
            "98.2 % over 90 days (Grafana, 2026-10-31)",
            "12 months to 2026-10-30",
            "off on 2027-04-30, 91 days after its successor, which starts on 2027-01-29",
            "removed on 2027-07-30 after 14 days without a call; deprecated on 2027-04-30",
            "we have 120 days left until 2027-03-01",
            "about 17 weeks left until 2027-03-01",
            "2027-03-01 to 2027-03-14 (2 weeks), then 30 days of dual-run",
            "M4 from 2027-01-11 to 2027-02-19, 10 days of dual-run",
            "M4 from 2027-01-11 to 2027-02-19 (10 days of overlap)",
            "notice on 2027-02-22, removed on 2027-08-23 (14 days after the last call)",
            "at least 30 days before 2027-03-15: 2027-01-01",
            "with 14 days left until 2027-03-01 changes stop",
        ] {
            assert!(wrongs(said).is_empty(), "{said}: {:?}", wrongs(said));
        }
    }
}

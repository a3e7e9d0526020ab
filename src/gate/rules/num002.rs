//! A share, a change, a multiple or a sum is not what the numbers beside it yield.
//!
//! ## What it does
//! Wherever a text states two or more numbers and what follows from them, it is computed again: `12 of 40 (30 %)`,
//! `1.6 TB of 2 TB (80 %)`, `from 20 min to 5 min (75 % less)`, `from 200 to 1,000 req/s (5x)`, `€8k + €4k = €12k`. What is
//! stated may be rounded as far as it is written: `33 %` stands for 32.5 to 33.5 %.
//!
//! ## Why it matters
//! It is the arithmetic every reader can do in the margin. One that does not come out costs the document the trust in
//! those that nobody can check.
//!
//! ## Example
//! Bad: `14 of 40 services (30 %) emit server-side events`
//!
//! Good: `14 of 40 services (35 %) emit server-side events`
//!
//! ## Fix
//! Write the result the finding gives, or correct the numbers it follows from.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::finding::Findings;
use crate::gate::Case;
use crate::text;
use crate::quantity::{self, Quantity, Unit, number};

crate::rule!("NUM002", "arithmetic-differs", Warning, needs[], "num002.rs", check);

/// A number with its unit, and where it stands.
type Found = (Range<usize>, Quantity);

/// Words that open a result.
const OPENING: &[&str] = &[", i.e.", ", or", ", that is"];

/// How many characters may stand between two numbers that belong together.
const NEAR: usize = 40;

fn check(case: &Case<'_>, findings: &mut Findings) {
    for entry in case.entries() {
        let said = entry.cell.text;
        if !may_hold_a_result(said) {
            continue;
        }
        let numbers = quantity::find_all(said);
        let wrong = (0..numbers.len()).filter_map(|at| {
            let rest = &numbers[at..];
            pair(said, rest).or_else(|| sum(said, rest))
        });
        for Wrong { stated, right, derivation } in wrong {
            findings
                .at(entry.cell.place, format!("\"{}\" is stated where the numbers beside it yield {right}", stated.trim()))
                .evidence(derivation)
                .fix(format!("write {right}, or correct the numbers it follows from"));
        }
    }
}

/// Whether a text has what a result takes: three numbers, and a mark that opens one, see [`opens_result`].
fn may_hold_a_result(said: &str) -> bool {
    let bytes = said.as_bytes();
    let begins = |pair: &[u8]| !pair[0].is_ascii_digit() && pair[1].is_ascii_digit();
    let numbers = bytes.windows(2).filter(|pair| begins(pair)).count() + usize::from(bytes.first().is_some_and(u8::is_ascii_digit));
    numbers >= 3 && (bytes.contains(&b'=') || bytes.contains(&b'(') || OPENING.iter().any(|words| said.contains(words)))
}

/// A result that is stated wrongly.
struct Wrong<'t> {
    stated: &'t str,
    right: String,
    derivation: String,
}

/// Two numbers of one kind with their share, change or multiple behind them in brackets.
fn pair<'t>(said: &'t str, numbers: &[Found]) -> Option<Wrong<'t>> {
    let [(at, one), (to, other), (result, stated), ..] = numbers else { return None };
    let between = said.get(at.end..to.start).filter(|words| words.len() <= NEAR)?;
    let behind = said.get(to.end..result.start).filter(|words| words.len() <= NEAR)?;
    let after = said.get(result.end..)?;
    if !opens_result(behind) || is_about_something_else(after) {
        return None;
    }
    let (one, other) = (base(one, other)?, other.value);
    let word = between.trim().to_ascii_lowercase();
    let shown = |range: &Range<usize>| said[range.clone()].trim().to_owned();
    let (left, right) = (shown(at), shown(to));
    if ["of", "out of", "/", "of the", "of our", "of all", "of some"].contains(&word.as_str()) {
        let share = hundredfold(one)?.checked_div(other)?;
        (stated.unit == Unit::Percent && one >= Decimal::ZERO && one <= other).then_some(())?;
        return differs(share, stated, said, result, " %", format!("{left} / {right} x 100 = "));
    }
    let changes = ["to", "->", "\u{2192}", "down to", "up to"].contains(&word.as_str());
    if !changes {
        return None;
    }
    if stated.unit == Unit::Percent {
        let change = hundredfold(other.checked_sub(one)?)?.checked_div(one)?;
        return differs(change.abs(), stated, said, result, " %", format!("|{right} - {left}| / {left} x 100 = "));
    }
    let times = after.starts_with('x') || after.starts_with(" times") || said[result.clone()].ends_with('x');
    let multiple = other.checked_div(one)?;
    let multiple = if multiple < Decimal::ONE { one.checked_div(other)? } else { multiple };
    if times { differs(multiple, stated, said, result, "x", format!("{right} / {left} = ")) } else { None }
}

/// `a + b + c = d`, all of one unit.
fn sum<'t>(said: &'t str, numbers: &[Found]) -> Option<Wrong<'t>> {
    // A word or two may say what a part is: `€8k compute + €4k storage = €12k`.
    let joined = |pair: &[Found], mark: char| {
        let between = said.get(pair[0].0.end..pair[1].0.start).unwrap_or_default();
        let (what, rest) = between.split_once(mark).unwrap_or((between, "."));
        rest.trim().is_empty() && what.len() <= NEAR && !what.contains(['+', '=', '(', ')', '.', ';', ',', '/', ':'])
    };
    let more = numbers.windows(2).take_while(|pair| joined(pair, '+')).count();
    let (range, stated) = numbers.get(more + 1)?;
    // What stands before the first may be the rest of a longer calculation.
    let begins = |start: usize| !said[..start].trim_end().ends_with(['+', '-', '*', '/', 'x', '(', '=', '\u{2212}']);
    let follows = said.get(range.end..).unwrap_or_default().trim_start();
    let ends = !follows.starts_with(['+', '-', '*', '/', '=']);
    if more == 0 || !joined(&numbers[more..more + 2], '=') || !begins(numbers[0].0.start) || !ends {
        return None;
    }
    let mut total = Decimal::ZERO;
    for (_, part) in &numbers[..=more] {
        total = total.checked_add(base(part, stated)?)?;
    }
    let parts: Vec<&str> = numbers[..=more].iter().map(|(range, _)| said[range.clone()].trim()).collect();
    let exact = Quantity::new(total, stated.unit.clone());
    let tolerance = rounding(&said[range.clone()], stated);
    is_apart(total, stated.value, tolerance).then(|| Wrong {
        stated: &said[range.clone()],
        right: exact.to_string(),
        derivation: format!("{} = {exact}", parts.join(" + ")),
    })
}

/// The result, where it differs by more than it is rounded.
fn differs<'t>(
    exact: Decimal,
    stated: &Quantity,
    said: &'t str,
    at: &Range<usize>,
    unit: &str,
    steps: String,
) -> Option<Wrong<'t>> {
    let tolerance = rounding(&said[at.clone()], stated);
    let shown = number::print(number::round(exact, 3));
    is_apart(exact, stated.value.abs(), tolerance).then(|| Wrong {
        stated: &said[at.clone()],
        right: format!("{shown}{unit}"),
        derivation: format!("{steps}{shown}{unit}"),
    })
}

/// How far a number may lie from what it stands for: half of its last digit, a tenth of it where it says `about`.
fn rounding(written: &str, stated: &Quantity) -> Decimal {
    let half = number::half_of_last_digit(written, stated.value);
    if stated.approximate { half.max(stated.value.abs() / Decimal::TEN) } else { half }
}

/// Whether two values are further apart than that.
fn is_apart(one: Decimal, other: Decimal, tolerance: Decimal) -> bool {
    one.checked_sub(other).is_none_or(|gap| gap.abs() > tolerance)
}

/// A quantity in the unit of another; `None` where they cannot be compared. A plain number takes the other's unit:
/// `1.6 of 2 TB`.
fn base(one: &Quantity, like: &Quantity) -> Option<Decimal> {
    if !one.has_unit() || !like.has_unit() {
        return Some(one.value);
    }
    one.to_unit(&like.unit).ok().map(|converted| converted.value)
}

fn hundredfold(value: Decimal) -> Option<Decimal> {
    value.checked_mul(Decimal::ONE_HUNDRED)
}

/// Whether the words before a result make it one: `(`, `services (`, `, i.e. `, ` = `.
fn opens_result(words: &str) -> bool {
    let last = words.trim_end_matches([' ', '~', '+', '-', '\u{2212}']).trim_end();
    let bracket = last.ends_with('(') && !last[..last.len() - 1].contains(['(', ')', '.', ';', ',']);
    bracket || last.trim() == "=" || OPENING.contains(&last.trim())
}

/// Whether the words behind a percentage make it one of something else: `(90 % of traffic)`, `(5 % per month)`.
fn is_about_something_else(after: &str) -> bool {
    let end = after.find([')', '.', ';', ',']).unwrap_or(after.len());
    let words = &after[..end];
    text::has_any(words, &["of", "per", "a", "each", "over", "by", "at", "in", "on", "within", "since", "confidence", "for"])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(said: &str) -> Vec<String> {
        let numbers = quantity::find_all(said);
        let found = (0..numbers.len()).filter_map(|at| pair(said, &numbers[at..]).or_else(|| sum(said, &numbers[at..])));
        found.map(|wrong| wrong.right).collect()
    }

    #[test]
    fn results_are_computed_again() {
        for (said, right) in [
            ("14 of 40 services (30 %) emit events", "35 %"),
            ("1.6 TB of 2 TB (85 %)", "80 %"),
            ("900 GB of 2 TB (50 %)", "45 %"),
            ("cut from 20 min to 5 min (70 % less)", "75 %"),
            ("from 200 req/s to 1,000 req/s (4x)", "5x"),
            ("€8k + €4k + €3k = €16k", "€15,000"),
            ("€8k compute + €4k storage = €15k", "€12,000"),
            ("2 h + 30 min = 4 h", "2.5 h"),
        ] {
            assert_eq!(wrong(said), [right], "{said}");
        }
    }

    /// No number is too long to be held against another.
    #[test]
    fn long_numbers_are_numbers() {
        wrong("1 of 3 (33.33333333333333333333333333 %), 1 of 3 (0.3333333333333333333333333333 %)");
        wrong("70000000000000000000000000000 + 5 = -9000000000000000000000000000");
    }

    #[test]
    fn what_is_rounded_or_about_something_else_is_left_alone() {
        for said in [
            "1 of 3 services (33 %)",
            "2 of 3 (67 %)",
            "12 of 40 services (90 % of the traffic)",
            "3 of 5 teams in 90 % of weeks",
            "from 20 min to 5 min (75 % less)",
            "from 200 to 1,000 req/s (5x)",
            "grows from 1.2 TB to 2 TB (6 % per month)",
            "about 30 of 100 (~31 %)",
            "5 %, 50 %, 100 % of accounts",
            "€8k + €4k = €12k",
            "(5 + 4 + 3) / 2 = 6.0",
            "€8.2k + €4.1k = €12k",
        ] {
            assert!(wrong(said).is_empty(), "{said}: {:?}", wrong(said));
        }
    }
}

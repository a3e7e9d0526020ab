//! Finds quantities in running text, in one pass from left to right.

use std::ops::Range;

use rust_decimal::Decimal;

use super::number::{self, Lexed};
use super::tail::tail;
use super::text::{before, char_at, identifier, letters, number_starts, spaces};
use super::unit::{Currency, Unit};
use super::{Quantity, date};

/// A quantity and where it stands.
#[derive(Debug)]
pub(super) struct Found {
    pub span: Range<usize>,
    pub quantity: Quantity,
    /// The thousand, million or billion that was written behind the number.
    magnitude: Decimal,
}

/// All quantities of a text, and the first number that was too large to hold.
#[derive(Debug)]
pub(super) struct Scan {
    pub found: Vec<Found>,
    pub too_large: Option<Range<usize>>,
}

/// Words and signs that make the number behind them an approximation.
#[rustfmt::skip]
const APPROXIMATIONS: &[&str] = &[
    "~", "≈", "∼", "about", "approx", "approx.", "approximately", "around", "roughly", "circa", "ca", "ca.",
    "est", "est.", "estimate", "estimate:", "estimated", "estimated:", "estimated at",
];

/// Words before which four digits are a year.
#[rustfmt::skip]
const BEFORE_YEAR: &[&str] = &[
    "in", "by", "since", "until", "till", "from", "during", "of", "end", "early", "mid", "late", "year", "fy",
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "q1", "q2",
    "q3", "q4", "h1", "h2", "spring", "summer", "autumn", "winter",
];

/// Finds every quantity.
pub(super) fn scan(text: &str) -> Scan {
    let mut scan = Scan { found: Vec::new(), too_large: None };
    let mut at = 0;
    while let Some(letter) = char_at(text, at) {
        if number_starts(text, at) {
            at = scan.number(text, at, at, None);
        } else if let Some(currency) = Currency::from_symbol(letter) {
            let digits = spaces(text, at + letter.len_utf8());
            at = if number_starts(text, digits) {
                scan.number(text, at, digits, Some(currency))
            } else {
                at + letter.len_utf8()
            };
        } else if letter.is_alphabetic() || letter == '_' || letter == '#' {
            at = match code_before_number(text, at) {
                Some((currency, digits)) => scan.number(text, at, digits, Some(currency)),
                None => identifier(text, at),
            };
        } else {
            at += letter.len_utf8();
        }
    }
    borrow(text, &mut scan.found);
    scan
}

impl Scan {
    /// Reads the number at `digits`, keeps it if it is a quantity, and returns where to go on. `start` is where its
    /// currency begins, or the digits themselves.
    fn number(&mut self, text: &str, start: usize, digits: usize, currency: Option<Currency>) -> usize {
        if let Some(end) = date::date_like(text, digits) {
            return identifier(text, end);
        }
        let (value, after) = match number::lex(text, digits) {
            Lexed::Number(value, after) => (value, after),
            Lexed::NotANumber(end) => return identifier(text, end),
            Lexed::TooLarge(end) => {
                self.too_large.get_or_insert(start..end);
                return identifier(text, end);
            }
        };
        let Some(mut tail) = tail(text, after, value, currency) else {
            return identifier(text, after);
        };
        let counted = matches!(tail.unit, Unit::Count(_)) && tail.magnitude == Decimal::ONE;
        if counted && is_year(text, start, after) {
            return identifier(text, after);
        }
        if text[digits..].starts_with("24/7") {
            return identifier(text, digits + "24/7".len());
        }
        let (times, start) = multiplied(text, start, &tail.unit);
        if times {
            tail.unit = Unit::Times;
        }
        let (negative, start) = sign(text, start);
        let Some(mut value) = tail.value.checked_mul(tail.magnitude) else {
            self.too_large.get_or_insert(start..tail.end);
            return tail.end;
        };
        if negative {
            value = -value;
        }
        let before = approximation(text, start);
        let quantity = Quantity {
            value,
            unit: tail.unit,
            approximate: before.is_some() || said_to_be_an_estimate(text, tail.end),
        };
        let tight = before.filter(|&before| text[before..start].starts_with(['~', '≈', '∼']));
        let span = tight.unwrap_or(start)..tail.end;
        self.found.push(Found { span, quantity, magnitude: tail.magnitude });
        tail.end
    }
}

/// In `4-6 weeks` the first number lacks what stands behind the second, in `$4-6k` each lacks something.
fn borrow(text: &str, found: &mut [Found]) {
    for index in (1..found.len()).rev() {
        let (head, rest) = found.split_at_mut(index);
        let (Some(low), Some(high)) = (head.last_mut(), rest.first_mut()) else { continue };
        let between = text[low.span.end..high.span.start].trim();
        let dash = matches!(between, "-" | "–" | "—" | "/");
        let word =
            matches!(between, "to" | "or" | "..") || between == "and" && follows(text, low.span.start, "between");
        if !(dash || word) {
            continue;
        }
        let plain = |one: &Found| one.quantity.unit == Unit::PLAIN;
        let wanting = plain(low) && (!plain(high) || high.magnitude != Decimal::ONE);
        let money = match (&low.quantity.unit, &high.quantity.unit) {
            (Unit::Money(_), Unit::Count(None)) => Some(low.quantity.unit.clone()),
            (Unit::Money(_), Unit::Rate { of, per }) if **of == Unit::PLAIN => {
                Some(low.quantity.unit.clone().per(*per))
            }
            _ => None,
        };
        let shared = money.is_some();
        if let Some(money) = money {
            low.quantity.unit = money.clone();
            high.quantity.unit = money;
        }
        if (wanting || shared) && low.magnitude == Decimal::ONE {
            let Some(value) = low.quantity.value.checked_mul(high.magnitude) else { continue };
            low.quantity.value = value;
            low.magnitude = high.magnitude;
        }
        if wanting {
            low.quantity.unit = high.quantity.unit.clone();
        }
        low.quantity.approximate |= high.quantity.approximate;
    }
}

/// Whether `×` stands right before a plain number and after no other, and where the factor begins.
fn multiplied(text: &str, start: usize, unit: &Unit) -> (bool, usize) {
    match text[..start].strip_suffix('×') {
        Some(head) if *unit == Unit::PLAIN && !head.trim_end().ends_with(char::is_alphanumeric) => (true, head.len()),
        _ => (false, start),
    }
}

/// Whether a minus stands before `start`, and where the number begins with its sign.
fn sign(text: &str, start: usize) -> (bool, usize) {
    let before = &text[..start];
    let Some(sign) = before.chars().next_back().filter(|sign| matches!(sign, '-' | '−' | '+')) else {
        return (false, start);
    };
    let outside = start - sign.len_utf8();
    let free = match text[..outside].chars().next_back() {
        None => true,
        // `4 -6 weeks` is a range, `latency -5 ms` is not.
        Some(space) if space.is_whitespace() => {
            !text[..outside].trim_end().ends_with(|last: char| last.is_ascii_digit() || last == '%')
        }
        Some(other) => !other.is_alphanumeric() && !matches!(other, '-' | '.' | '%' | ')' | '_'),
    };
    match (free, sign) {
        (false, _) => (false, start),
        (true, sign) => (sign != '+', outside),
    }
}

/// Where the word begins that makes the number at `start` an approximation.
pub(super) fn approximation(text: &str, start: usize) -> Option<usize> {
    // Most numbers stand behind some other word, and that is seen from its last letter.
    let last = text.get(..start)?.trim_end().bytes().next_back()?.to_ascii_lowercase();
    APPROXIMATIONS
        .iter()
        .filter(|word| word.bytes().next_back() == Some(last))
        .filter_map(|word| before(text, start, word))
        .min()
}

/// Whether `(estimate)` or the like follows.
fn said_to_be_an_estimate(text: &str, at: usize) -> bool {
    let start = spaces(text, at);
    let start = if char_at(text, start) == Some('(') { start + 1 } else { start };
    letters(text, start).is_some_and(|(word, _)| {
        ["est", "estimate", "estimated", "approx", "approximately"].iter().any(|one| one.eq_ignore_ascii_case(word))
    })
}

/// Whether four bare digits stand where a year does: `in 2027`, `May 2027`.
fn is_year(text: &str, start: usize, end: usize) -> bool {
    let digits = &text[start..end];
    let year = digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
    year && BEFORE_YEAR.iter().any(|word| follows(text, start, word))
}

/// Whether `word` ends right before `start`, spaces aside.
fn follows(text: &str, start: usize, word: &str) -> bool {
    before(text, start, word).is_some()
}

/// A currency's code right before a number: `EUR 4,000`, `US$ 5`.
fn code_before_number(text: &str, at: usize) -> Option<(Currency, usize)> {
    let rest = text.get(at..)?;
    let codes = [("EUR", Currency::Eur), ("USD", Currency::Usd), ("GBP", Currency::Gbp), ("US$", Currency::Usd)];
    let (code, currency) = codes.into_iter().find(|(code, _)| rest.starts_with(code))?;
    let digits = spaces(text, at + code.len());
    number_starts(text, digits).then_some((currency, digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> String {
        let found = scan(text).found;
        let parts: Vec<String> =
            found.iter().map(|one| format!("{} [{}]", one.quantity, &text[one.span.clone()])).collect();
        parts.join("; ")
    }

    #[test]
    fn finds_quantities_in_prose() {
        for (text, expected) in [
            ("orders-api (Go 1.23, 14 pods on EKS, eu-west-1)", "1.23 [1.23]; 14 pods [14 pods]"),
            ("PostgreSQL 16 on RDS, 1.2 TB of 2 TB", "16 [16]; 1.2 TB [1.2 TB]; 2 TB [2 TB]"),
            ("p95 < 300 ms over 30 days", "300 ms [300 ms]; 30 days [30 days]"),
            ("from 2027-01-11 to 2027-02-19", ""),
            ("by May 2027, in 2026 and since 2025 only", ""),
            ("the 5xx rate, the 3rd region, 2FA, v1.2.3 and 10.0.0.1", ""),
            ("4-6 weeks", "4 weeks [4]; 6 weeks [6 weeks]"),
            ("4 to 6 weeks, 2–3k users", "4 weeks [4]; 6 weeks [6 weeks]; 2,000 users [2]; 3,000 users [3k users]"),
            ("$4-6k per month", "$4,000 per month [$4]; $6,000 per month [6k per month]"),
            ("3/5/9 weeks", "3 weeks [3]; 5 weeks [5]; 9 weeks [9 weeks]"),
            ("between 4 and 6 weeks", "4 weeks [4]; 6 weeks [6 weeks]"),
            ("~70 %, about 5 GB, 3 TB (estimate)", "~70 % [~70 %]; ~5 GB [5 GB]; ~3 TB [3 TB]"),
            ("growth of -0.5 points and +6 %", "-0.5 points [-0.5 points]; 6 % [+6 %]"),
            ("500 connections are exhausted", "500 connections [500 connections]"),
            ("200 open files limit", "200 open files [200 open files]"),
            ("24/7 at 12:30", ""),
            ("2-4 engineer-weeks", "2 engineer-weeks [2]; 4 engineer-weeks [4 engineer-weeks]"),
            ("a 30-day window, a 3-node cluster", "30 days [30-day]; 3 node [3-node]"),
            ("M1 5 GB, A2, SCL003", "5 GB [5 GB]"),
            ("total 5\npods", "5 [5]"),
            ("**71 %** and `4,300 req/s`", "71 % [71 %]; 4,300 req/s [4,300 req/s]"),
        ] {
            assert_eq!(all(text), expected, "{text}");
        }
    }
}

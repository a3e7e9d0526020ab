//! Numbers as people write them: thousands separators, decimal commas, exponents.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// What stands where a digit was seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Lexed {
    /// A number and where it ends.
    Number(Decimal, usize),
    /// Digits that are no number (a version, a clock time, an address), and where they end.
    NotANumber(usize),
    /// A number beyond 28 digits, and where it ends.
    TooLarge(usize),
}

/// Reads the number that begins at `at`, where a digit stands, or a point before a digit.
///
/// `4,300` and `4 300` (narrow or no-break space) and `4_300` are 4300; `99,95` and `0,125` carry a decimal comma;
/// `10.0.0.1`, `12:30` and `1,2,3` are no numbers.
pub(super) fn lex(text: &str, at: usize) -> Lexed {
    let bytes = text.as_bytes();
    let mut digits = String::new();
    let mut end = run(bytes, at);
    digits.push_str(&text[at..end]);
    let first = end - at;

    let mut separator = None;
    while let Some((mark, length)) = separator_at(text, end) {
        let next = run(bytes, end + length);
        let group = next - end - length;
        let fits = match mark {
            '_' => group > 0,
            _ => group == 3 && (1..=3).contains(&first) && bytes[at] != b'0',
        };
        if !fits || separator.is_some_and(|before| before != mark) {
            break;
        }
        separator = Some(mark);
        digits.push_str(&text[end + length..next]);
        end = next;
    }

    let point = bytes.get(end) == Some(&b'.');
    let comma = bytes.get(end) == Some(&b',') && separator != Some(',') && first > 0;
    if point || comma {
        let next = run(bytes, end + 1);
        if next > end + 1 {
            digits.push('.');
            digits.push_str(&text[end + 1..next]);
            end = next;
        }
    }

    // Another mark and another digit make it a version, a list, an address or a time of day.
    let marked = matches!(bytes.get(end), Some(b'.' | b',' | b':'));
    if marked && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        return Lexed::NotANumber(skip(bytes, end));
    }

    let (exponent, end) = exponent(text, end);
    let value = Decimal::from_str_exact(&digits).ok().and_then(|value| shift(value, exponent));
    match value {
        Some(value) => Lexed::Number(value, end),
        None => Lexed::TooLarge(end),
    }
}

/// The end of the run of digits that begins at `at`.
fn run(bytes: &[u8], at: usize) -> usize {
    let digits = bytes.iter().skip(at).take_while(|byte| byte.is_ascii_digit());
    at + digits.count()
}

/// The end of everything that hangs together as digits and marks.
fn skip(bytes: &[u8], at: usize) -> usize {
    let mut end = at;
    while let Some(byte) = bytes.get(end) {
        let mark = matches!(byte, b'.' | b',' | b':' | b'_');
        let inner = mark && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if !inner && !byte.is_ascii_digit() {
            break;
        }
        end += 1;
    }
    end
}

/// A thousands separator at `at`, and its length.
fn separator_at(text: &str, at: usize) -> Option<(char, usize)> {
    let mark = text.get(at..)?.chars().next()?;
    let known = matches!(mark, ',' | '_' | '\u{2009}' | '\u{202f}' | '\u{a0}');
    known.then(|| (mark, mark.len_utf8()))
}

/// `e6` behind a number: the power of ten, and where it ends.
fn exponent(text: &str, at: usize) -> (i32, usize) {
    let bytes = text.as_bytes();
    if !matches!(bytes.get(at), Some(b'e' | b'E')) {
        return (0, at);
    }
    let signed = matches!(bytes.get(at + 1), Some(b'+' | b'-'));
    let start = at + 1 + usize::from(signed);
    let end = run(bytes, start);
    let closed = !text.get(end..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric);
    match text.get(at + 1..end).map(str::parse::<i32>) {
        Some(Ok(power)) if closed && end > start && end - start <= 2 => (power, end),
        _ => (0, at),
    }
}

/// `value` times ten to the power, where that can be held.
fn shift(value: Decimal, power: i32) -> Option<Decimal> {
    let ten = Decimal::TEN;
    let mut result = value;
    for _ in 0..power.unsigned_abs() {
        result = if power > 0 { result.checked_mul(ten)? } else { result.checked_div(ten)? };
    }
    Some(result)
}

/// A number with commas between thousands and no trailing zeros: `4,300`, `99.95`, `-0.5`.
pub fn print(value: Decimal) -> String {
    let plain = value.normalize().abs().to_string();
    let (whole, fraction) = match plain.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (plain.as_str(), None),
    };
    let mut text = String::with_capacity(plain.len() + plain.len() / 3 + 1);
    if value.is_sign_negative() && !value.is_zero() {
        text.push('-');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// A number of things: `1 sample`, `1,200 samples`.
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", print(number.into()))
}

/// `value` with at most `figures` significant figures, halves away from zero.
pub fn round(value: Decimal, figures: u32) -> Decimal {
    rounded(value, figures, RoundingStrategy::MidpointAwayFromZero)
}

/// The greatest number of at most `figures` significant figures that is not above `value`.
pub fn round_down(value: Decimal, figures: u32) -> Decimal {
    rounded(value, figures, RoundingStrategy::ToNegativeInfinity)
}

/// The least number of at most `figures` significant figures that is not below `value`.
pub fn round_up(value: Decimal, figures: u32) -> Decimal {
    rounded(value, figures, RoundingStrategy::ToPositiveInfinity)
}

fn rounded(value: Decimal, figures: u32, strategy: RoundingStrategy) -> Decimal {
    value.round_sf_with_strategy(figures, strategy).unwrap_or(value).normalize()
}

/// The nearest binary fraction: for logarithms, never for results that are printed exactly.
pub fn to_f64(value: Decimal) -> f64 {
    value.to_f64().unwrap_or(f64::NAN)
}

/// Half of the last digit a number is written with, in the unit of its `value`: 0.05 for `4.3`, 500 for `12k` with the value
/// 12,000, 30 for `4 min` with the value 240 in seconds. What is written stands for anything as near as that.
pub fn half_of_last_digit(written: &str, value: Decimal) -> Decimal {
    let number = written.chars().skip_while(|c| !c.is_ascii_digit());
    let number: String =
        number.take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).filter(|c| *c != ',').collect();
    let number = number.trim_end_matches('.');
    let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    // A decimal holds 28 of them.
    let half = Decimal::new(5, u32::try_from(decimals).unwrap_or(u32::MAX).min(27) + 1);
    let magnitude = number.parse::<Decimal>().ok().and_then(|shown| value.abs().checked_div(shown));
    magnitude.filter(|magnitude| !magnitude.is_zero()).and_then(|magnitude| half.checked_mul(magnitude)).unwrap_or(half)
}

/// `1st`, `2nd`, `11th`.
pub fn ordinal(rank: usize) -> String {
    let ending = match (rank % 10, rank % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{rank}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Option<String> {
        match lex(text, 0) {
            Lexed::Number(value, end) => Some(format!("{}|{}", print(value), &text[end..])),
            _ => None,
        }
    }

    #[test]
    fn reads_what_people_write() {
        for (text, expected) in [
            ("4,300 req/s", "4,300| req/s"),
            ("4300", "4,300|"),
            ("4\u{202f}300 ms", "4,300| ms"),
            ("1_000_000", "1,000,000|"),
            ("12,345,678.5", "12,345,678.5|"),
            ("99,95 %", "99.95| %"),
            ("0,125", "0.125|"),
            ("1,5 TB", "1.5| TB"),
            ("99.90%", "99.9|%"),
            (".5", "0.5|"),
            ("7.", "7|."),
            ("7, then 8", "7|, then 8"),
            ("1e6 rows", "1,000,000| rows"),
            ("25e-2", "0.25|"),
            ("5errors", "5|errors"),
            ("16 100", "16| 100"),
        ] {
            assert_eq!(number(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn leaves_versions_times_and_lists_alone() {
        for text in ["1.2.3", "10.0.0.1/16", "12:30", "1,2,3", "80,443,8080"] {
            assert!(matches!(lex(text, 0), Lexed::NotANumber(_)), "{text}");
        }
        assert_eq!(lex("1.2.3 then", 0), Lexed::NotANumber(5));
    }

    #[test]
    fn says_when_a_number_is_too_large() {
        let long = "9".repeat(40);
        assert_eq!(lex(&long, 0), Lexed::TooLarge(40));
        assert_eq!(lex("1e99", 0), Lexed::TooLarge(4));
    }

    #[test]
    fn rounds_to_significant_figures() {
        let value = Decimal::new(192_640_657, 8);
        assert_eq!(print(round(value, 4)), "1.926");
        assert_eq!(print(round_down(value, 6)), "1.9264");
        assert_eq!(print(round_up(value, 4)), "1.927");
        assert_eq!(print(round(Decimal::new(123_456, 0), 2)), "120,000");
    }

    #[test]
    fn the_last_digit_tells_how_far_a_number_is_rounded() {
        for (written, value, half) in [
            ("4.3", "4.3", "0.05"),
            ("12k", "12000", "500"),
            ("4 min", "240", "30"),
            ("0 %", "0", "0.5"),
            ("", "7", "0.5"),
        ] {
            assert_eq!(half_of_last_digit(written, value.parse().unwrap()), half.parse().unwrap(), "{written}");
        }
        // As many decimals as there can be, and more; and what does not fit into a number.
        for written in
            ["0.3333333333333333333333333333", "0.33333333333333333333333333333333", "0.0000000000000000000000000001"]
        {
            assert!(half_of_last_digit(written, Decimal::MAX) > Decimal::ZERO);
        }
    }
}

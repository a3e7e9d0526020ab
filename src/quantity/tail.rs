//! What stands behind a number: magnitude, unit, period.

use rust_decimal::Decimal;

use super::noun::{Noun, is_plural, is_state};
use super::number::{self, Lexed};
use super::text::{char_at, closed, letters, number_starts, spaces, word};
use super::unit::{ByteUnit, Currency, Period, TimeUnit, Unit};

/// Words that end the name of what is counted.
#[rustfmt::skip]
const STOPS: &[&str] = &[
    "a", "about", "above", "across", "after", "against", "all", "also", "an", "and", "any", "approx",
    "approximately", "are", "around", "as", "at", "be", "because", "been", "before", "being", "below", "between",
    "both", "but", "by", "can", "could", "did", "do", "does", "down", "during", "each", "est", "estimate",
    "estimated", "every", "for", "from", "had", "has", "have", "he", "here", "how", "if", "in", "into", "is",
    "it", "its", "less", "may", "might", "minus", "must", "no", "not", "of", "off", "on", "only", "onto", "or",
    "our", "out", "over", "per", "plus", "same", "she", "should", "since", "so", "than", "that", "the", "their",
    "then", "there", "these", "they", "this", "those", "through", "till", "to", "under", "until", "up", "versus",
    "via", "vs", "was", "we", "were", "what", "when", "where", "which", "while", "who", "whose", "will", "with",
    "within", "without", "would", "x", "you", "your",
];

/// Words for a period.
pub(super) const ADVERBS: &[(&str, TimeUnit)] = &[
    ("hourly", TimeUnit::Hour),
    ("daily", TimeUnit::Day),
    ("weekly", TimeUnit::Week),
    ("monthly", TimeUnit::Month),
    ("quarterly", TimeUnit::Quarter),
    ("yearly", TimeUnit::Year),
    ("annually", TimeUnit::Year),
];

/// What stands behind a number: magnitude, unit, period.
pub(super) struct Tail {
    pub value: Decimal,
    pub magnitude: Decimal,
    pub unit: Unit,
    pub end: usize,
}

/// Reads what stands behind the number that ends at `at`; `None` where letters hang on it that are no unit (`3rd`, `5xx`).
pub(super) fn tail(text: &str, at: usize, value: Decimal, currency: Option<Currency>) -> Option<Tail> {
    let mut tail = Tail { value, magnitude: Decimal::ONE, unit: Unit::PLAIN, end: at };
    if let Some((magnitude, end)) = magnitude(text, at, currency) {
        tail.magnitude = magnitude;
        tail.end = end;
    }
    let attached = char_at(text, tail.end).is_some_and(char::is_alphanumeric);
    let known = unit(text, tail.end, currency.is_some());
    match (known, currency) {
        (Some((unit, end)), None) => (tail.unit, tail.end) = (unit, end),
        _ if attached => return None,
        (_, Some(currency)) => tail.unit = Unit::Money(currency),
        (None, None) => {
            if let Some((noun, end)) = noun(text, tail.end) {
                (tail.unit, tail.end) = (Unit::Count(Some(noun)), end);
            }
        }
    }
    if let Unit::Time(unit) = tail.unit {
        compound(text, &mut tail, unit);
    }
    // `3/5/9 weeks` are three estimates, not five in nine weeks.
    let estimates = tail.unit == Unit::PLAIN && text[tail.end..].starts_with('/') && number_starts(text, tail.end + 1);
    if !matches!(tail.unit, Unit::Rate { .. })
        && !estimates
        && let Some((period, end)) = period(text, tail.end)
    {
        tail.unit = tail.unit.per(period);
        tail.end = end;
    }
    Some(tail)
}

/// `1 h 30 min`: adds smaller units of time that follow directly.
fn compound(text: &str, tail: &mut Tail, first: TimeUnit) {
    let mut last = first;
    loop {
        let digits = spaces(text, tail.end);
        if !number_starts(text, digits) {
            return;
        }
        let Lexed::Number(value, after) = number::lex(text, digits) else { return };
        let Some((unit, end)) = time(text, spaces(text, after)) else { return };
        if unit >= last {
            return;
        }
        // Months are no whole number of weeks: days hold both exactly.
        let common = if unit > TimeUnit::Day { TimeUnit::Day } else { unit };
        let seconds = |value: Decimal, unit: TimeUnit| value.checked_mul(unit.seconds());
        let current = if let Unit::Time(unit) = tail.unit { unit } else { first };
        let sum = seconds(tail.value, current)
            .zip(seconds(value, unit))
            .and_then(|(left, right)| left.checked_add(right))
            .and_then(|sum| sum.checked_div(common.seconds()));
        let Some(sum) = sum else { return };
        tail.value = sum;
        tail.unit = Unit::Time(common);
        tail.end = end;
        last = unit;
    }
}

/// `k`, `M`, `million` behind a number.
fn magnitude(text: &str, at: usize, currency: Option<Currency>) -> Option<(Decimal, usize)> {
    let start = spaces(text, at);
    let (word, end) = letters(text, start)?;
    if !closed(text, end) {
        return None;
    }
    let power = match word {
        "k" | "K" | "thousand" => 3,
        "M" | "mn" | "mln" | "mio" | "Mio" | "million" | "millions" => 6,
        "bn" | "bln" | "billion" | "billions" => 9,
        "tn" | "trillion" | "trillions" => 12,
        // `5m` is five minutes and `5B` five bytes unless money or a counted noun says otherwise.
        "m" if currency.is_some() || start == at && counts_follow(text, end, true) => 6,
        "B" if currency.is_some() || start == at && counts_follow(text, end, false) => 9,
        _ => return None,
    };
    Some((Decimal::from(10_u64.pow(power)), end))
}

/// Whether a counted noun or a currency follows.
fn counts_follow(text: &str, at: usize, plural: bool) -> bool {
    let start = spaces(text, at);
    let symbol = char_at(text, start).is_some_and(|letter| Currency::from_symbol(letter).is_some());
    let noun = word(text, start).is_some_and(|(word, _)| !is_stop(word) && (!plural || is_plural(word)));
    symbol || start > at && noun
}

/// A unit that is known, at the end of a number; a hyphen may join them (`30-day`).
fn unit(text: &str, at: usize, money: bool) -> Option<(Unit, usize)> {
    let start = spaces(text, at);
    let sign = char_at(text, start)?;
    let behind = start + sign.len_utf8();
    match sign {
        '%' => return Some(percent(text, behind)),
        '×' => {
            let times = start == at && !number_starts(text, behind);
            return times.then_some((Unit::Times, behind));
        }
        _ => {}
    }
    if let Some(currency) = Currency::from_symbol(sign) {
        let free = !money && !number_starts(text, spaces(text, behind));
        return free.then_some((Unit::Money(currency), behind));
    }
    let hyphen = start == at && sign == '-';
    let start = if hyphen { behind } else { start };
    if let Some((unit, end)) = time(text, start) {
        return Some((Unit::Time(unit), end));
    }
    let (word, end) = letters(text, start)?;
    if !(closed(text, end) || hyphen && char_at(text, end) == Some('-')) {
        return None;
    }
    let attached = start == at;
    match word {
        "x" | "X" if attached => return Some((Unit::Times, end)),
        "fold" => return Some((Unit::Times, end)),
        "percent" | "pct" | "Percent" => return Some(percent(text, end)),
        "per" => {
            let cent = letters(text, spaces(text, end)).filter(|(next, _)| *next == "cent");
            return cent.map(|(_, end)| percent(text, end));
        }
        "percentage" => {
            let points = letters(text, spaces(text, end)).filter(|(next, _)| is_points(next));
            return points.map(|(_, end)| (Unit::Points, end));
        }
        "pp" | "ppt" => return Some((Unit::Points, end)),
        _ if is_points(word) => return Some((Unit::Points, end)),
        _ => {}
    }
    if let Some(currency) = Currency::from_word(word) {
        return Some((Unit::Money(currency), end));
    }
    if let Some(unit) = named_rate(word) {
        return Some((unit, end));
    }
    let rate = || period(text, end).is_some_and(|(period, _)| period == Period::one(TimeUnit::Second));
    let bytes = ByteUnit::from_word(word, word.ends_with('b') && rate())?;
    Some((Unit::Bytes(bytes), end))
}

/// `%` and what may follow: ` points`, `-points`.
fn percent(text: &str, at: usize) -> (Unit, usize) {
    let start = if char_at(text, at) == Some('-') { at + 1 } else { spaces(text, at) };
    match letters(text, start) {
        Some((word, end)) if is_points(word) && closed(text, end) => (Unit::Points, end),
        _ => (Unit::Percent, at),
    }
}

fn is_points(word: &str) -> bool {
    matches!(word, "points" | "point" | "pts")
}

/// `rps`, `IOPS`, `Mbps`: rates in one word.
fn named_rate(word: &str) -> Option<Unit> {
    let second = Period::one(TimeUnit::Second);
    let named = [
        ("rps", "req", TimeUnit::Second),
        ("qps", "queries", TimeUnit::Second),
        ("tps", "transactions", TimeUnit::Second),
        ("iops", "IO", TimeUnit::Second),
        ("rpm", "req", TimeUnit::Minute),
    ];
    if let Some((_, noun, unit)) = named.iter().find(|(name, ..)| name.eq_ignore_ascii_case(word)) {
        return Some(Unit::count(noun).per(Period::one(*unit)));
    }
    let head = word.strip_suffix("ps").filter(|head| head.len() <= 2)?;
    let unit = match head {
        "b" => Some(ByteUnit::bits(0)),
        "B" => Some(ByteUnit::BYTE),
        _ => ByteUnit::from_word(head, true).map(|unit| match head.strip_suffix('b') {
            // `mbps` never means anything but bits.
            Some(prefix) => ByteUnit::from_word(&format!("{prefix}bit"), true).unwrap_or(unit),
            None => unit,
        }),
    };
    unit.map(|unit| Unit::Bytes(unit).per(second))
}

/// A unit of time at `at`: `weeks`, `working days`, `calendar month`.
fn time(text: &str, at: usize) -> Option<(TimeUnit, usize)> {
    let (word, end) = letters(text, at)?;
    if matches!(word, "working" | "business" | "calendar") {
        let (next, end) = letters(text, spaces(text, end))?;
        let unit = TimeUnit::from_word(next)?;
        let working = word != "calendar";
        return match unit {
            _ if !closed(text, end) => None,
            TimeUnit::Day if working => Some((TimeUnit::WorkingDay, end)),
            _ => (!working).then_some((unit, end)),
        };
    }
    let unit = TimeUnit::from_word(word)?;
    // `30-day-rolling`, and `1h30m` but not `3 s3 buckets`.
    let attached = text[..at].ends_with(|last: char| last.is_ascii_digit());
    let goes_on = match char_at(text, end) {
        Some('-') => true,
        Some(next) => attached && next.is_ascii_digit(),
        None => false,
    };
    (closed(text, end) || goes_on).then_some((unit, end))
}

/// The period at `at`: `/s`, ` per month`, ` a day`, ` / 28d`, ` monthly` where nothing is described by it.
pub(super) fn period(text: &str, at: usize) -> Option<(Period, usize)> {
    let start = spaces(text, at);
    if char_at(text, start)? == '/' {
        return length(text, spaces(text, start + 1));
    }
    if text[start..].starts_with("p.a.") {
        return Some((Period::one(TimeUnit::Year), start + 4));
    }
    let (word, end) = letters(text, start)?;
    let lower = word.to_ascii_lowercase();
    match lower.as_str() {
        "per" | "each" | "every" => length(text, spaces(text, end)),
        "a" | "an" => {
            let start = spaces(text, end);
            let (word, _) = letters(text, start)?;
            if word.len() < 3 { None } else { length(text, start) }
        }
        _ => {
            let (_, unit) = ADVERBS.iter().find(|(adverb, _)| *adverb == lower)?;
            let describes = char_at(text, spaces(text, end)).is_some_and(char::is_alphanumeric);
            (closed(text, end) && !describes).then_some((Period::one(*unit), end))
        }
    }
}

/// A length of time without its preposition: `month`, `calendar month`, `rolling 30 days`, `28d`.
pub(super) fn length(text: &str, at: usize) -> Option<(Period, usize)> {
    let mut start = at;
    for _ in 0..3 {
        match letters(text, start) {
            Some((
                "rolling" | "the" | "last" | "next" | "any" | "a" | "an" | "trailing" | "each" | "every" | "full"
                | "past" | "single",
                end,
            )) => {
                start = spaces(text, end);
            }
            _ => break,
        }
    }
    let mut count = Decimal::ONE;
    if number_starts(text, start) {
        let Lexed::Number(value, end) = number::lex(text, start) else { return None };
        if value <= Decimal::ZERO {
            return None;
        }
        count = value;
        start = if char_at(text, end) == Some('-') { end + 1 } else { spaces(text, end) };
    }
    let (unit, end) = time(text, start)?;
    Some((Period { count, unit }, end))
}

/// What is counted: words up to the first plural, three at most.
fn noun(text: &str, at: usize) -> Option<(Noun, usize)> {
    let hyphen = char_at(text, at) == Some('-');
    let begin = if hyphen { at + 1 } else { spaces(text, at) };
    let mut words: [(&str, usize); 3] = [("", begin); 3];
    let mut count = 0;
    let mut start = begin;
    for slot in &mut words {
        let Some((word, end)) = word(text, start).filter(|(word, _)| !is_stop(word)) else { break };
        *slot = (word, end);
        count += 1;
        start = spaces(text, end);
        if is_plural(word) || start == end {
            break;
        }
    }
    let words = words.get(..count)?;
    let plural = words.iter().position(|(word, _)| is_plural(word));
    let cut = plural.or_else(|| words.iter().position(|(word, _)| !is_state(word))).unwrap_or(0);
    let (_, end) = words.get(cut)?;
    let chosen: Vec<&str> = words.iter().take(cut + 1).map(|(word, _)| *word).collect();
    Some((Noun::new(chosen.join(" ")), *end))
}

fn is_stop(word: &str) -> bool {
    word.len() <= 13 && STOPS.binary_search(&word.to_ascii_lowercase().as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted_for_the_search() {
        assert!(STOPS.is_sorted());
    }

    #[test]
    fn reads_periods() {
        let read = |text: &str| period(text, 0).map(|(period, end)| format!("{period}|{}", &text[end..]));
        for (text, expected) in [
            ("/s now", Some("/s| now")),
            (" per month", Some(" per month|")),
            (" per 5 min", Some(" per 5 min|")),
            (" / 28d", Some(" per 28 days|")),
            (" a day", Some(" per day|")),
            (" every calendar quarter", Some(" per quarter|")),
            (" monthly", Some(" per month|")),
            (" daily peak", None),
            (" per pod", None),
            (" a d", None),
            ("/0 days", None),
        ] {
            assert_eq!(read(text).as_deref(), expected, "{text}");
        }
    }
}

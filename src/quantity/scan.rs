//! Finds quantities in running text, in one pass from left to right.

use std::ops::Range;

use rust_decimal::Decimal;

use super::noun::{Noun, is_plural, is_state};
use super::number::{self, Lexed};
use super::unit::{ByteUnit, Currency, Period, TimeUnit, Unit};
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

/// Words that end the name of what is counted.
const STOPS: &[&str] = &[
    "a", "about", "above", "across", "after", "against", "all", "also", "an", "and", "any", "approx",
    "approximately", "are", "around", "as", "at", "be", "because", "been", "before", "being", "below",
    "between", "both", "but", "by", "can", "could", "did", "do", "does", "down", "during", "each", "est",
    "estimate", "estimated", "every", "for", "from", "had", "has", "have", "he", "here", "how", "if", "in",
    "into", "is", "it", "its", "less", "may", "might", "minus", "must", "no", "not", "of", "off", "on", "only",
    "onto", "or", "our", "out", "over", "per", "plus", "same", "she", "should", "since", "so", "than", "that",
    "the", "their", "then", "there", "these", "they", "this", "those", "through", "till", "to", "under",
    "until", "up", "versus", "via", "vs", "was", "we", "were", "what", "when", "where", "which", "while",
    "who", "whose", "will", "with", "within", "without", "would", "x", "you", "your",
];

/// Words and signs that make the number behind them an approximation.
const APPROXIMATIONS: &[&str] = &[
    "~", "≈", "∼", "about", "approx", "approx.", "approximately", "around", "roughly", "circa", "ca", "ca.",
    "est", "est.", "estimate", "estimate:", "estimated", "estimated:", "estimated at",
];

/// Words before which four digits are a year.
const BEFORE_YEAR: &[&str] = &[
    "in", "by", "since", "until", "till", "from", "during", "of", "end", "early", "mid", "late", "year", "fy",
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov",
    "dec", "q1", "q2", "q3", "q4", "h1", "h2", "spring", "summer", "autumn", "winter",
];

const ADVERBS: &[(&str, TimeUnit)] = &[
    ("hourly", TimeUnit::Hour), ("daily", TimeUnit::Day), ("weekly", TimeUnit::Week),
    ("monthly", TimeUnit::Month), ("quarterly", TimeUnit::Quarter), ("yearly", TimeUnit::Year),
    ("annually", TimeUnit::Year),
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
        let word = matches!(between, "to" | "or" | "..") || between == "and" && follows(text, low.span.start, "between");
        if !(dash || word) {
            continue;
        }
        let plain = |one: &Found| one.quantity.unit == Unit::PLAIN;
        let wanting = plain(low) && (!plain(high) || high.magnitude != Decimal::ONE);
        let money = match (&low.quantity.unit, &high.quantity.unit) {
            (Unit::Money(_), Unit::Count(None)) => Some(low.quantity.unit.clone()),
            (Unit::Money(_), Unit::Rate { of, per }) if **of == Unit::PLAIN => Some(low.quantity.unit.clone().per(*per)),
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

/// What stands behind a number: magnitude, unit, period.
struct Tail {
    value: Decimal,
    magnitude: Decimal,
    unit: Unit,
    end: usize,
}

/// Reads what stands behind the number that ends at `at`; `None` where letters hang on it that are no unit (`3rd`, `5xx`).
fn tail(text: &str, at: usize, value: Decimal, currency: Option<Currency>) -> Option<Tail> {
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
        "M" | "mn" | "mln" | "mio" | "million" | "millions" => 6,
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
        ("rps", "req", TimeUnit::Second), ("qps", "queries", TimeUnit::Second),
        ("tps", "transactions", TimeUnit::Second), ("iops", "IO", TimeUnit::Second),
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
            Some(("rolling" | "the" | "last" | "next" | "any" | "a" | "an" | "trailing" | "each" | "every" | "full" | "past" | "single", end)) => {
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
    APPROXIMATIONS.iter().filter_map(|word| before(text, start, word)).min()
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

/// Where `word` begins, if it ends right before `start`, spaces aside. Case does not matter; a word is whole.
pub(super) fn before(text: &str, start: usize, word: &str) -> Option<usize> {
    let head = text.get(..start)?.trim_end();
    let begin = head.len().checked_sub(word.len())?;
    let same = head.get(begin..)?.eq_ignore_ascii_case(word);
    let inside = word.starts_with(char::is_alphanumeric) && head[..begin].ends_with(|last: char| last.is_alphanumeric() || last == '_');
    (same && !inside).then_some(begin)
}

/// A currency's code right before a number: `EUR 4,000`, `US$ 5`.
fn code_before_number(text: &str, at: usize) -> Option<(Currency, usize)> {
    let rest = text.get(at..)?;
    let codes = [("EUR", Currency::Eur), ("USD", Currency::Usd), ("GBP", Currency::Gbp), ("US$", Currency::Usd)];
    let (code, currency) = codes.into_iter().find(|(code, _)| rest.starts_with(code))?;
    let digits = spaces(text, at + code.len());
    number_starts(text, digits).then_some((currency, digits))
}

/// Whether a number begins at `at`: a digit, or a point before a digit that ends no sentence.
pub(super) fn number_starts(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    match bytes.get(at) {
        Some(digit) if digit.is_ascii_digit() => true,
        Some(b'.') => {
            let fraction = bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
            fraction && !text[..at].ends_with(|last: char| last.is_alphanumeric() || matches!(last, '.' | ')' | '_'))
        }
        _ => false,
    }
}

/// The end of the name or code that goes on at `at`: `eu-west-1`, `p99.9`, `max_connections`.
fn identifier(text: &str, at: usize) -> usize {
    let mut end = at;
    while let Some(letter) = char_at(text, end) {
        let next = end + letter.len_utf8();
        let joint = matches!(letter, '-' | '.') && char_at(text, next).is_some_and(char::is_alphanumeric);
        if !(letter.is_alphanumeric() || matches!(letter, '_' | '#') || joint && end > at) {
            break;
        }
        end = next;
    }
    end
}

pub(super) fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// Past the blanks of this line.
pub(super) fn spaces(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let blank = |letter: char| letter.is_whitespace() && letter != '\n' && letter != '\r';
    text.len().min(at) + (rest.len() - rest.trim_start_matches(blank).len())
}

/// The letters at `at`, if there are any and not too many for a unit.
pub(super) fn letters(text: &str, at: usize) -> Option<(&str, usize)> {
    let rest = text.get(at..)?;
    let length: usize = rest.chars().take(25).take_while(|letter| letter.is_alphabetic()).map(char::len_utf8).sum();
    let word = rest.get(..length).filter(|word| !word.is_empty())?;
    (word.chars().count() < 25).then_some((word, at + length))
}

/// The word at `at`: letters, digits, `_`, and hyphens inside; 40 characters at most.
fn word(text: &str, at: usize) -> Option<(&str, usize)> {
    let rest = text.get(at..)?;
    if !rest.starts_with(char::is_alphabetic) {
        return None;
    }
    let mut end = 0;
    for letter in rest.chars().take(40) {
        let next = end + letter.len_utf8();
        let joint = matches!(letter, '-' | '\'') && rest[next..].starts_with(char::is_alphabetic);
        if !(letter.is_alphanumeric() || letter == '_' || joint) {
            break;
        }
        end = next;
    }
    Some((&rest[..end], at + end))
}

/// Whether a unit may end at `at`: no letter, digit or hyphened word goes on there.
fn closed(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    let mut letters = rest.chars();
    match letters.next() {
        None => true,
        Some('-') => !letters.next().is_some_and(char::is_alphabetic),
        Some(next) => !next.is_alphanumeric() && next != '_',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> String {
        let found = scan(text).found;
        let parts: Vec<String> = found.iter().map(|one| format!("{} [{}]", one.quantity, &text[one.span.clone()])).collect();
        parts.join("; ")
    }

    #[test]
    fn words_are_sorted_for_the_search() {
        assert!(STOPS.is_sorted());
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

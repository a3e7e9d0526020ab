//! Bounds: `>= 99.9 % over 30 days`, `p95 < 300 ms`, `80 %`.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::unit::{Period, Unit};
use super::{Quantity, QuantityError, number, scan, scanned, tail, text};

/// On which side of the bound good values lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparator {
    /// `>=`, at least.
    AtLeast,
    /// `>`, above.
    Above,
    /// `<=`, at most.
    AtMost,
    /// `<`, below.
    Below,
    /// `=`, exactly.
    Equal,
}

/// What stands before a bound. Where one ends with another, the longer comes first.
const BEFORE: &[(&str, Option<Comparator>)] = &[
    // An arrow leads from one value to the next; it compares nothing.
    ("->", None),
    (">=", Some(Comparator::AtLeast)),
    ("=>", Some(Comparator::AtLeast)),
    ("≥", Some(Comparator::AtLeast)),
    ("⩾", Some(Comparator::AtLeast)),
    ("<=", Some(Comparator::AtMost)),
    ("=<", Some(Comparator::AtMost)),
    ("≤", Some(Comparator::AtMost)),
    ("⩽", Some(Comparator::AtMost)),
    (">", Some(Comparator::Above)),
    ("<", Some(Comparator::Below)),
    ("=", Some(Comparator::Equal)),
    ("no less than", Some(Comparator::AtLeast)),
    ("not less than", Some(Comparator::AtLeast)),
    ("no fewer than", Some(Comparator::AtLeast)),
    ("no lower than", Some(Comparator::AtLeast)),
    ("not below", Some(Comparator::AtLeast)),
    ("never below", Some(Comparator::AtLeast)),
    ("at least", Some(Comparator::AtLeast)),
    ("minimum", Some(Comparator::AtLeast)),
    ("minimum of", Some(Comparator::AtLeast)),
    ("min", Some(Comparator::AtLeast)),
    ("min.", Some(Comparator::AtLeast)),
    ("reaches", Some(Comparator::AtLeast)),
    ("reaching", Some(Comparator::AtLeast)),
    ("no more than", Some(Comparator::AtMost)),
    ("not more than", Some(Comparator::AtMost)),
    ("no longer than", Some(Comparator::AtMost)),
    ("no greater than", Some(Comparator::AtMost)),
    ("no later than", Some(Comparator::AtMost)),
    ("not above", Some(Comparator::AtMost)),
    ("never above", Some(Comparator::AtMost)),
    ("not over", Some(Comparator::AtMost)),
    ("at most", Some(Comparator::AtMost)),
    ("up to", Some(Comparator::AtMost)),
    ("maximum", Some(Comparator::AtMost)),
    ("maximum of", Some(Comparator::AtMost)),
    ("max", Some(Comparator::AtMost)),
    ("max.", Some(Comparator::AtMost)),
    ("within", Some(Comparator::AtMost)),
    ("less than", Some(Comparator::Below)),
    ("fewer than", Some(Comparator::Below)),
    ("lower than", Some(Comparator::Below)),
    ("shorter than", Some(Comparator::Below)),
    ("faster than", Some(Comparator::Below)),
    ("under", Some(Comparator::Below)),
    ("below", Some(Comparator::Below)),
    ("more than", Some(Comparator::Above)),
    ("greater than", Some(Comparator::Above)),
    ("higher than", Some(Comparator::Above)),
    ("longer than", Some(Comparator::Above)),
    ("above", Some(Comparator::Above)),
    ("over", Some(Comparator::Above)),
    ("exceeds", Some(Comparator::Above)),
    ("exceeding", Some(Comparator::Above)),
    ("beyond", Some(Comparator::Above)),
    ("equal to", Some(Comparator::Equal)),
    ("equals", Some(Comparator::Equal)),
    ("exactly", Some(Comparator::Equal)),
];

/// What stands behind a bound.
const AFTER: &[(&str, Comparator)] = &[
    ("or more", Comparator::AtLeast),
    ("or higher", Comparator::AtLeast),
    ("or above", Comparator::AtLeast),
    ("or longer", Comparator::AtLeast),
    ("or over", Comparator::AtLeast),
    ("at least", Comparator::AtLeast),
    ("minimum", Comparator::AtLeast),
    ("and above", Comparator::AtLeast),
    ("or less", Comparator::AtMost),
    ("or lower", Comparator::AtMost),
    ("or below", Comparator::AtMost),
    ("or fewer", Comparator::AtMost),
    ("or faster", Comparator::AtMost),
    ("or under", Comparator::AtMost),
    ("at most", Comparator::AtMost),
    ("maximum", Comparator::AtMost),
    ("max", Comparator::AtMost),
];

/// Words that lead to a window.
const LEADS: &[&str] = &["over", "per", "each", "every", "during", "within", "across", "for", "any", "a", "an"];

/// Words that begin a window by themselves.
const KINDS: &[&str] = &["rolling", "calendar", "trailing", "last"];

/// About an hour, in days.
const AN_HOUR: Decimal = Decimal::from_parts(4, 0, 0, false, 2);

impl Comparator {
    /// The comparator in ASCII.
    pub fn symbol(self) -> &'static str {
        match self {
            Comparator::AtLeast => ">=",
            Comparator::Above => ">",
            Comparator::AtMost => "<=",
            Comparator::Below => "<",
            Comparator::Equal => "=",
        }
    }

    /// Whether `value` lies on the good side of `bound`.
    pub fn holds(self, value: Decimal, bound: Decimal) -> bool {
        match self {
            Comparator::AtLeast => value >= bound,
            Comparator::Above => value > bound,
            Comparator::AtMost => value <= bound,
            Comparator::Below => value < bound,
            Comparator::Equal => value == bound,
        }
    }
}

/// How the window of a target moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WindowKind {
    /// It ends now, whenever that is.
    Rolling,
    /// It begins and ends with the calendar.
    Calendar,
    /// Not said.
    Unsaid,
}

/// The time over which a target is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window {
    /// Its length.
    pub length: Period,
    /// How it moves.
    pub kind: WindowKind,
}

impl Window {
    /// The length in days; `None` where that cannot be held.
    pub fn days(self) -> Option<Decimal> {
        self.length.days()
    }

    /// Whether it is shorter than about an hour, over which nobody judges an objective.
    pub fn is_short(self) -> bool {
        self.days().is_some_and(|days| days < AN_HOUR)
    }
}

/// A bound, and over which time it is judged.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    /// The side on which good values lie; `None` where the text does not say.
    pub comparator: Option<Comparator>,
    /// The bound.
    pub quantity: Quantity,
    /// The percentile it is a bound of: 95 for `p95`.
    pub percentile: Option<Decimal>,
    /// The time in which an event has to be done to count as good: 800 ms of `98 % within 800 ms`.
    pub within: Option<Quantity>,
    /// The window.
    pub window: Option<Window>,
}

impl Target {
    /// Reads a bound with what stands around it: `p95 < 300 ms over 30 days`, `at least 99.9 % per calendar month`,
    /// `80 % or more`, `80 %`.
    ///
    /// A percentage or a length of time *per* a time has that time as its window: `99.9 % per month`, `43 min / 28d`.
    /// Other rates stay rates: `4,300 req/s`, `€4,000 per month`.
    ///
    /// A share of good events may name the time in which they have to be done: `98 % within 800 ms over 30 days`, `98 % <=
    /// 800 ms over 30 days`. That time is no window, and the share is the bound.
    ///
    /// # Errors
    /// [`QuantityError::Blank`], [`QuantityError::NoNumber`], [`QuantityError::TooLarge`].
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let found = scanned(text)?.found;
        let index = bound_of(text, &found);
        let within = within(text, &found, index);
        let mut taken: Vec<Range<usize>> = within.iter().map(|one| one.span.clone()).collect();
        let within = within.map(|one| (one.quantity.clone(), one.span.clone()));
        let Some(bound) = found.into_iter().nth(index) else {
            return Err(QuantityError::Blank);
        };
        let comparator = comparator_before(text, bound.span.start).or_else(|| comparator_after(text, bound.span.end));
        let mut quantity = bound.quantity;
        let mut window = without_window(text, &mut quantity, &bound.span);
        let within = within.map(|(mut within, span)| {
            window = window.or_else(|| without_window(text, &mut within, &span));
            within
        });
        taken.push(bound.span);
        let window = window.or_else(|| find_window(text, &taken, &quantity));
        Ok(Target { comparator, quantity, percentile: percentile(text), within, window })
    }

    /// Whether a measured value meets the bound; `None` where the text gives no comparator or the two cannot
    /// be compared.
    pub fn is_met_by(&self, measured: &Quantity) -> Option<bool> {
        let measured = measured.to_unit(&self.quantity.unit).ok()?;
        Some(self.comparator?.holds(measured.value, self.quantity.value))
    }
}

/// Takes the window out of a percentage or a length of time *per* a time: `99.9 % per month`.
fn without_window(text: &str, quantity: &mut Quantity, span: &Range<usize>) -> Option<Window> {
    let Unit::Rate { of, per } = &quantity.unit else { return None };
    if !matches!(**of, Unit::Percent | Unit::Points | Unit::Time(_)) {
        return None;
    }
    let window = Window { length: *per, kind: said_behind(text, span.end, kind_of(&text[span.clone()])) };
    quantity.unit = (**of).clone();
    Some(window)
}

/// Whether a quantity is a share of good events rather than one of failures.
fn is_good_share(one: &scan::Found) -> bool {
    let unit = without_period(&one.quantity.unit);
    *unit == Unit::Percent && one.quantity.value >= Decimal::from(50)
}

/// What a rate is of.
fn without_period(unit: &Unit) -> &Unit {
    if let Unit::Rate { of, .. } = unit { of } else { unit }
}

/// Whether a quantity is a time that may not be exceeded: `within 800 ms`, `<= 800 ms`, `under 0.8 s`.
fn is_limit(text: &str, one: &scan::Found) -> bool {
    let from_above = matches!(comparator_before(text, one.span.start), Some(Comparator::AtMost | Comparator::Below));
    from_above && matches!(without_period(&one.quantity.unit), Unit::Time(_))
}

/// The time in which an event has to be done to count as good, where the bound at `index` is a share of good events.
fn within<'f>(text: &str, found: &'f [scan::Found], index: usize) -> Option<&'f scan::Found> {
    found.get(index).filter(|bound| is_good_share(bound))?;
    found.iter().find(|one| is_limit(text, one))
}

/// Which of several quantities is the bound: the one behind a comparator, else the first that is no window. Of a share
/// with a time behind a comparator, `98 % <= 800 ms`, it is the share.
fn bound_of(text: &str, found: &[scan::Found]) -> usize {
    let soft =
        |start: usize| ["over", "within"].iter().any(|word| text::before(text, begin(text, start), word).is_some());
    let compared = |one: &scan::Found| comparator_before(text, one.span.start).is_some() && !soft(one.span.start);
    let windowed = |one: &scan::Found| {
        let start = begin(text, one.span.start);
        let led = LEADS.iter().chain(KINDS).any(|word| text::before(text, start, word).is_some());
        let hyphen = text[one.span.clone()].contains('-') && one.quantity.value > Decimal::ZERO;
        // `over 300 ms` is a bound.
        one.quantity.as_days().is_some_and(|days| days >= AN_HOUR) && (led || hyphen)
    };
    let judged = found.iter().position(compared);
    let share = judged.filter(|at| is_limit(text, &found[*at]) && percentile(text).is_none());
    let share = share.and_then(|at| found[..at].iter().position(is_good_share));
    share.or(judged).or_else(|| found.iter().position(|one| !windowed(one))).unwrap_or(0)
}

/// Where a quantity begins with a word such as `about` before it.
fn begin(text: &str, start: usize) -> usize {
    scan::approximation(text, start).unwrap_or(start)
}

/// The comparator that ends right before the quantity at `start`.
pub(super) fn comparator_before(text: &str, start: usize) -> Option<Comparator> {
    let start = begin(text, start);
    let matching = BEFORE.iter().filter_map(|(word, comparator)| Some((text::before(text, start, word)?, *comparator)));
    matching.min_by_key(|(begin, _)| *begin).and_then(|(_, comparator)| comparator)
}

/// The comparator right behind the quantity that ends at `end`.
pub(super) fn comparator_after(text: &str, end: usize) -> Option<Comparator> {
    let rest = text.get(text::spaces(text, end)..)?;
    let found = AFTER.iter().find(|(words, _)| {
        let same = rest.get(..words.len()).is_some_and(|head| head.eq_ignore_ascii_case(words));
        same && !rest[words.len()..].starts_with(char::is_alphanumeric)
    });
    found.map(|(_, comparator)| *comparator)
}

/// The window of a text, apart from what is `taken` already: the first of an hour or longer, else the first. `0.1 % over
/// 300 ms over 30 days` is judged over 30 days.
fn find_window(text: &str, taken: &[Range<usize>], bound: &Quantity) -> Option<Window> {
    let outside = |at: usize| !taken.iter().any(|span| span.contains(&at));
    let mut at = 0;
    let mut inside_word = false;
    let mut first = None;
    while let Some(letter) = text::char_at(text, at) {
        let begins = !inside_word && outside(at);
        if begins && let Some((length, stop)) = window_at(text, at, bound) {
            let first_digit = text[at..stop].find(|one: char| one.is_ascii_digit()).map_or(at, |digit| at + digit);
            if outside(first_digit) {
                let window = Window { length, kind: said_behind(text, stop, kind_of(&text[at..stop])) };
                if !window.is_short() {
                    return Some(window);
                }
                first = first.or(Some(window));
            }
        }
        inside_word = letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
        at += letter.len_utf8();
    }
    first
}

/// A window that begins at `at` with the word or sign that leads to it.
fn window_at(text: &str, at: usize, bound: &Quantity) -> Option<(Period, usize)> {
    let sign = text::char_at(text, at)?;
    let behind = at + sign.len_utf8();
    let is_time = matches!(bound.unit, Unit::Time(_));
    match sign {
        '/' => return tail::length(text, text::spaces(text, behind)),
        '(' | ',' | ';' | '@' if !is_time => {
            let start = text::spaces(text, behind);
            return if text::number_starts(text, start) { tail::length(text, start) } else { None };
        }
        _ => {}
    }
    if text::number_starts(text, at) {
        let (period, end) = tail::length(text, at)?;
        let next = text::letters(text, text::spaces(text, end)).map_or("", |(word, _)| word);
        let hyphen = text[at..end].contains('-');
        return (hyphen || matches!(next, "rolling" | "window" | "windows")).then_some((period, end));
    }
    let (word, end) = text::letters(text, at)?;
    let lower = word.to_ascii_lowercase();
    let next = text::spaces(text, end);
    if LEADS.contains(&lower.as_str()) {
        return tail::length(text, next);
    }
    if KINDS.contains(&lower.as_str()) {
        return tail::length(text, at);
    }
    if lower == "in" {
        // `5 incidents in 30 days` is a window, `99.9 % in 6 months` a promise.
        let said = text::letters(text, next)
            .is_some_and(|(word, _)| KINDS.contains(&word) || matches!(word, "any" | "each" | "every" | "a" | "the"));
        return if said || matches!(bound.unit, Unit::Count(_)) { tail::length(text, next) } else { None };
    }
    let (_, unit) = tail::ADVERBS.iter().find(|(name, _)| *name == lower)?;
    Some((Period::one(*unit), end))
}

/// What the words of a window say about how it moves.
fn kind_of(text: &str) -> WindowKind {
    let mut words = text.split(|letter: char| !letter.is_alphanumeric());
    let kind = words.find_map(|word| match word.to_ascii_lowercase().as_str() {
        "calendar" => Some(WindowKind::Calendar),
        "rolling" | "trailing" | "last" | "any" => Some(WindowKind::Rolling),
        _ => None,
    });
    kind.unwrap_or(WindowKind::Unsaid)
}

/// The kind, also where it stands behind the window: `30-day rolling`.
fn said_behind(text: &str, end: usize, kind: WindowKind) -> WindowKind {
    match (kind, text::letters(text, text::spaces(text, end))) {
        (WindowKind::Unsaid, Some((word, _))) => kind_of(word),
        _ => kind,
    }
}

/// The percentile that a text speaks of: `p95`, `p99.9`, `p999`, `95th percentile`, `median`.
pub fn percentile(text: &str) -> Option<Decimal> {
    let mut inside = false;
    for (at, letter) in text.char_indices() {
        let starts = !inside;
        inside = letter.is_alphanumeric() || letter == '_';
        if !starts {
            continue;
        }
        let rest = &text[at..];
        if letter.eq_ignore_ascii_case(&'p')
            && let Some(value) = percentile_digits(&rest[1..])
        {
            return Some(value);
        }
        if rest.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("median")) {
            return Some(Decimal::from(50));
        }
        if letter.is_ascii_digit() {
            let length = rest.bytes().take(8).take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
            let behind = rest[length..].strip_prefix("th").map(str::trim_start);
            if behind.is_some_and(|word| word.starts_with("percentile"))
                && let Ok(value) = Decimal::from_str_exact(rest[..length].trim_end_matches('.'))
            {
                return (value < Decimal::ONE_HUNDRED).then_some(value);
            }
        }
    }
    None
}

/// The digits behind the p: two with an optional fraction, or nines without a point. `P1` is a priority.
fn percentile_digits(text: &str) -> Option<Decimal> {
    let whole = text.bytes().take(6).take_while(u8::is_ascii_digit).count();
    let mut end = whole;
    if text[whole..].starts_with('.') {
        let fraction = text[whole + 1..].bytes().take(4).take_while(u8::is_ascii_digit).count();
        end += if fraction > 0 { fraction + 1 } else { 0 };
    }
    if text[end..].starts_with(|next: char| next.is_alphanumeric() || next == '_') {
        return None;
    }
    match whole {
        2 => Decimal::from_str_exact(&text[..end]).ok(),
        3..=5 if end == whole && text[..whole].bytes().all(|byte| byte == b'9') => {
            Decimal::from_str_exact(&format!("99.{}", &text[2..whole])).ok()
        }
        _ => None,
    }
}

impl FromStr for Target {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Target::parse(text)
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rolling = if self.kind == WindowKind::Rolling { "rolling " } else { "" };
        let calendar = if self.kind == WindowKind::Calendar { "calendar " } else { "" };
        let plural = self.length.count != Decimal::ONE;
        write!(f, "over {rolling}{} {calendar}{}", number::print(self.length.count), self.length.unit.word(plural))
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(percentile) = self.percentile {
            write!(f, "p{} ", number::print(percentile))?;
        }
        if let Some(comparator) = self.comparator {
            write!(f, "{} ", comparator.symbol())?;
        }
        write!(f, "{}", self.quantity)?;
        if let Some(within) = &self.within {
            write!(f, " within {within}")?;
        }
        if let Some(window) = self.window {
            write!(f, " {window}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::quantity::TimeUnit;

    #[test]
    fn reads_and_prints_targets() {
        for (text, expected) in [
            ("99.9 % over 30 days", "99.9 % over 30 days"),
            (">= 99.9 % over 30 days", ">= 99.9 % over 30 days"),
            ("≥99.95% / 28d", ">= 99.95 % over 28 days"),
            ("at least 99.9 % per calendar month", ">= 99.9 % over 1 calendar month"),
            ("p95 < 300 ms over 30 days", "p95 < 300 ms over 30 days"),
            ("p99.9 under 1.5 s over rolling 4 weeks", "p99.9 < 1.5 s over rolling 4 weeks"),
            ("99th percentile below 2 s, any 7 days", "p99 < 2 s over rolling 7 days"),
            ("p999 <= 1 s monthly", "p99.9 <= 1 s over 1 month"),
            ("30-day availability of 99.9 %", "99.9 % over 30 days"),
            ("over 30 days: >= 99.9 %", ">= 99.9 % over 30 days"),
            ("99.9 % (30-day rolling)", "99.9 % over rolling 30 days"),
            ("99.9 % monthly", "99.9 % over 1 month"),
            ("99.9 % over a rolling 30-day window", "99.9 % over rolling 30 days"),
            ("99.9 % over the last quarter", "99.9 % over rolling 1 quarter"),
            ("80 %", "80 %"),
            ("80 % or more", ">= 80 %"),
            ("> 80 % for 15 min", "> 80 % over 15 min"),
            ("over 80 %", "> 80 %"),
            ("no more than 0.1 % of requests over 28 days", "<= 0.1 % over 28 days"),
            ("within 30 min over 90 days", "<= 30 min over 90 days"),
            ("restored within 4 h in any 30 days", "<= 4 h over rolling 30 days"),
            ("not more than 43 min per month", "<= 43 min over 1 month"),
            ("< 5 incidents in 30 days", "< 5 incidents over 30 days"),
            ("<= €4,000 per month", "<= €4,000 per month"),
            (">= 4,300 req/s", ">= 4,300 req/s"),
            ("at least about 80 %", ">= ~80 %"),
            ("below 92 % (hit ratio, falling)", "< 92 %"),
            ("median = 20 ms", "p50 = 20 ms"),
            ("82 -> 90 %", "82"),
            ("1.6 TB (80 % of 2 TB)", "1.6 TB"),
            ("99.9 % in 6 months", "99.9 %"),
            ("P1 acknowledged in < 15 min", "< 15 min"),
            ("max. 300 ms", "<= 300 ms"),
            ("98 % within 800 ms over 30 days", "98 % within 800 ms over 30 days"),
            ("98 % over 30 days within 800 ms", "98 % within 800 ms over 30 days"),
            ("98 % <= 800 ms over 30 days", "98 % within 800 ms over 30 days"),
            ("98 % below 800 ms over rolling 30 days", "98 % within 800 ms over rolling 30 days"),
            (">= 98 % of requests under 0.8 s in any 28 days", ">= 98 % within 0.8 s over rolling 28 days"),
            ("95 % < 2.5 s per month", "95 % within 2.5 s over 1 month"),
            ("98 % per month within 800 ms", "98 % within 800 ms over 1 month"),
            ("99 % within 15 min over 30 days", "99 % within 15 min over 30 days"),
            ("99 % within 2 days", "99 % within 2 days"),
            ("99.9 % within any 30 days", "99.9 % over rolling 30 days"),
            ("p98 <= 800 ms over 30 days", "p98 <= 800 ms over 30 days"),
            ("0.1 % over 300 ms over 30 days", "0.1 % over 30 days"),
            ("99.9 % over 5 min", "99.9 % over 5 min"),
        ] {
            let printed = Target::parse(text).map_or_else(|error| error.to_string(), |one| one.to_string());
            assert_eq!(printed, expected, "{text}");
        }
    }

    #[test]
    fn judges_a_measured_value() {
        let met =
            |target: &str, value: &str| Target::parse(target).unwrap().is_met_by(&Quantity::parse(value).unwrap());
        assert_eq!(met("p95 < 300 ms over 30 days", "0.29 s"), Some(true));
        assert_eq!(met("p95 < 300 ms over 30 days", "300 ms"), Some(false));
        assert_eq!(met(">= 99.9 % over 30 days", "99.9 %"), Some(true));
        assert_eq!(met("99.9 %", "99.9 %"), None);
        assert_eq!(met("< 300 ms", "5 GB"), None);
    }

    #[test]
    fn percentiles_are_no_priorities() {
        for (text, expected) in [
            ("p95", Some("95")),
            ("P50 latency", Some("50")),
            ("p99.9", Some("99.9")),
            ("p9999", Some("99.99")),
            ("p0", None),
            ("P1 incident", None),
            ("p956", None),
            ("ip95", None),
            ("the 95th percentile", Some("95")),
            ("99.5th percentile", Some("99.5")),
            ("p95th", None),
            ("p95. Then", Some("95")),
            ("", None),
        ] {
            assert_eq!(percentile(text).map(number::print).as_deref(), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn printed_targets_are_read_back(
            comparator in prop::option::of(prop::sample::select(vec![Comparator::AtLeast, Comparator::Above, Comparator::AtMost, Comparator::Below, Comparator::Equal])),
            value in 1_i64..1_000_000, scale in 0_u32..4,
            unit in prop::sample::select(vec![Unit::Percent, Unit::Time(TimeUnit::Millisecond), Unit::count("errors")]),
            percentile in prop::option::of(10_i64..100),
            within in prop::option::of(1_i64..10_000),
            window in prop::option::of((1_u32..100, prop::sample::select(vec![WindowKind::Rolling, WindowKind::Calendar, WindowKind::Unsaid]))),
        ) {
            let window = window.map(|(count, kind)| Window { length: Period { count: count.into(), unit: TimeUnit::Day }, kind });
            let quantity = Quantity::new(Decimal::new(value, scale), unit);
            let is_good_share = quantity.unit == Unit::Percent && quantity.value >= Decimal::from(50);
            let within = within.filter(|_| is_good_share).map(|ms| Quantity::new(ms, Unit::Time(TimeUnit::Millisecond)));
            let target = Target { comparator, quantity, percentile: percentile.map(Decimal::from), within, window };
            prop_assert_eq!(Target::parse(&target.to_string()), Ok(target));
        }

        #[test]
        fn no_number_makes_it_panic(text in "(over |within |[<>]=? ?)?[0-9]{1,30}(e[0-9]{1,2})? (%|days|years|GB|ns)( per [0-9]{1,20} (years|ns))?") {
            if let Ok(target) = Target::parse(&text) {
                let _ = (target.to_string(), target.quantity.in_base(), target.window.and_then(Window::days));
            }
            let _ = crate::quantity::Growth::parse(&text).map(|growth| (growth.to_string(), growth.per_day(), growth.factor_per_day()));
            let _ = crate::quantity::DurationRange::parse(&text).map(|range| range.to_string());
        }

        #[test]
        fn nothing_makes_it_panic(text in "\\PC*") {
            let _ = Target::parse(&text);
            let _ = percentile(&text);
        }
    }
}

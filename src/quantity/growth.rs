//! Change over time: `+6 % per month`, `+40 GB per month`, `doubling every 6 months`.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::unit::{Period, TimeUnit, Unit};
use super::{Quantity, QuantityError, number, scan, shorten, tail, text};

/// How a value changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Growth {
    /// Not at all.
    Flat,
    /// By the same amount in each period.
    Linear {
        /// The amount; negative for a fall.
        change: Quantity,
        /// The period.
        per: Period,
    },
    /// By the same factor in each period.
    Compound {
        /// The factor: 1.06 for `+6 %`; above 0, not 1.
        factor: Decimal,
        /// The period.
        per: Period,
    },
}

/// Words that make a change a fall.
const FALLING: &[&str] = &[
    "decline", "declines", "declining", "decrease", "decreases", "decreasing", "down", "drops", "dropping", "falling",
    "falls", "fell", "loses", "losing", "reduces", "reducing", "shrank", "shrinking", "shrinks",
];

/// Words for no change.
const FLAT: &[&str] = &["flat", "none", "no growth", "no change", "stable", "constant", "unchanged", "zero"];

/// Beginnings of words for a factor.
const FACTORS: &[(&str, i64, u32)] = &[("doubl", 2, 0), ("tripl", 3, 0), ("quadrupl", 4, 0), ("halv", 5, 1)];

/// A comparison with the period before: `month over month`, and its short forms.
const OVER: &[(&str, &[&str], TimeUnit)] = &[
    ("day", &["dod", "d/d"], TimeUnit::Day),
    ("week", &["wow", "w/w"], TimeUnit::Week),
    ("month", &["mom", "m/m"], TimeUnit::Month),
    ("quarter", &["qoq", "q/q"], TimeUnit::Quarter),
    ("year", &["yoy", "y/y"], TimeUnit::Year),
];

/// How much text behind a number is searched for its period.
const REACH: usize = 80;

impl Growth {
    /// Reads a change and the period it takes.
    ///
    /// A percentage and a factor compound: `+6 % per month` is 6 % of what there is by then, also where the
    /// value itself is a percentage (71 % becomes 75.26 %). An amount is linear: `+40 GB per month`, and for
    /// percentages `+0.5 points per month`. Words such as `falling` or `down` make an unsigned change negative.
    ///
    /// # Errors
    /// [`QuantityError::Blank`], [`QuantityError::NoNumber`], [`QuantityError::NoPeriod`],
    /// [`QuantityError::NothingLeft`] (`-100 %`), [`QuantityError::TooLarge`].
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(QuantityError::Blank);
        }
        let lower = trimmed.to_lowercase();
        if FLAT.iter().any(|word| starts_with_word(&lower, word)) {
            return Ok(Growth::Flat);
        }
        if let Some(growth) = factor_in_words(trimmed)? {
            return Ok(growth);
        }
        let scan = super::scanned(trimmed)?;
        if scan.found.first().is_some_and(|one| one.quantity.value.is_zero()) {
            return Ok(Growth::Flat);
        }
        for one in &scan.found {
            let Some((change, per)) = split(trimmed, one) else { continue };
            let signed = trimmed[one.span.clone()].trim_start_matches(['~', '≈', '∼']).starts_with(['+', '-', '−']);
            let fall = !signed && words(&lower).any(|word| FALLING.contains(&word));
            return of(trimmed, change, per, fall);
        }
        Err(QuantityError::NoPeriod { text: shorten(text) })
    }

    /// The period it is stated for; `None` where nothing changes.
    pub fn period(&self) -> Option<Period> {
        match self {
            Growth::Flat => None,
            Growth::Linear { per, .. } | Growth::Compound { per, .. } => Some(*per),
        }
    }

    /// The sign of the change: 1 upwards, -1 downwards, 0 for none.
    pub fn direction(&self) -> i8 {
        let sign = match self {
            Growth::Flat => Decimal::ZERO,
            Growth::Linear { change, .. } => change.value,
            Growth::Compound { factor, .. } => factor - Decimal::ONE,
        };
        match sign {
            zero if zero.is_zero() => 0,
            fall if fall.is_sign_negative() => -1,
            _ => 1,
        }
    }

    /// The amount per day of a linear change, to 28 digits; `None` for the others.
    pub fn per_day(&self) -> Option<Quantity> {
        match self {
            Growth::Linear { change, per } => {
                let value = change.value.checked_div(per.days()?)?;
                Some(Quantity { value, ..change.clone() })
            }
            _ => None,
        }
    }

    /// The factor per day of a compound change, as a binary fraction; `None` for the others.
    pub fn factor_per_day(&self) -> Option<f64> {
        match self {
            Growth::Compound { factor, per } => Some(number::to_f64(*factor).powf(1.0 / number::to_f64(per.days()?))),
            _ => None,
        }
    }
}

/// The change, with its meaning: percentages and factors compound.
fn of(text: &str, change: Quantity, per: Period, fall: bool) -> Result<Growth, QuantityError> {
    let left = || QuantityError::NothingLeft { text: shorten(text) };
    let large = || QuantityError::TooLarge { text: shorten(text) };
    let factor = match change.unit {
        Unit::Percent => {
            let share = change.value.checked_div(Decimal::ONE_HUNDRED).ok_or_else(large)?;
            let share = if fall { -share } else { share };
            Decimal::ONE.checked_add(share).ok_or_else(large)?
        }
        Unit::Times if fall => Decimal::ONE.checked_div(change.value).ok_or_else(left)?,
        Unit::Times => change.value,
        _ => {
            let value = if fall { -change.value } else { change.value };
            let change = Quantity { value, ..change };
            return Ok(if value.is_zero() { Growth::Flat } else { Growth::Linear { change, per } });
        }
    };
    if factor <= Decimal::ZERO {
        Err(left())
    } else if factor == Decimal::ONE {
        Ok(Growth::Flat)
    } else {
        Ok(Growth::Compound { factor: factor.normalize(), per })
    }
}

/// A quantity and the period of its change. In `+200 req/s per month` the rate itself changes, so the period is
/// what follows; in `+40 GB per month` it is the period of the rate.
fn split(text: &str, one: &scan::Found) -> Option<(Quantity, Period)> {
    match (&one.quantity.unit, period_behind(text, one.span.end)) {
        (Unit::Time(_), None) => None,
        (_, Some(per)) if !matches!(one.quantity.unit, Unit::Rate { .. }) || directly(text, one.span.end) => {
            Some((one.quantity.clone(), per))
        }
        (Unit::Rate { of, per }, _) => Some((Quantity { unit: (**of).clone(), ..one.quantity.clone() }, *per)),
        _ => None,
    }
}

/// Whether a period follows right behind a rate.
fn directly(text: &str, end: usize) -> bool {
    tail::period(text, end).is_some() || {
        let word = text::letters(text, text::spaces(text, end));
        word.is_some_and(|(word, _)| matches!(word, "in" | "over" | "within" | "month" | "year" | "week" | "quarter"))
    }
}

/// `doubling every 6 months`, `doubles yearly`.
fn factor_in_words(text: &str) -> Result<Option<Growth>, QuantityError> {
    for (at, word) in word_starts(text) {
        let lower = word.to_lowercase();
        let Some((_, mantissa, scale)) = FACTORS.iter().find(|(head, ..)| lower.starts_with(head)) else { continue };
        let Some(per) = period_behind(text, at + word.len()) else {
            return Err(QuantityError::NoPeriod { text: shorten(text) });
        };
        return Ok(Some(Growth::Compound { factor: Decimal::new(*mantissa, *scale), per }));
    }
    Ok(None)
}

/// The first period in what follows: `per month`, `every 6 months`, `in 6 months`, `month over month`, `YoY`.
fn period_behind(text: &str, end: usize) -> Option<Period> {
    let mut stop = text.len().min(end + REACH);
    while !text.is_char_boundary(stop) {
        stop -= 1;
    }
    let rest = text.get(end..stop)?;
    let mut before = ' ';
    for (at, letter) in rest.char_indices() {
        let begins = !before.is_alphanumeric() && before != '-';
        before = letter;
        if !begins || letter.is_whitespace() {
            continue;
        }
        if let Some((period, _)) = tail::period(rest, at) {
            return Some(period);
        }
        if let Some(unit) = over(&rest[at..]) {
            return Some(Period::one(unit));
        }
        let Some((word, after)) = text::letters(rest, at) else { continue };
        if ["in", "over", "within", "during", "across", "for"].iter().any(|lead| lead.eq_ignore_ascii_case(word))
            && let Some((period, _)) = tail::length(rest, text::spaces(rest, after))
        {
            return Some(period);
        }
    }
    None
}

/// The period of `month over month` or `MoM` at the beginning of a text.
fn over(text: &str) -> Option<TimeUnit> {
    let head: String = text.chars().take(24).collect::<String>().to_lowercase().replace('-', " ");
    let found = OVER.iter().find(|(name, short, _)| {
        let pair = head.strip_prefix(name).and_then(|rest| {
            let rest = rest.strip_prefix(" over ").or_else(|| rest.strip_prefix(" on "))?;
            rest.strip_prefix(name)
        });
        pair.is_some() || short.iter().any(|short| starts_with_word(&head, short))
    });
    found.map(|(.., unit)| *unit)
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The words of a text with the bytes they begin at.
fn word_starts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(|letter: char| !letter.is_alphanumeric()).filter_map(move |word| {
        let start = at;
        let separator = text.get(start + word.len()..).and_then(|rest| rest.chars().next());
        at = start + word.len() + separator.map_or(0, char::len_utf8);
        (!word.is_empty()).then_some((start, word))
    })
}

impl FromStr for Growth {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Growth::parse(text)
    }
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plus = if self.direction() > 0 { "+" } else { "" };
        match self {
            Growth::Flat => f.write_str("flat"),
            Growth::Linear { change, per } => {
                let about = if change.approximate { "~" } else { "" };
                let exact = Quantity { approximate: false, ..change.clone() };
                write!(f, "{about}{plus}{exact}{}", spelt(*per))
            }
            Growth::Compound { factor, per } if *factor >= Decimal::TWO => {
                write!(f, "{}x{}", number::print(*factor), spelt(*per))
            }
            Growth::Compound { factor, per } => {
                let percent = (factor - Decimal::ONE) * Decimal::ONE_HUNDRED;
                write!(f, "{plus}{} %{}", number::print(percent), spelt(*per))
            }
        }
    }
}

/// ` per day`, ` per 6 months`: written out, so that a rate that changes stays apart from the period.
fn spelt(per: Period) -> String {
    if per.count == Decimal::ONE {
        format!(" per {}", per.unit.word(false))
    } else {
        format!(" per {} {}", number::print(per.count), per.unit.word(true))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_and_prints_growth() {
        for (text, expected) in [
            ("+6 % per month", "+6 % per month"),
            ("6%/month", "+6 % per month"),
            ("6 % monthly", "+6 % per month"),
            ("~6 % a month", "+6 % per month"),
            ("+40 GB per month", "+40 GB per month"),
            ("+40 GB/day", "+40 GB per day"),
            ("40 GB in 30 days", "+40 GB per 30 days"),
            ("-0.5 points per month", "-0.5 points per month"),
            ("−0.5 pp per month", "-0.5 points per month"),
            ("falling 0.5 points per month", "-0.5 points per month"),
            ("12 % month over month", "+12 % per month"),
            ("12 % month-on-month", "+12 % per month"),
            ("60 % YoY", "+60 % per year"),
            ("3 % w/w", "+3 % per week"),
            ("doubling every 6 months", "2x per 6 months"),
            ("doubles every year", "2x per year"),
            ("tripling yearly", "3x per year"),
            ("halving every quarter", "-50 % per quarter"),
            ("5x in 6 months", "5x per 6 months"),
            ("×5 in 6 months", "5x per 6 months"),
            ("5x traffic within 6 months", "5x per 6 months"),
            ("flat", "flat"),
            ("0", "flat"),
            ("0 % per month", "flat"),
            ("no growth expected", "flat"),
            ("+200 req/s per month", "+200 req/s per month"),
            ("+5 ms per month", "+5 ms per month"),
            ("+15 connections per month (30 days)", "+15 connections per month"),
            ("down 6 % per quarter", "-6 % per quarter"),
            ("6 % decline per quarter", "-6 % per quarter"),
            ("5 min more downtime per quarter", "+5 min per quarter"),
            ("+12k rows per day", "+12,000 rows per day"),
            ("+€500 per month", "+€500 per month"),
            ("+1.2 TB over the last 6 months", "+1.2 TB per 6 months"),
            ("+120 IOPS per month", "+120 IOPS per month"),
        ] {
            let printed = Growth::parse(text).map_or("none".to_owned(), |one| one.to_string());
            assert_eq!(printed, expected, "{text}");
        }
    }

    #[test]
    fn says_why_not() {
        let error = |text: &str| Growth::parse(text).unwrap_err();
        assert_eq!(error(" "), QuantityError::Blank);
        assert!(matches!(error("fast"), QuantityError::NoNumber { .. }));
        for text in ["+6 %", "5x by May 2027", "doubling soon", "+40 GB"] {
            assert!(matches!(error(text), QuantityError::NoPeriod { .. }), "{text}");
        }
        assert!(matches!(error("-100 % per month"), QuantityError::NothingLeft { .. }));
    }

    #[test]
    fn per_day_by_hand() {
        let per_day = |text: &str| Growth::parse(text).unwrap().per_day().map(|one| one.rounded(6).to_string());
        assert_eq!(per_day("+14 GB per week").as_deref(), Some("2 GB"));
        assert_eq!(per_day("+40 GB per month").as_deref(), Some("1.31417 GB"));
        assert_eq!(per_day("+6 % per month"), None);
        let factor = Growth::parse("2x per 10 days").unwrap().factor_per_day().unwrap();
        assert!((factor.powi(10) - 2.0).abs() < 1e-12);
        assert_eq!(Growth::parse("-1 % per day").unwrap().direction(), -1);
    }

    proptest! {
        #[test]
        fn printed_growth_is_read_back(value in -99_000_i64..10_000_000, scale in 1_u32..4, count in 1_u32..30, unit in prop::sample::select(vec![TimeUnit::Day, TimeUnit::Week, TimeUnit::Month, TimeUnit::Year]), linear: bool) {
            let per = Period { count: count.into(), unit };
            let value = Decimal::new(value, scale);
            let factor = Decimal::ONE + value / Decimal::ONE_HUNDRED;
            prop_assume!(!value.is_zero() && factor > Decimal::ZERO);
            let growth = if linear {
                Growth::Linear { change: Quantity::new(value, Unit::Bytes(crate::quantity::ByteUnit::decimal(3))), per }
            } else {
                Growth::Compound { factor, per }
            };
            prop_assert_eq!(Growth::parse(&growth.to_string()), Ok(growth));
        }

        #[test]
        fn nothing_makes_it_panic(text in "\\PC*") {
            let _ = Growth::parse(&text);
        }
    }
}

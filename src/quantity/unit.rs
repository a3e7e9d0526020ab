//! Units: what a number counts, and how units convert.

use std::fmt;

use rust_decimal::Decimal;

use super::noun::Noun;

/// The kind of a quantity. Quantities of one kind can usually be compared; [`Unit::same_dimension`] decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dimension {
    /// A share of a hundred, or points of it.
    Percent,
    /// A plain number, a factor, or a number of things.
    Count,
    /// A length of time.
    Time,
    /// An amount of data.
    Bytes,
    /// An amount of money.
    Money,
    /// Any of these per time.
    Rate,
}

impl Dimension {
    /// The kind in a word or two, for messages.
    pub fn name(self) -> &'static str {
        match self {
            Dimension::Percent => "percentage",
            Dimension::Count => "count",
            Dimension::Time => "duration",
            Dimension::Bytes => "amount of data",
            Dimension::Money => "amount of money",
            Dimension::Rate => "rate",
        }
    }
}

/// What a number counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Unit {
    /// `%`.
    Percent,
    /// Percentage points: a difference of two percentages.
    Points,
    /// A plain number, or a number of things.
    Count(Option<Noun>),
    /// A factor: `5x`.
    Times,
    /// A length of time.
    Time(TimeUnit),
    /// An amount of data.
    Bytes(ByteUnit),
    /// An amount of money.
    Money(Currency),
    /// An amount per time.
    Rate {
        /// The amount. At most one more rate deep.
        of: Box<Unit>,
        /// The time.
        per: Period,
    },
}

impl Unit {
    /// How it is written behind a number: `TB`, `req/s`, `€ per month`; `plain numbers` for none.
    pub fn name(&self) -> String {
        let written = super::Quantity::new(2, self.clone()).to_string().replacen('2', "", 1);
        if *self == Unit::PLAIN { "plain numbers".to_owned() } else { written.trim().to_owned() }
    }

    /// A plain number.
    pub const PLAIN: Unit = Unit::Count(None);

    /// A number of things: `Unit::count("pods")`.
    pub fn count(noun: &str) -> Unit {
        Unit::Count(Some(Noun::new(noun)))
    }

    /// This unit per period.
    pub fn per(self, per: Period) -> Unit {
        Unit::Rate { of: Box::new(self), per }
    }

    /// The kind of quantity.
    pub fn dimension(&self) -> Dimension {
        match self {
            Unit::Percent | Unit::Points => Dimension::Percent,
            Unit::Count(_) | Unit::Times => Dimension::Count,
            Unit::Time(_) => Dimension::Time,
            Unit::Bytes(_) => Dimension::Bytes,
            Unit::Money(_) => Dimension::Money,
            Unit::Rate { .. } => Dimension::Rate,
        }
    }

    /// Whether quantities in both units can be compared. Counts can when they count the same things as far as
    /// is said ([`Noun::counts_same`]); money only in one currency; rates when their amounts can.
    pub fn same_dimension(&self, other: &Unit) -> bool {
        match (self, other) {
            (Unit::Count(Some(left)), Unit::Count(Some(right))) => left.counts_same(right),
            (Unit::Times, Unit::Count(Some(_))) | (Unit::Count(Some(_)), Unit::Times) => false,
            (Unit::Money(left), Unit::Money(right)) => left == right,
            (Unit::Rate { of: left, .. }, Unit::Rate { of: right, .. }) => left.same_dimension(right),
            _ => self.dimension() == other.dimension(),
        }
    }

    /// The unit everything of the dimension converts to: percent, the count itself, seconds, bytes,
    /// the currency, or the base of the amount per day.
    pub fn base(&self) -> Unit {
        match self {
            Unit::Percent | Unit::Points => Unit::Percent,
            Unit::Count(_) | Unit::Times | Unit::Money(_) => self.clone(),
            Unit::Time(_) => Unit::Time(TimeUnit::Second),
            Unit::Bytes(_) => Unit::Bytes(ByteUnit::BYTE),
            Unit::Rate { of, .. } => of.base().per(Period::DAY),
        }
    }

    /// How much of the base one of this unit is, as a fraction, so that dividing comes last: `None` beyond 28 digits.
    pub(super) fn factor(&self) -> Option<(Decimal, Decimal)> {
        let one = Decimal::ONE;
        match self {
            Unit::Time(unit) => Some((unit.seconds(), one)),
            Unit::Bytes(unit) => Some((unit.bytes(), one)),
            Unit::Rate { of, per } => {
                let (above, below) = of.factor()?;
                Some((above.checked_mul(TimeUnit::Day.seconds())?, below.checked_mul(per.seconds()?)?))
            }
            _ => Some((one, one)),
        }
    }
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TimeUnit {
    /// 10⁻⁹ s.
    Nanosecond,
    /// 10⁻⁶ s.
    Microsecond,
    /// 10⁻³ s.
    Millisecond,
    /// 1 s.
    Second,
    /// 60 s.
    Minute,
    /// 3,600 s.
    Hour,
    /// 24 h.
    Day,
    /// A day of a five-day week: 7/5 of a calendar day.
    WorkingDay,
    /// 7 days.
    Week,
    /// A twelfth of a year: 30.4375 days.
    Month,
    /// A fourth of a year: 91.3125 days.
    Quarter,
    /// 365.25 days.
    Year,
}

/// Spellings, the one printed first (`short`, or singular and plural), and seconds as mantissa and scale.
struct TimeRow {
    unit: TimeUnit,
    one: &'static str,
    many: &'static str,
    others: &'static [&'static str],
    seconds: (i64, u32),
}

const TIMES: &[TimeRow] = &[
    TimeRow {
        unit: TimeUnit::Nanosecond,
        one: "ns",
        many: "ns",
        others: &["nanosecond", "nanoseconds"],
        seconds: (1, 9),
    },
    TimeRow {
        unit: TimeUnit::Microsecond,
        one: "µs",
        many: "µs",
        others: &["μs", "us", "microsecond", "microseconds"],
        seconds: (1, 6),
    },
    TimeRow {
        unit: TimeUnit::Millisecond,
        one: "ms",
        many: "ms",
        others: &["msec", "msecs", "millisecond", "milliseconds", "millis"],
        seconds: (1, 3),
    },
    TimeRow {
        unit: TimeUnit::Second,
        one: "s",
        many: "s",
        others: &["sec", "secs", "second", "seconds"],
        seconds: (1, 0),
    },
    TimeRow {
        unit: TimeUnit::Minute,
        one: "min",
        many: "min",
        others: &["m", "mins", "minute", "minutes"],
        seconds: (60, 0),
    },
    TimeRow { unit: TimeUnit::Hour, one: "h", many: "h", others: &["hr", "hrs", "hour", "hours"], seconds: (3_600, 0) },
    TimeRow { unit: TimeUnit::Day, one: "day", many: "days", others: &["d"], seconds: (86_400, 0) },
    TimeRow {
        unit: TimeUnit::WorkingDay,
        one: "working day",
        many: "working days",
        others: &["workday", "workdays"],
        seconds: (120_960, 0),
    },
    TimeRow { unit: TimeUnit::Week, one: "week", many: "weeks", others: &["w", "wk", "wks"], seconds: (604_800, 0) },
    TimeRow {
        unit: TimeUnit::Month,
        one: "month",
        many: "months",
        others: &["mo", "mos", "mth", "mths"],
        seconds: (2_629_800, 0),
    },
    TimeRow {
        unit: TimeUnit::Quarter,
        one: "quarter",
        many: "quarters",
        others: &["qtr", "qtrs"],
        seconds: (7_889_400, 0),
    },
    TimeRow {
        unit: TimeUnit::Year,
        one: "year",
        many: "years",
        others: &["y", "yr", "yrs", "annum"],
        seconds: (31_557_600, 0),
    },
];

impl TimeUnit {
    /// The unit in seconds, exactly.
    pub fn seconds(self) -> Decimal {
        let (mantissa, scale) = self.row().seconds;
        Decimal::new(mantissa, scale)
    }

    /// The unit of this spelling. Single letters are lower case: `5m` is five minutes, `5M` five million.
    pub(super) fn from_word(word: &str) -> Option<TimeUnit> {
        let same = |spelling: &str| spelling == word || (word.len() > 1 && spelling.eq_ignore_ascii_case(word));
        let row = TIMES
            .iter()
            .find(|row| same(row.one) || same(row.many) || row.others.iter().any(|spelling| same(spelling)));
        row.map(|row| row.unit)
    }

    /// The word for one of it, or for several.
    pub fn word(self, plural: bool) -> &'static str {
        let row = self.row();
        if plural { row.many } else { row.one }
    }

    /// Whether it is written as a symbol: `ms`, `h`.
    fn is_short(self) -> bool {
        self < TimeUnit::Day
    }

    fn row(self) -> &'static TimeRow {
        let found = TIMES.iter().find(|row| row.unit == self);
        found.unwrap_or(&TIMES[3])
    }
}

/// A unit of data: bits or bytes, a decimal prefix (`GB`, 10⁹) or a binary one (`GiB`, 2³⁰).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ByteUnit {
    bits: bool,
    binary: bool,
    /// 0 for none, 1 for k, 2 for M, and so on; never above 6.
    power: u8,
}

const PREFIXES: [&str; 7] = ["", "k", "M", "G", "T", "P", "E"];
const PREFIX_WORDS: [&str; 7] = ["", "kilo", "mega", "giga", "tera", "peta", "exa"];

impl ByteUnit {
    /// One byte.
    pub const BYTE: ByteUnit = ByteUnit { bits: false, binary: false, power: 0 };

    /// A decimal multiple of a byte: 0 is B, 1 kB, 2 MB, up to 6 for EB.
    pub fn decimal(power: u8) -> ByteUnit {
        ByteUnit { power: power.min(6), ..Self::BYTE }
    }

    /// A binary multiple of a byte: 1 is KiB, 2 MiB, up to 6 for EiB.
    pub fn binary(power: u8) -> ByteUnit {
        ByteUnit { binary: power > 0, power: power.min(6), bits: false }
    }

    /// A decimal multiple of a bit: 0 is bit, 1 kbit, up to 6 for Ebit.
    pub fn bits(power: u8) -> ByteUnit {
        ByteUnit { bits: true, binary: false, power: power.min(6) }
    }

    /// The unit in bytes, exactly.
    pub fn bytes(self) -> Decimal {
        let step: u64 = if self.binary { 1_024 } else { 1_000 };
        let whole = Decimal::from(step.pow(u32::from(self.power)));
        if self.bits { whole / Decimal::from(8) } else { whole }
    }

    /// The unit of this spelling. A lower-case `b` behind an upper-case prefix means bits only where `rate` says
    /// that `/s` follows: `10 Gb/s` is a line speed, but people write `40 Gb` for gigabytes of disk.
    pub(super) fn from_word(word: &str, rate: bool) -> Option<ByteUnit> {
        match word {
            "B" => return Some(Self::BYTE),
            "Ki" | "Mi" | "Gi" | "Ti" | "Pi" | "Ei" => {
                return prefix(&word[..1]).map(Self::binary);
            }
            _ => {}
        }
        if let Some(head) = word.strip_suffix("iB").or_else(|| word.strip_suffix("ib")) {
            return prefix(head).map(Self::binary);
        }
        if let Some(head) = word.strip_suffix('B') {
            return prefix(head).map(Self::decimal);
        }
        if let Some(head) = word.strip_suffix('b') {
            let upper = head.chars().all(|letter| letter.is_ascii_uppercase());
            let unit = if rate && upper { Self::bits } else { Self::decimal };
            return prefix(head).map(unit);
        }
        if word.len() > 12 {
            return None;
        }
        let lower = word.to_ascii_lowercase();
        let spelt = |head: &str| match head {
            "" => Some(0),
            _ => prefix(head).or_else(|| spelt_prefix(head)),
        };
        if let Some(head) = lower.strip_suffix("bytes").or_else(|| lower.strip_suffix("byte")) {
            return spelt(head).map(Self::decimal);
        }
        let head = lower.strip_suffix("bits").or_else(|| lower.strip_suffix("bit"))?;
        spelt(head).map(Self::bits)
    }
}

/// The power of a prefix of one letter, in either case.
fn prefix(text: &str) -> Option<u8> {
    power(&PREFIXES, text)
}

/// The power of a prefix written out: `giga`.
fn spelt_prefix(text: &str) -> Option<u8> {
    power(&PREFIX_WORDS, text)
}

fn power(prefixes: &[&str; 7], text: &str) -> Option<u8> {
    let found = prefixes.iter().skip(1).position(|prefix| prefix.eq_ignore_ascii_case(text))?;
    u8::try_from(found + 1).ok()
}

impl fmt::Display for ByteUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = PREFIXES[usize::from(self.power.min(6))];
        match (self.binary, self.bits) {
            (true, _) => write!(f, "{}iB", prefix.to_ascii_uppercase()),
            (false, true) => write!(f, "{prefix}bit"),
            (false, false) => write!(f, "{prefix}B"),
        }
    }
}

/// A currency. Amounts in different currencies do not compare: there is no rate that is right tomorrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Currency {
    /// €.
    Eur,
    /// $.
    Usd,
    /// £.
    Gbp,
}

impl Currency {
    /// The symbol that is printed before the number.
    pub fn symbol(self) -> char {
        match self {
            Currency::Eur => '€',
            Currency::Usd => '$',
            Currency::Gbp => '£',
        }
    }

    pub(super) fn from_symbol(symbol: char) -> Option<Currency> {
        [Currency::Eur, Currency::Usd, Currency::Gbp].into_iter().find(|one| one.symbol() == symbol)
    }

    pub(super) fn from_word(word: &str) -> Option<Currency> {
        match word {
            "EUR" | "euro" | "euros" | "Euro" => Some(Currency::Eur),
            "USD" | "dollar" | "dollars" => Some(Currency::Usd),
            "GBP" | "pounds" => Some(Currency::Gbp),
            _ => None,
        }
    }
}

/// The time of a rate: so many units of time, `day`, `5 min`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// How many.
    pub count: Decimal,
    /// Of what.
    pub unit: TimeUnit,
}

impl Period {
    /// One day.
    pub const DAY: Period = Period::one(TimeUnit::Day);

    /// One of the unit.
    pub const fn one(unit: TimeUnit) -> Period {
        Period { count: Decimal::ONE, unit }
    }

    /// The length in seconds; `None` where that cannot be held.
    pub fn seconds(self) -> Option<Decimal> {
        self.count.checked_mul(self.unit.seconds())
    }

    /// The length in days; `None` where that cannot be held.
    pub fn days(self) -> Option<Decimal> {
        self.seconds()?.checked_div(TimeUnit::Day.seconds())
    }
}

impl fmt::Display for Period {
    /// `/s`, ` per month`, ` per 5 min`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.count != Decimal::ONE {
            let count = super::number::print(self.count);
            write!(f, " per {count} {}", self.unit.word(true))
        } else if self.unit.is_short() {
            write!(f, "/{}", self.unit.word(false))
        } else {
            write!(f, " per {}", self.unit.word(false))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_time_agree_with_each_other() {
        let seconds = |unit: TimeUnit| unit.seconds();
        assert_eq!(seconds(TimeUnit::Year), Decimal::from(12) * seconds(TimeUnit::Month));
        assert_eq!(seconds(TimeUnit::Quarter), Decimal::from(3) * seconds(TimeUnit::Month));
        assert_eq!(seconds(TimeUnit::Week), Decimal::from(5) * seconds(TimeUnit::WorkingDay));
        assert_eq!(seconds(TimeUnit::Year), Decimal::new(36_525, 2) * seconds(TimeUnit::Day));
        assert_eq!(Decimal::from(1_000_000_000) * seconds(TimeUnit::Nanosecond), Decimal::ONE);
    }

    #[test]
    fn spellings_of_data() {
        for (word, rate, printed, bytes) in [
            ("GB", false, "GB", 1_000_000_000),
            ("gb", false, "GB", 1_000_000_000),
            ("Gb", false, "GB", 1_000_000_000),
            ("Gb", true, "Gbit", 125_000_000),
            ("GiB", false, "GiB", 1_073_741_824),
            ("Mi", false, "MiB", 1_048_576),
            ("KB", false, "kB", 1_000),
            ("KiB", false, "KiB", 1_024),
            ("B", false, "B", 1),
            ("bytes", false, "B", 1),
            ("terabytes", false, "TB", 1_000_000_000_000_i64),
            ("Mbit", false, "Mbit", 125_000),
        ] {
            let unit = ByteUnit::from_word(word, rate).unwrap();
            assert_eq!(unit.to_string(), printed, "{word}");
            assert_eq!(unit.bytes(), Decimal::from(bytes), "{word}");
        }
        for word in ["b", "", "XB", "bit-rate", "Bi", "iB", "rabbit", "orbits"] {
            assert_eq!(ByteUnit::from_word(word, false), None, "{word}");
        }
    }

    #[test]
    fn a_case_decides_between_minutes_and_millions() {
        assert_eq!(TimeUnit::from_word("m"), Some(TimeUnit::Minute));
        assert_eq!(TimeUnit::from_word("M"), None);
        assert_eq!(TimeUnit::from_word("Weeks"), Some(TimeUnit::Week));
    }
}

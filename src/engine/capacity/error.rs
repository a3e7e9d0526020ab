//! Why a forecast cannot even be tried. What can be tried but not answered is an [`super::Inconclusive`] reason
//! instead.

use jiff::civil::Date;
use rust_decimal::Decimal;
use thiserror::Error;

use crate::quantity::{QuantityError, number};

/// What is wrong with one limit. `field` is the name of the field as it is written in the input.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ForecastError {
    /// A field that cannot be read, or whose unit is not that of the limit.
    #[error("`{field}`: {problem}")]
    Unreadable {
        /// The field.
        field: String,
        /// What is wrong with it.
        problem: QuantityError,
    },
    /// None or several of the fields that state the limit.
    #[error("it has {found} limits; state exactly one of `limit`, `latency`, `pool`, `connections` and `cache`")]
    OneLimit {
        /// How many are stated.
        found: usize,
    },
    /// A line that should say what has to hold below the limit.
    #[error(
        "`{text}` states no limit; write a latency such as `p95 < 300 ms with 8 workers of 40 ms`, a pool such as `wait p99 < 5 ms with 20 connections of 12 ms`, or a cache such as `misses < 800 req/s of 10,000 req/s`"
    )]
    NoBound {
        /// The line.
        text: String,
    },
    /// Nothing to start from.
    #[error("it has no value of today; state `current`, or `samples`")]
    NoCurrent,
    /// Nothing to extrapolate.
    #[error("nothing says how it grows: it has neither `growth` nor a single sample; state one of them")]
    NoGrowth,
    /// Estimates of growth of several kinds.
    #[error("`growth`: `{left}` and `{right}` grow in different ways; state all of them as amounts or all in percent")]
    MixedGrowth {
        /// One of them.
        left: String,
        /// Another one.
        right: String,
    },
    /// A likeliest growth that is not between the others.
    #[error("`growth.likely`: {likely} does not lie between {low} and {high}")]
    LikelyOutside {
        /// The likeliest.
        likely: String,
        /// One end.
        low: String,
        /// The other end.
        high: String,
    },
    /// Compound growth from or to what is zero or below.
    #[error("`{field}`: {value} cannot grow by a factor; state the growth as an amount")]
    NotPositive {
        /// The field.
        field: String,
        /// The value, printed.
        value: String,
    },
    /// A number that has to be above zero.
    #[error("`{field}`: {value} is out of range; it must be {accepted}")]
    OutOfRange {
        /// The field.
        field: String,
        /// What it says.
        value: String,
        /// What would do: `above 0`.
        accepted: &'static str,
    },
    /// A sample of a day that has not come yet.
    #[error("`{field}`: {date} lies after the day of the forecast, {as_of}")]
    FutureSample {
        /// The field.
        field: String,
        /// Its date.
        date: Date,
        /// The day of the forecast.
        as_of: Date,
    },
    /// A launch, a spike or a start in the past: today's value has it already.
    #[error("`{field}`: {date} lies before the day of the forecast, {as_of}; {accepted}")]
    PastDate {
        /// The field.
        field: String,
        /// Its date.
        date: Date,
        /// The day of the forecast.
        as_of: Date,
        /// What to do about it.
        accepted: &'static str,
    },
    /// The trigger lies on the wrong side of the limit, or on it.
    #[error("`trigger`: {trigger} is not short of the limit of {limit} for a value that {direction}s")]
    TriggerBeyondLimit {
        /// The trigger, printed.
        trigger: String,
        /// The limit, printed.
        limit: String,
        /// `rise` or `fall`.
        direction: &'static str,
    },
    /// A latency target that one request alone misses.
    #[error(
        "`{field}`: no utilization meets a target of {target}: an idle server already needs {idle}; \
         loosen the target or shorten the service time"
    )]
    NeverMet {
        /// The field.
        field: String,
        /// The target, printed.
        target: String,
        /// What an idle server needs, printed.
        idle: String,
    },
    /// A metric in which the limit cannot be stated.
    #[error("`{field}`: it cannot be compared with a value in {unit}; measure it as {accepted}")]
    OtherMetric {
        /// The field that states the limit.
        field: String,
        /// The unit of the other values.
        unit: String,
        /// Metrics that would do.
        accepted: &'static str,
    },
    /// A number of draws that says nothing, or never ends.
    #[error("{} draws; make it 100 to 1,000,000", number::print(*.draws))]
    Draws {
        /// The number.
        draws: Decimal,
    },
    /// Days beyond the year 9999.
    #[error("`as_of`: {date} leaves no room in the calendar for a forecast of {days} days")]
    BeyondCalendar {
        /// The day of the forecast.
        date: Date,
        /// How far it looks.
        days: i64,
    },
}

impl ForecastError {
    pub(super) fn unreadable(field: impl Into<String>) -> impl FnOnce(QuantityError) -> Self {
        let field = field.into();
        move |problem| ForecastError::Unreadable { field, problem }
    }
}

/// What is wrong with a file of questions.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InputError {
    /// The day of the forecast.
    #[error("`as_of`: {problem}")]
    AsOf {
        /// What is wrong with it.
        problem: QuantityError,
    },
    /// No questions.
    #[error("`limits` is empty; state at least one limit")]
    NoLimits,
    /// Two limits of one name, or one without: findings could not be told apart.
    #[error("`limits[{index}].name`: {}; give each limit a name of its own", if .name.trim().is_empty() { "it is blank".to_owned() } else { format!("another limit is called `{name}`") })]
    Name {
        /// The place of the second one, from 0.
        index: usize,
        /// The name.
        name: String,
    },
    /// The file of its samples.
    #[error("`limits[{index}]`, {name}: `samples_file`: {problem}")]
    File {
        /// Its place, from 0.
        index: usize,
        /// Its name.
        name: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A limit.
    #[error("`limits[{index}]`, {name}: {problem}")]
    Limit {
        /// Its place, from 0.
        index: usize,
        /// Its name.
        name: String,
        /// What is wrong with it.
        problem: Box<ForecastError>,
    },
}

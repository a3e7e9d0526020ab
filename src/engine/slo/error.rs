//! What is wrong with the facts an answer was asked from.

use jiff::civil::Date;
use rust_decimal::Decimal;
use thiserror::Error;

use crate::quantity::{QuantityError, number};

/// Why there is no answer. Each names the field, what it holds and what would be accepted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SloError {
    /// A target that leaves nothing, or everything, to fail.
    #[error("a target of {} % has no error budget; it must lie above 0 % and below 100 %", number::print(*.target))]
    TargetOutOfRange {
        /// The target in percent.
        target: Decimal,
    },
    /// A window of no length.
    #[error("a window of {} days is none; it must be longer than 0", number::print(*.days))]
    NoWindow {
        /// The window in days.
        days: Decimal,
    },
    /// A window that cannot be calculated with.
    #[error("a window of {} days is too long to calculate with", number::print(*.days))]
    TooLong {
        /// The window in days.
        days: Decimal,
    },
    /// A text that is no quantity at all.
    #[error("{field}: {source}; write {accepted}")]
    Unreadable {
        /// The field, as a path into the input.
        field: String,
        /// Why it cannot be read.
        source: QuantityError,
        /// An example of what can.
        accepted: &'static str,
    },
    /// A quantity of another kind than the field holds.
    #[error("{field}: `{text}` is not what is asked for; write {accepted}")]
    WrongKind {
        /// The field.
        field: String,
        /// What it holds.
        text: String,
        /// An example of what it should hold.
        accepted: &'static str,
    },
    /// A plain number up to 1 where a percentage is asked for: 0.999 may mean 99.9 % or 0.999 %.
    #[error("{field}: `{text}` may be a fraction or a percentage; write the percent sign, e.g. `99.9 %`")]
    Ambiguous {
        /// The field.
        field: String,
        /// What it holds.
        text: String,
    },
    /// An expression that cannot be read.
    #[error("{field}: `{text}` cannot be read: {why}")]
    Expression {
        /// The field.
        field: String,
        /// What it holds.
        text: String,
        /// What is the matter, and what would be accepted.
        why: String,
    },
    /// A number outside of what makes sense.
    #[error("{field} is {value}; it must {range}")]
    OutOfRange {
        /// The field.
        field: String,
        /// What it is, printed.
        value: String,
        /// Behind "it must": `lie above 0 % and below 100 %`.
        range: String,
    },
    /// A fact without which the question cannot be answered.
    #[error("{field} is missing; write {accepted}")]
    Missing {
        /// The field.
        field: String,
        /// An example of it.
        accepted: &'static str,
    },
    /// Two facts that exclude each other.
    #[error("{field} and {other} cannot both be given: {why}")]
    Conflict {
        /// The one field.
        field: String,
        /// The other.
        other: String,
        /// Why not.
        why: &'static str,
    },
    /// More that failed than there was.
    #[error("{field} is {bad}, more than the total of {total}")]
    MoreBadThanAll {
        /// The field.
        field: String,
        /// What failed, printed.
        bad: String,
        /// All there was, printed.
        total: String,
    },
    /// One thing with two values.
    #[error("{field}: `{name}` is stated as {first} and as {second}; it can have one value")]
    Disagrees {
        /// Where it is stated again.
        field: String,
        /// What is stated twice.
        name: String,
        /// The first value, printed.
        first: String,
        /// The second value, printed.
        second: String,
    },
    /// A thing that may stand once.
    #[error("{field}: {what} stands there a second time; it may stand once")]
    Twice {
        /// The field.
        field: String,
        /// What stands there again.
        what: String,
    },
    /// A list out of order.
    #[error("{field} is {second}, behind {first}; {rule}")]
    OutOfOrder {
        /// The field.
        field: String,
        /// What stands before, printed.
        first: String,
        /// What stands there, printed.
        second: String,
        /// The order that is asked for.
        rule: &'static str,
    },
    /// A day on the wrong side of today.
    #[error("{field} is {date}, which is {side} {as_of}, the day the question is asked")]
    WrongSideOfToday {
        /// The field.
        field: String,
        /// The day.
        date: Date,
        /// `not after` or `after`.
        side: &'static str,
        /// The day the question is asked.
        as_of: Date,
    },
    /// More than can be calculated in a moment.
    #[error("{field} holds {count}; at most {most} can be calculated")]
    TooMany {
        /// The field.
        field: String,
        /// How many.
        count: usize,
        /// How many at most.
        most: usize,
    },
}

impl SloError {
    /// The same error about a field within `outer`: `objective` becomes `latency.objective`.
    pub(super) fn within(mut self, outer: &str) -> SloError {
        match &mut self {
            SloError::TargetOutOfRange { .. } | SloError::NoWindow { .. } | SloError::TooLong { .. } => {}
            SloError::Conflict { field, other, .. } => {
                *field = format!("{outer}.{field}");
                *other = format!("{outer}.{other}");
            }
            SloError::Unreadable { field, .. }
            | SloError::WrongKind { field, .. }
            | SloError::Ambiguous { field, .. }
            | SloError::Expression { field, .. }
            | SloError::OutOfRange { field, .. }
            | SloError::Missing { field, .. }
            | SloError::MoreBadThanAll { field, .. }
            | SloError::Disagrees { field, .. }
            | SloError::Twice { field, .. }
            | SloError::OutOfOrder { field, .. }
            | SloError::WrongSideOfToday { field, .. }
            | SloError::TooMany { field, .. } => *field = format!("{outer}.{field}"),
        }
        self
    }
}

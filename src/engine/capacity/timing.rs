//! What a clock tells: a runway, a day, a threshold, or why there is none.

use jiff::civil::Date;
use rust_decimal::Decimal;
use thiserror::Error;

use crate::quantity::{Quantity, QuantityError, number};

/// Why a clock tells no time.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CapacityError {
    /// Values that cannot be compared, or are too large.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    /// Today's value is the limit, or beyond it.
    #[error("the value today, {current}, has reached the limit of {limit}")]
    LimitReached {
        /// Today's value, printed.
        current: String,
        /// The limit, printed.
        limit: String,
    },
    /// Today's value is the trigger, or beyond it: mitigation is due now.
    #[error("the value today, {current}, has passed the trigger of {trigger}")]
    TriggerPassed {
        /// Today's value, printed.
        current: String,
        /// The trigger, printed.
        trigger: String,
    },
    /// The trigger is the limit, or beyond it: it fires too late by definition.
    #[error("the trigger of {trigger} is not short of the limit of {limit}")]
    TriggerBeyondLimit {
        /// The trigger, printed.
        trigger: String,
        /// The limit, printed.
        limit: String,
    },
    /// The value moves away from the limit.
    #[error("a growth of {growth} leads away from the limit of {limit}, not from {from} towards it")]
    WrongDirection {
        /// The growth, printed.
        growth: String,
        /// Where it starts, printed.
        from: String,
        /// The limit, printed.
        limit: String,
    },
    /// The value does not move.
    #[error("without growth the limit of {limit} is never reached")]
    NoGrowth {
        /// The limit, printed.
        limit: String,
    },
    /// Compound growth of what is zero or below.
    #[error("{value} cannot grow by a factor; state the growth as an amount")]
    NotPositive {
        /// The value, printed.
        value: String,
    },
    /// A lead time below nothing.
    #[error("a lead time of {} days is none", number::print(*.days))]
    NegativeLead {
        /// The lead time in days.
        days: Decimal,
    },
    /// A day beyond the year 9999.
    #[error("that is more than {} days away, beyond the calendar", number::print(*.days))]
    BeyondCalendar {
        /// The distance in days.
        days: Decimal,
    },
}

/// How long it takes from one value to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runway {
    /// The days, rounded down to a tenth.
    pub days: Decimal,
    /// `(2 TB - 1.6 TB) / 0.04 TB x 30.4375 days = 304.3 days`.
    pub derivation: String,
}

/// A day on which something happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The day. Parts of days are cut off, so it is never too late.
    pub date: Date,
    /// How it follows.
    pub derivation: String,
}

/// A computed threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threshold {
    /// The value, rounded to six figures away from the limit.
    pub value: Quantity,
    /// How it follows.
    pub derivation: String,
}

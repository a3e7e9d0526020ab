//! Why there is no score.

use rust_decimal::Decimal;
use thiserror::Error;

use crate::quantity::number;

/// Why there is no score.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PriorityError {
    /// A factor that is no whole number from 1 to 5.
    #[error("{what} is {}; it must be a whole number from 1 to 5", number::print(*.value))]
    OutOfRange {
        /// `impact`, `risk` or `effort`.
        what: &'static str,
        /// What it is.
        value: Decimal,
    },
    /// A lead time below nothing.
    #[error("a lead time of {} days is none", number::print(*.days))]
    NegativeLead {
        /// The lead time in days.
        days: Decimal,
    },
    /// No arithmetic of the expected form.
    #[error(
        "`{text}` does not show its arithmetic; write it as `(impact + risk + lead points) / effort = score`, e.g. `(5 + 4 + 3) / 2 = 6.0`"
    )]
    NoArithmetic {
        /// The text, shortened.
        text: String,
    },
}

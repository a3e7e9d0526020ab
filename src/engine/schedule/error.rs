//! Why a roadmap cannot be calculated.

use thiserror::Error;

use super::ScheduleError;
use crate::quantity::QuantityError;

/// Why a roadmap cannot be calculated.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PlanError {
    /// A text that is no date, duration, span or percentage.
    #[error("{field}: {source}")]
    Field {
        /// Where it stands: `milestones[2].duration`.
        field: String,
        /// What is wrong with it.
        source: QuantityError,
    },
    /// Nothing to plan.
    #[error("milestones: there are none")]
    NoMilestones,
    /// Too much to plan.
    #[error("milestones: {count} are too many; up to {most} are calculated")]
    TooMany {
        /// How many there are.
        count: usize,
        /// How many may be.
        most: usize,
    },
    /// A milestone, an owner or a limit without a name.
    #[error("{field}: it is blank")]
    Blank {
        /// Where it stands.
        field: String,
    },
    /// A name that two milestones bear.
    #[error("{field}: `{id}` is the name of another milestone too")]
    Repeated {
        /// Where it stands.
        field: String,
        /// The name.
        id: String,
    },
    /// A name that no milestone bears.
    #[error("{field}: there is no milestone `{id}`; there are {known}")]
    UnknownMilestone {
        /// Where it stands.
        field: String,
        /// The name.
        id: String,
        /// The names there are.
        known: String,
    },
    /// A freeze for an owner that owns nothing.
    #[error("{field}: there is no owner `{name}`")]
    UnknownOwner {
        /// Where it stands.
        field: String,
        /// The name.
        name: String,
    },
    /// Milestones that wait for each other.
    #[error("milestones: {0}")]
    Cyclic(#[from] ScheduleError),
    /// A milestone that takes no time.
    #[error("{field}: `{text}` is no time at all; a decision or a gate takes a day, too")]
    NoTime {
        /// Where it stands.
        field: String,
        /// What was written.
        text: String,
    },
    /// A time to wait that is a range.
    #[error("{field}: `{text}` is a range; a wait is one length of time, e.g. `M1 + 2 weeks`")]
    LagRange {
        /// Where it stands.
        field: String,
        /// What was written.
        text: String,
    },
    /// A number out of its range.
    #[error("{field}: {value} is out of range; it must be from {least} to {most}")]
    OutOfRange {
        /// Where it stands.
        field: String,
        /// What was written.
        value: String,
        /// The least it may be.
        least: String,
        /// The most it may be.
        most: String,
    },
    /// A milestone that needs more of an owner than there is.
    #[error("{field}: a load of {load} is more than {owner} can carry at once, {capacity}")]
    OverCapacity {
        /// Where it stands.
        field: String,
        /// What it needs.
        load: u32,
        /// Of whom.
        owner: String,
        /// What there is.
        capacity: u32,
    },
    /// A date before the plan begins.
    #[error("{field}: {date} lies before the plan begins, {start}")]
    Past {
        /// Where it stands.
        field: String,
        /// The date.
        date: String,
        /// The first day of the plan.
        start: String,
    },
    /// A fixed start on a day on which nobody works.
    #[error("{field}: nobody works on {date}, it lies in a freeze")]
    Frozen {
        /// Where it stands.
        field: String,
        /// The date.
        date: String,
    },
    /// A date that is fixed and not.
    #[error(
        "{field}: state one of the first possible day (`not_before`), the planned one (`planned_start`) and the day itself (`starts_on`)"
    )]
    TwoStarts {
        /// Where it stands.
        field: String,
    },
    /// A date or a sum of lengths too far away to count days up to it.
    #[error("{field}: it reaches more than {years} years beyond the beginning of the plan")]
    TooFar {
        /// Where it stands.
        field: String,
        /// The years that are calculated.
        years: u32,
    },
}

//! Why a pipeline cannot be judged.

use thiserror::Error;

/// Why a pipeline cannot be judged. Each names the field, what it holds and what would be accepted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PipelineError {
    /// Nothing to judge.
    #[error("stages: there are none")]
    NoStages,
    /// Too much to judge.
    #[error("{field}: {count} are too many; up to {most} are judged")]
    TooMany {
        /// The list.
        field: &'static str,
        /// How many there are.
        count: usize,
        /// How many may be.
        most: usize,
    },
    /// A thing without a name.
    #[error("{field}: it is blank")]
    Blank {
        /// Where it stands: `stages[2].id`.
        field: String,
    },
    /// A name that two things of a kind bear.
    #[error("{field}: `{id}` stands there twice")]
    Repeated {
        /// Where it stands again.
        field: String,
        /// The name.
        id: String,
    },
    /// A name that nothing bears.
    #[error("{field}: there is no {what} `{id}`; {known}")]
    Unknown {
        /// Where it stands.
        field: String,
        /// What was looked for: `stage`.
        what: &'static str,
        /// The name.
        id: String,
        /// What there is: `there are build, test`.
        known: String,
    },
    /// A stage without what it needs.
    #[error("{field} is missing: `{stage}` {why}")]
    Missing {
        /// The field.
        field: String,
        /// The stage.
        stage: String,
        /// What it needs it for.
        why: &'static str,
    },
    /// A stage that nothing leads to.
    #[error(
        "{field}: `{stage}` cannot be reached: it follows nothing; name what comes before it in `after`, or let \
             `starts` be manual or scheduled"
    )]
    Unreachable {
        /// Where it stands.
        field: String,
        /// The stage.
        stage: String,
    },
    /// A stage of two services.
    #[error("{field}: `{stage}` is for {first}, but its {what} is for {second}")]
    Services {
        /// Where it stands.
        field: String,
        /// The stage.
        stage: String,
        /// The one service.
        first: String,
        /// What says otherwise: `artifact`.
        what: &'static str,
        /// The other service.
        second: String,
    },
    /// Stages that wait for each other.
    #[error("stages: {0}")]
    Cyclic(String),
}

//! Why a model could not be asked.

/// Why a model could not be asked. Each message says what to do; none holds a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The endpoint wants a key and there is none.
    #[error(
        "{place} needs a key: set GROUNDPLAN_API_KEY or OPENAI_API_KEY, or name a file with `--api-key-file`.\n\
         A server of your own is named with `--base-url http://127.0.0.1:PORT/v1`, and may need none."
    )]
    NoKey {
        /// The endpoint.
        place: String,
    },
    /// A key cannot be used.
    #[error("the key in {place}: {problem}")]
    Key {
        /// The file or the variable.
        place: String,
        /// What is wrong, and what would be accepted.
        problem: String,
    },
    /// An address is none.
    #[error("`{given}` is no address of an endpoint: {problem}; write one like https://api.openai.com/v1")]
    BadUrl {
        /// What was given.
        given: String,
        /// What is wrong.
        problem: String,
    },
    /// The endpoint refuses the key: it is wrong, has expired, or may not use the model.
    #[error("{place} refuses the key ({status}): {said}. Set another one, and go on where this stopped")]
    Denied {
        /// The endpoint.
        place: String,
        /// The HTTP status.
        status: u16,
        /// The endpoint's words.
        said: String,
    },
    /// There is no more credit.
    #[error("the account at {place} has no credit left: {said}")]
    Quota {
        /// The endpoint.
        place: String,
        /// The endpoint's words.
        said: String,
    },
    /// The endpoint has no such model, or no such address.
    #[error("{place} knows no model `{model}`, or serves no chat completions there: {said}")]
    UnknownModel {
        /// The endpoint.
        place: String,
        /// The model.
        model: String,
        /// The endpoint's words.
        said: String,
    },
    /// The endpoint takes no such request.
    #[error("{place} does not take the request ({status}): {said}")]
    Rejected {
        /// The endpoint.
        place: String,
        /// The HTTP status.
        status: u16,
        /// The endpoint's words.
        said: String,
    },
    /// The conversation is longer than the model can read.
    #[error("the conversation is longer than the model can read: {said}. Take one with a larger context")]
    TooLong {
        /// The endpoint's words.
        said: String,
    },
    /// There is nobody at the address.
    #[error("{place} cannot be reached: {problem}")]
    Unreachable {
        /// The endpoint.
        place: String,
        /// What happened.
        problem: String,
    },
    /// The endpoint is overloaded, or limits how often it may be asked.
    #[error("{place} is too busy: asked {tries} times, the last answer was {last}. Go on later where this stopped")]
    Busy {
        /// The endpoint.
        place: String,
        /// How often it was asked.
        tries: u32,
        /// What it answered last.
        last: String,
    },
    /// The endpoint answers, and not what was agreed.
    #[error("{place} gives no whole answer: asked {tries} times, {problem}")]
    Broken {
        /// The endpoint.
        place: String,
        /// How often it was asked.
        tries: u32,
        /// What is wrong.
        problem: String,
    },
    /// A budget is used up.
    #[error("the budget is used up: {what}")]
    OverBudget {
        /// Which, with what was spent.
        what: String,
    },
    /// A cassette does not hold the request.
    #[error(
        "the cassette {cassette} holds no answer to ask {ask}: {differs}. A cassette answers what was recorded and nothing \
         else; record it anew with `--record`"
    )]
    Miss {
        /// The cassette.
        cassette: String,
        /// Which ask it was, from 1.
        ask: u64,
        /// Where the request differs from the nearest one recorded.
        differs: String,
    },
    /// A cassette cannot be read or written.
    #[error("the cassette {path}: {problem}")]
    Cassette {
        /// The file.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// A prompt cannot be filled: a defect of groundplan.
    #[error("a prompt cannot be filled: {problem}")]
    Prompt {
        /// What is wrong.
        problem: String,
    },
}

impl Failure {
    /// Whether asking the same again may do later, or with another key or budget.
    pub fn resumable(&self) -> bool {
        matches!(
            self,
            Failure::NoKey { .. }
                | Failure::Denied { .. }
                | Failure::Quota { .. }
                | Failure::Unreachable { .. }
                | Failure::Busy { .. }
                | Failure::Broken { .. }
                | Failure::OverBudget { .. }
        )
    }
}

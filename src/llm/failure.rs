//! Why a model could not be asked.

/// Why a model could not be asked. Each message says what to do; none holds a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The endpoint wants a key and there is none.
    #[error(
        "{place} needs a key: set GROUNDPLAN_API_KEY, or name a file with `--api-key-file`. OPENAI_API_KEY is sent to \
         OPENAI_BASE_URL or api.openai.com alone.\n\
         A server of your own, named with `--base-url http://127.0.0.1:PORT/v1`, may need no key."
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
    /// A key would be sent without encryption.
    #[error(
        "the key would be sent to {place} unencrypted; use https, or a tunnel to a port of this machine, or unset the key \
         if the endpoint needs none"
    )]
    KeyInClear {
        /// The endpoint.
        place: String,
    },
    /// An address cannot be used.
    #[error("`{given}` is not an endpoint URL: {problem}; write one like https://api.openai.com/v1")]
    BadUrl {
        /// What was given.
        given: String,
        /// What is wrong.
        problem: String,
    },
    /// The endpoint refuses the key: it is wrong, has expired, or may not use the model.
    #[error("{place} refuses the key ({status}): {said}. Set another key")]
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
    #[error("{place} has no model `{model}`, or does not serve chat completions: {said}")]
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
    /// The request is longer than the model can read.
    #[error(
        "the request does not fit the model's context: {said}. Use a larger context (for Ollama, set \
         OLLAMA_CONTEXT_LENGTH), or another model"
    )]
    TooLong {
        /// The endpoint's words, or how little it read.
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
    #[error("{place} is too busy: asked {tries} times, the last answer was {last}")]
    Busy {
        /// The endpoint.
        place: String,
        /// How often it was asked.
        tries: u32,
        /// What it answered last.
        last: String,
    },
    /// The endpoint answers, and not what was agreed.
    #[error("{place} gives no complete answer: asked {tries} times, {problem}")]
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
        "the cassette {cassette} has no recorded answer for request {request}: {differs}. A cassette answers what was \
         recorded and nothing else; record it again with `--record`"
    )]
    Miss {
        /// The cassette.
        cassette: String,
        /// Which request it was, from 1.
        request: u64,
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

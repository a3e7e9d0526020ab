//! What can go wrong in one exchange, and what that means.

use crate::text::{cut, one_line};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Failure;

/// What went wrong in one exchange. Recorded on cassettes, so that a replay meets it too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Trouble {
    /// The endpoint answered with another status than success.
    Status {
        /// The HTTP status.
        status: u16,
        /// How long it asks to wait.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<Duration>,
        /// What it says.
        said: String,
    },
    /// No connection, or none that held until an answer began.
    Unreachable(String),
    /// The answer broke off, or nothing came for too long.
    Cut(String),
    /// The answer holds nothing.
    Empty,
    /// The answer cannot be read.
    Unreadable(String),
}

/// What to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cure {
    /// Ask again, after this long where the endpoint says.
    Again(Option<Duration>),
    /// Ask without this part of the request.
    Without(Part),
    /// Give up.
    No(Failure),
}

/// A part of a request that some endpoints do not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// `stream_options`, which asks for usage.
    StreamOptions,
    /// `max_completion_tokens`; older endpoints call it `max_tokens`.
    MaxCompletionTokens,
    /// `temperature`.
    Temperature,
    /// `seed`.
    Seed,
}

impl Part {
    /// Those that may be left out, by the name that an endpoint complains of.
    pub(super) const ALL: [(Part, &str); 4] = [
        (Part::StreamOptions, "stream_options"),
        (Part::MaxCompletionTokens, "max_completion_tokens"),
        (Part::Temperature, "temperature"),
        (Part::Seed, "seed"),
    ];
}

impl Trouble {
    /// What to do about it, for a model at a place, where these parts were sent.
    pub(super) fn cure(&self, place: &str, model: &str, sent: &[Part]) -> Cure {
        let place = place.to_owned();
        match self {
            Trouble::Status { status, retry_after, said } => {
                let (status, low) = (*status, said.to_lowercase());
                let said = told(said);
                match status {
                    413 => Cure::No(Failure::TooLong { said }),
                    _ if too_long(&low) => Cure::No(Failure::TooLong { said }),
                    401 | 403 => Cure::No(Failure::Denied { place, status, said }),
                    402 => Cure::No(Failure::Quota { place, said }),
                    429 if low.contains("insufficient_quota") => Cure::No(Failure::Quota { place, said }),
                    404 | 405 if !names_a_feature(&low) => {
                        Cure::No(Failure::UnknownModel { place, model: model.to_owned(), said })
                    }
                    408 | 409 | 425 | 429 | 500 | 502..=599 if !lacks(&low) => Cure::Again(*retry_after),
                    300..=399 => {
                        let said = "it points elsewhere; name the address itself with `--base-url`".to_owned();
                        Cure::No(Failure::Rejected { place, status, said })
                    }
                    _ => {
                        let named = Part::ALL.iter().find(|(part, name)| sent.contains(part) && low.contains(name));
                        match named {
                            Some((part, _)) => Cure::Without(*part),
                            None => Cure::No(Failure::Rejected { place, status, said }),
                        }
                    }
                }
            }
            // Some tell it in the middle of an answer.
            Trouble::Cut(said) | Trouble::Unreadable(said) if too_long(&said.to_lowercase()) => {
                Cure::No(Failure::TooLong { said: said.clone() })
            }
            Trouble::Unreachable(_) | Trouble::Cut(_) | Trouble::Empty | Trouble::Unreadable(_) => Cure::Again(None),
        }
    }

    /// What to tell once asking again does not help any more.
    pub(super) fn after(&self, place: &str, tries: u32) -> Failure {
        let place = place.to_owned();
        match self {
            Trouble::Status { .. } => Failure::Busy { place, tries, last: self.to_string() },
            Trouble::Unreachable(problem) => Failure::Unreachable { place, problem: problem.clone() },
            // Where a prompt fills the context, some endpoints answer nothing.
            Trouble::Empty => {
                Failure::Broken { place, tries, problem: format!("{self}; the model's context may be too small") }
            }
            Trouble::Cut(_) | Trouble::Unreadable(_) => Failure::Broken { place, tries, problem: self.to_string() },
        }
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Trouble::Status { status, said, .. } if said.trim().is_empty() => write!(f, "{status}"),
            Trouble::Status { status, said, .. } => write!(f, "{status}: {}", told(said)),
            Trouble::Unreachable(problem) => write!(f, "it cannot be reached: {problem}"),
            Trouble::Cut(problem) => write!(f, "the answer broke off: {problem}"),
            Trouble::Empty => f.write_str("the answer holds neither words nor a call"),
            Trouble::Unreadable(problem) => write!(f, "the answer cannot be read: {problem}"),
        }
    }
}

/// Whether an endpoint says that it lacks something, as some do with a status that means a fault.
fn lacks(said: &str) -> bool {
    ["not supported", "unsupported", "not implemented", "does not support"].iter().any(|words| said.contains(words))
}

/// Whether an endpoint that has no such thing to offer means tools or parameters, and not a model.
fn names_a_feature(said: &str) -> bool {
    ["tool use", "tools", "parameter", "response_format"].iter().any(|words| said.contains(words))
}

/// Whether an endpoint says that the request is too long.
fn too_long(said: &str) -> bool {
    let words = [
        "context_length", "context_size", "context length", "context size", "context window", "maximum context",
        "context the overflows", "prompt is too long", "request too large", "input token count", "reduce the length",
    ];
    words.iter().any(|words| said.contains(words))
}

/// How much of an endpoint's words is told.
const TOLD: usize = 300;

/// An endpoint's words: the message of its error where the body is one, in one line, not too long.
pub(super) fn told(body: &str) -> String {
    let json: Option<serde_json::Value> = serde_json::from_str(body).ok();
    let message = json.as_ref().and_then(|json| {
        let error = json.get("error").unwrap_or(json);
        error.get("message").or(json.get("message")).or(json.get("detail")).unwrap_or(error).as_str()
    });
    cut(&one_line(message.unwrap_or(body)), TOLD).trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: u16, said: &str) -> Cure {
        Trouble::Status { status, retry_after: None, said: said.to_owned() }.cure(
            "https://llm",
            "m",
            &[Part::Temperature, Part::StreamOptions],
        )
    }

    #[test]
    fn each_status_has_its_cure() {
        assert_eq!(status(429, "slow down"), Cure::Again(None));
        assert_eq!(status(503, ""), Cure::Again(None));
        assert!(matches!(status(500, "response_format is not supported"), Cure::No(Failure::Rejected { .. })));
        assert!(matches!(status(429, r#"{"error":{"code":"insufficient_quota"}}"#), Cure::No(Failure::Quota { .. })));
        assert!(matches!(status(401, "bad key"), Cure::No(Failure::Denied { .. })));
        assert!(matches!(status(404, "no such model"), Cure::No(Failure::UnknownModel { .. })));
        assert!(matches!(
            status(400, "This model's maximum context length is 8192"),
            Cure::No(Failure::TooLong { .. })
        ));
        for (code, said) in [
            (500, "the request exceeds the available context size, try increasing it"),
            (429, "Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 38000"),
            (413, ""),
        ] {
            assert!(matches!(status(code, said), Cure::No(Failure::TooLong { .. })), "{said}");
        }
        for said in
            ["No endpoints found that support tool use", "No endpoints found that can handle the requested parameters"]
        {
            assert!(matches!(status(404, said), Cure::No(Failure::Rejected { .. })), "{said}");
        }
        assert_eq!(status(400, "Unsupported value: 'temperature'"), Cure::Without(Part::Temperature));
        assert!(matches!(status(400, "unknown parameter seed"), Cure::No(Failure::Rejected { .. })), "it was not sent");
        assert!(matches!(status(302, ""), Cure::No(Failure::Rejected { .. })));
    }

    #[test]
    fn an_answer_that_breaks_off_over_its_context_is_too_long() {
        let cure = |trouble: Trouble| trouble.cure("https://llm", "m", &[]);
        let lm_studio = "Trying to keep the first 9000 tokens when context the overflows";
        assert!(matches!(cure(Trouble::Cut(lm_studio.to_owned())), Cure::No(Failure::TooLong { .. })));
        assert_eq!(cure(Trouble::Cut("connection reset".to_owned())), Cure::Again(None));
        assert!(Trouble::Empty.after("https://llm", 6).to_string().contains("context may be too small"));
    }

    #[test]
    fn the_message_of_an_error_is_told_in_one_line() {
        assert_eq!(told(r#"{"error":{"message":"No such\n model.","type":"x"}}"#), "No such model");
        assert_eq!(told(r#"{"detail":"Not Found"}"#), "Not Found");
        assert_eq!(told("<html>\n<b>502</b>"), "<html> <b>502</b>");
        assert!(told(&"x".repeat(1000)).len() < 320);
    }
}

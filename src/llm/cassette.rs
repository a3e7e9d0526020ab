//! Exchanges in a file: a line of JSON for each, the request whole and without secrets, and what came of it.
//!
//! A replay answers a request that was recorded, byte for byte, and nothing else: each exchange once, in the order of those
//! that are alike.

use crate::text::hex;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use super::trouble::Trouble;
use super::{Failure, Said, Usage, scrub};

/// One exchange.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Exchange {
    /// SHA-256 of the request as it stands here.
    key: String,
    /// The request.
    request: Json,
    /// What came of it.
    reply: Reply,
}

/// What came of a request, as it is written.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Reply {
    /// A whole reply.
    Said(Said),
    /// None.
    Failed(Broken),
}

/// An exchange that brought no whole reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Broken {
    /// What went wrong.
    pub(super) trouble: Trouble,
    /// The words that had come until then.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) so_far: String,
    /// What it took all the same.
    #[serde(default)]
    pub(super) usage: Usage,
}

/// What comes of a request. Where the endpoint did not count, the usage is what was counted of the output, and the input is
/// missing in it.
pub(super) type Outcome = Result<Said, Broken>;

impl Reply {
    pub(super) fn of(outcome: &Outcome) -> Self {
        match outcome.clone() {
            Ok(said) => Reply::Said(said),
            Err(broken) => Reply::Failed(broken),
        }
    }
}

/// Exchanges to be replayed. Those who share it take from the same tape.
#[derive(Debug, Clone)]
pub struct Cassette {
    name: Arc<str>,
    exchanges: Arc<[Exchange]>,
    played: Arc<Mutex<BTreeSet<usize>>>,
}

/// The request as it is kept, and its key.
pub(super) fn kept(request: &Json) -> (Json, String) {
    let request = scrub::json(request);
    let digest = Sha256::digest(request.to_string());
    let key = hex(&digest);
    (request, key)
}

impl Cassette {
    /// Reads a cassette.
    ///
    /// # Errors
    /// A file that cannot be read or is not a cassette, and a line whose key is not that of its request.
    pub fn load(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let unfit = |problem: String| Failure::Cassette { path: name.clone(), problem };
        let text = std::fs::read_to_string(path).map_err(|error| unfit(error.to_string()))?;
        let mut exchanges = Vec::new();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let exchange: Exchange = serde_json::from_str(line)
                .map_err(|error| unfit(format!("line {} is not a recorded exchange: {error}", at + 1)))?;
            if kept(&exchange.request).1 != exchange.key {
                return Err(unfit(format!("line {} was edited: its key is not that of its request", at + 1)));
            }
            exchanges.push(exchange);
        }
        Ok(Cassette { name: name.as_str().into(), exchanges: exchanges.into(), played: Arc::default() })
    }

    /// Its file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many exchanges were not asked for.
    pub fn unplayed(&self) -> usize {
        self.exchanges.len() - self.played.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// What was recorded for a request.
    ///
    /// # Errors
    /// [`Failure::Miss`], naming where the request differs from the next one recorded.
    pub(super) fn play(&self, request: &Json) -> Result<Outcome, Failure> {
        let (request, key) = kept(request);
        let mut played = self.played.lock().unwrap_or_else(PoisonError::into_inner);
        let unplayed = || self.exchanges.iter().enumerate().filter(|(at, _)| !played.contains(at));
        let Some((at, exchange)) = unplayed().find(|(_, one)| one.key == key) else {
            let differs = match unplayed().next() {
                Some((_, next)) => difference("", &next.request, &request)
                    .unwrap_or_else(|| "the next exchange is the same request, recorded in another form".to_owned()),
                None => "every exchange on it has been replayed".to_owned(),
            };
            let request = u64::try_from(played.len()).unwrap_or(u64::MAX).saturating_add(1);
            return Err(Failure::Miss { cassette: self.name.to_string(), request, differs });
        };
        played.insert(at);
        Ok(match exchange.reply.clone() {
            Reply::Said(said) => Ok(said),
            Reply::Failed(broken) => Err(broken),
        })
    }
}

/// Where a request first differs from a recorded one.
fn difference(at: &str, recorded: &Json, asked: &Json) -> Option<String> {
    match (recorded, asked) {
        (Json::Object(a), Json::Object(b)) => {
            let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            keys.into_iter().find_map(|key| match (a.get(key), b.get(key)) {
                (Some(a), Some(b)) => difference(&format!("{at}/{key}"), a, b),
                (Some(_), None) => Some(format!("`{at}/{key}` was recorded and is not in this request")),
                (None, _) => Some(format!("`{at}/{key}` is in this request and was not recorded")),
            })
        }
        (Json::Array(a), Json::Array(b)) => {
            let first = a.iter().zip(b).enumerate().find_map(|(i, (a, b))| difference(&format!("{at}/{i}"), a, b));
            let length = || format!("`{at}` has {} items where {} were recorded", b.len(), a.len());
            first.or_else(|| (a.len() != b.len()).then(length))
        }
        (Json::String(a), Json::String(b)) => {
            let same = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
            let from = |text: &str| text.chars().skip(same.saturating_sub(20)).take(60).collect::<String>();
            (a != b).then(|| format!("at `{at}` it says `{}` where `{}` was recorded", from(b), from(a)))
        }
        (a, b) => (a != b).then(|| format!("`{at}` is {b} where {a} was recorded")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::llm::Recorder;

    fn recorded(exchanges: &[(Json, Outcome)]) -> (tempfile::TempDir, Result<Cassette, Failure>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tape.jsonl");
        let recorder = Recorder::new(&path);
        recorder.check().unwrap();
        assert!(!path.exists(), "nothing is kept before there is anything");
        for (request, outcome) in exchanges {
            recorder.keep(request, outcome, |text| text.replace("hunter2", "[key]")).unwrap();
        }
        recorder.clone().check().unwrap();
        assert!(Recorder::new(&path).check().unwrap_err().to_string().contains("exists already"));
        let cassette = Cassette::load(&path);
        (folder, cassette)
    }

    fn said(text: &str) -> Outcome {
        Ok(Said { text: text.to_owned(), ..Said::default() })
    }

    #[test]
    fn what_was_recorded_comes_back_in_order_and_nothing_else_does() {
        let trouble = Trouble::Status { status: 429, retry_after: None, said: "slow".into() };
        let busy: Outcome = Err(Broken { trouble, so_far: String::new(), usage: Usage::default() });
        let ask = json!({"model": "m", "messages": [{"content": "one sk-abcdefghijklmnopqrst"}]});
        let (_folder, cassette) = recorded(&[
            (ask.clone(), busy.clone()),
            (json!({"model": "n"}), said("other")),
            (ask.clone(), said("two")),
        ]);
        let cassette = cassette.unwrap();
        assert_eq!(cassette.play(&ask).unwrap(), busy);
        assert_eq!(cassette.play(&ask).unwrap(), said("two"));
        let miss = cassette.play(&ask).unwrap_err().to_string();
        assert!(
            miss.contains("request 3") && miss.contains("`/messages` is in this request and was not recorded"),
            "{miss}"
        );
        assert_eq!(cassette.unplayed(), 1);
    }

    #[test]
    fn a_cassette_holds_no_secret() {
        let ask = json!({"messages": [{"content": "keys: sk-abcdefghijklmnopqrst, Bearer hunter2"}]});
        let (folder, cassette) = recorded(&[(ask, said("hunter2, AKIAIOSFODNN7EXAMPLE"))]);
        let text = std::fs::read_to_string(folder.path().join("tape.jsonl")).unwrap();
        assert!(!["sk-abc", "hunter2", "AKIA"].iter().any(|secret| text.contains(secret)), "{text}");
        cassette.unwrap();
    }

    #[test]
    fn an_edited_line_is_told() {
        let (folder, _) = recorded(&[(json!({"model": "m"}), said("x"))]);
        let path = folder.path().join("tape.jsonl");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace(r#""model":"m""#, r#""model":"n""#)).unwrap();
        assert!(Cassette::load(&path).unwrap_err().to_string().contains("line 1 was edited"));
    }

    #[test]
    fn the_first_difference_is_told() {
        let asked = json!({"a": [1, {"b": "the quick brown fox"}]});
        let recorded = json!({"a": [1, {"b": "the quick brown cat"}]});
        let told = difference("", &recorded, &asked).unwrap();
        assert_eq!(told, "at `/a/1/b` it says `the quick brown fox` where `the quick brown cat` was recorded");
        assert_eq!(difference("", &asked, &asked), None);
    }
}

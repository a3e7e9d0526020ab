//! What a client carries from the question to the answer: sealed, bound to the call it belongs to, and good for a quarter
//! of an hour.
//!
//! A server of the 2026 protocol keeps nothing between the two rounds of a call, so that the second may reach another
//! process. What the client brings back could be anything; the seal tells what this server gave out. The state holds no
//! secrets: it can be read, it cannot be made.

use crate::text::hex;
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use rmcp::model::RequestStateCodec;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use crate::store::PackId;

/// The environment variable that holds the key of the seal, for processes that share an address.
pub const STATE_KEY_ENV: &str = "GROUNDPLAN_STATE_KEY";

/// How long a person may take to answer.
const GOOD_FOR: SignedDuration = SignedDuration::from_mins(15);

/// The key with which a server seals what its clients carry.
#[derive(Clone)]
pub struct Seal(RequestStateCodec);

/// A key of the seal that is too short to be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the key in {STATE_KEY_ENV} has {bytes} bytes; give at least {} bytes of chance, such as `openssl rand -base64 48`, \
     the same to every process behind one address",
    RequestStateCodec::MIN_KEY_LENGTH
)]
pub struct ShortKey {
    bytes: usize,
}

impl Seal {
    /// A seal of this process alone: what it gave out is void when it ends.
    pub fn of_process() -> Self {
        // 122 bits of chance in each.
        let key: Vec<u8> = (0..3).flat_map(|_| uuid::Uuid::new_v4().into_bytes()).collect();
        Seal(RequestStateCodec::new_unchecked(key))
    }

    /// The seal of all processes that have this key.
    ///
    /// # Errors
    /// [`ShortKey`] where it has fewer than 32 bytes.
    pub fn of_key(key: &SecretString) -> Result<Self, ShortKey> {
        let bytes = key.expose_secret().as_bytes();
        RequestStateCodec::try_new(bytes).map(Seal).map_err(|_| ShortKey { bytes: bytes.len() })
    }

    /// Seals the state of a call that waits for a person.
    pub(super) fn close(&self, bound: &Bound<'_>, (pack, revision): (&PackId, u32), now: Timestamp) -> String {
        let state = State {
            tool: bound.tool.to_owned(),
            client: bound.client.to_owned(),
            arguments: bound.arguments.to_owned(),
            pack: pack.clone(),
            revision,
            until: now.saturating_add(GOOD_FOR).unwrap_or(Timestamp::MAX),
        };
        // Texts, a number and a time: what JSON always holds.
        self.0.seal(&serde_json::to_vec(&state).unwrap_or_default())
    }

    /// Opens what a client brought back, if it was sealed here, for this call, and not too long ago.
    pub(super) fn open(&self, sealed: &str, bound: &Bound<'_>, now: Timestamp) -> Result<State, Unfit> {
        // Why a seal does not hold is nobody's business but the log's.
        let state: State = self.0.open_json(sealed).map_err(|error| {
            tracing::warn!("a request state was refused: {error}");
            Unfit::Unsealed
        })?;
        if state.until < now {
            return Err(Unfit::Late);
        }
        if state.tool != bound.tool {
            return Err(Unfit::OtherTool { asked: state.tool, called: bound.tool.to_owned() });
        }
        if bound.pack.is_some_and(|pack| *pack != state.pack) {
            return Err(Unfit::OtherPack { asked: state.pack });
        }
        if state.arguments != bound.arguments {
            return Err(Unfit::OtherArguments);
        }
        if state.client != bound.client {
            return Err(Unfit::OtherClient);
        }
        Ok(state)
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(..)")
    }
}

/// The call that a state belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound<'a> {
    /// The tool.
    pub tool: &'a str,
    /// The client's name.
    pub client: &'a str,
    /// The pack its arguments name, where they name one.
    pub pack: Option<&'a PackId>,
    /// The digest of its arguments.
    pub arguments: &'a str,
}

/// What is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    tool: String,
    client: String,
    arguments: String,
    /// The pack asked about; of a pack to be opened, the id that it will have, so that it is opened once.
    pub pack: PackId,
    /// The revision asked about; 0 of a pack to be opened.
    pub revision: u32,
    until: Timestamp,
}

/// Why a state is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(in crate::mcp) enum Unfit {
    /// Forged, altered, or sealed with another key.
    #[error("it is not as this server sealed it: altered, or from a server that has ended or has another key")]
    Unsealed,
    /// Too old.
    #[error("the person was asked more than {} minutes ago", GOOD_FOR.as_mins())]
    Late,
    /// Of another tool.
    #[error("it belongs to a call of `{asked}`, not of `{called}`")]
    OtherTool {
        /// The tool that asked.
        asked: String,
        /// The tool called.
        called: String,
    },
    /// Of another pack.
    #[error("it belongs to the pack {asked}")]
    OtherPack {
        /// The pack asked about.
        asked: PackId,
    },
    /// Of a call with other arguments.
    #[error("it belongs to a call with other arguments")]
    OtherArguments,
    /// Of another client.
    #[error("it belongs to another client")]
    OtherClient,
    /// The pack has changed since.
    #[error("the person was asked at revision {asked} of the pack, which is at revision {head} now")]
    Moved {
        /// The revision asked about.
        asked: u32,
        /// The newest one.
        head: u32,
    },
}

/// The digest of a call's arguments, whatever the order of their keys.
pub(super) fn digest(arguments: &Map<String, Json>) -> String {
    let mut sorted = Json::Object(arguments.clone());
    sorted.sort_all_objects();
    hex(&Sha256::digest(sorted.to_string()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(time: &str) -> Timestamp {
        time.parse().expect("a time")
    }

    fn bound<'a>(pack: Option<&'a PackId>, arguments: &'a str) -> Bound<'a> {
        Bound { tool: "infra_intake", client: "desk", pack, arguments }
    }

    #[test]
    fn a_state_opens_for_its_own_call_and_for_no_other() {
        let (seal, id, other) = (Seal::of_process(), PackId::mint(), PackId::mint());
        let call = bound(Some(&id), "a");
        let now = at("2026-11-02T09:00:00Z");
        let sealed = seal.close(&call, (&id, 3), now);
        let state = seal.open(&sealed, &call, now).expect("its own call");
        assert_eq!((&state.pack, state.revision), (&id, 3));

        let refused = |call: Bound<'_>| seal.open(&sealed, &call, now).expect_err("another call");
        assert_eq!(refused(bound(Some(&other), "a")), Unfit::OtherPack { asked: id.clone() });
        assert_eq!(refused(bound(Some(&id), "b")), Unfit::OtherArguments);
        assert_eq!(refused(Bound { client: "shelf", ..call }), Unfit::OtherClient);
        assert!(matches!(refused(Bound { tool: "ops_assess", ..call }), Unfit::OtherTool { .. }));

        assert_eq!(seal.open(&sealed, &call, at("2026-11-02T09:15:00Z")), Ok(state));
        assert_eq!(seal.open(&sealed, &call, at("2026-11-02T09:15:01Z")), Err(Unfit::Late));
    }

    /// Every single character counts, and so does the key.
    #[test]
    fn what_was_not_sealed_here_does_not_open() {
        let key = |letter: &str| Seal::of_key(&SecretString::from(letter.repeat(32))).expect("a key");
        let (seal, id, now) = (key("k"), PackId::mint(), at("2026-11-02T09:00:00Z"));
        let call = bound(Some(&id), "a");
        let sealed = seal.close(&call, (&id, 1), now);
        assert!(key("k").open(&sealed, &call, now).is_ok(), "another process with the same key");
        for stranger in [key("l"), Seal::of_process()] {
            assert_eq!(stranger.open(&sealed, &call, now), Err(Unfit::Unsealed));
        }
        for index in 0..sealed.len() {
            let swapped = if sealed.as_bytes()[index] == b'A' { "B" } else { "A" };
            let mut altered = sealed.clone();
            altered.replace_range(index..=index, swapped);
            assert_eq!(seal.open(&altered, &call, now), Err(Unfit::Unsealed), "character {index}");
        }
        for nothing in ["", "rs1..", "{}"] {
            assert_eq!(seal.open(nothing, &call, now), Err(Unfit::Unsealed), "{nothing:?}");
        }
        let short = Seal::of_key(&SecretString::from("k".repeat(31))).expect_err("too short");
        assert!(short.to_string().contains("has 31 bytes; give at least 32"), "{short}");
        assert!(!format!("{seal:?}").contains("kkk"));
    }

    #[test]
    fn the_order_of_keys_does_not_make_other_arguments() {
        let of = |arguments: Json| digest(arguments.as_object().expect("an object"));
        let one = of(json!({"pack": "p", "records": {"answers": [], "notes": "n"}}));
        assert_eq!(one, of(json!({"records": {"notes": "n", "answers": []}, "pack": "p"})));
        assert_ne!(one, of(json!({"pack": "p", "records": {"answers": [], "notes": "m"}})));
    }
}

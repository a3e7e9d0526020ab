//! The handle of a pack.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What every pack id begins with.
const PREFIX: &str = "pk_";

/// The id of a pack: `pk_` and a random UUID as 32 lowercase hexadecimal digits.
///
/// It is all a client needs to read and change the pack, so it must not be guessable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(into = "String", try_from = "String")]
#[schemars(with = "String")]
pub struct PackId(String);

/// A text that is not a pack id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a pack id: an id is `pk_` followed by 32 hexadecimal digits, exactly as the answer that created the pack gave it"
)]
pub struct BadPackId {
    /// The text, cut where it is long.
    pub text: String,
}

impl PackId {
    /// A new id. Here and in the seal of the MCP face the crate draws on randomness, and nowhere else.
    pub fn mint() -> Self {
        PackId(format!("{PREFIX}{}", Uuid::new_v4().simple()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PackId {
    type Err = BadPackId;

    fn from_str(text: &str) -> Result<Self, BadPackId> {
        // One spelling for each id, or the same pack would be found under one and unknown under another.
        let lower_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let valid = text.strip_prefix(PREFIX).is_some_and(|digits| digits.len() == 32 && digits.bytes().all(lower_hex));
        if valid {
            return Ok(PackId(text.to_owned()));
        }
        let mut shown: String = text.chars().take(60).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        Err(BadPackId { text: shown })
    }
}

impl TryFrom<String> for PackId {
    type Error = BadPackId;

    fn try_from(text: String) -> Result<Self, BadPackId> {
        text.parse()
    }
}

impl From<PackId> for String {
    fn from(id: PackId) -> String {
        id.0
    }
}

impl fmt::Display for PackId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

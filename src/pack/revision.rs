//! Revisions: a pack is a chain of immutable states.

use crate::text::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Pack;

/// One state of a pack, with the hash of its content and of the state before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// 1 for the first.
    pub number: u32,
    /// SHA-256 over parent, step, time, author and content, as hex.
    pub hash: String,
    /// The hash of the revision before, if there is one.
    pub parent: Option<String>,
    /// What made it: a tool's name, or a command's.
    pub step: String,
    /// When, as RFC 3339 in UTC to the second.
    pub time: String,
    /// Who: a client's name, or a person's.
    pub author: String,
    /// The state itself.
    pub pack: Pack,
}

impl Revision {
    /// The step of a revision that closed its pack: it passed its gate.
    pub const FINALIZED: &'static str = "finalize";

    /// The revision that follows `parent` (number and hash), or the first one.
    ///
    /// # Errors
    /// Only if the pack cannot be written as JSON, which no pack built through this crate causes.
    pub fn new(
        parent: Option<(u32, &str)>,
        step: &str,
        time: &str,
        author: &str,
        pack: Pack,
    ) -> Result<Self, serde_json::Error> {
        let content = serde_json::to_vec(&pack)?;
        let hash = Self::hash_of(parent.map(|(_, hash)| hash), step, time, author, &content);
        Ok(Revision {
            number: parent.map_or(1, |(number, _)| number + 1),
            hash,
            parent: parent.map(|(_, hash)| hash.to_owned()),
            step: step.to_owned(),
            time: time.to_owned(),
            author: author.to_owned(),
            pack,
        })
    }

    /// The hash of a revision, from the bytes of its content as they are kept. A reader that hashes what it
    /// read, and not what it made of it, still agrees when the model of the pack has grown since.
    pub fn hash_of(parent: Option<&str>, step: &str, time: &str, author: &str, content: &[u8]) -> String {
        let mut digest = Sha256::new();
        for part in [parent.unwrap_or_default(), step, time, author] {
            digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(part);
        }
        digest.update(content);
        hex(&digest.finalize())
    }
}

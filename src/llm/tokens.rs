//! Tokens of a text.

use tiktoken_rs::o200k_base_singleton;

/// The encoding that counts. Models of others cut text in other places, and come near it.
pub const ENCODING: &str = "o200k_base";

/// The tokens of a text.
pub fn count(text: &str) -> usize {
    o200k_base_singleton().count_ordinary(text)
}

/// The same, as endpoints count.
pub(super) fn of(text: &str) -> u64 {
    u64::try_from(count(text)).unwrap_or(u64::MAX)
}

//! What opens an endpoint. It is shown nowhere: not in messages, not in logs, not on cassettes.

use std::path::Path;

use secrecy::{ExposeSecret, SecretString};

use super::Failure;

/// The environment variable that holds a key for whichever endpoint is named.
const VARIABLE: &str = "GROUNDPLAN_API_KEY";

/// The one that holds a key of OpenAI, or of the address that OPENAI_BASE_URL names.
const OPENAI_VARIABLE: &str = "OPENAI_API_KEY";

/// The shortest text that is a secret: local servers take words like `none` or `ollama` as a key.
const SECRET: usize = 12;

/// A key.
#[derive(Debug, Clone)]
pub struct Key(SecretString);

impl Key {
    /// A key, as it was given.
    pub(super) fn new(text: &str) -> Self {
        Key(SecretString::from(text.trim().to_owned()))
    }

    /// The key in a file, or else in the environment; that of OpenAI only where it belongs to the endpoint.
    ///
    /// # Errors
    /// A file that cannot be read; a key that is empty or holds what no key does.
    pub(super) fn find(file: Option<&Path>, is_openai: bool) -> Result<Option<Self>, Failure> {
        let (source, text) = match file {
            Some(path) => {
                let source = path.display().to_string();
                let unread = |error: std::io::Error| Failure::Key { place: source.clone(), problem: error.to_string() };
                (source.clone(), std::fs::read_to_string(path).map_err(unread)?)
            }
            None => {
                let set = |name: &str| Some((name.to_owned(), std::env::var(name).ok()?));
                let named = [Some(VARIABLE), is_openai.then_some(OPENAI_VARIABLE)].into_iter().flatten();
                let Some(found) = named.filter_map(set).find(|(_, key)| !key.trim().is_empty()) else {
                    return Ok(None);
                };
                found
            }
        };
        let key = text.trim();
        if key.is_empty() || !key.chars().all(|one| one.is_ascii_graphic()) {
            let problem = "this is not a key; write the key alone, on one line".to_owned();
            return Err(Failure::Key { place: source, problem });
        }
        Ok(Some(Key::new(key)))
    }

    /// The key itself, for the header that carries it.
    pub(super) fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// A text without the key: endpoints like to repeat what they refuse.
    pub(super) fn hide(&self, text: &str) -> String {
        let key = self.expose();
        if key.is_empty() { text.to_owned() } else { text.replace(key, "[key]") }
    }

    /// Whether it is long enough to be told from a word: one that is not is no secret, and hiding it would change texts.
    pub(super) fn is_secret(&self) -> bool {
        self.expose().len() >= SECRET
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_hidden_and_a_word_is_no_secret() {
        let (key, word) = (Key::new("k-1234567890"), Key::new("test"));
        assert_eq!(key.hide("Wrong key k-1234567890."), "Wrong key [key].");
        assert!(key.is_secret() && !word.is_secret());
    }
}

//! What opens an endpoint. It is shown nowhere: not in messages, not in logs, not on cassettes.

use std::path::Path;

use secrecy::{ExposeSecret, SecretString};

use super::Failure;

/// The environment variables that hold a key, the first one set counting.
pub const KEY_VARIABLES: [&str; 2] = ["GROUNDPLAN_API_KEY", "OPENAI_API_KEY"];

/// A key.
#[derive(Debug, Clone)]
pub struct Key(SecretString);

impl Key {
    /// A key, as it was given.
    fn new(text: &str) -> Self {
        Key(SecretString::from(text.trim().to_owned()))
    }

    /// The key in a file, or else in the environment.
    ///
    /// # Errors
    /// A file that cannot be read; a key that is empty or holds what no key does.
    pub fn find(file: Option<&Path>) -> Result<Option<Self>, Failure> {
        let (source, text) = match file {
            Some(path) => {
                let source = path.display().to_string();
                let unread = |error: std::io::Error| Failure::Key { place: source.clone(), problem: error.to_string() };
                (source.clone(), std::fs::read_to_string(path).map_err(unread)?)
            }
            None => {
                let set = |name: &&str| std::env::var(name).is_ok_and(|key| !key.trim().is_empty());
                let Some(name) = KEY_VARIABLES.iter().find(|name| set(name)) else { return Ok(None) };
                ((*name).to_owned(), std::env::var(name).unwrap_or_default())
            }
        };
        let key = text.trim();
        if key.is_empty() || !key.chars().all(|one| one.is_ascii_graphic()) {
            let problem = "it holds no key; write the key alone, on one line".to_owned();
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
}

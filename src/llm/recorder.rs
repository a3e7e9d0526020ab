//! A cassette that is being recorded.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value as Json;

use super::cassette::{Outcome, Reply, kept};
use super::{Failure, scrub};

/// A cassette that is being recorded. Its file is made with the first exchange; clones share it.
#[derive(Debug, Clone)]
pub struct Recorder {
    path: Arc<PathBuf>,
    file: Arc<Mutex<Option<File>>>,
}

impl Recorder {
    /// A cassette in a file that is to be made.
    pub fn new(path: &Path) -> Self {
        Recorder { path: Arc::new(path.to_owned()), file: Arc::default() }
    }

    /// Refuses a file that is there already: recordings are not mixed.
    pub(super) fn check(&self) -> Result<(), Failure> {
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if file.is_none() && self.path.exists() {
            return Err(self.taken());
        }
        Ok(())
    }

    /// Keeps an exchange; `hide` takes out what only its endpoint knows to be secret.
    ///
    /// # Errors
    /// A file that cannot be made or written.
    pub(super) fn keep(&self, request: &Json, outcome: &Outcome, hide: impl Fn(&str) -> String) -> Result<(), Failure> {
        let hidden = |value: &Json| scrub::map(value, &hide);
        let (request, key) = kept(&hidden(request));
        let reply = serde_json::to_value(Reply::of(outcome)).map_err(|error| self.unfit(&error))?;
        let line = serde_json::json!({"key": key, "request": request, "reply": scrub::json(&hidden(&reply))});
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if file.is_none() {
            *file = Some(OpenOptions::new().write(true).create_new(true).open(&*self.path).map_err(|error| {
                if error.kind() == ErrorKind::AlreadyExists { self.taken() } else { self.unfit(&error) }
            })?);
        }
        file.as_mut().map_or(Ok(()), |file| writeln!(file, "{line}")).map_err(|error| self.unfit(&error))
    }

    fn taken(&self) -> Failure {
        self.unfit(&"the file exists already; remove it, or name another one")
    }

    fn unfit(&self, problem: &dyn std::fmt::Display) -> Failure {
        Failure::Cassette { path: self.path.display().to_string(), problem: problem.to_string() }
    }
}

//! A file that holds a conversation: one message a line.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::chat::trouble::Trouble;
use crate::llm::Message;

/// A file to append to, for this user's eyes only.
#[derive(Debug)]
pub(super) struct TalkFile {
    path: PathBuf,
    file: File,
    /// Whether its last line broke off.
    torn: bool,
}

impl TalkFile {
    /// Opens it or makes it, and reads what it holds. What cannot be read, such as a line that broke off, is left out.
    pub(super) fn open(path: &Path) -> Result<(Self, Vec<Message>), Trouble> {
        let trouble = |error: io::Error| Trouble::file(path, &error);
        let file = appending(path).map_err(trouble)?;
        let bytes = std::fs::read(path).map_err(trouble)?;
        let held = String::from_utf8_lossy(&bytes).lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let torn = bytes.last().is_some_and(|last| *last != b'\n');
        Ok((TalkFile { path: path.to_owned(), file, torn }, held))
    }

    /// Appends a message.
    pub(super) fn add(&mut self, message: &Message) -> Result<(), Trouble> {
        let line = serde_json::to_string(message).map_err(|error| Trouble::said(error.to_string()))?;
        let begin = if self.torn { "\n" } else { "" };
        self.torn = true;
        // One write a line: a conversation that is cut off ends with a whole one, or with one that is left out.
        let written = self.file.write_all(format!("{begin}{line}\n").as_bytes());
        written.map_err(|error| Trouble::file(&self.path, &error))?;
        self.torn = false;
        Ok(())
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

fn appending(path: &Path) -> io::Result<File> {
    let (mut folders, mut file) = (DirBuilder::new(), OpenOptions::new());
    folders.recursive(true);
    file.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
        folders.mode(0o700);
        file.mode(0o600);
    }
    if let Some(parent) = path.parent() {
        folders.create(parent)?;
    }
    file.open(path)
}

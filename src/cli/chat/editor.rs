//! Lines edited by a person: history, and slash commands completed by Tab.

use std::path::Path;

use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::Validator;
use rustyline::{CompletionType, Config, Context, Editor, Helper};

use crate::chat::command;

/// The file of the lines that were typed.
const HISTORY: &str = "history";

/// An editor with the history of this user.
pub(super) type LineEditor = Editor<Commands, FileHistory>;

/// Begins to edit lines; those typed before come from a file in this folder, which is made where it is absent.
pub(super) fn open(folder: Option<&Path>) -> Result<LineEditor, ReadlineError> {
    let config = Config::builder()
        .history_ignore_space(true)
        .completion_type(CompletionType::List)
        .completion_show_all_if_ambiguous(true)
        .max_history_size(1_000)?
        .build();
    let mut editor = Editor::with_config(config)?;
    editor.set_helper(Some(Commands));
    if let Some(folder) = folder {
        // The first time there is no such file.
        let _ = editor.load_history(&folder.join(HISTORY));
    }
    Ok(editor)
}

/// Remembers a line, here and in the file.
pub(super) fn remember(editor: &mut LineEditor, folder: Option<&Path>, line: &str) {
    if line.trim().is_empty() || !editor.add_history_entry(line).unwrap_or(false) {
        return;
    }
    if let Some(folder) = folder {
        let kept = make(folder).map_err(ReadlineError::from);
        if let Err(error) = kept.and_then(|()| editor.append_history(&folder.join(HISTORY))) {
            tracing::warn!("the history cannot be kept: {error}");
        }
    }
}

/// Makes a folder for this user's eyes only; the file in it is made so by the editor.
fn make(folder: &Path) -> std::io::Result<()> {
    let mut maker = std::fs::DirBuilder::new();
    maker.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
    maker.create(folder)
}

/// Completes slash commands and what they take.
pub(super) struct Commands;

impl Completer for Commands {
    type Candidate = String;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        Ok(command::complete(line.get(..pos).unwrap_or(line)))
    }
}

impl Hinter for Commands {
    type Hint = String;
}

impl Highlighter for Commands {}

impl Validator for Commands {}

impl Helper for Commands {}

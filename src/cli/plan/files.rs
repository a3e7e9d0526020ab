//! The files of a plan: written whole or not at all, and never over what a person changed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::CommandError;
use crate::pack::Pack;
use crate::skill::Definition;

/// The document, the pack as data, the gate's report.
pub(super) const PACK: [&str; 3] = ["pack.md", "pack.json", "report.json"];

/// The files beside them where the skill promises something for machines: that, and the state it stands in.
pub(super) const INTERFACE: [&str; 2] = ["interface.json", "state.json"];

/// Stops where a directory holds a document that `plan` did not write, or that was edited since: one that is not what the
/// data beside it renders to.
pub(super) fn refuse_to_lose(dir: &Path, definition: &Definition, interface: bool) -> Result<(), CommandError> {
    let path = |file: &str| dir.join(file);
    let mut written = PACK.iter().chain(INTERFACE.iter().filter(|_| interface));
    let Some(found) = written.find(|file| path(file).exists()) else { return Ok(()) };
    let data = fs::read_to_string(path(PACK[1])).ok();
    let before: Option<Pack> = data.and_then(|data| serde_json::from_str(&data).ok());
    let written = before.map(|pack| definition.render(&pack));
    if written.is_some() && written == fs::read_to_string(path(PACK[0])).ok() {
        return Ok(());
    }
    Err(CommandError::Unwritable {
        path: path(found),
        problem: "it is not what `plan` wrote, or pack.md was edited since; name another directory, or say --force"
            .to_owned(),
    })
}

/// Writes files into a directory, which is made where it is absent; yields their paths.
pub(super) fn write(dir: &Path, files: &[(&str, String)]) -> Result<Vec<PathBuf>, CommandError> {
    let unwritable = |path: &Path, error: std::io::Error| CommandError::Unwritable {
        path: path.to_owned(),
        problem: error.to_string(),
    };
    fs::create_dir_all(dir).map_err(|error| unwritable(dir, error))?;
    let mut written = Vec::new();
    for (file, text) in files {
        let path = dir.join(file);
        let draft = dir.join(format!(".{file}.{}", std::process::id()));
        let done = fs::write(&draft, text).and_then(|()| fs::rename(&draft, &path));
        done.map_err(|error| {
            let _ = fs::remove_file(&draft);
            unwritable(&path, error)
        })?;
        written.push(path);
    }
    Ok(written)
}

/// A value as a file of JSON.
pub(super) fn json(value: &impl serde::Serialize) -> Result<String, CommandError> {
    let json = serde_json::to_string_pretty(value);
    json.map(|json| json + "\n").map_err(|error| CommandError::Internal(format!("no JSON: {error}")))
}

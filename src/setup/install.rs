//! An entry on its way into a configuration file and out of it again.
//!
//! The text before the entry is kept beside the file. Taking the entry out gives that text back byte for byte where nobody
//! else wrote meanwhile, and otherwise takes out the entry alone. What stood under the name before comes back.

use serde_json::Value as Json;

use super::client;
use super::edit::{self, EditError, Slot};
use super::file::{ConfigFile, FileError};

/// What is to be done to a file.
#[derive(Debug)]
pub struct Plan<'f> {
    file: &'f ConfigFile,
    name: String,
    backup: Backup,
    /// What the file will say; nothing where it goes.
    pub after: Option<String>,
    /// What the entry is to the file.
    pub kind: Kind,
}

/// What an entry is to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It says what is wanted, or has what is to go not: nothing is to be done.
    Nothing,
    /// It comes.
    Added,
    /// It comes in the place of another of the name.
    Replaced,
    /// It goes.
    Removed,
    /// It goes, and one that stood there before comes back.
    Restored,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Backup {
    Leave,
    Keep,
    Forget,
}

/// A plan that puts the entry into the slot.
///
/// # Errors
/// A file that is not understood, or in which the edit is not safe.
pub fn install<'f>(file: &'f ConfigFile, slot: &Slot, entry: &Json) -> Result<Plan<'f>, EditError> {
    let text = file.text().unwrap_or_default();
    let found = edit::entry(text, slot)?;
    let plan = |kind, backup, after| Plan { file, name: slot.name.clone(), backup, after, kind };
    if found.as_ref().is_some_and(|found| says(found, entry)) {
        return Ok(plan(Kind::Nothing, Backup::Leave, file.text().map(str::to_owned)));
    }
    let after = Some(edit::put(text, slot, entry)?);
    Ok(match found {
        None => plan(Kind::Added, Backup::Keep, after),
        // What was kept is older than an entry of ours, and stays what undoing gives back.
        Some(found) if is_ours(&found) && file.kept(&slot.name).is_some() => plan(Kind::Replaced, Backup::Leave, after),
        Some(_) => plan(Kind::Replaced, Backup::Keep, after),
    })
}

/// A plan that takes the entry out of the slot.
///
/// # Errors
/// A file that is not understood, or in which the edit is not safe.
pub fn undo<'f>(file: &'f ConfigFile, slot: &Slot) -> Result<Plan<'f>, EditError> {
    let text = file.text().unwrap_or_default();
    let plan = |kind, backup, after| Plan { file, name: slot.name.clone(), backup, after, kind };
    let Some(found) = edit::entry(text, slot)? else {
        return Ok(plan(Kind::Nothing, Backup::Leave, file.text().map(str::to_owned)));
    };
    let kept = file.kept(&slot.name);
    let before = kept.as_deref().and_then(|kept| edit::entry(kept, slot).ok()).flatten();
    let kind = if before.is_some() { Kind::Restored } else { Kind::Removed };
    let after = match kept {
        Some(kept) if edit::put(&kept, slot, &found).is_ok_and(|put| put == text) => Some(kept),
        kept => {
            let table_was_there = kept.as_deref().is_some_and(|kept| matches!(edit::entries(kept, slot), Ok(Some(_))));
            let taken = edit::take(text, slot, !table_was_there)?;
            let back = before.map(|entry| edit::put(&taken, slot, &entry)).transpose()?;
            let after = back.unwrap_or(taken);
            // A file that was not there before need not stay to say nothing.
            (kept.is_some() || !edit::is_blank(&after)).then_some(after)
        }
    };
    Ok(plan(kind, Backup::Forget, after))
}

impl Plan<'_> {
    /// Does it.
    ///
    /// # Errors
    /// Where somebody else changed the file meanwhile, or the system says no.
    pub fn carry_out(&self) -> Result<(), FileError> {
        if self.kind == Kind::Nothing {
            return Ok(());
        }
        if self.backup == Backup::Keep {
            self.file.keep(&self.name)?;
        }
        self.file.replace(self.after.as_deref())?;
        if self.backup == Backup::Forget {
            self.file.forget(&self.name)?;
        }
        Ok(())
    }

    /// Whether the text before is kept by this.
    pub fn keeps(&self) -> bool {
        self.backup == Backup::Keep && self.file.text().is_some()
    }
}

/// Whether an entry says all that is wanted. What else it says, a person or the client added.
pub fn says(found: &Json, wanted: &Json) -> bool {
    match (found, wanted) {
        (Json::Object(found), Json::Object(wanted)) => {
            wanted.iter().all(|(key, value)| found.get(key).is_some_and(|found| found == value))
        }
        _ => found == wanted,
    }
}

/// Whether an entry starts groundplan.
pub fn is_ours(entry: &Json) -> bool {
    client::launch(entry).is_some_and(|launch| launch.is_groundplan())
}

//! What a step is given: JSON, read against the section's declaration into tidy text.
//!
//! What can only mean one thing is taken, however it is written: a heading for a key, a text for a list of one, an object
//! for a table of one row, `true` for yes. What cannot is a mistake. Everything is checked before anything is applied, and
//! every mistake is reported at once, so that a model repairs a call in one go. A call with a mistake changes nothing.
//!
//! Fields sent replace, rows sent are merged into those of their name, what is not sent stays; `null` is not sent. Rows to
//! be removed go first. A call that is repeated therefore changes nothing.
//!
//! # Layout
//! - [`Call`]: what a call says of itself; [`Wants`]: what a step takes, said to a caller who sent nothing
//! - `arguments`: which argument is what; `keys`: which field or column a key means
//! - `reader`: the pack while a call is read; `text`, `table`, `remove`: values of each shape
//! - `mistake`: what is wrong with a call; `removal`: a row that is to go

use serde_json::{Map, Value as Json};

use super::{Definition, Folders, Note, Step};
use crate::pack::Pack;
use reader::Reader;

mod arguments;
mod call;
mod keys;
pub(super) mod mistake;
mod reader;
mod removal;
mod remove;
mod table;
mod text;
mod wants;

pub use call::Call;
pub use keys::{accepted, nearest, pointer, unknown, unknown_key};
pub use mistake::Mistake;
pub use wants::Wants;

/// The most bytes of text one call may carry.
pub const MAX_CALL: usize = 1 << 20;
/// The most rows or items one field may hold.
pub const MAX_ROWS: usize = 500;
/// The most bytes of one cell or item.
pub const MAX_CELL: usize = 4 << 10;
/// The most bytes of one text field.
pub const MAX_TEXT: usize = 64 << 10;

/// A pack after a call.
#[derive(Debug, Clone)]
pub struct Applied {
    /// The pack.
    pub pack: Pack,
    /// What there is to say beside the fields that were filled, a line each.
    pub notes: Vec<String>,
    /// What the call says of itself.
    pub call: Call,
    /// What the step takes, where the call brought nothing for the pack.
    pub wants: Option<Wants>,
}

/// Applies the arguments of a call that names no folder.
///
/// # Errors
/// Every mistake in the arguments; the pack is then unchanged.
pub fn apply(
    definition: &'static Definition,
    step: &'static Step,
    pack: &Pack,
    arguments: &Map<String, Json>,
) -> Result<Pack, Vec<Mistake>> {
    apply_with(definition, step, pack, arguments, &Folders::new()).map(|applied| applied.pack)
}

/// Applies a step's arguments to a copy of the pack: rows to be removed go, fields sent replace, rows sent are merged by
/// name, fields not sent stay. What attachments yield is merged last, in the light of all the rest.
///
/// # Errors
/// Every mistake in the arguments; the pack is then unchanged.
pub fn apply_with(
    definition: &'static Definition,
    step: &'static Step,
    pack: &Pack,
    arguments: &Map<String, Json>,
    folders: &Folders,
) -> Result<Applied, Vec<Mistake>> {
    let mut reader = Reader::of(definition, step, pack);
    let size: usize = arguments.iter().map(|(key, value)| key.len() + weight(value)).sum();
    if size > MAX_CALL {
        reader.mistake(
            "",
            format!("the call carries {size} bytes of text"),
            format!("at most {MAX_CALL} bytes; send a table in parts, its rows are merged by name"),
        );
        return Err(reader.mistakes);
    }
    let read = reader.arguments(arguments);
    // Attachments are held against what is stated, so that has to be sound first.
    let mut sent = reader.sent_any();
    if reader.mistakes.is_empty() {
        for (attachment, at, value) in read.attachments {
            sent = true;
            match attachment.take(reader.pack(), value, folders) {
                Err(objections) => objections.into_iter().for_each(|one| reader.object(&at, one)),
                Ok(taken) => {
                    reader.yielded(&at, &taken);
                    reader.notes.extend(attachment.elsewhere(definition, step, &taken.sections));
                    let here = |note: &Note| note.about.iter().any(|section| step.sections.contains(section));
                    reader.notes.extend(taken.notes.into_iter().filter(here).map(|note| note.text));
                }
            }
        }
    }
    if !reader.mistakes.is_empty() {
        return Err(reader.mistakes);
    }
    let (pack, notes) = reader.into_read();
    let wants = (!sent).then(|| Wants::of(definition, step, &pack));
    Ok(Applied { pack, notes, call: read.call, wants })
}

/// The bytes of text in a value, keys included.
fn weight(value: &Json) -> usize {
    match value {
        Json::String(text) => text.len(),
        Json::Array(items) => items.iter().map(weight).sum(),
        Json::Object(fields) => fields.iter().map(|(key, value)| key.len() + weight(value)).sum(),
        _ => 8,
    }
}

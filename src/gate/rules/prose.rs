//! Entries as rules of words see them: without code, and with a name for messages. No rule.

use std::borrow::Cow;

use crate::gate::{Case, Entry, voice};

/// Stands for each byte of code in [`without_code`].
const CODE: u8 = 1;

/// The text with what stands between backticks blanked out, so that every byte keeps its place.
pub(crate) fn without_code(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    if !bytes.contains(&b'`') {
        return Cow::Borrowed(text);
    }
    let mut out = bytes.to_vec();
    let mut at = 0;
    while let Some(start) = next_tick(bytes, at) {
        let ticks = run(bytes, start);
        at = start + ticks;
        let mut close = at;
        while let Some(end) = next_tick(bytes, close) {
            let length = run(bytes, end);
            close = end + length;
            if length == ticks {
                out[start..close].fill(CODE);
                at = close;
                break;
            }
        }
    }
    String::from_utf8(out).map_or(Cow::Borrowed(text), Cow::Owned)
}

fn next_tick(bytes: &[u8], from: usize) -> Option<usize> {
    bytes[from..].iter().position(|byte| *byte == b'`').map(|at| from + at)
}

fn run(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().take_while(|byte| **byte == b'`').count()
}

/// Whether a word of a text without code is code.
pub(crate) fn is_code(word: &str) -> bool {
    word.bytes().any(|byte| byte == CODE)
}

/// What an entry is called at the beginning of a message: `"Owner" of "Availability"`, `Item 2 of "Non-goals"`,
/// `"Decision"`.
pub(crate) fn called(entry: &Entry<'_>) -> String {
    let place = entry.cell.place;
    let field = voice::place(place);
    match place.row {
        None => field,
        Some((index, _)) if place.column.is_empty() => format!("Item {} of {field}", index + 1),
        Some((index, name)) => {
            let name = name.trim_matches(['*', '_']);
            // A name that is as long as a sentence tells less than the row's number.
            let short = !name.is_empty() && name.len() <= 80 && name != entry.cell.text;
            let row = if short { format!("\"{name}\"") } else { format!("row {}", index + 1) };
            format!("{field} of {row}")
        }
    }
}

/// What its declaration says belongs into an entry, as the object of "write": `the value to reach, with unit`.
pub(crate) fn belongs(case: &Case<'_>, entry: &Entry<'_>) -> String {
    let place = entry.cell.place;
    let doc = declared(case, entry);
    // The declaration of a list is about all of its items.
    if place.row.is_some() && place.column.is_empty() { format!("an item of what belongs here ({doc})") } else { doc }
}

fn declared(case: &Case<'_>, entry: &Entry<'_>) -> String {
    let place = entry.cell.place;
    let spec = case.sections.iter().find(|spec| spec.key == place.section);
    let doc = spec.and_then(|spec| match spec.table(place.field).and_then(|table| table.column(place.column)) {
        Some(column) => Some(column.doc),
        None => spec.field(place.field).map(|field| field.doc),
    });
    within(doc.unwrap_or_default())
}

/// What a declaration says, as it stands within a sentence.
pub(crate) fn within(doc: &str) -> String {
    let doc = doc.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = doc.trim_end_matches('.');
    let mut letters = sentence.chars();
    match (letters.next(), letters.clone().next()) {
        // `ISO date` keeps its capitals.
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => sentence.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_blanked_byte_for_byte() {
        let text = "a `b` ``c ` d`` `open";
        let plain = without_code(text);
        assert_eq!(plain.len(), text.len());
        assert_eq!(plain.replace('\u{1}', "."), "a ... ......... `open");
        assert_eq!(without_code("é `ü` x").replace('\u{1}', "."), "é .... x");
        assert!(is_code(without_code("`x`").as_ref()));
    }
}

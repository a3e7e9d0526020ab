//! The changes between two states of a pack, for people.

use std::fmt::Write as _;

use super::words::{Paint, clean_line, counted};
use crate::pack::SectionSpec;
use crate::pack::diff::{Change, What};

/// Writes changes under the headings of their sections.
pub fn render(changes: &[Change], sections: &[&'static SectionSpec], paint: Paint) -> String {
    let mut out = String::new();
    let mut heading = None;
    for change in changes {
        let key = change.location.section.as_str();
        if heading != Some(key) {
            heading = Some(key);
            let gap = if out.is_empty() { "" } else { "\n" };
            let _ = writeln!(out, "{gap}{}", paint.bold(title(key, sections)));
        }
        one(&mut out, change, sections, paint);
    }
    let _ = writeln!(out, "{}{}", if out.is_empty() { "" } else { "\n" }, counted(changes.len(), "change"));
    out
}

/// Writes changes for people who watch them happen: what happened as a sign, where, and what stood and stands there, each
/// text cut where it is long.
pub fn brief(changes: &[Change], sections: &[&'static SectionSpec], paint: Paint) -> String {
    signed(changes, sections, paint, Some(EXCERPT))
}

/// The same, with each text as it is.
pub fn whole(changes: &[Change], sections: &[&'static SectionSpec], paint: Paint) -> String {
    signed(changes, sections, paint, None)
}

fn signed(changes: &[Change], sections: &[&'static SectionSpec], paint: Paint, most: Option<usize>) -> String {
    let mut out = String::new();
    let mut heading = None;
    for change in changes {
        let key = change.location.section.as_str();
        if heading != Some(key) {
            heading = Some(key);
            let _ = writeln!(out, "{}", paint.bold(title(key, sections)));
        }
        let section = change.location.field.is_empty() && !key.is_empty();
        let at = place(change, sections);
        let (from, to) = (excerpt(change.from.as_deref(), most), excerpt(change.to.as_deref(), most));
        let shift = change.shift.as_ref().map(|shift| format!(" ({shift})")).unwrap_or_default();
        let row = || cells(change, paint, most);
        let _ = match change.what {
            // Its heading says it, above what is new in it.
            What::Added if section => Ok(()),
            What::Removed if section => writeln!(out, "  {} the whole section", paint.bad("-")),
            What::Added if !change.cells.is_empty() => writeln!(out, "  {} {at}{}", paint.good("+"), row()),
            What::Removed if !change.cells.is_empty() => writeln!(out, "  {} {at}{}", paint.bad("-"), row()),
            What::Added if to.is_empty() => writeln!(out, "  {} {at}", paint.good("+")),
            What::Added => writeln!(out, "  {} {at}: {to}", paint.good("+")),
            What::Removed if from.is_empty() => writeln!(out, "  {} {at}", paint.bad("-")),
            What::Removed => writeln!(out, "  {} {at}: {from}", paint.bad("-")),
            What::Changed => writeln!(out, "  ~ {at}: {from} → {to}{shift}"),
            What::Renamed => writeln!(out, "  ~ {at}, renamed: {from} → {to}"),
            What::Reordered => writeln!(out, "  ~ {at}, reordered: {from} → {to}"),
        };
    }
    out
}

/// The cells of a row, one after the other.
fn cells(change: &Change, paint: Paint, most: Option<usize>) -> String {
    let cells = change.cells.iter().filter(|(_, text)| !text.is_empty()).map(|(header, text)| {
        let header = paint.faint(&format!("{}:", clean_line(header)));
        format!("{header} {}", excerpt(Some(text), most))
    });
    let cells: Vec<String> = cells.collect();
    if cells.is_empty() { String::new() } else { format!(": {}", cells.join("; ")) }
}

/// How much of a text tells what it is.
const EXCERPT: usize = 240;

fn excerpt(text: Option<&str>, most: Option<usize>) -> String {
    let line = clean_line(text.unwrap_or_default());
    match most.and_then(|most| line.char_indices().nth(most)) {
        Some((cut, _)) => format!("{}…", line[..cut].trim_end()),
        None => line,
    }
}

/// What people call a section, or the pack as a whole.
fn title<'s>(key: &str, sections: &[&'s SectionSpec]) -> &'s str {
    sections.iter().find(|spec| spec.key == key).map_or("The pack as a whole", |spec| spec.title)
}

fn one(out: &mut String, change: &Change, sections: &[&'static SectionSpec], paint: Paint) {
    let what = match change.what {
        What::Changed => "changed",
        What::Added => "added",
        What::Removed => "removed",
        What::Renamed => "renamed",
        What::Reordered => "reordered",
    };
    let shift = change.shift.as_ref().map(|shift| format!(": {shift}")).unwrap_or_default();
    let _ = writeln!(out, "  {what} {}{shift}", place(change, sections));
    if let Some(from) = &change.from {
        let _ = writeln!(out, "    {}", paint.bad(&format!("- {}", clean_line(from))));
    }
    if let Some(to) = &change.to {
        let _ = writeln!(out, "    {}", paint.good(&format!("+ {}", clean_line(to))));
    }
}

/// `Doomsday clock, orders-db disk, Trigger threshold`.
fn place(change: &Change, sections: &[&'static SectionSpec]) -> String {
    let at = &change.location;
    let spec = sections.iter().find(|spec| spec.key == at.section);
    let field = spec.and_then(|spec| spec.field(&at.field)).map(|field| field.label);
    let mut parts: Vec<String> = field.filter(|field| *field != change.label).map(str::to_owned).into_iter().collect();
    match at.row {
        Some(_) if !at.row_name.is_empty() => parts.push(clean_line(&at.row_name)),
        _ => {}
    }
    // A row as a whole is known by its field and its name.
    if at.row.is_some() && at.column.is_empty() && field == Some(change.label.as_str()) {
        parts.insert(0, change.label.clone());
    } else {
        parts.push(clean_line(&change.label));
    }
    parts.join(", ")
}

//! What the engines answer, for people: one file per engine. A number stands with how it follows, a finding with what
//! would put it right.
//!
//! # Layout
//! - this file: [`Sheet`], what all of them write on; [`Matter`], what decides the exit code
//! - `slo`, `capacity`, `schedule`, `priority`, `events`, `site`, `pipeline`, `rollout`, `rollback`, `delivery`: the
//!   answers of one engine

pub mod capacity;
pub mod delivery;
pub mod events;
pub mod pipeline;
pub mod priority;
pub mod rollback;
pub mod rollout;
pub mod schedule;
pub mod site;
pub mod slo;

use serde::Serialize;

use super::words::{Paint, clean_line, counted};
use crate::engine::issue::{Issue, Severity};

/// The widest that a column of values is padded to; a longer value pushes its derivation to the right.
const WIDEST: usize = 34;

/// Something the answer gives reason to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// How bad it is.
    pub severity: Severity,
    /// What it is about; may be blank.
    pub subject: String,
    /// What is the matter, with the numbers.
    pub message: String,
    /// What would put it right; may be blank.
    pub fix: String,
}

impl Matter {
    /// One without a fix of its own.
    pub fn new(severity: Severity, subject: impl Into<String>, message: impl Into<String>) -> Self {
        Matter { severity, subject: subject.into(), message: message.into(), fix: String::new() }
    }

    /// What an engine says, about a subject.
    pub fn of<K>(issue: &Issue<K>, subject: impl Into<String>) -> Self {
        let Issue { severity, message, fix, .. } = issue;
        Matter { severity: *severity, subject: subject.into(), message: message.clone(), fix: fix.clone() }
    }
}

/// Whether anything weighs more than a note.
pub fn fails(matters: &[Matter]) -> bool {
    matters.iter().any(|matter| matter.severity < Severity::Note)
}

/// A text of titles, numbers and tables.
#[derive(Debug)]
pub struct Sheet {
    paint: Paint,
    text: String,
}

impl Sheet {
    /// A blank one.
    pub fn new(paint: Paint) -> Self {
        Sheet { paint, text: String::new() }
    }

    /// A title, with a blank line before it.
    pub fn title(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let title = self.paint.bold(&clean_line(text));
        self.push(&title);
    }

    /// Numbers in rows: what it is, the value, how it follows.
    pub fn figures(&mut self, rows: &[[String; 3]]) {
        let rows: Vec<[String; 3]> = rows.iter().map(|row| row.each_ref().map(|cell| tidy(cell))).collect();
        let wide = |column: usize| rows.iter().map(|row| length(&row[column])).filter(|wide| *wide <= WIDEST).max();
        let (first, second) = (wide(0).unwrap_or(0), wide(1).unwrap_or(0));
        for [label, value, derivation] in &rows {
            let mut line = format!("  {}  {}", pad(label, first), pad(value, second));
            let how = steps(value, derivation);
            if !how.is_empty() {
                line.push_str("  ");
                line.push_str(&self.paint.faint(&how));
            }
            self.push(line.trim_end());
        }
    }

    /// A table with a head; numbers stand to the right.
    pub fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| clean_line(cell)).collect()).collect();
        let cell = |row: &Vec<String>, column: usize| row.get(column).map_or(0, |cell| length(cell));
        let wide = |column: usize| {
            let most = rows.iter().map(|row| cell(row, column)).max().unwrap_or(0);
            most.max(head.get(column).map_or(0, |name| length(name)))
        };
        let number = |column: usize| {
            let cells = || rows.iter().filter_map(|row| row.get(column)).filter(|cell| *cell != "-");
            cells().next().is_some() && cells().all(|cell| is_number(cell))
        };
        let line = |cells: &mut dyn Iterator<Item = &str>| {
            let mut line = String::from(" ");
            for (column, text) in cells.enumerate() {
                let blanks = " ".repeat(wide(column).saturating_sub(length(text)));
                let (before, after) = if number(column) { (blanks.as_str(), "") } else { ("", blanks.as_str()) };
                line.push_str(&format!(" {before}{text}{after} "));
            }
            line.trim_end().to_owned()
        };
        let head_line = self.paint.faint(&line(&mut head.iter().copied()));
        self.push(&head_line);
        for row in &rows {
            let row = line(&mut row.iter().map(String::as_str));
            self.push(&row);
        }
    }

    /// A line of text, indented.
    pub fn line(&mut self, text: &str) {
        let line = format!("  {}", tidy(text));
        self.push(&line);
    }

    /// A line less important than others.
    pub fn aside(&mut self, text: &str) {
        let line = format!("  {}", self.paint.faint(&tidy(text)));
        self.push(&line);
    }

    /// What is the matter, the heaviest first, and how much of each there is. What is said of several is said once.
    /// Nothing where nothing is.
    pub fn matters(&mut self, matters: &[Matter]) {
        if matters.is_empty() {
            return;
        }
        let mut sorted: Vec<&Matter> = matters.iter().collect();
        sorted.sort_by_key(|matter| matter.severity);
        let mut said: Vec<(&Matter, Vec<&str>)> = Vec::new();
        for matter in &sorted {
            let same = |known: &&mut (&Matter, Vec<&str>)| {
                let known = known.0;
                known.severity == matter.severity && known.message == matter.message && known.fix == matter.fix
            };
            match said.iter_mut().find(same) {
                Some((_, subjects)) => subjects.push(&matter.subject),
                None => said.push((matter, vec![&matter.subject])),
            }
        }
        self.text.push('\n');
        for (matter, subjects) in &said {
            let word = match matter.severity {
                Severity::Error => self.paint.bad("error"),
                Severity::Warning => self.paint.bad("warning"),
                Severity::Note => self.paint.bold("note"),
            };
            let subjects = clean_line(&subjects.join("; "));
            let subject = if subjects.is_empty() { subjects } else { format!("{subjects}: ") };
            let line = format!("{word}: {subject}{}", clean_line(&matter.message));
            self.push(&line);
            if !matter.fix.is_empty() {
                let line = format!("  {}", self.paint.faint(&format!("help: {}", clean_line(&matter.fix))));
                self.push(&line);
            }
        }
        let total = |severity| sorted.iter().filter(|matter| matter.severity == severity).count();
        let parts: Vec<String> = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")]
            .into_iter()
            .filter(|(severity, _)| total(*severity) > 0)
            .map(|(severity, noun)| counted(total(severity), noun))
            .collect();
        self.push(&parts.join(", "));
    }

    /// All of it.
    pub fn finish(self) -> String {
        self.text
    }

    fn push(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }
}

/// A row of [`Sheet::figures`].
pub(crate) fn row(label: impl Into<String>, value: impl ToString, derivation: &str) -> [String; 3] {
    [label.into(), value.to_string(), derivation.to_owned()]
}

/// The word by which a value of a choice is known to machines, for people: `orphans by design`.
pub(crate) fn word(value: &impl Serialize) -> String {
    let text = match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        _ => String::new(),
    };
    text.replace(['_', '-'], " ")
}

/// A whole number with its thousands apart.
pub(crate) fn number(value: u64) -> String {
    crate::quantity::number::print(value.into())
}

/// How a value follows, without the value where it ends with that.
fn steps(value: &str, derivation: &str) -> String {
    if derivation.is_empty() || derivation == value {
        return String::new();
    }
    match derivation.strip_suffix(value).and_then(|rest| rest.strip_suffix(" = ")) {
        Some(steps) => format!("= {steps}"),
        None => derivation.to_owned(),
    }
}

/// A cell in one line, with the blanks that indent it.
fn tidy(cell: &str) -> String {
    let indent = cell.len() - cell.trim_start_matches(' ').len();
    format!("{}{}", " ".repeat(indent), clean_line(cell))
}

fn is_number(cell: &str) -> bool {
    let digits = cell.strip_suffix(" %").unwrap_or(cell);
    !digits.is_empty()
        && digits.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ',' | '-' | '<'))
        && !is_date(digits)
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.as_bytes().get(4) == Some(&b'-')
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn pad(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(length(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derivation_does_not_repeat_its_value() {
        assert_eq!(steps("7 h 12 min", "(100 % - 99 %) x 30 days = 7 h 12 min"), "= (100 % - 99 %) x 30 days");
        assert_eq!(steps("2 TB", "as stated"), "as stated");
        assert_eq!(steps("99 %", "1 - 0.01 = 99 %, rounded down"), "1 - 0.01 = 99 %, rounded down");
        assert_eq!(steps("99 %", "99 %"), "");
        // `12` ends with `2`, but is not `= 2`.
        assert_eq!(steps("2", "3 x 4 = 12"), "3 x 4 = 12");
    }

    #[test]
    fn columns_are_aligned_and_nothing_moves_the_cursor() {
        let mut sheet = Sheet::new(Paint { on: false });
        sheet.title("a\u{1b}b");
        sheet.figures(&[row("x", "1", "0 + 1 = 1"), row("  longer", "22", "")]);
        sheet.table(&["n", "what"], &[vec!["7".into(), "seven".into()], vec!["1,000".into(), "-".into()]]);
        sheet.matters(&[
            Matter::new(Severity::Note, "", "n"),
            Matter { fix: "f".into(), ..Matter::new(Severity::Error, "s", "m") },
        ]);
        assert_eq!(
            sheet.finish(),
            "a\u{241b}b\n  x         1   = 0 + 1\n    longer  22\n      n  what\n      7  seven\n  1,000  -\n\n\
             error: s: m\n  help: f\nnote: n\n1 error, 1 note\n"
        );
    }

    #[test]
    fn notes_fail_nothing() {
        assert!(!fails(&[Matter::new(Severity::Note, "", "n")]));
        assert!(fails(&[Matter::new(Severity::Warning, "", "w")]));
    }
}

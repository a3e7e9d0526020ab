//! What the dependencies of a milestone say, as people write them.

use std::collections::BTreeSet;

use super::{Planned, Wait, parts};
use crate::text;

/// What milestones go by, to find them by what others call them.
pub(super) struct Names<'a, 'p> {
    ids: Vec<&'a str>,
    /// The letters their identifiers begin with.
    families: BTreeSet<&'a str>,
    /// Their names and titles, as [`text::key`] reduces them, the title between blanks.
    keys: Vec<(String, String)>,
    answers: &'p BTreeSet<&'a str>,
}

impl<'a, 'p> Names<'a, 'p> {
    pub(super) fn of(milestones: &[Planned<'a>], answers: &'p BTreeSet<&'a str>) -> Self {
        let identified = milestones.iter().map(|milestone| milestone.id).filter(|id| text::identifier(id) == Some(id));
        Names {
            ids: milestones.iter().map(|milestone| milestone.id).collect(),
            families: identified.map(letters).collect(),
            keys: milestones
                .iter()
                .map(|milestone| (text::key(milestone.row.name().text), format!(" {} ", text::key(milestone.title))))
                .collect(),
            answers,
        }
    }

    /// What the dependencies of a milestone say, given its index and the cell.
    pub(super) fn waits(&self, own: usize, cell: &'a str) -> Vec<Wait<'a>> {
        let mut waits = Vec::new();
        for part in parts(cell) {
            if is_none(part) {
                continue;
            }
            for wait in self.read(own, part) {
                // The rest of a name that has a comma in it says nothing new.
                let rest = match (wait, waits.last()) {
                    (Wait::Words(words), Some(Wait::On(last))) => self.holds(*last, words),
                    _ => false,
                };
                if !rest && !waits.contains(&wait) {
                    waits.push(wait);
                }
            }
        }
        waits
    }

    fn holds(&self, index: usize, words: &str) -> bool {
        self.keys.get(index).is_some_and(|(name, _)| text::mentions(name, words))
    }

    fn read(&self, own: usize, part: &'a str) -> Vec<Wait<'a>> {
        let key = text::key(part);
        let padded = format!(" {key} ");
        let named: Vec<usize> = self.positions(|(name, title)| *name == key || *title == padded);
        if let [index] = named[..] {
            return vec![Wait::On(index)];
        }
        let cited = self.cited(part, false);
        if !cited.is_empty() {
            return cited;
        }
        // Not by identifier, then by words: `Audit log service is live`, or `Phase 1` of `Phase 1: stop the bleeding`.
        let spoken = self.positions(|(name, title)| {
            padded.contains(title.as_str())
                || (key.len() > 1 && name.strip_prefix(key.as_str()).is_some_and(|rest| rest.starts_with(' ')))
        });
        if !spoken.is_empty() {
            return spoken.into_iter().map(Wait::On).collect();
        }
        let explained = self.cited(part, true);
        if !explained.is_empty() {
            return explained;
        }
        // `all of the above`: those that stand before it.
        if padded.starts_with(" all ") { (0..own).map(Wait::On).collect() } else { vec![Wait::Words(part)] }
    }

    fn positions(&self, fits: impl Fn(&(String, String)) -> bool) -> Vec<usize> {
        self.keys.iter().enumerate().filter(|(_, key)| fits(key)).map(|(index, _)| index).collect()
    }

    /// The identifiers in a part, those in brackets or those outside; a span such as `M2-M5` stands for all within it.
    fn cited(&self, part: &'a str, inside: bool) -> Vec<Wait<'a>> {
        let mut waits: Vec<Wait<'a>> = Vec::new();
        let mut last: Option<(usize, usize)> = None;
        for (at, word) in words(part, inside) {
            if text::identifier(word) != Some(word) {
                continue;
            }
            let Some(wait) = self.one(word) else { continue };
            if let (Wait::On(to), Some((end, from))) = (wait, last)
                && matches!(
                    part.get(end..at).map(str::trim),
                    Some("-" | "\u{2013}" | "\u{2014}" | "to" | "through" | "..")
                )
            {
                waits.extend((from + 1..to).map(Wait::On));
            }
            last = match wait {
                Wait::On(index) => Some((at + word.len(), index)),
                _ => None,
            };
            waits.push(wait);
        }
        waits
    }

    /// What an identifier stands for; `None` where it is none of ours.
    fn one(&self, id: &'a str) -> Option<Wait<'a>> {
        let mut found = self.ids.iter().enumerate().filter(|(_, known)| **known == id).map(|(index, _)| index);
        match (found.next(), found.next()) {
            (Some(index), None) => Some(Wait::On(index)),
            (Some(_), Some(_)) => Some(Wait::Either(id)),
            (None, _) if self.answers.contains(id) => Some(Wait::Answer(id)),
            (None, _) => self.families.contains(letters(id)).then_some(Wait::Nowhere(id)),
        }
    }
}

/// The letters an identifier begins with.
fn letters(id: &str) -> &str {
    id.trim_end_matches(|c: char| c.is_ascii_digit())
}

/// The words of a text with the bytes they begin at, those inside brackets or those outside.
fn words(text: &str, inside: bool) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let (mut depth, mut start) = (0_usize, None);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c.is_alphanumeric() {
            start.get_or_insert(at);
            continue;
        }
        if let Some(from) = start.take()
            && (depth > 0) == inside
        {
            found.push((from, &text[from..at]));
        }
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    found
}

/// Whether a part says that nothing is waited for, or nothing yet: `none`, `None (documents only)`, `can start now`,
/// `TBD`.
fn is_none(part: &str) -> bool {
    let key = text::key(part);
    let first = key.split(' ').next().unwrap_or_default();
    matches!(first, "" | "none" | "nothing" | "nobody" | "independent" | "no" | "tbd" | "tbc" | "todo" | "xxx")
        || part.starts_with(['<', '['])
        || ["n a", "can start", "may start", "starts now"].iter().any(|words| key.starts_with(words))
}

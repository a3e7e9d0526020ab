//! Which row or item of one state is which of another.

use crate::pack::{Row, TableSpec};
use crate::text;

/// Texts at least this similar are one text that was edited (normalized Levenshtein).
const SIMILAR: f64 = 0.6;

/// Above this many comparisons, what has no equal is taken as gone and new.
const MOST: usize = 10_000;

/// A row or item of both states, or of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pair {
    /// In both: the index before, the index after.
    Both(usize, usize),
    /// Only before.
    Gone(usize),
    /// Only after.
    New(usize),
}

/// Pairs items: equal ones first, then the most similar ones.
pub(super) fn items(from: &[String], to: &[String]) -> Vec<Pair> {
    let mut pairing = Pairing::new(from.len(), to.len());
    pairing.equal(|index| from[index].clone(), |index| to[index].clone());
    pairing.similar(SIMILAR, |before, after| similarity(&from[before], &to[after]));
    pairing.finish()
}

/// Pairs rows: by name, then by name but for case and punctuation, then by their other cells.
pub(super) fn rows(table: &TableSpec, from: &[Row], to: &[Row]) -> Vec<Pair> {
    let key = table.key_column().key;
    let mut pairing = Pairing::new(from.len(), to.len());
    let apart: Vec<&str> = table.telling_apart().map(|column| column.key).collect();
    if !apart.is_empty() {
        let all = |row: &Row| apart.iter().fold(row.get(key).to_owned(), |all, key| all + "\n" + row.get(key));
        pairing.equal(|index| all(&from[index]), |index| all(&to[index]));
    }
    pairing.equal(|index| from[index].get(key).to_owned(), |index| to[index].get(key).to_owned());
    pairing.equal(|index| text::key(from[index].get(key)), |index| text::key(to[index].get(key)));
    pairing.similar(0.5, |before, after| shared(table, &from[before], &to[after]));
    pairing.finish()
}

/// The share of cells, the name left out, in which two rows agree; 0 where fewer than two do.
fn shared(table: &TableSpec, from: &Row, to: &Row) -> f64 {
    let (mut same, mut all) = (0u32, 0u32);
    for column in table.columns.iter().skip(1) {
        let (before, after) = (from.get(column.key), to.get(column.key));
        all += u32::from(!before.is_empty() || !after.is_empty());
        same += u32::from(!before.is_empty() && before == after);
    }
    if same < 2 { 0.0 } else { f64::from(same) / f64::from(all) }
}

fn similarity(a: &str, b: &str) -> f64 {
    let (short, long) = if a.len() < b.len() { (a.len(), b.len()) } else { (b.len(), a.len()) };
    if short * 2 < long || long > 2_000 { 0.0 } else { strsim::normalized_levenshtein(a, b) }
}

struct Pairing {
    before: Vec<Option<usize>>,
    after: Vec<Option<usize>>,
}

impl Pairing {
    fn new(before: usize, after: usize) -> Self {
        Pairing { before: vec![None; before], after: vec![None; after] }
    }

    /// Pairs what is free and has the same key, first with first.
    fn equal(&mut self, from: impl Fn(usize) -> String, to: impl Fn(usize) -> String) {
        let mut free: std::collections::BTreeMap<String, Vec<usize>> = Default::default();
        for index in (0..self.after.len()).rev().filter(|index| self.after[*index].is_none()) {
            free.entry(to(index)).or_default().push(index);
        }
        for index in 0..self.before.len() {
            let key = from(index);
            if self.before[index].is_none()
                && !key.is_empty()
                && let Some(partner) = free.get_mut(&key).and_then(Vec::pop)
            {
                self.join(index, partner);
            }
        }
    }

    /// Pairs what is free and scores at least `least`, the highest score first.
    fn similar(&mut self, least: f64, score: impl Fn(usize, usize) -> f64) {
        let before: Vec<usize> = (0..self.before.len()).filter(|index| self.before[*index].is_none()).collect();
        let after: Vec<usize> = (0..self.after.len()).filter(|index| self.after[*index].is_none()).collect();
        if before.len().saturating_mul(after.len()) > MOST {
            return;
        }
        let mut scored: Vec<(f64, usize, usize)> = before
            .iter()
            .flat_map(|before| after.iter().map(|after| (score(*before, *after), *before, *after)))
            .filter(|(score, ..)| *score >= least)
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, before, after) in scored {
            if self.before[before].is_none() && self.after[after].is_none() {
                self.join(before, after);
            }
        }
    }

    fn join(&mut self, before: usize, after: usize) {
        self.before[before] = Some(after);
        self.after[after] = Some(before);
    }

    /// In the order of the later state; what is gone comes where it stood.
    fn finish(self) -> Vec<Pair> {
        let mut pairs = Vec::with_capacity(self.before.len() + self.after.len());
        let mut gone =
            self.before.iter().enumerate().filter(|(_, after)| after.is_none()).map(|(index, _)| index).peekable();
        for (index, before) in self.after.iter().enumerate() {
            if let Some(before) = *before {
                while let Some(earlier) = gone.next_if(|earlier| *earlier < before) {
                    pairs.push(Pair::Gone(earlier));
                }
                pairs.push(Pair::Both(before, index));
            } else {
                pairs.push(Pair::New(index));
            }
        }
        pairs.extend(gone.map(Pair::Gone));
        pairs
    }
}

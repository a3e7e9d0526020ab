//! Which section, field or column a heading means, however it is written.

use std::collections::BTreeMap;

use crate::pack::{FieldSpec, SectionSpec, TableSpec};

/// Headings that are at least this similar mean the same (normalized Levenshtein): one wrong letter
/// in seven passes, another word does not.
const SIMILAR: f64 = 0.84;

/// A heading reduced to what it says: lower case, words only, without number, emphasis and "and".
pub(super) fn reduce(heading: &str) -> String {
    let mut words: Vec<String> = heading
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .filter(|word| word != "and")
        .collect();
    let numbered = |word: &String| word.bytes().all(|byte| byte.is_ascii_digit());
    if words.len() > 2 && matches!(words[0].as_str(), "section" | "part") && numbered(&words[1]) {
        words.drain(..2);
    }
    while words.len() > 1 && numbered(&words[0]) {
        words.remove(0);
    }
    words.join(" ")
}

/// The reduced headings of a skill.
pub(super) struct Labels {
    sections: Vec<(String, usize)>,
    fields: BTreeMap<&'static str, Vec<(String, &'static FieldSpec)>>,
}

impl Labels {
    pub(super) fn new(specs: &[&'static SectionSpec]) -> Self {
        let mut sections = Vec::new();
        let mut fields = BTreeMap::new();
        for (index, spec) in specs.iter().enumerate() {
            sections.push((reduce(spec.title), index));
            sections.extend(spec.aliases.iter().map(|alias| (reduce(alias), index)));
            let mut labels = Vec::new();
            for field in spec.fields {
                labels.push((reduce(field.label), field));
                labels.extend(field.aliases.iter().map(|alias| (reduce(alias), field)));
            }
            fields.insert(spec.key, labels);
        }
        Labels { sections, fields }
    }

    /// The index of the section a heading means.
    pub(super) fn section(&self, heading: &str) -> Option<usize> {
        let heading = reduce(heading);
        nearest(&self.sections, &heading).copied()
    }

    /// The field of a section that a heading or label means.
    pub(super) fn field(&self, section: &SectionSpec, heading: &str) -> Option<&'static FieldSpec> {
        let heading = reduce(heading);
        nearest(self.fields.get(section.key)?, &heading).copied()
    }
}

fn nearest<'a, T>(labels: &'a [(String, T)], heading: &str) -> Option<&'a T> {
    if heading.is_empty() {
        return None;
    }
    if let Some((_, found)) = labels.iter().find(|(label, _)| label == heading) {
        return Some(found);
    }
    labels
        .iter()
        .map(|(label, found)| (similarity(label, heading), found))
        .filter(|(score, _)| *score >= SIMILAR)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, found)| found)
}

/// Cheap bound first: strings whose lengths differ too much cannot be similar.
fn similarity(a: &str, b: &str) -> f64 {
    let (short, long) = if a.len() < b.len() { (a.len(), b.len()) } else { (b.len(), a.len()) };
    if long > 80 || (short as f64) < SIMILAR * long as f64 { 0.0 } else { strsim::normalized_levenshtein(a, b) }
}

/// For each header cell, the index of the column it means, each column at most once.
pub(super) fn columns(table: &TableSpec, headers: &[&str]) -> Vec<Option<usize>> {
    let specs: Vec<(String, usize)> =
        table.columns.iter().enumerate().map(|(index, column)| (reduce(column.header), index)).collect();
    let mut taken = vec![false; table.columns.len()];
    let mut found: Vec<Option<usize>> = Vec::with_capacity(headers.len());
    for header in headers {
        let reduced = reduce(header);
        let index = nearest(&specs, &reduced).or_else(|| part(&specs, &reduced)).copied().filter(|index| !taken[*index]);
        if let Some(index) = index {
            taken[index] = true;
        }
        found.push(index);
    }
    found
}

/// The column of which the header is the beginning: `Lead time` for `Estimated lead time to
/// mitigate`, `Trigger` for `Trigger threshold`. Only where one column alone fits.
fn part<'a>(specs: &'a [(String, usize)], header: &str) -> Option<&'a usize> {
    if header.len() < 4 {
        return None;
    }
    let holds = |label: &str| label.split(' ').collect::<Vec<_>>().windows(header.split(' ').count()).any(|words| words.join(" ") == header);
    let mut fits = specs.iter().filter(|(label, _)| holds(label));
    match (fits.next(), fits.next()) {
        (Some((_, index)), None) => Some(index),
        _ => None,
    }
}

//! Which section, field or column a heading means, however it is written.

use std::collections::BTreeMap;

use crate::pack::{ColumnSpec, FieldSpec, SectionSpec, TableSpec};

/// Headings that are at least this similar mean the same (normalized Levenshtein): one wrong letter
/// in seven passes, another word does not.
const SIMILAR: f64 = 0.84;

/// Words that begin with this many equal letters have the same root: `measured` and `measurement`.
const ROOT: usize = 6;

/// A heading reduced to what it says: lower case, words only, without number, emphasis and "and".
pub(super) fn reduce(heading: &str) -> String {
    if let Some(plain) = reduce_plain(heading) {
        return plain;
    }
    let mut words: Vec<String> = heading
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .filter(|word| word != "and")
        .collect();
    if words.len() > 2 && matches!(words[0].as_str(), "section" | "part") && is_number(&words[1]) {
        words.drain(..2);
    }
    while words.len() > 1 && is_number(&words[0]) {
        words.remove(0);
    }
    words.join(" ")
}

/// The same for a heading of ASCII words none of which is left out, as almost all are.
fn reduce_plain(heading: &str) -> Option<String> {
    let mut plain = String::with_capacity(heading.len());
    for word in heading.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if !plain.is_empty() {
            plain.push(' ');
        } else if is_number(word) || word.eq_ignore_ascii_case("section") || word.eq_ignore_ascii_case("part") {
            return None;
        }
        if word.eq_ignore_ascii_case("and") {
            return None;
        }
        plain.extend(word.bytes().map(|byte| byte.to_ascii_lowercase() as char));
    }
    heading.is_ascii().then_some(plain)
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// A heading reduced without what stands in parentheses and without a year at its end:
/// `Execution roadmap (start here!) 2027`.
fn reduce_to_core(heading: &str) -> String {
    let mut core = String::with_capacity(heading.len());
    let mut depth = 0usize;
    for c in heading.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => core.push(c),
            _ => {}
        }
    }
    let core = reduce(&core);
    match core.rsplit_once(' ') {
        Some((before, last)) if is_number(last) => before.to_owned(),
        _ => core,
    }
}

/// How far a heading may be from a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// The label itself, give or take a letter.
    Strict,
    /// Also a part of the label that no other has, or the label with more words behind it.
    Loose,
}

/// The reduced headings of a skill.
pub(super) struct Labels {
    sections: Vec<(String, usize)>,
    fields: BTreeMap<&'static str, Vec<(String, usize)>>,
}

impl Labels {
    pub(super) fn new(specs: &[&'static SectionSpec]) -> Self {
        let mut sections = Vec::new();
        let mut fields = BTreeMap::new();
        for (index, spec) in specs.iter().enumerate() {
            sections.push((reduce(spec.title), index));
            sections.extend(spec.aliases.iter().map(|alias| (reduce(alias), index)));
            let mut labels = Vec::new();
            for (at, field) in spec.fields.iter().enumerate() {
                labels.push((reduce(field.label), at));
                labels.extend(field.aliases.iter().map(|alias| (reduce(alias), at)));
            }
            fields.insert(spec.key, labels);
        }
        Labels { sections, fields }
    }

    /// The index of the section whose title or alias a heading is, to the letter.
    pub(super) fn section_exactly(&self, heading: &str) -> Option<usize> {
        exact(&self.sections, &reduce(heading))
    }

    /// The index of the section a heading means.
    pub(super) fn section(&self, heading: &str) -> Option<usize> {
        strict(&self.sections, heading).or_else(|| beginning(&self.sections, &reduce(heading)))
    }

    /// The field of a section that a heading or label means.
    pub(super) fn field(
        &self,
        section: &'static SectionSpec,
        heading: &str,
        reading: Reading,
    ) -> Option<&'static FieldSpec> {
        let labels = self.fields.get(section.key)?;
        let found = strict(labels, heading).or_else(|| {
            let core = reduce_to_core(heading);
            let loose = || beginning(labels, &core).or_else(|| part(labels, &core, |_| true));
            if reading == Reading::Loose { loose() } else { None }
        })?;
        section.fields.get(found)
    }
}

fn strict(labels: &[(String, usize)], heading: &str) -> Option<usize> {
    let reduced = reduce(heading);
    nearest(labels, &reduced).or_else(|| {
        let core = reduce_to_core(heading);
        if core == reduced { None } else { nearest(labels, &core) }
    })
}

fn nearest(labels: &[(String, usize)], heading: &str) -> Option<usize> {
    exact(labels, heading).or_else(|| similar(labels, heading))
}

fn exact(labels: &[(String, usize)], heading: &str) -> Option<usize> {
    labels.iter().find(|(label, _)| !heading.is_empty() && label == heading).map(|(_, found)| *found)
}

fn similar(labels: &[(String, usize)], heading: &str) -> Option<usize> {
    labels
        .iter()
        .map(|(label, found)| (similarity(label, heading), *found))
        .filter(|(score, _)| *score >= SIMILAR)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, found)| found)
}

/// Cheap bound first: strings whose lengths differ too much cannot be similar.
fn similarity(a: &str, b: &str) -> f64 {
    let (short, long) = if a.len() < b.len() { (a.len(), b.len()) } else { (b.len(), a.len()) };
    if long == 0 || long > 80 || (short as f64) < SIMILAR * long as f64 {
        0.0
    } else {
        strsim::normalized_levenshtein(a, b)
    }
}

/// The label of two words or more with which a heading begins: `Risks and open questions of the
/// migration`. The longest where several fit.
fn beginning(labels: &[(String, usize)], heading: &str) -> Option<usize> {
    labels
        .iter()
        .filter(|(label, _)| {
            label.contains(' ') && heading.strip_prefix(label.as_str()).is_some_and(|rest| rest.starts_with(' '))
        })
        .max_by_key(|(label, _)| label.len())
        .map(|(_, found)| *found)
}

/// The label of which the heading is a part: `Lead time` for `Estimated lead time to mitigate`,
/// `Feature freeze` for `Feature-freeze and priority policy`. Only where one alone fits.
fn part(labels: &[(String, usize)], heading: &str, free: impl Fn(usize) -> bool) -> Option<usize> {
    alone(labels.iter().filter(|(label, found)| free(*found) && holds(label, heading)))
}

/// The label that is a part of the heading: `Current value` for `Current`. Only where one alone fits.
fn whole(labels: &[(String, usize)], heading: &str, free: impl Fn(usize) -> bool) -> Option<usize> {
    alone(labels.iter().filter(|(label, found)| free(*found) && holds(heading, label)))
}

/// The label that has a word of the same root as the heading: `Depends on` for `Dependencies`. Only
/// where one alone comes nearest.
fn akin(labels: &[(String, usize)], heading: &str, free: impl Fn(usize) -> bool) -> Option<usize> {
    let common = |a: &str, b: &str| a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let root = |label: &str| {
        label
            .split(' ')
            .flat_map(|word| heading.split(' ').map(move |other| common(word, other)))
            .max()
            .unwrap_or_default()
    };
    let kin = || labels.iter().filter(|(_, found)| free(*found)).map(|label| (root(&label.0), label));
    let longest = kin().map(|(root, _)| root).max().filter(|root| *root >= ROOT)?;
    alone(kin().filter(|(root, _)| *root == longest).map(|(_, label)| label))
}

fn alone<'a>(mut fits: impl Iterator<Item = &'a (String, usize)>) -> Option<usize> {
    let (_, first) = fits.next()?;
    fits.all(|(_, found)| found == first).then_some(*first)
}

/// Whether `words` has those of `some` in a row, singular or plural. A word of one or two letters must
/// begin them: `By when` has `By`, `Measured by` has not.
fn holds(words: &str, some: &str) -> bool {
    if some.len() < 3 {
        return !some.is_empty() && words.strip_prefix(some).is_some_and(|rest| rest.starts_with(' '));
    }
    if some.len() > words.len() + 1 {
        return false;
    }
    let (words, some): (Vec<&str>, Vec<&str>) =
        (words.split(' ').map(singular).collect(), some.split(' ').map(singular).collect());
    words.windows(some.len()).any(|window| window == some)
}

fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with('s') => stem,
        _ => word,
    }
}

/// For each header cell, the index of the column it means, each column at most once. The surest
/// readings go first, so that no column is taken by a header that merely resembles it.
pub(super) fn columns(table: &TableSpec, headers: &[&str]) -> Vec<Option<usize>> {
    if let Some(columns) = columns_to_the_letter(table, headers) {
        return columns;
    }
    let labels: Vec<(String, usize)> =
        table.columns.iter().enumerate().map(|(index, column)| (reduce(column.header), index)).collect();
    let headers: Vec<(String, String)> =
        headers.iter().map(|header| (reduce(header), reduce_to_core(header))).collect();
    let mut taken = vec![false; table.columns.len()];
    let mut found = vec![None; headers.len()];
    for round in 0..7 {
        for (at, (header, core)) in headers.iter().enumerate() {
            if found[at].is_some() {
                continue;
            }
            let free = |index: usize| !taken[index];
            let index = match round {
                0 => exact(&labels, header),
                1 => exact(&labels, core),
                2 => similar(&labels, header),
                3 => part(&labels, header, free),
                4 => part(&labels, core, free),
                5 => whole(&labels, core, free),
                _ => akin(&labels, core, free),
            };
            if let Some(index) = index.filter(|index| !taken[*index]) {
                taken[index] = true;
                found[at] = Some(index);
            }
        }
    }
    found
}

/// The columns of a table whose headers are all written as declared, each once.
pub(super) fn columns_to_the_letter(table: &TableSpec, headers: &[&str]) -> Option<Vec<Option<usize>>> {
    let mut taken = 0_u64;
    let index = |(at, header): (usize, &&str)| {
        let is = |column: &ColumnSpec| column.header == header.trim();
        // Almost always they stand in the declared order too.
        let index = match table.columns.get(at) {
            Some(column) if is(column) => at,
            _ => table.columns.iter().position(is)?,
        };
        let bit = 1_u64.checked_shl(u32::try_from(index).ok()?)?;
        let free = taken & bit == 0;
        taken |= bit;
        free.then_some(Some(index))
    };
    headers.iter().enumerate().map(index).collect()
}

/// Lets an unknown first header stand for the column that names the rows, where no header does.
pub(super) fn name_first(columns: &mut [Option<usize>]) {
    if columns.iter().flatten().all(|index| *index != 0)
        && let Some(first @ None) = columns.first_mut()
    {
        *first = Some(0);
    }
}

//! What people call one piece of work in several places, and whether they mean the same.

use super::plan::title;
use crate::text;

/// Words that do not tell one project from another.
const ORDINARY: &[&str] = &[
    "project", "projects", "work", "phase", "new", "the", "a", "an", "of", "for", "to", "in", "on", "at", "by", "and",
    "with", "from", "into", "per", "our",
];

/// A name or a text, taken apart to be compared with many others.
#[derive(Debug)]
pub struct Phrase<'a> {
    text: &'a str,
    title: &'a str,
    /// The words of the text.
    words: Words,
    /// Those of the title, where that is another.
    title_words: Option<Words>,
}

/// The words that tell a name from others, in lower case.
#[derive(Debug)]
struct Words {
    words: Vec<String>,
    /// The first letters of each word with its index, in their order: words that have those in common are neighbours.
    heads: Vec<([u8; 4], usize)>,
}

impl<'a> Phrase<'a> {
    /// Takes a text apart.
    pub fn new(text: &'a str) -> Self {
        let title = title(text);
        let title_words = (title.len() != text.trim().len()).then(|| Words::of(title));
        Phrase { text, title, words: Words::of(text), title_words }
    }

    /// Whether this text speaks of a project: by its identifier, by its name, or by every word of it that tells it from
    /// others, endings aside.
    pub fn speaks_of(&self, project: &Phrase<'_>) -> bool {
        self.has(project, text::identifier(project.text))
    }

    /// Whether two names mean one project: either speaks of the other. One word of a longer name is not enough.
    pub fn same(&self, other: &Phrase<'_>) -> bool {
        let enough = self.name().words.len() > 1 || other.words.words.len() == 1;
        self.speaks_of(other) || (enough && other.has(self, text::identifier(self.title)))
    }

    fn has(&self, project: &Phrase<'_>, id: Option<&str>) -> bool {
        let name = project.name();
        let by_words =
            if name.words.is_empty() { text::mentions(self.text, project.title) } else { name.are_within(&self.words) };
        by_words || id.is_some_and(|id| self.text.split(|c: char| !c.is_alphanumeric()).any(|word| word == id))
    }

    fn name(&self) -> &Words {
        self.title_words.as_ref().unwrap_or(&self.words)
    }
}

impl Words {
    fn of(text: &str) -> Self {
        let key = text::key(text);
        let words: Vec<String> =
            key.split(' ').filter(|word| !word.is_empty() && !ORDINARY.contains(word)).map(str::to_owned).collect();
        let mut heads: Vec<_> = words.iter().map(|word| head(word)).zip(0..).collect();
        heads.sort_unstable();
        Words { words, heads }
    }

    /// Whether each of them is akin to one of `many`.
    fn are_within(&self, many: &Words) -> bool {
        self.words.iter().all(|word| {
            let head = head(word);
            let from = many.heads.partition_point(|(other, _)| *other < head);
            many.heads[from..]
                .iter()
                .take_while(|(other, _)| *other == head)
                .any(|(_, index)| many.words.get(*index).is_some_and(|other| akin(word, other)))
        })
    }
}

/// The first four bytes of a word. Two words that are akin have the same.
fn head(word: &str) -> [u8; 4] {
    let mut head = [0; 4];
    head.iter_mut().zip(word.bytes()).for_each(|(into, byte)| *into = byte);
    head
}

/// Whether two words are one but for their endings: `partition`, `partitioning`; `migrate`, `migration`.
fn akin(one: &str, other: &str) -> bool {
    let common = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    one == other || common >= 6 || (common >= 4 && (common == one.len() || common == other.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn projects_are_known_by_name_identifier_or_words() {
        for (said, project) in [
            ("M2 Permissions service", "Permissions service"),
            ("M2 Permissions service", "M2"),
            ("M7 Connection pooling with PgBouncer", "PgBouncer"),
            ("M4 Partitioning of orders-db", "Partition orders-db"),
            ("Isolate the warehouse workloads", "Workload isolation for the warehouse"),
            ("M2: Audit log", "M2 Audit log service"),
        ] {
            assert!(Phrase::new(said).same(&Phrase::new(project)), "{said} / {project}");
        }
        for (said, project) in [
            ("M7 Tiered readings storage", "Geofence cache"),
            ("M3 Read routing", "Primary resize"),
            ("M3 Geofencing", "Geofence cache"),
            ("M3 Export", "the project"),
            ("M12 Export", "M1"),
        ] {
            assert!(!Phrase::new(said).same(&Phrase::new(project)), "{said} / {project}");
        }
    }
}

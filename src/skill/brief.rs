//! Reading briefs: YAML on its way into a skill's own types.
//!
//! A person who mistyped three keys wants to hear of three at once. The document is therefore read
//! twice: into values that know where they stand ([`yaml::tree`]), and from those into the type, again
//! and again, each time without the mistakes found so far.

use std::fmt;

use serde::de::DeserializeOwned;

use crate::yaml::{self, Node};

mod reader;

/// Why a brief could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BriefError {
    /// What is wrong, all of it.
    pub problems: Vec<BriefProblem>,
}

/// One mistake in a brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BriefProblem {
    /// The line, counted from 1; 0 where the whole file is meant.
    pub line: usize,
    /// The column, counted from 1.
    pub column: usize,
    /// What is wrong, and what would be accepted.
    pub message: String,
}

impl BriefProblem {
    /// A mistake at a value.
    pub fn at(node: &Node, message: impl Into<String>) -> Self {
        BriefProblem { line: node.line, column: node.column, message: message.into() }
    }

    /// A mistake of the whole file.
    pub fn whole(message: impl Into<String>) -> Self {
        BriefProblem { line: 0, column: 0, message: message.into() }
    }
}

impl fmt::Display for BriefError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            if problem.line > 0 {
                write!(f, "{}:{}: ", problem.line, problem.column)?;
            }
            f.write_str(&problem.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for BriefError {}

/// Reads the text of a brief into `T`. `check` finds what only the skill can know to be wrong; it is asked even where
/// the text is not of the shape of `T`, so that everything is told at once.
///
/// # Errors
/// Where the text is not YAML, the first mistake; otherwise every mistake: a misspelt key with the nearest accepted
/// one, a missing key, a value of another kind, and what `check` found, in the order of the text.
pub fn read<T: DeserializeOwned>(text: &str, check: impl FnOnce(&Node) -> Vec<BriefProblem>) -> Result<T, BriefError> {
    let tree = yaml::tree(text).map_err(|error| BriefError {
        problems: vec![BriefProblem { line: error.line, column: error.column, message: error.message }],
    })?;
    let mut problems = check(&tree);
    let read = reader::read(&tree);
    if let Err(more) = &read {
        problems.extend(more.iter().cloned());
    }
    problems.sort_by(|a, b| (a.line, a.column, &a.message).cmp(&(b.line, b.column, &b.message)));
    match read {
        Ok(value) if problems.is_empty() => Ok(value),
        _ => Err(BriefError { problems }),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::Date;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        title: String,
        as_of: Date,
        #[serde(default)]
        open: bool,
        #[serde(default)]
        note: Option<String>,
        #[serde(default)]
        people: Vec<Person>,
        #[serde(default)]
        answers: BTreeMap<String, Words>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Person {
        name: String,
        role: String,
        #[serde(default)]
        owns: Vec<String>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(untagged)]
    enum Words {
        One(String),
        Many(Vec<String>),
    }

    fn problems(text: &str) -> String {
        read::<Sample>(text, |_| Vec::new()).expect_err("mistakes").to_string()
    }

    #[test]
    fn values_arrive_as_they_were_written() {
        let text = "title: 2027\nas_of: 2026-11-02\nopen: true\nnote:\npeople:\n\
                    \x20 - { name: Ida Berg, role: CTO, owns: [quality] }\n\
                    answers: { growth: 5.10, pains: [one, 2] }\n";
        let sample = read::<Sample>(text, |_| Vec::new()).expect("a brief");
        assert_eq!((sample.title.as_str(), sample.open, sample.note), ("2027", true, None));
        assert_eq!(sample.as_of.to_string(), "2026-11-02");
        assert_eq!((sample.people[0].name.as_str(), sample.people[0].role.as_str()), ("Ida Berg", "CTO"));
        assert_eq!(sample.people[0].owns, ["quality"]);
        assert_eq!(sample.answers["growth"], Words::One("5.10".to_owned()));
        assert_eq!(sample.answers["pains"], Words::Many(vec!["one".to_owned(), "2".to_owned()]));
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let text = "titel: Orders\nas_of: 02.11.2026\nopen: yes\npeople:\n  - name: Ida Berg\n    rol: CTO\n\
                    \x20 - { name: Jon Ek, role: SRE, ons: [quality] }\n  - Kim Ny\n\
                    answers:\n  growth: { a: b }\n";
        assert_eq!(
            problems(text),
            "1:1: `titel` is not known here; did you mean `title`? There are: title, as_of, open, note, people, \
             answers\n\
             2:8: this is `02.11.2026`; write a date, like 2027-03-31\n\
             3:7: this is `yes`; write true or false\n\
             6:5: `rol` is not known here; did you mean `role`? There are: name, role, owns\n\
             7:32: `ons` is not known here; did you mean `owns`? There are: name, role, owns\n\
             8:5: this is `Kim Ny`; write keys with values: name, role, owns\n\
             10:11: this is neither one text nor a list of texts"
        );
    }

    #[test]
    fn what_is_missing_is_told_with_its_map() {
        assert_eq!(
            problems("people:\n  - role: CTO\n  - {}\n"),
            "1:1: the key `as_of` is missing\n1:1: the key `title` is missing\n2:5: the key `name` is missing\n\
             3:5: the key `name` is missing\n3:5: the key `role` is missing"
        );
    }

    #[test]
    fn what_the_skill_finds_is_told_as_well() {
        let check =
            |tree: &Node| tree.get("title").map(|title| BriefProblem::at(title, "too short")).into_iter().collect();
        let error = read::<Sample>("as_of: 2026-13-01\ntitle: a\n", check).expect_err("two mistakes");
        assert_eq!(error.to_string(), "1:8: this is `2026-13-01`; write a date, like 2027-03-31\n2:8: too short");
        let check = |tree: &Node| vec![BriefProblem::at(tree, "never")];
        read::<Sample>("as_of: 2026-11-02\ntitle: a\n", check).expect_err("one mistake");
    }

    #[test]
    fn what_is_not_yaml_is_one_mistake() {
        assert_eq!(problems("title: [a\n").lines().count(), 1);
        assert_eq!(problems("").lines().count(), 1);
        assert_eq!(
            problems("- a\n"),
            "1:1: this is a list; write keys with values: title, as_of, open, note, people, answers"
        );
    }
}

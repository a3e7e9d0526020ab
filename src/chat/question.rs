//! How a question of the intake is put, and what a line in answer to it means.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::trouble::Trouble;
use crate::output::words::clean;
use crate::pack::same_letters;
use crate::skill::{Definition, Question, Source, answering};

/// What people write who do not know.
const UNKNOWN: &[&str] = &[
    "don't know", "dont know", "do not know", "i don't know", "i dont know", "i do not know", "not sure", "no idea",
    "unknown", "dunno", "skip", "later", "?", "-", "tbd", "n/a",
];

/// What a line in answer to a question means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// Nobody answers it.
    Open,
    /// An answer: words of the person, or the option of a number.
    Words(String),
    /// A file or folder that answers.
    Place(PathBuf),
}

/// What a line means.
///
/// # Errors
/// A number that no option has, a path at which there is nothing, a cry for help.
pub(super) fn meant(question: &Question, said: &str) -> Result<Meant, Trouble> {
    let folded = said.to_lowercase().replace('’', "'");
    if said.is_empty() || UNKNOWN.contains(&folded.trim_end_matches(['.', '!'])) {
        return Ok(Meant::Open);
    }
    if same_letters(said, "help") {
        return Err(Trouble::said("`/help` lists the commands; an empty line leaves the question open"));
    }
    if let Ok(number) = said.trim_end_matches(['.', ')']).parse::<usize>() {
        let option = number.checked_sub(1).and_then(|at| question.options.get(at));
        return option.map(|option| Meant::Words((*option).to_owned())).ok_or_else(|| {
            Trouble::said(format!(
                "there is no option {number}; answer with 1 to {}, with your own words, or with an empty line",
                question.options.len()
            ))
        });
    }
    match question.attachment.and_then(|_| place(said)) {
        Some(path) if path.exists() => Ok(Meant::Place(path)),
        Some(path) if is_path(said) => {
            Err(Trouble::said(format!("there is nothing at {}", clean(&path.display().to_string()))))
        }
        _ => Ok(Meant::Words(said.to_owned())),
    }
}

/// The path that a line could be; `~` is the person's home.
fn place(said: &str) -> Option<PathBuf> {
    let said = said.trim_matches(['"', '\'']);
    match said.strip_prefix("~/") {
        Some(rest) => Some(etcetera::home_dir().ok()?.join(rest)),
        None => (!said.contains('\n')).then(|| Path::new(said).to_owned()),
    }
}

/// Whether a line can be nothing but a path.
fn is_path(said: &str) -> bool {
    let begins = ["/", "./", "../", "~/"].iter().any(|begin| said.starts_with(begin));
    begins && !said.contains(char::is_whitespace)
}

/// A question with its options and with how an answer to it is written.
pub(super) fn worded(definition: &Definition, question: &Question, place: &str) -> String {
    let mut text = format!("{place}\n{}\n", question.text);
    for (index, option) in question.options.iter().enumerate() {
        let _ = writeln!(text, "  {}. {option}", index + 1);
    }
    text.push_str(&answering::form(definition, question).unwrap_or_default());
    if let Some(attachment) = attachment(definition, question) {
        text.push_str(match attachment {
            Source::Folder(_) => "The path of a repository's root answers as well: its files are read.\n",
            Source::Sent(_) => "The path of the export, a CSV or JSON file, answers as well.\n",
        });
    }
    text.push_str("A number, your own words, or an empty line to leave it open.\n");
    text
}

/// What the first step takes in place of an answer.
pub(super) fn attachment(definition: &Definition, question: &Question) -> Option<Source> {
    let taken = definition.steps.first()?.attachments.iter();
    taken.filter(|one| Some(one.key) == question.attachment).map(|one| one.source).next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skills;

    #[test]
    fn a_line_is_an_answer_only_where_it_says_something() {
        let definition = skills::native("platform-operations").expect("the skill").definition();
        let of = |id: &str| definition.questions.iter().find(|one| one.id == id).expect("a question");
        let flow = of("release-flow");
        for open in ["", "don't know", "Don’t know.", "skip", "?", "I do not know"] {
            assert_eq!(meant(flow, open).ok(), Some(Meant::Open), "{open}");
        }
        for number in ["2", "2.", "2)"] {
            assert_eq!(meant(flow, number).ok(), Some(Meant::Words(flow.options[1].to_owned())), "{number}");
        }
        for wrong in ["0", "3", "12.", "help"] {
            meant(flow, wrong).expect_err(wrong);
        }
        assert_eq!(meant(flow, "3 steps").ok(), Some(Meant::Words("3 steps".to_owned())));
        assert_eq!(meant(flow, "/nowhere/at/all").ok(), Some(Meant::Words("/nowhere/at/all".to_owned())));
        let history = of("deploy-history");
        assert!(meant(history, "/nowhere/at/all").expect_err("no file").to_string().contains("nothing at /nowhere"));
        let here = env!("CARGO_MANIFEST_DIR");
        assert_eq!(meant(history, here).ok(), Some(Meant::Place(here.into())));
    }
}

//! What may be wrong with a skill's folder.

use std::fmt;

use super::manifest::{MAX_NAME, ManifestError};

/// Something wrong with a folder of skills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkillProblem {
    /// The folder's name; empty for the folder of all skills.
    pub skill: String,
    /// The file inside the folder; empty for the folder itself.
    pub path: String,
    /// The line, counted from 1; 0 where the whole file is meant.
    pub line: usize,
    /// What is wrong.
    pub kind: SkillProblemKind,
}

/// The kinds of problem. Each message says what is wrong and what would be accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SkillProblemKind {
    /// A file or folder could not be read.
    #[error("it cannot be read: {cause}")]
    Unreadable {
        /// What the system said.
        cause: String,
    },
    /// A file's name is not Unicode.
    #[error("its name is not Unicode; rename it")]
    NameNotUnicode,
    /// A link leads out of the folder of skills.
    #[error("it is a link that leads out of the folder of skills; put the file there itself")]
    Outside,
    /// Neither a file nor a folder.
    #[error("it is neither a file nor a folder")]
    NoFile,
    /// A file is too large.
    #[error("it has {bytes} bytes; at most {most} are served")]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The bound.
        most: u64,
    },
    /// The folder is too large.
    #[error("with it the folder has more than {most} bytes; it is left out")]
    TooMuch {
        /// The bound.
        most: u64,
    },
    /// The folder has too many files.
    #[error("the folder has more than {most} files; it is left out")]
    TooManyFiles {
        /// The bound.
        most: usize,
    },
    /// Folders lie too deep in one another.
    #[error("it lies more than {most} folders deep; it is left out")]
    TooDeep {
        /// The bound.
        most: usize,
    },
    /// A text is not UTF-8.
    #[error("it is not UTF-8 from byte {offset} on; save it as UTF-8")]
    NotUtf8 {
        /// The first byte that is not.
        offset: usize,
    },
    /// There is no SKILL.md.
    #[error("it has no SKILL.md, so it is no skill")]
    NoManifest,
    /// The front matter of SKILL.md cannot be read.
    #[error(transparent)]
    Manifest(ManifestError),
    /// The front matter has no name.
    #[error("its front matter has no `name`; write the folder's name")]
    NoName,
    /// The name breaks the pattern.
    #[error(
        "the name `{name}` is not accepted: 1 to {MAX_NAME} lower-case letters, digits and single hyphens, none at either end"
    )]
    BadName {
        /// The name.
        name: String,
    },
    /// The name is not the folder's.
    #[error("the name `{name}` is not the folder's; rename one of them")]
    OtherName {
        /// The name.
        name: String,
    },
    /// The front matter has no description.
    #[error("its front matter has no `description`; say what the skill does and when to use it")]
    NoDescription,
    /// The description is too long.
    #[error("its description has {length} characters; clients accept at most {most}")]
    LongDescription {
        /// Its length.
        length: usize,
        /// The bound.
        most: usize,
    },
    /// A link leads to no file.
    #[error("the link to `{target}` leads to no file of the skill")]
    BrokenLink {
        /// The link as written.
        target: String,
    },
    /// A link leads out of the skill.
    #[error("the link to `{target}` leads out of the skill's folder, which is all a client sees")]
    LinkOutside {
        /// The link as written.
        target: String,
    },
    /// No code enforces the skill.
    #[error("no code enforces it: its text is served, its packs are not judged")]
    NoCode,
    /// The folder is not served, and the built-in one of its name is.
    #[error("it is not served; the built-in skill of this name is served instead")]
    BuiltInInstead,
}

impl fmt::Display for SkillProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [self.skill.as_str(), self.path.as_str()];
        let place: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let place = if place.is_empty() { "skills".to_owned() } else { place.join("/") };
        match self.line {
            0 => write!(f, "{place}: {}", self.kind),
            line => write!(f, "{place}:{line}: {}", self.kind),
        }
    }
}

//! The manifest of a skill: the front matter of its SKILL.md, in the Agent Skills format.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::yaml::{self, YamlError};

/// The file every skill has.
pub const FILE: &str = "SKILL.md";
/// The most characters a name may have.
pub const MAX_NAME: usize = 64;
/// The most characters a description may have.
pub const MAX_DESCRIPTION: usize = 1024;

/// What a skill says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The name of its folder: lower-case letters, digits and single hyphens.
    #[serde(default)]
    pub name: String,
    /// What it does and when to use it.
    #[serde(default)]
    pub description: String,
    /// Its licence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// What it needs of its surroundings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compatibility: Option<String>,
    /// The tools it may use without asking, separated by spaces.
    #[serde(default, rename = "allowed-tools", skip_serializing_if = "Option::is_none")]
    pub allowed_tools: Option<String>,
    /// Anything else, by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
}

/// Why a SKILL.md has no manifest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// The first line is not `---`.
    #[error("it does not begin with front matter: a line `---`, `name` and `description`, a line `---`")]
    NoFrontMatter,
    /// The front matter has no end.
    #[error("its front matter has no closing line `---`")]
    NotClosed,
    /// The front matter is not YAML of the expected shape. Lines count from the file's first.
    #[error("its front matter cannot be read: {}", .0.message)]
    Yaml(YamlError),
}

/// Reads the front matter of a SKILL.md; yields it and the byte after it.
///
/// # Errors
/// Where there is no front matter, or it is not YAML of the expected shape.
pub fn read(text: &str) -> Result<(Manifest, usize), ManifestError> {
    let (front, end) = front(text)?;
    let manifest = yaml::read(front).map_err(|mut error| {
        // The front matter begins on the file's second line.
        error.line += usize::from(error.line > 0);
        ManifestError::Yaml(error)
    })?;
    Ok((manifest, end))
}

/// The front matter of a SKILL.md as it is written, and the byte after it.
///
/// # Errors
/// Where there is none, or it has no end.
pub fn front(text: &str) -> Result<(&str, usize), ManifestError> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let rest =
        body.strip_prefix("---\n").or_else(|| body.strip_prefix("---\r\n")).ok_or(ManifestError::NoFrontMatter)?;
    let start = text.len() - rest.len();
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Ok((&rest[..at], start + at + line.len()));
        }
        at += line.len();
    }
    Err(ManifestError::NotClosed)
}

/// Whether a name follows the pattern: 1 to 64 lower-case letters, digits and hyphens, no hyphen at
/// either end, no two in a row.
pub fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=MAX_NAME).contains(&name.len())
        && name.bytes().all(plain)
        && !name.starts_with('-')
        && !name.ends_with('-')
        && !name.contains("--")
}

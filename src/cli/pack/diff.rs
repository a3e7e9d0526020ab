//! `pack diff`.

use std::path::Path;

use serde_json::json;

use crate::cli::{App, CommandError, DataFormat, document, input};
use crate::output::changes;
use crate::pack::{Pack, diff};
use crate::skill::Skill;
use crate::store::PackId;

/// Says what changed between two packs: which target moved, which row came or went.
///
/// Each side is a Markdown file, a pack's id for its newest revision, or an id with a revision, like pk_...@3. With one
/// id alone its newest revision is compared with the one before.
#[derive(Debug, clap::Args)]
pub(super) struct Diff {
    /// The earlier side
    #[arg(value_name = "OLD")]
    old: String,
    /// The later side
    #[arg(value_name = "NEW")]
    new: Option<String>,
    /// How the changes are written
    #[arg(long, value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
}

/// One side of a comparison.
enum Side {
    File(String),
    Stored(PackId, Option<u32>),
}

impl Side {
    fn parse(text: &str) -> Result<Self, CommandError> {
        if !text.starts_with("pk_") || Path::new(text).exists() {
            return Ok(Side::File(text.to_owned()));
        }
        let (id, revision) = match text.split_once('@') {
            Some((id, revision)) => (id, Some(revision)),
            None => (text, None),
        };
        let number = |text: &str| {
            let wrong = || CommandError::Usage(format!("`@{text}` is no revision; write a number from 1, like @3"));
            text.parse::<u32>().ok().filter(|number| *number > 0).ok_or_else(wrong)
        };
        Ok(Side::Stored(id.parse()?, revision.map(number).transpose()?))
    }

    async fn read(self, app: &App) -> Result<(&'static dyn Skill, Pack), CommandError> {
        match self {
            Side::File(path) => document::read_pack(Path::new(&path), input::on(None)),
            Side::Stored(id, revision) => {
                let (revision, skill) = app.workspace().await?.read(&id, revision).await?;
                Ok((skill, revision.pack))
            }
        }
    }
}

impl Diff {
    pub(super) fn run(self, app: &mut App) -> Result<(), CommandError> {
        let (old, new) = (Side::parse(&self.old)?, self.new.as_deref().map(Side::parse).transpose()?);
        let ((skill, old), (other, new)) = app.wait(async {
            let (old, new) = match (old, new) {
                (old, Some(new)) => (old, new),
                (Side::File(_), None) => {
                    return Err(CommandError::Usage("name two files, or a pack's id".to_owned()));
                }
                (Side::Stored(id, revision), None) => before(app, id, revision).await?,
            };
            Ok((old.read(app).await?, new.read(app).await?))
        })?;
        let (definition, other) = (skill.definition(), other.definition());
        if definition.name != other.name {
            let names = format!("one is of skill {}, the other of {}", definition.name, other.name);
            return Err(CommandError::Usage(format!("{names}; only packs of one skill can be compared")));
        }
        let found = diff::diff(&old, &new, definition.standard.sections);
        match self.format {
            DataFormat::Json => app.out.json(&json!({"format": 1, "changes": found})),
            DataFormat::Text => app.out.text(&changes::render(&found, definition.standard.sections, app.paint)),
        }
    }
}

/// A revision and the one before it.
async fn before(app: &App, id: PackId, revision: Option<u32>) -> Result<(Side, Side), CommandError> {
    let number = match revision {
        Some(number) => number,
        None => app.workspace().await?.read(&id, None).await?.0.number,
    };
    if number < 2 {
        return Err(CommandError::Usage(format!("revision {number} of {id} is the first; there is none before it")));
    }
    Ok((Side::Stored(id.clone(), Some(number - 1)), Side::Stored(id, Some(number))))
}

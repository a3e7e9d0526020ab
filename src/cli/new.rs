//! `new`: something to fill in.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{App, CommandError, Outcome, input};
use crate::assess;
use crate::skill::Skill;

/// Writes something to fill in.
#[derive(Debug, clap::Args)]
pub(super) struct New {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A blank brief: the facts a plan starts from, with comments
    Brief {
        /// The skill it is for
        #[arg(long, value_name = "NAME", value_parser = clap::builder::PossibleValuesParser::new(input::skill_names()))]
        skill: String,
        /// A repository whose files are read: the brief says what they tell of its delivery, and what they do not
        #[arg(long, value_name = "PATH")]
        from: Option<PathBuf>,
        /// The file to write; it must not exist [default: standard output]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

impl New {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let What::Brief { skill, from, out } = self.what;
        let native = input::skill(&skill)?;
        let brief = match &from {
            None => native.blank_brief().to_owned(),
            Some(path) => of_repository(native, &skill, path)?,
        };
        match out {
            None => app.out.text(&brief)?,
            Some(path) => {
                let unwritable = |error: std::io::Error| CommandError::Unwritable {
                    path: path.clone(),
                    problem: match error.kind() {
                        std::io::ErrorKind::AlreadyExists => {
                            "it exists already; name another file, or remove it".to_owned()
                        }
                        _ => error.to_string(),
                    },
                };
                let mut file = std::fs::File::create_new(&path).map_err(unwritable)?;
                std::io::Write::write_all(&mut file, brief.as_bytes()).map_err(unwritable)?;
                app.out.line(&format!("{}: fill it in, then run `groundplan plan`", input::name(&path)))?;
            }
        }
        Ok(Outcome::Done)
    }
}

/// The brief that the files of a repository give.
fn of_repository(native: &dyn Skill, skill: &str, path: &Path) -> Result<String, CommandError> {
    let unreadable = |problem: String| CommandError::Unreadable { name: input::name(path), problem };
    let assessment = assess::assess(path).map_err(|error| unreadable(error.to_string()))?;
    let brief = native.brief_of(&assessment);
    brief.ok_or_else(|| unreadable(format!("briefs of `{skill}` are not made from repositories; leave `--from` out")))
}

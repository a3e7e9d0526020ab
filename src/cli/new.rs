//! `new`: something to fill in.

use std::path::PathBuf;

use clap::Subcommand;

use super::{App, CommandError, Outcome, input};

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
        /// The file to write; it must not exist [default: standard output]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

impl New {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let What::Brief { skill, out } = self.what;
        let brief = input::skill(&skill)?.blank_brief();
        match out {
            None => app.out.text(brief)?,
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

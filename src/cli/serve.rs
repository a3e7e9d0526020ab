//! `serve`: the MCP server.

use std::path::PathBuf;

use super::{App, CommandError, Outcome};
use crate::skill::registry::Registry;

/// Serves MCP on standard input and output, for an assistant.
///
/// Standard output carries the protocol and nothing else; logs go to standard error. The server ends when the client
/// closes its end.
#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    /// A directory of skill folders: one of a built-in skill's name replaces its text, others are added
    #[arg(long, value_name = "DIR")]
    skills: Option<PathBuf>,
}

impl Serve {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let registry = match &self.skills {
            Some(dir) if !dir.is_dir() => {
                let name = format!("--skills {}", dir.display());
                return Err(CommandError::Unreadable {
                    name,
                    problem: "it is no directory; name one that holds skill folders".to_owned(),
                });
            }
            Some(dir) => Registry::with(dir),
            None => Registry::embedded(),
        };
        for problem in registry.problems() {
            tracing::warn!("{problem}");
        }
        app.wait(async {
            let workspace = app.workspace().await?;
            crate::mcp::serve(workspace, registry).await?;
            Ok(Outcome::Done)
        })
    }
}

//! `pack show`.

use crate::cli::{App, CommandError};
use crate::output::words::clean;
use crate::store::PackId;

/// Shows a pack as Markdown, at its newest revision or another one.
#[derive(Debug, clap::Args)]
pub(super) struct Show {
    /// The pack's id, like pk_ and 32 hexadecimal digits
    #[arg(value_name = "ID")]
    id: String,
    /// The revision [default: the newest]
    #[arg(long, value_name = "N")]
    revision: Option<u32>,
    /// Write JSON instead; `groundplan schema SKILL` describes it
    #[arg(long)]
    json: bool,
}

impl Show {
    pub(super) fn run(self, app: &mut App) -> Result<(), CommandError> {
        let id: PackId = self.id.parse()?;
        let (revision, skill) = app.wait(async { Ok(app.workspace().await?.read(&id, self.revision).await?) })?;
        if self.json {
            return app.out.json(&revision.pack);
        }
        app.out.text(&clean(&skill.definition().render(&revision.pack)))
    }
}

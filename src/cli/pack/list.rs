//! `pack list`.

use crate::cli::{App, CommandError, DataFormat};
use crate::output::words::table;

/// Lists the packs, the one changed last first.
#[derive(Debug, clap::Args)]
pub(super) struct List {
    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: u32,
    /// How the list is written
    #[arg(long, value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
}

impl List {
    pub(super) fn run(self, app: &mut App) -> Result<(), CommandError> {
        let listed = app.wait(async { Ok(app.workspace().await?.list(self.limit).await?) })?;
        if self.format == DataFormat::Json {
            return app.out.json(&listed.packs);
        }
        let rows = listed.packs.iter().cloned().map(|pack| {
            vec![pack.id.to_string(), format!("revision {}", pack.head), pack.changed, pack.skill, pack.title]
        });
        app.out.text(&table(rows))
    }
}

//! `pack log`.

use crate::cli::{App, CommandError, DataFormat};
use crate::output::words::table;
use crate::store::PackId;

/// Lists the revisions of a pack, the newest first.
#[derive(Debug, clap::Args)]
pub(super) struct Log {
    /// The pack's id, like pk_ and 32 hexadecimal digits
    #[arg(value_name = "ID")]
    id: String,
    /// How the list is written
    #[arg(long, value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
}

impl Log {
    pub(super) fn run(self, app: &mut App) -> Result<(), CommandError> {
        let id: PackId = self.id.parse()?;
        let mut log = app.wait(async { Ok(app.workspace().await?.log(&id).await?) })?;
        log.reverse();
        if self.format == DataFormat::Json {
            return app.out.json(&log);
        }
        let rows = log.into_iter().map(|revision| {
            let hash: String = revision.hash.chars().take(12).collect();
            vec![revision.number.to_string(), revision.time, hash, revision.step, revision.author]
        });
        app.out.text(&table(rows))
    }
}

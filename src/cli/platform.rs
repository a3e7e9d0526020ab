//! `platform`: what is known of the platforms that plans run on.

use super::{App, CommandError, DataFormat, Outcome};
use crate::output::platform as show;
use crate::platform::{self, Platform};
use crate::skill::input::unknown;
use crate::text::same_name;

/// Shows what a platform can do about building, rolling out, rolling back, watching and leaving.
///
/// Each fact names the vendor's document and the day on which it was read, or says that it was not verified.
#[derive(Debug, clap::Args)]
pub(super) struct Show {
    /// Which one, such as `vercel`; all in one table if left out
    #[arg(value_name = "KEY")]
    key: Option<String>,
    /// How it is written
    #[arg(long, value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
}

impl Show {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let chosen = self.key.as_deref().map(card).transpose()?;
        match (self.format, chosen) {
            (DataFormat::Json, Some(card)) => app.out.json(card)?,
            (DataFormat::Json, None) => app.out.json(&cards()?)?,
            (DataFormat::Text, Some(card)) => app.out.text(&show::card(card, app.paint))?,
            (DataFormat::Text, None) => app.out.text(&show::all(cards()?))?,
        }
        Ok(Outcome::Done)
    }
}

fn cards() -> Result<&'static [Platform], CommandError> {
    platform::all().map_err(|error| CommandError::Unreadable {
        name: "the embedded platform cards".to_owned(),
        problem: error.to_string(),
    })
}

/// The card of this key or name.
pub(super) fn card(key: &str) -> Result<&'static Platform, CommandError> {
    let cards = cards()?;
    let wanted = key.trim().to_lowercase();
    let bears = |card: &&Platform| {
        card.key == wanted
            || card.name.to_lowercase() == wanted
            || card.known_as.iter().any(|one| same_name(one, &wanted))
    };
    let found = cards.iter().find(bears);
    found.ok_or_else(|| {
        let keys = || cards.iter().map(|card| card.key.as_str());
        CommandError::Usage(unknown("card of", &wanted, keys()))
    })
}

//! `explain`: the page of a rule, and what rests on it.

use super::{App, CommandError, Outcome, check};
use crate::output::rule_page;

/// Shows the page of a rule, and the checklist items and rubric criteria that rest on it.
#[derive(Debug, clap::Args)]
pub(super) struct Explain {
    /// The rule's id or name: SCL003 or trigger-too-late
    #[arg(value_name = "RULE")]
    rule: String,
}

impl Explain {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let rule = check::rule(&self.rule)?;
        app.out.text(&rule_page::render(rule, app.paint))?;
        Ok(Outcome::Done)
    }
}

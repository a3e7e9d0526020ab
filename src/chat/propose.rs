//! The rest of a plan, drafted from what stands in it, without a model.

use std::fmt::Write as _;

use super::screen::Screen;
use super::session::Session;
use super::stage::Guide;
use super::trouble::Trouble;
use crate::output::words::clean;
use crate::pack::{FieldSpec, Pack, SectionSpec, Value};
use crate::skill::Definition;

/// The step under which a proposal stands in the log of a pack.
const STEP: &str = "propose";

impl Session {
    /// Fills what is left open with proposals, as one change.
    pub(super) async fn propose(&mut self, screen: &mut impl Screen) -> Result<(), Trouble> {
        let (id, head, skill) = self.head().await?;
        let proposed = skill.propose(&head.pack);
        let pack = proposed.map_err(|error| Trouble::said(format!("nothing could be proposed: {error}")))?;
        if pack == head.pack {
            screen.lines("There is nothing more to propose from what is known; `/gate` says what is missing.\n");
            return Ok(());
        }
        let shown = drafted(skill.definition(), &head.pack, &pack);
        let act = self.act(format!("groundplan, asked by {}", self.person));
        let revision = self.workspace.amend(&id, &head, pack, STEP, &act).await?;
        self.guide = Guide::OPEN;
        let paint = screen.paint();
        screen.lines(&format!("{}{}\n", clean(&shown), paint.faint(&format!("revision {}", revision.number))));
        self.score(screen).await?;
        screen.lines(
            "These are proposals: the notes of each section name them, and the open questions ask for them. `/show SECTION` \
             shows one, `/undo` takes all of them back.\n",
        );
        Ok(())
    }
}

/// What was added to a pack, a line for each section: `Delivery pipeline: Paths (2), Stages (14)`.
fn drafted(definition: &Definition, before: &Pack, after: &Pack) -> String {
    let mut out = String::from("Proposed from what is known:\n");
    for spec in definition.standard.sections {
        let added: Vec<String> = spec.fields.iter().filter_map(|field| added(spec, field, before, after)).collect();
        if !added.is_empty() {
            let _ = writeln!(out, "  {}: {}", spec.title, added.join(", "));
        }
    }
    out
}

/// A field that was filled, and how many rows it gained.
fn added(spec: &SectionSpec, field: &FieldSpec, before: &Pack, after: &Pack) -> Option<String> {
    let (then, now) = (value(before, spec, field), value(after, spec, field)?);
    if then == Some(now) || field.key == "notes" {
        return None;
    }
    let rows = |value: Option<&Value>| match value {
        Some(Value::Table(rows)) => rows.len(),
        _ => 0,
    };
    Some(match rows(Some(now)).saturating_sub(rows(then)) {
        0 => field.label.to_owned(),
        rows => format!("{} ({rows})", field.label),
    })
}

fn value<'p>(pack: &'p Pack, spec: &SectionSpec, field: &FieldSpec) -> Option<&'p Value> {
    pack.sections.get(spec.key)?.fields.get(field.key)
}

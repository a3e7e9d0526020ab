//! What a call of a model comes to, beside the words that it changed: what is computed now, what is wrong since, and which
//! figures nobody has named.

use std::fmt::Write as _;

use super::screen::{Screen, note};
use super::session::{Called, Session};
use super::trouble::Trouble;
use super::verdict;
use crate::drafting;
use crate::finding::{Finding, Severity};
use crate::output::words::{Paint, clean_line};
use crate::pack::{Computed, Pack, Revision};
use crate::skill::Definition;
use crate::text::cut;

/// How many rows with computed values, new errors and figures are shown.
const ROWS: usize = 5;
const ERRORS: usize = 3;
const FIGURES: usize = 8;

/// How many lines of a refusal are shown, and how long each may be.
const LINES: usize = 3;
const LONGEST: usize = 160;

impl Session {
    /// Shows that a call of the model was refused or changed nothing, or else what the change comes to.
    pub(super) async fn show_effect(&self, called: &Called, screen: &mut impl Screen) -> Result<(), Trouble> {
        match &called.answer {
            Err(refused) => note(screen, &refusal(refused)),
            Ok(answer) if answer.structured.as_ref().is_some_and(|one| one["changed"] == false) => {
                note(screen, "  nothing changed");
            }
            Ok(_) => {}
        }
        let Some((id, before, skill)) = &called.before else { return Ok(()) };
        let (after, skill) = (self.workspace.read(id, None).await?.0, *skill);
        if after.number == before.number {
            return Ok(());
        }
        let definition = skill.definition();
        let known = self.judged(id, before, skill).await?.findings;
        let found = self.judged(id, &after, skill).await?.findings;
        let figures = self.unsaid(definition, &before.pack, &after.pack);
        let paint = screen.paint();
        let mut out = computed(definition, &before.pack, &after.pack, paint);
        out.push_str(&errors(definition, &known, &found, &after, paint));
        if !figures.is_empty() {
            let named = figures.iter().take(FIGURES).map(|one| clean_line(one)).collect::<Vec<_>>().join(", ");
            let _ = writeln!(
                out,
                "{} {named}{}",
                paint.bold("Not named in this conversation:"),
                more(figures.len(), FIGURES)
            );
        }
        screen.lines(&out);
        Ok(())
    }

    /// The figures that a change brings in and that neither the person nor the model named before.
    fn unsaid(&self, definition: &'static Definition, before: &Pack, after: &Pack) -> Vec<String> {
        let today = self.act(String::new()).today();
        let day = today.to_string();
        let said = self.talk.said().chain([day.as_str()]);
        drafting::unstated(said, definition, before, after, today).into_iter().map(|one| one.text).collect()
    }
}

/// Why a call was refused, as far as a person wants to know.
pub(super) fn refusal(refused: &str) -> String {
    let lines: Vec<&str> = refused.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let shown: Vec<String> = lines.iter().take(LINES).map(|line| cut(line, LONGEST)).collect();
    format!("  refused: {}{}", shown.join("\n    "), more(lines.len(), LINES))
}

/// The values that are new, those of a row in one line.
fn computed(definition: &Definition, before: &Pack, after: &Pack, paint: Paint) -> String {
    let known = definition.standard.derive(before).computed;
    let derived = definition.standard.derive(after).computed;
    let new: Vec<&Computed> = derived.iter().filter(|one| !known.contains(one)).collect();
    let rows: Vec<&[&Computed]> = new.chunk_by(|a, b| (&a.of, a.field) == (&b.of, b.field)).collect();
    if rows.is_empty() {
        return String::new();
    }
    let mut out = format!("{}\n", paint.bold("Computed"));
    for row in rows.iter().take(ROWS) {
        let values: Vec<String> = row.iter().map(|one| format!("{} = {}", one.what, clean_line(&one.value))).collect();
        let of = row.first().map(|one| clean_line(&one.of)).unwrap_or_default();
        let _ = writeln!(out, "  {of}: {}", values.join("; "));
    }
    if rows.len() > ROWS {
        let _ =
            writeln!(out, "  {}", paint.faint(&format!("and {} more; `/show SECTION` tells them", rows.len() - ROWS)));
    }
    out
}

/// The errors that were not there before, but for what a section lacks that is not begun.
fn errors(definition: &Definition, known: &[Finding], found: &[Finding], after: &Revision, paint: Paint) -> String {
    let same = |a: &Finding, b: &Finding| (a.rule, a.location.to_string()) == (b.rule, b.location.to_string());
    let new: Vec<&Finding> = found
        .iter()
        .filter(|one| one.severity == Severity::Error && verdict::is_begun(one, after))
        .filter(|one| !known.iter().any(|other| same(one, other)))
        .collect();
    if new.is_empty() {
        return String::new();
    }
    let mut out = format!("{}\n", paint.bad("New errors"));
    for finding in new.iter().take(ERRORS) {
        let _ = writeln!(out, "  {}", verdict::line(finding, definition.standard.sections));
    }
    if new.len() > ERRORS {
        let _ = writeln!(out, "  {}", paint.faint(&format!("and {} more; `/gate` tells them", new.len() - ERRORS)));
    }
    out
}

/// `, and 3 more`, where not all is shown.
fn more(all: usize, shown: usize) -> String {
    if all > shown { format!(", and {} more", all - shown) } else { String::new() }
}

//! What came of seeding defects, as a page and as outcomes.

use super::junit::{Failure, Outcome};
use crate::eval::mutate::{Mutation, Sum, Survivor};
use crate::output::page::{Block, Page, Row, Tone};
use crate::output::words::counted;

/// The page of a run: every operator in a line, every survivor with what was done.
pub fn page(run: &Mutation) -> Page {
    let mut page = Page::new("Seeded defects");
    page.line(Tone::of(run.passed), verdict(run));
    let rows = run.operators.iter().map(|one| Row {
        tone: tone(one),
        cells: vec![
            one.name.to_owned(),
            one.about.to_owned(),
            one.packs.to_string(),
            format!("{} of {}", one.caught, one.seeded),
        ],
    });
    page.table(&["Operator", "What it does", "Packs", "Caught"], rows.collect());
    for flagged in &run.flagged {
        let blocks = vec![Block::Code { text: flagged.findings.join("\n") }];
        page.fold(Tone::Bad, format!("{} is sound, and the gate finds something in it", flagged.pack), blocks);
    }
    for survivor in &run.survivors {
        let text = format!("{} survived in {}", survivor.operator, survivor.pack);
        page.fold(Tone::Bad, text, vec![Block::Code { text: told(survivor) }]);
    }
    for unread in &run.unread {
        page.line(Tone::Bad, format!("{} could not be read: {}", unread.name, unread.problem));
    }
    page
}

fn tone(sum: &Sum) -> Tone {
    if sum.seeded == 0 { Tone::Faint } else { Tone::of(sum.caught == sum.seeded) }
}

/// What was done, where it should have been seen, and what was seen instead.
fn told(survivor: &Survivor) -> String {
    let instead = if survivor.instead.is_empty() { "nothing".to_owned() } else { survivor.instead.join(", ") };
    format!("{}\nexpected at {}\nfound {instead}", survivor.edits.join("\n"), survivor.places.join(", "))
}

/// What came of it, in one line.
pub fn verdict(run: &Mutation) -> String {
    let mut text = format!(
        "{} in {} by {}: {} caught, {} %; at least {} % must be (seed {})",
        counted(run.seeded, "defect"),
        counted(run.packs.len(), "pack"),
        counted(run.operators.len(), "operator"),
        run.caught,
        run.share,
        run.min_caught,
        run.seed
    );
    if !run.flagged.is_empty() {
        text.push_str(&format!("; {} flagged", counted(run.flagged.len(), "sound pack")));
    }
    text + if run.passed { "; passed" } else { "; failed" }
}

/// Each operator as an outcome.
pub fn outcomes(run: &Mutation) -> Vec<Outcome> {
    let operators = run.operators.iter().map(|one| {
        let survivors = run.survivors.iter().filter(|survivor| survivor.operator == one.name);
        let details: Vec<String> = survivors.map(|survivor| format!("{}\n{}", survivor.pack, told(survivor))).collect();
        let failure = Failure {
            untried: false,
            message: format!("{} of {} caught", one.caught, one.seeded),
            details: details.join("\n\n"),
        };
        let result = if one.caught == one.seeded { Ok(()) } else { Err(failure) };
        Outcome { class: "operator".to_owned(), name: one.name.to_owned(), result, properties: Vec::new() }
    });
    let flagged = run.flagged.iter().map(|one| Outcome {
        class: "sound".to_owned(),
        name: one.pack.clone(),
        result: Err(Failure { untried: false, message: "it is flagged".to_owned(), details: one.findings.join("\n") }),
        properties: Vec::new(),
    });
    operators.chain(flagged).chain(run.unread.iter().map(super::cases::unread)).collect()
}

//! What is said of a draft in the end: each step, what it took, how it stands beside the pack without a model.

use std::fmt::Write as _;

use crate::drafting::{Compared, Drafting, Figure, Outcome, Standing};
use crate::llm::{Model, Usage};
use crate::output::words::{Paint, clean_line, counted, table};
use crate::quantity::number;

/// How many figures are told one by one.
const FIGURES: usize = 20;

/// What came of the steps.
pub(super) fn shown(
    drafting: &Drafting,
    outcome: &Outcome,
    compared: Option<&Compared>,
    model: &Model,
    paint: Paint,
) -> String {
    let journal = drafting.journal();
    let place = if model.leaves_machine() {
        format!("{}, to which the brief was sent", model.place())
    } else {
        model.place().to_owned()
    };
    let head = format!("Drafted with {} at {place}", model.name());
    let mut out = format!("{}\n", paint.bold(&clean_line(&head)));
    if drafting.earlier() > 0 {
        let _ = writeln!(out, "Resumed after {}, which an earlier run took", counted(drafting.earlier(), "step"));
    }
    out.push_str(&table(journal.steps.iter().map(|done| {
        let steps = drafting.definition().steps;
        let at = steps.iter().position(|step| step.tool == done.tool).unwrap_or_default();
        let title = steps.get(at).map_or("", |step| step.title);
        let pass = if done.pass > 1 { format!(" (pass {})", done.pass) } else { String::new() };
        vec![format!("{}. {title}{pass}", at + 1), done.told(), tokens(done.usage)]
    })));
    let given_up = journal.given_up();
    if drafting.next().is_none() && !given_up.is_empty() {
        let _ = writeln!(
            out,
            "Given up: what the last {} brought, for the pack stood better before",
            counted(given_up.len(), "step")
        );
    }
    let spent = &journal.spent;
    let money = spent.money.map(|money| format!("; cost {}", money.round_dp(4).normalize())).unwrap_or_default();
    let _ = writeln!(out, "Tokens: {}{money}", tokens(spent.usage));
    out.push('\n');
    let head = ["", "average", "errors", "warnings", "figures nobody stated", "gate"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.push(standing("without a model", &outcome.without, 0));
    rows.push(standing("drafted", &outcome.with, outcome.figures.len()));
    rows.extend(compared.map(|compared| standing("in one answer", &compared.standing, compared.figures)));
    out.push_str(&table(rows));
    if let Some(baseline) = &journal.baseline {
        let how = match (&baseline.broken_off, compared) {
            (Some(why), _) => format!("; {why}"),
            (None, None) => "; it is no pack: no section of the skill was found in it".to_owned(),
            (None, Some(_)) => String::new(),
        };
        let steps = journal.steps.iter().fold(Usage::default(), |mut sum, done| {
            sum += done.usage;
            sum
        });
        let _ = writeln!(
            out,
            "In one answer it took {}, in steps {}{}",
            tokens(baseline.usage),
            tokens(steps),
            clean_line(&how)
        );
    }
    figures(&mut out, &outcome.figures, paint);
    listed(&mut out, "Left open, as questions of the pack", &outcome.opened, paint);
    listed(&mut out, "Left open, and not in the pack, which they would make worse", &outcome.unopened, paint);
    out
}

/// Where drafting stands, as the end of a sentence.
pub(super) fn at(drafting: &Drafting) -> String {
    match drafting.next() {
        Some(turn) => format!("at step {} of {}, {}", turn.number, turn.steps, turn.title),
        None => "at the comparison, after all steps".to_owned(),
    }
}

fn standing(name: &str, one: &Standing, figures: usize) -> Vec<String> {
    let gate = if one.passed { "passed" } else { "not passed" };
    let counts = [one.errors, one.warnings, figures].map(|count| count.to_string());
    [name.to_owned(), one.average.to_string()].into_iter().chain(counts).chain([gate.to_owned()]).collect()
}

/// `12,345 in, 678 out`.
fn tokens(usage: Usage) -> String {
    let print = |tokens: u64| number::print(tokens.into());
    let about = if usage.estimated { "about " } else { "" };
    format!("{about}{} in, {} out", print(usage.input), print(usage.output))
}

fn figures(out: &mut String, figures: &[Figure], paint: Paint) {
    let lines: Vec<String> = figures.iter().map(|one| format!("{}: {}", one.place, one.text)).collect();
    let more = lines.len().saturating_sub(FIGURES);
    let mut told: Vec<String> = lines.into_iter().take(FIGURES).collect();
    if more > 0 {
        told.push(format!("and {more} more, which draft.json names"));
    }
    if !told.is_empty() {
        let _ = writeln!(out, "\n{}: {}", paint.bold("Figures that nobody stated"), figures.len());
        for line in &told {
            let _ = writeln!(out, "  {}", clean_line(line));
        }
    }
}

fn listed(out: &mut String, heading: &str, lines: &[String], paint: Paint) {
    if !lines.is_empty() {
        let _ = writeln!(out, "\n{}: {}", paint.bold(heading), lines.len());
        for line in lines {
            let _ = writeln!(out, "  {}", clean_line(line));
        }
    }
}

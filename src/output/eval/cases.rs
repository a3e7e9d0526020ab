//! A run over cases, as a page and as outcomes.

use super::junit::{Failure, Outcome};
use crate::eval::baseline::{Changed, Diff};
use crate::eval::gather::Unread;
use crate::eval::report::{Report, Tried};
use crate::eval::trials::{Spread, Trials};
use crate::output::page::{Block, Page, Row, Tone, table};
use crate::output::words::counted;

/// The page of a run: every case in a line, each that fails with what is not as expected.
pub fn page(report: &Report) -> Page {
    let mut page = Page::new("Evals");
    page.line(Tone::of(report.passed), verdict(report));
    let timed = report.cases.iter().any(|case| case.milliseconds.is_some());
    let mut head = vec!["Case", "Result", "Verdict", "Average", "Errors", "Warnings", "Checks"];
    if timed {
        head.push("Time");
    }
    page.table(&head, report.cases.iter().map(|case| row(case, timed)).collect());
    repeated(&mut page, report);
    for case in report.cases.iter().filter(|case| !case.held) {
        let rows =
            case.failed().map(|check| Row::plain(vec![check.what.clone(), check.expected.clone(), check.seen.clone()]));
        let mut blocks = Vec::new();
        if !case.about.is_empty() {
            blocks.push(Block::Line { tone: Tone::Faint, text: case.about.clone() });
        }
        blocks.push(table(&["What", "Expected", "Seen"], rows.collect()));
        page.fold(Tone::Bad, format!("{} does not hold", case.name), blocks);
    }
    for unread in &report.unread {
        let blocks = vec![Block::Code { text: unread.problem.clone() }];
        page.fold(Tone::Bad, format!("{} could not be tried", unread.name), blocks);
    }
    if !report.blessed.is_empty() {
        page.heading("Written anew");
        let rows = report
            .blessed
            .iter()
            .map(|one| Row::plain(vec![one.case.clone(), one.what.clone(), one.before.clone(), one.now.clone()]));
        page.table(&["Case", "What", "Before", "Now"], rows.collect());
    }
    if let Some(diff) = &report.baseline {
        against(&mut page, diff);
    }
    page
}

/// What came of a run, in one line.
pub fn verdict(report: &Report) -> String {
    let fails = report.cases.len() - report.held;
    let mut text = format!("{}: {} as expected, {fails} not", counted(report.cases.len(), "case"), report.held);
    if !report.unread.is_empty() {
        text.push_str(&format!(", {} could not be tried", report.unread.len()));
    }
    if report.bar != "100" {
        text.push_str(&format!("; {} % must hold", report.bar));
    }
    if !report.blessed.is_empty() {
        text.push_str(&format!("; {} written anew", report.blessed.len()));
    }
    text.push_str(if report.passed { "; passed" } else { "; failed" });
    text
}

fn row(case: &Tried, timed: bool) -> Row {
    let held = case.checks.iter().filter(|check| check.held).count();
    let seen = &case.seen;
    let number = |number: usize| if seen.verdict.is_empty() { String::new() } else { number.to_string() };
    let mut cells = vec![
        case.name.clone(),
        if case.held { "holds" } else { "FAILS" }.to_owned(),
        seen.verdict.clone(),
        seen.average.clone(),
        number(seen.errors),
        number(seen.warnings),
        format!("{held} of {}", case.checks.len()),
    ];
    if timed {
        cells.push(case.milliseconds.map(|time| format!("{time} ms")).unwrap_or_default());
    }
    Row { tone: Tone::of(case.held), cells }
}

/// The cases that were tried several times: how reliably each holds.
fn repeated(page: &mut Page, report: &Report) {
    let of = |case: &Tried| Some((case.name.clone(), case.trials.clone()?));
    let all: Vec<(String, Trials)> = report.cases.iter().filter_map(of).collect();
    if all.is_empty() {
        return;
    }
    page.heading("Repeated");
    let rows = all.iter().map(|(name, trials)| {
        let [lowest, median, highest] = match &trials.average {
            Some(Spread { lowest, median, highest }) => [lowest, median, highest].map(String::clone),
            None => Default::default(),
        };
        let held = format!("{} of {}", trials.held, trials.of);
        Row { tone: Tone::of(trials.held == trials.of), cells: vec![name.clone(), held, lowest, median, highest] }
    });
    page.table(&["Case", "Trials that hold", "Lowest average", "Median", "Highest"], rows.collect());
    for (name, trials) in &all {
        let pass = trials.pass.iter().enumerate();
        let pass = pass.map(|(at, chance)| Row::plain(vec![(at + 1).to_string(), chance.clone()])).collect();
        let mut blocks = vec![table(&["k", "pass^k"], pass)];
        let failed = trials.failed.iter().map(|one| Row::plain(vec![one.what.clone(), one.trials.to_string()]));
        let failed: Vec<Row> = failed.collect();
        if !failed.is_empty() {
            blocks.push(table(&["Does not hold", "Trials"], failed));
        }
        page.fold(Tone::of(trials.held == trials.of), format!("{name}: the chance that k trials all hold"), blocks);
    }
    page.line(
        Tone::Faint,
        "pass^k is estimated without bias as C(c, k) / C(n, k), where c of n trials hold (Yao et al. 2024, tau-bench, arXiv \
         2406.12045).",
    );
}

/// What came of several trials, by name.
fn properties(trials: &Trials) -> Vec<(String, String)> {
    let named = |name: &str, value: String| (name.to_owned(), value);
    let held = [named("trials", trials.of.to_string()), named("trials.held", trials.held.to_string())];
    let pass = trials.pass.iter().enumerate().map(|(at, chance)| (format!("pass^{}", at + 1), chance.clone()));
    let average = trials.average.iter().flat_map(|one| {
        [("lowest", &one.lowest), ("median", &one.median), ("highest", &one.highest)]
            .map(|(which, value)| (format!("average.{which}"), value.clone()))
    });
    let failed = trials.failed.iter().map(|one| (format!("failed {}", one.what), one.trials.to_string()));
    held.into_iter().chain(pass).chain(average).chain(failed).collect()
}

/// What is different from an earlier run.
fn against(page: &mut Page, diff: &Diff) {
    page.heading("Against the baseline");
    let sum = format!(
        "{} as before, {} changed, {} new, {} gone{}",
        counted(diff.same, "case"),
        diff.changed.len(),
        diff.new.len(),
        diff.gone.len(),
        if diff.no_worse { "" } else { "; something got worse" }
    );
    page.line(Tone::of(diff.no_worse), sum);
    let mut rows: Vec<Row> = diff.changed.iter().flat_map(changes).collect();
    let alone = |tone, name: &String, what: &str| Row {
        tone,
        cells: vec![name.clone(), what.to_owned(), String::new(), String::new()],
    };
    rows.extend(diff.gone.iter().map(|name| alone(Tone::Bad, name, "gone")));
    rows.extend(diff.new.iter().map(|name| alone(Tone::Plain, name, "new")));
    page.table(&["Case", "What", "Before", "Now"], rows);
}

fn changes(changed: &Changed) -> Vec<Row> {
    let row = |tone, what: &str, before: &str, now: &str| Row {
        tone,
        cells: [&changed.name, what, before, now].iter().map(|cell| (*cell).to_owned()).collect(),
    };
    let worse = changed.worse.iter().map(|what| row(Tone::Bad, what, "held", "does not hold"));
    let better = changed.better.iter().map(|what| row(Tone::Good, what, "did not hold", "holds"));
    let values = changed.values.iter().map(|(what, before, now)| row(Tone::Plain, what, before, now));
    let lost = changed.lost.iter().map(|told| row(Tone::Plain, told, "found", "not found"));
    let found = changed.found.iter().map(|told| row(Tone::Plain, told, "not found", "found"));
    worse.chain(better).chain(values).chain(lost).chain(found).collect()
}

/// Each case as an outcome.
pub fn outcomes(report: &Report) -> Vec<Outcome> {
    let tried = report.cases.iter().map(|case| {
        let failed: Vec<String> = case
            .failed()
            .map(|check| format!("{}: expected {}, seen {}", check.what, check.expected, check.seen))
            .collect();
        let failure = || Failure {
            untried: false,
            message: format!("{} as expected", count_not(failed.len())),
            details: failed.join("\n"),
        };
        let result = if case.held { Ok(()) } else { Err(failure()) };
        let properties = case.trials.iter().flat_map(properties).collect();
        Outcome { class: case.skill.clone(), name: case.name.clone(), result, properties }
    });
    tried.chain(report.unread.iter().map(unread)).collect()
}

/// Something that could not be tried, as an outcome.
pub(super) fn unread(unread: &Unread) -> Outcome {
    Outcome {
        class: "unread".to_owned(),
        name: unread.name.clone(),
        result: Err(Failure {
            untried: true,
            message: unread.problem.lines().next().unwrap_or_default().to_owned(),
            details: unread.problem.clone(),
        }),
        properties: Vec::new(),
    }
}

fn count_not(number: usize) -> String {
    if number == 1 { "1 thing is not".to_owned() } else { format!("{number} things are not") }
}

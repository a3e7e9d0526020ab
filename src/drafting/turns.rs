//! Which step is next. It follows from the journal alone, so that a run that goes on does what the first would have done.

use super::{Journal, Judged, Task};
use crate::gate::Report;
use crate::skill::Step;
use crate::skill::workflow::{self, State};

/// A step that is to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The step's tool.
    pub tool: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Its number, from 1.
    pub number: usize,
    /// How many steps there are.
    pub steps: usize,
    /// The pass, from 1.
    pub pass: u32,
    /// Why it is taken once more; blank in the first pass.
    pub why: String,
}

/// The step after those of a journal: in the first pass each in its order; then, as long as the gate does not pass and a
/// pass has made anything better, those with errors and those that hold the score down, each once a pass.
pub(super) fn next(task: &Task, journal: &Journal) -> Option<Turn> {
    let steps = task.skill.definition().steps;
    let turn = |at: usize, step: &'static Step, pass: u32, why: String| Turn {
        tool: step.tool,
        title: step.title,
        number: at + 1,
        steps: steps.len(),
        pass,
        why,
    };
    if let Some((at, step)) = steps.iter().enumerate().find(|(_, step)| !journal.has(step.tool, 1)) {
        return Some(turn(at, step, 1, String::new()));
    }
    let report = Judged::of(task.skill.definition(), journal.pack.clone(), task.on()).report;
    if report.passed {
        return None;
    }
    let now = journal.steps.iter().map(|done| done.pass).max().unwrap_or(1);
    let passes = [now, now + 1].into_iter().filter(|pass| (2..=task.passes + 1).contains(pass));
    for pass in passes {
        if pass > now && pass > 2 && !journal.improved(now) {
            return None;
        }
        if let Some((tool, why)) = wanted(task, journal, &report, pass)
            && let Some((at, step)) = steps.iter().enumerate().find(|(_, step)| step.tool == tool)
        {
            return Some(turn(at, step, pass, why));
        }
    }
    None
}

/// The step that does most for the gate among those not yet taken in a pass: the one that the workflow names, else the
/// first with errors, else the first with warnings.
fn wanted(task: &Task, journal: &Journal, report: &Report, pass: u32) -> Option<(&'static str, String)> {
    let progress = workflow::progress(task.skill, &journal.pack, &report.findings);
    let left: Vec<_> = progress.iter().filter(|one| one.state != State::Done && !journal.has(one.tool, pass)).collect();
    let named = workflow::next(task.skill, &journal.pack, report);
    if left.iter().any(|one| one.tool == named.tool) {
        return Some((named.tool, named.why));
    }
    let broken = left.iter().find(|one| one.errors > 0).map(|one| (one.tool, "mend its errors".to_owned()));
    broken.or_else(|| left.first().map(|one| (one.tool, "the score is too low; mend its warnings".to_owned())))
}

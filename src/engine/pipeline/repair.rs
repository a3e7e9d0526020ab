//! The judgement, and the smallest edits that change it.

use super::candidates::candidates;
use super::check::{check, production};
use super::edit::{Edit, edited};
use super::error::PipelineError;
use super::graph::Graph;
use super::input::PipelineInput;
use super::result::{Proof, Repair, Violation};

/// Sets of edits that are tried for one violation at most.
const TRIED: usize = 400;

/// Proves the constraints of a pipeline, or shows where they are broken and what would mend them.
///
/// For each violation the candidates with the fewest edits are judged first; of those that end it without a new one,
/// that which leaves the fewest others is proposed. The repair of the whole is made of such steps, and of no edit that
/// could be left out.
///
/// # Errors
/// [`PipelineError`] naming what is unknown, doubled, missing or cyclic.
pub fn prove(pipeline: &PipelineInput) -> Result<Proof, PipelineError> {
    let graph = Graph::new(pipeline)?;
    let checked = check(&graph);
    let mut violations = checked.violations;
    let repairs: Vec<Option<Repair>> =
        violations.iter().map(|one| smallest(pipeline, &violations, one).map(|(_, repair)| repair)).collect();
    for (violation, repair) in violations.iter_mut().zip(repairs) {
        violation.repair = repair;
    }
    Ok(Proof {
        order: graph.ids(&graph.order),
        production: graph.ids(&production(&graph)),
        holds: checked.holds,
        repair: whole(pipeline, &violations),
        violations,
    })
}

/// What is violated after edits; `None` where they make no pipeline.
fn judge(pipeline: &PipelineInput) -> Option<Vec<Violation>> {
    Graph::new(pipeline).ok().map(|graph| check(&graph).violations)
}

/// A pipeline after edits that end a violation.
struct Mended {
    /// How many violations there are that were not there before.
    new: usize,
    edits: Vec<Edit>,
    left: Vec<Violation>,
}

impl Mended {
    /// The less the better.
    fn rank(&self) -> (usize, usize, usize) {
        (self.new, self.edits.len(), self.left.len())
    }
}

/// The best set of edits for a violation, and what is violated after it.
fn smallest(pipeline: &PipelineInput, all: &[Violation], violation: &Violation) -> Option<(Vec<Violation>, Repair)> {
    let graph = Graph::new(pipeline).ok()?;
    let mut sets = candidates(&graph, violation);
    sets.sort_by_key(Vec::len);
    sets.truncate(TRIED);
    let mut best: Option<Mended> = None;
    let mut tried = 0;
    for edits in sets {
        if best.as_ref().is_some_and(|best| best.new == 0 && best.edits.len() < edits.len()) {
            break;
        }
        tried += 1;
        let Some(left) = judge(&edited(pipeline, &edits)) else { continue };
        if left.iter().any(|one| one.is(violation)) {
            continue;
        }
        let new = left.iter().filter(|one| !all.iter().any(|known| known.is(one))).count();
        let mended = Mended { new, edits, left };
        if best.as_ref().is_none_or(|best| mended.rank() < best.rank()) {
            best = Some(mended);
        }
    }
    let Mended { edits, left, .. } = best?;
    let (size, count) = (edits.len(), left.len());
    let noun = if size == 1 { "edit" } else { "edits" };
    let derivation =
        format!("{size} {noun}; of {tried} tried it leaves the fewest violations, {count} of {}", all.len());
    Some((left, Repair { text: print(&edits), edits, derivation }))
}

/// Edits after which nothing is violated.
fn whole(pipeline: &PipelineInput, violations: &[Violation]) -> Option<Repair> {
    if violations.is_empty() {
        return None;
    }
    let mut edits: Vec<Edit> = Vec::new();
    let mut left = violations.to_vec();
    // Each step ends one violation and starts none, so there are no more steps than violations; a few more are allowed
    // for steps that could not help starting another.
    for _ in 0..2 * violations.len() + 4 {
        let Some(first) = left.first().cloned() else { break };
        let (after, repair) = smallest(&edited(pipeline, &edits), &left, &first)?;
        edits.extend(repair.edits);
        left = after;
    }
    if !left.is_empty() {
        return None;
    }
    let steps = edits.len();
    // What is left out may make another one needless, too.
    while let Some(fewer) = without_one(pipeline, &edits) {
        edits = fewer;
    }
    let count = edits.len();
    let noun = if count == 1 { "edit ends" } else { "edits end" };
    let needless = if steps > count { format!("; {} more were needless", steps - count) } else { String::new() };
    let derivation = format!("{count} {noun} all {}, and none of them can be left out{needless}", violations.len());
    Some(Repair { text: print(&edits), edits, derivation })
}

/// The edits without one that is needless; `None` where all are needed.
fn without_one(pipeline: &PipelineInput, edits: &[Edit]) -> Option<Vec<Edit>> {
    (0..edits.len()).rev().find_map(|place| {
        let fewer = [&edits[..place], &edits[place + 1..]].concat();
        judge(&edited(pipeline, &fewer)).is_some_and(|left| left.is_empty()).then_some(fewer)
    })
}

fn print(edits: &[Edit]) -> String {
    edits.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

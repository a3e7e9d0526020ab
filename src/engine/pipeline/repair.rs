//! The judgement, and the smallest edits that change it.

use std::collections::BTreeMap;

use super::candidates::candidates;
use super::check::{broken, check, production};
use super::edit::{Edit, edited};
use super::error::PipelineError;
use super::graph::Graph;
use super::input::PipelineInput;
use super::result::{Broken, Proof, Repair};

/// Sets of edits that are tried for one violation at most.
const TRIED: usize = 400;
/// How many more of a size are tried when one of that size has been found, in search of one that ends more.
const MORE: usize = 24;

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
    let mut judge = Judge::new(pipeline.clone(), checked.broken);
    for violation in &mut violations {
        violation.repair = judge.smallest(&violation.broken()).map(|(_, repair)| repair);
    }
    Ok(Proof {
        order: graph.ids(&graph.order),
        production: graph.ids(&production(&graph)),
        holds: checked.holds,
        repair: whole(judge),
        violations,
    })
}

/// A pipeline, what is broken in it, and what would be after the edits that were tried on it.
struct Judge {
    pipeline: PipelineInput,
    broken: Vec<Broken>,
    tried: BTreeMap<String, Option<Vec<Broken>>>,
}

/// A pipeline after edits that end a violation.
struct Mended {
    /// How many violations there are that were not there before.
    new: usize,
    edits: Vec<Edit>,
    left: Vec<Broken>,
}

impl Mended {
    /// The less the better.
    fn rank(&self) -> (usize, usize, usize) {
        (self.new, self.edits.len(), self.left.len())
    }
}

impl Judge {
    fn new(pipeline: PipelineInput, broken: Vec<Broken>) -> Self {
        Judge { pipeline, broken, tried: BTreeMap::new() }
    }

    /// What is broken after edits; `None` where they make no pipeline.
    fn after(&mut self, edits: &[Edit]) -> Option<Vec<Broken>> {
        // Many violations have the same candidates.
        let tried = self.tried.entry(format!("{edits:?}"));
        tried.or_insert_with(|| judged(&edited(&self.pipeline, edits))).clone()
    }

    /// The best set of edits for a violation, and what is broken after it.
    fn smallest(&mut self, violation: &Broken) -> Option<(Vec<Broken>, Repair)> {
        let mut sets = candidates(&Graph::new(&self.pipeline).ok()?, violation);
        sets.sort_by_key(Vec::len);
        sets.truncate(TRIED);
        let mut best: Option<Mended> = None;
        let (mut tried, mut more) = (0, 0);
        for edits in sets {
            if let Some(best) = best.as_ref().filter(|best| best.new == 0) {
                more += 1;
                if best.edits.len() < edits.len() || best.left.is_empty() || more > MORE {
                    break;
                }
            }
            tried += 1;
            let Some(left) = self.after(&edits).filter(|left| !left.contains(violation)) else { continue };
            let new = left.iter().filter(|one| !self.broken.contains(one)).count();
            let mended = Mended { new, edits, left };
            if best.as_ref().is_none_or(|best| mended.rank() < best.rank()) {
                best = Some(mended);
            }
        }
        let Mended { edits, left, .. } = best?;
        let (size, count, all) = (edits.len(), left.len(), self.broken.len());
        let noun = if size == 1 { "edit" } else { "edits" };
        let derivation = format!("{size} {noun}; of {tried} tried it leaves the fewest violations, {count} of {all}");
        Some((left, Repair { text: print(&edits), edits, derivation }))
    }
}

/// What is broken in a pipeline; `None` where it is none.
fn judged(pipeline: &PipelineInput) -> Option<Vec<Broken>> {
    Graph::new(pipeline).ok().map(|graph| broken(&graph))
}

/// Edits after which nothing is broken; `None` where nothing is, or none were found.
fn whole(start: Judge) -> Option<Repair> {
    let all = start.broken.len();
    if all == 0 {
        return None;
    }
    let (pipeline, mut edits) = (start.pipeline.clone(), Vec::new());
    let mut judge = start;
    // Each step ends one violation and starts none, so there are no more steps than violations; a few more are allowed
    // for steps that could not help starting another.
    for _ in 0..2 * all + 4 {
        let Some(first) = judge.broken.first().cloned() else { break };
        let (left, repair) = judge.smallest(&first)?;
        judge = Judge::new(edited(&judge.pipeline, &repair.edits), left);
        edits.extend(repair.edits);
    }
    if !judge.broken.is_empty() {
        return None;
    }
    let steps = edits.len();
    // What is left out may make another one needless, too.
    while let Some(fewer) = without_needless(&pipeline, &edits) {
        edits = fewer;
    }
    let count = edits.len();
    let noun = if count == 1 { "edit ends" } else { "edits end" };
    let needless = if steps > count { format!("; {} more were needless", steps - count) } else { String::new() };
    let derivation = format!("{count} {noun} all {all}, and none of them can be left out{needless}");
    Some(Repair { text: print(&edits), edits, derivation })
}

/// The edits without those that are needless, the last looked at first; `None` where all are needed.
fn without_needless(pipeline: &PipelineInput, edits: &[Edit]) -> Option<Vec<Edit>> {
    let mut kept = edits.to_vec();
    for place in (0..edits.len()).rev() {
        let fewer = [&kept[..place], &kept[place + 1..]].concat();
        if judged(&edited(pipeline, &fewer)).is_some_and(|left| left.is_empty()) {
            kept = fewer;
        }
    }
    (kept.len() < edits.len()).then_some(kept)
}

fn print(edits: &[Edit]) -> String {
    edits.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

//! A brief that a model drafts, by the code that `plan` runs: from a cassette, or asked live.

use super::{Judged, Seen, judged};
use crate::drafting::{Drafting, Halt, Standing, Task};
use crate::eval::case::Draft;
use crate::eval::expect::Gain;
use crate::eval::gather::{self, Planned};
use crate::llm::{Cassette, Failure, Model, Settings, Source};

/// How a model drafted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafted {
    /// The tokens that it took, of requests and replies.
    pub tokens: u64,
    /// Why it came to no end, if so.
    pub broken_off: Option<String>,
    /// How many exchanges of the cassette nobody asked for.
    pub left_over: usize,
    /// The questions that it opened.
    pub opened: Vec<String>,
    /// How the pack stands beside the one without a model.
    pub gain: Gain,
}

/// Drafts the brief of a case. Replies come from the cassette alone, or from `live`.
pub(super) async fn draft(planned: &Planned, draft: &Draft, live: Option<&Model>) -> Result<Seen, String> {
    let Some(path) = &planned.case.brief else { return Err("it names no brief to draft from".to_owned()) };
    let (model, cassette) = match live {
        Some(model) => (model.clone(), None),
        None => {
            let (model, cassette) = recorded(planned, draft).map_err(|failure| failure.to_string())?;
            (model, Some(cassette))
        }
    };
    let brief = gather::read(&planned.folder.join(path))?;
    let (repairs, passes) = (draft.repairs.0, draft.passes.0);
    let task = Task { skill: planned.skill, brief, now: planned.noon()?, repairs, passes };
    let before = model.spent().usage.total();
    let told = |halt: &dyn std::fmt::Display| format!("{}: {halt}", path.display());
    let mut drafting = Drafting::begin(task, model.name(), None).await.map_err(|halt| told(&halt))?;
    let broken_off = loop {
        match drafting.take(&model, &mut |_| {}).await {
            Ok(Some(_)) => {}
            Ok(None) => break None,
            Err(Halt::Model(failure)) if is_of_the_trial(&failure) => break Some(failure.to_string()),
            Err(halt) => return Err(halt.to_string()),
        }
    };
    let outcome = drafting.outcome();
    let drafted = Drafted {
        tokens: model.spent().usage.total().saturating_sub(before),
        left_over: cassette.map_or(0, |cassette| cassette.unplayed()),
        opened: outcome.opened,
        gain: gain(&outcome.without, &outcome.with),
        broken_off,
    };
    let judged: Option<Judged> = match drafted.broken_off {
        Some(_) => None,
        None => Some(judged(planned, path, planned.skill.definition().render(&outcome.pack))?),
    };
    Ok(Seen { judged, calls: Vec::new(), drafted: Some(drafted) })
}

/// The model of a case, on its cassette.
fn recorded(planned: &Planned, draft: &Draft) -> Result<(Model, Cassette), Failure> {
    let cassette = Cassette::load(&planned.folder.join(&draft.cassette))?;
    let source = Source::Replayed(cassette.clone());
    Ok((Model::new(draft.model.trim(), source, Settings::default())?, cassette))
}

/// Whether a failure is one of this trial, and another may go better. What keeps a model from being asked at all (a key, a
/// budget, an address) says nothing about how it drafts.
fn is_of_the_trial(failure: &Failure) -> bool {
    matches!(
        failure,
        Failure::Miss { .. }
            | Failure::Broken { .. }
            | Failure::Busy { .. }
            | Failure::Rejected { .. }
            | Failure::TooLong { .. }
    )
}

fn gain(without: &Standing, with: &Standing) -> Gain {
    if with > without { Gain::Better } else { Gain::Same }
}

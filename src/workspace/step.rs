//! A call of a step: what it changes, and what is answered.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::refusal::{not_closed, since};
use super::{Act, Refusal, Workspace, folders, skill};
use crate::gate::{self, Report};
use crate::pack::{Pack, Revision};
use crate::skill::input::{self, Applied, Mistake, Wants};
use crate::skill::workflow::{self, Answer};
use crate::skill::written::{self, Written};
use crate::skill::{Definition, Folders, Skill, Step};
use crate::store::{PackId, StoreError};

/// A pack after a call.
#[derive(Debug, Clone)]
pub struct Stepped {
    /// The pack's id.
    pub pack: PackId,
    /// The revision that now stands.
    pub revision: u32,
    /// Whether the call made a new revision; a repeated call does not.
    pub changed: bool,
    /// Whether the pack is closed: it passed its gate.
    pub finalized: bool,
    /// The pack as it stands.
    pub state: Pack,
    /// The step that was taken.
    pub step: &'static Step,
    /// Its skill.
    pub definition: &'static Definition,
    /// What the step answers.
    pub answer: Answer,
    /// What stands now and was not sent so.
    pub written: Vec<Written>,
    /// What the step takes, where nothing was sent for it.
    pub wants: Option<Wants>,
    /// What is said of things that the call brought along, beside the fields they filled: what could not be told.
    pub notes: Vec<String>,
    /// The gate's verdict now.
    pub verdict: Verdict,
}

/// A pack before and after a call that was not made.
#[derive(Debug)]
pub struct Preview {
    /// The newest revision.
    pub head: Revision,
    /// The pack that the call would make of it.
    pub pack: Pack,
    /// The pack's skill.
    pub skill: &'static dyn Skill,
}

/// The gate's verdict in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Whether the gate passes.
    pub passed: bool,
    /// The rubric's average.
    pub average: String,
}

impl From<&Report> for Verdict {
    fn from(report: &Report) -> Self {
        Verdict { passed: report.passed, average: report.average.to_string() }
    }
}

impl Workspace {
    /// Applies a step's arguments to a pack and answers. A call that changes nothing makes no revision, whatever revision
    /// its caller builds on; so a call that is repeated is answered as it was.
    ///
    /// # Errors
    /// Arguments that cannot be understood, a change of a revision that is no longer the newest, a gate that fails
    /// where `finalize` was asked for (the edits are kept then), or the store's word.
    pub async fn step(
        &self,
        id: &PackId,
        tool: &str,
        arguments: &Map<String, Json>,
        act: &Act,
    ) -> Result<Stepped, Refusal> {
        let head = self.store.head(id).await?;
        let skill = skill(&head.pack.skill)?;
        let step = step_of(skill, tool)?;
        let Applied { pack: next, notes, call, wants } = self.applied(skill, step, &head.pack, arguments).await?;
        let expected = call.expected_revision.unwrap_or(head.number);
        if expected > head.number {
            return Err(unborn(expected, head.number));
        }
        let around = self.around(id, skill.definition(), &next).await?;
        let next = if wants.is_none() { skill.complete(next, &around.beside, act.today()) } else { next };
        let (report, answer) = {
            let case = around.case(&next, act.today());
            // The answer wants what is derived, which no rule waits for.
            let (report, _) = rayon::join(|| gate::judge(&case), || case.derived());
            let answer = workflow::answer(skill, step, &case, &report);
            (report, answer)
        };
        let finalized = call.finalize && report.passed;
        let same = next == head.pack && (!finalized || head.step == Revision::FINALIZED);
        let revision = if same {
            head.number
        } else {
            if expected != head.number {
                return Err(self.stale(id, expected, &head, skill).await?);
            }
            let made_by = if finalized { Revision::FINALIZED } else { tool };
            let revision =
                Revision::new(Some((expected, &head.hash)), made_by, &act.time(), &act.author, next.clone())?;
            match self.store.append(id, expected, &revision).await {
                Ok(()) => {
                    self.watch.moved(id, revision.number);
                    revision.number
                }
                // Somebody else was faster.
                Err(StoreError::Stale { .. }) => {
                    let head = self.store.head(id).await?;
                    return Err(self.stale(id, expected, &head, skill).await?);
                }
                Err(error) => return Err(error.into()),
            }
        };
        if call.finalize && !report.passed {
            let kept = match (same, wants.is_none()) {
                (false, _) => format!("Your edits are kept as revision {revision}."),
                (true, true) => format!("Your edits stand in revision {revision} already."),
                (true, false) => format!("Nothing was sent, so the pack stays at revision {revision}."),
            };
            return Err(Refusal::GateFails(not_closed(skill.definition(), &next, &report, &kept)));
        }
        Ok(Stepped {
            pack: id.clone(),
            revision,
            changed: !same,
            finalized: finalized || (same && head.step == Revision::FINALIZED),
            written: written::written(skill.definition(), step, arguments, &head.pack, &next),
            state: next,
            step,
            definition: skill.definition(),
            answer,
            wants,
            notes,
            verdict: Verdict::from(&report),
        })
    }

    /// What a call of a step would make of a pack. Nothing is stored.
    ///
    /// # Errors
    /// Those of [`Workspace::step`] that come before its gate.
    pub async fn preview(&self, id: &PackId, tool: &str, arguments: &Map<String, Json>) -> Result<Preview, Refusal> {
        let head = self.store.head(id).await?;
        let skill = skill(&head.pack.skill)?;
        let step = step_of(skill, tool)?;
        let Applied { pack, call, .. } = self.applied(skill, step, &head.pack, arguments).await?;
        let expected = call.expected_revision.unwrap_or(head.number);
        if expected > head.number {
            return Err(unborn(expected, head.number));
        }
        if expected != head.number && pack != head.pack {
            return Err(self.stale(id, expected, &head, skill).await?);
        }
        Ok(Preview { head, pack, skill })
    }

    /// Whether a step has made a revision of a pack.
    ///
    /// # Errors
    /// The store's word.
    pub async fn taken(&self, id: &PackId, tool: &str) -> Result<bool, Refusal> {
        Ok(self.store.last(id, tool).await?.is_some())
    }

    /// A step's arguments applied to a pack.
    async fn applied(
        &self,
        skill: &'static dyn Skill,
        step: &'static Step,
        pack: &Pack,
        arguments: &Map<String, Json>,
    ) -> Result<Applied, Refusal> {
        let folders = if self.reads_folders { folders::read(step, arguments).await } else { Folders::new() };
        input::apply_with(skill.definition(), step, pack, arguments, &folders).map_err(Refusal::Mistakes)
    }

    /// That a caller builds on a revision that is not the newest, with what has changed since.
    async fn stale(
        &self,
        id: &PackId,
        expected: u32,
        head: &Revision,
        skill: &'static dyn Skill,
    ) -> Result<Refusal, Refusal> {
        let before = self.store.revision(id, expected).await?;
        let since = since(&before.pack, &head.pack, skill.definition().standard.sections);
        Ok(Refusal::Stale { pack: id.clone(), expected, current: head.number, since })
    }
}

/// That a caller builds on a revision there is not yet.
fn unborn(expected: u32, newest: u32) -> Refusal {
    Refusal::Mistakes(vec![Mistake {
        pointer: "/expected_revision".to_owned(),
        problem: format!("there is no revision {expected} yet"),
        accepted: format!("{newest}, the newest one, or the call without it"),
    }])
}

fn step_of(skill: &'static dyn Skill, tool: &str) -> Result<&'static Step, Refusal> {
    let definition = skill.definition();
    definition.step(tool).ok_or_else(|| Refusal::OtherSkill {
        tool: tool.to_owned(),
        skill: definition.name.to_owned(),
        steps: definition.steps.iter().map(|step| step.tool).collect::<Vec<_>>().join(", "),
    })
}

//! One step: asked, applied by the code that serves every client, judged, repaired.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::grounding::Stated;
use super::prompt::{self, Answered, NOT_OFFERED, Room};
use super::standing::Scope;
use super::{Done, Halt, Heard, Judged, Progress, Standing, Task, Tell, Turn, passed_on};
use crate::finding::{Finding, Severity};
use crate::llm::{Failure, Message, Model, Usage};
use crate::pack::records::Records;
use crate::pack::{Location, Pack, same_letters};
use crate::skill::Step;
use crate::skill::caller::Caller;
use crate::skill::input::{Mistake, pointer};
use crate::workspace::{Refusal, Workspace};

/// What steps are taken with.
#[derive(Debug)]
pub(super) struct Desk<'d> {
    pub task: &'d Task,
    pub workspace: &'d Workspace,
    pub stated: &'d Stated,
}

/// What came of an answer.
enum Tried {
    /// Nothing could be taken; why, in the words that a client is told.
    Not(Heard, String),
    /// It was applied.
    Applied(Box<Applied>),
}

/// A pack with an answer applied.
struct Applied {
    judged: Judged,
    /// What stays as it stood, against the answer.
    put_back: Vec<String>,
    /// What is said beside.
    notes: Vec<String>,
}

impl Desk<'_> {
    /// Takes a step: of the pack as it stands and all that the model sends, the best is kept.
    pub(super) async fn take(
        &self,
        turn: &Turn,
        pack: &Pack,
        model: &Model,
        tell: &mut Tell<'_>,
    ) -> Result<(Done, Pack), Halt> {
        let definition = self.task.skill.definition();
        let Some(step) = definition.step(turn.tool) else {
            return Err(Refusal::OtherSkill {
                tool: turn.tool.to_owned(),
                skill: definition.name.to_owned(),
                steps: String::new(),
            }
            .into());
        };
        let before = Judged::of(definition, pack.clone(), self.task.on());
        let scope = Scope::of(definition, turn);
        let floor = scope.standing(&before);
        let object = prompt::object(definition, step);
        let mut room = Room::Ample;
        let system = Message::System(prompt::system(definition)?);
        // Of earlier tries only the last is shown again: it is sent whole each time.
        let mut last: Vec<Message> = Vec::new();
        let mut sent: Option<Map<String, Json>> = None;
        let (mut best, mut kept, mut tries) = (None::<(Judged, Standing)>, None, Vec::new());
        for attempt in 1..=self.task.repairs.saturating_add(1) {
            tell(Progress::Asked { turn: Some(turn), attempt });
            let answer = loop {
                let asked = Message::User(prompt::step(self.task, turn, step, &before, room)?);
                let messages: Vec<Message> = [&system, &asked].into_iter().chain(&last).cloned().collect();
                match model.ask_object(&messages, &object, &mut |event| passed_on(event, tell)).await {
                    Err(Failure::TooLong { said }) => match room.less() {
                        Some(less) => room = less,
                        None => break Err(said),
                    },
                    answer => break Ok(answer?),
                }
            };
            let answer = match answer {
                Ok(answer) => answer,
                // The same would be too long again.
                Err(problem) => {
                    let heard = Heard::TooLong { problem };
                    tell(Progress::Heard(&heard));
                    tries.push(heard);
                    break;
                }
            };
            let tried = match &answer.json {
                Ok(arguments) => self.apply(step, &before, arguments, model.name()).await?,
                Err(problem) => Tried::Not(Heard::Unreadable { problem: problem.clone() }, problem.clone()),
            };
            let (heard, repair) = match tried {
                Tried::Not(heard, why) => (heard, Some(prompt::refused(&why)?)),
                Tried::Applied(applied) => {
                    let Applied { judged, put_back, notes } = *applied;
                    let found = findings(step, &scope, &judged, &before);
                    let errors = found.iter().filter(|one| one.severity == Severity::Error).count();
                    let heard = Heard::Judged { standing: judged.standing.clone(), errors, put_back: put_back.len() };
                    let stands = scope.standing(&judged);
                    let gained = is_gain(turn, &stands, &floor);
                    let done = errors == 0 && put_back.is_empty() && gained;
                    let answered = Answered { judged: &judged, before: &before, stands: &stands, floor: &floor };
                    let repair = match done {
                        true => None,
                        false => Some(prompt::repair(step, &scope, &answered, &found, &put_back, &notes, gained)?),
                    };
                    if gained && best.as_ref().is_none_or(|(_, best)| stands >= *best) {
                        (best, kept) = (Some((judged, stands)), Some(attempt));
                    }
                    (heard, repair)
                }
            };
            tell(Progress::Heard(&heard));
            tries.push(heard);
            let Some(repair) = repair else { break };
            // Who has nothing to add, or says the same again, is not asked once more.
            let same = answer.json.as_ref().is_ok_and(|now| now.is_empty() || sent.as_ref() == Some(now));
            if same {
                break;
            }
            sent = answer.json.clone().ok();
            last = vec![answer.said.in_words(), Message::User(repair)];
        }
        let after = best.map_or_else(|| before.clone(), |(judged, _)| judged);
        let done = Done {
            tool: step.tool.to_owned(),
            pass: turn.pass,
            tries,
            kept,
            changed: after.pack != before.pack,
            left: of_step(step, &after.report.findings).filter(|one| one.severity == Severity::Error).count(),
            before: before.standing,
            after: after.standing,
            usage: Usage::default(),
        };
        Ok((done, after.pack))
    }

    /// Applies an answer to the pack as it stood before the step.
    async fn apply(
        &self,
        step: &'static Step,
        before: &Judged,
        arguments: &Map<String, Json>,
        model: &str,
    ) -> Result<Tried, Halt> {
        let refused = |refusal: Refusal| {
            let problem = refusal.to_string();
            Ok(Tried::Not(Heard::Refused { problem: problem.clone() }, problem))
        };
        let mistakes = not_offered(step, arguments);
        if !mistakes.is_empty() {
            return refused(Refusal::Mistakes(mistakes));
        }
        let act = self.task.act(model);
        let id = self.workspace.keep(before.pack.clone(), "draft", &act).await?;
        let stepped = match self.workspace.step(&id, step.tool, arguments, &act).await {
            Ok(stepped) => stepped,
            Err(refusal @ (Refusal::Store(_) | Refusal::Internal(_))) => return Err(refusal.into()),
            Err(refusal) => return refused(refusal),
        };
        let definition = self.task.skill.definition();
        let (mut pack, mut notes) = (stepped.state, stepped.notes);
        notes.extend(stepped.written.iter().map(|one| format!("{} now says: {}", one.at, one.stands)));
        let mut put_back = self.stated.put_back(&Caller::of(definition), &mut pack);
        if pack.sections.get(Records::KEY) != before.pack.sections.get(Records::KEY) {
            match before.pack.sections.get(Records::KEY) {
                Some(records) => pack.sections.insert(Records::KEY.to_owned(), records.clone()),
                None => pack.sections.remove(Records::KEY),
            };
            put_back.push(format!(
                "/{}: what people answered, confirmed or accepted comes from people; leave it out",
                Records::KEY
            ));
        }
        let judged = Judged::of(definition, pack, act.today());
        Ok(Tried::Applied(Box::new(Applied { judged, put_back, notes })))
    }
}

fn not_offered(step: &Step, arguments: &Map<String, Json>) -> Vec<Mistake> {
    let own = || NOT_OFFERED.iter().copied().chain(step.attachments.iter().map(|one| one.key));
    let strange = arguments.keys().filter(|key| own().any(|one| same_letters(one, key)));
    let mistake = |key: &String| Mistake {
        pointer: pointer("", key),
        problem: format!("`{key}` is not taken here"),
        accepted: "the object without it".to_owned(),
    };
    strange.map(mistake).collect()
}

/// Whether an answer is worth taking. In the first pass what is no worse is, for it says what a model has thought about; in a
/// further one only what is better.
fn is_gain(turn: &Turn, stands: &Standing, floor: &Standing) -> bool {
    match turn.pass {
        1 => !stands.is_worse_than(floor),
        _ => stands > floor,
    }
}

/// The findings that a step has to mend: its own, and those elsewhere that count and were not there before.
fn findings<'f>(step: &'f Step, scope: &Scope, judged: &'f Judged, before: &Judged) -> Vec<&'f Finding> {
    let own = of_step(step, &judged.report.findings);
    let elsewhere = new(judged, before)
        .filter(|one| scope.counts(one) && !step.sections.contains(&one.location.section.as_str()))
        .filter(|one| one.severity != Severity::Info);
    own.chain(elsewhere).collect()
}

/// The findings that were not there before.
pub(super) fn new<'f>(judged: &'f Judged, before: &Judged) -> impl Iterator<Item = &'f Finding> {
    let known: BTreeSet<(&str, &Location)> =
        before.report.findings.iter().map(|one| (one.rule, &one.location)).collect();
    judged.report.findings.iter().filter(move |one| !known.contains(&(one.rule, &one.location)))
}

fn of_step<'f>(step: &'f Step, findings: &'f [Finding]) -> impl Iterator<Item = &'f Finding> {
    findings.iter().filter(|one| step.sections.contains(&one.location.section.as_str()))
}

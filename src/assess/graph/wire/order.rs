//! What waits for what: pieces of a job for each other, jobs for jobs, and what starts them.

use super::{Stages, Wiring};
use crate::assess::fact::{Answer, What};
use crate::assess::graph::doubt::Grant;
use crate::assess::graph::draft::is_gitlab;
use crate::engine::pipeline::{GateInput, GateKind, StageKind, Starts};

impl Wiring<'_, '_> {
    /// The stages that whatever waits for a job waits for.
    fn last(&self, job: usize) -> Vec<usize> {
        let draft = self.draft(job);
        let line = draft.pieces.iter().zip(&self.stages[job]);
        let on_line = line.clone().rfind(|(piece, _)| piece.kind != StageKind::Rollback);
        let last = on_line.or_else(|| line.clone().next_back());
        last.map(|(_, stages)| stages.iter().map(|(stage, _)| *stage).collect()).unwrap_or_default()
    }

    /// Lets the pieces of a job follow each other, and the first of them what the job waits for.
    pub(super) fn order(&mut self, job: usize) {
        let mut before: Option<Stages> = None;
        for number in 0..self.stages[job].len() {
            let stages = self.stages[job][number].clone();
            match &before {
                None => self.first(job, &stages),
                Some(previous) => {
                    let places = |stages: &Stages| stages.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>();
                    let legs = stages.len() > 1 && places(previous) == places(&stages);
                    for (leg, (stage, _)) in stages.iter().enumerate() {
                        let all = || previous.iter().map(|(one, _)| *one).collect::<Vec<_>>();
                        let after = if legs { vec![previous[leg].0] } else { all() };
                        self.wait(*stage, &after, true);
                    }
                }
            }
            if self.draft(job).pieces[number].kind != StageKind::Rollback || before.is_none() {
                before = Some(stages);
            }
        }
    }

    fn wait(&mut self, stage: usize, after: &[usize], known: bool) {
        for one in after {
            let id = self.known[*one].id.clone();
            if known {
                self.known[stage].after.push(id.clone());
            }
            self.granted[stage].after.push(id);
        }
    }

    fn first(&mut self, job: usize, stages: &Stages) {
        let after: Vec<usize> = self.drafts.needs(job).into_iter().flat_map(|need| self.last(need)).collect();
        let draft = &self.drafts.jobs[job];
        let kind = draft.pieces[0].kind;
        let when = draft.frame.when.unwrap_or_default();
        let gitlab = is_gitlab(&self.drafts.assessment.pipelines[draft.pipeline]);
        let regardless = match gitlab {
            true => ["when: always", "when: on_failure", ": always", ": on_failure"].iter().any(|w| when.contains(w)),
            false => ["always()", "cancelled()", "failure()"].iter().any(|word| when.contains(word)),
        };
        // What looks at a deploy or takes it back follows it whatever came of it.
        let looks = matches!(kind, StageKind::Verify | StageKind::Rollback);
        let (known, granted) = match regardless && !looks && !after.is_empty() {
            false => (true, true),
            // The condition may ask for the results one by one.
            true => (false, when.contains("needs.")),
        };
        if !known {
            let name = draft.name.clone();
            let why = format!("it runs even where what it waits for failed or was skipped: `{when}`");
            if granted {
                let why = format!("`{name}` runs when `{when}`");
                self.doubt(job, Grant::Order, why);
            }
            self.unknown(job, 0, format!("what has been passed before `{name}`"), &why);
        }
        if granted {
            stages.iter().for_each(|(stage, _)| self.wait(*stage, &after, known));
        }
    }

    /// What starts the first stage of a job.
    pub(super) fn start(&mut self, job: usize) {
        let draft = &self.drafts.jobs[job];
        let events: Vec<&str> = self.drafts.assessment.pipelines[draft.pipeline]
            .facts
            .iter()
            .filter_map(|fact| match &fact.value {
                What::Trigger { event, .. } => Some(event.as_str()),
                _ => None,
            })
            .collect();
        let by_hand = |event: &&str| *event == "workflow_dispatch";
        let by_clock = |event: &&str| *event == "schedule";
        let pipeline = if events.is_empty() || events.iter().any(|event| !by_hand(event) && !by_clock(event)) {
            Starts::Automatic
        } else if events.iter().any(by_clock) {
            Starts::Scheduled
        } else {
            Starts::Manual
        };
        let approval =
            (draft.frame.manual == Some(Answer::Yes)).then_some(GateInput { kind: GateKind::Approval, blocking: true });
        let scheduled = draft.frame.scheduled;
        let manual = draft.frame.manual.is_some();
        for (stage, _) in self.stages[job].first().cloned().unwrap_or_default() {
            for one in [&mut self.known[stage], &mut self.granted[stage]] {
                let root = one.after.is_empty();
                one.starts = match (manual, scheduled) {
                    (true, _) => Starts::Manual,
                    (_, true) => Starts::Scheduled,
                    _ if root => pipeline,
                    _ => Starts::Automatic,
                };
                if manual {
                    one.gates.retain(|gate| gate.kind != GateKind::Approval);
                    one.gates.extend(approval);
                }
                if root && one.starts == Starts::Automatic {
                    match one.kind {
                        StageKind::Verify => one.kind = StageKind::Test,
                        StageKind::Approve => one.starts = Starts::Manual,
                        _ => {}
                    }
                }
            }
            if self.draft(job).pieces[0].kind == StageKind::Verify && self.known[stage].kind == StageKind::Test {
                let subject = format!("what `{}` looks at", self.draft(job).name);
                self.unknown(job, 0, subject, "no deploy comes before it in its pipeline");
            }
        }
    }

    /// A job that may not be in a run at all proves nothing for deploys that run under another condition. Where a job is
    /// skipped, GitHub skips what waits for it, too; GitLab goes on.
    pub(super) fn skips(&mut self, job: usize) {
        let draft = &self.drafts.jobs[job];
        let Some(when) = draft.frame.when else { return };
        if !is_gitlab(&self.drafts.assessment.pipelines[draft.pipeline]) {
            return;
        }
        // Who names a job under `needs` cannot be in a run without it.
        let named = self
            .drafts
            .jobs
            .iter()
            .filter(|other| other.pipeline == draft.pipeline)
            .all(|other| other.job.needs.iter().all(|need| need.value != draft.job.id || need.at != other.job.at));
        if named {
            return;
        }
        let plain = |when: &str| when.trim_end_matches(": manual").trim_end_matches(": on_success").to_owned();
        let other = self.drafts.jobs.iter().enumerate().any(|(number, other)| {
            let deploys = other.pieces.iter().any(|piece| piece.kind == StageKind::Deploy);
            deploys && self.drafts.before(number).contains(&job) && other.frame.when.map(plain) != Some(plain(when))
        });
        if other {
            let why = format!("`{}` is in a run only when `{when}`", draft.name);
            let stages: Vec<usize> = self.stages[job].iter().flatten().map(|(stage, _)| *stage).collect();
            stages.into_iter().for_each(|stage| self.known[stage].required = false);
            self.doubt(job, Grant::Order, why);
        }
    }
}

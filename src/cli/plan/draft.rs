//! Drafting with a model: step by step, kept after each, so that it can be stopped and gone on with.

use std::fs;
use std::path::Path;
use std::pin::pin;

use jiff::civil::time;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::live::Live;
use super::{Given, Plan, files, told};
use crate::cli::{App, CommandError, Outcome, complain, input};
use crate::drafting::{self, Compared, Drafting, Halt, Journal, Task};
use crate::llm::Model;
use crate::output::wrap::wrap;

/// How a model drafts.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Drafting with a model")]
pub(super) struct DraftArgs {
    /// How often the model may mend its answer to a step
    #[arg(long, value_name = "N", default_value_t = Task::REPAIRS)]
    repairs: u32,
    /// How many passes follow the first, over the steps that keep the gate from passing
    #[arg(long, value_name = "N", default_value_t = Task::PASSES)]
    passes: u32,
    /// Begin again, where DIR holds a draft that was begun before
    #[arg(long)]
    fresh: bool,
    /// Ask for the whole pack in one answer too, with the skill's text alone, and compare
    #[arg(long)]
    compare_baseline: bool,
}

/// How far drafting has come.
const JOURNAL: &str = "draft.json";

/// The answer without steps.
const BASELINE: &str = "baseline.md";

/// The journal, with what came of it.
#[derive(Serialize)]
struct Kept<'a> {
    #[serde(flatten)]
    journal: &'a Journal,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'a drafting::Outcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<Compared>,
}

impl DraftArgs {
    /// Refuses what only a model can do.
    pub(super) fn refuse_without_model(&self) -> Result<(), CommandError> {
        let wanted = [(self.fresh, "--fresh"), (self.compare_baseline, "--compare-baseline")];
        match wanted.iter().find(|(set, _)| *set) {
            Some((_, option)) => Err(CommandError::Usage(format!("{option} needs a model; name one with --model"))),
            None => Ok(()),
        }
    }
}

impl Plan {
    /// Drafts with a model as far as it comes, and presents what stands then.
    pub(super) fn with_model(&self, app: &mut App, given: &Given, model: &Model) -> Result<Outcome, CommandError> {
        let noon = given.on.to_datetime(time(12, 0, 0, 0)).to_zoned(TimeZone::UTC);
        let now = noon.map_err(|error| CommandError::Usage(format!("--on {}: {error}", given.on)))?.timestamp();
        let DraftArgs { repairs, passes, .. } = self.draft;
        let task = Task { skill: given.skill, brief: given.text.clone(), now, repairs, passes };
        let journal = self.journal(&task, model.name())?;
        if let Some(journal) = &journal {
            model.resume(journal.spent);
        }
        // A variable of the environment may have named it, so it is said before anything goes out.
        if model.leaves_machine() {
            complain(&format!("the brief is sent to {} at {}, which is not this machine", model.name(), model.place()));
        }
        let (drafting, stopped) = app.wait(self.draft(task, model, journal))?;
        let (outcome, compared) = (drafting.outcome(), drafting.compared());
        let kept = Kept { journal: drafting.journal(), outcome: Some(&outcome), compared: compared.clone() };
        let mut more = vec![(JOURNAL, files::json(&kept)?)];
        if let Some(baseline) = &drafting.journal().baseline {
            more.push((BASELINE, baseline.markdown.clone()));
        }
        // It took a while: somebody may have edited the pack that stands there.
        if !self.force {
            let interface = given.skill.definition().standard.derive(&outcome.pack).interface.is_some();
            files::refuse_to_lose(&self.out, given.skill.definition(), interface)?;
        }
        let written = files::write(&self.out, &more)?;
        let told = told::shown(&drafting, &outcome, compared.as_ref(), model, app.paint);
        app.out.text(&wrap(&told, input::width()))?;
        app.out.line("")?;
        let presented = self.present(app, given, outcome.pack, "draft", written)?;
        match stopped {
            None => Ok(presented),
            Some(why) => Err(CommandError::Stopped { at: told::at(&drafting), why, out: self.out.clone() }),
        }
    }

    /// Takes step after step; yields what stopped it, where it is not at its end.
    async fn draft(
        &self,
        task: Task,
        model: &Model,
        journal: Option<Journal>,
    ) -> Result<(Drafting, Option<String>), CommandError> {
        let mut drafting = Drafting::begin(task, model.name(), journal).await.map_err(halted)?;
        let live = Live::new();
        let mut tell = |progress: drafting::Progress<'_>| live.tell(&progress);
        let mut interrupted = pin!(tokio::signal::ctrl_c());
        let stopped = |halt: Halt| match halt {
            Halt::Model(failure) => Ok(Some(failure.to_string())),
            other => Err(halted(other)),
        };
        let by_person = || Some("it was interrupted".to_owned());
        while drafting.next().is_some() {
            let why = tokio::select! {
                taken = drafting.take(model, &mut tell) => match taken {
                    Ok(_) => None,
                    Err(halt) => stopped(halt)?,
                },
                _ = &mut interrupted => by_person(),
            };
            drafting.account(model);
            if why.is_some() {
                return Ok((drafting, why));
            }
            self.keep(&drafting)?;
        }
        if !self.draft.compare_baseline {
            return Ok((drafting, None));
        }
        let why = tokio::select! {
            compared = drafting.compare(model, &mut tell) => compared.err().map_or(Ok(None), stopped)?,
            _ = &mut interrupted => by_person(),
        };
        drafting.account(model);
        Ok((drafting, why))
    }

    /// Writes down how far it has come.
    fn keep(&self, drafting: &Drafting) -> Result<(), CommandError> {
        let kept = Kept { journal: drafting.journal(), outcome: None, compared: None };
        files::write(&self.out, &[(JOURNAL, files::json(&kept)?)]).map(drop)
    }

    /// What was kept of an earlier run of the same task.
    fn journal(&self, task: &Task, model: &str) -> Result<Option<Journal>, CommandError> {
        let path = self.out.join(JOURNAL);
        if self.draft.fresh || !path.exists() {
            return Ok(None);
        }
        let journal = read(&path)?;
        let misfit = |misfit| CommandError::Unreadable {
            name: input::name(&path),
            problem: format!("{misfit}; name another directory, or say --fresh to begin again"),
        };
        journal.fits(task, model).map_err(misfit)?;
        Ok(Some(journal))
    }
}

fn read(path: &Path) -> Result<Journal, CommandError> {
    let unreadable = |problem: String| CommandError::Unreadable {
        name: input::name(path),
        problem: format!("it is no draft that can be gone on with: {problem}; say --fresh to begin again"),
    };
    let text = fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))
}

fn halted(halt: Halt) -> CommandError {
    match halt {
        Halt::Brief(error) => CommandError::Brief { name: "the brief".to_owned(), error },
        Halt::Model(failure) => failure.into(),
        Halt::Workspace(refusal) => refusal.into(),
        Halt::Prompt(error) => CommandError::Internal(error.to_string()),
    }
}

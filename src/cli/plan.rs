//! `plan`: a pack from a brief, without a model or with one.
//!
//! # Layout
//! - this file: what is asked for, and what every plan writes and says
//! - `files`: the files of a plan; `assumed`: what a person has to confirm
//! - `draft`: with a model, step by step; `live`: what is seen meanwhile; `told`: what is said of it in the end

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::document::{self, Terms};
use super::model::ModelArgs;
use super::{App, CommandError, EXIT_CODES, Outcome, input};
use crate::output::words::{clean_line, counted};
use crate::output::wrap::wrap;
use crate::output::{Run, Threshold, json, report};
use crate::pack::Pack;
use crate::skill::Skill;
use crate::skill::input::{nearest, unknown};
use crate::workspace::Act;
use crate::yaml;

mod assumed;
mod draft;
mod files;
mod live;
mod told;

/// Makes a pack from a brief and judges it.
///
/// What can be computed or proposed from the facts is; the rest becomes explicit assumptions with options, or open
/// questions. With `--model` a model drafts on, one step of the skill at a time: each answer is checked by the rules, what
/// the brief states stays as it is, only what makes the pack better is kept, and what is still wrong in the end becomes an
/// open question. The brief is then sent to the endpoint.
///
/// Writes pack.md, pack.json and report.json into the directory, beside them interface.json and state.json where the skill
/// promises JSON, and with a model draft.json: from it the same command goes on where it was stopped. Other files of the
/// directory are left alone, and a pack.md that was edited since is not overwritten.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Plan {
    /// The brief, a YAML file; `-` reads standard input. `groundplan new brief` writes a blank one
    #[arg(value_name = "BRIEF")]
    brief: PathBuf,
    /// The directory to write to; it is made where it is absent
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The day of judgement, like 2026-11-21 [default: today in UTC]
    #[arg(long, value_name = "DATE", value_parser = input::day)]
    on: Option<Date>,
    /// Keep the pack in the store too, and say its id
    #[arg(long)]
    save: bool,
    /// Overwrite a pack.md that was edited
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    draft: draft::DraftArgs,
}

/// What a brief of any skill says first.
#[derive(Debug, Deserialize)]
struct Head {
    skill: Option<String>,
    /// Everything else, for the name of a key that was meant to be it.
    #[serde(flatten)]
    others: BTreeMap<String, IgnoredAny>,
}

/// A brief as it was given.
struct Given {
    name: String,
    text: String,
    skill: &'static dyn Skill,
    on: Date,
}

impl Given {
    fn read(brief: &Path, on: Option<Date>) -> Result<Self, CommandError> {
        let (name, text) = (input::name(brief), input::read(brief)?);
        Ok(Given { skill: skill_of(&name, &text)?, name, text, on: input::on(on) })
    }

    /// The pack that it gives without a model.
    fn floor(&self) -> Result<Pack, CommandError> {
        self.skill.draft(&self.text).map_err(|error| CommandError::Brief { name: self.name.clone(), error })
    }
}

impl Plan {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let given = Given::read(&self.brief, self.on)?;
        let definition = given.skill.definition();
        let floor = given.floor()?;
        let model = self.model.model()?;
        if model.is_none() {
            self.draft.refuse_without_model()?;
        }
        if !self.force {
            let interface = definition.standard.derive(&floor).interface.is_some();
            files::refuse_to_lose(&self.out, definition, interface)?;
        }
        match model {
            Some(model) => self.with_model(app, &given, &model),
            None => self.present(app, &given, floor, "plan", Vec::new()),
        }
    }

    /// Writes a pack with what follows from it, and says how it stands. `more` was written beside it.
    fn present(
        &self,
        app: &mut App,
        given: &Given,
        pack: Pack,
        step: &str,
        more: Vec<PathBuf>,
    ) -> Result<Outcome, CommandError> {
        let definition = given.skill.definition();
        let terms = Terms { skill: Some(given.skill), ..Terms::of(given.on) };
        let markdown = definition.render(&pack);
        // The document is judged as it is written, so that `check` finds the same in it.
        let name = files::PACK[0];
        let judged = document::judge(name, &[], name.to_owned(), markdown.clone(), &terms)?;
        let passed = judged.report.passed;
        let shown = report::render(&judged.report, definition, app.paint);
        let findings = judged.report.findings.len();
        let (files, on) = (vec![judged], given.on);
        let run = Run { files, unread: Vec::new(), on, threshold: Threshold::Error, only: Vec::new() };
        let report = json::render(&run).map_err(|error| CommandError::Internal(format!("no JSON: {error}")))?;
        let mut written: Vec<(&str, String)> =
            files::PACK.into_iter().zip([markdown, files::json(&pack)?, report]).collect();
        if let Some(interface) = definition.standard.derive(&pack).interface {
            for (file, json) in files::INTERFACE.into_iter().zip([interface.plan, interface.state]) {
                written.push((file, files::json(&json)?));
            }
        }
        let written = files::write(&self.out, &written)?;

        app.out.line(&app.paint.bold(&clean_line(&pack.title)))?;
        app.out.text(&wrap(&shown, input::width()))?;
        if findings > 0 {
            let path = input::name(&self.out.join(files::PACK[0]));
            let line = format!("{}; `groundplan check {path}` shows them in place", counted(findings, "finding"));
            app.out.line(&line)?;
        }
        app.out.text(&wrap(&assumed::shown(&pack, definition, app.paint), input::width()))?;
        let written: Vec<String> = written.iter().chain(&more).map(|path| input::name(path)).collect();
        app.out.line(&format!("\nWritten: {}", written.join(", ")))?;
        if self.save {
            let act = Act { author: input::author(), now: input::now() };
            let id = app.wait(async { Ok(app.workspace().await?.keep(pack, step, &act).await?) })?;
            app.out.line(&format!("Saved: {id}"))?;
        }
        Ok(Outcome::of(passed))
    }
}

/// The pack that a brief gives without a model.
pub(super) fn drafted(brief: &Path) -> Result<Pack, CommandError> {
    Given::read(brief, None)?.floor()
}

/// The skill that a brief is for.
fn skill_of(name: &str, text: &str) -> Result<&'static dyn Skill, CommandError> {
    let unreadable = |problem: String| CommandError::Unreadable { name: name.to_owned(), problem };
    let head: Head = yaml::read(text).map_err(|error| unreadable(format!("it is no brief: {error}")))?;
    let known = input::skill_names();
    let Some(named) = head.skill else {
        let near = nearest("skill", head.others.keys().map(String::as_str));
        let instead = near.map(|key| format!(", unless `{key}` was meant to")).unwrap_or_default();
        let known = known.join("` or `skill: ");
        return Err(unreadable(format!("it does not say its skill{instead}; write `skill: {known}`")));
    };
    crate::skills::native(&named).ok_or_else(|| unreadable(unknown("skill", &named, known.into_iter())))
}

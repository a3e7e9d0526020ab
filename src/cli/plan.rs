//! `plan`: a pack from a brief, without a model.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::document::{self, Terms};
use super::{App, CommandError, EXIT_CODES, Outcome, input};
use crate::output::words::{Paint, clean_line, count};
use crate::output::{Run, Threshold, json, report};
use crate::pack::{Pack, Row, Shape, Value};
use crate::skill::input::nearest;
use crate::skill::{Definition, Skill, yaml};
use crate::workspace::Act;

/// Makes a pack from a brief, without a model, and judges it.
///
/// What can be computed or proposed from the facts is; the rest becomes explicit assumptions with options, or open
/// questions. Writes pack.md, pack.json and report.json into the directory, beside them interface.json and state.json where
/// the skill promises JSON, and leaves its other files alone. A pack.md that was edited since is not overwritten.
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
}

/// What a brief of any skill says first.
#[derive(Debug, Deserialize)]
struct Head {
    skill: Option<String>,
    /// Everything else, for the name of a key that was meant to be it.
    #[serde(flatten)]
    others: BTreeMap<String, IgnoredAny>,
}

/// The files written, the document first.
const FILES: [&str; 3] = ["pack.md", "pack.json", "report.json"];

/// The files written beside them where the skill promises something for machines: that, and the state it stands in.
const INTERFACE: [&str; 2] = ["interface.json", "state.json"];

impl Plan {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let name = input::name(&self.brief);
        let text = input::read(&self.brief)?;
        let skill = skill_of(&name, &text)?;
        let definition = skill.definition();
        let pack = skill.draft(&text).map_err(|error| CommandError::Brief { name, error })?;
        let interface = definition.standard.derive(&pack).interface;
        if !self.force {
            let written = FILES.iter().chain(INTERFACE.iter().filter(|_| interface.is_some()));
            self.refuse_to_lose(definition, written)?;
        }

        let on = input::on(self.on);
        let terms = Terms { skill: Some(skill), ..Terms::of(on) };
        let markdown = definition.render(&pack);
        // The document is judged as it is written, so that `check` finds the same in it.
        let judged = document::judge(FILES[0], &[], FILES[0].to_owned(), markdown.clone(), &terms)?;
        let passed = judged.report.passed;
        let shown = report::render(&judged.report, definition, app.paint);
        let findings = judged.report.findings.len();
        let run = Run { files: vec![judged], unread: Vec::new(), on, threshold: Threshold::Error, only: Vec::new() };
        let internal = |error: serde_json::Error| CommandError::Internal(format!("no JSON: {error}"));
        let pretty = |json: serde_json::Result<String>| json.map(|json| json + "\n").map_err(internal);
        let data = pretty(serde_json::to_string_pretty(&pack))?;
        let mut files: Vec<(&str, String)> =
            FILES.into_iter().zip([markdown, data, json::render(&run).map_err(internal)?]).collect();
        if let Some(interface) = interface {
            for (file, json) in INTERFACE.into_iter().zip([interface.plan, interface.state]) {
                files.push((file, pretty(serde_json::to_string_pretty(&json))?));
            }
        }
        self.write(&files)?;

        app.out.line(&app.paint.bold(&clean_line(&pack.title)))?;
        app.out.text(&shown)?;
        if findings > 0 {
            let path = input::name(&self.out.join(FILES[0]));
            let line = format!("{}; `groundplan check {path}` shows them in place", count(findings, "finding"));
            app.out.line(&line)?;
        }
        app.out.text(&assumptions(&pack, definition, app.paint))?;
        let written: Vec<String> = files.iter().map(|(file, _)| input::name(&self.out.join(file))).collect();
        app.out.line(&format!("\nWritten: {}", written.join(", ")))?;
        if self.save {
            let act = Act { author: input::author(), now: input::now() };
            let id = app.wait(async { Ok(app.workspace().await?.keep(pack, "plan", &act).await?) })?;
            app.out.line(&format!("Saved: {id}"))?;
        }
        Ok(Outcome::of(passed))
    }

    /// Stops where the directory holds a document that `plan` did not write, or that was edited since:
    /// one that is not what the data beside it renders to.
    fn refuse_to_lose<'f>(
        &self,
        definition: &Definition,
        mut written: impl Iterator<Item = &'f &'static str>,
    ) -> Result<(), CommandError> {
        let path = |file: &str| self.out.join(file);
        let Some(found) = written.find(|file| path(file).exists()) else { return Ok(()) };
        let data = fs::read_to_string(path(FILES[1])).ok();
        let before: Option<Pack> = data.and_then(|data| serde_json::from_str(&data).ok());
        let written = before.map(|pack| definition.render(&pack));
        if written.is_some() && written == fs::read_to_string(path(FILES[0])).ok() {
            return Ok(());
        }
        Err(CommandError::Unwritable {
            path: path(found),
            problem: "it is not what `plan` wrote, or pack.md was edited since; name another directory, or say --force"
                .to_owned(),
        })
    }

    /// Writes the files, each whole or not at all.
    fn write(&self, files: &[(&str, String)]) -> Result<(), CommandError> {
        let unwritable = |path: &Path, error: std::io::Error| CommandError::Unwritable {
            path: path.to_owned(),
            problem: error.to_string(),
        };
        fs::create_dir_all(&self.out).map_err(|error| unwritable(&self.out, error))?;
        for (file, text) in files {
            let path = self.out.join(file);
            let draft = self.out.join(format!(".{file}.{}", std::process::id()));
            let done = fs::write(&draft, text).and_then(|()| fs::rename(&draft, &path));
            done.map_err(|error| {
                let _ = fs::remove_file(&draft);
                unwritable(&path, error)
            })?;
        }
        Ok(())
    }
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
    crate::skills::native(&named).ok_or_else(|| unreadable(input::unknown("skill", &named, known)))
}

/// The assumptions a person should confirm: every row of a table of assumptions.
fn assumptions(pack: &Pack, definition: &Definition, paint: Paint) -> String {
    let rows: Vec<&Row> = definition
        .standard
        .sections
        .iter()
        .flat_map(|spec| spec.fields.iter().map(move |field| (spec.key, field)))
        .filter(|(_, field)| matches!(field.shape, Shape::Table(table) if table.row == "assumption"))
        .filter_map(|(section, field)| match pack.sections.get(section)?.fields.get(field.key)? {
            Value::Table(rows) => Some(rows),
            _ => None,
        })
        .flatten()
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}: {}\n", paint.bold("Assumptions to confirm"), rows.len());
    for row in rows {
        let cell = |key: &str| clean_line(row.get(key));
        out.push_str(&format!("  {} {}\n", cell("id"), cell("assumption")));
        out.push_str(&format!(
            "    options: {}; confidence {}; ask {}\n",
            cell("options"),
            cell("confidence"),
            cell("confirm")
        ));
    }
    out
}

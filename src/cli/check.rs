//! `check`: judges Markdown packs, whoever wrote them.

use std::path::PathBuf;

use clap::ValueEnum;
use jiff::civil::Date;

use super::document::{self, Terms};
use super::model::EndpointArgs;
use super::{App, CommandError, EXIT_CODES, Outcome, input};
use crate::finding::Severity;
use crate::gate::Rule;
use crate::llm::{Failure, Model};
use crate::output::words::counted;
use crate::output::{Judged, Run, Threshold, Unread, github, json, junit, sarif, text};
use crate::reader::{self, Known, Unasked};
use crate::skill::input::unknown;
use crate::skills;

/// Judges Markdown packs, whoever wrote them.
///
/// Runs every rule over each document, then checklist, rubric and gate. The check fails where a finding is at or above
/// `--fail-on`, and also where the gate is not passed: an error stands, or the rubric's average is under 4.0, or a
/// vital criterion is at 1. `--fail-on never` only reports. With `--only` the gate has no say.
///
/// With `--reader` a model reads each document as well and remarks on what rules cannot judge. Each remark quotes the words
/// it is about; one whose quote does not stand in the document is dropped. Remarks are advice: no score and no exit code
/// depends on them.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Check {
    /// Markdown files; `-` reads standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How the result is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// From which severity on a finding means exit code 1
    #[arg(long, value_enum, default_value_t = Threshold::Error, value_name = "SEVERITY")]
    fail_on: Threshold,
    /// The day of judgement, like 2026-11-21, against which exemptions expire [default: today in UTC]
    #[arg(long, value_name = "DATE", value_parser = input::day)]
    on: Option<Date>,
    /// The day the facts are true of, where a document does not say [default: the day of judgement]
    #[arg(long, value_name = "DATE", value_parser = input::day)]
    as_of: Option<Date>,
    /// The skill to judge by [default: the one in the front matter, else the one whose sections the document has]
    #[arg(long, value_name = "NAME")]
    skill: Option<String>,
    /// The rule set to judge by, whatever the document says
    #[arg(long, value_name = "N")]
    rule_set: Option<u32>,
    /// Derive computed lines and drawings anew, in the files themselves, before judging them
    #[arg(long)]
    fix: bool,
    /// The pack as it was agreed before, a Markdown file: what breaks the contract of its events is a finding
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// A pack that the files cite, or that cites them, a Markdown file: what one takes over from the other is compared; may
    /// be given several times
    #[arg(long, value_name = "FILE")]
    beside: Vec<PathBuf>,
    /// Ask these rules alone, by id or name, separated by commas
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    only: Vec<String>,
    /// A model to read the documents as well; what is sent to it is the text of the documents and their findings
    #[arg(long, value_name = "MODEL")]
    reader: Option<String>,
    #[command(flatten)]
    endpoint: EndpointArgs,
}

/// How a check is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: excerpts, checklist, rubric, verdict
    Text,
    /// JSON with lines, columns and bytes; `groundplan schema check` describes it
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML: a suite for each file, a case for each rule
    Junit,
    /// Workflow commands of GitHub Actions
    Github,
}

impl Check {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let stdin = self.files.iter().filter(|path| input::is_stdin(path)).count();
        if stdin > 1 {
            return Err(CommandError::Usage("standard input can be read once; write `-` once".to_owned()));
        }
        if self.fix && stdin > 0 {
            return Err(CommandError::Usage("`--fix` changes files; standard input is none".to_owned()));
        }
        let skill = self.skill.as_deref().map(input::skill).transpose()?;
        let only = self.only.iter().map(|name| find(name)).collect::<Result<Vec<_>, _>>()?;
        let on = input::on(self.on);
        if self.against.is_some() && self.files.len() > 1 {
            return Err(CommandError::Usage(
                "`--against` compares one file; check the others by themselves".to_owned(),
            ));
        }
        let before = self.against.as_deref().map(|path| document::read_pack(path, on)).transpose()?;
        let before = before.map(|(_, pack)| pack);
        let beside = self.beside.iter().map(|path| document::read_beside(path, on)).collect::<Result<Vec<_>, _>>()?;
        let terms = Terms { on, as_of: self.as_of, skill, rule_set: self.rule_set, before, beside, only: only.clone() };
        let mut run = Run { files: Vec::new(), unread: Vec::new(), on, threshold: self.fail_on, only };
        for path in &self.files {
            let fixed = if self.fix { document::refresh_file(path, &terms) } else { Ok(false) };
            match fixed.and_then(|_| document::judge_file(path, &terms)) {
                Ok(judged) => run.files.push(judged),
                Err(CommandError::Unreadable { name, problem }) => {
                    super::complain(&format!("{name}: {problem}"));
                    run.unread.push(Unread { name, problem });
                }
                Err(other) => return Err(other),
            }
        }
        if let Some(name) = &self.reader {
            match self.endpoint.named(name) {
                Ok(model) => run.files = app.wait(second_reader(model, std::mem::take(&mut run.files)))?,
                // A key may be missing where a pull request comes from a fork: the documents are judged all the same.
                Err(CommandError::Model(failure @ Failure::NoKey { .. })) => unread("any document", &failure),
                Err(other) => return Err(other),
            }
        }
        let written = match self.format {
            Format::Text => text::render(&run, app.paint, input::width()),
            Format::Json => json::render(&run).map_err(|error| CommandError::Internal(format!("no JSON: {error}")))?,
            Format::Sarif => sarif::render(&run),
            Format::Junit => junit::render(&run).map_err(|error| CommandError::Internal(format!("no XML: {error}")))?,
            Format::Github => github::render(&run),
        };
        app.out.text(&written)?;
        if !run.unread.is_empty() {
            app.out.finish()?;
            return Err(CommandError::NotAllJudged(counted(run.unread.len(), "input")));
        }
        Ok(Outcome::of(run.passed()))
    }
}

/// Has a model read documents that were judged. Where it cannot be asked, they were judged all the same: it is told, and
/// they stand as they are.
async fn second_reader(model: Model, mut files: Vec<Judged>) -> Result<Vec<Judged>, CommandError> {
    for file in &mut files {
        let known: Vec<Known> = file
            .report
            .findings
            .iter()
            .filter(|finding| finding.severity > Severity::Info)
            .map(|finding| Known {
                rule: finding.rule,
                line: file.span(finding).0.line,
                message: finding.message.clone(),
            })
            .collect();
        match reader::read(&model, file.definition.name, &file.source, &known).await {
            Ok(reading) => file.reading = Some(reading),
            Err(Unasked::Model(failure @ Failure::Miss { .. })) => return Err(failure.into()),
            Err(failure) => {
                unread(&file.name, &failure);
                // Another document may be shorter, or worded so that it is answered; what else failed fails again.
                let of_this_one = matches!(
                    failure,
                    Unasked::Model(Failure::TooLong { .. } | Failure::Rejected { .. } | Failure::Broken { .. })
                );
                if !of_this_one {
                    break;
                }
            }
        }
    }
    if model.spent().requests > 0 {
        super::complain(&format!("the second reader took {}", model.spent()));
    }
    Ok(files)
}

fn unread(what: &str, why: &dyn std::fmt::Display) {
    super::complain(&format!("the second reader did not read {what}: {why}"));
}

/// The rule with this id or name.
fn find(name: &str) -> Result<&'static str, CommandError> {
    rule(name).map(|rule| rule.id)
}

/// The rule with this id or name, of whichever skill.
pub(super) fn rule(name: &str) -> Result<&'static Rule, CommandError> {
    let name = name.trim();
    skills::rule(name).ok_or_else(|| {
        let known = skills::rules().flat_map(|rule| [rule.id, rule.name]).collect::<Vec<_>>();
        let unknown = unknown("rule", name, known.into_iter());
        CommandError::Usage(format!("{unknown}; `groundplan rules` lists them all"))
    })
}

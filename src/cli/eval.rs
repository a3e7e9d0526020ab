//! `eval`: cases that must hold, what conversations cost, and whether the gate sees seeded defects.

use std::fmt::Display;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::{Arg, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use super::model::EndpointArgs;
use super::{App, CommandError, EXIT_CODES, Outcome, input};
use crate::eval::baseline::Baseline;
use crate::eval::gather::{Gathered, Unread, Wanted, gather};
use crate::eval::glob::Glob;
use crate::eval::report::Report;
use crate::eval::tokens::{self, Budget};
use crate::eval::{self, Around, Drafters, Options, mutate};
use crate::output::eval::{cases, junit, mutation, tokens as spent};
use crate::output::page::Page;
use crate::output::words::{self, Paint, counted};

/// Tries cases and says which do not come out as expected, without asking a model unless one is named.
///
/// A case is a file `NAME.case.yaml`, or `case.yaml` in a folder of its own: a pack, a brief or a conversation, with what is
/// expected of it. `suite.yaml` at the root says what holds for many, `budget.yaml` what conversations may cost.
/// evals/README.md documents all three.
///
/// Where a case has a model draft its brief, the replies come from its cassette; with --model that model is asked instead.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES, mut_args = needs_model)]
pub(super) struct Eval {
    /// A folder with cases, or one case
    #[arg(value_name = "DIR", default_value = "evals")]
    path: PathBuf,
    /// The cases whose names match: a part of the name, or a pattern like 'golden/*'; may be given several times
    #[arg(long, value_name = "PATTERN")]
    filter: Vec<Glob>,
    /// The cases of this skill
    #[arg(long, value_name = "NAME")]
    skill: Option<String>,
    /// How the result is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write the result to this file, and one line to standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The day of judgement, like 2026-11-21, whatever cases say [default: the case's, else the suite's, else today in UTC]
    #[arg(long, value_name = "DATE", value_parser = input::day)]
    on: Option<Date>,
    /// What means exit code 1
    #[arg(long, value_enum, default_value_t = FailOn::Failure, value_name = "WHAT")]
    fail_on: FailOn,
    /// The JSON of an earlier run to compare with
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write expected values anew from what is seen, in the files of the cases, and show what changed
    #[arg(long)]
    bless: bool,
    /// Say how long each case took
    #[arg(long)]
    times: bool,
    /// How often each case is tried that a model drafts, 1 to 50: says of each how many trials hold, the chance that k of them
    /// all hold, and the lowest, median and highest score. Other cases come out the same each time and are tried once
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=50))]
    repeat: u32,
    /// Count the tokens of tools, instructions and conversations, and hold them against the budget
    #[arg(long, conflicts_with_all = ["baseline", "bless", "times", "repeat", "model", "mutate"])]
    tokens: bool,
    /// Seed defects into the packs that must pass, and count how many the gate sees
    #[arg(long, conflicts_with_all = ["baseline", "bless", "times", "repeat", "model"])]
    mutate: bool,
    /// At how many places of a pack each defect is seeded at most
    #[arg(long, default_value_t = 2, requires = "mutate", value_name = "N")]
    places: usize,
    /// The share of defects that must be seen, in percent
    #[arg(long, default_value = "98", requires = "mutate", value_name = "PERCENT")]
    min_caught: Decimal,
    /// The model that drafts, by the name its endpoint knows it by, in place of the cassettes. It is asked one thing after the
    /// other, and costs what it costs
    #[arg(long, value_name = "NAME", conflicts_with = "bless", help_heading = "Model")]
    model: Option<String>,
    #[command(flatten)]
    endpoint: EndpointArgs,
}

/// What is said of a model needs one. Addresses from the environment stand there whether or not one is asked; `--seed` is the
/// one word for what a draw depends on, a model's or that of places.
fn needs_model(arg: Arg) -> Arg {
    if arg.get_id() == "seed" {
        return arg.help_heading(None::<&str>).help(
            "What draws depend on: those of places with --mutate [default: 1], or the model's, where it takes one",
        );
    }
    let of_model = arg.get_help_heading() == Some("Model") && arg.get_id() != "model" && arg.get_env().is_none();
    if of_model { arg.requires("model") } else { arg }
}

/// What a run writes as JSON: name, command, schema.
type Written = (&'static str, &'static str, fn() -> serde_json::Value);

/// What the runs write as JSON.
pub(super) const SCHEMAS: &[Written] = &[
    ("eval", "eval", schema::<Report>),
    ("eval-tokens", "eval --tokens", schema::<tokens::Ledger>),
    ("eval-mutate", "eval --mutate", schema::<mutate::Mutation>),
];

fn schema<T: JsonSchema>() -> serde_json::Value {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// How a run is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// JSON; `groundplan schema` describes it: eval, eval-tokens, eval-mutate
    Json,
    /// JUnit XML: a case for each thing that is to hold
    Junit,
    /// Markdown, for a comment
    Markdown,
    /// One HTML file that needs no other
    Html,
}

/// What makes a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Something that does not hold, as far as the suite asks for it
    Failure,
    /// Something that held in the baseline and does not any more
    Regression,
    /// Anything that is different from the baseline
    Change,
    /// Nothing
    Never,
}

impl Eval {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        if self.baseline.is_none() && matches!(self.fail_on, FailOn::Regression | FailOn::Change) {
            return Err(CommandError::Usage(
                "`--fail-on` regression or change holds a run against an earlier one; name it with --baseline"
                    .to_owned(),
            ));
        }
        if self.endpoint.seed().is_some() && !self.mutate && self.model.is_none() {
            return Err(CommandError::Usage(
                "`--seed` goes with --mutate or --model; nothing else is drawn".to_owned(),
            ));
        }
        let skill = self.skill.as_deref().map(input::skill).transpose()?;
        let wanted = Wanted { names: self.filter.clone(), skill: skill.map(|skill| skill.definition().name) };
        let baseline = self.baseline.as_deref().map(read_baseline).transpose()?;
        let gathered = gather(&self.path, &wanted, self.on, input::on(None)).map_err(unreadable)?;
        if gathered.cases.is_empty() && gathered.unread.is_empty() {
            return Err(CommandError::Unreadable { name: input::name(&self.path), problem: none(&wanted) });
        }
        if self.model.is_some()
            && gathered.unread.is_empty()
            && gathered.cases.iter().all(|planned| planned.case.draft.is_none())
        {
            let problem = "in none of its cases a model drafts, so there is nothing to ask `--model`".to_owned();
            return Err(CommandError::Unreadable { name: input::name(&self.path), problem });
        }
        let done = if self.tokens {
            self.tokens(app, gathered)?
        } else if self.mutate {
            self.mutate(gathered)?
        } else {
            self.cases(app, gathered, baseline.as_ref(), &wanted)?
        };
        self.write(app, &done)?;
        if !done.unread.is_empty() {
            app.out.finish()?;
            for unread in &done.unread {
                super::complain(&format!("{}: {}", unread.name, unread.problem));
            }
            return Err(CommandError::NotAllJudged(counted(done.unread.len(), "case")));
        }
        Ok(Outcome::of(done.passed))
    }

    /// Tries the cases.
    fn cases(
        &self,
        app: &App,
        gathered: Gathered,
        baseline: Option<&Baseline>,
        wanted: &Wanted,
    ) -> Result<Done, CommandError> {
        let (around, bar) = around(gathered.cases.len());
        let live = self.model.as_deref().map(|name| self.endpoint.named(name)).transpose()?;
        let options =
            Options { bless: self.bless, times: self.times, drafters: Drafters { live, repeat: self.repeat } };
        let mut report: Report = app.wait(async { Ok(eval::run(gathered, options, &around).await) })?;
        bar.finish_and_clear();
        report.baseline = baseline.map(|baseline| baseline.against(&report, wanted));
        let diff = report.baseline.as_ref();
        let read = report.unread.is_empty();
        report.passed = match self.fail_on {
            FailOn::Failure => report.passed,
            FailOn::Regression => read && diff.is_none_or(|diff| diff.no_worse),
            FailOn::Change => read && diff.is_none_or(|diff| diff.is_empty()),
            FailOn::Never => read,
        };
        Ok(Done {
            passed: report.passed,
            unread: report.unread.clone(),
            line: cases::verdict(&report),
            page: cases::page(&report),
            outcomes: cases::outcomes(&report),
            data: data(&report),
        })
    }

    /// Counts tokens.
    fn tokens(&self, app: &App, gathered: Gathered) -> Result<Done, CommandError> {
        let budget = Budget::at(&gathered.root).map_err(unreadable)?;
        let (around, bar) = around(gathered.cases.iter().filter(|one| !one.case.calls.is_empty()).count());
        let mut ledger = app.wait(async { Ok(tokens::run(gathered, &budget, &around).await) })?;
        bar.finish_and_clear();
        ledger.passed |= self.fail_on == FailOn::Never && ledger.unread.is_empty();
        Ok(Done {
            passed: ledger.passed,
            unread: ledger.unread.clone(),
            line: spent::verdict(&ledger),
            page: spent::page(&ledger),
            outcomes: spent::outcomes(&ledger),
            data: data(&ledger),
        })
    }

    /// Seeds defects.
    fn mutate(&self, gathered: Gathered) -> Result<Done, CommandError> {
        let seed = self.endpoint.seed().unwrap_or(1);
        let seed = u64::try_from(seed)
            .map_err(|_| CommandError::Usage(format!("--seed {seed} with --mutate; write a number from 0")))?;
        let (around, bar) = around(mutate::steps(&gathered));
        let options = mutate::Options { seed, places: self.places.max(1), min_caught: self.min_caught };
        let mut run = mutate::run(gathered, options, &*around.done);
        bar.finish_and_clear();
        run.passed |= self.fail_on == FailOn::Never && run.unread.is_empty();
        Ok(Done {
            passed: run.passed,
            unread: run.unread.clone(),
            line: mutation::verdict(&run),
            page: mutation::page(&run),
            outcomes: mutation::outcomes(&run),
            data: data(&run),
        })
    }

    /// Writes a run where and how it was asked for.
    fn write(&self, app: &mut App, done: &Done) -> Result<(), CommandError> {
        let text = match self.format {
            Format::Text => done.page.text(Paint { on: app.paint.on && self.out.is_none() }),
            Format::Json => words::json(done.data.as_ref().map_err(|error| internal(error))?) + "\n",
            Format::Junit => junit::render("groundplan eval", &done.outcomes).map_err(|error| internal(&error))?,
            Format::Markdown => done.page.markdown(),
            Format::Html => done.page.html().map_err(|error| internal(&error))?,
        };
        let Some(file) = &self.out else { return app.out.text(&text) };
        std::fs::write(file, text)
            .map_err(|error| CommandError::Unwritable { path: file.clone(), problem: error.to_string() })?;
        app.out.line(&done.line)
    }
}

/// What came of a run, in all the ways in which it may be written.
struct Done {
    passed: bool,
    unread: Vec<Unread>,
    line: String,
    page: Page,
    outcomes: Vec<junit::Outcome>,
    data: serde_json::Result<serde_json::Value>,
}

fn data(run: &impl Serialize) -> serde_json::Result<serde_json::Value> {
    serde_json::to_value(run)
}

fn internal(error: &dyn Display) -> CommandError {
    CommandError::Internal(format!("no report: {error}"))
}

fn unreadable(unread: Unread) -> CommandError {
    CommandError::Unreadable { name: unread.name, problem: unread.problem }
}

fn none(wanted: &Wanted) -> String {
    let patterns: Vec<&str> = wanted.names.iter().map(Glob::as_str).collect();
    match (&patterns[..], wanted.skill) {
        ([], None) => "it holds no case; write one as NAME.case.yaml".to_owned(),
        ([], Some(skill)) => format!("it holds no case of {skill}"),
        (patterns, _) => format!("it holds no case whose name matches {}", patterns.join(" or ")),
    }
}

fn read_baseline(path: &Path) -> Result<Baseline, CommandError> {
    let text = input::read(path)?;
    Baseline::read(&text).map_err(|problem| CommandError::Unreadable { name: input::name(path), problem })
}

/// A clock, and a bar on standard error where that is a terminal.
fn around(steps: usize) -> (Around, ProgressBar) {
    let bar = if std::io::stderr().is_terminal() {
        let style = ProgressStyle::with_template("{bar:30} {pos} of {len}");
        let bar = ProgressBar::new(u64::try_from(steps).unwrap_or(u64::MAX));
        bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
    } else {
        ProgressBar::hidden()
    };
    let (started, told) = (Instant::now(), bar.clone());
    (Around { clock: Arc::new(move || started.elapsed()), done: Arc::new(move || told.inc(1)) }, bar)
}

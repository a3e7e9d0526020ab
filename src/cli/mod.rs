//! The command line: one file per command.
//!
//! # Layout
//! - `error`: what can go wrong, and the exit code it means
//! - `out`: the one way to standard output
//! - `input`: files, standard input, days, names
//! - `document`: one Markdown document, judged
//!
//! The clock is read here and nowhere else, and only where `--on` does not say the day.

use std::io::{IsTerminal, Write as _};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::{LevelFilter, ParseError};

mod assess;
mod bundle;
mod calc;
mod chat;
mod check;
mod completions;
mod doctor;
mod document;
mod error;
mod eval;
mod explain;
mod input;
mod install;
mod man;
mod model;
mod new;
mod out;
mod pack;
mod plan;
mod platform;
mod rules;
mod schema;
mod serve;

pub use error::{CommandError, Outcome};

use crate::output::words::Paint;
use crate::store::{self, Store};
use crate::workspace::Workspace;
use out::Out;

/// Said at the end of every long help text that can fail.
const EXIT_CODES: &str = "\
Exit codes:
  0  success
  1  findings at or above the threshold, or the gate is not passed
  2  wrong usage or unreadable input
  3  internal error: storage failed, output could not be written, or a defect of groundplan";

/// Plans platform and infrastructure work with an assistant, and judges the plans.
///
/// A plan is a pack: one Markdown document in which every number is computed and every claim checked. An assistant
/// makes one through `serve`, `plan` makes a first one from the facts alone, and `check` judges any.
#[derive(Debug, Parser)]
#[command(name = "groundplan", version, after_help = EXIT_CODES, max_term_width = 100, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

/// What every command takes.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Global options")]
struct Global {
    /// Where packs are kept: the path of a file, sqlite:PATH or postgres://USER@HOST/DATABASE [default: groundplan.db
    /// in the user's data directory]
    #[arg(long, global = true, value_name = "URL", env = store::STORE_ENV, hide_env_values = true)]
    store: Option<String>,
    /// What is logged to standard error: error, warn, info, debug, trace, or a filter such as groundplan=debug
    #[arg(
        long,
        global = true,
        value_name = "FILTER",
        env = "GROUNDPLAN_LOG",
        default_value = "warn",
        hide_env_values = true
    )]
    log: String,
    /// Whether output is coloured; `auto` colours on a terminal unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    color: Color,
}

/// When output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    Install(install::Install),
    Doctor(doctor::Doctor),
    Serve(serve::Serve),
    Plan(plan::Plan),
    Chat(chat::Chat),
    New(new::New),
    Check(check::Check),
    Calc(calc::Calc),
    Eval(eval::Eval),
    Assess(assess::Assess),
    Platform(platform::Show),
    Explain(explain::Explain),
    Rules(rules::Rules),
    Schema(schema::Schema),
    Pack(pack::PackCommand),
    Bundle(bundle::Bundle),
    Completions(completions::Completions),
    Man(man::Man),
}

/// How data is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DataFormat {
    /// For people
    Text,
    /// For machines
    Json,
}

/// What commands share.
struct App {
    out: Out,
    paint: Paint,
    store: Option<String>,
}

impl App {
    /// Does asynchronous work to its end.
    fn wait<T>(&self, work: impl Future<Output = Result<T, CommandError>>) -> Result<T, CommandError> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        runtime.map_err(|error| CommandError::Internal(format!("the runtime could not start: {error}")))?.block_on(work)
    }

    /// The packs of the store named, or of the user's own.
    async fn workspace(&self) -> Result<Workspace, CommandError> {
        let address = store::choose(self.store.as_deref())?;
        Ok(Workspace::new(Store::open(&address).await?))
    }
}

/// The whole command line, as clap knows it: for completions, manual pages and tests.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs the command that the process was started with; yields its exit code.
pub fn main() -> ExitCode {
    // A panic is a defect of groundplan; its own code tells it from findings.
    let code = std::panic::catch_unwind(start).unwrap_or_else(|_| {
        complain("this is a defect of groundplan; please report it with the message above");
        error::INTERNAL
    });
    ExitCode::from(code)
}

fn start() -> u8 {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to standard output; a closed pipe there is no failure.
            let _ = error.print();
            return if error.use_stderr() { error::USAGE } else { 0 };
        }
    };
    match run(cli) {
        Ok(Outcome::Done) => 0,
        Ok(Outcome::Failed) => error::FAILED,
        Err(error) => {
            complain(&error.to_string());
            error.code()
        }
    }
}

fn run(cli: Cli) -> Result<Outcome, CommandError> {
    log_to_stderr(&cli.global.log)?;
    let mut app = App { out: Out::stdout(), paint: Paint { on: colored(cli.global.color) }, store: cli.global.store };
    let outcome = match cli.command {
        Command::Install(command) => command.run(&mut app),
        Command::Doctor(command) => command.run(&mut app),
        Command::Serve(command) => command.run(&mut app),
        Command::Plan(command) => command.run(&mut app),
        Command::Chat(command) => command.run(&mut app),
        Command::New(command) => command.run(&mut app),
        Command::Check(command) => command.run(&mut app),
        Command::Calc(command) => command.run(&mut app),
        Command::Eval(command) => command.run(&mut app),
        Command::Assess(command) => command.run(&mut app),
        Command::Platform(command) => command.run(&mut app),
        Command::Explain(command) => command.run(&mut app),
        Command::Rules(command) => command.run(&mut app),
        Command::Schema(command) => command.run(&mut app),
        Command::Pack(command) => command.run(&mut app),
        Command::Bundle(command) => command.run(&mut app),
        Command::Completions(command) => command.run(&mut app),
        Command::Man(command) => command.run(&mut app),
    }?;
    app.out.finish()?;
    Ok(outcome)
}

fn colored(color: Color) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
            std::io::stdout().is_terminal() && !set("NO_COLOR") && !dumb
        }
    }
}

/// Where the protocol's library says that a client asked for what is not there, or went away before it was answered.
/// The client knows; whoever reads the log wants to hear of it only with the rest of what clients do, from `info` on.
const ABOUT_CLIENTS: &str = "rmcp::service";

/// The filter of the log: a level, or directives.
fn log_filter(text: &str) -> Result<EnvFilter, ParseError> {
    let quiet = text.trim().parse().is_ok_and(|level: LevelFilter| level <= LevelFilter::WARN);
    EnvFilter::try_new(if quiet { format!("{text},{ABOUT_CLIENTS}=off") } else { text.to_owned() })
}

fn log_to_stderr(filter: &str) -> Result<(), CommandError> {
    let filter = log_filter(filter).map_err(|error| {
        CommandError::Usage(format!(
            "--log {filter}: {error}; write a level such as `info`, or a filter such as `groundplan=debug`"
        ))
    })?;
    // Where a logger is set already, as in tests that call this twice, it stays.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .try_init();
    Ok(())
}

/// A line on standard error; where even that is closed there is nobody to tell.
fn complain(message: &str) {
    let message = crate::output::words::clean(message).into_owned();
    let _ = writeln!(std::io::stderr(), "groundplan: {message}");
}

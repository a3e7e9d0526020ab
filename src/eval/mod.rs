//! The eval face: cases that must hold, without asking any model unless one is named.
//!
//! A case names a pack, a brief (drafted without a model, or with one from a cassette) or a conversation and says what
//! is expected: verdict, scores, findings and their places, computed values, artifacts, budgets. A suite says what holds for many cases. `evals/README.md` documents the format.
//!
//! # Layout
//! - `case`, `suite`, `glob`: what is written; `gather`: which cases there are
//! - `expect`: what is expected, and whether it holds
//! - `play`: what came of a case, through the code that `check`, `plan` and the server run
//! - `cost`: what came of a case, in tokens
//! - `trials`: a case that a model drafts, tried several times: how reliably it holds
//! - `report`: a run as data; `baseline`: held against an earlier one; `bless`: expectations written anew
//! - `tokens`: what conversations cost a model
//! - `mutate`: defects seeded into sound packs, and whether the gate sees them
//!
//! Time comes from outside. Cases are tried side by side and reported by name.

use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use rust_decimal::Decimal;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::llm::Model;

pub mod baseline;
pub mod bless;
pub mod case;
pub mod cost;
pub mod expect;
pub mod gather;
pub mod glob;
pub mod mutate;
pub mod play;
pub mod report;
pub mod suite;
pub mod tokens;
pub mod trials;

use expect::check::{Check, check};
use gather::{Gathered, Planned, Unread};
use play::Seen;
use report::{Report, Tool, Tried};
use trials::Trials;

/// A clock that only goes on, and what is told whenever a case is done.
#[derive(Clone)]
pub struct Around {
    /// Time since some moment.
    pub clock: Arc<dyn Fn() -> Duration + Send + Sync>,
    /// Called after each case.
    pub done: Arc<dyn Fn() + Send + Sync>,
}

/// Who drafts in the cases that a model drafts, and how often each is tried. All others come out the same each time and are
/// tried once.
#[derive(Debug, Clone)]
pub struct Drafters {
    /// The model that is asked in place of the cassettes.
    pub live: Option<Model>,
    /// How often each case is tried.
    pub repeat: u32,
}

impl Default for Drafters {
    fn default() -> Self {
        Drafters { live: None, repeat: 1 }
    }
}

/// A case that was tried.
#[derive(Debug)]
pub struct Played {
    /// The case.
    pub planned: Arc<Planned>,
    /// What came of it, each time.
    pub trials: Vec<Trial>,
    /// Why it could not be tried, or not as often as it was to be.
    pub stopped: Option<String>,
}

/// A case tried once.
#[derive(Debug)]
pub struct Trial {
    /// What came of it.
    pub seen: Seen,
    /// How long it took.
    pub took: Duration,
}

/// Tries cases side by side, as many as there are processors: each computes for long without a pause, and one that waits for
/// its store must not wait for all the others. They come back in their order. A model that is asked live is asked one thing after the other, so
/// that what it costs is known of each.
pub async fn play_all(cases: Vec<Planned>, drafters: &Drafters, around: &Around) -> Vec<Played> {
    let slots = Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(1, NonZero::get)));
    let mut tasks = JoinSet::new();
    let mut played = Vec::new();
    for (at, planned) in cases.into_iter().enumerate() {
        if drafters.live.is_some() && planned.case.draft.is_some() {
            played.push((at, play(planned, drafters, around).await));
            continue;
        }
        let (drafters, around, slots) = (drafters.clone(), around.clone(), Arc::clone(&slots));
        tasks.spawn(async move {
            // The slots are never closed.
            let _slot = slots.acquire().await.ok();
            (at, play(planned, &drafters, &around).await)
        });
    }
    while let Some(joined) = tasks.join_next().await {
        match joined {
            Ok(one) => played.push(one),
            // A defect is one here as it is anywhere else.
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_) => {}
        }
    }
    played.sort_by_key(|(at, _)| *at);
    played.into_iter().map(|(_, one)| one).collect()
}

/// Tries one case as often as it is to be.
async fn play(planned: Planned, drafters: &Drafters, around: &Around) -> Played {
    let repeat = if planned.case.draft.is_some() { drafters.repeat } else { 1 };
    let mut trials = Vec::new();
    let mut stopped = None;
    for at in 1..=repeat {
        let started = (around.clock)();
        match play::play(&planned, drafters.live.as_ref()).await {
            Ok(seen) => trials.push(Trial { seen, took: (around.clock)().saturating_sub(started) }),
            Err(problem) if at == 1 => stopped = Some(problem),
            Err(problem) => stopped = Some(format!("it was tried {} of {repeat} times: {problem}", at - 1)),
        }
        if stopped.is_some() {
            break;
        }
    }
    (around.done)();
    Played { planned: Arc::new(planned), trials, stopped }
}

/// How a run over cases is to go.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Whether expectations are written anew.
    pub bless: bool,
    /// Whether the report says how long cases took.
    pub times: bool,
    /// Who drafts, and how often.
    pub drafters: Drafters,
}

/// What was expected of a case, held against each trial.
fn checked(planned: &Planned, trials: &[Trial]) -> Vec<Vec<Check>> {
    let checked = trials.iter().map(|Trial { seen, took }| {
        let seconds = Decimal::from(u64::try_from(took.as_millis()).unwrap_or(u64::MAX)) / Decimal::ONE_THOUSAND;
        check(&planned.expect, &planned.case.calls, seen, seconds, &planned.folder)
    });
    checked.collect()
}

/// Tries all cases and says what came of them.
pub async fn run(gathered: Gathered, options: Options, around: &Around) -> Report {
    let Gathered { suite, cases, mut unread, .. } = gathered;
    let mut tried = Vec::new();
    let mut blessed = Vec::new();
    for Played { mut planned, trials, stopped } in play_all(cases, &options.drafters, around).await {
        unread.extend(stopped.map(|problem| Unread { name: planned.name.clone(), problem }));
        let mut checks = checked(&planned, &trials);
        let fails = |checks: &[Check]| checks.iter().any(|check| !check.held);
        if let Some(first) = trials.first().filter(|_| options.bless && checks.iter().any(|one| fails(one))) {
            match bless::bless(&planned, &first.seen) {
                Ok((fresh, written)) => {
                    blessed.extend(written);
                    planned = Arc::new(fresh);
                    checks = checked(&planned, &trials);
                }
                Err(problem) => unread.push(Unread { name: planned.name.clone(), problem }),
            }
        }
        let repeated = planned.case.draft.is_some() && options.drafters.repeat > 1;
        let all = repeated.then(|| Trials::of(&trials, &checks));
        // Of several trials the first that does not hold is the one to look at.
        let shown = checks.iter().position(|one| fails(one)).unwrap_or(0);
        let (Some(trial), Some(checks)) = (trials.get(shown), checks.get(shown)) else { continue };
        let mut one = Tried::new(&planned, &trial.seen, checks.clone());
        one.trials = all;
        if options.times {
            one.milliseconds = u64::try_from(trials.iter().map(|one| one.took.as_millis()).sum::<u128>()).ok();
        }
        tried.push(one);
    }
    let held = tried.iter().filter(|one| one.held).count();
    let enough = suite.held.map_or(held == tried.len(), |bar| bar.holds(Report::share(held, tried.len())));
    Report {
        format: report::FORMAT,
        tool: Tool::THIS,
        run: "cases",
        passed: enough && unread.is_empty(),
        held,
        bar: suite.held.map_or_else(|| "100".to_owned(), |bar| bar.to_string()),
        cases: tried,
        unread,
        baseline: None,
        blessed,
    }
}

//! The eval face: cases that must hold, without a model.
//!
//! A case names a pack, a brief or a conversation and says what is expected: verdict, scores, findings and their places,
//! computed values, artifacts, budgets. A suite says what holds for many cases. `evals/README.md` documents the format.
//!
//! # Layout
//! - `case`, `suite`, `glob`: what is written; `gather`: which cases there are
//! - `expect`: what is expected, and whether it holds
//! - `play`: what came of a case, through the code that `check`, `plan` and the server run
//! - `report`: a run as data; `baseline`: held against an earlier one; `bless`: expectations written anew
//! - `tokens`: what conversations cost a model
//! - `mutate`: defects seeded into sound packs, and whether the gate sees them
//!
//! Time comes from outside. Cases are tried side by side and reported by name.

use std::sync::Arc;
use std::time::Duration;

use rust_decimal::Decimal;
use tokio::task::JoinSet;

pub mod baseline;
pub mod bless;
pub mod case;
pub mod expect;
pub mod gather;
pub mod glob;
pub mod mutate;
pub mod play;
pub mod report;
pub mod suite;
pub mod tokens;

use expect::check::check;
use gather::{Gathered, Planned, Unread};
use play::Seen;
use report::{Report, Tool, Tried};

/// A clock that only goes on, and what is told whenever a case is done.
#[derive(Clone)]
pub struct Around {
    /// Time since some moment.
    pub clock: Arc<dyn Fn() -> Duration + Send + Sync>,
    /// Called after each case.
    pub done: Arc<dyn Fn() + Send + Sync>,
}

/// A case that was tried.
#[derive(Debug)]
pub struct Played {
    /// The case.
    pub planned: Arc<Planned>,
    /// What came of it, or why it could not be tried.
    pub seen: Result<Seen, String>,
    /// How long it took.
    pub took: Duration,
}

/// Tries cases side by side; they come back in their order.
pub async fn play_all(cases: Vec<Planned>, around: &Around) -> Vec<Played> {
    let mut tasks = JoinSet::new();
    for (at, planned) in cases.into_iter().enumerate() {
        let around = around.clone();
        tasks.spawn(async move {
            let planned = Arc::new(planned);
            let started = (around.clock)();
            let seen = play::play(&planned).await;
            let took = (around.clock)().saturating_sub(started);
            (around.done)();
            (at, Played { planned, seen, took })
        });
    }
    let mut played = Vec::new();
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

/// How a run over cases is to go.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Whether expectations are written anew.
    pub bless: bool,
    /// Whether the report says how long cases took.
    pub times: bool,
}

/// Tries all cases and says what came of them.
pub async fn run(gathered: Gathered, options: Options, around: &Around) -> Report {
    let Gathered { suite, cases, mut unread, .. } = gathered;
    let mut tried = Vec::new();
    let mut blessed = Vec::new();
    for Played { mut planned, seen, took } in play_all(cases, around).await {
        let seen = match seen {
            Ok(seen) => seen,
            Err(problem) => {
                unread.push(Unread { name: planned.name.clone(), problem });
                continue;
            }
        };
        let seconds = Decimal::from(u64::try_from(took.as_millis()).unwrap_or(u64::MAX)) / Decimal::ONE_THOUSAND;
        let checked = |planned: &Planned| check(&planned.expect, &planned.case.calls, &seen, seconds, &planned.folder);
        let mut checks = checked(&planned);
        if options.bless && checks.iter().any(|check| !check.held) {
            match bless::bless(&planned, &seen) {
                Ok((fresh, written)) => {
                    blessed.extend(written);
                    planned = Arc::new(fresh);
                    checks = checked(&planned);
                }
                Err(problem) => unread.push(Unread { name: planned.name.clone(), problem }),
            }
        }
        let mut one = Tried::new(&planned, &seen, checks);
        if options.times {
            one.milliseconds = u64::try_from(took.as_millis()).ok();
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

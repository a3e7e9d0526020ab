//! The schedule of a roadmap and its odds, put together.

use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use super::bound::NEVER;
use super::chain::{chained, slack};
use super::error::PlanError;
use super::evaluated::{Evaluated, days};
use super::input::{FreezeInput, RoadmapInput, Stops};
use super::join;
use super::model::Model;
use super::network::{Network, Times};
use super::result::{
    CriticalPath, DeadlineOdds, Dependence, FreezeSpan, HeldBy, Issue, IssueKind, Odds, Planned, Proof, Roadmap,
    StartCheck,
};
use super::search::{Effort, Solution, solve};
use super::simulate::{Simulation, Trials, done_by, simulate};
use crate::engine::chance::{percentile, rank};
use crate::quantity::{DateRange, DurationRange, Quantity, date, number};

/// The search for the schedule itself: seconds at worst, where it ends without a proof.
pub(super) const FULL: Effort = Effort { nodes: 200_000, samples: 400 };

impl Model {
    /// How to draw.
    pub(super) fn trials(&self) -> Trials {
        Trials { count: self.draws, seed: self.seed, together: self.together }
    }
}

/// Schedules and simulates a network; `None` where no schedule holds its fixed dates.
fn evaluate(network: &Network, lengths: &[DurationRange], trials: Trials, effort: Effort) -> Option<Evaluated> {
    let solution = solve(network, effort)?;
    let chained = chained(network, &solution.times)?;
    let simulation = simulate(&chained, lengths, trials);
    Some(Evaluated { solution, chained, simulation })
}

/// Schedules a roadmap, simulates it, and holds it against its deadlines and limits.
///
/// - Milestones take the mean of their estimate in calendar days, rounded up to whole days. They wait for their
///   dependencies and for capacity of their owners, which they occupy from start to finish.
/// - A freeze of work interrupts them. A freeze of rollouts lets work go on, and moves what would be done in it to the
///   first day after. Waits behind dependencies pass in either.
/// - The schedule is the one whose most overdue milestone misses its deadline least, and that ends first among these.
///   It is proven best, or shown with a bound that no schedule beats. Limits do not change it: what they ask for is
///   proposed, with its price, not done in silence.
/// - The simulation draws all lengths and keeps the order in which each owner works.
///
/// # Errors
/// [`PlanError`] names the field. A fixed date that nothing can hold is an issue of the result.
pub fn plan(input: &RoadmapInput) -> Result<Roadmap, PlanError> {
    plan_with(input, FULL, true)
}

/// [`plan()`] with another effort for the schedule, and without the changes that would help late mitigations where
/// nobody asks for them.
///
/// # Errors
/// Those of [`plan()`].
pub fn plan_with(input: &RoadmapInput, effort: Effort, fixes: bool) -> Result<Roadmap, PlanError> {
    let mut model = Model::read(input)?;
    let evaluated = match evaluate(&model.network, &model.lengths, model.trials(), effort) {
        Some(evaluated) => evaluated,
        None => relaxed(&mut model, effort)?,
    };
    let solution = &evaluated.solution;
    let odds = |sorted: &[u32]| odds(&model, sorted);
    let milestones = planned(&model, &evaluated);
    let roadmap = Roadmap {
        start: model.start,
        finish: model.last(solution.times.end()),
        proof: proof(&model, solution),
        critical_path: critical_path(&model),
        can_start_now: can_start(&model, input, &solution.times),
        milestones,
        odds: odds(&evaluated.simulation.ends),
        dependence: dependence(&model, &evaluated),
        deadlines: deadlines(&model, input, &evaluated.simulation),
        limits: join::check(&model, &evaluated, fixes),
        freezes: input.freezes.iter().filter_map(freeze).collect(),
        issues: model.issues,
    };
    Ok(roadmap)
}

/// The schedule without fixed dates, where they cannot be held: these become first possible days.
fn relaxed(model: &mut Model, effort: Effort) -> Result<Evaluated, PlanError> {
    let fixed: Vec<usize> = (0..model.network.count()).filter(|task| model.network.tasks[*task].fixed).collect();
    for task in &fixed {
        model.network.tasks[*task].fixed = false;
    }
    let found = evaluate(&model.network, &model.lengths, model.trials(), effort);
    let evaluated = found.ok_or(PlanError::NoMilestones)?;
    for task in fixed {
        let (start, wanted) = (evaluated.solution.times.start[task], model.network.tasks[task].release);
        if start > wanted {
            let message = format!(
                "it cannot start on {}; no schedule was found that holds all fixed starts, and in this one it starts on {}",
                model.date(wanted),
                model.date(start)
            );
            model.issues.push(Issue::new(IssueKind::StartMissed, model.milestones[task].id.clone(), message));
        }
    }
    Ok(evaluated)
}

pub(super) fn odds(model: &Model, sorted: &[u32]) -> Odds {
    let at = |percent: u32| model.last(percentile(sorted, percent));
    let place = |percent: u32| number::print(Decimal::from(rank(sorted.len(), percent)));
    let derivation = format!(
        "the {}th, {}th and {}th earliest of {} draws, seed {}",
        place(50),
        place(80),
        place(95),
        number::print(Decimal::from(sorted.len())),
        model.seed
    );
    Odds { p50: at(50), p80: at(80), p95: at(95), derivation }
}

/// What is assumed of lengths together, and what it is worth: the same plan with all of them alike.
fn dependence(model: &Model, evaluated: &Evaluated) -> Dependence {
    let alike = simulate(&evaluated.chained, &model.lengths, Trials { together: 1.0, ..model.trials() });
    let (own, alike) = (percentile(&evaluated.simulation.ends, 80), percentile(&alike.ends, 80));
    let assumed = match model.together {
        together if together <= 0.0 => {
            "each length is drawn by itself, as if what delays one delayed no other".to_owned()
        }
        together if together >= 1.0 => "all lengths of a draw turn out alike, good or bad".to_owned(),
        together => {
            let share = number::round(Decimal::from_f64(100.0 * together).unwrap_or_default(), 4);
            format!(
                "in {} % of the draws all lengths turn out alike, in the others each by itself",
                number::print(share)
            )
        }
    };
    let moves = match i64::from(alike) - i64::from(own) {
        0 => "the same day".to_owned(),
        later if later > 0 => format!("{} later", days(alike - own)),
        _ => format!("{} earlier", days(own - alike)),
    };
    let p80_alike = model.last(alike);
    let derivation =
        format!("{assumed}; were all alike (`moves_together: 100 %`), P80 of the plan would be {p80_alike}, {moves}");
    Dependence { assumed, p80_alike, moves_days: i64::from(alike) - i64::from(own), derivation }
}

fn planned(model: &Model, evaluated: &Evaluated) -> Vec<Planned> {
    let times = &evaluated.solution.times;
    let slack = slack(&evaluated.chained, times);
    let least = slack.iter().copied().min().unwrap_or(0);
    let one = |task: usize| {
        let named = &model.milestones[task];
        let (held_by, because) = held_by(model, &evaluated.chained, times, task);
        Planned {
            id: named.id.clone(),
            title: named.title.clone(),
            owner: named.owner.clone(),
            days: model.network.tasks[task].length,
            start: model.date(times.start[task]),
            finish: model.last(times.finish[task]),
            slack_days: slack[task],
            critical: slack[task] == least,
            held_by,
            because,
            odds: odds(model, &evaluated.simulation.finishes[task]),
            critical_percent: percent(evaluated.simulation.critical[task] as usize, model.draws),
            derivation: named.derivation.clone(),
        }
    };
    (0..model.network.count()).map(one).collect()
}

fn percent(part: usize, whole: u32) -> Decimal {
    (Decimal::from(part) * Decimal::ONE_HUNDRED / Decimal::from(whole.max(1))).round_dp(1).normalize()
}

/// What a milestone waits for last.
fn held_by(model: &Model, chained: &Network, times: &Times, task: usize) -> (HeldBy, String) {
    let own = &model.network.tasks[task];
    let id = |task: usize| model.milestones[task].id.clone();
    let ready = chained.ready(task, &times.finish).max(own.release);
    if times.start[task] > ready {
        return (HeldBy::Freeze, format!("nobody works on {}", model.date(ready)));
    }
    let until = |(before, lag): &&(usize, u32)| times.finish[*before] + lag == ready && ready > own.release;
    if let Some((before, lag)) = own.after.iter().find(until) {
        let wait = if *lag > 0 { format!(" and {} after it", Quantity::days(*lag)) } else { String::new() };
        return (HeldBy::Dependency(id(*before)), format!("it waits for {}{wait}", id(*before)));
    }
    if let Some((before, _)) = chained.tasks[task].after.iter().find(until) {
        let owners: Vec<&str> = own
            .needs
            .iter()
            .filter(|(owner, _)| model.network.need(*before, *owner) > 0)
            .map(|(owner, _)| model.owners[*owner].as_str())
            .collect();
        return (HeldBy::Owner(id(*before)), format!("{} is busy with {}", owners.join(" and "), id(*before)));
    }
    if ready > 0 {
        return (HeldBy::Date, format!("its date is {}", model.date(own.release)));
    }
    (HeldBy::Nothing, "it starts with the plan".to_owned())
}

fn proof(model: &Model, solution: &Solution) -> Proof {
    let end = solution.times.end();
    let gap = end - solution.end_bound;
    let late = if solution.late > 0 {
        format!(
            "; the most overdue milestone is {} late, none can be less than {}",
            days(solution.late),
            days(solution.late_bound)
        )
    } else {
        String::new()
    };
    let derivation = if solution.is_optimal() {
        // Days that are due come first: another schedule may end earlier and miss more of them.
        let punctual = model.network.tasks.iter().any(|task| task.due.is_some());
        let none = if punctual { "no schedule as punctual" } else { "no schedule" };
        format!("optimal: {none} ends before {}{late}", model.last(end))
    } else {
        format!(
            "within {} of the proven bound: {} - {} = {}{late}; the search ended after {} nodes",
            days(gap),
            model.last(end),
            model.last(solution.end_bound),
            days(gap),
            number::print(Decimal::from(solution.nodes))
        )
    };
    Proof {
        optimal: solution.is_optimal(),
        late_days: solution.late,
        late_bound_days: solution.late_bound,
        bound: model.last(solution.end_bound),
        gap_days: gap,
        derivation,
    }
}

fn critical_path(model: &Model) -> CriticalPath {
    let network = &model.network;
    let times = network.earliest();
    let mut path = Vec::new();
    let mut at = (0..network.count()).max_by_key(|task| (times.finish[*task], NEVER as usize - task));
    while let Some(task) = at {
        path.push(task);
        let ready = network.ready(task, &times.finish);
        let binding = |(before, lag): &&(usize, u32)| times.finish[*before] + lag == ready;
        let waits = ready > network.tasks[task].release;
        at = network.tasks[task].after.iter().find(binding).filter(|_| waits).map(|(before, _)| *before);
    }
    path.reverse();
    let mut parts = Vec::new();
    for (index, &task) in path.iter().enumerate() {
        let lag = index.checked_sub(1).and_then(|before| {
            let waited = network.tasks[task].after.iter().filter(|(one, _)| *one == path[before]);
            waited.map(|(_, lag)| *lag).max().filter(|lag| *lag > 0)
        });
        parts.extend(lag.map(|lag| format!("wait {}", days(lag))));
        parts.push(format!("{} {}", model.milestones[task].id, days(network.tasks[task].length)));
    }
    let sum: u32 = path.iter().map(|task| network.tasks[*task].length).sum();
    let first = path.first().map_or(0, |task| times.start[*task]);
    let span = times.end() - first;
    let rest = if span > sum { " with waits and freezes" } else { "" };
    let derivation = format!(
        "{}{rest} = {} from {} to {}",
        parts.join(" + "),
        days(span),
        model.date(first),
        model.last(times.end())
    );
    let ids = path.iter().map(|task| model.milestones[*task].id.clone()).collect();
    CriticalPath { milestones: ids, finish: model.last(times.end()), derivation }
}

fn deadlines(model: &Model, input: &RoadmapInput, simulation: &Simulation) -> Vec<DeadlineOdds> {
    let of_tasks = (0..model.network.count()).filter_map(|task| {
        let due = model.network.tasks[task].due?;
        let stated = input.milestones.get(task)?.deadline.as_deref();
        Some((Some(model.milestones[task].id.clone()), due, stated, &simulation.finishes[task]))
    });
    let of_plan = model.deadline.map(|due| (None, due, input.deadline.as_deref(), &simulation.ends));
    of_tasks
        .chain(of_plan)
        .map(|(milestone, due, stated, sorted)| {
            let done = done_by(sorted, due);
            // Day 0 stands for every date before the plan; what was written is what is answered.
            let past = stated.filter(|_| due == 0).and_then(|text| date::parse(text).ok());
            let date = past.unwrap_or_else(|| model.last(due));
            let (percent, of) = (percent(done, model.draws), number::print(Decimal::from(model.draws)));
            let done = number::print(Decimal::from(done));
            let derivation = format!("{done} of {of} draws are done by {date} = {} %", number::print(percent));
            DeadlineOdds { milestone, date, percent, derivation }
        })
        .collect()
}

/// Whether the first milestone can start at once: it waits for nothing, has somebody to do it who is free, and no date
/// or freeze stands before it.
fn can_start(model: &Model, input: &RoadmapInput, times: &Times) -> StartCheck {
    let task = &model.network.tasks[0];
    let mut reasons = Vec::new();
    if let Some(first) = input.milestones.first() {
        reasons.extend(first.after.iter().map(|after| format!("it waits for {}", after.trim())));
    }
    if model.milestones[0].owner.is_none() {
        reasons.push("nobody owns it".to_owned());
    }
    // A planned day may be an earlier one.
    let planned = if task.movable { task.release } else { 0 };
    if task.release > planned {
        reasons.push(format!("its date is {}", model.date(task.release)));
    }
    if !model.network.calendar(0).is_working(planned) {
        reasons.push(format!("nobody works on {}", model.date(planned)));
    }
    let busy = |other: &usize| {
        let shares = task.needs.iter().any(|(owner, _)| model.network.need(*other, *owner) > 0);
        *other != 0 && shares && times.start[*other] <= planned && times.finish[*other] > planned
    };
    if reasons.is_empty() && times.start[0] > planned {
        let before: Vec<&str> =
            (0..model.network.count()).filter(busy).map(|other| model.milestones[other].id.as_str()).collect();
        reasons.push(match before.is_empty() {
            true => "it could, but the schedule keeps its owner free for a milestone on a fixed day".to_owned(),
            false => format!("it could, but the schedule does {} first", before.join(" and ")),
        });
    }
    let now = reasons.is_empty();
    if now {
        reasons.push("it waits for nothing, its owner is free, and no date or freeze stands before it".to_owned());
        if planned > 0 {
            reasons.push(format!("it is planned for {}", model.date(planned)));
        }
    }
    // Without an owner nothing starts, whatever the schedule allows.
    let at_once =
        (0..model.network.count()).filter(|task| times.start[*task] == 0 && model.milestones[*task].owner.is_some());
    StartCheck {
        milestone: model.milestones[0].id.clone(),
        now,
        because: reasons,
        start_at_once: at_once.map(|task| model.milestones[task].id.clone()).collect(),
    }
}

fn freeze(freeze: &FreezeInput) -> Option<FreezeSpan> {
    let span = DateRange::parse(&freeze.dates).ok()?;
    let what = match freeze.stops {
        Stops::Work => "No work",
        Stops::Rollouts => "No rollouts",
    };
    let whom = if freeze.owners.is_empty() { String::new() } else { format!(", {}", freeze.owners.join(", ")) };
    let why = freeze.reason.as_deref().map(|reason| format!(" ({})", reason.trim())).unwrap_or_default();
    Some(FreezeSpan { start: span.start, end: span.end, label: format!("{what}{whom}{why}") })
}

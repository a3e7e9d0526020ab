//! The roadmap as a schedule: what its dependencies, its owners, its freezes and the lengths of its work make of its
//! dates. Read once for the rules and for the computed values alike.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::clock::Reading;
use super::phrase::Phrase;
use super::plan::{Plan, Planned};
use super::projects::{self, Projects};
use crate::engine::schedule::search::Effort;
use crate::engine::schedule::{
    self, DeadlineOdds, FreezeInput, LimitCheck, LimitInput, MilestoneInput, OwnerInput, RoadmapInput, Stops, plan_with,
};
use crate::gate::text;
use crate::pack::{Cell, Pack};
use crate::quantity::{DateRange, DurationRange, Quantity, number};
use crate::skills::platform_infrastructure::roadmap::{Freeze, OwnerCapacity, Roadmap};

/// The search for a schedule within an answer; longer ones are left with their bound.
const EFFORT: Effort = Effort { nodes: 2_000, samples: 20 };

/// How often lengths are drawn.
const DRAWS: u32 = 1_000;

/// Words for what goes live, and for work.
const ROLLOUTS: &[&str] = &[
    "rollout*", "roll-out*", "release*", "deploy*", "go-live*", "go live", "production", "launch*", "change*",
    "migration*",
];
const WORK: &[&str] = &["work", "nobody", "closed", "holiday*", "vacation*", "shutdown", "everything", "all"];

/// The schedule of a pack.
#[derive(Debug)]
pub(in super::super) struct Timetable<'a> {
    /// The milestones that are scheduled: those with dates that are not over.
    pub entries: Vec<Entry>,
    /// The schedule; `None` where there is nothing to schedule, or it is contradictory.
    pub roadmap: Option<schedule::Roadmap>,
    /// The schedule if every piece of work takes its shortest time.
    pub at_best: Option<schedule::Roadmap>,
    /// What owners can do at once.
    pub capacities: Vec<Capacity<'a>>,
    /// The limits whose mitigation is no milestone's name, but what a single milestone speaks of.
    pub spoken_of: Vec<String>,
    /// The rows of owners and freezes that say nothing a schedule could hold, why, and what would do.
    pub unusable: Vec<(Cell<'a>, String, String)>,
    input: RoadmapInput,
}

/// A milestone of the schedule.
#[derive(Debug)]
pub(in super::super) struct Entry {
    /// Its index in the plan.
    pub index: usize,
    /// When it is worked on.
    pub eta: DateRange,
    /// The last day that is in time: the end of its ETA, with the weekend behind it.
    pub due: Date,
    /// How long it takes, in days.
    pub length: DurationRange,
    /// Where the length comes from: `lead time of "orders-db disk"`.
    pub source: String,
}

/// What an owner can do at once.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Capacity<'a> {
    /// The row.
    pub row: OwnerCapacity<'a>,
    /// The milestones at once.
    pub at_once: u32,
}

impl Capacity<'_> {
    /// Whether a milestone's owner is meant.
    pub fn is_of(&self, owner: &str) -> bool {
        let name = self.row.name().text;
        text::same_name(owner, name) || text::mentions(owner, name)
    }
}

impl<'a> Timetable<'a> {
    /// Schedules the roadmap of a pack.
    pub fn of(pack: &'a Pack, plan: &Plan<'a>, projects: &Projects<'a>, clock: &[Reading<'a>]) -> Self {
        let as_of = pack.as_of;
        let section = Roadmap::of(pack);
        let mut unusable = Vec::new();
        let owners: Vec<&str> = plan.milestones.iter().map(|one| one.row.owner().text.trim()).collect();
        let capacities: Vec<Capacity<'a>> = section
            .capacity()
            .filter_map(|row| capacity(row, &owners).map_err(|wrong| unusable.push(wrong)).ok())
            .collect();
        let freezes: Vec<FreezeInput> = section
            .freezes()
            .filter_map(|row| freeze(&row, &owners, as_of).map_err(|wrong| unusable.extend(wrong)).ok())
            .collect();
        let lengths = Lengths::of(pack, plan, projects, clock);
        let current = |(index, one): (usize, &Planned<'a>)| {
            let eta = one.eta.filter(|eta| eta.end >= as_of)?;
            Some((index, eta))
        };
        let mut entries: Vec<Entry> = Vec::new();
        for (index, eta) in plan.milestones.iter().enumerate().filter_map(current) {
            let owner = owners.get(index).copied().unwrap_or_default();
            let (length, source) = lengths.get(index).unwrap_or_else(|| window(plan, index, eta, owner, &freezes));
            let length = remaining(length, eta.start, as_of);
            entries.push(Entry { index, eta, due: with_weekend(eta.end), length, source });
        }
        let known: BTreeMap<&str, &Capacity<'_>> = owners
            .iter()
            .filter_map(|owner| Some((*owner, capacities.iter().find(|capacity| capacity.is_of(owner))?)))
            .collect();
        let milestone = |entry: &Entry| input(plan, entry, &entries, &known);
        let milestones: Vec<MilestoneInput> = entries.iter().map(milestone).collect();
        let most = u32::try_from(milestones.len()).unwrap_or(1).clamp(1, 1_000);
        // What nobody stated limits nobody.
        let named = owners.iter().filter(|owner| !owner.is_empty());
        let owned = named.map(|owner| match known.get(owner) {
            Some(capacity) => (capacity.row.name().text.trim().to_owned(), OwnerInput { capacity: capacity.at_once }),
            None => ((*owner).to_owned(), OwnerInput { capacity: most }),
        });
        let limits: Vec<(LimitInput, bool)> =
            clock.iter().filter_map(|reading| limit(reading, plan, projects, &entries, as_of)).collect();
        let spoken_of = limits.iter().filter(|(_, named)| !named).map(|(limit, _)| limit.name.clone()).collect();
        let input = RoadmapInput {
            start: as_of.to_string(),
            milestones,
            owners: owned.collect(),
            freezes: freezes.into_iter().map(|freeze| canonical(freeze, &known)).collect(),
            deadline: entries.iter().map(|entry| entry.due).max().map(|date| date.to_string()),
            limits: limits.iter().map(|(limit, _)| limit.clone()).collect(),
            moves_together: None,
            draws: Some(DRAWS),
            seed: Some(1),
        };
        let (roadmap, at_best) = match plan.cycles.is_empty() {
            true => rayon::join(
                || plan_with(&input, EFFORT, false).ok(),
                || plan_with(&shortest(&input, &entries), EFFORT, false).ok(),
            ),
            false => (None, None),
        };
        Timetable { entries, roadmap, at_best, capacities, spoken_of, unusable, input }
    }

    /// The limits that are reached before their mitigation, with what would help.
    pub fn late(&self) -> Vec<LimitCheck> {
        let late = |roadmap: &schedule::Roadmap| roadmap.limits.iter().any(|limit| limit.days_short > 0);
        if !self.roadmap.as_ref().is_some_and(late) {
            return Vec::new();
        }
        let roadmap = plan_with(&self.input, EFFORT, true);
        roadmap.map_or_else(|_| Vec::new(), |one| one.limits.into_iter().filter(|limit| limit.days_short > 0).collect())
    }

    /// The milestones of the schedule with what is planned of each.
    pub fn planned(&self) -> impl Iterator<Item = (&Entry, &schedule::Planned)> {
        let planned = self.roadmap.iter().flat_map(|roadmap| &roadmap.milestones);
        self.entries.iter().zip(planned)
    }

    /// How likely a milestone of the schedule is done by the end of its ETA.
    pub fn odds(&self, id: &str) -> Option<&DeadlineOdds> {
        let odds = |roadmap: &'_ schedule::Roadmap| {
            roadmap.deadlines.iter().position(|one| one.milestone.as_deref() == Some(id))
        };
        let roadmap = self.roadmap.as_ref()?;
        roadmap.deadlines.get(odds(roadmap)?)
    }
}

/// The same roadmap where every piece of work takes its shortest time.
fn shortest(input: &RoadmapInput, entries: &[Entry]) -> RoadmapInput {
    let mut input = RoadmapInput { draws: Some(1), limits: Vec::new(), ..input.clone() };
    for (milestone, entry) in input.milestones.iter_mut().zip(entries) {
        milestone.duration = written(&DurationRange { likely: None, high: entry.length.low, ..entry.length.clone() });
    }
    input
}

/// The lengths of work that are stated as ranges.
struct Lengths(BTreeMap<usize, (DurationRange, String)>);

impl Lengths {
    /// From the initiatives, and from the clock for a project that moves its limit alone.
    fn of<'a>(pack: &'a Pack, plan: &Plan<'a>, projects: &Projects<'a>, clock: &[Reading<'a>]) -> Self {
        let mut lengths = BTreeMap::new();
        let titles: Vec<Phrase<'_>> = plan.milestones.iter().map(|one| Phrase::new(one.row.name().text)).collect();
        for row in Roadmap::of(pack).initiatives().filter(|row| !row.name().is_blank()) {
            let Ok(range) = DurationRange::parse(row.lead_time().text) else { continue };
            let name = Phrase::new(row.name().text);
            let mut same = titles.iter().enumerate().filter(|(_, title)| title.same(&name)).map(|(index, _)| index);
            if let (Some(index), None, true) = (same.next(), same.next(), range.low < range.high) {
                lengths
                    .entry(index)
                    .or_insert((range, format!("lead time of the initiative, {}", row.lead_time().text)));
            }
        }
        for reading in clock {
            let Some(range) = reading.lead.as_ref().filter(|range| range.low < range.high) else { continue };
            let names = projects::named(&reading.limit.project());
            let [name] = names[..] else { continue };
            let Some([index]) = projects.get(name).map(|known| known.milestones.as_slice()) else { continue };
            // Milestones that only speak of a project may do a part of it.
            if titles.get(*index).is_some_and(|title| title.same(&Phrase::new(name))) {
                let source = format!("lead time of \"{}\", {}", reading.name(), reading.limit.lead_time().text);
                lengths.entry(*index).or_insert((range.clone(), source));
            }
        }
        Lengths(lengths)
    }

    fn get(&self, index: usize) -> Option<(DurationRange, String)> {
        self.0.get(&index).cloned()
    }
}

/// The length of a milestone of which only dates are known: its ETA, without freezes of its work and without the days
/// on which what it waits for may still be under way.
fn window(
    plan: &Plan<'_>,
    index: usize,
    eta: DateRange,
    owner: &str,
    freezes: &[FreezeInput],
) -> (DurationRange, String) {
    let milestone = plan.milestones.get(index);
    let ends = milestone.into_iter().flat_map(Planned::waits_on).filter_map(|on| plan.milestones.get(on)?.eta);
    let after = ends.map(|other| other.end).filter(|end| *end < eta.end).max().and_then(|end| end.tomorrow().ok());
    let start = after.map_or(eta.start, |after| after.max(eta.start));
    let mut days = DateRange { start, end: eta.end }.days();
    for freeze in freezes {
        let whose = freeze.owners.is_empty() || freeze.owners.iter().any(|one| one == owner);
        let Some(span) = DateRange::parse(&freeze.dates).ok().filter(|_| whose && freeze.stops == Stops::Work) else {
            continue;
        };
        if let Ok(common) = DateRange::new(span.start.max(start), span.end.min(eta.end)) {
            days -= common.days();
        }
    }
    let days = Decimal::from(days.max(1));
    let length = DurationRange { low: days, likely: None, high: days, approximate: false };
    (length, format!("ETA of {}", Quantity::days(days)))
}

/// What is left of work that has begun.
fn remaining(length: DurationRange, start: Date, as_of: Date) -> DurationRange {
    let gone = Decimal::from(start.until(as_of).map_or(0, |span| span.get_days()).max(0));
    let left = |days: Decimal| (days - gone).max(Decimal::ONE);
    DurationRange { low: left(length.low), likely: length.likely.map(left), high: left(length.high), ..length }
}

/// Nobody works at the weekend behind a Friday.
fn with_weekend(end: Date) -> Date {
    let more = match end.weekday() {
        Weekday::Friday => 2,
        Weekday::Saturday => 1,
        _ => 0,
    };
    end.checked_add(more.days()).unwrap_or(end)
}

fn input(plan: &Plan<'_>, entry: &Entry, entries: &[Entry], known: &BTreeMap<&str, &Capacity<'_>>) -> MilestoneInput {
    let Some(milestone) = plan.milestones.get(entry.index) else { return MilestoneInput::default() };
    let scheduled = |on: &usize| entries.iter().any(|other| other.index == *on);
    let after = milestone.waits_on().filter(scheduled).filter_map(|on| plan.milestones.get(on));
    let owner = milestone.row.owner().text.trim();
    MilestoneInput {
        id: milestone.id.to_owned(),
        title: (milestone.id != milestone.title).then(|| milestone.title.to_owned()),
        duration: written(&entry.length),
        owner: (!owner.is_empty()).then(|| name(owner, known)),
        after: after.map(|one| one.id.to_owned()).collect(),
        planned_start: Some(entry.eta.start.to_string()),
        deadline: Some(entry.due.to_string()),
        ..MilestoneInput::default()
    }
}

/// The name an owner goes by in the schedule.
fn name(owner: &str, known: &BTreeMap<&str, &Capacity<'_>>) -> String {
    known.get(owner).map_or(owner, |capacity| capacity.row.name().text.trim()).to_owned()
}

fn canonical(freeze: FreezeInput, known: &BTreeMap<&str, &Capacity<'_>>) -> FreezeInput {
    let mut owners: Vec<String> = freeze.owners.iter().map(|owner| name(owner, known)).collect();
    owners.dedup();
    FreezeInput { owners, ..freeze }
}

/// `70/77/84 days`, `70-84 days`, `70 days`.
fn written(length: &DurationRange) -> String {
    let days = |days: Decimal| number::print(days);
    match length.likely {
        Some(likely) => format!("{}/{}/{} days", days(length.low), days(likely), days(length.high)),
        None if length.low == length.high => format!("{} days", days(length.low)),
        None => format!("{}-{} days", days(length.low), days(length.high)),
    }
}

/// A limit and the milestone that moves it first: of several, that one buys the time for the others. With it, whether the
/// milestone bears the name of a project; if none does, the only one that speaks of a project is the first that can
/// finish it.
fn limit(
    reading: &Reading<'_>,
    plan: &Plan<'_>,
    projects: &Projects<'_>,
    entries: &[Entry],
    as_of: Date,
) -> Option<(LimitInput, bool)> {
    let p10 = reading.limit_date(as_of).filter(|due| due.date > as_of)?;
    let names = projects::named(&reading.limit.project());
    // A milestone that only speaks of a project may do something else for it, such as its baseline.
    let bears = |name: &str, index: usize| {
        plan.milestones.get(index).is_some_and(|one| Phrase::new(one.row.name().text).same(&Phrase::new(name)))
    };
    let of = |name: &&str| {
        let known = projects.get(name).map_or(&[][..], |known| known.milestones.as_slice());
        known.iter().copied().filter(|index| bears(name, *index)).collect::<Vec<usize>>()
    };
    let mut milestones: Vec<usize> = names.iter().flat_map(of).collect();
    let named = !milestones.is_empty();
    if !named {
        let known: Vec<_> = names.iter().filter_map(|name| projects.get(name)).collect();
        // A project that nothing on the roadmap speaks of may be one that is done already.
        match known.iter().map(|known| known.milestones.as_slice()).collect::<Vec<_>>()[..] {
            [[only]] => milestones.push(*only),
            _ => return None,
        }
    }
    let first = entries.iter().filter(|entry| milestones.contains(&entry.index)).min_by_key(|entry| entry.eta.end)?;
    let milestone = plan.milestones.get(first.index)?.id.to_owned();
    Some((LimitInput { name: reading.name().trim().to_owned(), milestone, p10: p10.date.to_string() }, named))
}

/// The number in a row of owners.
fn capacity<'a>(row: OwnerCapacity<'a>, owners: &[&str]) -> Result<Capacity<'a>, (Cell<'a>, String, String)> {
    let cell = row.at_once();
    let number = Quantity::parse(cell.text).ok().map(|quantity| quantity.value).filter(Decimal::is_integer);
    let Some(at_once) = number.and_then(|value| value.to_u32()).filter(|value| (1..=1_000).contains(value)) else {
        let problem = format!("\"{}\" is no number of milestones", cell.text);
        return Err((cell, problem, "write a whole number from 1 to 1,000, e.g. `2`".to_owned()));
    };
    let capacity = Capacity { row, at_once };
    if !owners.iter().any(|owner| capacity.is_of(owner)) {
        let problem = format!("\"{}\" owns no milestone", row.name().text);
        return Err((row.name(), problem, "write the owner as the milestones do, or delete the row".to_owned()));
    }
    Ok(capacity)
}

/// A row of freezes; nothing in the error where it is over.
fn freeze<'a>(
    row: &Freeze<'a>,
    owners: &[&str],
    as_of: Date,
) -> Result<FreezeInput, Option<(Cell<'a>, String, String)>> {
    let span = DateRange::parse(row.period().text).map_err(|problem| {
        Some((
            row.name(),
            problem.to_string(),
            "write the first and the last day, `2026-12-21 to 2027-01-03`".to_owned(),
        ))
    })?;
    if span.end < as_of {
        return Err(None);
    }
    let cell = row.stops();
    let first = |words: &'static [&'static str]| text::find_any(cell.text, words).map(|(_, span)| span.start).min();
    let stops = match (first(WORK), first(ROLLOUTS)) {
        (Some(work), Some(rollouts)) if rollouts < work => Stops::Rollouts,
        (Some(_), _) => Stops::Work,
        (None, Some(_)) => Stops::Rollouts,
        (None, None) => {
            let problem = format!("\"{}\" does not say what stops", cell.text);
            return Err(Some((
                cell,
                problem,
                "write `work` or `rollouts`, and of whom if not of everybody".to_owned(),
            )));
        }
    };
    let mut whom: Vec<String> = Vec::new();
    for owner in owners.iter().filter(|owner| !owner.is_empty()) {
        // `Henrik Olsen (Ledger lead)` is Henrik Olsen.
        let person = owner.split(['(', ',']).next().unwrap_or(owner).trim();
        if text::mentions(cell.text, person) && !whom.iter().any(|one| one == owner) {
            whom.push((*owner).to_owned());
        }
    }
    if whom.is_empty() && cell.text.contains(" of ") {
        let problem = format!("\"{}\" stops something of nobody who owns a milestone", cell.text);
        return Err(Some((
            cell,
            problem,
            "name owners as the milestones do, or write only `work` or `rollouts`".to_owned(),
        )));
    }
    let reason = row.reason().text.trim();
    Ok(FreezeInput {
        dates: span.to_string(),
        stops,
        owners: whom,
        reason: (!reason.is_empty()).then(|| reason.to_owned()),
    })
}

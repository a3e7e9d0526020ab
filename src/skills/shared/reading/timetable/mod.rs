//! The roadmap as a schedule: what its dependencies, its owners, its freezes and the lengths of its work make of its
//! dates. Read once for the rules and for the computed values alike.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::plan::Plan;
use crate::engine::schedule::search::Effort;
use crate::engine::schedule::{
    self, DeadlineOdds, FreezeInput, LimitCheck, LimitInput, MilestoneInput, OwnerInput, RoadmapInput, plan_with,
};
use crate::pack::{Cell, Pack};
use crate::quantity::{DateRange, DurationRange};
use crate::skills::shared::RoadmapRows;

mod constraints;
mod lengths;

use constraints::{canonical, capacity, freeze, name};
use lengths::{remaining, window, with_weekend, written};

pub use constraints::Capacity;

/// The search for a schedule within an answer; longer ones are left with their bound.
const EFFORT: Effort = Effort { nodes: 2_000, samples: 20 };

/// How often lengths are drawn.
const DRAWS: u32 = 1_000;

/// The schedule of a pack.
#[derive(Debug)]
pub struct Timetable<'a> {
    /// The milestones that are scheduled: those with dates that are not over, and that wait for no circle of milestones.
    pub entries: Vec<Entry>,
    /// The schedule; `None` where there is nothing to schedule, or it is contradictory.
    pub roadmap: Option<schedule::Roadmap>,
    /// Whether it holds every milestone that is not over. What a part shows to be late is late; what it shows to be in time
    /// may not be.
    pub is_whole: bool,
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

/// What a skill knows of the milestones beside what their rows say.
#[derive(Debug, Default)]
pub struct Stated {
    /// The lengths of milestones, by their index in the plan; those of others follow from their dates.
    pub lengths: BTreeMap<usize, Length>,
    /// The limits that milestones move, each by a milestone that is [current](Plan::current).
    pub limits: Vec<Limit>,
}

/// How long a milestone takes.
#[derive(Debug, Clone)]
pub struct Length {
    /// In days.
    pub days: DurationRange,
    /// Where it comes from: `lead time of "orders-db disk", 6-8 weeks`.
    pub source: String,
}

/// A limit and the milestone that moves it.
#[derive(Debug, Clone)]
pub struct Limit {
    /// The limit as the schedule takes it.
    pub input: LimitInput,
    /// Whether the milestone bears the name of the mitigation; otherwise it only speaks of it.
    pub named: bool,
}

/// A milestone of the schedule.
#[derive(Debug)]
pub struct Entry {
    /// Its index in the plan.
    pub index: usize,
    /// When it is worked on.
    pub eta: DateRange,
    /// The last day of which nobody says that it is late: the end of its ETA, with the weekend behind it. Odds are counted
    /// to the end of the ETA itself.
    pub due: Date,
    /// What is left of it, in days.
    pub length: DurationRange,
    /// Where the length comes from: `ETA of 62 days`.
    pub source: String,
}

impl<'a> Timetable<'a> {
    /// Schedules the roadmap of a pack.
    pub fn of(pack: &'a Pack, plan: &Plan<'a>, stated: Stated) -> Self {
        let as_of = pack.as_of;
        let rows = RoadmapRows::of(pack);
        let Stated { mut lengths, limits } = stated;
        let mut unusable = Vec::new();
        let owners: Vec<&str> = plan.milestones.iter().map(|one| one.row.owner().text.trim()).collect();
        let capacities: Vec<Capacity<'a>> = rows
            .capacity()
            .filter_map(|row| capacity(row, &owners).map_err(|wrong| unusable.push(wrong)).ok())
            .collect();
        let freezes: Vec<FreezeInput> = rows
            .freezes()
            .filter_map(|row| freeze(&row, &owners, as_of).map_err(|wrong| unusable.extend(wrong)).ok())
            .collect();
        let mut entries: Vec<Entry> = Vec::new();
        let unreachable = plan.unreachable();
        for (index, eta) in plan.current(as_of).filter(|(index, _)| !unreachable.contains(index)) {
            let owner = owners.get(index).copied().unwrap_or_default();
            let Length { days, source } =
                lengths.remove(&index).unwrap_or_else(|| window(plan, index, eta, owner, &freezes));
            let length = remaining(days, eta.start, as_of);
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
        let limits: Vec<Limit> =
            limits.into_iter().filter(|limit| milestones.iter().any(|one| one.id == limit.input.milestone)).collect();
        let spoken_of = limits.iter().filter(|limit| !limit.named).map(|limit| limit.input.name.clone()).collect();
        let input = RoadmapInput {
            start: as_of.to_string(),
            milestones,
            owners: owned.collect(),
            freezes: freezes.into_iter().map(|freeze| canonical(freeze, &known)).collect(),
            deadline: entries.iter().map(|entry| entry.eta.end).max().map(|date| date.to_string()),
            limits: limits.into_iter().map(|limit| limit.input).collect(),
            moves_together: None,
            draws: Some(DRAWS),
            seed: Some(1),
        };
        let (roadmap, at_best) = rayon::join(
            || plan_with(&input, EFFORT, false).ok(),
            || plan_with(&shortest(&input, &entries), EFFORT, false).ok(),
        );
        Timetable {
            entries,
            roadmap,
            is_whole: unreachable.is_empty() && plan.milestones.iter().all(|one| one.eta.is_some()),
            at_best,
            capacities,
            spoken_of,
            unusable,
            input,
        }
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

    /// Whether no length is a range: then every draw is the same, and odds say nothing.
    pub fn is_certain(&self) -> bool {
        self.entries.iter().all(|entry| entry.length.low == entry.length.high)
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
        deadline: Some(entry.eta.end.to_string()),
        ..MilestoneInput::default()
    }
}

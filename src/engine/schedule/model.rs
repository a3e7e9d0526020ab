//! From what people write to numbers, with everything that is wrong named by its field.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::error::PlanError;
use super::freezes::{Calendars, Freeze};
use super::input::{FreezeInput, MilestoneInput, RoadmapInput};
use super::length::{derivation, expected, whole};
use super::network::{Network, Owner, Task};
use super::order;
use super::result::{Issue, IssueKind};
use super::search::SEARCHABLE;
use crate::quantity::{DateRange, DurationRange, Quantity, QuantityError, Unit, date, number};

/// Milestones that are calculated at most.
pub(super) const MOST: usize = if SEARCHABLE < 200 { SEARCHABLE } else { 200 };
/// Draws at most.
const DRAWS: u32 = 100_000;
/// The years a plan may reach.
const YEARS: u32 = 100;
const FAR: u32 = YEARS * 366;
/// Loads that an owner may carry at once.
const CAPACITY: u32 = 1_000;

/// A roadmap in numbers.
#[derive(Debug, Clone)]
pub(super) struct Model {
    pub start: Date,
    pub network: Network,
    pub lengths: Vec<DurationRange>,
    pub milestones: Vec<Named>,
    pub owners: Vec<String>,
    pub deadline: Option<u32>,
    pub limits: Vec<Limit>,
    pub draws: u32,
    pub seed: u64,
    pub together: f64,
    pub issues: Vec<Issue>,
}

/// What a milestone is called.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub id: String,
    pub title: String,
    pub owner: Option<String>,
    pub derivation: String,
}

/// A limit and the day it is reached: what comes in time is done the day before.
#[derive(Debug, Clone)]
pub(super) struct Limit {
    pub name: String,
    pub task: usize,
    pub date: Date,
    pub due: u32,
}

impl Model {
    /// The date of a day of the plan.
    pub fn date(&self, day: u32) -> Date {
        self.start.saturating_add(i64::from(day).days())
    }

    /// The last date of what is done by a day.
    pub fn last(&self, finish: u32) -> Date {
        self.date(finish.saturating_sub(1))
    }

    /// Reads a roadmap.
    pub fn read(input: &RoadmapInput) -> Result<Self, PlanError> {
        let start = date::parse(&input.start).map_err(at("start"))?;
        let count = input.milestones.len();
        if count == 0 {
            return Err(PlanError::NoMilestones);
        }
        if count > MOST {
            return Err(PlanError::TooMany { count, most: MOST });
        }
        let mut reader = Reader { input, start, owners: Vec::new(), issues: Vec::new() };
        reader.ids()?;
        reader.owners()?;
        let freezes = reader.freezes()?;
        let mut calendars = Calendars::new(freezes);
        let mut owners = Vec::new();
        for (index, (_, capacity)) in reader.owners.clone().into_iter().enumerate() {
            owners.push(Owner { capacity, calendar: calendars.of(&[index], false) });
        }
        let (mut tasks, mut lengths, mut milestones) = (Vec::new(), Vec::new(), Vec::new());
        for (index, milestone) in input.milestones.iter().enumerate() {
            let (length, named) = reader.length(index, milestone)?;
            tasks.push(reader.task(index, milestone, &length, &mut calendars)?);
            lengths.push(length);
            milestones.push(named);
        }
        reader.acyclic(&tasks)?;
        let far = || PlanError::TooFar { field: "milestones".to_owned(), years: YEARS };
        let longest: u64 = tasks.iter().zip(&lengths).map(|(task, length)| reach(task, length)).sum();
        let latest = tasks.iter().map(|task| task.release).max().unwrap_or(0);
        if longest + u64::from(latest) > u64::from(FAR) {
            return Err(far());
        }
        let limits = reader.limits()?;
        let deadline = reader.due("deadline", input.deadline.as_deref())?;
        let draws = input.draws.unwrap_or(10_000);
        if draws == 0 || draws > DRAWS {
            return Err(range("draws", draws, 1, DRAWS));
        }
        let together = share(input.moves_together.as_deref())?;
        let owners_named = reader.owners.iter().map(|(name, _)| name.clone()).collect();
        Ok(Model {
            start,
            network: Network::new(tasks, owners, calendars.made).ok_or_else(far)?,
            lengths,
            milestones,
            owners: owners_named,
            deadline,
            limits,
            draws,
            seed: input.seed.unwrap_or(1),
            together,
            issues: reader.issues,
        })
    }
}

/// The days a milestone may add to a plan.
fn reach(task: &Task, length: &DurationRange) -> u64 {
    let lag = task.after.iter().map(|(_, lag)| *lag).max().unwrap_or(0);
    u64::from(whole(length.high)) + u64::from(lag)
}

fn at(field: &str) -> impl FnOnce(QuantityError) -> PlanError {
    let field = field.to_owned();
    move |source| PlanError::Field { field, source }
}

fn range(field: &str, value: impl ToString, least: impl ToString, most: impl ToString) -> PlanError {
    let field = field.to_owned();
    PlanError::OutOfRange { field, value: value.to_string(), least: least.to_string(), most: most.to_string() }
}

fn share(text: Option<&str>) -> Result<f64, PlanError> {
    let Some(text) = text else { return Ok(0.0) };
    let field = "moves_together";
    let percent = Quantity::parse_only(text).and_then(|one| one.to_unit(&Unit::Percent)).map_err(at(field))?;
    if percent.value < Decimal::ZERO || percent.value > Decimal::ONE_HUNDRED {
        return Err(range(field, text, "0 %", "100 %"));
    }
    Ok(number::to_f64(percent.value / Decimal::ONE_HUNDRED))
}

/// The name that differs from `name` by a slip of the pen: in no more than a third of its letters.
fn alike<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let slips = |other: &str| strsim::osa_distance(&name.to_lowercase(), &other.to_lowercase());
    let near = known.map(|other| (slips(other), other)).min()?;
    (3 * near.0 <= name.chars().count().max(near.1.chars().count()) && near.0 <= 2).then_some(near.1)
}

struct Reader<'a> {
    input: &'a RoadmapInput,
    start: Date,
    owners: Vec<(String, u32)>,
    issues: Vec<Issue>,
}

impl Reader<'_> {
    fn ids(&self) -> Result<(), PlanError> {
        let mut seen = BTreeSet::new();
        for (index, milestone) in self.input.milestones.iter().enumerate() {
            let field = format!("milestones[{index}].id");
            if milestone.id.trim().is_empty() {
                return Err(PlanError::Blank { field });
            }
            if !seen.insert(milestone.id.trim()) {
                return Err(PlanError::Repeated { field, id: milestone.id.trim().to_owned() });
            }
        }
        Ok(())
    }

    /// Owners that are declared, and those that only milestones name: these do one thing at a time.
    fn owners(&mut self) -> Result<(), PlanError> {
        let mut known: BTreeMap<&str, u32> = BTreeMap::new();
        for (name, owner) in &self.input.owners {
            if owner.capacity == 0 || owner.capacity > CAPACITY {
                return Err(range(&format!("owners.{name}.capacity"), owner.capacity, 1, CAPACITY));
            }
            known.insert(name.trim(), owner.capacity);
        }
        for milestone in &self.input.milestones {
            let named = milestone.owner.iter().chain(milestone.needs.keys()).map(|name| name.trim());
            for name in named.filter(|name| !name.is_empty()) {
                if known.contains_key(name) {
                    continue;
                }
                let message = "their capacity is not stated; one load at a time is assumed";
                let fix = match alike(name, known.keys().copied()) {
                    Some(other) => {
                        format!("write `{other}` if that is who is meant, or state `owners.{name}.capacity`")
                    }
                    None => format!("state `owners.{name}.capacity`"),
                };
                known.insert(name, 1);
                self.issues.push(Issue::new(IssueKind::CapacityAssumed, name, message).with_fix(fix));
            }
        }
        self.owners = known.into_iter().map(|(name, capacity)| (name.to_owned(), capacity)).collect();
        Ok(())
    }

    fn owner(&self, name: &str) -> Option<usize> {
        self.owners.iter().position(|(known, _)| known == name.trim())
    }

    fn freezes(&mut self) -> Result<Vec<Freeze>, PlanError> {
        let mut freezes = Vec::new();
        for (index, freeze) in self.input.freezes.iter().enumerate() {
            freezes.extend(self.freeze(index, freeze)?);
        }
        Ok(freezes)
    }

    fn freeze(&mut self, index: usize, freeze: &FreezeInput) -> Result<Option<Freeze>, PlanError> {
        let field = format!("freezes[{index}].dates");
        let span = DateRange::parse(&freeze.dates).map_err(at(&field))?;
        let mut whom = Vec::new();
        for name in &freeze.owners {
            let field = format!("freezes[{index}].owners");
            let unknown = || PlanError::UnknownOwner { field, name: name.clone() };
            whom.push(self.owner(name).ok_or_else(unknown)?);
        }
        let Some(end) = self.day(&field, span.end)? else {
            let message = format!("{span} is over before the plan begins, {}", self.start);
            self.issues.push(Issue::new(IssueKind::Past, field, message));
            return Ok(None);
        };
        let from = self.day(&field, span.start)?.unwrap_or(0);
        Ok(Some(Freeze { stops: freeze.stops, days: (from, end + 1), whom }))
    }

    /// The number of a date; `None` before the plan begins.
    fn day(&self, field: &str, date: Date) -> Result<Option<u32>, PlanError> {
        if date < self.start {
            return Ok(None);
        }
        let far = || PlanError::TooFar { field: field.to_owned(), years: YEARS };
        let days = self.start.until(date).map_err(|_| far())?.get_days();
        u32::try_from(days).ok().filter(|day| *day <= FAR).map(Some).ok_or_else(far)
    }

    /// The day behind a date; day 0 for one in the past, which nothing can hold.
    fn due(&mut self, field: &str, text: Option<&str>) -> Result<Option<u32>, PlanError> {
        let Some(text) = text else { return Ok(None) };
        let date = date::parse(text).map_err(at(field))?;
        Ok(Some(self.day_to_come(field, date)?.map_or(0, |day| day + 1)))
    }

    /// The number of a date that should not have passed.
    fn day_to_come(&mut self, field: &str, date: Date) -> Result<Option<u32>, PlanError> {
        let day = self.day(field, date)?;
        if day.is_none() {
            let message = format!("{date} lies before the plan begins, {}", self.start);
            self.issues.push(Issue::new(IssueKind::Past, field, message));
        }
        Ok(day)
    }

    fn length(&mut self, index: usize, milestone: &MilestoneInput) -> Result<(DurationRange, Named), PlanError> {
        let field = format!("milestones[{index}].duration");
        let read = DurationRange::parse(&milestone.duration).map_err(at(&field))?;
        if read.high <= Decimal::ZERO {
            return Err(PlanError::NoTime { field, text: milestone.duration.clone() });
        }
        if read.high > Decimal::from(FAR) {
            return Err(PlanError::TooFar { field, years: YEARS });
        }
        let id = milestone.id.trim().to_owned();
        if read.low == read.high {
            let message =
                format!("`{}` is a single length: its uncertainty is missing from the odds", milestone.duration);
            self.issues.push(Issue::new(IssueKind::SingleLength, id.clone(), message));
        }
        let owner = milestone.owner.as_deref().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
        if owner.is_none() {
            let message = "it has no owner, so nobody's capacity limits it";
            self.issues.push(Issue::new(IssueKind::NoOwner, id.clone(), message));
        }
        let title = milestone.title.as_deref().unwrap_or_default().trim().to_owned();
        let derivation = derivation(&read);
        Ok((read, Named { id, title, owner, derivation }))
    }

    fn task(
        &mut self,
        index: usize,
        milestone: &MilestoneInput,
        length: &DurationRange,
        calendars: &mut Calendars,
    ) -> Result<Task, PlanError> {
        let needs = self.needs(index, milestone)?;
        let owners: Vec<usize> = needs.iter().map(|(owner, _)| *owner).collect();
        let calendar = calendars.of(&owners, milestone.goes_live.unwrap_or(true));
        let field = |name: &str| format!("milestones[{index}].{name}");
        let due = self.due(&field("deadline"), milestone.deadline.as_deref())?;
        let (mut release, mut fixed, mut movable) = (0, false, false);
        match (&milestone.not_before, &milestone.starts_on) {
            (Some(_), Some(_)) => return Err(PlanError::TwoStarts { field: field("starts_on") }),
            (Some(_), None) | (None, Some(_)) if milestone.planned_start.is_some() => {
                return Err(PlanError::TwoStarts { field: field("planned_start") });
            }
            (Some(text), None) => {
                let date = date::parse(text).map_err(at(&field("not_before")))?;
                release = self.day(&field("not_before"), date)?.unwrap_or(0);
            }
            (None, Some(text)) => {
                let field = field("starts_on");
                let date = date::parse(text).map_err(at(&field))?;
                let past =
                    || PlanError::Past { field: field.clone(), date: date.to_string(), start: self.start.to_string() };
                (release, fixed) = (self.day(&field, date)?.ok_or_else(past)?, true);
                if !calendars.made.get(calendar).is_some_and(|one| one.is_working(release)) {
                    return Err(PlanError::Frozen { field, date: date.to_string() });
                }
            }
            (None, None) => {
                if let Some(text) = &milestone.planned_start {
                    let date = date::parse(text).map_err(at(&field("planned_start")))?;
                    (release, movable) = (self.day(&field("planned_start"), date)?.unwrap_or(0), true);
                }
            }
        }
        let mut after = Vec::new();
        for (place, text) in milestone.after.iter().enumerate() {
            after.push(self.after(&format!("milestones[{index}].after[{place}]"), text)?);
        }
        Ok(Task { length: expected(length), after, needs, calendar, release, movable, fixed, due })
    }

    fn needs(&self, index: usize, milestone: &MilestoneInput) -> Result<Vec<(usize, u32)>, PlanError> {
        let own = milestone.owner.iter().map(|name| (name, milestone.load.unwrap_or(1), "load".to_owned()));
        let others = milestone.needs.iter().map(|(name, load)| (name, *load, format!("needs.{name}")));
        let mut needs: BTreeMap<usize, u32> = BTreeMap::new();
        for (name, load, field) in own.chain(others) {
            let field = format!("milestones[{index}].{field}");
            let Some(owner) = self.owner(name) else {
                // A blank owner is none, which is an issue; a blank name that is needed is a mistake.
                if field.contains("needs") {
                    return Err(PlanError::Blank { field });
                }
                continue;
            };
            if load == 0 || load > CAPACITY {
                return Err(range(&field, load, 1, CAPACITY));
            }
            let sum = needs.entry(owner).or_insert(0);
            *sum += load;
            let (owner, capacity) = &self.owners[owner];
            if *sum > *capacity {
                let (load, owner, capacity) = (*sum, owner.clone(), *capacity);
                return Err(PlanError::OverCapacity { field, load, owner, capacity });
            }
        }
        Ok(needs.into_iter().collect())
    }

    /// `M1`, or `M1 + 2 weeks`. A name may have a plus in it.
    fn after(&self, field: &str, text: &str) -> Result<(usize, u32), PlanError> {
        let find = |id: &str| self.input.milestones.iter().position(|one| one.id.trim() == id.trim());
        if let Some(task) = find(text) {
            return Ok((task, 0));
        }
        let Some((id, wait)) = text.rsplit_once('+') else { return Err(self.unknown(field, text)) };
        let task = find(id).ok_or_else(|| self.unknown(field, id))?;
        let lag = DurationRange::parse(wait).map_err(at(field))?;
        if lag.low != lag.high {
            return Err(PlanError::LagRange { field: field.to_owned(), text: text.to_owned() });
        }
        match lag.high.ceil().to_u32().filter(|days| *days <= FAR) {
            Some(days) => Ok((task, days)),
            None => Err(PlanError::TooFar { field: field.to_owned(), years: YEARS }),
        }
    }

    fn unknown(&self, field: &str, id: &str) -> PlanError {
        let mut known: Vec<&str> = self.input.milestones.iter().map(|one| one.id.trim()).take(20).collect();
        if self.input.milestones.len() > known.len() {
            known.push("...");
        }
        PlanError::UnknownMilestone { field: field.to_owned(), id: id.trim().to_owned(), known: known.join(", ") }
    }

    fn acyclic(&self, tasks: &[Task]) -> Result<(), PlanError> {
        let id = |task: usize| self.input.milestones[task].id.trim();
        let edges: Vec<(&str, &str)> = tasks
            .iter()
            .enumerate()
            .flat_map(|(task, one)| one.after.iter().map(move |(before, _)| (id(task), id(*before))))
            .collect();
        order::topological(&[], &edges)?;
        Ok(())
    }

    fn limits(&mut self) -> Result<Vec<Limit>, PlanError> {
        let mut limits = Vec::new();
        for (index, limit) in self.input.limits.iter().enumerate() {
            let field = |name: &str| format!("limits[{index}].{name}");
            if limit.name.trim().is_empty() {
                return Err(PlanError::Blank { field: field("name") });
            }
            let found = self.input.milestones.iter().position(|one| one.id.trim() == limit.milestone.trim());
            let task = found.ok_or_else(|| self.unknown(&field("milestone"), &limit.milestone))?;
            let date = date::parse(&limit.p10).map_err(at(&field("p10")))?;
            let due = self.day_to_come(&field("p10"), date)?.unwrap_or(0);
            limits.push(Limit { name: limit.name.trim().to_owned(), task, date, due });
        }
        Ok(limits)
    }
}

//! Runs of a pipeline: what every one of them has, and the shortest that lacks it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::error::PipelineError;
use super::input::{EnvironmentInput, PipelineInput, StageInput, StageKind, Starts};
use crate::engine::schedule::topological;

/// Stages that are judged at most.
const STAGES: usize = 200;
/// Environments, artifacts and triggers at most, each.
const THINGS: usize = 500;

/// A pipeline whose names are resolved.
#[derive(Debug)]
pub(super) struct Graph<'a> {
    pub input: &'a PipelineInput,
    /// Stages in an order in which they can run.
    pub order: Vec<usize>,
    all: Vec<Vec<usize>>,
    any: Vec<Vec<usize>>,
    /// What waits for each stage.
    next: Vec<Vec<usize>>,
    environment: Vec<Option<usize>>,
    service: Vec<Option<&'a str>>,
}

/// What the runs of each stage have.
#[derive(Debug)]
pub(super) struct Guaranteed {
    /// Before a stage starts.
    before: Vec<bool>,
    /// Once it has started, for itself.
    at: Vec<bool>,
    /// For what follows it.
    through: Vec<bool>,
}

impl Guaranteed {
    /// Whether every run of a stage has it, the stage itself included.
    pub fn at(&self, stage: usize) -> bool {
        self.at[stage]
    }
}

impl<'a> Graph<'a> {
    /// Resolves all names.
    pub fn new(input: &'a PipelineInput) -> Result<Graph<'a>, PipelineError> {
        let environments = names("environments", THINGS, input.environments.iter().map(|one| one.id.as_str()))?;
        let artifacts = names("artifacts", THINGS, input.artifacts.iter().map(|one| one.id.as_str()))?;
        let triggers = names("triggers", THINGS, input.triggers.iter().map(String::as_str))?;
        let stages = names("stages", STAGES, input.stages.iter().map(|one| one.id.as_str()))?;
        if stages.is_empty() {
            return Err(PipelineError::NoStages);
        }
        let (mut all, mut any, mut service, mut places) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut next = vec![Vec::new(); stages.len()];
        for (index, stage) in input.stages.iter().enumerate() {
            let at = |name: &str| format!("stages[{index}].{name}");
            let list = |field: &str, ids: &'a [String], what, known: &BTreeMap<&str, usize>| {
                let found = ids
                    .iter()
                    .enumerate()
                    .map(|(place, id)| find(known, id, what, || at(&format!("{field}[{place}]"))));
                found.collect::<Result<Vec<usize>, _>>()
            };
            all.push(list("after", &stage.after, "stage", &stages)?);
            any.push(list("after_any", &stage.after_any, "stage", &stages)?);
            list("produces", &stage.produces, "artifact", &artifacts)?;
            list("triggers", &stage.triggers, "trigger", &triggers)?;
            let environment = stage.environment.as_deref();
            let environment = environment.map(|id| find(&environments, id, "environment", || at("environment")));
            let artifact = stage.artifact.as_deref();
            let artifact = artifact.map(|id| find(&artifacts, id, "artifact", || at("artifact"))).transpose()?;
            let environment = environment.transpose()?;
            places.push(environment);
            let environment = environment.and_then(|one| input.environments[one].service.as_deref());
            let artifact = artifact.and_then(|one| input.artifacts[one].service.as_deref());
            service.push(one_service(index, stage, [("environment", environment), ("artifact", artifact)])?);
            if stage.kind == StageKind::Deploy && stage.environment.is_none() {
                let why = "deploys, and has to say where";
                return Err(PipelineError::Missing { field: at("environment"), stage: stage.id.clone(), why });
            }
            let follows = matches!(stage.kind, StageKind::Verify | StageKind::Approve | StageKind::Release);
            let begins = stage.after.is_empty() && stage.after_any.is_empty();
            if follows && begins && stage.starts == Starts::Automatic {
                return Err(PipelineError::Unreachable { field: at("after"), stage: stage.id.clone() });
            }
        }
        for (index, before) in all.iter().zip(&any).map(|(all, any)| all.iter().chain(any)).enumerate() {
            before.for_each(|before: &usize| next[*before].push(index));
        }
        let order = order(input, &stages)?;
        Ok(Graph { input, order, all, any, next, environment: places, service })
    }

    /// A stage.
    pub fn stage(&self, index: usize) -> &'a StageInput {
        &self.input.stages[index]
    }

    /// The number of a stage with this name.
    pub fn index(&self, id: &str) -> Option<usize> {
        self.input.stages.iter().position(|one| one.id == id)
    }

    /// The numbers of all stages of a kind, in the order they are written.
    pub fn of_kind(&self, kind: StageKind) -> impl Iterator<Item = usize> + '_ {
        (0..self.input.stages.len()).filter(move |index| self.stage(*index).kind == kind)
    }

    /// The environment of a stage.
    pub fn environment(&self, stage: usize) -> Option<&'a EnvironmentInput> {
        self.environment[stage].map(|index| &self.input.environments[index])
    }

    /// The service a stage is for; `None` for all.
    pub fn service(&self, stage: usize) -> Option<&'a str> {
        self.service[stage]
    }

    /// Whether what one stage proves holds for the service of another.
    pub fn concerns(&self, stage: usize, other: usize) -> bool {
        match (self.service[stage], self.service[other]) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        }
    }

    /// What every run has that comes through a stage for which `brings` holds.
    pub fn guaranteed(&self, brings: impl Fn(usize) -> bool) -> Guaranteed {
        let count = self.input.stages.len();
        let mut known = Guaranteed { before: vec![false; count], at: vec![false; count], through: vec![false; count] };
        for &stage in &self.order {
            let through = |one: &usize| known.through[*one];
            let any = &self.any[stage];
            let before = self.all[stage].iter().any(through) || (!any.is_empty() && any.iter().all(through));
            let here = brings(stage);
            known.before[stage] = before;
            known.at[stage] = before || here;
            known.through[stage] = before || (here && self.stage(stage).required);
        }
        known
    }

    /// The stages by which a stage has what it has, in the order they run: enough of them that no run avoids all.
    pub fn witnesses(&self, known: &Guaranteed, stage: usize) -> Vec<usize> {
        let (mut found, mut seen, mut open) = (BTreeSet::new(), BTreeSet::new(), vec![stage]);
        while let Some(one) = open.pop() {
            if !seen.insert(one) {
                continue;
            }
            let all = self.all[one].iter().find(|before| known.through[**before]);
            match (known.before[one], all) {
                (false, _) => drop(found.insert(one)),
                (true, Some(before)) => open.push(*before),
                (true, None) => open.extend(&self.any[one]),
            }
        }
        self.order.iter().copied().filter(|one| found.contains(one)).collect()
    }

    /// The shortest chain of stages to `stage` through a run that lacks what is `known`, from one of `from`, or from a
    /// stage that waits for nothing where none of those is on such a chain.
    pub fn shortest_without(&self, known: &Guaranteed, stage: usize, from: &[usize]) -> Vec<usize> {
        let begins = |one: usize| self.all[one].is_empty() && self.any[one].is_empty();
        let before = |one: usize| {
            let lacking = self.all[one].iter().chain(&self.any[one]).copied();
            lacking.filter(|before| !known.through[*before]).collect::<Vec<_>>()
        };
        let found = chain(stage, &before, &|one| from.contains(&one));
        found.or_else(|| chain(stage, &before, &begins)).unwrap_or_else(|| vec![stage])
    }

    /// The shortest chain from one stage to another along what follows what; `None` where there is none.
    pub fn shortest(&self, from: usize, to: usize) -> Option<Vec<usize>> {
        let before = |one: usize| self.all[one].iter().chain(&self.any[one]).copied().collect::<Vec<_>>();
        chain(to, &before, &|one| one == from)
    }

    /// Everything that may have run before a stage, and the stage.
    pub fn up_to(&self, stage: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::from([stage]);
        let mut open = vec![stage];
        while let Some(one) = open.pop() {
            let before = self.all[one].iter().chain(&self.any[one]);
            open.extend(before.filter(|before| found.insert(**before)));
        }
        found
    }

    /// Everything that follows a stage by itself: neither a person nor a clock stands in between.
    pub fn follows_by_itself(&self, stage: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut open = vec![stage];
        while let Some(one) = open.pop() {
            let next = self.next[one].iter().filter(|next| self.stage(**next).starts == Starts::Automatic);
            open.extend(next.filter(|next| found.insert(**next)));
        }
        found
    }

    /// A chain of stages as people read it: `build -> test -> deploy`.
    pub fn print(&self, chain: &[usize]) -> String {
        self.ids(chain).join(" -> ")
    }

    /// The names of stages.
    pub fn ids(&self, stages: &[usize]) -> Vec<String> {
        stages.iter().map(|one| self.stage(*one).id.clone()).collect()
    }
}

/// The shortest way back from `end` to something for which `begins` holds, read forward. Of several the one through
/// the stages written first.
fn chain(end: usize, before: &dyn Fn(usize) -> Vec<usize>, begins: &dyn Fn(usize) -> bool) -> Option<Vec<usize>> {
    let mut next: BTreeMap<usize, usize> = BTreeMap::new();
    let mut queue = VecDeque::from([end]);
    while let Some(one) = queue.pop_front() {
        if begins(one) {
            let mut path = vec![one];
            let mut last = one;
            while last != end {
                last = *next.get(&last)?;
                path.push(last);
            }
            return Some(path);
        }
        let mut previous = before(one);
        previous.sort_unstable();
        for stage in previous {
            if stage != end && !next.contains_key(&stage) {
                next.insert(stage, one);
                queue.push_back(stage);
            }
        }
    }
    None
}

fn order(input: &PipelineInput, stages: &BTreeMap<&str, usize>) -> Result<Vec<usize>, PipelineError> {
    let ids: Vec<&str> = input.stages.iter().map(|one| one.id.as_str()).collect();
    let waits = input
        .stages
        .iter()
        .flat_map(|one| one.after.iter().chain(&one.after_any).map(|before| (one.id.as_str(), before.as_str())));
    let waits: Vec<(&str, &str)> = waits.collect();
    let order = topological(&ids, &waits).map_err(|error| PipelineError::Cyclic(error.to_string()))?;
    Ok(order.iter().filter_map(|id| stages.get(id.as_str()).copied()).collect())
}

/// The number of each name of a list.
fn names<'a>(
    field: &'static str,
    most: usize,
    ids: impl ExactSizeIterator<Item = &'a str>,
) -> Result<BTreeMap<&'a str, usize>, PipelineError> {
    if ids.len() > most {
        return Err(PipelineError::TooMany { field, count: ids.len(), most });
    }
    let mut known = BTreeMap::new();
    for (index, id) in ids.enumerate() {
        let place = if field == "triggers" { format!("{field}[{index}]") } else { format!("{field}[{index}].id") };
        if id.trim().is_empty() {
            return Err(PipelineError::Blank { field: place });
        }
        if known.insert(id, index).is_some() {
            return Err(PipelineError::Repeated { field: place, id: id.to_owned() });
        }
    }
    Ok(known)
}

fn find(
    known: &BTreeMap<&str, usize>,
    id: &str,
    what: &'static str,
    field: impl FnOnce() -> String,
) -> Result<usize, PipelineError> {
    known.get(id).copied().ok_or_else(|| {
        let mut names: Vec<(&usize, &&str)> = known.iter().map(|(name, index)| (index, name)).collect();
        names.sort_unstable();
        let names: Vec<&str> = names.into_iter().map(|(_, name)| *name).collect();
        let known =
            if names.is_empty() { "there are none".to_owned() } else { format!("there are {}", names.join(", ")) };
        PipelineError::Unknown { field: field(), what, id: id.to_owned(), known }
    })
}

/// The service of a stage, which its environment and its artifact may say, too.
fn one_service<'a>(
    index: usize,
    stage: &'a StageInput,
    others: [(&'static str, Option<&'a str>); 2],
) -> Result<Option<&'a str>, PipelineError> {
    let mut service = stage.service.as_deref();
    for (what, other) in others {
        match (service, other) {
            (Some(first), Some(second)) if first != second => {
                let (first, second) = (first.to_owned(), second.to_owned());
                let (field, stage) = (format!("stages[{index}].{what}"), stage.id.clone());
                return Err(PipelineError::Services { field, stage, first, what, second });
            }
            _ => service = service.or(other),
        }
    }
    Ok(service)
}

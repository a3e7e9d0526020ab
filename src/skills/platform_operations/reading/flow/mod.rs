//! The stages of a plan as a graph, and what is proved of it.
//!
//! For each path and each service there is a [`Lane`]: the stages on that path and for that service. Where what a stage
//! waits for is not in its lane, what came before that takes its place. A lane in which something is deployed is proved
//! for each thing that is deployed; what is violated in several lanes is one [`Breach`].
//!
//! Names that no table bears (a path or a service that only a stage names) count as well: a slip of the pen takes no
//! stage out of the proof.
//!
//! # Layout
//! - `lane`: the stages of one path and service, and what comes before each
//! - `project`: a lane as the engine takes it
//! - `proved`: the proofs of all lanes, and their violations, each told once
//! - `edits`: the engine's edits in the words of the tables

mod edits;
mod lane;
mod project;
mod proved;

pub(in super::super) use lane::Lane;
pub(in super::super) use project::{gates, place};
pub(in super::super) use proved::{Breach, Held};

use super::nets::Nets;
use super::roster::{Roster, is, is_all, is_named, names};
use crate::engine::pipeline::{CheckKind, StageKind};
use crate::engine::schedule;
use crate::pack::{Cell, Pack};
use crate::skills::platform_operations::delivery::{Artifact, Check, Environment, Stage};
use crate::skills::platform_operations::safety::{Gate, Safety};
use crate::skills::shared::reading::wording::joined;
use crate::text;

/// The pipeline of a pack.
#[derive(Debug, Clone)]
pub(in super::super) struct Flow<'a> {
    /// The stages in the order of the document; of two with one name, the first.
    pub nodes: Vec<Node<'a>>,
    /// The stages in an order in which they can run; that of the document where there is none.
    pub order: Vec<usize>,
    /// The paths; where there are none, one without a name.
    pub paths: Vec<&'a str>,
    /// The services; where there are none, one without a name.
    pub services: Vec<&'a str>,
    /// The paths that a clock starts.
    pub clocks: Vec<usize>,
    /// Where versions run.
    pub environments: Vec<Environment<'a>>,
    /// What is deployed.
    pub things: Vec<Thing<'a>>,
    /// The quality gates.
    pub gates: Vec<Barrier<'a>>,
    /// Stages that wait for each other: each waits for the next, and the last for the first.
    pub cycles: Vec<Vec<usize>>,
    /// What is violated, in the order of the stages.
    pub breaches: Vec<Breach>,
    /// What holds of each deploy to production.
    pub held: Vec<Held>,
    /// Why nothing could be proved, where nothing could.
    pub stopped: Option<String>,
}

/// A stage whose names are resolved.
#[derive(Debug, Clone)]
pub(in super::super) struct Node<'a> {
    /// Its row.
    pub row: Stage<'a>,
    /// What it does; a migration deploys its files.
    pub kind: StageKind,
    /// Whether it is a migration.
    pub migrates: bool,
    /// The stages it waits for.
    pub after: Vec<usize>,
    /// The paths it is on.
    pub paths: Vec<usize>,
    /// The services it is for.
    pub services: Vec<usize>,
    /// Its environments.
    pub environments: Vec<Environment<'a>>,
    /// The artifacts it names.
    pub things: Vec<usize>,
    /// Whether a person starts it.
    pub manual: bool,
    /// Whether a row of the checks is of it.
    pub checked: bool,
    /// Which of what follows a deploy it checks.
    pub checks: Vec<CheckKind>,
}

/// An artifact: its row, or a name that only stages know.
#[derive(Debug, Clone)]
pub(in super::super) struct Thing<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its row.
    pub row: Option<Artifact<'a>>,
    /// The services in it.
    pub services: Vec<usize>,
    /// The stages that its row says build it.
    pub built_by: Vec<usize>,
}

/// A quality gate whose names are resolved.
#[derive(Debug, Clone)]
pub(in super::super) struct Barrier<'a> {
    /// Its row.
    pub row: Gate<'a>,
    /// The stages that yield its result.
    pub result_of: Vec<usize>,
    /// The stages it blocks.
    pub blocks: Vec<usize>,
    /// Whether it blocks at all; `false` for one that warns.
    pub blocking: bool,
}

impl<'a> Node<'a> {
    /// Its name.
    pub fn name(&self) -> &'a str {
        self.row.name().text
    }

    /// Whether it brings something to an environment of this tier.
    pub fn deploys_to(&self, tier: &str) -> bool {
        self.kind == StageKind::Deploy && self.is_in(tier)
    }

    /// Whether it stands in an environment of this tier.
    pub fn is_in(&self, tier: &str) -> bool {
        self.environments.iter().any(|one| is(one.tier(), tier))
    }
}

impl<'a> Flow<'a> {
    /// Reads and proves the pipeline of a pack.
    pub fn of(pack: &'a Pack, roster: &Roster<'a>, nets: &Nets<'a>) -> Self {
        let mut rows: Vec<Stage<'a>> = Vec::new();
        for row in &roster.stages {
            if !rows.iter().any(|one| text::same_name(one.name().text, row.name().text)) {
                rows.push(*row);
            }
        }
        let paths = universe(roster.paths.iter().map(|row| row.name().text), rows.iter().map(Stage::paths));
        let services = universe(roster.services.iter().map(|row| row.name().text), rows.iter().map(Stage::services));
        let known = roster.artifacts.iter().map(|row| row.name().text);
        let things = named(known, rows.iter().map(Stage::artifact));
        let stages: Vec<&str> = rows.iter().map(|row| row.name().text).collect();
        let things = things.into_iter().map(|name| {
            let row = roster.artifacts.iter().find(|row| text::same_name(row.name().text, name)).copied();
            Thing {
                name,
                services: row.map_or_else(|| (0..services.len()).collect(), |row| all_or(&services, row.services())),
                built_by: row.map_or_else(Vec::new, |row| these(&stages, row.built_by())),
                row,
            }
        });
        let things: Vec<Thing<'a>> = things.collect();
        let artifacts: Vec<&str> = things.iter().map(|one| one.name).collect();
        let nodes: Vec<Node<'a>> = rows
            .iter()
            .map(|row| Node {
                row: *row,
                kind: kind(row.kind()),
                migrates: is(row.kind(), "migrate"),
                after: if is_all(row.after()) { Vec::new() } else { these(&stages, row.after()) },
                paths: all_or(&paths, row.paths()),
                services: all_or(&services, row.services()),
                environments: roster.environments_in(row.environment()).into_iter().copied().collect(),
                things: these(&artifacts, row.artifact()),
                manual: is(row.start(), "manual"),
                checked: checks_of(roster, row).next().is_some(),
                checks: checks_of(roster, row).filter_map(|one| check_kind(one.kind())).collect(),
            })
            .collect();
        let gates = Safety::of(pack).gates().filter(|row| !row.name().is_blank()).map(|row| Barrier {
            row,
            result_of: these(&stages, row.result_of()),
            blocks: these(&stages, row.blocks()),
            blocking: !is(row.on_failure(), "warn"),
        });
        let by_clock = |name: &&str| {
            let row = roster.paths.iter().find(|row| text::same_name(row.name().text, name));
            row.is_some_and(|row| is(row.trigger(), "schedule"))
        };
        let mut flow = Flow {
            clocks: (0..paths.len()).filter(|index| by_clock(&paths[*index])).collect(),
            order: (0..nodes.len()).collect(),
            gates: gates.collect(),
            environments: roster.environments.clone(),
            nodes,
            paths,
            services,
            things,
            cycles: Vec::new(),
            breaches: Vec::new(),
            held: Vec::new(),
            stopped: None,
        };
        flow.arrange();
        if flow.cycles.is_empty() {
            proved::prove(&mut flow, nets);
        }
        flow
    }

    /// Finds the order of the stages, or the cycles that forbid one.
    fn arrange(&mut self) {
        let keys: Vec<String> = (0..self.nodes.len()).map(|index| index.to_string()).collect();
        let ids: Vec<&str> = keys.iter().map(String::as_str).collect();
        let waits = self.nodes.iter().enumerate();
        let waits: Vec<(&str, &str)> = waits
            .flat_map(|(index, node)| node.after.iter().map(move |one| (index, *one)))
            .map(|(a, b)| (ids[a], ids[b]))
            .collect();
        let index = |id: &String| id.parse::<usize>().ok();
        match schedule::topological(&ids, &waits) {
            Ok(order) => self.order = order.iter().filter_map(index).collect(),
            Err(schedule::ScheduleError::Cyclic { cycles }) => {
                self.cycles = cycles.iter().map(|cycle| cycle.iter().filter_map(index).collect()).collect();
            }
        }
    }

    /// The stages on a path and, where one is given, for a service.
    pub fn lane(&self, path: usize, service: Option<usize>) -> Lane {
        Lane::of(self, path, service)
    }

    /// All paths, with all their stages; none where stages wait for each other.
    pub fn ways(&self) -> impl Iterator<Item = (usize, Lane)> {
        let paths = if self.cycles.is_empty() { self.paths.len() } else { 0 };
        (0..paths).map(|path| (path, self.lane(path, None)))
    }

    /// The names of paths as people quote them: `"main" and "hotfix"`.
    pub fn quoted<'i>(&self, paths: impl IntoIterator<Item = &'i usize>) -> String {
        let names: Vec<String> = paths.into_iter().map(|one| format!("\"{}\"", self.paths[*one])).collect();
        joined(&names, "and")
    }

    /// The names of stages.
    pub fn names(&self, nodes: &[usize]) -> Vec<&'a str> {
        nodes.iter().map(|one| self.nodes[*one].name()).collect()
    }
}

/// The names that rows bear, and those that only cells name; one blank name where there are none.
fn universe<'a>(rows: impl Iterator<Item = &'a str>, cells: impl Iterator<Item = Cell<'a>>) -> Vec<&'a str> {
    let found = named(rows, cells);
    if found.is_empty() { vec![""] } else { found }
}

fn named<'a>(rows: impl Iterator<Item = &'a str>, cells: impl Iterator<Item = Cell<'a>>) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    let mut add = |name: &'a str| {
        if !text::key(name).is_empty() && !found.iter().any(|one| text::same_name(one, name)) {
            found.push(name);
        }
    };
    rows.for_each(&mut add);
    // The names of a cell live as long as the pack: `names` would tie them to the cell.
    let words = |name: &&str| !matches!(text::key(name).as_str(), "all" | "none");
    cells.flat_map(|cell| cell.names()).filter(words).for_each(add);
    found
}

/// The places of the names that a cell holds; all of them where it is blank or says so.
fn all_or(known: &[&str], cell: Cell<'_>) -> Vec<usize> {
    if cell.is_blank() || is_all(cell) { (0..known.len()).collect() } else { these(known, cell) }
}

/// The places of the names that a cell holds.
fn these(known: &[&str], cell: Cell<'_>) -> Vec<usize> {
    if is_all(cell) || names(cell).next().is_some() {
        (0..known.len()).filter(|index| is_named(cell, known[*index])).collect()
    } else {
        Vec::new()
    }
}

/// The rows of the checks that are of a stage.
fn checks_of<'r, 'a>(roster: &'r Roster<'a>, stage: &'r Stage<'a>) -> impl Iterator<Item = &'r Check<'a>> {
    roster.checks.iter().filter(|row| is_named(row.stage(), stage.name().text))
}

/// What a row of the checks checks of a deploy; `None` where it is neither of health nor a validation.
fn check_kind(cell: Cell<'_>) -> Option<CheckKind> {
    match text::key(cell.text).as_str() {
        "health" => Some(CheckKind::HealthCheck),
        "smoke" | "synthetic" | "slo" => Some(CheckKind::Validation),
        _ => None,
    }
}

fn kind(cell: Cell<'_>) -> StageKind {
    match text::key(cell.text).as_str() {
        "build" => StageKind::Build,
        "test" => StageKind::Test,
        "analyze" => StageKind::Analyze,
        "package" => StageKind::Package,
        "approve" => StageKind::Approve,
        "migrate" | "deploy" => StageKind::Deploy,
        "verify" => StageKind::Verify,
        "release" => StageKind::Release,
        _ => StageKind::Job,
    }
}

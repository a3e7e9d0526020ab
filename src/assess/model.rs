//! What a repository says of its delivery, in the shape of one: pipelines of jobs, and what runs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::fact::{self, Answer, Fact, Gate, Place, Sourced, Stage, Tier, What};
use super::known::known;

/// What a repository says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Assessment {
    /// What is there and what is not, subject for subject.
    pub summary: Summary,
    /// The pipelines, by file.
    pub pipelines: Vec<Pipeline>,
    /// What runs, as its files describe it, by file.
    pub workloads: Vec<Workload>,
    /// Files that could not be read, each with why.
    pub unread: Vec<Fact>,
}

/// What is there and what is not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// How many pipelines.
    pub pipelines: usize,
    /// How many jobs in them.
    pub jobs: usize,
    /// How many workloads.
    pub workloads: usize,
    /// How many things could not be told.
    pub unknown: usize,
    /// How many files could not be read.
    pub unread: usize,
    /// Subject for subject, in a fixed order.
    pub subjects: Vec<Subject>,
}

/// One thing to look for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// What.
    pub name: String,
    /// Whether it was found: `no` means that nothing in the files that were read shows it; `unknown` that nothing does,
    /// but that files say it is kept elsewhere.
    pub found: Answer,
    /// In how many places.
    pub count: usize,
    /// The first place that shows it, or that shows it cannot be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<Place>,
    /// What should be known beside the count; may be blank.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub remark: String,
}

/// A pipeline: jobs that one trigger starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pipeline {
    /// Unique in the repository: the path of its file.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whose it is: GitHub Actions, GitLab CI.
    pub platform: String,
    /// Where it is declared.
    #[serde(flatten)]
    pub at: Place,
    /// What holds for all jobs: triggers, permissions.
    pub facts: Vec<Fact>,
    /// Its jobs, in the order of the file.
    pub jobs: Vec<Job>,
}

/// A job: what runs in one piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Job {
    /// Unique in the pipeline; `caller/job` for one that stands in a called workflow.
    pub id: String,
    /// Its name, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where it is declared.
    #[serde(flatten)]
    pub at: Place,
    /// What it does, in the order of its steps; none where that could not be told.
    pub stages: Vec<Stage>,
    /// The jobs that have to end before.
    pub needs: Vec<Sourced<String>>,
    /// The runs of a matrix, each with its values; none for a single run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub legs: Vec<BTreeMap<String, String>>,
    /// What its declaration shows, then what its steps do, in their order.
    pub facts: Vec<Fact>,
}

/// One thing a job does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act<'j> {
    /// What it does.
    pub stage: Stage,
    /// The environments it is done to; none where it concerns none, or none is known.
    pub environments: Vec<&'j str>,
    /// When its step runs at all; `None` where no condition stands there.
    pub when: Option<&'j str>,
    /// Whether the job goes on where it fails.
    pub tolerated: bool,
    /// What shows it.
    pub at: &'j Place,
}

/// Something that runs, or is made to run: a workload, service, function, image or site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Workload {
    /// Its name.
    pub name: String,
    /// Whose it is: Kubernetes, Compose, Vercel.
    pub platform: String,
    /// What it is there: Deployment, service, function.
    pub kind: String,
    /// Where it is declared.
    #[serde(flatten)]
    pub at: Place,
    /// What is said of it.
    pub facts: Vec<Fact>,
}

impl Job {
    /// The environments it deploys to or verifies.
    pub fn environments(&self) -> impl Iterator<Item = (&str, Tier, &Place)> {
        self.facts.iter().filter_map(|fact| match &fact.value {
            What::Environment { name, tier } => Some((name.as_str(), *tier, &fact.at)),
            _ => None,
        })
    }

    /// What it does, act by act, in the order of its steps, each with the environments it is done to: those its own
    /// command names, else those the job declares, else for a look at a deploy those of the deploy, or of the look, before it.
    pub fn acts(&self) -> Vec<Act<'_>> {
        let stages = || self.facts.iter().filter(|fact| matches!(fact.value, What::Stage { .. }));
        let of_command = |at: &Place| stages().any(|fact| fact.at == *at);
        let named = |keep: &dyn Fn(&Place) -> bool| -> Vec<&str> {
            let found = self.environments().filter(|(_, _, at)| keep(at));
            found.map(|(name, _, _)| name).collect()
        };
        let declared = named(&|at| !of_command(at));
        let mut acts: Vec<Act<'_>> = Vec::new();
        for fact in stages() {
            let What::Stage { stage, .. } = &fact.value else { continue };
            let mut environments = named(&|at| *at == fact.at);
            if environments.is_empty() && matches!(stage, Stage::Deploy | Stage::Verify | Stage::Rollback) {
                environments.clone_from(&declared);
                if environments.is_empty() && *stage != Stage::Deploy {
                    let placed = |act: &&Act<'_>| !act.environments.is_empty() && act.stage == Stage::Verify;
                    let before = acts.iter().rev().find(|act| act.stage == Stage::Deploy || placed(act));
                    environments = before.map(|act| act.environments.clone()).unwrap_or_default();
                }
            }
            let here = || self.facts.iter().filter(|other| other.at == fact.at);
            let when = here().find_map(|other| match &other.value {
                What::Condition { when } => Some(when.as_str()),
                _ => None,
            });
            let tolerated = here().any(|other| matches!(other.value, What::Tolerated { .. }));
            acts.push(Act { stage: *stage, environments, when, tolerated, at: &fact.at });
        }
        acts
    }

    /// The gates inside.
    pub fn gates(&self) -> impl Iterator<Item = (Gate, Answer, &Place)> {
        self.facts.iter().filter_map(|fact| match &fact.value {
            What::Gate { gate, blocks, .. } => Some((*gate, *blocks, &fact.at)),
            _ => None,
        })
    }

    /// Works out the stages from the facts: what steps show, else what the name says.
    pub(super) fn settle(&mut self, scheduled: bool) {
        let name = |name: &str| known().stage_of_name(name);
        let said = name(&self.id).or_else(|| self.name.as_deref().and_then(name));
        let shown = self.shown();
        // Tests in a job that says it verifies look at what was deployed.
        let looks = said == Some(Stage::Verify) && !shown.contains(&Stage::Verify);
        if (shown.is_empty() || looks)
            && let Some(stage) = said
        {
            let by = "the name of the job".to_owned();
            self.facts.insert(0, Fact::new(What::Stage { stage, by }, self.at.clone()));
        }
        if self.shown().is_empty() {
            let what = if scheduled {
                What::Stage { stage: Stage::Scheduled, by: "the schedule that starts it".to_owned() }
            } else {
                What::unknown("stage", "neither a step nor the name shows one")
            };
            self.facts.insert(0, Fact::new(what, self.at.clone()));
        }
        let regions = self.legs.iter().flatten().filter(|(name, _)| name.to_lowercase().ends_with("region"));
        let regions: Vec<What> = regions.map(|(_, value)| What::Region { name: value.clone() }).collect();
        self.facts.extend(regions.into_iter().map(|what| Fact::new(what, self.at.clone())));
        fact::trim(&mut self.facts);
        self.stages = self.shown();
    }

    fn shown(&self) -> Vec<Stage> {
        let mut stages = Vec::new();
        for fact in &self.facts {
            if let What::Stage { stage, .. } = &fact.value
                && !stages.contains(stage)
            {
                stages.push(*stage);
            }
        }
        stages
    }
}

impl Assessment {
    /// Every fact with what it belongs to: a pipeline's, a job's, a workload's; those of unread files last.
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        let pipelines = self.pipelines.iter();
        let of_pipelines = pipelines.flat_map(|p| p.facts.iter().chain(p.jobs.iter().flat_map(|job| &job.facts)));
        of_pipelines.chain(self.workloads.iter().flat_map(|w| &w.facts)).chain(&self.unread)
    }
}

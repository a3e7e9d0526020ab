//! The jobs of all pipelines before they are joined: their pieces, their names, the environments they touch.

use std::collections::{BTreeMap, BTreeSet};

use super::pieces::{self, Frame, Piece};
use crate::assess::fact::{Place, Tier, What};
use crate::assess::model::{Assessment, Job, Pipeline};
use crate::engine::pipeline::StageKind;

/// A job in pieces.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub pipeline: usize,
    pub job: &'a Job,
    /// Unique in the repository.
    pub name: String,
    pub frame: Frame<'a>,
    pub pieces: Vec<Piece<'a>>,
    /// Of each piece the environments it concerns.
    pub environments: Vec<Vec<String>>,
}

/// Everything that is drawn.
#[derive(Debug)]
pub(super) struct Drafts<'a> {
    pub assessment: &'a Assessment,
    pub jobs: Vec<Draft<'a>>,
    /// The part each environment plays.
    pub tiers: BTreeMap<String, Tier>,
    by_id: BTreeMap<(usize, &'a str), usize>,
}

/// Whether a pipeline is one of GitLab.
pub(super) fn is_gitlab(pipeline: &Pipeline) -> bool {
    pipeline.platform == "GitLab CI"
}

/// `hotfix` of `.github/workflows/hotfix.yml`.
pub(super) fn stem(pipeline: &Pipeline) -> &str {
    let name = pipeline.id.rsplit('/').next().unwrap_or(&pipeline.id);
    name.trim_end_matches(".yml").trim_end_matches(".yaml").trim_start_matches('.')
}

impl<'a> Drafts<'a> {
    pub fn of(assessment: &'a Assessment) -> Self {
        let jobs =
            || assessment.pipelines.iter().enumerate().flat_map(|(at, p)| p.jobs.iter().map(move |j| (at, p, j)));
        let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
        jobs().for_each(|(_, _, job)| *uses.entry(&job.id).or_default() += 1);
        let mut drafts = Drafts { assessment, jobs: Vec::new(), tiers: BTreeMap::new(), by_id: BTreeMap::new() };
        for (number, pipeline, job) in jobs() {
            let (frame, pieces) = pieces::of(job, is_gitlab(pipeline));
            let name = match uses.get(job.id.as_str()) {
                Some(1) => job.id.clone(),
                _ => format!("{}: {}", stem(pipeline), job.id),
            };
            let same = same_environments(job);
            let environments = pieces.iter().map(|piece| {
                let mut names: Vec<String> = Vec::new();
                for name in &piece.environments {
                    let name = same.get(name).copied().unwrap_or(name).to_owned();
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
                names
            });
            let environments = environments.collect();
            for (name, tier, _) in job.environments() {
                let known = drafts.tiers.entry(same.get(name).copied().unwrap_or(name).to_owned()).or_insert(tier);
                if *known == Tier::Unknown {
                    *known = tier;
                }
            }
            drafts.by_id.insert((number, &job.id), drafts.jobs.len());
            drafts.jobs.push(Draft { pipeline: number, job, name, frame, pieces, environments });
        }
        drafts.look_back();
        drafts
    }

    /// The jobs a job waits for, by number.
    pub fn needs(&self, job: usize) -> Vec<usize> {
        let draft = &self.jobs[job];
        let mut found = Vec::new();
        for need in &draft.job.needs {
            let known = self.by_id.get(&(draft.pipeline, need.value.as_str()));
            found.extend(known.filter(|one| !found.contains(*one)).copied().into_iter().collect::<Vec<_>>());
        }
        found
    }

    /// Everything a job waits for, directly or not.
    pub fn before(&self, job: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut open = self.needs(job);
        while let Some(one) = open.pop() {
            if found.insert(one) {
                open.extend(self.needs(one));
            }
        }
        found
    }

    /// The nearest jobs with a deploy that a job waits for.
    pub fn deploys_before(&self, job: usize) -> BTreeSet<usize> {
        let (mut found, mut seen, mut open) = (BTreeSet::new(), BTreeSet::new(), self.needs(job));
        while let Some(one) = open.pop() {
            if !seen.insert(one) {
                continue;
            }
            if self.jobs[one].pieces.iter().any(|piece| piece.kind == StageKind::Deploy) {
                found.insert(one);
            } else {
                open.extend(self.needs(one));
            }
        }
        found
    }

    /// The environments that the nearest deploys before a job go to.
    pub fn environments_before(&self, job: usize) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for one in self.deploys_before(job) {
            let draft = &self.jobs[one];
            let deploys = draft.pieces.iter().zip(&draft.environments);
            for (_, environments) in deploys.filter(|(piece, _)| piece.kind == StageKind::Deploy) {
                environments.iter().for_each(|name| {
                    if !names.contains(name) {
                        names.push(name.clone());
                    }
                });
            }
        }
        names
    }

    /// The part an environment plays.
    pub fn tier(&self, name: &str) -> Tier {
        self.tiers.get(name).copied().unwrap_or(Tier::Unknown)
    }

    /// What looks at a deploy, or takes it back, without saying where does so where the deploy before it went: also
    /// where it names, by an address, a place of the same part that nothing is deployed to.
    fn look_back(&mut self) {
        let deployed: BTreeSet<String> = self
            .jobs
            .iter()
            .flat_map(|draft| draft.pieces.iter().zip(&draft.environments))
            .filter(|(piece, _)| piece.kind == StageKind::Deploy)
            .flat_map(|(_, environments)| environments.iter().cloned())
            .collect();
        for job in 0..self.jobs.len() {
            let before = self.environments_before(job);
            for piece in 0..self.jobs[job].pieces.len() {
                let own = &self.jobs[job].environments[piece];
                let looks = matches!(self.jobs[job].pieces[piece].kind, StageKind::Verify | StageKind::Rollback);
                let strange = own.iter().all(|name| !deployed.contains(name));
                if !looks || !strange {
                    continue;
                }
                let tiers: BTreeSet<Tier> =
                    if own.is_empty() { &before } else { own }.iter().map(|name| self.tier(name)).collect();
                let fits: Vec<String> =
                    before.iter().filter(|name| tiers.contains(&self.tier(name))).cloned().collect();
                if tiers.len() == 1 && !fits.is_empty() {
                    self.jobs[job].environments[piece] = fits;
                }
            }
        }
    }
}

/// Names for one environment within a job: the one that a command gives to what the job declares under another.
fn same_environments(job: &Job) -> BTreeMap<&str, &str> {
    let of_step = |at: &Place| job.facts.iter().any(|fact| matches!(fact.value, What::Stage { .. }) && fact.at == *at);
    let mut declared: BTreeMap<Tier, BTreeSet<&str>> = BTreeMap::new();
    let mut named: BTreeMap<Tier, BTreeSet<&str>> = BTreeMap::new();
    for (name, tier, at) in job.environments() {
        let set = if of_step(at) { &mut named } else { &mut declared };
        set.entry(tier).or_default().insert(name);
    }
    let mut same = BTreeMap::new();
    for (tier, names) in named {
        if let (Some(declared), 1) = (declared.get(&tier).filter(|names| names.len() == 1), names.len()) {
            same.extend(names.iter().zip(declared).map(|(name, declared)| (*name, *declared)));
        }
    }
    same
}

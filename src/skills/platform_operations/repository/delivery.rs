//! The delivery flow as files show it: paths, environments, artifacts, the graph of stages, and checks.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::image::{of_image, registry};
use super::{Case, Row, line, refs, row};
use crate::assess::fact::{Fact, Place, Stage, Tier, What};
use crate::assess::graph;
use crate::assess::model::Pipeline;
use crate::engine::pipeline::{CheckKind, Reference, StageInput, StageKind, Starts};

impl Case<'_> {
    /// The name of the path that a pipeline is: that of its file.
    fn path(pipeline: &Pipeline) -> String {
        let file = pipeline.id.rsplit('/').next().unwrap_or(&pipeline.id);
        file.trim_end_matches(".yml").trim_end_matches(".yaml").trim_start_matches('.').to_owned()
    }

    pub(super) fn paths(&self) -> Vec<Row> {
        let used: BTreeSet<&str> = self
            .drawn_stages()
            .filter(|stage| self.is_delivery(stage))
            .filter_map(|stage| self.pipeline(stage))
            .map(|pipeline| pipeline.id.as_str())
            .collect();
        let pipelines = self.assessment.pipelines.iter().filter(|pipeline| used.contains(pipeline.id.as_str()));
        pipelines
            .map(|pipeline| row([("path", Self::path(pipeline)), ("trigger", trigger(pipeline).to_owned())]))
            .collect()
    }

    pub(super) fn environments(&self) -> Vec<Row> {
        let tiers: BTreeMap<&str, Tier> = self
            .assessment
            .facts()
            .filter_map(|fact| match &fact.value {
                What::Environment { name, tier } if *tier != Tier::Unknown => Some((name.as_str(), *tier)),
                _ => None,
            })
            .collect();
        let rows = self.drawn.pipeline.environments.iter().map(|environment| {
            let tier = tiers.get(environment.id.as_str()).map(|tier| tier.word().to_owned()).unwrap_or_default();
            let region = environment.region.clone().unwrap_or_default();
            row([("environment", environment.id.clone()), ("tier", tier), ("region", region)])
        });
        rows.collect()
    }

    /// The services of an artifact: the one its image is named by.
    fn services_of(&self, artifact: &str) -> Option<String> {
        let name = of_image(artifact)?;
        let known = self.services.iter().filter_map(|row| row.get("service").and_then(Json::as_str));
        known.into_iter().find(|service| service.eq_ignore_ascii_case(name)).map(str::to_owned)
    }

    pub(super) fn artifacts(&self) -> Vec<Row> {
        let rows = self.drawn.pipeline.artifacts.iter().map(|artifact| {
            let id = &artifact.id;
            let taken: Vec<Reference> =
                self.drawn_stages().filter(|stage| stage.artifact.as_ref() == Some(id)).map(|stage| stage.by).collect();
            let identity = match taken.as_slice() {
                [] => "",
                all if all.contains(&Reference::Tag) => "tag",
                _ => "digest",
            };
            let builders: Vec<&StageInput> = self.drawn_stages().filter(|stage| stage.produces.contains(id)).collect();
            let provenance = builders.iter().find_map(|stage| self.attested(stage)).unwrap_or_default();
            let mut cells = row([
                ("artifact", id.clone()),
                ("identity", identity.to_owned()),
                ("store", registry(id).unwrap_or_default()),
                ("provenance", provenance),
            ]);
            refs(&mut cells, "services", self.services_of(id));
            refs(&mut cells, "built_by", builders.iter().map(|stage| stage.id.clone()));
            cells
        });
        rows.collect()
    }

    /// What attests or signs what a build made, in the same job.
    pub(super) fn attested(&self, stage: &StageInput) -> Option<String> {
        let source = self.drawn.source(&stage.id)?;
        let job = self.pipeline(stage)?.jobs.iter().find(|job| job.id == source.job)?;
        job.facts.iter().find_map(|fact| match &fact.value {
            What::Stage { stage: Stage::Package, by } if by.contains("attest") || by.contains("cosign") => {
                Some(format!("{} in {}", by.replace('`', ""), line(&fact.at)))
            }
            _ => None,
        })
    }

    pub(super) fn stages(&self) -> Vec<Row> {
        let shown: BTreeSet<&str> =
            self.drawn_stages().filter(|stage| self.is_delivery(stage)).map(|stage| stage.id.as_str()).collect();
        let several = self.paths().len() > 1;
        let rows = self.drawn_stages().filter(|stage| shown.contains(stage.id.as_str())).map(|stage| {
            let artifacts: Vec<String> = stage.produces.iter().chain(&stage.artifact).cloned().collect();
            let mut services: Vec<String> = artifacts.iter().filter_map(|one| self.services_of(one)).collect();
            services.dedup();
            if services.is_empty() {
                services.push("all".to_owned());
            }
            let source = self.drawn.source(&stage.id);
            let runs = source.map(|source| format!("{} in {}", source.job, line(&source.at))).unwrap_or_default();
            let start = if stage.starts == Starts::Manual { "manual" } else { "" };
            let mut cells = row([
                ("stage", stage.id.clone()),
                ("kind", self.kind(stage).unwrap_or_default().to_owned()),
                ("start", start.to_owned()),
                ("runs", runs),
            ]);
            let mut after = self.waits(stage);
            after.retain(|one| shown.contains(one.as_str()));
            refs(&mut cells, "after", if after.is_empty() { vec!["none".to_owned()] } else { after });
            refs(&mut cells, "services", services);
            refs(&mut cells, "paths", self.pipeline(stage).filter(|_| several).map(Self::path));
            refs(&mut cells, "environment", stage.environment.clone());
            refs(&mut cells, "artifact", artifacts);
            cells
        });
        rows.collect()
    }

    pub(super) fn checks(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for stage in self.drawn_stages().filter(|stage| stage.kind == StageKind::Verify) {
            for check in &stage.checks {
                let kind = if *check == CheckKind::HealthCheck { "health" } else { "smoke" };
                let mut cells = row([
                    ("check", format!("{}: {kind}", stage.id)),
                    ("kind", kind.to_owned()),
                    ("expects", self.targets(stage, *check)),
                ]);
                refs(&mut cells, "stage", [stage.id.clone()]);
                rows.push(cells);
            }
        }
        rows
    }

    /// What the checks of a stage ask, of one kind.
    fn targets(&self, stage: &StageInput, wanted: CheckKind) -> String {
        let job = self
            .pipeline(stage)
            .zip(self.drawn.source(&stage.id))
            .and_then(|(pipeline, source)| pipeline.jobs.iter().find(|job| job.id == source.job));
        let facts: Vec<&Fact> = job.into_iter().flat_map(|job| &job.facts).collect();
        // What a deploy asks before it is done belongs to the deploy.
        let of_deploy = |at: &Place| {
            facts.iter().any(|fact| fact.at == *at && matches!(fact.value, What::Stage { stage: Stage::Deploy, .. }))
        };
        let targets = facts.iter().filter(|fact| !of_deploy(&fact.at)).filter_map(|fact| match &fact.value {
            What::Check { kind, target } if !target.is_empty() && graph::proves(*kind, target) == wanted => {
                Some(format!("{target} succeeds"))
            }
            _ => None,
        });
        targets.collect::<Vec<_>>().join("; ")
    }
}

/// What starts a pipeline, where one word of a pack says it: of several the one by which most changes come.
fn trigger(pipeline: &Pipeline) -> &'static str {
    let mut found: Vec<(usize, &'static str)> = Vec::new();
    for fact in &pipeline.facts {
        let What::Trigger { event, detail } = &fact.value else { continue };
        let tags_only = detail.contains("tags ") && !detail.contains("branches ");
        match event.as_str() {
            "push" if tags_only => found.push((1, "tag")),
            "push" => found.push((0, "merge")),
            "release" => found.push((1, "tag")),
            "workflow_dispatch" => found.push((2, "manual")),
            "schedule" => found.push((3, "schedule")),
            "pull_request" | "merge_group" => found.push((4, "pull request")),
            "rule" if detail.contains("CI_DEFAULT_BRANCH") || detail.contains("CI_COMMIT_BRANCH") => {
                found.push((0, "merge"))
            }
            "rule" if detail.contains("CI_COMMIT_TAG") => found.push((1, "tag")),
            "rule" if detail.contains("schedule") => found.push((3, "schedule")),
            "rule" if detail.contains("merge_request") => found.push((4, "pull request")),
            _ => {}
        }
    }
    found.sort_unstable();
    found.first().map(|(_, word)| *word).unwrap_or_default()
}

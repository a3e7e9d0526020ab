//! The current state as files show it: what is deployed, and with which tools.

use std::collections::{BTreeMap, BTreeSet};

use super::image::{of_image, registry};
use super::{Case, Row, line, row};
use crate::assess::fact::Place;
use crate::assess::graph::Drawn;
use crate::assess::model::{Assessment, Workload};

/// The card of a platform.
fn card(platform: &str) -> &'static str {
    match platform {
        "Vercel" => "vercel",
        "Netlify" => "netlify",
        "Render" => "render",
        "Railway" => "railway",
        "DigitalOcean" => "digitalocean",
        "Supabase" => "supabase",
        "CloudFormation" => "aws",
        _ => "",
    }
}

/// What a workload is among services; `None` for what runs nothing of its own, blank where its kind does not say.
fn kind_of(workload: &Workload) -> Option<&'static str> {
    match (workload.platform.as_str(), workload.kind.as_str()) {
        ("Kubernetes", "Deployment" | "StatefulSet" | "DaemonSet" | "Rollout") => Some(""),
        ("Kubernetes", "CronJob" | "Job") => Some("job"),
        ("Compose", "service") | ("Railway", "service") | ("Fly.io", "app") | ("Helm", "chart") => Some(""),
        ("DigitalOcean" | "Render", kind) => match kind {
            "web" => Some("web"),
            "worker" => Some("worker"),
            "cron" | "job" => Some("job"),
            "function" | "functions" => Some("function"),
            "site" | "static" => Some("static"),
            "database" => Some("database"),
            "service" | "pserv" => Some(""),
            _ => None,
        },
        ("CloudFormation", "AWS::Serverless::Function" | "AWS::Lambda::Function") => Some("function"),
        ("CloudFormation", "AWS::ECS::Service") => Some(""),
        ("Vercel" | "Netlify", "site") => Some("web"),
        ("Supabase", "project") => Some("database"),
        ("Pulumi", "project") | ("SST", "app") => Some("infrastructure"),
        _ => None,
    }
}

pub(super) fn services(assessment: &Assessment, drawn: &Drawn) -> Vec<Row> {
    let mut seen = BTreeSet::new();
    let mut rows = Vec::new();
    for workload in &assessment.workloads {
        let Some(kind) = kind_of(workload) else { continue };
        // A service whose file bears no name is called by its folder or its platform.
        let name = match workload.name.contains('/') || workload.name.contains('.') {
            false => workload.name.clone(),
            true => match workload.name.rsplit_once('/') {
                Some((folder, _)) => folder.rsplit('/').next().unwrap_or(folder).to_owned(),
                None => format!("{} {}", workload.platform.to_lowercase(), workload.kind),
            },
        };
        if seen.insert(name.to_lowercase()) {
            rows.push(row([
                ("service", name),
                ("kind", kind.to_owned()),
                ("platform", card(&workload.platform).to_owned()),
            ]));
        }
    }
    for artifact in &drawn.pipeline.artifacts {
        if let Some(name) = of_image(&artifact.id).filter(|name| seen.insert(name.to_lowercase())) {
            rows.push(row([("service", name.to_owned())]));
        }
    }
    rows
}

impl Case<'_> {
    pub(super) fn stack(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut tools: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for pipeline in &self.assessment.pipelines {
            tools.entry(&pipeline.platform).or_default().push(&pipeline.id);
        }
        for (number, (platform, files)) in tools.iter().enumerate() {
            let part = if number == 0 { "pipeline".to_owned() } else { format!("pipeline, {platform}") };
            rows.push(row([("part", part), ("tool", (*platform).to_owned()), ("source", files.join(", "))]));
        }
        let mut hosts: BTreeMap<&str, &Place> = BTreeMap::new();
        for workload in &self.assessment.workloads {
            hosts.entry(&workload.platform).or_insert(&workload.at);
        }
        let described: Vec<&str> = hosts.keys().copied().filter(|name| !name.starts_with("Docker")).collect();
        if !described.is_empty() {
            let places: Vec<String> = described.iter().filter_map(|name| hosts.get(name)).map(|at| line(at)).collect();
            rows.push(row([
                ("part", "hosting".to_owned()),
                ("tool", described.join(", ")),
                ("source", places.join(", ")),
            ]));
        }
        let stores: BTreeSet<String> =
            self.drawn.pipeline.artifacts.iter().filter_map(|artifact| registry(&artifact.id)).collect();
        if !stores.is_empty() {
            let tool = stores.into_iter().collect::<Vec<_>>().join(", ");
            rows.push(row([("part", "registry".to_owned()), ("tool", tool)]));
        }
        rows
    }
}

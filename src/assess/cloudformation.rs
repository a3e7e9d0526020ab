//! CloudFormation and SAM templates: gradual deployments, alarms, health checks, images.

use super::fact::{CheckKind, Fact, Gate, Role, What};
use super::image::Image;
use super::known::known;
use super::model::Workload;
use super::tree::Node;
use super::{Gather, Repo, is_json, is_yaml};
use crate::assess::fact::{Answer, Stage, Tier};

pub(super) fn takes(path: &str, text: &str) -> bool {
    let template = is_yaml(path) || is_json(path) || path.ends_with(".template");
    template && text.contains("Resources") && (text.contains("AWSTemplateFormatVersion") || text.contains("AWS::"))
}

pub(super) fn read(repo: &Repo<'_>, path: &str) -> Result<Vec<Workload>, Fact> {
    let Some(root) = repo.one(path)? else { return Ok(Vec::new()) };
    let mut found: Vec<Workload> = Vec::new();
    let globals = root.at(&["Globals", "Function"]);
    let mut left: Vec<String> = Vec::new();
    for (name, key, resource) in root.get("Resources").into_iter().flat_map(Node::fields) {
        let kind = resource.str_at(&["Type"]).unwrap_or_default();
        let mut gather = Gather::new(repo, path);
        let empty = Node { line: key.line, column: key.column, tag: None, value: super::tree::Value::Null };
        let properties = resource.get("Properties").unwrap_or(&empty);
        if !of_resource(&mut gather, kind, properties, globals) {
            left.push(kind.to_owned());
            continue;
        }
        if let Some(condition) = resource.get("Condition") {
            gather.add(condition, What::Condition { when: condition.line() });
        }
        open_ends(&mut gather, properties);
        found.push(gather.into(name, "CloudFormation", kind, key));
    }
    let mut gather = Gather::new(repo, path);
    for (name, key, parameter) in root.get("Parameters").into_iter().flat_map(Node::fields) {
        let values = parameter.get("AllowedValues").map(Node::items).unwrap_or_default();
        for value in values.iter().filter(|value| known().tier(&value.line()) != Tier::Unknown) {
            gather.add(value, What::Environment { name: value.line(), tier: known().tier(&value.line()) });
        }
        if name.to_lowercase().contains("image") {
            let default = parameter.get("Default").map(Node::line).unwrap_or_default();
            gather.add(key, What::setting(&format!("parameter {name}"), default));
        }
    }
    left.sort();
    left.dedup();
    if !left.is_empty() {
        gather.add(&root, What::setting("other resources", super::tree::shorten(&left.join(", "))));
    }
    if !gather.facts.is_empty() || found.is_empty() {
        found.insert(0, gather.into(path, "CloudFormation", "template", &root));
    }
    Ok(found)
}

/// Adds what a resource says; says whether its kind is one that is read.
fn of_resource(gather: &mut Gather<'_, '_>, kind: &str, properties: &Node, globals: Option<&Node>) -> bool {
    match kind {
        "AWS::Serverless::Function" => {
            function(gather, properties, globals);
        }
        "AWS::Lambda::Function" => image(gather, properties, &["Code", "ImageUri"]),
        "AWS::Lambda::Alias" => {
            gather.with(properties, &["RoutingConfig"], |line| What::Strategy {
                name: format!("weighted versions: {line}"),
            });
            gather.settings(properties, &["FunctionVersion"]);
        }
        "AWS::CodeDeploy::DeploymentGroup" => deployment_group(gather, properties),
        "AWS::CodeDeploy::DeploymentConfig" => {
            gather.with(properties, &["TrafficRoutingConfig"], |line| What::Strategy { name: line });
        }
        "AWS::CloudWatch::Alarm" | "AWS::CloudWatch::CompositeAlarm" => {
            let field = |key: &str| properties.get(key).map(Node::line);
            let metric =
                field("MetricName").or_else(|| field("AlarmRule")).or_else(|| field("Metrics")).unwrap_or_default();
            let against = field("Threshold").map(|threshold| format!(" against {threshold}")).unwrap_or_default();
            gather.add(properties, What::Alarm { name: format!("{metric}{against}") });
        }
        "AWS::ECS::Service" => {
            gather
                .settings(properties, &["DesiredCount", "HealthCheckGracePeriodSeconds", "DeploymentController.Type"]);
            if let Some(configuration) = properties.get("DeploymentConfiguration") {
                let strategy = configuration.get("Strategy").map_or_else(|| "rolling".to_owned(), Node::line);
                let numbers = ["MinimumHealthyPercent", "MaximumPercent"];
                let numbers =
                    numbers.iter().filter_map(|key| Some(format!("{key}={}", configuration.get(key)?.line())));
                let name = [strategy].into_iter().chain(numbers).collect::<Vec<_>>().join(", ");
                gather.add(configuration, What::Strategy { name });
                if configuration.at(&["DeploymentCircuitBreaker", "Rollback"]).is_some_and(Node::is_true) {
                    gather.add(configuration, What::Rollback { by: "the deployment circuit breaker".to_owned() });
                }
                gather.with(configuration, &["Alarms"], |line| What::Rollback { by: format!("alarms: {line}") });
            }
        }
        "AWS::ECS::TaskDefinition" => {
            for container in properties.get("ContainerDefinitions").map(Node::items).unwrap_or_default() {
                image(gather, container, &["Image"]);
                gather.with(container, &["HealthCheck", "Command"], |target| What::Check {
                    kind: CheckKind::Health,
                    target,
                });
                gather.settings(container, &["User"]);
            }
        }
        "AWS::ElasticLoadBalancingV2::TargetGroup" => {
            gather.with(properties, &["HealthCheckPath"], |path| What::Check {
                kind: CheckKind::Health,
                target: format!("GET {path}"),
            });
            gather.settings(properties, &["HealthyThresholdCount", "HealthCheckIntervalSeconds"]);
        }
        "AWS::Route53::HealthCheck" => {
            gather.with(properties, &["HealthCheckConfig", "ResourcePath"], |target| What::Check {
                kind: CheckKind::Health,
                target,
            });
        }
        "AWS::AppRunner::Service" => {
            image(gather, properties, &["SourceConfiguration", "ImageRepository", "ImageIdentifier"]);
            gather.with(properties, &["HealthCheckConfiguration", "Path"], |path| What::Check {
                kind: CheckKind::Health,
                target: format!("GET {path}"),
            });
            gather.settings(properties, &["SourceConfiguration.AutoDeploymentsEnabled"]);
        }
        "AWS::CodePipeline::Pipeline" => pipeline(gather, properties),
        "AWS::Synthetics::Canary" => {
            gather.with(properties, &["Schedule", "Expression"], |line| What::Check {
                kind: CheckKind::Smoke,
                target: line,
            });
        }
        _ => return false,
    }
    true
}

fn image(gather: &mut Gather<'_, '_>, node: &Node, path: &[&str]) {
    if let Some(value) = node.at(path) {
        match (&value.tag, value.text()) {
            (None, Some(text)) => gather.add(value, Image::of(text).what(Role::Consumed)),
            _ => gather
                .add(value, What::unknown("image", format!("it is {}, known only when it is deployed", value.line()))),
        }
    }
}

fn function(gather: &mut Gather<'_, '_>, properties: &Node, globals: Option<&Node>) {
    image(gather, properties, &["ImageUri"]);
    let get = |key: &str| properties.get(key).or_else(|| globals.and_then(|globals| globals.get(key)));
    if let Some(alias) = get("AutoPublishAlias") {
        gather.add(alias, What::setting("AutoPublishAlias", alias.line()));
    }
    let Some(preference) = get("DeploymentPreference") else { return };
    if preference.get("Enabled").is_some_and(Node::is_false) {
        return gather.add(preference, What::setting("DeploymentPreference", "disabled"));
    }
    gather.with(preference, &["Type"], |name| What::Strategy { name });
    gather.with(preference, &["Alarms"], |line| What::Rollback { by: format!("alarms: {line}") });
    for (name, _, hook) in preference.get("Hooks").into_iter().flat_map(Node::fields) {
        gather.add(hook, What::Check { kind: CheckKind::Smoke, target: format!("{name}: {}", hook.line()) });
    }
}

fn deployment_group(gather: &mut Gather<'_, '_>, properties: &Node) {
    gather.with(properties, &["DeploymentConfigName"], |name| What::Strategy { name });
    gather.with(properties, &["DeploymentStyle"], |name| What::Strategy { name });
    if let Some(rollback) =
        properties.get("AutoRollbackConfiguration").filter(|node| node.get("Enabled").is_some_and(Node::is_true))
    {
        let events = rollback.get("Events").map_or_else(|| "as by default".to_owned(), Node::line);
        gather.add(rollback, What::Rollback { by: format!("automatic: {events}") });
    }
    gather.with(properties, &["AlarmConfiguration", "Alarms"], |name| What::Alarm { name });
}

/// The actions of a CodePipeline, by their category.
fn pipeline(gather: &mut Gather<'_, '_>, properties: &Node) {
    for stage in properties.get("Stages").map(Node::items).unwrap_or_default() {
        for action in stage.get("Actions").map(Node::items).unwrap_or_default() {
            let name = action.get("Name").map(Node::line).unwrap_or_default();
            let by = format!("the action `{name}`");
            let category = action.str_at(&["ActionTypeId", "Category"]).unwrap_or_default();
            let stage = match category {
                "Build" => known().stage_of_name(&name).unwrap_or(Stage::Build),
                "Test" => Stage::Test,
                "Deploy" => Stage::Deploy,
                "Approval" => Stage::Approve,
                "Source" => {
                    let detail = action.at(&["ActionTypeId", "Provider"]).map(Node::line).unwrap_or_default();
                    gather.add(action, What::Trigger { event: "source".to_owned(), detail });
                    continue;
                }
                _ => {
                    gather.add(
                        action,
                        What::unknown(format!("what the action `{name}` does"), format!("its category is {category}")),
                    );
                    continue;
                }
            };
            gather.add(action, What::Stage { stage, by: by.clone() });
            if stage == Stage::Approve {
                gather.add(action, What::Gate { gate: Gate::Approval, by, blocks: Answer::Yes });
            }
        }
    }
}

/// Choices between values are made when the template is deployed.
fn open_ends(gather: &mut Gather<'_, '_>, properties: &Node) {
    let mut open = Vec::new();
    for (name, key, value) in properties.fields() {
        let mut chosen = false;
        value.visit(&mut |key, node| chosen |= node.tag.as_deref() == Some("If") || key == Some("Fn::If"));
        if chosen {
            open.push((name, key));
        }
    }
    for (name, key) in open {
        gather.add(key, What::unknown(name, "a condition chooses it when the template is deployed"));
    }
}

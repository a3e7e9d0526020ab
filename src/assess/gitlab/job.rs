//! What one job of GitLab CI shows.

use std::collections::BTreeMap;

use super::blocking;
use super::layers::{Definitions, Found, Layers};
use super::variables::fill;
use crate::assess::Repo;
use crate::assess::evidence::{self, Around};
use crate::assess::fact::{
    ArtifactKind, CredentialKind, FACTS, Fact, Gate, Identity, Place, Role, Sourced, Stage, Tier, What,
};
use crate::assess::image::Image;
use crate::assess::known::known;
use crate::assess::model::Job;
use crate::assess::tree::{Node, Value, shorten};

/// The most lists within lists and references within references of a script.
const DEPTH: usize = 10;
/// The most references that are followed in the scripts of one job.
const REFERENCES: usize = 500;
/// The most variables of one run.
const VARIABLES: usize = 64;
/// The most runs of one job, as GitLab has it.
const RUNS: usize = 200;

/// The reports that are made by gates.
const REPORTS: [(&str, Gate); 8] = [
    ("sast", Gate::Security),
    ("dast", Gate::Security),
    ("container_scanning", Gate::Security),
    ("dependency_scanning", Gate::Dependency),
    ("secret_detection", Gate::Secret),
    ("codequality", Gate::Quality),
    ("junit", Gate::Quality),
    ("coverage_report", Gate::Quality),
];

/// Reads a job: the stage of the pipeline it belongs to, whether it waits for all earlier stages, and the job.
pub(super) fn read(repo: &Repo<'_>, name: &str, definitions: &Definitions<'_>) -> (String, bool, Job) {
    let layers = Layers::of(name, definitions).with_defaults(definitions);
    let at = definitions.get(name).and_then(|defined| defined.first());
    let at = at.map_or_else(|| Place::file(super::FILE), |defined| repo.place(defined.file, defined.key));
    let job = Job {
        id: name.to_owned(),
        name: None,
        at,
        stages: Vec::new(),
        needs: Vec::new(),
        legs: Vec::new(),
        facts: Vec::new(),
    };
    let mut reader = Reader { repo, definitions, layers, variables: BTreeMap::new(), references: 0, job };
    reader.read();
    let stage = reader.layers.text(&["stage"]).unwrap_or("test").to_owned();
    let waits = reader.layers.find(&["needs"]).is_none();
    (stage, waits, reader.job)
}

struct Reader<'r, 'f, 'n> {
    repo: &'r Repo<'f>,
    definitions: &'r Definitions<'n>,
    layers: Layers<'n>,
    variables: BTreeMap<String, String>,
    references: usize,
    job: Job,
}

impl<'n> Reader<'_, '_, 'n> {
    fn add(&mut self, what: What, file: &str, at: &Node) {
        self.job.facts.push(Fact::new(what, self.repo.place(file, at)));
    }

    fn read(&mut self) {
        self.variables();
        self.legs();
        self.needs();
        self.conditions();
        if let Some(image) = self.layers.find(&["image"]) {
            let node = image.node.get("name").unwrap_or(image.node);
            if let Some(text) = node.text() {
                let reference = Image::of(&self.fill(text));
                self.add(reference.what(Role::Base), image.file, node);
            }
        }
        if let Some(group) = self.layers.find(&["resource_group"]) {
            self.add(What::Concurrency { group: self.fill(&group.node.line()) }, group.file, group.key);
        }
        if let Some(tokens) = self.layers.find(&["id_tokens"]) {
            for (_, key, token) in tokens.node.fields() {
                let to = token.get("aud").map(Node::line).unwrap_or_default();
                self.add(What::Credential { to, kind: CredentialKind::ShortLived }, tokens.file, key);
            }
        }
        self.environment();
        let tolerated = self.layers.find(&["allow_failure"]).is_some_and(|found| !found.node.is_false());
        let stage = self.layers.text(&["stage"]).unwrap_or_default();
        let verifying =
            [self.job.id.as_str(), stage].iter().any(|name| known().stage_of_name(name) == Some(Stage::Verify));
        for part in ["before_script", "script", "after_script"] {
            if let Some(found) = self.layers.find(&[part]) {
                let around = Around { tolerated: tolerated || part == "after_script", verifying, when: None };
                self.script(found.file, found.node, around, 0);
            }
        }
        self.artifacts(tolerated);
        if let Some(found) = self.layers.find(&["release"]) {
            self.add(What::Stage { stage: Stage::Release, by: "`release`".to_owned() }, found.file, found.key);
        }
        if self.job.id == "pages" {
            let at = self.job.at.clone();
            self.job.facts.push(Fact::new(What::Stage { stage: Stage::Deploy, by: "the job `pages`".to_owned() }, at));
        }
        if let Some(found) = self.layers.find(&["trigger"]) {
            let target = shorten(&found.node.line());
            let what = What::unknown(format!("the jobs of the pipeline it triggers, {target}"), "it is one of its own");
            self.add(what, found.file, found.key);
        }
        // The stage of the pipeline speaks where no step does.
        let shown = self.job.facts.iter().any(|fact| matches!(fact.value, What::Stage { .. }));
        if !shown
            && known().stage_of_name(&self.job.id).is_none()
            && let Some(found) = self.layers.find(&["stage"])
            && let Some(stage) = known().stage_of_name(found.node.text().unwrap_or_default())
        {
            let by = format!("the stage `{}` it belongs to", found.node.line());
            self.add(What::Stage { stage, by }, found.file, found.node);
        }
    }

    fn variables(&mut self) {
        let value = |node: &Node| node.text().or_else(|| node.str_at(&["value"])).map(str::to_owned);
        let of_pipeline = self.definitions.get("variables").into_iter().flatten().rev();
        for (name, _, node) in of_pipeline.flat_map(|defined| defined.node.fields()) {
            self.variables.extend(value(node).map(|value| (name.to_owned(), value)));
        }
        if let Some(own) = self.layers.find(&["variables"]) {
            let names: Vec<&str> = own.node.fields().map(|(name, _, _)| name).collect();
            for name in names {
                let found = self.layers.find(&["variables", name]).and_then(|found| value(found.node));
                self.variables.extend(found.map(|value| (name.to_owned(), value)));
            }
        }
    }

    /// A text with the variables that are known; one may stand for another.
    fn fill(&self, text: &str) -> String {
        let once = fill(text, &self.variables);
        fill(&once, &self.variables)
    }

    fn legs(&mut self) {
        let Some(found) = self.layers.find(&["parallel", "matrix"]) else { return };
        let mut all = Vec::new();
        for entry in found.node.items() {
            let mut legs = vec![BTreeMap::new()];
            for (name, _, values) in entry.fields().take(VARIABLES) {
                let each = values.each();
                if legs.len().saturating_mul(each.len()) > RUNS {
                    break;
                }
                let add = |leg: &BTreeMap<String, String>, value: &Node| {
                    let mut leg = leg.clone();
                    leg.insert(name.to_owned(), value.line());
                    leg
                };
                legs = legs.iter().flat_map(|leg| each.iter().map(move |value| add(leg, value))).collect();
            }
            all.extend(legs);
            if all.len() > RUNS {
                break;
            }
        }
        if all.len() > RUNS {
            let what = What::unknown("matrix", format!("it has more than {RUNS} runs"));
            return self.add(what, found.file, found.key);
        }
        self.job.legs = all;
    }

    fn needs(&mut self) {
        let Some(found) = self.layers.find(&["needs"]) else { return };
        for need in found.node.items() {
            let own = need.get("pipeline").or_else(|| need.get("project"));
            if let Some(other) = own {
                let what = What::unknown(format!("the job it needs of {}", other.line()), "it is of another pipeline");
                self.add(what, found.file, need);
            } else if let Some(name) = need.text().or_else(|| need.str_at(&["job"])) {
                self.job.needs.push(Sourced { value: name.to_owned(), at: self.repo.place(found.file, need) });
            }
        }
    }

    fn conditions(&mut self) {
        let tolerates = |node: Option<&Node>| node.map(|node| !node.is_false());
        let own = self.layers.find(&["allow_failure"]);
        let mut approval: Option<(Found<'n>, &str, bool)> = None;
        if let Some(found) = own.filter(|found| !found.node.is_false()) {
            self.add(What::Tolerated { by: "`allow_failure`".to_owned() }, found.file, found.key);
        }
        if let Some(rules) = self.layers.find(&["rules"]) {
            let conditions: Vec<String> = rules.node.items().iter().map(rule).collect();
            self.add(What::Condition { when: shorten(&conditions.join("; ")) }, rules.file, rules.key);
            let manual = rules.node.items().iter().find_map(|rule| {
                let (key, when) = rule.entry("when").filter(|(_, when)| when.text() == Some("manual"))?;
                // Within rules a manual job holds the pipeline unless it may fail.
                let tolerated = tolerates(rule.get("allow_failure")).or(tolerates(own.map(|own| own.node)));
                Some((
                    Found { file: rules.file, key, node: when },
                    "`when: manual` in a rule",
                    tolerated.unwrap_or(false),
                ))
            });
            approval = manual;
        }
        if let Some(rules) = self.layers.find(&["rules"])
            && let Some((key, _)) = rules.node.items().iter().find_map(|rule| {
                let tolerated = rule.entry("allow_failure").filter(|(_, value)| !value.is_false());
                tolerated.filter(|_| rule.str_at(&["when"]) != Some("manual"))
            })
        {
            self.add(What::Tolerated { by: "`allow_failure` in a rule".to_owned() }, rules.file, key);
        }
        for limit in ["only", "except"] {
            if let Some(found) = self.layers.find(&[limit]) {
                self.add(What::Condition { when: format!("{limit} {}", found.node.line()) }, found.file, found.key);
            }
        }
        if let Some(found) = self.layers.find(&["when"])
            && let Some(when @ ("always" | "on_failure" | "never")) = found.node.text()
        {
            self.add(What::Condition { when: format!("when: {when}") }, found.file, found.key);
        }
        if let Some(found) = self.layers.find(&["when"]).filter(|found| found.node.text() == Some("manual")) {
            // Outside of rules one does not: the jobs after it run without it.
            let tolerated = tolerates(own.map(|own| own.node)).unwrap_or(true);
            approval = Some((found, "`when: manual`", tolerated));
        }
        if let Some((found, by, tolerated)) = approval {
            let by = by.to_owned();
            self.add(What::Stage { stage: Stage::Approve, by: by.clone() }, found.file, found.key);
            self.add(What::Gate { gate: Gate::Approval, by, blocks: blocking(tolerated) }, found.file, found.key);
        }
    }

    fn environment(&mut self) {
        let Some(found) = self.layers.find(&["environment"]) else { return };
        let named = self.layers.find(&["environment", "name"]);
        let Some(text) = named.map_or_else(|| found.node.text(), |named| named.node.text()) else { return };
        let at = named.unwrap_or(found);
        let mut names: Vec<String> = Vec::new();
        let none = vec![BTreeMap::new()];
        for leg in if self.job.legs.is_empty() { &none } else { &self.job.legs } {
            let name = fill(&self.fill(text), leg);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let tier = self.layers.text(&["environment", "deployment_tier"]);
        let tier = tier
            .map(|word| if word == "testing" { Tier::Development } else { Tier::of(word).unwrap_or(Tier::Unknown) });
        for name in names {
            let tier = tier.unwrap_or_else(|| known().tier(&name));
            if name.contains('$') && tier == Tier::Unknown {
                let why = format!("{name} is known only when it runs");
                self.add(What::unknown("environment", why), at.file, at.node);
            } else {
                self.add(What::Environment { name, tier }, at.file, at.node);
            }
        }
        match self.layers.find(&["environment", "action"]) {
            Some(action) if action.node.text() != Some("start") => {
                self.add(What::setting("environment action", action.node.line()), action.file, action.node);
            }
            _ if known().stage_of_name(&self.job.id) == Some(Stage::Verify) => {}
            _ => self.add(What::Stage { stage: Stage::Deploy, by: "`environment`".to_owned() }, at.file, found.key),
        }
    }

    /// Reads a script: texts, lists within lists and references.
    fn script(&mut self, file: &'n str, node: &'n Node, around: Around<'_>, depth: usize) {
        if depth > DEPTH || self.job.facts.len() > FACTS {
            return;
        }
        if node.tag.as_deref() == Some("reference") {
            self.references += 1;
            if self.references > REFERENCES {
                return;
            }
            let path: Vec<&str> = node.items().iter().filter_map(Node::text).collect();
            let found = path.split_first().and_then(|(name, rest)| Layers::of(name, self.definitions).find(rest));
            return match found {
                Some(found) => self.script(found.file, found.node, around, depth + 1),
                None => self.add(
                    What::unknown(format!("what {} stands for", node.line()), "nothing is defined there"),
                    file,
                    node,
                ),
            };
        }
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| self.script(file, item, around, depth + 1)),
            Value::Scalar(text) | Value::Block(text) => {
                let deployed = |fact: &Fact| matches!(fact.value, What::Stage { stage: Stage::Deploy, .. });
                let verifying = around.verifying || self.job.facts.iter().any(deployed);
                let text = self.fill(text);
                evidence::script(node, &text, file, Around { verifying, ..around }, &mut self.job.facts);
            }
            _ => {}
        }
    }

    fn artifacts(&mut self, tolerated: bool) {
        if let Some(found) = self.layers.find(&["artifacts", "paths"]) {
            let name = shorten(&found.node.line());
            let (role, kind, identity) = (Role::Built, ArtifactKind::Files, Identity::Nothing);
            self.add(What::Artifact { role, kind, name, identity, from: None }, found.file, found.key);
        }
        if let Some(found) = self.layers.find(&["artifacts", "reports", "dotenv"]) {
            let (role, kind, identity) = (Role::Built, ArtifactKind::Output, Identity::Unknown);
            let name = found.node.line();
            self.add(What::Artifact { role, kind, name, identity, from: None }, found.file, found.key);
        }
        for (report, gate) in REPORTS {
            if let Some(found) = self.layers.find(&["artifacts", "reports", report]) {
                let already = |fact: &Fact| matches!(&fact.value, What::Gate { gate: known, .. } if *known == gate);
                // A report alone stops nothing; the command that makes it may.
                if !self.job.facts.iter().any(already) {
                    let blocks = if tolerated { blocking(true) } else { crate::assess::fact::Answer::Unknown };
                    self.add(What::Gate { gate, by: format!("the report `{report}`"), blocks }, found.file, found.key);
                }
            }
        }
    }
}

/// A rule in a line.
fn rule(rule: &Node) -> String {
    let field = |key: &str| rule.get(key).map(Node::line);
    let head = field("if").or_else(|| field("changes").map(|changes| format!("changes {changes}")));
    let head = head.unwrap_or_else(|| "otherwise".to_owned());
    match field("when") {
        Some(when) => format!("{head}: {when}"),
        None => head,
    }
}

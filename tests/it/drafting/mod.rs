//! Drafting with a model, run as a person runs it: a scripted endpoint on one side, files and exit codes on the other.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use groundplan::pack::{Pack, parse};
use groundplan::skill::Skill;
use groundplan::skills::platform_infrastructure::PlatformInfrastructure;
use serde_json::{Map, Value as Json, json};

use crate::scripted::{Asked, Endpoint, Reply};

mod compare;
mod going_on;
mod laws;
mod steps;
mod troubles;

/// A brief that leaves most open, and names who can answer.
const BRIEF: &str = "\
skill: platform-infrastructure
title: \"Marketplace: survive 5x\"
as_of: 2026-11-05
request: We run a marketplace for used bikes and marketing promises five times the traffic by May. What do we do?
people:
  - { name: Rafael Antunes, role: CTO, decides: true }
  - { name: Bianca Moura, role: Head of Infrastructure, owns: [scaling, quality] }
answers:
  growth: 90 requests per second at peak today, 450 by 2027-05-05
  architecture: Rails on AWS, one PostgreSQL 16 primary on RDS, Redis, S3
limits:
  - component: main database disk
    kind: postgresql-disk
    current: 61 %
    limit: 95 %
    growth: +3 points per month
";

/// The steps, in their order.
const STEPS: [&str; 8] = [
    "infra_intake", "infra_capabilities", "infra_quality", "infra_scaling", "infra_instrumentation",
    "infra_discoverability", "infra_roadmap", "infra_finalize",
];

/// A directory with a brief, and runs of `plan` into it.
struct Desk {
    directory: tempfile::TempDir,
}

/// What a run said.
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Desk {
    fn new(brief: &str) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        fs::write(directory.path().join("brief.yaml"), brief).expect("a brief");
        Desk { directory }
    }

    fn out(&self) -> PathBuf {
        self.directory.path().join("out")
    }

    /// `plan` with a model at an endpoint.
    fn command(&self, endpoint: &Endpoint, more: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_groundplan"));
        command.current_dir(self.directory.path());
        for (name, _) in
            std::env::vars().filter(|(name, _)| name.starts_with("GROUNDPLAN_") || name.starts_with("OPENAI_"))
        {
            command.env_remove(name);
        }
        command.args(["plan", "brief.yaml", "--out", "out", "--on", "2026-11-21", "--base-url", &endpoint.url]);
        command.args(more).stdin(Stdio::null());
        command
    }

    fn plan(&self, endpoint: &Endpoint, more: &[&str]) -> Said {
        let mut command = self.command(endpoint, &["--model", "tiny"]);
        said(command.args(more).output().expect("the program runs"))
    }

    fn read(&self, file: &str) -> String {
        let path = self.out().join(file);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    fn pack(&self) -> Pack {
        serde_json::from_str(&self.read("pack.json")).expect("a pack")
    }

    fn journal(&self) -> Json {
        serde_json::from_str(&self.read("draft.json")).expect("JSON")
    }
}

fn said(output: std::process::Output) -> Said {
    Said {
        code: output.status.code().expect("it ends by itself"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// The text of a message of a request.
fn message(asked: &Asked, at: usize) -> String {
    asked.body["messages"][at]["content"].as_str().unwrap_or_default().to_owned()
}

/// The step that a request asks for.
fn step(asked: &Asked) -> &'static str {
    let text = message(asked, 1);
    STEPS.into_iter().find(|step| text.contains(&format!("the arguments of `{step}`"))).expect("a step")
}

/// Which try of its step a request is: 1 where nothing is repaired.
fn is_repair(asked: &Asked) -> bool {
    asked.body["messages"].as_array().expect("messages").len() > 2
}

/// A golden pack, as the arguments of each step.
fn golden() -> BTreeMap<&'static str, Json> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("evals/packs/golden/marketplace.md")).expect("a golden pack");
    let definition = PlatformInfrastructure.definition();
    let standard = &definition.standard;
    let pack = parse(&text, standard.sections, definition.name, standard.rule_set, "2026-11-05".parse().unwrap()).pack;
    let arguments = |section: &str| {
        let mut fields: Map<String, Json> =
            serde_json::from_value(serde_json::to_value(&pack.sections[section]).expect("JSON")).expect("an object");
        fields.remove("request");
        fields.remove("situation");
        // The day of the brief is too late for what its Black Friday asks for.
        fields.remove("launches");
        Json::Object(fields)
    };
    definition.steps.iter().map(|step| (step.tool, arguments(step.sections[0]))).collect()
}

/// An endpoint whose model sends a golden pack, step by step.
fn knowing() -> Endpoint {
    let golden = golden();
    Endpoint::start(move |_, asked| Reply::object(&golden[step(asked)]))
}

/// An endpoint whose model has nothing to say.
fn silent() -> Endpoint {
    Endpoint::start(|_, _| Reply::object(&json!({})))
}

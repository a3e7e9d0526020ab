//! Section 2 of platform-operations: the pipeline as a graph.

use std::collections::BTreeSet;

use super::Operator;
use crate::eval::mutate::seed::{Edit, Seed, say, write};
use crate::eval::mutate::sound::{Sound, place};
use crate::pack::RowRef;

const STAGES: &str = "delivery.stages";
const CHECKS: &str = "delivery.checks";

pub(super) static ALL: &[Operator] = &[
    Operator {
        name: "second-build",
        about: "production gets an artifact that is built again behind the tests",
        rules: &["DEL001"],
        seeds: |sound| {
            let production: Vec<Stage<'_>> =
                stages(sound).into_iter().filter(|stage| stage.deploys(sound, "production")).collect();
            let again = production.iter().filter_map(|stage| {
                let artifact = stage.row.cell("artifact").names().next()?;
                let built = sound.rows("delivery.artifacts");
                let services = built.iter().find(|row| row.cell("artifact").text == artifact)?.cell("services").text;
                let cells = [
                    ("stage", "build it again"),
                    ("kind", "build"),
                    ("services", services),
                    ("after", stage.row.cell("after").text),
                    ("paths", stage.row.cell("paths").text),
                    ("artifact", artifact),
                ];
                let edits = vec![Edit::add(STAGES, &cells), Edit::cell(&stage.row, "after", "build it again")];
                Some(Seed::new(edits, format!("{STAGES}[build it again]")).or_at(place(&stage.row)))
            });
            again.collect()
        },
    },
    Operator {
        name: "artifact-by-tag",
        about: "what goes to production is known by a tag",
        rules: &["DEL002"],
        seeds: |sound| {
            let deployed = deployed(sound);
            write(sound, "delivery.artifacts", "identity", |row| {
                let goes =
                    deployed.contains(row.cell("artifact").text) && row.cell("identity").text != "migration files";
                goes.then(|| "tag".to_owned())
            })
        },
    },
    Operator {
        name: "deploy-of-nobody-knows-what",
        about: "a deploy names no artifact",
        rules: &["DEL003"],
        seeds: |sound| {
            let deploys = stages(sound).into_iter().filter(|stage| matches!(stage.kind, "deploy" | "migrate"));
            deploys.map(|stage| Seed::cell(&stage.row, "artifact", "")).collect()
        },
    },
    Operator {
        name: "deploy-to-nowhere",
        about: "a deploy names no environment",
        rules: &["DEL003"],
        seeds: |sound| {
            let deploys = stages(sound).into_iter().filter(|stage| matches!(stage.kind, "deploy" | "migrate"));
            deploys.map(|stage| Seed::cell(&stage.row, "environment", "")).collect()
        },
    },
    Operator {
        name: "staging-passed-by",
        about: "what followed the verified staging follows what was before staging",
        rules: &["DEL004", "DEL005"],
        seeds: |sound| {
            let all = stages(sound);
            let staged = |stage: &Stage<'_>| environments(sound, "staging").contains(stage.environment);
            let before: Vec<&str> = all
                .iter()
                .filter(|stage| staged(stage))
                .flat_map(|stage| stage.after.iter().copied())
                .filter(|name| !all.iter().any(|stage| stage.name == *name && staged(stage)))
                .collect();
            let before: BTreeSet<&str> = before.into_iter().collect();
            let names: BTreeSet<&str> = all.iter().filter(|stage| staged(stage)).map(|stage| stage.name).collect();
            let leaves =
                all.iter().filter(|stage| !staged(stage) && stage.after.iter().any(|name| names.contains(name)));
            let edits: Vec<Edit> = leaves
                .map(|stage| {
                    let others = stage.after.iter().copied().filter(|name| !names.contains(name));
                    let after: Vec<&str> = before.iter().copied().chain(others).collect();
                    Edit::cell(&stage.row, "after", after.join(", "))
                })
                .collect();
            if edits.is_empty() || before.is_empty() { Vec::new() } else { vec![Seed::new(edits, STAGES)] }
        },
    },
    Operator {
        name: "verification-passed-by",
        about: "production follows the deploy to staging and not its verification",
        rules: &["DEL005"],
        seeds: |sound| {
            let all = stages(sound);
            let verifies = all
                .iter()
                .filter(|stage| stage.kind == "verify" && environments(sound, "staging").contains(stage.environment));
            let seeds = verifies.filter_map(|verify| {
                let next = all.iter().filter(|stage| stage.after.contains(&verify.name));
                let edits: Vec<Edit> = next
                    .map(|stage| {
                        let others = stage.after.iter().copied().filter(|name| *name != verify.name);
                        let after: Vec<&str> = verify.after.iter().copied().chain(others).collect();
                        Edit::cell(&stage.row, "after", after.join(", "))
                    })
                    .collect();
                let only = all
                    .iter()
                    .filter(|other| other.kind == "verify" && other.environment == verify.environment)
                    .count()
                    == 1;
                (only && !edits.is_empty()).then(|| Seed::new(edits, STAGES))
            });
            seeds.collect()
        },
    },
    Operator {
        name: "staging-unchecked",
        about: "the verification of staging checks nothing",
        rules: &["DEL005"],
        seeds: |sound| checks_struck(sound, "staging", |_| true),
    },
    Operator {
        name: "health-unchecked",
        about: "nothing checks whether the new version runs",
        rules: &["DEL006"],
        seeds: |sound| checks_struck(sound, "production", |kind| kind == "health"),
    },
    Operator {
        name: "users-unchecked",
        about: "nothing checks after the deploy whether users get what they came for",
        rules: &["DEL007"],
        seeds: |sound| checks_struck(sound, "production", |kind| matches!(kind, "smoke" | "synthetic" | "slo")),
    },
    Operator {
        name: "stages-in-a-circle",
        about: "the first stage waits for the last",
        rules: &["DEL008"],
        seeds: |sound| {
            let all = stages(sound);
            let mut seeds = Vec::new();
            for first in all.iter().filter(|stage| stage.after.is_empty()) {
                let next: Vec<&Stage<'_>> = all.iter().filter(|stage| stage.after.contains(&first.name)).collect();
                seeds.extend(next.iter().map(|stage| Seed::cell(&first.row, "after", stage.name).at(STAGES)));
            }
            seeds
        },
    },
    Operator {
        name: "analysis-dropped",
        about: "nothing analyzes the code on its way",
        rules: &["DEL010"],
        seeds: |sound| relabelled(sound, "analyze", "test"),
    },
    Operator {
        name: "tests-dropped",
        about: "nothing tests the code on its way",
        rules: &["DEL010"],
        seeds: |sound| relabelled(sound, "test", "analyze"),
    },
    Operator {
        name: "anyone-may-start",
        about: "a path that is started by hand is started by anyone",
        rules: &["DEL012"],
        seeds: |sound| {
            let by_hand = |path: &str| {
                stages(sound).iter().any(|stage| {
                    let on = stage.row.cell("paths").text;
                    stage.row.cell("start").text == "manual"
                        && (on.is_empty() || stage.row.cell("paths").names().any(|one| one == path))
                })
            };
            write(sound, "delivery.paths", "started_by", |row| {
                let manual = row.cell("trigger").text == "manual" || by_hand(row.cell("path").text);
                manual.then(|| "anyone".to_owned())
            })
        },
    },
    Operator {
        name: "regions-at-once",
        about: "two regions get a version without a look at the first in between",
        rules: &["DEL013"],
        seeds: |sound| {
            let all = stages(sound);
            let production: Vec<&Stage<'_>> =
                all.iter().filter(|stage| stage.kind == "deploy" && stage.deploys(sound, "production")).collect();
            let region = |name: &str| {
                let rows = sound.rows("delivery.environments");
                rows.iter().find(|row| row.cell("environment").text == name).map(|row| row.cell("region").text)
            };
            let low: Vec<&str> = sound
                .rows("rollout.profiles")
                .iter()
                .filter(|row| row.cell("blast_radius").text == "low")
                .map(|row| row.cell("service").text)
                .collect();
            let mut seeds = Vec::new();
            for pair in production.windows(2) {
                let apart = region(pair[0].environment) != region(pair[1].environment);
                let matters = pair[1].row.cell("services").names().any(|name| !low.contains(&name));
                if apart && matters && pair[0].row.cell("artifact").text == pair[1].row.cell("artifact").text {
                    seeds.push(Seed::cell(&pair[1].row, "after", pair[0].row.cell("after").text).at(STAGES));
                }
            }
            seeds
        },
    },
    Operator {
        name: "check-that-cannot-fail",
        about: "a check expects nothing one could miss",
        rules: &["DEL015", "TXT002"],
        seeds: |sound| say(sound, CHECKS, "expects", "the service looks good"),
    },
    Operator {
        name: "path-without-stages",
        about: "a path has no stage",
        rules: &["DEL009", "ASM001"],
        seeds: |sound| {
            if sound.field("delivery.paths").is_none()
                || !stages(sound).iter().all(|stage| !stage.row.cell("paths").is_blank())
            {
                // A stage without paths is on all of them.
                return Vec::new();
            }
            let cells = [
                ("path", "zebra train"),
                ("trigger", "tag"),
                ("started_by", "Jonas Ekman"),
                ("purpose", "all changes of a week"),
            ];
            vec![Seed::new(vec![Edit::add("delivery.paths", &cells)], "delivery.paths[zebra train]")]
        },
    },
];

/// A stage, taken apart.
struct Stage<'a> {
    row: RowRef<'a>,
    name: &'a str,
    kind: &'a str,
    after: Vec<&'a str>,
    environment: &'a str,
}

impl Stage<'_> {
    /// Whether it brings something to an environment of this tier.
    fn deploys(&self, sound: &Sound, tier: &str) -> bool {
        matches!(self.kind, "deploy" | "migrate") && environments(sound, tier).contains(self.environment)
    }
}

fn stages(sound: &Sound) -> Vec<Stage<'_>> {
    let rows = sound.rows(STAGES).into_iter();
    let stages = rows.map(|row| Stage {
        row,
        name: row.cell("stage").text,
        kind: row.cell("kind").text,
        after: row.cell("after").names().filter(|name| *name != "none").collect(),
        environment: row.cell("environment").text,
    });
    stages.collect()
}

/// The environments of a tier.
fn environments<'a>(sound: &'a Sound, tier: &str) -> BTreeSet<&'a str> {
    let rows = sound.rows("delivery.environments").into_iter();
    rows.filter(|row| row.cell("tier").text == tier).map(|row| row.cell("environment").text).collect()
}

/// The artifacts that go to production.
fn deployed(sound: &Sound) -> BTreeSet<&str> {
    let all = stages(sound);
    let production = all.iter().filter(|stage| stage.deploys(sound, "production"));
    production.flat_map(|stage| stage.row.cell("artifact").names().collect::<Vec<_>>()).collect()
}

/// The checks of some kinds struck from each verification of a tier that something is deployed to.
fn checks_struck(sound: &Sound, tier: &str, which: impl Fn(&str) -> bool) -> Vec<Seed> {
    let environments = environments(sound, tier);
    let all = stages(sound);
    let mut seeds = Vec::new();
    for environment in environments {
        let deployed = all.iter().any(|stage| stage.kind == "deploy" && stage.environment == environment);
        let verifies: Vec<&str> = all
            .iter()
            .filter(|stage| stage.kind == "verify" && stage.environment == environment)
            .map(|stage| stage.name)
            .collect();
        let rows = sound.rows(CHECKS).into_iter();
        let struck: Vec<RowRef<'_>> =
            rows.filter(|row| verifies.contains(&row.cell("stage").text) && which(row.cell("kind").text)).collect();
        if deployed && !struck.is_empty() {
            seeds.push(Seed::strike_all(&struck, STAGES).or_at(CHECKS));
        }
    }
    seeds
}

/// All stages of a kind called another.
fn relabelled(sound: &Sound, from: &str, to: &str) -> Vec<Seed> {
    let all = stages(sound);
    let edits: Vec<Edit> =
        all.iter().filter(|stage| stage.kind == from).map(|stage| Edit::cell(&stage.row, "kind", to)).collect();
    // What is not code needs neither.
    let coded = sound.rows("baseline.services").iter().any(|row| {
        let service = row.cell("service").text;
        let deployed = all.iter().any(|stage| {
            stage.kind == "deploy"
                && stage.deploys(sound, "production")
                && (stage.row.cell("services").text == "all"
                    || stage.row.cell("services").names().any(|name| name == service))
        });
        deployed && matches!(row.cell("kind").text, "web" | "api" | "worker" | "job" | "function")
    });
    if edits.is_empty() || !coded { Vec::new() } else { vec![Seed::new(edits, STAGES)] }
}

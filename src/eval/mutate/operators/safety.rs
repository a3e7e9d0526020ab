//! Section 7 of platform-operations: gates, approvals, triggers, ways back.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::Operator;
use super::kinds::days;
use crate::eval::mutate::seed::{Edit, Seed, say, write};
use crate::eval::mutate::sound::Sound;
use crate::pack::RowRef;

const GATES: &str = "safety.gates";
const TRIGGERS: &str = "safety.triggers";
const WAYS: &str = "safety.ways_back";

pub(super) static ALL: &[Operator] = &[
    Operator {
        name: "security-scan-warns",
        about: "every security gate lets pass what it finds",
        rules: &["NET001"],
        seeds: |sound| opened(sound, "security"),
    },
    Operator {
        name: "dependency-scan-warns",
        about: "every dependency gate lets pass what it finds",
        rules: &["NET002"],
        seeds: |sound| opened(sound, "dependency"),
    },
    Operator {
        name: "gate-without-threshold",
        about: "a gate does not say what passes",
        rules: &["NET003", "TXT002"],
        seeds: |sound| say(sound, GATES, "threshold", "as agreed by the team"),
    },
    Operator {
        name: "approval-by-one",
        about: "one person approves a production deploy",
        rules: &["NET012"],
        seeds: |sound| approvals(sound, "approvers", "1 engineering lead"),
    },
    Operator {
        name: "approval-by-the-author",
        about: "authors approve themselves",
        rules: &["NET012"],
        seeds: |sound| approvals(sound, "self_approval", "yes"),
    },
    Operator {
        name: "approval-for-a-month",
        about: "an approval holds for a month",
        rules: &["NET012"],
        seeds: |sound| approvals(sound, "expires", "30 days"),
    },
    Operator {
        name: "pipeline-open",
        about: "a protection of the pipeline is absent, and nothing brings it",
        rules: &["NET017"],
        seeds: |sound| {
            if sound.field("safety.controls").is_none() {
                return Vec::new();
            }
            let cells = [("control", "zebra branches"), ("state", "no"), ("place_text", "main takes direct pushes")];
            vec![Seed::new(vec![Edit::add("safety.controls", &cells)], "safety.controls[zebra branches]")]
        },
    },
    Operator {
        name: "triggers-struck",
        about: "nothing takes a bad release back",
        rules: &["NET004", "SEC002", "DLV001"],
        seeds: |sound| {
            let rows = sound.rows(TRIGGERS);
            if rows.is_empty() { Vec::new() } else { vec![Seed::strike_all(&rows, TRIGGERS)] }
        },
    },
    Operator {
        name: "trigger-of-words",
        about: "a trigger has no number",
        rules: &["NET005"],
        seeds: |sound| say(sound, TRIGGERS, "threshold", "significantly worse"),
    },
    Operator {
        name: "trigger-without-reader",
        about: "a trigger tells nobody",
        rules: &["NET005", "SEC003"],
        seeds: |sound| say(sound, TRIGGERS, "notifies", ""),
    },
    Operator {
        name: "trigger-loosened",
        about: "every trigger of an objective lets pass what wakes people",
        rules: &["NET006"],
        seeds: |sound| {
            let rows = sound.rows(TRIGGERS);
            let mut seeds = Vec::new();
            for slo in paged(sound) {
                let of = rows.iter().filter(|row| row.cell("slo").names().any(|one| one == slo));
                let edits: Option<Vec<Edit>> =
                    of.map(|row| Some(Edit::cell(row, "threshold", loosened(row)?))).collect();
                if let Some(edits) = edits.filter(|edits| !edits.is_empty()) {
                    seeds.push(Seed::new(edits, TRIGGERS));
                }
            }
            seeds
        },
    },
    Operator {
        name: "window-without-requests",
        about: "the window of a trigger is too short for its traffic",
        rules: &["NET007"],
        seeds: |sound| {
            write(sound, TRIGGERS, "window", |row| {
                let share: f64 = percent(row.cell("threshold").text)?.to_string().parse().ok()?;
                let slos = sound.rows("objectives.slos");
                let slo = slos.iter().find(|slo| slo.cell("slo").text == row.cell("slo").text)?;
                let journeys = sound.rows("baseline.journeys");
                let journey =
                    journeys.iter().find(|journey| journey.cell("journey").text == slo.cell("journey").text)?;
                let rate = journey.cell("rate").text;
                let number: f64 = rate.split(' ').next()?.replace(',', "").parse().ok()?;
                let per_minute = if rate.contains("per minute") {
                    number
                } else if rate.contains("per hour") {
                    number / 60.0
                } else {
                    return None;
                };
                // A minute holds less than half a failure.
                (per_minute * share / 100.0 < 0.5).then(|| "1 min".to_owned())
            })
        },
    },
    Operator {
        name: "trigger-by-hand",
        about: "every trigger waits for a person",
        rules: &["NET020"],
        seeds: |sound| {
            let high = sound.rows("rollout.profiles").iter().any(|row| row.cell("blast_radius").text == "high");
            let rows = sound.rows(TRIGGERS);
            let edits: Vec<Edit> = rows.iter().map(|row| Edit::cell(row, "start", "manual")).collect();
            if high && !edits.is_empty() { vec![Seed::new(edits, TRIGGERS)] } else { Vec::new() }
        },
    },
    Operator {
        name: "trigger-of-its-own",
        about: "a trigger on failures names no objective",
        rules: &["NET019"],
        seeds: |sound| write(sound, TRIGGERS, "slo", |row| percent(row.cell("threshold").text).map(|_| String::new())),
    },
    Operator {
        name: "ways-back-struck",
        about: "there is no way back",
        rules: &["NET008", "SEC002"],
        seeds: |sound| {
            let rows = sound.rows(WAYS);
            if rows.is_empty() { Vec::new() } else { vec![Seed::strike_all(&rows, WAYS)] }
        },
    },
    Operator {
        name: "rehearsal-of-last-winter",
        about: "a way back was last rehearsed most of a year ago",
        rules: &["NET009"],
        seeds: |sound| {
            let Some(old) = days(sound.pack.as_of, -300) else { return Vec::new() };
            write(sound, WAYS, "rehearsed", |row| (row.cell("by").text != "forward fix").then(|| old.clone()))
        },
    },
    Operator {
        name: "never-rehearsed",
        about: "a way back was never rehearsed",
        rules: &["NET009"],
        seeds: |sound| write(sound, WAYS, "rehearsed", |row| (row.cell("by").text != "forward fix").then(String::new)),
    },
    Operator {
        name: "way-back-takes-its-time",
        about: "no way back is instant where one has to be",
        rules: &["NET018"],
        seeds: |sound| {
            let instant =
                sound.rows("rollout.profiles").iter().any(|row| row.cell("instant_rollback").text == "required");
            let rows = sound.rows(WAYS);
            let quick = rows.iter().filter(|row| matches!(row.cell("by").text, "flag" | "traffic"));
            let edits: Vec<Edit> = quick.map(|row| Edit::cell(row, "takes", "25 min")).collect();
            if instant && !edits.is_empty() { vec![Seed::new(edits, WAYS)] } else { Vec::new() }
        },
    },
    Operator {
        name: "schema-without-window",
        about: "nothing says how the old version works with a new schema",
        rules: &["NET013"],
        seeds: |sound| {
            let changes = sound.rows("rollout.profiles").iter().any(|row| row.cell("state").text == "schema change");
            let rows = sound.rows("safety.changes");
            if changes && !rows.is_empty() { vec![Seed::strike_all(&rows, "safety.changes")] } else { Vec::new() }
        },
    },
    Operator {
        name: "contract-with-the-expand",
        about: "a column is dropped in the release that adds its successor",
        rules: &["NET014"],
        seeds: |sound| {
            let rows = sound.rows("safety.changes");
            let expands = rows.iter().filter(|row| row.cell("phase").text == "expand");
            let seeds = expands.filter_map(|row| {
                let thing = row.cell("change").text.strip_prefix("add ")?;
                let name = format!("drop {thing}");
                let cells = [
                    ("change", name.as_str()),
                    ("services", row.cell("services").text),
                    ("phase", "contract"),
                    ("stage", row.cell("stage").text),
                    ("window", row.cell("window").text),
                    ("tested", "staging with a copy, 3 s"),
                ];
                Some(Seed::new(vec![Edit::add("safety.changes", &cells)], "safety.changes"))
            });
            seeds.collect()
        },
    },
    Operator {
        name: "drift-unseen",
        about: "nothing compares what runs with what is declared",
        rules: &["NET015", "SEC002"],
        seeds: |sound| {
            let rows = sound.rows("safety.drift");
            if rows.is_empty() { Vec::new() } else { vec![Seed::strike_all(&rows, "safety.drift")] }
        },
    },
];

/// Every gate of a kind only warns.
fn opened(sound: &Sound, kind: &str) -> Vec<Seed> {
    let rows = sound.rows(GATES);
    let edits: Vec<Edit> = rows
        .iter()
        .filter(|row| row.cell("kind").text == kind)
        .map(|row| Edit::cell(row, "on_failure", "warn"))
        .collect();
    if edits.is_empty() { Vec::new() } else { vec![Seed::new(edits, GATES)] }
}

/// Approvals that a production deploy waits for, each with another cell.
fn approvals(sound: &Sound, column: &'static str, words: &str) -> Vec<Seed> {
    let tiers = sound.rows("delivery.environments");
    let production = |name: &str| {
        tiers.iter().any(|row| row.cell("environment").text == name && row.cell("tier").text == "production")
    };
    let stages = sound.rows("delivery.stages");
    let deploys: Vec<&str> = stages
        .iter()
        .filter(|row| row.cell("kind").text == "deploy" && production(row.cell("environment").text))
        .map(|row| row.cell("stage").text)
        .collect();
    write(sound, "safety.approvals", column, |row| {
        row.cell("blocks").names().any(|stage| deploys.contains(&stage)).then(|| words.to_owned())
    })
}

/// The objectives that page somebody on a burn rate.
fn paged(sound: &Sound) -> Vec<String> {
    let alerts = sound.rows("alerting.alerts").into_iter();
    let pages = alerts.filter(|row| row.cell("severity").text == "page" && !row.cell("burn_rate").is_blank());
    let mut slos: Vec<String> =
        pages.flat_map(|row| row.cell("slo").names().map(str::to_owned).collect::<Vec<_>>()).collect();
    slos.sort();
    slos.dedup();
    slos
}

/// The threshold of a trigger, many times as large; `None` where it is no share of failures.
fn loosened(row: &RowRef<'_>) -> Option<String> {
    let text = row.cell("threshold").text;
    let share = percent(text).filter(|_| !text.contains('<'))?;
    let loose = (share * Decimal::from(30)).min(Decimal::from(95)).normalize();
    (loose > share * Decimal::TWO).then(|| format!("> {loose} %"))
}

/// The number before the percent sign.
fn percent(text: &str) -> Option<Decimal> {
    static PERCENT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(\d+(?:\.\d+)?) %").ok());
    PERCENT.as_ref()?.captures(text)?[1].parse().ok()
}

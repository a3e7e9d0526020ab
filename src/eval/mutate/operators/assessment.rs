//! Section 1 of platform-operations: what was observed, and the gaps.

use std::sync::LazyLock;

use regex::Regex;

use super::Operator;
use super::kinds::days;
use crate::eval::mutate::seed::{Edit, Seed, say, strike, write};

const MEASURES: &str = "baseline.measures";

pub(super) static ALL: &[Operator] = &[
    Operator {
        name: "journey-blind",
        about: "an important journey is measured by nobody, and no gap says so",
        rules: &["ASM002"],
        seeds: |sound| {
            let Some(service) = sound.rows("baseline.services").first().map(|row| row.cell("service").text) else {
                return Vec::new();
            };
            let cells = [
                ("journey", "Fly to Zanzibar"),
                ("services", service),
                ("criticality", "important"),
                ("sli", "none"),
                ("rate", "90 requests per minute"),
            ];
            vec![Seed::new(vec![Edit::add("baseline.journeys", &cells)], "baseline.journeys[Fly to Zanzibar]")]
        },
    },
    Operator {
        name: "observation-stale",
        about: "an observation is more than half a year old",
        rules: &["ASM003", "REL002"],
        seeds: |sound| {
            let Some(old) = days(sound.pack.as_of, -220) else { return Vec::new() };
            let rows = sound.rows("baseline.observations");
            let seed = |row| {
                Seed::cell(row, "observed", old.clone()).and(Edit::cell(row, "window", format!("30 days to {old}")))
            };
            rows.iter().map(seed).collect()
        },
    },
    Operator {
        name: "sample-of-nobody-knows",
        about: "a measure does not say of how many",
        rules: &["ASM004", "TXT002"],
        seeds: |sound| say(sound, MEASURES, "sample", "all changes"),
    },
    Operator {
        name: "measure-miscounted",
        about: "a share is not what its sample yields",
        rules: &["ASM005"],
        seeds: |sound| {
            static OF: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\d+ of \d+").ok());
            write(sound, MEASURES, "value", |row| {
                let counted = OF.as_ref()?.is_match(row.cell("sample").text) && row.cell("value").text.ends_with('%');
                counted.then(|| "61.8 %".to_owned())
            })
        },
    },
    Operator {
        name: "measure-struck",
        about: "one of the four delivery measures is missing",
        rules: &["ASM011"],
        seeds: |sound| {
            let four = ["deployment frequency", "lead time", "change failure rate", "time to restore"];
            let gaps = sound.rows("baseline.gaps");
            let excused = gaps.iter().any(|row| row.cell("kind").text == "measurement");
            let rows = sound.rows(MEASURES);
            let mut seeds = Vec::new();
            for name in four.iter().filter(|_| !excused) {
                let about: Vec<_> = rows
                    .iter()
                    .filter(|row| row.cell("measure").text.to_lowercase().starts_with(name))
                    .copied()
                    .collect();
                if !about.is_empty() {
                    seeds.push(Seed::strike_all(&about, MEASURES));
                }
            }
            seeds
        },
    },
    Operator {
        name: "harm-called-flaky",
        about: "a deploy that harmed users is called flaky",
        rules: &["ASM007"],
        seeds: |sound| {
            write(sound, "baseline.failures", "outcome", |row| {
                (row.cell("outcome").text == "harmed users").then(|| "flaky".to_owned())
            })
        },
    },
    Operator {
        name: "urgent-gap-open",
        about: "a gap that cannot wait is closed by nothing",
        rules: &["ASM009"],
        seeds: |sound| {
            write(sound, "baseline.gaps", "closed_by", |row| {
                matches!(row.cell("priority").text, "P0" | "P1").then(|| "none".to_owned())
            })
        },
    },
    Operator {
        name: "gap-out-of-the-blue",
        about: "a gap rests on nothing that was observed",
        rules: &["ASM012"],
        seeds: |sound| say(sound, "baseline.gaps", "rests_on", "experience"),
    },
    Operator {
        name: "more-acted-on-than-fired",
        about: "an alert was acted on more often than it fired",
        rules: &["ASM013"],
        seeds: |sound| {
            write(sound, "baseline.alert_counts", "actioned", |row| {
                let fired: u64 = row.cell("fired").text.trim().parse().ok()?;
                Some((fired + 3).to_string())
            })
        },
    },
    Operator {
        name: "success-of-nothing",
        about: "no success measure is about delivery or reliability",
        rules: &["DLV005"],
        seeds: |sound| {
            if sound.field("baseline.measures").is_none() {
                return Vec::new();
            }
            let rows = sound.rows("roadmap.success");
            let edits = rows.iter().map(|row| Edit::cell(row, "measure", "People who like the colour")).collect();
            // One row is enough to show it; rows of one name are another rule's.
            let mut seed = Seed::new(edits, "roadmap.success");
            seed.edits.truncate(1);
            seed.edits.extend(rows.iter().skip(1).rev().map(Edit::strike));
            vec![seed]
        },
    },
    Operator {
        name: "fatigue-unsaid",
        about: "alerts fire all day, and no gap says so",
        rules: &["ASM014"],
        seeds: |sound| {
            let fatigue = |row: &crate::pack::RowRef<'_>| row.cell("kind").text == "alert fatigue";
            if sound.rows("baseline.gaps").iter().any(fatigue) {
                return Vec::new();
            }
            write(sound, "baseline.alert_counts", "fired", |_| Some("9000".to_owned()))
                .into_iter()
                .map(|seed| seed.at("baseline.alert_counts"))
                .collect()
        },
    },
    Operator {
        name: "service-struck",
        about: "a service that others name is struck",
        rules: &["ASM001", "ROL001", "NET004"],
        seeds: |sound| {
            let strikes = strike(sound, "baseline.services", |_| true).into_iter();
            let anywhere = ["baseline", "delivery", "rollout", "objectives", "alerting", "observability", "safety"];
            strikes.map(|seed| anywhere.iter().fold(seed, |seed, section| seed.or_at(*section))).collect()
        },
    },
];

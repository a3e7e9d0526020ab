//! Sections 4 to 6 of platform-operations: objectives, alerts, observability.

use super::Operator;
use crate::eval::mutate::seed::{Edit, Seed, say, text, write};
use crate::eval::mutate::sound::Sound;
use crate::pack::RowRef;

const SLOS: &str = "objectives.slos";
const ALERTS: &str = "alerting.alerts";
const PILLARS: &str = "observability.pillars";

pub(super) static ALL: &[Operator] = &[
    Operator {
        name: "objective-without-baseline",
        about: "an objective rests on no observation",
        rules: &["REL001"],
        seeds: |sound| say(sound, SLOS, "baseline", "none"),
    },
    Operator {
        name: "observation-struck",
        about: "an observation is struck on which an objective rests",
        rules: &["REL001", "ASM001"],
        seeds: |sound| {
            let slos = sound.rows(SLOS);
            let rows = sound.rows("baseline.observations");
            let mut seeds = Vec::new();
            for row in &rows {
                let fact = row.cell("fact").text;
                // A name with a comma in it cannot be told from two.
                let rests = slos.iter().filter(|slo| slo.cell("baseline").text == fact);
                let places: Vec<String> = rests.map(crate::eval::mutate::sound::place).collect();
                let twice = rows.iter().filter(|other| other.cell("fact").text == fact).count() > 1;
                if let (Some(first), false) = (places.first(), twice) {
                    seeds.push(places.iter().fold(Seed::strike(row).at(first), |seed, place| seed.or_at(place)));
                }
            }
            seeds
        },
    },
    Operator {
        name: "target-above-what-was-observed",
        about: "a target is better than anything observed, and nothing closes the difference",
        rules: &["REL004", "REL009"],
        seeds: |sound| {
            let shares = sound.rows(SLOS).into_iter().filter_map(|row| {
                let target = row.cell("target").text;
                let end = target.find(" %")?;
                let start = target[..end].rfind(|c: char| !c.is_ascii_digit() && c != '.').map_or(0, |at| at + 1);
                let plain = !target.contains('<') && row.cell("kind").text != "error rate";
                let fresh = format!("{}99.9999{}", &target[..start], &target[end..]);
                plain.then(|| Seed::cell(&row, "target", fresh).and(Edit::cell(&row, "notes", "")))
            });
            shares.collect()
        },
    },
    Operator {
        name: "indicator-that-is-up",
        about: "an indicator does not say what is good out of what",
        rules: &["REL005"],
        seeds: |sound| {
            write(sound, SLOS, "sli", |row| {
                matches!(row.cell("kind").text, "availability" | "error rate" | "freshness")
                    .then(|| "The service is up".to_owned())
            })
        },
    },
    Operator {
        name: "critical-journey-unpromised",
        about: "a critical journey has no objective",
        rules: &["REL006"],
        seeds: |sound| {
            let slos = sound.rows(SLOS);
            let journeys = sound.rows("baseline.journeys");
            let promised = |name: &str| {
                slos.iter()
                    .any(|slo| slo.cell("journey").names().any(|one| one == name) || slo.cell("journey").text == name)
            };
            let other = journeys
                .iter()
                .filter(|row| row.cell("criticality").text != "critical" && !promised(row.cell("journey").text));
            other.map(|row| Seed::cell(row, "criticality", "critical").or_at(SLOS)).collect()
        },
    },
    Operator {
        name: "policy-that-stops-nothing",
        about: "a spent budget changes nothing",
        rules: &["REL007"],
        seeds: |sound| {
            let rows = sound.rows("objectives.policy");
            let edits: Vec<Edit> =
                rows.iter().map(|row| Edit::cell(row, "change", "the teams look at it together")).collect();
            if edits.is_empty() { Vec::new() } else { vec![Seed::new(edits, "objectives.policy")] }
        },
    },
    Operator {
        name: "runbook-unpaired",
        about: "an alert loses its runbook",
        rules: &["ALT001", "SEC003"],
        seeds: |sound| say(sound, ALERTS, "runbook", ""),
    },
    Operator {
        name: "runbook-without-action",
        about: "a runbook names no first action",
        rules: &["ALT001"],
        seeds: |sound| say(sound, ALERTS, "runbook", "runbooks/service.md - investigate"),
    },
    Operator {
        name: "symptom-of-no-objective",
        about: "an alert on what users feel names no objective",
        rules: &["ALT003"],
        seeds: |sound| write(sound, ALERTS, "slo", |row| (row.cell("signal").text == "symptom").then(String::new)),
    },
    Operator {
        name: "cause-that-pages",
        about: "a cause pages although a symptom does",
        rules: &["ALT004"],
        seeds: |sound| {
            let rows = sound.rows(ALERTS);
            let covers =
                |row: &&RowRef<'_>| row.cell("signal").text == "symptom" && row.cell("severity").text == "page";
            let covered: Vec<&str> =
                rows.iter().filter(covers).flat_map(|row| row.cell("services").names().collect::<Vec<_>>()).collect();
            write(sound, ALERTS, "severity", |row| {
                let cause = row.cell("signal").text == "cause" && row.cell("severity").text == "ticket";
                let all = row.cell("services").names().all(|service| covered.contains(&service));
                (cause && all).then(|| "page".to_owned())
            })
        },
    },
    Operator {
        name: "cause-that-foretells-nothing",
        about: "an alert on a cause does not say what it foretells",
        rules: &["ALT005"],
        seeds: |sound| write(sound, ALERTS, "predicts", |row| (row.cell("signal").text == "cause").then(String::new)),
    },
    Operator {
        name: "slow-burn-unwatched",
        about: "nothing tells of a slow burn of an objective",
        rules: &["ALT006"],
        seeds: |sound| {
            let rows = sound.rows(ALERTS);
            let mut seeds = Vec::new();
            for slo in sound.rows(SLOS) {
                let name = slo.cell("slo").text;
                let tickets = rows.iter().filter(|row| {
                    row.cell("severity").text == "ticket" && row.cell("slo").names().any(|one| one == name)
                });
                let tickets: Vec<RowRef<'_>> = tickets.copied().collect();
                // An alert of several objectives watches the others as well.
                if !tickets.is_empty() && tickets.iter().all(|row| row.cell("slo").text == name) {
                    seeds.push(Seed::strike_all(&tickets, ALERTS).or_at(SLOS));
                }
            }
            seeds
        },
    },
    Operator {
        name: "burn-rate-beyond-reach",
        about: "an alert waits for more failures than there are requests",
        rules: &["ALT007"],
        seeds: |sound| say(sound, ALERTS, "burn_rate", "100000x"),
    },
    Operator {
        name: "route-struck",
        about: "alerts of a severity reach nobody",
        rules: &["ALT009", "SEC002"],
        seeds: |sound| {
            let mut seeds = Vec::new();
            for severity in ["page", "ticket"] {
                let routes =
                    sound.rows("alerting.routes").into_iter().filter(|row| row.cell("severity").text == severity);
                let routes: Vec<RowRef<'_>> = routes.collect();
                let used = sound.rows(ALERTS).iter().any(|row| row.cell("severity").text == severity);
                if used && !routes.is_empty() {
                    seeds.push(Seed::strike_all(&routes, ALERTS).or_at("alerting.routes"));
                }
            }
            seeds
        },
    },
    Operator {
        name: "silence-until-spring",
        about: "a silence lasts for months",
        rules: &["ALT010"],
        seeds: |sound| {
            let first = sound.rows(ALERTS).first().map(|row| row.cell("alert").text.to_owned());
            let (Some(alert), Some(end)) = (first, super::kinds::days(sound.pack.as_of, 150)) else {
                return Vec::new();
            };
            let cells = [
                ("silence", alert.as_str()),
                ("reason", "the provider moves"),
                ("owner", "Ruth Okonedo"),
                ("ends", end.as_str()),
            ];
            vec![Seed::new(vec![Edit::add("alerting.silences", &cells)], "alerting.silences")]
        },
    },
    Operator {
        name: "pillar-struck",
        about: "a pillar of observability is missing",
        rules: &["REL010", "SEC002"],
        seeds: |sound| {
            let mut seeds = Vec::new();
            for word in ["metric", "log", "trace"] {
                let rows =
                    sound.rows(PILLARS).into_iter().filter(|row| row.cell("pillar").text.to_lowercase().contains(word));
                let rows: Vec<RowRef<'_>> = rows.collect();
                if !rows.is_empty() {
                    seeds.push(Seed::strike_all(&rows, PILLARS));
                }
            }
            seeds
        },
    },
    Operator {
        name: "signals-that-do-not-join",
        about: "the records of a pillar carry nothing that joins them with the others",
        rules: &["REL011", "REL012"],
        seeds: |sound| {
            write(sound, PILLARS, "carries", |row| {
                let name = row.cell("pillar").text.to_lowercase();
                ["metric", "log", "trace"].iter().any(|word| name.contains(word)).then(|| "host".to_owned())
            })
        },
    },
    Operator {
        name: "region-untold",
        about: "a pillar does not tell the region, of which there are several",
        rules: &["REL012"],
        seeds: |sound| {
            write(sound, PILLARS, "carries", |row| {
                let left: Vec<&str> = row.cell("carries").names().filter(|name| !name.contains("region")).collect();
                let several = regions(sound) > 1 && left.len() < row.cell("carries").names().count();
                several.then(|| left.join(", "))
            })
        },
    },
    Operator {
        name: "kept-three-days",
        about: "a signal is gone before anybody needs it",
        rules: &["REL013"],
        seeds: |sound| {
            write(sound, PILLARS, "keep", |row| {
                let name = row.cell("pillar").text.to_lowercase();
                ["metric", "log", "trace"].iter().any(|word| name.contains(word)).then(|| "3 days".to_owned())
            })
        },
    },
    Operator {
        name: "no-way-from-page-to-line",
        about: "nobody wrote how one comes from a page to its line",
        rules: &["REL014"],
        seeds: |sound| text(sound, "observability.correlation", "People look at the dashboards and ask around."),
    },
    Operator {
        name: "dashboard-level-struck",
        about: "a level of dashboards is missing",
        rules: &["REL015", "SEC002"],
        seeds: |sound| {
            let mut seeds = Vec::new();
            for level in ["overview", "service", "incident"] {
                let rows =
                    sound.rows("observability.dashboards").into_iter().filter(|row| row.cell("level").text == level);
                let rows: Vec<RowRef<'_>> = rows.collect();
                if !rows.is_empty() {
                    seeds.push(Seed::strike_all(&rows, "observability.dashboards"));
                }
            }
            seeds
        },
    },
    Operator {
        name: "sampling-unsaid",
        about: "traces do not say how they are sampled",
        rules: &["REL017"],
        seeds: |sound| {
            write(sound, PILLARS, "sampling", |row| {
                row.cell("pillar").text.to_lowercase().contains("trace").then(|| "some of them".to_owned())
            })
        },
    },
];

/// How many regions production runs in.
fn regions(sound: &Sound) -> usize {
    let rows = sound.rows("delivery.environments").into_iter();
    let production = rows.filter(|row| row.cell("tier").text == "production" && !row.cell("region").is_blank());
    production.map(|row| row.cell("region").text).collect::<std::collections::BTreeSet<_>>().len()
}

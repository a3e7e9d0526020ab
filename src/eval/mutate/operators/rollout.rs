//! Section 3 of platform-operations: how new versions meet users.

use super::Operator;
use super::kinds::days;
use crate::eval::mutate::seed::{Edit, Seed, say, write};
use crate::eval::mutate::sound::{Sound, place};
use crate::pack::RowRef;
use crate::quantity::DateRange;

const STRATEGIES: &str = "rollout.strategies";
const STEPS: &str = "rollout.steps";

pub(super) static ALL: &[Operator] = &[
    Operator {
        name: "strategy-struck",
        about: "nothing says how new versions of a service meet users",
        rules: &["ROL001", "DLV007", "SEC002"],
        seeds: |sound| {
            let rows = sound.rows(STRATEGIES);
            let deployed: Vec<&str> = sound
                .rows("delivery.stages")
                .iter()
                .filter(|row| row.cell("kind").text == "deploy")
                .flat_map(|row| row.cell("services").names().collect::<Vec<_>>())
                .collect();
            // A service that another row serves as well is served.
            let alone = rows.iter().filter(|row| {
                row.cell("services").names().any(|service| {
                    let others = rows.iter().filter(|other| other.place() != row.place());
                    deployed.contains(&service)
                        && !others.into_iter().any(|other| {
                            other.cell("services").text == "all"
                                || other.cell("services").names().any(|one| one == service)
                        })
                })
            });
            alone.map(Seed::strike).collect()
        },
    },
    Operator {
        name: "mixed-versions-unbearable",
        about: "two versions may not serve at once, and the strategy has them do so",
        rules: &["ROL003"],
        seeds: |sound| {
            let mut seeds = Vec::new();
            for strategy in
                sound.rows(STRATEGIES).iter().filter(|row| matches!(row.cell("strategy").text, "rolling" | "canary"))
            {
                for profile in profiles(sound, strategy) {
                    if profile.cell("mixed_versions").text == "tolerated" {
                        seeds.push(Seed::cell(&profile, "mixed_versions", "not tolerated").at(place(strategy)));
                    }
                }
            }
            seeds
        },
    },
    Operator {
        name: "rolling-without-room",
        about: "nothing can move in a rolling update",
        rules: &["ROL005"],
        seeds: |sound| {
            let rows = sound.rows("rollout.rolling");
            let still = |row| Seed::cell(row, "max_unavailable", "0 %").and(Edit::cell(row, "max_surge", "0 %"));
            rows.iter().map(still).collect()
        },
    },
    Operator {
        name: "shares-that-fall",
        about: "a step of a canary has less traffic than the one before",
        rules: &["ROL006"],
        seeds: |sound| {
            let rows = sound.rows(STEPS);
            let pairs = rows.windows(2).filter(|pair| pair[0].cell("rollout").text == pair[1].cell("rollout").text);
            pairs.map(|pair| Seed::cell(&pair[1], "share", "1 %").or_at(STEPS)).collect()
        },
    },
    Operator {
        name: "canary-without-end",
        about: "a canary ends before all traffic is on the new version",
        rules: &["ROL006"],
        seeds: |sound| {
            let rows = sound.rows(STEPS);
            let last = rows.iter().filter(|row| {
                row.cell("share").text == "100 %"
                    && rows.iter().filter(|other| other.cell("rollout").text == row.cell("rollout").text).count() > 1
            });
            last.map(|row| Seed::strike(row)).collect()
        },
    },
    Operator {
        name: "step-that-sees-nothing",
        about: "a step of a canary is too short for its traffic",
        rules: &["ROL007"],
        seeds: |sound| {
            write(sound, STEPS, "hold", |row| {
                let seen = sound
                    .derived
                    .computed
                    .iter()
                    .find(|one| one.what == "requests seen" && one.of == row.cell("step").text)?;
                // `675, 373 needed; ...` over the hold of today.
                let mut numbers =
                    seen.value.split(|c: char| !c.is_ascii_digit() && c != ',').map(|text| text.replace(',', ""));
                let seen: f64 = numbers.next()?.parse().ok()?;
                let needed: f64 = numbers.filter(|text| !text.is_empty()).find_map(|text| text.parse().ok())?;
                let hold = crate::quantity::DurationRange::parse(row.cell("hold").text).ok()?;
                let minutes: f64 = (hold.high * rust_decimal::Decimal::from(1440)).to_string().parse().ok()?;
                (seen / minutes * 0.5 < needed).then(|| "30 s".to_owned())
            })
        },
    },
    Operator {
        name: "step-unjudged",
        about: "a step goes on by itself, judged by nothing",
        rules: &["ROL008"],
        seeds: |sound| {
            write(sound, STEPS, "judged_by", |row| {
                let alone = row.cell("go_on").text == "automatic" && row.cell("share").text != "100 %";
                alone.then(|| "none".to_owned())
            })
        },
    },
    Operator {
        name: "old-version-gone",
        about: "the old environment is gone before a trigger can send users back",
        rules: &["ROL009"],
        seeds: |sound| say(sound, "rollout.blue_green", "keep_old", "20 s"),
    },
    Operator {
        name: "kill-switch-of-words",
        about: "a kill switch does not say what is done",
        rules: &["ROL010", "TXT002"],
        seeds: |sound| say(sound, "rollout.flags", "kill_switch", "ask the pricing team"),
    },
    Operator {
        name: "flag-overdue",
        about: "a flag is past its day",
        rules: &["ROL011", "DAT002"],
        seeds: |sound| {
            let Some(past) = days(sound.pack.as_of, -12) else { return Vec::new() };
            say(sound, "rollout.flags", "remove_by", &past)
        },
    },
    Operator {
        name: "flag-gone-before-its-rollout",
        about: "a milestone goes by a flag that is to be gone before it ends",
        rules: &["ROL014"],
        seeds: |sound| {
            let mut seeds = Vec::new();
            for flag in sound.rows("rollout.flags") {
                for milestone in sound.rows("roadmap.milestones") {
                    let Ok(eta) = DateRange::parse(milestone.cell("eta").text) else { continue };
                    let Some(gone) = days(eta.end, -1).filter(|_| eta.end > sound.pack.as_of) else { continue };
                    let rollout = format!("by flag {}; {}", flag.cell("flag").text, milestone.cell("rollout").text);
                    let seed = Seed::cell(&flag, "remove_by", gone);
                    seeds.push(seed.and(Edit::cell(&milestone, "rollout", rollout)));
                }
            }
            seeds
        },
    },
    Operator {
        name: "rollout-before-its-nets",
        about: "a rollout no longer waits for the milestone that installs its triggers",
        rules: &["DLV001"],
        seeds: |sound| {
            let milestones = sound.rows("roadmap.milestones");
            let row = |id: &str| milestones.iter().find(|row| row.cell("milestone").text.split(' ').next() == Some(id));
            let installed: Vec<&str> =
                sound.rows("safety.triggers").iter().map(|row| row.cell("milestone").text).collect();
            let mut seeds = Vec::new();
            for strategy in sound.rows(STRATEGIES) {
                let id = strategy.cell("milestone").text;
                let Some(milestone) = row(id).filter(|_| !id.is_empty()) else { continue };
                // A trigger that is in use, or comes with the rollout itself, needs no waiting.
                let waits = !installed.is_empty() && installed.iter().all(|one| !one.is_empty() && *one != id);
                if waits {
                    seeds.push(Seed::cell(milestone, "dependencies", "none").at("safety.triggers"));
                }
            }
            seeds
        },
    },
];

/// The risk profiles of the services of a rollout.
fn profiles<'a>(sound: &'a Sound, strategy: &RowRef<'_>) -> Vec<RowRef<'a>> {
    let services: Vec<&str> = strategy.cell("services").names().collect();
    let rows = sound.rows("rollout.profiles").into_iter();
    rows.filter(|row| services.contains(&"all") || services.contains(&row.cell("service").text)).collect()
}

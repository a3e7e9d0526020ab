//! Section 3 of platform-infrastructure: quality attributes and objectives.

use std::sync::LazyLock;

use regex::Regex;

use super::Operator;
use crate::eval::mutate::seed::{Edit, Seed, say, strike, write};
use crate::eval::mutate::sound::place;
use crate::pack::{Row, RowRef, Shape};

const SLOS: &str = "quality.slos";

pub(super) static ALL: &[Operator] = &[
    Operator {
        name: "attribute-struck",
        about: "a group of attributes loses one that every pack states",
        rules: &["QUA001", "SEC002"],
        seeds: |sound| {
            let mut seeds = Vec::new();
            for (field, words) in ATTRIBUTES {
                let rows = sound.rows(field);
                let says = |row: &RowRef<'_>, word: &str| row.cell("attribute").text.to_lowercase().contains(word);
                for word in *words {
                    // Where two rows speak of it, one will do.
                    let about: Vec<&RowRef<'_>> = rows.iter().filter(|row| says(row, word)).collect();
                    if let [row] = about[..] {
                        seeds.push(Seed::strike(row));
                    }
                }
            }
            seeds
        },
    },
    Operator {
        name: "target-blurred",
        about: "a target of reliability or performance has no number",
        rules: &["QUA002"],
        seeds: |sound| {
            ["quality.reliability", "quality.performance"]
                .iter()
                .flat_map(|field| say(sound, field, "target", "very low"))
                .collect()
        },
    },
    Operator {
        name: "objective-without-window",
        about: "an objective loses its window",
        rules: &["QUA003", "REL003"],
        seeds: |sound| {
            let mut seeds = write(sound, SLOS, "target", |row| windowless(row, "sli"));
            seeds.extend(write(sound, "objectives.slos", "target", |row| windowless(row, "slo")));
            seeds
        },
    },
    Operator {
        name: "indicator-is-a-feeling",
        about: "an indicator is nothing one could compute",
        rules: &["QUA004"],
        seeds: |sound| say(sound, SLOS, "sli", "The journey feels nice"),
    },
    Operator {
        name: "measured-somewhere",
        about: "a measurement names no source",
        rules: &["QUA004", "TXT002"],
        seeds: |sound| say(sound, SLOS, "method", "Monitoring"),
    },
    Operator {
        name: "objective-out-of-the-blue",
        about: "an objective loses its baseline",
        rules: &["QUA005"],
        seeds: |sound| {
            let known = |journey: &str| {
                let says =
                    |field: &str, column| sound.rows(field).iter().any(|row| alike(row.cell(column).text, journey));
                says("quality.past", "journey") || says("records.evidence", "fact")
            };
            write(sound, SLOS, "notes", |row| (!known(row.cell("journey").text)).then(String::new))
        },
    },
    Operator {
        name: "perfection-promised",
        about: "an objective leaves nothing to fail",
        rules: &["QUA006", "REL019"],
        seeds: |sound| {
            let perfect = |row: &RowRef<'_>| share(row.cell("target").text, "100");
            let mut seeds = write(sound, SLOS, "target", perfect);
            seeds.extend(write(sound, "objectives.slos", "target", perfect));
            seeds
        },
    },
    Operator {
        name: "objective-above-its-dependency",
        about: "a component that a journey needs fails more often than the objective allows",
        rules: &["QUA013"],
        seeds: |sound| {
            let slos = sound.rows(SLOS);
            let mut seeds = Vec::new();
            for row in sound.rows("quality.dependencies") {
                let (journey, needs) = (row.cell("journey").text, row.cell("needs").text);
                // What has an alternative may fail.
                if needs.contains(" or ") || needs.contains(" of ") {
                    continue;
                }
                let objective = slos
                    .iter()
                    .find(|slo| slo.cell("journey").text == journey && share(slo.cell("target").text, "1").is_some());
                let Some(objective) = objective else { continue };
                for component in sound.rows("quality.components") {
                    if needs.split(" and ").any(|one| one.trim() == component.cell("component").text) {
                        seeds.push(Seed::cell(&component, "availability", "90 %").at(place(objective)));
                    }
                }
            }
            seeds
        },
    },
    Operator {
        name: "objective-contradicts-itself",
        about: "one indicator of a journey has two targets",
        rules: &["QUA009"],
        seeds: |sound| {
            let Some((_, Shape::Table(table))) = sound.field(SLOS).map(|(spec, field)| (spec, field.shape)) else {
                return Vec::new();
            };
            let rows = sound.rows(SLOS);
            let seeds = rows.iter().filter_map(|row| {
                let other = share(row.cell("target").text, "91.7")?;
                let mut copy = Row::default();
                for column in table.columns {
                    copy.set(column.key, row.cell(column.key).text.to_owned());
                }
                copy.set("target", other);
                Some(Seed::new(vec![Edit::Insert { field: SLOS.to_owned(), at: rows.len(), row: copy }], place(row)))
            });
            seeds.collect()
        },
    },
    Operator {
        name: "availability-above-every-objective",
        about: "the availability of everything is stricter than the objective of any journey",
        rules: &["QUA009"],
        seeds: |sound| {
            let says = |row: &RowRef<'_>, words: &[&str]| words.iter().any(|word| row.cell("sli").text.contains(word));
            let counted = sound.rows(SLOS).iter().any(|row| {
                let target = row.cell("target").text;
                let share = number(target).is_some_and(|share| share > 50.0 && share < 99.999);
                let timed = says(row, &["within", "less than", "faster", "under", "latency"]);
                share
                    && target.contains("over 30 days")
                    && !timed
                    && says(row, &["error", "5xx", "answered", "accepted"])
            });
            write(sound, "quality.reliability", "target", |row| {
                let about = row.cell("attribute").text.eq_ignore_ascii_case("availability");
                (about && counted).then(|| ">= 99.999 % over 30 days".to_owned())
            })
        },
    },
    Operator {
        name: "privacy-of-words",
        about: "encryption, residency or retention says nothing that binds",
        rules: &["QUA007", "TXT002"],
        seeds: |sound| {
            let empty = [
                ("encryption", "Everything is encrypted"),
                ("residency", "In the cloud"),
                ("retention", "Deleted when nobody reads it"),
            ];
            write(sound, "quality.privacy", "target", |row| {
                let name = row.cell("attribute").text.to_lowercase();
                let (_, words) = empty.iter().find(|(word, _)| name.starts_with(word))?;
                let applies = !row.cell("target").text.to_lowercase().starts_with("not applicable");
                applies.then(|| (*words).to_owned())
            })
        },
    },
    Operator {
        name: "budget-without-amount",
        about: "the budget names no amount",
        rules: &["QUA008"],
        seeds: |sound| {
            write(sound, "quality.cost", "target", |row| {
                let budget = row.cell("attribute").text.to_lowercase().starts_with("budget");
                budget.then(|| "Within what was agreed".to_owned())
            })
        },
    },
    Operator {
        name: "operability-of-adjectives",
        about: "an operability target is nothing one could go and look at",
        rules: &["QUA010", "TXT002"],
        seeds: |sound| say(sound, "quality.operability", "target", "somebody is there"),
    },
    Operator {
        name: "alert-that-cannot-fire",
        about: "an alert waits for more failures than there are requests",
        rules: &["QUA011"],
        seeds: |sound| {
            let slos = sound.rows(SLOS);
            let dead = slos.iter().filter_map(|row| {
                // A fifth more than there can be, over windows so short that the budget would bear it.
                let missing = 100.0 - number(row.cell("target").text)?;
                let rate = format!("{}x", (120.0 / missing).ceil());
                let journey = row.cell("journey").text;
                let cells = [
                    ("slo", journey),
                    ("severity", "page"),
                    ("long", "2 min"),
                    ("short", "1 min"),
                    ("burn_rate", rate.as_str()),
                ];
                (missing > 0.0).then(|| Seed::new(vec![Edit::add("quality.alerts", &cells)], "quality.alerts"))
            });
            dead.collect()
        },
    },
    Operator {
        name: "past-window-of-nobody",
        about: "a past window belongs to no objective",
        rules: &["QUA019"],
        seeds: |sound| {
            if sound.field("quality.past").is_none() {
                return Vec::new();
            }
            let cells = [("journey", "Fly to Zanzibar"), ("measured", "2026-08-31"), ("value", "99.9 %")];
            vec![Seed::new(vec![Edit::add("quality.past", &cells)], "quality.past")]
        },
    },
    Operator {
        name: "component-struck",
        about: "nobody says how often a component works that a journey needs",
        rules: &["QUA014"],
        seeds: |sound| {
            let needs: Vec<&str> =
                sound.rows("quality.dependencies").iter().map(|row| row.cell("needs").text).collect();
            let needed = |row: &RowRef<'_>| needs.iter().any(|needs| needs.contains(row.cell("component").text));
            let seeds = strike(sound, "quality.components", needed);
            seeds.into_iter().map(|seed| seed.or_at("quality.dependencies")).collect()
        },
    },
];

/// What every pack states of each group of attributes.
const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("quality.reliability", &["availability", "error rate", "mttr", "incident class"]),
    ("quality.performance", &["p95", "p99", "throughput"]),
    ("quality.privacy", &["encryption", "residency", "retention", "access", "audit"]),
    ("quality.operability", &["dashboard", "alert", "runbook", "on-call", "escalation"]),
    ("quality.cost", &["driver", "budget"]),
];

/// A target without its window, unless another cell states one.
fn windowless(row: &RowRef<'_>, other: &'static str) -> Option<String> {
    static WINDOW: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i),?\s*\b(?:over|per|in|within|of)\s+(?:a |any |the |each )?(?:rolling |calendar )?(?:\d+[ -])?(?:days?|weeks?|months?|quarters?|years?|hours?|h)\b").ok()
    });
    let window = WINDOW.as_ref()?;
    let text = row.cell("target").text;
    let bare = window.replace_all(text, "");
    let said_elsewhere = window.is_match(row.cell(other).text);
    (bare != text && !said_elsewhere && !bare.trim().is_empty()).then(|| bare.trim().to_owned())
}

/// The percentage of a target.
fn number(target: &str) -> Option<f64> {
    static SHARE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(\d+(?:\.\d+)?) %").ok());
    let found = SHARE.as_ref()?.captures(target).filter(|_| !target.contains('<'))?;
    found[1].parse().ok()
}

/// A target of a share with another number.
fn share(target: &str, number: &str) -> Option<String> {
    static SHARE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\d+(?:\.\d+)? %").ok());
    let found = SHARE.as_ref()?.find(target)?;
    // A share of failures is another matter.
    (!target.contains('<')).then(|| format!("{}{number} %{}", &target[..found.start()], &target[found.end()..]))
}

/// Whether a fact may be about a journey: they share a word that says something.
fn alike(fact: &str, journey: &str) -> bool {
    let fact = fact.to_lowercase();
    let words = journey.to_lowercase();
    words.split(|c: char| !c.is_alphanumeric()).any(|word| word.len() > 3 && fact.contains(word))
}

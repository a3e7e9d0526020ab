//! Section 5 of platform-infrastructure: what is seen, and the contract of events.

use super::Operator;
use crate::eval::mutate::seed::{Seed, say, strike, text, write};
use crate::eval::mutate::sound::Sound;
use crate::pack::RowRef;

const EVENTS: &str = "instrumentation.events";

pub(super) static ALL: &[Operator] = &[
    Operator {
        name: "event-from-a-client",
        about: "an event is emitted by a browser",
        rules: &["INS006"],
        seeds: |sound| {
            write(sound, EVENTS, "emitted", |row| {
                let client = row.cell("notes").text.to_lowercase().contains("client");
                (!client).then(|| "The browser renders the page".to_owned())
            })
        },
    },
    Operator {
        name: "event-in-another-convention",
        about: "the name of an event is spelled otherwise than the rest",
        rules: &["INS007"],
        seeds: |sound| {
            write(sound, EVENTS, "event", |row| {
                let (first, rest) = row.cell("event").text.split_once('_')?;
                let mut letters = rest.chars();
                let head = letters.next()?.to_uppercase();
                Some(format!("{first}{head}{}", letters.as_str().replace('_', "")))
            })
        },
    },
    Operator {
        name: "identity-struck",
        about: "a canonical identity field is not defined",
        rules: &["INS002"],
        seeds: |sound| {
            let canonical = ["user_id", "account_id", "anonymous_id"];
            strike(sound, "instrumentation.identity", |row| {
                canonical.contains(&row.cell("field").text.trim_matches('`'))
            })
        },
    },
    Operator {
        name: "merge-without-rule",
        about: "a merge rule states no rule",
        rules: &["INS003", "TXT002"],
        seeds: |sound| say(sound, "instrumentation.identity", "merge", "n/a"),
    },
    Operator {
        name: "data-check-struck",
        about: "one of the four basic data checks is missing",
        rules: &["INS005"],
        seeds: |sound| {
            let kinds: [&[&str]; 4] = [&["schema"], &["volume", "count"], &["null", "complete"], &["dup", "dedupe"]];
            let rows = sound.rows("instrumentation.qa");
            let says = |row: &RowRef<'_>, words: &[&str]| {
                let text = format!("{} {}", row.cell("check").text, row.cell("compares").text).to_lowercase();
                words.iter().any(|word| text.contains(word))
            };
            let mut seeds = Vec::new();
            for words in kinds {
                let about: Vec<&RowRef<'_>> = rows.iter().filter(|row| says(row, words)).collect();
                if let [row] = about[..] {
                    seeds.push(Seed::strike(row));
                }
            }
            seeds
        },
    },
    Operator {
        name: "data-check-without-number",
        about: "a data check alerts at no number",
        rules: &["INS009", "TXT002"],
        seeds: |sound| say(sound, "instrumentation.qa", "threshold", "rather low"),
    },
    Operator {
        name: "types-struck",
        about: "the properties of an event lose their types",
        rules: &["INS011"],
        seeds: |sound| {
            write(sound, EVENTS, "properties", |row| {
                let text = row.cell("properties").text;
                if text.contains('(') {
                    return None;
                }
                let names: Vec<&str> = text.split(',').filter_map(|one| one.split_whitespace().next()).collect();
                Some(names.iter().map(|name| name.trim_end_matches(':')).collect::<Vec<_>>().join(", "))
            })
        },
    },
    Operator {
        name: "property-of-two-types",
        about: "a property is of another type in one event",
        rules: &["INS012"],
        seeds: |sound| {
            let rows = sound.rows(EVENTS);
            let typed = |row: &RowRef<'_>| -> Vec<(String, String)> {
                let parts = row.cell("properties").text.split(',').map(str::trim);
                let plain =
                    parts.filter_map(|part| part.split_once(' ').filter(|(_, kind)| !kind.contains(['(', ' '])));
                plain.map(|(name, kind)| (name.to_owned(), kind.to_owned())).collect()
            };
            let mut seeds = Vec::new();
            for row in &rows {
                let others = rows.iter().filter(|other| other.place() != row.place()).flat_map(&typed);
                let others: Vec<(String, String)> = others.collect();
                for (name, kind) in typed(row).iter().filter(|one| others.contains(one)) {
                    let other =
                        if name.ends_with(':') || kind == "bool" || kind == "boolean" { "uuid" } else { "boolean" };
                    let fresh =
                        row.cell("properties").text.replacen(&format!("{name} {kind}"), &format!("{name} {other}"), 1);
                    seeds.push(Seed::cell(row, "properties", fresh).or_at(EVENTS));
                }
            }
            seeds
        },
    },
    Operator {
        name: "personal-data-unclassified",
        about: "an event carries an address that nobody classified",
        rules: &["INS013"],
        seeds: |sound| {
            let known =
                |sound: &Sound| sound.rows(EVENTS).iter().any(|row| row.cell("properties").text.contains("email"));
            if known(sound) {
                return Vec::new();
            }
            write(sound, EVENTS, "properties", |row| {
                let text = row.cell("properties").text;
                let colon = if text.contains(": ") { ":" } else { "" };
                Some(format!("{text}, email{colon} string"))
            })
        },
    },
    Operator {
        name: "closure-broken",
        about: "a data check compares a metric that nothing declares",
        rules: &["INS015"],
        seeds: |sound| {
            say(sound, "instrumentation.qa", "compares", "`zebras_vanished_total` against the rows of the ledger")
        },
    },
    Operator {
        name: "delivery-by-hope",
        about: "delivery names no guarantee",
        rules: &["INS004"],
        seeds: |sound| {
            text(sound, "instrumentation.delivery", "The library retries in the background, so nothing is lost.")
        },
    },
    Operator {
        name: "schemas-that-live-nowhere",
        about: "schemas are versioned, nobody says where",
        rules: &["INS010"],
        seeds: |sound| text(sound, "instrumentation.versioning", "Schemas are versioned."),
    },
];

//! Section 1 of platform-infrastructure, and the request of any pack.

use std::sync::LazyLock;

use regex::Regex;

use super::Operator;
use crate::eval::mutate::seed::{Edit, Seed, item, list, say, text, write};
use crate::eval::mutate::sound::Sound;
use crate::quantity::Quantity;
use crate::text::same_name;

pub(super) static ALL: &[Operator] = &[
    Operator {
        name: "outage-to-be-planned",
        about: "the request is an outage that is happening now",
        rules: &["SCO001"],
        seeds: |sound| {
            request(sound, |_| "Checkout is down and customers cannot pay; tell us what to do now.".to_owned())
        },
    },
    Operator {
        name: "change-nobody-confirmed",
        about: "the request orders a change of production",
        rules: &["SCO009"],
        seeds: |sound| {
            if !sound.rows("records.confirmations").is_empty() {
                return Vec::new();
            }
            request(sound, |before| format!("{before} Then go ahead and run kubectl apply on production."))
        },
    },
    Operator {
        name: "decision-without-day",
        about: "the decision loses its day",
        rules: &["SCO002"],
        seeds: |sound| {
            static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\d{4}-\d{2}-\d{2}").ok());
            let Some(day) = DAY.as_ref() else { return Vec::new() };
            text(sound, "context.decision", &day.replace_all(sound.words("context.decision"), "then"))
        },
    },
    Operator {
        name: "decision-is-a-topic",
        about: "the decision decides nothing",
        rules: &["SCO002"],
        seeds: |sound| text(sound, "context.decision", "The platform of the next years."),
    },
    Operator {
        name: "pain-of-no-kind",
        about: "a pain is of no kind",
        rules: &["SCO003"],
        seeds: |sound| item(sound, "context.pains", |_| Some("everybody is unhappy with 27 % of it".to_owned())),
    },
    Operator {
        name: "nobody-decides",
        about: "stakeholders are named and none decides",
        rules: &["SCO006"],
        seeds: |sound| list(sound, "context.stakeholders", &["Marta Lindqvist, engineer", "Dev Raman, engineer"]),
    },
    Operator {
        name: "success-is-better",
        about: "a success measure has no number to reach",
        rules: &["SCO005", "TXT002"],
        seeds: |sound| say(sound, "context.success", "target", "noticeably lower than today"),
    },
    Operator {
        name: "success-in-another-unit",
        about: "a success measure is to be reached in another unit than it is measured in",
        rules: &["SCO005"],
        seeds: |sound| say(sound, "context.success", "target", "<= 3 litres"),
    },
    Operator {
        name: "baseline-is-another",
        about: "the baseline of a success measure is not the value in the evidence",
        rules: &["ONE007"],
        seeds: |sound| {
            let facts = sound.rows("records.evidence");
            write(sound, "context.success", "baseline", |row| {
                let name = row.cell("measure").text;
                let known = facts.iter().any(|fact| same_name(fact.cell("fact").text, name));
                let amount = Quantity::parse_only(row.cell("baseline").text).ok().filter(|_| known)?;
                Some(Quantity::new(amount.value + amount.value, amount.unit).to_string())
            })
        },
    },
    Operator {
        name: "assumption-without-alternative",
        about: "an assumption offers one option",
        rules: &["SCO007"],
        seeds: |sound| say(sound, "context.assumptions", "options", "The first vendor behind our own interface"),
    },
    Operator {
        name: "input-too-thin",
        about: "an input a plan cannot do without says nothing that is planned with",
        rules: &["SCO008", "TXT002"],
        seeds: |sound| {
            let thin = [
                ("context.horizon", "Some quarters from now."),
                ("context.risk_tolerance", "We are careful people."),
                ("context.staffing", "The people we have."),
            ];
            thin.iter().flat_map(|(field, words)| text(sound, field, words)).collect()
        },
    },
];

/// The request, written anew.
fn request(sound: &Sound, fresh: impl Fn(&str) -> String) -> Vec<Seed> {
    let fields = ["context.request", "baseline.request"];
    let there = fields.iter().filter(|field| !sound.words(field).is_empty());
    there.map(|field| Seed::new(vec![Edit::text(field, fresh(sound.words(field)))], *field)).collect()
}

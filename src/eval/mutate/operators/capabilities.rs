//! Section 2 of platform-infrastructure: what is shared, and how teams move onto it.

use super::Operator;
use crate::eval::mutate::seed::{Edit, Seed, item, say, text, write};

const TABLE: &str = "capabilities.capabilities";

pub(super) static ALL: &[Operator] = &[
    Operator {
        name: "one-consumer",
        about: "a capability is left with one consumer",
        rules: &["CAP002"],
        seeds: |sound| write(sound, TABLE, "consumers", |row| Some(row.cell("consumers").names().next()?.to_owned())),
    },
    Operator {
        name: "consumer-from-nowhere",
        about: "a consumer is named that nobody introduced",
        rules: &["CAP006"],
        seeds: |sound| {
            write(sound, TABLE, "consumers", |row| Some(format!("{}, Zanzibar squad", row.cell("consumers").text)))
        },
    },
    Operator {
        name: "contract-of-words",
        about: "a contract names nothing to code against",
        rules: &["CAP003", "TXT002"],
        seeds: |sound| say(sound, TABLE, "contract", "A unified place for everybody"),
    },
    Operator {
        name: "migration-by-itself",
        about: "a migration names no way over",
        rules: &["CAP004"],
        seeds: |sound| say(sound, TABLE, "migration", "Teams move over in their own time"),
    },
    Operator {
        name: "impact-without-number",
        about: "an impact has no number",
        rules: &["CAP005", "TXT002"],
        seeds: |sound| say(sound, TABLE, "impact", "Teams are happier and work is easier"),
    },
    Operator {
        name: "platform-owns-itself",
        about: "the ownership model names nobody",
        rules: &["CAP007"],
        seeds: |sound| text(sound, "capabilities.ownership", "The platform owns the platform."),
    },
    Operator {
        name: "versions-without-end",
        about: "compatibility is promised without versions or periods",
        rules: &["CAP008"],
        seeds: |sound| text(sound, "capabilities.compatibility", "We do not break anybody."),
    },
    Operator {
        name: "reason-struck",
        about: "a decision to share or not to share loses its reason",
        rules: &["CAP009"],
        seeds: |sound| {
            let bare = |text: &str| {
                let end = text.find([':', '(', ';', ',']).into_iter().chain(text.find(" - ")).min()?;
                let name = text[..end].trim();
                // A sentence may be a reason in itself.
                (name.split(' ').count() < 5).then(|| name.to_owned())
            };
            let mut seeds = item(sound, "capabilities.shared", bare);
            seeds.extend(item(sound, "capabilities.product_specific", bare));
            seeds
        },
    },
    Operator {
        name: "capability-undecided",
        about: "a capability is neither shared nor kept with a product",
        rules: &["CAP010"],
        seeds: |sound| {
            let items = sound.items("capabilities.shared");
            let mut seeds = Vec::new();
            for row in sound.rows(TABLE) {
                let name = row.cell("capability").text.to_lowercase();
                let about: Vec<bool> = items.iter().map(|item| item.to_lowercase().starts_with(&name)).collect();
                let said =
                    |text: &str| name.split(' ').any(|word| word.len() > 3 && text.to_lowercase().contains(word));
                let left: Vec<String> =
                    items.iter().zip(&about).filter(|(_, about)| !**about).map(|(item, _)| item.clone()).collect();
                let elsewhere = left.iter().chain(sound.items("capabilities.product_specific")).any(|item| said(item));
                let all = left
                    .iter()
                    .any(|item| ["all ", "each of", "every "].iter().any(|word| item.to_lowercase().starts_with(word)));
                if about.contains(&true) && !left.is_empty() && !elsewhere && !all {
                    seeds.push(Seed::new(vec![Edit::list("capabilities.shared", left)], "capabilities.shared"));
                }
            }
            seeds
        },
    },
];

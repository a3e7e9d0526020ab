//! Words and numbers in running text.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::Operator;
use crate::eval::mutate::seed::{Edit, Seed, cells};
use crate::eval::mutate::sound::{At, Sound};
use crate::pack::records::Records;
use crate::pack::{Kind, Shape, Value};

pub(super) static ALL: &[Operator] = &[
    Operator {
        name: "share-miscounted",
        about: "a share is not what its numbers yield",
        rules: &["NUM002"],
        seeds: |sound| appended(sound, "; 12 of 40 of them (45 %) fail"),
    },
    Operator {
        name: "budget-misstated",
        about: "an error budget in prose is not what target and window yield",
        rules: &["NUM003"],
        seeds: |sound| appended(sound, "; 99.9 % over 30 days leaves an error budget of 4 minutes"),
    },
    Operator {
        name: "days-miscounted",
        about: "the time between two days is miscounted",
        rules: &["NUM004"],
        seeds: |sound| appended(sound, " (from 2027-03-01 to 2027-03-15, 60 days)"),
    },
    Operator {
        name: "way-out-added",
        about: "what binds takes itself back",
        rules: &["TXT002", "ROA002", "RSK002"],
        seeds: |sound| {
            let binding = ["acceptance", "mitigation"];
            let prose = sound.cells().into_iter().filter(|at| binding.contains(&at.column.key));
            cells(prose.collect(), |at| Some(format!("{}, as far as possible", at.text)))
        },
    },
    Operator {
        name: "identifier-dangled",
        about: "an identifier is cited that no row bears",
        rules: &["REF001", "ASM001", "ROA004"],
        seeds: |sound| {
            let known = milestones(sound);
            let Some(cited) = CITED.as_ref().filter(|_| known.contains("M1")) else { return Vec::new() };
            changed(sound, |text| {
                let outside_code = !text.contains('`');
                let found =
                    cited.find_iter(text).find(|found| known.contains(found.as_str())).filter(|_| outside_code)?;
                Some(format!("{}M97{}", &text[..found.start()], &text[found.end()..]))
            })
        },
    },
    Operator {
        name: "milestone-renumbered",
        about: "a milestone gets another number in its own row alone",
        rules: &["REF001", "ROA004", "ASM001", "INS016", "QUA015", "REL004", "ASM009"],
        seeds: |sound| {
            let rows = sound.rows("roadmap.milestones");
            let renamed = rows.iter().filter_map(|row| {
                let name = row.cell("milestone").text;
                let id = name.split(' ').next().filter(|id| milestones(sound).contains(id) && *id != "M1")?;
                let citing = citing(sound, id, name);
                let mut seed = Seed::cell(row, "milestone", name.replacen(id, "M97", 1));
                if citing.is_empty() {
                    return None;
                }
                seed.places = citing.into_iter().collect();
                Some(seed)
            });
            renamed.collect()
        },
    },
];

static CITED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\bM\d+\b").ok());

/// The identifiers of the milestones.
fn milestones(sound: &Sound) -> BTreeSet<&str> {
    let rows = sound.rows("roadmap.milestones");
    let ids = rows.iter().filter_map(|row| CITED.as_ref()?.find(row.cell("milestone").text).map(|found| found.range()));
    let ids: Vec<_> = ids.collect();
    rows.iter()
        .zip(ids)
        .filter(|(_, range)| range.start == 0)
        .map(|(row, range)| &row.cell("milestone").text[range])
        .collect()
}

/// The places outside of its own row that cite an identifier.
fn citing(sound: &Sound, id: &str, name: &str) -> BTreeSet<String> {
    let cites =
        |text: &str| CITED.as_ref().is_some_and(|cited| cited.find_iter(text).any(|found| found.as_str() == id));
    let mut places: BTreeSet<String> = BTreeSet::new();
    for at in sound.cells().iter().filter(|at| cites(at.text)) {
        let place = crate::eval::mutate::sound::place(&at.row);
        if !place.ends_with(&format!("[{name}]")) {
            places.insert(place);
        }
    }
    for (spec, field) in sound.fields() {
        let path = format!("{}.{}", spec.key, field.key);
        let said = match sound.value(&path) {
            Some(Value::Text(text)) => cites(text),
            Some(Value::List(items)) => items.iter().any(|item| cites(item)),
            _ => false,
        };
        if said {
            places.insert(path);
        }
    }
    places
}

/// Texts and prose of needed cells, each written anew as far as `fresh` says so. Records keep the words people used.
fn changed(sound: &Sound, fresh: impl Fn(&str) -> Option<String>) -> Vec<Seed> {
    let prose = sound
        .cells()
        .into_iter()
        .filter(|at: &At<'_>| at.column.kind == Kind::Prose && !at.is_name() && at.spec.key != Records::KEY);
    let mut seeds = cells(prose.collect(), |at| fresh(at.text));
    for (spec, field) in sound.fields().filter(|(spec, _)| spec.key != Records::KEY) {
        let path = format!("{}.{}", spec.key, field.key);
        match (field.shape, sound.value(&path)) {
            (Shape::Text(Kind::Prose), Some(Value::Text(text))) => {
                seeds.extend(fresh(text).map(|text| Seed::new(vec![Edit::text(&path, text)], path.clone())));
            }
            (Shape::List(_), Some(Value::List(items))) => {
                for (at, item) in items.iter().enumerate() {
                    let Some(item) = fresh(item) else { continue };
                    let mut items = items.clone();
                    items[at] = item;
                    seeds.push(Seed::new(vec![Edit::list(&path, items)], path.clone()));
                }
            }
            _ => {}
        }
    }
    seeds
}

/// Texts and items with something added to them.
fn appended(sound: &Sound, more: &str) -> Vec<Seed> {
    let texts = sound.fields().filter(|(spec, field)| {
        spec.key != Records::KEY
            && matches!(field.shape, Shape::Text(Kind::Prose) | Shape::List(_))
            && !matches!(field.key, "request" | "decision")
    });
    let mut seeds = Vec::new();
    for (spec, field) in texts {
        let path = format!("{}.{}", spec.key, field.key);
        match sound.value(&path) {
            Some(Value::Text(text)) => {
                let text = format!("{}{more}", text.trim_end_matches('.'));
                seeds.push(Seed::new(vec![Edit::text(&path, text)], path.clone()));
            }
            Some(Value::List(items)) => {
                let mut items = items.clone();
                if let Some(last) = items.last_mut() {
                    *last = format!("{}{more}", last.trim_end_matches('.'));
                }
                seeds.push(Seed::new(vec![Edit::list(&path, items)], path.clone()));
            }
            _ => {}
        }
    }
    seeds
}

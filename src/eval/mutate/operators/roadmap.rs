//! Milestones: their order, their days, their proof and their way back.

use std::collections::BTreeMap;

use super::Operator;
use super::kinds::days;
use crate::eval::mutate::seed::{Edit, Seed, say, write};
use crate::eval::mutate::sound::{Sound, place};
use crate::pack::RowRef;
use crate::quantity::DateRange;

const MILESTONES: &str = "roadmap.milestones";

pub(super) static ALL: &[Operator] = &[
    Operator {
        name: "milestones-in-a-circle",
        about: "a milestone waits for one that waits for it",
        rules: &["ROA003"],
        seeds: |sound| {
            let rows = by_id(sound);
            let mut seeds = Vec::new();
            for (id, row) in &rows {
                for dependency in dependencies(row).filter_map(|one| rows.get(one)) {
                    seeds.push(Seed::cell(dependency, "dependencies", id.clone()).or_at(place(row)).or_at(MILESTONES));
                }
            }
            seeds
        },
    },
    Operator {
        name: "milestone-waits-for-itself",
        about: "a milestone waits for itself",
        rules: &["ROA003", "ROA004"],
        seeds: |sound| by_id(sound).iter().map(|(id, row)| Seed::cell(row, "dependencies", id.clone())).collect(),
    },
    Operator {
        name: "nothing-can-start",
        about: "every first milestone waits for an open question",
        rules: &["ROA005"],
        seeds: |sound| {
            let questions = sound.rows("risks.questions");
            let cited = questions.iter().any(|row| row.cell("question").text.starts_with("Q1 "));
            let roots = sound.rows(MILESTONES);
            let roots = roots.iter().filter(|row| matches!(row.cell("dependencies").text, "none" | ""));
            let edits: Vec<Edit> = roots.map(|row| Edit::cell(row, "dependencies", "Q1")).collect();
            if cited && !edits.is_empty() { vec![Seed::new(edits, MILESTONES)] } else { Vec::new() }
        },
    },
    Operator {
        name: "acceptance-is-an-opinion",
        about: "acceptance criteria become an opinion",
        rules: &["ROA002", "TXT002"],
        seeds: |sound| say(sound, MILESTONES, "acceptance", "The change is stable and people are comfortable with it"),
    },
    Operator {
        name: "big-bang",
        about: "a milestone is rolled out at once",
        rules: &["ROA006"],
        seeds: |sound| say(sound, MILESTONES, "rollout", "Big bang over one weekend"),
    },
    Operator {
        name: "way-back-struck",
        about: "a rollout loses its way back",
        rules: &["ROA006"],
        seeds: |sound| {
            write(sound, MILESTONES, "rollout", |row| {
                let text = row.cell("rollout").text;
                let at =
                    ["rollback", "Rollback", "back:", "roll back"].iter().filter_map(|word| text.find(word)).min()?;
                let kept = text[..at].trim_end_matches([' ', ';', ',', '.']);
                // What is left may tell of a way back as well, or of nothing.
                let tells = ["revert", "restor", "back", "kept", "keeps", "undo", "stays", "old ", "flag", "reverse"];
                let left = kept.to_lowercase();
                (kept.len() > 12 && !tells.iter().any(|word| left.contains(word))).then(|| kept.to_owned())
            })
        },
    },
    Operator {
        name: "starts-before-its-dependency",
        about: "a milestone begins before what it waits for",
        rules: &["ROA007"],
        seeds: |sound| {
            let rows = by_id(sound);
            let eta = |row: &RowRef<'_>| DateRange::parse(row.cell("eta").text).ok();
            write(sound, MILESTONES, "eta", |row| {
                let (own, waited) = (eta(row)?, dependencies(row).filter_map(|id| rows.get(id)).filter_map(&eta));
                let first = waited.map(|range| range.start).min().filter(|start| *start < own.start)?;
                Some(format!("{first} to {}", own.end))
            })
        },
    },
    Operator {
        name: "trial-outlasts-its-milestone",
        about: "a rollout begins with a trial that is longer than its milestone",
        rules: &["ROA021"],
        seeds: |sound| {
            write(sound, MILESTONES, "rollout", |row| {
                let days = DateRange::parse(row.cell("eta").text).ok()?.days() + 9;
                Some(format!("Dual-run for {days} days; {}", row.cell("rollout").text))
            })
        },
    },
    Operator {
        name: "owner-overloaded",
        about: "an owner can carry one milestone and has two at a time",
        rules: &["ROA017"],
        seeds: |sound| {
            let mut owned: BTreeMap<&str, Vec<DateRange>> = BTreeMap::new();
            for row in sound.rows(MILESTONES) {
                if let Ok(range) = DateRange::parse(row.cell("eta").text) {
                    owned.entry(row.cell("owner").text).or_default().push(range);
                }
            }
            let stated: Vec<&str> = sound.rows("roadmap.capacity").iter().map(|row| row.cell("owner").text).collect();
            let overlap = |ranges: &[DateRange]| {
                let pairs =
                    ranges.iter().enumerate().flat_map(|(at, one)| ranges[at + 1..].iter().map(move |two| (one, two)));
                pairs.into_iter().any(|(one, two)| one.start <= two.end && two.start <= one.end)
            };
            let loaded = owned.iter().filter(|(owner, ranges)| overlap(ranges) && !stated.contains(owner));
            let row = |owner: &str| Edit::add("roadmap.capacity", &[("owner", owner), ("at_once", "1")]);
            loaded.map(|(owner, _)| Seed::new(vec![row(owner)], "roadmap.capacity")).collect()
        },
    },
    Operator {
        name: "freeze-of-nothing",
        about: "a freeze does not say what stops",
        rules: &["ROA020"],
        seeds: |sound| {
            let Some((start, end)) = days(sound.pack.as_of, 200).zip(days(sound.pack.as_of, 210)) else {
                return Vec::new();
            };
            let period = format!("{start} to {end}");
            let cells = [("period", period.as_str()), ("stops", "the usual"), ("reason", "holidays")];
            vec![Seed::new(vec![Edit::add("roadmap.freezes", &cells)], "roadmap.freezes")]
        },
    },
];

/// The milestones by identifier.
fn by_id(sound: &Sound) -> BTreeMap<String, RowRef<'_>> {
    let rows = sound.rows(MILESTONES).into_iter();
    let named = rows.filter_map(|row| {
        let id = row.cell("milestone").text.split(' ').next()?;
        let digits = id.strip_prefix('M')?;
        (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| (id.to_owned(), row))
    });
    named.collect()
}

/// What a milestone waits for.
fn dependencies<'a>(row: &RowRef<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    row.cell("dependencies").names()
}

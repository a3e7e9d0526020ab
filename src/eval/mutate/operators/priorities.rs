//! Section 7 of platform-infrastructure: priorities, the end of old paths, and who is told.

use std::sync::LazyLock;

use regex::Regex;

use super::Operator;
use super::kinds::days;
use crate::eval::mutate::seed::{Edit, Seed, item, say, write};
use crate::eval::mutate::sound::Sound;
use crate::pack::{Row, RowRef};
use crate::quantity::{DateRange, date};

const INITIATIVES: &str = "roadmap.initiatives";

pub(super) static ALL: &[Operator] = &[
    Operator {
        name: "score-miscounted",
        about: "a score is not what its factors give",
        rules: &["ROA008"],
        seeds: |sound| {
            write(sound, INITIATIVES, "score", |row| {
                let (sum, result) = row.cell("score").text.rsplit_once("= ")?;
                let result: f64 = result.trim().parse().ok()?;
                Some(format!("{sum}= {:.1}", result + 1.0))
            })
        },
    },
    Operator {
        name: "factor-changed",
        about: "a factor of a score is changed without its arithmetic",
        rules: &["ROA008"],
        seeds: |sound| {
            let other = |text: &str| {
                text.trim().parse::<u8>().ok().map(|points| if points > 2 { points - 1 } else { points + 1 })
            };
            ["impact", "risk", "effort"]
                .into_iter()
                .flat_map(|column| {
                    write(sound, INITIATIVES, column, |row| other(row.cell(column).text).map(|one| one.to_string()))
                })
                .collect()
        },
    },
    Operator {
        name: "least-important-first",
        about: "the initiative with the lowest score stands on top",
        rules: &["ROA009"],
        seeds: |sound| lifted(sound).into_iter().collect(),
    },
    Operator {
        name: "initiative-unplanned",
        about: "an initiative is nothing the plan builds",
        rules: &["ROA014"],
        seeds: |sound| say(sound, INITIATIVES, "initiative", "Zanzibar student app refresh"),
    },
    Operator {
        name: "ends-after-the-decision",
        about: "a milestone ends a year after the day of the decision",
        rules: &["ROA010"],
        seeds: |sound| {
            let days_of = date::find_dates(sound.words("context.decision"));
            let Some(last) = days_of.iter().map(|(_, day)| *day).max() else { return Vec::new() };
            let retires = |row: &RowRef<'_>| {
                let text = format!("{} {}", row.cell("milestone").text, row.cell("scope").text).to_lowercase();
                ["retire", "delet", "decommission", "remov", "switch off", "sunset", "old path", "shut"]
                    .iter()
                    .any(|word| text.contains(word))
            };
            write(sound, "roadmap.milestones", "eta", |row| {
                let range = DateRange::parse(row.cell("eta").text).ok().filter(|_| !retires(row))?;
                Some(format!("{} to {}", range.start, days(last, 365)?))
            })
        },
    },
    Operator {
        name: "retirement-without-end",
        about: "an old path is retired some day",
        rules: &["ROA011", "TXT002"],
        seeds: |sound| {
            item(sound, "roadmap.deprecation", |before| {
                let subject = before.split([':', ',', ';']).next()?;
                static MARK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\d").ok());
                let dated = MARK.as_ref()?.is_match(subject);
                (!dated).then(|| format!("{subject}: switched off some day"))
            })
        },
    },
    Operator {
        name: "message-to-nobody",
        about: "a communication has neither audience nor time",
        rules: &["ROA012", "TXT002"],
        seeds: |sound| item(sound, "roadmap.communications", |_| Some("We tell people how it goes".to_owned())),
    },
];

/// The last initiative moved to the top, where its score is lower than the first one's.
fn lifted(sound: &Sound) -> Option<Seed> {
    let rows = sound.rows(INITIATIVES);
    let score = |row: &RowRef<'_>| row.cell("score").text.rsplit_once("= ")?.1.trim().parse::<f64>().ok();
    let (first, last) = (rows.first()?, rows.last()?);
    if score(last)? >= score(first)? {
        return None;
    }
    let (_, field) = sound.field(INITIATIVES)?;
    let crate::pack::Shape::Table(table) = field.shape else { return None };
    let mut row = Row::default();
    for column in table.columns {
        row.set(column.key, last.cell(column.key).text.to_owned());
    }
    let insert = Edit::Insert { field: INITIATIVES.to_owned(), at: 0, row };
    Some(Seed::new(vec![Edit::strike(last), insert], INITIATIVES))
}

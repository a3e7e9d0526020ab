//! Cells by their kind, in any table of any skill.

use std::sync::LazyLock;

use jiff::{Span, civil::Date};
use regex::Regex;

use super::Operator;
use crate::eval::mutate::seed::cells;
use crate::eval::mutate::sound::{At, Sound};
use crate::pack::Kind;
use crate::pack::records::Records;
use crate::quantity::{self, DateRange, DurationRange, date};

/// What a rule of a subject says of a cell that says nothing, before a rule of kinds does.
const SUBJECTS: &[&str] = &[
    "ALT001", "ALT002", "ALT003", "ALT005", "ASM002", "ASM009", "ASM012", "DEL002", "DEL003", "DEL015", "EXM001",
    "INS011", "NET005", "NET009", "QUA004", "REL001", "REL005", "REL007", "ROA002", "ROA004", "ROA006", "ROL010",
    "RSK002", "SCL006", "SEC003",
];

pub(super) static ALL: &[Operator] = &[
    Operator {
        name: "owner-dropped",
        about: "an owner is dropped",
        rules: &["SEC003", "ALT002"],
        seeds: |sound| cells(sound.needed(|kind| kind == Kind::Owner), |_| Some(String::new())),
    },
    Operator {
        name: "owner-is-a-group",
        about: "an owner becomes the team",
        rules: &["OWN001", "ALT002"],
        seeds: |sound| cells(sound.needed(|kind| kind == Kind::Owner), |_| Some("the team".to_owned())),
    },
    Operator {
        name: "cell-blanked",
        about: "a cell that its row needs is blank",
        rules: SUBJECTS,
        seeds: |sound| cells(sound.needed(|kind| kind != Kind::Owner), |_| Some(String::new())),
    },
    Operator {
        name: "placeholder-left",
        about: "a cell says TBD",
        rules: &["TXT001"],
        seeds: |sound| cells(sound.needed(|kind| !matches!(kind, Kind::Choice(_))), |_| Some("TBD".to_owned())),
    },
    Operator {
        name: "filler-for-a-decision",
        about: "words that put the decision off stand where it belongs",
        rules: &[
            "ASM004", "CAP003", "CAP004", "CAP005", "DEL015", "INS006", "INS011", "NET003", "QUA004", "REL005",
            "REL007", "REL011", "ROA002", "ROA006", "ROA008", "RSK002", "INS012", "SCO005", "SCO007", "TXT002",
            "ALT001", "ASM002", "ASM013", "DEL012", "INS003", "NET012", "NET015", "ROL004", "ROL010", "SCL006",
            "EVD001", "DIS011", "INS015", "INS016", "QUA014",
        ],
        seeds: |sound| {
            let needed = sound.needed(|kind| kind == Kind::Prose);
            let outside = needed.into_iter().filter(|at| at.spec.key != Records::KEY).collect();
            cells(outside, |_| Some("as needed".to_owned()))
        },
    },
    Operator {
        name: "unit-dropped",
        about: "a measure loses its unit",
        rules: &["MEA001", "SCL006", "ROL005"],
        seeds: |sound| cells(measures(sound), number_alone),
    },
    Operator {
        name: "number-blurred",
        about: "a measure becomes words",
        rules: &["MEA001", "EVD001", "SCL006", "REL002", "ROL005", "ROL006", "QUA014", "ASM002", "DIS011"],
        seeds: |sound| cells(measures(sound), |_| Some("quite a lot".to_owned())),
    },
    Operator {
        name: "duration-blurred",
        about: "a length of time becomes words",
        rules: &["MEA002", "NET005"],
        seeds: |sound| cells(sound.needed(|kind| kind == Kind::Duration), |_| Some("a while".to_owned())),
    },
    Operator {
        name: "duration-without-unit",
        about: "a length of time loses its unit",
        rules: &["MEA002", "NET005"],
        seeds: |sound| cells(sound.needed(|kind| kind == Kind::Duration), number_alone),
    },
    Operator {
        name: "duration-reversed",
        about: "the ends of a length of time change places",
        rules: &["MEA002"],
        seeds: |sound| cells(sound.needed(|kind| kind == Kind::Duration), reversed_duration),
    },
    Operator {
        name: "date-blurred",
        about: "a day becomes a season",
        rules: &["DAT001", "EXM001", "REL002"],
        seeds: |sound| {
            let days = sound.needed(|kind| matches!(kind, Kind::Date | Kind::PastDate));
            cells(days, |_| Some("next spring".to_owned()))
        },
    },
    Operator {
        name: "date-aged",
        about: "a day to come has been",
        rules: &["DAT002", "ROL011"],
        seeds: |sound| {
            let to_come = sound.needed(|kind| kind == Kind::Date);
            let plan = to_come.into_iter().filter(|at| at.spec.key != Records::KEY).collect();
            cells(plan, |_| days(sound.pack.as_of, -30))
        },
    },
    Operator {
        name: "observed-tomorrow",
        about: "something was observed on a day to come",
        rules: &["DAT002", "REL002"],
        seeds: |sound| cells(sound.needed(|kind| kind == Kind::PastDate), |_| days(sound.pack.as_of, 40)),
    },
    Operator {
        name: "range-reversed",
        about: "a range ends before it begins",
        rules: &["DAT003"],
        seeds: |sound| {
            cells(sound.needed(|kind| kind == Kind::DateRange), |at| {
                let range = DateRange::parse(at.text).ok().filter(|range| range.start < range.end)?;
                Some(format!("{} to {}", range.end, range.start))
            })
        },
    },
    Operator {
        name: "range-over",
        about: "a range lies in the past",
        rules: &["DAT002"],
        seeds: |sound| {
            let range = days(sound.pack.as_of, -60).zip(days(sound.pack.as_of, -20));
            let range = range.map(|(start, end)| format!("{start} to {end}"));
            cells(sound.needed(|kind| kind == Kind::DateRange), |_| range.clone())
        },
    },
    Operator {
        name: "choice-invented",
        about: "a choice holds a word that is none of those to choose from",
        rules: &["TXT005"],
        seeds: |sound| cells(sound.needed(|kind| matches!(kind, Kind::Choice(_))), |_| Some("considerable".to_owned())),
    },
    Operator {
        name: "reference-dangled",
        about: "a reference names something that is nowhere",
        rules: &[
            "ASM001", "ASM012", "INS008", "INS016", "NET019", "REL001", "ROA004", "ROA013", "SCL008", "SCL009",
            "ALT003", "ROL008", "QUA012",
        ],
        seeds: |sound| {
            let references = sound.cells().into_iter().filter(|at| at.column.kind == Kind::Refs && !at.is_name());
            let named = references.filter(|at| !matches!(at.text, "none" | "all") && at.spec.key != Records::KEY);
            cells(named.collect(), |_| Some("Zanzibar relay".to_owned()))
        },
    },
];

/// Measures that hold one number with a unit.
fn measures(sound: &Sound) -> Vec<At<'_>> {
    // Points of a scale have no unit.
    const POINTS: &[&str] = &["impact", "risk", "effort"];
    let measures = sound.needed(|kind| kind == Kind::Measure).into_iter();
    measures
        .filter(|at| {
            !POINTS.contains(&at.column.key) && quantity::find_all(at.text).iter().any(|(_, one)| one.has_unit())
        })
        .collect()
}

/// The first number of a cell, alone.
fn number_alone(at: &At<'_>) -> Option<String> {
    static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\d[\d,]*(?:\.\d+)?").ok());
    let number = NUMBER.as_ref()?.find(at.text)?.as_str().to_owned();
    (number != at.text.trim()).then_some(number)
}

fn reversed_duration(at: &At<'_>) -> Option<String> {
    static RANGE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^(\d+)-(\d+) ([a-z]+)$").ok());
    let parts = RANGE.as_ref()?.captures(at.text.trim())?;
    let reversed = format!("{}-{} {}", &parts[2], &parts[1], &parts[3]);
    (parts[1] != parts[2] && DurationRange::parse(at.text).is_ok()).then_some(reversed)
}

/// A day so many days from another.
pub(super) fn days(from: Date, by: i64) -> Option<String> {
    let day = from.checked_add(Span::new().days(by)).ok()?;
    date::parse(&day.to_string()).ok().map(|day| day.to_string())
}

//! The baseline of a success measure is not what was measured.
//!
//! ## What it does
//! Holds the *Baseline* of each success measure against what the pack states elsewhere of a thing of the same name: a fact of
//! the evidence, the value today of a limit of the clock, the baseline in the notes of an SLO or beside a quality attribute,
//! and statements that name the measure with its value today (`..., today 27 %`) or where it starts on its way to the
//! target (`from 27 % to at most 12 %`). Values may be rounded as far as they are written. Over another window it may be
//! another value, and an estimate is none that was measured.
//!
//! ## Why it matters
//! Success is the distance from the baseline. Where two of them are in the plan, the review in the summer can find that the
//! target was reached or that nothing moved, and both sides quote the same document.
//!
//! ## Example
//! Bad: `Edge cache hit ratio`, baseline `94.1 %`, and `Edge cache hit ratio | 91.4 % | 30 days` in the evidence.
//!
//! Good: `91.4 %` in both.
//!
//! ## Fix
//! Look up which value was measured and write it in both places; where they are two things, tell their names apart.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::qua005::ESTIMATE;
use crate::finding::Findings;
use crate::gate::Entry;
use crate::pack::Place;
use crate::pack::records::Records;
use crate::quantity::{self, DurationRange, Quantity, Target, Unit, number};
use crate::skills::platform_infrastructure::reading::attributes::GROUPS;
use crate::skills::platform_infrastructure::{Case, Context, Quality, Roadmap, Scaling};
use crate::skills::shared::SuccessMeasure;
use crate::skills::shared::reading::wording::{shortened, stems, unfilled};
use crate::text;

crate::rule!("ONE007", "baseline-differs", Warning, needs["context"], "one007.rs", check);

/// Words that tell no measure from another.
const GENERIC: &[&str] =
    &["the", "a", "an", "of", "to", "in", "on", "for", "and", "with", "by", "per", "today", "current"];

/// Words of a journey's success that its name leaves out.
const SUCCESS: &[&str] = &["availability", "uptime", "success"];

/// Words of the value today.
const TODAY: &[&str] = &["today", "now", "currently", "at present", "measured", "baseline", "stands at", "is at"];

/// Words of what was, will be or is supposed.
const OTHERWISE: &[&str] = &[
    "target*", "will", "would", "could", "should", "until", "if", "when", "after", "was", "were", "last year",
    "at least", "at most", "limit*", "option*", "expected", "forecast*", "estimate*",
];

/// A value that is stated of something.
struct Stated<'a> {
    words: BTreeSet<String>,
    /// As written.
    text: &'a str,
    value: Quantity,
    /// The window in days, where one is given.
    window: Option<Decimal>,
    place: Place<'a>,
    /// Where it stands, in words.
    label: &'static str,
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    let stated = stated(case);
    for row in Context::of(case.pack).success() {
        let Some(baseline) = baseline(&row) else { continue };
        let of = stated.iter().filter(|one| one.words == baseline.words);
        let mut others: Vec<&Stated<'_>> = of.collect();
        let said: Vec<Stated<'_>> = case.gate.entries().filter_map(|entry| said(&entry, &row, &baseline)).collect();
        others.extend(&said);
        let labels: BTreeSet<&str> = others.iter().map(|one| one.label).collect();
        // Of several facts of one name, one that agrees is the one that was meant.
        let contradicts = |label: &&str| {
            let mut of = others.iter().filter(|one| one.label == *label);
            of.clone().all(|one| differ(&baseline, one)).then(|| of.next()).flatten()
        };
        for other in labels.iter().filter_map(contradicts) {
            let name = row.name().text;
            findings
                .at(
                    baseline.place,
                    format!(
                        "The baseline of \"{name}\" is {} here and {} {}",
                        baseline.value, other.value, other.label
                    ),
                )
                .evidence(format!("it says there: {}", shortened(other.text)))
                .fix("write the value that was measured in both places, or tell the two things apart by their names")
                .related(other.place, format!("the other: {}", shortened(other.text)));
        }
    }
}

/// The baseline of a measure; `None` where there is no number, several of them, or an estimate.
fn baseline<'a>(row: &SuccessMeasure<'a>) -> Option<Stated<'a>> {
    let cell = row.baseline();
    if unfilled(&cell) || unfilled(&row.name()) || text::has_any(cell.text, ESTIMATE) {
        return None;
    }
    let value = Quantity::parse(cell.text).ok()?;
    let window = Target::parse(cell.text).ok().and_then(|target| target.window).and_then(quantity::Window::days);
    let words = words(row.name().text);
    (!words.is_empty()).then_some(Stated {
        words,
        text: cell.text,
        value,
        window,
        place: cell.place,
        label: "among the success measures",
    })
}

/// What the tables of the pack state as measured.
fn stated<'a>(case: &Case<'a>) -> Vec<Stated<'a>> {
    let mut all = Vec::new();
    for fact in Records::of(case.pack).evidence() {
        let cell = fact.value();
        if let (false, Ok(value)) = (text::has_any(cell.text, ESTIMATE), Quantity::parse(cell.text)) {
            let window = DurationRange::parse(fact.window().text).ok().map(|window| window.low);
            all.push(Stated {
                words: words(fact.name().text),
                text: cell.text,
                value,
                window,
                place: cell.place,
                label: "in the evidence",
            });
        }
    }
    for reading in &case.clock {
        let cell = reading.limit.current();
        if let Ok(value) = Quantity::parse(cell.text) {
            all.push(Stated {
                words: words(reading.name()),
                text: cell.text,
                value,
                window: None,
                place: cell.place,
                label: "on the clock",
            });
        }
    }
    let quality = Quality::of(case.pack);
    for slo in quality.slos() {
        let (notes, name) = (slo.notes(), slo.name().text);
        let Some((text, value, window)) = behind_baseline(notes.text) else { continue };
        let counts = Target::parse(slo.target().text).is_ok_and(|target| target.quantity.unit == Unit::Percent);
        let mut names = vec![words(name)];
        if counts {
            names.extend(SUCCESS.iter().map(|word| words(&format!("{name} {word}"))));
        }
        all.extend(names.into_iter().map(|words| Stated {
            words,
            text,
            value: value.clone(),
            window,
            place: notes.place,
            label: "in the notes of its SLO",
        }));
    }
    for row in GROUPS.iter().flat_map(|group| group.rows(&quality)) {
        for cell in [row.target(), row.measurement()] {
            let Some((text, value, window)) = behind_baseline(cell.text) else { continue };
            all.push(Stated {
                words: words(row.name().text),
                text,
                value,
                window,
                place: cell.place,
                label: "beside the quality attribute",
            });
        }
    }
    all
}

/// The value behind the word baseline, and its window: `Baseline 99.87 % over 90 days (Grafana)`.
fn behind_baseline(said: &str) -> Option<(&str, Quantity, Option<Decimal>)> {
    let at = text::find_word(said, "baseline")?;
    let rest = &said[at.start..];
    let end = rest.find([';', '\n']).or_else(|| rest.find(". ")).unwrap_or(rest.len());
    let statement = &rest[..end];
    let target = Target::parse(statement).ok().filter(|_| !text::has_any(statement, ESTIMATE))?;
    Some((statement, target.quantity, target.window.and_then(quantity::Window::days)))
}

/// What a text outside the tables of measures says of one: its value today, or where it starts.
fn said<'a>(entry: &Entry<'a>, row: &SuccessMeasure<'_>, baseline: &Stated<'_>) -> Option<Stated<'a>> {
    let (said, place) = (entry.cell.text, entry.cell.place);
    let tables = (place.section == Context::KEY && place.field == "success")
        || (place.section == Quality::KEY && place.field != "notes")
        || (place.section == Scaling::KEY && matches!(place.field, "limits" | "growth"))
        || (place.section == Roadmap::KEY && place.field == "milestones")
        || place.section == Records::KEY;
    // A name of one word is too common to know which thing is meant.
    if tables || !text::has_number(said) || !text::key(row.name().text).contains(' ') {
        return None;
    }
    let goal = Target::parse(row.target().text).ok()?.quantity;
    said.split([';', '\n']).flat_map(|part| part.split(". ")).find_map(|statement| {
        if !text::mentions(statement, row.name().text) {
            return None;
        }
        let amounts: Vec<_> = quantity::find_all(statement)
            .into_iter()
            .filter(|(_, one)| one.to_unit(&baseline.value.unit).is_ok())
            .collect();
        let value = match &amounts[..] {
            [(from, value), (_, end)] => {
                let leads = statement[..from.start].trim_end().to_lowercase().ends_with(" from");
                // What went from one value to another in the past does not end at the target.
                (leads && goal.compare(end) == Some(Ordering::Equal)).then_some(value)?
            }
            [(_, value)] => {
                (text::has_any(statement, TODAY) && !text::has_any(statement, OTHERWISE)).then_some(value)?
            }
            _ => return None,
        };
        Some(Stated {
            words: BTreeSet::new(),
            text: statement.trim(),
            value: value.clone(),
            window: None,
            place,
            label: "in a text",
        })
    })
}

fn words(name: &str) -> BTreeSet<String> {
    stems(name, GENERIC).into_iter().collect()
}

/// Whether two values of one thing over one time are not the same.
fn differ(baseline: &Stated<'_>, other: &Stated<'_>) -> bool {
    if baseline.window.zip(other.window).is_some_and(|(one, other)| one != other) || !baseline.value.has_unit() {
        return false;
    }
    let Ok(value) = other.value.to_unit(&baseline.value.unit).map(|one| one.value) else { return false };
    let own = baseline.value.value;
    // The share of what fails is told by the share of what succeeds.
    if baseline.value.unit == Unit::Percent && own.checked_add(value) == Some(Decimal::ONE_HUNDRED) {
        return false;
    }
    let written = number::half_of_last_digit(baseline.text, own).max(number::half_of_last_digit(other.text, value));
    let about = baseline.value.approximate || other.value.approximate;
    let slack = if about { written.max(own.abs() / Decimal::from(20)) } else { written };
    own.checked_sub(value).is_some_and(|gap| gap.abs() > slack)
}

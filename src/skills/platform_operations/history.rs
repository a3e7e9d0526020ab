//! A deploy history on its way into the current state: the four measures, and the deploys that failed.
//!
//! The history itself is not kept. So what a plan states of it is compared while it is at hand: a measure or an outcome
//! that differs is a mistake of the call or the brief, with the value that the history yields. A row that is not stated is
//! added; all that were added from an earlier history go, so that no two histories are mixed.

use rust_decimal::Decimal;
use serde_json::{Map, Value as Json, json};

use super::baseline::{Baseline, DeliveryMeasure, DeployFailure};
use super::delivery::Delivery;
use super::reading::observed::{Four, Measured};
use super::reading::roster::is;
use crate::engine::delivery::{
    DeliveryError, DeliveryInput, DeliveryReport, Deploy, FailedDeploy, Lengths, Measures, Outcome, Rate, read_csv,
    read_json,
};
use crate::engine::slo::Figure;
use crate::engine::written::Written;
use crate::pack::{Cell, Pack};
use crate::quantity::{DateRange, Quantity, TimeUnit, Unit, number};
use crate::skill::{Attachment, Note, Objection, Outdated, Sections, Source, Taken};
use crate::text;

/// The history as an argument of the step that assesses.
pub(super) const ATTACHMENT: Attachment = Attachment {
    key: "history",
    doc: "Deploy history as CSV or JSON text (time, commit_time, service, environment, result, restored_at, commit): \
        fills measures and failures; is not kept.",
    source: Source::Sent(|pack, value| match value {
        Json::String(text) => read(pack, text),
        Json::Array(_) => read(pack, &value.to_string()),
        _ => Err(vec![unread("it is not text".to_owned(), ACCEPTED)]),
    }),
};

const ACCEPTED: &str = "CSV with a head line (time, environment, result; better commit_time, service, restored_at, commit as \
    well), or a JSON list of such objects";

/// With which the source of a row begins that was added from a history.
const COMPUTED: &str = "computed from the deploy history";

/// What stands for the stage, which no history tells: it marks the rows that were added from one.
const NOT_TOLD: &str = "not told by the history";

/// What a flaky share is called.
const FLAKY: &str = "Flaky deploys";

/// The fields that a history fills in a pack.
///
/// # Errors
/// A history that cannot be read, and what the pack states otherwise.
pub(super) fn read(pack: &Pack, said: &str) -> Result<Taken, Vec<Objection>> {
    if let Some(file) = file_name(said) {
        let problem = format!("`{file}` is the name of a file, and no file is read here");
        return Err(vec![unread(problem, &format!("what stands in the file: {ACCEPTED}"))]);
    }
    let start = said.trim_start_matches('\u{feff}').trim_start();
    let deploys = if start.starts_with(['[', '{']) { read_json(said.as_bytes()) } else { read_csv(said.as_bytes()) };
    let unreadable = |problem: String| vec![unread(problem, ACCEPTED)];
    let deploys = deploys.map_err(|error| unreadable(error.to_string()))?;
    let history = History::of(pack, &deploys);
    let report = history.report(None).map_err(|error| match error {
        DeliveryError::NoProduction { known, .. } => vec![unread(
            format!("no deploy went to production; its environments are {known}"),
            "an environment named like production (`prod-eu`, `live`), or one that the plan's environments call production",
        )],
        error => unreadable(error.to_string()),
    })?;
    if report.counted == 0 {
        let rows = number::count(deploys.len(), "row");
        return Err(unreadable(format!("of its {rows} none is a deploy to production by {}", pack.as_of)));
    }
    let mut objections = Vec::new();
    let measures = measures(pack, &history, &report, &mut objections);
    let failures = failures(pack, &report, &mut objections);
    if !objections.is_empty() {
        return Err(objections);
    }
    let outdated = outdated(pack);
    let notes = notes(&report, &outdated, [&measures, &failures]);
    let mut fields = Map::new();
    for (field, rows) in [("measures", measures), ("failures", failures)] {
        if !rows.is_empty() {
            fields.insert(field.to_owned(), Json::Array(rows));
        }
    }
    Ok(Taken { sections: Sections::from([(Baseline::KEY, fields)]), outdated, notes })
}

/// The rows that an earlier history wrote.
fn outdated(pack: &Pack) -> Vec<Outdated> {
    let baseline = Baseline::of(pack);
    let row =
        |field: &'static str, name: Cell<'_>| Outdated { section: Baseline::KEY, field, row: name.text.to_owned() };
    let measures = baseline.measures().filter(is_own).map(|one| row("measures", one.name()));
    let failures =
        baseline.failures().filter(|one| one.stage().text == NOT_TOLD).map(|one| row("failures", one.name()));
    measures.chain(failures).collect()
}

/// Whether a measure was added from a history.
fn is_own(row: &DeliveryMeasure<'_>) -> bool {
    row.source().text.starts_with(COMPUTED)
}

/// What the history does not say, and which rows of an earlier one it does not bring again.
fn notes(report: &DeliveryReport, outdated: &[Outdated], rows: [&Vec<Json>; 2]) -> Vec<Note> {
    let names: Vec<&str> =
        rows.into_iter().flatten().filter_map(|row| row["measure"].as_str().or(row["deploy"].as_str())).collect();
    let gone: Vec<&str> = outdated.iter().map(|one| one.row.as_str()).filter(|name| !names.contains(name)).collect();
    let mut lines: Vec<String> =
        report.all.missing.lines().map(|line| format!("The deploy history: {line}.")).collect();
    if !gone.is_empty() {
        lines.push(format!(
            "Rows of an earlier deploy history that this one does not yield are gone: {}.",
            gone.join("; ")
        ));
    }
    lines.into_iter().map(|text| Note { about: &[Baseline::KEY], text }).collect()
}

/// That a history cannot be read.
fn unread(problem: String, accepted: &str) -> Objection {
    Objection { stated: None, problem, accepted: accepted.to_owned() }
}

/// That a cell states otherwise.
fn otherwise(cell: Cell<'_>, problem: String, accepted: String) -> Objection {
    Objection { stated: Some(cell.place.to_location()), problem, accepted }
}

/// The name of a file that was sent in place of what stands in it.
fn file_name(said: &str) -> Option<&str> {
    let name = said.trim();
    let (_, ending) = name.rsplit_once('.')?;
    let is_file = ["csv", "json", "tsv", "txt", "xlsx", "ndjson"].iter().any(|one| ending.eq_ignore_ascii_case(one));
    (is_file && !name.contains(['\n', '\r', ','])).then_some(name)
}

/// A history with what the pack knows of it.
struct History<'a> {
    deploys: &'a [Deploy],
    as_of: String,
    /// The environments that the pack calls production, as the history names them.
    production: Vec<String>,
}

impl<'a> History<'a> {
    fn of(pack: &Pack, deploys: &'a [Deploy]) -> Self {
        let named = Delivery::of(pack).environments().filter(|row| is(row.tier(), "production"));
        let mut production: Vec<String> = named
            .filter_map(|row| deploys.iter().find(|one| text::same_name(&one.environment, row.name().text)))
            .map(|one| one.environment.clone())
            .collect();
        production.dedup();
        History { deploys, as_of: pack.as_of.to_string(), production }
    }

    /// What it says over a window; over all of it up to the pack's day without one.
    fn report(&self, window: Option<DateRange>) -> Result<DeliveryReport, DeliveryError> {
        let input = DeliveryInput {
            as_of: Some(Written::from(window.map_or(self.as_of.clone(), |window| window.end.to_string()))),
            window: window.map(|window| Written::from(format!("{} days", window.days()))),
            production: self.production.clone(),
            ..DeliveryInput::default()
        };
        input.answer(self.deploys.to_vec())
    }
}

/// The measures that the pack does not state, as rows.
fn measures(pack: &Pack, history: &History<'_>, report: &DeliveryReport, objections: &mut Vec<Objection>) -> Vec<Json> {
    let stated: Vec<Measured<'_>> = Baseline::of(pack).measures().map(Measured::of).collect();
    let own = |one: &Measured<'_>| is_own(&one.row);
    for one in stated.iter().filter(|one| !own(one)) {
        objections.extend(compared(history, report, one).map(|(right, why)| {
            let (said, name) = (one.row.value().text.trim(), one.row.name().text.trim());
            otherwise(
                one.row.value(),
                format!("\"{said}\" is not what the history yields for \"{name}\": it yields {right} ({why})"),
                format!(
                    "{right}, no such row (it is added from the history), or a name or window that says what else it is"
                ),
            )
        }));
    }
    let all = &report.all;
    let whole = |one: &&Measured<'_>| service(report, one).is_none() && is_comparable(report, one);
    let is_stated = |four: Option<Four>, name: &str| {
        stated.iter().filter(whole).filter(|one| !own(one)).any(|one| match four {
            Some(four) => one.four == Some(four),
            None => text::has_any(one.row.name().text, &[name]),
        })
    };
    let mut rows = Vec::new();
    let mut add = |name: &str, value: String, sample: String, missing: &[String]| {
        let missing: String = missing.iter().map(|line| format!("; {line}")).collect();
        rows.push(json!({
            "measure": format!("{name}, production"),
            "value": value,
            "sample": sample,
            "window": window(report),
            "source": format!("{COMPUTED}, {} of {} rows{missing}", report.counted, report.read),
        }));
    };
    for four in Four::ALL {
        if let Some((value, sample)) = computed(all, four).filter(|_| !is_stated(Some(four), "")) {
            let (values, missing) = match four {
                Four::LeadTime => (between(all.lead_time.as_ref()), &all.missing.lead_time[..]),
                Four::Restore => {
                    (each(report) + &between(all.time_to_restore.as_ref()), &all.missing.time_to_restore[..])
                }
                Four::Frequency | Four::FailureRate => (String::new(), &[][..]),
            };
            add(four.name(), value, sample + &values, missing);
        }
    }
    if let Some(rate) = all.flaky.as_ref().filter(|_| !is_stated(None, "flaky")) {
        add(FLAKY, share(rate), format!("{} of {} tries", rate.hits, rate.samples), &[]);
    }
    rows
}

/// `2026-08-17 to 2026-11-15`.
fn window(report: &DeliveryReport) -> String {
    match (report.from, report.to) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        _ => String::new(),
    }
}

/// One of the four with its sample; `None` where the history does not say.
fn computed(measures: &Measures, four: Four) -> Option<(String, String)> {
    let median = |lengths: &Option<Lengths>, noun: &str| {
        let lengths = lengths.as_ref()?;
        let of = usize::try_from(lengths.samples).unwrap_or(usize::MAX);
        Some((format!("median {}", length(&lengths.median)), number::count(of, noun)))
    };
    match four {
        Four::Frequency => {
            let value = number::print(number::round(measures.per_week.value, 3));
            let deploys = usize::try_from(measures.reached_users).unwrap_or(usize::MAX);
            Some((format!("{value} deploys per week"), number::count(deploys, "deploy")))
        }
        Four::LeadTime => median(&measures.lead_time, "change"),
        Four::FailureRate => {
            let rate = measures.change_failures.as_ref()?;
            Some((share(rate), format!("{} of {} deploys", rate.hits, rate.samples)))
        }
        Four::Restore => median(&measures.time_to_restore, "failure"),
    }
}

/// The 95 % interval of a median, where there are enough values: ` (95 %: 24.2 h to 49 h)`.
fn between(lengths: Option<&Lengths>) -> String {
    let interval = lengths.and_then(|lengths| lengths.median_interval.as_ref());
    interval.map_or_else(String::new, |[low, high]| format!(" (95 %: {} to {})", length(low), length(high)))
}

/// The values behind a time to restore, where they are too few for a median to say much: ` (24 min, 71 min)`.
fn each(report: &DeliveryReport) -> String {
    const FEW: usize = 6;
    let mut values: Vec<&Figure> = report.failed.iter().filter_map(|one| one.restored_after.as_ref()).collect();
    values.sort_by_key(|one| one.value);
    match values.len() {
        2..FEW => format!(" ({})", values.into_iter().map(length).collect::<Vec<_>>().join(", ")),
        _ => String::new(),
    }
}

/// A share with three figures: `14.7 %`.
fn share(rate: &Rate) -> String {
    format!("{} %", number::print(number::round(rate.rate.value, 3)))
}

/// A length of time with three figures, in the largest unit of which it has two: `38 min`, `26.4 h`, `6.5 days`.
fn length(figure: &Figure) -> String {
    let unit = [TimeUnit::Day, TimeUnit::Hour, TimeUnit::Minute]
        .into_iter()
        .find(|unit| figure.value >= unit.seconds() * Decimal::TWO)
        .unwrap_or(TimeUnit::Minute);
    let value = number::round(figure.value / unit.seconds(), 3);
    format!("{} {}", number::print(value), unit.word(value != Decimal::ONE))
}

/// The service that a measure names, where the history knows several.
fn service<'r>(report: &'r DeliveryReport, one: &Measured<'_>) -> Option<&'r Measures> {
    let named = |name: &&String| text::mentions(one.row.name().text, name);
    report.services.keys().find(named).and_then(|name| report.services.get(name))
}

/// Whether a stated measure is a median or a rate, of days that the history covers: then it can be held against it.
fn is_comparable(report: &DeliveryReport, one: &Measured<'_>) -> bool {
    const OTHER: &[&str] = &[
        "mean", "average", "longest", "shortest", "worst", "best", "max*", "minimum", "p90", "p95", "percentile",
        "staging",
    ];
    let other = [one.row.name(), one.row.value()].iter().any(|cell| text::has_any(cell.text, OTHER));
    let covered = |range: DateRange| report.from.is_some_and(|from| from <= range.start);
    !other && one.window.is_none_or(covered)
}

/// What the history yields for a stated measure that differs from it, and over what.
fn compared(history: &History<'_>, report: &DeliveryReport, one: &Measured<'_>) -> Option<(String, String)> {
    let (four, stated) = (one.four?, one.value.as_ref()?);
    if !is_comparable(report, one) {
        return None;
    }
    let narrower = match one.window {
        Some(range) => Some(history.report(Some(range)).ok()?),
        None => None,
    };
    let report = narrower.as_ref().unwrap_or(report);
    let measures = service(report, one).unwrap_or(&report.all);
    let (right, sample) = computed(measures, four)?;
    let said = one.row.value().text;
    let exact = match four {
        // What is not per week says something else.
        Four::Frequency => Some(measures.per_week.value).filter(|_| text::has_any(said, &["week", "weekly"]))?,
        Four::FailureRate if stated.unit == Unit::Percent => measures.change_failures.as_ref()?.rate.value,
        Four::FailureRate => return None,
        Four::LeadTime => in_unit(&measures.lead_time.as_ref()?.median, &stated.unit)?,
        Four::Restore => in_unit(&measures.time_to_restore.as_ref()?.median, &stated.unit)?,
    };
    // Half of the last digit, as any rounding leaves it.
    let differs = (stated.value - exact).abs() > number::half_of_last_digit(said, stated.value);
    differs.then(|| (right, format!("{sample}, {}", window(report))))
}

fn in_unit(seconds: &Figure, unit: &Unit) -> Option<Decimal> {
    Quantity::new(seconds.value, Unit::Time(TimeUnit::Second)).to_unit(unit).ok().map(|one| one.value)
}

/// The deploys that failed, as rows; those that the pack has under another name are left out.
fn failures(pack: &Pack, report: &DeliveryReport, objections: &mut Vec<Objection>) -> Vec<Json> {
    let stated: Vec<DeployFailure<'_>> = Baseline::of(pack).failures().collect();
    let mut names: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    for one in &report.failed {
        let mut name = named(one);
        let tries = names.iter().filter(|other| **other == name).count();
        names.push(name.clone());
        if tries > 0 {
            name = format!("{name}, try {}", tries + 1);
        }
        let outcome = outcome(one);
        let found = stated.iter().find(|row| means(row, one, &name));
        if let Some(row) = found.filter(|row| row.stage().text != NOT_TOLD) {
            let said = row.outcome();
            // That users were harmed a person may know better than a history.
            let known_better = is(said, "harmed users") && outcome != "flaky";
            if !(said.is_blank() || is(said, outcome) || known_better) {
                let problem = format!(
                    "\"{}\" is \"{}\", and the history says \"{outcome}\": {}",
                    row.name().text,
                    said.text,
                    because(one)
                );
                objections.push(otherwise(
                    said,
                    problem,
                    format!("{outcome}, or no such row: it is added from the history"),
                ));
            }
            continue;
        }
        let mut row = json!({
            "deploy": name,
            "environment": one.environment,
            "outcome": outcome,
            "stage": NOT_TOLD,
        });
        if let Some(length_of) = &one.restored_after {
            row["restored"] = json!(length(length_of));
        }
        rows.push(row);
    }
    rows
}

/// `2026-10-07 checkout-api 18b904c`.
fn named(one: &FailedDeploy) -> String {
    let parts = [one.day.to_string(), one.service.clone(), one.commit.clone().unwrap_or_default()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether a stated row is about this deploy: by its name, or by its day and commit.
fn means(row: &DeployFailure<'_>, one: &FailedDeploy, name: &str) -> bool {
    let said = row.name().text;
    let by_commit =
        one.commit.as_ref().is_some_and(|commit| text::mentions(said, commit)) && said.contains(&one.day.to_string());
    text::same_name(said, name) || (by_commit && !said.contains(", try "))
}

/// What became of a deploy, in the words of the table.
fn outcome(one: &FailedDeploy) -> &'static str {
    match one.outcome {
        Outcome::Flaky => "flaky",
        _ if one.reached_users => "harmed users",
        Outcome::Stopped if !one.followed => "open",
        _ => "broken",
    }
}

/// Why that is its outcome.
fn because(one: &FailedDeploy) -> &'static str {
    match outcome(one) {
        "flaky" => "the same commit succeeded on the next try",
        "harmed users" => "it was rolled back, or service had to be restored",
        "open" => "nothing has succeeded there since",
        _ => "only another commit succeeded after it",
    }
}

#[cfg(test)]
mod tests;

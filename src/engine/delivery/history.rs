//! A history of deploys: CSV or JSON, as pipelines export it.
//!
//! Columns may stand in any order, in any case, with blanks or underscores, and bear the names that exports give them:
//! `Deployed at` is `time`, `sha` is `commit`, `conclusion` is `result`. Columns that mean nothing here are left alone.
//! A time is RFC 3339, a date with or without a time of day in UTC, or seconds or milliseconds since 1970.

use std::collections::BTreeMap;
use std::io::Read;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::engine::written::Written;

/// Rows of a history at most.
const MOST: usize = 1_000_000;

/// What each column may be called, its own name first.
const COLUMNS: [(&str, &[&str]); 8] = [
    ("time", &["deployed_at", "deploy_time", "deployment_time", "finished_at", "timestamp", "date", "created_at"]),
    ("commit_time", &["committed_at", "commit_timestamp", "commit_date", "authored_at"]),
    ("commit", &["sha", "commit_sha", "commit_id", "git_sha", "revision"]),
    ("environment", &["env", "target", "deployment_environment"]),
    ("service", &["app", "application", "component", "project"]),
    ("result", &["status", "outcome", "conclusion", "state"]),
    ("restored_at", &["restored", "recovered_at", "resolved_at", "restore_time"]),
    ("run", &["run_id", "retry_of", "retry_id", "pipeline_id", "attempt_id"]),
];

/// One deploy as it stands in a file.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeployInput {
    /// When it ended: `2026-10-01T09:30:00Z`.
    pub time: Option<Written>,
    /// When what it deployed was committed.
    #[serde(default)]
    pub commit_time: Option<Written>,
    /// Which commit it deployed.
    #[serde(default)]
    pub commit: Option<Written>,
    /// Where it deployed to.
    pub environment: Option<Written>,
    /// Which service it was of.
    #[serde(default)]
    pub service: Option<Written>,
    /// How it ended: success, failure, rolled back, aborted or cancelled.
    pub result: Option<Written>,
    /// When service was restored after it broke it.
    #[serde(default)]
    pub restored_at: Option<Written>,
    /// The run it was a try of: tries of one run are retries.
    #[serde(default)]
    pub run: Option<Written>,
}

/// One deploy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deploy {
    /// Where it stands: `line 7`, `record 3`.
    pub place: String,
    /// When it ended.
    pub time: Timestamp,
    /// When what it deployed was committed.
    pub commit_time: Option<Timestamp>,
    /// Which commit it deployed.
    pub commit: Option<String>,
    /// Where it deployed to.
    pub environment: String,
    /// Which service it was of; blank where there is one.
    pub service: String,
    /// How it ended.
    pub result: DeployResult,
    /// When service was restored after it broke it.
    pub restored_at: Option<Timestamp>,
    /// The run it was a try of.
    pub run: Option<String>,
}

/// How a deploy ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeployResult {
    /// As it should.
    Success,
    /// Not as it should.
    Failure,
    /// It was taken back.
    RolledBack,
    /// It ended before it met users: a check, a gate or a time limit stopped it.
    Aborted,
    /// Nobody let it end.
    Cancelled,
}

/// Why a history cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HistoryError {
    /// A row that is none.
    #[error("{place}: {problem}")]
    Row {
        /// `line 7`.
        place: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A head without a column that is needed, or with one twice.
    #[error("the header: {0}")]
    Header(String),
    /// A file that is neither a list nor one object a line.
    #[error("{0}")]
    Json(String),
    /// More rows than are read.
    #[error("there are more than {MOST} deploys")]
    TooMany,
}

/// Reads a history with a head line.
///
/// # Errors
/// [`HistoryError`], with the line.
pub fn read_csv(input: impl Read) -> Result<Vec<Deploy>, HistoryError> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(input);
    let head = reader.headers().map_err(|error| HistoryError::Header(error.to_string()))?.clone();
    let columns = columns(head.iter())?;
    let mut deploys = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            HistoryError::Row { place: format!("line {line}"), problem: error.to_string() }
        })?;
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().all(str::is_empty) {
            continue;
        }
        let get = |name: &str| {
            let cell = columns.get(name).and_then(|at| record.get(*at)).filter(|cell| !cell.is_empty());
            cell.map(Written::from)
        };
        let row = DeployInput {
            time: get("time"),
            commit_time: get("commit_time"),
            commit: get("commit"),
            environment: get("environment"),
            service: get("service"),
            result: get("result"),
            restored_at: get("restored_at"),
            run: get("run"),
        };
        take(&mut deploys, row.deploy(format!("line {line}"))?)?;
    }
    Ok(deploys)
}

/// Reads a history that is a list of objects, or one object a line.
///
/// # Errors
/// [`HistoryError`], with the line, or the number of the object in a list.
pub fn read_json(mut input: impl Read) -> Result<Vec<Deploy>, HistoryError> {
    let mut text = String::new();
    input.read_to_string(&mut text).map_err(|error| HistoryError::Json(format!("it cannot be read: {error}")))?;
    let text = text.trim_start_matches('\u{feff}');
    type Row = BTreeMap<String, Value>;
    let mut deploys = Vec::new();
    if text.trim_start().starts_with('[') {
        let rows: Vec<Row> = serde_json::from_str(text).map_err(|error| HistoryError::Json(error.to_string()))?;
        for (index, row) in rows.into_iter().enumerate() {
            let place = format!("record {}", index + 1);
            take(&mut deploys, named(row, &place)?.deploy(place)?)?;
        }
        return Ok(deploys);
    }
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = format!("line {}", index + 1);
        let problem = |error: serde_json::Error| HistoryError::Row { place: place.clone(), problem: error.to_string() };
        let row: Row = serde_json::from_str(line).map_err(problem)?;
        take(&mut deploys, named(row, &place)?.deploy(place)?)?;
    }
    Ok(deploys)
}

fn take(deploys: &mut Vec<Deploy>, deploy: Deploy) -> Result<(), HistoryError> {
    if deploys.len() >= MOST {
        return Err(HistoryError::TooMany);
    }
    deploys.push(deploy);
    Ok(())
}

/// The name that a column has here, where it has one.
fn known(name: &str) -> Option<&'static str> {
    let plain: String =
        name.trim().to_lowercase().chars().map(|letter| if letter.is_alphanumeric() { letter } else { '_' }).collect();
    COLUMNS.iter().find(|(own, others)| *own == plain || others.contains(&plain.as_str())).map(|(own, _)| *own)
}

fn columns<'a>(head: impl Iterator<Item = &'a str>) -> Result<BTreeMap<&'static str, usize>, HistoryError> {
    let mut found: BTreeMap<&'static str, (usize, &str)> = BTreeMap::new();
    for (index, name) in head.enumerate() {
        let name = name.trim_start_matches('\u{feff}');
        let Some(own) = known(name) else { continue };
        if let Some((_, first)) = found.insert(own, (index, name)) {
            let problem = format!("`{first}` and `{name}` are both read as {own}; keep one of them");
            return Err(HistoryError::Header(problem));
        }
    }
    for needed in ["time", "environment", "result"] {
        if !found.contains_key(needed) {
            let others = COLUMNS.iter().find(|(own, _)| *own == needed).map_or(&[][..], |(_, others)| others);
            let problem = format!("there is no column {needed}; it may be called {needed}, {}", others.join(", "));
            return Err(HistoryError::Header(problem));
        }
    }
    Ok(found.into_iter().map(|(own, (index, _))| (own, index)).collect())
}

/// An object with the names of columns.
fn named(row: BTreeMap<String, Value>, place: &str) -> Result<DeployInput, HistoryError> {
    let mut input = DeployInput::default();
    for (key, value) in row {
        let field = match known(&key) {
            Some("time") => &mut input.time,
            Some("commit_time") => &mut input.commit_time,
            Some("commit") => &mut input.commit,
            Some("environment") => &mut input.environment,
            Some("service") => &mut input.service,
            Some("result") => &mut input.result,
            Some("restored_at") => &mut input.restored_at,
            Some("run") => &mut input.run,
            _ => continue,
        };
        if field.is_some() {
            let problem = format!("`{key}` says again what another key says");
            return Err(HistoryError::Row { place: place.to_owned(), problem });
        }
        *field = match value {
            Value::Null => None,
            Value::String(text) => Some(Written::from(text)).filter(|text| !text.as_str().trim().is_empty()),
            Value::Number(number) => Some(Written::from(number.to_string())),
            _ => {
                let problem = format!("`{key}` is neither a text nor a number");
                return Err(HistoryError::Row { place: place.to_owned(), problem });
            }
        };
    }
    Ok(input)
}

impl DeployInput {
    /// The deploy of a row; `place` is named in the error.
    pub(super) fn deploy(self, place: String) -> Result<Deploy, HistoryError> {
        let wrong = |problem: String| HistoryError::Row { place: place.clone(), problem };
        let missing = |name: &str| wrong(format!("{name} is missing"));
        let time = |name: &str, written: &Option<Written>| {
            written
                .as_ref()
                .map(|text| moment(text.as_str()).map_err(|why| wrong(format!("{name}: {why}"))))
                .transpose()
        };
        let text = |written: &Option<Written>| written.as_ref().map(|text| text.as_str().trim().to_owned());
        let result = text(&self.result).ok_or_else(|| missing("result"))?;
        Ok(Deploy {
            time: time("time", &self.time)?.ok_or_else(|| missing("time"))?,
            commit_time: time("commit_time", &self.commit_time)?,
            commit: text(&self.commit),
            environment: text(&self.environment).ok_or_else(|| missing("environment"))?,
            service: text(&self.service).unwrap_or_default(),
            result: word(&result).ok_or_else(|| {
                wrong(format!(
                    "result: `{result}` is not known; write success, failure, rolled_back, aborted or cancelled"
                ))
            })?,
            restored_at: time("restored_at", &self.restored_at)?,
            run: text(&self.run),
            place: place.clone(),
        })
    }
}

fn word(text: &str) -> Option<DeployResult> {
    let plain: String = text.to_lowercase().chars().filter(|letter| letter.is_alphabetic()).collect();
    match plain.as_str() {
        "success" | "succeeded" | "successful" | "ok" | "passed" | "pass" | "done" => Some(DeployResult::Success),
        "failure" | "failed" | "fail" | "error" | "errored" | "broken" | "timedout" => Some(DeployResult::Failure),
        "rolledback" | "rollback" | "reverted" => Some(DeployResult::RolledBack),
        "aborted" | "stopped" | "blocked" => Some(DeployResult::Aborted),
        "cancelled" | "canceled" | "skipped" => Some(DeployResult::Cancelled),
        _ => None,
    }
}

/// A point in time as people and exports write it.
fn moment(text: &str) -> Result<Timestamp, String> {
    let text = text.trim();
    if text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number: i64 = text.parse().map_err(|_| format!("`{text}` is no time"))?;
        let found = if text.len() >= 12 { Timestamp::from_millisecond(number) } else { Timestamp::from_second(number) };
        return found.map_err(|_| format!("`{text}` is no time"));
    }
    let utc = |moment: DateTime| moment.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp()).ok();
    let read = text.parse::<Timestamp>().ok();
    let read = read.or_else(|| text.parse::<DateTime>().ok().and_then(utc));
    let read = read.or_else(|| text.parse::<Date>().ok().and_then(|date| utc(date.at(0, 0, 0, 0))));
    read.ok_or_else(|| format!("`{text}` is no time; write 2026-10-01T09:30:00Z"))
}

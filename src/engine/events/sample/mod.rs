//! Real events against the contract: one pass over newline-delimited JSON, in memory that does not grow with it.
//!
//! What is held: one line (up to [`SampleOptions::max_line`]), counters for each event, property and client (clients,
//! unknown names and undeclared properties are counted one by one up to a fixed number and together beyond it), and the
//! keys by which repeats are known (`repeats`). No line ends the pass: what cannot be read is counted.
//!
//! # Layout
//! - this file: options; `pass`: the pass; [`report`]: what comes out, `summary`: how it is put together
//! - `lines`: a stream into lines; `read`: a line into values; `plan`: the contract made ready for that
//! - `check`: a value against a type; `time`: points in time; `lag`: how late events arrive
//! - `repeats`: keys seen before; `tally`: the counters; `clients`: what differs between clients

mod check;
mod clients;
mod lag;
mod lines;
mod pass;
mod plan;
mod read;
mod repeats;
pub mod report;
mod summary;
mod tally;
mod time;

use std::io::BufRead;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use schemars::JsonSchema;
use serde::Deserialize;
use thiserror::Error;

use super::contract::Contract;
use crate::quantity::{ByteUnit, Quantity, QuantityError, TimeUnit, Unit};
pub use report::SampleReport;

/// How a sample is read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SampleOptions {
    /// The longest line that is read; longer ones are counted.
    pub max_line: String,
    /// How many idempotency keys are remembered exactly; about 17 to 39 bytes each.
    pub exact_keys: usize,
    /// The memory for keys beyond those; they are remembered with a stated error.
    pub filter: String,
    /// Beyond which age at receipt an event is late.
    pub late_after: String,
    /// How many examples of a violation are kept.
    pub examples: usize,
    /// The highest share of null or absent values that is in order, where there is one.
    pub null_rate_at_most: Option<String>,
    /// By how many points the shares of two clients have to differ to be reported.
    pub client_gap: String,
    /// How many events of a kind a client has to send to be compared with others.
    pub client_min_events: u64,
}

impl Default for SampleOptions {
    fn default() -> Self {
        SampleOptions {
            max_line: "1 MiB".to_owned(),
            exact_keys: 3_500_000,
            filter: "64 MiB".to_owned(),
            late_after: "1 hour".to_owned(),
            examples: 5,
            null_rate_at_most: None,
            client_gap: "20 points".to_owned(),
            client_min_events: 50,
        }
    }
}

/// Why a sample cannot be judged.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SampleError {
    /// An option that is no quantity.
    #[error("{field}: {error}")]
    Quantity {
        /// The option.
        field: &'static str,
        /// What is wrong with it.
        error: QuantityError,
    },
    /// An option outside of its range, or in another unit.
    #[error("{field} is `{text}`; write {accepted}")]
    OutOfRange {
        /// The option.
        field: &'static str,
        /// What it is.
        text: String,
        /// What would do.
        accepted: &'static str,
    },
    /// The stream broke.
    #[error("the sample cannot be read on after line {line}: {message}")]
    Io {
        /// The last whole line that was read.
        line: u64,
        /// What the system says.
        message: String,
    },
}

/// The options as numbers.
#[derive(Debug, Clone, PartialEq)]
struct Settings {
    max_line: usize,
    exact_keys: usize,
    filter_bytes: usize,
    late_after_millis: i64,
    late_after: String,
    examples: usize,
    null_rate_at_most: Option<Decimal>,
    client_gap: Decimal,
    client_min_events: u64,
}

/// Reads newline-delimited JSON and holds each event against the contract. A large buffer in the reader (1 MiB) is
/// worth it; lines that lie within it are not copied.
///
/// Strings are JSON of RFC 8259. A key that stands twice in an object counts with its last value, as most parsers have
/// it, and is counted. Values of undeclared properties are skipped without being interpreted.
///
/// # Errors
/// [`SampleError`]. Nothing that a line holds is one.
pub fn validate<R: BufRead>(
    contract: &Contract,
    options: &SampleOptions,
    reader: R,
) -> Result<SampleReport, SampleError> {
    let settings = options.settings()?;
    let mut pass = pass::Pass::new(contract, &settings);
    let mut line = 0;
    let read = lines::each(reader, settings.max_line, |text| {
        line += 1;
        pass.line(line, text);
    });
    let bytes = read.map_err(|error| SampleError::Io { line, message: error.to_string() })?;
    Ok(summary::report(pass, contract, &settings, line, bytes))
}

impl SampleOptions {
    fn settings(&self) -> Result<Settings, SampleError> {
        let size = |field, text: &str, least: usize, accepted| {
            let quantity = quantity(field, text)?;
            let bytes = quantity.to_unit(&Unit::Bytes(ByteUnit::decimal(0))).ok().and_then(|one| one.value.to_usize());
            bytes.filter(|bytes| (least..=1 << 34).contains(bytes)).ok_or_else(|| out_of_range(field, text, accepted))
        };
        let late = quantity("late_after", &self.late_after)?;
        let millis = late.to_unit(&Unit::Time(TimeUnit::Millisecond)).ok().and_then(|one| one.value.to_i64());
        let late_after_millis = millis
            .filter(|millis| *millis >= 0)
            .ok_or_else(|| out_of_range("late_after", &self.late_after, "a length of time, e.g. `1 hour`"))?;
        if self.client_min_events == 0 {
            return Err(out_of_range("client_min_events", "0", "at least 1"));
        }
        Ok(Settings {
            max_line: size("max_line", &self.max_line, 2, "an amount of data from 2 B to 16 GiB, e.g. `1 MiB`")?,
            filter_bytes: size("filter", &self.filter, 1024, "an amount of data from 1 KiB to 16 GiB, e.g. `64 MiB`")?,
            exact_keys: self.exact_keys,
            late_after_millis,
            late_after: late.to_string(),
            examples: self.examples.min(1_000),
            null_rate_at_most: self
                .null_rate_at_most
                .as_deref()
                .map(|text| percent("null_rate_at_most", text))
                .transpose()?,
            client_gap: percent("client_gap", &self.client_gap)?,
            client_min_events: self.client_min_events,
        })
    }
}

fn quantity(field: &'static str, text: &str) -> Result<Quantity, SampleError> {
    Quantity::parse_only(text).map_err(|error| SampleError::Quantity { field, error })
}

fn percent(field: &'static str, text: &str) -> Result<Decimal, SampleError> {
    let quantity = quantity(field, text)?;
    let fits = matches!(quantity.unit, Unit::Percent | Unit::Points)
        && (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&quantity.value);
    if fits { Ok(quantity.value) } else { Err(out_of_range(field, text, "a percentage from 0 % to 100 %, e.g. `5 %`")) }
}

fn out_of_range(field: &'static str, text: &str, accepted: &'static str) -> SampleError {
    SampleError::OutOfRange { field, text: text.to_owned(), accepted }
}

#[cfg(test)]
mod tests;

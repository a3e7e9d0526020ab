//! Samples from a CSV file, as monitoring systems and spreadsheets export them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use thiserror::Error;

use super::input::SampleInput;
use crate::engine::written::Written;
use crate::quantity::{Quantity, QuantityError, date, number};

/// What columns of days are called.
const DATES: [&str; 8] = ["date", "day", "time", "timestamp", "datetime", "ts", "when", "_time"];

/// What columns of values are called.
const VALUES: [&str; 9] = ["value", "val", "_value", "sample", "measurement", "reading", "usage", "used", "peak"];

/// Why a file of samples cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CsvError {
    /// No line at all, or only the first.
    #[error("it holds no samples; write a line `date,value` and below it one line for each day")]
    Empty,
    /// A first line that names no day, or no value.
    #[error("line 1: no column of {what}s is among `{header}`; call the columns `date` and `value`")]
    NoColumn {
        /// `date` or `value`.
        what: &'static str,
        /// The first line.
        header: String,
    },
    /// A line that cannot be taken apart.
    #[error("line {line}: {problem}")]
    Line {
        /// Its number, from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
}

/// The samples of a CSV text: a first line of names, then one line for each day, in any order.
///
/// Columns are found by their names in any case: one of days (`date`, `day`, `time`, `timestamp`, ...) and one of values
/// (`value`, `usage`, `peak`, ...; of two columns the other one). Behind the name of the values their unit may stand:
/// `value (GB)`. Days may have a time behind them, or be seconds or milliseconds since 1970, in UTC. Commas, semicolons
/// and tabs separate. `name` is what errors call the file.
///
/// # Errors
/// [`CsvError`], which names the line.
pub fn samples_from_csv(text: &str, name: &str) -> Result<Vec<SampleInput>, CsvError> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let separator = [b',', b';', b'\t'].into_iter().find(|one| first.as_bytes().contains(one)).unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let broken = |error: csv::Error| {
        let line = error.position().and_then(|at| usize::try_from(at.line()).ok()).unwrap_or(1);
        CsvError::Line { line, problem: error.to_string() }
    };
    let header = reader.headers().map_err(broken)?.clone();
    if first.trim().is_empty() {
        return Err(CsvError::Empty);
    }
    let columns = Columns::of(&header, first)?;
    let mut samples = Vec::new();
    let (mut counted, mut line) = (0, 1);
    for record in reader.records() {
        let record = record.map_err(broken)?;
        // A record begins with the blank lines before it.
        let start = record.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(usize::MAX));
        let rest = text.get(start..).unwrap_or_default();
        let start = start + (rest.len() - rest.trim_start_matches(['\r', '\n']).len());
        line += text.get(counted..start).map_or(0, |part| part.bytes().filter(|byte| *byte == b'\n').count());
        counted = start;
        samples.push(columns.sample(&record, header.len(), name, line)?);
    }
    if samples.is_empty() { Err(CsvError::Empty) } else { Ok(samples) }
}

/// Where days and values stand.
struct Columns {
    date: usize,
    value: usize,
    unit: Option<String>,
}

impl Columns {
    fn of(header: &csv::StringRecord, first: &str) -> Result<Self, CsvError> {
        let missing = |what| CsvError::NoColumn { what, header: first.trim().to_owned() };
        let named: Vec<(String, Option<String>)> = header.iter().map(name_and_unit).collect();
        let find = |names: &[&str]| named.iter().position(|(name, _)| names.contains(&name.as_str()));
        let date = find(&DATES).ok_or_else(|| missing("date"))?;
        // Of two columns the other one, whatever it is called.
        let other = (named.len() == 2).then_some(1 - date.min(1));
        let value = find(&VALUES).or(other).ok_or_else(|| missing("value"))?;
        let unit = named.get(value).and_then(|(_, unit)| unit.clone());
        Ok(Columns { date, value, unit })
    }

    fn sample(
        &self,
        record: &csv::StringRecord,
        width: usize,
        name: &str,
        line: usize,
    ) -> Result<SampleInput, CsvError> {
        let broken = |problem: String| CsvError::Line { line, problem };
        let wrong = |problem: QuantityError| broken(problem.to_string());
        if record.len() != width {
            let (found, expected) = (number::count(record.len(), "column"), width);
            return Err(broken(format!("it has {found} where the first line has {expected}")));
        }
        let day = day(record.get(self.date).unwrap_or_default()).map_err(wrong)?;
        let mut value = record.get(self.value).unwrap_or_default().to_owned();
        let read = Quantity::parse_only(&value).map_err(wrong)?;
        if let Some(unit) = self.unit.as_ref().filter(|_| !read.has_unit()) {
            value = format!("{value} {unit}");
            Quantity::parse_only(&value).map_err(wrong)?;
        }
        let origin = Some(format!("{name}, line {line}"));
        Ok(SampleInput { date: day.to_string(), value: Written::from(value), origin })
    }
}

/// `value (GB)` and `Value [GB]` are `value` in `GB`.
fn name_and_unit(column: &str) -> (String, Option<String>) {
    let (name, unit) = column.split_once(['(', '[']).unwrap_or((column, ""));
    let unit = unit.trim_end_matches([')', ']']).trim();
    (name.trim().to_lowercase(), (!unit.is_empty()).then(|| unit.to_owned()))
}

/// A day; what stands behind one as its time is cut off.
fn day(text: &str) -> Result<Date, QuantityError> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) && matches!(text.len(), 10 | 13) {
        let number: i64 = text.parse().unwrap_or_default();
        let moment =
            if text.len() == 13 { Timestamp::from_millisecond(number) } else { Timestamp::from_second(number) };
        return moment
            .map(|moment| moment.to_zoned(TimeZone::UTC).date())
            .map_err(|_| QuantityError::TooLarge { text: text.to_owned() });
    }
    let without_time = text.split(['T', ' ']).next().filter(|part| part.len() == 10 && part.contains('-'));
    date::parse(without_time.unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(String, String)>, String> {
        let samples = samples_from_csv(text, "disk.csv").map_err(|error| error.to_string())?;
        Ok(samples.into_iter().map(|one| (one.date, one.value.to_string())).collect())
    }

    #[test]
    fn columns_are_found_by_their_names() {
        let two =
            Ok(vec![("2026-11-01".to_owned(), "1.1 TB".to_owned()), ("2026-11-02".to_owned(), "1.2 TB".to_owned())]);
        for text in [
            "date,value\n2026-11-01,1.1 TB\n2026-11-02,1.2 TB\n",
            "\u{feff}Day;Disk used;Usage\r\n2026-11-01;x;1.1 TB\r\n\r\n2026-11-02;y;1.2 TB",
            "host\tvalue (TB)\tTimestamp\na\t1.1\t2026-11-01T23:59:00Z\na\t1.2\t2026-11-02 00:00:00\n",
            "\"Time\",\"orders-db\"\n1793491200,1.1 TB\n1793577600000,1.2 TB\n",
        ] {
            assert_eq!(read(text), two, "{text}");
        }
    }

    #[test]
    fn errors_name_the_line() {
        for (text, message) in [
            ("", "it holds no samples; "),
            ("date,value\n", "it holds no samples; "),
            ("2026-11-01,1.1 TB\n", "line 1: no column of dates is among `2026-11-01,1.1 TB`"),
            ("date,disk,cpu\n2026-11-01,1,2\n", "line 1: no column of values is among `date,disk,cpu`"),
            ("date,value\n2026-11-01,1.1 TB\n\n2026-11-31,1.2 TB\n", "line 4: there is no 2026-11-31"),
            ("date,value\n2026-11-01,NaN\n", "line 2: `NaN` holds no number"),
            ("date,value\n2026-11-01,\n", "line 2: "),
            ("date,value\n2026-11-01,1,5\n", "line 2: it has 3 columns where the first line has 2"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.starts_with(message), "{text}: {error}");
        }
    }
}

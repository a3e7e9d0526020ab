//! A value against a type: what the event's JSON Schema says, without the schema.

use super::super::kind::PropertyType;
use super::read::Val;
use super::time;

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing.
    Fits,
    /// It is of another JSON type.
    Type,
    /// It is of the right JSON type and no such value: a text that is no UUID, an unknown value of an enumeration.
    Value,
}

/// Holds a value that is not null against a type.
pub(super) fn judge(kind: &PropertyType, value: &Val<'_>) -> Verdict {
    let fits = |fits: bool| if fits { Verdict::Fits } else { Verdict::Value };
    match (kind, value) {
        (PropertyType::String, Val::Text(_))
        | (PropertyType::Boolean, Val::Bool)
        | (PropertyType::Object, Val::Object)
        | (PropertyType::Number, Val::Integer(_) | Val::Large(_) | Val::Fraction(_))
        | (
            PropertyType::Integer | PropertyType::EpochSeconds | PropertyType::EpochMillis,
            Val::Integer(_) | Val::Large(_),
        ) => Verdict::Fits,
        (PropertyType::Uuid, Val::Text(text)) => fits(is_uuid(text)),
        (PropertyType::Timestamp, Val::Text(text)) => fits(time::date_time(text).is_some()),
        (PropertyType::Date, Val::Text(text)) => fits(time::is_date(text)),
        (PropertyType::Enum(values), Val::Text(text)) => fits(values.iter().any(|value| value == text)),
        // A number without a fraction is an integer, however it is written (JSON Schema Core 2020-12, section 4.2.1).
        (PropertyType::Integer | PropertyType::EpochSeconds | PropertyType::EpochMillis, Val::Fraction(number)) => {
            fits(number.fract() == 0.0)
        }
        (PropertyType::Array(item), Val::List(values)) => {
            fits(values.iter().all(|value| judge(item, value) == Verdict::Fits))
        }
        _ => Verdict::Type,
    }
}

fn is_uuid(text: &str) -> bool {
    let bytes: &[u8; 36] = match text.as_bytes().try_into() {
        Ok(bytes) => bytes,
        Err(_) => return false,
    };
    // Without an early end, so that the compiler can look at many bytes at once.
    let hex = |range: &[u8]| range.iter().fold(true, |all, byte| all & byte.is_ascii_hexdigit());
    [8, 13, 18, 23].iter().all(|at: &usize| bytes[*at] == b'-')
        && hex(&bytes[..8])
        && hex(&bytes[9..13])
        && hex(&bytes[14..18])
        && hex(&bytes[19..23])
        && hex(&bytes[24..])
}

/// A value as a report shows it: what it is, and the value itself only where it may be shown.
pub(super) fn describe(value: &Val<'_>, showable: bool) -> String {
    match value {
        Val::Null => "null".to_owned(),
        Val::Bool => "a boolean".to_owned(),
        Val::Integer(number) if showable => number.to_string(),
        Val::Integer(_) | Val::Large(_) => "an integer".to_owned(),
        Val::Fraction(_) => "a number with a fraction or an exponent".to_owned(),
        Val::Text(text) if showable => {
            let short: String = text.chars().take(40).collect();
            let more = if short.len() < text.len() { "..." } else { "" };
            format!("\"{}{more}\"", short.escape_debug())
        }
        Val::Text(text) => format!("a string of {} characters", text.chars().count()),
        Val::List(values) => format!("a list of {} values", values.len()),
        Val::Object => "an object".to_owned(),
    }
}

//! Types of properties: read from what people write, compared as sets of values.

use crate::text::cut;
use std::fmt;

use thiserror::Error;

/// How many letters of a text stand in a message.
const SHOWN: usize = 60;

/// The type of a property's values, `null` aside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PropertyType {
    /// Any text.
    String,
    /// A UUID of RFC 9562 with its hyphens.
    Uuid,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// True or false.
    Boolean,
    /// A date-time of RFC 3339 with offset: `2027-03-31T12:00:00Z`.
    Timestamp,
    /// A date of RFC 3339: `2027-03-31`.
    Date,
    /// Whole seconds since 1970-01-01T00:00:00Z.
    EpochSeconds,
    /// Whole milliseconds since 1970-01-01T00:00:00Z.
    EpochMillis,
    /// One of these texts; never empty.
    Enum(Vec<String>),
    /// A list of values of one type.
    Array(Box<PropertyType>),
    /// Named values that the contract does not describe.
    Object,
}

/// Why a text names no type.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TypeError {
    /// A word that is none.
    #[error(
        "`{text}` is no type; write string, uuid, integer, number, boolean, timestamp, date, epoch_s, epoch_ms, \
         object, enum(a, b), or one of them with [] behind it"
    )]
    Unknown {
        /// What was written, shortened.
        text: String,
    },
    /// An enumeration of nothing, or of one value twice.
    #[error("`{text}` must list at least one value, none of them blank or twice; write e.g. `enum(open, paid)`")]
    Enum {
        /// What was written, shortened.
        text: String,
    },
    /// Lists in lists in lists.
    #[error("`{text}` nests more than 4 lists")]
    Deep {
        /// What was written, shortened.
        text: String,
    },
}

/// A type as written, with whether it allows null.
pub type Written = (PropertyType, bool);

/// The deepest nesting of lists.
const DEEPEST: usize = 4;

impl PropertyType {
    /// Reads `string`, `bigint`, `uuid[]`, `array of string`, `enum(open, paid)`; `nullable string`, `string?` and
    /// `string or null` allow null. Letter case and the usual other names of a type do not matter.
    ///
    /// # Errors
    /// [`TypeError`].
    pub fn parse(text: &str) -> Result<Written, TypeError> {
        let text = text.trim();
        let (rest, nullable) = without_null(text);
        Ok((read(rest, text, 0)?, nullable))
    }

    /// Whether every value of this type is one of `other`: what a reader of `other` can read. Enumerations of texts
    /// that happen to be UUIDs or dates do not count as such. What whole numbers count is not looked at here: see
    /// [`PropertyType::counts_otherwise`].
    pub fn fits(&self, other: &PropertyType) -> bool {
        use PropertyType::{Array, Date, Enum, EpochMillis, EpochSeconds, Integer, Number, String, Timestamp, Uuid};
        match (self, other) {
            (one, two) if one == two => true,
            (Integer | EpochSeconds | EpochMillis, Integer | Number | EpochSeconds | EpochMillis)
            | (Uuid | Timestamp | Date | Enum(_), String) => true,
            (Enum(own), Enum(others)) => own.iter().all(|value| others.contains(value)),
            (Array(own), Array(other)) => own.fits(other),
            _ => false,
        }
    }

    /// Whether both name points in time counted in different steps, or one counts and the other does not: numbers
    /// that look alike and mean something else.
    pub fn counts_otherwise(&self, other: &PropertyType) -> bool {
        use PropertyType::{Array, EpochMillis, EpochSeconds, Integer, Number};
        let epoch = |kind: &PropertyType| matches!(kind, EpochSeconds | EpochMillis);
        match (self, other) {
            (Array(own), Array(other)) => own.counts_otherwise(other),
            (one, two) if one == two => false,
            (one, two) => {
                (epoch(one) && (epoch(two) || matches!(two, Integer | Number)))
                    || (epoch(two) && matches!(one, Integer | Number))
            }
        }
    }

    /// Whether values are numbers that need a unit to be read.
    pub fn is_numeric(&self) -> bool {
        matches!(self, PropertyType::Integer | PropertyType::Number)
    }
}

fn without_null(text: &str) -> (&str, bool) {
    let lower = text.to_ascii_lowercase();
    if let Some(rest) = lower.strip_prefix("nullable ") {
        return (text[text.len() - rest.len()..].trim(), true);
    }
    for ending in ["?", " or null", "|null", " | null", " nullable"] {
        if let Some(rest) = lower.strip_suffix(ending) {
            return (text[..rest.len()].trim(), true);
        }
    }
    (text, false)
}

fn read(text: &str, whole: &str, depth: usize) -> Result<PropertyType, TypeError> {
    if depth > DEEPEST {
        return Err(TypeError::Deep { text: cut(whole, SHOWN) });
    }
    let lower = text.to_ascii_lowercase();
    let inner = |inner: &str| Ok(PropertyType::Array(Box::new(read(inner.trim(), whole, depth + 1)?)));
    if let Some(rest) = lower.strip_suffix("[]") {
        return inner(&text[..rest.len()]);
    }
    for beginning in ["array of ", "list of ", "set of "] {
        if let Some(rest) = lower.strip_prefix(beginning) {
            return inner(&text[text.len() - rest.len()..]);
        }
    }
    if let Some(rest) = lower.strip_prefix("enum") {
        return values(&text[text.len() - rest.len()..]).ok_or_else(|| TypeError::Enum { text: cut(whole, SHOWN) });
    }
    Ok(match lower.replace([' ', '-'], "_").as_str() {
        "string" | "str" | "text" | "varchar" | "char" | "keyword" => PropertyType::String,
        "uuid" | "guid" | "uuidv4" | "uuidv7" => PropertyType::Uuid,
        "integer" | "int" | "int32" | "int64" | "uint32" | "uint64" | "long" | "bigint" | "smallint" => {
            PropertyType::Integer
        }
        "number" | "float" | "double" | "decimal" | "numeric" | "float32" | "float64" | "real" => PropertyType::Number,
        "boolean" | "bool" => PropertyType::Boolean,
        "timestamp" | "datetime" | "date_time" | "timestamptz" | "instant" => PropertyType::Timestamp,
        "date" | "day" => PropertyType::Date,
        "epoch_s" | "epoch_seconds" | "unix_seconds" => PropertyType::EpochSeconds,
        "epoch_ms" | "epoch_millis" | "epoch_milliseconds" | "unix_ms" => PropertyType::EpochMillis,
        "object" | "map" | "struct" | "json" => PropertyType::Object,
        _ => return Err(TypeError::Unknown { text: cut(whole, SHOWN) }),
    })
}

fn values(text: &str) -> Option<PropertyType> {
    let text = text.trim().trim_start_matches(':').trim();
    let list = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(text);
    let marks: &[char] = if list.contains(',') { &[','] } else { &['|', '/'] };
    let values: Vec<String> =
        list.split(marks).map(|value| value.trim().trim_matches(['"', '\'', '`']).to_owned()).collect();
    let twice = values.iter().enumerate().any(|(at, value)| values[..at].contains(value));
    let blank = values.iter().any(String::is_empty);
    (!twice && !blank).then_some(PropertyType::Enum(values))
}

impl fmt::Display for PropertyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PropertyType::String => "string",
            PropertyType::Uuid => "uuid",
            PropertyType::Integer => "integer",
            PropertyType::Number => "number",
            PropertyType::Boolean => "boolean",
            PropertyType::Timestamp => "timestamp",
            PropertyType::Date => "date",
            PropertyType::EpochSeconds => "epoch_s",
            PropertyType::EpochMillis => "epoch_ms",
            PropertyType::Object => "object",
            PropertyType::Enum(values) => return write!(f, "enum({})", values.join(", ")),
            PropertyType::Array(item) => return write!(f, "{item}[]"),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn types_are_read_in_many_spellings() {
        for (text, printed, null) in [
            ("String", "string", false),
            ("bigint", "integer", false),
            ("nullable uuid", "uuid", true),
            ("string?", "string", true),
            ("date-time or null", "timestamp", true),
            ("list of uuid", "uuid[]", false),
            ("enum(open, paid)", "enum(open, paid)", false),
            ("enum: a|b", "enum(a, b)", false),
            ("enum('x', 'y')[]", "enum(x, y)[]", false),
            ("epoch ms", "epoch_ms", false),
        ] {
            let (kind, nullable) = PropertyType::parse(text).unwrap();
            assert_eq!((kind.to_string().as_str(), nullable), (printed, null), "{text}");
        }
        for text in ["", "money", "enum()", "enum(a, a)", "[]", "nullable", "string[][][][][]"] {
            assert!(PropertyType::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_panic(text in "\\PC{0,40}") {
            let _ = PropertyType::parse(&text);
        }

        #[test]
        fn a_printed_type_is_read_back(kind in super::super::contract::tests::kinds()) {
            prop_assert_eq!(PropertyType::parse(&kind.to_string()), Ok((kind, false)));
        }
    }
}

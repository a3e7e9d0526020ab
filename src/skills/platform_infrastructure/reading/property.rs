//! Properties of events as people list them: `order_id: uuid, amount_cents: integer (EUR cents), email string (personal)`.

use crate::engine::events::PropertyType;
use crate::engine::events::input::DataClass;
use crate::quantity::Quantity;
use crate::skills::shared::reading::plan::parts;

/// A property with what is said of it.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct Property<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its type as written; blank where there is none.
    pub of: &'a str,
    /// The type, where `of` names one.
    pub kind: Option<PropertyType>,
    /// Whether it may be null.
    pub nullable: bool,
    /// Whether every event has it.
    pub required: bool,
    /// What its number counts.
    pub unit: Option<&'a str>,
    /// What it says about a person.
    pub class: Option<DataClass>,
    /// How long it is kept.
    pub kept: Option<Quantity>,
}

/// The properties of a list, split at commas, semicolons and line breaks that stand outside brackets.
pub(in super::super) fn properties(list: &str) -> impl Iterator<Item = Property<'_>> {
    split(list).into_iter().filter_map(read)
}

/// As [`parts`], for types with brackets of more kinds: `map<string, integer>`.
fn split(list: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let apart = move |c: char| {
        match c {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' | '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | ';' | '\n')
    };
    // The line break of a cell, which is no bracket.
    list.split("<br>").flat_map(|line| line.split(apart)).collect()
}

const OPEN: &[char] = &['(', '['];

fn read(part: &str) -> Option<Property<'_>> {
    let part = part.trim().trim_start_matches("and ").trim_matches(['`', '.', ' ']);
    let end = part
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '/' | '?' | '[' | ']')))
        .unwrap_or(part.len());
    let name = part[..end].trim_end_matches(['?', '.', '[', ']', '/']);
    if name.is_empty() {
        return None;
    }
    let rest = part[end..].trim().trim_start_matches([':', '`', '=', '*', '\u{2013}', '\u{2014}', ' ']);
    let (of, said) = parted(rest.trim_end_matches(['`', '*', ' ']));
    let word = of.split_whitespace().next().unwrap_or_default();
    // `amount of the order` and `plan and source` are prose, not types.
    let prose = matches!(word, "of" | "and" | "or" | "for" | "in" | "per" | "as" | "with" | "if");
    let of = if prose { "" } else { of };
    let (kind, nullable, counted) = kind(of);
    let mut property = Property {
        name,
        of,
        kind,
        nullable,
        required: !part[..end].ends_with('?') && !of.to_ascii_lowercase().starts_with("optional"),
        unit: counted,
        class: None,
        kept: None,
    };
    for note in said.split([',', ';']).map(|note| note.trim().trim_matches('`')).filter(|note| !note.is_empty()) {
        property.note(note);
    }
    Some(property)
}

/// A type and what stands in brackets behind it: `integer` and `EUR cents`; the type may stand in brackets itself.
fn parted(rest: &str) -> (&str, &str) {
    if let Some(inner) = rest.strip_prefix(OPEN) {
        let inner = inner.strip_suffix([')', ']']).unwrap_or(inner);
        let first = parts(inner).next().unwrap_or_default();
        return (first, inner.get(first.len()..).unwrap_or_default());
    }
    // What `enum` has in brackets are its values.
    let from = match rest.get(..5) {
        Some(head) if head.eq_ignore_ascii_case("enum(") => rest.find(')').map_or(rest.len(), |at| at + 1),
        _ => 0,
    };
    match rest[from..].find(" (").or_else(|| rest[from..].find(" [")).or_else(|| rest[from..].find('(')) {
        Some(at) => {
            let (of, said) = rest.split_at(from + at);
            (of.trim(), said.trim().trim_matches(['(', ')', '[', ']']))
        }
        None => (rest.trim(), ""),
    }
}

/// The type that a text names, whether it allows null, and what it says to count: `integer in EUR cents`.
fn kind(of: &str) -> (Option<PropertyType>, bool, Option<&str>) {
    let lower = of.to_ascii_lowercase();
    let plain = ["optional ", "required ", "non-null "].iter().find_map(|word| lower.strip_prefix(word));
    let of = plain.map_or(of, |rest| &of[of.len() - rest.len()..]);
    // An enumeration that does not list its values holds texts, as far as one can tell.
    if of.eq_ignore_ascii_case("enum") {
        return (Some(PropertyType::String), false, None);
    }
    if let Ok((kind, nullable)) = PropertyType::parse(of) {
        return (Some(kind), nullable, None);
    }
    if let Some((of, unit)) = of.split_once(" in ")
        && let Ok((kind, nullable)) = PropertyType::parse(of)
        && kind.is_numeric()
    {
        return (Some(kind), nullable, Some(unit.trim()));
    }
    (None, false, None)
}

impl<'a> Property<'a> {
    /// Takes in what stands in brackets behind the type: a class of personal data, a length of time, a unit.
    fn note(&mut self, note: &'a str) {
        let lower = note.to_ascii_lowercase();
        if let Some(class) = class(&lower) {
            self.class = Some(class);
        } else if lower == "optional" {
            self.required = false;
        } else if matches!(lower.as_str(), "nullable" | "may be null") {
            self.nullable = true;
        } else if let Some(length) = kept(&lower) {
            self.kept = Some(length);
        } else if self.unit.is_none()
            && self.kind.as_ref().is_some_and(PropertyType::is_numeric)
            && !note.contains(|c: char| c.is_ascii_digit())
            && note.split_whitespace().count() <= 3
            && lower != "required"
        {
            self.unit = Some(note.strip_prefix("in ").unwrap_or(note));
        }
    }
}

/// The class of personal data that a note names.
pub(in super::super) fn class(lower: &str) -> Option<DataClass> {
    Some(match lower {
        "personal" | "personal data" | "pii" => DataClass::Personal,
        "pseudonymous" | "pseudonymised" | "pseudonymized" | "pseudonym" => DataClass::Pseudonymous,
        "sensitive" | "sensitive data" | "special category" => DataClass::Sensitive,
        "not personal" | "non-personal" | "no personal data" => DataClass::None,
        _ => return None,
    })
}

/// The length of time of `kept 13 months`, `deleted after 30 days` or `13 months` alone.
fn kept(lower: &str) -> Option<Quantity> {
    let begins = ["kept for ", "kept ", "deleted after ", "retention ", "for "];
    let length = begins.iter().find_map(|word| lower.strip_prefix(word)).unwrap_or(lower);
    Quantity::parse_only(length).ok().filter(|length| length.as_days().is_some_and(|days| !days.is_zero()))
}

/// The type that a property of this name most likely has, for a proposal.
pub(in super::super) fn likely(name: &str) -> &'static str {
    let lower = name.to_ascii_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    if ends(&["_at", "timestamp", "time"]) {
        "timestamp"
    } else if lower.starts_with("is_") || lower.starts_with("has_") {
        "boolean"
    } else if ends(&[
        "count", "_ms", "_s", "_cents", "_minor", "price", "total", "amount", "rows", "bytes", "size", "number",
    ]) {
        "integer"
    } else {
        "string"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(list: &str) -> Vec<(&str, &str)> {
        properties(list).map(|property| (property.name, property.of)).collect()
    }

    #[test]
    fn properties_are_read_in_every_spelling() {
        assert_eq!(read_all("event_id uuid, rows int"), [("event_id", "uuid"), ("rows", "int")]);
        assert_eq!(read_all("order_id: uuid; `total` (decimal)"), [("order_id", "uuid"), ("total", "decimal")]);
        assert_eq!(
            read_all("`order_id: uuid`, state: enum(open, paid)"),
            [("order_id", "uuid"), ("state", "enum(open, paid)")]
        );
        assert_eq!(read_all("seatIds, price"), [("seatIds", ""), ("price", "")]);
        assert_eq!(read_all("tags string[]<br>note? string"), [("tags", "string[]"), ("note", "string")]);
        assert_eq!(read_all("amount of the order"), [("amount", "")]);
    }

    #[test]
    fn what_is_said_of_a_property_is_understood() {
        let one = |text: &'static str| properties(text).next().unwrap();
        for text in ["total: integer (EUR cents)", "total integer [EUR cents]", "total (integer, EUR cents)"] {
            let total = one(text);
            assert_eq!((total.kind, total.unit), (Some(PropertyType::Integer), Some("EUR cents")), "{text}");
        }
        assert_eq!(one("total: decimal in EUR").unit, Some("EUR"));
        // A range is no unit, and what is said of a text is none.
        assert_eq!((one("stars: integer (1 to 5)").unit, one("country: string (ISO 3166)").unit), (None, None));
        let email = one("email: string (personal, 30 days)");
        assert_eq!((email.class, email.kept), (Some(DataClass::Personal), Some(Quantity::days(30))));
        let state = one("state: enum(open, paid) (optional)");
        assert_eq!(state.kind, Some(PropertyType::Enum(vec!["open".to_owned(), "paid".to_owned()])));
        assert!(!state.required && !one("note? string").required && one("order_id uuid").required);
        assert!(one("note: string or null").nullable && one("note: nullable string").nullable);
        let odd = one("currency: ISO 4217");
        assert_eq!((odd.of, odd.kind), ("ISO 4217", None));
    }
}

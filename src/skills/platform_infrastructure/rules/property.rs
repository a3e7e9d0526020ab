//! Properties of events as people list them: `order_id: uuid, amount int, is_gift (bool)`. No rule.

/// A property with its type, where one is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Property<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its type as written; blank where there is none.
    pub of: &'a str,
}

/// What a type is, whatever it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    /// Text, enumerations included.
    Text,
    /// A universally unique identifier.
    Uuid,
    /// A whole number.
    Whole,
    /// A number with a fraction.
    Fraction,
    /// A number of either kind.
    Number,
    /// True or false.
    Bool,
    /// A point in time.
    Time,
    /// A day.
    Day,
    /// Several values.
    Many,
    /// Named values.
    Object,
}

impl Type {
    /// Whether two names of types may mean the same.
    pub fn agrees(self, other: Type) -> bool {
        let number = |one| matches!(one, Type::Whole | Type::Fraction | Type::Number);
        self == other || ((self == Type::Number || other == Type::Number) && number(self) && number(other))
    }
}

/// The properties of a list, split at commas, semicolons and line breaks that stand outside brackets.
pub(super) fn properties(list: &str) -> impl Iterator<Item = Property<'_>> {
    split(list).into_iter().filter_map(read)
}

fn split(list: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0usize, 0usize);
    for (at, c) in list.char_indices() {
        match c {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' | '>' => depth = depth.saturating_sub(1),
            ',' | ';' | '\n' if depth == 0 => {
                parts.push(&list[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&list[start..]);
    parts.into_iter().flat_map(|part| part.split("<br>")).collect()
}

fn read(part: &str) -> Option<Property<'_>> {
    let part = part.trim().trim_start_matches("and ").trim_matches(['`', '.', ' ']);
    let end = part
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '?' | '[' | ']')))
        .unwrap_or(part.len());
    let name = part[..end].trim_end_matches(['?', '.', '[', ']']);
    if name.is_empty() {
        return None;
    }
    let of = part[end..].trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ':' | '`' | '(' | ')' | '=' | '*' | '\u{2013}' | '\u{2014}')
    });
    let word = of.split_whitespace().next().unwrap_or_default();
    // `amount of the order` and `plan and source` are prose, not types.
    let prose = matches!(word, "of" | "and" | "or" | "for" | "in" | "per" | "as" | "with" | "if");
    Some(Property { name, of: if prose { "" } else { of } })
}

/// The type that a word names, `None` for a word this does not know.
pub(super) fn known(of: &str) -> Option<Type> {
    let lower = of.to_ascii_lowercase();
    if lower.contains("[]") || lower.starts_with('[') {
        return Some(Type::Many);
    }
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let word =
        words.find(|word| !matches!(*word, "nullable" | "optional" | "required" | "non" | "null" | "a" | "an"))?;
    Some(match word {
        "string" | "str" | "text" | "varchar" | "char" | "enum" | "keyword" => Type::Text,
        "uuid" | "guid" | "uuidv4" | "uuidv7" => Type::Uuid,
        "int" | "integer" | "int32" | "int64" | "uint32" | "uint64" | "long" | "bigint" | "smallint" => Type::Whole,
        "float" | "double" | "decimal" | "numeric" | "float32" | "float64" | "real" => Type::Fraction,
        "number" => Type::Number,
        "bool" | "boolean" => Type::Bool,
        "timestamp" | "datetime" | "timestamptz" | "instant" => Type::Time,
        "date" | "day" => Type::Day,
        "array" | "list" | "set" => Type::Many,
        "object" | "map" | "struct" | "json" => Type::Object,
        _ => return None,
    })
}

/// The type that a property of this name most likely has, for a proposal.
pub(super) fn likely(name: &str) -> &'static str {
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
            [("order_id", "uuid"), ("state", "enum(open, paid")]
        );
        assert_eq!(read_all("seatIds, price"), [("seatIds", ""), ("price", "")]);
        assert_eq!(read_all("tags string[]<br>note? string"), [("tags", "string[]"), ("note", "string")]);
        assert_eq!(read_all("amount of the order"), [("amount", "")]);
    }

    #[test]
    fn types_are_known_by_several_names() {
        assert_eq!(known("bigint"), known("integer"));
        assert_eq!(known("nullable string"), Some(Type::Text));
        assert_eq!(known("string[]"), Some(Type::Many));
        assert_eq!(known("ISO 4217"), None);
        assert!(Type::Number.agrees(Type::Whole));
        assert!(!Type::Uuid.agrees(Type::Text));
    }
}

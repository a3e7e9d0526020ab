//! Variables in texts of GitLab CI.

use std::collections::BTreeMap;

use crate::assess::tree::shorten;

/// A text with `$NAME` and `${NAME}` filled in where the value is known.
pub(super) fn fill(text: &str, values: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let (name, tail) = match after.strip_prefix('{') {
            Some(inner) => inner.split_once('}').unwrap_or(("", after)),
            None => {
                let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(after.len());
                after.split_at(end)
            }
        };
        match values.get(name) {
            // A value takes one line, so that lines stay where they are.
            Some(value) => out.push_str(&shorten(&value.replace('\n', " "))),
            None => out.push_str(&rest[at..rest.len() - tail.len()]),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_filled_in_where_they_are_known() {
        let values = BTreeMap::from([("ENV".to_owned(), "prod".to_owned())]);
        for (text, expected) in [
            ("a/$ENV", "a/prod"),
            ("${ENV}-x", "prod-x"),
            ("$OTHER ${NO}$", "$OTHER ${NO}$"),
            ("${open", "${open"),
            ("$ENVY", "$ENVY"),
        ] {
            assert_eq!(fill(text, &values), expected);
        }
    }
}

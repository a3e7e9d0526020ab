//! YAML, read in one way everywhere: `true` and `false` alone are truth values, no key stands twice,
//! no alias makes a small file large, and an error says where.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_saphyr::{MessageFormatter, UserMessageFormatter};

/// What is wrong with a YAML text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlError {
    /// The line, counted from 1; 0 where the whole text is meant.
    pub line: usize,
    /// The column, counted from 1; 0 where the whole text is meant.
    pub column: usize,
    /// What is wrong, in one line without a place.
    pub message: String,
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            return f.write_str(&self.message);
        }
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for YamlError {}

/// Reads one YAML document.
///
/// # Errors
/// Where the text is not YAML, holds more than one document, asks for too much work, or is not of
/// the shape of `T`. The first mistake only: what follows it may follow from it.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, YamlError> {
    let budget = serde_saphyr::budget! { max_depth: 32, max_nodes: 100_000, max_aliases: 1_000 };
    let options = serde_saphyr::options! {
        strict_booleans: true,
        budget: budget,
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: 100_000 },
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let at = error.location();
        let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        YamlError {
            line: at.map_or(0, |at| number(at.line())),
            column: at.map_or(0, |at| number(at.column())),
            message: one_line(&UserMessageFormatter.format_message(error.without_snippet())),
        }
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    type Map = BTreeMap<String, serde_json::Value>;

    #[test]
    fn words_stay_words() {
        let map: Map = read("norway: no\nyes: on\nversion: 1.10\nreally: true\n").expect("YAML");
        assert_eq!(map["norway"], "no");
        assert_eq!(map["yes"], "on");
        assert_eq!(map["really"], true);
    }

    #[test]
    fn an_error_says_where() {
        let error = read::<Map>("a: 1\nb: [1, 2\n").expect_err("an open list");
        assert!(error.line >= 2, "{error}");
        let error = read::<Map>("a: 1\na: 2\n").expect_err("a key twice");
        assert_eq!((error.line, error.column), (2, 1), "{error}");
        assert!(!error.message.contains('\n'));
    }

    #[test]
    fn aliases_cannot_make_a_small_text_large() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let before = format!("*a{}", level - 1);
            bomb += &format!("a{level}: &a{level} [{}]\n", [before.as_str(); 10].join(", "));
        }
        read::<Map>(&bomb).expect_err("ten thousand million words");
    }

    #[test]
    fn more_than_one_document_is_refused() {
        read::<Map>("a: 1\n---\nb: 2\n").expect_err("two documents");
    }
}

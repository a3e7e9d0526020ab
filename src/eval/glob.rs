//! Patterns for names of cases and files: `*` stands for anything but a slash, `**` for anything, `?` for one character.
//! A pattern without any of them is a part of the name.

use regex::Regex;

/// A pattern.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct Glob {
    text: String,
    regex: Option<Regex>,
}

impl Glob {
    /// Whether a name is meant.
    pub fn is_match(&self, name: &str) -> bool {
        match &self.regex {
            Some(regex) => regex.is_match(name),
            None => name.contains(&self.text),
        }
    }

    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl PartialEq for Glob {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl TryFrom<String> for Glob {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Err("a pattern is blank; write a part of a name, or `golden/*`".to_owned());
        }
        if !text.contains(['*', '?']) {
            return Ok(Glob { text, regex: None });
        }
        let mut pattern = "^".to_owned();
        let mut rest = text.as_str();
        while let Some(first) = rest.chars().next() {
            let (length, part) = match first {
                '*' if rest.starts_with("**/") => (3, "(?:.*/)?".to_owned()),
                '*' if rest.starts_with("**") => (2, ".*".to_owned()),
                '*' => (1, "[^/]*".to_owned()),
                '?' => (1, "[^/]".to_owned()),
                other => (other.len_utf8(), regex::escape(&rest[..other.len_utf8()])),
            };
            pattern.push_str(&part);
            rest = &rest[length..];
        }
        pattern.push('$');
        let regex = Regex::new(&pattern).map_err(|error| format!("`{text}` is no pattern: {error}"))?;
        Ok(Glob { text, regex: Some(regex) })
    }
}

impl std::str::FromStr for Glob {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.to_owned().try_into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stop_at_slashes_and_plain_words_are_parts() {
        for (pattern, name, wanted) in [
            ("golden/*", "golden/shop", true),
            ("golden/*", "golden/a/shop", false),
            ("golden/**", "golden/a/shop", true),
            ("**/shop", "shop", true),
            ("**/shop", "a/b/shop", true),
            ("packs/*.md", "packs/a.md", true),
            ("packs/*.md", "packs/amd", false),
            ("sh?p", "shop", true),
            ("shop", "golden/ops-shop-2", true),
            ("(", "a(b", true),
        ] {
            assert_eq!(pattern.parse::<Glob>().expect("a pattern").is_match(name), wanted, "{pattern} of {name}");
        }
        " ".parse::<Glob>().expect_err("blank");
    }
}

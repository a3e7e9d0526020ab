//! Words compared by their letters.

/// Whether two words are the same letters and digits, whatever their case and what stands between: `blue_green` and
/// `Blue green`, `rollback` and `roll back`.
pub fn same_letters(a: &str, b: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = char> {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
    }
    letters(a).next().is_some() && letters(a).eq(letters(b))
}

/// The one of `words` that a text is, in whatever case and with whatever between its letters; `true` is a yes or an `on`.
pub fn choice<'w>(words: &[&'w str], said: &str) -> Option<&'w str> {
    let same =
        || words.iter().find(|word| **word == said).or_else(|| words.iter().find(|word| same_letters(word, said)));
    let truth: &[&str] = match said.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" => &["yes", "on"],
        "false" | "no" => &["no", "off"],
        _ => &[],
    };
    same().or_else(|| words.iter().find(|word| truth.contains(word))).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_known_in_any_dress() {
        let words = ["rolling", "blue_green", "roll back", "P0"];
        for (said, word) in [
            ("blue_green", Some("blue_green")),
            ("Blue-Green", Some("blue_green")),
            ("bluegreen", Some("blue_green")),
            ("rollback", Some("roll back")),
            ("p0", Some("P0")),
            ("blue_green, later canary", None),
            ("", None),
            ("-", None),
            ("true", None),
        ] {
            assert_eq!(choice(&words, said), word, "{said}");
        }
        assert_eq!((choice(&["yes", "no"], "True"), choice(&["on", "off"], "no")), (Some("yes"), Some("off")));
        assert_eq!(choice(&["yes", "no"], "NO"), Some("no"));
    }
}

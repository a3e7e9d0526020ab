//! Where words stand in a document: as somebody quotes them, who leaves out emphasis and breaks lines elsewhere.

use std::ops::Range;

/// How many letters and digits a quote has at least: less would stand anywhere.
const SHORTEST: usize = 10;

/// A document, made comparable.
#[derive(Debug)]
pub(super) struct Text {
    plain: String,
    /// For each byte of `plain`, where what it stands for begins and ends in the document.
    origin: Vec<Range<usize>>,
}

impl Text {
    /// A document: without marks of emphasis and code, blanks and bars of tables as one blank each, straight quotes.
    pub(super) fn of(source: &str) -> Self {
        let mut text = Text { plain: String::with_capacity(source.len()), origin: Vec::with_capacity(source.len()) };
        for (at, c) in source.char_indices() {
            let range = at..at + c.len_utf8();
            match c {
                '*' | '`' | '\\' => {}
                '|' => text.push(' ', range),
                '\u{2018}' | '\u{2019}' => text.push('\'', range),
                '\u{201c}' | '\u{201d}' => text.push('"', range),
                '\u{2010}'..='\u{2014}' => text.push('-', range),
                c if c.is_whitespace() => text.push(' ', range),
                c => text.push(c, range),
            }
        }
        text
    }

    fn push(&mut self, c: char, range: Range<usize>) {
        if c == ' ' && self.plain.ends_with(' ') {
            return;
        }
        let mut bytes = [0; 4];
        let text = c.encode_utf8(&mut bytes);
        self.origin.extend(std::iter::repeat_n(range, text.len()));
        self.plain.push_str(text);
    }

    /// Where a quote stands, the first time; a quote that is too short to tell stands nowhere.
    pub(super) fn find(&self, quote: &str) -> Option<Range<usize>> {
        let quote = Text::of(quote).plain;
        let quote =
            quote.trim().trim_matches(['"', '\'']).trim_matches(|c: char| c == '.' || c == '\u{2026}' || c == ' ');
        if quote.chars().filter(|c| c.is_alphanumeric()).count() < SHORTEST {
            return None;
        }
        let start = self.plain.find(quote)?;
        let (first, last) = (self.origin.get(start)?, self.origin.get(start + quote.len() - 1)?);
        Some(first.start..last.end)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DOCUMENT: &str =
        "| Owner | **Ana Ruiz** (`on-call`) |\n\nIt can\u{2019}t take 4 200 req/s,\nsaid nobody \u{2014} ever.\n";

    #[test]
    fn words_are_found_however_they_are_set() {
        for (quote, stands) in [
            ("Owner Ana Ruiz (on-call)", "Owner | **Ana Ruiz** (`on-call`)"),
            ("\"It can't take 4 200 req/s, said nobody\"", "It can\u{2019}t take 4 200 req/s,\nsaid nobody"),
            ("4 200 req/s, said nobody - ever...", "4 200 req/s,\nsaid nobody \u{2014} ever"),
        ] {
            assert_eq!(Text::of(DOCUMENT).find(quote).map(|range| &DOCUMENT[range]), Some(stands), "{quote}");
        }
        for quote in ["Owner", "", "...", "Ana Ruiz decides everything", "4 300 req/s, said nobody"] {
            assert_eq!(Text::of(DOCUMENT).find(quote), None, "{quote}");
        }
    }

    proptest! {
        #[test]
        fn any_stretch_of_a_document_is_found_in_it(document in "\\PC{0,80}", from in 0usize..80, length in 0usize..80) {
            let characters: Vec<char> = document.chars().collect();
            let from = from.min(characters.len());
            let quote: String = characters[from..(from + length).min(characters.len())].iter().collect();
            if let Some(range) = Text::of(&document).find(&quote) {
                prop_assert!(document.is_char_boundary(range.start) && document.is_char_boundary(range.end));
                let found = Text::of(&document[range]).plain;
                prop_assert!(Text::of(&quote).plain.contains(found.trim()));
            } else {
                let told = Text::of(&quote).plain;
                prop_assert!(told.chars().filter(|c| c.is_alphanumeric()).count() < SHORTEST);
            }
        }
    }
}

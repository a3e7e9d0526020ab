//! Whether discoverability applies, as its first field says. No rule.

use crate::finding::Findings;
use crate::pack::{Cell, Place};
use crate::skills::shared::reading::wording::{Topic, examples, missing, names, shortened, together};
use crate::text;

/// What the field decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Applicability {
    /// It applies.
    Applicable,
    /// It does not.
    NotApplicable,
    /// Neither, or both.
    Undecided,
}

const NO: &[&str] = &["not yet applicable", "not applicable", "inapplicable", "does not apply", "not relevant", "n/a"];
const YES: &[&str] = &["applicable", "applies"];

impl Applicability {
    /// Reads the field. What it says first counts, unless both answers stand side by side, as in a template.
    pub fn read(field: &str) -> Self {
        let no = NO.iter().filter_map(|word| text::find_word(field, word)).min_by_key(|range| range.start);
        let yes = YES.iter().filter_map(|word| affirmed(field, word)).min();
        match (yes, no) {
            (None, None) => Applicability::Undecided,
            (Some(_), None) => Applicability::Applicable,
            (None, Some(_)) => Applicability::NotApplicable,
            (Some(yes), Some(no)) => {
                let apart = yes.abs_diff(no.start);
                if apart < 20 {
                    Applicability::Undecided
                } else if yes < no.start {
                    Applicability::Applicable
                } else {
                    Applicability::NotApplicable
                }
            }
        }
    }
}

/// Where `word` stands without `not` before it.
fn affirmed(field: &str, word: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(range) = text::find_word(&field[from..], word) {
        let before = field[..from + range.start].trim_end().to_ascii_lowercase();
        if !before.ends_with("not") && !before.ends_with("not yet") {
            return Some(from + range.start);
        }
        from += range.end;
    }
    None
}

/// The words of a reason: what stands beside the decision itself and words that any such sentence has.
pub(in super::super) fn reason_words(field: &str) -> usize {
    const EMPTY: &[&str] = &[
        "not", "yet", "applicable", "applicability", "inapplicable", "does", "apply", "relevant", "n", "a", "this",
        "section", "is", "the", "it", "to", "us", "for", "our", "we", "here", "at", "all", "in", "scope", "plan",
        "pack", "system", "platform", "product",
    ];
    text::key(field).split(' ').filter(|word| !word.is_empty() && !EMPTY.contains(word)).count()
}

/// Reports the topics that the items of a list leave out, all of them where the list is missing.
pub(in super::super) fn covers<'a>(
    list: Place<'_>,
    heading: &str,
    items: impl Iterator<Item = Cell<'a>>,
    topics: &[Topic],
    findings: &mut Findings,
) {
    let text = together(items);
    let lacks = missing(&text, topics);
    if lacks.is_empty() {
        return;
    }
    if text.trim().is_empty() {
        findings
            .at(list, format!("Discoverability applies, and nothing stands under \"{heading}\""))
            .fix(format!("add items such as {}", examples(&lacks)));
    } else {
        findings
            .at(list, format!("\"{heading}\" says nothing of {}", names(&lacks, "or")))
            .evidence(format!("it says: {}", shortened(&text.replace('\n', "; "))))
            .fix(format!("add {} such as {}", if lacks.len() == 1 { "an item" } else { "items" }, examples(&lacks)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_decisions_are_read() {
        for (field, expected) in [
            ("Applicable: 71 % of visits come from search.", Applicability::Applicable),
            (
                "**Applicable.** The marketing page is not applicable to this, being another system.",
                Applicability::Applicable,
            ),
            ("This applies: public catalogue", Applicability::Applicable),
            ("Not applicable: behind sign-in", Applicability::NotApplicable),
            ("N/A: internal tool", Applicability::NotApplicable),
            ("Not yet applicable: the storefront opens in 2028", Applicability::NotApplicable),
            ("Not applicable to the API. Would be applicable if the docs moved in.", Applicability::NotApplicable),
            ("Applicable / Not applicable: <reason>", Applicability::Undecided),
            ("To be decided with marketing", Applicability::Undecided),
            ("", Applicability::Undecided),
        ] {
            assert_eq!(Applicability::read(field), expected, "{field}");
        }
    }

    #[test]
    fn a_reason_is_more_than_the_decision() {
        assert_eq!(reason_words("This section is not applicable to our platform."), 0);
        assert!(reason_words("Not applicable: every page is behind sign-in") >= 3);
    }
}

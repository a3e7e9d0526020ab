//! Lines of a document that state what is derived.

use std::ops::Range;

/// Where the lines stand that a quote lists below `heading`, without their marks; `None` where a text is no such quote.
pub(super) fn lines(source: &str, range: &Range<usize>, heading: &str) -> Option<Vec<Range<usize>>> {
    let mut at = range.start;
    let mut found = None;
    for line in source[range.clone()].split_inclusive('\n') {
        let here = at;
        at += line.len();
        let Some(said) = line.trim().strip_prefix('>').map(str::trim) else { continue };
        let lines: &mut Vec<Range<usize>> = match &mut found {
            Some(lines) => lines,
            None if said.starts_with(heading) => {
                found = Some(Vec::new());
                continue;
            }
            None => return None,
        };
        if let Some(said) = said.strip_prefix(['-', '*', '+']).map(str::trim) {
            let start = here + line.find(said).unwrap_or_default();
            lines.push(start..start + said.len());
        }
    }
    found
}

//! Lines of a document that state what is derived.

use std::ops::Range;

/// A line that states something, and where it stands.
pub(super) struct Line {
    /// Where it stands, without its mark.
    pub range: Range<usize>,
    /// What it states: where it was wrapped, the parts joined by blanks.
    pub text: String,
}

/// The lines that a quote lists below `heading`; `None` where a text is no such quote, or says more than that, which is
/// nobody's but the writer's.
pub(super) fn lines(source: &str, range: &Range<usize>, heading: &str) -> Option<Vec<Line>> {
    let mut at = range.start;
    let mut found: Option<Vec<Line>> = None;
    let mut goes_on = false;
    for line in source[range.clone()].split_inclusive('\n') {
        let here = at;
        at += line.len();
        let quoted = line.trim().strip_prefix('>');
        let said = quoted.unwrap_or(line).trim();
        let end = here + line.find(said).unwrap_or_default() + said.len();
        let Some(lines) = &mut found else {
            match quoted.and_then(|_| said.strip_prefix(heading)) {
                Some(rest) if matches!(rest.trim(), "" | ":") => found = Some(Vec::new()),
                _ if said.is_empty() => {}
                _ => return None,
            }
            continue;
        };
        let item = said.strip_prefix(['-', '*', '+']).filter(|item| item.starts_with([' ', '\t'])).map(str::trim);
        match (item, lines.last_mut()) {
            (Some(item), _) => lines.push(Line { range: end - item.len()..end, text: item.to_owned() }),
            (None, Some(last)) if goes_on && !said.is_empty() => {
                last.range.end = end;
                last.text.push(' ');
                last.text.push_str(said);
            }
            (None, _) if said.is_empty() => {}
            (None, _) => return None,
        }
        goes_on = !said.is_empty();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Option<Vec<String>> {
        let found = lines(source, &(0..source.len()), "**Heading**")?;
        for line in &found {
            assert!(source[line.range.clone()].starts_with(&line.text[..1]), "{}", &source[line.range.clone()]);
        }
        Some(found.into_iter().map(|line| line.text).collect())
    }

    #[test]
    fn a_wrapped_line_is_one_and_other_words_are_the_writers() {
        let some = |lines: &[&str]| Some(lines.iter().map(|line| (*line).to_owned()).collect());
        assert_eq!(read("> **Heading**\n>\n> - one\n> - two\n"), some(&["one", "two"]));
        assert_eq!(
            read("> **Heading**:\r\n> - one\r\n>   goes on\r\nlazily\r\n>\r\n> * two\r\n"),
            some(&["one goes on lazily", "two"])
        );
        assert_eq!(read("> **Heading**\n"), some(&[]));
        for other in [
            "**Heading**\n- one\n",
            "> Heading\n> - one\n",
            "> **Heading** of mine\n> - one\n",
            "> **Heading**\n> words\n",
            "> **Heading**\n> - one\n>\n> words\n",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}

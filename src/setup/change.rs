//! A change of a text, in short.

/// How many characters of a line are shown.
const WIDTH: usize = 140;

/// A line of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// It stays; shown to tell the place.
    Same(String),
    /// It goes.
    Gone(String),
    /// It comes.
    New(String),
}

/// What differs between two texts of which one part was changed, with a line before and after. Of the line after, and of
/// what else stands in a changed line, little is shown: configurations hold keys.
pub fn lines(before: &str, after: &str) -> Vec<Line> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let head = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let most = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(one, other)| one == other).count();
    let (gone, come) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let from = match (gone, come) {
        ([one], [other, ..]) => one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count(),
        _ => 0,
    };
    let mut out = Vec::new();
    out.extend(head.checked_sub(1).map(|at| Line::Same(clip(old[at], 0))));
    out.extend(gone.iter().map(|line| Line::Gone(clip(line, from))));
    out.extend(come.iter().map(|line| Line::New(clip(line, from))));
    out.extend(new.get(new.len() - tail).map(|line| Line::Same(clip(line, 0))));
    out
}

/// A line that is not too long, around a character of it.
fn clip(line: &str, at: usize) -> String {
    if line.chars().count() <= WIDTH {
        return line.to_owned();
    }
    let start = at.saturating_sub(20);
    let shown: String = line.chars().skip(start).take(WIDTH).collect();
    let (before, after) = (if start > 0 { "…" } else { "" }, "…");
    format!("{before}{shown}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_shown_with_its_place() {
        let same = |text: &str| Line::Same(text.to_owned());
        let new = |text: &str| Line::New(text.to_owned());
        assert_eq!(lines("", "a\nb\n"), [new("a"), new("b")]);
        assert_eq!(lines("a\nc\nd\n", "a\nb\nc\nd\n"), [same("a"), new("b"), same("c")]);
        assert_eq!(lines("a\n\na\n", "a\n\nb\n\na\n"), [same(""), new("b"), new(""), same("a")]);
        assert_eq!(lines("a\n", "a\n"), [same("a")]);
        let long = format!("{}x{}", "a".repeat(300), "b".repeat(300));
        let Line::New(shown) = &lines(&long.replace('x', ""), &long)[1] else { panic!("a line") };
        assert!(shown.starts_with("…aaaaaaaaaaaaaaaaaaaax") && shown.ends_with('…'), "{shown}");
    }
}

//! A change of a text, in short.

/// How many characters of a line that stays are shown.
const WIDTH: usize = 100;

/// How many characters are shown on either side of what differs in a line.
const AROUND: usize = 20;

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

/// What differs between two texts of which one part was changed, with a line before and after. Of what
/// stays in a changed line little is shown: configurations hold keys.
pub fn lines(before: &str, after: &str) -> Vec<Line> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let head = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let most = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(one, other)| one == other).count();
    let (gone, come) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let (from, rest) = match (gone, come) {
        ([one], [other]) => {
            let from = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
            let most = one.chars().count().min(other.chars().count()) - from;
            let back = one.chars().rev().zip(other.chars().rev()).take(most);
            (from, back.take_while(|(one, other)| one == other).count())
        }
        _ => (0, 0),
    };
    let mut out = Vec::new();
    out.extend(head.checked_sub(1).map(|at| Line::Same(start(old[at]))));
    out.extend(gone.iter().map(|line| Line::Gone(middle(line, from, rest))));
    out.extend(come.iter().map(|line| Line::New(middle(line, from, rest))));
    out.extend(new.get(new.len() - tail).map(|line| Line::Same(start(line))));
    out
}

/// The start of a line.
fn start(line: &str) -> String {
    let shown: String = line.chars().take(WIDTH).collect();
    if shown.len() < line.len() { format!("{shown}…") } else { shown }
}

/// What differs in a line, and a little of the characters before and after that do not.
fn middle(line: &str, before: usize, after: usize) -> String {
    let (left, right) = (before.saturating_sub(AROUND), after.saturating_sub(AROUND));
    let shown: String = line.chars().skip(left).take(line.chars().count().saturating_sub(left + right)).collect();
    let dots = |cut: usize| if cut > 0 { "…" } else { "" };
    format!("{}{shown}{}", dots(left), dots(right))
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
        let (before, after) = ("a".repeat(300), "b".repeat(300));
        let changed = lines(&format!("{before}{after}"), &format!("{before}<here>{after}"));
        let (a, b) = ("a".repeat(20), "b".repeat(20));
        assert_eq!(changed, [Line::Gone(format!("…{a}{b}…")), new(&format!("…{a}<here>{b}…"))]);
    }
}

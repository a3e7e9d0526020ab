//! Looking at a text around a byte offset. No offset makes these panic.

/// Where `word` begins, if it ends right before `start`, spaces aside. Case does not matter; a word is whole.
pub(super) fn before(text: &str, start: usize, word: &str) -> Option<usize> {
    let head = text.get(..start)?.trim_end();
    let begin = head.len().checked_sub(word.len())?;
    let same = head.get(begin..)?.eq_ignore_ascii_case(word);
    let inside = word.starts_with(char::is_alphanumeric)
        && head[..begin].ends_with(|last: char| last.is_alphanumeric() || last == '_');
    (same && !inside).then_some(begin)
}

/// Whether a number begins at `at`: a digit, or a point before a digit that ends no sentence.
pub(super) fn number_starts(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    match bytes.get(at) {
        Some(digit) if digit.is_ascii_digit() => true,
        Some(b'.') => {
            let fraction = bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
            fraction && !text[..at].ends_with(|last: char| last.is_alphanumeric() || matches!(last, '.' | ')' | '_'))
        }
        _ => false,
    }
}

/// The end of the name or code that goes on at `at`: `eu-west-1`, `p99.9`, `max_connections`.
pub(super) fn identifier(text: &str, at: usize) -> usize {
    let mut end = at;
    while let Some(letter) = char_at(text, end) {
        let next = end + letter.len_utf8();
        let joint = matches!(letter, '-' | '.') && char_at(text, next).is_some_and(char::is_alphanumeric);
        if !(letter.is_alphanumeric() || matches!(letter, '_' | '#') || joint && end > at) {
            break;
        }
        end = next;
    }
    end
}

pub(super) fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// Past the blanks of this line.
pub(super) fn spaces(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let blank = |letter: char| letter.is_whitespace() && letter != '\n' && letter != '\r';
    text.len().min(at) + (rest.len() - rest.trim_start_matches(blank).len())
}

/// The letters at `at`, if there are any and not too many for a unit.
pub(super) fn letters(text: &str, at: usize) -> Option<(&str, usize)> {
    let rest = text.get(at..)?;
    let length: usize = rest.chars().take(25).take_while(|letter| letter.is_alphabetic()).map(char::len_utf8).sum();
    let word = rest.get(..length).filter(|word| !word.is_empty())?;
    (word.chars().count() < 25).then_some((word, at + length))
}

/// The word at `at`: letters, digits, `_`, and hyphens inside; 40 characters at most.
pub(super) fn word(text: &str, at: usize) -> Option<(&str, usize)> {
    let rest = text.get(at..)?;
    if !rest.starts_with(char::is_alphabetic) {
        return None;
    }
    let mut end = 0;
    for letter in rest.chars().take(40) {
        let next = end + letter.len_utf8();
        let joint = matches!(letter, '-' | '\'') && rest[next..].starts_with(char::is_alphabetic);
        if !(letter.is_alphanumeric() || letter == '_' || joint) {
            break;
        }
        end = next;
    }
    Some((&rest[..end], at + end))
}

/// Whether a unit may end at `at`: no letter, digit or hyphened word goes on there.
pub(super) fn closed(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    let mut letters = rest.chars();
    match letters.next() {
        None => true,
        Some('-') => !letters.next().is_some_and(char::is_alphabetic),
        Some(next) => !next.is_alphanumeric() && next != '_',
    }
}

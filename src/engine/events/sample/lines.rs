//! A stream into lines. A line that lies within the reader's buffer is handed on where it is; one that does not is
//! gathered, up to the longest that is read.

use std::io::{self, BufRead, ErrorKind};

/// What was found between two line feeds.
pub(super) enum Line<'a> {
    /// A line without its line feed.
    Text(&'a [u8]),
    /// A line longer than is read.
    TooLong,
}

/// Hands on each line, the last one also where no line feed ends it. Returns the number of bytes read.
///
/// # Errors
/// Those of the reader, interruptions aside.
pub(super) fn each<R: BufRead>(mut reader: R, longest: usize, mut on: impl FnMut(Line<'_>)) -> io::Result<u64> {
    let mut gathered: Vec<u8> = Vec::new();
    let mut too_long = false;
    let mut bytes = 0_u64;
    loop {
        let buffer = match reader.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if buffer.is_empty() {
            break;
        }
        let mut rest = buffer;
        while let Some(end) = memchr::memchr(b'\n', rest) {
            let line = &rest[..end];
            rest = &rest[end + 1..];
            if too_long || gathered.len() + line.len() > longest {
                on(Line::TooLong);
            } else if gathered.is_empty() {
                on(Line::Text(line));
            } else {
                gathered.extend_from_slice(line);
                on(Line::Text(&gathered));
            }
            gathered.clear();
            too_long = false;
        }
        if too_long || gathered.len() + rest.len() > longest {
            too_long = true;
            gathered.clear();
        } else {
            gathered.extend_from_slice(rest);
        }
        let used = buffer.len();
        bytes += used as u64;
        reader.consume(used);
    }
    if too_long {
        on(Line::TooLong);
    } else if !gathered.is_empty() {
        on(Line::Text(&gathered));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever the size of the buffer, the lines are those that splitting the whole at line feeds gives.
        #[test]
        fn lines_do_not_depend_on_the_buffer(text in "[ab\n]{0,60}", buffer in 1_usize..20, longest in 1_usize..12) {
            let mut found = Vec::new();
            let bytes = each(BufReader::with_capacity(buffer, text.as_bytes()), longest, |line| found.push(match line {
                Line::Text(line) => Some(String::from_utf8(line.to_vec()).unwrap()),
                Line::TooLong => None,
            }));
            let mut expected: Vec<&str> = text.split('\n').collect();
            if expected.last() == Some(&"") {
                expected.pop();
            }
            let expected: Vec<Option<String>> =
                expected.into_iter().map(|line| (line.len() <= longest).then(|| line.to_owned())).collect();
            prop_assert_eq!(found, expected);
            prop_assert_eq!(bytes.unwrap(), text.len() as u64);
        }
    }
}

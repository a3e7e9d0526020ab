//! Shell scripts, read by their words and never run: which commands stand on which lines.
//!
//! Quotes, comments, continued lines, `$(...)` and the operators between commands are understood; variables are not
//! looked up, and the text of here-documents is read as if it were commands.

/// The most commands read from one script.
const COMMANDS: usize = 2_000;

/// A command of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Command {
    /// The line of its first word, counted from 0.
    pub line: usize,
    /// Its words, without quotes.
    pub words: Vec<String>,
    /// Whether what follows runs although it fails: `|| true`.
    pub tolerated: bool,
}

#[derive(Default)]
struct Reader {
    commands: Vec<Command>,
    words: Vec<String>,
    word: String,
    started: bool,
    line: usize,
    begun: usize,
}

impl Reader {
    fn push(&mut self, c: char) {
        if !self.started {
            self.started = true;
            if self.words.is_empty() {
                self.begun = self.line;
            }
        }
        self.word.push(c);
    }

    fn end_word(&mut self) {
        if self.started {
            self.words.push(std::mem::take(&mut self.word));
            self.started = false;
        }
    }

    fn end_command(&mut self, tolerated: bool) {
        self.end_word();
        if !self.words.is_empty() && self.commands.len() < COMMANDS {
            let words = std::mem::take(&mut self.words);
            self.commands.push(Command { line: self.begun, words, tolerated });
        }
        self.words.clear();
    }
}

/// The commands of a script, in order.
pub(super) fn commands(script: &str) -> Vec<Command> {
    let mut reader = Reader::default();
    // The quote that is open, and those around the `$(` that are.
    let mut quote: Option<char> = None;
    let mut outer: Vec<Option<char>> = Vec::new();
    let mut rest = script.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        match (quote, c) {
            (_, '\n') if quote.is_none() => {
                reader.end_command(false);
                reader.line += 1;
            }
            (_, '\n') => {
                reader.push(' ');
                reader.line += 1;
            }
            (Some('\''), '\'') => quote = None,
            (Some('\''), c) => reader.push(c),
            (_, '\\') => match rest.next() {
                Some('\n') => reader.line += 1,
                Some('\r') if rest.peek() == Some(&'\n') => {
                    rest.next();
                    reader.line += 1;
                }
                Some(escaped) => reader.push(escaped),
                None => {}
            },
            // An expression of the pipeline's own language is one piece, whatever stands in it.
            (_, '$') if next == Some('{') => {
                reader.push('$');
                let mut depth = 0_usize;
                for inner in rest.by_ref() {
                    if inner == '\n' {
                        reader.line += 1;
                        break;
                    }
                    reader.push(inner);
                    match inner {
                        '{' => depth += 1,
                        '}' => depth = depth.saturating_sub(1),
                        _ => {}
                    }
                    if depth == 0 {
                        break;
                    }
                }
            }
            (_, '$') if next == Some('(') => {
                rest.next();
                reader.end_command(false);
                outer.push(quote.take());
            }
            (None, ')') => {
                reader.end_command(false);
                quote = outer.pop().flatten();
            }
            (Some('"'), '"') => quote = None,
            (Some(_), c) => reader.push(c),
            (None, '"' | '\'') => {
                quote = Some(c);
                if !reader.started {
                    reader.push(' ');
                    reader.word.clear();
                }
            }
            (None, '#') if !reader.started => {
                while rest.peek().is_some_and(|c| *c != '\n') {
                    rest.next();
                }
            }
            (None, '|') if next == Some('|') => {
                rest.next();
                let tail: String = rest.clone().take(8).collect();
                let tail = tail.trim_start();
                let tolerated = ["true", ":", "echo", "exit 0"].iter().any(|word| tail.starts_with(word));
                reader.end_command(tolerated);
            }
            (None, '&') if next == Some('>') => reader.push('&'),
            (None, '|' | ';' | '(' | '`') => reader.end_command(false),
            (None, '&') if reader.word.ends_with('>') => reader.push('&'),
            (None, '&') => reader.end_command(false),
            (None, c) if c.is_whitespace() => reader.end_word(),
            (None, c) => reader.push(c),
        }
    }
    reader.end_command(false);
    reader.commands
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(script: &str) -> Vec<(usize, String, bool)> {
        commands(script).into_iter().map(|c| (c.line, c.words.join(" "), c.tolerated)).collect()
    }

    #[test]
    fn commands_with_their_lines() {
        let script = "set -e  # x && y\nhelm upgrade \\\r\n  web 'a && b' --set \"tag=${{ a || b }}\"\n\
                      npm audit || true; npm test | tee log\ncode=\"$(curl -fs https://x/healthz)\" && echo ok\n\
                      if ! grep -q a b 2>&1; then exit 1; fi";
        let said = |line, text: &str, tolerated| (line, text.to_owned(), tolerated);
        assert_eq!(
            read(script),
            [
                said(0, "set -e", false),
                said(1, "helm upgrade web a && b --set tag=${{ a || b }}", false),
                said(3, "npm audit", true),
                said(3, "true", false),
                said(3, "npm test", false),
                said(3, "tee log", false),
                said(4, "code=", false),
                said(4, "curl -fs https://x/healthz", false),
                said(4, "echo ok", false),
                said(5, "if ! grep -q a b 2>&1", false),
                said(5, "then exit 1", false),
                said(5, "fi", false),
            ]
        );
    }

    #[test]
    fn what_is_left_open_ends_with_the_script() {
        assert_eq!(read("echo 'a\nb")[0].1, "echo a b");
        assert_eq!(read("a $(b ${{ c")[1].1, "b ${{ c");
        assert_eq!(read("\\"), []);
    }
}

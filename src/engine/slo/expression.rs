//! Dependencies as people write them: `authz and orders-db and (cache-a or cache-b)`, `2 of (az-a, az-b, az-c)`.
//!
//! `and` and `or` are never mixed without parentheses: what somebody meant by `a and b or c` is not for a machine to
//! guess. A comma outside of a `2 of (...)` is an `and`.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::error::SloError;
use super::tree::DependencyInput;

/// Levels of parentheses at most.
const DEEPEST: usize = 16;

/// Names in one expression at most.
const MOST_NAMES: usize = 100;

/// What an expression is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    Comma,
    And,
    Or,
    /// So many of what follows in parentheses.
    Of(usize),
    /// All of what follows in parentheses.
    AllOf,
    Name(String),
}

impl DependencyInput {
    /// Reads what a journey needs. Names stand for components; their availabilities are left open.
    ///
    /// # Errors
    /// [`SloError::Expression`] says what cannot be read and what would be accepted; [`SloError::TooMany`].
    pub fn parse(text: &str, field: &str) -> Result<DependencyInput, SloError> {
        let reader = Reader { field, text };
        let tokens = reader.tokens()?;
        let names = tokens.iter().filter(|token| matches!(token, Token::Name(_))).count();
        if names > MOST_NAMES {
            return Err(SloError::TooMany { field: field.to_owned(), count: names, most: MOST_NAMES });
        }
        let mut tokens = tokens.into_iter().peekable();
        let input = reader.series(&mut tokens, 0)?;
        match tokens.next() {
            None => Ok(input),
            Some(Token::Close) => Err(reader.wrong("a closing parenthesis has no opening one")),
            Some(token) => Err(reader.wrong(format!("{} stands where `and`, `or` or the end belongs", token.shown()))),
        }
    }

    /// A component whose availability is not stated yet.
    fn component(name: String) -> DependencyInput {
        DependencyInput { name: Some(name), ..DependencyInput::default() }
    }
}

impl Token {
    fn shown(&self) -> String {
        match self {
            Token::Open => "`(`".to_owned(),
            Token::Close => "`)`".to_owned(),
            Token::Comma => "a comma".to_owned(),
            Token::And => "`and`".to_owned(),
            Token::Or => "`or`".to_owned(),
            Token::Of(count) => format!("`{count} of`"),
            Token::AllOf => "`all of`".to_owned(),
            Token::Name(name) => format!("`{name}`"),
        }
    }
}

type Tokens = Peekable<IntoIter<Token>>;

struct Reader<'t> {
    field: &'t str,
    text: &'t str,
}

impl Reader<'_> {
    fn wrong(&self, why: impl Into<String>) -> SloError {
        SloError::Expression { field: self.field.to_owned(), text: self.text.trim().to_owned(), why: why.into() }
    }

    fn tokens(&self) -> Result<Vec<Token>, SloError> {
        let mut tokens = Vec::new();
        let mut words: Vec<&str> = Vec::new();
        // Marks and words, in the order of the text.
        for piece in self.text.split_inclusive(['(', ')', ',', ';', '&', '|', '\n']) {
            let mark = piece.chars().next_back().filter(|last| "(),;&|\n".contains(*last));
            let said = mark.map_or(piece, |mark| &piece[..piece.len() - mark.len_utf8()]);
            for word in said.split_whitespace() {
                match word.to_ascii_lowercase().as_str() {
                    "and" | "plus" | "+" => {
                        name(&mut words, &mut tokens);
                        tokens.push(Token::And);
                    }
                    "or" => {
                        name(&mut words, &mut tokens);
                        tokens.push(Token::Or);
                    }
                    _ => words.push(word),
                }
            }
            match mark {
                Some('(') => {
                    if !words.is_empty() {
                        tokens.push(self.group(&std::mem::take(&mut words))?);
                    }
                    tokens.push(Token::Open);
                }
                Some(')') => {
                    name(&mut words, &mut tokens);
                    tokens.push(Token::Close);
                }
                Some(other) => {
                    name(&mut words, &mut tokens);
                    let token = match other {
                        '&' => Token::And,
                        '|' => Token::Or,
                        _ => Token::Comma,
                    };
                    // `&&` and `||` say it twice.
                    if tokens.last() != Some(&token) || token == Token::Comma {
                        tokens.push(token);
                    }
                }
                None => name(&mut words, &mut tokens),
            }
        }
        if tokens.is_empty() {
            return Err(self.wrong("it names nothing"));
        }
        Ok(tokens)
    }

    /// What stands before a parenthesis: `2 of`, `any of`, `at least 2 of`, `all of`.
    fn group(&self, words: &[&str]) -> Result<Token, SloError> {
        let lower: Vec<String> = words.iter().map(|word| word.to_ascii_lowercase()).collect();
        let rest: Vec<&str> =
            lower.iter().map(String::as_str).filter(|word| !matches!(*word, "at" | "least" | "the")).collect();
        let number = |word: &str| match word {
            "one" => Some(1),
            "two" => Some(2),
            "three" => Some(3),
            "four" => Some(4),
            _ => word.parse().ok(),
        };
        let token = match rest[..] {
            ["all", "of"] | ["each", "of"] => Some(Token::AllOf),
            ["any", "of"] | ["either", "of"] => Some(Token::Of(1)),
            [count, "of"] | ["any", count, "of"] => number(count).map(Token::Of),
            _ => None,
        };
        token.ok_or_else(|| {
            let words = words.join(" ");
            self.wrong(format!("`{words}` stands before a parenthesis without `and`, `or` or `2 of` between them"))
        })
    }

    /// Parts joined by `and`, by `or` or by commas.
    fn series(&self, tokens: &mut Tokens, depth: usize) -> Result<DependencyInput, SloError> {
        if depth > DEEPEST {
            return Err(self.wrong(format!("parentheses stand more than {DEEPEST} deep")));
        }
        let mut parts = vec![self.part(tokens, depth)?];
        let mut joint: Option<bool> = None;
        while let Some(or) = joins(tokens.peek()) {
            let comma = tokens.peek() == Some(&Token::Comma);
            tokens.next();
            // `a, b, and c`
            let or = match joins(tokens.peek()) {
                Some(next) if comma => {
                    tokens.next();
                    next
                }
                _ => or,
            };
            // An ending comma or semicolon joins nothing.
            if comma && tokens.peek().is_none() {
                break;
            }
            if joint.is_some_and(|first| first != or) {
                return Err(self.wrong(
                    "`and` and `or` stand side by side; put parentheses around what belongs together, as in `a and (b or c)`",
                ));
            }
            joint = Some(or);
            parts.push(self.part(tokens, depth)?);
        }
        if let [_] = parts[..] {
            return parts.pop().ok_or_else(|| self.wrong("it names nothing"));
        }
        Ok(match joint {
            Some(true) => DependencyInput { any: parts, ..DependencyInput::default() },
            _ => DependencyInput { all: parts, ..DependencyInput::default() },
        })
    }

    fn part(&self, tokens: &mut Tokens, depth: usize) -> Result<DependencyInput, SloError> {
        match tokens.next() {
            Some(Token::Name(name)) => Ok(DependencyInput::component(name)),
            Some(Token::Open) => {
                let inner = self.series(tokens, depth + 1)?;
                self.close(tokens)?;
                Ok(inner)
            }
            Some(Token::Of(count)) => {
                let of = self.list(tokens, depth)?;
                if count == 0 || count > of.len() {
                    return Err(self.wrong(format!("`{count} of` stands before a list of {}", of.len())));
                }
                Ok(DependencyInput { at_least: Some(count), of, ..DependencyInput::default() })
            }
            Some(Token::AllOf) => Ok(DependencyInput { all: self.list(tokens, depth)?, ..DependencyInput::default() }),
            Some(token) => Err(self.wrong(format!("{} stands where a name belongs", token.shown()))),
            None => Err(self.wrong("it ends where a name belongs")),
        }
    }

    /// What stands in parentheses behind `2 of`, part by part; an `and` or `or` within a part needs parentheses.
    fn list(&self, tokens: &mut Tokens, depth: usize) -> Result<Vec<DependencyInput>, SloError> {
        if tokens.next() != Some(Token::Open) {
            return Err(self.wrong("`of` needs a list in parentheses, as in `2 of (az-a, az-b, az-c)`"));
        }
        if depth >= DEEPEST {
            return Err(self.wrong(format!("parentheses stand more than {DEEPEST} deep")));
        }
        let mut parts = vec![self.part(tokens, depth + 1)?];
        while joins(tokens.peek()).is_some() {
            let comma = tokens.next() == Some(Token::Comma);
            if comma && joins(tokens.peek()).is_some() {
                tokens.next();
            }
            parts.push(self.part(tokens, depth + 1)?);
        }
        self.close(tokens)?;
        Ok(parts)
    }

    fn close(&self, tokens: &mut Tokens) -> Result<(), SloError> {
        match tokens.next() {
            Some(Token::Close) => Ok(()),
            Some(token) => Err(self.wrong(format!("{} stands where `)` belongs", token.shown()))),
            None => Err(self.wrong("a parenthesis is not closed")),
        }
    }
}

/// Whether a token joins two parts, and whether one of them is enough.
fn joins(token: Option<&Token>) -> Option<bool> {
    match token {
        Some(Token::And | Token::Comma) => Some(false),
        Some(Token::Or) => Some(true),
        _ => None,
    }
}

/// Ends a name: the words so far, without the marks of code.
fn name(words: &mut Vec<&str>, tokens: &mut Vec<Token>) {
    let name = std::mem::take(words).join(" ");
    let name = name.trim_matches(['`', '*', '"', ' ', '.']);
    if !name.is_empty() {
        tokens.push(Token::Name(name.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The structure in brackets: `[a b]` for all, `{a b}` for any, `2{a b c}` for two of them.
    fn shape(input: &DependencyInput) -> String {
        let list = |parts: &[DependencyInput]| parts.iter().map(shape).collect::<Vec<_>>().join(" ");
        match (&input.name, input.at_least) {
            (Some(name), _) => name.clone(),
            (None, Some(count)) => format!("{count}{{{}}}", list(&input.of)),
            (None, None) if !input.any.is_empty() => format!("{{{}}}", list(&input.any)),
            (None, None) => format!("[{}]", list(&input.all)),
        }
    }

    fn read(text: &str) -> Result<String, String> {
        DependencyInput::parse(text, "needs").map(|input| shape(&input)).map_err(|error| error.to_string())
    }

    #[test]
    fn what_people_write() {
        for (text, expected) in [
            ("orders-db", "orders-db"),
            ("authz and orders-db and (cache-a or cache-b)", "[authz orders-db {cache-a cache-b}]"),
            ("2 of (az-a, az-b, az-c)", "2{az-a az-b az-c}"),
            ("`authz`, `orders-db`, and `payment provider`", "[authz orders-db payment provider]"),
            ("authz & (a | b)", "[authz {a b}]"),
            ("authz && (a || b)", "[authz {a b}]"),
            ("any of (a, b) and at least two of (c, d, e)", "[1{a b} 2{c d e}]"),
            ("all of (a, b) or c", "{[a b] c}"),
            ("2 of (a, (b and c), d or e)", "2{a [b c] d e}"),
            ("((a))", "a"),
            ("authz; orders-db;", "[authz orders-db]"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for (text, why) in [
            ("", "it names nothing"),
            ("a and b or c", "`and` and `or` stand side by side"),
            ("a, b or c", "`and` and `or` stand side by side"),
            ("a and", "it ends where a name belongs"),
            ("a and (b or c", "a parenthesis is not closed"),
            ("a) and b", "a closing parenthesis has no opening one"),
            ("3 of (a, b)", "`3 of` stands before a list of 2"),
            ("a (b)", "`a` stands before a parenthesis"),
            ("(a) b", "`b` stands where `and`, `or` or the end belongs"),
            ("a and or b", "`or` stands where a name belongs"),
        ] {
            let error = read(text).expect_err(text);
            assert!(error.contains(why), "{text}: {error}");
            assert!(error.starts_with("needs: "), "{error}");
        }
        assert!(read(&"(".repeat(100_000)).is_err());
        assert!(read(&vec!["a"; 200].join(" and ")).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "([a-c]|and|or|2 of|any of|[(),;&|]| |\n|é|\u{2003}){0,30}") {
            let _ = DependencyInput::parse(&text, "needs");
        }

        #[test]
        fn series_keep_their_parts(names in prop::collection::vec("[b-m]{3,6}-[0-9]", 2..8)) {
            let read = DependencyInput::parse(&names.join(" and "), "needs").unwrap();
            prop_assert_eq!(shape(&read), format!("[{}]", names.join(" ")));
        }
    }
}

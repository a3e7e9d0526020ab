//! HTML as a crawler needs it: start tags with the attributes that matter, end tags, runs of text.
//!
//! The tokenizer of WHATWG HTML (section 13.2.5), which leaps to the next byte that can end the state it is in.
//! Comments, doctypes, other attributes and errors are passed over, and nothing is copied. The few pieces that hold a
//! character reference are resolved by html5gum. A tree builder would switch the state behind some start tags
//! (section 13.2.6); here the name of the tag does.

use std::borrow::Cow;
use std::convert::Infallible;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use memchr::{memchr, memchr2};

/// A piece of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text up to the next tag or comment; all the content of a script, a style, a title and their like.
    Text(Raw<'a>),
    /// A start tag; its attributes are with [`Tokens::value`].
    Start(Name),
    /// An end tag.
    End(Name),
}

/// The name of a tag in lower case; blank where it is longer than any that matters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Name {
    bytes: [u8; 10],
    length: usize,
}

impl Name {
    fn of(name: &[u8]) -> Self {
        let mut bytes = [0; 10];
        match bytes.get_mut(..name.len()) {
            Some(slot) => slot.copy_from_slice(name),
            None => return Name::default(),
        }
        bytes.make_ascii_lowercase();
        Name { bytes, length: name.len() }
    }

    /// Its letters.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// Attributes that matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attribute {
    Href,
    Rel,
    Name,
    Content,
    HttpEquiv,
    Hreflang,
}

impl Attribute {
    const COUNT: usize = 6;

    fn of(name: &[u8]) -> Option<Self> {
        let (attribute, known): (_, &[u8]) = match name.len() {
            3 => (Attribute::Rel, b"rel"),
            4 if name[0] | 0x20 == b'h' => (Attribute::Href, b"href"),
            4 => (Attribute::Name, b"name"),
            7 => (Attribute::Content, b"content"),
            8 => (Attribute::Hreflang, b"hreflang"),
            10 => (Attribute::HttpEquiv, b"http-equiv"),
            _ => return None,
        };
        name.eq_ignore_ascii_case(known).then_some(attribute)
    }
}

/// Text as it is written, before character references are resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Raw<'a> {
    /// As it is written.
    pub text: &'a str,
    form: Form,
}

/// Where it is written: what stands before it and behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    /// RCDATA, which ends at another end tag each.
    Title,
    Textarea,
    /// RAWTEXT, script data, PLAINTEXT: no references.
    Literal,
    DoubleQuoted,
    SingleQuoted,
    Unquoted,
}

impl<'a> Raw<'a> {
    /// As it is meant: `&amp;` is `&`.
    pub fn resolve(self) -> Cow<'a, str> {
        // `</>` in a text is nothing at all; NUL in a title or a value is U+FFFD.
        let (before, odd, behind) = match self.form {
            Form::Literal => return Cow::Borrowed(self.text),
            Form::Text => ("", b'<', ""),
            Form::Title => ("<title>", b'\0', ""),
            Form::Textarea => ("<textarea>", b'\0', ""),
            Form::DoubleQuoted => ("<a a=\"", b'\0', "\">"),
            Form::SingleQuoted => ("<a a='", b'\0', "'>"),
            Form::Unquoted => ("<a a=", b'\0', ">"),
        };
        if memchr2(b'&', odd, self.text.as_bytes()).is_none() {
            return Cow::Borrowed(self.text);
        }
        let mut resolved = String::with_capacity(self.text.len());
        let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
            if let CallbackEvent::String { value } | CallbackEvent::AttributeValue { value } = event {
                resolved.push_str(&String::from_utf8_lossy(value));
            }
            None
        });
        emitter.naively_switch_states(true);
        let written = [before, self.text, behind].concat();
        // The emitter yields nothing, so that the first call runs to the end.
        let ended = Tokenizer::new_with_emitter(&written, emitter).next().is_none();
        debug_assert!(ended);
        Cow::Owned(resolved)
    }
}

/// What the tokenizer is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Data,
    /// The content of an element that ends at its end tag only.
    Raw(Form, Name),
    Script(Name),
    Plaintext,
}

impl State {
    /// Behind a start tag.
    fn behind(name: Name) -> Self {
        match name.as_bytes() {
            b"title" => State::Raw(Form::Title, name),
            b"textarea" => State::Raw(Form::Textarea, name),
            b"style" | b"iframe" | b"xmp" | b"noembed" | b"noframes" | b"noscript" => State::Raw(Form::Literal, name),
            b"script" => State::Script(name),
            b"plaintext" => State::Plaintext,
            _ => State::Data,
        }
    }
}

/// The tokens of a page.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    html: &'a str,
    at: usize,
    state: State,
    values: [Option<Raw<'a>>; Attribute::COUNT],
}

impl<'a> Tokens<'a> {
    pub fn new(html: &'a str) -> Self {
        Tokens { html, at: 0, state: State::Data, values: [None; Attribute::COUNT] }
    }

    /// The value of an attribute of the start tag that was read last; of two of the same name the first one's.
    pub fn value(&self, attribute: Attribute) -> Option<Cow<'a, str>> {
        self.values[attribute as usize].map(Raw::resolve)
    }

    fn bytes(&self) -> &'a [u8] {
        self.html.as_bytes()
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes().get(at).copied()
    }

    /// The next of this byte, from a place on.
    fn seek(&self, byte: u8, from: usize) -> Option<usize> {
        memchr(byte, self.bytes().get(from..)?).map(|found| from + found)
    }

    /// All up to a place, as text; `None` if it is blank.
    fn text(&mut self, end: usize, form: Form) -> Option<Token<'a>> {
        let text = self.html.get(self.at..end).unwrap_or_default();
        self.at = end;
        (!text.is_empty()).then_some(Token::Text(Raw { text, form }))
    }

    /// Where the text ends: before a tag, a comment, or what is taken for one.
    fn data_end(&self) -> usize {
        let mut at = self.at;
        while let Some(mark) = self.seek(b'<', at) {
            at = match (self.byte(mark + 1), self.byte(mark + 2)) {
                (Some(b'/'), Some(b'>')) => mark + 3,
                (Some(b'/'), Some(_)) | (Some(b'!' | b'?'), _) => return mark,
                (Some(next), _) if next.is_ascii_alphabetic() => return mark,
                _ => mark + 1,
            };
        }
        self.html.len()
    }

    /// Where the content of an element ends: before its end tag.
    fn raw_end(&self, name: Name) -> usize {
        let mut at = self.at;
        while let Some(mark) = self.seek(b'<', at) {
            if self.byte(mark + 1) == Some(b'/') && self.is_named(mark + 2, name.as_bytes()) {
                return mark;
            }
            at = mark + 1;
        }
        self.html.len()
    }

    /// Where a script ends. Behind `<!--` it may hold a script within a script, whose end tag ends nothing.
    fn script_end(&self, name: Name) -> usize {
        enum Script {
            Plain,
            Escaped,
            Twice,
        }
        let mut script = Script::Plain;
        let mut at = self.at;
        while let Some(found) = memchr2(b'<', b'>', self.bytes().get(at..).unwrap_or_default()) {
            let mark = at + found;
            at = mark + 1;
            let behind = self.bytes().get(at..).unwrap_or_default();
            if self.byte(mark) == Some(b'>') {
                if self.bytes()[..mark].ends_with(b"--") {
                    script = Script::Plain;
                }
                continue;
            }
            let closes = behind.starts_with(b"/") && self.is_named(at + 1, name.as_bytes());
            script = match script {
                Script::Plain | Script::Escaped if closes => return mark,
                Script::Plain if behind.starts_with(b"!--") => Script::Escaped,
                Script::Escaped if self.is_named(at, b"script") => Script::Twice,
                Script::Twice if closes => Script::Escaped,
                same => same,
            };
        }
        self.html.len()
    }

    /// Whether a name, and nothing longer, stands at a place.
    fn is_named(&self, at: usize, name: &[u8]) -> bool {
        let end = at + name.len();
        self.bytes().get(at..end).is_some_and(|found| found.eq_ignore_ascii_case(name))
            && self.byte(end).is_some_and(|byte| is_space(byte) || matches!(byte, b'/' | b'>'))
    }

    /// Reads what begins with `<`; `None` where it is passed over.
    fn markup(&mut self) -> Option<Token<'a>> {
        match (self.byte(self.at + 1), self.byte(self.at + 2)) {
            (Some(b'/'), Some(next)) if next.is_ascii_alphabetic() => self.tag(self.at + 2).map(Token::End),
            (Some(next), _) if next.is_ascii_alphabetic() => {
                let name = self.tag(self.at + 1)?;
                self.state = State::behind(name);
                Some(Token::Start(name))
            }
            (Some(b'!'), _) if self.html[self.at..].starts_with("<!--") => {
                self.at = self.comment_end();
                None
            }
            // A doctype, or a bogus comment.
            _ => {
                self.at = self.seek(b'>', self.at).map_or(self.html.len(), |end| end + 1);
                None
            }
        }
    }

    /// Behind the comment that begins here. `-->` ends it, of which the dashes may be those of `<!--`; so does `--!>`.
    fn comment_end(&self) -> usize {
        let mut at = self.at + 4;
        while let Some(mark) = self.seek(b'>', at) {
            let comment = &self.bytes()[self.at + 2..mark];
            if comment.ends_with(b"--") || comment.get(2..).is_some_and(|inner| inner.ends_with(b"--!")) {
                return mark + 1;
            }
            at = mark + 1;
        }
        self.html.len()
    }

    /// Reads a tag from its name on; `None` where the page ends within it.
    fn tag(&mut self, start: usize) -> Option<Name> {
        let rest = self.bytes().get(start..).unwrap_or_default();
        let length = rest.iter().position(|byte| is_space(*byte) || matches!(byte, b'/' | b'>'));
        let end = length.and_then(|length| self.attributes(start + length));
        self.at = end.unwrap_or(self.html.len());
        end.map(|_| Name::of(&rest[..length.unwrap_or_default()]))
    }

    /// Reads attributes up to the end of the tag, and returns where it lies.
    fn attributes(&mut self, mut at: usize) -> Option<usize> {
        self.values = [None; Attribute::COUNT];
        loop {
            while is_space(self.byte(at)?) || self.byte(at)? == b'/' {
                at += 1;
            }
            if self.byte(at)? == b'>' {
                return Some(at + 1);
            }
            let start = at;
            // An equals sign in the first place belongs to the name.
            at += 1;
            while !is_space(self.byte(at)?) && !matches!(self.byte(at)?, b'/' | b'>' | b'=') {
                at += 1;
            }
            let attribute = Attribute::of(&self.bytes()[start..at]);
            at = self.skip_space(at);
            let mut value = Raw { text: "", form: Form::Literal };
            if self.byte(at)? == b'=' {
                at = self.skip_space(at + 1);
                (value, at) = self.attribute_value(at)?;
            }
            if let Some(attribute) = attribute {
                self.values[attribute as usize].get_or_insert(value);
            }
        }
    }

    /// A value, and where what follows it begins.
    fn attribute_value(&self, at: usize) -> Option<(Raw<'a>, usize)> {
        let (form, start, end) = match self.byte(at)? {
            b'"' => (Form::DoubleQuoted, at + 1, self.seek(b'"', at + 1)?),
            b'\'' => (Form::SingleQuoted, at + 1, self.seek(b'\'', at + 1)?),
            _ => {
                let rest = &self.bytes()[at..];
                (Form::Unquoted, at, at + rest.iter().position(|byte| is_space(*byte) || *byte == b'>')?)
            }
        };
        let behind = if form == Form::Unquoted { end } else { end + 1 };
        Some((Raw { text: self.html.get(start..end)?, form }, behind))
    }

    fn skip_space(&self, mut at: usize) -> usize {
        while self.byte(at).is_some_and(is_space) {
            at += 1;
        }
        at
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        while self.at < self.html.len() {
            let (end, form) = match self.state {
                State::Data => (self.data_end(), Form::Text),
                State::Raw(form, name) => (self.raw_end(name), form),
                State::Script(name) => (self.script_end(name), Form::Literal),
                State::Plaintext => (self.html.len(), Form::Literal),
            };
            self.state = State::Data;
            let token = self.text(end, form);
            if token.is_some() {
                return token;
            }
            let token = self.markup();
            if token.is_some() {
                return token;
            }
        }
        None
    }
}

/// White space between attributes; a carriage return is a line feed by then.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

#[cfg(test)]
#[path = "tokens_tests.rs"]
mod tests;

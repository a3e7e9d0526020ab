//! robots.txt as RFC 9309 (Robots Exclusion Protocol, 2022) defines it.
//!
//! The matcher is the project's own: the answer has to name the line that blocks a URL, and one file is held against
//! every URL of a site, so it is parsed once.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;

use thiserror::Error;

/// How much of a file is read: "at least 500 kibibytes" (RFC 9309, section 2.5).
pub const MAX_BYTES: usize = 500 * 1024;

/// Why a response is no robots.txt.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RobotsError {
    /// A redirect: the file it leads to is wanted.
    #[error("robots.txt answered {status}; give the file that the redirect leads to (at most five of them)")]
    Redirect {
        /// The status.
        status: u16,
    },
    /// No status of HTTP.
    #[error("{status} is no HTTP status of an answer; robots.txt answers 200 to 599")]
    Status {
        /// The status.
        status: u16,
    },
}

/// Whether a URL may be fetched, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// No rule forbids it.
    Allowed,
    /// This line forbids it.
    Disallowed {
        /// The number of the line, from 1.
        line: u32,
        /// The rule: `Disallow: /cart`.
        rule: String,
    },
    /// robots.txt answered with a server error, so nothing may be fetched (RFC 9309, section 2.3.1.4).
    Unreachable,
}

impl Access {
    /// Whether it may be fetched.
    pub fn is_allowed(&self) -> bool {
        *self == Access::Allowed
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    allow: bool,
    line: u32,
    /// As written.
    text: String,
    paths: PathPattern,
}

/// A pattern of paths (RFC 9309, section 2.2.3): `/recipes/*/print$`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPattern {
    /// Normalised; `*` is a wildcard, and `%2A` and `%24` stand for what was escaped.
    pattern: Vec<u8>,
    /// Whether it ends with `$`: nothing may follow.
    anchored: bool,
}

impl PathPattern {
    /// Reads a pattern: the beginning of a path and query, `*` for anything, `$` at the end for the end.
    pub fn parse(text: &str) -> Self {
        let (body, anchored) = text.strip_suffix('$').map_or((text, false), |body| (body, true));
        PathPattern { pattern: normalise(body, true), anchored }
    }

    /// A path and query in the form that patterns are matched with.
    pub fn path(text: &str) -> Vec<u8> {
        if text.starts_with('/') { normalise(text, false) } else { normalise(&format!("/{text}"), false) }
    }

    /// Whether it matches a [`path`](Self::path).
    pub fn matches(&self, path: &[u8]) -> bool {
        matches(&self.pattern, self.anchored, path)
    }

    /// Its length in octets: of several patterns that match, the longest counts.
    pub fn length(&self) -> usize {
        self.pattern.len() + usize::from(self.anchored)
    }
}

/// Rules and the agents they are for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Group {
    /// Product tokens in lower case; `*` for all others.
    agents: BTreeSet<String>,
    rules: Vec<Rule>,
    /// Whether a rule has been seen: the next agent begins another group.
    closed: bool,
}

/// A robots.txt.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Robots {
    groups: Vec<Group>,
    sitemaps: Vec<String>,
    ignored: Vec<u32>,
    cut_off: bool,
    unreachable: bool,
}

impl Robots {
    /// Reads the file as it was served. A 4xx allows everything, a 5xx nothing (RFC 9309, section 2.3.1).
    ///
    /// # Errors
    /// [`RobotsError::Redirect`], [`RobotsError::Status`].
    pub fn from_response(status: u16, body: &[u8]) -> Result<Self, RobotsError> {
        match status {
            200..=299 => Ok(Robots::parse(body)),
            300..=399 => Err(RobotsError::Redirect { status }),
            400..=499 => Ok(Robots::default()),
            500..=599 => Ok(Robots { unreachable: true, ..Robots::default() }),
            _ => Err(RobotsError::Status { status }),
        }
    }

    /// Reads the first 500 KiB of a file, whole lines of it. What is no rule is left out.
    pub fn parse(body: &[u8]) -> Self {
        let cut = body.get(..MAX_BYTES).filter(|cut| cut.len() < body.len());
        let whole = cut.map(|cut| cut.iter().rposition(|byte| *byte == b'\n').map_or(&[][..], |end| &cut[..end]));
        let text = String::from_utf8_lossy(whole.unwrap_or(body));
        let mut parser = Parser { robots: Robots { cut_off: cut.is_some(), ..Robots::default() } };
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        for (index, line) in text.split(['\n', '\r']).enumerate() {
            parser.line(u32::try_from(index + 1).unwrap_or(u32::MAX), line);
        }
        parser.robots
    }

    /// The rules for the crawler with this product token (`googlebot`): those of all groups that name it, else those
    /// for `*` (RFC 9309, section 2.2.1).
    pub fn rules_for(&self, agent: &str) -> Rules<'_> {
        let agent = token(agent).to_ascii_lowercase();
        let groups = |name: &str| self.groups.iter().filter(|group| group.agents.contains(name)).collect::<Vec<_>>();
        let own = groups(&agent);
        let groups = if own.is_empty() { groups("*") } else { own };
        Rules { rules: groups.into_iter().flat_map(|group| &group.rules).collect(), unreachable: self.unreachable }
    }

    /// The sitemaps it names, as written.
    pub fn sitemaps(&self) -> &[String] {
        &self.sitemaps
    }

    /// The lines that are meant as a rule and are none: `Dissalow: /`, `Disallow: cart`, rules before the first
    /// `User-agent`; at most 100. Records of other protocols may stand in the file (RFC 9309, section 2.2.4).
    pub fn ignored_lines(&self) -> &[u32] {
        &self.ignored
    }

    /// Whether it is larger than what crawlers must read, so that its end may be ignored.
    pub fn is_cut_off(&self) -> bool {
        self.cut_off
    }
}

/// The rules for one crawler.
#[derive(Debug, Clone)]
pub struct Rules<'a> {
    rules: Vec<&'a Rule>,
    unreachable: bool,
}

impl Rules<'_> {
    /// Whether this path and query (`/a?b=c`) may be fetched. Of the rules that match, the longest counts, and of
    /// equally long ones `Allow` (RFC 9309, section 2.2.2).
    pub fn check(&self, path: &str) -> Access {
        if path.split('?').next() == Some("/robots.txt") {
            return Access::Allowed;
        }
        if self.unreachable {
            return Access::Unreachable;
        }
        let path = PathPattern::path(path);
        let matching = self.rules.iter().filter(|rule| rule.paths.matches(&path));
        match matching.max_by_key(|rule| (rule.paths.length(), rule.allow, Reverse(rule.line))) {
            Some(rule) if !rule.allow => Access::Disallowed { line: rule.line, rule: rule.text.clone() },
            _ => Access::Allowed,
        }
    }
}

#[derive(Default)]
struct Parser {
    robots: Robots,
}

impl Parser {
    fn line(&mut self, number: u32, line: &str) {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            return;
        }
        let Some((key, value)) = line.split_once(':') else { return self.ignore(number) };
        let value = value.trim();
        match key.trim().to_ascii_lowercase().as_str() {
            "user-agent" => self.agent(value),
            "allow" => self.rule(true, number, value),
            "disallow" => self.rule(false, number, value),
            // Belongs to no group and ends none (RFC 9309, section 2.2.4).
            "sitemap" => self.robots.sitemaps.push(value.to_owned()),
            other if is_slip(other) => self.ignore(number),
            _ => {}
        }
    }

    fn ignore(&mut self, line: u32) {
        if self.robots.ignored.len() < 100 {
            self.robots.ignored.push(line);
        }
    }

    fn agent(&mut self, value: &str) {
        let name = if value.starts_with('*') { "*".to_owned() } else { token(value).to_ascii_lowercase() };
        match self.robots.groups.last_mut() {
            Some(group) if !group.closed => group.agents.insert(name),
            // A group without rules still is the agent's group: it allows everything.
            _ => {
                self.robots.groups.push(Group { agents: BTreeSet::from([name]), ..Group::default() });
                true
            }
        };
    }

    fn rule(&mut self, allow: bool, line: u32, value: &str) {
        let Some(group) = self.robots.groups.last_mut() else { return self.ignore(line) };
        group.closed = true;
        // An empty pattern matches nothing, and so does one that no path begins with.
        if value.is_empty() {
            return;
        }
        if !value.starts_with(['/', '*', '$']) {
            return self.ignore(line);
        }
        let text = format!("{}: {value}", if allow { "Allow" } else { "Disallow" });
        group.rules.push(Rule { allow, line, text, paths: PathPattern::parse(value) });
    }
}

/// Whether a key is one of the protocol's, misspelt.
fn is_slip(key: &str) -> bool {
    ["user-agent", "disallow", "allow", "sitemap"].iter().any(|known| strsim::osa_distance(key, known) <= 2)
}

/// The product token that a name begins with: letters, `_` and `-`.
fn token(name: &str) -> &str {
    let end = name.find(|letter: char| !(letter.is_ascii_alphabetic() || matches!(letter, '_' | '-')));
    end.map_or(name, |end| &name[..end])
}

/// Puts percent-encoding into one form (RFC 9309, section 2.2.2): what need not be encoded is not, all else is with
/// capital digits. Within a query `:` and `/` need not be. In a path `*` and `$` are, since in a pattern they mean
/// something else (section 2.2.3).
fn normalise(text: &str, is_pattern: bool) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut result = Vec::with_capacity(bytes.len());
    let mut in_query = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = if byte == b'%' { bytes.get(at + 1..at + 3).and_then(octet) } else { None };
        at += if escaped.is_some() { 3 } else { 1 };
        in_query |= byte == b'?';
        match (escaped, byte) {
            (Some(octet), _) if is_unreserved(octet) || in_query && matches!(octet, b':' | b'/') => result.push(octet),
            (Some(octet), _) => encode(&mut result, octet),
            (None, b'*') if is_pattern => result.push(b'*'),
            (None, b'*' | b'$') => encode(&mut result, byte),
            (None, _) if byte.is_ascii_graphic() => result.push(byte),
            (None, _) => encode(&mut result, byte),
        }
    }
    result
}

/// The octet of two hexadecimal digits.
fn octet(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    match digits {
        [high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
        _ => None,
    }
}

fn is_unreserved(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.' | b'_' | b'~')
}

fn encode(result: &mut Vec<u8>, octet: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    result.extend([b'%', DIGITS[usize::from(octet >> 4)], DIGITS[usize::from(octet & 15)]]);
}

/// Whether a pattern matches the beginning of a path, or all of it where it is anchored. Going back to the last
/// wildcard only keeps it within pattern times path.
fn matches(pattern: &[u8], anchored: bool, path: &[u8]) -> bool {
    let mut at = 0;
    let mut wildcard: Option<Range<usize>> = None;
    let mut index = 0;
    loop {
        match (pattern.get(index), path.get(at)) {
            (None, _) if !anchored => return true,
            (None, None) => return true,
            (Some(b'*'), _) => {
                wildcard = Some(index + 1..at);
                index += 1;
            }
            (Some(one), Some(other)) if one == other => {
                index += 1;
                at += 1;
            }
            _ => match &mut wildcard {
                Some(back) if back.end < path.len() => {
                    back.end += 1;
                    (index, at) = (back.start, back.end);
                }
                _ => return false,
            },
        }
    }
}

#[cfg(test)]
#[path = "robots_tests.rs"]
mod tests;

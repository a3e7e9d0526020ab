//! Files, standard input, days and names, as people give them on a command line.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::CommandError;
use crate::skill::Skill;
use crate::skill::input::unknown;
use crate::skills;

/// The most bytes an input may have.
const MOST: u64 = 16 << 20;

/// The text of a file, or of standard input for `-`.
pub(super) fn read(path: &Path) -> Result<String, CommandError> {
    let name = name(path);
    let unreadable = |problem: String| CommandError::Unreadable { name: name.clone(), problem };
    let mut bytes = Vec::new();
    let read = if is_stdin(path) {
        io::stdin().lock().take(MOST + 1).read_to_end(&mut bytes)
    } else {
        if path.is_dir() {
            return Err(unreadable("it is a directory; name the files in it, such as plans/*.md".to_owned()));
        }
        File::open(path).and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| unreadable(format!("it cannot be read: {error}")))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MOST {
        return Err(unreadable(format!("it is larger than {} MiB, more than is read of such a file", MOST >> 20)));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        unreadable(format!("it is not UTF-8: byte {at}, in line {line}, begins no character; save it as UTF-8"))
    })
}

/// Whether a path means standard input.
pub(super) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// A path as people read it.
pub(super) fn name(path: &Path) -> String {
    if is_stdin(path) { "<stdin>".to_owned() } else { path.display().to_string() }
}

/// A path as a reference relative to the working directory, percent-encoded; outside of it, as a file URI.
pub(super) fn uri(path: &Path) -> String {
    if is_stdin(path) {
        return "stdin".to_owned();
    }
    let here = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(&here).unwrap_or(path);
    let mut parts: Vec<String> = Vec::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => parts.push(encode(&name.to_string_lossy())),
            Component::ParentDir => parts.push("..".to_owned()),
            Component::Prefix(prefix) => parts.push(encode(&prefix.as_os_str().to_string_lossy())),
            Component::RootDir | Component::CurDir => {}
        }
    }
    let joined = parts.join("/");
    if path.is_absolute() { format!("file:///{joined}") } else { joined }
}

fn encode(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A calendar day, for clap.
pub(super) fn day(text: &str) -> Result<Date, String> {
    let plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let date = if plain { text.parse().ok() } else { None };
    date.ok_or_else(|| "write a calendar day like 2026-11-21".to_owned())
}

/// Now, from the system's clock.
pub(super) fn now() -> Timestamp {
    Timestamp::now()
}

/// The day given, or today's in UTC, so that machines in different places agree.
pub(super) fn on(given: Option<Date>) -> Date {
    given.unwrap_or_else(|| now().to_zoned(TimeZone::UTC).date())
}

/// Who runs the command, for the log of a pack.
pub(super) fn author() -> String {
    user().unwrap_or_else(|| "groundplan".to_owned())
}

/// Who talks, as the source of what they say.
pub(super) fn person() -> String {
    user().unwrap_or_else(|| "the person".to_owned())
}

fn user() -> Option<String> {
    let user = ["USER", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    user.map(|user| crate::pack::tidy::line(&user)).filter(|user| !user.is_empty())
}

/// How wide text may be: the terminal's width where a shell says it, else a fixed one.
pub(super) fn width() -> usize {
    let said = std::env::var("COLUMNS").ok().and_then(|text| text.trim().parse().ok());
    let said = said.filter(|_| io::IsTerminal::is_terminal(&io::stdout()));
    said.map_or(crate::output::text::WIDTH, |width: usize| width.clamp(60, 240))
}

/// The names of the skills that have code.
pub(super) fn skill_names() -> Vec<&'static str> {
    crate::workspace::names(skills::NATIVE)
}

/// The skill with this name.
pub(super) fn skill(name: &str) -> Result<&'static dyn Skill, CommandError> {
    skills::native(name).ok_or_else(|| CommandError::Usage(unknown("skill", name, skill_names().into_iter())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri(Path::new("./plans/a b:c.md")), "plans/a%20b%3Ac.md");
        assert_eq!(uri(Path::new("../p.md")), "../p.md");
        assert_eq!(uri(Path::new("/elsewhere/\u{e9}.md")), "file:///elsewhere/%C3%A9.md");
        assert_eq!(uri(&std::env::current_dir().expect("a directory").join("plans/p.md")), "plans/p.md");
    }

    #[test]
    fn days_are_written_in_one_way() {
        assert!(day("2026-11-21").is_ok());
        for wrong in ["2026-11-31", "21.11.2026", "20261121", "2026-11-21T10", "today", ""] {
            assert!(day(wrong).is_err(), "{wrong}");
        }
    }
}

//! The files of a skill's folder, from disk or from the binary, and what is wrong with them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::manifest::{self, MAX_DESCRIPTION, Manifest};
use super::problem::{SkillProblem, SkillProblemKind as Kind};

/// The most bytes of one file.
pub const MAX_FILE: u64 = 1 << 20;
/// The most bytes of one folder.
pub const MAX_TOTAL: u64 = 8 << 20;
/// The most files of one folder.
pub const MAX_FILES: usize = 256;
/// How deep folders may lie in one another.
const MAX_DEPTH: usize = 8;

/// Files by path, relative to the folder, with `/` between its parts.
pub type Files = BTreeMap<String, Cow<'static, [u8]>>;

/// A folder on its way to becoming a skill.
#[derive(Debug)]
pub(super) struct Folder {
    pub(super) name: String,
    pub(super) files: Files,
    pub(super) problems: Vec<SkillProblem>,
    total: u64,
}

impl Folder {
    pub(super) fn new(name: &str) -> Self {
        Folder { name: name.to_owned(), files: Files::new(), problems: Vec::new(), total: 0 }
    }

    pub(super) fn problem(&mut self, path: &str, line: usize, kind: Kind) {
        self.problems.push(SkillProblem { skill: self.name.clone(), path: path.to_owned(), line, kind });
    }

    /// The folders of the binary.
    pub(super) fn embedded(dir: &'static include_dir::Dir<'static>) -> Self {
        let mut folder = Folder::new(&dir.path().to_string_lossy());
        let mut open = vec![dir];
        while let Some(current) = open.pop() {
            open.extend(current.dirs());
            for file in current.files() {
                let path = file.path().strip_prefix(dir.path()).unwrap_or(file.path());
                let parts: Vec<Cow<'_, str>> = path.iter().map(|part| part.to_string_lossy()).collect();
                folder.add(parts.join("/"), Cow::Borrowed(file.contents()));
            }
        }
        folder
    }

    /// A folder on disk. Hidden entries are left out; links are followed inside `root` only.
    pub(super) fn on_disk(name: &str, path: &Path, root: &Path) -> Self {
        let mut folder = Folder::new(name);
        folder.walk(path, root, "", 0);
        folder
    }

    fn walk(&mut self, path: &Path, root: &Path, prefix: &str, depth: usize) {
        let mut entries: Vec<fs::DirEntry> = match fs::read_dir(path).and_then(Iterator::collect::<io::Result<_>>) {
            Ok(entries) => entries,
            Err(error) => return self.problem(prefix, 0, Kind::Unreadable { cause: error.to_string() }),
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let Ok(name) = entry.file_name().into_string() else {
                let shown = entry.file_name().to_string_lossy().into_owned();
                self.problem(&join(prefix, &shown), 0, Kind::NameNotUnicode);
                continue;
            };
            if name.starts_with('.') {
                continue;
            }
            let at = join(prefix, &name);
            match self.file(&entry.path(), root, depth) {
                Ok(Some(bytes)) => self.add(at, Cow::Owned(bytes)),
                Ok(None) => self.walk(&entry.path(), root, &at, depth + 1),
                Err(kind) => self.problem(&at, 0, kind),
            }
        }
    }

    /// The bytes of a file; `None` for a folder.
    fn file(&self, path: &Path, root: &Path, depth: usize) -> Result<Option<Vec<u8>>, Kind> {
        let unreadable = |error: io::Error| Kind::Unreadable { cause: error.to_string() };
        let real = path.canonicalize().map_err(unreadable)?;
        if !real.starts_with(root) {
            return Err(Kind::Outside);
        }
        let about = fs::metadata(&real).map_err(unreadable)?;
        if about.is_dir() {
            return if depth < MAX_DEPTH { Ok(None) } else { Err(Kind::TooDeep { most: MAX_DEPTH }) };
        }
        if !about.is_file() {
            return Err(Kind::NoFile);
        }
        if about.len() > MAX_FILE {
            return Err(Kind::TooLarge { bytes: about.len(), most: MAX_FILE });
        }
        fs::read(&real).map(Some).map_err(unreadable)
    }

    fn add(&mut self, path: String, bytes: Cow<'static, [u8]>) {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let kind = if self.files.len() >= MAX_FILES {
            Kind::TooManyFiles { most: MAX_FILES }
        } else if size > MAX_FILE {
            Kind::TooLarge { bytes: size, most: MAX_FILE }
        } else if self.total + size > MAX_TOTAL {
            Kind::TooMuch { most: MAX_TOTAL }
        } else {
            match std::str::from_utf8(&bytes) {
                Err(error) if is_markdown(&path) => Kind::NotUtf8 { offset: error.valid_up_to() },
                _ => {
                    self.total += size;
                    self.files.insert(path, bytes);
                    return;
                }
            }
        };
        self.problem(&path, 0, kind);
    }

    /// The manifest, and what is wrong with it and with the links of the folder's texts.
    pub(super) fn check(&mut self) -> Option<Manifest> {
        for (path, line, kind) in self.links() {
            self.problem(&path, line, kind);
        }
        let Some(bytes) = self.files.get(manifest::FILE) else {
            // Where the file is there and could not be read, that has been said.
            if !self.problems.iter().any(|problem| problem.path == manifest::FILE) {
                self.problem("", 0, Kind::NoManifest);
            }
            return None;
        };
        let text = String::from_utf8_lossy(bytes).into_owned();
        let read = match manifest::read(&text) {
            Ok((read, _)) => read,
            Err(error) => {
                let line = match &error {
                    manifest::ManifestError::Yaml(error) => error.line,
                    _ => 1,
                };
                self.problem(manifest::FILE, line, Kind::Manifest(error));
                return None;
            }
        };
        let wrong = name_problem(&read.name, &self.name);
        let sound = wrong.is_none();
        if let Some(kind) = wrong {
            self.problem(manifest::FILE, 0, kind);
        }
        let length = read.description.chars().count();
        if read.description.trim().is_empty() {
            self.problem(manifest::FILE, 0, Kind::NoDescription);
            return None;
        }
        if length > MAX_DESCRIPTION {
            self.problem(manifest::FILE, 0, Kind::LongDescription { length, most: MAX_DESCRIPTION });
        }
        sound.then_some(read)
    }

    /// Links of Markdown files that lead nowhere, or out of the folder.
    fn links(&self) -> Vec<(String, usize, Kind)> {
        let mut broken = Vec::new();
        for (path, bytes) in self.files.iter().filter(|(path, _)| is_markdown(path)) {
            let Ok(text) = std::str::from_utf8(bytes) else { continue };
            for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
                let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event else { continue };
                let line = text[..range.start].matches('\n').count() + 1;
                let target = dest_url.into_string();
                match resolve(path, &target) {
                    Target::Elsewhere => {}
                    Target::Outside => broken.push((path.clone(), line, Kind::LinkOutside { target })),
                    Target::Inside(to) if self.has(&to) => {}
                    Target::Inside(_) => broken.push((path.clone(), line, Kind::BrokenLink { target })),
                }
            }
        }
        broken
    }

    fn has(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        path.is_empty() || self.files.keys().any(|file| file == path || file.starts_with(&folder))
    }
}

fn name_problem(name: &str, folder: &str) -> Option<Kind> {
    let name = name.to_owned();
    if name.is_empty() {
        Some(Kind::NoName)
    } else if !manifest::is_name(&name) {
        Some(Kind::BadName { name })
    } else if name != folder {
        Some(Kind::OtherName { name })
    } else {
        None
    }
}

fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") }
}

fn is_markdown(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("md"))
}

enum Target {
    /// A web address, or a place in the same file.
    Elsewhere,
    /// A path that leaves the folder.
    Outside,
    /// A path inside the folder.
    Inside(String),
}

/// What a link of the file `from` leads to.
fn resolve(from: &str, target: &str) -> Target {
    let scheme = target.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'))
    });
    let path = target.split(['#', '?']).next().unwrap_or_default();
    if scheme || target.starts_with("//") || path.is_empty() {
        return Target::Elsewhere;
    }
    if path.starts_with('/') {
        return Target::Outside;
    }
    let mut parts: Vec<String> = from.split('/').map(str::to_owned).collect();
    parts.pop();
    for part in percent_decode(path).split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Target::Outside;
                }
            }
            name => parts.push(name.to_owned()),
        }
    }
    Target::Inside(parts.join("/"))
}

fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (bytes[at], code) {
            (b'%', Some(code)) => {
                out.push(code);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

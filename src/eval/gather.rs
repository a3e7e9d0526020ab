//! Cases found below a folder, each with all that is expected of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::{Date, time};
use jiff::tz::TimeZone;
use serde::Serialize;

use super::case::{self, Case};
use super::expect::Expect;
use super::expect::agree::{Source, agree};
use super::glob::Glob;
use super::suite::{self, Suite};
use crate::pack::skill_of;
use crate::skill::{BriefError, Skill};
use crate::skills;

/// How a file with a case ends.
const CASE: &str = ".case.yaml";

/// The file of a case that has a folder of its own.
const FOLDER_CASE: &str = "case.yaml";

/// How deep folders are looked into.
const DEPTH: usize = 16;

/// Which cases are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Patterns for names; all where there are none.
    pub names: Vec<Glob>,
    /// The skill; any where it is missing.
    pub skill: Option<&'static str>,
}

impl Wanted {
    /// Whether a case of this name and skill is wanted.
    pub fn has(&self, name: &str, skill: &str) -> bool {
        self.named(name) && self.skill.is_none_or(|wanted| wanted == skill)
    }

    /// Whether a case of this name is wanted, if its skill is.
    fn named(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|pattern| pattern.is_match(name))
    }
}

/// A case with all that is expected of it.
#[derive(Debug)]
pub struct Planned {
    /// Its path from the root, without ending.
    pub name: String,
    /// Its file; `None` where a group of the suite makes a pack or a brief a case.
    pub file: Option<PathBuf>,
    /// The folder that its paths are relative to.
    pub folder: PathBuf,
    /// As it is written.
    pub case: Case,
    /// Its skill.
    pub skill: &'static dyn Skill,
    /// The day of judgement.
    pub on: Date,
    /// The groups it belongs to, and what they expect.
    pub groups: Vec<(String, Expect)>,
    /// What it expects itself, and what its groups expect.
    pub expect: Expect,
}

impl Planned {
    /// Noon of the day of judgement: when whatever a case does happens.
    ///
    /// # Errors
    /// A day beyond those that clocks know.
    pub fn noon(&self) -> Result<Timestamp, String> {
        let noon = self.on.to_datetime(time(12, 0, 0, 0)).to_zoned(TimeZone::UTC);
        Ok(noon.map_err(|error| format!("{} is no day to judge on: {error}", self.on))?.timestamp())
    }
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Unread {
    /// Its path from the root.
    pub name: String,
    /// Why, and what would be accepted.
    pub problem: String,
}

/// A suite with its cases.
#[derive(Debug)]
pub struct Gathered {
    /// The folder that names are relative to.
    pub root: PathBuf,
    /// What holds for many cases.
    pub suite: Suite,
    /// The cases wanted, by name.
    pub cases: Vec<Planned>,
    /// What could not be read.
    pub unread: Vec<Unread>,
}

/// Gathers the cases at and below a path. `on` is the day of judgement whatever cases say, `today` that of cases for which
/// nobody says.
///
/// # Errors
/// Where the path cannot be read, or the suite.
pub fn gather(path: &Path, wanted: &Wanted, on: Option<Date>, today: Date) -> Result<Gathered, Unread> {
    let unreadable = |error: std::io::Error| Unread {
        name: path.display().to_string(),
        problem: format!("it cannot be read: {error}; name a folder with cases, or a case"),
    };
    let is_dir = fs::metadata(path).map_err(unreadable)?.is_dir();
    let folder = if is_dir { path } else { path.parent().unwrap_or(Path::new("")) };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let root = root_of(folder);
    let suite = read_suite(&root)?;
    let mut files = Vec::new();
    if is_dir {
        walk(folder, DEPTH, &mut files).map_err(unreadable)?;
    } else {
        files.push(path.to_owned());
    }
    files.sort();

    let mut gathered = Gathered { root, suite, cases: Vec::new(), unread: Vec::new() };
    let mut judged: BTreeSet<PathBuf> = BTreeSet::new();
    for file in files.iter().filter(|file| is_case(file)) {
        let (name, shown) = (name_of(&gathered.root, file), shown(&gathered.root, file));
        let read = read(file).and_then(|text| case::read(&text).map_err(|error| placed(&shown, &error)));
        match read {
            Ok(case) => {
                let folder = file.parent().unwrap_or(Path::new("")).to_owned();
                judged.extend(document(&case).map(|path| normal(&folder.join(path))));
                gathered.add(name, Some(file.clone()), folder, case, wanted, (on, today));
            }
            Err(problem) if wanted.named(&name) => gathered.unread.push(Unread { name: shown, problem }),
            Err(_) => {}
        }
    }
    for file in files.iter().filter(|file| !is_case(file)) {
        if judged.contains(&normal(file)) || !gathered.suite.groups.iter().any(|g| g.has(&shown(&gathered.root, file)))
        {
            continue;
        }
        if let Some(case) = unnamed(file, today) {
            let name = shown(&gathered.root, &file.with_extension(""));
            let folder = file.parent().unwrap_or(Path::new("")).to_owned();
            gathered.add(name, None, folder, case, wanted, (on, today));
        }
    }
    gathered.cases.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(gathered)
}

impl Gathered {
    /// Adds a case, if it is wanted and can hold.
    fn add(
        &mut self,
        name: String,
        file: Option<PathBuf>,
        folder: PathBuf,
        case: Case,
        wanted: &Wanted,
        (on, today): (Option<Date>, Date),
    ) {
        let Some(skill) = skills::native(&case.skill).filter(|_| wanted.has(&name, &case.skill)) else { return };
        let who = file.as_ref().map_or_else(|| name.clone(), |file| shown(&self.root, file));
        let path = document(&case).map(|path| shown(&self.root, &normal(&folder.join(path))));
        let mine = |group: &&suite::Group| group.has(&name) || path.as_ref().is_some_and(|path| group.has(path));
        let groups = self.suite.groups.iter().filter(mine).map(|group| Source {
            who: format!("the group `{}` of {}", group.name, suite::FILE),
            expect: &group.expect,
        });
        let groups: Vec<Source<'_>> = groups.collect();
        let own = Source { who: who.clone(), expect: &case.expect };
        match agree(&own, &groups, skill.definition()) {
            Ok(expect) => {
                let groups = groups.into_iter().map(|group| (group.who, group.expect.clone())).collect();
                let on = on.or(case.on).or(self.suite.on).unwrap_or(today);
                self.cases.push(Planned { name, file, folder, case, skill, on, groups, expect });
            }
            Err(wrong) => self.unread.push(Unread { name: who, problem: wrong.join("\n") }),
        }
    }
}

/// The document that a case judges, and not merely talks about.
fn document(case: &Case) -> Option<&Path> {
    let document = case.pack.as_deref().or(case.brief.as_deref());
    document.filter(|_| case.calls.is_empty())
}

/// The case that a pack or a brief is, if it is one.
fn unnamed(file: &Path, today: Date) -> Option<Case> {
    let name = PathBuf::from(file.file_name()?);
    let ending = file.extension()?.to_str()?;
    let text = fs::read_to_string(file).ok()?;
    let (skill, pack, brief) = match ending {
        "md" if name.as_os_str() != "README.md" => {
            let named = skill_of(&text).unwrap_or_else(|| skills::guess(&text, today).definition().name.to_owned());
            (named, Some(name), None)
        }
        "yaml" => {
            let tree = crate::yaml::tree(&text).ok()?;
            (tree.get("skill")?.text()?.to_owned(), None, Some(name))
        }
        _ => return None,
    };
    Some(Case {
        about: None,
        skill,
        on: None,
        pack,
        brief,
        against: None,
        beside: Vec::new(),
        calls: Vec::new(),
        draft: None,
        expect: Expect::default(),
    })
}

/// The nearest folder at or above this one that holds a suite; this one where there is none.
fn root_of(folder: &Path) -> PathBuf {
    let Ok(full) = fs::canonicalize(folder) else { return folder.to_owned() };
    let depth = full.ancestors().position(|one| one.join(suite::FILE).is_file());
    let up = |levels: usize| (0..levels).fold(folder.to_owned(), |path, _| parent(&path));
    depth.map_or_else(|| folder.to_owned(), up)
}

/// The folder above, however this one is written.
fn parent(path: &Path) -> PathBuf {
    match path.components().next_back() {
        Some(Component::Normal(_)) => {
            let above = path.parent().unwrap_or(Path::new(""));
            if above.as_os_str().is_empty() { PathBuf::from(".") } else { above.to_owned() }
        }
        Some(Component::CurDir) => PathBuf::from(".."),
        _ => path.join(".."),
    }
}

fn read_suite(root: &Path) -> Result<Suite, Unread> {
    let file = root.join(suite::FILE);
    if !file.is_file() {
        return Ok(Suite::default());
    }
    let read = read(&file).and_then(|text| suite::read(&text).map_err(|error| placed(suite::FILE, &error)));
    read.map_err(|problem| Unread { name: suite::FILE.to_owned(), problem })
}

/// The text of a file, or why there is none.
pub(super) fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))
}

/// Mistakes in a file, each with its place.
pub(super) fn placed(file: &str, error: &BriefError) -> String {
    let problems = error.problems.iter().map(|problem| match problem.line {
        0 => format!("{file}: {}", problem.message),
        line => format!("{file}:{line}:{}: {}", problem.column, problem.message),
    });
    problems.collect::<Vec<_>>().join("\n")
}

/// Every file below a folder. Hidden folders are left out, links are not followed.
fn walk(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (kind, hidden) = (entry.file_type()?, entry.file_name().to_string_lossy().starts_with('.'));
        if kind.is_dir() && !hidden && depth > 0 {
            walk(&entry.path(), depth - 1, files)?;
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}

fn is_case(file: &Path) -> bool {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name == FOLDER_CASE || name.ends_with(CASE)
}

/// The name of the case in a file.
fn name_of(root: &Path, file: &Path) -> String {
    let path = shown(root, file);
    let name = path.strip_suffix(CASE).or_else(|| path.strip_suffix(FOLDER_CASE)?.strip_suffix('/'));
    name.unwrap_or(&path).to_owned()
}

/// A path from the root, with slashes.
fn shown(root: &Path, file: &Path) -> String {
    let (root, file) = (normal(root), normal(file));
    let path = file.strip_prefix(&root).unwrap_or(&file);
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// A path without `.` and, as far as it can be told from the words alone, without `..`.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_paths_from_the_root() {
        let root = Path::new("evals");
        for (file, name) in [
            ("evals/golden/shop.case.yaml", "golden/shop"),
            ("./evals/talks/../golden/a.case.yaml", "golden/a"),
            ("evals/talks/refused/case.yaml", "talks/refused"),
        ] {
            assert_eq!(name_of(root, Path::new(file)), name);
        }
        assert_eq!(parent(Path::new("evals/golden")), Path::new("evals"));
        assert_eq!(parent(Path::new("evals")), Path::new("."));
        assert_eq!(parent(Path::new(".")), Path::new(".."));
        assert_eq!(parent(Path::new("..")), Path::new("../.."));
    }
}

//! The skills there are: those in the binary, and those of a folder that replace or join them.
//!
//! Loading never fails as a whole: what can be served is served, and what is wrong is said.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use include_dir::{Dir, include_dir};

use super::Skill;
use super::folder::{Files, Folder};
use super::manifest::Manifest;
use super::problem::{SkillProblem, SkillProblemKind};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/skills");

/// A skill as it is served.
#[derive(Debug)]
pub struct LoadedSkill {
    /// The front matter of its SKILL.md.
    pub manifest: Manifest,
    /// Its files by path, SKILL.md among them.
    pub files: Files,
    /// The code that enforces it, if there is any.
    pub native: Option<&'static dyn Skill>,
}

/// The skills there are, by name.
#[derive(Debug, Default)]
pub struct Registry {
    skills: BTreeMap<String, LoadedSkill>,
    problems: Vec<SkillProblem>,
}

impl Registry {
    /// The skills in the binary.
    pub fn embedded() -> Self {
        let mut registry = Registry::default();
        for dir in EMBEDDED.dirs() {
            registry.put(Folder::embedded(dir));
        }
        registry
    }

    /// The skills in the binary and those of a folder: one of the same name replaces the built-in
    /// one, others are added.
    pub fn with(dir: &Path) -> Self {
        let mut registry = Registry::embedded();
        let entries = fs::read_dir(dir).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let read = entries.and_then(|entries| Ok((entries, dir.canonicalize()?)));
        let (mut entries, root) = match read {
            Ok(read) => read,
            Err(error) => {
                let cause = format!("{}: {error}", dir.display());
                registry.complain("", SkillProblemKind::Unreadable { cause });
                return registry;
            }
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let name = entry.file_name();
            if !path.is_dir() || name.as_encoded_bytes().starts_with(b".") {
                continue;
            }
            match name.to_str() {
                Some(name) => registry.put(Folder::on_disk(name, &path, &root)),
                None => registry.complain(&name.to_string_lossy(), SkillProblemKind::NameNotUnicode),
            }
        }
        registry
    }

    /// Leaves out every skill but this one.
    #[must_use]
    pub fn only(mut self, name: &str) -> Self {
        self.skills.retain(|known, _| known == name);
        self.problems.retain(|problem| problem.skill.is_empty() || problem.skill == name);
        self
    }

    /// The skills, by name.
    pub fn skills(&self) -> impl Iterator<Item = &LoadedSkill> {
        self.skills.values()
    }

    /// The skill with this name.
    pub fn skill(&self, name: &str) -> Option<&LoadedSkill> {
        self.skills.get(name)
    }

    /// The code of the skill with this name.
    pub fn native(&self, name: &str) -> Option<&'static dyn Skill> {
        self.skill(name).and_then(|skill| skill.native)
    }

    /// What is wrong, folder by folder.
    pub fn problems(&self) -> &[SkillProblem] {
        &self.problems
    }

    fn complain(&mut self, skill: &str, kind: SkillProblemKind) {
        self.problems.push(SkillProblem { skill: skill.to_owned(), path: String::new(), line: 0, kind });
    }

    fn put(&mut self, mut folder: Folder) {
        let manifest = folder.check();
        let Folder { name, files, problems, .. } = folder;
        let Some(manifest) = manifest else {
            self.problems.extend(problems);
            if self.skills.contains_key(&name) {
                self.complain(&name, SkillProblemKind::BuiltInInstead);
            }
            return;
        };
        // What was said of the folder that this one replaces no longer matters.
        self.problems.retain(|problem| problem.skill != name);
        self.problems.extend(problems);
        let native = crate::skills::native(&name);
        if native.is_none() {
            self.complain(&name, SkillProblemKind::NoCode);
        }
        self.skills.insert(name, LoadedSkill { manifest, files, native });
    }
}

//! The files of a folder that may say something of a delivery. The only part of the assessment that reads anything.
//!
//! The folder is not trusted: files, folders and bytes are counted, a link is followed only to a file below the root,
//! and what is neither file nor folder is never opened.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::fact::{Fact, Place, What};
use super::known::words_of;

/// The most bytes of a file.
pub const FILE_BYTES: u64 = 1 << 20;
/// The most bytes of all files together.
pub const ALL_BYTES: u64 = 32 << 20;
/// The most files that are read.
pub const FILES: usize = 5_000;
/// The most entries of folders that are looked at.
pub const ENTRIES: usize = 200_000;
/// The most folders within folders.
pub const DEPTH: usize = 24;

/// Folders that hold what others wrote, what tools made or what tests read.
const SKIPPED: [&str; 17] = [
    ".git", ".hg", ".svn", "node_modules", "target", "vendor", "dist", ".next", ".terraform", ".venv", "venv",
    "__pycache__", ".gradle", ".cache", "testdata", "fixtures", "__fixtures__",
];

/// Words in the path of a JSON file that may be a template or manifest; any other is left alone, for most are data.
const JSON_WORDS: [&str; 10] =
    ["template", "templates", "cloudformation", "cfn", "stack", "sam", "k8s", "kubernetes", "manifests", "infra"];

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// Texts by path, relative to the root, with `/` between folders.
    pub texts: BTreeMap<String, String>,
    /// What could not be read, and why.
    pub unread: Vec<Fact>,
}

/// Why a folder cannot be assessed.
#[derive(Debug, thiserror::Error)]
pub enum WalkError {
    /// It cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// It is a file.
    #[error("it is not a folder; name the root of a repository")]
    NoFolder,
}

/// Whether a file may say something, by its path.
pub fn is_of_interest(path: &str) -> bool {
    let name = super::file_name(path);
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if name.ends_with(".json") {
        let named = || words_of(path).iter().any(|word| JSON_WORDS.contains(&word.as_str()));
        return matches!(name, "vercel.json" | "railway.json") || named();
    }
    if name == "pnpm-lock.yaml" {
        return false;
    }
    ends(&[".yml", ".yaml", ".Dockerfile", ".dockerfile", ".template"])
        || name.starts_with("Dockerfile")
        || name.starts_with("Containerfile")
        || matches!(name, "netlify.toml" | "fly.toml" | "railway.toml" | "sst.config.ts")
        || (name.starts_with("fly.") && name.ends_with(".toml"))
        || path == "supabase/config.toml"
        || path.ends_with("/supabase/config.toml")
}

/// Reads the files of a folder, in the order of their paths.
///
/// # Errors
/// Where the folder itself cannot be read.
pub fn files(root: &Path) -> Result<Files, WalkError> {
    let real = fs::canonicalize(root)?;
    if !fs::metadata(&real)?.is_dir() {
        return Err(WalkError::NoFolder);
    }
    fs::read_dir(&real)?;
    let mut walk = Walk { root: real.clone(), files: Files::default(), entries: 0, bytes: 0 };
    walk.folder(&real, "", 0);
    Ok(walk.files)
}

struct Walk {
    root: PathBuf,
    files: Files,
    entries: usize,
    bytes: u64,
}

impl Walk {
    fn skip(&mut self, path: &str, why: impl Into<String>) {
        let subject = if path.is_empty() { "the rest of the folder".to_owned() } else { format!("what `{path}` says") };
        let file = if path.is_empty() { "." } else { path };
        self.files.unread.push(Fact::new(What::unknown(subject, why), Place::file(file)));
    }

    fn folder(&mut self, folder: &Path, path: &str, depth: usize) {
        if depth > DEPTH {
            return self.skip(path, format!("it lies more than {DEPTH} folders deep"));
        }
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.skip(path, format!("could not be read: {error}")),
        };
        let mut names = Vec::new();
        for entry in entries {
            self.entries += 1;
            if self.entries > ENTRIES {
                if self.entries == ENTRIES + 1 {
                    self.skip("", format!("it has more than {ENTRIES} files and folders"));
                }
                return;
            }
            match entry {
                Ok(entry) => names.push(entry.file_name()),
                Err(error) => self.skip(path, format!("could not be read: {error}")),
            }
        }
        names.sort();
        for name in names {
            // A name that is not Unicode is none of a file that is read.
            let Some(name) = name.to_str() else { continue };
            let below = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
            self.entry(&folder.join(name), &below, name, depth);
        }
    }

    fn entry(&mut self, entry: &Path, path: &str, name: &str, depth: usize) {
        let Ok(own) = fs::symlink_metadata(entry) else {
            if is_of_interest(path) {
                self.skip(path, "could not be read: it went away");
            }
            return;
        };
        if own.is_symlink() {
            return self.link(entry, path);
        }
        if own.is_dir() {
            if !SKIPPED.contains(&name) {
                self.folder(entry, path, depth + 1);
            }
        } else if is_of_interest(path) {
            self.file(entry, path, &own);
        }
    }

    /// A link is followed to a file below the root, and to nothing else; so no loop can begin.
    fn link(&mut self, entry: &Path, path: &str) {
        let target = fs::canonicalize(entry).and_then(|target| Ok((fs::metadata(&target)?, target)));
        match target {
            Ok((meta, target)) if !target.starts_with(&self.root) => {
                if meta.is_dir() || is_of_interest(path) {
                    self.skip(path, "it is a link that leads out of the folder; it is not followed");
                }
            }
            Ok((meta, _)) if meta.is_dir() => self.skip(path, "it is a link to a folder; it is not followed"),
            Ok((meta, target)) if is_of_interest(path) => self.file(&target, path, &meta),
            Ok(_) => {}
            Err(error) if is_of_interest(path) => self.skip(path, format!("it is a link that leads nowhere: {error}")),
            Err(_) => {}
        }
    }

    fn file(&mut self, file: &Path, path: &str, meta: &Metadata) {
        if !meta.is_file() {
            return self.skip(path, "it is neither a file nor a folder");
        }
        let mib = |bytes: u64| bytes >> 20;
        if meta.len() > FILE_BYTES {
            return self.skip(path, format!("it is larger than {} MiB", mib(FILE_BYTES)));
        }
        if self.files.texts.len() >= FILES || self.bytes.saturating_add(meta.len()) > ALL_BYTES {
            let why = format!("{FILES} files or {} MiB were read before it, which is the most", mib(ALL_BYTES));
            return self.skip(path, why);
        }
        let mut bytes = Vec::new();
        let read = File::open(file).and_then(|file| file.take(FILE_BYTES + 1).read_to_end(&mut bytes));
        if let Err(error) = read {
            return self.skip(path, format!("could not be read: {error}"));
        }
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if length > FILE_BYTES {
            return self.skip(path, format!("it is larger than {} MiB", mib(FILE_BYTES)));
        }
        self.bytes = self.bytes.saturating_add(length);
        match String::from_utf8(bytes) {
            Ok(text) => {
                self.files.texts.insert(path.to_owned(), text);
            }
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                self.skip(path, format!("it is not UTF-8 from byte {at} on"));
            }
        }
    }
}

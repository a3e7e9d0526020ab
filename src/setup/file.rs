//! A configuration file of somebody else, changed with care: links are followed, rights are kept, the new text comes in one
//! piece, and what stood there before is kept beside it.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The most bytes that are read of such a file.
const MOST: u64 = 64 << 20;

/// A configuration file as it was read.
#[derive(Debug)]
pub struct ConfigFile {
    path: PathBuf,
    real: PathBuf,
    text: Option<String>,
}

/// Why a file cannot be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The system said no.
    #[error("{}: it cannot be {what}: {cause}", .path.display())]
    System {
        /// The file.
        path: PathBuf,
        /// What was to be done.
        what: &'static str,
        /// What the system said.
        cause: io::Error,
    },
    /// It is no text.
    #[error("{}: it is not UTF-8 text; groundplan leaves it alone", .0.display())]
    NotText(PathBuf),
    /// It is too large.
    #[error("{}: it is larger than {} MiB; groundplan leaves it alone", .0.display(), MOST >> 20)]
    TooLarge(PathBuf),
    /// Somebody else wrote it.
    #[error("{}: another program changed it just now, so nothing was written; run the command again", .0.display())]
    Changed(PathBuf),
}

fn said(path: &Path, what: &'static str) -> impl FnOnce(io::Error) -> FileError {
    move |cause| FileError::System { path: path.to_owned(), what, cause }
}

impl ConfigFile {
    /// Reads a file, which may be missing.
    ///
    /// # Errors
    /// A file that is there and cannot be read as text.
    pub fn open(path: &Path) -> Result<Self, FileError> {
        // Who keeps a configuration in a repository links to it; the link stays.
        let real = match fs::symlink_metadata(path) {
            Ok(found) if found.is_symlink() => fs::canonicalize(path).map_err(said(path, "followed as a link"))?,
            _ => path.to_owned(),
        };
        let text = read(&real)?;
        Ok(ConfigFile { path: path.to_owned(), real, text })
    }

    /// The file, as it was named.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it says, if it is there.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// Where the text before the entry of this name is kept.
    pub fn backup(&self, name: &str) -> PathBuf {
        let mut file = self.real.file_name().unwrap_or_default().to_owned();
        file.push(format!(".before-{name}"));
        self.real.with_file_name(file)
    }

    /// The text before the entry of this name, if it was kept and can be read.
    pub fn kept(&self, name: &str) -> Option<String> {
        read(&self.backup(name)).ok().flatten()
    }

    /// Keeps the text as that before the entry of this name.
    ///
    /// # Errors
    /// Where the system says no.
    pub fn keep(&self, name: &str) -> Result<(), FileError> {
        match &self.text {
            Some(text) => write(&self.backup(name), text, Some(&self.real)),
            None => self.forget(name),
        }
    }

    /// Forgets the text before the entry of this name.
    ///
    /// # Errors
    /// Where the system says no.
    pub fn forget(&self, name: &str) -> Result<(), FileError> {
        let backup = self.backup(name);
        match fs::remove_file(&backup) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(said(&backup, "removed")(error)),
            _ => Ok(()),
        }
    }

    /// Gives the file another text, or removes it.
    ///
    /// # Errors
    /// Where it no longer says what was read, or the system says no. It is as it was then.
    pub fn replace(&self, text: Option<&str>) -> Result<(), FileError> {
        if read(&self.real)? != self.text {
            return Err(FileError::Changed(self.path.clone()));
        }
        match text {
            Some(text) => write(&self.real, text, Some(&self.real)),
            None => fs::remove_file(&self.real).map_err(said(&self.path, "removed")),
        }
    }
}

fn read(path: &Path) -> Result<Option<String>, FileError> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Ok(found) if found.len() > MOST => return Err(FileError::TooLarge(path.to_owned())),
        _ => {}
    }
    let bytes = fs::read(path).map_err(said(path, "read"))?;
    String::from_utf8(bytes).map(Some).map_err(|_| FileError::NotText(path.to_owned()))
}

/// Writes a file in one piece, with the rights of another where that is there.
fn write(path: &Path, text: &str, like: Option<&Path>) -> Result<(), FileError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(said(folder, "made"))?;
    let failed = said(path, "written");
    let done = || {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".groundplan-");
        let rights = like.and_then(|like| fs::metadata(like).ok()).map(|found| found.permissions());
        let mut file = builder.tempfile_in(folder)?;
        file.write_all(text.as_bytes())?;
        // Where there is no other, the file stays this user's alone: configurations hold keys.
        if let Some(rights) = rights {
            fs::set_permissions(file.path(), rights)?;
        }
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    done().map_err(failed)
}

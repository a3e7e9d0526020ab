//! Where a store is: its default location, and what an address means.

use std::fmt;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use etcetera::BaseStrategy;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use super::error::StoreError;

/// The environment variable that names a store.
pub const STORE_ENV: &str = "GROUNDPLAN_STORE";

/// The file name of the default store.
const FILE: &str = "groundplan.db";

/// The store of this user: `groundplan/groundplan.db` in the user's data directory
/// (`$XDG_DATA_HOME` or `~/.local/share`; on Windows the roaming application data).
///
/// # Errors
/// [`StoreError::NoDataDirectory`] if the user has no home.
pub fn default_path() -> Result<PathBuf, StoreError> {
    let strategy =
        etcetera::choose_base_strategy().map_err(|error| StoreError::NoDataDirectory { why: error.to_string() })?;
    Ok(strategy.data_dir().join("groundplan").join(FILE))
}

/// The address to open: the one named (by an option or by [`STORE_ENV`]), or the default store's.
///
/// A blank name counts as none, as an environment variable set to nothing does.
///
/// # Errors
/// [`StoreError::NoDataDirectory`] or [`StoreError::BadAddress`] if none is named and the default cannot be used.
pub fn choose(named: Option<&str>) -> Result<String, StoreError> {
    if let Some(named) = named.map(str::trim).filter(|named| !named.is_empty()) {
        return Ok(named.to_owned());
    }
    let path = default_path()?;
    path.to_str().map(str::to_owned).ok_or_else(|| not_unicode(&path))
}

/// A place where a store can be. Shown without credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// A SQLite file.
    File {
        /// The file, absolute.
        path: PathBuf,
        /// What the driver is told.
        url: String,
        /// Whether the file may be made.
        create: bool,
    },
    /// SQLite in this process's memory: gone when the store is dropped.
    Memory {
        /// What the driver is told.
        url: String,
    },
    /// A PostgreSQL database.
    Server {
        /// What the driver is told, credentials and all.
        url: String,
        /// What people are told.
        shown: String,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File { path, .. } => write!(f, "{}", path.display()),
            Place::Memory { .. } => f.write_str("in memory"),
            Place::Server { shown, .. } => f.write_str(shown),
        }
    }
}

impl Place {
    /// What an address means: a path, a `sqlite:` URL or a `postgres:` URL.
    ///
    /// # Errors
    /// [`StoreError::BadAddress`] or [`StoreError::Directory`]. Nothing is touched yet.
    pub(super) fn parse(text: &str) -> Result<Self, StoreError> {
        let text = text.trim();
        if ["postgres:", "postgresql:"].iter().any(|scheme| text.starts_with(scheme)) {
            return server(text);
        }
        if let Some(rest) = text.strip_prefix("sqlite:") {
            return sqlite(text, rest.strip_prefix("//").unwrap_or(rest));
        }
        if let Some((scheme, _)) = text.split_once("://") {
            return Err(bad(without_credentials(text), format!("groundplan does not know `{scheme}`")));
        }
        file(text, &home_expanded(text)?, "", true)
    }

    /// What the driver is told.
    pub(super) fn url(&self) -> &str {
        match self {
            Place::File { url, .. } | Place::Memory { url } | Place::Server { url, .. } => url,
        }
    }

    /// Whether this is a database server, shared over the network.
    pub(super) fn is_server(&self) -> bool {
        matches!(self, Place::Server { .. })
    }

    /// The file, where SQLite opens it in its own way: nothing but the mode was asked of it.
    pub(super) fn plain_file(&self) -> Option<&Path> {
        let Place::File { path, url, .. } = self else { return None };
        let asked = url.split_once('?').map_or("", |(_, query)| query);
        asked.split('&').all(|one| one.is_empty() || one.starts_with("mode=")).then_some(path)
    }

    /// Makes the file and the directories above it where they are absent, for this user's eyes only.
    ///
    /// # Errors
    /// Where the path is a directory, or the file is absent and cannot or must not be made.
    pub(super) fn prepare(&self) -> Result<(), StoreError> {
        let Place::File { path, create, .. } = self else {
            return Ok(());
        };
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => Err(directory(path)),
            Ok(_) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if *create {
                    make(path).map_err(|error| StoreError::creating(path.clone(), &error))
                } else {
                    Err(StoreError::Missing { path: path.clone() })
                }
            }
            Err(error) => Err(StoreError::CannotOpen { place: self.to_string(), cause: error.to_string() }),
        }
    }
}

/// Makes an empty file, which SQLite takes for an empty database.
fn make(path: &Path) -> io::Result<()> {
    let mut directories = DirBuilder::new();
    directories.recursive(true);
    let mut file = OpenOptions::new();
    file.write(true).create_new(true);
    // A plan tells where a platform is weak, and the default masks would let every user of the machine read it.
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        directories.mode(0o700);
        file.mode(0o600);
    }
    if let Some(parent) = path.parent() {
        directories.create(parent)?;
    }
    match file.open(path) {
        // Another process was faster, which is as good.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other.map(drop),
    }
}

fn server(text: &str) -> Result<Place, StoreError> {
    if !text.contains("://") {
        // The driver would take all of it for the name of a database on this machine.
        return Err(bad(without_credentials(text), "`//` is missing after the scheme".to_owned()));
    }
    let options =
        PgConnectOptions::from_str(text).map_err(|error| bad(without_credentials(text), error.to_string()))?;
    let shown = format!(
        "postgres://{}@{}:{}/{}",
        options.get_username(),
        options.get_host(),
        options.get_port(),
        options.get_database().unwrap_or_default()
    );
    Ok(Place::Server { url: text.to_owned(), shown })
}

fn sqlite(text: &str, rest: &str) -> Result<Place, StoreError> {
    let options = SqliteConnectOptions::from_str(text).map_err(|error| bad(text.to_owned(), error.to_string()))?;
    let (database, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mode = query.split('&').find_map(|parameter| parameter.strip_prefix("mode="));
    if database == ":memory:" || mode == Some("memory") {
        return Ok(Place::Memory { url: text.to_owned() });
    }
    file(text, options.get_filename(), query, !matches!(mode, Some("ro" | "rw")))
}

fn file(text: &str, path: &Path, query: &str, create: bool) -> Result<Place, StoreError> {
    if path.as_os_str().is_empty() {
        return Err(bad(text.to_owned(), "it names no file".to_owned()));
    }
    // Absolute, so that a message makes sense to somebody who does not know where the server was started.
    let absolute = std::path::absolute(path).map_err(|error| bad(text.to_owned(), error.to_string()))?;
    if absolute.file_name().is_none() || text.ends_with(std::path::is_separator) {
        return Err(directory(&absolute));
    }
    let shown = absolute.to_str().ok_or_else(|| not_unicode(&absolute))?;
    // Slashes are encoded too: the URL parser would otherwise resolve `..` without asking the file system about links.
    let mut url = String::from("sqlite:");
    for byte in shown.bytes() {
        if byte.is_ascii_alphanumeric() {
            url.push(char::from(byte));
        } else {
            url.push_str(&format!("%{byte:02X}"));
        }
    }
    if !query.is_empty() {
        url.push('?');
        url.push_str(query);
    }
    Ok(Place::File { path: absolute, url, create })
}

/// A leading `~` is the shell's to expand, but the configuration files of MCP clients see no shell.
fn home_expanded(text: &str) -> Result<PathBuf, StoreError> {
    let Some(rest) = text.strip_prefix("~/") else {
        return Ok(PathBuf::from(text));
    };
    let home = etcetera::home_dir().map_err(|error| bad(text.to_owned(), error.to_string()))?;
    Ok(home.join(rest))
}

/// An address that could not be parsed, for a message: where its password is, nobody can tell.
fn without_credentials(text: &str) -> String {
    text.split_once(':').map_or_else(|| "…".to_owned(), |(scheme, _)| format!("{scheme}:…"))
}

fn directory(path: &Path) -> StoreError {
    StoreError::Directory { path: path.to_owned(), proposal: path.join(FILE) }
}

fn bad(text: String, why: String) -> StoreError {
    StoreError::BadAddress { text, why }
}

fn not_unicode(path: &Path) -> StoreError {
    bad(path.display().to_string(), "the path is not Unicode".to_owned())
}

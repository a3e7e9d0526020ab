//! Whether anything was committed to a SQLite file, learned without a query of the store.
//!
//! SQLite tells a connection whether another one has committed, in this process or in any other: `PRAGMA data_version`
//! (<https://www.sqlite.org/pragma.html#pragma_data_version>). The connection that is told is one of its own. It is asked
//! where the answer is wanted, which takes microseconds; a query goes to the thread that owns the store's connection and
//! back, which takes many times as long.
//!
//! That is worth nothing unless both connections lead to the same file. So this one is opened only while the path means
//! the file that it meant before the store was opened, and is given up if the store ever connects a second time.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::path::Place;

/// A state of the store: what was read after it was taken is still so while the store yields the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version(i64);

/// What tells the version of a store.
#[derive(Debug)]
pub(super) struct Versions {
    /// How often the store has connected to its database.
    connected: Arc<AtomicU32>,
    asked: Mutex<Asked>,
}

/// Who is asked for the version.
#[derive(Debug)]
enum Asked {
    /// Nobody yet.
    Unopened { path: PathBuf, file: FileId },
    /// This connection.
    Opened(Connection),
    /// Nobody, ever: only the database itself knows.
    Nobody,
}

impl Versions {
    /// Of this place, whose file is there. To be made before the store connects, which it counts in `connected`.
    pub(super) fn of(place: &Place, connected: Arc<AtomicU32>) -> Versions {
        let asked = place.plain_file().and_then(|path| Some((path.to_owned(), FileId::of(path)?)));
        let asked = asked.map_or(Asked::Nobody, |(path, file)| Asked::Unopened { path, file });
        Versions { connected, asked: Mutex::new(asked) }
    }

    /// The version now; none where only the database can tell what is in it, or is busy.
    pub(super) fn now(&self) -> Option<Version> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if self.connected.load(Ordering::Acquire) != 1 {
            *asked = Asked::Nobody;
        }
        match &*asked {
            Asked::Opened(connection) => version(connection).ok(),
            Asked::Unopened { path, file } => {
                let (opened, version) = open(path, *file)?;
                *asked = opened;
                version
            }
            Asked::Nobody => None,
        }
    }

    /// Closes the connection. To be done before the store's own is closed: this one only reads, so it cannot fold the
    /// write-ahead log into the file, as the last one does.
    pub(super) fn close(&self) {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = Asked::Nobody;
    }
}

/// Opens the connection, with what it says first; nothing where the file is busy, so that it may be tried again.
fn open(path: &Path, file: FileId) -> Option<(Asked, Option<Version>)> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = Connection::open_with_flags(path, flags).and_then(|connection| {
        connection.busy_timeout(Duration::ZERO)?;
        let first = version(&connection)?;
        Ok((connection, first))
    });
    match opened {
        // Looked at last: by now every file that belongs to the database is open.
        Ok((connection, first)) if FileId::of(path) == Some(file) => Some((Asked::Opened(connection), Some(first))),
        Ok(_) => Some((Asked::Nobody, None)),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => None,
        Err(error) => {
            tracing::debug!(%error, "the store does not tell its version");
            Some((Asked::Nobody, None))
        }
    }
}

fn version(connection: &Connection) -> rusqlite::Result<Version> {
    connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0)).map(Version)
}

/// What tells a file from another one at the same path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileId(u64, u64);

impl FileId {
    #[cfg(unix)]
    fn of(path: &Path) -> Option<FileId> {
        use std::os::unix::fs::MetadataExt;
        let found = std::fs::metadata(path).ok()?;
        Some(FileId(found.dev(), found.ino()))
    }

    /// Elsewhere a file that is open can be neither replaced nor renamed.
    #[cfg(not(unix))]
    fn of(path: &Path) -> Option<FileId> {
        path.is_file().then_some(FileId(0, 0))
    }
}

//! Everything that can go wrong with a store.

use std::io;
use std::path::PathBuf;

use super::id::PackId;

/// What went wrong. Every message says what, where, and what to do about it.
///
/// Messages never list other packs: an id is all it takes to change a pack, so a wrong id must not
/// be answered with right ones.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The store's address cannot be understood.
    #[error(
        "cannot use `{text}` as a store: {why}; give the path of a file, sqlite:PATH, or postgres://USER@HOST/DATABASE"
    )]
    BadAddress {
        /// The address, without credentials.
        text: String,
        /// What is wrong with it.
        why: String,
    },
    /// There is nowhere to put the default store.
    #[error("cannot tell where this user's data directory is: {why}; name a store with --store or GROUNDPLAN_STORE")]
    NoDataDirectory {
        /// What is wrong.
        why: String,
    },
    /// The file does not exist, and the address forbids making it.
    #[error(
        "there is no store at {path}, and `mode` in its address forbids making one; correct the path or leave `mode` out"
    )]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The path names a directory.
    #[error("{path} is a directory, and a store is a file; name a file in it, such as {proposal}")]
    Directory {
        /// The directory.
        path: PathBuf,
        /// A file that would do.
        proposal: PathBuf,
    },
    /// The file, or a directory above it, cannot be made.
    #[error(
        "cannot make the store {path}: {cause}; make its directory writable for this user, or name another store with --store or GROUNDPLAN_STORE"
    )]
    CannotCreate {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: String,
    },
    /// The file exists and cannot be opened.
    #[error(
        "cannot open the store {place}: {cause}; this user must be able to read and write the file, the -wal and -shm files beside it, and their directory"
    )]
    CannotOpen {
        /// The store.
        place: String,
        /// What the system said.
        cause: String,
    },
    /// The database server cannot be reached, or does not let this user in.
    #[error(
        "cannot connect to the store {place}: {cause}; check that the server runs and that address, database, user and password are right"
    )]
    CannotConnect {
        /// The store, without credentials.
        place: String,
        /// What the server or the network said.
        cause: String,
    },
    /// The database server lets this user in, but not at the tables.
    #[error(
        "not allowed to use the store {place}: {cause}; grant this user CREATE and USAGE on the schema, and its own tables"
    )]
    Denied {
        /// The store, without credentials.
        place: String,
        /// What the server said.
        cause: String,
    },
    /// The store may not be changed. SQLite cannot always read a file whose directory it may not write to, either.
    #[error(
        "the store {place} is read-only, so nothing was saved; make it writable for this user (for a file: it, the -wal and -shm files beside it, and their directory), or name another store with --store or GROUNDPLAN_STORE"
    )]
    ReadOnly {
        /// The store.
        place: String,
    },
    /// No space is left. What was acknowledged before is intact.
    #[error(
        "no space is left for the store {place}, so nothing was saved; earlier revisions are intact: free some space and repeat the call"
    )]
    Full {
        /// The store.
        place: String,
    },
    /// Somebody else holds the store.
    #[error(
        "the store {place} is held by another process, so nothing was saved; repeat the call, and if that does not help, look for a program that keeps it open"
    )]
    Busy {
        /// The store.
        place: String,
    },
    /// The disk under the store fails.
    #[error(
        "the disk under the store {place} failed: {cause}; check the disk, then repeat the call or restore the store from a backup"
    )]
    Disk {
        /// The store.
        place: String,
        /// What the database said.
        cause: String,
    },
    /// The file is not a database.
    #[error("{place} is not a groundplan store: it is not a database; name another file, or move this one away")]
    NotADatabase {
        /// The file.
        place: String,
    },
    /// The file is somebody else's database.
    #[error(
        "{place} is not a groundplan store: it is a database that holds other tables; name another file, since groundplan keeps to its own"
    )]
    Foreign {
        /// The file.
        place: String,
    },
    /// The store was made by a later groundplan.
    #[error(
        "the store {place} has schema version {found}, and this groundplan knows versions up to {known}; use a newer groundplan, or name another store with --store or GROUNDPLAN_STORE"
    )]
    Newer {
        /// The store.
        place: String,
        /// The store's version.
        found: u32,
        /// The newest version this program knows.
        known: u32,
    },
    /// The store contradicts itself.
    #[error(
        "the store {place} is damaged: {what}; restore it from a backup, or name another store with --store or GROUNDPLAN_STORE"
    )]
    Corrupt {
        /// The store.
        place: String,
        /// What was found.
        what: String,
    },
    /// A revision is as it was written, and not a pack as this version knows it.
    #[error(
        "revision {number} of pack {id} in the store {place} is intact, but this groundplan cannot read it: {cause}; use the version that wrote it, or a newer one"
    )]
    Unreadable {
        /// The pack.
        id: PackId,
        /// The revision.
        number: u32,
        /// The store.
        place: String,
        /// What could not be read.
        cause: String,
    },
    /// There is no such pack.
    #[error("there is no pack {id} in the store {place}; check the id, list the store's packs, or create a pack")]
    UnknownPack {
        /// The id asked for.
        id: PackId,
        /// The store.
        place: String,
    },
    /// The pack has no such revision.
    #[error("pack {id} has no revision {number}; it has revisions 1 to {head}")]
    UnknownRevision {
        /// The pack.
        id: PackId,
        /// The revision asked for.
        number: u32,
        /// The newest one.
        head: u32,
    },
    /// The id is taken.
    #[error("pack {id} exists already, so it was not created again; append a revision to it, or mint another id")]
    Exists {
        /// The pack.
        id: PackId,
    },
    /// Somebody else appended a revision first.
    #[error(
        "pack {id} is at revision {current}, not {expected}, so nothing was saved; read revision {current} and repeat the change on it"
    )]
    Stale {
        /// The pack.
        id: PackId,
        /// The revision the caller built on.
        expected: u32,
        /// The revision the pack is at.
        current: u32,
    },
    /// The revision offered cannot stand where it was offered.
    #[error("cannot save revision {number} of pack {id}: {why}")]
    Unfit {
        /// The pack.
        id: PackId,
        /// The number the revision bears.
        number: u32,
        /// What is wrong, and what would be accepted.
        why: String,
    },
    /// The store was closed.
    #[error("the store {place} was closed by this program; open it again")]
    Closed {
        /// The store.
        place: String,
    },
    /// Anything else the database reported.
    #[error(
        "the store {place} failed: {cause}; repeat the call, and if that does not help, report it with this message"
    )]
    Database {
        /// The store.
        place: String,
        /// What the database said.
        cause: String,
    },
}

impl StoreError {
    /// A file or directory could not be made.
    pub(super) fn creating(path: PathBuf, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                StoreError::Full { place: path.display().to_string() }
            }
            _ => StoreError::CannotCreate { path, cause: error.to_string() },
        }
    }
}

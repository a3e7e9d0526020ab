//! Where packs are kept: SQLite in a file by default, PostgreSQL by URL, from one SQL text.
//!
//! A revision that was acknowledged survives a crash of the process and of the machine. Whoever appends
//! names the revision they built on; where somebody else was faster, nothing is saved and the error says so.
//! Whatever is read is checked against its hash and against the chain it stands in.
//!
//! # Layout
//! - `path`: what an address means, and where the default store is
//! - `schema`: migrations, and the version they lead to
//! - `error`: the whole space of what can go wrong
//! - `list`: what is asked of many packs at once
//! - `connection`: the connections, of which SQLite has one
//! - `driver`: what the databases report, and which of those it means
//! - `id`: the handle of a pack
//! - `probe`: a store looked at without keeping anything in it
//! - `version`: whether anything was committed to a SQLite file, learned without a query

use std::sync::Arc;

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{Connection as _, Row};

use crate::pack::Revision;

mod connection;
mod driver;
mod error;
mod id;
mod list;
mod path;
mod probe;
mod schema;
#[cfg(test)]
mod tests;
mod version;

pub use error::StoreError;
pub use id::{BadPackId, PackId};
pub use path::{STORE_ENV, choose, default_path};
pub use probe::{absolute, file};
pub use version::Version;

use connection::{Connections, Taken};
use path::Place;
use version::Versions;

const INSERT_PACK: &str = "\
INSERT INTO groundplan_packs (id, head, head_hash, skill, title, created, changed)
VALUES ($1, $2, $3, $4, $5, $6, $7)";

const INSERT_REVISION: &str = "\
INSERT INTO groundplan_revisions (pack_id, number, hash, parent, step, time, author, content)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const SWAP_HEAD: &str = "\
UPDATE groundplan_packs SET head = $1, head_hash = $2, skill = $3, title = $4, changed = $5
WHERE id = $6 AND head = $7 AND head_hash = $8";

const SELECT_HEAD: &str = "\
SELECT p.head, p.head_hash, r.number, r.hash, r.parent, r.step, r.time, r.author, r.content, b.hash AS before
FROM groundplan_packs p
LEFT JOIN groundplan_revisions r ON r.pack_id = p.id AND r.number = p.head
LEFT JOIN groundplan_revisions b ON b.pack_id = p.id AND b.number = p.head - 1
WHERE p.id = $1";

const SELECT_HEAD_HASH: &str = "SELECT head_hash AS hash FROM groundplan_packs WHERE id = $1";

const SELECT_REVISION: &str = "\
SELECT p.head, p.head_hash, r.number, r.hash, r.parent, r.step, r.time, r.author, r.content, b.hash AS before
FROM groundplan_packs p
LEFT JOIN groundplan_revisions r ON r.pack_id = p.id AND r.number = $2
LEFT JOIN groundplan_revisions b ON b.pack_id = p.id AND b.number = $2 - 1
WHERE p.id = $1";

const SELECT_LOG: &str = "\
SELECT p.head, p.head_hash, r.number, r.hash, r.parent, r.step, r.time, r.author
FROM groundplan_packs p
LEFT JOIN groundplan_revisions r ON r.pack_id = p.id
WHERE p.id = $1
ORDER BY r.number";

const SELECT_LAST: &str = "SELECT MAX(number) AS number FROM groundplan_revisions WHERE pack_id = $1 AND step = $2";

/// A store of packs. Cloning it is cheap; the clones share their connections.
#[derive(Debug, Clone)]
pub struct Store {
    // The first to be dropped, as it is the first to be closed.
    versions: Arc<Versions>,
    connections: Connections,
    place: Arc<Place>,
}

/// A revision without its pack.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RevisionInfo {
    /// 1 for the first.
    pub number: u32,
    /// The hash, as in [`Revision::hash`].
    pub hash: String,
    /// The hash of the revision before, if there is one.
    pub parent: Option<String>,
    /// What made it.
    pub step: String,
    /// When, as RFC 3339 in UTC to the second.
    pub time: String,
    /// Who.
    pub author: String,
}

/// A pack in a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PackInfo {
    /// Its id.
    pub id: PackId,
    /// The skill that made it.
    pub skill: String,
    /// Its title at its newest revision.
    pub title: String,
    /// The number of its newest revision.
    pub head: u32,
    /// The time of its first revision.
    pub created: String,
    /// The time of its newest revision.
    pub changed: String,
    /// Whether its newest revision closed it: it passed its gate.
    pub finalized: bool,
}

impl Store {
    /// Opens a store, making the file and the directories above it where they are absent, and bringing its
    /// schema up to date. Where nothing has to be made or changed, this costs one query and writes nothing.
    ///
    /// `address` is the path of a file, a `sqlite:` URL or a `postgres:` URL; [`choose`] gives the default.
    ///
    /// # Errors
    /// Everything that has to do with the place: [`StoreError::BadAddress`], [`StoreError::Directory`],
    /// [`StoreError::NotADatabase`], [`StoreError::Newer`], [`StoreError::CannotConnect`] and their like.
    pub async fn open(address: &str) -> Result<Store, StoreError> {
        Store::open_at(address, schema::MIGRATIONS).await
    }

    /// Opens a store at the version to which these migrations lead.
    async fn open_at(address: &str, migrations: &[&'static str]) -> Result<Store, StoreError> {
        sqlx::any::install_default_drivers();
        let place = Place::parse(address)?;
        place.prepare()?;
        let connected = Arc::default();
        let versions = Arc::new(Versions::of(&place, Arc::clone(&connected)));
        let connections = Connections::to(&place, connected)?;
        schema::bring_up(&connections.pool, &place, migrations).await?;
        Ok(Store { versions, connections, place: Arc::new(place) })
    }

    /// Where the store is, for people: a path, or an address without credentials.
    pub fn place(&self) -> String {
        self.place.to_string()
    }

    /// Keeps a new pack under an id nobody has used.
    ///
    /// # Errors
    /// [`StoreError::Exists`]; [`StoreError::Unfit`] if `first` is not a first revision; and whatever befalls the
    /// place: [`StoreError::ReadOnly`], [`StoreError::Full`], [`StoreError::Busy`] and their like.
    pub async fn create(&self, id: &PackId, first: &Revision) -> Result<(), StoreError> {
        let content = fit(id, first)?;
        if first.number != 1 || first.parent.is_some() {
            return Err(unfit(id, first, "a pack begins with revision 1, which has no parent"));
        }
        let of = |error: sqlx::Error| self.of(&error);
        let mut connection = self.connection().await?;
        let mut transaction = connection.begin().await.map_err(of)?;
        sqlx::query(INSERT_PACK)
            .bind(id.as_str())
            .bind(i64::from(first.number))
            .bind(first.hash.as_str())
            .bind(first.pack.skill.as_str())
            .bind(first.pack.title.as_str())
            .bind(first.time.as_str())
            .bind(first.time.as_str())
            .execute(&mut *transaction)
            .await
            .map_err(|error| match error.as_database_error() {
                Some(reported) if reported.is_unique_violation() => StoreError::Exists { id: id.clone() },
                _ => self.of(&error),
            })?;
        insert(&mut transaction, id, first, content).await.map_err(of)?;
        transaction.commit().await.map_err(of)
    }

    /// Appends the revision that follows `expected`, unless somebody else has done so.
    ///
    /// # Errors
    /// [`StoreError::Stale`], which names the revision the pack is at; [`StoreError::UnknownPack`];
    /// [`StoreError::Unfit`] if `next` does not follow `expected`; and whatever befalls the place.
    /// After an error nothing has been saved.
    pub async fn append(&self, id: &PackId, expected: u32, next: &Revision) -> Result<(), StoreError> {
        let content = fit(id, next)?;
        let Some(parent) = next.parent.as_deref().filter(|_| expected.checked_add(1) == Some(next.number)) else {
            return Err(unfit(
                id,
                next,
                &format!(
                    "what follows revision {expected} bears the next number and that revision's hash as its parent"
                ),
            ));
        };
        let of = |error: sqlx::Error| self.of(&error);
        let mut connection = self.connection().await?;
        let mut transaction = connection.begin().await.map_err(of)?;
        // The swap is the first statement: SQLite then takes its write lock before it has read anything, so that
        // it can wait for it. A transaction that read first would have to fail when another writer was faster.
        let swapped = sqlx::query(SWAP_HEAD)
            .bind(i64::from(next.number))
            .bind(next.hash.as_str())
            .bind(next.pack.skill.as_str())
            .bind(next.pack.title.as_str())
            .bind(next.time.as_str())
            .bind(id.as_str())
            .bind(i64::from(expected))
            .bind(parent)
            .execute(&mut *transaction)
            .await
            .map_err(of)?
            .rows_affected();
        if swapped == 0 {
            transaction.rollback().await.map_err(of)?;
            drop(connection);
            return Err(self.why_not_swapped(id, expected, next).await);
        }
        insert(&mut transaction, id, next, content).await.map_err(of)?;
        transaction.commit().await.map_err(of)
    }

    /// The newest revision of a pack.
    ///
    /// # Errors
    /// [`StoreError::UnknownPack`], [`StoreError::Corrupt`], [`StoreError::Unreadable`], and whatever befalls the place.
    pub async fn head(&self, id: &PackId) -> Result<Revision, StoreError> {
        let row = sqlx::query(SELECT_HEAD)
            .bind(id.as_str())
            .fetch_optional(&mut *self.connection().await?)
            .await
            .map_err(|error| self.of(&error))?
            .ok_or_else(|| self.unknown(id))?;
        let head = self.number(&row, "head")?;
        self.whole(id, head, head, &row)
    }

    /// A version of all that the store holds. What was read after it was taken is still so while the store yields the same
    /// one, whoever writes to it. None where only a query can tell: of a database server, in memory, while the file is busy.
    ///
    /// It costs microseconds, and never waits for another process.
    pub fn version(&self) -> Option<Version> {
        self.versions.now()
    }

    /// The hash of a pack's newest revision; nothing else is read. None where there is no such pack.
    ///
    /// # Errors
    /// Whatever befalls the place.
    pub async fn head_hash(&self, id: &PackId) -> Result<Option<String>, StoreError> {
        let query = sqlx::query(SELECT_HEAD_HASH).bind(id.as_str());
        let row = query.fetch_optional(&mut *self.connection().await?).await.map_err(|error| self.of(&error))?;
        row.map(|row| self.get(&row, "hash")).transpose()
    }

    /// One revision of a pack.
    ///
    /// # Errors
    /// [`StoreError::UnknownRevision`], and those of [`Store::head`].
    pub async fn revision(&self, id: &PackId, number: u32) -> Result<Revision, StoreError> {
        let row = sqlx::query(SELECT_REVISION)
            .bind(id.as_str())
            .bind(i64::from(number))
            .fetch_optional(&mut *self.connection().await?)
            .await
            .map_err(|error| self.of(&error))?
            .ok_or_else(|| self.unknown(id))?;
        let head = self.number(&row, "head")?;
        if !(1..=head).contains(&number) {
            return Err(StoreError::UnknownRevision { id: id.clone(), number, head });
        }
        self.whole(id, number, head, &row)
    }

    /// The newest revision of a pack that a step made, if it made any.
    ///
    /// # Errors
    /// [`StoreError::UnknownPack`], [`StoreError::Corrupt`], and whatever befalls the place.
    pub async fn last(&self, id: &PackId, step: &str) -> Result<Option<Revision>, StoreError> {
        let row = sqlx::query(SELECT_LAST)
            .bind(id.as_str())
            .bind(step)
            .fetch_one(&mut *self.connection().await?)
            .await
            .map_err(|error| self.of(&error))?;
        match self.get::<Option<i64>>(&row, "number")? {
            None => Ok(None),
            Some(_) => self.revision(id, self.number(&row, "number")?).await.map(Some),
        }
    }

    /// The revisions of a pack, first to newest, without their packs. The chain is checked; the hashes of contents,
    /// which are not read, are not.
    ///
    /// # Errors
    /// [`StoreError::UnknownPack`], [`StoreError::Corrupt`], and whatever befalls the place.
    pub async fn log(&self, id: &PackId) -> Result<Vec<RevisionInfo>, StoreError> {
        let rows = sqlx::query(SELECT_LOG)
            .bind(id.as_str())
            .fetch_all(&mut *self.connection().await?)
            .await
            .map_err(|error| self.of(&error))?;
        let first = rows.first().ok_or_else(|| self.unknown(id))?;
        let head = self.number(first, "head")?;
        let head_hash: String = self.get(first, "head_hash")?;
        let mut log: Vec<RevisionInfo> = Vec::with_capacity(rows.len());
        for (row, due) in rows.iter().zip(1..) {
            if self.get::<Option<i64>>(row, "number")? != Some(i64::from(due)) {
                return Err(self.lost(id, due));
            }
            let info = self.info(row, due)?;
            if info.parent != log.last().map(|before| before.hash.clone()) {
                return Err(self.broken(id, due));
            }
            log.push(info);
        }
        match log.last() {
            Some(last) if last.number < head => Err(self.lost(id, last.number + 1)),
            Some(last) if last.number > head || last.hash != head_hash => Err(self.misled(id)),
            _ => Ok(log),
        }
    }

    /// Finishes what is under way and closes the connections, of all clones. SQLite then folds its
    /// write-ahead log into the file; where a process ends without this, the next one to open the store does it.
    pub async fn close(&self) {
        self.versions.close();
        self.connections.close().await;
    }

    /// A revision as read, once it is shown to be what was written.
    fn whole(&self, id: &PackId, due: u32, head: u32, row: &AnyRow) -> Result<Revision, StoreError> {
        if self.get::<Option<i64>>(row, "number")? != Some(i64::from(due)) {
            return Err(self.lost(id, due));
        }
        let info = self.info(row, due)?;
        let content: String = self.get(row, "content")?;
        let before: Option<String> = self.get(row, "before")?;
        if due > 1 && before.is_none() {
            return Err(self.lost(id, due - 1));
        }
        if info.parent != before {
            return Err(self.broken(id, due));
        }
        let RevisionInfo { number, hash, parent, step, time, author } = info;
        // The stored bytes are hashed and not the parsed pack: a later version of the model must still agree.
        if Revision::hash_of(parent.as_deref(), &step, &time, &author, content.as_bytes()) != hash {
            return Err(self.corrupt(format!("revision {due} of pack {id} does not match its hash")));
        }
        if due == head && self.get::<String>(row, "head_hash")? != hash {
            return Err(self.misled(id));
        }
        let pack = serde_json::from_str(&content).map_err(|error| StoreError::Unreadable {
            id: id.clone(),
            number,
            place: self.place(),
            cause: error.to_string(),
        })?;
        Ok(Revision { number, hash, parent, step, time, author, pack })
    }

    fn info(&self, row: &AnyRow, number: u32) -> Result<RevisionInfo, StoreError> {
        Ok(RevisionInfo {
            number,
            hash: self.get(row, "hash")?,
            parent: self.get(row, "parent")?,
            step: self.get(row, "step")?,
            time: self.get(row, "time")?,
            author: self.get(row, "author")?,
        })
    }

    /// Why a swap changed nothing.
    async fn why_not_swapped(&self, id: &PackId, expected: u32, next: &Revision) -> StoreError {
        match self.head(id).await {
            Ok(head) if head.number == expected => unfit(
                id,
                next,
                &format!(
                    "its parent is not revision {expected}, whose hash is {}; build it on that revision",
                    head.hash
                ),
            ),
            Ok(head) => StoreError::Stale { id: id.clone(), expected, current: head.number },
            Err(error) => error,
        }
    }

    fn number(&self, row: &AnyRow, column: &str) -> Result<u32, StoreError> {
        let number: i64 = self.get(row, column)?;
        u32::try_from(number).map_err(|_| self.corrupt(format!("a pack is at revision {number}")))
    }

    fn get<'r, T>(&self, row: &'r AnyRow, column: &str) -> Result<T, StoreError>
    where
        T: sqlx::Decode<'r, sqlx::Any> + sqlx::Type<sqlx::Any>,
    {
        row.try_get(column).map_err(|error| self.of(&error))
    }

    async fn connection(&self) -> Result<Taken, StoreError> {
        self.connections.take().await.map_err(|error| self.of(&error))
    }

    fn of(&self, error: &sqlx::Error) -> StoreError {
        self.connections.failed(error);
        StoreError::of(&self.place, error)
    }

    fn corrupt(&self, what: String) -> StoreError {
        StoreError::corrupt(&self.place, what)
    }

    fn lost(&self, id: &PackId, number: u32) -> StoreError {
        self.corrupt(format!("revision {number} of pack {id} is lost"))
    }

    fn broken(&self, id: &PackId, number: u32) -> StoreError {
        self.corrupt(format!("revision {number} of pack {id} does not follow the revision before it"))
    }

    fn misled(&self, id: &PackId) -> StoreError {
        self.corrupt(format!("the newest revision of pack {id} is not the one the pack names"))
    }

    fn unknown(&self, id: &PackId) -> StoreError {
        StoreError::UnknownPack { id: id.clone(), place: self.place() }
    }
}

/// The JSON of the revision's pack, once the revision is shown to be storable and what its hash says.
fn fit(id: &PackId, revision: &Revision) -> Result<String, StoreError> {
    let Revision { parent, step, time, author, pack, .. } = revision;
    // The list is ordered by this text, which orders as time does only while all are written alike.
    if time.len() != "2026-11-02T09:00:00Z".len() || !time.ends_with('Z') || time.parse::<Timestamp>().is_err() {
        let why = format!("its time `{time}` is not RFC 3339 in UTC to the second, such as 2026-11-02T09:00:00Z");
        return Err(unfit(id, revision, &why));
    }
    // PostgreSQL keeps no NUL in text, so no store does: a pack must be able to move from one to another.
    for (name, text) in [("step", step), ("author", author), ("skill", &pack.skill), ("title", &pack.title)] {
        if text.contains('\0') {
            return Err(unfit(id, revision, &format!("its {name} holds a NUL character; leave that out")));
        }
    }
    let content = serde_json::to_string(pack)
        .map_err(|error| unfit(id, revision, &format!("it cannot be written as JSON: {error}")))?;
    if Revision::hash_of(parent.as_deref(), step, time, author, content.as_bytes()) != revision.hash {
        return Err(unfit(
            id,
            revision,
            "it does not match its hash; build it with Revision::new and leave it as it is",
        ));
    }
    Ok(content)
}

fn unfit(id: &PackId, revision: &Revision, why: &str) -> StoreError {
    StoreError::Unfit { id: id.clone(), number: revision.number, why: why.to_owned() }
}

async fn insert(
    connection: &mut sqlx::AnyConnection,
    id: &PackId,
    revision: &Revision,
    content: String,
) -> Result<(), sqlx::Error> {
    sqlx::query(INSERT_REVISION)
        .bind(id.as_str())
        .bind(i64::from(revision.number))
        .bind(revision.hash.as_str())
        .bind(revision.parent.as_deref())
        .bind(revision.step.as_str())
        .bind(revision.time.as_str())
        .bind(revision.author.as_str())
        .bind(content)
        .execute(connection)
        .await?;
    Ok(())
}

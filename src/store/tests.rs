//! Tests that need a store's connection, or migrations of their own. The rest is in the integration tests.

use std::path::Path;

use jiff::civil::date;
use sqlx::AssertSqlSafe;
use tempfile::TempDir;

use super::*;
use crate::pack::Pack;

fn revision(before: Option<&Revision>, step: &str) -> Revision {
    let pack = Pack::new("platform-infrastructure", 1, "Orders platform", date(2026, 11, 2));
    let parent = before.map(|before| (before.number, before.hash.as_str()));
    Revision::new(parent, step, "2026-11-02T09:00:00Z", "test", pack).unwrap()
}

async fn store() -> (TempDir, Store) {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path().join("store.db").to_str().unwrap()).await.unwrap();
    (directory, store)
}

async fn sql(store: &Store, text: String) {
    sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut *store.connection().await.unwrap()).await.unwrap();
}

async fn integer(store: &Store, text: &'static str) -> i64 {
    sqlx::query(text).fetch_one(&mut *store.connection().await.unwrap()).await.unwrap().get(0)
}

#[tokio::test]
async fn sqlite_is_told_to_be_durable() {
    let (_directory, store) = store().await;
    assert_eq!(integer(&store, "PRAGMA synchronous").await, 2, "FULL");
    assert_eq!(integer(&store, "PRAGMA foreign_keys").await, 1);
    assert_eq!(integer(&store, "PRAGMA busy_timeout").await, 5000);
    let mode: String =
        sqlx::query("PRAGMA journal_mode").fetch_one(&mut *store.connection().await.unwrap()).await.unwrap().get(0);
    assert_eq!(mode, "wal");
}

#[tokio::test]
async fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let (_directory, store) = store().await;
    let id = PackId::mint();
    let first = revision(None, &"x".repeat(20_000));
    store.create(&id, &first).await.unwrap();

    // SQLite reports the same code where a file may not grow as where the disk is full.
    let pages = integer(&store, "PRAGMA page_count").await;
    sql(&store, format!("PRAGMA max_page_count = {pages}")).await;
    let second = revision(Some(&first), &"y".repeat(20_000));
    let error = store.append(&id, 1, &second).await.unwrap_err();
    assert_eq!(error, StoreError::Full { place: store.place() });
    let large = revision(None, &"z".repeat(40_000));
    let other = store.create(&PackId::mint(), &large).await.unwrap_err();
    assert_eq!(other, StoreError::Full { place: store.place() });
    assert_eq!(store.head(&id).await.unwrap(), first);
    assert_eq!(store.list(10).await.unwrap().len(), 1);

    sql(&store, "PRAGMA max_page_count = 1000000".to_owned()).await;
    store.append(&id, 1, &second).await.unwrap();
    assert_eq!(store.head(&id).await.unwrap(), second);
}

#[tokio::test]
async fn an_intact_revision_of_another_version_is_not_called_damaged() {
    let (_directory, store) = store().await;
    let id = PackId::mint();
    let first = revision(None, "begin");
    store.create(&id, &first).await.unwrap();
    let content = r#"{"written":"by a version to come"}"#;
    let hash = Revision::hash_of(None, &first.step, &first.time, &first.author, content.as_bytes());
    sql(&store, format!("UPDATE groundplan_revisions SET content = '{content}', hash = '{hash}'")).await;
    sql(&store, format!("UPDATE groundplan_packs SET head_hash = '{hash}'")).await;
    let error = store.head(&id).await.unwrap_err();
    assert!(matches!(error, StoreError::Unreadable { number: 1, .. }), "{error}");
}

#[tokio::test]
async fn packs_made_before_a_field_was_added_still_match_their_hash() {
    let (_directory, store) = store().await;
    let id = PackId::mint();
    let first = revision(None, "begin");
    store.create(&id, &first).await.unwrap();
    // The same pack as a model without `sections` would have written it.
    let mut content = serde_json::to_value(&first.pack).unwrap();
    content.as_object_mut().unwrap().remove("sections").unwrap();
    let content = content.to_string();
    let hash = Revision::hash_of(None, &first.step, &first.time, &first.author, content.as_bytes());
    sql(&store, format!("UPDATE groundplan_revisions SET content = '{content}', hash = '{hash}'")).await;
    sql(&store, format!("UPDATE groundplan_packs SET head_hash = '{hash}'")).await;
    assert_eq!(store.head(&id).await.unwrap().pack, first.pack);
}

const NEXT: &str = "ALTER TABLE groundplan_packs ADD COLUMN owner TEXT; CREATE TABLE groundplan_owners (name TEXT)";

/// The migrations of a version to come.
const LATER: &[&str] = &[schema::MIGRATIONS[0], schema::MIGRATIONS[1], NEXT];

/// The version of a store now.
const NOW: u32 = 2;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upgrade_is_made_once_and_keeps_the_packs() {
    let (_directory, store) = store().await;
    let id = PackId::mint();
    let first = revision(None, "begin");
    store.create(&id, &first).await.unwrap();

    let mut upgrades = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let place = store.place.clone();
        upgrades.spawn(async move {
            let pool = Connections::to(&place, Arc::default()).unwrap().pool;
            schema::bring_up(&pool, &place, LATER).await
        });
    }
    for outcome in upgrades.join_all().await {
        outcome.unwrap();
    }
    assert_eq!(integer(&store, "SELECT version FROM groundplan_schema").await, i64::from(NOW + 1));
    assert_eq!(integer(&store, "SELECT COUNT(*) FROM groundplan_owners").await, 0);
    assert_eq!(store.head(&id).await.unwrap(), first);

    let error = Store::open(&store.place()).await.unwrap_err();
    assert_eq!(error, StoreError::Newer { place: store.place(), found: NOW + 1, known: NOW });
}

/// How SQLite answers a query about a pack's last revision of a step.
async fn plan(store: &Store) -> String {
    let text = format!("EXPLAIN QUERY PLAN {SELECT_LAST}");
    let rows = sqlx::query(AssertSqlSafe(text))
        .bind("pk")
        .bind("step")
        .fetch_all(&mut *store.connection().await.unwrap())
        .await
        .unwrap();
    rows.iter().map(|row| row.get::<String, _>("detail")).collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn a_store_made_before_steps_were_indexed_is_brought_up_to_date() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    let old = Store::open_at(path.to_str().unwrap(), &schema::MIGRATIONS[..1]).await.unwrap();
    let id = PackId::mint();
    let first = revision(None, "begin");
    old.create(&id, &first).await.unwrap();
    assert!(!plan(&old).await.contains("step=?"), "{}", plan(&old).await);
    old.close().await;

    let store = Store::open(path.to_str().unwrap()).await.unwrap();
    assert_eq!(integer(&store, "SELECT version FROM groundplan_schema").await, i64::from(NOW));
    let plan = plan(&store).await;
    assert!(
        plan.contains("COVERING INDEX groundplan_revisions_by_step (pack_id=? AND step=?)"),
        "the whole log is read: {plan}"
    );
    assert_eq!(store.last(&id, "begin").await.unwrap(), Some(first));
    assert_eq!(store.last(&id, "end").await.unwrap(), None);
}

#[tokio::test]
async fn a_migration_that_fails_leaves_the_store_as_it_was() {
    let (_directory, store) = store().await;
    let broken = "CREATE TABLE groundplan_owners (name TEXT); CREATE TABLE groundplan_packs (id TEXT)";
    let error = schema::bring_up(
        &store.connections.pool,
        &store.place,
        &[schema::MIGRATIONS[0], schema::MIGRATIONS[1], broken],
    )
    .await
    .unwrap_err();
    assert!(matches!(error, StoreError::Database { .. }), "{error}");
    assert_eq!(integer(&store, "SELECT version FROM groundplan_schema").await, i64::from(NOW));
    let tables = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'groundplan_owners'";
    assert_eq!(integer(&store, tables).await, 0);
}

#[test]
fn every_code_that_needs_its_own_advice_gets_it() {
    let file = Place::parse("/srv/store.db").unwrap();
    let server = Place::parse("postgres://ana:secret@db.example:5433/plans").unwrap();
    let of = |place: &Place, code: &'static str| match StoreError::of(
        place,
        &sqlx::Error::Database(Box::new(Reported(code))),
    ) {
        StoreError::Busy { .. } => "busy",
        StoreError::ReadOnly { .. } => "read-only",
        StoreError::Disk { .. } => "disk",
        StoreError::Corrupt { .. } => "corrupt",
        StoreError::Full { .. } => "full",
        StoreError::CannotOpen { .. } => "cannot open",
        StoreError::NotADatabase { .. } => "not a database",
        StoreError::CannotConnect { .. } => "cannot connect",
        StoreError::Denied { .. } => "denied",
        StoreError::Database { .. } => "other",
        error => panic!("{error}"),
    };
    for (code, meaning) in [
        ("1", "other"),
        ("5", "busy"),
        ("517", "busy"),
        ("6", "busy"),
        ("8", "read-only"),
        ("1544", "read-only"),
        ("778", "disk"),
        ("4874", "full"),
        ("11", "corrupt"),
        ("267", "corrupt"),
        ("13", "full"),
        ("14", "cannot open"),
        ("26", "not a database"),
    ] {
        assert_eq!(of(&file, code), meaning, "SQLite {code}");
    }
    for (code, meaning) in [
        ("25006", "read-only"),
        ("53100", "full"),
        ("42501", "denied"),
        ("40001", "busy"),
        ("55P03", "busy"),
        ("XX001", "corrupt"),
        ("53300", "cannot connect"),
        ("08006", "cannot connect"),
        ("28P01", "cannot connect"),
        ("3D000", "cannot connect"),
        ("42601", "other"),
    ] {
        assert_eq!(of(&server, code), meaning, "PostgreSQL {code}");
    }
    assert_eq!(server.to_string(), "postgres://ana@db.example:5433/plans");
}

/// What a driver reports, with a code of the test's choosing.
#[derive(Debug)]
struct Reported(&'static str);

impl std::fmt::Display for Reported {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("reported")
    }
}

impl std::error::Error for Reported {}

impl sqlx::error::DatabaseError for Reported {
    fn message(&self) -> &str {
        "reported"
    }

    fn code(&self) -> Option<std::borrow::Cow<'_, str>> {
        Some(self.0.into())
    }

    fn as_error(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn std::error::Error + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> sqlx::error::ErrorKind {
        sqlx::error::ErrorKind::Other
    }
}

#[test]
fn addresses_mean_what_people_mean() {
    let path_of = |text: &str| match Place::parse(text).unwrap() {
        Place::File { path, create, .. } => (path, create),
        other => panic!("{other:?}"),
    };
    let here = std::env::current_dir().unwrap();
    for (text, path, create) in [
        ("/srv/a b.db", Path::new("/srv/a b.db").to_owned(), true),
        (" plans.db\n", here.join("plans.db"), true),
        ("sqlite:plans.db", here.join("plans.db"), true),
        ("sqlite://plans.db", here.join("plans.db"), true),
        ("sqlite:///srv/a%20b.db", Path::new("/srv/a b.db").to_owned(), true),
        ("sqlite:/srv/plans.db?mode=rwc", Path::new("/srv/plans.db").to_owned(), true),
        ("sqlite:/srv/plans.db?mode=rw", Path::new("/srv/plans.db").to_owned(), false),
        ("sqlite:/srv/plans.db?mode=ro", Path::new("/srv/plans.db").to_owned(), false),
        ("~/plans.db", etcetera::home_dir().unwrap().join("plans.db"), true),
    ] {
        assert_eq!(path_of(text), (path, create), "{text}");
    }
    for text in ["sqlite::memory:", "sqlite://:memory:", "sqlite:scratch?mode=memory"] {
        assert!(matches!(Place::parse(text).unwrap(), Place::Memory { .. }), "{text}");
    }
    for text in ["postgres://db/plans", "postgresql://ana@db/plans"] {
        assert!(Place::parse(text).unwrap().is_server(), "{text}");
    }
}

#[test]
fn bad_addresses_are_refused_without_telling_a_password() {
    for text in [
        "",
        "sqlite:",
        "sqlite:plans.db?mode=sometimes",
        "sqlite:plans.db?color=red",
        "mysql://ana:secret@db/plans",
        "postgres://ana:secret@db:port/plans",
        "postgres:ana:secret",
    ] {
        let error = Place::parse(text).unwrap_err();
        assert!(matches!(error, StoreError::BadAddress { .. }), "{text}: {error}");
        assert!(!error.to_string().contains("secret"), "{error}");
    }
    for text in ["/srv/", "/", "sqlite:/srv/plans/"] {
        let error = Place::parse(text).unwrap_err();
        assert!(matches!(error, StoreError::Directory { .. }), "{text}: {error}");
    }
}

/// A store in WAL and one in the mode that SQLite files have by default.
async fn in_each_journal_mode() -> Vec<(TempDir, Store)> {
    let mut stores = Vec::new();
    for mode in ["wal", "delete"] {
        let (directory, store) = store().await;
        let address = store.place();
        store.close().await;
        let set = rusqlite::Connection::open(&address).unwrap();
        let now: String = set.query_row(&format!("PRAGMA journal_mode = {mode}"), [], |row| row.get(0)).unwrap();
        assert_eq!(now, mode);
        drop(set);
        stores.push((directory, Store::open(&address).await.unwrap()));
    }
    stores
}

#[tokio::test]
async fn a_version_lasts_until_anybody_commits() {
    for (_directory, store) in in_each_journal_mode().await {
        let other = Store::open(&store.place()).await.unwrap();
        let (id, first) = (PackId::mint(), revision(None, "begin"));
        let mut last = store.version().expect("a version");
        let mut moved = |store: &Store| {
            let now = store.version().expect("a version");
            let moved = now != last;
            last = now;
            moved
        };
        store.create(&id, &first).await.unwrap();
        assert!(moved(&store), "by the store's own connection");
        other.head(&id).await.unwrap();
        store.probe().await.unwrap();
        assert!(!moved(&store), "by nobody: what is read or taken back is no commit");
        other.append(&id, 1, &revision(Some(&first), "next")).await.unwrap();
        assert!(moved(&store) && !moved(&store), "by another connection");
        other.append(&id, 1, &revision(Some(&first), "late")).await.unwrap_err();
        assert!(!moved(&store), "by nobody: nothing was saved");
        sql(&other, "PRAGMA wal_checkpoint(TRUNCATE)".to_owned()).await;
        sql(&other, "UPDATE groundplan_packs SET title = 'x'".to_owned()).await;
        assert!(moved(&store), "after the log was folded into the file");
        store.close().await;
        assert_eq!(store.version(), None);
    }
}

#[tokio::test]
async fn whoever_writes_is_not_waited_for() {
    for (directory, store) in in_each_journal_mode().await {
        let before = store.version().expect("a version");
        let writer = rusqlite::Connection::open(directory.path().join("store.db")).unwrap();
        writer.execute_batch("BEGIN EXCLUSIVE; PRAGMA user_version = 7").unwrap();
        // In WAL the last commit is there to be read; otherwise nothing is.
        let held = store.version();
        let mode: String = writer.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
        assert_eq!(held, (mode == "wal").then_some(before));
        writer.execute_batch("COMMIT").unwrap();
        assert!(store.version().is_some_and(|now| now != before));
    }
}

#[tokio::test]
async fn no_version_is_told_where_it_might_be_that_of_another_file() {
    assert_eq!(Store::open("sqlite::memory:").await.unwrap().version(), None);
    let (directory, old) = store().await;
    let path = directory.path().join("store.db");
    assert_eq!(Store::open(&format!("sqlite:{}?vfs=unix", path.display())).await.unwrap().version(), None);
    assert!(Store::open(&format!("sqlite:{}?mode=rw", path.display())).await.unwrap().version().is_some());
    // A store that connects anew may find another file.
    let again = Store::open(&old.place()).await.unwrap();
    again.probe().await.unwrap();
    assert!(again.version().is_some());
    again.connections.failed(&sqlx::Error::WorkerCrashed);
    again.probe().await.unwrap();
    assert_eq!(again.version(), None);
    drop(again);

    // The store goes on with the file it has, as SQLite does; the version is of that one, or of none.
    let asked = Store::open(&old.place()).await.unwrap();
    let before = asked.version().expect("a version");
    for ending in ["db", "db-wal", "db-shm"] {
        let from = path.with_extension(ending);
        if from.exists() {
            std::fs::rename(&from, from.with_file_name(format!("gone.{ending}"))).unwrap();
        }
    }
    let new = Store::open(&old.place()).await.unwrap();
    assert_eq!(old.version(), None);
    new.create(&PackId::mint(), &revision(None, "begin")).await.unwrap();
    assert_eq!(asked.version(), Some(before));
    asked.create(&PackId::mint(), &revision(None, "begin")).await.unwrap();
    assert_ne!(asked.version(), Some(before));
}

//! The store, through its public face. Every test of its contract runs on SQLite and, where
//! `GROUNDPLAN_TEST_POSTGRES` names a database in which schemas may be made, on PostgreSQL too.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use groundplan::pack::{Pack, Revision, Value};
use groundplan::store::{PackId, Store, StoreError, choose, default_path};
use jiff::civil::date;
use sqlx::{AssertSqlSafe, Connection};
use tempfile::TempDir;

const TIME: &str = "2026-11-02T09:00:00Z";

/// The revision after `before`, or a first one; `note` tells it from others.
fn revision(before: Option<&Revision>, note: &str) -> Revision {
    revision_at(before, note, TIME)
}

fn revision_at(before: Option<&Revision>, note: &str, time: &str) -> Revision {
    let mut pack = Pack::new("platform-infrastructure", 1, &format!("Plan of {note}"), date(2026, 11, 2));
    let fields = pack.sections.entry("context".to_owned()).or_default();
    fields.set("decision", Value::Text(format!("It's \"{note}\": 5 × traffic,\n\nby 2027-05-31 \u{1F680}")));
    fields.set("systems", Value::List(vec!["orders-api".to_owned(), note.to_owned()]));
    let parent = before.map(|before| (before.number, before.hash.as_str()));
    Revision::new(parent, note, time, "Priya Nair", pack).unwrap()
}

/// A place for a store of a test's own.
struct Bed {
    address: String,
    /// The database, and the schema in it, where the place is one in PostgreSQL.
    schema: Option<(String, String)>,
    directory: TempDir,
}

impl Bed {
    fn sqlite() -> Bed {
        let directory = tempfile::tempdir().unwrap();
        let address = directory.path().join("store.db").to_str().unwrap().to_owned();
        Bed { address, schema: None, directory }
    }

    async fn postgres(database: String) -> Bed {
        let schema = format!("t{}", &PackId::mint().as_str()[3..]);
        let joint = if database.contains('?') { '&' } else { '?' };
        let address = format!("{database}{joint}options=-csearch_path%3D{schema}");
        execute(&database, format!("CREATE SCHEMA {schema}")).await;
        Bed { address, schema: Some((database, schema)), directory: tempfile::tempdir().unwrap() }
    }

    async fn all() -> Vec<Bed> {
        let mut beds = vec![Bed::sqlite()];
        match std::env::var("GROUNDPLAN_TEST_POSTGRES") {
            Ok(database) => beds.push(Bed::postgres(database).await),
            Err(_) => eprintln!("GROUNDPLAN_TEST_POSTGRES is not set: tested on SQLite alone"),
        }
        beds
    }

    async fn open(&self) -> Store {
        Store::open(&self.address).await.unwrap()
    }

    fn file(&self) -> PathBuf {
        self.directory.path().join("store.db")
    }

    /// Changes the database behind the store's back.
    async fn sql(&self, text: &str) {
        let address = match self.schema {
            Some(_) => self.address.clone(),
            None => format!("sqlite:{}?mode=rwc", self.address),
        };
        execute(&address, text.to_owned()).await;
    }

    async fn clear(self) {
        if let Some((database, schema)) = self.schema {
            execute(&database, format!("DROP SCHEMA {schema} CASCADE")).await;
        }
    }
}

async fn execute(address: &str, text: String) {
    sqlx::any::install_default_drivers();
    let mut connection = sqlx::AnyConnection::connect(address).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// A pack of three revisions.
async fn three(store: &Store) -> (PackId, [Revision; 3]) {
    let id = PackId::mint();
    let first = revision(None, "one");
    let second = revision(Some(&first), "two");
    let third = revision(Some(&second), "three");
    store.create(&id, &first).await.unwrap();
    store.append(&id, 1, &second).await.unwrap();
    store.append(&id, 2, &third).await.unwrap();
    (id, [first, second, third])
}

#[tokio::test]
async fn what_is_kept_comes_back_from_another_process_too() {
    for bed in Bed::all().await {
        let store = bed.open().await;
        let (id, revisions) = three(&store).await;
        store.close().await;
        let error = store.head(&id).await.unwrap_err();
        assert_eq!(error, StoreError::Closed { place: store.place() });

        let store = bed.open().await;
        assert_eq!(store.head(&id).await.unwrap(), revisions[2]);
        for (number, revision) in (1..).zip(&revisions) {
            assert_eq!(&store.revision(&id, number).await.unwrap(), revision);
        }
        let log = store.log(&id).await.unwrap();
        assert_eq!(log.len(), 3);
        for (info, revision) in log.iter().zip(&revisions) {
            assert_eq!(
                (info.number, &info.hash, &info.parent, &info.step, &info.time, &info.author),
                (revision.number, &revision.hash, &revision.parent, &revision.step, &revision.time, &revision.author)
            );
        }
        store.close().await;
        bed.clear().await;
    }
}

#[tokio::test]
async fn what_is_not_there_is_named() {
    for bed in Bed::all().await {
        let store = bed.open().await;
        let (known, _) = three(&store).await;
        let id = PackId::mint();
        let unknown = StoreError::UnknownPack { id: id.clone(), place: store.place() };
        assert_eq!(store.head(&id).await.unwrap_err(), unknown);
        assert_eq!(store.revision(&id, 1).await.unwrap_err(), unknown);
        assert_eq!(store.log(&id).await.unwrap_err(), unknown);
        let first = revision(None, "one");
        let second = revision(Some(&first), "two");
        assert_eq!(store.append(&id, 1, &second).await.unwrap_err(), unknown);
        // Whoever holds a wrong id learns no right one.
        assert!(!unknown.to_string().contains(known.as_str()));
        for number in [0, 4, u32::MAX] {
            let error = store.revision(&known, number).await.unwrap_err();
            assert_eq!(error, StoreError::UnknownRevision { id: known.clone(), number, head: 3 });
        }
        store.close().await;
        bed.clear().await;
    }
}

#[tokio::test]
async fn whoever_comes_second_is_told_and_saves_nothing() {
    for bed in Bed::all().await {
        let store = bed.open().await;
        let (id, [first, second, third]) = three(&store).await;
        for (expected, before) in [(1, &first), (2, &second)] {
            let late = revision(Some(before), "late");
            let error = store.append(&id, expected, &late).await.unwrap_err();
            assert_eq!(error, StoreError::Stale { id: id.clone(), expected, current: 3 });
            assert!(error.to_string().contains("revision 3"), "{error}");
        }
        let error = store.create(&id, &first).await.unwrap_err();
        assert_eq!(error, StoreError::Exists { id: id.clone() });
        assert_eq!(store.head(&id).await.unwrap(), third);
        assert_eq!(store.log(&id).await.unwrap().len(), 3);
        let fourth = revision(Some(&third), "four");
        store.append(&id, 3, &fourth).await.unwrap();
        store.close().await;
        bed.clear().await;
    }
}

#[tokio::test]
async fn a_revision_that_does_not_fit_is_refused() {
    for bed in Bed::all().await {
        let store = bed.open().await;
        let (id, [first, second, third]) = three(&store).await;
        let fourth = revision(Some(&third), "four");
        let changed = |change: fn(&mut Revision)| {
            let mut revision = fourth.clone();
            change(&mut revision);
            revision
        };
        let stranger =
            Revision::new(Some((3, second.hash.as_str())), "four", TIME, "Priya Nair", fourth.pack.clone()).unwrap();
        for (unfit, expected, why) in [
            (changed(|revision| revision.pack.title.push('!')), 3, "does not match its hash"),
            (changed(|revision| revision.author.push('!')), 3, "does not match its hash"),
            (changed(|revision| revision.number = 5), 3, "bears the next number"),
            (fourth.clone(), 2, "bears the next number"),
            (fourth.clone(), u32::MAX, "bears the next number"),
            (first.clone(), 0, "bears the next number"),
            (stranger, 3, third.hash.as_str()),
            (revision(Some(&third), "f\0ur"), 3, "its step holds a NUL"),
            (revision_at(Some(&third), "four", "2026-11-02 09:00"), 3, "is not RFC 3339"),
            (revision_at(Some(&third), "four", "2026-11-02T09:00:00+01:00"), 3, "is not RFC 3339"),
            (revision_at(Some(&third), "four", "2026-13-02T09:00:00Z"), 3, "is not RFC 3339"),
        ] {
            let error = store.append(&id, expected, &unfit).await.unwrap_err();
            assert!(matches!(error, StoreError::Unfit { .. }), "{error}");
            assert!(error.to_string().contains(why), "{error}");
        }
        let error = store.create(&PackId::mint(), &fourth).await.unwrap_err();
        assert!(error.to_string().contains("begins with revision 1"), "{error}");
        assert_eq!(store.list(10).await.unwrap().len(), 1);
        assert_eq!(store.head(&id).await.unwrap(), third);
        store.close().await;
        bed.clear().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_those_who_append_at_once_one_wins_each_number() {
    const WRITERS: u32 = 4;
    const WINS: u32 = 8;
    for bed in Bed::all().await {
        let id = PackId::mint();
        bed.open().await.create(&id, &revision(None, "one")).await.unwrap();
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..WRITERS {
            // A store for each, as processes have.
            let (store, id) = (bed.open().await, id.clone());
            writers.spawn(async move {
                let mut won = Vec::new();
                while won.len() < WINS as usize {
                    let head = store.head(&id).await.unwrap();
                    let next = revision(Some(&head), &format!("writer {writer}"));
                    match store.append(&id, head.number, &next).await {
                        Ok(()) => won.push(next),
                        Err(StoreError::Stale { expected, current, .. }) => {
                            assert_eq!(expected, head.number);
                            assert!(current > expected);
                        }
                        Err(error) => panic!("{error}"),
                    }
                }
                store.close().await;
                won
            });
        }
        let mut winners = BTreeMap::new();
        for won in writers.join_all().await.into_iter().flatten() {
            assert!(winners.insert(won.number, won.hash).is_none(), "two winners");
        }
        assert!(winners.keys().copied().eq(2..=WRITERS * WINS + 1));
        let store = bed.open().await;
        for info in &store.log(&id).await.unwrap()[1..] {
            assert_eq!(winners.get(&info.number), Some(&info.hash));
        }
        store.close().await;
        bed.clear().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_may_make_the_store_at_once() {
    for bed in Bed::all().await {
        let mut openers = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let address = bed.address.clone();
            openers.spawn(async move {
                let store = Store::open(&address).await.unwrap();
                store.create(&PackId::mint(), &revision(None, "one")).await.unwrap();
                store.close().await;
            });
        }
        openers.join_all().await;
        let store = bed.open().await;
        assert_eq!(store.list(100).await.unwrap().len(), 8);
        store.close().await;
        bed.clear().await;
    }
}

#[tokio::test]
async fn the_list_begins_with_what_changed_last() {
    for bed in Bed::all().await {
        let store = bed.open().await;
        assert!(store.list(10).await.unwrap().is_empty());
        let mut ids: Vec<PackId> = (0..4).map(|_| PackId::mint()).collect();
        ids.sort();
        let times = ["2026-11-02T09:00:00Z", "2026-11-03T09:00:00Z", "2026-11-03T09:00:00Z", "2026-11-01T09:00:00Z"];
        for (id, time) in ids.iter().zip(times) {
            store.create(id, &revision_at(None, "one", time)).await.unwrap();
        }
        let first = store.head(&ids[3]).await.unwrap();
        let second = revision_at(Some(&first), "two", "2026-11-04T09:00:00Z");
        store.append(&ids[3], 1, &second).await.unwrap();

        let list = store.list(10).await.unwrap();
        let order: Vec<&PackId> = list.iter().map(|info| &info.id).collect();
        assert_eq!(order, [&ids[3], &ids[1], &ids[2], &ids[0]]);
        assert_eq!(list[0].head, 2);
        assert_eq!(list[0].title, "Plan of two");
        assert_eq!(list[0].skill, "platform-infrastructure");
        assert_eq!(list[0].created, "2026-11-01T09:00:00Z");
        assert_eq!(list[0].changed, "2026-11-04T09:00:00Z");
        assert_eq!(store.list(2).await.unwrap(), list[..2]);
        assert!(store.list(0).await.unwrap().is_empty());
        assert_eq!(store.list(u32::MAX).await.unwrap(), list);
        store.close().await;
        bed.clear().await;
    }
}

#[tokio::test]
async fn a_store_from_a_newer_version_is_refused_and_left_alone() {
    for bed in Bed::all().await {
        let store = bed.open().await;
        let (id, revisions) = three(&store).await;
        store.close().await;
        bed.sql("UPDATE groundplan_schema SET version = 7").await;
        let error = Store::open(&bed.address).await.unwrap_err();
        assert_eq!(error, StoreError::Newer { place: store.place(), found: 7, known: 2 });
        let text = error.to_string();
        assert!(text.contains("version 7") && text.contains("up to 2"), "{text}");
        bed.sql("UPDATE groundplan_schema SET version = 2").await;
        let store = bed.open().await;
        assert_eq!(store.head(&id).await.unwrap(), revisions[2]);
        store.close().await;
        bed.clear().await;
    }
}

#[tokio::test]
async fn a_schema_without_one_version_is_damaged() {
    for bed in Bed::all().await {
        bed.open().await.close().await;
        for (change, what) in [
            ("UPDATE groundplan_schema SET version = -1", "version is -1"),
            ("INSERT INTO groundplan_schema (version) VALUES (1)", "2 versions"),
            ("DELETE FROM groundplan_schema", "0 versions"),
        ] {
            bed.sql(change).await;
            let error = Store::open(&bed.address).await.unwrap_err();
            assert!(matches!(error, StoreError::Corrupt { .. }), "{error}");
            assert!(error.to_string().contains(what), "{error}");
        }
        bed.clear().await;
    }
}

#[tokio::test]
async fn what_was_tampered_with_is_not_returned() {
    /// Which reads of the second revision of three find it out.
    const REVISION: [bool; 3] = [true, false, false];
    const REVISION_AND_LOG: [bool; 3] = [true, false, true];
    for (change, what, found_by) in [
        (
            "UPDATE groundplan_revisions SET content = replace(content, 'two', 'too') WHERE number = 2",
            "does not match its hash",
            REVISION,
        ),
        ("UPDATE groundplan_revisions SET content = '' WHERE number = 2", "does not match its hash", REVISION),
        ("UPDATE groundplan_revisions SET author = 'Mallory' WHERE number = 2", "does not match its hash", REVISION),
        ("UPDATE groundplan_revisions SET hash = 'f00d' WHERE number = 2", "does not", [true, true, true]),
        ("UPDATE groundplan_revisions SET parent = 'f00d' WHERE number = 2", "does not follow", REVISION_AND_LOG),
        ("UPDATE groundplan_revisions SET parent = NULL WHERE number = 2", "does not follow", REVISION_AND_LOG),
        ("DELETE FROM groundplan_revisions WHERE number = 2", "is lost", [true, true, true]),
        ("DELETE FROM groundplan_revisions WHERE number = 3", "is lost", [false, true, true]),
        ("UPDATE groundplan_packs SET head_hash = 'f00d'", "is not the one the pack names", [false, true, true]),
        ("UPDATE groundplan_packs SET head = 2", "is not the one the pack names", [true, true, true]),
        ("UPDATE groundplan_packs SET head = -1", "at revision -1", [true, true, true]),
    ] {
        for bed in Bed::all().await {
            let store = bed.open().await;
            let (id, _) = three(&store).await;
            store.close().await;
            bed.sql(change).await;
            let store = bed.open().await;
            let outcomes = [
                store.revision(&id, 2).await.map(drop),
                store.head(&id).await.map(drop),
                store.log(&id).await.map(drop),
            ];
            for (outcome, found) in outcomes.into_iter().zip(found_by) {
                assert_eq!(outcome.is_err(), found, "{change}: {outcome:?}");
                if let Err(error) = outcome {
                    assert!(matches!(error, StoreError::Corrupt { .. }), "{change}: {error}");
                    assert!(error.to_string().contains(what), "{change}: {error}");
                }
            }
            store.close().await;
            bed.clear().await;
        }
    }
}

#[tokio::test]
async fn a_server_that_lets_nobody_in_is_named_without_the_password() {
    let error = Store::open("postgres://ana:secret@%2Fnowhere/plans").await.unwrap_err();
    assert!(matches!(error, StoreError::CannotConnect { .. }), "{error}");
    let text = error.to_string();
    assert!(text.contains("ana@") && text.contains("/plans") && !text.contains("secret"), "{text}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    for content in ["# Shopping\n", &"milk, eggs, bread\n".repeat(1000)] {
        let bed = Bed::sqlite();
        fs::write(bed.file(), content).unwrap();
        let error = Store::open(&bed.address).await.unwrap_err();
        assert_eq!(error, StoreError::NotADatabase { place: bed.address.clone() });
        assert_eq!(fs::read_to_string(bed.file()).unwrap(), content);
    }
}

#[tokio::test]
async fn a_database_of_somebody_else_is_refused_and_left_alone() {
    let bed = Bed::sqlite();
    bed.sql("CREATE TABLE bookmarks (url TEXT)").await;
    let before = fs::read(bed.file()).unwrap();
    let error = Store::open(&bed.address).await.unwrap_err();
    assert_eq!(error, StoreError::Foreign { place: bed.address.clone() });
    assert_eq!(fs::read(bed.file()).unwrap(), before);
}

#[tokio::test]
async fn an_empty_file_becomes_a_store() {
    let bed = Bed::sqlite();
    fs::write(bed.file(), "").unwrap();
    let store = bed.open().await;
    let (id, revisions) = three(&store).await;
    assert_eq!(store.head(&id).await.unwrap(), revisions[2]);
}

#[tokio::test]
async fn a_damaged_file_is_an_error_wherever_the_damage_is() {
    let bed = Bed::sqlite();
    let store = bed.open().await;
    let (id, revisions) = three(&store).await;
    store.close().await;
    let whole = fs::read(bed.file()).unwrap();
    let page = 4096;
    assert!(whole.len() >= 4 * page);
    let mut told = 0;
    for start in (0..whole.len()).step_by(page) {
        let mut damaged = whole.clone();
        // The first hundred bytes are the header: a damaged one makes a file that is no database at all.
        let from = if start == 0 { 100 } else { start };
        damaged[from..start + page].fill(0xa5);
        told += told_of_damage(&damaged, &id, &revisions).await;
    }
    for length in [page, page * 2, whole.len() - page, whole.len() - 1] {
        told += told_of_damage(&whole[..length], &id, &revisions).await;
    }
    // Damage to an index that these reads do not use goes unnoticed; damage to anything else must not.
    assert!(told >= 5, "{told}");
    assert_eq!(told_of_damage(&whole, &id, &revisions).await, 0);
}

/// Whether reading a store with this content fails; if it does not, it must give what was saved.
async fn told_of_damage(content: &[u8], id: &PackId, revisions: &[Revision; 3]) -> usize {
    let bed = Bed::sqlite();
    fs::write(bed.file(), content).unwrap();
    let read = async {
        let store = Store::open(&bed.address).await?;
        let mut read = Vec::new();
        for number in 1..=3 {
            read.push(store.revision(id, number).await?);
        }
        Ok(read)
    };
    match read.await {
        Ok(read) => {
            assert_eq!(read, revisions);
            0
        }
        Err(StoreError::Corrupt { .. } | StoreError::NotADatabase { .. }) => 1,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_directory_is_refused_with_a_proposal() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().to_str().unwrap();
    for address in [path.to_owned(), format!("{path}/"), format!("sqlite:{path}")] {
        let error = Store::open(&address).await.unwrap_err();
        assert!(matches!(error, StoreError::Directory { .. }), "{error}");
        assert!(error.to_string().contains("groundplan.db"), "{error}");
    }
    assert_eq!(fs::read_dir(path).unwrap().count(), 0);
}

#[tokio::test]
async fn a_path_through_a_file_is_refused() {
    let bed = Bed::sqlite();
    fs::write(bed.file(), "").unwrap();
    let error = Store::open(&format!("{}/store.db", bed.address)).await.unwrap_err();
    assert!(matches!(error, StoreError::CannotOpen { .. } | StoreError::CannotCreate { .. }), "{error}");
}

#[tokio::test]
async fn directories_are_made_for_this_user_alone() {
    let bed = Bed::sqlite();
    let path = bed.directory.path().join("data/groundplan/store.db");
    let store = Store::open(path.to_str().unwrap()).await.unwrap();
    let (id, revisions) = three(&store).await;
    assert_eq!(store.head(&id).await.unwrap(), revisions[2]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(&path.with_extension("db-wal")), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
    }
}

#[tokio::test]
async fn any_file_name_will_do() {
    for name in ["a b.db", "50%41.db", "what?.db", "#1.db", "Zürich 🚀.db", "x/../y.db", "file:z.db", "q&mode=ro.db"]
    {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir(directory.path().join("x")).unwrap();
        let path = directory.path().join(name);
        let store = Store::open(path.to_str().unwrap()).await.unwrap();
        three(&store).await;
        store.close().await;
        assert!(fs::metadata(&path).unwrap().len() > 0, "{name}");
        let reopened = Store::open(path.to_str().unwrap()).await.unwrap();
        assert_eq!(reopened.list(10).await.unwrap().len(), 1, "{name}");
    }
}

#[tokio::test]
async fn opening_a_store_changes_nothing() {
    let bed = Bed::sqlite();
    let store = bed.open().await;
    let (id, _) = three(&store).await;
    store.close().await;
    let state = || (fs::read(bed.file()).unwrap(), fs::metadata(bed.file()).unwrap().modified().unwrap());
    let before = state();
    let store = bed.open().await;
    store.head(&id).await.unwrap();
    store.close().await;
    assert!(state() == before);
    assert_eq!(fs::read_dir(bed.directory.path()).unwrap().count(), 1, "the log is folded in");
}

#[tokio::test]
async fn a_store_opened_to_read_can_be_read_and_refuses_writes() {
    let bed = Bed::sqlite();
    let address = format!("sqlite:{}?mode=ro", bed.address);
    let error = Store::open(&address).await.unwrap_err();
    assert_eq!(error, StoreError::Missing { path: bed.file() });

    let store = bed.open().await;
    let (id, [_, _, third]) = three(&store).await;
    store.close().await;
    let store = Store::open(&address).await.unwrap();
    assert_eq!(store.head(&id).await.unwrap(), third);
    let read_only = StoreError::ReadOnly { place: bed.address.clone() };
    let fourth = revision(Some(&third), "four");
    assert_eq!(store.append(&id, 3, &fourth).await.unwrap_err(), read_only);
    assert_eq!(store.create(&PackId::mint(), &revision(None, "one")).await.unwrap_err(), read_only);
    assert_eq!(store.head(&id).await.unwrap(), third);
}

#[cfg(unix)]
#[tokio::test]
async fn permissions_are_respected_and_explained() {
    use std::os::unix::fs::PermissionsExt;
    let set = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let bed = Bed::sqlite();
    let store = bed.open().await;
    let (id, [_, _, third]) = three(&store).await;
    store.close().await;
    set(bed.directory.path(), 0o555);
    let other = bed.directory.path().join("other.db");
    if fs::write(&other, "").is_ok() {
        set(bed.directory.path(), 0o700);
        eprintln!("permissions do not bind this user, who is probably root: not tested");
        return;
    }
    let error = Store::open(other.to_str().unwrap()).await.unwrap_err();
    assert!(matches!(error, StoreError::CannotCreate { .. }), "{error}");
    // SQLite keeps its log beside the file, even for readers.
    let error = Store::open(&bed.address).await.unwrap_err();
    assert_eq!(error, StoreError::ReadOnly { place: bed.address.clone() });
    set(bed.directory.path(), 0o700);

    set(&bed.file(), 0o000);
    let error = Store::open(&bed.address).await.unwrap_err();
    assert!(matches!(error, StoreError::CannotOpen { .. }), "{error}");

    set(&bed.file(), 0o444);
    let store = bed.open().await;
    assert_eq!(store.head(&id).await.unwrap(), third);
    let fourth = revision(Some(&third), "four");
    let error = store.append(&id, 3, &fourth).await.unwrap_err();
    assert_eq!(error, StoreError::ReadOnly { place: bed.address.clone() });
    store.close().await;

    // The files that SQLite made beside the file took its permissions over.
    for entry in fs::read_dir(bed.directory.path()).unwrap() {
        set(&entry.unwrap().path(), 0o600);
    }
    let store = bed.open().await;
    store.append(&id, 3, &fourth).await.unwrap();
}

/// Nobody can make a file there, root included.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_place_where_nothing_can_be_made_is_named() {
    let error = Store::open("/proc/self/groundplan/store.db").await.unwrap_err();
    assert!(matches!(error, StoreError::CannotCreate { .. }), "{error}");
    assert!(error.to_string().contains("/proc/self/groundplan/store.db"), "{error}");
}

#[tokio::test]
async fn a_store_in_memory_lives_as_long_as_it_is_held() {
    let store = Store::open("sqlite::memory:").await.unwrap();
    let (id, revisions) = three(&store).await;
    assert_eq!(store.clone().head(&id).await.unwrap(), revisions[2]);
    let other = Store::open("sqlite::memory:").await.unwrap();
    assert!(other.list(10).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_store_that_is_held_is_waited_for_and_then_named() {
    let bed = Bed::sqlite();
    let store = bed.open().await;
    let (id, [_, _, third]) = three(&store).await;
    let address = format!("sqlite:{}", bed.address);
    let mut holder = sqlx::AnyConnection::connect(&address).await.unwrap();
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut holder).await.unwrap();
    let fourth = revision(Some(&third), "four");
    let error = store.append(&id, 3, &fourth).await.unwrap_err();
    assert_eq!(error, StoreError::Busy { place: bed.address.clone() });
    // Readers need not wait.
    assert_eq!(store.head(&id).await.unwrap(), third);
    sqlx::raw_sql("ROLLBACK").execute(&mut holder).await.unwrap();
    store.append(&id, 3, &fourth).await.unwrap();
}

const WRITER: &str = "GROUNDPLAN_TEST_WRITER";

/// The process that the next test kills: appends for ever, and says what was acknowledged.
#[test]
#[ignore = "a process of the test below"]
fn writer() {
    let Ok(order) = std::env::var(WRITER) else {
        return;
    };
    let (id, address) = order.split_once(' ').unwrap();
    let id: PackId = id.parse().unwrap();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = Store::open(address).await.unwrap();
        loop {
            let head = store.head(&id).await.unwrap();
            let next = revision(Some(&head), &"a killed writer ".repeat(500));
            match store.append(&id, head.number, &next).await {
                Ok(()) => {
                    let mut out = std::io::stdout().lock();
                    writeln!(out, "kept {} {}", next.number, next.hash).unwrap();
                    out.flush().unwrap();
                }
                Err(StoreError::Stale { .. }) => (),
                Err(error) => panic!("{error}"),
            }
        }
    });
}

#[test]
fn what_was_acknowledged_survives_a_killed_process() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for bed in runtime.block_on(Bed::all()) {
        let id = PackId::mint();
        runtime.block_on(async {
            let store = bed.open().await;
            store.create(&id, &revision(None, "one")).await.unwrap();
            store.close().await;
        });
        let mut kept = BTreeMap::new();
        for round in 1..=4 {
            let mut writers: Vec<_> = (0..2).map(|_| spawn_writer(&id, &bed.address)).collect();
            for (writer, lines) in &mut writers {
                let mut acknowledged = lines.by_ref().map(Result::unwrap).filter_map(|line| {
                    // The test harness of the process may have begun the line.
                    let (_, kept) = line.split_once("kept ")?;
                    let (number, hash) = kept.split_once(' ')?;
                    Some((number.parse::<u32>().unwrap(), hash.to_owned()))
                });
                kept.extend(acknowledged.by_ref().take(5 * round));
                // SIGKILL: the process learns nothing of it.
                writer.kill().unwrap();
                kept.extend(acknowledged);
                writer.wait().unwrap();
            }
            let log = runtime.block_on(async {
                let store = bed.open().await;
                let log = store.log(&id).await.unwrap();
                for info in log.iter().rev().take(3) {
                    store.revision(&id, info.number).await.unwrap();
                }
                store.close().await;
                log
            });
            for (number, hash) in &kept {
                let found = log.get(*number as usize - 1).map(|info| &info.hash);
                assert_eq!(found, Some(hash), "revision {number} was acknowledged");
            }
        }
        assert!(kept.len() >= 100, "{}", kept.len());
        runtime.block_on(bed.clear());
    }
}

type Lines = std::io::Lines<BufReader<std::process::ChildStdout>>;

fn spawn_writer(id: &PackId, address: &str) -> (std::process::Child, Lines) {
    let mut process = Command::new(std::env::current_exe().unwrap())
        .args(["store::writer", "--exact", "--ignored", "--nocapture"])
        .env(WRITER, format!("{id} {address}"))
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let lines = BufReader::new(process.stdout.take().unwrap()).lines();
    (process, lines)
}

#[test]
fn ids_are_unguessable_and_have_one_spelling() {
    let id = PackId::mint();
    assert_ne!(id, PackId::mint());
    assert_eq!(id.to_string().parse::<PackId>().unwrap(), id);
    assert_eq!(serde_json::from_value::<PackId>(serde_json::to_value(&id).unwrap()).unwrap(), id);
    let digits = &id.as_str()[3..];
    for text in [
        String::new(),
        "pk_".to_owned(),
        digits.to_owned(),
        format!("PK_{digits}"),
        format!("pk_{}", "A".repeat(32)),
        format!("pk_{digits}0"),
        format!(" pk_{digits}"),
        format!("pk_{}", &digits[1..]),
        "ü".repeat(10_000),
    ] {
        let error = text.parse::<PackId>().unwrap_err();
        assert!(error.to_string().len() < 300, "{error}");
        assert!(serde_json::from_value::<PackId>(text.into()).is_err());
    }
}

#[test]
fn the_named_store_is_chosen_before_the_default() {
    assert_eq!(choose(Some(" plans.db ")).unwrap(), "plans.db");
    let default = default_path().unwrap();
    assert!(default.ends_with("groundplan/groundplan.db"), "{}", default.display());
    for none in [None, Some(""), Some("  ")] {
        assert_eq!(choose(none).unwrap(), default.to_str().unwrap());
    }
}

//! The schema's version, and the migrations that bring a store up to it.

use std::time::Duration;

use sqlx::{AnyConnection, AnyPool, Row};

use super::error::StoreError;
use super::path::Place;

/// The migrations, oldest first. A store's version is the number of them it has been through.
///
/// One that has been released is never edited: a change to the schema is another migration.
pub(super) const MIGRATIONS: &[&str] =
    &[include_str!("migrations/0001_packs.sql"), include_str!("migrations/0002_revisions_by_step.sql")];

/// How often, and after what pause, a store that another process is just making is looked at again.
const TRIES: u32 = 200;
const PAUSE: Duration = Duration::from_millis(25);

/// Brings the store up to the newest version. Costs one query where it is there already.
///
/// Any number of processes may do this at once: one makes each change, and the others find it made.
///
/// # Errors
/// [`StoreError::Newer`] and [`StoreError::Foreign`] before anything is changed; else what the database reports.
pub(super) async fn bring_up(pool: &AnyPool, place: &Place, migrations: &[&'static str]) -> Result<(), StoreError> {
    let known = u32::try_from(migrations.len()).unwrap_or(u32::MAX);
    let mut tries = 0;
    loop {
        let found = version(pool, place).await?;
        let attempt = match found {
            Some(found) if found == known => return Ok(()),
            Some(found) if found > known => {
                return Err(StoreError::Newer { place: place.to_string(), found, known });
            }
            Some(found) => upgrade(pool, place, migrations, found, known).await,
            None => create(pool, place, migrations, known).await,
        };
        if let Err(error) = attempt {
            let moved_on = version(pool, place).await? != found;
            // Changing the journal mode of a new file does not wait for a lock as everything else does.
            let held = matches!(error, StoreError::Busy { .. }) && tries < TRIES;
            if !moved_on && !held {
                return Err(error);
            }
            tries += 1;
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// The version of the store, or nothing where no store has been made yet.
async fn version(pool: &AnyPool, place: &Place) -> Result<Option<u32>, StoreError> {
    let rows = match sqlx::query("SELECT version FROM groundplan_schema").fetch_all(pool).await {
        Ok(rows) => rows,
        Err(error) if is_absent_table(&error) => return Ok(None),
        Err(error) => return Err(StoreError::of(place, &error)),
    };
    let [row] = rows.as_slice() else {
        let what = format!("its schema has {} versions instead of one", rows.len());
        return Err(StoreError::corrupt(place, what));
    };
    let version: i64 = row.try_get("version").map_err(|error| StoreError::of(place, &error))?;
    match u32::try_from(version) {
        Ok(version) => Ok(Some(version)),
        Err(_) => Err(StoreError::corrupt(place, format!("its schema version is {version}"))),
    }
}

/// SQLite has no code of its own for this; PostgreSQL's is `undefined_table`.
fn is_absent_table(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(|error| error.code().as_deref() == Some("42P01") || error.message().starts_with("no such table"))
}

async fn create(pool: &AnyPool, place: &Place, migrations: &[&'static str], known: u32) -> Result<(), StoreError> {
    let of = |error: sqlx::Error| StoreError::of(place, &error);
    if let Place::File { .. } = place {
        // A database server is shared by design; a file that somebody else keeps tables in was named by mistake.
        let others = "SELECT COUNT(*) AS others FROM sqlite_master WHERE tbl_name NOT LIKE 'groundplan%'";
        let row = sqlx::query(others).fetch_one(pool).await.map_err(of)?;
        if row.try_get::<i64, _>("others").map_err(of)? > 0 {
            return Err(StoreError::Foreign { place: place.to_string() });
        }
        // The file keeps the mode, so it is set once, when the file is made.
        sqlx::query("PRAGMA journal_mode = WAL").fetch_all(pool).await.map_err(of)?;
    }
    let mut transaction = pool.begin().await.map_err(of)?;
    let table = "CREATE TABLE groundplan_schema (version BIGINT NOT NULL)";
    sqlx::query(table).execute(&mut *transaction).await.map_err(of)?;
    let first = "INSERT INTO groundplan_schema (version) VALUES (0)";
    sqlx::query(first).execute(&mut *transaction).await.map_err(of)?;
    step(&mut transaction, migrations, 0, known).await.map_err(of)?;
    transaction.commit().await.map_err(of)
}

async fn upgrade(
    pool: &AnyPool,
    place: &Place,
    migrations: &[&'static str],
    found: u32,
    known: u32,
) -> Result<(), StoreError> {
    let of = |error: sqlx::Error| StoreError::of(place, &error);
    let mut transaction = pool.begin().await.map_err(of)?;
    step(&mut transaction, migrations, found, known).await.map_err(of)?;
    transaction.commit().await.map_err(of)
}

/// Migrates from one version to another, unless somebody else just did.
///
/// The swap of the version comes first: it takes the lock under which the rest is done.
async fn step(
    connection: &mut AnyConnection,
    migrations: &[&'static str],
    found: u32,
    known: u32,
) -> Result<(), sqlx::Error> {
    let swapped = sqlx::query("UPDATE groundplan_schema SET version = $1 WHERE version = $2")
        .bind(i64::from(known))
        .bind(i64::from(found))
        .execute(&mut *connection)
        .await?
        .rows_affected();
    if swapped == 0 {
        return Ok(());
    }
    for migration in migrations.iter().skip(usize::try_from(found).unwrap_or(usize::MAX)) {
        sqlx::raw_sql(*migration).execute(&mut *connection).await?;
    }
    Ok(())
}

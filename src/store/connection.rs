//! The connections to the database.
//!
//! SQLite has one, which is kept at hand. A pool would test it after each use, by another message to the thread that owns
//! it and back, and could find out nothing, for the connection leads to a file. The task that does so waits besides for
//! whatever its caller computes on what it read, and with it every other caller.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, Connection as _};
use tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard};

use super::error::StoreError;
use super::path::Place;

/// How long a call waits for a connection.
pub(super) const WAIT: Duration = Duration::from_secs(10);

/// How many connections one process holds to a database server.
const SERVER_CONNECTIONS: u32 = 4;

/// What SQLite is told on every connection. It waits for another process's write for less than [`WAIT`], so that
/// the error is its own and not the pool's; and it lets no commit return before the disk has it.
const CONNECTION_PRAGMAS: &str = "PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON";

/// The connections of a store and its clones.
#[derive(Debug, Clone)]
pub(super) struct Connections {
    /// What connects; to a server, it keeps the connections too.
    pub pool: AnyPool,
    /// SQLite's connection, once there is one.
    kept: Option<Arc<Kept>>,
}

#[derive(Debug, Default)]
struct Kept {
    connection: Arc<Mutex<Option<AnyConnection>>>,
    /// Whether its thread has ended, so that another one has to be made.
    lost: AtomicBool,
}

/// A connection for as long as this exists.
#[derive(Debug)]
pub(super) enum Taken {
    Kept(OwnedMappedMutexGuard<Option<AnyConnection>, AnyConnection>),
    Pooled(PoolConnection<Any>),
}

impl Connections {
    /// To this place; they are made when they are first used. Those of SQLite are counted in `connected`.
    pub(super) fn to(place: &Place, connected: Arc<AtomicU32>) -> Result<Connections, StoreError> {
        let kept = (!place.is_server()).then(Arc::default);
        Ok(Connections { pool: pool(place, connected)?, kept })
    }

    /// A connection that nobody else uses meanwhile.
    pub(super) async fn take(&self) -> Result<Taken, sqlx::Error> {
        let Some(kept) = &self.kept else { return Ok(Taken::Pooled(self.pool.acquire().await?)) };
        let waiting = Arc::clone(&kept.connection).lock_owned();
        let mut connection = tokio::time::timeout(WAIT, waiting).await.map_err(|_| sqlx::Error::PoolTimedOut)?;
        if kept.lost.swap(false, Ordering::Relaxed) {
            *connection = None;
        }
        if connection.is_none() {
            *connection = Some(self.pool.acquire().await?.detach());
        }
        let taken = OwnedMutexGuard::try_map(connection, Option::as_mut);
        taken.map(Taken::Kept).map_err(|_| sqlx::Error::PoolClosed)
    }

    /// Learns from a failure.
    pub(super) fn failed(&self, error: &sqlx::Error) {
        if let (Some(kept), sqlx::Error::WorkerCrashed) = (&self.kept, error) {
            kept.lost.store(true, Ordering::Relaxed);
        }
    }

    /// Closes them once they are not in use, and makes no more.
    pub(super) async fn close(&self) {
        if let Some(kept) = &self.kept
            && let Some(connection) = kept.connection.lock().await.take()
            && let Err(error) = connection.close().await
        {
            tracing::debug!(%error, "the connection to the store could not be closed in good order");
        }
        self.pool.close().await;
    }
}

impl Deref for Taken {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        match self {
            Taken::Kept(connection) => connection,
            Taken::Pooled(connection) => connection,
        }
    }
}

impl DerefMut for Taken {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        match self {
            Taken::Kept(connection) => connection,
            Taken::Pooled(connection) => connection,
        }
    }
}

/// The pool, which connects when it is first used.
fn pool(place: &Place, connected: Arc<AtomicU32>) -> Result<AnyPool, StoreError> {
    let of = |error: sqlx::Error| StoreError::of(place, &error);
    let options = AnyPoolOptions::new().acquire_timeout(WAIT);
    let options = if place.is_server() {
        options.max_connections(SERVER_CONNECTIONS)
    } else {
        // SQLite writes one at a time in any case, and a store in memory lives as long as its one connection.
        // That connection cannot go stale, so nothing has to replace it or look after it.
        options.max_connections(1).idle_timeout(None).max_lifetime(None).test_before_acquire(false).after_connect(
            move |connection, _| {
                connected.fetch_add(1, Ordering::Release);
                Box::pin(async move {
                    // A file that cannot be read fails here first. The error is left to the first query, which
                    // meets it too: an error of this function the pool would hide, and try again until its time is up.
                    if let Err(error) = sqlx::raw_sql(CONNECTION_PRAGMAS).execute(connection).await {
                        tracing::debug!(%error, "the connection to the store could not be set up");
                    }
                    Ok(())
                })
            },
        )
    };
    options.connect_lazy(place.url()).map_err(of)
}

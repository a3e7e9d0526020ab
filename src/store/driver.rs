//! What the databases report, and what it means.

use super::error::StoreError;
use super::path::Place;

impl StoreError {
    /// The store is damaged in this way.
    pub(super) fn corrupt(place: &Place, what: impl Into<String>) -> Self {
        StoreError::Corrupt { place: place.to_string(), what: what.into() }
    }

    /// What a failure of the driver means at this place.
    pub(super) fn of(place: &Place, error: &sqlx::Error) -> Self {
        let shown = place.to_string();
        let cause = error.to_string();
        match error {
            sqlx::Error::Database(reported) => {
                let code = reported.code().unwrap_or_default();
                let cause = reported.message().to_owned();
                if place.is_server() { of_postgres(&code, shown, cause) } else { of_sqlite(&code, shown, cause) }
            }
            sqlx::Error::Configuration(_) => StoreError::BadAddress { text: shown, why: cause },
            sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_) if place.is_server() => {
                StoreError::CannotConnect { place: shown, cause }
            }
            // The pool goes on trying while the server refuses connections, and reports only that its time is up.
            sqlx::Error::PoolTimedOut if place.is_server() => StoreError::CannotConnect {
                place: shown,
                cause: format!("no connection within {} s", super::connection::WAIT.as_secs()),
            },
            sqlx::Error::PoolTimedOut => StoreError::Busy { place: shown },
            sqlx::Error::PoolClosed => StoreError::Closed { place: shown },
            sqlx::Error::Io(_) => StoreError::Disk { place: shown, cause },
            // The schema's version was right when the store was opened, so a column of another type was tampered with.
            sqlx::Error::Decode(_)
            | sqlx::Error::ColumnDecode { .. }
            | sqlx::Error::ColumnNotFound(_)
            | sqlx::Error::TypeNotFound { .. } => StoreError::Corrupt { place: shown, what: cause },
            _ => StoreError::Database { place: shown, cause },
        }
    }
}

/// SQLite's result codes: <https://www.sqlite.org/rescode.html>. The low byte is the primary code.
fn of_sqlite(code: &str, place: String, cause: String) -> StoreError {
    const BUSY: i32 = 5;
    const LOCKED: i32 = 6;
    const READONLY: i32 = 8;
    const IOERR: i32 = 10;
    const CORRUPT: i32 = 11;
    const FULL: i32 = 13;
    const CANTOPEN: i32 = 14;
    const NOTADB: i32 = 26;
    const PERM: i32 = 3;
    const AUTH: i32 = 23;
    /// Growing the index of the write-ahead log failed, which a full disk causes.
    const IOERR_SHMSIZE: i32 = 4874;

    let code = code.parse::<i32>().unwrap_or_default();
    if code == IOERR_SHMSIZE {
        return StoreError::Full { place };
    }
    match code & 0xff {
        BUSY | LOCKED => StoreError::Busy { place },
        READONLY => StoreError::ReadOnly { place },
        IOERR => StoreError::Disk { place, cause },
        CORRUPT => StoreError::Corrupt { place, what: cause },
        FULL => StoreError::Full { place },
        CANTOPEN | PERM | AUTH => StoreError::CannotOpen { place, cause },
        NOTADB => StoreError::NotADatabase { place },
        _ => StoreError::Database { place, cause },
    }
}

/// PostgreSQL's SQLSTATE codes: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
fn of_postgres(code: &str, place: String, cause: String) -> StoreError {
    match code {
        "25006" => StoreError::ReadOnly { place },
        "53100" => StoreError::Full { place },
        "42501" => StoreError::Denied { place, cause },
        // Serialization failure, deadlock, lock not available, cancelled by a timeout.
        "40001" | "40P01" | "55P03" | "57014" => StoreError::Busy { place },
        "XX001" | "XX002" => StoreError::Corrupt { place, what: cause },
        // Too many connections, shutting down, starting up.
        "53300" | "57P01" | "57P02" | "57P03" => StoreError::CannotConnect { place, cause },
        // Connection exceptions, wrong user or password, no such database, no such schema.
        _ if ["08", "28", "3D", "3F"].iter().any(|class| code.starts_with(class)) => {
            StoreError::CannotConnect { place, cause }
        }
        _ => StoreError::Database { place, cause },
    }
}

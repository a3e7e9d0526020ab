//! A store looked at without keeping anything in it.

use std::path::PathBuf;

use sqlx::{Connection as _, Row};

use super::Store;
use super::error::StoreError;
use super::path::Place;

/// The file that an address means, or nothing for memory and for a database server. Nothing is touched.
///
/// # Errors
/// An address that means nothing.
pub fn file(address: &str) -> Result<Option<PathBuf>, StoreError> {
    Ok(match Place::parse(address)? {
        Place::File { path, .. } => Some(path),
        Place::Memory { .. } | Place::Server { .. } => None,
    })
}

/// The address, so that it means the same in every working directory.
///
/// # Errors
/// An address that means nothing.
pub fn absolute(address: &str) -> Result<String, StoreError> {
    let address = address.trim();
    Ok(match Place::parse(address)? {
        Place::File { path, .. } if !address.starts_with("sqlite:") => path.display().to_string(),
        place @ Place::File { .. } => place.url().to_owned(),
        Place::Memory { .. } | Place::Server { .. } => address.to_owned(),
    })
}

impl Store {
    /// Writes and takes it back, so that whatever would refuse a revision refuses this. Yields the schema's version.
    ///
    /// # Errors
    /// Whatever befalls the place: [`StoreError::ReadOnly`], [`StoreError::Full`], [`StoreError::Busy`] and their like.
    pub async fn probe(&self) -> Result<u32, StoreError> {
        let of = |error: sqlx::Error| self.of(&error);
        let mut connection = self.connection().await?;
        let mut transaction = connection.begin().await.map_err(of)?;
        sqlx::query("UPDATE groundplan_schema SET version = version").execute(&mut *transaction).await.map_err(of)?;
        let row = sqlx::query("SELECT version FROM groundplan_schema").fetch_one(&mut *transaction).await;
        let version: i64 = row.and_then(|row| row.try_get("version")).map_err(of)?;
        transaction.rollback().await.map_err(of)?;
        Ok(u32::try_from(version).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_probe_leaves_nothing_and_is_refused_as_a_revision_would_be() {
        let folder = tempfile::tempdir().expect("a directory");
        let path = folder.path().join("packs.db");
        let address = path.display().to_string();
        assert_eq!(file(&address).expect("an address"), Some(path.clone()));
        let store = Store::open(&address).await.expect("a store");
        assert_eq!(store.probe().await.expect("a probe"), 2);
        drop(store);
        let store = Store::open(&format!("sqlite:{address}?mode=ro")).await.expect("a store");
        assert!(matches!(store.probe().await, Err(StoreError::ReadOnly { .. })));
    }

    #[test]
    fn an_absolute_address_means_the_same() {
        let here = std::env::current_dir().expect("a directory").join("a b.db");
        assert_eq!(absolute("a b.db").expect("an address"), here.display().to_string());
        let url = absolute("sqlite:a%20b.db?mode=rw").expect("an address");
        assert_eq!(file(&url).expect("an address"), Some(here));
        assert!(url.ends_with("?mode=rw"), "{url}");
        assert_eq!(absolute("postgres://u@h/d").expect("an address"), "postgres://u@h/d");
    }
}

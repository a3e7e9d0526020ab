//! Many packs at once: lists of them, their number, and where each of some stands.

use sqlx::Row;
use sqlx::any::AnyRow;

use super::{BadPackId, PackId, PackInfo, Store, StoreError};
use crate::pack::Revision;

/// The packs, each with what made its newest revision.
macro_rules! packs {
    ($($rest:literal),*) => {
        concat!(
            "SELECT p.id, p.head, p.skill, p.title, p.created, p.changed, r.step FROM groundplan_packs p ",
            "JOIN groundplan_revisions r ON r.pack_id = p.id AND r.number = p.head ",
            $($rest),*
        )
    };
}

const CHANGED_LAST: &str = packs!("ORDER BY p.changed DESC, p.id LIMIT $1");

const MADE_LAST: &str = packs!("ORDER BY p.created DESC, p.id LIMIT $1");

const MADE_BEFORE: &str = packs!(
    "JOIN groundplan_packs c ON c.id = $2 ",
    "WHERE p.created < c.created OR (p.created = c.created AND p.id > c.id) ",
    "ORDER BY p.created DESC, p.id LIMIT $1"
);

const COUNT: &str = "SELECT COUNT(*) AS number FROM groundplan_packs";

/// How many packs one query asks about; databases bound the parameters of a query.
const AT_ONCE: usize = 500;

impl Store {
    /// At most `limit` packs, the one changed last first; packs changed in the same second by id.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], and whatever befalls the place.
    pub async fn list(&self, limit: u32) -> Result<Vec<PackInfo>, StoreError> {
        let query = sqlx::query(CHANGED_LAST).bind(i64::from(limit));
        self.infos(query.fetch_all(&mut *self.connection().await?).await)
    }

    /// At most `limit` packs, the one made last first, those after the pack `after` where one is named. Unlike
    /// [`Store::list`] this order never changes under a reader who goes on where the last page ended.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], and whatever befalls the place.
    pub async fn page(&self, after: Option<&PackId>, limit: u32) -> Result<Vec<PackInfo>, StoreError> {
        let query = match after {
            None => sqlx::query(MADE_LAST).bind(i64::from(limit)),
            Some(id) => sqlx::query(MADE_BEFORE).bind(i64::from(limit)).bind(id.as_str()),
        };
        self.infos(query.fetch_all(&mut *self.connection().await?).await)
    }

    /// How many packs there are.
    ///
    /// # Errors
    /// Whatever befalls the place.
    pub async fn count(&self) -> Result<u64, StoreError> {
        let row =
            sqlx::query(COUNT).fetch_one(&mut *self.connection().await?).await.map_err(|error| self.of(&error))?;
        let number: i64 = self.get(&row, "number")?;
        u64::try_from(number).map_err(|_| self.corrupt(format!("it holds {number} packs")))
    }

    /// The numbers of the newest revisions of these packs; ids of no pack are left out.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`], and whatever befalls the place.
    pub async fn heads(&self, ids: &[PackId]) -> Result<Vec<(PackId, u32)>, StoreError> {
        let mut heads = Vec::with_capacity(ids.len());
        for some in ids.chunks(AT_ONCE) {
            let places: Vec<String> = (1..=some.len()).map(|place| format!("${place}")).collect();
            let text = format!("SELECT id, head FROM groundplan_packs WHERE id IN ({})", places.join(", "));
            // Nothing but the numbers of parameters is put into the text.
            let query = some.iter().fold(sqlx::query(sqlx::AssertSqlSafe(text)), |query, id| query.bind(id.as_str()));
            for row in query.fetch_all(&mut *self.connection().await?).await.map_err(|error| self.of(&error))? {
                heads.push((self.id(&row)?, self.number(&row, "head")?));
            }
        }
        Ok(heads)
    }

    fn infos(&self, rows: Result<Vec<AnyRow>, sqlx::Error>) -> Result<Vec<PackInfo>, StoreError> {
        let info = |row: &AnyRow| -> Result<PackInfo, StoreError> {
            let step: String = self.get(row, "step")?;
            Ok(PackInfo {
                id: self.id(row)?,
                skill: self.get(row, "skill")?,
                title: self.get(row, "title")?,
                head: self.number(row, "head")?,
                created: self.get(row, "created")?,
                changed: self.get(row, "changed")?,
                finalized: step == Revision::FINALIZED,
            })
        };
        rows.map_err(|error| self.of(&error))?.iter().map(info).collect()
    }

    fn id(&self, row: &AnyRow) -> Result<PackId, StoreError> {
        let id: String = row.try_get("id").map_err(|error| self.of(&error))?;
        id.parse().map_err(|error: BadPackId| self.corrupt(error.to_string()))
    }
}

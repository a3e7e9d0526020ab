//! Lists of packs read lately, at hand for as long as nothing is written to the store.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde_json::Value as Json;

use super::{Refusal, Workspace};
use crate::store::{PackInfo, Version};

/// How many lists are kept.
const MOST: usize = 4;

/// How many packs a list that is kept has at most.
const PACKS: usize = 200;

/// Packs as they were listed. What is told of them is made when it is first wanted.
#[derive(Debug)]
pub struct Listed {
    /// The packs, the one changed last first.
    pub packs: Vec<PackInfo>,
    data: OnceLock<Json>,
    text: OnceLock<String>,
}

impl Listed {
    fn of(packs: Vec<PackInfo>) -> Self {
        Listed { packs, data: OnceLock::new(), text: OnceLock::new() }
    }

    /// The packs as data: a list of objects.
    ///
    /// # Errors
    /// That they cannot be written as JSON.
    pub fn data(&self) -> Result<&Json, serde_json::Error> {
        match self.data.get() {
            Some(data) => Ok(data),
            None => serde_json::to_value(&self.packs).map(|data| self.data.get_or_init(|| data)),
        }
    }

    /// The packs as text, a line each; blank where there are none.
    pub fn text(&self) -> &str {
        self.text.get_or_init(|| {
            let lines = self.packs.iter().map(|pack| {
                let PackInfo { id, title, skill, head, changed, finalized, .. } = pack;
                let closed = if *finalized { ", finalized" } else { "" };
                format!("- {id} \"{title}\" ({skill}, revision {head}{closed}, changed {changed})")
            });
            lines.collect::<Vec<_>>().join("\n")
        })
    }
}

/// A list of at most so many packs, and the version of the store under which it was read.
type List = (u32, Version, Arc<Listed>);

/// Some lists; the one read last comes first.
#[derive(Debug, Default)]
pub(super) struct Lists(Mutex<VecDeque<List>>);

impl Lists {
    fn of(&self, limit: u32, version: Version) -> Option<Arc<Listed>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|list| (list.0, list.1) == (limit, version)).map(|list| Arc::clone(&list.2))
    }

    /// Keeps a list in place of what was before; what was read first makes room.
    fn keep(&self, limit: u32, version: Version, listed: &Arc<Listed>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|list| list.0 != limit);
        kept.truncate(MOST - 1);
        kept.push_front((limit, version, Arc::clone(listed)));
    }
}

impl Workspace {
    /// The packs, the one changed last first.
    ///
    /// # Errors
    /// The store's word.
    pub async fn list(&self, limit: u32) -> Result<Arc<Listed>, Refusal> {
        // Taken before the store is read: what is written in between makes the next reader ask again.
        let version = self.store.version();
        if let Some(kept) = version.and_then(|version| self.lists.of(limit, version)) {
            return Ok(kept);
        }
        let listed = Arc::new(Listed::of(self.store.list(limit).await?));
        if let Some(version) = version.filter(|_| listed.packs.len() <= PACKS) {
            self.lists.keep(limit, version, &listed);
        }
        Ok(listed)
    }
}

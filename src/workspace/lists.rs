//! Lists of packs read lately, at hand for as long as nothing is written to the store.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Refusal, Workspace};
use crate::store::{PackInfo, Version};

/// How many lists are kept.
const MOST: usize = 4;

/// How many packs a list that is kept has at most.
const PACKS: usize = 200;

/// A list of at most so many packs, and the version of the store under which it was read.
type List = (u32, Version, Arc<[PackInfo]>);

/// Some lists; the one read last comes first.
#[derive(Debug, Default)]
pub(super) struct Lists(Mutex<VecDeque<List>>);

impl Lists {
    fn of(&self, limit: u32, version: Version) -> Option<Arc<[PackInfo]>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|list| (list.0, list.1) == (limit, version)).map(|list| Arc::clone(&list.2))
    }

    /// Keeps a list in place of what was before; what was read first makes room.
    fn keep(&self, limit: u32, version: Version, packs: &Arc<[PackInfo]>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|list| list.0 != limit);
        kept.truncate(MOST - 1);
        kept.push_front((limit, version, Arc::clone(packs)));
    }
}

impl Workspace {
    /// The packs, the one changed last first.
    ///
    /// # Errors
    /// The store's word.
    pub async fn list(&self, limit: u32) -> Result<Arc<[PackInfo]>, Refusal> {
        // Taken before the store is read: what is written in between makes the next reader ask again.
        let version = self.store.version();
        if let Some(kept) = version.and_then(|version| self.lists.of(limit, version)) {
            return Ok(kept);
        }
        let packs: Arc<[PackInfo]> = self.store.list(limit).await?.into();
        if let Some(version) = version.filter(|_| packs.len() <= PACKS) {
            self.lists.keep(limit, version, &packs);
        }
        Ok(packs)
    }
}

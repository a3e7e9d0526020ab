//! Watching packs: who moves them on, through this process or through another one on the same store.
//!
//! What happens in this process is told at once. Other processes write to the same store, so it is asked at an interval
//! where the watched packs stand; while nobody watches, nothing is asked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};

use crate::store::{PackId, Store, StoreError};

/// How often the store is asked, unless told otherwise.
pub(super) const EVERY: Duration = Duration::from_millis(1500);

/// Who watches what.
#[derive(Debug)]
pub(super) struct Watch {
    store: Store,
    every: Duration,
    /// Asks the store before its time.
    soon: Notify,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The newest revision known of each pack that is watched, or was when the store was last asked.
    heads: BTreeMap<PackId, watch::Sender<u32>>,
    /// How many packs there are, as far as anybody watches that.
    packs: watch::Sender<u64>,
    /// How many packs were opened here.
    opened: watch::Sender<u64>,
    /// Whether a task asks the store.
    asking: bool,
}

/// A pack that is watched, for as long as this exists.
#[derive(Debug, Clone)]
pub struct Watched {
    head: watch::Receiver<u32>,
    seen: u32,
}

impl Watched {
    /// Waits until the pack has moved on, and returns its newest revision; several moves may be told as one. `None`
    /// where nobody can tell any more.
    pub async fn moved(&mut self) -> Option<u32> {
        self.seen = *self.head.wait_for(|head| *head > self.seen).await.ok()?;
        Some(self.seen)
    }
}

/// The list of packs, watched for as long as this exists.
#[derive(Debug)]
pub struct WatchedList {
    packs: watch::Receiver<u64>,
    seen: u64,
}

impl WatchedList {
    /// Waits until there are more packs; several may be told as one. `None` where nobody can tell any more.
    pub async fn grew(&mut self) -> Option<u64> {
        self.seen = *self.packs.wait_for(|packs| *packs > self.seen).await.ok()?;
        Some(self.seen)
    }
}

impl Watch {
    pub(super) fn new(store: Store, every: Duration) -> Arc<Self> {
        Arc::new(Watch { store, every, soon: Notify::new(), state: Mutex::default() })
    }

    /// Says that a pack is at a revision.
    pub(super) fn moved(&self, id: &PackId, head: u32) {
        if let Some(known) = self.state().heads.get(id) {
            raise(known, head);
        }
    }

    /// Says that a pack was opened here.
    pub(super) fn opened(&self) {
        self.state().opened.send_modify(|opened| *opened += 1);
        // Others count the packs in the store, whoever opened them.
        self.soon.notify_one();
    }

    /// Watches packs, each from its newest revision on. Ids of no pack are left out.
    pub(super) async fn packs(self: &Arc<Self>, ids: &[PackId]) -> Result<BTreeMap<PackId, Watched>, StoreError> {
        // Listening comes first, so that a move made meanwhile is told.
        let mut heads: BTreeMap<PackId, watch::Receiver<u32>> = {
            let mut state = self.state();
            self.ask(&mut state);
            ids.iter().map(|id| (id.clone(), state.heads.entry(id.clone()).or_default().subscribe())).collect()
        };
        let stand = self.store.heads(ids).await?;
        Ok(stand
            .into_iter()
            .filter_map(|(id, seen)| Some((id.clone(), Watched { head: heads.remove(&id)?, seen })))
            .collect())
    }

    /// Watches how many packs there are.
    pub(super) async fn list(self: &Arc<Self>) -> Result<WatchedList, StoreError> {
        let packs = {
            let mut state = self.state();
            self.ask(&mut state);
            state.packs.subscribe()
        };
        Ok(WatchedList { packs, seen: self.store.count().await? })
    }

    /// Watches what is opened here.
    pub(super) fn opened_here(&self) -> WatchedList {
        let packs = self.state().opened.subscribe();
        let seen = *packs.borrow();
        WatchedList { packs, seen }
    }

    /// Lets a task ask the store for as long as anybody watches.
    fn ask(self: &Arc<Self>, state: &mut State) {
        if !state.asking {
            state.asking = true;
            tokio::spawn(Arc::clone(self).asking());
        }
    }

    async fn asking(self: Arc<Self>) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(self.every) => {}
                () = self.soon.notified() => {}
            }
            let Some((ids, list)) = self.wanted() else { return };
            if let Err(error) = self.look(&ids, list).await {
                // The next round may do better.
                tracing::debug!(%error, "the store does not say where the watched packs stand");
            }
        }
    }

    /// What is watched; `None`, and the task ends, where nothing is.
    fn wanted(&self) -> Option<(Vec<PackId>, bool)> {
        let mut state = self.state();
        state.heads.retain(|_, head| head.receiver_count() > 0);
        let (ids, list) = (state.heads.keys().cloned().collect::<Vec<_>>(), state.packs.receiver_count() > 0);
        state.asking = list || !ids.is_empty();
        state.asking.then_some((ids, list))
    }

    async fn look(&self, ids: &[PackId], list: bool) -> Result<(), StoreError> {
        for (id, head) in self.store.heads(ids).await? {
            self.moved(&id, head);
        }
        if list {
            let packs = self.store.count().await?;
            raise(&self.state().packs, packs);
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells a number where it is higher than the last one.
fn raise<T: PartialOrd>(known: &watch::Sender<T>, number: T) {
    known.send_if_modified(|last| {
        let higher = number > *last;
        if higher {
            *last = number;
        }
        higher
    });
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::pack::{Pack, Revision};

    const NOW: &str = "2026-11-21T09:00:00Z";

    impl Watch {
        /// How many there are who would be told something.
        pub(crate) fn watchers(&self) -> usize {
            let state = self.state();
            let heads: usize = state.heads.values().map(watch::Sender::receiver_count).sum();
            heads + state.packs.receiver_count() + state.opened.receiver_count()
        }
    }

    async fn store() -> (Store, PackId, Revision) {
        let store = Store::open("sqlite::memory:").await.expect("a store");
        let pack = Pack::new("platform-operations", 1, "Shop", date(2026, 11, 2));
        let (id, first) = (PackId::mint(), Revision::new(None, "test", NOW, "test", pack).expect("a revision"));
        store.create(&id, &first).await.expect("kept");
        (store, id, first)
    }

    /// What another process does, which tells nobody.
    async fn append(store: &Store, id: &PackId, last: &Revision) -> Revision {
        let parent = Some((last.number, last.hash.as_str()));
        let next = Revision::new(parent, "test", NOW, "test", last.pack.clone()).expect("a revision");
        store.append(id, last.number, &next).await.expect("kept");
        next
    }

    #[tokio::test]
    async fn what_others_do_is_noticed_and_once_nobody_watches_nothing_is_asked() {
        let (store, id, first) = store().await;
        let watch = Watch::new(store.clone(), Duration::from_millis(5));
        let pack = async || watch.packs(std::slice::from_ref(&id)).await.expect("watched").remove(&id).expect("a pack");
        let (mut one, mut list) = (pack().await, watch.list().await.expect("watched"));
        let second = append(&store, &id, &first).await;
        assert_eq!(one.moved().await, Some(2));
        // Whoever comes later begins where the pack stands then.
        let mut two = pack().await;
        append(&store, &id, &second).await;
        assert_eq!((one.moved().await, two.moved().await), (Some(3), Some(3)));
        store.create(&PackId::mint(), &first).await.expect("kept");
        assert_eq!(list.grew().await, Some(2));
        drop((one, two, list));
        while watch.state().asking {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert!(watch.state().heads.is_empty());
    }

    #[tokio::test]
    async fn ids_of_no_pack_leave_nothing_behind() {
        let (store, ..) = store().await;
        let watch = Watch::new(store, Duration::from_millis(5));
        let nobody: Vec<PackId> = (0..10).map(|_| PackId::mint()).collect();
        assert!(watch.packs(&nobody).await.expect("an answer").is_empty());
        while watch.state().asking {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert!(watch.state().heads.is_empty());
    }
}

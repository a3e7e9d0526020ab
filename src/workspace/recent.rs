//! Revisions read lately, with what they yield. A revision never changes, so neither does that, and one that is named is
//! simply at hand; which one is the newest the store is asked each time, because other processes move packs on too. While
//! nothing at all was written to it, that is known without a query.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Refusal, Workspace};
use crate::pack::{Derived, Revision, render};
use crate::skill::Skill;
use crate::store::{PackId, Version};

/// How many bytes of Markdown are kept. All that is kept of a pack takes several times its text.
const MOST: usize = 1 << 20;

/// What a pack takes beside its text at least.
const EACH: usize = 1 << 12;

/// A revision with what is read of it.
#[derive(Debug)]
pub struct Rendered {
    /// The revision.
    pub revision: Revision,
    /// Its skill.
    pub skill: &'static dyn Skill,
    /// What is derived from it.
    pub derived: Derived,
    /// All of it as Markdown.
    pub markdown: String,
}

impl Rendered {
    fn of(revision: Revision, skill: &'static dyn Skill) -> Self {
        let standard = &skill.definition().standard;
        let derived = standard.derive(&revision.pack);
        let markdown = render(&revision.pack, standard.sections, &derived);
        Rendered { revision, skill, derived, markdown }
    }
}

/// Some revisions as they were read; the one read first comes first.
#[derive(Debug, Default)]
pub(super) struct Recent(Mutex<VecDeque<Kept>>);

/// What was read when a revision of a pack was asked for, the newest where none is named.
#[derive(Debug)]
struct Kept {
    pack: PackId,
    asked: Option<u32>,
    version: Option<Version>,
    rendered: Arc<Rendered>,
}

impl Kept {
    /// The bytes it takes, as they are counted here.
    fn size(&self) -> usize {
        self.rendered.markdown.len() + EACH
    }
}

impl Recent {
    /// What was read, and the version of the store under which it was so.
    fn of(&self, pack: &PackId, asked: Option<u32>) -> Option<(Arc<Rendered>, Option<Version>)> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().find(|one| one.asked == asked && one.pack == *pack)?;
        Some((Arc::clone(&found.rendered), found.version))
    }

    /// Keeps what was read in place of what was before; what was read first makes room.
    fn keep(&self, pack: &PackId, asked: Option<u32>, version: Option<Version>, rendered: &Arc<Rendered>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|one| (&one.pack, one.asked) != (pack, asked));
        kept.push_back(Kept { pack: pack.clone(), asked, version, rendered: Arc::clone(rendered) });
        let mut taken: usize = kept.iter().map(Kept::size).sum();
        while taken > MOST
            && let Some(first) = kept.pop_front()
        {
            taken -= first.size();
        }
    }
}

impl Workspace {
    /// A revision of a pack with what it yields, the newest where none is named.
    ///
    /// # Errors
    /// The store's word.
    pub async fn rendered(&self, id: &PackId, revision: Option<u32>) -> Result<Arc<Rendered>, Refusal> {
        let kept = self.recent.of(id, revision);
        if revision.is_some() {
            return match kept {
                Some((kept, _)) => Ok(kept),
                None => self.render(id, revision, None).await,
            };
        }
        // Taken before the store is read: what is written in between makes the next reader ask again.
        let version = self.store.version();
        if let Some((kept, then)) = kept {
            if then.is_some() && then == version {
                return Ok(kept);
            }
            if self.store.head_hash(id).await?.as_ref() == Some(&kept.revision.hash) {
                if version.is_some() {
                    self.recent.keep(id, None, version, &kept);
                }
                return Ok(kept);
            }
        }
        self.render(id, None, version).await
    }

    /// Reads a revision from the store, and keeps it.
    async fn render(
        &self,
        id: &PackId,
        revision: Option<u32>,
        version: Option<Version>,
    ) -> Result<Arc<Rendered>, Refusal> {
        let (read, skill) = self.read(id, revision).await?;
        let rendered = Arc::new(Rendered::of(read, skill));
        self.recent.keep(id, revision, version, &rendered);
        Ok(rendered)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::pack::Pack;
    use crate::store::Store;

    const NOW: &str = "2026-11-21T09:00:00Z";

    fn first(title: &str) -> Revision {
        Revision::new(None, "test", NOW, "test", Pack::new("platform-operations", 1, title, date(2026, 11, 2)))
            .expect("a revision")
    }

    /// A pack that `other` made and moves on, which tells `workspace` nothing.
    struct Shared {
        workspace: Workspace,
        other: Store,
        id: PackId,
        one: Revision,
    }

    impl Shared {
        async fn at(address: &str) -> Shared {
            let open = async || Store::open(address).await.expect("a store");
            let (workspace, other) = (Workspace::new(open().await), open().await);
            let (id, one) = (PackId::mint(), first("one"));
            other.create(&id, &one).await.expect("kept");
            Shared { workspace, other, id, one }
        }

        async fn read(&self, revision: Option<u32>) -> Arc<Rendered> {
            self.workspace.rendered(&self.id, revision).await.expect("a pack")
        }

        /// Appends a revision with this title.
        async fn append(&self, before: &Revision, title: &str) -> Revision {
            let pack = Pack { title: title.to_owned(), ..before.pack.clone() };
            let next = Revision::new(Some((before.number, &before.hash)), "test", NOW, "test", pack);
            let next = next.expect("a revision");
            self.other.append(&self.id, before.number, &next).await.expect("kept");
            next
        }
    }

    #[tokio::test]
    async fn what_is_read_again_is_at_hand_until_anybody_moves_the_pack_on() {
        let folder = tempfile::tempdir().expect("a folder");
        let shared = Shared::at(&folder.path().join("packs.db").display().to_string()).await;
        let before = shared.read(None).await;
        assert_eq!(before.revision, shared.one);
        assert_eq!(before.markdown, before.skill.definition().render(&shared.one.pack));
        assert!(Arc::ptr_eq(&before, &shared.read(None).await));
        let two = shared.append(&shared.one, "two").await;
        let after = shared.read(None).await;
        assert!(after.revision == two && after.markdown.contains("# two"), "{}", after.markdown);
        let named = shared.read(Some(1)).await;
        assert!(named.markdown.contains("# one"));
        assert!(Arc::ptr_eq(&after, &shared.read(None).await), "an earlier revision takes no other's place");
        // What is written elsewhere moves neither.
        shared.other.create(&PackId::mint(), &shared.one).await.expect("kept");
        for _ in 0..2 {
            assert!(Arc::ptr_eq(&after, &shared.read(None).await));
            assert!(Arc::ptr_eq(&named, &shared.read(Some(1)).await));
        }
        shared.workspace.rendered(&shared.id, Some(3)).await.expect_err("there is no such revision yet");
        let three = shared.append(&two, "three").await;
        assert_eq!(shared.read(Some(3)).await.revision, three);
    }

    /// Where only a query can tell, as with a database server.
    #[tokio::test]
    async fn without_a_version_the_store_is_asked_each_time() {
        let store = Store::open("sqlite::memory:").await.expect("a store");
        let (id, one) = (PackId::mint(), first("one"));
        store.create(&id, &one).await.expect("kept");
        let shared = Shared { workspace: Workspace::new(store.clone()), other: store, id, one };
        assert_eq!(shared.other.version(), None);
        let (before, named) = (shared.read(None).await, shared.read(Some(1)).await);
        assert!(Arc::ptr_eq(&before, &shared.read(None).await));
        let two = shared.append(&shared.one, "two").await;
        assert_eq!(shared.read(None).await.revision, two);
        assert!(Arc::ptr_eq(&named, &shared.read(Some(1)).await));
    }

    /// One moves a pack on and says so as soon as it is kept; from then on every reader has to know.
    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn nobody_is_told_what_was_true_before() {
        use std::sync::atomic::{AtomicU32, Ordering};

        const REVISIONS: u32 = 40;
        for journal in ["WAL", "DELETE"] {
            let folder = tempfile::tempdir().expect("a folder");
            let address = folder.path().join("packs.db").display().to_string();
            Store::open(&address).await.expect("a store").close().await;
            rusqlite::Connection::open(&address)
                .and_then(|store| store.pragma_update(None, "journal_mode", journal))
                .expect("it is set");
            let shared = Arc::new(Shared::at(&address).await);
            let kept = Arc::new(AtomicU32::new(1));
            let readers: Vec<_> = (0..3)
                .map(|_| {
                    let (shared, kept) = (Arc::clone(&shared), Arc::clone(&kept));
                    tokio::spawn(async move {
                        loop {
                            let due = kept.load(Ordering::SeqCst);
                            let read = shared.read(None).await.revision.number;
                            let due_in_list = kept.load(Ordering::SeqCst);
                            let listed = shared.workspace.list(5).await.expect("a list").packs[0].head;
                            assert!(read >= due && listed >= due_in_list, "{read} {due}, {listed} {due_in_list}");
                            if due == REVISIONS {
                                break;
                            }
                            tokio::task::yield_now().await;
                        }
                    })
                })
                .collect();
            let mut last = shared.one.clone();
            while last.number < REVISIONS {
                last = shared.append(&last, &format!("number {}", last.number + 1)).await;
                kept.store(last.number, Ordering::SeqCst);
                assert_eq!(shared.read(None).await.revision, last);
            }
            for reader in readers {
                reader.await.expect("it was told the truth");
            }
        }
    }

    #[test]
    fn what_was_read_first_makes_room() {
        let skill = crate::workspace::skill("platform-operations").expect("a skill");
        let ids: Vec<PackId> = (0..3).map(|_| PackId::mint()).collect();
        let recent = Recent::default();
        let kept = || ids.iter().map(|id| recent.of(id, None).is_some()).collect::<Vec<_>>();
        let large = Arc::new(Rendered { markdown: "x".repeat(MOST / 2 - EACH), ..Rendered::of(first("one"), skill) });
        ids.iter().for_each(|id| recent.keep(id, None, None, &large));
        assert_eq!(kept(), [false, true, true]);
        recent.keep(&ids[1], None, None, &large);
        assert_eq!(kept(), [false, true, true], "a pack has one place");
        recent.keep(&ids[0], None, None, &large);
        assert_eq!(kept(), [true, true, false]);
        recent.keep(&ids[2], Some(1), None, &large);
        assert_eq!(kept(), [true, false, false], "a named revision takes room too");
        let too_large = Arc::new(Rendered { markdown: "x".repeat(MOST), ..Rendered::of(first("one"), skill) });
        recent.keep(&ids[2], None, None, &too_large);
        assert_eq!(kept(), [false; 3]);
    }
}

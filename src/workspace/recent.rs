//! Revisions read lately, with what they yield. A revision never changes, so neither does that; which one is the newest the
//! store is asked each time, because other processes move packs on too.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Refusal, Workspace};
use crate::pack::{Derived, Revision, render};
use crate::skill::Skill;
use crate::store::PackId;

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

/// The newest revisions of some packs, as they were when they were read; the one read first comes first.
#[derive(Debug, Default)]
pub(super) struct Recent(Mutex<VecDeque<(PackId, Arc<Rendered>)>>);

impl Recent {
    fn of(&self, id: &PackId) -> Option<Arc<Rendered>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(of, _)| of == id).map(|(_, rendered)| Arc::clone(rendered))
    }

    /// Keeps what was read of a pack in place of what was before; what was read first makes room.
    fn keep(&self, id: &PackId, rendered: &Arc<Rendered>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(of, _)| of != id);
        kept.push_back((id.clone(), Arc::clone(rendered)));
        let mut taken: usize = kept.iter().map(|(_, rendered)| rendered.markdown.len() + EACH).sum();
        while taken > MOST
            && let Some((_, first)) = kept.pop_front()
        {
            taken -= first.markdown.len() + EACH;
        }
    }
}

impl Workspace {
    /// A revision of a pack with what it yields, the newest where none is named.
    ///
    /// # Errors
    /// The store's word.
    pub async fn rendered(&self, id: &PackId, revision: Option<u32>) -> Result<Arc<Rendered>, Refusal> {
        if revision.is_none()
            && let Some(kept) = self.recent.of(id)
            && self.store.newest(id).await? == (kept.revision.number, kept.revision.hash.clone())
        {
            return Ok(kept);
        }
        let (read, skill) = self.read(id, revision).await?;
        let rendered = Arc::new(Rendered::of(read, skill));
        if revision.is_none() {
            self.recent.keep(id, &rendered);
        }
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

    #[tokio::test]
    async fn what_is_read_again_is_at_hand_until_anybody_moves_the_pack_on() {
        let folder = tempfile::tempdir().expect("a folder");
        let address = folder.path().join("packs.db").display().to_string();
        let (here, other) =
            (Store::open(&address).await.expect("a store"), Store::open(&address).await.expect("a store"));
        let (workspace, id, one) = (Workspace::new(here), PackId::mint(), first("one"));
        other.create(&id, &one).await.expect("kept");
        let read = async |revision| workspace.rendered(&id, revision).await.expect("a pack");
        let before = read(None).await;
        assert_eq!((&before.revision, &before.markdown), (&one, &before.skill.definition().render(&one.pack)));
        assert!(Arc::ptr_eq(&before, &read(None).await));
        // What another process does tells nobody.
        let pack = Pack { title: "two".to_owned(), ..one.pack.clone() };
        let two = Revision::new(Some((1, &one.hash)), "test", NOW, "test", pack).expect("a revision");
        other.append(&id, 1, &two).await.expect("kept");
        let after = read(None).await;
        assert!(after.revision == two && after.markdown.contains("# two"), "{}", after.markdown);
        assert!(read(Some(1)).await.markdown.contains("# one"));
        assert!(Arc::ptr_eq(&after, &read(None).await), "an earlier revision takes no place");
    }

    #[test]
    fn what_was_read_first_makes_room() {
        let skill = crate::workspace::skill("platform-operations").expect("a skill");
        let ids: Vec<PackId> = (0..3).map(|_| PackId::mint()).collect();
        let recent = Recent::default();
        let kept = || ids.iter().map(|id| recent.of(id).is_some()).collect::<Vec<_>>();
        let large = Arc::new(Rendered { markdown: "x".repeat(MOST / 2 - EACH), ..Rendered::of(first("one"), skill) });
        ids.iter().for_each(|id| recent.keep(id, &large));
        assert_eq!(kept(), [false, true, true]);
        recent.keep(&ids[1], &large);
        assert_eq!(kept(), [false, true, true], "a pack has one place");
        recent.keep(&ids[0], &large);
        assert_eq!(kept(), [true, true, false]);
        let too_large = Arc::new(Rendered { markdown: "x".repeat(MOST), ..Rendered::of(first("one"), skill) });
        recent.keep(&ids[2], &too_large);
        assert_eq!(kept(), [false; 3]);
    }
}

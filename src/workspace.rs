//! The workspace: packs in a store, moved through their workflow. What every face stands on.
//!
//! # Layout
//! - `open`: a request becomes a pack; `step`: a call changes it; `folders`: what a call reads beside it
//! - `recent`: revisions read lately; `lists`: lists read lately
//! - `undo`: what stood before stands again
//! - `surroundings`: what lies around a pack, on which its judgement rests
//! - `refusal`: why a call was refused
//! - `watch`: who is told when a pack moves on

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::pack::{Pack, Revision, choice};
use crate::skill::Skill;
use crate::skill::input::unknown;
use crate::skills;
use crate::store::{PackId, PackInfo, RevisionInfo, Store};

mod folders;
mod lists;
mod open;
mod recent;
mod refusal;
mod step;
mod surroundings;
mod undo;
mod watch;

pub use lists::Listed;
pub use open::{Confirm, Open};
pub use recent::Rendered;
pub use refusal::Refusal;
pub use step::{Preview, Stepped, Verdict};
pub use surroundings::Surroundings;
pub use undo::Undone;
pub use watch::{Watched, WatchedList};

use lists::Lists;
use recent::Recent;
use watch::Watch;

/// Packs in a store.
#[derive(Debug, Clone)]
pub struct Workspace {
    store: Store,
    skills: &'static [&'static dyn Skill],
    reads_folders: bool,
    watch: Arc<Watch>,
    recent: Arc<Recent>,
    lists: Arc<Lists>,
}

/// Who does something, and when. The clock is the caller's.
#[derive(Debug, Clone)]
pub struct Act {
    /// A client's name, or a person's.
    pub author: String,
    /// Now.
    pub now: Timestamp,
}

impl Act {
    /// The day in UTC.
    pub fn today(&self) -> Date {
        self.now.to_zoned(TimeZone::UTC).date()
    }

    fn time(&self) -> String {
        self.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }
}

impl Workspace {
    /// A workspace over a store. It reads nothing else.
    pub fn new(store: Store) -> Self {
        let watch = Watch::new(store.clone(), watch::EVERY);
        Workspace {
            store,
            skills: skills::NATIVE,
            reads_folders: false,
            watch,
            recent: Arc::default(),
            lists: Arc::default(),
        }
    }

    /// Lets it open packs of this skill alone. Packs of others can be read as before.
    ///
    /// # Errors
    /// [`Refusal::UnknownSkill`], with the names there are.
    pub fn only(self, name: &str) -> Result<Self, Refusal> {
        Ok(Workspace { skills: std::slice::from_ref(named(self.skills, name)?), ..self })
    }

    /// The skills that packs can be opened of, the one taken where none is named first.
    pub fn skills(&self) -> &'static [&'static dyn Skill] {
        self.skills
    }

    /// Sets how often the store is asked whether another process moved a watched pack on.
    #[must_use]
    pub fn asking_every(self, interval: Duration) -> Self {
        Workspace { watch: Watch::new(self.store.clone(), interval), ..self }
    }

    /// Where its packs are kept, for people: a path, or an address without credentials.
    pub fn place(&self) -> String {
        self.store.place()
    }

    /// Whether it reads the folders that calls name.
    pub fn reads_folders(&self) -> bool {
        self.reads_folders
    }

    /// Lets it read the folders that calls name: for a face whose caller works on this machine, with the rights of the
    /// person who started it.
    #[must_use]
    pub fn reading_folders(self) -> Self {
        Workspace { reads_folders: true, ..self }
    }

    /// A revision of a pack, the newest where none is named.
    ///
    /// # Errors
    /// The store's word.
    pub async fn read(&self, id: &PackId, revision: Option<u32>) -> Result<(Revision, &'static dyn Skill), Refusal> {
        let revision = match revision {
            Some(number) => self.store.revision(id, number).await?,
            None => self.store.head(id).await?,
        };
        let skill = skill(&revision.pack.skill)?;
        Ok((revision, skill))
    }

    /// Keeps a pack made elsewhere.
    ///
    /// # Errors
    /// The store's word.
    pub async fn keep(&self, pack: Pack, step: &str, act: &Act) -> Result<PackId, Refusal> {
        let id = PackId::mint();
        let revision = Revision::new(None, step, &act.time(), &act.author, pack)?;
        self.store.create(&id, &revision).await?;
        self.watch.opened();
        Ok(id)
    }

    /// Keeps what was made elsewhere of the newest revision of a pack, as the next one.
    ///
    /// # Errors
    /// The store's word, also where somebody else was faster.
    pub async fn amend(
        &self,
        id: &PackId,
        head: &Revision,
        pack: Pack,
        step: &str,
        act: &Act,
    ) -> Result<Revision, Refusal> {
        let revision = Revision::new(Some((head.number, &head.hash)), step, &act.time(), &act.author, pack)?;
        self.store.append(id, head.number, &revision).await?;
        self.watch.moved(id, revision.number);
        Ok(revision)
    }

    /// Watches packs, each from its newest revision on. Ids of no pack are left out.
    ///
    /// # Errors
    /// The store's word.
    pub async fn watch(&self, ids: &[PackId]) -> Result<BTreeMap<PackId, Watched>, Refusal> {
        Ok(self.watch.packs(ids).await?)
    }

    /// Watches which packs there are.
    ///
    /// # Errors
    /// The store's word.
    pub async fn watch_list(&self) -> Result<WatchedList, Refusal> {
        Ok(self.watch.list().await?)
    }

    /// Watches which packs are opened through this workspace. It asks nothing of the store.
    pub fn watch_opened(&self) -> WatchedList {
        self.watch.opened_here()
    }

    /// A page of the packs, the one made last first, those after a pack where one is named.
    ///
    /// # Errors
    /// The store's word.
    pub async fn page(&self, after: Option<&PackId>, limit: u32) -> Result<Vec<PackInfo>, Refusal> {
        Ok(self.store.page(after, limit).await?)
    }

    /// The revisions of a pack.
    ///
    /// # Errors
    /// The store's word.
    pub async fn log(&self, id: &PackId) -> Result<Vec<RevisionInfo>, Refusal> {
        Ok(self.store.log(id).await?)
    }
}

/// The native skill of this name, in whatever case and with whatever between its words.
///
/// # Errors
/// [`Refusal::UnknownSkill`], with the names there are.
pub fn skill(name: &str) -> Result<&'static dyn Skill, Refusal> {
    named(skills::NATIVE, name).copied()
}

/// The names of skills.
pub fn names(skills: &[&'static dyn Skill]) -> Vec<&'static str> {
    skills.iter().map(|skill| skill.definition().name).collect()
}

fn named(skills: &'static [&'static dyn Skill], name: &str) -> Result<&'static &'static dyn Skill, Refusal> {
    let known = names(skills);
    let meant = choice(&known, name).and_then(|name| skills.iter().find(|skill| skill.definition().name == name));
    meant.ok_or_else(|| Refusal::UnknownSkill(unknown("skill", name, known.iter().copied())))
}

#[cfg(test)]
impl Workspace {
    /// How many there are who would be told of changes.
    pub(crate) fn watchers(&self) -> usize {
        self.watch.watchers()
    }
}

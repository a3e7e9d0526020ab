//! Going back: what stood before is appended once more. Nothing is rewritten.

use super::{Act, Refusal, Workspace, skill};
use crate::pack::{Pack, Revision};
use crate::skill::Skill;
use crate::store::{PackId, RevisionInfo};

/// How the step of a revision that goes back begins; the number of the revision that stands again follows.
const STEP: &str = "undo to ";

/// A pack that went back.
#[derive(Debug)]
pub struct Undone {
    /// The pack as it stood.
    pub from: Pack,
    /// The revision whose content stands again.
    pub to: u32,
    /// The revision that was appended.
    pub revision: Revision,
    /// The pack's skill.
    pub skill: &'static dyn Skill,
}

impl Workspace {
    /// Takes back the newest change of a pack that was not taken back yet, by appending the content before it as a new
    /// revision; `None` where that change is the pack itself.
    ///
    /// # Errors
    /// The store's word, also where somebody else was faster.
    pub async fn undo(&self, id: &PackId, act: &Act) -> Result<Option<Undone>, Refusal> {
        let (head, log) = (self.store.head(id).await?, self.store.log(id).await?);
        let Some(to) = before(&log, head.number) else { return Ok(None) };
        let earlier = self.store.revision(id, to).await?;
        let step = format!("{STEP}{to}");
        let revision = self.amend(id, &head, earlier.pack, &step, act).await?;
        let skill = skill(&revision.pack.skill)?;
        Ok(Some(Undone { from: head.pack, to, revision, skill }))
    }
}

/// The revision whose content stood before the one that stands in revision `number`.
fn before(log: &[RevisionInfo], number: u32) -> Option<u32> {
    let previous = content(log, number).checked_sub(1).filter(|previous| *previous > 0)?;
    Some(content(log, previous))
}

/// The revision that first had the content of revision `number`.
fn content(log: &[RevisionInfo], mut number: u32) -> u32 {
    let step = |number: u32| log.iter().find(|revision| revision.number == number).map(|revision| &revision.step);
    while let Some(to) = step(number).and_then(|step| step.strip_prefix(STEP)).and_then(|to| to.parse().ok())
        && to < number
    {
        number = to;
    }
    number
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::store::Store;

    fn act() -> Act {
        Act { author: "Ana".to_owned(), now: "2026-11-21T09:00:00Z".parse().expect("a time") }
    }

    /// A pack whose titles are these, one revision each.
    async fn pack(titles: &[&str]) -> (Workspace, PackId) {
        let workspace = Workspace::new(Store::open("sqlite::memory:").await.expect("a store"));
        let of = |title: &str| Pack::new("platform-operations", 1, title, date(2026, 11, 2));
        let id = workspace.keep(of(titles[0]), "test", &act()).await.expect("kept");
        for title in &titles[1..] {
            change(&workspace, &id, title).await;
        }
        (workspace, id)
    }

    async fn change(workspace: &Workspace, id: &PackId, title: &str) {
        let head = workspace.store.head(id).await.expect("a head");
        let pack = Pack { title: title.to_owned(), ..head.pack };
        let next = Revision::new(Some((head.number, &head.hash)), "test", "2026-11-21T09:00:00Z", "Ana", pack);
        workspace.store.append(id, head.number, &next.expect("a revision")).await.expect("kept");
    }

    async fn undo(workspace: &Workspace, id: &PackId) -> Option<(String, String)> {
        let undone = workspace.undo(id, &act()).await.expect("an answer")?;
        assert_eq!(workspace.read(id, None).await.expect("a head").0, undone.revision);
        Some((undone.from.title, undone.revision.pack.title))
    }

    #[tokio::test]
    async fn going_back_goes_further_back_and_ends_at_the_first_revision() {
        let (workspace, id) = pack(&["one", "two", "three"]).await;
        let said = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
        assert_eq!(undo(&workspace, &id).await, said("three", "two"));
        assert_eq!(undo(&workspace, &id).await, said("two", "one"));
        assert_eq!(undo(&workspace, &id).await, None);
        // A change made after going back is taken back to what it was made of.
        change(&workspace, &id, "four").await;
        change(&workspace, &id, "five").await;
        assert_eq!(undo(&workspace, &id).await, said("five", "four"));
        assert_eq!(undo(&workspace, &id).await, said("four", "one"));
        assert_eq!(undo(&workspace, &id).await, None);
        let log = workspace.log(&id).await.expect("a log");
        assert_eq!(log.len(), 9, "every state is kept: {log:?}");
        assert_eq!(workspace.read(&id, Some(3)).await.expect("a revision").0.pack.title, "three");
    }
}

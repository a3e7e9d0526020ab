//! What lies around a pack in its store: what its gate needs beside its text.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Refusal, Workspace};
use crate::gate::{Beside, Case, Standard};
use crate::pack::{Pack, Revision};
use crate::skill::Definition;
use crate::skill::caller::Caller;
use crate::store::{PackId, StoreError};

/// How many other packs one is held against at most.
const MOST_BESIDE: usize = 20;

/// What lies around a pack: with its text and a day, all that its judgement rests on.
#[derive(Debug)]
pub struct Surroundings {
    /// The pack as it was finalized last, if ever.
    pub before: Option<Pack>,
    /// The newest revisions of the packs that it cites.
    pub beside: Vec<Beside>,
    /// What others cite it by.
    pub names: [String; 1],
    /// What its findings call places: whoever has a pack in a store calls the tools of its skill.
    pub caller: Caller,
    standard: &'static Standard,
}

impl Surroundings {
    /// The pack as its gate judges it on a day, for whoever calls the tools of its skill.
    pub fn case<'a>(&'a self, pack: &'a Pack, on: Date) -> Case<'a> {
        self.document(pack, on).told(&self.caller)
    }

    /// The same for people, who have the document before them: findings name its headings.
    pub fn document<'a>(&'a self, pack: &'a Pack, on: Date) -> Case<'a> {
        let case = Case::new(self.standard, pack, &[], on).against(self.before.as_ref());
        case.beside(&self.beside).called(&self.names)
    }
}

impl Workspace {
    /// What lies around a state of a pack. Cited ids of no pack are left out; rules say what is missing.
    ///
    /// # Errors
    /// The store's word, other than that it does not hold a pack that is cited.
    pub async fn around(
        &self,
        id: &PackId,
        definition: &'static Definition,
        pack: &Pack,
    ) -> Result<Surroundings, Refusal> {
        let standard = &definition.standard;
        let before = self.store.last(id, Revision::FINALIZED).await?.map(|revision| revision.pack);
        let cited: BTreeSet<PackId> = (standard.cites)(pack).iter().filter_map(|name| name.parse().ok()).collect();
        let mut beside = Vec::new();
        for id in cited.into_iter().take(MOST_BESIDE) {
            match self.store.head(&id).await {
                Ok(head) => {
                    beside.push(Beside { names: vec![id.into()], revision: Some(head.number), pack: head.pack });
                }
                Err(StoreError::UnknownPack { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Surroundings { before, beside, names: [id.to_string()], caller: Caller::of(definition), standard })
    }
}

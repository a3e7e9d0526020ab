//! Packs that stand beside one under judgement: those it cites, and those that cite it.

use crate::pack::Pack;
use crate::text;

/// A pack beside the one under judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// What it is cited by, its title aside: its id in a store, the name of its file.
    pub names: Vec<String>,
    /// Its revision; `None` for a pack that is in no store.
    pub revision: Option<u32>,
    /// The pack.
    pub pack: Pack,
}

impl Beside {
    /// Whether it is cited by this name.
    pub fn is(&self, name: &str) -> bool {
        is_called(&self.names, &self.pack, name)
    }

    /// Its title and revision, for a sentence: `"Shop platform" (revision 4)`.
    pub fn called(&self) -> String {
        match self.revision {
            Some(revision) => format!("\"{}\" (revision {revision})", self.pack.title),
            None => format!("\"{}\" (as of {})", self.pack.title, self.pack.as_of),
        }
    }
}

/// Whether a pack with these names is cited by this one: one of them, or its title.
pub(super) fn is_called(names: &[String], pack: &Pack, name: &str) -> bool {
    names.iter().chain([&pack.title]).any(|one| !text::key(one).is_empty() && text::same_name(one, name))
}

//! What follows from the initiatives: their scores.

use crate::pack::{Computed, Pack};
use crate::skills::platform_infrastructure::{Initiative, Roadmap, score};

/// The derived values of the section.
pub(super) fn computed(pack: &Pack) -> Vec<Computed> {
    let score = |initiative: Initiative<'_>| {
        let score = score::score(&initiative)?;
        Some(Computed {
            section: Roadmap::KEY,
            field: "initiatives",
            of: initiative.name().text.to_owned(),
            what: "score",
            value: score.value.to_string(),
            derivation: score.derivation,
        })
    };
    Roadmap::of(pack).initiatives().filter_map(score).collect()
}

//! What follows from the roadmap: its schedule, and the scores of the initiatives.

use crate::pack::{Computed, Pack};
use crate::skills::platform_infrastructure::reading::score;
use crate::skills::platform_infrastructure::{Initiative, Roadmap};
use crate::skills::shared::computed;
use crate::skills::shared::reading::timetable::Timetable;

/// The derived values of the section.
pub(super) fn computed(pack: &Pack, timetable: &Timetable<'_>) -> Vec<Computed> {
    let score = |initiative: Initiative<'_>| {
        let score = score::score(&initiative)?;
        let of = initiative.name().text.to_owned();
        let (section, field, value) = (Roadmap::KEY, "initiatives", score.value.to_string());
        Some(Computed { section, field, of, what: "score", value, derivation: score.derivation })
    };
    let mut all = computed::milestones(timetable);
    all.extend(Roadmap::of(pack).initiatives().filter_map(score));
    all
}

//! What follows from the objectives: error budgets.

use crate::pack::{Computed, Pack};
use crate::quantity::Target;
use crate::skills::platform_infrastructure::{Quality, Slo, objective};

/// The derived values of the section.
pub(super) fn computed(pack: &Pack) -> Vec<Computed> {
    let budget = |slo: Slo<'_>| {
        let budget = objective::budget(&Target::parse(slo.target().text).ok()?)?;
        Some(Computed {
            section: Quality::KEY,
            field: "slos",
            of: slo.name().text.to_owned(),
            what: "error budget",
            value: budget.in_words(),
            derivation: budget.derivation,
        })
    };
    Quality::of(pack).slos().filter_map(budget).collect()
}

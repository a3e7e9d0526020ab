//! What follows from the alert counts: how often people are interrupted, and for what.

use crate::engine::delivery::AlertPrecision;
use crate::pack::Computed;
use crate::quantity::number;
use crate::skills::platform_operations::baseline::Baseline;
use crate::skills::platform_operations::reading::facts::Facts;
use crate::skills::platform_operations::reading::load::with_interval;

/// The load of all alerts, then a line for each, the one that cost most for nothing first.
pub(in super::super) fn lines(facts: &Facts<'_>) -> Vec<Computed> {
    let line = |of: &str, what, value, derivation| Computed {
        section: Baseline::SPEC.key,
        field: "alert_counts",
        of: of.to_owned(),
        what,
        value,
        derivation,
    };
    let load = facts.load.per_shift().map(|load| {
        let value = format!("{} per 12-hour shift; at most 2 can be handled well", number::print(load.rate));
        line("All alerts", "load", value, load.derivation)
    });
    let worth = |one: &AlertPrecision| {
        let value = format!("{}; {} for nothing", with_interval(&one.precision), one.for_nothing);
        let derivation = format!("{} of {} acted on; Wilson interval", one.precision.hits, one.precision.samples);
        line(&one.name, "precision", value, derivation)
    };
    let alerts = facts.load.fatigue.iter().flat_map(|fatigue| &fatigue.alerts);
    load.into_iter().chain(alerts.map(worth)).collect()
}

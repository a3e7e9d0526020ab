//! What would change the choice: every field is given every other value, one at a time.

use schemars::JsonSchema;
use serde::Serialize;

use super::profile::{Level, Need, RolloutInput, StateChange};
use super::sizing::CanaryAnswer;
use super::strategy::Strategy;

/// A single change of the profile after which another strategy is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Flip {
    /// The field.
    pub field: String,
    /// What it says.
    pub from: String,
    /// What it would say.
    pub to: String,
    /// What would be chosen; `None` where nothing could be.
    pub choice: Option<Strategy>,
    /// `cost_sensitivity low -> high: rolling 31 of 42 instead of canary 30`.
    pub derivation: String,
}

/// A field by its name.
type Field<T> = (&'static str, fn(&mut RolloutInput) -> &mut T);

/// The flips of a choice: the smallest changes first, one for each field and strategy.
pub(super) fn flips(profile: &RolloutInput, canary: Option<&CanaryAnswer>, choice: Option<Strategy>) -> Vec<Flip> {
    let too_low = canary.and_then(|canary| canary.too_low.as_deref());
    let mut found: Vec<(usize, Flip)> = Vec::new();
    let mut offer =
        |distance: usize, field: &str, from: String, to: String, changed: &RolloutInput, low: Option<&str>| {
            let scores = changed.scores(low);
            let best = scores.first().filter(|one| one.excluded.is_empty());
            let new = best.map(|one| one.strategy);
            let known = found.iter().any(|(_, flip)| flip.field == field && flip.choice == new);
            if new == choice || known {
                return;
            }
            let old = scores.iter().find(|one| Some(one.strategy) == choice);
            let instead = match old {
                None => String::new(),
                Some(old) if old.excluded.is_empty() => format!(" instead of {} {}", old.strategy, old.score),
                Some(old) => format!("; {} is ruled out: {}", old.strategy, old.excluded.join("; ")),
            };
            let to_whom = best.map_or_else(
                || "none can be used".to_owned(),
                |one| format!("{} {} of {}", one.strategy, one.score, one.of),
            );
            let derivation = format!("{field} {from} -> {to}: {to_whom}{instead}");
            found.push((distance, Flip { field: field.to_owned(), from, to, choice: new, derivation }));
        };
    // Nearer values first, so that of several that lead to one strategy the nearest is kept.
    let levels: [Field<Level>; 3] = [
        ("blast_radius", |profile| &mut profile.blast_radius),
        ("cost_sensitivity", |profile| &mut profile.cost_sensitivity),
        ("simplicity", |profile| &mut profile.simplicity),
    ];
    let needs: [Field<Need>; 3] = [
        ("zero_downtime", |profile| &mut profile.zero_downtime),
        ("instant_rollback", |profile| &mut profile.instant_rollback),
        ("real_traffic", |profile| &mut profile.real_traffic),
    ];
    for distance in 1..=2 {
        for (field, get) in levels {
            let mut changed = profile.clone();
            let from = *get(&mut changed);
            for to in Level::ALL.into_iter().filter(|to| (*to as usize).abs_diff(from as usize) == distance) {
                *get(&mut changed) = to;
                offer(distance, field, from.to_string(), to.to_string(), &changed, too_low);
            }
        }
        for (field, get) in needs {
            let mut changed = profile.clone();
            let from = *get(&mut changed);
            for to in Need::ALL.into_iter().filter(|to| (*to as usize).abs_diff(from as usize) == distance) {
                *get(&mut changed) = to;
                offer(distance, field, from.to_string(), to.to_string(), &changed, too_low);
            }
        }
        let from = profile.state;
        for to in StateChange::ALL.into_iter().filter(|to| (*to as usize).abs_diff(from as usize) == distance) {
            let changed = RolloutInput { state: to, ..profile.clone() };
            offer(distance, "state", from.to_string(), to.to_string(), &changed, too_low);
        }
    }
    let changed = RolloutInput { mixed_versions: !profile.mixed_versions, ..profile.clone() };
    let (from, to) = (profile.mixed_versions.to_string(), changed.mixed_versions.to_string());
    offer(1, "mixed_versions", from, to, &changed, too_low);
    if let Some(platform) = &profile.platform {
        let changed = RolloutInput { platform: None, ..profile.clone() };
        let to = "one that supports everything".to_owned();
        offer(2, "platform", platform.name.clone(), to, &changed, too_low);
    }
    if let Some(enough) = canary.and_then(|canary| canary.enough_traffic.clone()) {
        let from = profile.canary.as_ref().map_or(String::new(), |canary| canary.traffic.to_string());
        offer(2, "canary.traffic", from, format!("at least {enough}"), profile, None);
    }
    found.sort_by_key(|(distance, _)| *distance);
    found.into_iter().map(|(_, flip)| flip).collect()
}

//! What is derived of rollouts: the score of each strategy, what would change the choice, what canary steps see, and what
//! the platform says.

use crate::engine::rollout::{Strategy, StrategyScore};
use crate::pack::Computed;
use crate::platform::Offered;
use crate::skills::platform_operations::reading::canaries::{CONFIDENCE, POWER, Sight, percent};
use crate::skills::platform_operations::reading::choices::Choice;
use crate::skills::platform_operations::reading::facts::Facts;
use crate::skills::platform_operations::reading::rollouts::{Release, word};

/// Flips that are shown of a choice.
const FLIPS: usize = 4;

/// The lines, in the order of the tables.
pub(in super::super) fn lines(facts: &Facts<'_>) -> Vec<Computed> {
    let mut all = Vec::new();
    for choice in &facts.choices {
        all.push(scores(choice));
        all.extend(flips(choice));
    }
    all.extend(facts.rollouts.rollouts.iter().filter_map(|release| platform(facts, release)));
    for (index, release) in facts.rollouts.rollouts.iter().enumerate() {
        for step in 0..release.steps.len() {
            let own = facts.sights.iter().filter(|sight| sight.release == index && sight.step == step);
            all.extend(own.max_by_key(|sight| sight.sized.duration.value).and_then(|sight| seen(release, sight)));
        }
    }
    all
}

fn line(field: &'static str, of: &str, what: &'static str, value: String, derivation: String) -> Computed {
    Computed { section: "rollout", field, of: of.to_owned(), what, value, derivation }
}

/// `feature_flags 38 of 45, canary 38; ruled out: rolling, blue_green; for the deploy canary`, with sums and reasons.
fn scores(choice: &Choice<'_>) -> Computed {
    let answer = &choice.answer;
    let (usable, ruled_out): (Vec<&StrategyScore>, Vec<&StrategyScore>) =
        answer.scores.iter().partition(|one| one.excluded.is_empty());
    let mut parts: Vec<String> = usable.iter().map(|one| format!("{} {}", word(one.strategy), one.score)).collect();
    if let (Some(part), Some(first)) = (parts.first_mut(), usable.first()) {
        part.push_str(&format!(" of {}", first.of));
    }
    let mut value = parts.join(", ");
    if !ruled_out.is_empty() {
        let names: Vec<&str> = ruled_out.iter().map(|one| word(one.strategy)).collect();
        value += &format!("{}ruled out: {}", if value.is_empty() { "" } else { "; " }, names.join(", "));
    }
    // Flags ride on a deploy, which takes a strategy of its own.
    if let Some(deploy) = choice.deploy.choice {
        value += &format!("; for the deploy {}", word(deploy));
        value += &choice.deploy.runner_up.map(|next| format!(", runner-up {}", word(next))).unwrap_or_default();
    }
    let derived: Vec<String> = answer.scores.iter().filter_map(|one| reason(choice, one)).collect();
    line("profiles", choice.service(), "strategy", value, derived.join("; "))
}

/// Why a strategy stands where it does: the sums of the best, and what rules others out.
fn reason(choice: &Choice<'_>, score: &StrategyScore) -> Option<String> {
    let name = word(score.strategy);
    let best = [choice.answer.choice, choice.deploy.choice, choice.deploy.runner_up].contains(&Some(score.strategy));
    match score.excluded.as_slice() {
        [] if best => Some(format!("{name}: {}", score.derivation)),
        [] => None,
        excluded => Some(format!("{name}: {}", excluded.join(", "))),
    }
}

fn flips(choice: &Choice<'_>) -> Option<Computed> {
    let flips: Vec<String> = choice.flips().iter().take(FLIPS).map(ToString::to_string).collect();
    let value = match flips.as_slice() {
        [] => return None,
        flips => flips.join("; "),
    };
    let derivation = "one cell of the profile changed at a time, the smallest changes first".to_owned();
    Some(line("profiles", choice.service(), "what would flip the deploy", value, derivation))
}

/// What the cards of a rollout's platforms say of its strategy.
fn platform(facts: &Facts<'_>, release: &Release<'_>) -> Option<Computed> {
    let strategy = release.strategy?;
    let (mut values, mut words) = (Vec::new(), Vec::new());
    for card in facts.roster.cards_in(release.row.services()) {
        let Some((_, offer)) = card.strategies.each().into_iter().find(|(one, _)| *one == strategy) else { continue };
        let offered = match offer.offered {
            Offered::Yes => "yes",
            Offered::With => "with something beside it",
            Offered::No => "no",
            Offered::Unknown => "not known",
        };
        let sure = if offer.unverified { ", unverified" } else { "" };
        values.push(format!("{}: {offered}{sure}", card.name));
        words.push(offer.by.clone());
        if strategy == Strategy::Canary && card.traffic_split.offered != Offered::Yes {
            words.push(format!("traffic split: {}", card.traffic_split.by));
        }
    }
    let (value, derivation) = (values.join(", "), words.join("; "));
    (!values.is_empty()).then(|| line("strategies", release.row.name().text, "platform card", value, derivation))
}

/// The requests of a step, and what they can tell.
fn seen(release: &Release<'_>, sight: &Sight<'_>) -> Option<Computed> {
    let (step, stated) = (release.steps.get(sight.step)?, sight.sized.stated.as_ref()?);
    let guard = sight.sized.guards.first()?;
    let least = match &stated.detectable {
        Some(least) => format!("notices {least} of failures and more"),
        None => "may miss a version that fails every request".to_owned(),
    };
    let comparison = &sight.comparison;
    let value = format!("{}, {} needed; {least}", stated.requests, guard.requests);
    let derivation = format!(
        "{}; \"{}\": {} usual, page above {}; {CONFIDENCE} confidence, {POWER} power",
        stated.requests.derivation,
        comparison.slo,
        percent(comparison.usual),
        percent(comparison.page)
    );
    Some(line("steps", step.row.name().text, "requests seen", value, derivation))
}

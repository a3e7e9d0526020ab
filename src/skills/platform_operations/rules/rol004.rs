//! Another strategy fits the profile clearly better, and *Why* does not say what outweighs that.
//!
//! ## What it does
//! Compares the score of the chosen strategy with the best for each service of the rollout. A score is the sum of weight
//! x fit over six factors (blast radius, zero downtime, instant rollback, cost, real traffic, simplicity), each weighed 0
//! to 3 by the profile, each fit 0 to 3. Scores that differ by no more than one step of fit in the heaviest factor are one
//! class. Beyond that, *Why* has to name a factor in which the chosen strategy is the better one, or that traffic is too
//! little for the canary that scores best. Flags ride on a deploy, so they are no alternative to one. What the profile or
//! the platform rules out is the business of other rules.
//!
//! ## Why it matters
//! A score is no verdict: a team may know what a profile cannot say. But a choice against it that gives no reason will be
//! made again by somebody else, or undone.
//!
//! ## Example
//! Bad: `rolling`, 21 points, where `canary` has 38; *Why*: `we have always done it so`.
//!
//! Good: *Why*: `rolling is what the platform does by itself; nobody here has run a traffic split`.
//!
//! ## Fix
//! Name the factor that decides, or take the strategy with the better score.

use crate::engine::rollout::{Factor, Strategy, StrategyScore};
use crate::finding::Findings;
use crate::text;
use crate::skills::platform_operations::reading::choices::class;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::rollouts::word;
use crate::skills::shared::reading::wording::{joined, unfilled};

crate::rule!("ROL004", "choice-against-score", Warning, needs["rollout"], "rol004.rs", check);

/// What people say of traffic that no canary can judge.
const TOO_LITTLE: &[&str] = &["too few", "too little", "not enough", "low traffic", "little traffic"];

/// Words by which people name a factor.
fn words(factor: Factor) -> &'static [&'static str] {
    match factor {
        Factor::BlastRadius => &["blast radius", "few users", "small share*", "chosen users", "internal", "cohort*"],
        Factor::ZeroDowntime => &["downtime", "interrupt*", "drain*", "served throughout"],
        Factor::InstantRollback => &["rollback", "roll back", "way back", "switch back", "back in", "seconds", "instant*"],
        Factor::Cost => &[
            "cost*", "capacity", "double*", "twice", "budget", "price*", "expensive", "cheap*", "nothing extra", "eur",
            "usd", "gbp", "second environment", "second fleet",
        ],
        Factor::RealTraffic => &["real traffic", "real users", "traffic", "compar*", "shadow*", "mirror*"],
        Factor::Simplicity => &[
            "simpl*", "complex*", "by itself", "platform does", "platform gives", "platform offers", "built in", "moving parts", "nobody here", "small team",
            "no person", "circuit breaker",
        ],
    }
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    for release in &case.rollouts.rollouts {
        let why = release.row.why();
        let Some(strategy) = release.strategy.filter(|_| !unfilled(&why)) else { continue };
        let services = case.roster.services_in(release.row.services());
        let compared = services.iter().filter_map(|service| {
            let choice = case.choice(service.name().text)?;
            // A flag is no alternative to a deploy: it rides on one.
            let answer = if strategy == Strategy::FeatureFlags { &choice.answer } else { &choice.deploy };
            let best = answer.scores.first().filter(|one| one.excluded.is_empty())?;
            let chosen = choice.score(strategy).filter(|one| one.excluded.is_empty())?;
            let behind = best.score.checked_sub(chosen.score).filter(|behind| *behind > class(chosen))?;
            Some((behind, choice.service(), best, chosen))
        });
        let Some((_, service, best, chosen)) = compared.max_by_key(|(behind, ..)| *behind) else { continue };
        let better = better(chosen, best);
        let too_little = best.strategy == Strategy::Canary && text::has_any(why.text, TOO_LITTLE);
        if too_little || better.iter().any(|factor| text::has_any(why.text, words(*factor))) {
            continue;
        }
        let names: Vec<String> = better.iter().map(Factor::to_string).collect();
        findings
            .at(
                why.place,
                format!(
                    "{} has {} points for \"{service}\", {} has {} of {}, and [[rollout.strategies.why]] does not say what outweighs that",
                    word(strategy),
                    chosen.score,
                    word(best.strategy),
                    best.score,
                    best.of
                ),
            )
            .evidence(format!("{}: {}; {}: {}", word(strategy), chosen.derivation, word(best.strategy), best.derivation))
            .fix(match names.as_slice() {
                [] => format!("write {}; {} is better in no factor", word(best.strategy), word(strategy)),
                names => format!("say why {} decides, or write {}", joined(names, "or"), word(best.strategy)),
            });
    }
}

/// The factors in which one strategy is better than another.
fn better(one: &StrategyScore, other: &StrategyScore) -> Vec<Factor> {
    let pairs = one.factors.iter().zip(&other.factors);
    pairs.filter(|(one, other)| one.fit > other.fit).map(|(one, _)| one.factor).collect()
}

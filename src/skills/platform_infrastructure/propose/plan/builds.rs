//! The builds of shared capabilities.

use jiff::civil::Date;

use super::Points;
use super::layout::Task;
use super::work::{band, no_worse};
use crate::quantity::DurationRange;
use crate::quantity::date::find_dates;
use crate::skills::platform_infrastructure::brief::CapabilityFact;
use crate::skills::platform_infrastructure::propose::words::{counted, listed};
use crate::skills::platform_infrastructure::propose::{Draft, calendar, capabilities, rollout};
use crate::text;

/// The builds of all shared capabilities: those the brief needs by a date first.
pub(super) fn builds<'b>(draft: &Draft<'b>) -> Vec<Task<'b>> {
    let mut facts: Vec<(Option<Date>, &'b CapabilityFact)> = draft
        .brief
        .capabilities
        .iter()
        .filter(|fact| fact.consumers.len() >= capabilities::CONSUMERS)
        .map(|fact| (needed_by(draft, &fact.name), fact))
        .collect();
    facts.sort_by_key(|(date, _)| date.unwrap_or(Date::MAX));
    facts.into_iter().filter_map(|(date, fact)| build(draft, fact, date)).collect()
}

/// Words of names that do not tell one capability from another.
const GENERIC: &[&str] =
    &["data", "service", "platform", "shared", "customer", "product", "user", "team", "trail", "and"];

/// The first date on which the brief needs a capability: that of a success measure, or in a clause of the horizon, that
/// holds every word that tells its name from others.
pub(in super::super) fn needed_by(draft: &Draft<'_>, name: &str) -> Option<Date> {
    let key = text::key(name);
    let words: Vec<&str> =
        key.split(' ').map(singular).filter(|word| word.len() > 3 && !GENERIC.contains(word)).collect();
    let named = |said: &str| {
        let said = text::key(said);
        !words.is_empty() && words.iter().all(|word| said.split(' ').any(|other| singular(other) == *word))
    };
    let judged = draft.brief.success.iter().filter(|one| named(&one.measure)).map(|one| one.by);
    let horizon = draft.brief.answer_text("horizon");
    let clauses = horizon.split(';').flat_map(|part| part.split(". ")).filter(|clause| named(clause));
    let fixed = clauses.flat_map(find_dates).map(|(_, date)| date);
    judged.chain(fixed).filter(|date| *date > draft.as_of()).min()
}

fn singular(word: &str) -> &str {
    word.strip_suffix('s').filter(|stem| stem.len() > 3).unwrap_or(word)
}

/// The build of one capability up to its first consumer; none where nobody knows how long it takes.
fn build<'b>(draft: &Draft<'b>, fact: &'b CapabilityFact, needed: Option<Date>) -> Option<Task<'b>> {
    let effort: &str = fact.effort.as_deref().or(capabilities::entry(draft, fact).map(|entry| entry.effort.as_str()))?;
    let days = calendar::whole(DurationRange::parse(effort).ok()?.high).max(7);
    let matters =
        format!("{} {}", draft.brief.answer_text("top-pains"), draft.brief.decision.as_deref().unwrap_or_default());
    let named = text::key(&fact.name).split(' ').any(|word| word.len() > 3 && text::mentions(&matters, word));
    let needed = needed.map(|date| format!("; section 1 needs it by {date}")).unwrap_or_default();
    let consumers = fact.consumers.len();
    Some(Task {
        name: if fact.name.starts_with("Shared ") { fact.name.clone() } else { format!("Shared {}", fact.name) },
        scope: format!(
            "Builds the shared version by its contract of section 2 and moves the first of its {} there ({}){needed}",
            counted(consumers, "consumer"),
            listed(&fact.consumers)
        ),
        acceptance: format!(
            "1 of {consumers} consumers in production on the contract; its dual-run or comparison ended with 0 \
             unexplained differences; what the contract promises is kept for 7 days{}",
            no_worse(draft, &format!("{} {}", fact.name, fact.consumers.join(" ")))
        ),
        owner: capabilities::owner(draft, fact),
        rollout: rollout::CAPABILITY.to_owned(),
        points: Some(Points {
            impact: u8::try_from(consumers + 1).unwrap_or(5).clamp(3, 5),
            risk: if named { 4 } else { 2 },
            effort: band(days),
            lead_time: effort.to_owned(),
            lead_days: days,
        }),
        builds: true,
        closes: false,
        capability: Some(fact),
        limits: Vec::new(),
        days,
        after: Vec::new(),
        eta: None,
    })
}

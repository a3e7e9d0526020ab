//! Section 2: what several teams rebuild, and the contracts that replace it.

use super::catalog::Capability;
use super::words::{self, first_clause, listed, lower_first, option, put, row, sentence};
use super::{Arguments, Assumed, Draft};
use crate::skills::platform_infrastructure::brief::CapabilityFact;
use crate::text;

/// The fewest consumers that make a capability worth sharing.
pub(super) const CONSUMERS: usize = 2;

/// The catalogue entry behind a capability of the brief.
pub(super) fn entry(draft: &Draft<'_>, fact: &CapabilityFact) -> Option<&'static Capability> {
    let catalog: &'static super::Catalog = draft.catalog;
    catalog.capability(fact.kind.as_deref(), &fact.name)
}

/// Who owns a capability.
pub(super) fn owner<'b>(draft: &Draft<'b>, fact: &'b CapabilityFact) -> Option<&'b str> {
    fact.owner.as_deref().or(draft.area("capabilities"))
}

/// The answer that there is nothing to share.
const NOTHING: &str = "nothing is rebuilt";

/// The arguments of the step.
pub(super) fn arguments(draft: &mut Draft<'_>) -> Arguments {
    let mut arguments = words::arguments();
    let facts = &draft.brief.capabilities;
    let rows: Vec<_> = facts.iter().map(|fact| capability(draft, fact)).collect();
    put(&mut arguments, "capabilities", rows);
    if facts.is_empty() {
        if text::same_name(&draft.brief.answer_text("rebuilt-capabilities"), NOTHING) {
            put(&mut arguments, "notes", "This section does not apply: teams rebuild nothing that could be shared.");
        }
        return arguments;
    }
    put(&mut arguments, "shared", facts.iter().filter(|fact| is_shared(fact)).map(why_shared).collect::<Vec<_>>());
    put(&mut arguments, "product_specific", facts.iter().filter_map(|fact| stays(draft, fact)).collect::<Vec<_>>());
    let process = assume_process(draft);
    put(&mut arguments, "ownership", ownership(draft, &process));
    put(&mut arguments, "compatibility", compatibility(draft, &process));
    put(&mut arguments, "notes", notes(draft));
    arguments
}

fn is_shared(fact: &CapabilityFact) -> bool {
    fact.consumers.len() >= CONSUMERS
}

fn capability(draft: &mut Draft<'_>, fact: &CapabilityFact) -> serde_json::Value {
    let entry = entry(draft, fact);
    let proposed: Vec<&str> = [
        (fact.contract.is_none(), "contract"),
        (fact.migration.is_none(), "migration"),
        (fact.impact.is_none(), "impact"),
        (fact.risks.is_none(), "risks"),
        (fact.effort.is_none(), "effort"),
    ]
    .into_iter()
    .filter_map(|(open, what)| open.then_some(what))
    .collect();
    let id = match entry {
        Some(entry) if !proposed.is_empty() => assume_entry(draft, fact, entry, &proposed),
        _ => String::new(),
    };
    let or = |stated: &Option<String>, proposed: fn(&Capability) -> &String| match (stated, entry) {
        (Some(stated), _) => stated.clone(),
        (None, Some(entry)) => format!("{} ({id})", sentence(proposed(entry))),
        (None, None) => String::new(),
    };
    let mut contract = or(&fact.contract, |entry| &entry.contract);
    if fact.contract.is_none() && !contract.is_empty() {
        contract += retention(draft, entry);
        contract += &form(draft);
    }
    row([
        ("capability", &fact.name),
        ("duplication", &fact.duplication),
        ("consumers", &fact.consumers.join(", ")),
        ("contract", &contract),
        ("migration", &or(&fact.migration, |entry| &entry.migration)),
        ("impact", &or(&fact.impact, |entry| &entry.impact)),
        ("risks", &or(&fact.risks, |entry| &entry.risks)),
    ])
}

/// An audit log keeps what the brief says it keeps, whatever the catalogue promises.
fn retention(draft: &Draft<'_>, entry: Option<&Capability>) -> &'static str {
    let keeps = |name: &str| draft.brief.targets.iter().any(|fact| text::same_name(&fact.attribute, name));
    let stated = keeps("Retention") || keeps("Audit");
    if stated && entry.is_some_and(|entry| entry.key == "audit-log") {
        " Records are kept as long as section 3 states."
    } else {
        ""
    }
}

/// The catalogue describes operations and promises; in which form consumers take them is the intake's to say.
fn form(draft: &Draft<'_>) -> String {
    let interface = draft.brief.answer_text("interface");
    if interface.is_empty() {
        String::new()
    } else {
        format!(" Form, as stated: {}.", lower_first(first_clause(&interface)))
    }
}

fn assume_entry(draft: &mut Draft<'_>, fact: &CapabilityFact, entry: &Capability, proposed: &[&str]) -> String {
    let effort =
        if fact.effort.is_none() { format!(" ({} to the first consumer)", entry.effort) } else { String::new() };
    let first = fact.consumers.first().map_or("one team", String::as_str);
    let confirm = fact.owner.clone().or_else(|| draft.confirms("capabilities"));
    draft.assume(Assumed {
        about: format!("the proposal for {}", fact.name),
        text: format!(
            "The brief leaves {} of \"{}\" open: section 2 proposes what is usual for \"{}\"{effort}",
            listed(proposed),
            fact.name,
            entry.name
        ),
        options: vec![
            "as proposed in section 2".to_owned(),
            option(&format!("the copy in {first}, made general for the others")),
            "one shared schema, while each copy keeps its code".to_owned(),
        ],
        confidence: entry.confidence.clone(),
        confirm,
        source: format!("groundplan catalogue, capabilities/{}: {}", entry.key, entry.source),
    })
}

fn why_shared(fact: &CapabilityFact) -> String {
    let gain = match &fact.impact {
        Some(impact) => sentence(first_clause(impact)),
        None => match fact.consumers.len() {
            2 => "A change is made once instead of twice.".to_owned(),
            times => format!("A change is made once instead of {times} times."),
        },
    };
    format!(
        "{}: one version for {} in place of {} copies. {gain}",
        fact.name,
        listed(&fact.consumers),
        fact.consumers.len()
    )
}

/// What stays with products: a capability that one team alone uses, and of the others the part that the catalogue
/// leaves to each product.
fn stays(draft: &Draft<'_>, fact: &CapabilityFact) -> Option<String> {
    if !is_shared(fact) {
        let consumer = fact.consumers.first().map_or("no consumer is named", String::as_str);
        return Some(format!(
            "{}: one consumer today ({consumer}); reconsidered when a second one commits in writing",
            fact.name
        ));
    }
    let (_, rest) = entry(draft, fact)?.ownership.split_once("; ")?;
    Some(format!("{}, outside the shared contract: {}", fact.name, rest.trim_end_matches('.')))
}

fn assume_process(draft: &mut Draft<'_>) -> String {
    let confirm = draft.confirms("capabilities");
    draft.assume(Assumed {
        about: "how contracts change".to_owned(),
        text: "Contracts change by pull request to their owner, an answer takes at most 5 working days, and a \
            previous major version lives 90 days"
            .to_owned(),
        options: vec![
            "pull request, 5 working days, 90 days".to_owned(),
            "a review meeting every two weeks, 180 days".to_owned(),
            "owners change contracts alone and announce them, 30 days".to_owned(),
        ],
        confidence: "medium".to_owned(),
        confirm,
        source: "Semantic Versioning 2.0.0, 2013; periods: practice estimate".to_owned(),
    })
}

fn ownership(draft: &Draft<'_>, process: &str) -> String {
    let owned: Vec<(&str, &str)> =
        draft.brief.capabilities.iter().filter_map(|fact| Some((fact.name.as_str(), owner(draft, fact)?))).collect();
    let mut owners: Vec<&str> = Vec::new();
    for (_, owner) in &owned {
        if !owners.contains(owner) {
            owners.push(owner);
        }
    }
    let sentences: Vec<String> = owners
        .iter()
        .map(|owner| {
            let names: Vec<&str> = owned.iter().filter(|(_, one)| one == owner).map(|(name, _)| *name).collect();
            format!("{owner} owns {}.", listed(&names))
        })
        .collect();
    if sentences.is_empty() {
        return String::new();
    }
    let settles =
        draft.decider().map(|name| format!(" {name} decides where owner and consumers disagree.")).unwrap_or_default();
    format!(
        "{} The owner answers for contract, code, operation and the migration of every consumer.\n\nAnybody may \
         propose a change of a contract by pull request; its owner answers within 5 working days, and each consumer \
         named above is asked before a breaking change is merged.{settles} ({process})",
        sentences.join(" ")
    )
}

fn compatibility(draft: &Draft<'_>, process: &str) -> String {
    let interface = draft.brief.answer_text("interface");
    let form = if interface.is_empty() {
        String::new()
    } else {
        format!("Form of the contracts, as stated: {}\n\n", sentence(&interface))
    };
    format!(
        "{form}Contracts carry a semantic version. Removing or retyping an operation or field, or tightening a \
         limit, is breaking and needs a new major version. The previous major version is served for 90 days after \
         the new one is in production, at most two live at once, and every consumer is told 30 days before the old \
         one ends. ({process})"
    )
}

fn notes(draft: &Draft<'_>) -> String {
    let consumers = draft.brief.answer_text("consumers");
    if consumers.is_empty() {
        String::new()
    } else {
        format!("Consumers and what hurts today, as stated: {}", sentence(&consumers))
    }
}

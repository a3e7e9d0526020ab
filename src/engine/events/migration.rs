//! Which breaking change no milestone of a roadmap speaks of.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::closure::{Named, mentions};
use super::compat::Break;

/// The breaks of one event that nothing plans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Unplanned {
    /// The event.
    pub event: String,
    /// What breaks, each once.
    pub breaks: Vec<String>,
    /// Who has to move.
    pub consumers: Vec<String>,
    /// Milestones that name the event and speak of no migration.
    pub nearest: Vec<String>,
}

/// Beginnings of words that speak of moving readers or writers from one version to another.
const MIGRATION: &[&str] = &[
    "migrat", "deprecat", "dual", "cutover", "cut-over", "switchover", "backfill", "back-fill", "upcast", "sunset",
    "parallel", "side-by-side", "shim", "transition", "adapt", "retire", "decommission", "rename",
];

/// The events of a diff that break without a milestone. A milestone plans for an event where its text names the event
/// and speaks of a migration: `migrate consumers of order_placed to 2.0.0`.
pub fn unplanned(breaks: &[Break], milestones: &[Named]) -> Vec<Unplanned> {
    let mut of_event: BTreeMap<&str, Vec<&Break>> = BTreeMap::new();
    for one in breaks {
        of_event.entry(&one.event).or_default().push(one);
    }
    let mut found = Vec::new();
    for (event, breaks) in of_event {
        let (plans, nearest): (Vec<&Named>, Vec<&Named>) = milestones
            .iter()
            .filter(|milestone| mentions(&milestone.name, event) || mentions(&milestone.text, event))
            .partition(|milestone| migrates(&milestone.name) || migrates(&milestone.text));
        if !plans.is_empty() {
            continue;
        }
        let mut messages: Vec<String> = breaks.iter().map(|one| one.message.clone()).collect();
        messages.dedup();
        let mut consumers: Vec<String> = breaks.iter().flat_map(|one| one.consumers.clone()).collect();
        consumers.sort();
        consumers.dedup();
        let nearest = nearest.into_iter().map(|milestone| milestone.name.clone()).collect();
        found.push(Unplanned { event: event.to_owned(), breaks: messages, consumers, nearest });
    }
    found
}

fn migrates(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.split_whitespace().any(|word| {
        let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        MIGRATION.iter().any(|beginning| word.starts_with(beginning))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::compat::diff;
    use super::super::contract::tests::{contract, shop};
    use super::*;

    #[test]
    fn a_break_needs_a_milestone_that_names_it_and_moves_it() {
        let mut input = shop();
        input["version"] = json!("2.0.0");
        input["events"][0]["properties"][1]["unit"] = json!("EUR");
        let breaks = diff(&contract(shop()).unwrap(), &contract(input).unwrap()).breaks;
        let milestone = |text: &str| Named { name: "M1".to_owned(), text: text.to_owned(), ..Named::default() };
        let open = unplanned(&breaks, &[milestone("dashboards for order_placed"), milestone("migrate the database")]);
        assert_eq!(open.len(), 1);
        assert_eq!((open[0].event.as_str(), open[0].breaks.len()), ("order_placed", 1));
        assert_eq!((open[0].consumers.join(" "), open[0].nearest.join(" ")), ("Finance Growth".into(), "M1".into()));
        assert_eq!(unplanned(&breaks, &[milestone("dual-write `order_placed`; consumers move in March")]), []);
    }
}

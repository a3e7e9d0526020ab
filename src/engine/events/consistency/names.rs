//! Spelling and grammar of names. The convention is the one that most names keep to: a contract states it by example.

use std::collections::BTreeMap;

use super::super::contract::Contract;
use super::super::name::{Convention, Spelling, canonical, is_past, majority, singular, spelling, words};
use super::{Issue, IssueKind, Naming};

/// Infers the convention of names of events, and lists what deviates in spelling or in the order of words.
pub(super) fn events(contract: &Contract, issues: &mut Vec<Issue>) -> Naming {
    let names: Vec<&str> = contract.events.iter().map(|event| event.name.as_str()).collect();
    let naming = infer(&names);
    for name in &names {
        issues.extend(misspelled(&naming, name, "event").map(|mut issue| {
            issue.event = Some((*name).to_owned());
            issue
        }));
    }
    for (one, other) in twins(&names) {
        issues.push(Issue {
            kind: IssueKind::TwoSpellings,
            event: Some(other.to_owned()),
            property: None,
            message: format!("`{other}` and `{one}` are the same words: two events, or one declared twice"),
            fix: "keep one of them, or choose names that say the difference".to_owned(),
        });
    }
    grammar(&names, issues);
    naming
}

/// The same for the parts of names of properties.
pub(super) fn properties(contract: &Contract, issues: &mut Vec<Issue>) -> Naming {
    let mut first_event: BTreeMap<&str, &str> = BTreeMap::new();
    let mut names: Vec<&str> = Vec::new();
    for event in &contract.events {
        for part in event.properties.iter().flat_map(|property| property.name.split('/')) {
            first_event.entry(part).or_insert_with(|| {
                names.push(part);
                &event.name
            });
        }
    }
    let naming = infer(&names);
    let place = |issue: &mut Issue, name: &str| {
        issue.event = first_event.get(name).map(|event| (*event).to_owned());
        issue.property = Some(name.to_owned());
    };
    for name in &names {
        issues.extend(misspelled(&naming, name, "property").map(|mut issue| {
            place(&mut issue, name);
            issue
        }));
    }
    for (one, other) in twins(&names) {
        let mut issue = Issue {
            kind: IssueKind::TwoSpellings,
            event: None,
            property: None,
            message: format!("`{other}` and `{one}` are one name in two spellings"),
            fix: format!("use one spelling in all events, such as `{}`", best(&naming, one)),
        };
        place(&mut issue, other);
        issues.push(issue);
    }
    naming
}

/// The convention that most names of several words are in.
fn infer(names: &[&str]) -> Naming {
    let spelled: Vec<Convention> = names.iter().filter_map(|name| Convention::of(name)).collect();
    let none = |derivation: String| Naming { convention: None, derivation };
    if spelled.is_empty() {
        return none("inconclusive, because no name has several words in one spelling".to_owned());
    }
    match majority(spelled.iter().copied()) {
        Some((convention, count)) => {
            let several = names.iter().filter(|name| spelling(name) != Spelling::Any).count();
            let derivation = format!("{count} of {several} names of several words are in {}", convention.name());
            Naming { convention: Some(convention), derivation }
        }
        None => {
            let mut kinds: Vec<&str> = spelled.iter().map(|convention| convention.name()).collect();
            kinds.sort_unstable();
            kinds.dedup();
            none(format!("inconclusive, because as many names are in {}", kinds.join(" as in ")))
        }
    }
}

fn misspelled(naming: &Naming, name: &str, what: &str) -> Option<Issue> {
    let convention = naming.convention.filter(|convention| !spelling(name).keeps(*convention))?;
    Some(Issue {
        kind: IssueKind::Spelling,
        event: None,
        property: None,
        message: format!("the {what} `{name}` is not in {}; {}", convention.name(), naming.derivation),
        fix: format!("call it `{}`", convention.spell(name)),
    })
}

fn best(naming: &Naming, name: &str) -> String {
    naming.convention.map_or_else(|| name.to_owned(), |convention| convention.spell(name))
}

/// Names that differ in spelling alone, each with the first of its words.
fn twins<'a>(names: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for name in names {
        let key = words(name).iter().map(|word| singular(word)).collect::<Vec<_>>().join("_");
        match first.get(&key) {
            // `tag` and `tags` are two things.
            Some(one) if canonical(one) == canonical(name) => found.push((*one, *name)),
            Some(_) => {}
            None => {
                first.insert(key, name);
            }
        }
    }
    found
}

/// Where a name puts the word that says what happened.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Order {
    /// `order_placed`
    Last,
    /// `placed_order`
    First,
}

fn order(name: &str) -> Option<Order> {
    let words = words(name);
    // A version may stand behind: `order_placed_v2`.
    let is_version = |word: &String| word.strip_prefix('v').is_some_and(|rest| rest.parse::<u32>().is_ok());
    let words: Vec<&String> = words.iter().filter(|word| !is_version(word)).collect();
    match words.as_slice() {
        [_, .., last] if is_past(last) => Some(Order::Last),
        [first, _, ..] if is_past(first) => Some(Order::First),
        _ => None,
    }
}

fn grammar(names: &[&str], issues: &mut Vec<Issue>) {
    let orders: Vec<Option<Order>> = names.iter().map(|name| order(name)).collect();
    let Some((usual, count)) = majority(orders.iter().flatten().copied()) else { return };
    // Fewer than two thirds are no rule that the others break.
    if count < 2 || count * 3 < names.len() * 2 {
        return;
    }
    let pattern = match usual {
        Order::Last => "thing and then what happened to it, like `order_placed`",
        Order::First => "what happened and then the thing, like `placed_order`",
    };
    for (name, order) in names.iter().zip(orders) {
        if order == Some(usual) || words(name).len() < 2 {
            continue;
        }
        let words = words(name);
        let proposal = match order {
            Some(Order::First) => format!("such as `{}`", respell(name, words.iter().skip(1).chain(words.first()))),
            Some(Order::Last) => {
                format!("such as `{}`", respell(name, words.last().into_iter().chain(words.iter().rev().skip(1).rev())))
            }
            None => "with the action in the past tense".to_owned(),
        };
        issues.push(Issue {
            kind: IssueKind::Grammar,
            event: Some((*name).to_owned()),
            property: None,
            message: format!("`{name}` does not name the {pattern}, as {count} of {} events do", names.len()),
            fix: format!("rename it {proposal}"),
        });
    }
}

fn respell<'a>(name: &str, words: impl Iterator<Item = &'a String>) -> String {
    let joined = words.map(String::as_str).collect::<Vec<_>>().join("_");
    Convention::of(name).map_or_else(|| joined.clone(), |convention| convention.spell(&joined))
}

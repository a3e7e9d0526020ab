//! Dependencies as a tree of series, parallel and k-of-n, and its availability.
//!
//! Components fail independently of each other. In series all have to work (the product of their availabilities), in
//! parallel one of them (1 less the product of their unavailabilities), of n at least k (the upper tail of the
//! Poisson binomial distribution). A component that stands in the tree more than once is one component: the tree is
//! evaluated once with it working and once with it failed (Shannon's expansion), never as if it were two.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;

use super::error::SloError;
use super::figure::exact_percent;
use super::written::{Written, out_of_range};
use crate::engine::written::at_least_one;

/// Components of one tree at most.
const MOST_COMPONENTS: usize = 64;

/// Components that stand in it more than once at most: each doubles the work.
const MOST_SHARED: usize = 6;

/// Levels of a tree at most.
const DEEPEST: usize = 32;

/// Parts of a group that is written out term by term at most.
const MOST_TERMS: usize = 5;

/// A dependency: a component with its availability, or a group of dependencies.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DependencyInput {
    /// The name of the component. The same name in two places is the same component.
    #[serde(default)]
    pub name: Option<String>,
    /// How often the component works: `99.95 %`. Needed once for each name.
    #[serde(default)]
    pub availability: Option<Written>,
    /// A group in series: all of these are needed.
    #[serde(default, deserialize_with = "at_least_one")]
    #[schemars(length(min = 1))]
    pub all: Vec<DependencyInput>,
    /// A group in parallel: one of these is enough.
    #[serde(default, deserialize_with = "at_least_one")]
    #[schemars(length(min = 1))]
    pub any: Vec<DependencyInput>,
    /// How many of `of` are needed.
    #[serde(default)]
    pub at_least: Option<usize>,
    /// The group of which `at_least` so many are needed.
    #[serde(default, deserialize_with = "at_least_one")]
    #[schemars(length(min = 1))]
    pub of: Vec<DependencyInput>,
}

/// A component's place in a [`Tree`].
pub(super) type Id = usize;

/// A dependency in a checked tree.
#[derive(Debug, Clone)]
enum Node {
    Component(Id),
    /// At least so many of these have to work: all for a series, one in parallel.
    AtLeast(usize, Vec<Node>),
}

/// A checked tree.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    root: Node,
    /// Names and availabilities, in the order they appear.
    pub components: Vec<(String, Decimal)>,
    /// The components that stand in it more than once.
    pub shared: Vec<Id>,
}

/// A tree being read.
#[derive(Default)]
struct Reading {
    ids: BTreeMap<String, Id>,
    /// Name, availability if it was stated, how often it stands in the tree, where it first stood.
    found: Vec<(String, Option<Decimal>, usize, String)>,
}

impl Tree {
    /// A checked tree. `field` is the path of the root.
    pub(super) fn read(input: &DependencyInput, field: &str) -> Result<Tree, SloError> {
        let mut reading = Reading::default();
        let root = reading.node(input, field, 0)?;
        let too_many = |count, most| SloError::TooMany { field: field.to_owned(), count, most };
        if reading.found.len() > MOST_COMPONENTS {
            return Err(too_many(reading.found.len(), MOST_COMPONENTS));
        }
        let shared: Vec<Id> = (0..reading.found.len()).filter(|id| reading.found[*id].2 > 1).collect();
        if shared.len() > MOST_SHARED {
            let field = format!("{field}: components that stand in more than one place");
            return Err(SloError::TooMany { field, count: shared.len(), most: MOST_SHARED });
        }
        let components = reading.found.into_iter().map(|(name, availability, _, place)| {
            let missing = SloError::Missing { field: format!("{place}.availability"), accepted: "e.g. `99.95 %`" };
            Ok((name, availability.ok_or(missing)?))
        });
        Ok(Tree { root, components: components.collect::<Result<_, _>>()?, shared })
    }

    /// The availabilities as they were stated.
    pub(super) fn stated(&self) -> Vec<Decimal> {
        self.components.iter().map(|(_, availability)| *availability).collect()
    }

    /// The availability of the whole with these availabilities of the components.
    pub(super) fn availability(&self, of: &[Decimal]) -> Decimal {
        expand(&self.root, &mut of.to_vec(), &self.shared)
    }

    /// The same with another availability of one component.
    pub(super) fn with(&self, of: &[Decimal], id: Id, availability: Decimal) -> Decimal {
        self.availability(&replaced(of, id, availability))
    }

    /// The formula with these numbers.
    pub(super) fn steps(&self, of: &[Decimal]) -> String {
        let steps = write(&self.root, of, true);
        match &self.shared[..] {
            [] => steps,
            shared => {
                let names: Vec<&str> = shared.iter().map(|id| self.components[*id].0.as_str()).collect();
                format!("{steps}, with {} as one component wherever it stands", names.join(" and "))
            }
        }
    }
}

/// The availabilities with one of them replaced.
pub(super) fn replaced(of: &[Decimal], id: Id, availability: Decimal) -> Vec<Decimal> {
    let mut of = of.to_vec();
    if let Some(place) = of.get_mut(id) {
        *place = availability;
    }
    of
}

fn write(node: &Node, of: &[Decimal], outermost: bool) -> String {
    let (needed, nodes) = match node {
        Node::Component(id) => return exact_percent(of[*id]),
        Node::AtLeast(needed, nodes) => (*needed, nodes),
    };
    let parts: Vec<String> = nodes.iter().map(|node| write(node, of, false)).collect();
    let written = match nodes.len() {
        1 => return parts.concat(),
        len if needed == len => parts.join(" x "),
        _ if needed == 1 => {
            let failing: Vec<String> = parts.iter().map(|part| format!("(1 - {part})")).collect();
            format!("1 - {}", failing.join(" x "))
        }
        len => match equal(nodes, of).filter(|_| len <= MOST_TERMS) {
            Some(works) => binomial(needed, len, works),
            None => return format!("P(at least {needed} of {len}: {})", parts.join(", ")),
        },
    };
    if outermost { written } else { format!("({written})") }
}

/// The availability of components that all have the same.
fn equal(nodes: &[Node], of: &[Decimal]) -> Option<Decimal> {
    let mut parts = nodes.iter().map(|node| match node {
        Node::Component(id) => Some(of[*id]),
        Node::AtLeast(..) => None,
    });
    let first = parts.next()??;
    parts.all(|part| part == Some(first)).then_some(first)
}

/// `3 x 90 %^2 x 10 % + 90 %^3`.
fn binomial(needed: usize, len: usize, works: Decimal) -> String {
    let power = |base: Decimal, exponent: usize| match exponent {
        0 => None,
        1 => Some(exact_percent(base)),
        _ => Some(format!("{}^{exponent}", exact_percent(base))),
    };
    let term = |count: usize| {
        // Dividing after each step keeps it whole.
        let ways = (1..=len - count).fold(1, |ways, step| ways * (count + step) / step);
        let ways = (ways > 1).then(|| ways.to_string());
        let factors = [ways, power(works, count), power(Decimal::ONE - works, len - count)];
        factors.into_iter().flatten().collect::<Vec<_>>().join(" x ")
    };
    (needed..=len).map(term).collect::<Vec<_>>().join(" + ")
}

impl Reading {
    fn node(&mut self, input: &DependencyInput, field: &str, depth: usize) -> Result<Node, SloError> {
        if depth > DEEPEST {
            return Err(out_of_range(
                field,
                format!("{depth} levels deep"),
                format!("lie at most {DEEPEST} levels deep"),
            ));
        }
        let groups = [("all", &input.all), ("any", &input.any), ("of", &input.of)];
        let mut given = groups.into_iter().filter(|(_, nodes)| !nodes.is_empty());
        let conflict = |one: &str, other: &str| SloError::Conflict {
            field: format!("{field}.{one}"),
            other: format!("{field}.{other}"),
            why: "a dependency is one component or one group",
        };
        let group = given.next();
        if let (Some((one, _)), Some((other, _))) = (group, given.next()) {
            return Err(conflict(one, other));
        }
        match group {
            None => self.component(input, field),
            Some((kind, _)) if input.availability.is_some() => Err(conflict("availability", kind)),
            Some((kind, _)) if kind != "of" && input.at_least.is_some() => Err(conflict("at_least", kind)),
            Some((kind, nodes)) => {
                let needed = match (kind, input.at_least) {
                    ("all", _) => nodes.len(),
                    ("any", _) => 1,
                    (_, Some(needed)) if (1..=nodes.len()).contains(&needed) => needed,
                    (_, Some(needed)) => {
                        let range = format!("lie from 1 to {}, the number of those it is of", nodes.len());
                        return Err(out_of_range(&format!("{field}.at_least"), needed.to_string(), range));
                    }
                    (_, None) => {
                        let field = format!("{field}.at_least");
                        return Err(SloError::Missing { field, accepted: "how many of them are needed, e.g. `2`" });
                    }
                };
                let nodes = nodes.iter().enumerate();
                let nodes = nodes.map(|(index, node)| self.node(node, &format!("{field}.{kind}[{index}]"), depth + 1));
                Ok(Node::AtLeast(needed, nodes.collect::<Result<_, _>>()?))
            }
        }
    }

    fn component(&mut self, input: &DependencyInput, field: &str) -> Result<Node, SloError> {
        let name = input.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let accepted = "a component's name, or a group in `all`, `any` or `of`";
        let name = name.ok_or_else(|| SloError::Missing { field: format!("{field}.name"), accepted })?;
        if input.at_least.is_some() {
            return Err(SloError::Missing { field: format!("{field}.of"), accepted: "the group `at_least` is about" });
        }
        let place = format!("{field}.availability");
        let stated = input.availability.as_ref().map(|one| one.share_above_zero(&place)).transpose()?;
        let Some(&id) = self.ids.get(name) else {
            self.ids.insert(name.to_owned(), self.found.len());
            self.found.push((name.to_owned(), stated, 1, field.to_owned()));
            return Ok(Node::Component(self.found.len() - 1));
        };
        let known = &mut self.found[id];
        known.2 += 1;
        match (known.1, stated) {
            (Some(first), Some(second)) if first != second => {
                let (first, second) = (exact_percent(first), exact_percent(second));
                return Err(SloError::Disagrees { field: place, name: name.to_owned(), first, second });
            }
            (None, second) => known.1 = second,
            _ => {}
        }
        Ok(Node::Component(id))
    }
}

/// The availability, with the shared components taken as working and as failed in turn.
fn expand(root: &Node, of: &mut [Decimal], shared: &[Id]) -> Decimal {
    let Some((&id, rest)) = shared.split_first() else { return evaluate(root, of) };
    let works = of[id];
    of[id] = Decimal::ONE;
    let with = expand(root, of, rest);
    of[id] = Decimal::ZERO;
    let without = expand(root, of, rest);
    of[id] = works;
    works * with + (Decimal::ONE - works) * without
}

fn evaluate(node: &Node, of: &[Decimal]) -> Decimal {
    match node {
        Node::Component(id) => of[*id],
        Node::AtLeast(needed, nodes) => {
            let parts: Vec<Decimal> = nodes.iter().map(|node| evaluate(node, of)).collect();
            at_least(*needed, &parts)
        }
    }
}

/// The probability that at least so many of independent parts work.
fn at_least(needed: usize, parts: &[Decimal]) -> Decimal {
    if needed == parts.len() {
        return parts.iter().product();
    }
    if needed == 1 {
        return Decimal::ONE - parts.iter().map(|part| Decimal::ONE - part).product::<Decimal>();
    }
    let spare = parts.len() - needed;
    if spare + 1 < needed {
        // Fewer states to go through: enough work unless one more than can be spared fails.
        let failing: Vec<Decimal> = parts.iter().map(|part| Decimal::ONE - part).collect();
        return Decimal::ONE - at_least(spare + 1, &failing);
    }
    // Element j: the probability that exactly j work; those beyond what is needed are collected in the last.
    let mut exactly = vec![Decimal::ZERO; needed + 1];
    exactly[0] = Decimal::ONE;
    for part in parts {
        for count in (0..=needed).rev() {
            let stays = if count == needed { exactly[count] } else { exactly[count] * (Decimal::ONE - part) };
            let rises = if count == 0 { Decimal::ZERO } else { exactly[count - 1] * part };
            exactly[count] = stays + rises;
        }
    }
    exactly[needed]
}

//! A contract made ready for reading: names become numbers once, so that no text is compared twice for an event.

use std::collections::{BTreeMap, HashMap};

use super::super::contract::{Contract, Event};
use super::super::input::Readers;
use super::super::kind::PropertyType;

/// Stands for no number.
const NONE: u16 = u16::MAX;

/// The keys that any event declares, as a tree of objects.
#[derive(Debug, Default)]
pub(super) struct Tree {
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    path: String,
    keys: Lookup<Target>,
    /// Which key came after each key last time, the first of all at 0: most lines of a stream repeat each other's
    /// order, and a guess that is right spares the look-up.
    after: Vec<u16>,
}

/// What a key leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// A property, by number.
    Property(u16),
    /// An object around properties, by number.
    Node(u16),
}

impl Tree {
    /// The key of this name at a node, with its place, which is to be given as `before` for the next.
    pub fn find(&mut self, node: u16, before: Option<u16>, name: &str) -> Option<(u16, Target)> {
        let node = self.nodes.get_mut(usize::from(node))?;
        let guess = node.after.get_mut(before.map_or(0, |before| usize::from(before) + 1))?;
        if let Some((key, target)) = node.keys.list.get(usize::from(*guess))
            && **key == *name
        {
            return Some((*guess, *target));
        }
        let (at, target) = node.keys.find(name)?;
        *guess = number(at);
        Some((number(at), target))
    }

    /// The path of an object.
    pub fn path(&self, node: u16) -> &str {
        self.nodes.get(usize::from(node)).map_or("", |node| &node.path)
    }

    fn add_node(&mut self, path: &str) -> u16 {
        self.nodes.push(Node { path: path.to_owned(), after: vec![0], ..Node::default() });
        number(self.nodes.len() - 1)
    }

    fn add_key(&mut self, node: u16, name: &str, target: Target) {
        if let Some(node) = self.nodes.get_mut(usize::from(node)) {
            node.keys.push(name, target);
            node.after.push(number(node.keys.list.len()));
        }
    }
}

/// Values by name. A few names are found faster one by one than by hash.
#[derive(Debug)]
pub(super) struct Lookup<T> {
    list: Vec<(Box<str>, T)>,
    index: HashMap<Box<str>, usize>,
}

/// How many names are a few.
const FEW: usize = 16;

impl<T> Default for Lookup<T> {
    fn default() -> Self {
        Lookup { list: Vec::new(), index: HashMap::new() }
    }
}

impl<T: Copy> Lookup<T> {
    fn push(&mut self, name: &str, value: T) {
        self.index.insert(name.into(), self.list.len());
        self.list.push((name.into(), value));
    }

    /// The place and the value of a name.
    pub fn find(&self, name: &str) -> Option<(usize, T)> {
        let at = if self.list.len() <= FEW {
            self.list.iter().position(|(known, _)| **known == *name)?
        } else {
            *self.index.get(name)?
        };
        self.list.get(at).map(|(_, value)| (at, *value))
    }
}

/// What a contract refuses to have more than [`MOST_PROPERTIES`](super::super::contract::MOST_PROPERTIES) of.
fn number(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(NONE)
}

/// A contract made ready.
#[derive(Debug)]
pub(super) struct Plan {
    pub tree: Tree,
    /// The paths of all properties, by number.
    pub properties: Vec<String>,
    pub events: Vec<EventPlan>,
    /// The number of each event.
    pub names: Lookup<()>,
    /// The properties of the envelope.
    pub event: u16,
    pub time: Option<u16>,
    pub received: Option<u16>,
    pub client: Option<u16>,
}

/// An event made ready.
#[derive(Debug)]
pub(super) struct EventPlan {
    pub name: String,
    pub slots: Vec<Slot>,
    /// Whether the event declares each property of the contract, and each object around properties.
    pub declares: Vec<bool>,
    pub declares_node: Vec<bool>,
    /// Its idempotency key, and whether that is a UUID, for which letter case does not matter.
    pub key: Option<u16>,
    pub key_is_uuid: bool,
    /// Whether it may hold nothing but what is declared.
    pub strict: bool,
}

/// A property of an event made ready.
#[derive(Debug)]
pub(super) struct Slot {
    pub property: u16,
    pub name: String,
    pub kind: PropertyType,
    pub type_in_words: String,
    pub nullable: bool,
    pub required: bool,
    pub showable: bool,
}

impl Plan {
    /// Makes a contract ready.
    pub fn new(contract: &Contract) -> Self {
        let mut numbers: BTreeMap<&str, u16> = BTreeMap::new();
        let mut paths: Vec<String> = Vec::new();
        let mut tree = Tree::default();
        tree.add_node("");
        let mut nodes: BTreeMap<&str, u16> = BTreeMap::from([("", 0)]);
        for property in contract.events.iter().flat_map(|event| &event.properties) {
            let name = property.name.as_str();
            if numbers.contains_key(name) {
                continue;
            }
            let id = number(numbers.len());
            numbers.insert(name, id);
            paths.push(name.to_owned());
            let mut node = 0;
            for (end, _) in name.match_indices('/') {
                let path = &name[..end];
                node = match nodes.get(path) {
                    Some(known) => *known,
                    None => {
                        let made = tree.add_node(path);
                        tree.add_key(node, path.rsplit('/').next().unwrap_or(path), Target::Node(made));
                        nodes.insert(path, made);
                        made
                    }
                };
            }
            tree.add_key(node, property.leaf(), Target::Property(id));
        }
        let id = |name: &str| numbers.get(name).copied();
        let envelope = &contract.envelope;
        let of = |name: &Option<String>| name.as_deref().and_then(id);
        let strict = contract.readers == Readers::Strict;
        let mut names = Lookup::default();
        for event in &contract.events {
            names.push(&event.name, ());
        }
        Plan {
            events: contract.events.iter().map(|event| EventPlan::new(event, &numbers, &nodes, strict)).collect(),
            names,
            event: id(&envelope.event).unwrap_or(NONE),
            time: of(&envelope.time),
            received: of(&envelope.received),
            client: of(&envelope.client),
            properties: paths,
            tree,
        }
    }
}

impl EventPlan {
    fn new(event: &Event, numbers: &BTreeMap<&str, u16>, nodes: &BTreeMap<&str, u16>, strict: bool) -> Self {
        let mut declares = vec![false; numbers.len()];
        let mut declares_node = vec![false; nodes.len()];
        let mut slots = Vec::with_capacity(event.properties.len());
        for property in &event.properties {
            let Some(&number) = numbers.get(property.name.as_str()) else { continue };
            mark(&mut declares, number);
            for (end, _) in property.name.match_indices('/') {
                if let Some(node) = nodes.get(&property.name[..end]) {
                    mark(&mut declares_node, *node);
                }
            }
            slots.push(Slot {
                property: number,
                name: property.name.clone(),
                kind: property.kind.clone(),
                type_in_words: property.type_in_words(),
                nullable: property.nullable,
                required: property.required,
                showable: property.is_showable(),
            });
        }
        let key = event.idempotency_key.as_deref();
        let exact = slots.iter().find(|slot| Some(slot.name.as_str()) == key);
        let by_leaf = || slots.iter().find(|slot| slot.name.rsplit('/').next() == key);
        let key = exact.or_else(by_leaf);
        EventPlan {
            name: event.name.clone(),
            declares,
            declares_node,
            key: key.map(|slot| slot.property),
            key_is_uuid: key.is_some_and(|slot| slot.kind == PropertyType::Uuid),
            strict,
            slots,
        }
    }
}

fn mark(list: &mut [bool], at: u16) {
    if let Some(flag) = list.get_mut(usize::from(at)) {
        *flag = true;
    }
}

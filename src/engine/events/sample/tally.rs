//! Counters of bounded number, and the shares they make.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::quantity::number;

/// How many different clients, names of unknown events, and undeclared properties are counted one by one.
pub(super) const MOST_CLIENTS: usize = 64;
pub(super) const MOST_NAMES: usize = 1_000;

/// The longest name that is kept, in characters.
const LONGEST_NAME: usize = 80;

/// How many clients are named beside an unknown name.
const CLIENTS_NAMED: usize = 5;

/// Figures of a computed share.
const FIGURES: u32 = 4;

/// A share in percent, to 4 figures. 0 of 0 is 0.
pub(super) fn percent(part: u64, whole: u64) -> Decimal {
    let exact = Decimal::from(part) * Decimal::ONE_HUNDRED;
    number::round(exact.checked_div(Decimal::from(whole)).unwrap_or_default(), FIGURES)
}

/// A number of lines, with the first of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Count {
    pub count: u64,
    pub lines: Vec<u64>,
}

impl Count {
    pub fn add(&mut self, line: u64, examples: usize) {
        self.count += 1;
        if self.lines.len() < examples {
            self.lines.push(line);
        }
    }
}

/// What a value looked like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    Null,
    Boolean,
    Integer,
    Fraction,
    Text,
    List,
    Object,
}

impl Shape {
    pub const COUNT: usize = 7;

    pub const ALL: [(Shape, &'static str); Shape::COUNT] = [
        (Shape::Null, "null"),
        (Shape::Boolean, "boolean"),
        (Shape::Integer, "integer"),
        (Shape::Fraction, "number"),
        (Shape::Text, "string"),
        (Shape::List, "list"),
        (Shape::Object, "object"),
    ];
}

/// One property in the events of one client.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cell {
    pub shapes: [u64; Shape::COUNT],
    pub wrong: u64,
}

impl Cell {
    pub fn null(&self) -> u64 {
        self.shapes[Shape::Null as usize]
    }

    pub fn present(&self) -> u64 {
        self.shapes.iter().sum::<u64>() - self.null()
    }
}

/// The events of one kind of one client.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    pub events: u64,
    pub invalid: u64,
    pub repeats: u64,
    pub late: u64,
    pub cells: Vec<Cell>,
}

impl Row {
    pub fn merge(&mut self, other: &Row) {
        self.events += other.events;
        self.invalid += other.invalid;
        self.repeats += other.repeats;
        self.late += other.late;
        self.cells.resize(self.cells.len().max(other.cells.len()), Cell::default());
        for (own, other) in self.cells.iter_mut().zip(&other.cells) {
            own.wrong += other.wrong;
            for (own, other) in own.shapes.iter_mut().zip(other.shapes) {
                *own += other;
            }
        }
    }
}

/// Names that nobody declared, up to a bound.
#[derive(Debug, Default)]
pub(super) struct Names {
    known: BTreeMap<(usize, String), (Count, Vec<usize>)>,
    /// Lines with names beyond the bound.
    pub others: u64,
}

impl Names {
    /// Counts a name within a group.
    pub fn add(&mut self, group: usize, name: &str, line: u64, client: usize, examples: usize) {
        let short: String = name.chars().take(LONGEST_NAME).collect();
        let full = self.known.len() >= MOST_NAMES;
        let key = (group, short);
        if full && !self.known.contains_key(&key) {
            self.others += 1;
            return;
        }
        let (count, clients) = self.known.entry(key).or_default();
        count.add(line, examples);
        if clients.len() < CLIENTS_NAMED && !clients.contains(&client) {
            clients.push(client);
        }
    }

    /// Group, name, count and clients of each.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &str, &Count, &[usize])> {
        self.known.iter().map(|((group, name), (count, clients))| (*group, name.as_str(), count, clients.as_slice()))
    }
}

/// Clients by number, up to a bound; the first number is for events that name none, the last for all others.
#[derive(Debug)]
pub(super) struct Clients {
    names: Vec<String>,
    last: usize,
}

impl Clients {
    pub fn new() -> Self {
        Clients { names: vec!["(no client named)".to_owned()], last: 0 }
    }

    /// The number of a client.
    pub fn number(&mut self, name: Option<&str>) -> usize {
        let Some(name) = name else { return 0 };
        // Streams send runs of one client.
        if self.last > 0 && self.names.get(self.last).is_some_and(|known| known == name) {
            return self.last;
        }
        let short: String = name.chars().take(LONGEST_NAME).collect();
        self.last = match self.names.iter().skip(1).position(|known| *known == short) {
            Some(at) => at + 1,
            None if self.names.len() <= MOST_CLIENTS => {
                self.names.push(short);
                self.names.len() - 1
            }
            None => {
                if self.names.len() == MOST_CLIENTS + 1 {
                    self.names.push("(all other clients)".to_owned());
                }
                self.names.len() - 1
            }
        };
        self.last
    }

    pub fn name(&self, number: usize) -> &str {
        self.names.get(number).map_or("", String::as_str)
    }

    /// Whether a number stands for one client that named itself.
    pub fn is_one(&self, number: usize) -> bool {
        (1..=MOST_CLIENTS).contains(&number)
    }
}

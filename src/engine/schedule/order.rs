//! What waits for what: the order of work, and the cycles that forbid one.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use thiserror::Error;

/// Why there is no order.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ScheduleError {
    /// Some wait for each other.
    #[error("{}", print_all(.cycles))]
    Cyclic {
        /// The cycles, as [`cycles`] gives them.
        cycles: Vec<Vec<String>>,
    },
}

/// Names by their first appearance, and who waits for whom.
struct Waiting<'a> {
    names: Vec<&'a str>,
    graph: DiGraph<(), ()>,
}

impl<'a> Waiting<'a> {
    fn new(nodes: &[&'a str], edges: &[(&'a str, &'a str)]) -> Self {
        let mut waiting = Waiting { names: Vec::new(), graph: DiGraph::new() };
        let mut known = BTreeMap::new();
        for &name in nodes {
            waiting.node(&mut known, name);
        }
        for &(name, dependency) in edges {
            let from = waiting.node(&mut known, name);
            let to = waiting.node(&mut known, dependency);
            waiting.graph.update_edge(from, to, ());
        }
        waiting
    }

    fn node(&mut self, known: &mut BTreeMap<&'a str, NodeIndex>, name: &'a str) -> NodeIndex {
        *known.entry(name).or_insert_with(|| {
            self.names.push(name);
            self.graph.add_node(())
        })
    }

    /// What `node` waits for, by first appearance.
    fn dependencies(&self, node: NodeIndex) -> Vec<NodeIndex> {
        let mut next: Vec<NodeIndex> = self.graph.neighbors(node).collect();
        next.sort_unstable();
        next
    }

    fn name(&self, node: NodeIndex) -> String {
        self.names.get(node.index()).copied().unwrap_or_default().to_owned()
    }

    /// A shortest way from `start` back to itself through `inside`; without repeating the start at the end.
    fn shortest_cycle(&self, start: NodeIndex, inside: &BTreeSet<NodeIndex>) -> Option<Vec<NodeIndex>> {
        let mut came_from: BTreeMap<NodeIndex, NodeIndex> = BTreeMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            for next in self.dependencies(node) {
                if next == start {
                    let mut path = vec![node];
                    let mut last = node;
                    while let Some(&previous) = came_from.get(&last) {
                        path.push(previous);
                        last = previous;
                    }
                    path.reverse();
                    return Some(path);
                }
                if inside.contains(&next) && !came_from.contains_key(&next) {
                    came_from.insert(next, node);
                    queue.push_back(next);
                }
            }
        }
        None
    }
}

/// The cycles among edges `(a, b)`, read as "`a` waits for `b`". A cycle `[a, b, c]` says that `a` waits for `b`,
/// `b` for `c` and `c` for `a`.
///
/// For each name that lies on a cycle, a shortest one through it is given; each is given once. (All cycles would be
/// exponentially many.) A cycle begins with the name that appears first in `edges`; cycles are ordered likewise.
pub fn cycles(edges: &[(&str, &str)]) -> Vec<Vec<String>> {
    let waiting = Waiting::new(&[], edges);
    let mut found: BTreeSet<Vec<NodeIndex>> = BTreeSet::new();
    for component in kosaraju_scc(&waiting.graph) {
        let inside: BTreeSet<NodeIndex> = component.into_iter().collect();
        for &start in &inside {
            let Some(mut cycle) = waiting.shortest_cycle(start, &inside) else { continue };
            let first = cycle.iter().enumerate().min_by_key(|(_, node)| **node).map_or(0, |(index, _)| index);
            cycle.rotate_left(first);
            found.insert(cycle);
        }
    }
    let names = |cycle: Vec<NodeIndex>| cycle.into_iter().map(|node| waiting.name(node)).collect();
    found.into_iter().map(names).collect()
}

/// An order in which everything comes after what it waits for. Among those that may come next, the one that appears
/// first in `nodes`, then in `edges`, does. Names that only edges mention are part of the order.
///
/// # Errors
/// [`ScheduleError::Cyclic`] with the cycles.
pub fn topological(nodes: &[&str], edges: &[(&str, &str)]) -> Result<Vec<String>, ScheduleError> {
    let waiting = Waiting::new(nodes, edges);
    let count = |node: NodeIndex| waiting.graph.neighbors(node).count();
    let mut left: BTreeMap<NodeIndex, usize> = waiting.graph.node_indices().map(|node| (node, count(node))).collect();
    let mut ready: BTreeSet<NodeIndex> = left.iter().filter(|(_, count)| **count == 0).map(|(node, _)| *node).collect();
    let mut order = Vec::with_capacity(left.len());
    while let Some(node) = ready.pop_first() {
        order.push(waiting.name(node));
        for waiter in waiting.graph.neighbors_directed(node, petgraph::Direction::Incoming) {
            if let Some(count) = left.get_mut(&waiter) {
                *count -= 1;
                if *count == 0 {
                    ready.insert(waiter);
                }
            }
        }
    }
    if order.len() < left.len() {
        return Err(ScheduleError::Cyclic { cycles: cycles(edges) });
    }
    Ok(order)
}

/// A cycle as people read it: `M1 -> M2 -> M1`, where each waits for the next.
pub fn print(cycle: &[String]) -> String {
    let mut names: Vec<&str> = cycle.iter().map(String::as_str).collect();
    names.extend(cycle.first().map(String::as_str));
    names.join(" -> ")
}

fn print_all(cycles: &[Vec<String>]) -> String {
    let printed: Vec<String> = cycles.iter().map(|cycle| print(cycle)).collect();
    format!("these wait for each other: {}", printed.join("; "))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_the_cycles() {
        let found =
            |edges: &[(&str, &str)]| -> Vec<String> { cycles(edges).iter().map(|cycle| print(cycle)).collect() };
        assert_eq!(found(&[("M2", "M1"), ("M3", "M2")]), Vec::<String>::new());
        assert_eq!(found(&[("M1", "M1")]), ["M1 -> M1"]);
        assert_eq!(found(&[("M1", "M2"), ("M2", "M3"), ("M3", "M1")]), ["M1 -> M2 -> M3 -> M1"]);
        // Two cycles that share a name are two; the long way round adds nothing to them.
        assert_eq!(found(&[("A", "B"), ("B", "A"), ("A", "C"), ("C", "A")]), ["A -> B -> A", "A -> C -> A"]);
        // A cycle begins with the name that was written first.
        assert_eq!(found(&[("M9", "M3"), ("M3", "M9"), ("M1", "M9")]), ["M9 -> M3 -> M9"]);
        assert_eq!(found(&[("X", "Y"), ("Y", "X"), ("A", "B"), ("B", "A")]), ["X -> Y -> X", "A -> B -> A"]);
    }

    #[test]
    fn keeps_the_written_order_where_it_may() {
        let order = topological(&["M1", "M2", "M3", "M4"], &[("M2", "M4"), ("M3", "M1")]).unwrap();
        assert_eq!(order, ["M1", "M3", "M4", "M2"]);
        assert_eq!(topological(&[], &[("b", "a")]).unwrap(), ["a", "b"]);
        let error = topological(&["A"], &[("A", "B"), ("B", "A")]).unwrap_err();
        assert_eq!(error.to_string(), "these wait for each other: A -> B -> A");
    }

    #[test]
    fn a_long_chain_does_not_exhaust_the_stack() {
        let names: Vec<String> = (0..50_000).map(|number| number.to_string()).collect();
        let edges: Vec<(&str, &str)> = names.windows(2).map(|pair| (pair[1].as_str(), pair[0].as_str())).collect();
        assert!(cycles(&edges).is_empty());
        assert_eq!(topological(&[], &edges).unwrap().len(), names.len());
    }

    proptest! {
        #[test]
        fn either_an_order_or_a_cycle(pairs in prop::collection::vec((0_usize..8, 0_usize..8), 0..20)) {
            const NAMES: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];
            let edges: Vec<(&str, &str)> = pairs.iter().map(|(left, right)| (NAMES[*left], NAMES[*right])).collect();
            let cycles = cycles(&edges);
            match topological(&NAMES, &edges) {
                Ok(order) => {
                    prop_assert!(cycles.is_empty());
                    let place = |name: &str| order.iter().position(|one| one == name);
                    for (name, dependency) in &edges {
                        prop_assert!(place(dependency) < place(name));
                    }
                }
                Err(_) => {
                    prop_assert!(!cycles.is_empty());
                    for cycle in &cycles {
                        for (index, name) in cycle.iter().enumerate() {
                            let next = &cycle[(index + 1) % cycle.len()];
                            prop_assert!(edges.contains(&(name.as_str(), next.as_str())));
                        }
                    }
                }
            }
        }
    }
}

//! The availability that dependencies permit, the one that binds it, and what would have to change.
//!
//! What binds is the component whose perfection would lift the whole most: its Birnbaum importance times its
//! unavailability (Birnbaum 1969; "criticality" in reliability engineering). The availability of the whole is linear in
//! that of each component, so what one of them would need is found by a division.

use rust_decimal::{Decimal, RoundingStrategy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::SloError;
use super::figure::{Figure, Issue, IssueKind, availability, exact_percent};
use super::tree::{DependencyInput, Id, Tree, replaced};
use super::written::{Objective, Written};
use crate::quantity::number;

/// Halvings of an interval: more digits than are printed.
const HALVINGS: u32 = 40;

/// What a journey can attain.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DependencyQuestion {
    /// The journey or service: `checkout`.
    pub journey: String,
    /// The target it is held against: `99.9 %`.
    #[serde(default)]
    pub target: Option<Written>,
    /// What it needs. Its own failures count if it is a component of the series.
    pub needs: DependencyInput,
}

/// What a journey can attain, and what keeps it from more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DependencyAnswer {
    /// The journey.
    pub journey: String,
    /// The target, printed.
    pub target: Option<String>,
    /// The availability its dependencies permit, rounded down.
    pub attainable: Figure,
    /// Whether the target is within it; `None` without a target.
    pub permits_target: Option<bool>,
    /// The component that binds; `None` where all are perfect.
    pub binding: Option<String>,
    /// The components, what binds most first.
    pub edges: Vec<Edge>,
    /// By which factor all of them together would have to fail less often; `None` where the target is permitted.
    pub together: Option<Figure>,
    /// What has to be known about it.
    pub issues: Vec<Issue>,
}

/// A component a journey depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Edge {
    /// Its name.
    pub name: String,
    /// Its availability, printed.
    pub availability: String,
    /// What the journey would gain if it never failed, in percent of all time.
    pub costs: Figure,
    /// The journey's availability if it never failed, or were not needed.
    pub without_it: Figure,
    /// The journey's availability with a second copy of it that fails independently.
    pub with_second_copy: Figure,
    /// The availability it would need for the target, all else being the same; `None` without a target, where the
    /// target is permitted, and where even its perfection would not be enough.
    pub needed: Option<Figure>,
}

impl DependencyQuestion {
    /// What the dependencies permit.
    ///
    /// # Errors
    /// Any [`SloError`] that a field gives reason for; a component stated with two availabilities is one.
    pub fn answer(&self) -> Result<DependencyAnswer, SloError> {
        let target = self.target.as_ref().map(|target| target.objective("target")).transpose()?;
        let tree = Tree::read(&self.needs, "needs")?;
        let stated = tree.stated();
        let attained = tree.availability(&stated);
        let attainable = Figure::availability(attained, tree.steps(&stated));
        // What is held against the target is not rounded, but for the last of 28 digits.
        let permits = target.map(|target| attained.round_dp(24) >= target.target());
        let missed = target.filter(|_| permits == Some(false));
        let mut edges: Vec<(Decimal, Edge)> =
            (0..tree.components.len()).map(|id| edge(&tree, &stated, id, attained, missed)).collect();
        edges.sort_by_key(|(costs, _)| std::cmp::Reverse(*costs));
        let binding = edges.first().filter(|(costs, _)| *costs > Decimal::ZERO).map(|(_, edge)| edge.name.clone());
        let edges: Vec<Edge> = edges.into_iter().map(|(_, edge)| edge).collect();
        let together = missed.and_then(|target| together(&tree, &stated, target));
        let issues = missed.map(|target| self.issue(target, &attainable, &edges, together.as_ref()));
        Ok(DependencyAnswer {
            journey: self.journey.clone(),
            target: target.map(|target| target.to_string()),
            attainable,
            permits_target: permits,
            binding,
            edges,
            together,
            issues: issues.into_iter().collect(),
        })
    }

    fn issue(&self, target: Objective, attainable: &Figure, edges: &[Edge], together: Option<&Figure>) -> Issue {
        let message = format!(
            "a target of {target} is above the {} that its dependencies permit: {}",
            attainable, attainable.derivation
        );
        let mut fixes = Vec::new();
        if let Some(edge) = edges.first() {
            let reaches = |figure: &Figure| figure.value >= target.target() * Decimal::ONE_HUNDRED;
            match &edge.needed {
                Some(needed) => fixes.push(format!("`{}` at {needed} instead of {}", edge.name, edge.availability)),
                None => fixes
                    .push(format!("more than `{}` alone: without its failures it is {}", edge.name, edge.without_it)),
            }
            if reaches(&edge.with_second_copy) {
                fixes.push(format!("a second, independent copy of `{}`: {}", edge.name, edge.with_second_copy));
            }
        }
        fixes.extend(together.map(|factor| format!("all of them failing {factor} times less often")));
        fixes.push(format!("a target of at most {attainable}"));
        Issue::new(IssueKind::AboveAttainable, self.journey.clone(), message).with_fix(fixes.join("; or "))
    }
}

/// A component, and what the journey would gain from its perfection.
fn edge(tree: &Tree, stated: &[Decimal], id: Id, attained: Decimal, missed: Option<Objective>) -> (Decimal, Edge) {
    let (name, works) = &tree.components[id];
    let perfect = tree.with(stated, id, Decimal::ONE);
    let failed = tree.with(stated, id, Decimal::ZERO);
    let fails = Decimal::ONE - works;
    let costs = perfect - attained;
    let needed = missed.filter(|target| perfect > target.target()).and_then(|target| {
        let exact = (target.target() - failed).checked_div(perfect - failed)?;
        // Rounded up to two figures of what may fail: nobody can promise more digits.
        let needed = availability_up(exact);
        let shown =
            |share: Decimal| exact_percent(share.round_dp_with_strategy(12, RoundingStrategy::ToZero).normalize());
        let steps = match failed.is_zero() {
            true => format!("{target} / {}", shown(perfect)),
            false => format!("({target} - {}) / ({} - {})", shown(failed), shown(perfect), shown(failed)),
        };
        let printed = exact_percent(needed);
        let derivation = format!("{steps} = {printed}, rounded up");
        Some(Figure::percent(needed, "").with_text(printed, derivation))
    });
    // Linear in each component: nothing has to be evaluated again.
    let whole = |works: Decimal| {
        let attained = failed + works * (perfect - failed);
        Figure::availability(attained, tree.steps(&replaced(stated, id, works)))
    };
    let shown = |share: Decimal| exact_percent(share.round_dp(12).normalize());
    let edge = Edge {
        name: name.clone(),
        availability: exact_percent(*works),
        costs: Figure::percent(costs, format!("{} - {}", shown(perfect), shown(attained))),
        without_it: whole(Decimal::ONE),
        with_second_copy: whole(Decimal::ONE - fails * fails),
        needed,
    };
    (costs, edge)
}

/// An availability rounded up so that two significant figures of what is left to 1 remain.
fn availability_up(share: Decimal) -> Decimal {
    (Decimal::ONE - number::round_down(Decimal::ONE - share, 2)).normalize()
}

/// How many times less often all components have to fail: found by halving, since the whole rises as each fails less.
fn together(tree: &Tree, stated: &[Decimal], target: Objective) -> Option<Figure> {
    let attained = |share: Decimal| {
        let changed: Vec<Decimal> = stated.iter().map(|works| Decimal::ONE - (Decimal::ONE - works) * share).collect();
        tree.availability(&changed)
    };
    let (mut good, mut bad) = (Decimal::ZERO, Decimal::ONE);
    for _ in 0..HALVINGS {
        let middle = (good + bad) / Decimal::TWO;
        if attained(middle) >= target.target() { good = middle } else { bad = middle }
    }
    let factor = number::round_up(Decimal::ONE.checked_div(good)?, 3);
    let reached = availability(attained(Decimal::ONE / factor));
    let steps =
        format!("every unavailability divided by {} gives {}; factor", number::print(factor), exact_percent(reached));
    Some(Figure::factor(factor, steps))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ask(json: &str) -> Result<DependencyAnswer, SloError> {
        serde_json::from_str::<DependencyQuestion>(json).unwrap().answer()
    }

    fn attainable(needs: &str) -> String {
        ask(&format!(r#"{{"journey": "checkout", "needs": {needs}}}"#)).unwrap().attainable.derivation
    }

    #[test]
    fn series_parallel_and_k_of_n_by_hand() {
        for (needs, derivation) in [
            (r#"{"name": "db", "availability": "99.9 %"}"#, "99.9 % = 99.9 %"),
            // 0.999 x 0.9995 = 0.9985005
            (
                r#"{"all": [{"name": "db", "availability": "99.9 %"}, {"name": "api", "availability": "99.95 %"}]}"#,
                "99.9 % x 99.95 % = 99.85 %, rounded down",
            ),
            // 1 - 0.01 x 0.01
            (
                r#"{"any": [{"name": "a", "availability": "99 %"}, {"name": "b", "availability": "99 %"}]}"#,
                "1 - (1 - 99 %) x (1 - 99 %) = 99.99 %",
            ),
            // 3 x 0.9^2 x 0.1 + 0.9^3 = 0.972, the two-out-of-three system of any reliability handbook
            (
                r#"{"at_least": 2, "of": [{"name": "a", "availability": "90 %"},
                    {"name": "b", "availability": "90 %"}, {"name": "c", "availability": "90 %"}]}"#,
                "3 x 90 %^2 x 10 % + 90 %^3 = 97.2 %",
            ),
        ] {
            assert_eq!(attainable(needs), derivation);
        }
    }

    #[test]
    fn a_shared_component_is_not_two() {
        // Two paths, each of a server and the same DNS: 0.99 x (1 - 0.1 x 0.1) = 0.9801. Taken as two, the DNS would
        // give 1 - (1 - 0.891)^2 = 0.988119.
        let needs = r#"{"any": [
            {"all": [{"name": "dns", "availability": "99 %"}, {"name": "a", "availability": "90 %"}]},
            {"all": [{"name": "dns"}, {"name": "b", "availability": "90 %"}]}]}"#;
        assert_eq!(
            attainable(needs),
            "1 - (1 - (99 % x 90 %)) x (1 - (99 % x 90 %)), with dns as one component wherever it stands = 98.01 %"
        );
    }

    #[test]
    fn a_target_above_it_names_the_edge_and_what_it_would_need() {
        let answer = ask(r#"{"journey": "checkout", "target": "99.9 %", "needs": {"all": [
                {"name": "payments", "availability": "99.9 %"}, {"name": "catalog", "availability": "99.99 %"}]}}"#)
        .unwrap();
        assert_eq!(answer.permits_target, Some(false));
        assert_eq!(answer.binding.as_deref(), Some("payments"));
        // 0.999 / 0.9999 = 0.99909990999...
        let needed = answer.edges[0].needed.as_ref().unwrap();
        assert_eq!(needed.derivation, "99.9 % / 99.99 % = 99.91 %, rounded up");
        // perfect catalog gives just 99.9 %, which is not above the target
        assert_eq!(answer.edges[1].needed, None);
        assert_eq!(answer.together.as_ref().unwrap().text, "1.1");
        let issue = &answer.issues[0];
        assert_eq!(issue.kind, IssueKind::AboveAttainable);
        assert!(issue.fix.starts_with("`payments` at 99.91 % instead of 99.9 %; or a second"), "{}", issue.fix);
    }

    #[test]
    fn a_target_that_is_permitted_is_no_issue() {
        let answer = ask(r#"{"journey": "j", "target": "99.9 %", "needs": {"name": "db", "availability": "99.9 %"}}"#);
        let answer = answer.unwrap();
        assert_eq!((answer.permits_target, answer.issues.len(), answer.together), (Some(true), 0, None));
    }

    #[test]
    fn says_what_is_wrong_with_a_tree() {
        let error = |needs: &str| ask(&format!(r#"{{"journey": "j", "needs": {needs}}}"#)).unwrap_err().to_string();
        let db = r#"{"name": "db", "availability": "99 %"}"#;
        assert!(error("{}").starts_with("needs.name is missing"));
        assert!(error(r#"{"name": "db"}"#).starts_with("needs.availability is missing"));
        assert!(error(&format!(r#"{{"all": [{db}], "any": [{db}]}}"#)).starts_with("needs.all and needs.any"));
        assert!(error(&format!(r#"{{"at_least": 2, "of": [{db}]}}"#)).starts_with("needs.at_least is 2; it must lie"));
        assert!(error(&format!(r#"{{"of": [{db}]}}"#)).starts_with("needs.at_least is missing"));
        assert_eq!(
            error(&format!(r#"{{"all": [{db}, {{"name": "db", "availability": "98 %"}}]}}"#)),
            "needs.all[1].availability: `db` is stated as 99 % and as 98 %; it can have one value"
        );
    }

    fn trees() -> impl Strategy<Value = serde_json::Value> {
        let leaf = (0_u32..6).prop_map(
            |name| serde_json::json!({"name": format!("c{name}"), "availability": format!("{} %", 90 + name)}),
        );
        leaf.prop_recursive(3, 12, 4, |inner| {
            (prop::collection::vec(inner, 1..4), 0_u8..3, 1_usize..4).prop_map(|(nodes, kind, needed)| match kind {
                0 => serde_json::json!({"all": nodes}),
                1 => serde_json::json!({"any": nodes}),
                _ => serde_json::json!({"at_least": needed.min(nodes.len()), "of": nodes}),
            })
        })
    }

    /// Whether the tree works in a state of its components, straight from the words.
    fn works(node: &serde_json::Value, up: &[bool]) -> bool {
        if let Some(name) = node["name"].as_str() {
            return up[name[1..].parse::<usize>().unwrap()];
        }
        let count = |key: &str| {
            node[key].as_array().map(|nodes| (nodes.iter().filter(|node| works(node, up)).count(), nodes.len()))
        };
        match (count("all"), count("any"), count("of")) {
            (Some((working, all)), ..) => working == all,
            (_, Some((working, _)), _) => working > 0,
            (_, _, Some((working, _))) => working >= node["at_least"].as_u64().unwrap() as usize,
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn agrees_with_going_through_all_states(tree in trees()) {
            let mut expected = Decimal::ZERO;
            for state in 0_u32..64 {
                let up: Vec<bool> = (0..6).map(|bit| state >> bit & 1 == 1).collect();
                if works(&tree, &up) {
                    let parts = up.iter().zip(0_i64..).map(|(up, id)| {
                        let works = Decimal::new(90 + id, 2);
                        if *up { works } else { Decimal::ONE - works }
                    });
                    expected += parts.product::<Decimal>();
                }
            }
            let tree = Tree::read(&serde_json::from_value(tree).unwrap(), "needs").unwrap();
            prop_assert_eq!(tree.availability(&tree.stated()).round_dp(20), expected.round_dp(20));
        }

        #[test]
        fn what_is_needed_is_enough(tree in trees(), target in 9_000_i64..9_999) {
            let target = format!("{} %", Decimal::new(target, 2));
            let question = serde_json::json!({"journey": "j", "target": target, "needs": tree});
            let answer = serde_json::from_value::<DependencyQuestion>(question.clone()).unwrap().answer().unwrap();
            prop_assert_eq!(answer.permits_target == Some(false), !answer.issues.is_empty());
            for edge in &answer.edges {
                prop_assert!(edge.without_it.value >= answer.attainable.value);
                let Some(needed) = &edge.needed else { continue };
                let asked = question.to_string().replace(
                    &format!(r#""name":"{}","availability":"{}""#, edge.name, edge.availability),
                    &format!(r#""name":"{}","availability":"{}""#, edge.name, needed.text),
                );
                prop_assert_eq!(ask(&asked).unwrap().permits_target, Some(true), "{} {}", edge.name, needed.derivation);
            }
        }
    }
}

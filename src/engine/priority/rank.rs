//! Several initiatives in the order of their scores, and what would change it.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::error::PriorityError;
use super::score::score;
use super::written::{Written, tenths};
use crate::quantity::{DurationRange, QuantityError};

/// Initiatives to put in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriorityInput {
    /// The initiatives.
    pub initiatives: Vec<InitiativeInput>,
}

/// An initiative with its four inputs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InitiativeInput {
    /// Its name.
    pub name: String,
    /// What it brings, 1 to 5.
    pub impact: u8,
    /// What it averts, 1 to 5.
    pub risk: u8,
    /// What it takes, 1 to 5.
    pub effort: u8,
    /// How long before it has an effect: `6-8 weeks`; the upper end counts.
    pub lead_time: String,
}

/// Initiatives in order, and how firm that order is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Ranking {
    /// The highest score first; equal ones as they were written.
    pub order: Vec<Ranked>,
    /// Neighbours in this order with the same score: which of them comes first is not decided.
    pub ties: Vec<[String; 2]>,
    /// Every change of one input by one point that puts two initiatives the other way round.
    pub flips: Vec<Flip>,
}

/// An initiative in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Ranked {
    /// Its name.
    pub name: String,
    /// Its score, to one decimal. The order follows the exact one.
    #[schemars(with = "String")]
    pub score: Decimal,
    /// The points of its lead time.
    pub lead_points: u8,
    /// `(5 + 4 + 3) / 2 = 6.0`.
    pub derivation: String,
}

/// An input of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Factor {
    /// Impact.
    Impact,
    /// Risk.
    Risk,
    /// The points of the lead time.
    LeadTime,
    /// Effort.
    Effort,
}

/// A change of one point that changes the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Flip {
    /// Whose input changes.
    pub name: String,
    /// Which.
    pub factor: Factor,
    /// What it is.
    pub from: u8,
    /// What it would be, one more or one less.
    pub to: u8,
    /// Those that it was behind and would be ahead of.
    pub overtakes: Vec<String>,
    /// Those that it was ahead of and would be behind.
    pub falls_behind: Vec<String>,
    /// `with effort 3 instead of 2, Audit log scores (5 + 4 + 3) / 3 = 4.0 and falls behind Exports (4.5)`.
    pub derivation: String,
}

/// Why initiatives cannot be put in order.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RankingError {
    /// There is nothing to put in order.
    #[error("initiatives: there are none")]
    None,
    /// An initiative without a name.
    #[error("initiatives[{index}].name: it is blank")]
    Blank {
        /// Which one.
        index: usize,
    },
    /// Two initiatives of one name.
    #[error("initiatives[{index}].name: `{name}` is the name of another initiative too")]
    Repeated {
        /// The second of them.
        index: usize,
        /// The name.
        name: String,
    },
    /// A lead time that cannot be read.
    #[error("initiatives[{index}].lead_time: {source}")]
    LeadTime {
        /// Whose.
        index: usize,
        /// What is wrong with it.
        source: QuantityError,
    },
    /// An input out of its range.
    #[error("initiatives[{index}]: {source}")]
    Score {
        /// Whose.
        index: usize,
        /// What is wrong with it.
        source: PriorityError,
    },
}

/// Puts initiatives in order, the highest score first, and lists what would change that order.
///
/// # Errors
/// [`RankingError`] names the initiative and the field.
pub fn rank(input: &PriorityInput) -> Result<Ranking, RankingError> {
    if input.initiatives.is_empty() {
        return Err(RankingError::None);
    }
    let mut rated: Vec<Rated> = Vec::new();
    for (index, one) in input.initiatives.iter().enumerate() {
        let rating = Rated::read(index, one)?;
        if rated.iter().any(|known| known.name == rating.name) {
            return Err(RankingError::Repeated { index, name: rating.name });
        }
        rated.push(rating);
    }
    rated.sort_by(|left, right| right.compare(left));
    let ties = rated.windows(2).filter(|pair| pair[0].compare(&pair[1]).is_eq());
    let ties = ties.map(|pair| [pair[0].name.clone(), pair[1].name.clone()]).collect();
    let flips = rated.iter().flat_map(|one| one.flips(&rated)).collect();
    let order = rated.iter().map(Rated::ranked).collect();
    Ok(Ranking { order, ties, flips })
}

/// An initiative whose inputs are in range.
#[derive(Debug, Clone)]
struct Rated {
    name: String,
    impact: u8,
    risk: u8,
    points: u8,
    effort: u8,
}

impl Rated {
    fn read(index: usize, input: &InitiativeInput) -> Result<Self, RankingError> {
        let name = input.name.trim().to_owned();
        if name.is_empty() {
            return Err(RankingError::Blank { index });
        }
        let lead = DurationRange::parse(&input.lead_time).map_err(|source| RankingError::LeadTime { index, source })?;
        let (impact, risk, effort) = (input.impact, input.risk, input.effort);
        let score = score(impact.into(), risk.into(), effort.into(), lead.high);
        let points = score.map_err(|source| RankingError::Score { index, source })?.points;
        Ok(Rated { name, impact, risk, points, effort })
    }

    fn sum(&self) -> u32 {
        u32::from(self.impact) + u32::from(self.risk) + u32::from(self.points)
    }

    /// Which score is the higher, exactly: two that print alike may differ.
    fn compare(&self, other: &Rated) -> std::cmp::Ordering {
        (self.sum() * u32::from(other.effort)).cmp(&(other.sum() * u32::from(self.effort)))
    }

    fn written(&self) -> Written {
        let [impact, risk, points, effort] = [self.impact, self.risk, self.points, self.effort].map(Decimal::from);
        Written { impact, risk, points, effort, result: tenths(Decimal::from(self.sum()) / effort) }
    }

    fn ranked(&self) -> Ranked {
        let written = self.written();
        let derivation = written.to_string();
        Ranked { name: self.name.clone(), score: written.result, lead_points: self.points, derivation }
    }

    fn factor(&mut self, factor: Factor) -> &mut u8 {
        match factor {
            Factor::Impact => &mut self.impact,
            Factor::Risk => &mut self.risk,
            Factor::LeadTime => &mut self.points,
            Factor::Effort => &mut self.effort,
        }
    }

    /// The changes of one of its inputs that change its place. A tie that is broken, or made, is no flip.
    fn flips(&self, all: &[Rated]) -> Vec<Flip> {
        let mut flips = Vec::new();
        for factor in [Factor::Impact, Factor::Risk, Factor::LeadTime, Factor::Effort] {
            let from = *self.clone().factor(factor);
            for to in [from - 1, from + 1] {
                if (1..=5).contains(&to) {
                    let mut changed = self.clone();
                    *changed.factor(factor) = to;
                    flips.extend(self.flip(&changed, all, factor, from, to));
                }
            }
        }
        flips
    }

    fn flip(&self, changed: &Rated, all: &[Rated], factor: Factor, from: u8, to: u8) -> Option<Flip> {
        let others = || all.iter().filter(|other| other.name != self.name);
        let overtakes: Vec<&Rated> =
            others().filter(|other| self.compare(other).is_lt() && changed.compare(other).is_gt()).collect();
        let behind: Vec<&Rated> =
            others().filter(|other| self.compare(other).is_gt() && changed.compare(other).is_lt()).collect();
        if overtakes.is_empty() && behind.is_empty() {
            return None;
        }
        let names = |list: &[&Rated]| list.iter().map(|one| one.name.clone()).collect::<Vec<String>>();
        let scored = |list: &[&Rated]| {
            let one = |rated: &&Rated| format!("{} ({})", rated.name, rated.written());
            list.iter().map(one).collect::<Vec<String>>().join(", ")
        };
        let word = match factor {
            Factor::Impact => "impact",
            Factor::Risk => "risk",
            Factor::LeadTime => "lead time points",
            Factor::Effort => "effort",
        };
        // One input moves a score one way: it cannot overtake one and fall behind another.
        let moves = if behind.is_empty() { "overtakes" } else { "falls behind" };
        let derivation = format!(
            "with {word} {to} instead of {from}, {} scores {} and {moves} {}",
            self.name,
            changed.written(),
            scored(if behind.is_empty() { &overtakes } else { &behind })
        );
        let (overtakes, falls_behind) = (names(&overtakes), names(&behind));
        Some(Flip { name: self.name.clone(), factor, from, to, overtakes, falls_behind, derivation })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn initiative(name: &str, impact: u8, risk: u8, effort: u8, lead_time: &str) -> InitiativeInput {
        InitiativeInput { name: name.to_owned(), impact, risk, effort, lead_time: lead_time.to_owned() }
    }

    #[test]
    fn says_which_point_decides() {
        let initiatives = vec![
            initiative("Exports", 3, 2, 1, "2 weeks"),
            initiative("Audit log", 5, 4, 2, "8-13 weeks"),
            initiative("Storage", 1, 1, 5, "1 week"),
        ];
        let ranking = rank(&PriorityInput { initiatives }).unwrap();
        // (3 + 2 + 1) / 1 = 6.0 and (5 + 4 + 3) / 2 = 6.0 stand as they were written.
        let order: Vec<&str> = ranking.order.iter().map(|one| one.derivation.as_str()).collect();
        assert_eq!(order, ["(3 + 2 + 1) / 1 = 6.0", "(5 + 4 + 3) / 2 = 6.0", "(1 + 1 + 1) / 5 = 0.6"]);
        assert_eq!(ranking.ties, [["Exports".to_owned(), "Audit log".to_owned()]]);
        assert!(ranking.flips.is_empty(), "only ties are broken");

        let initiatives = vec![initiative("A", 5, 4, 2, "13 weeks"), initiative("B", 5, 3, 2, "13 weeks")];
        let ranking = rank(&PriorityInput { initiatives }).unwrap();
        let flips: Vec<&str> = ranking.flips.iter().map(|flip| flip.derivation.as_str()).collect();
        assert_eq!(
            flips,
            [
                "with effort 3 instead of 2, A scores (5 + 4 + 3) / 3 = 4.0 and falls behind B ((5 + 3 + 3) / 2 = 5.5)",
                "with effort 1 instead of 2, B scores (5 + 3 + 3) / 1 = 11.0 and overtakes A ((5 + 4 + 3) / 2 = 6.0)",
            ]
        );
    }

    #[test]
    fn names_what_cannot_be_ranked() {
        let error = |initiatives| rank(&PriorityInput { initiatives }).unwrap_err().to_string();
        assert_eq!(error(vec![]), "initiatives: there are none");
        assert_eq!(
            error(vec![initiative("A", 6, 1, 1, "1 week")]),
            "initiatives[0]: impact is 6; it must be a whole number from 1 to 5"
        );
        assert!(error(vec![initiative("A", 1, 1, 1, "soon")]).starts_with("initiatives[0].lead_time: `soon` names no"));
        let twice = vec![initiative("A", 1, 1, 1, "1 week"), initiative(" A", 1, 1, 1, "1 week")];
        assert_eq!(error(twice), "initiatives[1].name: `A` is the name of another initiative too");
        assert_eq!(error(vec![initiative(" ", 1, 1, 1, "1 week")]), "initiatives[0].name: it is blank");
    }

    proptest! {
        #[test]
        fn flips_are_all_and_only_those_that_ranking_anew_shows(
            numbers in prop::collection::vec((1_u8..6, 1_u8..6, 1_u8..6), 2..5)
        ) {
            let list: Vec<InitiativeInput> = numbers
                .iter()
                .enumerate()
                .map(|(index, (impact, risk, effort))| initiative(&format!("I{index}"), *impact, *risk, *effort, "4 weeks"))
                .collect();
            let ranked = |initiatives: &[InitiativeInput]| rank(&PriorityInput { initiatives: initiatives.to_vec() }).unwrap();
            let exact = |one: &InitiativeInput| {
                Decimal::from(u32::from(one.impact) + u32::from(one.risk) + 2) / Decimal::from(one.effort)
            };
            let base = ranked(&list);
            let order: Vec<Decimal> = base.order.iter().map(|one| one.score).collect();
            prop_assert!(order.windows(2).all(|pair| pair[0] >= pair[1]));
            for (index, one) in list.iter().enumerate() {
                for to in [one.effort - 1, one.effort + 1].into_iter().filter(|to| (1..=5).contains(to)) {
                    let mut changed = one.clone();
                    changed.effort = to;
                    let crosses = |other: &InitiativeInput| {
                        let (before, after) = (exact(one).cmp(&exact(other)), exact(&changed).cmp(&exact(other)));
                        before.is_ne() && after == before.reverse()
                    };
                    let expected = (0..list.len()).any(|other| other != index && crosses(&list[other]));
                    let found = base.flips.iter().any(|flip| {
                        (flip.name.as_str(), flip.factor, flip.to) == (one.name.as_str(), Factor::Effort, to)
                    });
                    prop_assert_eq!(found, expected);
                }
            }
        }
    }
}

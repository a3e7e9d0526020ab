//! Lowest, median, highest, and ratios.

use std::collections::BTreeMap;

use super::rival::Kind;

/// What was measured of one thing, round by round.
pub(super) struct Figures {
    title: &'static str,
    on: &'static str,
    unit: Unit,
    round: BTreeMap<Kind, f64>,
    rounds: Vec<BTreeMap<Kind, f64>>,
}

#[derive(Clone, Copy)]
pub(super) enum Unit {
    /// Seconds: less is better.
    Time,
    /// Calls a second: more is better.
    Rate,
}

impl Figures {
    pub fn new(title: &'static str, unit: Unit) -> Self {
        Figures { title, on: "", unit, round: BTreeMap::new(), rounds: Vec::new() }
    }

    pub fn on(self, on: &'static str) -> Self {
        Figures { on, ..self }
    }

    pub fn add(&mut self, kind: Kind, figure: f64) {
        self.round.insert(kind, figure);
    }

    pub fn end_round(&mut self) {
        self.rounds.push(std::mem::take(&mut self.round));
    }

    /// The figures of one server, the lowest first.
    fn of(&self, kind: Kind) -> Vec<f64> {
        sorted(self.rounds.iter().filter_map(|round| round.get(&kind).copied()))
    }

    /// How many times the one's figure is the other's, round by round.
    fn ratios(&self, one: Kind, other: Kind) -> Vec<f64> {
        sorted(self.rounds.iter().filter_map(|round| Some(round.get(&one)? / round.get(&other)?)))
    }

    /// The median of the ratios; none where one of the two was not measured.
    pub fn ratio(&self, one: Kind, other: Kind) -> Option<f64> {
        median(&self.ratios(one, other))
    }

    /// What was measured, and on what.
    pub fn name(&self) -> String {
        let dash = if self.on.is_empty() { "" } else { ": " };
        format!("{}{dash}{}", self.on, self.title)
    }

    pub fn print(&self) {
        println!("\n{}, {} rounds", self.name(), self.rounds.len());
        println!("  {:<12} {:>10} {:>10} {:>10}", "", "lowest", "median", "highest");
        for kind in Kind::ALL {
            if let [lowest, .., highest] | [lowest @ highest] = self.of(kind).as_slice() {
                let median = median(&self.of(kind)).unwrap_or_default();
                let [lowest, median, highest] = [*lowest, median, *highest].map(|figure| self.unit.shown(figure));
                println!("  {:<12} {lowest:>10} {median:>10} {highest:>10}", kind.name());
            }
        }
        for other in [Kind::Rmcp, Kind::TypeScript] {
            let ratios = self.ratios(Kind::Groundplan, other);
            if let ([lowest, .., highest] | [lowest @ highest], Some(median)) = (ratios.as_slice(), median(&ratios)) {
                println!("  groundplan : {:<12} {median:.2} ({lowest:.2} to {highest:.2})", other.name());
            }
        }
    }
}

impl Unit {
    fn shown(self, figure: f64) -> String {
        match self {
            Unit::Time if figure < 1e-3 => format!("{:.1} us", figure * 1e6),
            Unit::Time => format!("{:.2} ms", figure * 1e3),
            Unit::Rate => format!("{figure:.0}/s"),
        }
    }
}

fn sorted(figures: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures
}

fn median(sorted: &[f64]) -> Option<f64> {
    let (low, high) = (sorted.get(sorted.len().checked_sub(1)? / 2)?, sorted.get(sorted.len() / 2)?);
    Some((low + high) / 2.0)
}

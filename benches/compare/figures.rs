//! Lowest, median, highest, and ratios, with how sure their median is.

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
    pub fn ratio(&self, one: Kind, other: Kind) -> Option<Median> {
        Median::of(&self.ratios(one, other))
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
            if let Some(ratio) = self.ratio(Kind::Groundplan, other) {
                println!("  groundplan : {:<12} {ratio}", other.name());
            }
        }
    }
}

/// A median, and between which two figures that of all rounds there could be lies in 19 runs of 20.
pub(super) struct Median {
    pub at: f64,
    between: Option<(f64, f64)>,
}

impl Median {
    /// Of figures, the lowest first. The bounds are figures themselves, so nothing is supposed of how figures spread:
    /// as many lie outside on each side as a fair coin shows heads with a chance of one in 40 at most.
    fn of(sorted: &[f64]) -> Option<Median> {
        let count = i32::try_from(sorted.len()).ok()?;
        let (mut chance, mut so_far, mut outside) = (0.5_f64.powi(count), 0.0, 0);
        loop {
            so_far += chance;
            if so_far > 0.025 {
                break;
            }
            chance *= f64::from(count - outside) / f64::from(outside + 1);
            outside += 1;
        }
        let bound = |at: i32| sorted.get(usize::try_from(at).ok()?).copied();
        let between = (outside > 0).then(|| Some((bound(outside - 1)?, bound(count - outside)?))).flatten();
        Some(Median { at: median(sorted)?, between })
    }
}

impl std::fmt::Display for Median {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{:.2}", self.at)?;
        match self.between {
            Some((low, high)) => write!(to, " ({low:.2} to {high:.2})"),
            None => Ok(()),
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

//! Freezes, and the calendars that follow from them.

use super::calendar::Calendar;
use super::input::Stops;

/// A freeze in days of the plan.
#[derive(Debug, Clone)]
pub(super) struct Freeze {
    /// What stops.
    pub stops: Stops,
    /// Its days, half open.
    pub days: (u32, u32),
    /// The owners it concerns; all where it names none.
    pub whom: Vec<usize>,
}

/// Calendars, one for each set of freezes that somebody has.
pub(super) struct Calendars {
    freezes: Vec<Freeze>,
    keys: Vec<Vec<usize>>,
    /// The calendars, in the order in which they were asked for.
    pub made: Vec<Calendar>,
}

impl Calendars {
    pub fn new(freezes: Vec<Freeze>) -> Self {
        Calendars { freezes, keys: Vec::new(), made: Vec::new() }
    }

    /// The calendar of what some owners do together: it stops when one of them does. Freezes of rollouts count only
    /// for what goes live.
    pub fn of(&mut self, owners: &[usize], goes_live: bool) -> usize {
        let concerns = |freeze: &Freeze| {
            let anybody = freeze.whom.is_empty() || freeze.whom.iter().any(|one| owners.contains(one));
            anybody && (freeze.stops == Stops::Work || goes_live)
        };
        let key: Vec<usize> = (0..self.freezes.len()).filter(|index| concerns(&self.freezes[*index])).collect();
        if let Some(known) = self.keys.iter().position(|one| *one == key) {
            return known;
        }
        let spans = |stops: Stops| -> Vec<(u32, u32)> {
            let of_kind = key.iter().map(|index| &self.freezes[*index]).filter(|one| one.stops == stops);
            of_kind.map(|one| one.days).collect()
        };
        self.made.push(Calendar::new(&spans(Stops::Work), &spans(Stops::Rollouts)));
        self.keys.push(key);
        self.made.len() - 1
    }
}

//! What the rules of a skill judge: the case of the gate, and what they read in its pack in common.

use std::ops::Deref;

use crate::gate;

/// A pack under judgement, with the facts that its skill reads in it.
#[derive(Debug)]
pub struct Case<'a, F> {
    /// What the gate knows of it.
    pub gate: &'a gate::Case<'a>,
    facts: &'a F,
}

impl<'a, F> Case<'a, F> {
    /// What the gate knows of a pack, beside what was read in it.
    pub fn of(gate: &'a gate::Case<'a>, facts: &'a F) -> Self {
        Case { gate, facts }
    }
}

impl<F> Deref for Case<'_, F> {
    type Target = F;

    fn deref(&self) -> &F {
        self.facts
    }
}

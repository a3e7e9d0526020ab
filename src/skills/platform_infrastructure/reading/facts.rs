//! What the rules of the skill judge: the case of the gate, and what they read in its pack in common.

use std::ops::Deref;

use super::clock::{self, Reading};
use super::events::Events;
use super::goals::Goals;
use super::pages::Pages;
use super::plan::Plan;
use super::projects::Projects;
use super::timetable::Timetable;
use crate::gate;
use crate::pack::Pack;

/// What a pack of this skill says, read once for the rules and for what is derived.
#[derive(Debug)]
pub(in super::super) struct Facts<'a> {
    /// The pack.
    pub pack: &'a Pack,
    /// The roadmap.
    pub plan: Plan<'a>,
    /// The limits of the clock.
    pub clock: Vec<Reading<'a>>,
    /// Where the pack speaks of the projects of the clock.
    pub projects: Projects<'a>,
    /// The objectives, with what they rest on.
    pub goals: Goals<'a>,
    /// The roadmap as a schedule.
    pub timetable: Timetable<'a>,
    /// The events as one contract.
    pub events: Events<'a>,
    /// The page types of the site.
    pub pages: Pages<'a>,
}

impl<'a> Facts<'a> {
    /// Reads a pack.
    pub fn of(pack: &'a Pack) -> Self {
        // The clock and the schedule are the dearest by far; the rest is read beside them.
        let ((plan, clock, projects, timetable), (goals, events, pages)) = rayon::join(
            || {
                let (plan, clock) = (Plan::of(pack), clock::readings(pack));
                let projects = Projects::of(pack, &plan);
                let timetable = Timetable::of(pack, &plan, &projects, &clock);
                (plan, clock, projects, timetable)
            },
            || (Goals::of(pack), Events::of(pack), Pages::of(pack)),
        );
        Facts { pack, plan, clock, projects, goals, timetable, events, pages }
    }
}

/// A pack of this skill under judgement.
#[derive(Debug)]
pub(in super::super) struct Case<'a> {
    /// What the gate knows of it.
    pub gate: &'a gate::Case<'a>,
    facts: &'a Facts<'a>,
}

impl<'a> Case<'a> {
    /// What the gate knows of a pack, beside what was read in it.
    pub fn of(gate: &'a gate::Case<'a>, facts: &'a Facts<'a>) -> Self {
        Case { gate, facts }
    }
}

impl<'a> Deref for Case<'a> {
    type Target = Facts<'a>;

    fn deref(&self) -> &Facts<'a> {
        self.facts
    }
}

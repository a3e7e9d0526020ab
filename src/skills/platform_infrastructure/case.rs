//! What the rules of the skill judge: the case of the gate, and what several of them read in it, read once.

use std::cell::OnceCell;
use std::ops::Deref;

use super::clock::{self, Reading};
use super::events::Events;
use super::goals::Goals;
use super::pages::Pages;
use super::plan::Plan;
use super::projects::Projects;
use super::timetable::Timetable;
use crate::gate;

/// A pack of this skill under judgement.
#[derive(Debug)]
pub(super) struct Case<'a> {
    case: &'a gate::Case<'a>,
    plan: OnceCell<Plan<'a>>,
    clock: OnceCell<Vec<Reading<'a>>>,
    projects: OnceCell<Projects<'a>>,
    goals: OnceCell<Goals<'a>>,
    timetable: OnceCell<Timetable<'a>>,
    events: OnceCell<Events<'a>>,
    pages: OnceCell<Pages<'a>>,
}

impl<'a> Case<'a> {
    /// The same case, nothing of it read yet.
    pub fn new(case: &'a gate::Case<'a>) -> Self {
        let (plan, clock, projects, goals, timetable) = Default::default();
        let (events, pages) = Default::default();
        Case { case, plan, clock, projects, goals, timetable, events, pages }
    }

    /// The roadmap.
    pub fn plan(&self) -> &Plan<'a> {
        self.plan.get_or_init(|| Plan::of(self.case.pack))
    }

    /// The limits of the clock.
    pub fn clock(&self) -> &[Reading<'a>] {
        self.clock.get_or_init(|| clock::readings(self.case.pack))
    }

    /// Where the pack speaks of the projects of the clock.
    pub fn projects(&self) -> &Projects<'a> {
        self.projects.get_or_init(|| Projects::of(self.case.pack, self.plan()))
    }

    /// The objectives, with what they rest on.
    pub fn goals(&self) -> &Goals<'a> {
        self.goals.get_or_init(|| Goals::of(self.case.pack))
    }

    /// The roadmap as a schedule.
    pub fn timetable(&self) -> &Timetable<'a> {
        self.timetable.get_or_init(|| Timetable::of(self.case.pack, self.plan(), self.projects(), self.clock()))
    }

    /// The events as one contract.
    pub fn events(&self) -> &Events<'a> {
        self.events.get_or_init(|| Events::of(self.case.pack))
    }

    /// The page types of the site.
    pub fn pages(&self) -> &Pages<'a> {
        self.pages.get_or_init(|| Pages::of(self.case.pack))
    }
}

impl<'a> Deref for Case<'a> {
    type Target = gate::Case<'a>;

    fn deref(&self) -> &gate::Case<'a> {
        self.case
    }
}

//! What the rules of the skill judge: the case of the gate, and what they read in its pack in common.

use super::clock::{self, Reading};
use super::events::Events;
use super::goals::Goals;
use super::pages::Pages;
use super::projects::Projects;
use super::stated::stated;
use crate::gate;
use crate::pack::Pack;
use crate::skills::platform_infrastructure::Context;
use crate::skills::platform_infrastructure::boundary::SCREEN;
use crate::skills::shared::case;
use crate::skills::shared::reading::plan::Plan;
use crate::skills::shared::reading::request::Request;
use crate::skills::shared::reading::timetable::Timetable;
use crate::skills::shared::rules as shared;

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
                let assumptions = Context::of(pack).assumptions().map(|row| row.name().text);
                let (plan, clock) = (Plan::of(pack, assumptions), clock::readings(pack));
                let projects = Projects::of(pack, &plan);
                let timetable = Timetable::of(pack, &plan, stated(pack, &plan, &projects, &clock));
                (plan, clock, projects, timetable)
            },
            || (Goals::of(pack), Events::of(pack), Pages::of(pack)),
        );
        Facts { pack, plan, clock, projects, goals, timetable, events, pages }
    }

    /// The case for the rules that skills share.
    pub fn shared<'c>(&'c self, gate: &'c gate::Case<'c>) -> shared::Case<'c> {
        let context = Context::of(self.pack);
        let request = Request {
            screen: &SCREEN,
            request: context.request(),
            situation: context.situation(),
            aim: context.decision(),
        };
        shared::Case { gate, request, plan: &self.plan, timetable: &self.timetable }
    }
}

/// A pack of this skill under judgement.
pub(in super::super) type Case<'a> = case::Case<'a, Facts<'a>>;

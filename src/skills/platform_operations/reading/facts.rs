//! What the rules of the skill judge: the case of the gate, and what they read in its pack in common.

use super::canaries::{self, Sight};
use super::choices::Choice;
use super::flow::Flow;
use super::goals::Goals;
use super::load::Load;
use super::nets::{Nets, Way};
use super::observed::Observed;
use super::rollouts::Rollouts;
use super::roster::{Roster, is, is_named};
use super::signals::Signals;
use crate::gate;
use crate::pack::Pack;
use crate::skills::platform_operations::baseline::Baseline;
use crate::skills::platform_operations::boundary::SCREEN;
use crate::skills::shared::case;
use crate::skills::shared::reading::plan::Plan;
use crate::skills::shared::reading::request::Request;
use crate::skills::shared::reading::timetable::{Stated, Timetable};
use crate::skills::shared::rules as shared;
use crate::text;

/// What a pack of this skill says, read once for the rules and for what is derived.
#[derive(Debug)]
pub(in super::super) struct Facts<'a> {
    /// The pack.
    pub pack: &'a Pack,
    /// What it names.
    pub roster: Roster<'a>,
    /// Objectives and alerts.
    pub goals: Goals<'a>,
    /// What can be seen.
    pub signals: Signals<'a>,
    /// How new versions go out.
    pub rollouts: Rollouts<'a>,
    /// What sends a release back.
    pub nets: Nets<'a>,
    /// What each risk profile speaks for.
    pub choices: Vec<Choice<'a>>,
    /// What the steps of canaries can see.
    pub sights: Vec<Sight<'a>>,
    /// The pipeline as a graph, and what is proved of it.
    pub flow: Flow<'a>,
    /// What today's alerts cost and bring.
    pub load: Load<'a>,
    /// What was observed of delivery.
    pub observed: Observed<'a>,
    /// The milestones.
    pub plan: Plan<'a>,
    /// The milestones as a schedule.
    pub timetable: Timetable<'a>,
}

impl<'a> Facts<'a> {
    /// Reads a pack.
    pub fn of(pack: &'a Pack) -> Self {
        let plan = Plan::of(pack, []);
        let (roster, goals, rollouts, nets) = (Roster::of(pack), Goals::of(pack), Rollouts::of(pack), Nets::of(pack));
        Facts {
            pack,
            timetable: Timetable::of(pack, &plan, Stated::default()),
            observed: Observed::of(pack, &plan),
            plan,
            choices: Choice::all(pack, &roster, &goals, &nets, &rollouts),
            sights: canaries::sights(&roster, &goals, &nets, &rollouts),
            flow: Flow::of(pack, &roster, &nets),
            roster,
            goals,
            rollouts,
            nets,
            load: Load::of(pack),
            signals: Signals::of(pack),
        }
    }

    /// What the profile of a service speaks for.
    pub fn choice(&self, service: &str) -> Option<&Choice<'a>> {
        self.choices.iter().find(|one| text::same_name(one.service(), service))
    }

    /// Whether a flag can take back what a service does.
    pub fn is_flagged(&self, service: &str) -> bool {
        let by_flag = |way: &&Way<'_>| is(way.row.by(), "flag");
        self.rollouts.flags.iter().any(|flag| is_named(flag.services(), service))
            || self.nets.ways.iter().filter(by_flag).any(|way| is_named(way.row.services(), service))
    }

    /// The case for the rules that skills share.
    pub fn shared<'c>(&'c self, gate: &'c gate::Case<'c>) -> shared::Case<'c> {
        let baseline = Baseline::of(self.pack);
        let request = Request {
            screen: &SCREEN,
            request: baseline.request(),
            situation: baseline.situation(),
            aim: baseline.target(),
        };
        shared::Case { gate, request, plan: &self.plan, timetable: &self.timetable }
    }
}

/// A pack of this skill under judgement.
pub(in super::super) type Case<'a> = case::Case<'a, Facts<'a>>;

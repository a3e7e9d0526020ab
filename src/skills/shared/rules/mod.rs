//! The rules about requests, roadmaps and risks, one file each.

use super::reading::plan::Plan;
use super::reading::request::Request;
use super::reading::timetable::Timetable;
use crate::gate::{self, Run};
use crate::rules;

rules![
    roa001, roa002, roa003, roa004, roa005, roa006, roa007, roa016, roa017, roa018, roa020, roa021, rsk001, rsk002,
    rsk003, rsk004, sco001, sco009,
];

/// A pack under judgement, with what its skill read in it for these rules.
#[derive(Debug)]
pub struct Case<'a> {
    /// What the gate knows of it.
    pub gate: &'a gate::Case<'a>,
    /// What was asked for.
    pub request: Request<'a>,
    /// The roadmap as written.
    pub plan: &'a Plan<'a>,
    /// The roadmap as a schedule.
    pub timetable: &'a Timetable<'a>,
}

/// Runs the rules over a pack.
pub fn check(case: &Case<'_>, run: &mut Run<'_>) {
    run.all(CHECKS, |check, findings| check(case, findings));
}

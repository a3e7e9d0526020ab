//! What is derived from a plan and shown beside it.
//!
//! # Layout
//! - `observed`: what measures, journeys and gaps say; `load`: what today's alerts cost
//! - `pipeline`: what holds on each path, and its drawing; `rollouts`: scores, steps
//! - `objectives`, `alerting`, `triggers`: budgets, when alerts fire, when releases go back
//! - `highlights`: what a reader should know first

mod alerting;
mod highlights;
mod load;
mod objectives;
mod observed;
mod pipeline;
mod rollouts;
mod triggers;

use super::interface;
use super::reading::facts::Facts;
use crate::pack::{Computed, Derived};
use crate::skills::shared::computed as roadmap;

/// Everything, in the order of the document.
pub(super) fn derive(facts: &Facts<'_>) -> Derived {
    let parts: [fn(&Facts<'_>) -> Vec<Computed>; 7] = [
        observed::lines,
        load::lines,
        pipeline::lines,
        rollouts::lines,
        objectives::lines,
        alerting::lines,
        triggers::lines,
    ];
    let mut computed: Vec<Computed> = parts.iter().flat_map(|part| part(facts)).collect();
    computed.extend(roadmap::milestones(&facts.timetable));
    let drawings = pipeline::drawing(facts).into_iter().chain(roadmap::drawing(&facts.timetable));
    let (highlights, interface) = (highlights::highlights(facts), Some(interface::of(facts)));
    Derived { highlights, computed, drawings: drawings.collect(), interface }
}

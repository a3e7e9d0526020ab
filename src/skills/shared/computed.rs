//! What follows from a roadmap: when it is done and how sure that is, its critical path, which milestones may be late.

use super::RoadmapRows;
use super::reading::timetable::Timetable;
use crate::engine::schedule::{self, gantt};
use crate::pack::{Computed, Drawing};
use crate::quantity::{Quantity, number};

/// How many milestones with little slack are named.
const TIGHT: usize = 3;

/// Why there are no odds.
const CERTAIN: &str = "the last planned end; no lead time is a range, so nothing is uncertain and no odds are given";

/// What the lines about all milestones are about.
const WHOLE: &str = "Roadmap";

/// The milestones as a Gantt chart.
pub fn drawing(timetable: &Timetable<'_>) -> Option<Drawing> {
    let mut roadmap = timetable.roadmap.clone().filter(|_| timetable.is_whole)?;
    // The end of each bar is its date.
    roadmap.deadlines.clear();
    Some(Drawing { section: RoadmapRows::KEY, field: RoadmapRows::MILESTONES, mermaid: gantt(&roadmap) })
}

fn line(of: String, what: &'static str, value: String, derivation: String) -> Computed {
    Computed { section: RoadmapRows::KEY, field: RoadmapRows::MILESTONES, of, what, value, derivation }
}

/// The lines about the milestones.
pub fn milestones(timetable: &Timetable<'_>) -> Vec<Computed> {
    let Some(roadmap) = timetable.roadmap.as_ref().filter(|_| timetable.is_whole) else { return Vec::new() };
    let whole = |what, value, derivation| line(WHOLE.to_owned(), what, value, derivation);
    let odds = &roadmap.odds;
    let certain = timetable.is_certain();
    // Where no length is a range every draw is the same, and odds would say nothing.
    let mut all = vec![match certain {
        true => whole("finish", odds.p50.to_string(), CERTAIN.to_owned()),
        false => {
            let finish = match odds.p50 == odds.p95 {
                true => format!("{} in P50, P80 and P95", odds.p50),
                false => format!("P50 {}, P80 {}, P95 {}", odds.p50, odds.p80, odds.p95),
            };
            whole("finish", finish, odds.derivation.clone())
        }
    }];
    let deadline = roadmap.deadlines.iter().find(|one| one.milestone.is_none()).filter(|_| !certain);
    all.extend(
        deadline
            .map(|one| whole("last ETA is kept", format!("{} %", number::print(one.percent)), one.derivation.clone())),
    );
    let path = &roadmap.critical_path;
    all.push(whole("critical path", path.milestones.join(", "), path.derivation.clone()));
    all.push(whole("least slack", slack(roadmap), "days a start can move before the end of the plan does".to_owned()));
    let start = &roadmap.can_start_now;
    all.push(line(
        start.milestone.clone(),
        "can start now",
        if start.now { "yes" } else { "no" }.to_owned(),
        start.because.join("; "),
    ));
    for (entry, planned) in timetable.planned() {
        // What is certain needs no line.
        let Some(odds) = timetable.odds(&planned.id).filter(|odds| odds.percent < 100.into()) else { continue };
        let (value, derivation) = match certain {
            true => (format!("no, it is done by {}", planned.finish), format!("length: {}", entry.source)),
            false => (
                format!("{} %, P80 finish {}", number::print(odds.percent), planned.odds.p80),
                format!("{}; length: {}", odds.derivation, entry.source),
            ),
        };
        all.push(line(planned.id.clone(), "ETA is kept", value, derivation));
    }
    // Of a milestone that only speaks of the work one knows when the limit is missed, not that it is moved.
    let moved = |limit: &&schedule::LimitCheck| limit.days_short > 0 || !timetable.spoken_of.contains(&limit.limit);
    for limit in roadmap.limits.iter().filter(moved) {
        let value = match limit.days_short {
            0 => "yes".to_owned(),
            days => format!("no, {} late", Quantity::days(days)),
        };
        all.push(line(
            format!("{} for {}", limit.milestone, limit.limit),
            "done before the limit",
            value,
            limit.derivation.clone(),
        ));
    }
    all
}

/// `M2 0 days, M4 0 days, M3 21 days`.
fn slack(roadmap: &schedule::Roadmap) -> String {
    let mut order: Vec<&schedule::Planned> = roadmap.milestones.iter().collect();
    order.sort_by_key(|one| one.slack_days);
    let name = |one: &&schedule::Planned| format!("{} {}", one.id, Quantity::days(one.slack_days));
    order.iter().take(TIGHT).map(name).collect::<Vec<_>>().join(", ")
}

//! What follows from the doomsday clock: runways, dates, the latest trigger.

use jiff::civil::Date;

use crate::engine::capacity::{CapacityError, Due};
use crate::pack::{Computed, Pack};
use crate::quantity::Quantity;
use crate::skills::platform_infrastructure::{Scaling, clock};

/// The derived values of the section.
pub(super) fn computed(pack: &Pack) -> Vec<Computed> {
    let as_of = pack.as_of;
    let mut all = Vec::new();
    for reading in clock::readings(pack) {
        let Ok(clock) = &reading.clock else { continue };
        let mut add = |what: &'static str, value: String, derivation: String| {
            let of = reading.name().to_owned();
            all.push(Computed { section: Scaling::KEY, field: "limits", of, what, value, derivation });
        };
        match clock.trigger_date(as_of) {
            Ok(due) => add("runway to trigger", days_to(as_of, &due), due.derivation),
            Err(error @ CapacityError::TriggerPassed { .. }) => {
                add("runway to trigger", "0 days, passed".to_owned(), error.to_string());
            }
            Err(_) => {}
        }
        if let Some(due) = reading.limit_date(as_of) {
            add("runway to limit", days_to(as_of, &due), due.derivation);
        }
        if let Ok(runway) = clock.time_to_act() {
            add("time from trigger to limit", Quantity::days(runway.days.floor()).to_string(), runway.derivation);
        }
        if let Some(latest) = reading.latest_trigger() {
            let passed = match latest.passed {
                true => format!(", passed: today's value is {}", reading.print(clock.current)),
                false => String::new(),
            };
            add("latest trigger", format!("{}{passed}", latest.value), latest.derivation);
        }
        if let Some(due) = reading.latest_start(as_of) {
            let passed = if due.date < as_of { ", passed" } else { "" };
            add("latest safe start", format!("{}{passed}", due.date), due.derivation);
        }
    }
    all
}

/// `121 days, on 2027-03-03`.
fn days_to(as_of: Date, due: &Due) -> String {
    let days = as_of.until(due.date).map_or(0, |span| span.get_days());
    format!("{}, on {}", Quantity::days(days), due.date)
}

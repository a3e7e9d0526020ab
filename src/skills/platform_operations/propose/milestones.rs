//! The milestones of a plan: artifact and staging first, then sight, then nets, then the rollout that they protect.
//!
//! What a milestone is judged by can be reached in it: releases are counted at the pace that was measured.

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Value as Json, json};

use super::delivery::is_database;
use super::draft::Draft;
use super::objectives::matters;
use crate::quantity::{Unit, number};
use crate::skills::platform_operations::baseline::Baseline;
use crate::skills::platform_operations::reading::goals::Goals;
use crate::skills::platform_operations::reading::observed::{Four, Measured};
use crate::skills::platform_operations::reading::roster::{Roster, is};

/// Weeks from the facts to the end of each milestone.
const ENDS: [i32; 4] = [3, 5, 7, 10];

/// The days in a week.
const WEEK: Decimal = Decimal::from_parts(7, 0, 0, false, 0);

/// Writes the milestones; none where nobody could own them.
pub(super) fn rows(draft: &Draft<'_>, roster: &Roster<'_>, goals: &Goals<'_>) -> Vec<Json> {
    let (Some(delivery), Some(sight), Some(nets)) =
        (draft.owner("delivery"), draft.owner("observability"), draft.owner("safety"))
    else {
        return Vec::new();
    };
    let [first, second, third, fourth] = ENDS.map(|weeks| draft.friday(weeks));
    let start = draft.workday(1);
    let pace = Pace::of(&draft.pack);
    let journey = roster.journeys.iter().find(|journey| matters(journey)).map_or("a journey", |one| one.name().text);
    let order = Order::of(roster);
    vec![
        json!({
            "milestone": "M1 One artifact, verified in staging",
            "scope": "each service is built once and deployed by the identity of that artifact; tests and scans that block; health and journey \
                      checked in staging",
            "acceptance": format!(
                "{}; a release that is broken on purpose is stopped in staging",
                pace.same_artifact(days(start, first) / 2)
            ),
            "owner": delivery, "dependencies": "none", "eta": format!("{start} to {first}"),
            "rollout": format!("{} first. Taken back by the workflow of today, which stays for 2 weeks", order.trial),
        }),
        json!({
            "milestone": "M2 What users see is measured",
            "scope": "an SLI for each critical and important journey; labels that join metrics, logs and traces; the dashboards of section 6",
            "acceptance": format!(
                "the SLI of each critical and important journey reported for 7 days in a row; an engineer gets from a failed \"{journey}\" to the log line of that request within 5 min, timed 3 times"
            ),
            "owner": sight, "dependencies": "none", "eta": format!("{start} to {second}"),
            "rollout": "10 % of traces first. Taken back by turning the exporter off in its configuration",
        }),
        json!({
            "milestone": "M3 Pages and triggers from objectives",
            "scope": "burn-rate alerts with runbooks; rollback triggers on the new version; ways back rehearsed and timed",
            "acceptance": format!("{}; each way back of section 7 is rehearsed and timed once", taken_back(goals)),
            "owner": nets, "dependencies": "M1, M2", "eta": format!("{second} to {third}"),
            "rollout": format!(
                "{}; a trigger only notifies for the first release of its service. Taken back by setting its action to notify",
                order.one_after_another(days(second, third))
            ),
        }),
        json!({
            "milestone": "M4 The chosen strategies in production",
            "scope": "the strategies of section 3 in production, each with its triggers",
            "acceptance": pace.by_strategy(days(third, fourth), order.services),
            "owner": delivery, "dependencies": "M3", "eta": format!("{third} to {fourth}"),
            "rollout": format!(
                "{}. Taken back by the way of today, which stays configured until the last service has moved",
                order.one_after_another(days(third, fourth))
            ),
        }),
    ]
}

/// The days of a milestone, its first and its last among them.
fn days(from: Date, to: Date) -> i64 {
    from.until(to).map_or(1, |span| i64::from(span.get_days()) + 1)
}

/// A release that fails twice as much as the highest trigger lets pass, so that each of them has to see it.
fn taken_back(goals: &Goals<'_>) -> String {
    let highest = goals.goals.iter().filter_map(|goal| goals.pages_at(goal)).max();
    let fails = match highest {
        Some(share) => {
            let share = (share * Decimal::TWO).ceil().min(Decimal::ONE_HUNDRED);
            format!("fails {} % of its requests", number::print(share.normalize()))
        }
        None => "fails its health check".to_owned(),
    };
    format!(
        "in a rehearsal in staging, with the same triggers armed there, a release that {fails} is rolled back within 15 min without a person"
    )
}

/// How often releases reach production.
struct Pace {
    /// Releases in a week.
    weekly: Decimal,
    /// As measured, or that it is assumed.
    said: String,
}

impl Pace {
    fn of(pack: &crate::pack::Pack) -> Self {
        let measured = Baseline::of(pack).measures().map(Measured::of).find_map(|one| {
            let value = one.value.filter(|value| one.four == Some(Four::Frequency) && value.value > Decimal::ZERO)?;
            let daily = value.in_base().ok().filter(|base| matches!(base.unit, Unit::Rate { .. }))?;
            Some(Pace { weekly: daily.value.checked_mul(WEEK)?, said: format!("at {}", one.row.value().text.trim()) })
        });
        // Where nobody counts, a plan may not rest on many.
        measured.unwrap_or(Pace { weekly: Decimal::ONE, said: "at an assumed 1 deploy per week".to_owned() })
    }

    /// The releases of so many days; 0 where there is less than one.
    fn in_days(&self, days: i64) -> i64 {
        self.weekly.checked_mul(Decimal::from(days)).map_or(0, |count| (count / WEEK).floor().to_i64().unwrap_or(0))
    }

    /// What half a milestone sees of releases from one artifact, ten of them at most.
    fn same_artifact(&self, days: i64) -> String {
        let seen = self.in_days(days);
        match seen {
            ..=1 => format!("1 release reaches production with the artifact that staging verified ({})", self.said),
            _ => format!(
                "{} releases in a row reach production with the artifacts that staging verified ({}, the last {days} days \
                 of the milestone bring {seen})",
                seen.min(10),
                self.said
            ),
        }
    }

    /// How often each service goes out by its strategy, three times at most.
    fn by_strategy(&self, days: i64, services: usize) -> String {
        let seen = self.in_days(days);
        let each = seen / i64::try_from(services).unwrap_or(i64::MAX).max(1);
        let times = match each {
            ..=1 => "once".to_owned(),
            2 => "twice".to_owned(),
            _ => "3 times".to_owned(),
        };
        let who = if services == 1 { "the service is" } else { "each service is" };
        let again = if each == 0 {
            format!(
                "; {} not every service has a change in these {days} days, and one without deploys its running version again",
                self.said
            )
        } else {
            String::new()
        };
        format!(
            "{who} released {times} by its chosen strategy, and one release is rolled back on purpose within the time \
             measured in M3{again}"
        )
    }
}

/// Which service takes the first step.
struct Order<'a> {
    /// The one whose failure costs least.
    trial: &'a str,
    /// How many services are replaced by deploys.
    services: usize,
}

impl<'a> Order<'a> {
    fn of(roster: &Roster<'a>) -> Self {
        let deployed = || roster.services.iter().filter(|service| !is_database(service));
        let least = |word: &str| deployed().find(|service| is(service.criticality(), word));
        let trial = least("minor").or_else(|| least("important")).or_else(|| deployed().next());
        Order { trial: trial.map_or("one service", |service| service.name().text), services: deployed().count() }
    }

    /// The services in so many days: `reminder first, then one service every 5 days`.
    fn one_after_another(&self, days: i64) -> String {
        let others = i64::try_from(self.services).unwrap_or(i64::MAX).saturating_sub(1);
        if others < 1 {
            return format!("{}, the only service, in staging first", self.trial);
        }
        let apart = (days / (others + 1)).clamp(1, 7);
        let every = match apart {
            7 => "one service a week".to_owned(),
            1 => "one service a day".to_owned(),
            _ => format!("one service every {apart} days"),
        };
        format!("{} first, then {every}", self.trial)
    }
}

#[cfg(test)]
mod tests {
    use crate::skills::platform_operations::propose;

    /// The roadmap that is proposed for three services at a pace.
    fn roadmap(pace: &str) -> String {
        let brief = format!(
            "skill: platform-operations
title: Parcels
as_of: 2026-11-16
target: parcels
request: Plan staging, checks and a way back.
people: [{{ name: Ana Costa, decides: true }}]
services:
  - {{ service: parcel-api, kind: api, platform: eks, criticality: critical, owner: Ana Costa }}
  - {{ service: labels, kind: worker, platform: eks, criticality: important, owner: Ana Costa }}
  - {{ service: track-web, kind: web, platform: eks, criticality: minor, owner: Ana Costa }}
journeys: [{{ journey: See where a parcel is, services: [parcel-api], criticality: critical, sli: none }}]
observations:
  - {{ fact: Where a parcel is answered, value: 99.93 %, window: 30 days, source: ALB logs, observed: 2026-11-14 }}
measures: [{pace}]
"
        );
        let pack = propose::draft(&brief).expect("a pack");
        format!("{:?}", pack.sections["roadmap"])
    }

    #[test]
    fn acceptance_can_be_reached_at_the_pace_that_was_measured() {
        let measured = |value: &str| roadmap(&format!("{{ measure: Deployment frequency, value: {value} }}"));
        // 12 days at 1.2 a week are 2.06; 22 days are 3.77 for three services.
        let slow = measured("1.2 deploys per week");
        assert!(slow.contains("2 releases in a row") && slow.contains("each service is released once"), "{slow}");
        let rare = measured("0.3 deploys per week");
        assert!(
            rare.contains("1 release reaches production") && rare.contains("deploys its running version again"),
            "{rare}"
        );
        let fast = measured("4 deploys per day");
        assert!(fast.contains("10 releases in a row") && fast.contains("released 3 times"), "{fast}");
        assert!(roadmap("").contains("at an assumed 1 deploy per week"));
        // Pages above 1.44 % of failures: a release that fails less is none that a trigger has to see.
        assert!(slow.contains("fails 3 % of its requests"), "{slow}");
    }
}

//! A target is above what the services of its journey attain together.
//!
//! ## What it does
//! Takes the baseline observations that name a service of the journey and give its availability in percent. All services of
//! a journey are needed, so the journey attains the product of their availabilities at most, provided that they fail
//! independently. Reports an SLO whose target is above that, unless the journey itself was observed to meet it.
//!
//! ## Why it matters
//! Two services at 99.9 % make a journey of 99.8 %. No rollout strategy and no alert lifts it above that; only fewer failures
//! of the services do, or not needing one of them.
//!
//! ## Example
//! Bad: `99.95 % over 30 days` for a journey that needs `checkout-api`, observed at 99.9 %, and `shop-db`, at 99.97 %.
//!
//! Good: `99.8 % over 30 days`; or a milestone that gives the journey a second way without the weaker service.
//!
//! ## Fix
//! Ask for what the services attain, or plan redundancy for the one that binds.

use crate::engine::slo::{DependencyInput, DependencyQuestion, Written};
use crate::finding::Findings;
use crate::text;
use crate::quantity::{Unit, number};
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::goals::Goal;
use crate::skills::platform_operations::reading::observation::Observation;
use crate::skills::platform_operations::reading::roster::is_named;
use crate::skills::shared::reading::wording::{shortened, unfilled};

crate::rule!("REL009", "target-above-attainable", Warning, needs["objectives", "baseline"], "rel009.rs", check);

/// Words of a fact about how often something works.
const WORKS: &[&str] = &["availab*", "uptime", "success*", "good", "works", "answered", "reachable"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for goal in &case.goals.goals {
        let cell = goal.row.target();
        let (Some(share), false) = (goal.share, unfilled(&cell)) else { continue };
        let seen = goal.observed.iter().filter_map(|fact| goal.held(fact));
        if seen.into_iter().any(|held| goal.is_met_by(held)) {
            continue;
        }
        let parts = services(case, goal);
        if parts.is_empty() {
            continue;
        }
        let question = DependencyQuestion {
            journey: goal.row.journey().text.trim().to_owned(),
            target: Some(Written::from(format!("{} %", number::print(share)).as_str())),
            needs: DependencyInput { all: parts, ..DependencyInput::default() },
        };
        let Some(answer) = question.answer().ok().filter(|answer| answer.permits_target == Some(false)) else { continue };
        let binding = answer.binding.as_deref().unwrap_or_default();
        findings
            .at(
                cell.place,
                format!("\"{}\" asks for {}, and the services of its journey attain {} together", goal.name(), shortened(cell.text), answer.attainable),
            )
            .evidence(answer.attainable.derivation.clone())
            .fix(format!("ask for at most {}; or plan redundancy for `{binding}`, which binds most", answer.attainable));
    }
}

/// The services of a journey with the availability observed for each. What an SLO rests on is about the journey.
fn services(case: &Case<'_>, goal: &Goal<'_>) -> Vec<DependencyInput> {
    let own = |fact: &&Observation<'_>| !goal.observed.iter().any(|one| text::same_name(one.name(), fact.name()));
    let journeys = case.roster.journeys.iter().filter(|row| is_named(goal.row.journey(), row.name().text));
    let mut parts: Vec<DependencyInput> = Vec::new();
    for service in journeys.flat_map(|row| case.roster.services_in(row.services())) {
        let name = service.name().text.trim();
        let about = |fact: &&Observation<'_>| text::mentions(fact.name(), name) && text::has_any(fact.name(), WORKS);
        let share = case.goals.observations.iter().filter(own).filter(about).find_map(|fact| {
            let value = fact.value.as_ref().filter(|value| value.unit == Unit::Percent)?;
            goal.held(fact).filter(|_| value.value > 0.into())
        });
        if let Some(share) = share
            && !parts.iter().any(|part| part.name.as_deref() == Some(name))
        {
            let availability = Some(Written::from(format!("{} %", number::print(share)).as_str()));
            parts.push(DependencyInput { name: Some(name.to_owned()), availability, ..DependencyInput::default() });
        }
    }
    parts
}

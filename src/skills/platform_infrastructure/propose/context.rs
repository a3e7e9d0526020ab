//! Section 1: the context, in the words of the brief, and the decision.

use serde_json::Value as Json;

use super::plan::{Milestone, Plan};
use super::words::{self, listed, lower_first, option, put, row};
use super::{Arguments, Assumed, Draft, roadmap};
use crate::skills::platform_infrastructure::brief::Person;
use crate::skills::platform_infrastructure::{DEFINITION, intake};
use crate::text;

/// How many initiatives a proposed decision names.
const TOP: usize = 3;

/// The arguments of the step, without the records.
pub(super) fn arguments(draft: &Draft<'_>, decision: String) -> Arguments {
    let brief = draft.brief;
    let mut arguments = words::arguments();
    put(&mut arguments, "request", brief.request.trim());
    put(&mut arguments, "situation", brief.situation.clone().unwrap_or_default());
    let (mut systems, mut users, mut non_goals) = (Vec::new(), Vec::new(), brief.non_goals.clone());
    for item in brief.answer_items("system-boundary") {
        match intake::label("system-boundary", item) {
            Some(("users", user)) => users.push(user),
            Some((_, non_goal)) => non_goals.push(non_goal),
            None => systems.push(item),
        }
    }
    put(&mut arguments, "systems", systems);
    put(&mut arguments, "users", users);
    put(&mut arguments, "pains", brief.answer_items("top-pains"));
    put(&mut arguments, "horizon", brief.answer_text("horizon"));
    put(&mut arguments, "stakeholders", stakeholders(draft));
    put(&mut arguments, "architecture", brief.answer_items("architecture"));
    put(&mut arguments, "compliance", brief.answer_text("compliance"));
    put(&mut arguments, "staffing", brief.staffing.clone().unwrap_or_default());
    put(&mut arguments, "risk_tolerance", brief.risk_tolerance.clone().unwrap_or_default());
    put(&mut arguments, "scale", brief.answer_items("growth"));
    let success: Vec<Json> = brief
        .success
        .iter()
        .map(|one| {
            row([
                ("measure", &one.measure),
                ("baseline", &one.baseline),
                ("target", &one.target),
                ("by", &one.by.to_string()),
                ("method", &one.method),
            ])
        })
        .collect();
    put(&mut arguments, "success", success);
    put(&mut arguments, "non_goals", non_goals);
    put(&mut arguments, "decision", decision);
    let assumptions: Vec<Json> = draft
        .assumed
        .iter()
        .enumerate()
        .map(|(index, one)| {
            row([
                ("id", &draft.id(index)),
                ("assumption", &one.text),
                ("options", &one.options.join("; ")),
                ("confidence", &one.confidence),
                ("confirm", one.confirm.as_deref().unwrap_or_default()),
                ("source", &one.source),
            ])
        })
        .collect();
    put(&mut arguments, "assumptions", assumptions);
    arguments
}

/// As answered, else from the people of the brief.
fn stakeholders(draft: &Draft<'_>) -> Vec<String> {
    let stated = draft.brief.answer_items("stakeholders");
    if !stated.is_empty() {
        return stated.into_iter().map(str::to_owned).collect();
    }
    let line = |person: &Person| {
        let owns =
            if person.owns.is_empty() { String::new() } else { format!(", answers for {}", listed(&person.owns)) };
        let decides = if person.decides { ", decides about this plan" } else { "" };
        format!("{}, {}{decides}{owns}", person.name, person.role)
    };
    draft.brief.people.iter().map(line).collect()
}

/// The minimum inputs that nobody answered, each an assumption with the options of the question. Nothing of them is
/// written into the section: an assumption is not an answer.
pub(super) fn assume_unanswered(draft: &mut Draft<'_>) {
    for question in DEFINITION.questions.iter().filter(|question| question.minimum) {
        if draft.brief.answer(question.id).is_some() {
            continue;
        }
        let Some(first) = question.options.first() else { continue };
        let confirm = draft.decider().map(str::to_owned);
        draft.assume(Assumed {
            about: format!("the answer on \"{}\"", question.id.replace('-', " ")),
            text: intake::assumed(question.id, first),
            options: intake::options(question),
            confidence: "low".to_owned(),
            confirm,
            source: "question bank; the brief is silent".to_owned(),
        });
    }
}

/// The decision of the brief; else one proposed from its initiatives, its first non-goal and its first success measure;
/// blank where one of these is missing.
pub(super) fn decision(draft: &mut Draft<'_>, plan: &Plan<'_>) -> String {
    if let Some(decision) = &draft.brief.decision {
        return decision.trim().to_owned();
    }
    // What is measured is the means; what is built is the decision. A score tells what is cheap as well; a decision
    // is about what matters most, so effort does not count here.
    let mut matters: Vec<&Milestone<'_>> =
        roadmap::ranked(plan).into_iter().map(|(milestone, _)| milestone).filter(|one| one.builds).collect();
    matters.sort_by_key(|milestone| {
        milestone.points.as_ref().map_or(0, |points| -i32::from(points.impact) - i32::from(points.risk))
    });
    let built: Vec<String> = matters.iter().take(TOP).map(|milestone| format!("\"{}\"", milestone.name)).collect();
    let goals = &draft.brief.non_goals;
    // What another skill does is no alternative to this plan.
    let non_goal = goals.iter().find(|goal| !text::has_any(goal, &["skill"])).or(goals.first());
    let (Some(non_goal), Some(success), Some(end)) = (non_goal, draft.brief.success.first(), plan.end) else {
        return String::new();
    };
    if built.is_empty() {
        return String::new();
    }
    let confirm = draft.decider().map(str::to_owned);
    let id = draft.assume(Assumed {
        about: "the decision".to_owned(),
        text: format!(
            "The decision is the one the facts suggest: what has most impact and removes most risk first, and {end} \
             as the end"
        ),
        options: vec![
            option(&format!("{} first", listed(&built))),
            "the capabilities first, limits when their triggers fire".to_owned(),
            "the limits alone, capabilities after the end date".to_owned(),
        ],
        confidence: "medium".to_owned(),
        confirm,
        source: "computed from the points of section 7 and the success measures of section 1".to_owned(),
    });
    format!(
        "We will deliver {} first, by {end} and without {}, to bring \"{}\" from {} to {} ({id}).",
        listed(&built),
        lower_first(non_goal),
        success.measure,
        success.baseline,
        success.target
    )
}

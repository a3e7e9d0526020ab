//! Pieces of work: what is measured first, what moves limits, what closes the plan.

use std::collections::BTreeSet;

use super::Points;
use super::layout::Task;
use crate::engine::priority;
use crate::skills::platform_infrastructure::brief::CapabilityFact;
use crate::skills::platform_infrastructure::propose::clock::Outlook;
use crate::skills::platform_infrastructure::propose::instrumentation::Found;
use crate::skills::platform_infrastructure::propose::scaling::Project;
use crate::skills::platform_infrastructure::propose::words::{self, all_of, counted, first_clause, listed};
use crate::skills::platform_infrastructure::propose::{Draft, calendar, capabilities, rollout};
use crate::text;

/// Points by length: the bands of the priority engine, for effort as for lead time.
pub(super) fn band(days: i64) -> u8 {
    priority::lead_points(days.into())
}

/// The journey that the work touches, and what its rollout may not make worse: its baseline, else its target. That is the
/// journey with most words of the work in its name and in what improves it; where none has any, the one that comes first.
pub(super) fn no_worse(draft: &Draft<'_>, touched: &str) -> String {
    let words = telling(touched);
    let mut best: Option<(usize, &str, String)> = None;
    for journey in &draft.brief.journeys {
        let bound = journey.baseline.as_deref().map(|baseline| baseline.split('(').next().unwrap_or_default());
        let Some(bound) = bound.or(journey.target.as_deref()) else { continue };
        let bound = first_clause(bound).split(", ").next().unwrap_or_default();
        let bound = bound.split(" over ").next().unwrap_or_default().trim();
        let of_it = telling(&format!("{} {}", journey.name, journey.improved_by.as_deref().unwrap_or_default()));
        let shared = words.intersection(&of_it).count();
        if best.as_ref().is_none_or(|(most, ..)| shared > *most) {
            best = Some((shared, &journey.name, bound.to_owned()));
        }
    }
    best.map(|(_, name, bound)| format!("; \"{name}\" no worse than {bound} during the rollout")).unwrap_or_default()
}

/// The words that tell what a text is about, in the singular.
fn telling(said: &str) -> BTreeSet<String> {
    let said = text::key(said);
    said.split(' ').filter(|word| word.len() > 4).map(|word| word.trim_end_matches('s').to_owned()).collect()
}

/// Baselines and alerts first: what follows is judged by them.
pub(super) fn baseline<'b>(
    draft: &Draft<'b>,
    outlooks: &[Outlook<'b>],
    gaps: &[Found<'b>],
    later: &[Project<'_, 'b>],
) -> Option<Task<'b>> {
    let urgent: Vec<&Found<'b>> = gaps.iter().filter(|gap| gap.priority == "P0").collect();
    let triggers = outlooks.iter().filter(|outlook| outlook.trigger.is_some()).count();
    let objectives = draft.brief.journeys.len();
    let mut scope = Vec::new();
    let mut acceptance = Vec::new();
    if !urgent.is_empty() {
        let areas: Vec<&str> = urgent.iter().map(|gap| gap.area.as_str()).collect();
        scope.push(format!("P0 gaps of section 5: {}", listed(&areas)));
        acceptance.push(format!("{} closed as proposed", all_of(urgent.len(), "P0 gap")));
    }
    if triggers > 0 {
        scope.push(format!(
            "an alert for {} of section 4{}",
            if triggers == 1 { "the trigger".to_owned() } else { format!("each of the {triggers} triggers") },
            after_this_plan(later)
        ));
        acceptance.push(format!("{} fired once in a test", all_of(triggers, "trigger alert")));
    }
    if objectives > 0 {
        scope.push(format!(
            "a report for {} of section 3",
            if objectives == 1 { "the objective".to_owned() } else { format!("each of the {objectives} objectives") }
        ));
        acceptance.push(format!("{} reported for 14 days in a row", all_of(objectives, "objective")));
    }
    if scope.is_empty() {
        return None;
    }
    Some(Task {
        name: if urgent.is_empty() { "Baselines and alerts" } else { "Baselines, alerts and P0 gaps" }.to_owned(),
        scope: sentence_of(&scope),
        acceptance: acceptance.join("; "),
        owner: draft.area("instrumentation"),
        rollout: rollout::BASELINES.to_owned(),
        points: Some(Points {
            impact: 4,
            risk: if urgent.is_empty() { 3 } else { 4 },
            effort: band(28),
            lead_time: "4 weeks".to_owned(),
            lead_days: 28,
        }),
        builds: false,
        closes: false,
        capability: None,
        limits: Vec::new(),
        days: 28,
        after: Vec::new(),
        eta: None,
    })
}

/// The projects that the plan leaves to their triggers: `, also for what starts after this plan: A (by 2027-07-23)`.
fn after_this_plan(later: &[Project<'_, '_>]) -> String {
    let name = |project: &Project<'_, '_>| match project.start_by() {
        Some(by) => format!("{} (by {by})", project.name),
        None => format!("{} (no date without current value, hard limit and growth)", project.name),
    };
    let names: Vec<String> = later.iter().map(name).collect();
    if names.is_empty() {
        String::new()
    } else {
        format!(", including those of work that starts only after this plan: {}", listed(&names))
    }
}

/// Parts of a scope, with a capital at the beginning.
fn sentence_of(parts: &[String]) -> String {
    words::upper_first(&parts.join("; "))
}

/// How much later a limit is reached once it has been moved: a year, so that the same work is not due again in this plan.
const REGAINED: i64 = 365;

/// When the work on a limit that takes so many days is done. The value of today does not meet it: only a new limit, a
/// lower value or a slower growth do. A quarter of the time is left to see it.
fn regained(outlook: &Outlook<'_>, days: i64) -> Option<String> {
    let date = outlook.limit_date?;
    Some(format!(
        "recomputed from values measured after the work, {} reaches its limit on {} or later (today: {date}), {} in a row, or the limit no longer exists",
        outlook.fact.component,
        calendar::plus(date, REGAINED),
        counted(usize::try_from((days / 4).clamp(2, 7)).unwrap_or(2), "day")
    ))
}

pub(super) fn move_limit<'b>(draft: &Draft<'b>, project: &Project<'_, 'b>) -> Task<'b> {
    let end = super::end(draft);
    let days = project.length().map_or(28, |(_, high)| high).max(7);
    let date = project.moves.iter().filter_map(|outlook| outlook.limit_date).min();
    let left = project.start_by().map_or(i64::MAX, |by| calendar::until(draft.as_of(), by));
    let risk = match left {
        ..=91 => 5,
        92..=182 => 4,
        183..=365 => 3,
        _ => 2,
    };
    let impact = if date.is_some_and(|date| end.is_none_or(|end| date <= end)) { 5 } else { 3 };
    let scope: Vec<String> = project
        .moves
        .iter()
        .map(|outlook| {
            let fact = outlook.fact;
            let limit = fact.limit.as_deref().unwrap_or_default();
            let reached = outlook
                .limit_date
                .map(|date| format!(", reached on {date} at {}", outlook.moved_by().unwrap_or_default()))
                .unwrap_or_default();
            let how = match (&fact.project, outlook.entry) {
                (None, Some(entry)) => format!(". {}", words::sentence(&entry.how)),
                _ => String::new(),
            };
            format!("Relieves {}: {} today, hard limit {limit}{reached}{how}", fact.component, fact.current)
        })
        .collect();
    let regained: Vec<String> = project.moves.iter().filter_map(|outlook| regained(outlook, days)).collect();
    let first = project.moves.first();
    let components = project.moves.iter().map(|outlook| outlook.fact.component.as_str());
    let touched = components.fold(project.name.to_owned(), |all, one| format!("{all} {one}"));
    Task {
        name: project.name.to_owned(),
        scope: scope.join("; ").trim_end_matches('.').to_owned(),
        acceptance: format!("{}{}", regained.join("; "), no_worse(draft, &touched)),
        owner: first.and_then(|outlook| outlook.owner),
        rollout: first.map(|outlook| rollout::of_limit(outlook)).unwrap_or_default().to_owned(),
        points: Some(Points {
            impact,
            risk,
            effort: band(days),
            lead_time: first.and_then(|outlook| outlook.lead_time).unwrap_or_default().to_owned(),
            lead_days: days,
        }),
        builds: true,
        closes: false,
        capability: None,
        limits: project.moves.iter().map(|outlook| outlook.fact.component.as_str()).collect(),
        days,
        after: Vec::new(),
        eta: None,
    }
}

pub(super) fn events<'b>(draft: &Draft<'b>, gaps: &[Found<'b>]) -> Option<Task<'b>> {
    let names: Vec<&str> = draft.brief.events.iter().map(|event| event.name.as_str()).collect();
    let open: Vec<&str> = gaps.iter().filter(|gap| gap.priority == "P1").map(|gap| gap.area.as_str()).collect();
    if names.is_empty() && open.is_empty() {
        return None;
    }
    let (mut scope, mut acceptance) = (Vec::new(), Vec::new());
    if !names.is_empty() {
        scope.push(format!(
            "{} from the server with the contract and the 4 data checks of section 5: {}",
            counted(names.len(), "event"),
            listed(&names)
        ));
        acceptance.push(format!(
            "{} arriving for 14 days with counts within 1 % of their source tables; repeats below 1 %; 4 of 4 data \
             checks fired once in a test",
            all_of(names.len(), "event")
        ));
    }
    if !open.is_empty() {
        scope.push(format!("P1 gaps: {}", listed(&open)));
        acceptance.push(format!("{} closed as proposed", all_of(open.len(), "P1 gap")));
    }
    Some(Task {
        name: if names.is_empty() { "P1 gaps" } else { "Event contract and data checks" }.to_owned(),
        scope: sentence_of(&scope),
        acceptance: acceptance.join("; "),
        owner: draft.area("instrumentation"),
        rollout: rollout::EVENTS.to_owned(),
        points: Some(Points { impact: 3, risk: 3, effort: band(42), lead_time: "6 weeks".to_owned(), lead_days: 42 }),
        builds: false,
        closes: false,
        capability: None,
        limits: Vec::new(),
        days: 42,
        after: Vec::new(),
        eta: None,
    })
}

/// Whether the rules of section 6 do what a scaling project does: both change how sitemaps are made or crawled.
pub(super) fn is_crawled(draft: &Draft<'_>, project: &Project<'_, '_>) -> bool {
    draft.brief.web.is_some() && text::has_any(project.name, &["sitemap*", "crawl*"])
}

pub(super) fn web<'b>(draft: &Draft<'b>, crawled: &[Project<'_, 'b>]) -> Option<Task<'b>> {
    let web = draft.brief.web.as_ref()?;
    let pain = draft
        .brief
        .answer_items("top-pains")
        .iter()
        .any(|pain| text::has_any(pain.split(':').next().unwrap_or_default(), &["seo*", "discoverability"]));
    let checks: Vec<&str> = web.validation.iter().map(String::as_str).collect();
    let limits: Vec<&'b str> =
        crawled.iter().flat_map(|project| &project.moves).map(|outlook| outlook.fact.component.as_str()).collect();
    let names: Vec<String> = crawled.iter().map(|project| format!("\"{}\"", project.name)).collect();
    let with = if names.is_empty() {
        String::new()
    } else {
        format!("; with them {} for {}", listed(&names), listed(&limits))
    };
    let days = crawled.iter().filter_map(Project::length).map(|(_, high)| high).max().unwrap_or(0).max(56);
    Some(Task {
        name: "Crawlable structure".to_owned(),
        scope: format!(
            "The rules of section 6: {}, {} and {}{with}",
            counted(web.indexability.len(), "indexability rule"),
            counted(web.sitemap.len(), "sitemap rule"),
            counted(web.links.len(), "linking rule")
        ),
        acceptance: format!(
            "{} of section 6 in place and green for 14 days{}",
            all_of(checks.len(), "validation check"),
            checks.first().map(|check| format!("; first: {check}")).unwrap_or_default()
        ),
        owner: draft.area("discoverability"),
        rollout: rollout::WEB.to_owned(),
        points: Some(Points {
            impact: if pain { 5 } else { 3 },
            risk: 3,
            effort: band(days),
            lead_time: format!("{} weeks", (days + 6) / 7),
            lead_days: days,
        }),
        builds: true,
        closes: false,
        capability: None,
        limits,
        days,
        after: Vec::new(),
        eta: None,
    })
}

/// The last consumers. Two to four of them move in a week, and an old copy is read-only for two weeks before it goes.
pub(super) fn closing<'b>(draft: &Draft<'b>) -> Option<Task<'b>> {
    let shared: Vec<&CapabilityFact> =
        draft.brief.capabilities.iter().filter(|fact| fact.consumers.len() >= capabilities::CONSUMERS).collect();
    if shared.is_empty() || draft.brief.success.is_empty() {
        return None;
    }
    let moves: usize = shared.iter().map(|fact| fact.consumers.len()).sum();
    let names: Vec<&str> = shared.iter().map(|fact| fact.name.as_str()).collect();
    // The first consumer of each has moved when the build ends.
    let remaining = moves.saturating_sub(shared.len());
    let weeks = |a_week: usize| i64::try_from(remaining.div_ceil(a_week)).unwrap_or_default().saturating_add(2);
    let days = weeks(2).saturating_mul(7);
    Some(Task {
        name: "Remaining consumers and old paths".to_owned(),
        scope: format!("Moves the remaining consumers of {} and retires the old copies", listed(&names)),
        acceptance: format!(
            "{} done, those of the capability milestones included; 0 internal calls to old copies for 14 days",
            all_of(moves, "consumer move")
        ),
        owner: draft.area("capabilities").or(draft.decider()),
        rollout: rollout::CLOSING.to_owned(),
        points: Some(Points {
            impact: 4,
            risk: 2,
            effort: band(days),
            lead_time: format!("{}-{} weeks", weeks(4), weeks(2)),
            lead_days: days,
        }),
        builds: false,
        closes: true,
        capability: None,
        limits: Vec::new(),
        days,
        after: Vec::new(),
        eta: None,
    })
}

//! Which requests belong here: the caller's word first, then the request's own words.
//!
//! The words are read clause by clause. An outage counts as happening only where a clause speaks of it
//! in the present ("checkout is down") and neither as a condition ("if a region is down"), nor as the
//! past ("last month's outage"), nor as a quantity ("cost is down 3 %").

use crate::gate::text::{find_word, has_any};
use crate::skill::Boundary;

/// Where a request goes that does not belong here.
struct Route {
    situation: &'static str,
    instead: &'static str,
}

const INCIDENT: Route = Route {
    situation: "active-incident",
    instead: "incident response and the runbooks first; come back afterwards for the scaling plan and the reliability roadmap",
};

const ROUTES: &[Route] = &[
    INCIDENT,
    Route { situation: "local-fix", instead: "just do it: one localized fix or refactor costs less than a plan for it" },
    Route { situation: "platform-strategy", instead: "the skill platform-strategy" },
    Route { situation: "feature-spec", instead: "the skills writing-specs-designs and writing-prds" },
    Route { situation: "seo-content", instead: "the skill content-marketing" },
];

/// States of a system that is not working.
const BROKEN: &[&str] = &[
    "down", "offline", "unavailable", "unreachable", "failing", "broken", "timing out", "erroring", "crashing", "crash looping", "on fire",
    "not responding", "not loading", "returning 500s", "throwing 500s", "returning errors", "throwing errors",
];

/// Words that put a state into the present.
const PRESENT: &[&str] = &["is", "are", "'s", "'re", "\u{2019}s", "\u{2019}re", "still", "currently", "keeps", "keep", "all"];

/// Words with which a clause speaks of what may be, was, or is to be prevented.
const NOT_NOW: &[&str] = &[
    "if", "when", "whenever", "while a", "in case", "should", "would", "could", "might", "may", "unless", "until", "once", "every time", "each time",
    "last", "previous", "past", "earlier", "was", "were", "had", "has been", "ago", "prevent*", "avoid*", "survive*", "toleran*", "resilien*",
    "so that", "even", "postmortem", "like the", "such as", "example", "sometimes", "often", "occasionally", "hypothetical*",
];

/// Nouns that are an incident by themselves, and words that put them into the present.
const INCIDENTS: &[&str] = &["outage", "incident", "sev1", "sev 1", "sev-1", "p1", "downtime"];
const ONGOING: &[&str] =
    &["ongoing", "active", "in progress", "happening", "right now", "currently", "as we speak", "live", "in the middle of", "still"];

/// What people at the end of their tether write.
const HELP_NOW: &[&str] = &[
    "what to do now", "what do we do now", "what should we do now", "tell us what to do", "how do we restore", "get us back up", "bring it back up",
    "restore service now", "losing orders right now", "losing money right now", "customers cannot", "customers can't", "users cannot", "users can't",
];

/// Main works that belong to other skills, by the words that name them.
const ELSEWHERE: &[(&[&str], usize)] = &[
    (&["write a prd", "a full prd", "feature spec", "feature specification", "user flows", "ux flow", "ux flows", "wireframe*"], 3),
    (&["seo strategy", "content strategy", "keyword research", "editorial calendar", "backlink*", "content marketing"], 4),
    (&["platform positioning", "position our platform", "go-to-market", "pricing strategy", "ecosystem strategy", "platform business model"], 2),
];

/// Words of this skill; where they stand too, a word of another skill is a side remark.
const OURS: &[&str] = &[
    "scal*", "capacity", "reliab*", "slo", "slos", "latency", "infrastructure", "shared capabilit*", "platform team", "observab*", "instrument*",
    "migrat*", "database", "permissions", "audit log*", "throughput", "availability", "sitemap*", "crawl*", "indexab*", "roadmap",
];

/// Orders to change production, as they are given.
const CHANGES: &[&str] = &[
    "kubectl", "terraform apply", "helm upgrade", "drop table", "alter table", "truncate table", "run this in production", "run it in production",
    "run these in production", "apply it to production", "apply this to production", "apply to production", "apply in production", "deploy it to production now",
    "deploy this to production", "restart production", "restart the production", "delete the production", "scale up production now", "change production now",
    "execute in production", "execute it in production", "failover now", "fail over now", "go ahead and run", "go ahead and deploy", "run the migration now",
];

/// Judges a request by the caller's word for the situation and by its own words.
pub(super) fn screen(request: &str, situation: Option<&str>) -> Boundary {
    if let Some(situation) = situation
        && let Some(route) = ROUTES.iter().find(|route| route.situation == situation.trim())
    {
        return outside(route, format!("the situation is given as `{}`", route.situation));
    }
    if let Some(words) = incident(request) {
        return outside(&INCIDENT, format!("the request says \"{words}\""));
    }
    if !has_any(request, OURS) {
        for (words, route) in ELSEWHERE {
            if let Some(word) = words.iter().find(|word| has_any(request, &[word])) {
                return outside(&ROUTES[*route], format!("its main work is \"{}\"", word.trim_end_matches('*')));
            }
        }
    }
    let confirm = change(request).map(|words| {
        format!(
            "the request asks for a change of production (\"{words}\"); a person must confirm it by name, with the change in one sentence, \
             its date and its rollback"
        )
    });
    Boundary::Inside { confirm }
}

fn outside(route: &'static Route, because: String) -> Boundary {
    Boundary::Outside { situation: route.situation, because, instead: route.instead }
}

/// The words that order a change of production, if there are any.
pub(super) fn change(request: &str) -> Option<&'static str> {
    clauses(request)
        .filter(|clause| !has_any(clause, &["do not", "don't", "never", "without", "no longer", "instead of", "planned", "plan to", "plan for"]))
        .find_map(|clause| CHANGES.iter().copied().find(|words| has_any(clause, &[words])))
}

/// The clause that speaks of an incident happening now, if there is one.
fn incident(request: &str) -> Option<&str> {
    clauses(request).find(|clause| {
        if has_any(clause, NOT_NOW) {
            return false;
        }
        let state = BROKEN.iter().any(|state| {
            find_word(clause, state).is_some_and(|at| {
                let before = &clause[..at.start];
                let after = clause[at.end..].trim_start();
                let near = before.char_indices().rev().nth(30).map_or(before, |(from, _)| &before[from..]);
                present(near) && !is_amount(after)
            })
        });
        let named = has_any(clause, INCIDENTS) && has_any(clause, ONGOING) && !has_any(clause, &["active incidents", "live incidents"]);
        state || named || has_any(clause, HELP_NOW)
    })
}

/// Whether the words just before a state put it into the present.
fn present(before: &str) -> bool {
    has_any(before, PRESENT) || ["'s", "'re", "\u{2019}s", "\u{2019}re"].iter().any(|ending| before.trim_end().ends_with(ending))
}

/// "down 3 %", "down by a third", "down two engineers": less of something, not an outage.
fn is_amount(after: &str) -> bool {
    let word = after.split_whitespace().next().unwrap_or_default();
    word.starts_with(|c: char| c.is_ascii_digit())
        || matches!(word, "by" | "from" | "to" | "one" | "two" | "three" | "four" | "five" | "half" | "year" | "since" | "slightly" | "over")
}

/// The parts of a text that make a statement of their own.
fn clauses(text: &str) -> impl Iterator<Item = &str> {
    text.split(['.', '!', '?', ';', ':', '\n', ',', '\u{2014}']).map(str::trim).filter(|clause| !clause.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn situation(request: &str) -> &'static str {
        match screen(request, None) {
            Boundary::Inside { .. } => "improvement",
            Boundary::Outside { situation, .. } => situation,
        }
    }

    #[test]
    fn an_incident_called_planning_is_an_incident() {
        for request in [
            "We need a platform improvement plan: checkout is down and customers cannot pay.",
            "Pages are down, tell us what to do now",
            "Please draft a reliability roadmap. Production is currently unavailable in eu-west-1.",
            "Scaling plan please, the database's down!",
            "There is an ongoing outage of the search cluster; plan the next steps",
            "our payments api keeps timing out, we are in the middle of a sev1 incident",
            "The API is still returning 500s and we need a capacity plan",
        ] {
            assert_eq!(situation(request), "active-incident", "{request}");
        }
    }

    #[test]
    fn planning_for_incidents_is_planning() {
        for request in [
            "plan for incidents like last month's outage",
            "After the outage in March we want a reliability roadmap",
            "Make sure orders still work when a region is down",
            "If the primary is down we lose writes; plan capacity and failover",
            "Infrastructure cost is down 3 % but latency is up",
            "The platform team is down two engineers, plan accordingly",
            "Reduce downtime and incident count by half within two quarters",
            "Exports were failing last quarter; teams rebuild permissions",
            "We need a plan to prevent checkout being unavailable during sales",
        ] {
            assert_eq!(situation(request), "improvement", "{request}");
        }
    }

    #[test]
    fn other_work_goes_elsewhere() {
        assert_eq!(situation("Write a PRD for the new onboarding"), "feature-spec");
        assert_eq!(situation("We need a content strategy and keyword research"), "seo-content");
        assert_eq!(situation("Scalability plan with crawlable sitemaps; content strategy is out of scope"), "improvement");
        assert!(matches!(screen("plan scaling", Some("local-fix")), Boundary::Outside { situation: "local-fix", .. }));
        assert!(matches!(screen("checkout is down", Some("improvement")), Boundary::Outside { situation: "active-incident", .. }));
    }

    #[test]
    fn a_production_change_needs_a_confirmation() {
        let confirm = |request: &str| match screen(request, None) {
            Boundary::Inside { confirm } => confirm.is_some(),
            Boundary::Outside { .. } => false,
        };
        assert!(confirm("Plan the partitioning and go ahead and run kubectl scale on the workers"));
        assert!(confirm("Scale plan; then run this in production"));
        assert!(!confirm("Plan the migration; do not run kubectl against production"));
        assert!(!confirm("Plan the scaling of the database"));
    }
}

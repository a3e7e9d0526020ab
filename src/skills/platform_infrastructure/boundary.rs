//! Which requests belong here: the caller's word first, then the request's own words.
//!
//! The words are read clause by clause. An outage counts as happening only where a clause speaks of it
//! in the present ("checkout is down") and neither as a condition ("if a region is down"), nor as the
//! past ("last month's outage"), nor as a habit ("down every Monday"), nor as a quantity ("cost is down
//! 3 %"). States that also describe chronic trouble ("exports are failing") need a word of urgency.

use crate::gate::text::{find_word, has_any};
use crate::skill::Boundary;

/// Where a request goes that does not belong here.
struct Route {
    situation: &'static str,
    instead: &'static str,
}

const INCIDENT: Route = Route {
    situation: "active-incident",
    instead: "incident response and the runbooks first; come back afterwards for the scaling plan and the \
         reliability roadmap",
};

const ROUTES: &[Route] = &[
    INCIDENT,
    Route {
        situation: "local-fix",
        instead: "just do it: one localized fix or refactor costs less than a plan for it",
    },
    Route { situation: "platform-strategy", instead: "the skill platform-strategy" },
    Route { situation: "feature-spec", instead: "the skills writing-specs-designs and writing-prds" },
    Route { situation: "seo-content", instead: "the skill content-marketing" },
];

/// States of a system that is not working.
const BROKEN: &[&str] = &["down", "not responding", "not loading", "on fire", "crash looping", "crashlooping"];

/// States that are as often a habit: they count where the clause says that it is happening now.
#[rustfmt::skip]
const FAILING: &[&str] = &[
    "failing", "broken", "timing out", "erroring", "crashing", "offline", "unavailable", "unreachable",
    "losing orders", "losing money", "looping",
];

/// Words that put a state into the present.
#[rustfmt::skip]
const PRESENT: &[&str] = &[
    "is", "are", "'s", "'re", "\u{2019}s", "\u{2019}re", "still", "currently", "keeps", "keep", "all",
];

/// Words that say a state is happening this hour.
#[rustfmt::skip]
const URGENT: &[&str] = &[
    "right now", "at the moment", "as we speak", "this morning", "this afternoon", "tonight", "this minute",
    "this hour", "still", "currently", "urgent*", "emergency", "immediately", "asap", "live", "customers cannot",
    "customers can't", "users cannot", "users can't",
];

/// Words with which a clause speaks of what may be, was, or is to be prevented.
#[rustfmt::skip]
const NOT_NOW: &[&str] = &[
    "if", "when", "whenever", "while a", "in case", "should", "would", "could", "might", "may", "unless", "until",
    "once", "last", "previous", "past", "earlier", "was", "were", "had", "ago", "prevent*", "avoid*", "survive*",
    "toleran*", "resilien*", "so that", "even", "postmortem", "like the", "such as", "example", "sometimes",
    "often", "occasionally", "usually", "typically", "regularly", "hypothetical*", "half the time",
    "all the time", "most of the time", "every time", "each time", "every day", "every night", "every evening",
    "every week", "every weekend", "every month", "every quarter", "every release", "every deploy",
    "every monday", "every tuesday", "every wednesday", "every thursday", "every friday", "every saturday",
    "every sunday", "mondays", "fridays", "saturdays", "sundays", "weekends", "a week", "a month", "a year",
    "a quarter", "per week", "per month", "per year", "per quarter", "for maintenance", "under load", "at night",
];

/// What goes down without anything being broken.
#[rustfmt::skip]
const METRICS: &[&str] = &[
    "conversion*", "revenue", "velocity", "traffic", "morale", "cost", "costs", "spend*", "latency", "rate",
    "rates", "ratio", "nps", "sales", "bookings", "usage", "productivity", "signups", "sign-ups", "satisfaction",
    "score", "scores", "share", "throughput", "coverage", "engagement", "headcount", "budget", "budgets",
    "capacity", "uptime", "availability", "reliability", "performance", "incidents", "team",
];

/// What makes the word before it part of a system's name: `traffic service`.
#[rustfmt::skip]
const SYSTEMS: &[&str] = &[
    "service", "api", "system", "page", "pages", "app", "database", "server", "cluster", "gateway", "site",
    "worker",
];

/// Nouns that are an incident by themselves, and words that put them into the present.
const INCIDENTS: &[&str] = &["outage", "incident", "sev1", "sev 1", "sev-1", "p1", "downtime"];
#[rustfmt::skip]
const ONGOING: &[&str] = &[
    "ongoing", "active", "in progress", "happening", "right now", "currently", "as we speak", "live",
    "in the middle of", "still",
];

/// Incidents as a subject of planning rather than one that is happening.
#[rustfmt::skip]
const MANAGED: &[&str] = &[
    "active incidents", "live incidents", "incident process", "incident response", "incident management",
    "outage page",
];

/// What people at the end of their tether write.
#[rustfmt::skip]
const HELP_NOW: &[&str] = &[
    "what to do now", "what to do right now", "what do we do now", "what do we do right now",
    "what should we do now", "what should we do right now", "what do i do now", "how do we restore",
    "get us back up", "get us back online", "bring it back up", "bring us back up", "get it back up",
    "get sales back", "get the site back", "restore service now", "stop the bleeding", "losing orders right now",
    "losing money right now",
];

/// Main works that belong to other skills, or to no plan, by the words that name them.
const ELSEWHERE: &[(&[&str], usize)] = &[
    (
        &[
            "write a prd", "a full prd", "feature spec", "feature specification", "user flows", "ux flow", "ux flows",
            "wireframe*",
        ],
        3,
    ),
    (
        &[
            "seo strategy", "content strategy", "keyword research", "editorial calendar", "backlink*",
            "content marketing",
        ],
        4,
    ),
    (
        &[
            "platform positioning", "position our platform", "go-to-market", "pricing strategy", "ecosystem strategy",
            "platform business model",
        ],
        2,
    ),
    (
        &[
            "this bug", "one bug", "a bug in", "fix the bug", "this query", "one slow query", "the slow query",
            "a single query", "one endpoint", "a single endpoint", "this endpoint", "this function", "one function",
            "this class", "this method", "refactor this", "typo",
        ],
        1,
    ),
];

/// Words of a clause that names other work without asking for it.
#[rustfmt::skip]
const NOT_ASKED: &[&str] = &[
    "not", "no", "never", "without", "except", "besides", "out of scope", "somebody else*", "someone else*", "others",
    "separate*", "already", "instead of", "rather than", "don't", "isn't",
];

/// Words of this skill; where they stand too, a word of another skill is a side remark.
#[rustfmt::skip]
const OURS: &[&str] = &[
    "scal*", "capacity", "reliab*", "slo", "slos", "latency", "infrastructure", "shared capabilit*",
    "platform team", "observab*", "instrument*", "migrat*", "database", "permissions", "audit log*", "throughput",
    "availability", "sitemap*", "crawl*", "indexab*", "roadmap",
];

/// Orders to change production, however they stand in a clause.
#[rustfmt::skip]
const ORDERS: &[&str] = &[
    "go ahead and run", "go ahead and deploy", "go ahead and apply", "go ahead and execute",
    "scale up production now", "failover now", "fail over now", "run the migration now", "change production now",
    "run this now", "run it now", "apply it now", "apply this now",
];

/// What is an order where a clause begins with it, or with `please`, `then`, `and`: `run this in production`.
#[rustfmt::skip]
const IMPERATIVES: &[&str] = &[
    "run this in production", "run it in production", "run these in production", "run this on production",
    "apply it to production", "apply this to production", "apply to production", "apply in production",
    "deploy it to production now", "deploy this to production", "restart production", "restart the production",
    "restart prod", "delete the production", "delete production", "reboot the primary", "reboot production",
    "flush the production", "truncate table", "drop table", "alter table", "terraform apply", "terraform destroy",
    "helm upgrade", "kubectl scale", "kubectl delete", "kubectl apply", "kubectl rollout", "kubectl drain",
    "kubectl exec", "kubectl patch", "execute in production", "execute it in production",
    "execute this in production", "kill the production",
];

/// Words right before an imperative.
const BEFORE_ORDER: &[&str] = &["please", "then", "and", "just", "now", "do", "also", "first", "next"];

/// Words of a clause that speaks of commands without ordering them.
#[rustfmt::skip]
const NO_ORDER: &[&str] = &[
    "do not", "don't", "never", "without", "no longer", "instead of", "planned", "plan to", "plan for", "replac*",
    "stop*", "manual*", "by hand", "avoid", "nobody", "no one", "away from", "rely on", "relies on", "depend*",
    "every", "each", "today", "anyone", "prevent*",
];

/// Commands that change what they are run against: the tool, and its words of which one makes it a change.
const COMMANDS: &[(&str, &[&str])] = &[
    (
        "kubectl",
        &["rollout", "scale", "delete", "apply", "edit", "patch", "drain", "cordon", "set", "replace", "create"],
    ),
    ("terraform", &["apply", "destroy"]),
    ("helm", &["upgrade", "install", "uninstall", "rollback"]),
    ("redis-cli", &["flushall", "flushdb", "del", "set"]),
    ("psql", &["alter", "drop", "delete", "truncate", "update", "insert", "create", "reindex"]),
    ("mysql", &["alter", "drop", "delete", "truncate", "update", "insert", "create"]),
    ("gcloud", &["delete", "update", "create", "deploy", "resize", "restart", "stop"]),
    ("aws", &["delete*", "modify*", "terminate*", "reboot*", "stop*", "update*", "create*", "put*", "failover*"]),
    ("systemctl", &["restart", "stop", "start"]),
    ("docker", &["restart", "stop", "rm", "kill"]),
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
    let ours = has_any(request, OURS);
    for (words, route) in ELSEWHERE.iter().filter(|(words, _)| has_any(request, words)) {
        let asked =
            || clauses(request).filter(|clause| !has_any(clause, NOT_ASKED) && (!ours || is_task(clause, words)));
        if let Some(word) = words.iter().find(|word| asked().any(|clause| has_any(clause, &[word]))) {
            return outside(&ROUTES[*route], format!("its main work is \"{}\"", word.trim_end_matches('*')));
        }
    }
    let confirm = change(request).map(|words| {
        format!(
            "the request asks for a change of production (\"{words}\"); a person must confirm it by name, with \
                 the change in one sentence, \
             its date and its rollback"
        )
    });
    Boundary::Inside { confirm }
}

/// Whether a clause orders one of these works outright: "write the feature spec for ...".
fn is_task(clause: &str, works: &[&str]) -> bool {
    let order = clause.trim_start_matches("please ").trim_start_matches("Please ");
    let verb = ["write", "draft", "create", "produce", "prepare"].iter().find_map(|verb| find_word(order, verb));
    verb.filter(|at| at.start == 0).is_some_and(|at| {
        let object: Vec<&str> = order[at.end..].split_whitespace().take(4).collect();
        has_any(&object.join(" "), works)
            || works.iter().any(|work| find_word(order, work).is_some_and(|at| at.start == 0))
    })
}

fn outside(route: &'static Route, because: String) -> Boundary {
    Boundary::Outside { situation: route.situation, because, instead: route.instead }
}

/// The words that order a change of production, if there are any.
pub(super) fn change(request: &str) -> Option<&'static str> {
    if !has_any(request, ORDERS) && !has_any(request, IMPERATIVES) {
        return None;
    }
    clauses(request).filter(|clause| !has_any(clause, NO_ORDER)).find_map(|clause| {
        let anywhere = ORDERS.iter().copied().find(|words| has_any(clause, &[words]));
        anywhere.or_else(|| IMPERATIVES.iter().copied().find(|words| is_ordered(clause, words)))
    })
}

/// Whether a clause begins with `words`, or says `please` and the like right before them.
fn is_ordered(clause: &str, words: &str) -> bool {
    find_word(clause, words).is_some_and(|at| {
        let before = clause[..at.start].trim_end_matches(['`', '"', ' ', '\u{201c}']).to_ascii_lowercase();
        let mut words = before.split_whitespace().rev();
        let last = match words.next() {
            Some("run" | "execute") => words.next(),
            last => last,
        };
        last.is_none_or(|last| BEFORE_ORDER.contains(&last))
    })
}

/// The first command of a block of code that changes what it is run against.
pub(super) fn command(text: &str) -> Option<&str> {
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with("```") || line.starts_with("~~~") {
            inside = !inside;
            continue;
        }
        let command = line.trim_start_matches("$ ").trim_start_matches("sudo ");
        let changes =
            COMMANDS.iter().any(|(tool, words)| command.starts_with(tool) && has_any(&command[tool.len()..], words));
        if inside && changes {
            return Some(command);
        }
    }
    None
}

/// The clause that speaks of an incident happening now, if there is one.
fn incident(request: &str) -> Option<&str> {
    clauses(request).find(|clause| {
        if has_any(clause, NOT_NOW) {
            return false;
        }
        let urgent = has_any(clause, URGENT);
        let state = BROKEN.iter().any(|state| is_now(clause, state))
            || serves_errors(clause)
            || FAILING.iter().any(|state| is_now(clause, state) && (urgent || goes_on(clause, state)))
            || is_cry(clause);
        let named = has_any(clause, INCIDENTS) && has_any(clause, ONGOING) && !has_any(clause, MANAGED);
        state || named || has_any(clause, HELP_NOW)
    })
}

/// Whether a clause puts a state into the present, as a state of a system.
fn is_now(clause: &str, state: &str) -> bool {
    find_word(clause, state).is_some_and(|at| {
        let before = &clause[..at.start];
        let after = clause[at.end..].trim_start();
        let near = before.char_indices().rev().nth(30).map_or(before, |(from, _)| &before[from..]);
        let lasting = has_any(near, &["has been", "have been"]) && lasts(after);
        (present(near) || lasting) && !of_metric(before) && !is_amount(after)
    })
}

/// Whether a clause says since when or for how long today: "failing since 14:05".
fn goes_on(clause: &str, state: &str) -> bool {
    find_word(clause, state).is_some_and(|at| lasts(clause[at.end..].trim_start()))
}

/// "Site down", "production db unreachable": what people write who have no time for a verb.
fn is_cry(clause: &str) -> bool {
    let ends = ["down", "unreachable", "offline", "unavailable"]
        .iter()
        .any(|state| clause.to_ascii_lowercase().ends_with(state));
    ends && clause.split_whitespace().count() <= 4
        && has_any(clause, &["production", "prod", "site", "website", "checkout", "database", "db", "api"])
        && !has_any(clause, METRICS)
        && !has_any(clause, &["go", "goes", "going", "slow", "slows", "shut", "scale", "scaling", "spin", "tear"])
}

/// Whether the words just before a state put it into the present.
fn present(before: &str) -> bool {
    has_any(before, PRESENT)
        || ["'s", "'re", "\u{2019}s", "\u{2019}re"].iter().any(|ending| before.trim_end().ends_with(ending))
}

/// Whether a state goes on: "since 10:07", "for 20 minutes".
fn lasts(after: &str) -> bool {
    let mut words = after.split_whitespace();
    match (words.next(), words.next(), words.next()) {
        (Some("since"), Some(when), _) => is_hour(when),
        (Some("for"), Some(_), Some(unit)) => {
            ["min", "minutes", "hour", "hours", "h"].contains(&unit.trim_end_matches(|c: char| !c.is_alphanumeric()))
        }
        _ => false,
    }
}

/// A time of this day: `10:07`, `9am`, `this`, `midnight`.
fn is_hour(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits) || matches!(word, "this" | "about" | "around" | "noon" | "midnight" | "early" | "today")
}

/// Whether what is down before the verb is a number and no system: `sales are`, `the error rate is`.
fn of_metric(before: &str) -> bool {
    let mut words = before.split_whitespace().rev().skip(1);
    let last = words.next().unwrap_or_default();
    has_any(before, METRICS) && !SYSTEMS.iter().any(|system| system.eq_ignore_ascii_case(last))
}

/// "is returning 502s", "keeps throwing 5xx", "returning errors": what a broken service does, now.
fn serves_errors(clause: &str) -> bool {
    ["returning", "throwing", "serving", "answering with"].iter().any(|verb| {
        find_word(clause, verb).is_some_and(|at| {
            let before = &clause[..at.start];
            let word = clause[at.end..].trim_start().to_ascii_lowercase();
            let code = word.starts_with('5')
                && (word[1..].starts_with("xx") || word[1..].bytes().take_while(u8::is_ascii_digit).count() == 2);
            present(before) && (code || word.starts_with("errors") && has_any(clause, URGENT))
        })
    })
}

/// "down 3 %", "down by a third", "down two engineers", "down since March": less of something, not an outage.
fn is_amount(after: &str) -> bool {
    let mut words = after.split_whitespace();
    let word = words.next().unwrap_or_default();
    match word {
        "since" => !words.next().is_some_and(is_hour),
        "by" | "from" | "to" | "one" | "two" | "three" | "four" | "five" | "half" | "year" | "slightly" | "over"
        | "on" | "our" | "its" | "audit" | "audits" => true,
        _ => word.starts_with(|c: char| c.is_ascii_digit()),
    }
}

/// The parts of a text that make a statement of their own. The marks in `10:07`, `99.9` and `10,000` part nothing.
fn clauses(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let ends = |(at, mark): (usize, char)| match mark {
            '!' | '?' | ';' | '\n' | '\u{2014}' => true,
            '.' | ':' | ',' => !rest[at + 1..].starts_with(|next: char| next.is_ascii_digit()),
            _ => false,
        };
        let (clause, after) = match rest.char_indices().find(|found| ends(*found)) {
            Some((at, mark)) => (&rest[..at], &rest[at + mark.len_utf8()..]),
            None => (rest, ""),
        };
        rest = after;
        Some(clause.trim())
    })
    .map(|clause| clause.trim_matches(['"', '>', '*', ' ', '\u{201c}', '\u{201d}']))
    .filter(|clause| !clause.is_empty())
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
            "The tour went on sale at 10:00 and checkout is returning 502s. 62 % of orders fail. We need the \
                 platform plan now",
            "Checkout has been down since 10:07, write the roadmap",
            "Sign-in has been down for 20 minutes. Scaling plan?",
            "The payments service is down since 9am",
            "what do we do right now to get sales back, and how do we make sure it never happens again?",
            "Exports are failing right now and we want a plan",
            "Payments are failing since 14:05, customers are being double charged. Scaling roadmap asap",
            "Production db unreachable. Need plan",
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
            "Our exports are timing out above 10,000 rows; six teams rebuild them",
            "Search is down every Monday morning and we want that to end",
            "6.8 % of exports are failing; plan a shared export service",
            "Conversion is down because pages are slow; plan capacity",
            "Sales are down since the redesign, we want a faster platform",
            "Our deployment process is broken and nobody owns it",
            "We are failing our availability SLO three months in a row",
            "Customers cannot export more than 10,000 rows; give us a scaling plan",
            "We fall over on Mondays. What do we fix first, and what do we leave alone?",
            "The audit log is unavailable to four of six teams",
            "The incident process is still manual; plan instrumentation",
            "Our status page is green even when services are down",
            "Right now each team builds its own exporter. Make a shared platform plan.",
            "There was an outage yesterday; it is fixed. Make a reliability roadmap.",
            "Our SLOs are broken: nobody agrees what available means",
        ] {
            assert_eq!(situation(request), "improvement", "{request}");
        }
    }

    #[test]
    fn other_work_goes_elsewhere() {
        assert_eq!(situation("Write a PRD for the new onboarding"), "feature-spec");
        assert_eq!(situation("We need a content strategy and keyword research"), "seo-content");
        assert_eq!(situation("Write the feature spec for shared permissions"), "feature-spec");
        assert_eq!(situation("Draft a scaling plan; user flows come later"), "improvement");
        assert_eq!(situation("Please fix this bug in the cart"), "local-fix");
        assert_eq!(situation("Make the slow query on the orders page faster"), "local-fix");
        assert_eq!(
            situation("Scalability plan with crawlable sitemaps; content strategy is out of scope"),
            "improvement"
        );
        assert!(matches!(screen("plan scaling", Some("local-fix")), Boundary::Outside { situation: "local-fix", .. }));
        assert!(matches!(
            screen("checkout is down", Some("improvement")),
            Boundary::Outside { situation: "active-incident", .. }
        ));
    }

    #[test]
    fn a_production_change_needs_a_confirmation() {
        let confirm = |request: &str| match screen(request, None) {
            Boundary::Inside { confirm } => confirm.is_some(),
            Boundary::Outside { .. } => false,
        };
        assert!(confirm("Plan the partitioning and go ahead and run kubectl scale on the workers"));
        assert!(confirm("Scale plan; then run this in production"));
        assert!(confirm("Make a capacity plan. Restart the production primary tonight"));
        assert!(confirm("Capacity plan please, and run `terraform apply` for the bigger instance"));
        assert!(confirm("Write the plan, then drop table legacy_orders"));
        assert!(!confirm("Plan the migration; do not run kubectl against production"));
        assert!(!confirm("Plan the scaling of the database"));
        assert!(!confirm("Replace manual kubectl and terraform apply with a pipeline"));
        assert!(!confirm("Tell us what we need to run it in production by May"));
        assert!(!confirm("Six people can run kubectl today; make deployments safe"));
        assert!(!confirm("Engineers can run kubectl delete on any cluster, which must end"));
    }

    #[test]
    fn commands_are_read_in_blocks_of_code() {
        let block = |line: &str| format!("Steps:\n\n```sh\n{line}\n```\n");
        let rollout = "kubectl -n prod rollout restart deploy/checkout-api";
        assert_eq!(command(&block(rollout)), Some(rollout));
        assert_eq!(command(&block("$ redis-cli -h cart-cache FLUSHALL")), Some("redis-cli -h cart-cache FLUSHALL"));
        assert_eq!(command(&block("kubectl get pods")), None);
        assert_eq!(command("Rollback is `kubectl rollout undo`."), None);
    }
}

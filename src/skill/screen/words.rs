//! The words by which an incident is known.

/// States of a system that is not working.
pub(super) const BROKEN: &[&str] =
    &["down", "not responding", "not loading", "on fire", "crash looping", "crashlooping"];

/// States that are as often a habit: they count where the clause says that it is happening now.
#[rustfmt::skip]
pub(super) const FAILING: &[&str] = &[
    "failing", "broken", "timing out", "erroring", "crashing", "offline", "unavailable", "unreachable",
    "losing orders", "losing money", "looping",
];

/// Words that put a state into the present.
#[rustfmt::skip]
pub(super) const PRESENT: &[&str] = &[
    "is", "are", "'s", "'re", "\u{2019}s", "\u{2019}re", "still", "currently", "keeps", "keep", "all",
];

/// Words that say a state is happening this hour.
#[rustfmt::skip]
pub(super) const URGENT: &[&str] = &[
    "right now", "at the moment", "as we speak", "this morning", "this afternoon", "tonight", "this minute",
    "this hour", "still", "currently", "urgent*", "emergency", "immediately", "asap", "live", "customers cannot",
    "customers can't", "users cannot", "users can't",
];

/// Words with which a clause speaks of what may be, was, or is to be prevented.
#[rustfmt::skip]
pub(super) const NOT_NOW: &[&str] = &[
    "if", "when", "whenever", "while a", "in case", "should", "would", "could", "might", "may", "unless", "until",
    "once", "last", "previous", "past", "earlier", "was", "were", "had", "ago", "prevent*", "avoid*", "survive*",
    "toleran*", "resilien*", "so that", "even", "postmortem", "like the", "such as", "example", "sometimes",
    "often", "occasionally", "usually", "typically", "regularly", "hypothetical*", "half the time",
    "all the time", "most of the time", "every time", "each time", "every day", "every night", "every evening",
    "every week", "every weekend", "every month", "every quarter", "every release", "every deploy",
    "every monday", "every tuesday", "every wednesday", "every thursday", "every friday", "every saturday",
    "every sunday", "mondays", "fridays", "saturdays", "sundays", "weekends", "a week", "a month", "a year",
    "a quarter", "per week", "per month", "per year", "per quarter", "for maintenance", "under load", "at night",
    "every other day", "each deploy", "each release", "during deploy*", "during releases", "during rollouts",
    "on deploy", "after deploys", "after releases", "most of the week", "detect*", "notic*", "find out", "alert us",
    "alert that", "alerts that", "page us", "page someone", "pages us", "before our", "before we", "before any*",
];

/// What goes down without anything being broken.
#[rustfmt::skip]
pub(super) const METRICS: &[&str] = &[
    "conversion*", "revenue", "velocity", "traffic", "morale", "cost", "costs", "spend*", "latency", "rate",
    "rates", "ratio", "nps", "sales", "bookings", "usage", "productivity", "signups", "sign-ups", "satisfaction",
    "score", "scores", "share", "throughput", "coverage", "engagement", "headcount", "budget", "budgets",
    "capacity", "uptime", "availability", "reliability", "performance", "incidents", "team", "frequency",
];

/// What makes the word before it part of a system's name: `traffic service`.
#[rustfmt::skip]
pub(super) const SYSTEMS: &[&str] = &[
    "service", "api", "system", "page", "pages", "app", "database", "server", "cluster", "gateway", "site",
    "worker",
];

/// Nouns that are an incident by themselves, and words that put them into the present.
pub(super) const INCIDENTS: &[&str] = &["outage", "incident", "sev1", "sev 1", "sev-1", "p1", "downtime"];

#[rustfmt::skip]
pub(super) const ONGOING: &[&str] = &[
    "ongoing", "active", "in progress", "happening", "right now", "currently", "as we speak", "live",
    "in the middle of", "still",
];

/// Incidents as a subject of planning rather than one that is happening.
#[rustfmt::skip]
pub(super) const MANAGED: &[&str] = &[
    "active incidents", "live incidents", "incident process", "incident response", "incident management",
    "outage page",
];

/// What people at the end of their tether write.
#[rustfmt::skip]
pub(super) const HELP_NOW: &[&str] = &[
    "what to do now", "what to do right now", "what do we do now", "what do we do right now",
    "what should we do now", "what should we do right now", "what do i do now", "how do we restore",
    "get us back up", "get us back online", "bring it back up", "bring us back up", "get it back up",
    "get sales back", "get the site back", "restore service now", "stop the bleeding", "losing orders right now",
    "losing money right now",
];

/// What `last` names without putting a clause into the past: "since the last deploy checkout is down".
#[rustfmt::skip]
pub(super) const RELEASES: &[&str] = &[
    "deploy", "deployment", "release", "rollout", "version", "push", "migration", "build",
];

/// Words that say a state is happening this minute, whatever the verb.
#[rustfmt::skip]
pub(super) const THIS_MINUTE: &[&str] = &[
    "right now", "as we speak", "this minute", "urgent*", "asap", "immediately", "emergency",
];

/// Verbs of trouble in a form that may as well tell a habit: "deploys fail".
#[rustfmt::skip]
pub(super) const FAILS: &[&str] = &["fail", "fails", "crash", "crashes", "breaks", "broke", "hang", "hangs", "errors out"];

/// People who use a system.
#[rustfmt::skip]
pub(super) const USERS: &[&str] = &["users", "customers", "clients", "buyers", "people", "everyone", "everybody"];

/// What those people meet when it does not work.
#[rustfmt::skip]
pub(super) const TROUBLE: &[&str] = &[
    "error", "errors", "error page", "error pages", "blank page", "blank pages", "timeouts", "cannot", "can't",
    "can\u{2019}t", "locked out",
];

/// Orders to take back what went out.
#[rustfmt::skip]
pub(super) const TAKE_BACK: &[&str] = &[
    "roll it back", "roll that back", "roll this back", "roll us back", "roll prod back", "roll production back",
    "roll back now", "roll back to", "roll back the", "roll back", "revert it", "revert that", "revert the", "undo it",
    "undo the", "back it out", "take it back",
];

/// Words of a clause that speaks of taking something back without ordering it.
#[rustfmt::skip]
pub(super) const NO_TAKE_BACK: &[&str] = &[
    "automatic*", "within", "under", "takes", "took", "is", "are", "was", "must", "should", "when", "if", "means",
    "seconds", "minutes", "needs", "works", "plan", "every*", "never",
];

/// Words of an order that is to be carried out at once.
pub(super) const AT_ONCE: &[&str] = &["now", "right now", "immediately", "asap", "at once"];

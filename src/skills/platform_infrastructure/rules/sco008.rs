//! A minimum input is too thin to plan on, and no assumption stands in for it.
//!
//! ## What it does
//! Looks at the inputs a plan cannot do without: named systems, users, pains, horizon, named technology,
//! compliance, staffing, risk tolerance and scale. Each must hold the one thing that is planned with: a
//! name, a number, a day, a law or a level. An assumption about the same subject that holds it will do.
//! Missing fields are reported by another rule.
//!
//! ## Why it matters
//! Every date and every target in the pack is computed or judged from these few lines. "We are growing
//! fast" gives no growth rate, so the clock that follows is drawn by hand, however precise it looks.
//!
//! ## Example
//! Bad: `Growing fast, with spikes`.
//!
//! Good: `900 req/s at the Sunday peak, +30 % per month; TV spots from 2027-04-05 (estimate: 2.5 times)`.
//!
//! ## Fix
//! Add the number, name or day. Where nobody knows it, write an assumption with two or three options and
//! who can confirm it.

use crate::finding::Findings;
use crate::gate::rules::placeholder;
use crate::gate::voice;
use crate::text;
use crate::pack::{Cell, Place};
use crate::quantity::{DurationRange, date};
use crate::skills::platform_infrastructure::{Case, Context};
use crate::skills::shared::reading::wording::{CALENDAR, has_amount, shortened};

crate::rule!("SCO008", "thin-input", Warning, needs["context"], "sco008.rs", check);

/// One of the inputs.
struct Input {
    /// The field it stands in.
    field: &'static str,
    /// What is missing where it is thin, as the end of "... has ...".
    lacks: &'static str,
    /// What would do.
    fix: &'static str,
    /// Whether a text holds what is planned with.
    holds: fn(&str) -> bool,
    /// Words of an assumption on the same subject.
    subject: &'static [&'static str],
}

const INPUTS: &[Input] = &[
    Input {
        field: "systems",
        lacks: "names no system",
        fix: "name each service and store as its operators call it, such as \"orders-api (Go 1.24, 14 pods)\"",
        holds: is_named,
        subject: &["system", "systems", "boundary", "scope"],
    },
    Input {
        field: "users",
        lacks: "says nowhere how many there are",
        fix: "give a rough number for each group, such as \"640 customer accounts, 21,400 users a month\"",
        holds: has_count,
        subject: &["user*", "customer*", "account*", "reader*", "buyer*", "tenant*"],
    },
    Input {
        field: "pains",
        lacks: "says nowhere what a pain costs",
        fix: "say what each pain cost, such as \"p95 is 640 ms at the evening peak\" or \"5 of 7 incidents \
             began there\"",
        holds: has_count,
        subject: &["incident*", "outage*", "latency", "cost*", "pain*"],
    },
    Input {
        field: "horizon",
        lacks: "names neither a day nor a length of time",
        fix: "write first and last day and the dates that cannot move, such as \"2026-11-02 to 2027-07-30; \
             launch on 2027-04-05\"",
        holds: has_horizon,
        subject: &["horizon", "deadline", "launch", "end date"],
    },
    Input {
        field: "architecture",
        lacks: "names no technology",
        fix: "name stores, runtime, hosting and key dependencies, such as \"PostgreSQL 16 on RDS, EKS in \
             eu-west-1, Auth0\"",
        holds: is_named,
        subject: &["store*", "database", "runtime", "hosting", "deploy*", "architecture"],
    },
    Input {
        field: "compliance",
        lacks: "names no law, standard or contract",
        fix: "name what binds the plan, such as \"GDPR as processor; SOC 2 Type II from 2027-04-05\"; \"none\" is \
              an answer",
        holds: has_duty,
        subject: &["gdpr", "complian*", "privacy", "contract*", "audit*", "regulat*"],
    },
    Input {
        field: "staffing",
        lacks: "gives no number of people or weeks",
        fix: "say how many people for how much of their time, such as \"6 engineers at 50 % until 2027-07-30\"",
        holds: has_count,
        subject: &["engineer*", "staff*", "people", "capacity", "team"],
    },
    Input {
        field: "risk_tolerance",
        lacks: "gives no level",
        fix: "say how much may go wrong and where nothing may, such as \"none for payments; elsewhere up to 5 \
             minutes read-only\"",
        holds: has_level,
        subject: &["risk*", "downtime", "read-only"],
    },
    Input {
        field: "scale",
        lacks: "gives no number",
        fix: "give usage today, its growth and known spikes, such as \"900 req/s at peak, +6 % per month, twice \
             that on 2026-11-27\"",
        holds: has_count,
        subject: &["traffic", "load", "growth", "grow*", "request*", "volume", "scale"],
    },
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let context = Context::of(case.pack);
    let assumptions: Vec<&str> = context.assumptions().map(|row| row.assumption().text).collect();
    for input in INPUTS {
        let list: Vec<Cell<'_>> = match Context::SPEC.field(input.field).map(|field| field.shape) {
            Some(crate::pack::Shape::Text(_)) => vec![context.0.text(input.field)],
            _ => context.0.items(input.field).collect(),
        };
        let told: Vec<Cell<'_>> =
            list.into_iter().filter(|cell| !cell.is_blank() && placeholder::in_text(cell.text).is_empty()).collect();
        let assumed = || assumptions.iter().any(|text| text::has_any(text, input.subject) && (input.holds)(text));
        if told.is_empty()
            || told.iter().any(|cell| (input.holds)(cell.text) || names_a_system(cell.text, &context, input))
            || assumed()
        {
            continue;
        }
        let place: Place<'_> = context.0.field(input.field);
        let said: Vec<&str> = told.iter().map(|cell| cell.text).collect();
        findings
            .at(place, format!("{} {}", voice::place(place), input.lacks))
            .evidence(format!("it says: {}", shortened(&said.join("; "))))
            .fix(format!("{}; or write an assumption about it, with options and who can confirm it", input.fix));
    }
}

/// Whether a constraint is about a system that section 1 names.
fn names_a_system(text: &str, context: &Context<'_>, input: &Input) -> bool {
    let heads = || context.systems().filter_map(|system| system.text.split([' ', ',', '(']).next());
    input.field == "architecture" && heads().any(|name| name.len() > 2 && is_named(name) && text::mentions(text, name))
}

/// Common technologies that are written in lower case.
#[rustfmt::skip]
const TECHNOLOGIES: &[&str] = &[
    "postgres", "postgresql", "mysql", "mariadb", "oracle", "mongodb", "redis", "kafka", "rabbitmq", "kubernetes",
    "docker", "linux", "windows", "java", "python", "ruby", "rails", "django", "go", "rust", "php", "node", "aws",
    "azure", "gcp", "nginx", "terraform", "elasticsearch", "opensearch", "clickhouse", "snowflake", "bigquery",
    "spark", "airflow", "graphql", "grpc", "monolith", "on-premises", "mainframe",
];

/// Capitals that begin no name.
#[rustfmt::skip]
const NO_NAMES: &[&str] = &[
    "api", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "i", "our", "the", "we",
    "all", "every", "everything", "it",
];

/// Whether there is the name of a system or technology in it: a digit, a hyphen or capital inside a word, an
/// acronym, a known name, or a capital that begins no sentence.
fn is_named(text: &str) -> bool {
    if text.contains('`') || text::has_any(text, TECHNOLOGIES) {
        return true;
    }
    let mut begins = true;
    for token in text.split_whitespace() {
        let word = token.trim_matches(|c: char| !c.is_alphanumeric());
        let plain = word.to_lowercase();
        let ends = token.ends_with(['.', ':', ';', '!', '?']);
        let inner = word.chars().skip(1).any(|c| c.is_uppercase() || c.is_ascii_digit()) || word.contains(['_', '.']);
        let hyphenated = word.contains('-')
            && word == plain
            && word.split('-').next_back().is_some_and(|last| KINDS.contains(&last));
        let capital = !begins && word.starts_with(char::is_uppercase);
        if (inner || hyphenated || capital) && !NO_NAMES.contains(&plain.as_str()) {
            return true;
        }
        begins = ends;
    }
    false
}

/// What names of systems end with.
#[rustfmt::skip]
const KINDS: &[&str] = &[
    "api", "db", "svc", "service", "web", "worker", "workers", "app", "cache", "store", "queue", "gateway",
    "portal", "core", "hub", "bus", "engine", "cluster", "site", "job", "jobs", "cdn", "ingest", "bridge", "sync",
    "client", "server", "id", "mq", "log", "registry", "bff",
];

/// Whether there is a number in it, in figures or in words.
fn has_count(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "one", "eleven", "thirteen", "fourteen", "fifteen", "sixteen", "dozen*", "thirty", "forty", "fifty", "none",
        "nobody", "no hire",
    ];
    has_amount(text) || text::has_any(text, WORDS)
}

/// Whether there is a day, a month of a year, a quarter or a length of time in it.
fn has_horizon(text: &str) -> bool {
    const WORDS: &[&str] = &["may", "h1", "h2", "spring", "summer", "autumn", "winter", "end of", "until", "by"];
    let year = text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4 && digits.starts_with("20"));
    !date::find_dates(text).is_empty()
        || DurationRange::parse(text).is_ok()
        || year && (text::has_any(text, CALENDAR) || text::has_any(text, WORDS)) && !is_slogan(text)
}

/// `2027 is the year of reliability`: a year as a subject is no date, whatever season follows.
fn is_slogan(text: &str) -> bool {
    text::has_any(text, &["is the year of", "the year of"])
}

/// Whether a text names a duty, a document, or says that there is none.
fn has_duty(text: &str) -> bool {
    const DUTIES: &[&str] = &[
        "none", "no", "nothing", "not", "law", "laws", "act", "contract*", "policy", "policies", "charter", "licen*",
        "certif*", "regulat*", "standard*", "personal data", "confidential", "retention", "stay*", "agreement*",
        "audit*", "encrypt*",
    ];
    let acronym = text
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| word.len() >= 3 && word.chars().all(|c| c.is_uppercase() || c.is_ascii_digit()));
    acronym || text::has_any(text, DUTIES)
}

/// Whether a text says how much risk is taken.
fn has_level(text: &str) -> bool {
    const LEVELS: &[&str] = &[
        "none", "no", "not", "nothing", "never", "low", "medium", "moderate", "high", "zero", "accept*", "toler*",
        "at most", "up to", "averse", "cautious*", "conservativ*", "fine", "may",
    ];
    text::has_number(text) || text::has_any(text, LEVELS)
}

//! Metrics, logs and traces that join, proposed for the services and journeys of a plan.

use serde_json::{Value as Json, json};

use super::draft::Draft;
use crate::skills::platform_operations::reading::goals::Goals;
use crate::skills::platform_operations::reading::roster::{Roster, is};
use crate::skills::shared::reading::wording::joined;
use crate::text;

/// What stands where the tool chain names no store.
const UNCHOSEN: &str = "not chosen yet; see the open questions";

/// Proposes what the brief leaves open.
pub(super) fn propose(draft: &mut Draft<'_>) {
    let pack = draft.pack.clone();
    let (roster, goals) = (Roster::of(&pack), Goals::of(&pack));
    if roster.services.is_empty() {
        return;
    }
    let mut proposed = Vec::new();
    if draft.lacks("observability", "pillars") {
        let rows = pillars(&pack, &roster);
        ask_for_stores(draft, &rows);
        draft.rows("observability", "pillars", rows);
        proposed.push("pillars");
    }
    if draft.lacks("observability", "correlation") {
        draft.text("observability", "correlation", correlation(&roster));
        proposed.push("correlation");
    }
    if draft.lacks("observability", "dashboards") {
        let rows = dashboards(draft, &roster);
        draft.rows("observability", "dashboards", rows);
        proposed.push("dashboards");
    }
    if draft.lacks("observability", "probes") {
        draft.rows("observability", "probes", probes(&roster, &goals));
        if draft.adds("observability", "probes") {
            proposed.push("probes");
        }
    }
    if !proposed.is_empty() {
        let owner = draft.owner("observability");
        draft.proposed("observability", &proposed, owner);
    }
}

/// Whether versions run in several regions at once.
fn regions(roster: &Roster<'_>) -> bool {
    let mut regions: Vec<String> = roster.production().map(|row| text::key(row.region().text)).collect();
    regions.sort();
    regions.dedup();
    regions.len() > 1
}

fn pillars(pack: &crate::pack::Pack, roster: &Roster<'_>) -> Vec<Json> {
    let labels =
        if regions(roster) { "service, version, environment, region" } else { "service, version, environment" };
    // Where a tool chain is stated, it says where a signal goes.
    let stack = crate::skills::platform_operations::baseline::Baseline::of(pack);
    let tools: Vec<(String, String)> =
        stack.stack().map(|row| (row.name().text.to_lowercase(), row.tool().text.trim().to_owned())).collect();
    let store = |words: &[&str]| {
        let found = tools.iter().find(|(part, tool)| {
            !tool.is_empty() && !tool.eq_ignore_ascii_case("none") && words.iter().any(|word| part.contains(word))
        });
        found.map_or_else(|| UNCHOSEN.to_owned(), |(_, tool)| tool.clone())
    };
    vec![
        json!({
            "pillar": "metrics", "services": "all", "carries": labels, "keep": "395 days", "store": store(&["metric"]),
            "collects": "rate, errors and duration per endpoint and version; utilisation, saturation and errors per resource; depth and oldest message per queue",
        }),
        json!({
            "pillar": "logs", "services": "all", "carries": format!("{labels}, trace_id"), "keep": "30 days",
            "store": store(&["log"]), "collects": "structured events of requests, jobs and deploys; no personal data",
        }),
        json!({
            "pillar": "traces", "services": "all", "carries": format!("{labels}, trace_id"), "keep": "14 days",
            "store": store(&["trac"]), "collects": "HTTP, queue and SQL spans with W3C trace context",
            "sampling": "tail: all errors and all of a new version for 2 h, 5 % of the rest",
        }),
    ]
}

/// Asks where signals go of which the tool chain names no store.
fn ask_for_stores(draft: &mut Draft<'_>, pillars: &[Json]) {
    let open = pillars.iter().filter(|row| row["store"] == UNCHOSEN).filter_map(|row| row["pillar"].as_str());
    let open: Vec<&str> = open.collect();
    if !open.is_empty() {
        let owner = draft.owner("observability");
        let question = format!("Which tool stores {}?", joined(&open, "and"));
        draft.ask(question, "The pillars of section 6, and what they cost".to_owned(), owner);
    }
}

fn correlation(roster: &Roster<'_>) -> String {
    let by = if regions(roster) { "version and region" } else { "version" };
    format!(
        "Service and {by} lead from the page to its panel, an exemplar from the panel to a trace, the trace_id from the trace \
         to the log lines of that request, and their version to the deploy that shipped it. Nobody has timed this walk yet."
    )
}

/// Whether all is well; whether one service is; what to look at first when it is not.
fn dashboards(draft: &Draft<'_>, roster: &Roster<'_>) -> Vec<Json> {
    let journeys: Vec<&str> = roster.journeys.iter().map(|journey| journey.name().text).collect();
    let critical = roster.services.iter().find(|service| is(service.criticality(), "critical"));
    let first = critical.or(roster.services.first());
    let name = first.map_or("the service", |service| service.name().text);
    let (Some(platform), Some(service)) = (draft.owner("observability"), draft.owner_of(first)) else {
        return Vec::new();
    };
    let quoted: Vec<String> = journeys.iter().map(|name| format!("\"{name}\"")).collect();
    let of = if quoted.is_empty() { "each journey".to_owned() } else { joined(&quoted, "and") };
    vec![
        json!({
            "dashboard": "Overview", "level": "overview", "owner": platform,
            "panels": format!("SLI and error budget of {of}; running version per environment; open pages"),
        }),
        json!({
            "dashboard": format!("Service {name}"), "level": "service", "owner": service,
            "panels": "rate, errors and duration by version; saturation; its dependencies as it sees them; deploy marks",
        }),
        json!({
            "dashboard": "Incident", "level": "incident", "owner": platform,
            "panels": "errors by service, endpoint and version with exemplars; the last deploys and flag changes",
        }),
    ]
}

/// A script that does what users do, for journeys that matter and have a page to fire.
fn probes(roster: &Roster<'_>, goals: &Goals<'_>) -> Vec<Json> {
    let critical = roster.journeys.iter().filter(|journey| is(journey.criticality(), "critical"));
    let with_page = critical.filter_map(|journey| {
        let name = journey.name().text;
        let page = goals.of_journey(name).find_map(|goal| goals.pages(goal).next())?;
        Some(json!({
            "probe": format!("Script: {name}"), "journey": name, "from": "two locations outside the platform",
            "every": "1 min", "alert": page.row.name().text,
        }))
    });
    with_page.collect()
}

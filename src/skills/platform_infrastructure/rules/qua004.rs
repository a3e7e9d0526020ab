//! An indicator is no ratio or quantity, or its measurement names no source.
//!
//! ## What it does
//! Looks under *SLI* for good events over valid events, or for a measured quantity with its percentile or maximum; and under
//! *Measurement method*, and *Measurement* of reliability and performance, for the log, metric, query or probe the
//! number is read from.
//!
//! ## Why it matters
//! "Uptime, from monitoring" is measured by three people in three ways, and the SLO is met in the way that meets it. The
//! indicator decides whether the number is about users or about a health check.
//!
//! ## Example
//! Bad: SLI `Latency`, method `APM`. SLI `Visit success`, method `Monitoring`.
//!
//! Good: SLI `visits joined within 10 s over visits attempted`, method `video-gateway access log`. SLI `p95 of origin latency of
//! listing pages`, method `CloudFront real-time logs`.
//!
//! ## Fix
//! Write which events are good and out of which, or which quantity at which percentile, and name where it is counted.

use crate::skills::platform_infrastructure::reading::attributes::group;
use crate::skills::shared::reading::wording::{shortened, unfilled, word_count};
use crate::finding::Findings;
use crate::text;
use crate::pack::Cell;
use crate::quantity::target::percentile;
use crate::skills::platform_infrastructure::{Case, Quality, Slo};

crate::rule!("QUA004", "indicator-vague", Warning, needs["quality"], "qua004.rs", check);

/// Words of a share: good events out of all.
const RATIO: &[&str] = &[
    "over", "share", "ratio", "proportion", "fraction", "percentage", "percent", "out of", "of all", "of valid",
    "divided by", "among", "that", "which", "without", "within", "with", "rate of", "per",
];

/// Words that make one number out of many.
const AGGREGATE: &[&str] = &[
    "mean", "average", "median", "maximum", "max", "longest", "oldest", "worst", "total", "count", "number of", "sum",
    "percentile",
];

/// Words of a quantity, of which the target says the percentile.
const QUANTITY: &[&str] = &[
    "latenc*", "time", "times", "duration*", "delay*", "lag", "age", "wait*", "respon*", "speed", "fresh*", "size*", "depth",
    "length*", "rate", "throughput", "load*", "from", "until", "between",
];

/// Words that name no source in particular.
const VAGUE: &[&str] = &[
    "monitoring", "monitor", "apm", "log", "logs", "logging", "metric", "metrics", "dashboard", "dashboards", "tool",
    "tools", "tooling", "tracking", "alerts", "alerting", "analytics", "observability", "telemetry", "report",
    "reports", "reporting", "manual", "manually", "measured", "measure", "measurement", "standard", "system",
    "systems", "various", "our", "the", "a", "an", "in", "by", "from", "with", "and", "of", "to", "error", "errors",
    "autoscaling", "post", "mortem", "mortems", "n", "data", "stack", "internal", "automatic", "automatically", "yes",
    "none", "via", "using",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let quality = Quality::of(case.pack);
    for slo in quality.slos() {
        let sli = slo.sli();
        if !unfilled(&sli) && !is_indicator(&slo) {
            findings
                .at(sli.place, format!("The SLI of \"{}\" is neither a ratio nor a measured quantity: {}", slo.name().text, shortened(sli.text)))
                .fix("write good events over valid events, e.g. \"requests answered without error within 1 s over valid requests\", or a quantity with its percentile, e.g. \"p95 of the time from request to first byte\"");
        }
        source(slo.name().text, &slo.method(), findings);
    }
    for group in ["reliability", "performance"].into_iter().filter_map(group) {
        for row in group.rows(&quality) {
            source(row.name().text, &row.measurement(), findings);
        }
    }
}

/// Whether an SLI can be counted: it says what out of what, or which quantity at which percentile. One word does only
/// where the target adds the percentile.
fn is_indicator(slo: &Slo<'_>) -> bool {
    let sli = slo.sli().text;
    let measured = percentile(slo.target().text).is_some() && text::has_any(sli, QUANTITY);
    let aggregated = percentile(sli).is_some() || text::has_any(sli, AGGREGATE) || measured;
    let divided = sli.contains(['/', '\u{f7}', '%']);
    aggregated || divided || (text::has_any(sli, RATIO) && word_count(sli) >= 3)
}

/// Reports a measurement that consists of words for measuring.
fn source(name: &str, cell: &Cell<'_>, findings: &mut Findings) {
    if unfilled(cell) || cell.text.contains('`') {
        return;
    }
    let key = text::key(cell.text);
    if key.split(' ').all(|word| VAGUE.contains(&word)) {
        findings
            .at(cell.place, format!("Nobody can tell where \"{name}\" is measured: {}", shortened(cell.text)))
            .fix("name the log, metric, query, report or probe and the component it comes from, e.g. \"access log of the API gateway, 5xx over all\"");
    }
}

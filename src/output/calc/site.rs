//! What a site's plan leads to, and what its pages show.

use super::{Matter, Severity, Sheet, number, row, word};
use crate::engine::site::audit::planned::Planned;
use crate::engine::site::audit::{Check, Report, Verdict};
use crate::engine::site::plan::PlanReport;
use crate::output::words::Paint;

/// What the plan should change.
pub fn plan_matters(report: &PlanReport) -> Vec<Matter> {
    let matter = |issue: &crate::engine::site::plan::Issue| {
        let message = format!("{}: {}", word(&issue.kind), issue.message);
        Matter::new(Severity::Warning, issue.page_type.clone(), message)
    };
    report.issues.iter().map(matter).collect()
}

/// A plan reckoned.
pub fn plan(report: &PlanReport, paint: Paint) -> String {
    let mut sheet = Sheet::new(paint);
    let mut moments: Vec<&str> = report.reach.iter().map(|one| one.at.as_str()).collect();
    moments.dedup();
    for at in moments {
        sheet.title(&format!("Reach, {at}"));
        let reach: Vec<_> = report.reach.iter().filter(|one| one.at == at).collect();
        let rows: Vec<Vec<String>> = reach
            .iter()
            .map(|one| {
                let most = one.clicks.iter().map(|clicks| clicks.clicks).max();
                vec![
                    one.page_type.clone(),
                    number(one.pages),
                    number(one.reached),
                    number(one.orphans_by_design),
                    most.map_or("-".to_owned(), |most| most.to_string()),
                    number(one.too_deep),
                ]
            })
            .collect();
        sheet.table(&["page type", "pages", "reached", "orphans by design", "clicks at most", "too deep"], &rows);
        for one in reach {
            sheet.aside(&format!("{}: {}", one.page_type, one.derivation));
        }
        let families: Vec<_> = report.sitemaps.iter().filter(|one| one.at == at).collect();
        if !families.is_empty() {
            sheet.title(&format!("Sitemaps, {at}"));
            let rows: Vec<_> =
                families.iter().map(|one| row(one.page_type.clone(), files(one.files), &one.derivation)).collect();
            sheet.figures(&rows);
        }
        let fresh: Vec<_> = report.freshness.iter().filter(|one| one.at == at).collect();
        if !fresh.is_empty() {
            sheet.title(&format!("Freshness, {at}"));
            let rows: Vec<_> = fresh
                .iter()
                .map(|one| {
                    let share = one.fresh_percent.map_or("not known".to_owned(), |percent| {
                        format!("{} % up to date", crate::quantity::number::print(percent))
                    });
                    row(one.page_type.clone(), share, &one.derivation)
                })
                .collect();
            sheet.figures(&rows);
        }
    }
    sheet.matters(&plan_matters(report));
    sheet.finish()
}

fn files(count: u64) -> String {
    if count == 1 { "1 file".to_owned() } else { format!("{} files", number(count)) }
}

/// What the evidence shows to be wrong, and otherwise than planned.
pub fn audit_matters(report: &Report, plan: Option<&Planned>) -> Vec<Matter> {
    let failed = |check: &&Check| check.verdict == Verdict::Fail;
    let matter = |check: &Check| {
        let examples: Vec<String> = check.examples.iter().map(|one| format!("{} ({})", one.url, one.detail)).collect();
        let more = check.found.saturating_sub(check.examples.len() as u64);
        let more = if more > 0 { format!("; and {} more", number(more)) } else { String::new() };
        let fix = if examples.is_empty() { String::new() } else { format!("look at {}{more}", examples.join("; ")) };
        Matter { fix, ..Matter::new(Severity::Warning, word(&check.kind), check.derivation.clone()) }
    };
    let mut matters: Vec<Matter> = report.checks.iter().filter(failed).map(matter).collect();
    let Some(plan) = plan else { return matters };
    for one in &plan.types {
        let differs = |message: &String| Matter::new(Severity::Warning, one.page_type.clone(), message.clone());
        matters.extend(one.disagreements.iter().map(differs));
    }
    if let Some(example) = &plan.unplanned_example {
        let message = format!("{} that may be indexed are of none of the page types given", pages(plan.unplanned));
        let fix = format!("look at {example}; add its page type to the plan, or its paths with --type");
        matters.push(Matter { fix, ..Matter::new(Severity::Warning, "plan", message) });
    }
    matters
}

fn pages(count: u64) -> String {
    if count == 1 { "1 page".to_owned() } else { format!("{} pages", number(count)) }
}

/// What was found of each page type, beside what is planned.
fn against(plan: &Planned, sheet: &mut Sheet) {
    sheet.title("Against the plan");
    let clicks = |clicks: Option<u32>| clicks.map_or("-".to_owned(), |clicks| clicks.to_string());
    let rows: Vec<Vec<String>> = plan
        .types
        .iter()
        .map(|one| {
            vec![
                one.page_type.clone(),
                number(one.planned),
                number(one.pages),
                number(one.indexable),
                number(one.listed),
                number(one.orphans),
                clicks(one.planned_deepest),
                clicks(one.deepest),
            ]
        })
        .collect();
    let head =
        ["page type", "planned", "found", "may be indexed", "in a sitemap", "orphans", "clicks planned", "clicks"];
    sheet.table(&head, &rows);
    for one in &plan.types {
        one.open.iter().for_each(|open| sheet.line(&format!("open: {}: {open}", one.page_type)));
    }
    if !plan.without_paths.is_empty() {
        sheet.line(&format!("not compared, their paths were not given: {}", plan.without_paths.join(", ")));
    }
}

/// The evidence of a site judged.
pub fn audit(report: &Report, plan: Option<&Planned>, paint: Paint) -> String {
    let mut sheet = Sheet::new(paint);
    let coverage = &report.coverage;
    sheet.title("What was seen");
    let mut rows = vec![
        row("pages read", number(coverage.read), ""),
        row("  that may be indexed", number(coverage.indexable), "not noindex, not blocked, not canonical to another"),
    ];
    for (label, value) in [
        ("redirects", coverage.redirects),
        ("errors", coverage.errors),
        ("linked or listed, and not read", coverage.unread),
        ("links to other hosts", coverage.external_links),
        ("given twice, the first taken", coverage.repeated),
        ("on other hosts, left out", coverage.outside),
        ("beyond the limits, left out", coverage.left_out),
    ] {
        if value > 0 {
            rows.push(row(label, number(value), ""));
        }
    }
    rows.extend(coverage.notes.iter().map(|(note, pages)| row(word(note), number(*pages), "")));
    sheet.figures(&rows);
    for gap in &coverage.gaps {
        sheet.line(&format!("gap: {gap}"));
    }
    if !report.clicks.is_empty() {
        sheet.title("Indexable pages by clicks from the start");
        let rows: Vec<Vec<String>> =
            report.clicks.iter().map(|one| vec![one.clicks.to_string(), number(one.pages)]).collect();
        sheet.table(&["clicks", "pages"], &rows);
    }
    sheet.title("Checks");
    let rows: Vec<Vec<String>> = report
        .checks
        .iter()
        .map(|check| {
            let why = check.because.clone().unwrap_or_else(|| check.derivation.clone());
            vec![word(&check.verdict), word(&check.kind), number(check.found), number(check.checked), why]
        })
        .collect();
    sheet.table(&["verdict", "check", "found", "of", "how"], &rows);
    if let Some(plan) = plan {
        against(plan, &mut sheet);
    }
    sheet.matters(&audit_matters(report, plan));
    sheet.finish()
}

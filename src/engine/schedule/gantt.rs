//! The schedule as a Mermaid gantt chart (<https://mermaid.js.org/syntax/gantt.html>).

use std::fmt::Write;

use super::result::{Planned, Roadmap};
use crate::quantity::DateRange;

/// Words that begin a line of another kind.
const STATEMENTS: [&str; 15] = [
    "accDescr", "accTitle", "axisFormat", "call", "click", "dateFormat", "excludes", "gantt", "href", "includes",
    "section", "tickInterval", "title", "todayMarker", "weekday",
];

/// The chart: a section per owner in the order of the milestones, then freezes and deadlines. Bars run from the first
/// to the last day, freezes included; what has no slack is `crit`.
pub fn gantt(roadmap: &Roadmap) -> String {
    let mut text = String::from("gantt\n    title Roadmap\n    dateFormat YYYY-MM-DD\n    axisFormat %Y-%m-%d\n");
    let mut owners: Vec<Option<&str>> = Vec::new();
    for milestone in &roadmap.milestones {
        if !owners.contains(&milestone.owner.as_deref()) {
            owners.push(milestone.owner.as_deref());
        }
    }
    for owner in owners {
        section(&mut text, owner.unwrap_or("Without an owner"));
        let milestones = roadmap.milestones.iter().enumerate();
        for (index, milestone) in milestones.filter(|(_, one)| one.owner.as_deref() == owner) {
            let crit = if milestone.critical { "crit, " } else { "" };
            let days = DateRange { start: milestone.start, end: milestone.finish }.days();
            line(&mut text, &name(milestone), &format!("{crit}m{}, {}, {days}d", index + 1, milestone.start));
        }
    }
    let inside = |end: &jiff::civil::Date| *end >= roadmap.start;
    let freezes: Vec<_> = roadmap.freezes.iter().filter(|freeze| inside(&freeze.end)).collect();
    if !freezes.is_empty() {
        section(&mut text, "Freezes");
    }
    for (index, freeze) in freezes.iter().enumerate() {
        let start = freeze.start.max(roadmap.start);
        let days = DateRange { start, end: freeze.end }.days();
        line(&mut text, &freeze.label, &format!("done, f{}, {start}, {days}d", index + 1));
    }
    let deadlines =
        roadmap.deadlines.iter().map(|one| (one.milestone.as_deref().unwrap_or("Plan"), "deadline", one.date));
    let limits = roadmap.limits.iter().map(|one| (one.limit.as_str(), "P10 limit", one.limit_p10));
    let marks: Vec<_> = deadlines.chain(limits).collect();
    if !marks.is_empty() {
        section(&mut text, "Dates");
    }
    for (index, (what, kind, date)) in marks.iter().enumerate() {
        line(&mut text, &format!("{what} {kind}"), &format!("milestone, d{}, {date}, 0d", index + 1));
    }
    text
}

fn name(milestone: &Planned) -> String {
    format!("{} {}", milestone.id, milestone.title)
}

fn section(text: &mut String, name: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "    section {}", plain(name));
}

fn line(text: &mut String, name: &str, data: &str) {
    let name = plain(name);
    // A statement or a date at the beginning of a line is not read as a name.
    let first = name.split(' ').next().unwrap_or_default();
    let statement = STATEMENTS.iter().any(|word| word.eq_ignore_ascii_case(first));
    let dash = if statement || name.starts_with(|letter: char| letter.is_ascii_digit()) { "- " } else { "" };
    let _ = writeln!(text, "    {dash}{name} :{data}");
}

/// A name without what ends it, begins a comment or an entity, or breaks the line.
fn plain(name: &str) -> String {
    let safe: String = name
        .chars()
        .map(|letter| match letter {
            ':' => '\u{a789}',
            ';' | '#' | '%' => ' ',
            other if other.is_control() => ' ',
            other => other,
        })
        .collect();
    let words: Vec<&str> = safe.split_whitespace().collect();
    if words.is_empty() { "-".to_owned() } else { words.join(" ") }
}

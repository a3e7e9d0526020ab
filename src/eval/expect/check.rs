//! What is expected against what was seen: one check for each thing that was stated.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::Path;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{Expect, Range, Told, Verdict};
use crate::eval::case::{Call, Flag};
use crate::eval::cost;
use crate::eval::play::{Called, Drafted, Judged, Seen};
use crate::finding::{Finding, Severity};
use crate::gate::Report;
use crate::text::counted;

/// One thing that was expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// What it is about, the same from run to run: `scores.scope`.
    pub what: String,
    /// What was expected.
    pub expected: String,
    /// What was seen.
    pub seen: String,
    /// Whether it is as expected.
    pub held: bool,
}

impl Check {
    fn new(what: impl Into<String>, expected: impl Display, seen: impl Display, held: bool) -> Self {
        Check { what: what.into(), expected: expected.to_string(), seen: seen.to_string(), held }
    }

    fn same<T: Display + PartialEq>(what: impl Into<String>, expected: T, seen: T) -> Self {
        let held = expected == seen;
        Check::new(what, expected, seen, held)
    }

    fn range(what: impl Into<String>, expected: Range, seen: Decimal) -> Self {
        Check::new(what, expected, seen, expected.holds(seen))
    }
}

/// Checks everything that is expected of a case. `folder` is where its artifacts lie.
pub fn check(expect: &Expect, calls: &[Call], seen: &Seen, seconds: Decimal, folder: &Path) -> Vec<Check> {
    let mut checks: Vec<Check> =
        calls.iter().zip(&seen.calls).enumerate().flat_map(|(at, (call, called))| reply(at, call, called)).collect();
    checks.extend(seen.drafted.iter().map(draft));
    match &seen.judged {
        Some(judged) => {
            checks.extend(gate(expect, &judged.report));
            checks.extend(findings(expect, &judged.report.findings));
            checks.extend(computed(expect, judged));
            checks.extend(artifacts(expect, judged, folder));
            checks.extend(gained(expect, seen.drafted.as_ref()));
        }
        // A draft that broke off says why.
        None if seen.drafted.is_some() => {}
        // What a conversation costs and takes is known without a pack.
        None if *expect != (Expect { tokens: expect.tokens, time: expect.time, ..Expect::default() }) => {
            checks.push(Check::new("pack", "one that is judged", "no call opened a pack", false));
        }
        None => {}
    }
    if let Some(range) = expect.tokens {
        checks.push(Check::range("tokens", range, Decimal::from(cost::tokens(seen))));
    }
    if let Some(most) = expect.time {
        let held = seconds <= most.0;
        // How long it took is another each time; a report says so only where it is asked to.
        checks.push(Check::new("time", most, if held { "in time" } else { "longer" }, held));
    }
    checks
}

/// Whether a model drafted to the end, with all that is on its cassette and nothing else.
fn draft(drafted: &Drafted) -> Check {
    let seen = match (&drafted.broken_off, drafted.left_over) {
        (Some(why), _) => why.clone(),
        (None, 0) => "to its end".to_owned(),
        (None, left) => format!("to its end, and {} of the cassette left over", counted(left, "exchange")),
    };
    Check::same("draft", "to its end".to_owned(), seen)
}

/// The questions that a model's draft leaves open, and how it stands beside the one without a model.
fn gained(expect: &Expect, drafted: Option<&Drafted>) -> Vec<Check> {
    let mut checks = Vec::new();
    let opened = drafted.map(|one| &one.opened[..]).unwrap_or_default();
    for words in &expect.questions {
        let there = opened.iter().any(|question| question.contains(words.as_str()));
        let seen = if there { "opened".to_owned() } else { format!("not among {}", counted(opened.len(), "question")) };
        checks.push(Check::new(format!("questions \"{words}\""), "opened", seen, there));
    }
    if let Some(gain) = expect.standing {
        checks.push(Check::same("standing", gain.to_string(), shown(drafted.map(|one| one.gain))));
    }
    checks
}

/// What is expected of one answer.
fn reply(at: usize, call: &Call, called: &Called) -> Vec<Check> {
    let name = |what: &str| format!("calls.{} {} {what}", at + 1, call.tool);
    let expect = &call.expect;
    let refused = called.answer.is_err();
    let wanted = expect.refused.is_some_and(|flag| flag.0);
    let mut checks = Vec::new();
    if refused != wanted {
        let seen = if refused { format!("refused: {}", called.text()) } else { "answered".to_owned() };
        let expected = if wanted { "a refusal" } else { "an answer" };
        checks.push(Check::new(name("refused"), expected, seen, false));
    } else if wanted {
        checks.push(Check::new(name("refused"), "a refusal", "refused", true));
    }
    let answer = called.answer.as_ref().ok().and_then(|answer| answer.structured.as_ref());
    let flag = |key: &str| answer.and_then(|answer| answer.get(key)).and_then(Json::as_bool).map(Flag);
    for (key, expected) in [("accepted", expect.accepted), ("finalized", expect.finalized)] {
        if let Some(expected) = expected {
            checks.push(Check::same(name(key), expected.to_string(), shown(flag(key))));
        }
    }
    if let Some(next) = &expect.next {
        let seen = answer.and_then(|answer| answer.pointer("/next/tool")).and_then(Json::as_str);
        checks.push(Check::same(name("next"), next.clone(), shown(seen)));
    }
    for (words, wanted) in
        expect.says.iter().map(|words| (words, true)).chain(expect.says_not.iter().map(|w| (w, false)))
    {
        let there = called.text().contains(words.as_str());
        let what = name(&format!("{} \"{words}\"", if wanted { "says" } else { "says_not" }));
        let said = |there: bool| if there { "said" } else { "not said" };
        checks.push(Check::new(what, said(wanted), said(there), there == wanted));
    }
    checks
}

fn shown(value: Option<impl Display>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| value.to_string())
}

/// Verdict, average, scores and counts.
fn gate(expect: &Expect, report: &Report) -> Vec<Check> {
    let mut checks = Vec::new();
    if let Some(verdict) = expect.verdict {
        checks.push(Check::same("verdict", verdict, Verdict::of(report.passed)));
    }
    if let Some(range) = expect.average {
        checks.push(Check::range("average", range, report.average));
    }
    for (key, range) in &expect.scores {
        if let Some(score) = report.rubric.iter().find(|score| score.key == key) {
            checks.push(Check::range(format!("scores.{key}"), *range, Decimal::from(score.score)));
        }
    }
    let counts = [
        ("errors", expect.errors, Severity::Error),
        ("warnings", expect.warnings, Severity::Warning),
        ("infos", expect.infos, Severity::Info),
    ];
    for (what, range, severity) in counts {
        if let Some(range) = range {
            checks.push(Check::range(what, range, Decimal::from(report.count(severity))));
        }
    }
    checks
}

/// What must be found, what must not, and what is all.
fn findings(expect: &Expect, found: &[Finding]) -> Vec<Check> {
    let mut checks = Vec::new();
    for told in &expect.findings.must {
        let there = found.iter().any(|finding| told.covers(finding));
        let seen = if there { "found".to_owned() } else { near(told, found) };
        checks.push(Check::new(format!("findings.must {told}"), "found", seen, there));
    }
    for told in &expect.findings.must_not {
        let there: Vec<String> =
            found.iter().filter(|one| told.covers(one)).map(|one| Told::of(one).to_string()).collect();
        let seen = if there.is_empty() { "none".to_owned() } else { there.join(", ") };
        checks.push(Check::new(format!("findings.must_not {told}"), "none", seen, there.is_empty()));
    }
    if let Some(all) = &expect.findings.all {
        let (missing, more) = difference(all, &weighty(found));
        let tell = |what: &str, told: &[Told]| match told {
            [] => None,
            told => Some(format!("{what}: {}", told.iter().map(Told::to_string).collect::<Vec<_>>().join(", "))),
        };
        let seen: Vec<String> = [tell("missing", &missing), tell("more", &more)].into_iter().flatten().collect();
        let held = seen.is_empty();
        let seen = if held { "these and no others".to_owned() } else { seen.join("; ") };
        checks.push(Check::new("findings.all", format!("{} and no others", all.len()), seen, held));
    }
    checks
}

/// The findings that weigh something, as an expectation lists them.
pub(in crate::eval) fn weighty(found: &[Finding]) -> Vec<Told> {
    found.iter().filter(|finding| finding.severity > Severity::Info).map(Told::of).collect()
}

/// What of the first is not in the second, and the other way round; what comes twice counts twice.
pub(in crate::eval) fn difference<T: Ord + Clone>(first: &[T], second: &[T]) -> (Vec<T>, Vec<T>) {
    let mut balance: BTreeMap<&T, i64> = BTreeMap::new();
    first.iter().for_each(|one| *balance.entry(one).or_default() += 1);
    second.iter().for_each(|one| *balance.entry(one).or_default() -= 1);
    let times = |left: bool| {
        let each = balance.iter().filter(move |(_, count)| (**count > 0) == left && **count != 0);
        each.flat_map(|(one, count)| (0..count.abs()).map(|_| (*one).clone())).collect()
    };
    (times(true), times(false))
}

/// What was found instead: the same rule elsewhere, or another rule at the place.
fn near(told: &Told, found: &[Finding]) -> String {
    let rule = Told { place: None, ..told.clone() };
    let place = Told { rule: None, ..told.clone() };
    let of = |wanted: &Told| -> Vec<String> {
        let alike = found.iter().filter(|finding| wanted.covers(finding) && finding.severity > Severity::Info);
        alike.take(3).map(|finding| Told::of(finding).to_string()).collect()
    };
    let at_place = if told.place.is_some() { of(&place) } else { Vec::new() };
    let of_rule = if told.rule.is_some() { of(&rule) } else { Vec::new() };
    match (at_place.is_empty(), of_rule.is_empty()) {
        (false, _) => format!("not found; there is {}", at_place.join(", ")),
        (true, false) => format!("not found there; elsewhere {}", of_rule.join(", ")),
        (true, true) => "not found".to_owned(),
    }
}

/// Computed values.
fn computed(expect: &Expect, judged: &Judged) -> Vec<Check> {
    let checks = expect.computed.iter().map(|wanted| {
        let alike = judged.computed.iter().filter(|one| one.of.trim() == wanted.of && one.what == wanted.what);
        let values: Vec<&str> = alike.map(|one| one.value.as_str()).collect();
        let held = values.contains(&wanted.value.as_str());
        let seen = if values.is_empty() { "not computed".to_owned() } else { values.join("; ") };
        Check::new(format!("computed {}: {}", wanted.of, wanted.what), &wanted.value, seen, held)
    });
    checks.collect()
}

/// What comes out beside the verdict, by the name of the artifact: how it is kept, the file.
pub(in crate::eval) fn kept<'e>(expect: &'e Expect, judged: &Judged) -> Vec<(&'static str, &'e Path, Option<String>)> {
    let json = |value: Option<&Json>| value.map(|value| crate::output::words::json(value) + "\n");
    let interface = judged.interface.as_ref();
    let artifacts = &expect.artifacts;
    let all = [
        ("interface", &artifacts.interface, json(interface.map(|one| &one.plan))),
        ("state", &artifacts.state, json(interface.map(|one| &one.state))),
        ("markdown", &artifacts.markdown, Some(judged.markdown.clone())),
    ];
    all.into_iter().filter_map(|(name, path, text)| Some((name, path.as_deref()?, text))).collect()
}

fn artifacts(expect: &Expect, judged: &Judged, folder: &Path) -> Vec<Check> {
    let checks = kept(expect, judged).into_iter().map(|(name, path, seen)| {
        let expected = std::fs::read_to_string(folder.join(path));
        let (seen, held) = match (&expected, &seen) {
            (_, None) => ("the skill yields none".to_owned(), false),
            (Err(error), _) => (format!("the file cannot be read: {error}"), false),
            (Ok(expected), Some(seen)) => match first_difference(expected, seen) {
                None => ("the same".to_owned(), true),
                Some(difference) => (difference, false),
            },
        };
        Check::new(format!("artifacts.{name}"), path.display(), seen, held)
    });
    checks.collect()
}

/// The first line in which two texts differ.
fn first_difference(expected: &str, seen: &str) -> Option<String> {
    if expected == seen {
        return None;
    }
    let (mut ours, mut theirs) = (expected.lines(), seen.lines());
    for number in 1.. {
        match (ours.next(), theirs.next()) {
            (None, None) => break,
            (one, other) if one == other => {}
            (one, other) => {
                let line = |line: Option<&str>| line.map_or("no line".to_owned(), |line| format!("`{}`", line.trim()));
                return Some(format!("line {number} is {}, expected {}", line(other), line(one)));
            }
        }
    }
    Some("the line ends differ".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_twice_counts_twice() {
        let (missing, more) = difference(&["a", "a", "b"], &["a", "c", "c"]);
        assert_eq!((missing, more), (vec!["a", "b"], vec!["c", "c"]));
    }

    #[test]
    fn texts_differ_at_a_line() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        let told = first_difference("a\nb\n", "a\n c\n").unwrap_or_default();
        assert_eq!(told, "line 2 is `c`, expected `b`");
        assert!(first_difference("a\n", "a\nb\n").unwrap_or_default().contains("expected no line"));
        assert_eq!(first_difference("a\n", "a\r\n").as_deref(), Some("the line ends differ"));
    }
}

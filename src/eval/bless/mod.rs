//! Expectations written anew from what was seen.
//!
//! What states a value is written anew: a verdict, a number, the findings of `all`, a computed value, an artifact. What
//! states a promise (a range, `must`, `must_not`, words, a budget) is a person's to change. Everything else in the file,
//! comments included, stays as it is.

use std::fs;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::case;
use super::expect::agree::{Source, agree};
use super::expect::check::{kept, weighty};
use super::expect::{Range, Told, Verdict};
use super::gather::{self, Planned};
use super::play::Seen;
use crate::finding::Severity;

mod edit;

use edit::{Edits, Step};

/// Something that was written anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Blessed {
    /// The case.
    pub case: String,
    /// What: `expect.scores.scope`, or the path of an artifact.
    pub what: String,
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub now: String,
}

/// Writes the expectations of a case anew, in its file and its artifacts. Yields the case as it is now.
///
/// # Errors
/// Why nothing was written: what was seen cannot be expected beside what groups say, or the file cannot be edited in place.
pub fn bless(planned: &Planned, seen: &Seen) -> Result<(Planned, Vec<Blessed>), String> {
    let mut written = artifacts(planned, seen)?;
    let Some(file) = &planned.file else { return Ok((again(planned, planned.case.clone())?, written)) };
    let text = gather::read(file)?;
    let mut edits = Edits::of(&text)?;
    values(planned, seen, &mut edits)?;
    if edits.is_empty() {
        return Ok((again(planned, planned.case.clone())?, written));
    }
    let (fresh, changes) = edits.apply();
    let read = case::read(&fresh).map_err(|error| format!("what was written cannot be read again: {error}"))?;
    let now = again(planned, read)?;
    fs::write(file, &fresh).map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
    let case = &planned.name;
    written.extend(changes.into_iter().map(|(what, before, now)| Blessed { case: case.clone(), what, before, now }));
    Ok((now, written))
}

/// The same case as it is written now.
fn again(planned: &Planned, case: case::Case) -> Result<Planned, String> {
    let own = Source { who: planned.name.clone(), expect: &case.expect };
    let groups: Vec<Source<'_>> =
        planned.groups.iter().map(|(who, expect)| Source { who: who.clone(), expect }).collect();
    let expect = agree(&own, &groups, planned.skill.definition())
        .map_err(|wrong| format!("not blessed, for what was seen cannot be expected here: {}", wrong.join("; ")))?;
    Ok(Planned {
        name: planned.name.clone(),
        file: planned.file.clone(),
        folder: planned.folder.clone(),
        groups: planned.groups.clone(),
        skill: planned.skill,
        on: planned.on,
        case,
        expect,
    })
}

/// Collects what is different of the values that a case states.
fn values(planned: &Planned, seen: &Seen, edits: &mut Edits<'_>) -> Result<(), String> {
    for (at, (call, called)) in planned.case.calls.iter().zip(&seen.calls).enumerate() {
        let Ok(answer) = &called.answer else { continue };
        let told = |pointer: &str| answer.structured.as_ref()?.pointer(pointer);
        let flags = [("accepted", call.expect.accepted), ("finalized", call.expect.finalized)];
        for (key, stated) in flags {
            let value = told(&format!("/{key}")).and_then(Json::as_bool);
            if let (Some(stated), Some(value)) = (stated, value) {
                let path = [Step::Key("calls"), Step::Item(at), Step::Key("expect"), Step::Key(key)];
                edits.set(&path, &stated.to_string(), &value.to_string())?;
            }
        }
        if let (Some(stated), Some(next)) = (&call.expect.next, told("/next/tool").and_then(Json::as_str)) {
            let path = [Step::Key("calls"), Step::Item(at), Step::Key("expect"), Step::Key("next")];
            edits.set(&path, stated, next)?;
        }
    }
    let Some(judged) = &seen.judged else { return Ok(()) };
    let (expect, report) = (&planned.case.expect, &judged.report);
    if let Some(verdict) = expect.verdict {
        let path = [Step::Key("expect"), Step::Key("verdict")];
        edits.set(&path, &verdict.to_string(), &Verdict::of(report.passed).to_string())?;
    }
    let count = |severity| Decimal::from(report.count(severity));
    let numbers = [
        ("average", expect.average, report.average),
        ("errors", expect.errors, count(Severity::Error)),
        ("warnings", expect.warnings, count(Severity::Warning)),
        ("infos", expect.infos, count(Severity::Info)),
    ];
    for (key, stated, value) in numbers {
        number(&[Step::Key("expect"), Step::Key(key)], stated, value, edits)?;
    }
    for score in &report.rubric {
        let path = [Step::Key("expect"), Step::Key("scores"), Step::Key(score.key)];
        number(&path, expect.scores.get(score.key).copied(), Decimal::from(score.score), edits)?;
    }
    for (at, stated) in expect.computed.iter().enumerate() {
        let same = judged.computed.iter().filter(|one| one.of.trim() == stated.of && one.what == stated.what);
        let values: Vec<&str> = same.map(|one| one.value.as_str()).collect();
        if let Some(value) = values.first().filter(|_| !values.contains(&stated.value.as_str())) {
            let path = [Step::Key("expect"), Step::Key("computed"), Step::Item(at), Step::Key("value")];
            edits.set(&path, &stated.value, value)?;
        }
    }
    if let Some(all) = &expect.findings.all {
        let texts = |told: &[Told]| told.iter().map(Told::to_string).collect::<Vec<_>>();
        let path = [Step::Key("expect"), Step::Key("findings"), Step::Key("all")];
        edits.list(&path, &texts(all), &texts(&weighty(&report.findings)))?;
    }
    Ok(())
}

/// Writes a number anew where one was stated, and no range.
fn number(path: &[Step<'_>], stated: Option<Range>, value: Decimal, edits: &mut Edits<'_>) -> Result<(), String> {
    match stated.filter(Range::is_exact) {
        Some(range) if !range.holds(value) => edits.set(path, &range.to_string(), &value.to_string()),
        _ => Ok(()),
    }
}

/// Writes the artifacts that are different.
fn artifacts(planned: &Planned, seen: &Seen) -> Result<Vec<Blessed>, String> {
    let Some(judged) = &seen.judged else { return Ok(Vec::new()) };
    let mut written = Vec::new();
    for (_, path, text) in kept(&planned.case.expect, judged) {
        let (file, Some(text)) = (planned.folder.join(path), text) else { continue };
        let before = fs::read_to_string(&file).ok();
        if before.as_deref() == Some(text.as_str()) {
            continue;
        }
        fs::write(&file, &text).map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
        let lines = |text: &str| format!("{} lines", text.lines().count());
        written.push(Blessed {
            case: planned.name.clone(),
            what: path.display().to_string(),
            before: before.as_deref().map_or_else(|| "nothing".to_owned(), lines),
            now: lines(&text),
        });
    }
    Ok(written)
}

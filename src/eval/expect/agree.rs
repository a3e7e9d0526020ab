//! A case and the groups it belongs to, held together. A case may ask for more than its group and never for less; what
//! cannot hold at once is an error that names both.

use rust_decimal::Decimal;

use super::{Expect, Range, Told, Verdict};
use crate::finding::Severity;
use crate::gate::PASS_AVERAGE;
use crate::skill::Definition;

/// What is expected, and who says so.
#[derive(Debug, Clone)]
pub struct Source<'a> {
    /// `cases/shop.case.yaml`, or ``the group `golden` of suite.yaml``.
    pub who: String,
    /// What is expected.
    pub expect: &'a Expect,
}

/// All that is expected of a case: what it says itself, and what its groups say beside it.
///
/// # Errors
/// Every contradiction, each naming both.
pub fn agree(case: &Source<'_>, groups: &[Source<'_>], definition: &Definition) -> Result<Expect, Vec<String>> {
    let mut all = case.expect.clone();
    let mut wrong = inside(case, definition);
    let mut verdict_of = case.who.as_str();
    for group in groups {
        let theirs = group.expect;
        match (all.verdict, theirs.verdict) {
            (Some(ours), Some(theirs)) if ours != theirs => {
                wrong
                    .push(format!("{verdict_of} expects `verdict: {ours}`, {} expects `verdict: {theirs}`", group.who));
            }
            (None, Some(theirs)) => {
                all.verdict = Some(theirs);
                verdict_of = &group.who;
            }
            _ => {}
        }
        let bounds = all.bounds_mut().into_iter().zip(case.expect.bounds()).zip(theirs.bounds());
        for (((name, slot), own), theirs) in bounds {
            narrow(name, own, slot, theirs, case, group, &mut wrong);
        }
        for (key, bound) in &theirs.scores {
            if !definition.standard.rubric.iter().any(|criterion| criterion.key == key) {
                continue;
            }
            let mut slot = all.scores.get(key).copied();
            let own = case.expect.scores.get(key).copied();
            narrow(&format!("scores.{key}"), own, &mut slot, Some(*bound), case, group, &mut wrong);
            if let Some(bound) = slot {
                all.scores.insert(key.clone(), bound);
            }
        }
        match (all.time, theirs.time) {
            (Some(ours), Some(theirs)) if ours.0 > theirs.0 => wrong.push(format!(
                "{} allows {} s, {} allows {} s; a case may be stricter than its group, not looser",
                case.who, ours.0, group.who, theirs.0
            )),
            (ours, theirs) => all.time = ours.or(theirs),
        }
        match (all.standing, theirs.standing) {
            (Some(ours), Some(theirs)) if ours != theirs => wrong
                .push(format!("{} expects `standing: {ours}`, {} expects `standing: {theirs}`", case.who, group.who)),
            (ours, theirs) => all.standing = ours.or(theirs),
        }
        all.questions.extend(theirs.questions.iter().cloned());
        all.findings.must.extend(theirs.findings.must.iter().cloned());
        all.findings.must_not.extend(theirs.findings.must_not.iter().cloned());
        match (&all.findings.all, &theirs.findings.all) {
            (Some(ours), Some(theirs)) if ours != theirs => {
                wrong.push(format!("{} and {} list different findings as `all`", case.who, group.who));
            }
            (None, Some(theirs)) => all.findings.all = Some(theirs.clone()),
            _ => {}
        }
        all.computed.extend(theirs.computed.iter().cloned());
    }
    if wrong.is_empty() {
        let together = Source { who: format!("{}, with its groups,", case.who), expect: &all };
        wrong.extend(inside(&together, definition));
    }
    if wrong.is_empty() { Ok(all) } else { Err(wrong) }
}

impl Expect {
    /// The bounds on numbers, scores aside.
    fn bounds(&self) -> [Option<Range>; 5] {
        [self.average, self.errors, self.warnings, self.infos, self.tokens]
    }

    /// The same by name, to be changed.
    fn bounds_mut(&mut self) -> [(&'static str, &mut Option<Range>); 5] {
        [
            ("average", &mut self.average),
            ("errors", &mut self.errors),
            ("warnings", &mut self.warnings),
            ("infos", &mut self.infos),
            ("tokens", &mut self.tokens),
        ]
    }
}

/// Narrows a bound by that of a group. What the case says itself must lie within it.
fn narrow(
    name: &str,
    own: Option<Range>,
    slot: &mut Option<Range>,
    theirs: Option<Range>,
    case: &Source<'_>,
    group: &Source<'_>,
    wrong: &mut Vec<String>,
) {
    let Some(theirs) = theirs else { return };
    match (own, *slot) {
        (Some(own), _) if !own.within(&theirs) => {
            let what = match own.and(&theirs) {
                None => "no value is both".to_owned(),
                Some(_) => "a case may be stricter than its group, not looser".to_owned(),
            };
            wrong.push(format!(
                "{} expects `{name}: {own}`, {} expects `{name}: {theirs}`: {what}",
                case.who, group.who
            ));
        }
        (None, Some(other)) => match other.and(&theirs) {
            Some(both) => *slot = Some(both),
            None => wrong.push(format!(
                "{} expects `{name}: {theirs}`, another group of {} expects `{name}: {other}`: no value is both",
                group.who, case.who
            )),
        },
        (None, None) => *slot = Some(theirs),
        _ => {}
    }
}

/// What one source says that cannot hold at once.
fn inside(source: &Source<'_>, definition: &Definition) -> Vec<String> {
    let Source { who, expect } = source;
    let mut wrong = Vec::new();
    let errs = |told: &Told| {
        let rule = told.rule.as_deref().and_then(|rule| definition.standard.rule(rule));
        rule.filter(|rule| rule.severity == Severity::Error).map(|rule| rule.id)
    };
    let findings = &expect.findings;
    let named = findings.must.iter().chain(findings.all.iter().flatten());
    let none = Range::exactly(Decimal::ZERO);
    for told in named.clone() {
        if let Some(rule) = errs(told) {
            if expect.verdict == Some(Verdict::Pass) {
                wrong.push(format!("{who} expects `verdict: pass` and the finding `{told}`: {rule} is an error, and an error fails the gate"));
            }
            if expect.errors == Some(none) {
                wrong.push(format!("{who} expects `errors: 0` and the finding `{told}`, which is an error"));
            }
        }
        for not in &findings.must_not {
            if not.covers_all(told) {
                wrong.push(format!("{who} expects the finding `{told}`, and by `must_not` that `{not}` has none"));
            }
        }
    }
    if let Some(all) = &findings.all {
        let weighs = |told: &&Told| {
            let rule = told.rule.as_deref().and_then(|rule| definition.standard.rule(rule));
            rule.is_none_or(|rule| rule.severity > Severity::Info)
        };
        for told in findings.must.iter().filter(weighs) {
            if !all.iter().any(|one| told.covers_all(one)) {
                wrong.push(format!("{who} expects the finding `{told}`, which is not among its `all`"));
            }
        }
    }
    if expect.verdict == Some(Verdict::Pass) {
        if let Some(errors) = expect.errors.filter(|errors| errors.least.is_some_and(|least| least > Decimal::ZERO)) {
            wrong.push(format!("{who} expects `verdict: pass` and `errors: {errors}`; an error fails the gate"));
        }
        let bar = Decimal::from(PASS_AVERAGE);
        if let Some(average) = expect.average.filter(|average| average.most.is_some_and(|most| most.round_dp(1) < bar))
        {
            wrong
                .push(format!("{who} expects `verdict: pass` and `average: {average}`; a pack passes from {bar}.0 on"));
        }
    }
    wrong.extend(scores_and_average(source, definition));
    wrong
}

/// An average that the scores do not leave room for.
fn scores_and_average(source: &Source<'_>, definition: &Definition) -> Option<String> {
    let Source { who, expect } = source;
    let average = expect.average?;
    let criteria = definition.standard.rubric;
    let count = Decimal::from(criteria.len());
    if expect.scores.is_empty() || criteria.is_empty() {
        return None;
    }
    let score = |key: &str| expect.scores.get(key).copied();
    let sum = |end: fn(&Range) -> Option<Decimal>, open: u32| -> Decimal {
        let ends = criteria.iter().map(|one| score(one.key).and_then(|range| end(&range)).unwrap_or(open.into()));
        (ends.sum::<Decimal>() / count).round_dp(2)
    };
    let possible = Range { least: Some(sum(|range| range.least, 1)), most: Some(sum(|range| range.most, 5)) };
    (possible.and(&average).is_none())
        .then(|| format!("{who} expects `average: {average}` and scores that average {possible}: no value is both"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skill::brief;
    use crate::skills::NATIVE;

    fn expect(text: &str) -> Expect {
        brief::read(text, |_| Vec::new()).unwrap_or_else(|error| panic!("{error}"))
    }

    fn agreed(case: &str, groups: &[&str]) -> Result<Expect, String> {
        let (case, groups) = (expect(case), groups.iter().map(|text| expect(text)).collect::<Vec<_>>());
        let sources = groups.iter().enumerate();
        let sources: Vec<Source<'_>> =
            sources.map(|(at, expect)| Source { who: format!("group {at}"), expect }).collect();
        let case = Source { who: "the case".to_owned(), expect: &case };
        agree(&case, &sources, NATIVE[0].definition()).map_err(|wrong| wrong.join("\n"))
    }

    #[test]
    fn a_case_is_as_strict_as_its_groups_or_stricter() {
        let all =
            agreed("average: 5\nfindings: { must_not: [SCL003] }", &["average: '>= 4'\nerrors: 0", "errors: <= 2"]);
        let all = all.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(all.average, Some(Range::exactly(5.into())));
        assert_eq!(all.errors, Some(Range::exactly(0.into())));
        assert_eq!(all.findings.must_not.len(), 1);
    }

    #[test]
    fn what_cannot_hold_at_once_names_both() {
        for (case, groups, told) in [
            ("average: '>= 3'", &["average: '>= 4'"][..], ["the case", "group 0", "not looser"]),
            ("tokens: '<= 900'", &["tokens: '<= 800'"], ["the case", "group 0", "not looser"]),
            ("scores: { scope: 2 }", &["scores: { scope: '>= 4' }"], ["scores.scope", "group 0", "no value is both"]),
            ("errors: 0", &["warnings: 1", "warnings: 2"], ["group 1", "another group", "no value is both"]),
            ("verdict: fail", &["verdict: pass"], ["verdict: fail", "verdict: pass", "group 0"]),
            ("standing: same", &["standing: better"], ["standing: same", "standing: better", "group 0"]),
            ("time: 2 min", &["time: 5 s"], ["the case", "group 0", "not looser"]),
            (
                "findings: { must: [SCL003 scaling] }",
                &["findings: { must_not: [SCL003] }"],
                ["SCL003 scaling", "must_not", "its groups"],
            ),
            ("findings: { must: [SCL003] }", &["verdict: pass"], ["SCL003", "verdict: pass", "its groups"]),
            ("errors: '>= 1'", &["verdict: pass"], ["errors: >= 1", "verdict: pass", "gate"]),
            ("average: 5\nscores: { scope: 2 }", &[], ["average: 5", "scores", "no value is both"]),
            ("findings: { must: [SCL003], all: [] }", &[], ["SCL003", "`all`", "the case"]),
        ] {
            let error = agreed(case, groups).expect_err(case);
            assert!(told.iter().all(|words| error.contains(words)), "{case}: {error}");
        }
    }
}

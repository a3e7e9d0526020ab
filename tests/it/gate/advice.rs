//! Advice: what is advised suffices, and nothing cheaper does.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use groundplan::finding::Severity;
use groundplan::gate::{Case, Criterion, PASS_AVERAGE, Report, Score, judge};
use groundplan::pack::Pack;

use super::edit::{Edit, add_row, apply, judged_with};
use super::{TODAY, definition, packs, read, source, standard};

/// The pack with every finding of these rules accepted.
fn silenced(pack: &Pack, rules: &[&str]) -> Pack {
    let mut pack = pack.clone();
    for rule in rules {
        // Reasons differ, so that no row is a copy of another.
        let reason = format!("what {rule} finds is mended in the spring");
        let cells = [
            ("rule", *rule),
            ("place_text", "pack"),
            ("reason", &reason),
            ("accepted_by", "Marta Lindqvist"),
            ("expires", "2027-12-31"),
        ];
        add_row(&mut pack, "records.exemptions", &cells);
    }
    pack
}

fn assert_suffices(name: &str, pack: &Pack, report: &Report) {
    let advice = report.advice.as_ref().unwrap_or_else(|| panic!("{name}: nothing is advised"));
    // Hard rules take no exemption: what they find is left out below.
    let hard = |rule: &str| standard(pack).rule(rule).is_some_and(|rule| rule.hard.is_some());
    let rules: Vec<&'static str> = advice.rules.iter().map(|mend| mend.rule).collect();
    let soft: Vec<&str> = rules.iter().copied().filter(|rule| !hard(rule)).collect();
    let after = judge(&Case::new(standard(pack), &silenced(pack, &soft), &[], TODAY));
    let mended = |rule: &str| hard(rule) && rules.contains(&rule);
    let errors = after.findings.iter().filter(|one| one.severity == Severity::Error && !mended(one.rule)).count();
    let left = |score: &Score| {
        score.lowered_by.iter().filter(|cap| !mended(cap.rule)).map(|cap| cap.at_most).min().unwrap_or(5)
    };
    let scores: Vec<u8> = after.rubric.iter().map(left).collect();
    assert_eq!(scores, advice.scores, "{name}");
    let sum: usize = scores.iter().map(|score| usize::from(*score)).sum();
    let failed = |(score, criterion): (&u8, &Criterion)| criterion.vital && *score == 1;
    let vital = scores.iter().zip(standard(pack).rubric).any(failed);
    assert!(
        errors == 0 && sum >= PASS_AVERAGE as usize * scores.len() && !vital,
        "{name}: {rules:?} do not suffice, {scores:?} and {errors} errors remain:\n{}",
        super::told(&after)
    );
    assert_eq!(advice.edits, advice.rules.iter().map(|mend| mend.findings).sum::<usize>(), "{name}");
    for mend in &advice.rules {
        let errors =
            report.findings.iter().any(|finding| finding.rule == mend.rule && finding.severity == Severity::Error);
        assert_eq!(mend.required, errors, "{name}: {}", mend.rule);
        assert!(!mend.fix.is_empty(), "{name}: {} says not what would be accepted", mend.rule);
    }
}

#[test]
fn what_is_advised_suffices() {
    for file in packs("flawed") {
        let parsed = read(&fs::read_to_string(&file).expect("a readable pack"));
        let report = judge(&Case::new(standard(&parsed.pack), &parsed.pack, &[], TODAY));
        assert_suffices(&file.display().to_string(), &parsed.pack, &report);
    }
}

/// Defects in several sections, cheap and dear ones, one that two criteria see, and one that is an error.
const SEVERAL: &[Edit] = &[
    Edit::Cell("scaling.limits", "core-db CPU", "trigger", ">= 84 %"),
    Edit::Cell("capabilities.capabilities", "Permissions", "consumers", "Admin team"),
    Edit::Cell("capabilities.capabilities", "Filtering", "impact", "A game changer"),
    Edit::Cell("capabilities.capabilities", "Audit log", "impact", "Delight"),
    Edit::Cell("quality.slos", "Open a dashboard", "target", "99.9 %"),
    Edit::Cell("quality.slos", "Export up to", "target", "99 %"),
    Edit::Cell("quality.privacy", "Retention", "target", "Deleted when nobody reads it"),
    Edit::Cell("instrumentation.events", "dashboard_opened", "emitted", "The browser renders the dashboard"),
    Edit::Text("instrumentation.versioning", "Schemas are versioned."),
    Edit::Cell("roadmap.milestones", "M5", "acceptance", "CI is stable and performs well"),
    Edit::Cell("roadmap.milestones", "M6", "rollout", "Big bang over one weekend"),
    Edit::Cell("risks.questions", "Q2", "owner", "the team"),
    Edit::Keep("context.non_goals", 1),
    Edit::Items("roadmap.communications", &["Communicate progress regularly"]),
];

/// Tries every set of rules with findings and gives the least number of findings whose silence passes.
fn least_edits(report: &Report) -> usize {
    let counted: Vec<_> = report.findings.iter().filter(|finding| finding.severity >= Severity::Warning).collect();
    let mut cost: BTreeMap<&'static str, usize> = BTreeMap::new();
    for finding in &counted {
        *cost.entry(finding.rule).or_default() += 1;
    }
    let required: BTreeSet<&str> =
        counted.iter().filter(|finding| finding.severity == Severity::Error).map(|finding| finding.rule).collect();
    let rules: Vec<(&str, usize)> = cost.into_iter().collect();
    assert!((8..=18).contains(&rules.len()), "{} rules: too few to be interesting, or too many to try", rules.len());
    // A set of rules is a number: one bit for each.
    let bit = |rule: &str| rules.iter().position(|(known, _)| *known == rule).map_or(0_u32, |at| 1 << at);
    let needed: u32 = required.iter().map(|rule| bit(rule)).sum();
    let caps: Vec<Vec<(u32, u8)>> = report
        .rubric
        .iter()
        .map(|score| score.lowered_by.iter().map(|cap| (bit(cap.rule), cap.at_most)).collect())
        .collect();
    let vital: Vec<bool> = definition(&report.skill).standard.rubric.iter().map(|criterion| criterion.vital).collect();
    let passes = |silent: u32| {
        let score = |caps: &Vec<(u32, u8)>| {
            caps.iter().filter(|(rule, _)| silent & rule == 0).map(|(_, at_most)| *at_most).min().unwrap_or(5)
        };
        let scores: Vec<u8> = caps.iter().map(score).collect();
        let sum: usize = scores.iter().map(|score| usize::from(*score)).sum();
        sum >= PASS_AVERAGE as usize * scores.len()
            && scores.iter().zip(&vital).all(|(score, vital)| !vital || *score > 1)
    };
    let cost = |set: u32| {
        rules.iter().enumerate().filter(|(at, _)| set & (1 << at) != 0).map(|(_, (_, cost))| cost).sum::<usize>()
    };
    let sets = (0_u32..1 << rules.len()).filter(|set| set & needed == needed && passes(*set));
    sets.map(cost).min().expect("silencing all of them passes")
}

#[test]
fn no_cheaper_set_does() {
    let mut pack = read(&source("golden", "b2b-analytics")).pack;
    SEVERAL.iter().for_each(|edit| apply(&mut pack, edit));
    let report = judge(&Case::new(standard(&pack), &pack, &[], TODAY));
    assert!(!report.passed);
    assert_suffices("several defects", &pack, &report);
    let advice = report.advice.as_ref().expect("advice");
    assert_eq!(advice.edits, least_edits(&report), "{:?}", advice.rules);
}

/// Without the error, and with one defect after another taken back, the least is found each time.
#[test]
fn nor_does_one_for_any_part_of_them() {
    for (without, mended) in SEVERAL.iter().enumerate() {
        let mut pack = read(&source("golden", "b2b-analytics")).pack;
        SEVERAL.iter().enumerate().filter(|(at, _)| *at != without).for_each(|(_, edit)| apply(&mut pack, edit));
        let report = judge(&Case::new(standard(&pack), &pack, &[], TODAY));
        let edits = report.advice.as_ref().map_or(0, |advice| advice.edits);
        assert_eq!(edits, least_edits(&report), "without {mended:?}");
    }
}

#[test]
fn a_pack_that_passes_needs_no_advice() {
    let report = judged_with("b2b-analytics", &[Edit::Keep("context.non_goals", 1)]);
    assert!(report.passed && !report.findings.is_empty());
    assert!(report.advice.is_none());
}

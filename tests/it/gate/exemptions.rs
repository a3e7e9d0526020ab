//! Exemptions: an accepted finding does not count, until its day has passed.

use groundplan::gate::{Case, Report, judge};
use groundplan::pack::Pack;
use jiff::civil::{Date, date};

use super::edit::{Edit, add_row, apply};
use super::{TODAY, read, source, standard};

const LAST_DAY: Date = date(2027, 1, 15);

/// What the table of exemptions holds, each cell a reason to believe it.
const COMPLETE: [(&str, &str); 5] = [
    ("rule", "SCL003"),
    ("place_text", "scaling.limits[core-db CPU]"),
    ("reason", "the resize of 2027-01-08 doubles the limit"),
    ("accepted_by", "Marta Lindqvist"),
    ("expires", "2027-01-15"),
];

/// A golden pack with one error: a trigger that fires too late.
fn late() -> Pack {
    let mut pack = read(&source("golden", "b2b-analytics")).pack;
    apply(&mut pack, &Edit::Cell("scaling.limits", "core-db CPU", "trigger", ">= 84 %"));
    pack
}

/// The report on the pack with the complete exemption.
fn exempted(on: Date) -> Report {
    let mut pack = late();
    add_row(&mut pack, "records.exemptions", &COMPLETE);
    judge(&Case::new(standard(&pack), &pack, &[], on))
}

/// The report on the pack with the exemption, one of its cells written anew.
fn exempted_with(column: &str, text: &str) -> Report {
    let mut pack = late();
    let cells = COMPLETE.map(|(name, complete)| (name, if name == column { text } else { complete }));
    add_row(&mut pack, "records.exemptions", &cells);
    judge(&Case::new(standard(&pack), &pack, &[], TODAY))
}

fn counts(report: &Report) -> bool {
    report.findings.iter().any(|finding| finding.rule == "SCL003")
}

#[test]
fn an_error_fails_the_pack_until_somebody_accepts_it() {
    let bare = judge(&Case::new(standard(&late()), &late(), &[], TODAY));
    assert!(counts(&bare) && !bare.passed);
    let report = exempted(TODAY);
    assert!(!counts(&report) && report.passed, "{}", super::told(&report));
    assert_eq!(report.average, 5.into());
    let accepted: Vec<(&str, &str)> =
        report.exempted.iter().map(|one| (one.finding.rule, one.accepted_by.as_str())).collect();
    assert_eq!(accepted, [("SCL003", "Marta Lindqvist")]);
}

#[test]
fn it_holds_through_its_last_day_and_no_longer() {
    assert!(exempted(LAST_DAY).passed);
    let after = exempted(LAST_DAY.tomorrow().expect("a day after"));
    assert!(counts(&after) && !after.passed && after.exempted.is_empty());
    assert!(
        after.findings.iter().any(|finding| finding.rule == "EXM001" && finding.location.column == "expires"),
        "{}",
        super::told(&after)
    );
}

#[test]
fn an_incomplete_one_has_no_effect() {
    for (column, _) in COMPLETE {
        let report = exempted_with(column, "");
        assert!(counts(&report) && !report.passed && report.exempted.is_empty(), "without {column}");
    }
    for text in ["when it is convenient", "2027-02-30", "Q1 2027"] {
        assert!(counts(&exempted_with("expires", text)), "until {text}");
    }
}

#[test]
fn it_covers_its_rule_and_place_alone() {
    for place in
        ["scaling.limits[core-db CPU].trigger", "scaling.limits[core-db CPU]", "scaling.limits", "scaling", "pack"]
    {
        assert!(exempted_with("place_text", place).passed, "{place} lies around the finding");
    }
    for place in [
        "scaling.limits[core-db connections].trigger",
        "scaling.limits[core-db",
        "scaling.limits[core-db CPU].owner",
        "scal",
        "quality",
    ] {
        assert!(counts(&exempted_with("place_text", place)), "{place} does not");
    }
    assert!(counts(&exempted_with("rule", "SCL004")), "another rule");
}

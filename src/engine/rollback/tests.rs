//! Triggers by hand.

use proptest::prelude::*;

use super::*;
use crate::engine::rollout::CanaryInput;

fn input(objective: &str, triggers: &str) -> RollbackInput {
    let json = format!(
        r#"{{"objectives": [{{"id": "checkout", "target": "99.9 %", "window": "30 days"{objective}}}], "triggers": [{triggers}]}}"#
    );
    serde_json::from_str(&json).unwrap()
}

const TRAFFIC: &str = r#", "traffic": "1200 requests per minute", "share": "5 %""#;

fn issues(objective: &str, trigger: &str) -> Vec<(IssueKind, String, String)> {
    let trigger =
        format!(r#"{{"id": "errors", "objective": "checkout", "metric": "m", "action": "roll back"{trigger}}}"#);
    let answer = input(objective, &trigger).answer().unwrap();
    answer.issues.into_iter().map(|one| (one.kind, one.message, one.fix)).collect()
}

#[test]
fn a_trigger_is_proposed_from_the_page() {
    let answer = input("", "").answer().unwrap();
    let one = &answer.proposals[0];
    assert_eq!(one.threshold.derivation, "14.4 x (100 % - 99.9 %) = 1.44 %");
    assert_eq!((one.window.text.as_str(), one.page.as_str(), one.works), ("5 min", "page at 2 % in 1 h", None));
    // A canary of 5 % sees 60 requests a minute: five failures at 1.44 % take 5 min 47 s.
    let answer = input(TRAFFIC, "").answer().unwrap();
    let one = &answer.proposals[0];
    assert_eq!(
        one.window.derivation,
        "5 failures / (1,200 requests/min x 5 % x 1.44 %) = 5 min 47.22 s, rounded up to 10 min"
    );
    assert_eq!((one.works, answer.issues.len()), (Some(true), 0));
    // Two requests a minute at 5 %: 57 h 52 min, and the page comes within the hour.
    let answer = input(r#", "traffic": "2 requests per minute", "share": "5 %""#, "").answer().unwrap();
    assert_eq!(answer.proposals[0].works, Some(false));
    assert_eq!(answer.issues[0].kind, IssueKind::TooLittleTraffic);
    // 120 requests an hour x 1.44 % = 1.728 failures: not even all of the traffic brings five.
    assert!(answer.issues[0].fix.starts_with("roll back on hard failures"), "{}", answer.issues[0].fix);
    let answer = input(r#", "traffic": "20 requests per minute", "share": "5 %""#, "").answer().unwrap();
    // 5 / (1,200 x 1.44 %) = 28.9 %, rounded up.
    assert_eq!(answer.issues[0].fix, "let the first step see 29 % of the traffic");
}

#[test]
fn stated_triggers_are_held_against_the_page() {
    use IssueKind::{LaterThanPage, LooserThanPage, NoThreshold, NoWindow, TooFewEvents, WithinObjective};
    assert_eq!(issues(TRAFFIC, r#", "threshold": "1.44 %", "window": "10 min""#), []);
    let expected = |code, message: &str, fix: &str| vec![(code, message.to_owned(), fix.to_owned())];
    assert_eq!(
        issues(TRAFFIC, r#", "threshold": "5 %", "window": "5 min""#),
        expected(
            LooserThanPage,
            "it fires above 5 %, but page at 2 % in 1 h above 14.4 x (100 % - 99.9 %) = 1.44 %",
            "at most 1.44 %"
        )
    );
    assert_eq!(
        issues("", r#", "threshold": "0.1 %", "window": "5 min""#),
        expected(WithinObjective, "it fires above 0.1 %, and 0.1 % may fail", "above 0.1 %, up to 1.44 %")
    );
    // 1 h x 1.44 % / 1 % = 1 h 26 min 24 s.
    assert_eq!(
        issues("", r#", "threshold": "1 %", "window": "2 h""#),
        expected(
            LaterThanPage,
            "1 % over 2 h comes after page at 2 % in 1 h: 2 h x 1 % is more than 1 h x 1.44 %",
            "a window of at most 1 h 26 min 24 s; 5 min would do"
        )
    );
    assert_eq!(
        issues(TRAFFIC, r#", "threshold": "1 %", "window": "1 min""#),
        expected(
            TooFewEvents,
            "1 min is too short to hold data: 5 failures / (1,200 requests/min x 5 % x 1 %) = 8 min 20 s",
            "a window of at least 8 min 20 s"
        )
    );
    let codes: Vec<IssueKind> = issues("", "").into_iter().map(|one| one.0).collect();
    assert_eq!(codes, [NoThreshold, NoWindow]);
    let bare = input("", r#"{"id": "health"}"#).answer().unwrap();
    let codes: Vec<IssueKind> = bare.issues.into_iter().map(|one| one.kind).collect();
    assert_eq!(codes, [IssueKind::NoMetric, IssueKind::NoAction, NoThreshold, NoWindow]);
}

#[test]
fn numbers_of_a_stated_trigger() {
    let trigger = r#"{"id": "errors", "objective": "checkout", "metric": "m", "action": "a", "threshold": "1.44 %", "window": "10 min"}"#;
    let answer = input(TRAFFIC, trigger).answer().unwrap();
    let judged = &answer.triggers[0];
    assert_eq!(judged.fires_after.as_ref().unwrap().derivation, "10 min x 1.44 % / 100 % = 8.64 s");
    assert_eq!(judged.failures.as_ref().unwrap().derivation, "600 requests x 1.44 % = 8.64");
}

#[test]
fn a_canary_takes_its_ratio_from_the_page() {
    let answer = input(r#", "canary_detects": "5 %""#, "").answer().unwrap();
    assert_eq!(answer.issues[0].kind, IssueKind::CanaryLooserThanPage);
    assert_eq!(answer.issues[0].fix, "size it for 1.44 %");
    let canary: CanaryInput = serde_json::from_str(&format!(
        r#"{{"traffic": "1200 requests per minute", "baseline": "0.05 %", "detect": "{}"}}"#,
        answer.proposals[0].threshold
    ))
    .unwrap();
    assert!(canary.answer().unwrap().too_low.is_none());
}

#[test]
fn errors_name_the_field() {
    let error = |objective: &str, trigger: &str| input(objective, trigger).answer().unwrap_err().to_string();
    assert_eq!(
        error("", r#"{"id": "a", "objective": "search"}"#),
        "triggers[0].objective: there is no objective `search`; there are checkout"
    );
    assert_eq!(
        error(r#", "share": "0 %""#, ""),
        "objectives[0]: share is 0 %; it must lie above 0 %, from 0.0001 % to 100 %"
    );
    assert_eq!(
        error("", r#"{"id": "a", "objective": "checkout", "threshold": "300 ms"}"#),
        "triggers[0].threshold: `300 ms` is not what is asked for; write a percentage, e.g. `99.9 %`"
    );
}

proptest! {
    #[test]
    fn a_proposal_that_works_passes_its_own_judgement(
        nines in 900_u32..9999, rate in 1_u32..100_000, share in 1_u32..100, period in 7_u32..90,
    ) {
        let objective = format!(
            r#"{{"id": "o", "target": "{}.{:02} %", "window": "{period} days", "traffic": "{rate} requests per minute", "share": "{share} %"}}"#,
            nines / 100, nines % 100
        );
        let read = |triggers: &str| -> RollbackInput {
            serde_json::from_str(&format!(r#"{{"objectives": [{objective}], "triggers": [{triggers}]}}"#)).unwrap()
        };
        // Targets so low that no page can fire have no trigger.
        let Ok(answer) = read("").answer() else { return Ok(()) };
        let one = &answer.proposals[0];
        let trigger = format!(
            r#"{{"id": "t", "objective": "o", "metric": "m", "action": "a", "threshold": "{} %", "window": "{} s"}}"#,
            one.threshold.value, one.window.value
        );
        let issues = read(&trigger).answer().unwrap().issues;
        let about: Vec<_> = issues.iter().filter(|issue| issue.subject == "t").collect();
        prop_assert!(about.is_empty() == (one.works == Some(true)), "{one:?} {about:?}");
    }
}

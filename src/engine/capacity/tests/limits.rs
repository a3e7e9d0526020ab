//! Limits that are passed, never reached, or written so that they may be misread.

use super::*;

/// A limit of storage with a lead time.
fn storage(current: &str, limit: &str, growth: &str) -> LimitAnswer {
    one(json!({ "name": "disk", "current": current, "limit": limit, "growth": growth, "lead_time": "6 weeks" }))
}

fn message(answer: &LimitAnswer, kind: IssueKind) -> &str {
    answer.issues.iter().find(|issue| issue.kind == kind).map_or("", |issue| issue.message.as_str())
}

#[test]
fn a_limit_that_is_passed_is_no_distant_one_below() {
    for (current, growth, says) in [
        ("3 TB", "+40 GB per month", "the value today, 3 TB, has passed the limit of 2 TB"),
        ("3 TB", "+2 % per month", "the value today, 3 TB, has passed the limit of 2 TB"),
        ("2 TB", "+40 GB per month", "the value today, 2 TB, has reached the limit of 2 TB"),
        // What is left falls towards its limit.
        ("3 TB", "-40 GB per month", ""),
        ("1.2 TB", "-40 GB per month", ""),
    ] {
        let answer = storage(current, "2 TB", growth);
        assert_eq!(message(&answer, IssueKind::LimitReached), says, "{current} {growth}");
        if !says.is_empty() {
            assert_eq!(answer.direction, Direction::Rising);
            assert_eq!(days(&dates(&answer).to_limit), [Some(0); 3]);
            assert_eq!(dates(&answer).mitigation.as_ref().unwrap().in_time.to_string(), "0 %");
        }
    }
    let samples = daily(80, "GB", |day| 1_700.0 + 5.0 * day);
    let answer = one(json!({ "name": "disk", "limit": "2 TB", "samples": samples }));
    assert!(has(&answer, IssueKind::LimitReached), "{:?}", answer.issues);
}

#[test]
fn what_is_never_reached_has_no_odds() {
    for (growth, seen, says) in [
        // 30,437 days and more.
        (
            "+1 GB per month",
            "of 4,000 draws none is at 2 TB by 2036-11-21; ",
            "no draw reaches the limit by 2036-11-21",
        ),
        ("-1 GB per month", "of 4,000 draws none is at 2 TB by 2036-11-21; ", ""),
    ] {
        let answer = storage("1 TB", "2 TB", growth);
        let forecast = dates(&answer);
        assert!(forecast.mitigation.is_none() && forecast.latest_safe_start.is_none(), "{growth}");
        assert!(forecast.to_limit.derivation.starts_with(seen), "{}", forecast.to_limit.derivation);
        assert!(message(&answer, IssueKind::BeyondHorizon).starts_with(says), "{growth}");
    }
    let away = storage("1.2 TB", "2 TB", "-40 GB per month");
    assert!(
        message(&away, IssueKind::LeadsAway).ends_with("were values below it the bad ones, it would be passed today")
    );
    // 1 TB in 3,653 days takes 8.3 GB a month: one draw in six is there.
    let few = one(json!({
        "name": "disk", "current": "1 TB", "limit": "2 TB", "growth": { "low": "+0 GB per month", "high": "+10 GB per month" },
    }));
    let seen = "of 4,000 draws fewer than half are at 2 TB by 2036-11-21; ";
    assert!(
        dates(&few).to_limit.derivation.starts_with(seen)
            && message(&few, IssueKind::BeyondHorizon).starts_with("some")
    );
}

#[test]
fn there_is_no_less_than_none() {
    for (current, limit, expected) in [
        ("-1.2 TB", "2 TB", "`current`: -1.2 TB is out of range; it must be 0 or more"),
        ("1.2 TB", "-2 TB", "`limit`: -2 TB is out of range; it must be 0 or more"),
        ("-5 %", "80 %", "`current`: -5 %"),
    ] {
        let growth = if limit.contains('%') { "+1 points per month" } else { "+40 GB per month" };
        let asked = json!({ "name": "disk", "current": current, "limit": limit, "growth": growth });
        let error = answer(&[asked]).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    // A budget may be overdrawn.
    let owed = one(json!({ "name": "budget", "current": "€100", "limit": "-€50", "growth": "-€10 per day" }));
    assert_eq!(days(&dates(&owed).to_limit)[1], Some(15));
}

#[test]
fn what_is_read_otherwise_than_it_may_be_meant_is_said() {
    let ask = |current: &str, limit: &str, growth: &str| storage(current, limit, growth);
    for (answer, kind, says) in [
        (ask("1.2 TB", "200", "+40 GB per month"), IssueKind::UnitAssumed, "200 bears no unit and is read as 200 TB"),
        (ask("1.2 TB", "2 TB", "+40 per month"), IssueKind::UnitAssumed, "40 bears no unit and is read as 40 TB"),
        (ask("1.2 TB", "2 TB", "+40 GB per month"), IssueKind::UnitAssumed, ""),
        (ask("12", "20", "+1 per month"), IssueKind::UnitAssumed, ""),
        (
            ask("40 %", "80 %", "+3 % per month"),
            IssueKind::PercentOfPercent,
            "+3 % per month is a share of the value, which takes 40 % to 41.2 %; where points are meant, write `+3 points per month`",
        ),
        (ask("40 %", "80 %", "+3 points per month"), IssueKind::PercentOfPercent, ""),
        (ask("40 %", "80 %", "doubling every 6 months"), IssueKind::PercentOfPercent, ""),
        (ask("40 GB", "80 GB", "+3 % per month"), IssueKind::PercentOfPercent, ""),
    ] {
        assert_eq!(message(&answer, kind), says);
    }
}

#[test]
fn one_of_a_kind_and_medians_are_called_so() {
    let fast = one(json!({
        "name": "disk", "current": "1 TB", "limit": "2 TB", "growth": "+40 GB per month", "lead_time": "1 day",
    }));
    let trigger = dates(&fast).recommended_trigger.clone().unwrap();
    assert!(trigger.derivation.contains(" x 1 day, rounded"), "{}", trigger.derivation);
    let mut samples = daily(40, "GB", |day| 100.0 + day);
    let ask = |samples: &Json| {
        let asked = json!({ "name": "disk", "limit": "200 GB", "samples": samples });
        one(asked).current.derivation
    };
    assert!(ask(&samples).ends_with("; the last sample is 139 GB"), "{}", ask(&samples));
    let again = json!({ "date": TODAY.to_string(), "value": "139.2 GB" });
    samples.as_array_mut().unwrap().push(again);
    assert!(ask(&samples).ends_with("; the median of the last day's samples is 139.1 GB"), "{}", ask(&samples));
}

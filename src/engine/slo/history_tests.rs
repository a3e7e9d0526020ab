//! Tests of what past windows say.

use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;
use serde_json::json;

use super::*;

/// A baseline from 2027-01-01 on, 1,000 events a day, so many of them bad; `None` for a missing day.
fn baseline(bad: &[Option<u32>]) -> Vec<serde_json::Value> {
    let days = bad.iter().zip(0_i64..).filter_map(|(bad, offset)| {
        let day = date(2027, 1, 1).checked_add(offset.days()).unwrap();
        Some(json!({"day": day.to_string(), "total": 1_000, "bad": (*bad)?}))
    });
    days.collect()
}

fn ask(target: &str, window: &str, bad: &[Option<u32>]) -> Result<Measured, SloError> {
    let question = json!({"target": target, "window": window, "baseline": baseline(bad)});
    match serde_json::from_value::<HistoryQuestion>(question).unwrap().answer()? {
        HistoryAnswer::Measured(measured) => Ok(*measured),
        other => panic!("{other:?}"),
    }
}

#[test]
fn windows_by_hand() {
    // Windows of two days out of 0 0 4 0 0 0 0 0 0 0 0 (bad of 1,000): ten of them, two with 4 of 2,000.
    let mut bad = vec![Some(0); 11];
    bad[2] = Some(4);
    let measured = ask("99.9 %", "2 days", &bad).unwrap();
    assert_eq!((measured.windows, measured.side_by_side), (10, 5));
    assert_eq!(measured.met.as_ref().unwrap().derivation, "8 of 10 windows = 80 %");
    // The ninth best of ten is one of the two at 1 - 4/2,000.
    assert_eq!(
        measured.tightest.as_ref().unwrap().derivation,
        "the 9th best of 10 windows (90 % x 10, rounded up) = 99.8 %"
    );
    assert_eq!(measured.worst.as_ref().unwrap().derivation, "from 2027-01-02 on, 1 - 4 / 2,000 = 99.8 %");
    assert_eq!(measured.verdict, Verdict::NotSupported);
    assert_eq!(measured.issues[0].message, "99.9 % was met in 8 of 10 windows = 80 %, fewer than 90 %");
    assert_eq!(ask("99.8 %", "2 days", &bad).unwrap().verdict, Verdict::Supported);
}

#[test]
fn gaps_leave_windows_out() {
    let mut bad = vec![Some(1); 10];
    bad[4] = None;
    let measured = ask("99.9 %", "2 days", &bad).unwrap();
    // Nine windows, two of which hold the missing day.
    assert_eq!((measured.windows, measured.left_out), (7, 2));
    assert_eq!(measured.met.unwrap().text, "100 %");
}

#[test]
fn a_short_history_decides_nothing() {
    let measured = ask("99.9 %", "28 days", &[Some(0); 60]).unwrap();
    assert_eq!(measured.windows, 33);
    let because = "2 of the windows (rolling 28 days) lie side by side; 3 are needed";
    assert_eq!((measured.verdict, measured.because.as_deref()), (Verdict::Inconclusive, Some(because)));
    let measured = ask("99.9 %", "28 days", &[Some(0); 20]).unwrap();
    let because = "the baseline holds no complete window (rolling 28 days)";
    assert_eq!((measured.verdict, measured.because.as_deref()), (Verdict::Inconclusive, Some(because)));
    assert_eq!((measured.met, measured.tightest), (None, None));
}

#[test]
fn calendar_months_are_complete_or_none() {
    // January to March are 31 + 28 + 31 days; ten more of April are no window.
    let mut bad = vec![Some(1); 100];
    bad[40] = Some(500);
    let measured = ask("99.9 %", "calendar month", &bad).unwrap();
    assert_eq!((measured.windows, measured.side_by_side), (3, 3));
    assert_eq!(measured.met.unwrap().derivation, "2 of 3 windows = 66.6667 %");
    assert_eq!(measured.worst.unwrap().derivation, "from 2027-02-01 on, 1 - 527 / 28,000 = 98.117 %, rounded down");
    assert_eq!(ask("99.9 %", "calendar month", &bad[..89]).unwrap().windows, 2);
    assert_eq!(ask("99.9 %", "calendar month", &bad[1..89]).unwrap().windows, 2);
}

#[test]
fn without_a_baseline_it_is_an_estimate_or_nothing() {
    let ask = |more: serde_json::Value| {
        let mut question = json!({"target": "99.9 %", "window": "28 days", "as_of": "2027-01-15"});
        question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        serde_json::from_value::<HistoryQuestion>(question).unwrap().answer()
    };
    let HistoryAnswer::Unfounded { issues } = ask(json!({})).unwrap() else { panic!() };
    assert_eq!(issues[0].kind, IssueKind::Unfounded);
    let estimate = |revisit: &str| ask(json!({"estimate": {"confidence": "low", "revisit": revisit}}));
    let HistoryAnswer::Estimate { confidence, revisit, .. } = estimate("2027-04-01").unwrap() else { panic!() };
    assert_eq!((confidence, revisit.as_str()), (Confidence::Low, "2027-04-01"));
    assert_eq!(
        estimate("2027-01-15").unwrap_err().to_string(),
        "estimate.revisit is 2027-01-15, which is not after 2027-01-15, the day the question is asked"
    );
    let future = ask(json!({"baseline": [{"day": "2027-01-16", "down": "0 min"}]})).unwrap_err().to_string();
    assert!(future.starts_with("baseline[0].day is 2027-01-16, which is after 2027-01-15"), "{future}");
}

#[test]
fn says_which_day_is_wrong() {
    let error = |baseline: serde_json::Value, window: &str| {
        let question = json!({"window": window, "baseline": baseline});
        serde_json::from_value::<HistoryQuestion>(question).unwrap().answer().unwrap_err().to_string()
    };
    let day = |day: &str| json!({"day": day, "down": "1 min"});
    assert_eq!(
        error(json!([day("2027-01-01"), day("2027-01-01")]), "1 day"),
        "baseline[1].day: 2027-01-01 stands there a second time; it may stand once"
    );
    assert!(error(json!([day("2027-02-30")]), "1 day").starts_with("baseline[0].day: there is no 2027-02-30"));
    assert!(
        error(json!([day("2027-01-01"), {"day": "2027-01-02", "total": 5, "bad": 1}]), "1 day").contains("baseline[1]")
    );
    assert!(
        error(json!([day("2027-01-01")]), "36 h").starts_with("window is 1 day 12 h; it must be a number of whole")
    );
    assert!(error(json!([day("1900-01-01"), day("2027-01-01")]), "1 day").contains("at most 36525"));
}

proptest! {
    #[test]
    fn the_tightest_target_is_met_in_nine_of_ten(bad in prop::collection::vec(0_u32..50, 12..60), days in 1_usize..5) {
        let bad: Vec<Option<u32>> = bad.into_iter().map(Some).collect();
        let window = format!("{days} days");
        let tightest = ask("99 %", &window, &bad).unwrap().tightest.unwrap();
        prop_assume!(tightest.value < Decimal::ONE_HUNDRED);
        let met = ask(&tightest.text, &window, &bad).unwrap();
        prop_assert!(met.met.unwrap().value >= Decimal::from(90));
        prop_assert_eq!(met.verdict, Verdict::Supported);
        // Nothing that is tighter by more than the rounding is met in nine of ten.
        let left = Decimal::ONE_HUNDRED - tightest.value;
        let tighter = format!("{} %", Decimal::ONE_HUNDRED - left * Decimal::new(995, 3));
        prop_assert_eq!(ask(&tighter, &window, &bad).unwrap().verdict, Verdict::NotSupported);
    }
}

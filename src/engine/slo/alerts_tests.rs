//! Tests of the proofs and of the remedies.

use proptest::prelude::*;

use super::super::burn::{Severity, Tier, default_tiers};
use super::super::figure::Figure;
use super::super::remedies::RemedyKind;
use super::super::written::{Objective, Span};
use super::*;

fn report(json: &str) -> AlertReport {
    serde_json::from_str::<AlertQuestion>(json).unwrap().answer().unwrap()
}

fn text(figure: &Option<Figure>) -> &str {
    figure.as_ref().map_or("", |figure| figure.text.as_str())
}

#[test]
fn a_high_target_fires_as_published() {
    let report = report(r#"{"target": "99.9 %", "period": "30 days"}"#);
    let page = &report.tiers[0];
    assert_eq!(page.threshold.derivation, "14.4 x (100 % - 99.9 %) = 1.44 %");
    assert_eq!(page.needs_target_above.as_ref().unwrap().derivation, "100 % - 100 % / 14.4 = 93.0556 %");
    // By hand: 2 % of 43.2 min are 51.84 s at 100 %, ten times that at 10 %.
    let at = |index: usize| (text(&page.outages[index].detection), text(&page.outages[index].reset));
    assert_eq!(at(2), ("51.84 s", "4 min 55.68 s"));
    assert_eq!(at(0), ("8 min 38.4 s", "4 min 16.8 s"));
    let outage = &page.outages[2];
    assert_eq!(outage.detection.as_ref().unwrap().derivation, "1 h x 1.44 % / 100 % = 51.84 s");
    assert_eq!(outage.budget_spent.as_ref().unwrap().derivation, "100 % x 51.84 s / 43 min 12 s = 2 %");
    assert_eq!((report.issues.len(), report.remedies.len()), (0, 0));
}

#[test]
fn times_of_a_published_example() {
    // Site Reliability Workbook, chapter 5, "Alert on Burn Rate": at 99.9 % over 30 days, 5 % of the budget in one
    // window of 1 h are a burn rate of 36, and the alert resets after 58 minutes. By its formula for the detection
    // time, 0.1 % / 100 % x 1 h x 36 = 2.16 min.
    let objective = Objective::new("target", Decimal::new(999, 3)).unwrap();
    let hour = Span::minutes(60);
    let tier = Tier { severity: Severity::Page, share: Decimal::new(5, 2), long: hour, short: hour };
    let setting = setting(objective);
    assert_eq!(tier.factor(setting.period), Decimal::from(36));
    let outage = setting.outage(&tier, Decimal::ONE);
    assert_eq!(text(&outage.detection), "2 min 9.6 s");
    // 57.84 minutes
    assert_eq!(text(&outage.reset), "57 min 50.4 s");
}

#[test]
fn a_low_target_can_never_fire_and_gets_windows_that_do() {
    let report = report(
        r#"{"target": "90 %", "period": "30 days", "tiers": [{"severity": "page", "budget": "2 %", "long": "1 h"},
            {"severity": "page", "budget": "5 %", "long": "6 h"}]}"#,
    );
    let page = &report.tiers[0];
    assert!(!page.can_fire);
    assert_eq!(page.threshold.text, "144 %");
    // 2 % x 720 h x 10 % / 50 % = 2.88 h; 0.02 x 720 / 3 = 4.8; 4.8 x 10 % = 48 %
    let longer = &page.proposals[0];
    assert_eq!((longer.tier.long.as_str(), longer.tier.factor.text.as_str()), ("3 h", "4.8"));
    assert_eq!((longer.tier.short.as_str(), longer.threshold.text.as_str()), ("15 min", "48 %"));
    assert_eq!(longer.derivation, "2 % x 30 days x 10 % / 50 % = 2 h 52 min 48 s, rounded up");
    // 50 % x 1 h / (720 h x 10 %) = 0.694 %
    assert_eq!(page.proposals[1].tier.budget_share, "0.69 %");
    let issue = &report.issues[0];
    assert_eq!((issue.kind, issue.subject.as_str()), (IssueKind::CannotFire, "page at 2 % in 1 h"));
    assert!(issue.message.contains("14.4 x (100 % - 90 %) = 144 %"), "{}", issue.message);
    // 6 x 10 % = 60 %: it fires at 100 % only.
    let fires: Vec<bool> = report.tiers[1].outages.iter().map(|outage| outage.fires).collect();
    assert_eq!(fires, [false, false, true]);
}

#[test]
fn the_border_lies_at_the_inverse_of_the_factor() {
    // 1 - 1/14.4 = 93.0555... %
    let tiers = r#"[{"severity": "page", "budget": "2 %", "long": "1 h"}]"#;
    let ask = |target: &str| format!(r#"{{"target": "{target}", "period": "30 days", "tiers": {tiers}}}"#);
    let can = |target: &str| report(&ask(target)).tiers[0].can_fire;
    assert!(!can("93.05 %"));
    assert!(can("93.06 %"));
    // 20 % x 30 / 3 = 2, and 2 x 50 % is exactly 100 %: no ratio is above that.
    let exact = r#"{"target": "50 %", "period": "30 days",
        "tiers": [{"severity": "page", "budget": "20 %", "long": "3 days"}]}"#;
    assert_eq!(report(exact).tiers[0].threshold.text, "100 %");
    assert!(!report(exact).tiers[0].can_fire);
}

#[test]
fn usual_alerts_fit_whatever_target_and_period() {
    for (target, period) in [("90 %", "30 days"), ("99.9 %", "28 days"), ("99 %", "7 days"), ("99.9 %", "1 h")] {
        let report = report(&format!(r#"{{"target": "{target}", "period": "{period}"}}"#));
        let none = report.tiers.is_empty();
        assert!(report.tiers.iter().all(|tier| tier.can_fire), "{target} {period}");
        let kind = if none { IssueKind::NoAlertFits } else { IssueKind::Fitted };
        assert!(!report.issues.is_empty() && report.issues.iter().all(|issue| issue.kind == kind), "{target} {period}");
    }
}

#[test]
fn one_failure_pages_where_traffic_is_low() {
    // Site Reliability Workbook, chapter 5, low-traffic services: at 10 requests per hour and 99.9 % one failure pages,
    // and costs 13.9 % of the budget.
    let report = report(r#"{"target": "99.9 %", "period": "30 days", "traffic": "10 requests per hour"}"#);
    let page = &report.tiers[0];
    let traffic = page.traffic.as_ref().unwrap();
    assert!(traffic.single_failure_fires);
    assert_eq!(traffic.short_requests.derivation, "10 requests/h x 5 min = 0.833333");
    assert_eq!(
        traffic.failures_to_fire.as_ref().unwrap().derivation,
        "the next whole number above 1.44 % x 10 = 0.144: 1"
    );
    assert_eq!(page.outages[2].detection.as_ref().unwrap().derivation, "1 failure / (10 requests/h x 100 %) = 6 min");
    assert_eq!(text(&page.outages[2].budget_spent), "13.8889 %");
    assert_eq!(text(&page.outages[2].reset), "5 min");
    let codes: Vec<IssueKind> = report.issues.iter().map(|issue| issue.kind).take(2).collect();
    assert_eq!(codes, [IssueKind::SingleFailureFires, IssueKind::ShortWindowEmpty]);
}

#[test]
fn remedies_are_compared_by_what_they_do() {
    let report = report(r#"{"target": "99.9 %", "period": "30 days", "traffic": "10 requests per hour"}"#);
    let remedy = |kind| report.remedies.iter().find(|remedy| remedy.kind == kind).unwrap();
    // 7.2 failures are allowed: two of them are more than 10 % of the budget, so every default alert fires at one.
    let fewer = remedy(RemedyKind::FewerTiers);
    assert_eq!((fewer.works, fewer.tiers.len()), (false, 0));
    let longer = remedy(RemedyKind::LongerWindows);
    assert!(longer.works, "{longer:?}");
    // 1 / 7.2 = 13.89 % of the budget; 13.89 % x 720 h / 14.4 = 6.94 h, so 12 h; 14.4 x 12 h / 720 h = 24 %.
    assert_eq!(longer.tiers[0].name, "page at 24 % in 12 h");
    assert_eq!(longer.tiers[0].failures_to_fire.text, "2");
    assert_eq!(text(&longer.tiers[0].budget_spent), "27.7778 %");
    let probes = remedy(RemedyKind::SyntheticProbes);
    // 1 / (2 % x 0.1 %) = 50,000 requests; 42,800 probes in 2,592,000 s are one every 60.56 s
    assert!(probes.works, "{probes:?}");
    assert!(probes.change.starts_with("a probe every 1 min:"), "{}", probes.change);
    assert_eq!(probes.derivation, "1 / (2 % x 0.1 %) = 50,000 requests in 30 days; less 7,200 is 42,800 probes");
    let counts = remedy(RemedyKind::EventCounts);
    assert_eq!(counts.change, "page at 2 failures in 6 h, ticket at 2 failures in 3 days");
    assert_eq!(text(&counts.tiers[0].detection), "12 min");
    let lower = remedy(RemedyKind::LowerTarget);
    // 1 / (2 % x 7,200) = 0.694 %, rounded up 0.7 %
    assert_eq!(lower.change, "a target of 99.3 %");
    assert!(lower.works);
}

#[test]
fn where_no_failure_is_allowed_only_another_target_helps() {
    // 100 requests in 30 days at 99.9 % allow a tenth of a failure.
    let report = report(r#"{"target": "99.9 %", "period": "30 days", "traffic": "100 requests per 30 days"}"#);
    let working: Vec<RemedyKind> =
        report.remedies.iter().filter(|remedy| remedy.works).map(|remedy| remedy.kind).collect();
    assert_eq!(working, [RemedyKind::SyntheticProbes, RemedyKind::LowerTarget]);
    assert!(report.issues.iter().any(|issue| issue.kind == IssueKind::FiresTooLate));
}

#[test]
fn an_alert_evaluated_too_rarely_comes_after_the_budget() {
    // Five nines leave 25.92 s in 30 days.
    let report = report(r#"{"target": "99.999 %", "period": "30 days", "delay": "1 min"}"#);
    let spent = report.tiers[0].outages[2].budget_spent.as_ref().unwrap();
    assert_eq!(spent.derivation, "100 % x 1 min 0.52 s / 25.92 s = 233.481 %");
    assert!(report.issues.iter().any(|issue| issue.kind == IssueKind::FiresTooLate));
}

/// 30 days of steady traffic, evaluated all the time.
fn setting(objective: Objective) -> Setting {
    Setting { objective, period: Span::minutes(43_200), traffic: None, delay: Decimal::ZERO, ratios: vec![] }
}

/// Replays failures second by second: the first second at which both windows are above the threshold.
fn replay(long: u32, short: u32, threshold: Decimal, ratio: Decimal) -> Option<u32> {
    let above =
        |second: u32, window: u32| Decimal::from(second.min(window)) * ratio / Decimal::from(window) > threshold;
    (1..=long).find(|second| above(*second, long) && above(*second, short))
}

proptest! {
    #[test]
    fn detection_agrees_with_a_replay(target in 9_000_u32..9_999, tier in 0_usize..2, ratio in 1_i64..=100) {
        let tier = default_tiers()[tier];
        let objective = Objective::new("target", Decimal::new(target.into(), 4)).unwrap();
        let setting = setting(objective);
        let ratio = Decimal::new(ratio, 2);
        let outage = setting.outage(&tier, ratio);
        let seconds = |span: Span| u32::try_from(span.seconds()).unwrap();
        let replayed = replay(seconds(tier.long), seconds(tier.short), setting.threshold(&tier), ratio);
        prop_assert_eq!(outage.fires, replayed.is_some());
        if let (Some(detection), Some(replayed)) = (outage.detection, replayed) {
            let late = Decimal::from(replayed) - detection.value;
            // Exactly at the threshold nothing fires yet; twelve figures are kept.
            prop_assert!(late > -Decimal::new(1, 6) && late <= Decimal::ONE, "{} {}", replayed, detection.value);
            // Whatever fails, the share of the budget is spent by then.
            prop_assert_eq!(outage.budget_spent.unwrap().value.round_dp(8), tier.share * Decimal::ONE_HUNDRED);
        }
    }

    #[test]
    fn a_tighter_target_fires_sooner(target in 1_i64..5_000, more in 1_i64..5_000) {
        let setting = |target: i64| setting(Objective::new("target", Decimal::new(target, 4)).unwrap());
        for tier in default_tiers() {
            let after = |target| setting(target).outage(&tier, Decimal::ONE).detection.map(|figure| figure.value);
            if let Some(loose) = after(target) {
                prop_assert!(after(target + more).unwrap() < loose);
            }
        }
    }

    #[test]
    fn proposals_fire_at_half(target in 1_i64..93_00, share in 1_i64..100) {
        let tier = Tier { share: Decimal::new(share, 2), ..default_tiers()[0] };
        let objective = Objective::new("target", Decimal::new(target, 4)).unwrap();
        let setting = setting(objective);
        for proposal in setting.proposals(&tier) {
            prop_assert!(proposal.threshold.value <= Decimal::from(50));
        }
    }

    #[test]
    fn no_number_makes_it_panic(
        target in "[0-9]{1,2}\\.[0-9]{1,12} %", budget in "[0-9]{1,2}\\.[0-9]{1,9} %", failures in 0_u32..2_000,
        count in "[0-9]{1,15}", per in "[1-9][0-9]{0,5} (ms|days|years)", delay in "[0-9]{1,9} (ms|s|years)",
        [period, long] in prop::array::uniform2("[1-9][0-9]{0,8} (ms|s|days|years)"),
    ) {
        let question = serde_json::json!({
            "target": target, "period": period, "delay": delay, "failures": failures,
            "traffic": format!("{count} requests per {per}"),
            "tiers": [{"severity": "page", "budget": budget, "long": long}],
        });
        let _ = serde_json::from_value::<AlertQuestion>(question).unwrap().answer();
    }
}

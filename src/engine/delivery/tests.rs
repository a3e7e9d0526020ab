//! Histories by hand.

use proptest::prelude::*;

use super::outcome::outcomes;
use super::*;

const HISTORY: &str = "\u{feff}Deployed At, SHA ,Commit time,env,Status,Restored at,Duration
2026-10-01T10:00:00Z,a1,2026-10-01T08:00:00Z,prod,success,,4
2026-10-02T10:00:00Z,b1,2026-10-01T10:00:00Z,prod,failed,,4
2026-10-02T10:20:00Z,b1,2026-10-01T10:00:00Z,prod,failed,,4
2026-10-02T11:00:00+00:00,b1,2026-10-01T10:00:00Z,prod,Succeeded,,4
2026-10-05 10:00:00,c1,2026-10-05T09:00:00Z,staging,failure,,4
2026-10-06T10:00:00Z,d1,2026-10-06T06:00:00Z,prod,rolled back,2026-10-06T10:30:00Z,4
2026-10-06T15:00:00Z,d2,2026-10-06T14:00:00Z,prod,success,,4
2026-10-07,e1,,prod,cancelled,,4
2026-10-08T10:00:00Z,e2,2026-10-08T09:00:00Z,prod,failure,,4

2026-10-10T10:00:00Z,e3,2026-10-10T09:30:00Z,prod,success,,4
";

fn input(json: &str) -> DeliveryInput {
    serde_json::from_str(json).unwrap()
}

fn report(json: &str) -> DeliveryReport {
    input(json).answer(read_csv(HISTORY.as_bytes()).unwrap()).unwrap()
}

#[test]
fn the_four_measures_by_hand() {
    let report = report("{}");
    assert_eq!((report.days, report.counted, report.read), (10, 9, 10));
    let all = &report.all;
    // a1, b1, d2 and e3 succeeded, d1 was rolled back: five reached users in ten days.
    assert_eq!(all.per_week.derivation, "5 deploys x 7 / 10 days = 3.5 per week");
    // d1 was rolled back, e2 failed for good; b1 failed twice, and the same commit succeeded.
    let failures = all.change_failures.as_ref().unwrap();
    assert_eq!((failures.hits, failures.samples, failures.rate.derivation.as_str()), (2, 6, "2 / 6 = 33.3333 %"));
    let flaky = all.flaky.as_ref().unwrap();
    assert_eq!((flaky.hits, flaky.samples), (2, 8));
    // 2 h, 25 h, 1 h and 30 min: the second of four is 1 h, the fourth (90 %: 3.6) 25 h.
    let lead = all.lead_time.as_ref().unwrap();
    assert_eq!((lead.samples, lead.median.text.as_str(), lead.p90.text.as_str()), (4, "1 h", "1 day 1 h"));
    assert_eq!(lead.median_interval, None);
    let restore = all.time_to_restore.as_ref().unwrap();
    assert_eq!((restore.samples, restore.median.derivation.as_str()), (1, "the 1st of 1 by length = 30 min"));
    // From e3 back to d2: 3 days 19 h; from b1 to d1 3 days 23 h.
    assert_eq!(all.longest_pause.as_ref().unwrap().text, "3 days 23 h");
    assert_eq!(
        all.missing.lines().collect::<Vec<_>>(),
        ["1 deploy (line 10): broken, but nothing says when service was restored"]
    );
}

#[test]
fn a_window_leaves_out_what_lies_before_it() {
    let week = report(r#"{"as_of": "2026-10-10", "window": "5 days", "production": ["prod"]}"#);
    assert_eq!((week.from.unwrap().to_string().as_str(), week.counted), ("2026-10-06", 5));
    let staging = report(r#"{"production": ["staging"]}"#);
    assert_eq!(staging.all.change_failures.as_ref().unwrap().hits, 1);
    let error = |json: &str| input(json).answer(read_csv(HISTORY.as_bytes()).unwrap()).unwrap_err().to_string();
    assert_eq!(
        error(r#"{"production": ["live"]}"#),
        "production: no deploy went to live; the environments of the history are prod, staging"
    );
    assert_eq!(error(r#"{"window": "36 h"}"#), "window is 36 h; it must be whole days, from 1 to 36,525");
}

#[test]
fn a_retry_is_the_same_commit_with_nothing_in_between() {
    let outcome = |rows: &str| {
        let history = read_csv(format!("time,commit,run,environment,result,restored_at\n{rows}").as_bytes()).unwrap();
        outcomes(&history)
    };
    use Outcome::{Broken, Cancelled, Flaky, Succeeded};
    // Another commit in between; the first one comes back later.
    assert_eq!(
        outcome("2026-01-01,a,,p,failed,\n2026-01-02,b,,p,success,\n2026-01-03,a,,p,success,\n"),
        [Broken, Succeeded, Succeeded]
    );
    // A cancelled try and another environment are nothing in between. Rows need not be in order.
    assert_eq!(
        outcome(
            "2026-01-04,a,,p,success,\n2026-01-01,a,,p,failed,\n2026-01-02,a,,p,cancelled,\n2026-01-03,b,,q,success,\n"
        ),
        [Succeeded, Flaky, Cancelled, Succeeded]
    );
    // Users were hurt, whatever the retry says.
    assert_eq!(outcome("2026-01-01,a,,p,failed,2026-01-02\n2026-01-03,a,,p,success,\n"), [Broken, Succeeded]);
    // Without commits, by run.
    assert_eq!(outcome("2026-01-01,,7,p,failed,\n2026-01-02,,7,p,success,\n"), [Flaky, Succeeded]);
    assert_eq!(outcome("2026-01-01,,7,p,failed,\n2026-01-02,,8,p,success,\n"), [Broken, Succeeded]);
}

#[test]
fn what_the_pipeline_stopped_is_no_change_that_failed() {
    let history = "time,commit,env,result,restored_at
2026-10-01T10:00:00Z,a,prod,aborted,
2026-10-01T11:00:00Z,a,prod,success,
2026-10-02T10:00:00Z,b,prod,aborted,
2026-10-02T12:00:00Z,c,prod,success,
2026-10-03T10:00:00Z,d,prod,rolled_back,2026-10-03T10:30:00Z
2026-10-04T10:00:00Z,e,prod,aborted,
";
    let report = input("{}").answer(read_csv(history.as_bytes()).unwrap()).unwrap();
    let failures = report.all.change_failures.as_ref().unwrap();
    assert_eq!((failures.hits, failures.samples), (1, 3));
    let flaky = report.all.flaky.as_ref().unwrap();
    assert_eq!((flaky.hits, flaky.samples), (1, 6));
    let failed: Vec<_> = report
        .failed
        .iter()
        .map(|one| (one.commit.as_deref().unwrap(), one.outcome, one.reached_users, one.followed))
        .collect();
    use Outcome::{Broken, Flaky, Stopped};
    assert_eq!(
        failed,
        [
            ("a", Flaky, false, true),
            ("b", Stopped, false, true),
            ("d", Broken, true, false),
            ("e", Stopped, false, false)
        ]
    );
    assert_eq!(report.failed[2].restored_after.as_ref().unwrap().text, "30 min");
}

#[test]
fn json_reads_as_csv_does() {
    let rows = [
        r#"{"deployed_at": "2026-10-01T10:00:00Z", "env": "prod", "conclusion": "success", "commit_time": 1790841600, "actor": {"id": 1}}"#,
        r#"{"deployed_at": "2026-10-02T10:00:00Z", "env": "prod", "conclusion": "failure", "restored_at": null}"#,
    ];
    let list = read_json(format!("[{}]", rows.join(",")).as_bytes()).unwrap();
    let lines = read_json(rows.join("\n").as_bytes()).unwrap();
    assert_eq!(list.len(), 2);
    assert_eq!((list[0].place.as_str(), lines[1].place.as_str()), ("record 1", "line 2"));
    assert_eq!(list[0].commit_time.unwrap().to_string(), "2026-10-01T08:00:00Z");
    assert_eq!(list[0].time, lines[0].time);
}

#[test]
fn errors_name_the_line() {
    let csv = |text: &str| read_csv(text.as_bytes()).unwrap_err().to_string();
    assert_eq!(
        csv("time,result\n"),
        "the header: there is no column environment; it may be called environment, env, target, deployment_environment"
    );
    assert_eq!(csv("time,date,env,result\n"), "the header: `time` and `date` are both read as time; keep one of them");
    assert_eq!(
        csv("time,env,result\n2026-01-01,prod,ok\nyesterday,prod,ok\n"),
        "line 3: time: `yesterday` is no time; write 2026-10-01T09:30:00Z"
    );
    assert_eq!(
        csv("time,env,result\n2026-01-01,prod,green\n"),
        "line 2: result: `green` is not known; write success, failure, rolled_back, aborted or cancelled"
    );
    assert_eq!(csv("time,env,result\n2026-01-01,,ok\n"), "line 2: environment is missing");
    let json = |text: &str| read_json(text.as_bytes()).unwrap_err().to_string();
    assert_eq!(json("{\"time\": \"2026-01-01\", \"env\": \"prod\"}"), "line 1: result is missing");
    assert_eq!(json("{\"sha\": \"a\", \"commit\": \"b\"}"), "line 1: `sha` says again what another key says");
    assert!(json("{\"time\": 1790841600, \"env\": \"p\", \"result\": \"ok\"}\n{").starts_with("line 2: EOF"));
}

#[test]
fn alerts_and_journeys_are_ranked_with_the_rest() {
    let json = r#"{"alerts": [
        {"name": "disk", "fired": 40, "actioned": 2, "acknowledged": 10},
        {"name": "checkout burn", "fired": 5, "actioned": 5},
        {"name": "cpu", "severity": "ticket", "fired": 90, "actioned": 0},
        {"name": "never", "fired": 0, "actioned": 0}],
      "journeys": [{"name": "Check out", "slis": ["availability"]}, {"name": "Search"}]}"#;
    let report = report(json);
    let alerts = report.alerts.as_ref().unwrap();
    let order: Vec<(&str, u64)> = alerts.alerts.iter().map(|one| (one.name.as_str(), one.for_nothing)).collect();
    assert_eq!(order, [("cpu", 90), ("disk", 38), ("checkout burn", 0)]);
    // Pages: 38 of 45 for nothing; of the 40 known, 30 unnoticed.
    assert_eq!(alerts.pages_for_nothing.as_ref().unwrap().rate.derivation, "38 / 45 = 84.4444 %");
    assert_eq!(alerts.pages_unnoticed.as_ref().unwrap().rate.text, "75 %");
    assert_eq!(alerts.silent, ["never"]);
    assert_eq!(report.blind_spots, ["Search"]);
    let kinds: Vec<GapKind> = report.gaps.iter().map(|gap| gap.kind).collect();
    use GapKind::{AlertFatigue, BlindSpot, ChangeFailures, FewSamples, FlakyDeploys, MissingData};
    // 84.4 %, 50 %, 33.3 %, 25 %.
    assert_eq!(kinds, [AlertFatigue, BlindSpot, ChangeFailures, FlakyDeploys, FewSamples, MissingData]);
    let error = input(r#"{"alerts": [{"name": "a", "fired": 1, "actioned": 2}]}"#).answer(Vec::new()).unwrap_err();
    assert_eq!(error.to_string(), "alerts[0].actioned is 2, more than the total of 1");
}

#[test]
fn published_intervals() {
    // Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I.
    for (hits, all, low, high) in
        [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
    {
        let found = wilson(hits, all);
        assert!((found.0 - low).abs() < 6e-5 && (found.1 - high).abs() < 6e-5, "{hits}/{all}: {found:?}");
    }
    // The binomial distribution of 16 throws leaves 2 x 697 / 65,536 = 2.1 % outside of the 4th and the 13th, that of 17
    // 2 x 3,214 / 131,072 = 4.9 % outside of the 5th and the 13th, that of 13 2 x 92 / 8,192 = 2.2 % outside of the 3rd and 11th.
    assert_eq!((median_ranks(16), median_ranks(17), median_ranks(13)), (Some((4, 13)), Some((5, 13)), Some((3, 11))));
    assert_eq!(median_ranks(1_000_000), Some((499_020, 500_981)));
    assert_eq!((median_ranks(5), median_ranks(6)), (None, Some((1, 6))));
}

proptest! {
    #[test]
    fn a_median_lies_between_its_ranks_as_often_as_promised(count in 6_usize..60) {
        // Chance that fewer than `low` or at least `high` of the observations lie below the median.
        let (low, high) = median_ranks(count).unwrap();
        let mut mass = vec![1.0_f64];
        for _ in 0..count {
            let shifted = |at: usize| if at == 0 { 0.0 } else { mass[at - 1] };
            mass = (0..=mass.len()).map(|at| 0.5 * (mass.get(at).copied().unwrap_or(0.0) + shifted(at))).collect();
        }
        let covered: f64 = mass[low..high].iter().sum();
        prop_assert!(covered >= 0.95, "{count}: {low} to {high} cover {covered}");
        // One rank less on both sides covers it too seldom.
        let inner: f64 = mass[low + 1..high.max(low + 2) - 1].iter().sum();
        prop_assert!(inner < 0.95, "{count}: {low} to {high} are wider than needed, {inner}");
    }

    #[test]
    fn every_deploy_has_one_outcome_and_the_shares_add_up(
        rows in prop::collection::vec((0_u32..500, 0_u8..3, 0_u8..5, any::<bool>()), 1..40),
    ) {
        let mut text = "time,commit,env,result,restored_at\n".to_owned();
        for (hour, commit, result, restored) in rows {
            let result = ["success", "failure", "rollback", "cancelled", "aborted"][usize::from(result)];
            let restored = if restored { "2027-01-01" } else { "" };
            text += &format!("{},c{commit},prod,{result},{restored}\n", 1_790_000_000 + hour * 3600);
        }
        let history = read_csv(text.as_bytes()).unwrap();
        let count = |wanted: Outcome| outcomes(&history).into_iter().filter(|one| *one == wanted).count() as u64;
        let report = DeliveryInput::default().answer(history.clone()).unwrap();
        let (failures, flaky) = (report.all.change_failures, report.all.flaky);
        prop_assert_eq!(failures.as_ref().map_or(0, |rate| rate.samples), count(Outcome::Succeeded) + count(Outcome::Broken));
        prop_assert_eq!(flaky.as_ref().map_or(0, |rate| rate.hits), count(Outcome::Flaky));
        for (one, outcome) in history.iter().zip(outcomes(&history)) {
            let allowed = match one.result {
                DeployResult::Success => outcome == Outcome::Succeeded,
                DeployResult::Cancelled => outcome == Outcome::Cancelled,
                DeployResult::RolledBack => outcome == Outcome::Broken,
                DeployResult::Failure => matches!(outcome, Outcome::Broken | Outcome::Flaky),
                DeployResult::Aborted if one.restored_at.is_some() => outcome == Outcome::Broken,
                DeployResult::Aborted => matches!(outcome, Outcome::Stopped | Outcome::Flaky),
            };
            prop_assert!(allowed);
        }
    }
}

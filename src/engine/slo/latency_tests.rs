//! Tests of latency objectives.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn ask(question: Value) -> Result<LatencyAnswer, SloError> {
    serde_json::from_value::<LatencyQuestion>(question).unwrap().answer()
}

fn buckets(counts: &[(&str, u32)]) -> Vec<Value> {
    counts.iter().map(|(le, count)| json!({"le": le, "count": count})).collect()
}

#[test]
fn a_percentile_is_a_share_under_a_threshold() {
    let answer = ask(json!({"objective": "p95 < 300 ms over 30 days"})).unwrap();
    assert_eq!(answer.restated, "at least 95 % of requests within 300 ms");
    assert_eq!(answer.budget.derivation, "100 % - 95 % = 5 %");
    assert_eq!(answer.share.derivation, "p95 at 300 ms = 95 % within 300 ms");
    assert_eq!((answer.threshold.value, answer.threshold.text.as_str()), (Decimal::from(300), "300 ms"));
    let stated = ask(json!({"share": "99.9 %", "threshold": "1.5 s"})).unwrap();
    assert_eq!(stated.restated, "at least 99.9 % of requests within 1.5 s");
    assert_eq!(ask(json!({"objective": "p999 <= 2 s"})).unwrap().budget.text, "0.1 %");
}

#[test]
fn a_histogram_at_and_between_its_bounds() {
    let counts = [("100 ms", 700), ("250 ms", 900), ("500 ms", 970), ("1 s", 990), ("+Inf", 1_000)];
    let judged = |objective: &str| {
        let answer = ask(json!({"objective": objective, "buckets": buckets(&counts)})).unwrap();
        (answer.histogram.unwrap(), answer.issues)
    };
    let (at, issues) = judged("p95 < 500 ms");
    assert_eq!((at.verdict, at.at_a_bound, issues.len()), (LatencyVerdict::Met, true, 0));
    assert_eq!(at.at_least.unwrap().derivation, "970 / 1,000 = 97 %");
    let (between, issues) = judged("p95 < 300 ms");
    assert_eq!(between.verdict, LatencyVerdict::Inconclusive);
    assert_eq!((between.below.as_deref(), between.above.as_deref()), (Some("250 ms"), Some("500 ms")));
    assert_eq!(between.percentile.as_deref(), Some("above 250 ms and up to 500 ms"));
    assert_eq!(
        issues[0].message,
        "the threshold of 300 ms lies between the buckets of 250 ms and 500 ms: \
         between 90 % and 97 % of the requests are within it"
    );
    assert_eq!(issues[0].fix, "a bucket with the bound 300 ms, or an objective at 250 ms or 500 ms");
    let (missed, issues) = judged("p99 < 400 ms");
    assert_eq!(missed.verdict, LatencyVerdict::Missed);
    assert_eq!(issues[1].message, "at most 970 / 1,000 = 97 % of requests within 400 ms, not 99 %");
    let (met, _) = judged("p90 < 300 ms");
    assert_eq!(met.verdict, LatencyVerdict::Met);
    let (beyond, issues) = judged("p99.5 < 2 s");
    assert_eq!((beyond.verdict, beyond.above), (LatencyVerdict::Inconclusive, None));
    assert!(issues[0].message.contains("lies above the last finite bucket, of 1 s"), "{}", issues[0].message);
}

#[test]
fn planned_bounds_need_no_counts() {
    let answer = ask(json!({"objective": "p95 < 300 ms", "buckets": [{"le": "0.25 s"}, {"le": "0.5 s"}]})).unwrap();
    assert_eq!(answer.histogram.unwrap().verdict, LatencyVerdict::NotMeasured);
    assert_eq!(answer.issues[0].message, "the threshold of 300 ms lies between the buckets of 250 ms and 500 ms");
}

#[test]
fn says_what_is_wrong() {
    let error = |question: Value| ask(question).unwrap_err().to_string();
    let histogram = |counts: &[(&str, u32)]| error(json!({"objective": "p95 < 300 ms", "buckets": buckets(counts)}));
    assert_eq!(histogram(&[("250 ms", 5), ("100 ms", 6)]), "buckets[1].le is 100 ms, behind 250 ms; bounds ascend");
    assert!(histogram(&[("250 ms", 5), ("+Inf", 4)]).starts_with("buckets[1].count is 4, behind 5"));
    assert!(histogram(&[("250 ms", 5)]).starts_with("buckets[1] is missing; write the bucket `le: +Inf`"));
    assert!(histogram(&[("250 ms", 0), ("+Inf", 0)]).starts_with("buckets[1].count is 0"));
    assert!(error(json!({"objective": "< 300 ms"})).starts_with("objective: `< 300 ms` is not what is asked for"));
    assert!(error(json!({"objective": "p95 > 300 ms"})).contains("a bound from above"));
    assert!(error(json!({"objective": "p95 < 300 MB"})).contains("a bound from above"));
    assert!(error(json!({"share": "100 %", "threshold": "3 s"})).contains("below 100 %"));
    assert!(error(json!({"share": "95 %"})).starts_with("threshold is missing"));
    assert!(error(json!({"objective": "p95 < 3 s", "share": "95 %"})).contains("cannot both be given"));
}

proptest! {
    #[test]
    fn a_verdict_is_true_of_every_request(
        latencies in prop::collection::vec(1_u32..1_000, 1..200), percentile in 1_i64..100, threshold in 1_u32..1_000,
    ) {
        let within = |bound: u32| latencies.iter().filter(|latency| **latency <= bound).count();
        let bucket = |bound: &u32| json!({"le": format!("{bound} ms"), "count": within(*bound)});
        let mut buckets: Vec<Value> = [50, 100, 250, 500].iter().map(bucket).collect();
        buckets.push(json!({"le": "+Inf", "count": latencies.len()}));
        let [share, threshold_ms] = [format!("{percentile} %"), format!("{threshold} ms")];
        let question = json!({"share": share, "threshold": threshold_ms, "buckets": buckets});
        let histogram = ask(question).unwrap().histogram.unwrap();
        let truly = within(threshold) * 100 >= latencies.len() * percentile as usize;
        match histogram.verdict {
            LatencyVerdict::Met => prop_assert!(truly),
            LatencyVerdict::Missed => prop_assert!(!truly),
            LatencyVerdict::Inconclusive => prop_assert!(!histogram.at_a_bound),
            LatencyVerdict::NotMeasured => prop_assert!(false),
        }
    }
}

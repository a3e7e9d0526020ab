//! Profiles and canaries by hand, and laws of the choice.

use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, prop_assert_ne, proptest};
use proptest::strategy::Strategy as Generator;

use super::*;
use crate::engine::written::Written;

fn profile(json: &str) -> RolloutInput {
    serde_json::from_str(json).unwrap()
}

/// A shop with much at stake and much traffic.
const SHOP: &str = r#"{"blast_radius": "high", "zero_downtime": "required", "instant_rollback": "preferred",
    "cost_sensitivity": "medium", "real_traffic": "preferred", "simplicity": "low",
    "platform": {"name": "Kubernetes", "supports": ["rolling", "blue_green", "canary"]},
    "canary": {"traffic": "12000 requests per minute", "baseline": "0.1 %", "detect": "1 %",
               "steps": [{"share": "5 %", "duration": "15 min"}, {"share": "25 %", "duration": "30 min"}, {"share": "50 %", "duration": "1 h"}]}}"#;

#[test]
fn the_choice_shows_its_arithmetic() {
    let answer = profile(SHOP).answer().unwrap();
    assert_eq!((answer.choice, answer.runner_up), (Some(Strategy::Canary), Some(Strategy::Rolling)));
    // Weights 3, 3, 2, 2, 2, 1.
    let lines: Vec<String> = answer.scores.iter().map(|one| format!("{}: {}", one.strategy, one.derivation)).collect();
    assert_eq!(
        lines,
        [
            "canary: 3 x 3 blast radius + 3 x 3 zero downtime + 2 x 2 instant rollback + 2 x 2 cost + 2 x 3 real traffic \
             + 1 x 1 simplicity = 33",
            "rolling: 3 x 1 blast radius + 3 x 2 zero downtime + 2 x 0 instant rollback + 2 x 3 cost + 2 x 1 real traffic \
             + 1 x 3 simplicity = 20",
            "blue-green: 3 x 0 blast radius + 3 x 3 zero downtime + 2 x 3 instant rollback + 2 x 0 cost + 2 x 0 real \
             traffic + 1 x 2 simplicity = 17",
            "feature flags: 3 x 3 blast radius + 3 x 3 zero downtime + 2 x 3 instant rollback + 2 x 2 cost + 2 x 2 real \
             traffic + 1 x 1 simplicity = 33",
        ]
    );
    assert_eq!(answer.derivation, "canary 33 of 39, rolling 20");
    assert_eq!(answer.scores[3].excluded, ["Kubernetes does not support it"]);
    let flips: Vec<&str> = answer.flips.iter().map(|one| one.derivation.as_str()).collect();
    assert_eq!(
        flips,
        [
            "mixed_versions true -> false: blue-green 17 of 39; canary is ruled out: two versions would serve at the same \
             time, which they must not",
            "state none -> incompatible: blue-green 17 of 39; canary is ruled out: the old version would work on data that \
             only the new one understands",
            "platform Kubernetes -> one that supports everything: feature flags 33 of 39 instead of canary 33",
        ]
    );
    // 12,000 x 5 % x 15 = 9,000 requests against 500 in less than a minute.
    let canary = answer.canary.unwrap();
    let stated = canary.steps[0].stated.as_ref().unwrap();
    assert_eq!((stated.requests.text.as_str(), stated.enough), ("9,000", true));
    assert_eq!(canary.total.derivation, "15 min + 30 min + 1 h = 1 h 45 min");
    assert_eq!(
        canary.steps[0].duration.derivation,
        "500 requests / (12,000 requests/min x 5 %) = 50 s, rounded up = 1 min"
    );
}

#[test]
fn what_is_ruled_out_is_apart_from_what_is_worse() {
    let change = |text: &str, to: &str| profile(&SHOP.replace(text, to)).answer().unwrap();
    let excluded = |answer: &RolloutAnswer, strategy: Strategy| {
        answer.scores.iter().find(|one| one.strategy == strategy).unwrap().excluded.join("; ")
    };
    let required = change(r#""instant_rollback": "preferred""#, r#""instant_rollback": "required""#);
    assert!(excluded(&required, Strategy::Rolling).starts_with("its way back is another rollout"));
    let real = change(r#""real_traffic": "preferred""#, r#""real_traffic": "required""#);
    assert!(excluded(&real, Strategy::BlueGreen).starts_with("no real traffic judges it"));
    // Nothing is left: an instant way back from a change that cannot be taken back.
    let stuck =
        change(r#""instant_rollback": "preferred""#, r#""instant_rollback": "required", "state": "incompatible""#);
    assert_eq!((stuck.choice, stuck.derivation.as_str()), (None, "no strategy can be used as things are"));
    assert!(stuck.notes[0].starts_with("split the change: expand"));
    assert!(stuck.flips.iter().any(|flip| flip.field == "state" && flip.choice == Some(Strategy::Canary)));
}

#[test]
fn too_little_traffic_for_a_canary_says_how_much_it_takes() {
    let answer = profile(&SHOP.replace("12000 requests per minute", "120 requests per hour")).answer().unwrap();
    assert_eq!(answer.choice, Some(Strategy::Rolling));
    let canary = answer.canary.unwrap();
    // k = 1: (1.64485 sqrt(2 x 0.0055 x 0.9945) + 0.84162 sqrt(0.01 x 0.99 + 0.001 x 0.999))^2 = 0.067549;
    // / 0.009^2 = 833.94; corrected 1,044.34. 1,045 requests at one a minute.
    assert_eq!(
        canary.too_low.as_deref(),
        Some(
            "too little traffic for a canary: even at 50 % a step needs 1,045 requests, which take 17 h 25 min; one may take 4 h"
        )
    );
    assert_eq!(canary.enough_traffic.as_deref(), Some("8.71 requests per minute"));
    let flip = answer.flips.iter().find(|flip| flip.field == "canary.traffic").unwrap();
    assert_eq!(
        flip.derivation,
        "canary.traffic 120 requests per hour -> at least 8.71 requests per minute: canary 33 of 39 instead of rolling 20"
    );
    assert!(
        canary.advice[0].starts_with("half of the traffic for 4 h notices errors that rise from 0.1 % to "),
        "{}",
        canary.advice[0]
    );
    assert!(canary.advice[1].starts_with("instead: "));
}

#[test]
fn steps_that_are_too_short_are_told_what_they_see() {
    let canary: CanaryInput = serde_json::from_str(
        r#"{"traffic": "600 requests per minute", "baseline": "0.1 %", "detect": "0.5 %",
            "slow": {"above": "300 ms", "baseline": "5 %", "detect": "10 %"}, "steps": [{"share": "5 %", "duration": "15 min"}]}"#,
    )
    .unwrap();
    let answer = canary.answer().unwrap();
    let step = &answer.steps[0];
    assert_eq!(step.guards.len(), 2);
    assert_eq!(step.guards[1].name, "slower than 300 ms");
    // k = 19: 0.265005 / (19 x 0.004^2) = 871.73, corrected 1,119.42; 30 requests a minute.
    assert_eq!(step.guards[0].requests.text, "1,120");
    assert_eq!(step.duration.text, "38 min");
    let stated = step.stated.as_ref().unwrap();
    assert_eq!((stated.requests.text.as_str(), stated.enough), ("450", false));
    // Five failures of 450 requests are 1.12 %; the test alone would need 324 for that.
    assert_eq!(stated.detectable.as_ref().unwrap().text, "1.12 %");
    assert_eq!(
        answer.advice,
        ["the step at 5 % sees 450 requests in 15 min and detects errors from 1.12 % on; 38 min would do"]
    );
}

#[test]
fn errors_name_the_field() {
    let error = |text: &str, to: &str| profile(&SHOP.replace(text, to)).answer().unwrap_err().to_string();
    assert_eq!(
        error(r#""detect": "1 %""#, r#""detect": "0.1 %""#),
        "canary.detect is 0.1 %; it must lie above the baseline of 0.1 %, by 0.0001 points or more"
    );
    assert_eq!(
        error(r#""share": "25 %""#, r#""share": "100 %""#),
        "canary.steps[1].share is 100 %; it must lie below 100 %, where nothing is left to compare with; the last step needs no entry"
    );
    assert_eq!(
        error(r#""baseline": "0.1 %""#, r#""baseline": "0.1 %", "power": "20 %""#),
        "canary.power is 20 %; it must lie from 50 % to 99.99 %"
    );
    assert!(error("12000 requests per minute", "many").starts_with("canary.traffic: `many` holds no number"));
}

fn profiles() -> impl Generator<Value = RolloutInput> {
    let levels = (0_usize..3, 0_usize..3, 0_usize..3);
    let needs = (0_usize..3, 0_usize..3, 0_usize..3);
    let rest = (any::<bool>(), 0_usize..3, prop::sample::subsequence(Strategy::ALL.to_vec(), 0..=4));
    (levels, needs, rest).prop_map(|((blast, cost, simple), (down, back, real), (mixed, state, supports))| {
        RolloutInput {
            blast_radius: Level::ALL[blast],
            zero_downtime: Need::ALL[down],
            instant_rollback: Need::ALL[back],
            cost_sensitivity: Level::ALL[cost],
            real_traffic: Need::ALL[real],
            simplicity: Level::ALL[simple],
            mixed_versions: mixed,
            state: StateChange::ALL[state],
            platform: Some(PlatformInput { name: "a platform".to_owned(), supports }),
            canary: None,
        }
    })
}

proptest! {
    #[test]
    fn a_choice_can_be_used_and_none_that_can_scores_more(profile in profiles()) {
        let answer = profile.answer().unwrap();
        let usable: Vec<&StrategyScore> = answer.scores.iter().filter(|one| one.excluded.is_empty()).collect();
        prop_assert_eq!(answer.choice, usable.first().map(|one| one.strategy));
        prop_assert!(usable.windows(2).all(|pair| pair[0].score >= pair[1].score));
        for one in &answer.scores {
            prop_assert_eq!(one.score, one.factors.iter().map(|factor| factor.weight * factor.fit).sum::<u32>());
            prop_assert!(one.score <= one.of);
        }
        for flip in &answer.flips {
            prop_assert_ne!(flip.choice, answer.choice);
        }
    }

    #[test]
    fn every_proposed_step_sees_enough_in_time(
        rate in 1_u32..100_000, baseline in 1_u32..200, rise in 10_u32..500, longest in 10_u32..600,
    ) {
        let text = |hundredths: u32| Written::from(format!("{}.{:02} %", hundredths / 100, hundredths % 100));
        let canary = CanaryInput {
            traffic: format!("{rate} requests per minute").into(),
            baseline: text(baseline),
            detect: text(baseline + rise),
            slow: None, confidence: None, power: None, steps: Vec::new(),
            longest: Some(format!("{longest} min").into()),
        };
        let answer = canary.answer().unwrap();
        prop_assert_eq!(answer.steps.is_empty(), answer.too_low.is_some());
        for step in &answer.steps {
            prop_assert!(step.duration.value <= (longest * 60).into());
            // The same step, stated with that length, is long enough; a minute less is not.
            let stated = |seconds: rust_decimal::Decimal| {
                let duration = Some(format!("{seconds} s").into());
                let steps = vec![StepInput { share: step.share.clone().into(), duration }];
                CanaryInput { steps, ..canary.clone() }.answer().unwrap().steps[0].stated.clone().unwrap()
            };
            prop_assert!(stated(step.duration.value).enough);
            let less = step.duration.value - rust_decimal::Decimal::from(60);
            prop_assert!(less.is_zero() || !stated(less).enough);
        }
        if let Some(enough) = answer.enough_traffic {
            let more = CanaryInput { traffic: enough.into(), ..canary };
            prop_assert!(more.answer().unwrap().too_low.is_none());
        }
    }
}

//! Tests of whole forecasts, from the written question to the answer.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use super::*;
use crate::engine::chance::Draws;
use crate::quantity::{Growth, Quantity};

mod limits;

const TODAY: Date = date(2026, 11, 21);

fn answer(limits: &[Json]) -> Result<CapacityAnswer, InputError> {
    let input = json!({ "as_of": TODAY.to_string(), "draws": 4_000, "limits": limits });
    serde_json::from_value::<CapacityInput>(input).unwrap().answer()
}

fn one(limit: Json) -> LimitAnswer {
    answer(&[limit]).unwrap_or_else(|error| panic!("{error}")).limits.remove(0)
}

fn dates(answer: &LimitAnswer) -> &Forecast {
    match &answer.outcome {
        Outcome::Forecast(forecast) => forecast,
        Outcome::Inconclusive { because } => panic!("{because:?}"),
    }
}

fn days(distribution: &Distribution) -> [Option<i64>; 3] {
    [distribution.p10, distribution.p50, distribution.p90].map(|moment| moment.days)
}

fn has(answer: &LimitAnswer, kind: IssueKind) -> bool {
    answer.issues.iter().any(|issue| issue.kind == kind)
}

/// Daily samples up to today, oldest first.
fn daily(number: i64, unit: &str, mut value: impl FnMut(f64) -> f64) -> Json {
    let sample = |index: i64| {
        let day = TODAY.checked_sub((number - 1 - index).days()).unwrap();
        json!({ "date": day.to_string(), "value": format!("{:.3} {unit}", value(index as f64)) })
    };
    Json::Array((0..number).map(sample).collect())
}

#[test]
fn percentiles_by_hand() {
    // 300 GB at a rate uniform from 1 to 3 GB per day: nine in ten are slower than 2.8 (107.1 days), half slower than 2
    // (150 days), one in ten slower than 1.2 (250 days). Four standard errors of 4,000 draws are 2 points of the rank.
    let limit = one(json!({
        "name": "disk", "current": "700 GB", "limit": "1 TB", "growth": { "low": "+1 GB per day", "high": "+3 GB per day" },
    }));
    let [early, middle, late] = days(&dates(&limit).to_limit).map(Option::unwrap);
    assert!((105..=109).contains(&early) && (146..=154).contains(&middle) && (241..=259).contains(&late));
    assert_eq!(limit.growth.unwrap().derivation, "as stated: +1 GB per day to +3 GB per day, uniform");
}

#[test]
fn a_trigger_that_fires_too_late() {
    // 2 TB - 0.04 TB x 59.2 / 30.4375 = 1.9222 TB; 1.95 TB leaves 38 days.
    let ask = |trigger: &str| {
        one(json!({
            "name": "disk", "current": "1.2 TB", "trigger": trigger, "limit": "2 TB", "growth": "+40 GB per month",
            "lead_time": "4/6/10 weeks",
        }))
    };
    let late = ask("1.95 TB");
    let issue = late.issues.iter().find(|issue| issue.kind == IssueKind::TriggerTooLate).unwrap();
    assert_eq!(
        issue.message,
        "the trigger of 1.95 TB fires on 2028-06-13 and leaves 38 days to 2028-07-21 (both P10), less than the lead time \
         of 59.2 days (P90); the latest value that is early enough is 1.922 TB"
    );
    let recommended = dates(&late).recommended_trigger.clone().unwrap();
    assert_eq!(recommended.value, Some(Quantity::parse("1.922 TB").unwrap()));
    assert_eq!(
        recommended.derivation,
        "2 TB - (0.001314 TB per day) x 59.2 days, rounded away from the limit = 1.922 TB; +0.04 TB per month is the rate of P10"
    );
    assert!(!has(&ask("1.922 TB"), IssueKind::TriggerTooLate));
    let start = dates(&late).latest_safe_start.clone().unwrap();
    // 608.75 days to the limit; 2026-11-21 and 549 days are 2028-05-23.
    assert_eq!(
        start.derivation,
        "608.7 days to the limit (P10) - 59.2 days of lead time (P90) = 549.5 days from 2026-11-21, whole days: 2028-05-23"
    );
}

#[test]
fn launches_and_spikes() {
    let ask = |events: Json| {
        let limit = one(json!({
            "name": "load", "current": "1,000 req/s", "limit": "2,000 req/s", "growth": "+5 req/s per day", "events": events,
        }));
        days(&dates(&limit).to_limit)[1]
    };
    assert_eq!(ask(json!([])), Some(200));
    // 1,000 + 500 + 5 x 100 = 2,000.
    assert_eq!(ask(json!([{ "name": "launch", "date": "2026-12-21", "change": "+500 req/s" }])), Some(100));
    // (1,000 + 5 x 38) x 2 is above 2,000 on the first day; half as much again is not reached in five days.
    let spike = |change: &str| json!([{ "name": "sale", "date": "2026-12-29", "change": change, "lasts": "5 days" }]);
    assert_eq!((ask(spike("2x")), ask(spike("+50 %"))), (Some(38), Some(200)));
}

#[test]
fn too_late_already() {
    let limit = one(json!({
        "name": "pool", "current": "85 %", "trigger": "90 %", "limit": "100 %", "growth": "+1 points per day",
        "lead_time": "30 days",
    }));
    let forecast = dates(&limit);
    assert!(forecast.latest_safe_start.as_ref().unwrap().passed);
    assert_eq!(forecast.recommended_trigger.as_ref().unwrap().value, None);
    assert!(has(&limit, IssueKind::StartPassed) && has(&limit, IssueKind::TriggerTooLate));
    assert_eq!(forecast.mitigation.as_ref().unwrap().in_time.to_string(), "0 %");
}

#[test]
fn samples_give_no_date_without_a_reason_to() {
    let mut draws = Draws::new(4, "noise");
    let mut noise = |size: f64| size * draws.normal();
    let ask = |samples: Json, more: Json| {
        let mut limit = json!({ "name": "disk", "limit": "90 %", "samples": samples });
        for (key, value) in more.as_object().unwrap() {
            limit[key] = value.clone();
        }
        match one(limit).outcome {
            Outcome::Inconclusive { because } => because.iter().map(|one| one.reason).collect(),
            Outcome::Forecast(_) => Vec::new(),
        }
    };
    assert_eq!(ask(daily(9, "%", |day| 50.0 + day), json!({})), [Reason::TooShort]);
    assert_eq!(ask(daily(20, "%", |day| 50.0 + day), json!({})), [Reason::TooShort]);
    let samples = daily(80, "%", |day| 50.0 + 0.1 * day);
    assert_eq!(ask(samples.clone(), json!({})), []);
    assert_eq!(ask(samples, json!({ "current": "75 %" })), [Reason::Contradictory]);
    assert!(ask(daily(40, "%", |_| 70.0 + noise(20.0)), json!({})).contains(&Reason::TooNoisy));
    // Half a year up, three weeks down.
    let turned = daily(200, "%", |day| 30.0 + 0.2 * day - 1.2 * (day - 178.0).max(0.0) + noise(0.3));
    assert_eq!(ask(turned, json!({})), [Reason::Contradictory]);
    // Two hosts in one series.
    let mut both = daily(60, "%", |day| 40.0 + 0.1 * day + noise(0.2));
    let other = daily(60, "%", |day| 70.0 + 0.1 * day + noise(0.2));
    both.as_array_mut().unwrap().extend(other.as_array().unwrap().iter().cloned());
    assert_eq!(ask(both, json!({})), [Reason::Contradictory]);
    // A stated growth beside samples is checked against them: 0.1 points are not one.
    let stated = |growth: &str| {
        let samples = daily(80, "%", |day| 50.0 + 0.1 * day);
        one(json!({ "name": "disk", "limit": "90 %", "samples": samples, "growth": growth }))
    };
    assert!(has(&stated("+1 points per day"), IssueKind::GrowthDisagrees));
    assert!(!has(&stated("+3 points per month"), IssueKind::GrowthDisagrees));
    // Flat and far from the limit: that is an answer.
    let flat = ask(daily(120, "%", |_| 40.0 + noise(0.5)), json!({}));
    assert_eq!(flat, []);
}

#[test]
fn a_fitted_week_and_its_backtest() {
    let mut draws = Draws::new(6, "week");
    let samples = daily(180, "req/s", |day| {
        let weekend = if (day as i64 + 3) % 7 < 2 { -150.0 } else { 60.0 };
        1_000.0 + 3.0 * day + weekend + 10.0 * draws.normal()
    });
    let limit = one(
        json!({ "name": "load", "trigger": "1,800", "limit": "2,000 req/s", "samples": samples, "lead_time": "2-4 weeks" }),
    );
    let growth = limit.growth.as_ref().unwrap();
    assert_eq!(growth.model, "linear, weekly pattern");
    // 2026-11-21 is a Saturday and day 179: days 5 and 6 of the week, counted from Monday, are low.
    let low: Vec<usize> = (0..7).filter(|day| growth.weekly[*day].starts_with('-')).collect();
    assert_eq!(low, [5, 6], "{:?}", growth.weekly);
    let backtest = limit.backtest.as_ref().unwrap();
    let [model, straight] = [&backtest.model, &backtest.straight_line].map(|one| one.mean_absolute_error.value);
    assert!(model * Decimal::from(4) < straight, "{backtest:?}");
}

#[test]
fn free_disk_falls_to_its_limit() {
    let mut draws = Draws::new(8, "free");
    let samples = daily(100, "GB", |day| 800.0 - 4.0 * day + 3.0 * draws.normal());
    let limit = one(json!({
        "name": "free disk", "trigger": "110 GB", "limit": "100 GB", "samples": samples, "lead_time": "30 days",
    }));
    assert_eq!(limit.direction, Direction::Falling);
    // 800 - 4 x 99 = 404 GB today: 76 days to 100 GB; 100 + 4 x 30 = 220 GB leaves the lead time.
    let forecast = dates(&limit);
    let [early, middle, late] = days(&forecast.to_limit).map(Option::unwrap);
    assert!(early <= middle && (75..=77).contains(&middle) && middle <= late && late - early <= 8, "{early} {late}");
    assert!(has(&limit, IssueKind::TriggerTooLate));
    let recommended = forecast.recommended_trigger.clone().unwrap().value.unwrap().value;
    assert!((Decimal::from(220)..=Decimal::from(240)).contains(&recommended), "{recommended}");
}

#[test]
fn a_pool_and_the_connections_behind_it() {
    // M/M/1: rho e^-(1 - rho) may be 5 %. 0.120 x e^-0.880 = 4.98 %, 0.121 x e^-0.879 = 5.02 %.
    let pool = one(json!({
        "name": "pool", "current": "5 %", "pool": { "connections": 1, "hold_time": "10 ms", "wait": "p95 < 10 ms" },
        "growth": "+1 points per month",
    }));
    assert!(pool.limit.value.to_string().starts_with("12.0"), "{}", pool.limit.value);
    let shared = one(json!({
        "name": "instances", "current": "10 instances", "growth": "+1 instances per month",
        "connections": { "max_connections": 500, "reserved": 20, "per_instance": 20, "surge": "25 %" },
    }));
    assert_eq!(shared.limit.derivation, "(500 - 20) connections / (20 x 1.25) = 19 instances, rounded down");
    assert_eq!(dates(&shared).to_limit.p50.days, Some(273));
}

/// The first day on which a single value is at the limit, in days from today: between P10 and P90 in about four of five,
/// before P10 in about one of ten. Sixty days of it are known; the noise is 20 days of growth, so that the trend
/// itself is there a month later.
#[test]
fn dates_are_those_of_the_first_value_at_the_limit() {
    let (mut within, mut before) = (0, 0);
    for seed in 0..80 {
        let mut draws = Draws::new(seed, "promise");
        let mut value = |day: f64| 500.0 + 2.0 * day + 40.0 * draws.normal();
        let samples = daily(60, "GB", &mut value);
        let limit = one(json!({ "name": format!("disk {seed}"), "limit": "800 GB", "samples": samples }));
        let first = (60..).find(|day| value(f64::from(*day)) >= 800.0).map(|day| i64::from(day) - 59).unwrap();
        let [p10, _, p90] = days(&dates(&limit).to_limit);
        within += usize::from(p10.unwrap() <= first && p90.is_none_or(|days| days >= first));
        before += usize::from(first < p10.unwrap());
    }
    // Binomial, three standard errors around 64 and 8 of 80.
    assert!((53..=75).contains(&within) && before <= 16, "{within} within, {before} before");
}

/// What noise and a walk make of a date can be worked out: for a level that wanders by s a day without drift, a limit h
/// away is reached within t days with probability 2 (1 - Phi(h / (s sqrt(t)))) (reflection principle).
#[test]
fn a_walk_is_at_its_limit_when_it_first_gets_there() {
    use noise::Noise;
    use simulate::{Course, Path};
    let shape = fit::Shape { compound: false, weekly: false, yearly: false };
    let noise = Noise::like(vec![0.0], 0.0, 1.0, 1.0, &mut Draws::new(9, "walk"));
    let (season, factor, extra) = (vec![0.0; 400], vec![1.0; 400], vec![0.0; 400]);
    let course = Course { shape, rising: true, season, factor, extra, noise };
    let bars = course.bars(20.0);
    let there = |seed: u64| bars.reached(Path { start: 0.0, slope: 0.0, seed }, &course.noise).is_finite();
    let mut seeds = Draws::new(9, "seeds");
    let share = (0..4_000).filter(|_| there(seeds.seed())).count() as f64 / 4_000.0;
    // h / (s sqrt(t)) = 20 / 20 = 1; steps are days, so the limit counts as 20.58 away (Chernoff 1965): 30.3 %.
    assert!((share - 0.303).abs() < 0.03, "{share}");
}

#[test]
fn few_samples_leave_the_stated_growth() {
    let ask = |growth: &str, samples: Json| {
        one(json!({ "name": "disk", "current": "1.2 TB", "limit": "2 TB", "growth": growth, "samples": samples }))
    };
    let six = || daily(6, "TB", |day| 1.15 + 0.01 * day);
    // Six days at +0.01 TB a day: as stated, but too few; against a stated fall, too few and contrary.
    let agrees = ask("+10 GB per day", six());
    assert_eq!(days(&dates(&agrees).to_limit)[1], Some(80));
    assert_eq!(agrees.unconfirmed[0].reason, Reason::TooShort);
    assert!(has(&agrees, IssueKind::Unconfirmed) && !has(&agrees, IssueKind::GrowthDisagrees));
    let contrary = ask("+40 GB per month", six());
    assert!(days(&dates(&contrary).to_limit)[1].is_some());
    let issue = contrary.issues.iter().find(|issue| issue.kind == IssueKind::GrowthDisagrees).unwrap();
    assert!(issue.message.starts_with("a growth of +40 GB per month is stated, but the samples show +0.304 TB"));
    assert!(issue.message.ends_with("; the dates are those of the stated growth"), "{}", issue.message);
    // Long enough, but nothing but noise: a date as well.
    let mut draws = Draws::new(4, "noise");
    let noisy = ask("+10 GB per day", daily(40, "TB", |_| 1.2 + 0.4 * draws.normal()));
    assert!(noisy.unconfirmed.iter().any(|one| one.reason == Reason::TooNoisy));
    assert_eq!(days(&dates(&noisy).to_limit)[1], Some(80));
    // Without a value of today the last sample is the start: 1.2 TB again.
    let limit = json!({ "name": "disk", "limit": "2 TB", "growth": "+10 GB per day", "samples": six() });
    assert_eq!(one(limit).current.derivation, "the last sample, of 2026-11-21");
}

#[test]
fn draws_are_the_same_whatever_else_is_asked() {
    let range = json!({ "low": "+1 % per month", "likely": "+3 % per month", "high": "+9 % per month" });
    let disk = json!({ "name": "disk", "current": "50 %", "limit": "90 %", "growth": range });
    let mut timed = disk.clone();
    timed["lead_time"] = json!("4-9 weeks");
    let other = json!({ "name": "other", "current": "50 %", "limit": "90 %", "growth": range });
    let alone = one(disk.clone());
    assert_eq!(alone, answer(&[other, disk]).unwrap().limits[1]);
    let timed = one(timed);
    assert_eq!(dates(&alone).to_limit, dates(&timed).to_limit);
    // The same bits on every machine: these days are a fact of seed and name.
    assert_eq!(days(&dates(&alone).to_limit).map(Option::unwrap), [277, 451, 820]);
}

#[test]
fn bad_input_names_its_field() {
    let good =
        json!({ "name": "disk", "current": "1 TB", "trigger": "1.5 TB", "limit": "2 TB", "growth": "+1 GB per day" });
    let event = |change: &str, date: &str| json!([{ "name": "launch", "date": date, "change": change }]);
    let sample = |date: &str, value: &str| json!([{ "date": date, "value": value }]);
    for (field, value, message) in [
        ("limit", json!("NaN"), "`limit`: `NaN` holds no number"),
        ("limit", json!(null), "it has 0 limits; state exactly one"),
        ("limit", json!("90 %"), "`trigger`: `1.5 TB` cannot be compared with a value in %"),
        ("current", json!("70 %"), "`current`: `70 %` cannot be compared with a value in TB"),
        ("current", json!(null), "it has no value of today"),
        ("trigger", json!("2 TB"), "`trigger`: 2 TB is not short of the limit of 2 TB"),
        ("growth", json!(null), "nothing says how it grows"),
        ("growth", json!("+1 GB"), "`growth`: `+1 GB` does not say per which time"),
        ("growth", json!("+1 req per day"), "`growth`: "),
        ("growth", json!({ "low": "+1 GB per day", "high": "+1 % per day" }), "grow in different ways"),
        (
            "growth",
            json!({ "low": "+1 GB per day", "likely": "+9 GB per day", "high": "+2 GB per day" }),
            "`growth.likely`: ",
        ),
        ("lead_time", json!("0 days"), "`lead_time`: 0 days is out of range"),
        ("lead_time", json!("6+ weeks"), "`lead_time`: `6+ weeks` has no upper end"),
        ("starts", json!("2026-11-20"), "`starts`: 2026-11-20 lies before"),
        ("events", event("+1 GB", "2026-11-20"), "`events[0].date`: 2026-11-20 lies before"),
        ("events", event("-100 %", "2026-12-20"), "`events[0].change`: 0x is out of range"),
        ("events", event("+1 req/s", "2026-12-20"), "`events[0].change`: "),
        ("samples", sample("2026-11-22", "1 GB"), "`samples[0].date`: 2026-11-22 lies after"),
        ("samples", sample("2026-02-30", "1 GB"), "`samples[0].date`: there is no 2026-02-30"),
        ("samples", sample("2026-11-01", "71 %"), "`samples[0].value`: "),
        ("pool", json!({ "connections": 9, "hold_time": "9 ms", "wait": "p99 < 9 ms" }), "it has 2 limits"),
    ] {
        let mut limit = good.clone();
        limit[field] = value;
        let error = answer(&[limit]).unwrap_err().to_string();
        assert!(error.starts_with("`limits[0]`, disk: ") && error.contains(message), "{message}: {error}");
    }
    assert!(matches!(answer(&[]), Err(InputError::NoLimits)));
    assert!(matches!(answer(&[good.clone(), good.clone()]), Err(InputError::Name { index: 1, .. })));
    for target in ["p95 > 100 ms", "p95 at least 100 ms", ">= 100 ms on average"] {
        let mut wrong = json!({ "name": "cpu", "current": "5 %", "growth": "+1 % per day" });
        wrong["latency"] = json!({ "servers": 8, "service_time": "20 ms", "target": target });
        let message = answer(&[wrong]).unwrap_err().to_string();
        assert!(message.contains("an upper bound"), "{target}: {message}");
    }
    let mut mean = json!({ "name": "cpu", "current": "5 %", "growth": "+1 % per day" });
    mean["latency"] = json!({ "servers": 8, "service_time": "20 ms", "target": "< 100 ms" });
    assert!(answer(&[mean]).unwrap_err().to_string().contains("a percentile below p100 or a mean"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Without uncertainty it is the deterministic clock.
    #[test]
    fn certain_growth_agrees_with_the_clock(current in 100_i64..900, to_trigger in 1_i64..400, to_limit in 1_i64..400, size in 1_i64..5_000, compound: bool, falling: bool, lead in 1_i64..200) {
        let sign = if falling { -1 } else { 1 };
        let (trigger, limit) = (1_000 * sign * to_trigger, 1_000 * sign * (to_trigger + to_limit));
        let current = 1_000 * current + if falling { 1_000_000 } else { 0 };
        let amount = if compound { format!("{}.{:03} %", size / 1_000, size % 1_000) } else { format!("{size} GB") };
        let growth = format!("{}{amount} per week", if falling { "-" } else { "+" });
        let print = |value: i64| format!("{value} GB");
        let (trigger, limit) = (print(current + trigger), print(current + limit));
        let read = |text: &str| Quantity::parse(text).unwrap();
        let clock = Clock::new(&read(&print(current)), &read(&trigger), &read(&limit), &Growth::parse(&growth).unwrap()).unwrap();
        let runway = clock.runway(clock.current, clock.limit).unwrap();
        prop_assume!(runway.days < Decimal::from(3_650));
        let answer = one(json!({ "name": "disk", "current": print(current), "trigger": trigger, "limit": limit, "growth": growth, "lead_time": format!("{lead} days") }));
        let forecast = dates(&answer);
        prop_assert_eq!(forecast.to_limit.p50.date, Some(clock.limit_date(TODAY).unwrap().date));
        prop_assert_eq!(forecast.to_trigger.as_ref().unwrap().p10.date, Some(clock.trigger_date(TODAY).unwrap().date));
        let act = clock.time_to_act().unwrap().days - Decimal::from(lead);
        // Within the tenth of a day that the clock rounds by, either may be right.
        if act.abs() > Decimal::new(2, 1) {
            prop_assert_eq!(has(&answer, IssueKind::TriggerTooLate), act < Decimal::ZERO);
        }
    }

    /// More load, faster growth, a lower limit: never later. A recommended trigger is never too late.
    #[test]
    fn runways_are_monotone(current in 100_u32..500, more in 0_u32..100, slow in 1_u32..50, range in 0_u32..100, faster in 0_u32..50, room in 0_u32..300) {
        let ask = |current: u32, slow: u32, limit: u32, trigger: Option<Quantity>| one(json!({
            "name": "disk", "current": format!("{current} GB"), "limit": format!("{limit} GB"), "lead_time": "2/3/9 weeks",
            "growth": { "low": format!("+0.{slow:03} GB per day"), "high": format!("+{}.{:03} GB per day", range / 50, slow) },
            "trigger": trigger.map(|value| value.to_string()),
        }));
        let limit = 700 + room;
        let base = ask(current, slow, limit, None);
        let least = |answer: &LimitAnswer| days(&dates(answer).to_limit).map(|days| days.unwrap_or(i64::MAX));
        for other in [ask(current + more, slow, limit, None), ask(current, slow + faster, limit, None), ask(current, slow, limit - room, None)] {
            prop_assert!(least(&other).iter().zip(least(&base)).all(|(other, base)| *other <= base));
        }
        let recommended = dates(&base).recommended_trigger.clone().and_then(|trigger| trigger.value);
        if let Some(value) = recommended {
            prop_assert!(!has(&ask(current, slow, limit, Some(value)), IssueKind::TriggerTooLate));
        }
    }

    #[test]
    fn no_input_makes_it_panic(texts in prop::collection::vec("([0-9]{1,30}(\\.[0-9]{1,9})?|-?[0-9.]{1,4}|NaN|1e28|p9[0-9.]{0,3} < )( ?(GB|TB|%|points|req/s|ms|weeks|x|days|per (day|month|week|ns))){0,2}", 10), values in prop::collection::vec(-1e9..1e9_f64, 0..40), servers: u32, kind in 0_u8..5) {
        let text = |index: usize| texts[index].clone();
        let samples: Vec<Json> = values.iter().enumerate().map(|(index, value)| {
            let day = TODAY.checked_sub((2 * index as i64).days()).unwrap();
            json!({ "date": day.to_string(), "value": value })
        }).collect();
        let mut limit = json!({
            "name": "any", "current": text(0), "trigger": text(1), "growth": text(2), "samples": samples, "lead_time": text(3),
            "events": [{ "name": "event", "date": "2026-12-01", "change": text(4), "lasts": text(5) }],
        });
        if values.is_empty() {
            limit.as_object_mut().unwrap().remove("samples");
        }
        match kind {
            0 => limit["latency"] = json!({ "servers": servers % 1_000, "service_time": text(6), "target": text(7) }),
            1 => limit["connections"] = json!({ "max_connections": text(6), "reserved": text(7), "per_instance": text(8), "surge": text(9) }),
            2 => limit["cache"] = json!({ "traffic": text(6), "backend": text(7) }),
            _ => limit["limit"] = json!(text(6)),
        }
        for drop in ["trigger", "growth", "events", "lead_time", "current"] {
            let _ = answer(&[limit.clone()]);
            limit.as_object_mut().unwrap().remove(drop);
        }
        let _ = answer(&[limit]);
    }
}

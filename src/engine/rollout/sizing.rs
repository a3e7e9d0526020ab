//! The steps of a canary: how long each takes to see enough requests, and what a stated length can detect.

use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use schemars::JsonSchema;
use serde::Serialize;

use super::power::{Certainty, Needed, detectable, needed, normal_quantile};
use crate::engine::slo::{Figure, SloError, Span, Traffic, exact_percent, out_of_range, percent, short, words};
use crate::quantity::number;

/// The greatest share with a control of the same size.
pub(super) const HALF: Decimal = Decimal::from_parts(5, 0, 0, false, 1);
/// Shares that people use, in percent.
const USUAL: [u32; 5] = [1, 5, 10, 25, 50];
/// Those of them that are proposed, where they see enough.
const LADDER: [u32; 4] = [1, 5, 25, 50];
/// Requests beyond which there is no calculation.
const MOST: f64 = 1e15;

/// A canary in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CanaryAnswer {
    /// The steps before all traffic; empty where traffic is too low for any.
    pub steps: Vec<CanaryStep>,
    /// How long all steps take, each as long as it is stated or has to be.
    pub total: Figure,
    /// Why there can be no canary; `None` where there can.
    pub too_low: Option<String>,
    /// The traffic with which a step at 50 % would see enough in time, where there is too little.
    pub enough_traffic: Option<String>,
    /// What to do instead, and what steps are too short for.
    pub advice: Vec<String>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CanaryStep {
    /// The share of the traffic, printed.
    pub share: String,
    /// How long it has to last to see enough requests, in whole minutes.
    pub duration: Figure,
    /// The requests that each guard needs.
    pub guards: Vec<Guard>,
    /// What the stated length can do; `None` where none is stated.
    pub stated: Option<StatedStep>,
}

/// The requests that one comparison needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Guard {
    /// What is compared: `errors`.
    pub name: String,
    /// The rise that is detected: `0.1 % -> 1 %`.
    pub detects: String,
    /// The requests of the canary that it takes.
    pub requests: Figure,
}

/// What a stated length can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StatedStep {
    /// The length, printed.
    pub duration: String,
    /// The requests that the canary sees in it.
    pub requests: Figure,
    /// The least error ratio that it detects; `None` where not even 100 % is certain to be.
    pub detectable: Option<Figure>,
    /// Whether every guard sees enough.
    pub enough: bool,
}

/// Two ratios to be told apart.
pub(super) struct Comparison {
    pub name: String,
    pub baseline: Decimal,
    pub worse: Decimal,
}

/// The question in numbers.
pub(super) struct Canary {
    pub traffic: Traffic,
    pub comparisons: Vec<Comparison>,
    pub sure: Certainty,
    pub longest: Span,
}

/// Requests of the control for each of the canary.
fn ratio(share: Decimal) -> f64 {
    number::to_f64((Decimal::ONE - share) / share)
}

impl Canary {
    /// The steps, stated or proposed.
    pub fn answer(&self, stated: &[(Decimal, Option<Span>)]) -> Result<CanaryAnswer, SloError> {
        let most = self.requests(HALF)?;
        let at_half = self.seconds(most, HALF)?;
        if at_half > self.longest.seconds() {
            return Ok(self.too_low(most, at_half));
        }
        let mut advice = Vec::new();
        let shares: Vec<(Decimal, Option<Span>)> = match stated {
            [] => {
                let usual = LADDER.map(|percent| Decimal::new(percent.into(), 2));
                let mut in_time = Vec::new();
                for share in usual {
                    if self.seconds(self.requests(share)?, share)? <= self.longest.seconds() {
                        in_time.push((share, None));
                    }
                }
                in_time
            }
            stated => stated.to_vec(),
        };
        let mut steps = Vec::new();
        let (mut total, mut lengths) = (Decimal::ZERO, Vec::new());
        for (share, duration) in shares {
            let step = self.step(share, duration)?;
            if let Some(line) = self.complaint(&step, share)? {
                advice.push(line);
            }
            let length = duration.map_or(step.duration.value, Span::seconds);
            total += length;
            lengths.push(words(length));
            steps.push(step);
        }
        let total = Figure::seconds(total, lengths.join(" + "));
        Ok(CanaryAnswer { steps, total, too_low: None, enough_traffic: None, advice })
    }

    /// What is wrong with a step.
    fn complaint(&self, step: &CanaryStep, share: Decimal) -> Result<Option<String>, SloError> {
        let name = format!("the step at {}", step.share);
        if let Some(stated) = step.stated.as_ref().filter(|stated| !stated.enough) {
            let sees = match &stated.detectable {
                Some(least) => format!("detects errors from {least} on"),
                None => "may miss even a version that always fails".to_owned(),
            };
            return Ok(Some(format!(
                "{name} sees {} requests in {} and {sees}; {} would do",
                stated.requests, stated.duration, step.duration
            )));
        }
        if step.stated.is_none() && step.duration.value > self.longest.seconds() {
            let first = self.least_share()?.filter(|least| *least > share);
            let start = first.map_or(String::new(), |least| format!("; begin at {}", exact_percent(least)));
            return Ok(Some(format!("{name} takes {}, longer than {}{start}", step.duration, self.longest)));
        }
        Ok(None)
    }

    /// The least usual share whose step is done in time.
    fn least_share(&self) -> Result<Option<Decimal>, SloError> {
        for percent in USUAL {
            let share = Decimal::new(percent.into(), 2);
            if self.seconds(self.requests(share)?, share)? <= self.longest.seconds() {
                return Ok(Some(share));
            }
        }
        Ok(None)
    }

    fn too_low(&self, requests: Decimal, seconds: Decimal) -> CanaryAnswer {
        let longest = self.longest;
        let too_low = format!(
            "too little traffic for a canary: even at 50 % a step needs {} requests, which take {}; one may take {longest}",
            short(requests),
            words(seconds)
        );
        let rate = number::round_up(requests * Decimal::TWO * Decimal::from(60) / longest.seconds(), 3);
        let mut advice = Vec::new();
        let seen = self.traffic.events_in(longest.seconds()) * HALF;
        for one in &self.comparisons {
            let least = detectable(number::to_f64(one.baseline), number::to_f64(seen), 1.0, self.sure).and_then(share);
            advice.push(match least {
                Some(least) => format!(
                    "half of the traffic for {longest} notices {} that rise from {} to {} or more",
                    one.name,
                    exact_percent(one.baseline),
                    percent(least)
                ),
                None => format!("half of the traffic for {longest} may miss even that all requests are {}", one.name),
            });
        }
        advice.push(
            "instead: switch all at once with an instant way back (blue-green), or turn it on for chosen users (feature \
             flags), and judge it by synthetic requests and hard failures rather than by ratios"
                .to_owned(),
        );
        CanaryAnswer {
            steps: Vec::new(),
            total: Figure::seconds(Decimal::ZERO, "no steps"),
            too_low: Some(too_low),
            enough_traffic: Some(format!("{} requests per minute", short(rate))),
            advice,
        }
    }

    fn step(&self, share: Decimal, duration: Option<Span>) -> Result<CanaryStep, SloError> {
        let mut guards = Vec::new();
        for one in &self.comparisons {
            guards.push(self.guard(one, share)?);
        }
        let requests = self.requests(share)?;
        let steps = format!("{} requests / ({} x {})", short(requests), self.traffic, exact_percent(share));
        let exact = self.traffic.seconds_for(requests / share).ok_or_else(|| self.slow(share))?;
        let minutes = self.seconds(requests, share)?;
        let rounded = if exact == minutes { String::new() } else { format!(" = {}, rounded up", words(exact)) };
        let stated = duration.map(|duration| {
            let seen = self.traffic.events_in(duration.seconds()) * share;
            let least = self.comparisons.first().and_then(|one| {
                let least = detectable(number::to_f64(one.baseline), number::to_f64(seen), ratio(share), self.sure);
                least.and_then(self::share)
            });
            StatedStep {
                duration: duration.to_string(),
                requests: Figure::events(seen, format!("{} x {duration} x {}", self.traffic, exact_percent(share))),
                detectable: least.map(|least| {
                    let steps = format!("the least ratio for which {} requests are enough", short(seen));
                    Figure::percent(least, steps)
                }),
                enough: seen >= requests,
            }
        });
        let duration = Figure::seconds(minutes, format!("{steps}{rounded}"));
        Ok(CanaryStep { share: exact_percent(share), duration, guards, stated })
    }

    fn guard(&self, one: &Comparison, share: Decimal) -> Result<Guard, SloError> {
        let (p0, p1, k) = (number::to_f64(one.baseline), number::to_f64(one.worse), ratio(share));
        let found = needed(p0, p1, k, self.sure);
        let count =
            Decimal::from_f64(found.requests).filter(|_| found.requests < MOST).ok_or_else(|| self.slow(share))?;
        let requests = Figure::events(count, arithmetic(p0, p1, k, self.sure, found));
        let detects = format!("{} -> {}", exact_percent(one.baseline), exact_percent(one.worse));
        Ok(Guard { name: one.name.clone(), detects, requests })
    }

    /// The requests of the canary that satisfy every guard.
    fn requests(&self, share: Decimal) -> Result<Decimal, SloError> {
        let mut most = Decimal::ZERO;
        for one in &self.comparisons {
            most = most.max(self.guard(one, share)?.requests.value);
        }
        Ok(most)
    }

    /// How long they take, in whole minutes.
    fn seconds(&self, requests: Decimal, share: Decimal) -> Result<Decimal, SloError> {
        let seconds = requests.checked_div(share).and_then(|all| self.traffic.seconds_for(all));
        let minute = Decimal::from(60);
        let minutes = seconds.map(|seconds| (seconds / minute).ceil());
        minutes.and_then(|minutes| minutes.checked_mul(minute)).ok_or_else(|| self.slow(share))
    }

    fn slow(&self, share: Decimal) -> SloError {
        let range = format!("bring enough requests to {} of it to calculate with", exact_percent(share));
        out_of_range("traffic", self.traffic.to_string(), range)
    }
}

/// A ratio as a decimal, rounded up to three figures: what is said to be detectable is.
fn share(ratio: f64) -> Option<Decimal> {
    Decimal::from_f64(ratio).map(|ratio| number::round_up(ratio, 3).min(Decimal::ONE))
}

/// The formula of [`super::power`] with its numbers.
fn arithmetic(p0: f64, p1: f64, k: f64, sure: Certainty, found: Needed) -> String {
    let figures = |value: f64, count: u32| {
        Decimal::from_f64(value).map_or_else(|| value.to_string(), |value| number::print(number::round(value, count)))
    };
    let (alpha, beta) = (figures(normal_quantile(sure.confidence), 4), figures(normal_quantile(sure.power), 4));
    let (worse, base, rise) = (figures(p1, 6), figures(p0, 6), figures(p1 - p0, 6));
    let pooled = (p1 + k * p0) / (k + 1.0);
    let (k, more, p) = (figures(k, 6), figures(k + 1.0, 6), figures(pooled, 5));
    let mut steps = format!(
        "({alpha} x sqrt({more} x {p} x (1 - {p})) + {beta} x sqrt({k} x {worse} x (1 - {worse}) + {base} x (1 - {base})))^2 / \
         ({k} x {rise}^2) = {}, for continuity {}",
        figures(found.plain, 5),
        figures(found.corrected, 5)
    );
    if found.requests > found.corrected.ceil() {
        steps.push_str(&format!(", for 5 failures 5 / {worse}"));
    }
    steps
}

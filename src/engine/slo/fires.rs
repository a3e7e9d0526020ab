//! Whether each alert can fire, how fast, and what is left of the budget when it does.
//!
//! With failures at a steady ratio `e` from some moment on, the long window exceeds the threshold
//! `factor x (1 - target)` after `long window x threshold / e` (Site Reliability Workbook, chapter 5), which is
//! `share x period x (1 - target) / e`. The short window exceeds it earlier. Once the failures end, the short window
//! falls to the threshold after `short window x (1 - threshold / e)`.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use super::burn::{Tier, TierAnswer};
use super::figure::{Figure, exact_percent, percent, short, words};
use super::traffic::Load;
use super::written::{Objective, Span};
use crate::quantity::number;

/// Windows that people use, in minutes, up to 28 days.
pub(super) const USUAL_MINUTES: [u32; 15] =
    [5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 4_320, 10_080, 20_160, 40_320];

/// What one alert does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TierProof {
    /// The alert and its factor.
    pub tier: TierAnswer,
    /// The error ratio above which it fires.
    pub threshold: Figure,
    /// Whether that is below 100 %.
    pub can_fire: bool,
    /// The target at and below which an alert of this factor cannot fire; `None` up to a factor of 1.
    pub needs_target_above: Option<Figure>,
    /// Alerts that would fire at an error ratio of 50 %, where this one cannot.
    pub proposals: Vec<Proposal>,
    /// What the traffic means for it; `None` where none is stated.
    pub traffic: Option<TierTraffic>,
    /// What it does when so much fails.
    pub outages: Vec<Outage>,
}

/// An alert that can fire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Proposal {
    /// The alert.
    pub tier: TierAnswer,
    /// The error ratio above which it fires.
    pub threshold: Figure,
    /// How its window or share was found.
    pub derivation: String,
}

/// What an alert sees of the traffic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TierTraffic {
    /// The requests expected in the short window.
    pub short_requests: Figure,
    /// The requests expected in the long window.
    pub long_requests: Figure,
    /// The failures that fire it; `None` where it cannot fire.
    pub failures_to_fire: Option<Figure>,
    /// Whether one failure fires it.
    pub single_failure_fires: bool,
}

/// What an alert does while a share of all requests fails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Outage {
    /// The share that fails, printed.
    pub error_ratio: String,
    /// Whether the alert fires.
    pub fires: bool,
    /// How long it takes; `None` where it does not fire.
    pub detection: Option<Figure>,
    /// How long it goes on after the failures have ended.
    pub reset: Option<Figure>,
    /// The share of the budget that is spent when it fires.
    pub budget_spent: Option<Figure>,
}

/// What all alerts of a question have in common.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    pub objective: Objective,
    pub period: Span,
    pub traffic: Option<Load>,
    pub delay: Decimal,
    pub ratios: Vec<Decimal>,
}

impl Setting {
    /// The error ratio above which an alert fires.
    pub(super) fn threshold(&self, tier: &Tier) -> Decimal {
        let exact = tier.share * self.period.seconds() * self.objective.fraction() / tier.long.seconds();
        // A share that was found by a division may miss 1 by its last digits.
        exact.round_dp(20).normalize()
    }

    /// Everything about one alert.
    pub(super) fn proof(&self, tier: &Tier) -> TierProof {
        let threshold = self.threshold(tier);
        let can_fire = threshold < Decimal::ONE;
        let factor = tier.factor(self.period);
        let needs_target_above = (factor > Decimal::ONE).then(|| {
            let steps = format!("100 % - 100 % / {}", short(factor));
            Figure::percent(Decimal::ONE - Decimal::ONE / factor, steps)
        });
        TierProof {
            tier: tier.answer(self.period),
            threshold: self.threshold_figure(tier),
            can_fire,
            needs_target_above,
            proposals: if can_fire { Vec::new() } else { self.proposals(tier) },
            traffic: self.traffic.as_ref().map(|load| tier_traffic(tier, threshold, load)),
            outages: self.ratios.iter().map(|ratio| self.outage(tier, *ratio)).collect(),
        }
    }

    fn threshold_figure(&self, tier: &Tier) -> Figure {
        let steps = format!("{} x (100 % - {})", short(tier.factor(self.period)), self.objective);
        Figure::percent(self.threshold(tier), steps)
    }

    /// The same alert with a longer window, and with a smaller share, so that half of all requests failing fires it.
    pub(super) fn proposals(&self, tier: &Tier) -> Vec<Proposal> {
        let half = Decimal::new(5, 1);
        let spent = tier.share * self.period.seconds() * self.objective.fraction();
        let (share, left) = (exact_percent(tier.share), exact_percent(self.objective.fraction()));
        let proposal = |tier: Tier, derivation| Proposal {
            tier: tier.answer(self.period),
            threshold: self.threshold_figure(&tier),
            derivation,
        };
        let at_least = spent / half;
        let longer = usual(at_least, self.period).map(|long| {
            let steps = format!("{share} x {} x {left} / 50 % = {}, rounded up", self.period, words(at_least));
            proposal(with_window(tier, long), steps)
        });
        let at_most = half * tier.long.seconds() / (self.period.seconds() * self.objective.fraction());
        let smaller = number::round_down(at_most, 2);
        let fewer = (smaller >= Decimal::new(1, 6)).then(|| {
            let steps =
                format!("50 % x {} / ({} x {left}) = {}, rounded down", tier.long, self.period, percent(at_most));
            proposal(Tier { share: smaller, ..*tier }, steps)
        });
        longer.into_iter().chain(fewer).collect()
    }

    /// What one alert does at one error ratio.
    pub(super) fn outage(&self, tier: &Tier, ratio: Decimal) -> Outage {
        let threshold = self.threshold(tier);
        let error_ratio = exact_percent(ratio);
        if threshold >= Decimal::ONE || ratio <= threshold {
            return Outage { error_ratio, fires: false, detection: None, reset: None, budget_spent: None };
        }
        let (seconds, steps) = self.exceeded_after(tier, ratio);
        let seconds = seconds + self.delay;
        let detection = Figure::seconds(seconds, format!("{steps}{}", self.plus_delay()));
        let budget = self.objective.fraction() * self.period.seconds();
        let steps = format!("{error_ratio} x {} / {}", detection.text, words(budget));
        let budget_spent = Figure::percent(ratio * seconds / budget, steps);
        let reset = self.reset(tier, ratio);
        Outage {
            error_ratio,
            fires: true,
            detection: Some(detection),
            reset: Some(reset),
            budget_spent: Some(budget_spent),
        }
    }

    /// ` + 1 min` where there is a delay.
    pub(super) fn plus_delay(&self) -> String {
        if self.delay.is_zero() { String::new() } else { format!(" + {}", words(self.delay)) }
    }

    /// When both windows exceed the threshold. Where single failures count, the last of those it takes has to arrive.
    fn exceeded_after(&self, tier: &Tier, ratio: Decimal) -> (Decimal, String) {
        let threshold = self.threshold(tier);
        let steady = tier.long.seconds() * threshold / ratio;
        let steps = format!("{} x {} / {}", tier.long, percent(threshold), exact_percent(ratio));
        let Some(load) = &self.traffic else { return (steady, steps) };
        let traffic = load.within(tier.long);
        let failures = failures_to_fire(threshold, traffic.events_in(tier.long.seconds()));
        match traffic.seconds_for(failures).map(|seconds| seconds / ratio) {
            Some(arrived) if failures <= Decimal::ONE_HUNDRED && arrived > steady => {
                let noun = if failures == Decimal::ONE { "failure" } else { "failures" };
                (arrived, format!("{} {noun} / ({traffic} x {})", short(failures), exact_percent(ratio)))
            }
            _ => (steady, steps),
        }
    }

    fn reset(&self, tier: &Tier, ratio: Decimal) -> Figure {
        let threshold = self.threshold(tier);
        let requests = self.traffic.as_ref().map(|load| load.events_in(tier.short));
        if requests.is_some_and(|requests| requests * threshold < Decimal::ONE) {
            let steps = "the short window, above the threshold for as long as it holds one failure";
            return Figure::seconds(tier.short.seconds(), steps);
        }
        let seconds = tier.short.seconds() * (Decimal::ONE - threshold / ratio);
        let steps = format!("{} x (1 - {} / {})", tier.short, percent(threshold), exact_percent(ratio));
        Figure::seconds(seconds, steps)
    }
}

/// The least whole number of failures whose ratio to the requests of the long window is above the threshold. The long
/// window holds the most requests, so it takes the most.
pub(super) fn failures_to_fire(threshold: Decimal, long_requests: Decimal) -> Decimal {
    (threshold * long_requests).floor() + Decimal::ONE
}

/// An alert with another long window and a twelfth of it as the short one.
pub(super) fn with_window(tier: &Tier, long: Span) -> Tier {
    let twelfth = Span::new("short", long.seconds() / Decimal::from(12)).unwrap_or(tier.short);
    Tier { long, short: twelfth, ..*tier }
}

/// The shortest usual window of at least so many seconds, or the period; `None` beyond the period.
pub(super) fn usual(seconds: Decimal, period: Span) -> Option<Span> {
    let fits = |span: &Span| span.seconds() >= seconds && *span <= period;
    let usual = USUAL_MINUTES.map(Span::minutes).into_iter().find(fits);
    usual.or_else(|| (seconds <= period.seconds()).then_some(period))
}

fn tier_traffic(tier: &Tier, threshold: Decimal, load: &Load) -> TierTraffic {
    let requests = |span: Span| Figure::events(load.events_in(span), format!("{} x {span}", load.within(span)));
    let long_requests = requests(tier.long);
    let exact = load.events_in(tier.long);
    let failures = (threshold < Decimal::ONE).then(|| failures_to_fire(threshold, exact));
    TierTraffic {
        short_requests: requests(tier.short),
        failures_to_fire: failures.map(|failures| {
            let product = short(threshold * exact);
            let steps = format!("the next whole number above {} x {} = {product}", percent(threshold), long_requests);
            Figure::events(failures, "").with_text(short(failures), format!("{steps}: {}", short(failures)))
        }),
        long_requests,
        single_failure_fires: failures == Some(Decimal::ONE),
    }
}

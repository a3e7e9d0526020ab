//! Whether each alert can fire, how fast, and what is left of the budget when it does.
//!
//! With failures at a steady ratio `e` from some moment on, the long window exceeds the threshold
//! `factor x (1 - target)` after `long window x threshold / e` (Site Reliability Workbook, chapter 5), which is
//! `share x period x (1 - target) / e`. The short window exceeds it earlier. Once the failures end, the short window
//! falls to the threshold after `short window x (1 - threshold / e)`.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::burn::{Tier, TierAnswer, TierInput, below_one, typed_tiers};
use super::error::SloError;
use super::figure::{Figure, Issue, IssueKind, exact_percent, percent, short, words};
use super::fitting::fitted;
use super::remedies::{self, Remedy};
use super::traffic::Load;
use super::written::{Objective, Span, Written, out_of_range};
use crate::quantity::number;

/// Windows that people use, in minutes, up to 28 days.
pub(super) const USUAL_MINUTES: [u32; 15] =
    [5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 4_320, 10_080, 20_160, 40_320];

/// Failures that an alert should need, unless the question says otherwise.
const FAILURES: u32 = 2;

/// Whether the alerts of an objective work.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertQuestion {
    /// The share that has to succeed: `99.9 %`.
    pub target: Written,
    /// The window of the objective: `30 days`.
    pub period: Written,
    /// The alerts; without any, the four of the Site Reliability Workbook, with windows that fit target and period.
    #[serde(default)]
    pub tiers: Vec<TierInput>,
    /// The requests per time on average: `4,300 req/s`.
    #[serde(default)]
    pub traffic: Option<Written>,
    /// The requests per time in the quietest hour: `10 requests per hour`. Windows shorter than a day are held against
    /// them, since the alerts have to work at night as well.
    #[serde(default)]
    pub quietest: Option<Written>,
    /// What passes between a threshold being exceeded and the alert: evaluation interval and waiting time, `1 min`.
    /// Without it detection times are those of an alert that is evaluated all the time.
    #[serde(default)]
    pub delay: Option<Written>,
    /// The error ratios to answer for; without any, 10 %, 50 % and 100 %.
    #[serde(default)]
    pub error_ratios: Vec<Written>,
    /// How many failures an alert should need, where traffic is low; 2 if left out, so that none fires at one failure.
    #[serde(default)]
    pub failures: Option<u32>,
}

/// Whether alerts work, one by one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AlertReport {
    /// The target, printed.
    pub target: String,
    /// The period, printed.
    pub period: String,
    /// Which traffic the alerts are held against; `None` where none is stated.
    pub traffic: Option<String>,
    /// The alerts, in the order they were given.
    pub tiers: Vec<TierProof>,
    /// What helps where too few failures fire an alert, compared; empty where none does.
    pub remedies: Vec<Remedy>,
    /// What has to be known about them.
    pub issues: Vec<Issue>,
}

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

impl AlertQuestion {
    /// What each alert does, and what helps where it does not work.
    ///
    /// # Errors
    /// Any [`SloError`] that a field gives reason for.
    pub fn answer(&self) -> Result<AlertReport, SloError> {
        let setting = self.setting()?;
        let (tiers, mut issues) = match &self.tiers[..] {
            [] => fitted(setting.objective, setting.period),
            stated => (typed_tiers(stated, setting.period)?, Vec::new()),
        };
        let failures = self.failures.unwrap_or(FAILURES);
        if !(1..=1_000).contains(&failures) {
            return Err(out_of_range("failures", failures.to_string(), "lie from 1 to 1,000"));
        }
        let proofs: Vec<TierProof> = tiers.iter().map(|tier| setting.proof(tier)).collect();
        let slow = tiers.iter().filter_map(|tier| below_one(tier, setting.period));
        let remedies = remedies::compare(&tiers, &setting, failures.into());
        let way_out = way_out(&remedies);
        issues.splice(0..0, proofs.iter().flat_map(|proof| tier_issues(proof, &setting, &way_out)).chain(slow));
        issues.extend(setting.traffic.as_ref().and_then(Load::of_average_only));
        let (target, period) = (setting.objective.to_string(), setting.period.to_string());
        let traffic = setting.traffic.as_ref().map(Load::to_string);
        Ok(AlertReport { target, period, traffic, tiers: proofs, remedies, issues })
    }

    fn setting(&self) -> Result<Setting, SloError> {
        let objective = self.target.objective("target")?;
        let period = self.period.span("period")?;
        let traffic = Load::read(self.traffic.as_ref(), self.quietest.as_ref(), period)?;
        let delay = self.delay.as_ref().map_or(Ok(Decimal::ZERO), |delay| delay.span_or_none("delay"))?;
        let stated = self.error_ratios.iter().enumerate();
        let mut ratios = stated
            .map(|(index, ratio)| ratio.share_above_zero(&format!("error_ratios[{index}]")))
            .collect::<Result<Vec<_>, _>>()?;
        if ratios.is_empty() {
            ratios = vec![Decimal::new(1, 1), Decimal::new(5, 1), Decimal::ONE];
        }
        Ok(Setting { objective, period, traffic, delay, ratios })
    }
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
    fn proposals(&self, tier: &Tier) -> Vec<Proposal> {
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

/// The remedies that work, for the fix of an issue.
fn way_out(remedies: &[Remedy]) -> String {
    let working: Vec<&str> = remedies.iter().filter(|one| one.works).map(|one| one.change.as_str()).collect();
    match &working[..] {
        [] => "lower the target, lengthen the period, or judge it together with other traffic".to_owned(),
        working => working.join("; or "),
    }
}

/// What one alert gives reason to say.
fn tier_issues(proof: &TierProof, setting: &Setting, way_out: &str) -> Vec<Issue> {
    let mut issues = Vec::new();
    let name = &proof.tier.name;
    if !proof.can_fire {
        let message = format!(
            "it can never fire: it waits for an error ratio above {}, and no more than 100 % can fail",
            proof.threshold.derivation
        );
        let fixes = proof.proposals.iter().map(|one| format!("`{}` (factor {})", one.tier.name, one.tier.factor));
        let fixes: Vec<String> = fixes.collect();
        let fix = if fixes.is_empty() { "leave it out".to_owned() } else { fixes.join(", or ") };
        issues.push(Issue::new(IssueKind::CannotFire, name, message).with_fix(fix));
    }
    if let Some(traffic) = &proof.traffic {
        if let Some(failures) = traffic.failures_to_fire.as_ref().filter(|_| traffic.single_failure_fires) {
            let requests = &traffic.long_requests;
            let message = format!("one failure of about {requests} requests fires it: {}", failures.derivation);
            issues.push(Issue::new(IssueKind::SingleFailureFires, name, message).with_fix(way_out));
        }
        if traffic.short_requests.value < Decimal::ONE {
            let requests = &traffic.short_requests.derivation;
            let message = format!("its short window is often empty, and then it cannot fire: {requests} requests");
            issues.push(Issue::new(IssueKind::ShortWindowEmpty, name, message).with_fix(way_out));
        }
    }
    let late = proof
        .outages
        .iter()
        .find(|outage| outage.budget_spent.as_ref().is_some_and(|spent| spent.value >= Decimal::ONE_HUNDRED));
    if let Some((outage, spent)) = late.and_then(|outage| Some((outage, outage.budget_spent.as_ref()?))) {
        let message =
            format!("with {} failing, the budget is gone when it fires: {}", outage.error_ratio, spent.derivation);
        let fix = if setting.delay > Decimal::ZERO {
            "evaluate it more often, or lower the target"
        } else {
            "lower the target, or lengthen the period"
        };
        issues.push(Issue::new(IssueKind::FiresTooLate, name, message).with_fix(fix));
    }
    issues
}

#[cfg(test)]
#[path = "fires_tests.rs"]
mod tests;

//! What helps where traffic is so low that single failures fire an alert, compared.
//!
//! An alert that fires when a share of the budget is spent needs more failures than `share x budget in events`,
//! however long its window: only a larger share, more events or a looser target make it need more of them. The remedies
//! are those of the Site Reliability Workbook, chapter 5, "Low-Traffic Services and Error Budget Alerting".

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use super::burn::{Severity, Tier};
use super::figure::{Figure, exact_percent, percent, short, words};
use super::fires::{Setting, USUAL_MINUTES, failures_to_fire, usual, with_window};
use super::traffic::Load;
use super::written::{Objective, Span, Traffic};
use crate::quantity::number;

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RemedyKind {
    /// Longer windows at the same factor, so that a larger share of the budget is spent before it fires.
    LongerWindows,
    /// Only the alerts that need enough failures as they are.
    FewerTiers,
    /// Requests made by a machine, so that there is more traffic to judge by.
    SyntheticProbes,
    /// Alerts at a number of failures rather than at a ratio.
    EventCounts,
    /// A target that allows enough failures.
    LowerTarget,
}

/// A way out, and what it costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Remedy {
    /// What is changed.
    pub kind: RemedyKind,
    /// To what it is changed, or why that does not help.
    pub change: String,
    /// Whether every alert then needs enough failures and fires before the budget is gone.
    pub works: bool,
    /// The alerts there would be.
    pub tiers: Vec<RemediedTier>,
    /// How the change was found.
    pub derivation: String,
    /// What it costs.
    pub price: &'static str,
}

/// An alert as it would be, with everything failing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RemediedTier {
    /// `page at 2 % in 1 h`.
    pub name: String,
    /// The failures that fire it.
    pub failures_to_fire: Figure,
    /// How long it takes to fire.
    pub detection: Option<Figure>,
    /// The share of the budget that is spent by then.
    pub budget_spent: Option<Figure>,
}

/// A question whose alerts are too easily fired.
struct Case<'a> {
    tiers: &'a [Tier],
    setting: &'a Setting,
    load: &'a Load,
    /// The traffic at which the alerts are too easily fired.
    traffic: &'a Traffic,
    /// The failures an alert should need.
    failures: Decimal,
    /// The requests of the period at that traffic.
    requests: Decimal,
    /// The failures the objective allows of these.
    budget: Decimal,
}

/// The remedies, all of them, where any alert that can fire does so at fewer failures than asked for.
pub(super) fn compare(tiers: &[Tier], setting: &Setting, failures: Decimal) -> Vec<Remedy> {
    let Some(load) = &setting.traffic else { return Vec::new() };
    let easy = tiers.iter().filter(|tier| too_easy(tier, setting, load, failures));
    let Some(shortest) = easy.map(|tier| tier.long).min() else { return Vec::new() };
    let traffic = load.within(shortest);
    let requests = traffic.events_in(setting.period.seconds());
    let budget = requests * setting.objective.fraction();
    let case = Case { tiers, setting, load, traffic, failures, requests, budget };
    vec![case.longer_windows(), case.fewer_tiers(), case.probes(), case.event_counts(), case.lower_target()]
}

/// Whether an alert that can fire does so at too few failures.
fn too_easy(tier: &Tier, setting: &Setting, load: &Load, failures: Decimal) -> bool {
    let threshold = setting.threshold(tier);
    threshold < Decimal::ONE && failures_to_fire(threshold, load.events_in(tier.long)) < failures
}

impl Case<'_> {
    fn too_easy(&self, tier: &Tier) -> bool {
        too_easy(tier, self.setting, self.load, self.failures)
    }

    /// What the next to last failure an alert needs amounts to: one less must not fire it.
    fn one_less(&self) -> Decimal {
        self.failures - Decimal::ONE
    }

    /// `0.1 % x 7,200 requests = 7.2 failures allowed`.
    fn allowed(&self) -> String {
        let (left, requests) = (exact_percent(self.setting.objective.fraction()), short(self.requests));
        let rate = if self.traffic == self.load.average() { "" } else { ", were all hours as quiet" };
        format!("{left} x {requests} requests = {} failures allowed{rate}", short(self.budget))
    }

    fn longer_windows(&self) -> Remedy {
        let price = "an outage is noticed later and costs a larger share of the budget; it also ends later";
        let share = self.one_less() / self.budget;
        let mut tiers: Vec<Tier> = Vec::new();
        for tier in self.tiers {
            let changed = if self.too_easy(tier) { self.longer(tier) } else { Some(*tier) };
            match changed {
                Some(tier) if !tiers.iter().any(|known| known.long == tier.long) => tiers.push(tier),
                Some(_) => {}
                None => {
                    let change = format!(
                        "no window within {} makes `{tier}` need {} failures",
                        self.setting.period,
                        short(self.failures)
                    );
                    let derivation =
                        format!("{} / ({}) = {} of the budget", short(self.one_less()), self.allowed(), percent(share));
                    return Remedy {
                        kind: RemedyKind::LongerWindows,
                        change,
                        works: false,
                        tiers: Vec::new(),
                        derivation,
                        price,
                    };
                }
            }
        }
        let names: Vec<String> = tiers.iter().map(|tier| format!("`{tier}`")).collect();
        let change = format!("the same factors over longer windows: {}", names.join(", "));
        let derivation = format!(
            "share >= {} / ({}) = {}; long window = share x {} / factor, rounded up",
            short(self.one_less()),
            self.allowed(),
            percent(share),
            self.setting.period
        );
        self.remedy(RemedyKind::LongerWindows, change, &tiers, self.setting, derivation, price)
    }

    /// The alert with the shortest usual window in which enough failures at its factor are expected.
    fn longer(&self, tier: &Tier) -> Option<Tier> {
        let period = self.setting.period;
        let factor = tier.factor(period);
        let threshold = self.setting.threshold(tier);
        let enough = |long: &Span| *long <= period && threshold * self.load.events_in(*long) >= self.one_less();
        let windows = USUAL_MINUTES.map(Span::minutes).into_iter().filter(|long| *long > tier.long);
        let long = windows.chain([period]).find(enough)?;
        let share = (factor * long.seconds() / period.seconds()).normalize();
        (share <= Decimal::ONE).then(|| with_window(&Tier { share, ..*tier }, long))
    }

    fn fewer_tiers(&self) -> Remedy {
        let kept: Vec<Tier> = self.tiers.iter().filter(|tier| !self.too_easy(tier)).copied().collect();
        let names: Vec<String> = kept.iter().map(|tier| format!("`{tier}`")).collect();
        let change = match &names[..] {
            [] => format!("every alert fires at fewer than {} failures", short(self.failures)),
            names => format!("only {}", names.join(", ")),
        };
        let derivation = format!("share x ({}) >= {}", self.allowed(), short(self.one_less()));
        let price = "outages that the alerts left out would have caught are noticed later";
        let mut remedy = self.remedy(RemedyKind::FewerTiers, change, &kept, self.setting, derivation, price);
        // Tickets alone are no remedy for pages.
        remedy.works &= self.tiers.iter().all(|tier| kept.iter().any(|one| one.severity == tier.severity));
        remedy
    }

    fn probes(&self) -> Remedy {
        let price = "a probe sees only what it imitates, and its successes thin out the failures of real users";
        let period = self.setting.period.seconds();
        let smallest = self.smallest_share();
        let left = self.setting.objective.fraction();
        let needed = self.one_less() / (smallest * left);
        let more = (needed - self.requests).max(Decimal::ONE);
        // Rounded down: never fewer probes than needed.
        let interval = period / more;
        let interval = if interval >= Decimal::TEN { interval.floor() } else { number::round_down(interval, 2) };
        let derivation = format!(
            "{} / ({} x {}) = {} requests in {}; less {} is {} probes",
            short(self.one_less()),
            exact_percent(smallest),
            exact_percent(left),
            short(needed.ceil()),
            self.setting.period,
            short(self.requests),
            short(more.ceil())
        );
        if interval < Decimal::ONE {
            let change = "it would take more than a probe per second".to_owned();
            let kind = RemedyKind::SyntheticProbes;
            return Remedy { kind, change, works: false, tiers: Vec::new(), derivation, price };
        }
        let probes = period / interval;
        let load = self.load.with_more(probes, period);
        let setting = Setting { traffic: Some(load), ..self.setting.clone() };
        let share = probes / (probes + self.load.average().events_in(period));
        let change = format!("a probe every {}: {} of all requests would be probes", words(interval), percent(share));
        self.remedy(RemedyKind::SyntheticProbes, change, self.tiers, &setting, derivation, price)
    }

    fn event_counts(&self) -> Remedy {
        let price = "the count has to be revisited when traffic changes";
        let spent = self.failures / self.budget;
        let derivation = format!("{} / ({}) = {} of the budget", short(self.failures), self.allowed(), percent(spent));
        let mut windows: BTreeMap<Severity, Span> = BTreeMap::new();
        for tier in self.tiers.iter().filter(|tier| self.too_easy(tier)) {
            // The longest window fires at whatever a shorter one would have fired at.
            let longest = self.count_window(tier).into_iter().chain(windows.get(&tier.severity).copied()).max();
            windows.extend(longest.map(|window| (tier.severity, window)));
        }
        let tiers: Vec<RemediedTier> =
            windows.iter().map(|(severity, window)| self.counted(*severity, *window)).collect();
        let works = !tiers.is_empty() && tiers.iter().all(in_time);
        let change = match &tiers[..] {
            [] => format!("{} failures in any window up to {} are allowed", short(self.failures), self.setting.period),
            tiers => tiers.iter().map(|tier| tier.name.clone()).collect::<Vec<_>>().join(", "),
        };
        Remedy { kind: RemedyKind::EventCounts, change, works, tiers, derivation, price }
    }

    /// The window of an alert, or a longer one in which half of all requests failing are enough failures; `None` where
    /// the objective allows that many in it.
    fn count_window(&self, tier: &Tier) -> Option<Span> {
        let least = self.traffic.seconds_for(self.failures * Decimal::TWO)?;
        let window = usual(least.max(tier.long.seconds()), self.setting.period)?;
        // On average it is expected to stay silent, too.
        let allowed = self.load.average().events_in(window.seconds()) * self.setting.objective.fraction();
        (allowed < self.failures).then_some(window)
    }

    /// An alert at a number of failures within a window.
    fn counted(&self, severity: Severity, window: Span) -> RemediedTier {
        let failures = short(self.failures);
        let seconds = self.traffic.seconds_for(self.failures).unwrap_or_default() + self.setting.delay;
        let failed = self.traffic.events_in(seconds);
        RemediedTier {
            name: format!("{severity} at {failures} failures in {window}"),
            failures_to_fire: Figure::events(self.failures, "")
                .with_text(failures.clone(), format!("{failures}, as asked for")),
            detection: Some(Figure::seconds(
                seconds,
                format!("{failures} failures / {}{}", self.traffic, self.setting.plus_delay()),
            )),
            budget_spent: Some(Figure::percent(
                failed / self.budget,
                format!("{} / {}", short(failed), short(self.budget)),
            )),
        }
    }

    fn lower_target(&self) -> Remedy {
        let price = "more failures are allowed: users have to agree";
        let smallest = self.smallest_share();
        let left = number::round_up(self.one_less() / (smallest * self.requests), 2);
        let steps =
            format!("{} / ({} x {} requests)", short(self.one_less()), exact_percent(smallest), short(self.requests));
        let derivation = format!("100 % - {steps} = 100 % - {}", exact_percent(left));
        match Objective::new("target", Decimal::ONE - left) {
            // An objective that half of all requests may miss is none.
            Ok(objective) if left <= Decimal::new(5, 1) => {
                let change = format!("a target of {objective}");
                let setting = Setting { objective, ..self.setting.clone() };
                self.remedy(RemedyKind::LowerTarget, change, self.tiers, &setting, derivation, price)
            }
            _ => {
                let change = "no target worth stating allows that many failures of so few requests".to_owned();
                Remedy { kind: RemedyKind::LowerTarget, change, works: false, tiers: Vec::new(), derivation, price }
            }
        }
    }

    /// The smallest share of the budget that fires an alert.
    fn smallest_share(&self) -> Decimal {
        self.tiers.iter().map(|tier| tier.share).min().unwrap_or(Decimal::ONE)
    }

    /// A remedy, judged by what its alerts would do.
    fn remedy(
        &self,
        kind: RemedyKind,
        change: String,
        tiers: &[Tier],
        setting: &Setting,
        derivation: String,
        price: &'static str,
    ) -> Remedy {
        let tiers: Vec<RemediedTier> = tiers.iter().filter_map(|tier| remedied(tier, setting)).collect();
        let enough = tiers.iter().all(|tier| tier.failures_to_fire.value >= self.failures);
        let works = !tiers.is_empty() && enough && tiers.iter().all(in_time);
        Remedy { kind, change, works, tiers, derivation, price }
    }
}

/// Whether something of the budget is left when it fires.
fn in_time(tier: &RemediedTier) -> bool {
    tier.budget_spent.as_ref().is_some_and(|spent| spent.value < Decimal::ONE_HUNDRED)
}

/// What an alert would do with everything failing; `None` where it cannot fire.
fn remedied(tier: &Tier, setting: &Setting) -> Option<RemediedTier> {
    let failures_to_fire = setting.proof(tier).traffic?.failures_to_fire?;
    let outage = setting.outage(tier, Decimal::ONE);
    Some(RemediedTier {
        name: tier.to_string(),
        failures_to_fire,
        detection: outage.detection,
        budget_spent: outage.budget_spent,
    })
}

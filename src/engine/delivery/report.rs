//! All of it, with the gaps in order.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::alerts::{AlertInput, Fatigue, fatigue};
use super::history::{Deploy, DeployInput, DeployResult, HistoryError};
use super::measures::{Measures, Rate, measures, reached};
use super::outcome::{Outcome, outcomes};
use crate::engine::slo::{Figure, SloError, Written, out_of_range};

/// Fewer samples than this say little.
const ENOUGH: u64 = 20;
const DAY: Decimal = Decimal::from_parts(86_400, 0, 0, false, 0);

/// What is known of how delivery does. Deploys stand in it, or in a history of their own.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveryInput {
    /// The last day of the window, in UTC: `2026-11-02`; that of the last deploy if left out.
    #[serde(default)]
    pub as_of: Option<Written>,
    /// How long the window is, in whole days: `90 days`; from the first deploy on if left out.
    #[serde(default)]
    pub window: Option<Written>,
    /// The environments that are production; those named like it if left out.
    #[serde(default)]
    pub production: Vec<String>,
    /// The deploys.
    #[serde(default)]
    pub deploys: Vec<DeployInput>,
    /// How often alerts fired, and what came of it.
    #[serde(default)]
    pub alerts: Vec<AlertInput>,
    /// What users come to do.
    #[serde(default)]
    pub journeys: Vec<JourneyInput>,
}

/// Something users come to do.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JourneyInput {
    /// Its name: `Check out`.
    pub name: String,
    /// What measures it; none says that nothing does.
    #[serde(default)]
    pub slis: Vec<String>,
}

/// How delivery does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DeliveryReport {
    /// The first day of the window; `None` without deploys.
    pub from: Option<Date>,
    /// The last day of the window.
    pub to: Option<Date>,
    /// How many days that is.
    pub days: u32,
    /// The environments taken as production.
    pub production: Vec<String>,
    /// Deploys to production within the window, of all that were read.
    pub counted: u64,
    /// All that were read.
    pub read: u64,
    /// The measures of all services together.
    pub all: Measures,
    /// The measures of each service, where there are several.
    pub services: BTreeMap<String, Measures>,
    /// The deploys that did not succeed, cancelled ones left out, in the order of time.
    pub failed: Vec<FailedDeploy>,
    /// What alerts cost and bring; `None` without alerts.
    pub alerts: Option<Fatigue>,
    /// Journeys that nothing measures.
    pub blind_spots: Vec<String>,
    /// What is wrong, the greatest share first, then what is not known.
    pub gaps: Vec<Gap>,
}

/// A deploy to production that did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FailedDeploy {
    /// Where it stands in the history: `line 7`.
    pub place: String,
    /// The day it ended, in UTC.
    pub day: Date,
    /// Which service it was of; blank where there is one.
    pub service: String,
    /// Where it deployed to.
    pub environment: String,
    /// Which commit it deployed.
    pub commit: Option<String>,
    /// What it means.
    pub outcome: Outcome,
    /// Whether users met it: it was rolled back, or service had to be restored.
    pub reached_users: bool,
    /// Whether another deploy of the service to that place has succeeded since.
    pub followed: bool,
    /// How long users waited; `None` where that is not known, or none did.
    pub restored_after: Option<Figure>,
}

impl FailedDeploy {
    /// What a deploy means, among all of them; `None` of one that succeeded or was cancelled.
    fn of(one: &Deploy, outcome: Outcome, all: &[Deploy]) -> Option<FailedDeploy> {
        if matches!(outcome, Outcome::Succeeded | Outcome::Cancelled) {
            return None;
        }
        let later = |other: &&Deploy| {
            let line = (&other.service, &other.environment) == (&one.service, &one.environment);
            line && other.time > one.time && other.result == DeployResult::Success
        };
        let seconds = one.restored_at.map(|restored| restored.as_second() - one.time.as_second());
        let seconds = seconds.filter(|seconds| *seconds >= 0);
        Some(FailedDeploy {
            place: one.place.clone(),
            day: one.time.to_zoned(TimeZone::UTC).date(),
            service: one.service.clone(),
            environment: one.environment.clone(),
            commit: one.commit.clone(),
            outcome,
            reached_users: reached(one),
            followed: all.iter().any(|other| later(&other)),
            restored_after: seconds.map(|seconds| Figure::seconds(seconds.into(), "from the deploy to its restore")),
        })
    }
}

/// Something that is wrong, or not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Gap {
    /// What it is.
    pub kind: GapKind,
    /// The share of deploys, pages or journeys that it concerns, in percent; `None` for what is not known.
    pub percent: Option<Decimal>,
    /// What is the matter, with the numbers.
    pub message: String,
    /// What would put it right.
    pub fix: String,
}

/// What a gap is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GapKind {
    /// A journey without an SLI.
    BlindSpot,
    /// Changes that break something.
    ChangeFailures,
    /// Pages that nobody acts on.
    AlertFatigue,
    /// Deploys that fail although the change is good.
    FlakyDeploys,
    /// Numbers that rest on too little.
    FewSamples,
    /// Rows that say too little.
    MissingData,
}

/// Why there is no report.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DeliveryError {
    /// A row that cannot be used.
    #[error("deploys: {0}")]
    History(#[from] HistoryError),
    /// A field that cannot be used.
    #[error(transparent)]
    Field(#[from] SloError),
    /// No deploy went where users are.
    #[error("production: no deploy went to {wanted}; the environments of the history are {known}")]
    NoProduction {
        /// What was looked for.
        wanted: String,
        /// What there is.
        known: String,
    },
}

impl DeliveryInput {
    /// The report; `history` is read beside the deploys of the question.
    ///
    /// # Errors
    /// [`DeliveryError`], naming the field or the row.
    pub fn answer(&self, history: Vec<Deploy>) -> Result<DeliveryReport, DeliveryError> {
        let mut deploys = history;
        for (index, row) in self.deploys.iter().enumerate() {
            deploys.push(row.clone().deploy(format!("deploys[{index}]"))?);
        }
        let production = self.production(&deploys)?;
        let (from, to, days) = self.window(&deploys)?;
        // Retries are looked for in all of the history: one may lie on the other side of the window's end.
        let outcomes = outcomes(&deploys);
        let day = |one: &Deploy| one.time.to_zoned(TimeZone::UTC).date();
        let inside = |one: &Deploy| from.is_some_and(|from| from <= day(one)) && to.is_some_and(|to| day(one) <= to);
        let counted: Vec<(&Deploy, Outcome)> = deploys
            .iter()
            .zip(outcomes)
            .filter(|(one, _)| production.contains(&one.environment) && inside(one))
            .collect();
        let mut services: BTreeMap<String, Vec<(&Deploy, Outcome)>> = BTreeMap::new();
        for (deploy, outcome) in &counted {
            services.entry(deploy.service.clone()).or_default().push((deploy, *outcome));
        }
        let services = if services.len() > 1 { services } else { BTreeMap::new() };
        let all = measures(&counted, days);
        let alerts = fatigue(&self.alerts)?;
        let blind = self.journeys.iter().filter(|one| one.slis.iter().all(|sli| sli.trim().is_empty()));
        let blind_spots: Vec<String> = blind.map(|one| one.name.clone()).collect();
        let mut failed: Vec<(&Deploy, FailedDeploy)> = counted
            .iter()
            .filter_map(|(one, outcome)| Some((*one, FailedDeploy::of(one, *outcome, &deploys)?)))
            .collect();
        failed.sort_by_key(|(one, _)| one.time);
        let gaps = self.gaps(&all, alerts.as_ref(), &blind_spots, !deploys.is_empty());
        Ok(DeliveryReport {
            from,
            to,
            days,
            production,
            counted: count(counted.len()),
            read: count(deploys.len()),
            services: services.into_iter().map(|(name, deploys)| (name, measures(&deploys, days))).collect(),
            all,
            failed: failed.into_iter().map(|(_, one)| one).collect(),
            alerts,
            blind_spots,
            gaps,
        })
    }

    /// The environments that are production.
    fn production(&self, deploys: &[Deploy]) -> Result<Vec<String>, DeliveryError> {
        let mut known: Vec<String> = deploys.iter().map(|one| one.environment.clone()).collect();
        known.sort();
        known.dedup();
        let found: Vec<String> = match &self.production[..] {
            [] => known.iter().filter(|name| is_production(name)).cloned().collect(),
            wanted => wanted.iter().filter(|name| known.contains(name)).cloned().collect(),
        };
        if found.is_empty() && !deploys.is_empty() {
            let wanted = match &self.production[..] {
                [] => "an environment named like production; name it in `production`".to_owned(),
                wanted => wanted.join(", "),
            };
            return Err(DeliveryError::NoProduction { wanted, known: known.join(", ") });
        }
        Ok(found)
    }

    /// The first day, the last day, and how many that is.
    fn window(&self, deploys: &[Deploy]) -> Result<(Option<Date>, Option<Date>, u32), SloError> {
        let day = |one: &Deploy| one.time.to_zoned(TimeZone::UTC).date();
        let stated = self.as_of.as_ref().map(|date| date.date("as_of")).transpose()?;
        let Some(to) = stated.or_else(|| deploys.iter().map(day).max()) else { return Ok((None, None, 0)) };
        let from = match &self.window {
            None => deploys.iter().map(day).min().unwrap_or(to).min(to),
            Some(window) => {
                let seconds = window.span("window")?.seconds();
                let days = (seconds / DAY).to_i64().filter(|days| Decimal::from(*days) * DAY == seconds);
                let days = days.filter(|days| (1..=36_525).contains(days));
                let range = "be whole days, from 1 to 36,525";
                let days = days.ok_or_else(|| out_of_range("window", window.to_string(), range))?;
                to.checked_sub((days - 1).days()).map_err(|_| out_of_range("window", window.to_string(), range))?
            }
        };
        let days = from.until(to).map_or(0, |span| span.get_days());
        Ok((Some(from), Some(to), u32::try_from(days + 1).unwrap_or(1)))
    }

    fn gaps(&self, all: &Measures, alerts: Option<&Fatigue>, blind: &[String], deployed: bool) -> Vec<Gap> {
        let mut gaps = Vec::new();
        let mut share = |kind, rate: Option<Rate>, what: String, fix: &str| {
            if let Some(rate) = rate.filter(|rate| rate.hits > 0) {
                let message = format!("{} of {} {what}: {}", rate.hits, rate.samples, rate.rate);
                gaps.push(Gap { kind, percent: Some(rate.rate.value), message, fix: fix.to_owned() });
            }
        };
        share(
            GapKind::BlindSpot,
            Rate::new(count(blind.len()), count(self.journeys.len())),
            format!("journeys have no SLI ({})", blind.join(", ")),
            "measure each where users meet it: the share of its requests that succeed in time",
        );
        share(
            GapKind::ChangeFailures,
            all.change_failures.clone(),
            "deploys broke something".to_owned(),
            "find what staging did not show; verify it there, or on a share of real traffic",
        );
        share(
            GapKind::FlakyDeploys,
            all.flaky.clone(),
            "tries failed although the change was good".to_owned(),
            "mend the pipeline: what fails and succeeds again teaches people to retry without looking",
        );
        let worst = alerts.and_then(|alerts| alerts.alerts.iter().find(|one| one.for_nothing > 0));
        let worst = worst.map_or(String::new(), |one| format!(", most often {} ({} times)", one.name, one.for_nothing));
        share(
            GapKind::AlertFatigue,
            alerts.and_then(|alerts| alerts.pages_for_nothing.clone()),
            format!("pages led to nothing{worst}"),
            "page on what users feel; drop, lower or merge what nobody acts on",
        );
        gaps.sort_by(|one, other| other.percent.cmp(&one.percent).then(one.kind.cmp(&other.kind)));
        let mut unknown = |kind, message: String, fix: &str| {
            gaps.push(Gap { kind, percent: None, message, fix: fix.to_owned() });
        };
        let samples = all.change_failures.as_ref().map_or(0, |rate| rate.samples);
        if deployed && samples < ENOUGH {
            let message = format!(
                "{samples} deploys to production are few; from {ENOUGH} on rates and percentiles mean something"
            );
            unknown(GapKind::FewSamples, message, "take a longer window");
        }
        for line in all.missing.lines() {
            unknown(GapKind::MissingData, line.clone(), "record it with every deploy");
        }
        gaps
    }
}

/// Whether a name is that of production: `prod-eu`, `Production`, `live`; not `pre-prod`.
fn is_production(name: &str) -> bool {
    let words: Vec<String> =
        name.to_lowercase().split(|letter: char| !letter.is_alphabetic()).map(str::to_owned).collect();
    let is = |names: &[&str]| words.iter().any(|word| names.contains(&word.as_str()));
    is(&["prod", "production", "prd", "live"]) && !is(&["pre", "non", "not"])
}

fn count(things: usize) -> u64 {
    u64::try_from(things).unwrap_or(u64::MAX)
}

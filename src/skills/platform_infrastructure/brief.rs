//! The brief: the facts a person starts from, as one YAML file.
//!
//! Everything but `skill`, `title`, `as_of` and `request` may be missing; what is missing becomes an
//! assumption or an open question of the pack.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

/// The facts for a Platform & Infrastructure Improvement Pack.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brief {
    /// Always `platform-infrastructure`.
    pub skill: String,
    /// The pack's title.
    pub title: String,
    /// The day the facts are true of; every date of the plan counts from it.
    pub as_of: Date,
    /// The request in the person's own words.
    pub request: String,
    /// What kind of request it is: `improvement`, or one that belongs elsewhere.
    #[serde(default)]
    pub situation: Option<String>,
    /// The decision, one or two sentences; proposed from the facts where missing.
    #[serde(default)]
    pub decision: Option<String>,
    /// Answers to the intake, by question id: one text, or a list of items.
    #[serde(default)]
    pub answers: BTreeMap<String, OneOrMany>,
    /// People and hours the plan may use.
    #[serde(default)]
    pub staffing: Option<String>,
    /// How much risk may be taken, and where none may.
    #[serde(default)]
    pub risk_tolerance: Option<String>,
    /// The people who may own something.
    #[serde(default)]
    pub people: Vec<Person>,
    /// How one knows that the plan worked.
    #[serde(default)]
    pub success: Vec<Success>,
    /// What the plan will not do.
    #[serde(default)]
    pub non_goals: Vec<String>,
    /// Capabilities that several teams keep rebuilding.
    #[serde(default)]
    pub capabilities: Vec<CapabilityFact>,
    /// Journeys that must not break.
    #[serde(default)]
    pub journeys: Vec<Journey>,
    /// How often the components work that journeys need.
    #[serde(default)]
    pub components: Vec<ComponentFact>,
    /// The burn-rate alerts, where there is a policy; the usual ones are computed.
    #[serde(default)]
    pub alerts: Vec<AlertFact>,
    /// Targets of quality attributes that are already known, by attribute name.
    #[serde(default)]
    pub targets: Vec<AttributeFact>,
    /// Limits that may be reached.
    #[serde(default)]
    pub limits: Vec<LimitFact>,
    /// What stops when a trigger fires, who decides, for how long.
    #[serde(default)]
    pub freeze_policy: Option<String>,
    /// Owners who cannot answer for everything they own at once.
    #[serde(default)]
    pub capacity: Vec<CapacityOf>,
    /// Days on which nobody works, or nothing goes live.
    #[serde(default)]
    pub freezes: Vec<FreezeFact>,
    /// What cannot be seen today.
    #[serde(default)]
    pub gaps: Vec<GapFact>,
    /// The events people decide with.
    #[serde(default)]
    pub events: Vec<EventFact>,
    /// Planned changes of these events.
    #[serde(default)]
    pub event_changes: Vec<ChangeFact>,
    /// Whether pages must be found by search engines; leave out for a system without public pages.
    #[serde(default)]
    pub web: Option<Web>,
    /// Risks already known.
    #[serde(default)]
    pub risks: Vec<RiskFact>,
    /// Questions already open.
    #[serde(default)]
    pub questions: Vec<QuestionFact>,
    /// Observed facts.
    #[serde(default)]
    pub evidence: Vec<EvidenceFact>,
    /// Production changes a person allowed.
    #[serde(default)]
    pub confirmations: Vec<ConfirmationFact>,
}

/// One text or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// One text.
    One(String),
    /// Several, one an item.
    Many(Vec<String>),
}

/// A person who may own something.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Full name.
    pub name: String,
    /// Role and team: `SRE lead`.
    pub role: String,
    /// Whether the person decides about this plan.
    #[serde(default)]
    pub decides: bool,
    /// What the person answers for: `scaling`, `instrumentation`, `capabilities`, `quality`, `privacy`, `cost`, `discoverability`.
    #[serde(default)]
    pub owns: Vec<String>,
}

/// A measure of success.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Success {
    /// The measure, by name.
    pub measure: String,
    /// Its value today, with unit.
    pub baseline: String,
    /// The value to reach: `<= 300 ms`.
    pub target: String,
    /// The day it is judged.
    pub by: Date,
    /// The query, report or tool that yields the number.
    pub method: String,
}

/// A capability that several teams keep rebuilding.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapabilityFact {
    /// The capability, by name.
    pub name: String,
    /// Its entry in the catalogue of capabilities, if there is one: `audit-log`.
    #[serde(default)]
    pub kind: Option<String>,
    /// Where it exists today and how the copies differ.
    pub duplication: String,
    /// The teams or services that would use it.
    pub consumers: Vec<String>,
    /// The contract offered; from the catalogue where missing.
    #[serde(default)]
    pub contract: Option<String>,
    /// How consumers move; from the catalogue where missing.
    #[serde(default)]
    pub migration: Option<String>,
    /// What improves, with a number.
    #[serde(default)]
    pub impact: Option<String>,
    /// What may go wrong; from the catalogue where missing.
    #[serde(default)]
    pub risks: Option<String>,
    /// Who will own it.
    #[serde(default)]
    pub owner: Option<String>,
    /// Working time from start to the first consumer in production: `6-8 weeks`.
    #[serde(default)]
    pub effort: Option<String>,
}

/// A journey that must not break.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journey {
    /// The journey or API, by name.
    pub name: String,
    /// Its entry in the catalogue of journeys: `interactive-read`.
    #[serde(default)]
    pub kind: Option<String>,
    /// The indicator; from the catalogue where missing.
    #[serde(default)]
    pub sli: Option<String>,
    /// The target with its window; from the catalogue where missing.
    #[serde(default)]
    pub target: Option<String>,
    /// Where it is measured; from the catalogue where missing.
    #[serde(default)]
    pub method: Option<String>,
    /// What was observed: `99.93 % over 90 days (Grafana, 2026-10-31)`.
    #[serde(default)]
    pub baseline: Option<String>,
    /// What past windows came to, each as long as that of the target.
    #[serde(default)]
    pub past_windows: Vec<WindowFact>,
    /// The project or capability that closes the difference between baseline and target.
    #[serde(default)]
    pub improved_by: Option<String>,
    /// What it needs: `orders-db and (cache-a or cache-b)`.
    #[serde(default)]
    pub needs: Option<String>,
    /// Requests in the quietest hours: `180 requests per hour`.
    #[serde(default)]
    pub rate: Option<String>,
    /// Who answers for it.
    #[serde(default)]
    pub owner: Option<String>,
}

/// What one window of the past came to.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindowFact {
    /// Its last day.
    pub last_day: Date,
    /// The value, with unit.
    pub value: String,
}

/// How often a component works.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComponentFact {
    /// Its name, as the journeys' `needs` write it.
    pub name: String,
    /// The share of time or requests: `99.95 %`.
    pub availability: String,
    /// The measurement or contract that says so.
    pub source: String,
}

/// A burn-rate alert.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertFact {
    /// The journey, or `all`.
    pub slo: String,
    /// `page` or `ticket`.
    pub severity: String,
    /// The long window: `1 h`.
    pub long: String,
    /// The short window: `5 min`.
    #[serde(default)]
    pub short: Option<String>,
    /// The burn rate: `14.4x`.
    pub burn_rate: String,
}

/// A known target of a quality attribute.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttributeFact {
    /// The attribute: `Availability`, `Retention`.
    pub attribute: String,
    /// The target.
    pub target: String,
    /// How one finds out whether it is met.
    pub measurement: String,
    /// Who answers for it.
    #[serde(default)]
    pub owner: Option<String>,
}

/// A limit that may be reached.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitFact {
    /// The component and the limit: `orders-db disk`.
    pub component: String,
    /// Its entry in the catalogue of limits: `postgresql-disk`.
    #[serde(default)]
    pub kind: Option<String>,
    /// The metric as the monitoring names it; from the catalogue where missing.
    #[serde(default)]
    pub metric: Option<String>,
    /// Its value today, with unit.
    pub current: String,
    /// The value at which it breaks, with unit.
    #[serde(default)]
    pub limit: Option<String>,
    /// The expected change, better as a range: `+6 % per month`, `+30-50 GB per month`.
    #[serde(default)]
    pub growth: Option<String>,
    /// What has to hold below the limit: `p95 < 300 ms with 8 workers of 40 ms`, `wait p99 < 5 ms with 20 connections of
    /// 12 ms`, `misses < 800 req/s of 10,000 req/s`.
    #[serde(default)]
    pub must_keep: Option<String>,
    /// The observation behind the growth.
    #[serde(default)]
    pub basis: Option<String>,
    /// What was measured: with ten values or more growth is fitted to them.
    #[serde(default)]
    pub measurements: Vec<MeasurementFact>,
    /// Launches and spikes to come that the growth does not hold.
    #[serde(default)]
    pub launches: Vec<LaunchFact>,
    /// From decision to mitigation in production; from the catalogue where missing.
    #[serde(default)]
    pub lead_time: Option<String>,
    /// The project that moves the limit; from the catalogue where missing.
    #[serde(default)]
    pub project: Option<String>,
    /// Who watches it.
    #[serde(default)]
    pub owner: Option<String>,
}

/// What was measured of a limit on a day.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasurementFact {
    /// The day.
    pub date: Date,
    /// The value, with unit.
    pub value: String,
}

/// A launch or spike that a limit will feel.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LaunchFact {
    /// The first day on which it counts.
    pub date: Date,
    /// `+30 %`, `+200 GB`, `2x for 14 days`.
    pub effect: String,
}

/// How much an owner can carry.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapacityOf {
    /// The owner.
    pub owner: String,
    /// How many milestones at once: `2`.
    pub at_once: String,
}

/// A span of days on which something stops.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FreezeFact {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// `work` or `rollouts`.
    pub stops: String,
    /// Why.
    pub why: String,
}

/// Something nobody can see today.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GapFact {
    /// The area.
    pub area: String,
    /// What can be seen today.
    pub state: String,
    /// What cannot.
    pub gap: String,
    /// What will be added.
    #[serde(default)]
    pub proposal: Option<String>,
    /// Who adds it.
    #[serde(default)]
    pub owner: Option<String>,
    /// `P0` to `P3`.
    #[serde(default)]
    pub priority: Option<String>,
}

/// An event people decide with.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventFact {
    /// The event's name: `order_placed`.
    pub name: String,
    /// The server action that emits it.
    pub emitted: String,
    /// Required properties with types.
    pub properties: Vec<String>,
    /// Which identity fields it carries; all three where missing.
    #[serde(default)]
    pub identity: Vec<String>,
    /// The teams that decide with it.
    pub consumers: Vec<String>,
    /// How long it is kept, and anything else.
    #[serde(default)]
    pub notes: Option<String>,
}

/// A planned change of an event.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeFact {
    /// The event's name.
    pub event: String,
    /// The version today, or the properties that change, with types; `none` for a new event.
    pub from: String,
    /// The version to come, or what the properties become; `none` where it ends.
    pub to: String,
    /// The teams that read it; those of the event where missing.
    #[serde(default)]
    pub consumers: Vec<String>,
    /// The milestone in which they move, by name.
    #[serde(default)]
    pub milestone: Option<String>,
}

/// Pages made by one template.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageFact {
    /// What it is called.
    pub name: String,
    /// How many there are.
    pub pages: String,
    /// How their number changes; flat where missing.
    #[serde(default)]
    pub growth: Option<String>,
    /// `start`, or page types with how they list it.
    #[serde(default)]
    pub linked_from: Vec<String>,
    /// How often a page changes.
    #[serde(default)]
    pub changes: Option<String>,
    /// `no`, `noindex`, or files and freshness.
    #[serde(default)]
    pub sitemap: Option<String>,
}

/// How public pages are found.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Web {
    /// Why it matters, with a number if there is one.
    pub why: String,
    /// Page types with their indexing rule: `product pages: index, canonical to the variant-free URL`.
    #[serde(default)]
    pub indexability: Vec<String>,
    /// Sitemap categories, pagination and freshness.
    #[serde(default)]
    pub sitemap: Vec<String>,
    /// Which page links to which.
    #[serde(default)]
    pub links: Vec<String>,
    /// Crawl simulation, sample URLs, monitoring.
    #[serde(default)]
    pub validation: Vec<String>,
    /// Page types, from which reach, depth and sitemap files are computed.
    #[serde(default)]
    pub page_types: Vec<PageFact>,
}

/// A known risk.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskFact {
    /// What may happen and what it would do.
    pub risk: String,
    /// `low`, `medium` or `high`.
    pub likelihood: String,
    /// `low`, `medium` or `high`.
    pub impact: String,
    /// What is done about it.
    pub mitigation: String,
    /// Who watches it.
    pub owner: String,
}

/// An open question.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionFact {
    /// The question.
    pub question: String,
    /// What waits for the answer.
    pub blocks: String,
    /// Who finds the answer.
    pub owner: String,
    /// The day by which it is answered.
    pub due: Date,
}

/// An observed fact.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceFact {
    /// What was observed.
    pub fact: String,
    /// The value, with unit.
    pub value: String,
    /// Over which window.
    pub window: String,
    /// The system or document it was read from.
    pub source: String,
    /// The day it was observed.
    pub observed: Date,
}

/// A production change a person allowed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmationFact {
    /// The change.
    pub change: String,
    /// The person who allowed it.
    pub confirmed_by: String,
    /// The day it was allowed.
    pub date: Date,
    /// How it is taken back.
    pub rollback: String,
}

//! Service level objectives: what may fail, when to be told, and whether a target can be kept.
//!
//! Every question is a plain struct that a file can be read into, and has one `answer`. Numbers are exact decimals;
//! what no decimal holds is rounded to twelve significant figures. A [`Figure`] carries its derivation, an [`Issue`]
//! says what a plan should not rely on, a [`SloError`] names the field that cannot be used.
//!
//! # Layout
//! - [`Question`]: all of it about one objective; [`Answer`]
//! - [`error_budget`]: the budget of a target, exactly; [`BudgetQuestion`]: in time and events, consumption, burn rate
//! - [`AlertQuestion`]: multiwindow, multi-burn-rate alerts for a period, whether each of them can fire, how fast, and what helps where traffic is low
//! - [`DependencyQuestion`]: the availability that dependencies permit
//! - [`HistoryQuestion`]: the target that past windows support; [`Record`]: the same of one value a window
//! - [`LatencyQuestion`]: percentiles and histogram buckets
//!
//! # Model
//! Traffic is taken as steady and failures as evenly spread, as in the Site Reliability Workbook, chapter 5 ("Alerting
//! on SLOs"). Days have 24 h.

mod alerts;
mod baseline;
mod budget;
mod burn;
mod consumption;
mod dependencies;
mod error;
mod expression;
mod figure;
mod fires;
mod fitting;
mod history;
mod latency;
mod observed;
mod question;
mod record;
mod remedies;
mod traffic;
mod tree;
mod window;
mod written;

pub use alerts::{AlertQuestion, AlertReport};
pub use budget::{Budget, error_budget};
pub use burn::{Severity, Tier, TierAnswer, TierInput, default_tiers};
pub use consumption::{BudgetAnswer, BudgetQuestion, Consumption, WindowBudget};
pub use dependencies::{DependencyAnswer, DependencyQuestion, Edge};
pub use error::SloError;
pub use figure::{Figure, Issue, IssueKind, Measure};
pub(in crate::engine) use figure::{exact_percent, percent, short, words};
pub use fires::{Outage, Proposal, TierProof, TierTraffic};
pub use fitting::fitting_tiers;
pub use history::{Confidence, EstimateInput, HistoryAnswer, HistoryQuestion, Measured, Verdict};
pub use latency::{BucketInput, HistogramAnswer, LatencyAnswer, LatencyQuestion, LatencyVerdict};
pub use observed::{DayObservation, Observation};
pub use question::{Answer, Question};
pub use record::Record;
pub use remedies::{RemediedTier, Remedy, RemedyKind};
pub use tree::DependencyInput;
pub use window::{CalendarUnit, Window};
pub(in crate::engine) use written::out_of_range;
pub use written::{Objective, Span, Traffic, Written};

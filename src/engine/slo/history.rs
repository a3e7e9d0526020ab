//! The target that past windows support.
//!
//! Every complete window of the baseline is judged by its own ratio of good to all events. Rolling windows begin on
//! every day and overlap, so a year of them is not 300 observations: how many lie side by side is said, and fewer than
//! three of them decide nothing.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::baseline::{Past, Windows};
use super::error::SloError;
use super::figure::{Figure, Issue, IssueKind, short};
use super::observed::{Counts, DayObservation};
use super::window::Window;
use super::written::{Objective, Written};
use crate::quantity::number;

/// Windows side by side from which on history decides.
pub(super) const ENOUGH: usize = 3;

/// The share of windows that the tightest target is met in.
const NINE_OF_TEN: Decimal = Decimal::from_parts(9, 0, 0, false, 1);

/// Whether history supports a target.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HistoryQuestion {
    /// The target: `99.9 %`.
    #[serde(default)]
    pub target: Option<Written>,
    /// The window it is judged over: `28 days`, `calendar month`.
    pub window: Written,
    /// The day the question is asked.
    #[serde(default)]
    pub as_of: Option<Written>,
    /// What was measured, day by day.
    #[serde(default)]
    pub baseline: Vec<DayObservation>,
    /// How sure one is of the target where nothing was measured, and when it is looked at again.
    #[serde(default)]
    pub estimate: Option<EstimateInput>,
}

/// What stands for measurements until there are any.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EstimateInput {
    /// How sure one is.
    pub confidence: Confidence,
    /// The day on which the estimate is held against measurements.
    pub revisit: Written,
}

/// How sure one is of an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// A guess.
    Low,
    /// Something like it was measured elsewhere.
    Medium,
    /// Hardly a doubt.
    High,
}

/// What a target rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "basis", rename_all = "snake_case")]
pub enum HistoryAnswer {
    /// Measurements.
    Measured(Box<Measured>),
    /// An estimate, with a confidence and a day to look at it again.
    Estimate {
        /// How sure one is.
        confidence: Confidence,
        /// The day to look at it again.
        revisit: String,
        /// What has to be known about it.
        issues: Vec<Issue>,
    },
    /// Nothing at all.
    Unfounded {
        /// What has to be known about it.
        issues: Vec<Issue>,
    },
}

/// What past windows say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Measured {
    /// The window, printed.
    pub window: String,
    /// The first day of the baseline.
    pub from: String,
    /// The last day of the baseline.
    pub to: String,
    /// Complete windows with events.
    pub windows: usize,
    /// Windows that were left out, because days are missing in them or nothing happened.
    pub left_out: usize,
    /// How many of the complete windows fit side by side.
    pub side_by_side: usize,
    /// The best window.
    pub best: Option<Figure>,
    /// The worst window.
    pub worst: Option<Figure>,
    /// The share of windows that met the target; `None` without a target or without windows.
    pub met: Option<Figure>,
    /// The tightest target that nine of ten windows met, rounded down. 100 % says that they had no failure at all,
    /// and is no target.
    pub tightest: Option<Figure>,
    /// Whether history supports the target.
    pub verdict: Verdict,
    /// Why history cannot tell; `None` where it can.
    pub because: Option<String>,
    /// What has to be known about it.
    pub issues: Vec<Issue>,
}

/// Whether history supports a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nine of ten windows met it.
    Supported,
    /// Fewer did.
    NotSupported,
    /// No target was asked about.
    NotAsked,
    /// History cannot tell.
    Inconclusive,
}

impl HistoryQuestion {
    /// What the target rests on.
    ///
    /// # Errors
    /// Any [`SloError`] that a field gives reason for; days to come in the baseline and a past day to revisit are.
    pub fn answer(&self) -> Result<HistoryAnswer, SloError> {
        let target = self.target.as_ref().map(|target| target.objective("target")).transpose()?;
        let window = Window::parse(&self.window, "window")?;
        let as_of = self.as_of.as_ref().map(|day| day.date("as_of")).transpose()?;
        let estimate = self.estimate.as_ref().map(|estimate| estimate.answer(as_of)).transpose()?;
        if self.baseline.is_empty() {
            return Ok(estimate.unwrap_or_else(unfounded));
        }
        let windows = Windows::of(&self.days(as_of)?, window)?;
        Ok(HistoryAnswer::Measured(Box::new(measured(&windows, window, target))))
    }

    /// The baseline by day.
    fn days(&self, as_of: Option<Date>) -> Result<BTreeMap<Date, Counts>, SloError> {
        let mut days = BTreeMap::new();
        let mut timed = None;
        for (index, one) in self.baseline.iter().enumerate() {
            let field = format!("baseline[{index}]");
            let date = one.day.date(&format!("{field}.day"))?;
            if let Some(as_of) = as_of.filter(|as_of| date > *as_of) {
                let field = format!("{field}.day");
                return Err(SloError::WrongSideOfToday { field, date, side: "after", as_of });
            }
            if *timed.get_or_insert(one.down.is_some()) != one.down.is_some() {
                return Err(Counts::mixed(&field, "baseline[0]"));
            }
            let day = one.counts(&field)?;
            if days.insert(date, day).is_some() {
                return Err(SloError::Twice { field: format!("{field}.day"), what: date.to_string() });
            }
        }
        Ok(days)
    }
}

impl HistoryAnswer {
    /// What has to be known about it.
    pub fn issues(&self) -> &[Issue] {
        match self {
            HistoryAnswer::Measured(measured) => &measured.issues,
            HistoryAnswer::Estimate { issues, .. } | HistoryAnswer::Unfounded { issues } => issues,
        }
    }
}

impl EstimateInput {
    fn answer(&self, as_of: Option<Date>) -> Result<HistoryAnswer, SloError> {
        let field = "estimate.revisit";
        let date = self.revisit.date(field)?;
        if let Some(as_of) = as_of.filter(|as_of| date <= *as_of) {
            return Err(SloError::WrongSideOfToday { field: field.to_owned(), date, side: "not after", as_of });
        }
        let issue = Issue::new(IssueKind::Estimated, "target", "nothing was measured: the target is an estimate")
            .with_fix(format!("measure, and hold the target against it on {date}"));
        Ok(HistoryAnswer::Estimate { confidence: self.confidence, revisit: date.to_string(), issues: vec![issue] })
    }
}

fn unfounded() -> HistoryAnswer {
    let issue =
        Issue::new(IssueKind::Unfounded, "target", "nothing was measured, and the target is not marked as an estimate")
            .with_fix("give a `baseline`, or an `estimate` with a `confidence` and a day to `revisit` it");
    HistoryAnswer::Unfounded { issues: vec![issue] }
}

/// What the windows of a baseline say.
fn measured(windows: &Windows, window: Window, target: Option<Objective>) -> Measured {
    let past = &windows.past;
    let shown = |one: &Past| {
        let steps = format!("from {} on, 1 - {} / {}", one.first, short(one.bad), short(one.total));
        Figure::availability(one.ratio, steps)
    };
    let met = target.and_then(|target| met(past, target));
    let tightest = tightest(past);
    let (verdict, because, issues) = verdict(target, met.as_ref(), tightest.as_ref(), windows.side_by_side, window);
    Measured {
        window: window.to_string(),
        from: windows.span.0.to_string(),
        to: windows.span.1.to_string(),
        windows: past.len(),
        left_out: windows.left_out,
        side_by_side: windows.side_by_side,
        // The earliest of equals.
        best: past.iter().max_by_key(|one| (one.ratio, Reverse(one.first))).map(shown),
        worst: past.iter().min_by_key(|one| (one.ratio, one.first)).map(shown),
        met: met.map(|(_, figure)| figure),
        tightest,
        verdict,
        because,
        issues,
    }
}

/// The share of windows that met a target.
fn met(windows: &[Past], target: Objective) -> Option<(Decimal, Figure)> {
    let met = windows.iter().filter(|past| past.ratio >= target.target()).count();
    let share = Decimal::from(met).checked_div(windows.len().into())?;
    Some((share, Figure::percent(share, format!("{met} of {} windows", windows.len()))))
}

/// Nine tenths of a number of windows, rounded up.
pub(super) fn nine_of_ten(windows: usize) -> Option<usize> {
    usize::try_from((Decimal::from(windows) * NINE_OF_TEN).ceil()).ok()
}

/// The tightest target that nine of ten windows met.
fn tightest(windows: &[Past]) -> Option<Figure> {
    let mut ratios: Vec<Decimal> = windows.iter().map(|past| past.ratio).collect();
    ratios.sort_unstable_by(|left, right| right.cmp(left));
    let rank = nine_of_ten(ratios.len())?;
    let ratio = *ratios.get(rank.checked_sub(1)?)?;
    let which = number::ordinal(rank);
    let steps = format!("the {which} best of {} windows (90 % x {}, rounded up)", ratios.len(), ratios.len());
    Some(Figure::availability(ratio, steps))
}

/// Whether history supports a target, and what there is to say.
fn verdict(
    target: Option<Objective>,
    met: Option<&(Decimal, Figure)>,
    tightest: Option<&Figure>,
    side_by_side: usize,
    window: Window,
) -> (Verdict, Option<String>, Vec<Issue>) {
    let Some(target) = target else { return (Verdict::NotAsked, None, Vec::new()) };
    match (met, tightest) {
        (Some((share, met)), Some(tightest)) if side_by_side >= ENOUGH => {
            if *share >= NINE_OF_TEN {
                return (Verdict::Supported, None, Vec::new());
            }
            let message = format!("{target} was met in {}, fewer than 90 %", met.derivation);
            let fix = format!("a target of at most {tightest}, which 90 % of the windows met, or work on what failed");
            (Verdict::NotSupported, None, vec![Issue::new(IssueKind::AboveHistory, "target", message).with_fix(fix)])
        }
        _ => {
            let because = match side_by_side {
                0 => format!("the baseline holds no complete window ({window})"),
                count => format!("{count} of the windows ({window}) lie side by side; {ENOUGH} are needed"),
            };
            let fix = "a longer baseline, or a shorter window";
            let issue = Issue::new(IssueKind::HistoryInconclusive, "baseline", because.clone()).with_fix(fix);
            (Verdict::Inconclusive, Some(because), vec![issue])
        }
    }
}

#[cfg(test)]
#[path = "history_tests.rs"]
mod tests;

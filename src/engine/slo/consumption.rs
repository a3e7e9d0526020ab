//! An error budget in time and in events, how much of it observations have spent, and how fast.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::SloError;
use super::figure::{Figure, Issue, IssueKind, exact_percent, percent, short, words};
use super::observed::{Counts, Observation};
use super::window::{Window, days, days_between};
use super::written::{Objective, Span, Written, out_of_range};

/// What an objective allows to fail, and what has failed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetQuestion {
    /// The share that has to succeed: `99.9 %`.
    pub target: Written,
    /// `30 days`, `rolling 28 days`, `calendar month`.
    pub window: Written,
    /// A day within the calendar window that is meant, so that its length is known.
    #[serde(default)]
    pub on: Option<Written>,
    /// What is expected to happen: a rate such as `4,300 req/s`, or the number of events in the whole window.
    #[serde(default)]
    pub events: Option<Written>,
    /// What was observed within the window.
    #[serde(default)]
    pub observed: Vec<Observation>,
}

/// An error budget and what is left of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BudgetAnswer {
    /// The target, printed.
    pub target: String,
    /// The window, printed.
    pub window: String,
    /// The budget: one, or for a calendar window without a date those of the shortest and the longest.
    pub budgets: Vec<WindowBudget>,
    /// What each observation spent, in the order they were given.
    pub observed: Vec<Consumption>,
    /// What all of them spent; `None` without observations.
    pub spent: Option<Consumption>,
    /// What has to be known about it.
    pub issues: Vec<Issue>,
}

/// The error budget of a window of known length.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WindowBudget {
    /// The length, printed: `30 days`.
    pub length: String,
    /// The time it amounts to if everything fails at once.
    pub time: Figure,
    /// The whole number of events that may fail; `None` where nothing is said about events.
    pub events: Option<Figure>,
}

/// What was spent of a budget, and how fast. Burn rate as in the Site Reliability Workbook, chapter 5: how many times
/// faster than the objective allows; at 1 the budget is gone just when the window ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Consumption {
    /// How long it was observed, printed.
    pub over: String,
    /// The share that failed.
    pub error_ratio: Figure,
    /// The error ratio divided by what the objective allows.
    pub burn_rate: Figure,
    /// The share of the budget that is spent.
    pub spent: Figure,
    /// The share of the budget that is left, below 0 where more is spent than there was.
    pub left: Figure,
    /// When the rest is gone if it goes on like this; `None` where nothing failed, or so little that it
    /// would take longer than can be calculated.
    pub gone_in: Option<Figure>,
}

impl BudgetQuestion {
    /// The budget in time and events, and its consumption.
    ///
    /// For a calendar window without a date, consumption is held against the shortest it can be.
    ///
    /// # Errors
    /// Any [`SloError`] that a field gives reason for.
    pub fn answer(&self) -> Result<BudgetAnswer, SloError> {
        let objective = self.target.objective("target")?;
        let window = Window::parse(&self.window, "window")?;
        let lengths = self.lengths(window)?;
        let (mut budgets, mut issues) = (Vec::new(), Vec::new());
        for length in &lengths {
            let budget = Allowed { objective, length: *length, expected: self.expected(*length)? }.budget();
            issues.extend(budget.events.as_ref().filter(|events| events.value.is_zero()).map(|events| {
                Issue::new(
                    IssueKind::NoFailureAllowed,
                    length.to_string(),
                    format!("not one event may fail in {length}: {}", events.derivation),
                )
                .with_fix("lower the target, lengthen the window, or count more events")
            }));
            budgets.push(budget);
        }
        let counts = self.observed.iter().enumerate().map(|(index, one)| one.counts(&format!("observed[{index}]")));
        let counts = counts.collect::<Result<Vec<_>, _>>()?;
        let (mut observed, mut spent) = (Vec::new(), None);
        if let Some(length) = lengths.first() {
            let allowed = Allowed { objective, length: *length, expected: self.expected(*length)? };
            observed = counts.iter().map(|one| allowed.consumption(one)).collect();
            spent = Counts::sum(&counts, *length)?.map(|all| allowed.consumption(&all));
        }
        issues.extend(spent.as_ref().filter(|spent| spent.left.value < Decimal::ZERO).map(|spent| {
            Issue::new(
                IssueKind::BudgetSpent,
                window.to_string(),
                format!("{} of the error budget is spent: {}", spent.spent, spent.spent.derivation),
            )
            .with_fix("stop what makes it worse until the window recovers, or agree on a lower target")
        }));
        let named = match (window, &self.on) {
            (Window::Calendar(_), Some(on)) => format!("{window} of {on}"),
            _ => window.to_string(),
        };
        Ok(BudgetAnswer { target: objective.to_string(), window: named, budgets, observed, spent, issues })
    }

    /// The length of the window: one, or the shortest and the longest.
    pub(super) fn lengths(&self, window: Window) -> Result<Vec<Span>, SloError> {
        let on = self.on.as_ref().map(|on| on.date("on")).transpose()?;
        match (window, on) {
            (Window::Calendar(unit), Some(day)) => {
                let (from, to) = unit.around(day).ok_or_else(|| {
                    out_of_range("on", day.to_string(), "lie in a calendar window that ends before the year 10000")
                })?;
                Ok(vec![days(u32::try_from(days_between(from, to)).unwrap_or(0))])
            }
            (Window::Rolling(_), Some(_)) => Err(SloError::Conflict {
                field: "on".to_owned(),
                other: "window".to_owned(),
                why: "a rolling window has the same length on every day",
            }),
            (window, None) => {
                let (short, long) = window.lengths();
                Ok(if short == long { vec![short] } else { vec![short, long] })
            }
        }
    }

    /// The events expected in a window of this length, with their derivation.
    fn expected(&self, length: Span) -> Result<Option<(Decimal, String)>, SloError> {
        let Some(written) = &self.events else { return Ok(None) };
        let (count, said) = match written.count("events") {
            Ok(count) => (count, format!("{} events", short(count))),
            Err(SloError::WrongKind { .. }) => {
                let traffic = written.traffic("events")?;
                let count = traffic.events_in(length.seconds());
                (count, format!("({traffic} x {length} = {} events)", short(count)))
            }
            Err(other) => return Err(other),
        };
        if count < Decimal::ONE {
            let range = format!("be at least 1 in {length}; leave it out where it is not known");
            return Err(out_of_range("events", short(count), range));
        }
        Ok(Some((count, said)))
    }
}

/// What may fail in a window of known length.
struct Allowed {
    objective: Objective,
    length: Span,
    /// The events expected in it, with their derivation.
    expected: Option<(Decimal, String)>,
}

impl Allowed {
    fn budget(&self) -> WindowBudget {
        let Allowed { objective, length, .. } = self;
        let steps = format!("(100 % - {objective}) x");
        let seconds = objective.fraction() * length.seconds();
        let time = Figure::exact_seconds(seconds, format!("{steps} {length}"));
        let events = self.expected.as_ref().map(|(count, said)| {
            let exact = objective.fraction() * count;
            let whole = exact.floor();
            let rounding = if exact == whole { String::new() } else { format!(" = {}, rounded down", short(exact)) };
            Figure::events(whole, format!("{steps} {said}{rounding}"))
        });
        WindowBudget { length: length.to_string(), time, events }
    }

    /// What one stretch spent.
    fn consumption(&self, one: &Counts) -> Consumption {
        let Allowed { objective, length, .. } = self;
        let counted = |value: Decimal| if one.timed { words(value) } else { short(value) };
        let ratio = one.bad / one.total;
        let burn = ratio / objective.fraction();
        let allowed = exact_percent(objective.fraction());
        let (bad, total) = (counted(one.bad), counted(one.total));
        let (share, steps) = match &self.expected {
            Some((events, said)) if !one.timed => {
                (one.bad / (objective.fraction() * events), format!("{bad} / ({allowed} x {said})"))
            }
            _ => {
                let steps = format!("{} x {} / {length}", short(burn), words(one.over));
                (burn * one.over / length.seconds(), steps)
            }
        };
        let spent = Figure::percent(share, steps);
        let left = Decimal::ONE - share;
        let rest = left.max(Decimal::ZERO);
        let gone_in = length
            .seconds()
            .checked_div(burn)
            .and_then(|whole| whole.checked_mul(rest))
            // What outlasts the window is never used up: a calendar window ends first, a rolling one forgets.
            .filter(|seconds| one.over + seconds <= length.seconds())
            .map(|seconds| Figure::seconds(seconds, format!("{} x {length} / {}", percent(rest), short(burn))));
        Consumption {
            over: words(one.over),
            error_ratio: Figure::percent(ratio, format!("{bad} / {total}")),
            burn_rate: Figure::factor(burn, format!("{} / {allowed}", percent(ratio))),
            left: Figure::percent(left, format!("100 % - {}", spent.text)),
            spent,
            gone_in,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::quantity::number;

    fn question(json: &str) -> BudgetQuestion {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn budget_in_time_and_events() {
        let answer =
            question(r#"{"target": "99.9 %", "window": "30 days", "events": "10 requests/hour"}"#).answer().unwrap();
        let budget = &answer.budgets[0];
        assert_eq!(budget.time.derivation, "(100 % - 99.9 %) x 30 days = 43 min 12 s");
        // Site Reliability Workbook, chapter 5, low-traffic services: 10 requests per hour are 7,200 in 30 days.
        let events = budget.events.as_ref().unwrap();
        assert_eq!(
            events.derivation,
            "(100 % - 99.9 %) x (10 requests/h x 30 days = 7,200 events) = 7.2, rounded down = 7"
        );
    }

    #[test]
    fn a_calendar_month_has_two_lengths_until_it_has_a_date() {
        let mut asked = question(r#"{"target": 99.9, "window": "calendar month"}"#);
        let texts = |answer: &BudgetAnswer| answer.budgets.iter().map(|one| one.time.text.clone()).collect::<Vec<_>>();
        // 28 x 86.4 s = 2,419.2 s; 31 x 86.4 s = 2,678.4 s
        assert_eq!(texts(&asked.answer().unwrap()), ["40 min 19.2 s", "44 min 38.4 s"]);
        asked.on = Some("2028-02-11".into());
        assert_eq!(texts(&asked.answer().unwrap()), ["41 min 45.6 s"]);
        asked.window = "30 days".into();
        assert!(matches!(asked.answer(), Err(SloError::Conflict { .. })));
    }

    #[test]
    fn a_failed_request_in_a_quiet_hour() {
        // Site Reliability Workbook, chapter 5, low-traffic services: of 10 requests an hour one fails, which consumes
        // 13.9 % of the 30-day budget of 99.9 %.
        let answer = question(
            r#"{"target": "99.9 %", "window": "30 days", "observed": [{"over": "1 h", "total": 10, "bad": 1}]}"#,
        );
        let spent = answer.answer().unwrap().spent.unwrap();
        assert_eq!(spent.burn_rate.text, "100");
        assert_eq!(spent.spent.text, "13.8889 %");
        assert_eq!(spent.spent.derivation, "100 x 1 h / 30 days = 13.8889 %");
        // 86.1111 % of 30 days / 100 = 6.2 h
        assert_eq!(spent.gone_in.unwrap().text, "6 h 12 min");
    }

    #[test]
    fn time_down_spends_the_same_budget() {
        let asked = r#"{"target": "99.9 %", "window": "30 days", "observed": [
            {"over": "7 days", "down": "12 min"}, {"over": "1 day", "down": "31.2 min"},
            {"over": "1 h", "down": "1 min"}]}"#;
        let answer = question(asked).answer().unwrap();
        assert_eq!(answer.observed[0].spent.derivation, "1.19048 x 7 days / 30 days = 27.7778 %");
        let spent = answer.spent.unwrap();
        // 44.2 of 43.2 minutes
        assert_eq!(spent.spent.text, "102.315 %");
        assert_eq!(spent.gone_in.unwrap().text, "0 ms");
        assert_eq!(answer.issues[0].kind, IssueKind::BudgetSpent);
    }

    #[test]
    fn says_which_observation_is_wrong() {
        let error = |observed: &str| {
            let asked = format!(r#"{{"target": "99.9 %", "window": "30 days", "observed": [{observed}]}}"#);
            question(&asked).answer().unwrap_err().to_string()
        };
        assert_eq!(error(r#"{"over": "1 h", "total": 5, "bad": 6}"#), "observed[0].bad is 6, more than the total of 5");
        assert!(
            error(r#"{"over": "1 h", "total": 0, "bad": 0}"#).starts_with("observed[0].total is 0; it must be above 0")
        );
        assert!(
            error(r#"{"over": "31 days", "down": "1 s"}"#).starts_with("observed is 31 days; it must last at most")
        );
        assert!(
            error(r#"{"over": "1 h", "total": 5, "bad": 1}, {"over": "1 h", "down": "1 s"}"#).contains("observed[1]")
        );
        assert!(error(r#"{"over": "1 h", "total": 5}"#).starts_with("observed[0].bad is missing"));
        assert!(error(r#"{"over": "1 h", "total": 5, "down": "1 s"}"#).contains("cannot both be given"));
    }

    proptest! {
        #[test]
        fn a_burn_rate_of_one_spends_the_share_of_the_window(target in 1_i64..100_000, hours in 1_u32..720) {
            let target = Decimal::new(target, 5);
            let objective = Objective::new("target", target).unwrap();
            let over = Decimal::from(hours) * Decimal::from(3_600);
            let total = Decimal::from(100_000);
            let counts = Counts { over, total, bad: (Decimal::ONE - target) * total, timed: false };
            let spent = Allowed { objective, length: days(30), expected: None }.consumption(&counts);
            prop_assert_eq!(spent.burn_rate.value, Decimal::ONE);
            let share = Decimal::from(hours) / Decimal::from(720) * Decimal::ONE_HUNDRED;
            prop_assert_eq!(spent.spent.value, number::round(share, 12));
        }
    }
}

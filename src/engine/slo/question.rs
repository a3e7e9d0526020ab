//! Everything about one objective in one question.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::alerts::{AlertQuestion, AlertReport};
use super::burn::TierInput;
use super::consumption::{BudgetAnswer, BudgetQuestion};
use super::dependencies::{DependencyAnswer, DependencyQuestion};
use super::error::SloError;
use super::figure::Issue;
use super::history::{EstimateInput, HistoryAnswer, HistoryQuestion};
use super::latency::{LatencyAnswer, LatencyQuestion};
use super::observed::{DayObservation, Observation};
use super::tree::DependencyInput;
use super::window::Window;
use super::written::Written;
use crate::engine::written::at_least_one;

/// An objective with all that is known about it. Only `window` and a target are needed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The journey or service it is about: `checkout`.
    #[serde(default)]
    pub name: Option<String>,
    /// The share that has to succeed: `99.9 %`. Left out, it is the share of the latency objective.
    #[serde(default)]
    pub target: Option<Written>,
    /// The window: `30 days`, `calendar month`.
    pub window: Written,
    /// A day within the calendar window that is meant.
    #[serde(default)]
    pub on: Option<Written>,
    /// The day the question is asked.
    #[serde(default)]
    pub as_of: Option<Written>,
    /// The requests per time on average: `4,300 req/s`. They make the budget in requests.
    #[serde(default)]
    pub traffic: Option<Written>,
    /// The requests per time in the quietest hour: `40 req/s`. Alerts have to work then as well.
    #[serde(default)]
    pub quietest: Option<Written>,
    /// What was observed within the window.
    #[serde(default)]
    pub observed: Vec<Observation>,
    /// The alerts; without any, those of the Site Reliability Workbook, with windows that fit target and window.
    #[serde(default)]
    pub tiers: Vec<TierInput>,
    /// What passes between a threshold being exceeded and the alert: `1 min`.
    #[serde(default)]
    pub delay: Option<Written>,
    /// The error ratios alerts are tried with; without any, 10 %, 50 % and 100 %.
    #[serde(default)]
    pub error_ratios: Vec<Written>,
    /// How many failures an alert should need; 2 if left out.
    #[serde(default)]
    pub failures: Option<u32>,
    /// What the journey depends on.
    #[serde(default)]
    pub needs: Option<DependencyInput>,
    /// What was measured in the past, day by day.
    #[serde(default, deserialize_with = "at_least_one")]
    #[schemars(length(min = 1))]
    pub baseline: Vec<DayObservation>,
    /// What stands for measurements until there are any.
    #[serde(default)]
    pub estimate: Option<EstimateInput>,
    /// The latency objective.
    #[serde(default)]
    pub latency: Option<LatencyQuestion>,
}

/// What is to be known about an objective.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Answer {
    /// The journey or service it is about.
    pub name: Option<String>,
    /// The budget, and what is left of it.
    pub budget: BudgetAnswer,
    /// The alerts. A calendar window without a date is taken as the shortest it can be.
    pub alerts: AlertReport,
    /// What the dependencies permit; `None` where none are stated.
    pub dependencies: Option<DependencyAnswer>,
    /// What the target rests on.
    pub history: HistoryAnswer,
    /// The latency objective restated; `None` where none is stated.
    pub latency: Option<LatencyAnswer>,
    /// The issues of all parts, in this order.
    pub issues: Vec<Issue>,
}

impl Question {
    /// All of it.
    ///
    /// # Errors
    /// Any [`SloError`] that a field gives reason for.
    pub fn answer(&self) -> Result<Answer, SloError> {
        let latency = self.latency.as_ref().map(|latency| latency.answer().map_err(|error| error.within("latency")));
        let latency = latency.transpose()?;
        let target = match (&self.target, &latency) {
            (Some(target), _) => target.clone(),
            (None, Some(latency)) => Written::from(latency.share.text.as_str()),
            (None, None) => {
                let accepted = "the share that has to succeed, e.g. `99.9 %`";
                return Err(SloError::Missing { field: "target".to_owned(), accepted });
            }
        };
        let budget = self.budget(&target);
        let alerts = self.alerts(&target, &budget)?.answer()?;
        let budget = budget.answer()?;
        let dependencies = self.needs.as_ref().map(|needs| {
            let journey = self.name.clone().unwrap_or_else(|| "the journey".to_owned());
            DependencyQuestion { journey, target: Some(target.clone()), needs: needs.clone() }.answer()
        });
        let dependencies = dependencies.transpose()?;
        let history = self.history(&target).answer()?;
        let issues = [
            &budget.issues[..],
            &alerts.issues,
            dependencies.as_ref().map_or(&[][..], |answer| &answer.issues),
            history.issues(),
            latency.as_ref().map_or(&[][..], |answer| &answer.issues),
        ]
        .concat();
        Ok(Answer { name: self.name.clone(), budget, alerts, dependencies, history, latency, issues })
    }

    fn budget(&self, target: &Written) -> BudgetQuestion {
        BudgetQuestion {
            target: target.clone(),
            window: self.window.clone(),
            on: self.on.clone(),
            events: self.traffic.clone(),
            observed: self.observed.clone(),
        }
    }

    /// The alerts over the length of the window.
    fn alerts(&self, target: &Written, budget: &BudgetQuestion) -> Result<AlertQuestion, SloError> {
        let window = Window::parse(&self.window, "window")?;
        let period = budget.lengths(window)?.first().map(|length| format!("{} s", length.seconds()));
        let period = period.map_or_else(|| self.window.clone(), |period| Written::from(period.as_str()));
        Ok(AlertQuestion {
            target: target.clone(),
            period,
            tiers: self.tiers.clone(),
            traffic: self.traffic.clone(),
            quietest: self.quietest.clone(),
            delay: self.delay.clone(),
            error_ratios: self.error_ratios.clone(),
            failures: self.failures,
        })
    }

    fn history(&self, target: &Written) -> HistoryQuestion {
        HistoryQuestion {
            target: Some(target.clone()),
            window: self.window.clone(),
            as_of: self.as_of.clone(),
            baseline: self.baseline.clone(),
            estimate: self.estimate.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;
    use serde_json::{Value, json};

    use super::super::figure::IssueKind;
    use super::*;

    fn ask(question: Value) -> Result<Answer, SloError> {
        serde_json::from_value::<Question>(question).unwrap().answer()
    }

    #[test]
    fn all_of_it_at_once() {
        let answer = ask(json!({
            "name": "checkout", "target": "99.9 %",
            "window": "calendar month", "on": "2027-02-10", "as_of": "2027-02-10",
            "traffic": "10 requests per hour",
            "observed": [{"over": "1 day", "total": 240, "bad": 1}],
            "needs": {"all": [{"name": "payments", "availability": 99.9},
                {"name": "catalog", "availability": "99.99 %"}]},
            "estimate": {"confidence": "medium", "revisit": "2027-05-01"},
            "latency": {"objective": "p95 < 300 ms", "buckets": [{"le": "250 ms"}, {"le": "500 ms"}, {"le": "+Inf"}]},
        }))
        .unwrap();
        assert_eq!(answer.budget.window, "calendar month of 2027-02-10");
        assert_eq!(answer.alerts.period, "28 days");
        // 1 of 0.1 % of 6,720 requests
        assert_eq!(answer.budget.spent.unwrap().spent.text, "14.881 %");
        assert_eq!(answer.dependencies.unwrap().binding.as_deref(), Some("payments"));
        let codes: Vec<IssueKind> = answer.issues.iter().map(|issue| issue.kind).collect();
        for code in [
            IssueKind::SingleFailureFires,
            IssueKind::Fitted,
            IssueKind::AverageTraffic,
            IssueKind::AboveAttainable,
            IssueKind::Estimated,
            IssueKind::BetweenBuckets,
        ] {
            assert!(codes.contains(&code), "{code:?} is not in {codes:?}");
        }
    }

    #[test]
    fn alerts_have_to_work_in_the_quietest_hour() {
        let question = json!({"target": 99.9, "window": "30 days", "traffic": "85 req/s", "quietest": "6 req/min"});
        let answer = ask(question).unwrap();
        // 0.1 % of 85 x 2,592,000 requests: the budget is that of all hours.
        assert_eq!(answer.budget.budgets[0].events.as_ref().unwrap().text, "220,320");
        let requests = |tier: usize| answer.alerts.tiers[tier].traffic.as_ref().unwrap().long_requests.text.clone();
        assert_eq!((requests(0), requests(3)), ("360".to_owned(), "22,032,000".to_owned()));
        // 1.44 % of 360 is 5.18, and 0.6 % of 2,160 is 12.96.
        let failures = |tier: usize| answer.alerts.tiers[tier].traffic.as_ref().unwrap().failures_to_fire.clone();
        assert_eq!((failures(0).unwrap().text, failures(1).unwrap().text), ("6".to_owned(), "13".to_owned()));
        assert_eq!(
            answer.alerts.traffic.as_deref(),
            Some("6 req/min, the quietest hour, in windows shorter than a day; 85 req/s, the average, in the others")
        );
        assert!(answer.issues.iter().all(|issue| issue.kind != IssueKind::AverageTraffic));
        // So quiet that one failure pages, which the average hides.
        let night = json!({"target": 99.9, "window": "30 days", "traffic": "85 req/s", "quietest": "10 req/h"});
        let alerts = ask(night).unwrap().alerts;
        assert!(alerts.tiers[0].traffic.as_ref().unwrap().single_failure_fires && !alerts.remedies.is_empty());
        assert!(!alerts.tiers[3].traffic.as_ref().unwrap().single_failure_fires);
    }

    #[test]
    fn a_latency_objective_has_a_target_of_its_own() {
        let answer = ask(json!({"window": "30 days", "latency": {"objective": "p99 < 1 s"}})).unwrap();
        assert_eq!(answer.budget.budgets[0].time.derivation, "(100 % - 99 %) x 30 days = 7 h 12 min");
        assert!(ask(json!({"window": "30 days"})).unwrap_err().to_string().starts_with("target is missing"));
        let error = ask(json!({"window": "30 days", "latency": {"objective": "fast"}})).unwrap_err().to_string();
        assert!(error.starts_with("latency.objective: "), "{error}");
    }

    #[test]
    fn unknown_fields_are_refused() {
        let error = serde_json::from_value::<Question>(json!({"window": "30 days", "tagret": 99})).unwrap_err();
        assert!(error.to_string().contains("tagret"), "{error}");
    }

    #[test]
    fn results_are_written_and_described() {
        let answer = ask(json!({"target": 99.9, "window": "30 days"})).unwrap();
        let written = serde_json::to_value(&answer).unwrap();
        assert_eq!(written["budget"]["budgets"][0]["time"]["value"], "2592");
        assert_eq!(written["history"]["basis"], "unfounded");
        let schema = serde_json::to_string(&schemars::schema_for!(Question)).unwrap();
        assert!(schema.contains("\"required\":[\"window\"]"), "{schema}");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(
            texts in prop::array::uniform8("(-?[0-9]{1,16}(\\.[0-9]{1,10})?|NaN|inf|)( (%|ms|days|years|req/s))?"),
        ) {
            let [target, window, total, bad, traffic, delay, share, down] = &texts;
            let _ = ask(json!({
                "target": target, "window": window, "traffic": traffic, "quietest": total, "delay": delay,
                "observed": [{"over": window, "total": total, "bad": bad}],
                "needs": {"any": [{"name": "a", "availability": share}, {"name": "b", "availability": target}]},
                "baseline": [{"day": "2027-01-01", "down": down}],
                "latency": {"share": share, "threshold": delay},
            }));
        }

        #[test]
        fn no_extreme_makes_it_panic(
            target in select(vec!["99.99999999 %", "0.00000001 %", "50 %", "93.05555555 %"]),
            window in select(vec!["300 years", "30 days", "1 ms", "calendar month"]),
            long in select(vec!["299 years", "1 h", "13 s", "0.012 s"]),
            traffic in select(vec!["0.000001 requests per 1000 s", "1000000000000 req/s", "3 requests per 7 days"]),
            share in select(vec!["0.0001 %", "33.333333333333 %", "100 %"]),
            total in select(vec!["0.0001", "1", "1000000000000000"]),
            bad in select(vec!["0", "0.0001", "999999999999999"]),
            failures in select(vec![1, 2, 1_000]),
        ) {
            let _ = ask(json!({
                "target": target, "window": window, "traffic": traffic, "delay": "300 years", "failures": failures,
                "tiers": [{"severity": "page", "budget": share, "long": long}], "error_ratios": [share, "100 %"],
                "observed": [{"over": long, "total": total, "bad": bad}],
                "needs": {"at_least": 2, "of": [
                    {"name": "a", "availability": share}, {"name": "b", "availability": target},
                    {"all": [{"name": "a"}, {"name": "c", "availability": "1 %"}]}]},
            }));
        }
    }
}

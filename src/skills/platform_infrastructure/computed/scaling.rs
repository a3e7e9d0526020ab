//! What follows from the doomsday clock: runways, dates, the latest trigger. As ranges where growth is one, or was
//! measured, or launches lie ahead.

use jiff::civil::Date;

use crate::engine::capacity::{
    CapacityError, Distribution, Due, Forecast, Inconclusive, LeadTime, LimitAnswer, Moment, Outcome,
};
use crate::pack::Computed;
use crate::quantity::Quantity;
use crate::skills::platform_infrastructure::Scaling;
use crate::skills::platform_infrastructure::reading::clock::Reading;

/// The derived values of the section.
pub(super) fn computed(clock: &[Reading<'_>], as_of: Date) -> Vec<Computed> {
    let mut all = Vec::new();
    for reading in clock {
        let mut lines = Lines { of: reading.name(), all: &mut all };
        lines.kept(reading);
        let answer = reading.forecast.as_ref().and_then(|forecast| forecast.as_ref().ok());
        if let Some(answer) = answer {
            lines.measured(answer);
        }
        match answer.map(|answer| (answer, &answer.outcome)) {
            Some((answer, Outcome::Forecast(forecast))) => {
                if !answer.unconfirmed.is_empty() {
                    lines.inconclusive(&answer.unconfirmed);
                }
                lines.forecast(forecast);
            }
            Some((_, Outcome::Inconclusive { because })) => {
                lines.inconclusive(because);
                lines.stated(reading, as_of);
            }
            None => lines.stated(reading, as_of),
        }
    }
    all
}

/// The lines of one limit.
struct Lines<'l> {
    of: &'l str,
    all: &'l mut Vec<Computed>,
}

impl Lines<'_> {
    fn add(&mut self, what: &'static str, value: String, derivation: String) {
        let of = self.of.to_owned();
        self.all.push(Computed { section: Scaling::KEY, field: "limits", of, what, value, derivation });
    }

    /// Where it hurts, which may be before its hard limit.
    fn kept(&mut self, reading: &Reading<'_>) {
        let Some(Ok(kept)) = &reading.kept else { return };
        let (value, hard) = (reading.print(kept.value), reading.print(kept.hard));
        let value = match kept.sooner {
            true => format!("{value}, before the hard limit of {hard}: dates run to there"),
            false => format!("{value}, behind the hard limit of {hard}"),
        };
        let what = if kept.rising { "must not exceed" } else { "must not fall below" };
        self.add(what, value, kept.derivation.clone());
    }

    /// What its measurements show.
    fn measured(&mut self, answer: &LimitAnswer) {
        // Growth that is only stated needs no line.
        let Some(backtest) = &answer.backtest else { return };
        if let Some(growth) = &answer.growth {
            let value = format!("{} (P10 {}, P90 {})", growth.p50, growth.p10, growth.p90);
            self.add("measured growth", value, growth.derivation.clone());
        }
        let [model, straight] =
            [&backtest.model, &backtest.straight_line].map(|one| one.mean_absolute_error.to_string());
        let value = format!("off by {model} on average, a straight line by {straight}");
        self.add("backtest", value, backtest.derivation.clone());
    }

    /// Dates with their uncertainty, and what follows from them.
    fn forecast(&mut self, forecast: &Forecast) {
        if let Some(trigger) = &forecast.to_trigger {
            self.add("trigger reached", range(trigger), trigger.derivation.clone());
        }
        self.add("limit reached", range(&forecast.to_limit), forecast.to_limit.derivation.clone());
        if let Some(mitigation) = &forecast.mitigation {
            let value = format!("{} if it starts {}", mitigation.in_time, mitigation.starts);
            self.add("mitigation in time", value, mitigation.derivation.clone());
        }
        if let Some(trigger) = &forecast.recommended_trigger {
            let value = match &trigger.value {
                Some(value) => format!("{value}, in time in {} of the draws", trigger.in_time),
                None => format!("none any more: started today, it is in time in {} of the draws", trigger.in_time),
            };
            self.add("latest trigger", value, trigger.derivation.clone());
        }
        if let Some(start) = &forecast.latest_safe_start {
            let passed = if start.passed { ", passed" } else { "" };
            self.add("latest safe start", format!("{}{passed}", start.date), start.derivation.clone());
        }
    }

    /// Why the measurements give no dates; those that follow are of the stated growth.
    fn inconclusive(&mut self, because: &[Inconclusive]) {
        let reasons: Vec<&str> = because.iter().map(|one| one.text.as_str()).collect();
        let value = "inconclusive, so the dates below are those of the stated growth".to_owned();
        self.add("measurements", value, format!("because {}", reasons.join("; ")));
    }

    /// The dates of one growth that is taken as certain.
    fn stated(&mut self, reading: &Reading<'_>, as_of: Date) {
        let Ok(clock) = &reading.clock else { return };
        match clock.trigger_date(as_of) {
            Ok(due) => self.add("runway to trigger", days_to(as_of, &due), due.derivation),
            Err(error @ CapacityError::TriggerPassed { .. }) => {
                self.add("runway to trigger", "0 days, passed".to_owned(), error.to_string());
            }
            Err(_) => {}
        }
        if let Some(due) = reading.limit_date(as_of) {
            self.add("runway to limit", days_to(as_of, &due), due.derivation);
        }
        if let Ok(runway) = clock.time_to_act() {
            let days = runway.days;
            self.add("time from trigger to limit", Quantity::days(days.floor()).to_string(), runway.derivation);
            // What is certain, either way, needs no line.
            if let Some(lead) = reading.lead.as_ref().filter(|lead| lead.low <= days && days < lead.high) {
                let derivation = format!(
                    "the share of lead times of {lead} that take no more than {}, {}",
                    Quantity::days(days),
                    if lead.likely.is_some() { "triangular" } else { "all between being alike" }
                );
                let value = format!("{} if it starts when the trigger fires", LeadTime::chance(lead, days));
                self.add("mitigation in time", value, derivation);
            }
        }
        if let Some(latest) = reading.latest_trigger() {
            let passed = match latest.passed {
                true => format!(", passed: today's value is {}", reading.print(clock.current)),
                false => String::new(),
            };
            self.add("latest trigger", format!("{}{passed}", latest.value), latest.derivation);
        }
        if let Some(due) = reading.latest_start(as_of) {
            let passed = if due.date < as_of { ", passed" } else { "" };
            self.add("latest safe start", format!("{}{passed}", due.date), due.derivation);
        }
    }
}

/// `P10 2027-06-02, P50 2027-07-20, P90 2027-09-30`.
fn range(dates: &Distribution) -> String {
    let day = |moment: Moment| match moment.date {
        Some(date) => date.to_string(),
        None => format!("not by {}", dates.horizon),
    };
    let [p10, p50, p90] = [dates.p10, dates.p50, dates.p90].map(day);
    if p10 == p90 { p50 } else { format!("P10 {p10}, P50 {p50}, P90 {p90}") }
}

/// `121 days, on 2027-03-03`.
fn days_to(as_of: Date, due: &Due) -> String {
    let days = as_of.until(due.date).map_or(0, |span| span.get_days());
    format!("{}, on {}", Quantity::days(days), due.date)
}

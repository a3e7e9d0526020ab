//! What the core computes from a section: error budgets, the times of the doomsday clock, scores.

use jiff::civil::Date;

use super::{Quality, Roadmap, clock, objective, score};
use crate::engine::capacity::{CapacityError, Due};
use crate::pack::Pack;
use crate::quantity::{Quantity, Target};
use crate::skill::Computed;

/// The derived values of one section, in the order of its rows; those that cannot be derived are left out, since
/// findings say why.
pub(super) fn computed(pack: &Pack, section: &str) -> Vec<Computed> {
    match section {
        "quality" => budgets(pack),
        "scaling" => times(pack),
        "roadmap" => scores(pack),
        _ => Vec::new(),
    }
}

fn budgets(pack: &Pack) -> Vec<Computed> {
    let budget = |slo: super::Slo<'_>| {
        let budget = objective::budget(&Target::parse(slo.target().text).ok()?)?;
        Some(Computed {
            of: slo.name().text.to_owned(),
            what: "error budget",
            value: budget.in_words(),
            derivation: budget.derivation,
        })
    };
    Quality::of(pack).slos().filter_map(budget).collect()
}

fn times(pack: &Pack) -> Vec<Computed> {
    let as_of = pack.as_of;
    let mut all = Vec::new();
    for reading in clock::readings(pack) {
        let Ok(clock) = &reading.clock else { continue };
        let mut add = |what: &'static str, value: String, derivation: String| {
            all.push(Computed { of: reading.name().to_owned(), what, value, derivation });
        };
        match clock.trigger_date(as_of) {
            Ok(due) => add("runway to trigger", days_to(as_of, &due), due.derivation),
            Err(error @ CapacityError::TriggerPassed { .. }) => {
                add("runway to trigger", "0 days, passed".to_owned(), error.to_string());
            }
            Err(_) => {}
        }
        if let Some(due) = reading.limit_date(as_of) {
            add("runway to limit", days_to(as_of, &due), due.derivation);
        }
        if let Ok(runway) = clock.time_to_act() {
            add("time from trigger to limit", Quantity::days(runway.days.floor()).to_string(), runway.derivation);
        }
        if let Some(latest) = reading.latest_trigger() {
            let passed = match latest.passed {
                true => format!(", passed: today's value is {}", reading.print(clock.current)),
                false => String::new(),
            };
            add("latest trigger", format!("{}{passed}", latest.value), latest.derivation);
        }
        if let Some(due) = reading.latest_start(as_of) {
            let passed = if due.date < as_of { ", passed" } else { "" };
            add("latest safe start", format!("{}{passed}", due.date), due.derivation);
        }
    }
    all
}

/// `121 days, on 2027-03-03`.
fn days_to(as_of: Date, due: &Due) -> String {
    let days = as_of.until(due.date).map_or(0, |span| span.get_days());
    format!("{}, on {}", Quantity::days(days), due.date)
}

fn scores(pack: &Pack) -> Vec<Computed> {
    let score = |initiative: super::Initiative<'_>| {
        let score = score::score(&initiative)?;
        Some(Computed {
            of: initiative.name().text.to_owned(),
            what: "score",
            value: score.value.to_string(),
            derivation: score.derivation,
        })
    };
    Roadmap::of(pack).initiatives().filter_map(score).collect()
}

#[cfg(test)]
mod tests {
    use crate::pack::parse;
    use crate::skill::Skill;
    use crate::skills::platform_infrastructure::PlatformInfrastructure;
    use jiff::civil::date;

    const SOURCE: &str = "\
## Quality attributes

### SLOs

| Journey | SLI | SLO target | Measurement method | Owner | Notes |
| --- | --- | --- | --- | --- | --- |
| Pay | good / valid | >= 99.9 % over 30 days | log | Ana Ruiz | |
| Search | p95 | p95 < 300 ms over 30 days | log | Ana Ruiz | |

## Scaling plan

### Doomsday clock

| Component/limit | Metric | Current | Trigger threshold | Estimated lead time to mitigate | Mitigation project | Owner |
| --- | --- | --- | --- | --- | --- | --- |
| orders-db disk | `disk` | 1.2 TB | 1.6 TB | 6-8 weeks | Partition orders | Ana Ruiz |
| orders-db CPU | `cpu` | 85 % | 80 % | 40 weeks | Partition orders | Ana Ruiz |

### Growth and hard limits

| Component/limit | Hard limit | Growth | Basis |
| --- | --- | --- | --- |
| orders-db disk | 2 TB | +40 GB per month | month ends |
| orders-db CPU | 90 % | +1 point per week | month ends |

## Roadmap

### Prioritized initiatives

| Initiative | Impact | Risk | Effort | Lead time | Score |
| --- | --- | --- | --- | --- | --- |
| Partition orders | 5 | 4 | 2 | 6-8 weeks | |
| Wish | much | 4 | 2 | 6-8 weeks | |
";

    #[test]
    fn every_number_has_its_derivation() {
        let skill = PlatformInfrastructure;
        let pack =
            parse(SOURCE, skill.definition().standard.sections, "platform-infrastructure", 1, date(2026, 11, 2)).pack;
        let printed = |section: &str| -> Vec<String> {
            let computed = skill.computed(&pack, section).into_iter();
            computed.map(|one| format!("{}: {} = {} [{}]", one.of, one.what, one.value, one.derivation)).collect()
        };
        assert_eq!(printed("quality"), ["Pay: error budget = 43 min 12 s [(100 % - 99.9 %) x 30 days = 43 min 12 s]"]);
        assert_eq!(
            printed("scaling"),
            [
                "orders-db disk: runway to trigger = 304 days, on 2027-09-02 [2026-11-02 + 304 days = 2027-09-02; (1.6 TB - 1.2 TB) / 0.04 TB x 30.4375 days = 304.3 days]",
                "orders-db disk: runway to limit = 608 days, on 2028-07-02 [2026-11-02 + 608 days = 2028-07-02; (2 TB - 1.2 TB) / 0.04 TB x 30.4375 days = 608.7 days]",
                "orders-db disk: time from trigger to limit = 304 days [(2 TB - 1.6 TB) / 0.04 TB x 30.4375 days = 304.3 days]",
                "orders-db disk: latest trigger = 1.926 TB [2 TB - 0.04 TB x 56 days / 30.4375 days = 1.9264 TB, rounded to 1.926 TB]",
                "orders-db disk: latest safe start = 2028-05-07 [2026-11-02 + 608.7 days - 56 days = 2028-05-07; (2 TB - 1.2 TB) / 0.04 TB x 30.4375 days = 608.7 days]",
                "orders-db CPU: runway to trigger = 0 days, passed [the value today, 85 %, has passed the trigger of 80 %]",
                "orders-db CPU: runway to limit = 35 days, on 2026-12-07 [2026-11-02 + 35 days = 2026-12-07; (90 % - 85 %) / 1 % x 7 days = 35 days]",
                "orders-db CPU: time from trigger to limit = 70 days [(90 % - 80 %) / 1 % x 7 days = 70 days]",
                "orders-db CPU: latest trigger = 50 %, passed: today's value is 85 % [90 % - 1 % x 280 days / 7 days = 50 %]",
                "orders-db CPU: latest safe start = 2026-03-02, passed [2026-11-02 + 35 days - 280 days = 2026-03-02; (90 % - 85 %) / 1 % x 7 days = 35 days]",
            ]
        );
        assert_eq!(printed("roadmap"), ["Partition orders: score = 6.0 [(5 + 4 + 3) / 2 = 6.0]"]);
        assert!(printed("context").is_empty());
    }
}

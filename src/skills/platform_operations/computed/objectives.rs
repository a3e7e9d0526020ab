//! What follows from the objectives: error budgets, in time and in requests.

use rust_decimal::Decimal;

use crate::pack::Computed;
use crate::quantity::{Period, Quantity, Unit, number};
use crate::skills::platform_operations::objectives::Objectives;
use crate::skills::platform_operations::reading::facts::Facts;
use crate::skills::platform_operations::reading::goals::Goal;
use crate::skills::platform_operations::reading::roster::is_named;
use crate::skills::shared::reading::objective;

/// The lines, in the order of the objectives.
pub(in super::super) fn lines(facts: &Facts<'_>) -> Vec<Computed> {
    facts.goals.goals.iter().flat_map(|goal| of(facts, goal)).collect()
}

fn of(facts: &Facts<'_>, goal: &Goal<'_>) -> Vec<Computed> {
    let line = |what: &'static str, (value, derivation): (String, String)| Computed {
        section: Objectives::KEY,
        field: "slos",
        of: goal.name().to_owned(),
        what,
        value,
        derivation,
    };
    let Some(budget) = goal.error_budget() else {
        // A percentile has no budget until it is a share under its threshold.
        let target = goal.target.as_ref().filter(|_| goal.share.is_none());
        let share = target.and_then(|target| objective::restated(target, goal.percentile()?));
        return share.map(|share| line("as a share", share)).into_iter().collect();
    };
    let mut lines = vec![line("error budget", (budget.in_words(), budget.derivation.clone()))];
    let rate = facts.roster.journeys.iter().filter(|row| is_named(goal.row.journey(), row.name().text));
    let rate = rate.filter_map(|row| Rate::read(row.rate().text)).next();
    lines.extend(rate.and_then(|rate| rate.budget(goal)).map(|events| line("error budget in requests", events)));
    lines
}

/// Requests per time.
struct Rate {
    quantity: Quantity,
    per: Period,
}

impl Rate {
    fn read(text: &str) -> Option<Self> {
        let quantity = Quantity::parse(text).ok().filter(|rate| rate.value > Decimal::ZERO)?;
        let Unit::Rate { of, per } = &quantity.unit else { return None };
        let per = *per;
        matches!(**of, Unit::Count(_)).then_some(())?;
        Some(Rate { quantity, per })
    }

    /// How many requests may fail in the window at this rate, rounded down, out of how many.
    fn budget(&self, goal: &Goal<'_>) -> Option<(String, String)> {
        let (share, days) = (goal.share?, goal.days?);
        let window = days.checked_mul(Decimal::from(86_400))?.checked_div(self.per.seconds()?)?;
        let all = self.quantity.value.checked_mul(window)?;
        let failing = all.checked_mul(goal.budget()?)?.checked_div(Decimal::ONE_HUNDRED)?.normalize();
        let whole = failing.floor();
        let rounded = if whole == failing { String::new() } else { ", rounded down".to_owned() };
        let derivation = format!(
            "(100 % - {} %) x {} x {} = {}{rounded}; at the rate of the quietest hour",
            number::print(share),
            self.quantity,
            Quantity::days(days),
            number::print(failing),
        );
        Some((format!("{} of {} requests", number::print(whole), number::print(all.floor())), derivation))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::pack::parse;
    use crate::skill::Skill;
    use crate::skills::platform_operations::PlatformOperations;

    const SOURCE: &str = "\
# Releases

## Current state

### Journeys

| Journey | Services | Criticality | SLI today | Requests |
| --- | --- | --- | --- | --- |
| Place an order | api | critical | none | 7 requests per hour |

## Service objectives

### Service level objectives

| SLO | Journey | SLI kind | SLI | Target |
| --- | --- | --- | --- | --- |
| Orders | Place an order | availability | good / all | 99.9 % over 30 days |
| Errors | Search | error rate | bad / all | 0.5 % over 28 days |
| Order time | Place an order | latency | p95 of orders | p95 < 300 ms over 30 days |
| Fast orders | Place an order | latency | within 800 ms / all | 98 % within 800 ms over 30 days |
";

    #[test]
    fn budgets_in_time_and_requests() {
        let definition = PlatformOperations.definition();
        let pack = parse(SOURCE, definition.standard.sections, definition.name, 1, date(2026, 11, 1)).pack;
        let lines: Vec<String> = definition
            .standard
            .derive(&pack)
            .computed
            .iter()
            .filter(|line| line.section == "objectives")
            .map(|line| line.line())
            .collect();
        // 7 x 24 x 30 = 5,040 requests, of which a thousandth may fail.
        assert_eq!(
            lines,
            [
                "Orders: error budget = 43 min 12 s [(100 % - 99.9 %) x 30 days = 43 min 12 s]",
                "Orders: error budget in requests = 5 of 5,040 requests [(100 % - 99.9 %) x 7 requests/h x 30 days = 5.04, \
                 rounded down; at the rate of the quietest hour]",
                "Errors: error budget = 3 h 21 min 36 s [(100 % - 99.5 %) x 28 days = 3 h 21 min 36 s]",
                "Order time: as a share = 95 % within 300 ms, so 5 % may take longer [100 % - 95 % = 5 %]",
                "Fast orders: error budget = 14 h 24 min [(100 % - 98 %) x 30 days = 14 h 24 min]",
                "Fast orders: error budget in requests = 100 of 5,040 requests [(100 % - 98 %) x 7 requests/h x 30 days = \
                 100.8, rounded down; at the rate of the quietest hour]",
            ]
        );
    }
}

//! What is derived from a pack of this skill: error budgets, the times of the doomsday clock, scores. One file for each
//! section, and `highlights` for what a reader should know first.

use super::reading::facts::Facts;
use crate::pack::Derived;
use crate::skills::shared::computed as shared;

mod discoverability;
mod highlights;
mod instrumentation;
mod quality;
mod roadmap;
mod scaling;

/// All that is derived from a pack, in the order of its tables and their rows. What cannot be derived is left out, since
/// findings say why.
pub(super) fn derive(facts: &Facts<'_>) -> Derived {
    let computed = [
        quality::computed(&facts.goals),
        scaling::computed(&facts.clock, facts.pack.as_of),
        instrumentation::computed(&facts.events),
        discoverability::computed(&facts.pages),
        roadmap::computed(facts.pack, &facts.timetable),
    ]
    .concat();
    let drawings = shared::drawing(&facts.timetable).into_iter().collect();
    Derived { highlights: highlights::highlights(facts), computed, drawings, interface: None }
}

#[cfg(test)]
mod tests {
    use crate::pack::parse;
    use crate::skill::Skill;
    use crate::skills::platform_infrastructure::PlatformInfrastructure;
    use jiff::civil::date;
    use rust_decimal::Decimal;

    const SOURCE: &str = "\
## Quality attributes

### SLOs

| Journey | SLI | SLO target | Measurement method | Owner | Notes |
| --- | --- | --- | --- | --- | --- |
| Pay | good / valid | >= 99.9 % over 30 days | log | Ana Ruiz | |
| Search | p95 | p95 < 300 ms over 30 days | log | Ana Ruiz | |

### Journey dependencies

| Journey | Needs | Request rate |
| --- | --- | --- |
| Pay | orders-db and (bank-a or bank-b) | 180 requests per hour |

### Component availability

| Component | Availability | Source |
| --- | --- | --- |
| orders-db | 99.95 % | RDS events |
| bank-a | 99 % | contract |
| bank-b | 99.9 % | contract |

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
    fn ranges_and_roadmaps_have_their_odds() {
        const SOURCE: &str = "\
## Scaling plan

### Doomsday clock

| Component/limit | Metric | Current | Trigger threshold | Estimated lead time to mitigate | Mitigation project | Owner |
| --- | --- | --- | --- | --- | --- | --- |
| orders-db disk | `disk` | 1.2 TB | 1.6 TB | 6-8 weeks | Partition orders | Ana Ruiz |

### Growth and hard limits

| Component/limit | Hard limit | Growth | Basis |
| --- | --- | --- | --- |
| orders-db disk | 2 TB | +40-80 GB per month | month ends |

### Measurements

| Component/limit | Date | Value |
| --- | --- | --- |
| orders-db disk | 2026-10-31 | 1.2 TB |

## Roadmap

### Milestones

| Milestone | Scope | Acceptance criteria | Owner | Dependencies | ETA range | Rollout/rollback |
| --- | --- | --- | --- | --- | --- | --- |
| M1 Baseline | all | all | Ana Ruiz | none | 2026-11-02 to 2026-11-27 | flag |
| M2 Partition orders | all | all | Ana Ruiz | M1 | 2026-11-30 to 2027-01-22 | flag |
";
        let skill = PlatformInfrastructure;
        let read = |source: &str| {
            let sections = skill.definition().standard.sections;
            skill
                .definition()
                .standard
                .derive(&parse(source, sections, "platform-infrastructure", 1, date(2026, 11, 2)).pack)
        };
        let value = |source: &str, subject: &str| {
            let found = read(source).computed.into_iter().find(|one| one.subject() == subject);
            found.map(|one| one.value)
        };
        // One measurement gives no trend, and the lines say so.
        let reason = read(SOURCE).computed.into_iter().find(|one| one.what == "measurements").expect("a reason");
        assert!(reason.value.starts_with("inconclusive"), "{}", reason.value);
        assert!(reason.derivation.starts_with("because 1 day"), "{}", reason.derivation);
        // Without it the range of growth decides: 0.8 TB at 76 GB (P10 of the days), 60 GB, 44 GB a month is 320, 406 and
        // 553 days, give or take what 1,000 draws miss.
        let plain = SOURCE.replace("| orders-db disk | 2026-10-31 | 1.2 TB |\n", "");
        let limit = value(&plain, "orders-db disk: limit reached").expect("dates");
        let days: Vec<i32> = crate::quantity::date::find_dates(&limit)
            .into_iter()
            .map(|(_, day)| date(2026, 11, 2).until(day).expect("days").get_days())
            .collect();
        let near = |days: i32, expected: i32| (days - expected).abs() <= expected / 30;
        assert!(matches!(days[..], [p10, p50, p90] if near(p10, 320) && near(p50, 406) && near(p90, 553)), "{limit}");
        // 42 to 56 days, all alike and drawn as whole days, counted to the Friday that is written, which is the 54th:
        // (54.5 - 42) / 14 = 89.3 %.
        let kept = read(&plain).computed.into_iter().find(|one| one.what == "last ETA is kept").expect("odds");
        let percent = crate::quantity::Quantity::parse(&kept.value).expect("a share").value;
        assert!((Decimal::from(86)..Decimal::from(93)).contains(&percent), "{}", kept.value);
        assert!(kept.derivation.contains("are done by 2027-01-22 = "), "{}", kept.derivation);
        // Without a range there is nothing to draw.
        let certain = plain.replace("6-8 weeks", "6 weeks");
        assert_eq!(value(&certain, "Roadmap: finish").as_deref(), Some("2027-01-22"));
        assert_eq!(value(&certain, "Roadmap: last ETA is kept"), None);
        assert_eq!(value(&plain, "Roadmap: critical path").as_deref(), Some("M2"));
        assert_eq!(value(&plain, "M2 for orders-db disk: done before the limit").as_deref(), Some("yes"));
        assert!(
            read(&plain).drawings.iter().any(|one| one.mermaid.contains("M2 Partition orders :crit, m2, 2026-11-30"))
        );
        // What waits in a circle has no schedule.
        let circle = plain.replace("| none | 2026-11-02", "| M2 | 2026-11-02");
        assert!(read(&circle).drawings.is_empty());
    }

    #[test]
    fn history_and_what_hurts_sooner_have_lines() {
        let source = SOURCE
            .replace(
                "| Hard limit | Growth | Basis |\n| --- |",
                "| Hard limit | Growth | Basis | Must keep |\n| --- | --- |",
            )
            .replace(
                "| 90 % | +1 point per week | month ends |",
                "| 90 % | +1 point per week | month ends | p95 < 100 ms with 1 worker of 10 ms |",
            )
            .replace(
                "### Journey dependencies",
                "\
### Past windows

| Journey | Last day | Value |
| --- | --- | --- |
| Pay | 2026-08-31 | 99.95 % |
| Pay | 2026-09-30 | 99.85 % |
| Pay | 2026-10-31 | 99.91 % |
| Search | 2026-10-31 | 290 ms |

### Journey dependencies",
            );
        let sections = PlatformInfrastructure.definition().standard.sections;
        let pack = parse(&source, sections, "platform-infrastructure", 1, date(2026, 11, 2)).pack;
        let derived = PlatformInfrastructure.definition().standard.derive(&pack).computed;
        let line = |subject: &str| {
            let one = derived.iter().find(|one| one.subject() == subject);
            one.map(|one| format!("{} [{}]", one.value, one.derivation)).unwrap_or_default()
        };
        assert_eq!(
            line("Pay: windows that met the target"),
            "2 of 3, 66.7 % [>= 99.9 % over 30 days asked for, 3 windows]"
        );
        assert_eq!(
            line("Pay: tightest target met in 90 %"),
            ">= 99.85 % [number 3 of 3 windows from the best (90 % x 3, rounded up)]"
        );
        assert_eq!(line("Search: tightest target met in 90 %"), "inconclusive [1 side by side; three are needed]");
        // (1 - rho) x 10 = ln 20
        assert!(
            line("orders-db CPU: must not exceed")
                .starts_with("70.04 %, before the hard limit of 90 %: dates run to there [M/M/1")
        );
        // What counts is where it hurts: 85 % is beyond it.
        assert_eq!(line("orders-db CPU: runway to limit"), "");
    }

    #[test]
    fn every_number_has_its_derivation() {
        let skill = PlatformInfrastructure;
        let pack =
            parse(SOURCE, skill.definition().standard.sections, "platform-infrastructure", 1, date(2026, 11, 2)).pack;
        let printed = |section: &str| -> Vec<String> {
            let computed =
                skill.definition().standard.derive(&pack).computed.into_iter().filter(|one| one.section == section);
            computed.map(|one| format!("{}: {} = {} [{}]", one.of, one.what, one.value, one.derivation)).collect()
        };
        assert_eq!(
            printed("quality"),
            [
                "Pay: error budget = 43 min 12 s [(100 % - 99.9 %) x 30 days = 43 min 12 s]",
                "Search: as a share = 95 % within 300 ms, so 5 % may take longer [100 % - 95 % = 5 %]",
                "Pay: burn-rate alerts = page at 14.4x over 1 h and 5 min (1.44 % errors), 6x over 6 h and 30 min (0.6 % errors); ticket at 3x over 1 day and 2 h (0.3 % errors), 1x over 3 days and 6 h (0.1 % errors) [for 2 %, 5 %, 10 %, 10 % of the budget; burn rate = share x 30 days / long window, 2 % x 30 days / 1 h = 14.4; threshold = burn rate x (100 % - 99.9 %), 14.4 x (100 % - 99.9 %) = 1.44 %]",
                "Pay: attainable availability = 99.949 %, bound by orders-db [99.95 % x (1 - (1 - 99 %) x (1 - 99.9 %)) = 99.949 %, rounded down]",
                "Pay: failures that page = 3 of 180 requests in 1 h [180 requests/h x 1 h = 180; the next whole number above 1.44 % x 180 = 2.592: 3]",
            ]
        );
        assert_eq!(
            printed("scaling"),
            [
                "orders-db disk: runway to trigger = 304 days, on 2027-09-02 [2026-11-02 + 304 days = 2027-09-02; (1.6 TB - 1.2 TB) / 0.04 TB x 30.4375 days = 304.3 days]",
                "orders-db disk: runway to limit = 608 days, on 2028-07-02 [2026-11-02 + 608 days = 2028-07-02; (2 TB - 1.2 TB) / 0.04 TB x 30.4375 days = 608.7 days]",
                "orders-db disk: time from trigger to limit = 304 days [(2 TB - 1.6 TB) / 0.04 TB x 30.4375 days = 304.3 days]",
                "orders-db disk: latest trigger = 1.928 TB [2 TB - 0.04 TB x 54.6 days / 30.4375 days = 1.92824 TB, rounded to 1.928 TB]",
                "orders-db disk: latest safe start = 2028-05-09 [2026-11-02 + 608.7 days - 54.6 days = 2028-05-09; (2 TB - 1.2 TB) / 0.04 TB x 30.4375 days = 608.7 days]",
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

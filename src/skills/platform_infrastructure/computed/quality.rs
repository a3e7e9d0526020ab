//! What follows from the objectives: error budgets, latencies as shares, alerts, what dependencies permit.

use crate::engine::slo::{AlertReport, Severity, SloError, TierInput, TierProof};
use crate::pack::Computed;
use crate::skills::platform_infrastructure::Quality;
use crate::skills::platform_infrastructure::reading::goals::{Goal, Goals};
use crate::skills::shared::reading::objective;

/// The derived values of the section.
pub(super) fn computed(goals: &Goals<'_>) -> Vec<Computed> {
    let of_slos = goals.goals.iter().filter_map(|goal| {
        let mut line = budget(goal).or_else(|| restated(goal))?;
        // Of several objectives of one journey each says which it is about.
        if goals.of_journey(goal.name()).nth(1).is_some() {
            line.value = format!("{} for {}", line.value, goal.target);
        }
        Some(line)
    });
    let mut lines: Vec<Computed> = of_slos.collect();
    lines.extend(alerts(goals));
    lines.extend(dependencies(goals));
    lines.extend(past(goals));
    lines
}

/// Whether past windows support the targets.
fn past(goals: &Goals<'_>) -> Vec<Computed> {
    let mut lines = Vec::new();
    for past in &goals.past {
        let Some(goal) = goals.goals.get(past.goal) else { continue };
        let met = format!("{} asked for, {} windows", goal.target, past.record.windows);
        lines.push(line("past", goal.name(), "windows that met the target", past.met(), met));
        let (value, derivation) = match past.record.supports() {
            Some(_) => (past.tightest(goal), past.rank()),
            None => ("inconclusive".to_owned(), format!("{} side by side; three are needed", past.record.side_by_side)),
        };
        lines.push(line("past", goal.name(), "tightest target met in 90 %", value, derivation));
    }
    lines
}

fn line(field: &'static str, of: &str, what: &'static str, value: String, derivation: String) -> Computed {
    Computed { section: Quality::KEY, field, of: of.to_owned(), what, value, derivation }
}

fn budget(goal: &Goal<'_>) -> Option<Computed> {
    let budget = objective::budget(&goal.target)?;
    Some(line("slos", goal.name(), "error budget", budget.in_words(), budget.derivation))
}

/// A percentile as a share under a threshold, which has a budget and can be added up.
fn restated(goal: &Goal<'_>) -> Option<Computed> {
    let (value, derivation) = objective::restated(&goal.target, goal.percentile?)?;
    Some(line("slos", goal.name(), "as a share", value, derivation))
}

/// One line for the objectives that have the same alerts: with the same target, window and policy.
fn alerts(goals: &Goals<'_>) -> Vec<Computed> {
    let mut asked: Vec<(&Goal<'_>, Vec<TierInput>, Vec<&str>)> = Vec::new();
    for goal in goals.goals.iter().filter(|goal| goal.share.is_some() && goal.days.is_some()) {
        let stated = goals.alerts_of(goal);
        let tiers =
            if stated.is_empty() { goal.fitting() } else { stated.iter().map(|alert| alert.tier.clone()).collect() };
        if tiers.is_empty() {
            continue;
        }
        let same = |one: &&mut (&Goal<'_>, Vec<TierInput>, Vec<&str>)| {
            (one.0.share, one.0.days) == (goal.share, goal.days) && one.1 == tiers
        };
        match asked.iter_mut().find(same) {
            Some((_, _, names)) => names.push(goal.name().trim()),
            None => asked.push((goal, tiers, vec![goal.name().trim()])),
        }
    }
    let of = |(goal, tiers, names): (&Goal<'_>, Vec<TierInput>, Vec<&str>)| {
        let report = goal.alerts(tiers, None)?.ok()?;
        let (value, derivation) = thresholds(&report, !goals.alerts_of(goal).is_empty())?;
        Some(line("slos", &names.join(", "), "burn-rate alerts", value, derivation))
    };
    asked.into_iter().filter_map(of).collect()
}

/// `page at 14.4x over 1 h and 5 min (1.44 % errors), 6x over 6 h and 30 min (0.6 %); ticket at ...`, with how it is found.
fn thresholds(report: &AlertReport, stated: bool) -> Option<(String, String)> {
    let of = |severity: Severity| -> Vec<&TierProof> {
        report.tiers.iter().filter(|proof| proof.can_fire && proof.tier.severity == severity).collect()
    };
    let tiers = [of(Severity::Page), of(Severity::Ticket)].concat();
    let mut parts = Vec::new();
    for severity in [Severity::Page, Severity::Ticket] {
        let said: Vec<String> = of(severity)
            .into_iter()
            .map(|proof| {
                let tier = &proof.tier;
                format!("{}x over {} and {} ({} errors)", tier.factor, tier.long, tier.short, proof.threshold)
            })
            .collect();
        if !said.is_empty() {
            parts.push(format!("{severity} at {}", said.join(", ")));
        }
    }
    let first = tiers.first()?;
    let shares: Vec<String> = tiers.iter().map(|proof| proof.tier.budget_share.clone()).collect();
    let derivation = match stated {
        true => {
            format!("as stated; threshold = burn rate x (100 % - {}), {}", report.target, first.threshold.derivation)
        }
        false => format!(
            "for {} of the budget; burn rate = share x {} / long window, {}; threshold = burn rate x (100 % - {}), {}",
            shares.join(", "),
            report.period,
            first.tier.factor.derivation,
            report.target,
            first.threshold.derivation
        ),
    };
    Some((parts.join("; "), derivation))
}

/// What a journey attains, and what its traffic means for its alerts.
fn dependencies(goals: &Goals<'_>) -> Vec<Computed> {
    let mut lines = Vec::new();
    for need in &goals.needs {
        let name = need.row.name().text;
        if let Some(Ok(answer)) = &need.attained {
            let bound = answer.binding.as_ref().map(|binding| format!(", bound by {binding}")).unwrap_or_default();
            let value = format!("{}{bound}", answer.attainable);
            lines.push(line(
                "dependencies",
                name,
                "attainable availability",
                value,
                answer.attainable.derivation.clone(),
            ));
        }
        let Some(rate) = Some(need.row.rate()).filter(|rate| !rate.is_blank()) else { continue };
        let goal = goals.of_journey(name).find(|goal| goal.share.is_some() && goal.days.is_some());
        if let Some(Ok((value, derivation))) = goal.and_then(|goal| traffic(goals, goal, rate.text)) {
            lines.push(line("dependencies", name, "failures that page", value, derivation));
        }
    }
    lines
}

/// How many failures page, and out of how many requests.
fn traffic(goals: &Goals<'_>, goal: &Goal<'_>, rate: &str) -> Option<Result<(String, String), SloError>> {
    let stated = goals.alerts_of(goal);
    let tiers =
        if stated.is_empty() { goal.fitting() } else { stated.iter().map(|alert| alert.tier.clone()).collect() };
    let report = match goal.alerts(tiers, Some(rate))? {
        Ok(report) => report,
        Err(error) => return Some(Err(error)),
    };
    let pages = report.tiers.iter().filter(|proof| proof.tier.severity == Severity::Page);
    let first = pages.filter_map(|proof| Some((proof, proof.traffic.as_ref()?))).find_map(|(proof, traffic)| {
        let failures = traffic.failures_to_fire.as_ref()?;
        let value = format!("{failures} of {} requests in {}", traffic.long_requests, proof.tier.long);
        Some((value, format!("{}; {}", traffic.long_requests.derivation, failures.derivation)))
    })?;
    Some(Ok(first))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::pack::parse;
    use crate::skill::Skill;
    use crate::skills::platform_infrastructure::PlatformInfrastructure;

    #[test]
    fn several_objectives_of_a_journey_are_told_apart() {
        const SOURCE: &str = "\
# Uploads

## Quality attributes

### SLOs

| User journey / API | SLI | SLO target | Measurement method | Owner | Notes |
| --- | --- | --- | --- | --- | --- |
| Finish an upload | finished / started | 99.85 % over 30 days | log | | |
| Finish an upload | finished within 2.5 s / finished | 95 % < 2.5 s over 30 days | log | | |
| Watch a video | started / asked | 99 % over 30 days | log | | |
";
        let definition = PlatformInfrastructure.definition();
        let pack = parse(SOURCE, definition.standard.sections, definition.name, 1, date(2026, 11, 2)).pack;
        let computed = definition.standard.derive(&pack).computed;
        let budgets: Vec<String> =
            computed.iter().filter(|one| one.what == "error budget").map(|one| one.line()).collect();
        assert_eq!(
            budgets,
            [
                "Finish an upload: error budget = 1 h 4 min 48 s for 99.85 % over 30 days [(100 % - 99.85 %) x 30 days = 1 h 4 min 48 s]",
                "Finish an upload: error budget = 1 day 12 h for 95 % within 2.5 s over 30 days [(100 % - 95 %) x 30 days = 1 day 12 h]",
                "Watch a video: error budget = 7 h 12 min [(100 % - 99 %) x 30 days = 7 h 12 min]",
            ]
        );
    }
}

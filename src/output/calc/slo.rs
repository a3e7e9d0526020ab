//! An objective: budget, alerts, dependencies, history, latency.

use super::{Matter, Sheet, row, word};
use crate::engine::slo::{
    AlertReport, Answer, BudgetAnswer, Consumption, DependencyAnswer, Figure, HistoryAnswer, LatencyAnswer, TierProof,
};
use crate::output::words::Paint;

/// What is the matter with an objective.
pub fn matters(answer: &Answer) -> Vec<Matter> {
    answer.issues.iter().map(|issue| Matter::of(issue, issue.subject.clone())).collect()
}

/// The whole answer. `steps` adds how the numbers of tables follow.
pub fn render(answer: &Answer, steps: bool, paint: Paint) -> String {
    let mut sheet = Sheet::new(paint);
    let name = answer.name.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
    sheet.title(&format!("{name}{} over {}", answer.budget.target, answer.budget.window));
    budget(&mut sheet, &answer.budget);
    if let Some(latency) = &answer.latency {
        show_latency(&mut sheet, latency);
    }
    alerts(&mut sheet, &answer.alerts, steps);
    if let Some(dependencies) = &answer.dependencies {
        show_dependencies(&mut sheet, dependencies);
    }
    history(&mut sheet, &answer.history);
    sheet.matters(&matters(answer));
    sheet.finish()
}

fn figure(label: impl Into<String>, figure: &Figure) -> [String; 3] {
    row(label, &figure.text, &figure.derivation)
}

fn budget(sheet: &mut Sheet, budget: &BudgetAnswer) {
    let mut rows = Vec::new();
    for one in &budget.budgets {
        let of = if budget.budgets.len() > 1 { format!(" ({})", one.length) } else { String::new() };
        rows.push(figure(format!("error budget, time{of}"), &one.time));
        rows.extend(one.events.as_ref().map(|events| figure(format!("error budget, requests{of}"), events)));
    }
    sheet.figures(&rows);
    let consumed = |sheet: &mut Sheet, title: &str, one: &Consumption| {
        sheet.title(title);
        let mut rows = vec![
            figure("error ratio", &one.error_ratio),
            figure("burn rate", &one.burn_rate),
            figure("budget spent", &one.spent),
            figure("budget left", &one.left),
        ];
        rows.extend(one.gone_in.as_ref().map(|gone| figure("all gone in", gone)));
        sheet.figures(&rows);
    };
    for one in &budget.observed {
        consumed(sheet, &format!("Observed over {}", one.over), one);
    }
    // Of one observation the sum says nothing new.
    if let (Some(spent), true) = (&budget.spent, budget.observed.len() > 1) {
        consumed(sheet, "Observed together", spent);
    }
}

fn show_latency(sheet: &mut Sheet, latency: &LatencyAnswer) {
    sheet.title("Latency");
    sheet.line(&latency.restated);
    let mut rows = vec![
        figure("share", &latency.share),
        figure("threshold", &latency.threshold),
        figure("may be slower", &latency.budget),
    ];
    if let Some(histogram) = &latency.histogram {
        let mut add = |label: &str, bound: &Option<Figure>| {
            rows.extend(bound.as_ref().map(|bound| figure(label, bound)));
        };
        add("within it, at least", &histogram.at_least);
        add("within it, at most", &histogram.at_most);
        rows.extend(histogram.percentile.as_ref().map(|text| row("the percentile lies", text, "")));
        rows.push(row("verdict", word(&histogram.verdict), ""));
    }
    sheet.figures(&rows);
}

fn alerts(sheet: &mut Sheet, alerts: &AlertReport, steps: bool) {
    sheet.title(&format!("Alerts over {}: burn rate, and the error ratio it fires above", alerts.period));
    if let Some(traffic) = &alerts.traffic {
        sheet.line(&format!("held against {traffic}"));
    }
    for proof in &alerts.tiers {
        let tier = &proof.tier;
        let fires = if proof.can_fire { "" } else { ": cannot fire" };
        sheet.line(&format!("{} (short window {}){fires}", tier.name, tier.short));
        let mut rows = vec![figure("  burn rate", &tier.factor), figure("  fires above", &proof.threshold)];
        rows.extend(proof.needs_target_above.as_ref().map(|needed| figure("  can fire with a target above", needed)));
        if let Some(traffic) = &proof.traffic {
            rows.push(figure(format!("  requests in {}", tier.short), &traffic.short_requests));
            rows.push(figure(format!("  requests in {}", tier.long), &traffic.long_requests));
            rows.extend(traffic.failures_to_fire.as_ref().map(|failures| figure("  failures to fire", failures)));
        }
        sheet.figures(&rows);
    }
    outages(sheet, &alerts.tiers, steps);
    for proof in alerts.tiers.iter().filter(|proof| !proof.proposals.is_empty()) {
        sheet.title(&format!("Instead of {}", proof.tier.name));
        for proposal in &proof.proposals {
            sheet.line(&format!("{} (short window {})", proposal.tier.name, proposal.tier.short));
            sheet.figures(&[
                figure("  burn rate", &proposal.tier.factor),
                figure("  fires above", &proposal.threshold),
                row("  because", "", &proposal.derivation),
            ]);
        }
    }
    if !alerts.remedies.is_empty() {
        sheet.title("What helps where traffic is low");
    }
    for remedy in &alerts.remedies {
        let verdict = if remedy.works { "works" } else { "does not work" };
        sheet.line(&format!("{}: {} ({verdict}; {})", word(&remedy.kind), remedy.change, remedy.price));
        sheet.aside(&remedy.derivation);
        let optional = |figure: &Option<Figure>| figure.as_ref().map_or("-".to_owned(), |figure| figure.text.clone());
        let rows: Vec<Vec<String>> = remedy
            .tiers
            .iter()
            .map(|tier| {
                let failures = tier.failures_to_fire.text.clone();
                vec![tier.name.clone(), failures, optional(&tier.detection), optional(&tier.budget_spent)]
            })
            .collect();
        if !rows.is_empty() {
            sheet.table(&["alert", "failures to fire", "detected after", "budget spent"], &rows);
        }
    }
}

fn outages(sheet: &mut Sheet, tiers: &[TierProof], steps: bool) {
    sheet.title("When so many requests fail");
    let text = |figure: &Option<Figure>| figure.as_ref().map_or("-".to_owned(), |figure| figure.text.clone());
    let rows = tiers.iter().flat_map(|proof| {
        proof.outages.iter().map(|outage| {
            let fires = if outage.fires { text(&outage.detection) } else { "does not fire".to_owned() };
            let name = proof.tier.name.clone();
            vec![name, outage.error_ratio.clone(), fires, text(&outage.budget_spent), text(&outage.reset)]
        })
    });
    let rows: Vec<Vec<String>> = rows.collect();
    sheet.table(&["alert", "failing", "fires after", "budget spent by then", "resets after"], &rows);
    if !steps {
        sheet.aside("`--steps` shows how each of these follows");
        return;
    }
    for proof in tiers {
        for outage in &proof.outages {
            sheet.title(&format!("{} at {}", proof.tier.name, outage.error_ratio));
            let parts = [
                ("fires after", &outage.detection),
                ("budget spent", &outage.budget_spent),
                ("resets after", &outage.reset),
            ];
            let rows: Vec<_> =
                parts.into_iter().filter_map(|(label, part)| part.as_ref().map(|part| figure(label, part))).collect();
            sheet.figures(&rows);
        }
    }
}

fn show_dependencies(sheet: &mut Sheet, answer: &DependencyAnswer) {
    sheet.title(&format!("What the dependencies of {} permit", answer.journey));
    let mut rows = vec![figure("attainable", &answer.attainable)];
    rows.extend(answer.binding.as_ref().map(|edge| row("binding edge", edge, "")));
    for edge in &answer.edges {
        rows.push(figure(format!("{} ({}) costs", edge.name, edge.availability), &edge.costs));
        rows.push(figure("  attainable without it", &edge.without_it));
        rows.push(figure("  with a second copy", &edge.with_second_copy));
        rows.extend(edge.needed.as_ref().map(|needed| figure("  needed of it alone", needed)));
    }
    rows.extend(answer.together.as_ref().map(|together| figure("needed of each, if all improve alike", together)));
    sheet.figures(&rows);
}

fn history(sheet: &mut Sheet, history: &HistoryAnswer) {
    match history {
        HistoryAnswer::Measured(measured) => {
            sheet.title(&format!("History, {} to {}", measured.from, measured.to));
            let about = format!(
                "{} of {}, {} of them side by side, {} left out for missing days",
                measured.windows, measured.window, measured.side_by_side, measured.left_out
            );
            let mut rows = vec![row("windows", about, "")];
            for (label, part) in [
                ("best window", &measured.best),
                ("worst window", &measured.worst),
                ("windows that met the target", &measured.met),
                ("tightest target met by 90 %", &measured.tightest),
            ] {
                rows.extend(part.as_ref().map(|part| figure(label, part)));
            }
            rows.push(row("verdict", word(&measured.verdict), measured.because.as_deref().unwrap_or_default()));
            sheet.figures(&rows);
        }
        HistoryAnswer::Estimate { confidence, revisit, .. } => {
            sheet.title("History");
            sheet.line(&format!("none: an estimate, confidence {}, to be revisited on {revisit}", word(confidence)));
        }
        HistoryAnswer::Unfounded { .. } => {}
    }
}

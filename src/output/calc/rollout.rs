//! A strategy, and the steps of a canary.

use super::{Matter, Severity, Sheet, number, row};
use crate::engine::rollout::{CanaryAnswer, RolloutAnswer};
use crate::output::words::Paint;

/// What is the matter with a rollout: no strategy left, or canary steps that see too little.
pub fn matters(answer: &RolloutAnswer) -> Vec<Matter> {
    let mut matters = Vec::new();
    if answer.choice.is_none() {
        matters.push(Matter::new(Severity::Error, "strategy", answer.derivation.clone()));
    }
    if let Some(canary) = &answer.canary {
        let weight = if canary.too_low.is_some() { Severity::Note } else { Severity::Warning };
        matters.extend(canary.advice.iter().map(|line| Matter::new(weight, "canary", line.clone())));
    }
    matters.extend(answer.notes.iter().map(|note| Matter::new(Severity::Note, "", note.clone())));
    matters
}

/// The whole answer.
pub fn render(answer: &RolloutAnswer, paint: Paint) -> String {
    let mut sheet = Sheet::new(paint);
    let choice = answer.choice.map_or_else(|| "none".to_owned(), |choice| choice.to_string());
    sheet.title(&format!("Strategy: {choice}"));
    sheet.line(&answer.derivation);
    sheet.title("Scores: weight x fit");
    let rows: Vec<[String; 3]> = answer
        .scores
        .iter()
        .map(|one| row(one.strategy.to_string(), format!("{} of {}", one.score, one.of), &one.derivation))
        .collect();
    sheet.figures(&rows);
    for one in answer.scores.iter().filter(|one| !one.excluded.is_empty()) {
        sheet.line(&format!("{} is ruled out: {}", one.strategy, one.excluded.join("; ")));
    }
    if let Some(best) = answer.scores.first() {
        sheet.title(&format!("Why: {}", best.strategy));
        let counted = best.factors.iter().filter(|one| one.weight > 0);
        let rows: Vec<[String; 3]> = counted
            .map(|one| row(one.factor.to_string(), format!("{} x {}", one.weight, one.fit), &one.because))
            .collect();
        sheet.figures(&rows);
    }
    if !answer.flips.is_empty() {
        sheet.title("Single changes that would change the choice");
        for flip in &answer.flips {
            sheet.line(&flip.derivation);
        }
    }
    if let Some(canary) = &answer.canary {
        steps(&mut sheet, canary);
    }
    sheet.matters(&matters(answer));
    sheet.finish()
}

fn steps(sheet: &mut Sheet, canary: &CanaryAnswer) {
    sheet.title("Canary steps");
    if let Some(too_low) = &canary.too_low {
        sheet.line(too_low);
        return;
    }
    let rows: Vec<Vec<String>> = canary
        .steps
        .iter()
        .map(|step| {
            let stated = step.stated.as_ref();
            let least =
                stated.map(|stated| stated.detectable.as_ref().map_or("nothing".to_owned(), ToString::to_string));
            vec![
                step.share.clone(),
                step.duration.text.clone(),
                stated.map_or("-".to_owned(), |stated| stated.duration.clone()),
                stated.map_or("-".to_owned(), |stated| stated.requests.text.clone()),
                least.unwrap_or_else(|| "-".to_owned()),
            ]
        })
        .collect();
    sheet.table(&["share", "takes", "stated", "requests in it", "errors it detects from"], &rows);
    for step in &canary.steps {
        for guard in &step.guards {
            let label = format!("{}, {} {}", step.share, guard.name, guard.detects);
            sheet.figures(&[row(label, format!("{} requests", guard.requests), &guard.requests.derivation)]);
        }
    }
    sheet.figures(&[row("all steps", &canary.total, &canary.total.derivation)]);
    let count = u64::try_from(canary.steps.len()).unwrap_or(u64::MAX);
    sheet.aside(&format!("{} steps, then all traffic", number(count)));
}

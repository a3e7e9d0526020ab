//! Initiatives in order, and how firm that order is.

use super::Sheet;
use crate::engine::priority::Ranking;
use crate::output::words::Paint;

/// The whole answer.
pub fn render(ranking: &Ranking, paint: Paint) -> String {
    let mut sheet = Sheet::new(paint);
    sheet.title("Order: (impact + risk + lead time points) / effort");
    let rows: Vec<Vec<String>> = ranking
        .order
        .iter()
        .enumerate()
        .map(|(index, one)| {
            vec![(index + 1).to_string(), one.score.to_string(), one.name.clone(), one.derivation.clone()]
        })
        .collect();
    sheet.table(&["rank", "score", "initiative", "arithmetic"], &rows);
    sheet.aside("lead time points: up to 2 weeks 1, up to 6 weeks 2, up to 13 weeks 3, up to 26 weeks 4, beyond 5");
    if !ranking.ties.is_empty() {
        sheet.title("Not decided by the score");
    }
    for [first, second] in &ranking.ties {
        sheet.line(&format!("{first} and {second} score the same"));
    }
    if !ranking.flips.is_empty() {
        sheet.title("One point that changes the order");
    }
    for flip in &ranking.flips {
        sheet.line(&flip.derivation);
    }
    sheet.finish()
}

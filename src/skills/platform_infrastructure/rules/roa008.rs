//! The score of an initiative is not what its factors give.
//!
//! ## What it does
//! Computes (impact + risk + lead time points) / effort from the columns of *Prioritized initiatives* and compares
//! factors and result with the arithmetic under *Score*. A lead time up to 2 weeks counts 1 point, up to 6 weeks 2,
//! up to 13 weeks 3, up to 26 weeks 4, anything longer 5; of a range the upper end counts. Impact, risk and effort
//! are whole numbers from 1 to 5. One decimal is exact enough.
//!
//! ## Why it matters
//! The order of work follows from these numbers. A score that cannot be computed again is an opinion with a decimal
//! point, and the first reader who checks one stops believing the others.
//!
//! ## Example
//! `(5 + 4 + 2) / 3 = 4.7`: it is 3.7. A lead time of 20 weeks with 3 points: it counts 4.
//!
//! ## Fix
//! Write the line the finding gives, and move the row if the order changes.

use rust_decimal::Decimal;

use crate::skills::shared::reading::wording::unfilled;
use crate::engine::priority::{PriorityError, Written};
use crate::finding::Findings;
use crate::quantity::number;
use crate::skills::platform_infrastructure::reading::score::{points, score};
use crate::skills::platform_infrastructure::{Case, Initiative, Roadmap};

crate::rule!("ROA008", "score-arithmetic", Warning, needs["roadmap"], "roa008.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for initiative in Roadmap::of(case.pack).initiatives() {
        check_row(&initiative, findings);
    }
}

fn check_row(row: &Initiative<'_>, findings: &mut Findings) {
    let name = row.name().text;
    let factors = [("impact", row.impact()), ("risk", row.risk()), ("effort", row.effort())];
    let mut outside = false;
    for (what, cell) in &factors {
        let Some(value) = points(cell) else { continue };
        if !value.is_integer() || value < Decimal::ONE || value > Decimal::from(5) {
            outside = true;
            findings
                .at(cell.place, format!("The {what} of \"{name}\" is {}, on a scale of 1 to 5", number::print(value)))
                .fix("give a whole number from 1 to 5, then the score that follows from it");
        }
    }
    // Cells that are blank or cannot be read belong to other rules.
    let [Some(impact), Some(risk), Some(effort)] = factors.map(|(_, cell)| points(&cell)) else { return };
    if outside || unfilled(&row.score()) {
        return;
    }
    let Some(right) = score(row) else { return };
    let written = match Written::parse(row.score().text) {
        Ok(written) => written,
        Err(PriorityError::NoArithmetic { text }) => {
            findings
                .at(row.score().place, format!("The score of \"{name}\" shows no arithmetic"))
                .evidence(format!("\"{text}\""))
                .fix(format!("write `{}`", right.derivation));
            return;
        }
        Err(_) => return,
    };
    let mut wrong = Vec::new();
    for (what, column, stated) in
        [("impact", impact, written.impact), ("risk", risk, written.risk), ("effort", effort, written.effort)]
    {
        if column != stated {
            wrong.push(format!("the {what} is {}, not {}", number::print(column), number::print(stated)));
        }
    }
    if Decimal::from(right.points) != written.points {
        let counts = if right.points == 1 { "1 point".to_owned() } else { format!("{} points", right.points) };
        wrong.push(format!(
            "a lead time of {} counts {counts}, not {}",
            row.lead_time().text,
            number::print(written.points)
        ));
    }
    if !written.is_right()
        && let Some(computed) = written.computed()
    {
        wrong.push(format!(
            "({} + {} + {}) / {} is {computed}, not {}",
            number::print(written.impact),
            number::print(written.risk),
            number::print(written.points),
            number::print(written.effort),
            written.result
        ));
    }
    if !wrong.is_empty() {
        findings
            .at(row.score().place, format!("The score of \"{name}\" is wrong: {}", wrong.join("; ")))
            .evidence(format!("`{}`", row.score().text))
            .fix(format!("write `{}`", right.derivation));
    }
}

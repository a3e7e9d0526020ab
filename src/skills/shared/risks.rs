//! The section `risks`: risks, open questions, next steps.

use crate::{section, table};

/// How likely, or how bad.
pub const LEVEL: &[&str] = &["low", "medium", "high"];

table! {
    /// Something that may go wrong.
    pub Risk ("risk") {
        /// What may happen and what it would do.
        risk: Name => "Risk",
        /// low, medium or high.
        likelihood: Choice(LEVEL) => "Likelihood",
        /// low, medium or high.
        impact: Choice(LEVEL) => "Impact",
        /// What is done about it, beforehand and when it happens.
        mitigation: Prose => "Mitigation",
        /// Who watches it.
        owner: Owner => "Owner",
    }
}

table! {
    /// Something not known yet.
    pub Question ("question") {
        /// With an identifier if cited: `Q1 Who owns billing events?`
        question: Name => "Question",
        /// What waits for the answer.
        blocks: Prose => "What waits for it",
        /// Who finds the answer.
        owner: Owner => "Owner",
        /// The day by which it is answered.
        due: Date => "Due",
    }
}

table! {
    /// Something to be done next.
    pub NextStep ("next step") {
        /// What is done, as one action.
        step: Name => "Step",
        /// Who does it.
        owner: Owner => "Owner",
        /// The day by which it is done.
        due: Date => "Due",
    }
}

section! {
    /// What may go wrong, what is not known, what happens on Monday.
    /// Always present; none of the three is empty; each has an owner and, for questions and steps, a date.
    pub Risks = "risks", "Risks / Open questions / Next steps"
    ["Risks, open questions, next steps", "Risks", "Risks and open questions", "Risks & open questions", "Risks, open questions and next steps"],
    preamble = "notes", numbered = true {
        /// The risks.
        table risks: Risk => "Risks",
        /// The open questions.
        table questions: Question => "Open questions" ["Questions"],
        /// The next steps.
        table steps: NextStep => "Next steps" ["Actions"],
        /// Anything else.
        optional text notes: Prose => "Notes",
    }
}

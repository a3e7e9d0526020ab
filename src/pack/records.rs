//! Appendix: what the pack rests on. Answers, evidence, confirmations, exemptions.

use crate::{section, table};

table! {
    /// The answer to one question of the intake.
    pub Answer ("answer") {
        /// Its identifier, `system-boundary`, or its number, `Q1`.
        question: Name => "Question",
        /// The answer, in the person's words.
        answer: Prose => "Answer",
        /// Who answered.
        optional source: Prose => "Source",
    }
}

table! {
    /// An observed fact.
    pub Evidence ("fact") {
        /// What was observed.
        fact: Name => "Fact",
        /// The value, with unit: `4,300 req/s`.
        value: Measure => "Value",
        /// Over which window: `30 days`, or `moment`.
        key window: Prose => "Window",
        /// The system or document it was read from.
        source: Prose => "Source",
        /// The day it was observed.
        key observed: PastDate => "Observed on",
    }
}

table! {
    /// A production change that a person allowed.
    pub Confirmation ("confirmation") {
        /// The change, in one sentence.
        change: Name => "Change",
        /// The person who allowed it.
        confirmed_by: Owner => "Confirmed by",
        /// The day it was allowed.
        key date: PastDate => "Date",
        /// How the change is taken back.
        rollback: Prose => "Rollback",
    }
}

table! {
    /// A finding accepted by a named person.
    pub Exemption ("exemption") {
        /// The rule: `SCL003`.
        rule: Name => "Rule",
        /// Section, table, row, column: `scaling.limits[orders-db disk].trigger`; a prefix covers all beneath it.
        key place_text: Prose => "Place",
        /// Why it is accepted.
        reason: Prose => "Reason",
        /// The person who accepts it.
        accepted_by: Owner => "Accepted by",
        /// The last day it holds.
        expires: Date => "Expires",
    }
}

table! {
    /// A checklist item that does not apply.
    pub NotApplicable ("checklist item that does not apply") {
        /// The item: `F2`.
        item: Name => "Checklist item",
        /// Why it does not apply.
        reason: Prose => "Reason",
    }
}

section! {
    /// What the pack rests on: intake answers, observed facts, confirmations, exemptions.
    pub Records = "records", "Appendix: records" ["Records", "Intake and records", "Appendix"], preamble = "notes", numbered = false {
        /// Answers to the intake.
        optional table answers: Answer => "Intake answers" ["Intake"],
        /// Observed facts.
        optional table evidence: Evidence => "Evidence",
        /// Production changes a person allowed.
        optional table confirmations: Confirmation => "Production-change confirmations" ["Confirmations"],
        /// Findings accepted by a named person.
        optional table exemptions: Exemption => "Exemptions",
        /// Checklist items that do not apply.
        optional table not_applicable: NotApplicable => "Not applicable" ["Checklist items that do not apply"],
        /// Anything else.
        optional text notes: Prose => "Notes",
    }
}

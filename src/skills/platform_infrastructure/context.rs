//! Section 1: context snapshot.

use crate::skills::shared::SuccessMeasure;
use crate::{section, table};

/// What a request may be about; everything but `improvement` belongs elsewhere.
pub const SITUATIONS: &[&str] =
    &["improvement", "active-incident", "local-fix", "platform-strategy", "feature-spec", "seo-content", "operations"];

/// How sure the writer is.
pub const CONFIDENCE: &[&str] = &["low", "medium", "high"];

/// The pains a pack may be about, one to three of them.
pub const PAINS: &[&str] = &[
    "reliability", "performance", "cost", "privacy/security/compliance", "developer velocity",
    "data quality/analytics", "SEO/discoverability",
];

table! {
    /// Something taken as true until a named person confirms it.
    pub Assumption ("assumption") {
        /// Identifier, `A1`.
        id: Name => "ID",
        /// One checkable sentence.
        assumption: Prose => "Assumption",
        /// Two or three, separated by semicolons, the assumed one first.
        options: Prose => "Options",
        /// low, medium or high.
        confidence: Choice(CONFIDENCE) => "Confidence",
        /// The person who can confirm it.
        confirm: Owner => "Who can confirm",
        /// An answer, a document, a catalogue entry.
        optional source: Prose => "Source",
    }
}

section! {
    /// Which system, whose pains, what is decided, and how success is told from failure.
    /// Done when a stakeholder can say what will be done differently after reading it.
    pub Context = "context", "Context snapshot" ["Context", "Background", "Context and decision"], preamble = "notes", numbered = true {
        /// The request in the person's own words.
        optional text request: Prose => "Request",
        /// Only `improvement` is planned here.
        optional text situation: Choice(SITUATIONS) => "Situation",
        /// Systems, services and stores, by name.
        list systems: Prose => "Systems in scope" ["System boundary", "Scope", "In scope", "Systems"],
        /// Who uses them: customers, internal teams, with rough numbers.
        list users: Prose => "Users and customers" ["Users/customers", "Users", "Customers", "Primary users"],
        /// One to three pains, each beginning with its kind: reliability, performance, cost, privacy/security/compliance, developer velocity, data quality/analytics, SEO/discoverability.
        list pains: Prose => "Primary pains" ["Pains", "Current pains", "Problems", "Top pains"],
        /// The plan's end and hard deadlines, as dates.
        text horizon: Prose => "Time horizon and deadline" ["Time horizon", "Deadline", "Timeline", "Time horizon/deadline"],
        /// One person an item: name, role, what they decide.
        list stakeholders: Prose => "Stakeholders and decision makers" ["Stakeholders", "Decision makers", "Stakeholders & decision makers"],
        /// Data stores, runtime, deployment model, tenancy, key dependencies.
        list architecture: Prose => "Architecture constraints" ["Architecture", "Technical constraints"],
        /// Laws, certifications, contracts and privacy duties.
        text compliance: Prose => "Security and compliance constraints" ["Security/compliance", "Compliance", "Security & compliance", "Compliance constraints"],
        /// People and hours the plan may use.
        text staffing: Prose => "Staffing and capacity" ["Staffing", "Staffing/capacity", "Capacity", "Team"],
        /// How much risk may be taken, and where none may.
        text risk_tolerance: Prose => "Risk tolerance" ["Risk appetite"],
        /// Current usage, expected growth and known spikes, with numbers.
        list scale: Prose => "Scale and trajectory" ["Scale", "Growth", "Current scale"],
        /// What is taken as true until confirmed.
        table assumptions: Assumption => "Assumptions",
        /// The measures that tell success.
        table success: SuccessMeasure => "Success definition" ["Success measures", "Success metrics", "Success criteria", "Definition of success"],
        /// What this plan will not do.
        list non_goals: Prose => "Non-goals" ["Out of scope", "Non goals", "Not in scope"],
        /// One sentence: we will do X (and not Y) by date Z to reach measure M.
        text decision: Prose => "Decision" ["Decision statement", "The decision"],
        /// Anything else.
        optional text notes: Prose => "Notes",
    }
}

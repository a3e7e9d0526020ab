//! Section 2: shared capabilities inventory and platformization plan.

use crate::{section, table};

table! {
    /// A capability that several teams build for themselves today.
    pub Capability ("capability") {
        /// The capability, by name: `Audit log`.
        capability: Name => "Capability",
        /// Where it exists today and how the copies differ.
        duplication: Prose => "Current duplication (where/how)",
        /// At least two teams or services, separated by commas.
        consumers: Names => "Consumer teams/services",
        /// API, schema or SDK, with its main operations and promises.
        contract: Prose => "Proposed platform contract (API/schema/SDK)",
        /// How consumers move: shim, adapter, dual-run, deprecation.
        migration: Prose => "Migration approach",
        /// What improves, with a number.
        impact: Prose => "Expected impact",
        /// What may go wrong.
        risks: Prose => "Risks",
    }
}

section! {
    /// Which capabilities become shared primitives, with which contract, and how consumers move onto them.
    /// Done when three to seven candidates each have at least two consumers, a contract idea and a migration approach.
    pub Capabilities = "capabilities", "Shared capabilities inventory + platformization plan"
    ["Shared capabilities", "Shared capabilities inventory", "Platformization plan", "Capabilities", "Paved roads"],
    preamble = "notes", numbered = true {
        /// The candidates, three to seven of them.
        table capabilities: Capability => "Capabilities" ["Inventory", "Candidates", "Shared capabilities"],
        /// What becomes a shared primitive, each with its reason.
        list shared: Prose => "Becomes a shared primitive" ["Shared primitives", "What becomes shared"],
        /// What stays with a product team, each with its reason.
        list product_specific: Prose => "Stays product-specific" ["Product-specific", "What stays product-specific"],
        /// Who owns them, who may change them, how consumers are heard.
        text ownership: Prose => "Ownership model" ["Ownership"],
        /// How contracts are versioned, how long old versions live, what counts as breaking.
        text compatibility: Prose => "Versioning and backwards compatibility" ["Versioning", "Compatibility", "Backwards compatibility", "Versioning and compatibility"],
        /// Anything else.
        optional text notes: Prose => "Notes",
    }
}

//! Nothing compares what runs with what is declared.
//!
//! ## What it does
//! For each service of kind infrastructure or database some drift check has to compare it: one that names the service, or
//! speaks of what holds its declaration (Terraform, Pulumi, stacks, configuration; of a database also schema and migrations).
//!
//! ## Why it matters
//! A plan that was applied says what was true that day. What was changed by hand since is in no staging, is not rebuilt by
//! a rollback, and is found when the next apply takes it away.
//!
//! ## Example
//! Bad: a database among the services, and one drift check that compares running digests.
//!
//! Good: the drift check `schema` compares `supabase db diff of production against the migration files`, every day.
//!
//! ## Fix
//! Add a drift check that compares it.

use crate::finding::Findings;
use crate::text;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::is;
use crate::skills::platform_operations::safety::Safety;

crate::rule!("NET015", "no-drift-check", Warning, needs["baseline", "safety"], "net015.rs", check);

/// Words for what holds the declaration of infrastructure.
const DECLARED: &[&str] = &[
    "infrastructure*", "terraform*", "opentofu", "pulumi", "cloudformation", "cdk", "sst", "bicep", "stack*", "helm*", "kubernetes",
    "manifest*", "configuration*", "config*", "settings", "account*", "ansible", "crossplane",
];

/// Words for what holds the declaration of a schema.
const SCHEMA: &[&str] = &["schema*", "migration*", "database*", "db", "sql", "table*"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let safety = Safety::of(case.pack);
    let said: Vec<String> =
        safety.drift().map(|row| format!("{} {}", row.name().text, row.compares().text)).collect();
    // An empty table is said to be empty by the rule that knows tables.
    if said.is_empty() {
        return;
    }
    for service in &case.roster.services {
        let (name, database) = (service.name().text.trim(), is(service.kind(), "database"));
        if !database && !is(service.kind(), "infrastructure") {
            continue;
        }
        let compared = |said: &String| {
            text::mentions(said, name) || text::has_any(said, DECLARED) || (database && text::has_any(said, SCHEMA))
        };
        if said.iter().any(compared) {
            continue;
        }
        let (kind, example) = match database {
            true => ("database", "its schema against the migration files"),
            false => ("infrastructure", "its plan against the account"),
        };
        findings
            .at(safety.0.field("drift"), format!("no drift check compares the {kind} \"{name}\" with what is declared"))
            .fix(format!("add a drift check that compares {example}, and names \"{name}\""));
    }
}

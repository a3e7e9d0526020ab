//! A service changes its schema, and no stage of the pipeline does so.
//!
//! ## What it does
//! Where the risk profile of a service says `schema change` and it is deployed to production, looks on each path for a
//! stage of kind migrate in production before the deploy, whichever service that migration is listed for.
//!
//! ## Why it matters
//! A migration that runs when the application starts is a deploy of its own inside another: it has no gate, no check and
//! no way back, it runs once per instance, and the rollback of the application leaves it in place.
//!
//! ## Example
//! Bad: `orders`, state `schema change`; stages `build`, `deploy staging`, `verify staging`, `deploy prod`.
//!
//! Good: `migrate prod` before `deploy prod`, with the migration files as its artifact, tried by `migrate staging`.
//!
//! ## Fix
//! Add a stage of kind migrate before the deploy, in staging and in production.

use std::collections::BTreeSet;

use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::is;

crate::rule!("DEL016", "migration-hidden", Warning, needs["delivery", "rollout"], "del016.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let flow = &case.flow;
    for (index, service) in flow.services.iter().enumerate() {
        if !case.rollouts.profile(service).is_some_and(|profile| is(profile.state(), "schema change")) {
            continue;
        }
        let mut hidden: Option<(usize, BTreeSet<usize>)> = None;
        for (path, lane) in flow.ways() {
            for &stage in &lane.stages {
                let node = &flow.nodes[stage];
                let here = node.deploys_to("production") && node.services.contains(&index);
                // One in staging alone is tried, and then runs inside the deploy all the same.
                let migrates = |one: usize| {
                    let before = &flow.nodes[one];
                    before.migrates && (before.environments.is_empty() || before.is_in("production"))
                };
                // A migration that is itself the deploy of the service hides nothing.
                if here && !node.migrates && !lane.behind(stage).any(migrates) {
                    hidden.get_or_insert((stage, BTreeSet::new())).1.insert(path);
                }
            }
        }
        let Some((stage, paths)) = hidden else { continue };
        let name = flow.nodes[stage].name();
        let quoted = flow.quoted(&paths);
        let message = format!("\"{service}\" changes its schema, and on path {quoted} no migration precedes \"{name}\"");
        let behind: Vec<usize> = flow.ways().flat_map(|(_, lane)| lane.behind(stage).collect::<Vec<_>>()).collect();
        let elsewhere = behind.into_iter().map(|one| &flow.nodes[one]).find(|node| {
            node.migrates && node.is_in("production") && !paths.iter().any(|path| node.paths.contains(path))
        });
        let fix = match elsewhere {
            Some(node) => format!("add {quoted} to [[delivery.stages.paths]] of \"{}\"", node.name()),
            None => format!("add a stage of kind migrate before \"{name}\", with the migration files as artifact"),
        };
        findings.at(flow.nodes[stage].row.after().place, message).fix(fix);
    }
}

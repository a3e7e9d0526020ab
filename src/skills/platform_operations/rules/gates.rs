//! Gates that are missing on a way to production: what two rules have in common. No rule.

use crate::engine::pipeline::Problem;
use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::flow::{Barrier, Breach, Lane};
use crate::skills::platform_operations::reading::roster::is;
use crate::skills::platform_operations::safety::Safety;
use crate::skills::shared::reading::wording::joined;

/// How many deploys are reported one by one.
const SHOWN: usize = 5;

/// Reports the deploys to production that pass no gate of this kind.
pub(super) fn missing(case: &Case<'_>, kind: &str, findings: &mut Findings) {
    let breaches = case.flow.breaches.iter().filter(|one| one.problem == Problem::NoGate && one.about == kind);
    let breaches: Vec<&Breach> = breaches.collect();
    let gates: Vec<&Barrier<'_>> = case.flow.gates.iter().filter(|gate| is(gate.row.kind(), kind)).collect();
    let none = Safety::of(case.pack).0.field("gates");
    // Without any gate of the kind there is one thing to say, not one for each deploy.
    if let (true, [first, more @ ..]) = (gates.is_empty(), &breaches[..]) {
        let finding = findings.at(none, first.sentence(&case.flow));
        if !more.is_empty() {
            let names: Vec<usize> = more.iter().map(|one| one.stage).collect();
            finding.evidence(format!("the same for {}", joined(&case.flow.names(&names), "and")));
        }
        finding.fix(format!(
            "add a gate of kind {kind} that blocks: [[safety.gates.result_of]] the stage that scans, [[safety.gates.blocks]] the first deploy after it"
        ));
        return;
    }
    for breach in breaches.into_iter().take(SHOWN) {
        let (gate, fix) = edit(case, breach, &gates);
        let place = gate.map_or(none, |gate| gate.row.blocks().place);
        findings.at(place, breach.sentence(&case.flow)).fix(fix);
    }
}

/// The gate to edit, and how.
fn edit<'g, 'a>(case: &Case<'a>, breach: &Breach, gates: &[&'g Barrier<'a>]) -> (Option<&'g Barrier<'a>>, String) {
    let flow = &case.flow;
    let stage = flow.nodes[breach.stage].name();
    let lanes: Vec<Lane> = breach.paths.iter().map(|path| flow.lane(*path, None)).collect();
    let ready = |gate: &&&Barrier<'_>| {
        lanes.iter().all(|lane| gate.result_of.iter().any(|one| lane.precedes(*one, breach.stage)))
    };
    let on_the_way = |gate: &&&Barrier<'_>| {
        let here = |one: &usize| lanes.iter().all(|lane| *one == breach.stage || lane.precedes(*one, breach.stage));
        gate.blocks.iter().any(here)
    };
    if let Some(gate) = gates.iter().filter(|gate| !gate.blocking).filter(ready).find(on_the_way) {
        return (
            Some(gate),
            format!(
                "set [[safety.gates.on_failure]] of \"{}\" to [[safety.gates.on_failure=block]]",
                gate.row.name().text
            ),
        );
    }
    if let Some(gate) = gates.iter().filter(|gate| gate.blocking).find(ready) {
        return (Some(gate), format!("add \"{stage}\" to [[safety.gates.blocks]] of \"{}\"", gate.row.name().text));
    }
    let Some(gate) = gates.iter().find(|gate| gate.blocking).or_else(|| gates.first()) else {
        return (None, format!("add a gate of this kind that blocks \"{stage}\""));
    };
    let name = gate.row.name().text;
    let runs = |one: &&usize| lanes.iter().all(|lane| lane.has(**one));
    let fix = match (gate.result_of.iter().find(runs), gate.result_of.first()) {
        (Some(&scan), _) => {
            let scan = flow.nodes[scan].name();
            format!(
                "add \"{scan}\" to [[delivery.stages.after]] of \"{stage}\", and \"{stage}\" to [[safety.gates.blocks]] of \"{name}\""
            )
        }
        (None, Some(&scan)) => {
            let scan = flow.nodes[scan].name();
            let paths = flow.quoted(&breach.paths);
            format!(
                "let \"{scan}\" run on path {paths}, before \"{stage}\", and add \"{stage}\" to [[safety.gates.blocks]] of \"{name}\""
            )
        }
        (None, None) => {
            format!("name the stage that scans under [[safety.gates.result_of]] of \"{name}\", before \"{stage}\"")
        }
    };
    (Some(gate), fix)
}

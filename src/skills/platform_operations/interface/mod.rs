//! The plan for machines: seven fields of strings, and the state they stand in. Every string is put together from cells
//! as they were written; nothing is stored of it.
//!
//! # Layout
//! - `pipeline`: stages and quality gates; `rollout`: strategies and ways back
//! - `signals`: pillars, SLOs and alerts

use serde::Serialize;
use serde_json::json;

use super::baseline::Baseline;
use super::reading::facts::Facts;
use crate::pack::{Cell, Interface};

mod pipeline;
mod rollout;
mod signals;

pub(super) use rollout::strategies;

/// What a plan yields. Each string is one row of the pack, in the order that the field's module states.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PlatformOpsPlan {
    /// Stages, each behind what it comes after.
    pub pipeline_stages: Vec<String>,
    /// Strategies with their numbers; blank without any.
    pub deploy_strategy: String,
    /// Gates, then approvals.
    pub quality_gates: Vec<String>,
    /// Triggers, then ways back, then schema changes.
    pub rollback_plan: Vec<String>,
    /// Metrics, logs and traces first.
    pub observability_pillars: Vec<String>,
    /// Targets with the baselines they rest on.
    pub slos: Vec<String>,
    /// Pages first.
    pub alerts: Vec<String>,
}

/// A field of the interface: its name, the section and table it comes from, and whether it yields anything.
pub(super) struct Field {
    /// As in the JSON.
    pub name: &'static str,
    /// The section and the table.
    pub from: (&'static str, &'static str),
    /// Whether there is nothing in it.
    pub is_empty: bool,
}

impl PlatformOpsPlan {
    /// The plan of a pack.
    pub fn of(facts: &Facts<'_>) -> Self {
        PlatformOpsPlan {
            pipeline_stages: pipeline::stages(facts),
            deploy_strategy: strategies(facts).join("; "),
            quality_gates: pipeline::gates(facts),
            rollback_plan: rollout::back(facts),
            observability_pillars: signals::pillars(facts),
            slos: signals::slos(facts),
            alerts: signals::alerts(facts),
        }
    }

    /// The seven fields, in the order of the contract.
    pub fn fields(&self) -> [Field; 7] {
        let field = |name, from, is_empty| Field { name, from, is_empty };
        [
            field("pipelineStages", ("delivery", "stages"), self.pipeline_stages.is_empty()),
            field("deployStrategy", ("rollout", "strategies"), self.deploy_strategy.is_empty()),
            field("qualityGates", ("safety", "gates"), self.quality_gates.is_empty()),
            field("rollbackPlan", ("safety", "triggers"), self.rollback_plan.is_empty()),
            field("observabilityPillars", ("observability", "pillars"), self.observability_pillars.is_empty()),
            field("slos", ("objectives", "slos"), self.slos.is_empty()),
            field("alerts", ("alerting", "alerts"), self.alerts.is_empty()),
        ]
    }
}

/// The plan, and the state it stands in: what it is for, what was observed, what is planned.
pub(super) fn of(facts: &Facts<'_>) -> Interface {
    let plan = json!(PlatformOpsPlan::of(facts));
    let baseline = facts.pack.sections.get(Baseline::KEY).map_or_else(|| json!({}), |section| json!(section));
    let state = json!({ "target": Baseline::of(facts.pack).target().text, "baseline": baseline, "plan": plan });
    Interface { plan, state }
}

/// A cell in one line, without the stop that would end a sentence; blank where there is nothing in it.
fn said(cell: Cell<'_>) -> String {
    if cell.is_blank() {
        return String::new();
    }
    let line = cell.text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.trim_end_matches(['.', ';']).to_owned()
}

/// The parts that say something, joined.
fn joined(parts: &[String], separator: &str) -> String {
    parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(separator)
}

/// `name: rest`, or the name alone where there is no rest.
fn entry(name: Cell<'_>, rest: String) -> String {
    joined(&[said(name), rest], ": ")
}

/// A cell with words before and behind it; blank where the cell is.
fn around(before: &str, cell: Cell<'_>, behind: &str) -> String {
    match said(cell) {
        blank if blank.is_empty() => blank,
        text => format!("{before}{text}{behind}"),
    }
}

/// The same, with names and commas between them; blank for `none`.
fn listed(before: &str, cell: Cell<'_>, behind: &str) -> String {
    let names: Vec<&str> = cell.names().filter(|name| !name.eq_ignore_ascii_case("none")).collect();
    if names.is_empty() || cell.is_blank() { String::new() } else { format!("{before}{}{behind}", names.join(", ")) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::Value as Json;

    use super::super::DEFINITION;
    use crate::pack::parse;

    const PACK: &str = "# Shop

## 1. Current state

### Target

shop.example

### Baseline observations

| Fact | Value | Window | Source | Observed on |
| --- | --- | --- | --- | --- |
| Orders good | 99.94 % | 90 days | ALB logs | 2026-10-31 |

## 2. Delivery pipeline

### Stages

| Stage | Kind | Services | After | Paths | Environment | Artifact | Start | Runs as |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| deploy prod | deploy | all | approve | main, hotfix | prod | checkout image |  |  |
| approve | approve | all | build |  |  |  | manual |  |
| build | build | all | none |  |  | checkout image |  |  |

## 3. Rollout

### Strategies

| Rollout | Services | Environments | Strategy | Why | Runner-up | From milestone |
| --- | --- | --- | --- | --- | --- | --- |
| checkout | all | prod | canary | real traffic | rolling |  |
| web | all | prod | blue_green | sessions | canary |  |

### Blue-green switches

| Rollout | Switch | Keep old for |
| --- | --- | --- |
| web | listener | 2 h |

### Canary steps

| Step | Rollout | Share | Hold | Judged by | Goes on |
| --- | --- | --- | --- | --- | --- |
| 5 | checkout | 5 % | 15 min | errors | automatic |
| 100 | checkout | 100 % | 1 h | errors | automatic |

## 4. Service objectives

### Service level objectives

| SLO | Journey | SLI kind | SLI | Target | Baseline | Measurement method | Owner | Notes |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| Orders | Order | availability | good / valid | 99.9 % over 30 days | Orders good | ALB logs | Ida Berg |  |

## 5. Alerting

### Alerts

| Alert | Signal | Services | SLO | Severity | Long window | Short window | Burn rate | Condition | Predicts | Owner | Runbook |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| disk | cause | all |  | ticket |  |  |  | under 20 % free | writes stop | Ida Berg | run/disk.md - grow it. |
| fast | symptom | all | Orders | page | 1 h | 5 min | 14.4x |  |  | Ida Berg | run/orders.md - switch back |

## 6. Observability

### Pillars

| Pillar | Services | Collects | Carries | Store | Kept for | Sampling |
| --- | --- | --- | --- | --- | --- | --- |
| traces | web | W3C context | version, trace_id | Tempo | 14 days | tail, all errors |
| metrics | all | RED | version | Mimir | 400 days |  |

## 7. Safety nets

### Quality gates

| Gate | Kind | Result of | Blocks | Threshold | On failure | Exceptions |
| --- | --- | --- | --- | --- | --- | --- |
| scan | dependency | build | approve | 0 critical | block |  |

### Approvals

| Approval | Blocks | Approvers | Self-approval | Expires after | Recorded in |
| --- | --- | --- | --- | --- | --- |
| production | deploy prod | 2 of the leads | no | 4 h | GitHub |

### Rollback triggers

| Trigger | Services | Environments | Metric | SLO | Threshold | Window | Action | Start | Notifies | By milestone |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| errors | all | prod | 5xx / all | Orders | > 1.44 % | 5 min | roll back | automatic | #shop |  |

### Ways back

| Way back | Services | Environments | By | How | Takes | Rehearsed |
| --- | --- | --- | --- | --- | --- | --- |
| listener | all | prod | traffic | the rule before | 40 s |  |

### Database changes

| Change | Services | Phase | Stage | Rollback window | Tested |
| --- | --- | --- | --- | --- | --- |
| orders.note | all | expand | build | 14 days | staging |
";

    #[test]
    fn seven_fields_in_their_fixed_form() {
        let parsed = parse(PACK, DEFINITION.standard.sections, DEFINITION.name, 1, date(2026, 11, 1));
        let interface = DEFINITION.standard.derive(&parsed.pack).interface.unwrap();
        let expected: Json = serde_json::json!({
            "pipelineStages": [
                "build: build checkout image",
                "approve: approve after build",
                "deploy prod: deploy checkout image to prod after approve [main, hotfix]",
            ],
            "deployStrategy": "checkout: canary (5 % 15 min, 100 % 1 h); web: blue_green (keep old 2 h)",
            "qualityGates": [
                "scan: 0 critical; blocks approve",
                "production: 2 of the leads, no self-approval, expires after 4 h; blocks deploy prod",
            ],
            "rollbackPlan": [
                "errors > 1.44 % over 5 min: roll back, automatic, notifies #shop",
                "listener: 40 s in prod",
                "orders.note expand: window 14 days",
            ],
            "observabilityPillars": [
                "metrics: all services; RED; carries version; 400 days",
                "traces: web; W3C context; sampling tail, all errors; carries version, trace_id; 14 days",
            ],
            "slos": ["Orders: 99.9 % over 30 days (baseline 99.94 % over 90 days to 2026-10-31)"],
            "alerts": [
                "fast: page, 14.4x over 1 h and 5 min on Orders; Ida Berg; run/orders.md - switch back",
                "disk: ticket, under 20 % free; Ida Berg; run/disk.md - grow it",
            ],
        });
        assert_eq!(interface.plan, expected);
        assert_eq!(interface.state["plan"], expected);
        assert_eq!(interface.state["target"], "shop.example");
        assert_eq!(interface.state["baseline"]["observations"][0]["value"], "99.94 %");
    }
}

//! What prompts over a pack take: where it stands, and the cheapest edits that pass.

use minijinja::value::{Serde, Value};
use rmcp::model::{ContentBlock, ResourceContents};
use serde::Serialize;

use super::arguments::Given;
use super::state::{Findings, Told, Verdict};
use super::{Trouble, audience, embedded};
use crate::finding::{Finding, Severity};
use crate::gate::{self, Report};
use crate::mcp::resources::markdown;
use crate::pack::Revision;
use crate::workspace::{Act, Workspace};

#[derive(Serialize)]
struct Values<'v> {
    id: String,
    title: &'v str,
    skill: &'static str,
    revision: u32,
    /// Whether the newest revision closed it.
    finalized: bool,
    /// The tool that closes it.
    last: &'static str,
    #[serde(flatten)]
    verdict: Verdict,
    /// The cheapest edits that pass, as many as were asked for.
    edits: Vec<Told>,
    /// How many of them were not asked for.
    left: usize,
    /// All other findings.
    #[serde(flatten)]
    findings: Findings,
    audience: &'v str,
    guidance: &'static str,
}

/// The pack that was given, as it stands now.
pub(super) async fn of(workspace: &Workspace, given: &Given, act: &Act) -> Result<(Value, ContentBlock), Trouble> {
    let id = given.pack().ok_or_else(|| Trouble::Given("`pack` is missing".to_owned()))?;
    let (revision, skill) = workspace.read(&id, None).await?;
    let (definition, pack) = (skill.definition(), &revision.pack);
    let around = workspace.around(&id, definition, pack).await?;
    let report = gate::judge(&around.case(pack, act.today()));
    let tell =
        |finding: &Finding| Told::of(finding, format!("`{}`", around.caller.place(None, pack, &finding.location)));
    let (edits, others) = cheapest(&report);
    let most = given.number("max_edits").unwrap_or(edits.len());
    let audience = given.text("audience").unwrap_or_default();
    let values = Values {
        id: id.to_string(),
        title: &pack.title,
        skill: definition.name,
        revision: revision.number,
        finalized: revision.step == Revision::FINALIZED,
        last: definition.steps.iter().find(|step| step.finalizes).map_or("", |step| step.tool),
        verdict: Verdict::of(&report, definition),
        edits: edits.iter().take(most).copied().map(tell).collect(),
        left: edits.len().saturating_sub(most),
        findings: Findings::of(others.into_iter(), tell),
        audience,
        guidance: audience::guidance(audience).unwrap_or_default(),
    };
    let contents = ResourceContents::text(definition.render(pack), markdown(&id));
    Ok((Value::from(Serde(&values)), embedded(contents.with_mime_type("text/markdown"))))
}

/// The findings to mend, in the order of the gate's advice, and all others.
fn cheapest(report: &Report) -> (Vec<&Finding>, Vec<&Finding>) {
    let rules: Vec<&str> = report.advice.iter().flat_map(|advice| &advice.rules).map(|mend| mend.rule).collect();
    let rank = |finding: &Finding| {
        rules.iter().position(|rule| *rule == finding.rule).filter(|_| finding.severity > Severity::Info)
    };
    let (mut edits, others): (Vec<&Finding>, Vec<&Finding>) =
        report.findings.iter().partition(|finding| rank(finding).is_some());
    edits.sort_by_key(|finding| rank(finding));
    (edits, others)
}

//! A production deploy needs no approval, or one that is worth little.
//!
//! ## What it does
//! Looks for an approval of each production deploy: one that blocks the stage or a stage before it. Then at each approval
//! of such a deploy: two people or more, everywhere in the cell; the author is none of them; it expires within 24 h; and
//! it is recorded somewhere.
//!
//! ## Why it matters
//! An approval by one is a habit, one by the author a formality. One that outlives the artifact it was given for approves
//! something else, and one that nobody recorded cannot be asked about afterwards. Two and 24 h are practice estimates;
//! a team that decides otherwise accepts the finding with its reason.
//!
//! ## Example
//! Bad: `1 of the team | yes | 30 days | chat`.
//!
//! Good: `2 of the release managers | no | 4 h | GitHub environment prod`.
//!
//! ## Fix
//! Correct the one cell; or add a row whose *Blocks* names the deploy.

use rust_decimal::Decimal;

use crate::finding::Findings;
use crate::text;
use crate::quantity::{self, Unit, duration};
use crate::skills::platform_operations::reading::canaries::span;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::{is, is_named};
use crate::skills::platform_operations::safety::{Approval, Safety};
use crate::skills::shared::reading::wording::{joined, shortened, unfilled};

crate::rule!("NET012", "approval-weak", Warning, needs["safety", "delivery"], "net012.rs", check);

/// A day, in seconds.
const DAY: Decimal = Decimal::from_parts(86_400, 0, 0, false, 0);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Safety::of(case.pack);
    let approvals: Vec<Approval<'_>> = section.approvals().filter(|row| !row.name().is_blank()).collect();
    // An empty table is said to be empty by the rule that knows tables.
    if approvals.is_empty() {
        return;
    }
    let guarded = guarded(case, &approvals);
    let mut open: Vec<String> = Vec::new();
    for (stage, by) in &guarded {
        let name = format!("\"{}\"", case.flow.nodes[*stage].name());
        if by.is_empty() && !open.contains(&name) {
            open.push(name);
        }
    }
    if !open.is_empty() {
        findings
            .at(section.0.field("approvals"), format!("nobody has to approve {}", joined(&open, "or")))
            .fix("name the stage under [[safety.approvals.blocks]] of an approval, or add one: 2 people, not the author, expiring after 4 h");
    }
    for (index, approval) in approvals.iter().enumerate() {
        if guarded.iter().any(|(_, by)| by.contains(&index)) {
            judge(approval, findings);
        }
    }
}

/// The deploys to production on each path, with the approvals that block them or a stage before them.
fn guarded(case: &Case<'_>, approvals: &[Approval<'_>]) -> Vec<(usize, Vec<usize>)> {
    let flow = &case.flow;
    let mut found = Vec::new();
    for (_, lane) in flow.ways() {
        let deploys = |stage: &&usize| flow.nodes[**stage].deploys_to("production") && !flow.nodes[**stage].migrates;
        for &stage in lane.stages.iter().filter(deploys) {
            let up_to: Vec<&str> = lane.behind(stage).chain([stage]).map(|one| flow.nodes[one].name()).collect();
            let blocks = |approval: &Approval<'_>| up_to.iter().any(|name| is_named(approval.blocks(), name));
            let by = approvals.iter().enumerate().filter(|(_, approval)| blocks(approval));
            found.push((stage, by.map(|(index, _)| index).collect()));
        }
    }
    found
}

fn judge(approval: &Approval<'_>, findings: &mut Findings) {
    let name = approval.name().text;
    let approvers = approval.approvers();
    if !unfilled(&approvers) {
        let says = format!("it says: {}", shortened(approvers.text));
        match people(approvers.text) {
            Some(count) if count < Decimal::TWO => {
                findings
                    .at(approvers.place, format!("\"{name}\" is given by fewer than two people"))
                    .evidence(says)
                    .fix("write 2 or more, for every path; where speed forbids it, accept this finding with the reason");
            }
            None if approvers.names().count() < 2 && !text::has_any(approvers.text, &["and"]) => {
                findings
                    .at(approvers.place, format!("\"{name}\" does not say how many people give it"))
                    .evidence(says)
                    .fix("write how many, of whom: 2 of the release managers");
            }
            _ => {}
        }
    }
    if is(approval.self_approval(), "yes") {
        findings
            .at(approval.self_approval().place, format!("\"{name}\" may be given by the author of the change"))
            .fix("write no, and set it so in the tool");
    }
    if let Some(long) = duration::seconds(approval.expires().text).filter(|length| *length > DAY) {
        findings
            .at(approval.expires().place, format!("\"{name}\" holds for {}: what is deployed then is not what was approved", span(long)))
            .fix("write 24 h or less, such as 4 h");
    }
    let recorded = approval.recorded();
    if ["none", "nowhere", "no", "verbal", "not recorded"].iter().any(|word| is(recorded, word)) {
        findings
            .at(recorded.place, format!("\"{name}\" is recorded nowhere"))
            .fix("name the system that keeps who approved which digest, and when");
    }
}

/// The fewest people that a cell asks for: 1 of `2 of three engineers; hotfix: 1 before, 1 within a day`.
fn people(text: &str) -> Option<Decimal> {
    let counts = quantity::find_all(text).into_iter().filter(|(_, one)| matches!(one.unit, Unit::Count(_)));
    let figures = counts.map(|(_, one)| one.value);
    let spelled = [("one of", 1), ("one person", 1), ("two", 2), ("three", 3), ("four", 4)];
    let words = spelled.into_iter().filter(|(word, _)| text::has_any(text, &[word])).map(|(_, count)| Decimal::from(count));
    figures.min().or_else(|| words.min())
}

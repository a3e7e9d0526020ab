//! Flaky or broken: what a failed deploy says of its change.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::history::{Deploy, DeployResult};

/// What a deploy means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The change is out.
    Succeeded,
    /// The pipeline failed, and the same commit succeeded on the next try.
    Flaky,
    /// The change failed.
    Broken,
    /// The pipeline stopped the change before users met it.
    Stopped,
    /// Nobody let it end.
    Cancelled,
}

/// The outcome of each deploy, in the order they are given. They need not be in the order of time.
pub(super) fn outcomes(deploys: &[Deploy]) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = deploys
        .iter()
        .map(|one| match one.result {
            DeployResult::Success => Outcome::Succeeded,
            DeployResult::Cancelled => Outcome::Cancelled,
            DeployResult::Failure | DeployResult::RolledBack => Outcome::Broken,
            DeployResult::Aborted if one.restored_at.is_some() => Outcome::Broken,
            DeployResult::Aborted => Outcome::Stopped,
        })
        .collect();
    let mut lines: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (index, one) in deploys.iter().enumerate().filter(|(_, one)| one.result != DeployResult::Cancelled) {
        lines.entry((&one.service, &one.environment)).or_default().push(index);
    }
    for line in lines.values_mut() {
        line.sort_by_key(|index| deploys[*index].time);
        // From the last to the first: whether the tries of this commit that follow end in a success.
        let mut follows: Option<(&Deploy, bool)> = None;
        for &index in line.iter().rev() {
            let one = &deploys[index];
            let retried = follows.is_some_and(|(next, succeeded)| succeeded && is_retry(one, next));
            let failed = matches!(one.result, DeployResult::Failure | DeployResult::Aborted);
            let unhurt = failed && one.restored_at.is_none();
            if retried && unhurt {
                outcomes[index] = Outcome::Flaky;
            }
            follows = Some((one, one.result == DeployResult::Success || (retried && unhurt)));
        }
    }
    outcomes
}

/// Whether two deploys are tries of one thing: by commit, else by run, else by the time of the commit.
fn is_retry(one: &Deploy, next: &Deploy) -> bool {
    if let (Some(one), Some(next)) = (&one.commit, &next.commit) {
        return one == next;
    }
    if let (Some(one), Some(next)) = (&one.run, &next.run) {
        return one == next;
    }
    one.commit_time.is_some() && one.commit_time == next.commit_time
}

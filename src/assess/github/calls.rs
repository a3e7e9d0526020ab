//! Calls of workflows: the jobs that one stands for, and what waits for it.

use std::collections::BTreeMap;

use crate::assess::fact::{ArtifactKind, Sourced, What};
use crate::assess::model::Job;

/// A call that stands for the jobs of another workflow.
pub(super) struct Call {
    /// Its jobs that wait for none of its own.
    pub first: Vec<String>,
    /// Its jobs that none of its own waits for.
    pub last: Vec<String>,
    /// What it hands on: the job and its output, by name.
    pub outputs: BTreeMap<String, (String, String)>,
}

/// Joins what waits for a call to the last jobs behind it.
pub(super) fn connect(jobs: &mut [Job], calls: &BTreeMap<String, Call>) {
    for job in jobs {
        let mut needs: Vec<Sourced<String>> = Vec::new();
        for need in job.needs.drain(..) {
            // The jobs a call stands for wait for what it waits for; they are not waiting for themselves.
            match calls.get(&need.value) {
                Some(call) if !call.first.contains(&job.id) => {
                    needs.extend(call.last.iter().map(|id| Sourced { value: id.clone(), at: need.at.clone() }));
                }
                _ => needs.push(need),
            }
        }
        job.needs = needs;
        for fact in &mut job.facts {
            if let What::Artifact { kind: ArtifactKind::Output, name, from: Some(from), .. } = &mut fact.value
                && let Some((job, output)) = calls.get(from.as_str()).and_then(|call| call.outputs.get(name.as_str()))
            {
                from.clone_from(job);
                name.clone_from(output);
            }
        }
    }
}

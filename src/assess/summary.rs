//! What is there in all: subject for subject, how often it was found and where first.

use std::collections::BTreeSet;

use super::fact::{Answer, Gate, Identity, Pin, Place, Role, Stage, Tier, What};
use super::model::{Assessment, Subject, Summary};

/// Counts what an assessment holds.
pub(super) fn of(assessment: &Assessment) -> Summary {
    let mut subjects = Vec::new();
    for stage in
        [Stage::Build, Stage::Test, Stage::Analyze, Stage::Package, Stage::Deploy, Stage::Verify, Stage::Release]
    {
        subjects.push(subject(
            assessment,
            &format!("stage {stage}"),
            |what| matches!(what, What::Stage { stage: said, .. } if *said == stage),
        ));
    }
    for gate in Gate::ALL {
        subjects.push(gate_of(assessment, *gate));
    }
    for tier in [Tier::Production, Tier::Staging, Tier::Preview] {
        let name = format!("environment {tier}");
        subjects.push(subject(
            assessment,
            &name,
            |what| matches!(what, What::Environment { tier: said, .. } if *said == tier),
        ));
    }
    subjects.push(images(assessment));
    subjects.push(subject(assessment, "health checks and probes", |what| matches!(what, What::Check { .. })));
    subjects.push(subject(assessment, "rollout strategy", |what| matches!(what, What::Strategy { .. })));
    subjects.push(subject(assessment, "rollback", |what| matches!(what, What::Rollback { .. })));
    subjects.push(subject(assessment, "alarms", |what| matches!(what, What::Alarm { .. })));
    subjects.push(credentials(assessment));
    subjects.push(pins(assessment));
    Summary {
        pipelines: assessment.pipelines.len(),
        jobs: assessment.pipelines.iter().map(|pipeline| pipeline.jobs.len()).sum(),
        workloads: assessment.workloads.len(),
        unknown: assessment.facts().filter(|fact| matches!(fact.value, What::Unknown { .. })).count()
            - assessment.unread.len(),
        unread: assessment.unread.len(),
        subjects,
    }
}

/// The places of facts, each once: what several jobs call is written once.
fn places(assessment: &Assessment, is: impl Fn(&What) -> bool) -> Vec<&Place> {
    let mut seen = BTreeSet::new();
    let found = assessment.facts().filter(|fact| is(&fact.value)).map(|fact| &fact.at);
    found.filter(|at| seen.insert(*at)).collect()
}

fn subject(assessment: &Assessment, name: &str, is: impl Fn(&What) -> bool) -> Subject {
    let found = places(assessment, is);
    let first = found.first().map(|at| (*at).clone());
    let count = found.len();
    let answer = if count > 0 { Answer::Yes } else { Answer::No };
    Subject { name: name.to_owned(), found: answer, count, first, remark: String::new() }
}

/// A gate; one that only reports is remarked on, and an approval that a platform may keep is unknown, not missing.
fn gate_of(assessment: &Assessment, gate: Gate) -> Subject {
    let is = |what: &What| matches!(what, What::Gate { gate: said, .. } if *said == gate);
    let mut subject = subject(assessment, &format!("{gate} gate"), is);
    let answers = |wanted: Answer| {
        let said =
            |what: &What| matches!(what, What::Gate { gate: said, blocks, .. } if *said == gate && *blocks == wanted);
        places(assessment, said).len()
    };
    if subject.count > 0 && answers(Answer::Yes) == 0 {
        subject.remark =
            if answers(Answer::Unknown) > 0 { "whether it stops a pipeline is unknown" } else { "reports only" }
                .to_owned();
    }
    if gate == Gate::Approval && subject.count == 0 {
        let kept = |what: &What| matches!(what, What::Unknown { subject, .. } if subject.starts_with("approval for"));
        if let Some(fact) = assessment.facts().find(|fact| kept(&fact.value)) {
            subject.found = Answer::Unknown;
            subject.first = Some(fact.at.clone());
            subject.remark = "kept in settings of the platform".to_owned();
        }
    }
    subject
}

/// Images that are deployed: how many by digest.
fn images(assessment: &Assessment) -> Subject {
    use super::fact::ArtifactKind::{Image, Output};
    let is = |what: &What| {
        matches!(what, What::Artifact { role: Role::Consumed, kind: Image | Output, identity: Identity::Digest(_), .. })
    };
    let mut subject = subject(assessment, "artifact taken by digest", is);
    let others = |what: &What| match what {
        What::Artifact { role: Role::Consumed, kind: Image, identity, .. } => !matches!(identity, Identity::Digest(_)),
        _ => false,
    };
    let others = places(assessment, others).len();
    if others > 0 {
        subject.remark = format!("{others} by tag, without a version or unknown");
    }
    subject
}

fn credentials(assessment: &Assessment) -> Subject {
    use super::fact::CredentialKind;
    let count = |wanted: CredentialKind| {
        let is = |what: &What| matches!(what, What::Credential { kind, .. } if *kind == wanted);
        places(assessment, is).len()
    };
    let is = |what: &What| matches!(what, What::Credential { kind: CredentialKind::ShortLived, .. });
    let mut subject = subject(assessment, "short-lived credentials (OIDC)", is);
    let stored = count(CredentialKind::Stored);
    if stored > 0 {
        subject.remark = format!("{stored} stored");
    }
    subject
}

/// What of others runs here, pinned to a commit or digest.
fn pins(assessment: &Assessment) -> Subject {
    let is = |what: &What| matches!(what, What::Uses { pin: Pin::Sha | Pin::Digest, .. });
    let mut subject = subject(assessment, "actions pinned to a commit", is);
    let open =
        |what: &What| matches!(what, What::Uses { pin, .. } if !matches!(pin, Pin::Sha | Pin::Digest | Pin::Local));
    let open = places(assessment, open).len();
    if open > 0 {
        subject.remark = format!("{open} by tag, branch or not at all");
    }
    subject
}

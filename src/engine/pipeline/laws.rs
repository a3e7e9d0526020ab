//! Laws of the proof over random pipelines, held against runs counted one by one.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

const ENVIRONMENTS: [(&str, EnvironmentKind); 4] = [
    ("dev", EnvironmentKind::Development),
    ("staging", EnvironmentKind::Staging),
    ("canary", EnvironmentKind::Staging),
    ("prod", EnvironmentKind::Production),
];

fn kind() -> impl Strategy<Value = StageKind> {
    prop_oneof![
        2 => Just(StageKind::Build),
        1 => Just(StageKind::Test),
        2 => Just(StageKind::Analyze),
        4 => Just(StageKind::Deploy),
        4 => Just(StageKind::Verify),
        1 => Just(StageKind::Approve),
    ]
}

fn gate() -> impl Strategy<Value = GateInput> {
    let kind = prop_oneof![Just(GateKind::Security), Just(GateKind::Dependency)];
    (kind, prop::bool::weighted(0.8)).prop_map(|(kind, blocking)| GateInput { kind, blocking })
}

fn check() -> impl Strategy<Value = CheckKind> {
    prop_oneof![Just(CheckKind::HealthCheck), Just(CheckKind::Validation)]
}

prop_compose! {
    /// A stage that may follow any before it.
    fn any_stage(number: usize)(
        kind in kind(),
        after in prop::collection::btree_set(0..number.max(1), 0..3),
        any in prop::collection::btree_set(0..number.max(1), 0..3),
        required in prop::bool::weighted(0.85),
        gates in prop::collection::vec(gate(), 0..2),
        environment in 0_usize..4,
        artifact in prop_oneof![6 => Just(Some("image")), 1 => Just(Some("other")), 1 => Just(None)],
        by in prop_oneof![8 => Just(Reference::Digest), 1 => Just(Reference::Tag), 1 => Just(Reference::Source)],
        checks in prop::collection::btree_set(check(), 0..3),
        started in prop::bool::weighted(0.8),
        named in prop::bool::weighted(0.8),
    ) -> StageInput {
        let names = |set: BTreeSet<usize>| if number == 0 { Vec::new() } else { set.iter().map(|one| format!("s{one}")).collect() };
        let mut stage = StageInput::new(format!("s{number}"), kind);
        (stage.after, stage.after_any, stage.required, stage.gates) = (names(after), names(any), required, gates);
        let begins = stage.after.is_empty() && stage.after_any.is_empty();
        stage.starts = if started && !begins { Starts::Automatic } else { Starts::Manual };
        if matches!(kind, StageKind::Deploy | StageKind::Verify) {
            stage.environment = Some(ENVIRONMENTS[environment].0.to_owned());
            stage.checks = checks.into_iter().collect();
        }
        match kind {
            StageKind::Deploy => (stage.artifact, stage.by) = (artifact.map(str::to_owned), by),
            StageKind::Build if named => stage.produces = vec![artifact.unwrap_or("image").to_owned()],
            _ => {}
        }
        stage
    }
}

fn pipelines(most: usize) -> impl Strategy<Value = PipelineInput> {
    (2..=most).prop_flat_map(|count| (0..count).map(any_stage).collect::<Vec<_>>()).prop_map(|stages| PipelineInput {
        environments: ENVIRONMENTS
            .map(|(id, kind)| EnvironmentInput { id: id.to_owned(), kind, region: None, service: None })
            .to_vec(),
        artifacts: vec![
            ArtifactInput { id: "image".to_owned(), ..ArtifactInput::default() },
            ArtifactInput { id: "other".to_owned(), component: Some("other".to_owned()), service: None },
        ],
        triggers: vec!["errors".to_owned()],
        stages,
    })
}

fn number(id: &str) -> usize {
    id[1..].parse().unwrap()
}

/// Every choice of one of `after_any`, for all stages at once.
fn choices(pipeline: &PipelineInput) -> Vec<Vec<Option<usize>>> {
    let mut choices = vec![Vec::new()];
    for stage in &pipeline.stages {
        let one: Vec<Option<usize>> = match &stage.after_any[..] {
            [] => vec![None],
            any => any.iter().map(|id| Some(number(id))).collect(),
        };
        choices = choices.iter().flat_map(|known| one.iter().map(|one| [known.clone(), vec![*one]].concat())).collect();
    }
    choices
}

/// What has happened when a stage has started.
fn run(pipeline: &PipelineInput, choice: &[Option<usize>], stage: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::from([stage]);
    let after = pipeline.stages[stage].after.iter().map(|id| number(id)).chain(choice[stage]);
    after.for_each(|one| found.extend(run(pipeline, choice, one)));
    found
}

/// The runs of a stage that lack what `brings` brings; that of a stage that may be skipped counts for itself alone.
fn lacking(pipeline: &PipelineInput, stage: usize, brings: impl Fn(usize) -> bool) -> Vec<BTreeSet<usize>> {
    let counts = |one: &usize| (pipeline.stages[*one].required || *one == stage) && brings(*one);
    let runs = choices(pipeline).into_iter().map(|choice| run(pipeline, &choice, stage));
    runs.filter(|run| !run.iter().any(counts)).collect()
}

fn same(violations: &[Violation], other: &Violation) -> bool {
    violations.iter().any(|one| one.broken() == other.broken())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn agrees_with_runs_counted_one_by_one(pipeline in pipelines(7)) {
        let proof = prove(&pipeline).unwrap();
        // Staged but not verified is not verified in staging either.
        let same = |one: Problem, other: Problem| one == other || (one == Problem::NotVerified && other == Problem::NotStaged);
        let found = |problem: Problem, stage: usize, about: &str| {
            let id = format!("s{stage}");
            proof.violations.iter().find(|one| same(one.problem, problem) && one.stage == id && (about.is_empty() || one.about == about))
        };
        let stages = &pipeline.stages;
        for stage in 0..stages.len() {
            let one = &stages[stage];
            if one.kind != StageKind::Deploy {
                continue;
            }
            let mut expected = Vec::new();
            if one.environment.as_deref() == Some("prod") {
                for kind in [GateKind::Security, GateKind::Dependency] {
                    let gates = |other: usize| stages[other].gates.iter().any(|gate| gate.kind == kind && gate.blocking);
                    expected.push((Problem::NoGate, kind.to_string(), lacking(&pipeline, stage, gates)));
                }
                let brings = |other: usize, environment: &str| {
                    let other = &stages[other];
                    other.kind == StageKind::Deploy
                        && other.environment.as_deref() == Some(environment)
                        && (one.artifact.is_none() || other.artifact == one.artifact)
                };
                let verifies = |other: usize| {
                    ["staging", "canary"].iter().any(|environment| {
                        stages[other].environment.as_deref() == Some(*environment)
                            && (stages[other].kind == StageKind::Verify
                                || (brings(other, environment) && !stages[other].checks.is_empty()))
                            && lacking(&pipeline, other, |one| brings(one, environment)).is_empty()
                    })
                };
                expected.push((Problem::NotStaged, String::new(), lacking(&pipeline, stage, verifies)));
            }
            if let (Some(artifact), Reference::Digest | Reference::Tag) = (&one.artifact, one.by) {
                let builds = |other: usize| stages[other].produces.contains(artifact);
                if (0..stages.len()).any(builds) {
                    expected.push((Problem::NotBuiltBefore, artifact.clone(), lacking(&pipeline, stage, builds)));
                }
            }
            for (problem, about, runs) in expected {
                let violation = found(problem, stage, &about);
                prop_assert_eq!(violation.is_some(), !runs.is_empty(), "{:?} {}", problem, one.id);
                if let Some(violation) = violation {
                    // The path is a chain of one run that lacks it.
                    let path: Vec<usize> = violation.path.iter().map(|id| number(id)).collect();
                    prop_assert!(runs.iter().any(|run| path.iter().all(|one| run.contains(one))), "{}", violation.message);
                    prop_assert_eq!(path.last(), Some(&stage));
                    for pair in path.windows(2) {
                        let (before, id) = (format!("s{}", pair[0]), &stages[pair[1]]);
                        prop_assert!(id.after.contains(&before) || id.after_any.contains(&before));
                    }
                }
            }
        }
    }

    #[test]
    fn repairs_end_what_they_are_for(pipeline in pipelines(9)) {
        let proof = prove(&pipeline).unwrap();
        for violation in &proof.violations {
            let repair = violation.repair.as_ref();
            prop_assert!(repair.is_some(), "{}", violation.message);
            let after = prove(&edited(&pipeline, &repair.unwrap().edits)).unwrap().violations;
            prop_assert!(!same(&after, violation), "{}: {}", violation.message, repair.unwrap().text);
        }
        if let Some(repair) = &proof.repair {
            let mended = edited(&pipeline, &repair.edits);
            prop_assert_eq!(&prove(&mended).unwrap().violations, &vec![]);
            for place in 0..repair.edits.len() {
                let mut fewer = repair.edits.clone();
                fewer.remove(place);
                prop_assert!(prove(&edited(&pipeline, &fewer)).map_or(true, |proof| !proof.violations.is_empty()));
            }
        }
        prop_assert_eq!(proof.repair.is_some(), !proof.violations.is_empty());
    }

    #[test]
    fn a_gate_more_breaks_nothing(pipeline in pipelines(9), place in any::<prop::sample::Index>(), gate in gate()) {
        let before = prove(&pipeline).unwrap().violations;
        let stage = pipeline.stages[place.index(pipeline.stages.len())].id.clone();
        let after = prove(&edited(&pipeline, &[Edit::Gate { stage, gate: gate.kind }])).unwrap().violations;
        prop_assert!(after.iter().all(|one| same(&before, one)));
    }

    #[test]
    fn without_its_verification_no_pipeline_holds(pipeline in pipelines(8)) {
        let edits = prove(&pipeline).unwrap().repair.map_or(Vec::new(), |repair| repair.edits);
        let mut mended = edited(&pipeline, &edits);
        prop_assume!(!prove(&mended).unwrap().production.is_empty());
        for stage in &mut mended.stages {
            let staging = stage.environment.as_deref().is_some_and(|id| !matches!(id, "dev" | "prod"));
            if staging && stage.kind == StageKind::Verify {
                stage.kind = StageKind::Job;
            } else if staging {
                stage.checks.clear();
            }
        }
        let proof = prove(&mended).unwrap();
        for deploy in &proof.production {
            let unverified = |one: &Violation| matches!(one.problem, Problem::NotStaged | Problem::NotVerified);
            let caught = proof.violations.iter().any(|one| unverified(one) && one.stage == *deploy);
            prop_assert!(caught, "{deploy}");
        }
    }
}

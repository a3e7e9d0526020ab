//! Pipelines by hand: those that hold, and one for each way to break a constraint.

use super::*;

/// A pipeline of one service and two regions that breaks nothing.
const SHOP: &str = r#"{
  "environments": [
    {"id": "staging", "kind": "staging"},
    {"id": "prod-eu", "kind": "production", "region": "eu"},
    {"id": "prod-us", "kind": "production", "region": "us"}
  ],
  "artifacts": [{"id": "image"}],
  "triggers": ["errors"],
  "stages": [
    {"id": "build", "kind": "build", "produces": ["image"]},
    {"id": "test", "kind": "test", "after": ["build"]},
    {"id": "scan", "kind": "analyze", "after": ["build"], "gates": [{"kind": "security"}, {"kind": "dependency"}]},
    {"id": "deploy staging", "kind": "deploy", "environment": "staging", "artifact": "image", "after": ["test", "scan"]},
    {"id": "verify staging", "kind": "verify", "environment": "staging", "after": ["deploy staging"]},
    {"id": "deploy prod-eu", "kind": "deploy", "environment": "prod-eu", "artifact": "image", "after": ["verify staging"],
     "rollback": "digest before", "triggers": ["errors"]},
    {"id": "verify prod-eu", "kind": "verify", "environment": "prod-eu", "after": ["deploy prod-eu"],
     "checks": ["health_check", "validation"]},
    {"id": "deploy prod-us", "kind": "deploy", "environment": "prod-us", "artifact": "image", "after": ["verify prod-eu"],
     "rollback": "digest before", "triggers": ["errors"]},
    {"id": "verify prod-us", "kind": "verify", "environment": "prod-us", "after": ["deploy prod-us"],
     "checks": ["health_check", "validation"]}
  ]
}"#;

fn shop() -> PipelineInput {
    serde_json::from_str(SHOP).unwrap()
}

fn with(change: impl FnOnce(&mut PipelineInput)) -> PipelineInput {
    let mut pipeline = shop();
    change(&mut pipeline);
    pipeline
}

fn at<'a>(pipeline: &'a mut PipelineInput, id: &str) -> &'a mut StageInput {
    pipeline.stages.iter_mut().find(|stage| stage.id == id).unwrap()
}

fn stage(json: &str) -> StageInput {
    serde_json::from_str(json).unwrap()
}

/// Each violation with its repair.
fn said(pipeline: &PipelineInput) -> Vec<(String, String)> {
    let proof = prove(pipeline).unwrap();
    let repair = |one: &Violation| one.repair.as_ref().map_or(String::new(), |repair| repair.text.clone());
    proof.violations.iter().map(|one| (one.message.clone(), repair(one))).collect()
}

fn assert_said(pipeline: &PipelineInput, expected: &[(&str, &str)]) {
    let expected: Vec<(String, String)> = expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    assert_eq!(said(pipeline), expected);
    let repair = prove(pipeline).unwrap().repair.expect("a repair of the whole");
    assert_eq!(said(&edited(pipeline, &repair.edits)), []);
}

#[test]
fn a_whole_pipeline_is_proved_by_its_stages() {
    let proof = prove(&shop()).unwrap();
    assert_eq!(proof.violations, []);
    assert_eq!(proof.repair, None);
    assert_eq!(proof.production, ["deploy prod-eu", "deploy prod-us"]);
    let held: Vec<&str> =
        proof.holds.iter().filter(|one| one.stage == "deploy prod-us").map(|one| one.derivation.as_str()).collect();
    assert_eq!(
        held,
        [
            "takes image by digest from build",
            "every way to deploy prod-us passes scan (security gate)",
            "every way to deploy prod-us passes scan (dependency gate)",
            "rolled back by errors",
            "every way to deploy prod-us passes verify staging, behind a deploy to staging",
            "deploy prod-us -> verify prod-us (health check)",
            "deploy prod-us -> verify prod-us (post-deploy validation)",
            "way back: digest before",
        ]
    );
}

#[test]
fn a_hotfix_that_skips_staging_is_named_with_its_path() {
    // It leaves the build as an alternative to the verification, and passes the scan.
    let pipeline = with(|one| {
        one.stages
            .push(stage(r#"{"id": "hotfix approval", "kind": "approve", "starts": "manual", "after": ["scan"]}"#));
        let deploy = at(one, "deploy prod-eu");
        deploy.after.clear();
        deploy.after_any = vec!["verify staging".to_owned(), "hotfix approval".to_owned()];
    });
    assert_said(
        &pipeline,
        &[
            (
                "build -> scan -> hotfix approval -> deploy prod-eu skips verify in staging of image",
                "let deploy prod-eu wait for verify staging",
            ),
            (
                "build -> scan -> hotfix approval -> deploy prod-eu -> verify prod-eu -> deploy prod-us skips verify in \
                 staging of image",
                "let deploy prod-eu wait for verify staging",
            ),
        ],
    );
    // One that deploys to staging of its own, and verifies there, is a path like the other.
    let own = with(|one| {
        one.stages.extend([
            stage(r#"{"id": "hotfix staging", "kind": "deploy", "environment": "staging", "artifact": "image", "after": ["scan"], "starts": "manual"}"#),
            stage(r#"{"id": "hotfix verify", "kind": "verify", "environment": "staging", "after": ["hotfix staging"]}"#),
        ]);
        let deploy = at(one, "deploy prod-eu");
        deploy.after.clear();
        deploy.after_any = vec!["verify staging".to_owned(), "hotfix verify".to_owned()];
    });
    let proof = prove(&own).unwrap();
    assert_eq!(proof.violations, []);
    let lines: Vec<&str> = proof.holds.iter().map(|one| one.derivation.as_str()).collect();
    assert!(
        lines.contains(
            &"every way to deploy prod-eu passes verify staging or hotfix verify, behind a deploy to staging"
        )
    );
}

#[test]
fn a_second_build_behind_another_name_is_caught() {
    let pipeline = with(|one| {
        one.artifacts.push(ArtifactInput { id: "image-prod".to_owned(), ..ArtifactInput::default() });
        one.stages.push(stage(
            r#"{"id": "build prod", "kind": "build", "produces": ["image-prod"], "after": ["verify staging"]}"#,
        ));
        for id in ["deploy prod-eu", "deploy prod-us"] {
            at(one, id).artifact = Some("image-prod".to_owned());
        }
        at(one, "deploy prod-eu").after.push("build prod".to_owned());
    });
    let mend = "drop build prod; let deploy prod-eu deploy image by digest; let deploy prod-us deploy image by digest";
    let staged = "let deploy prod-eu deploy image by digest";
    assert_said(
        &pipeline,
        &[
            ("build prod -> deploy prod-eu builds image-prod again: build has built it", mend),
            ("build prod -> deploy prod-eu skips verify in staging of image-prod", staged),
            (
                "build prod -> deploy prod-eu -> verify prod-eu -> deploy prod-us skips verify in staging of image-prod",
                "let deploy prod-us deploy image by digest",
            ),
        ],
    );
    // Of another component it is another thing, as the migrations beside an image are.
    let mut component = shop();
    component.artifacts.push(serde_json::from_str(r#"{"id": "migrations", "component": "migrations"}"#).unwrap());
    at(&mut component, "build").produces.push("migrations".to_owned());
    assert_eq!(said(&component), []);
}

#[test]
fn references_that_change_and_builds_without_a_name() {
    let pipeline = with(|one| {
        at(one, "deploy staging").by = Reference::Tag;
        one.stages.push(stage(r#"{"id": "rebuild", "kind": "build", "after": ["verify staging"]}"#));
        at(one, "deploy prod-eu").after = vec!["rebuild".to_owned()];
        let deploy = at(one, "deploy prod-us");
        (deploy.by, deploy.artifact) = (Reference::Source, None);
    });
    assert_said(
        &pipeline,
        &[
            (
                "rebuild -> deploy prod-eu holds a build that names no artifact: nobody can say whether rebuild builds again",
                "drop rebuild",
            ),
            (
                "build -> test -> deploy staging deploys by tag: a tag can be given to another artifact between two \
                 environments",
                "let deploy staging deploy image by digest",
            ),
            (
                "deploy prod-us builds from source for prod-us: what was tested before is not what runs there",
                "let deploy prod-us deploy image by digest",
            ),
        ],
    );
}

#[test]
fn gates_that_only_report_or_may_be_skipped_are_none() {
    let advisory = with(|one| at(one, "scan").gates[0].blocking = false);
    let expected =
        "build -> test -> deploy staging -> verify staging -> deploy prod-eu passes no blocking security gate";
    assert_eq!(said(&advisory)[0], (expected.to_owned(), "add a blocking security gate to scan".to_owned()));
    assert_eq!(said(&advisory).len(), 2);
    let skipped = with(|one| at(one, "scan").required = false);
    assert_eq!(said(&skipped)[0].1, "let what follows scan need its success");
    assert_eq!(said(&skipped).len(), 4);
    // A nightly scan that nothing waits for.
    let nightly = with(|one| {
        let scan = at(one, "scan");
        (scan.after, scan.starts) = (Vec::new(), Starts::Scheduled);
        at(one, "deploy staging").after = vec!["test".to_owned()];
    });
    assert_eq!(said(&nightly)[0].1, "let deploy prod-eu wait for scan");
    // A gate of another service proves nothing.
    let other = with(|one| {
        at(one, "scan").service = Some("search".to_owned());
        one.artifacts[0].service = Some("shop".to_owned());
    });
    assert_eq!(said(&other).len(), 4);
}

#[test]
fn each_deploy_to_production_is_followed_up() {
    let pipeline = with(|one| {
        at(one, "verify prod-eu").checks = vec![CheckKind::HealthCheck];
        at(one, "deploy prod-eu").triggers.clear();
        at(one, "verify prod-us").starts = Starts::Manual;
        at(one, "deploy prod-us").rollback = None;
    });
    assert_said(
        &pipeline,
        &[
            (
                "deploy prod-eu has no rollback trigger; what takes it back is defined before it runs",
                "roll deploy prod-eu back by errors",
            ),
            (
                "deploy prod-eu -> verify prod-eu ends without a post-deploy validation in prod-eu",
                "add a post-deploy validation to verify prod-eu",
            ),
            ("deploy prod-us ends without a health check in prod-us", "let verify prod-us start by itself"),
            ("deploy prod-us ends without a post-deploy validation in prod-us", "let verify prod-us start by itself"),
            (
                "deploy prod-us has no way back: neither a rollback of its own nor a stage that rolls its environment back",
                "state how deploy prod-us is rolled back: deploy the digest before it",
            ),
        ],
    );
    // A stage that rolls back by hand is a way back, and needs neither gate nor staging.
    let by_stage = with(|one| {
        at(one, "deploy prod-us").rollback = None;
        one.stages.push(stage(r#"{"id": "back", "kind": "rollback", "environment": "prod-us", "starts": "manual"}"#));
    });
    assert_eq!(said(&by_stage), []);
}

#[test]
fn a_push_straight_to_production_is_mended_from_nothing() {
    let pipeline: PipelineInput = serde_json::from_str(
        r#"{"environments": [{"id": "prod", "kind": "production"}],
            "stages": [{"id": "push", "kind": "deploy", "environment": "prod", "by": "source"}]}"#,
    )
    .unwrap();
    let proof = prove(&pipeline).unwrap();
    assert_eq!(proof.violations.len(), 8);
    let repair = proof.repair.unwrap();
    assert_eq!(prove(&edited(&pipeline, &repair.edits)).unwrap().violations, []);
    assert_eq!(proof.violations[4].message, "push skips verify in staging");
}

#[test]
fn services_and_flags_and_schedules_stand_side_by_side() {
    let pipeline = with(|one| {
        one.environments
            .push(serde_json::from_str(r#"{"id": "prod-search", "kind": "production", "service": "search"}"#).unwrap());
        one.artifacts[0].service = Some("shop".to_owned());
        one.artifacts.push(serde_json::from_str(r#"{"id": "index", "service": "search"}"#).unwrap());
        one.stages.extend([
            stage(r#"{"id": "build search", "kind": "build", "produces": ["index"]}"#),
            stage(r#"{"id": "deploy search", "kind": "deploy", "environment": "prod-search", "artifact": "index", "after": ["build search", "verify staging"], "rollback": "digest before", "triggers": ["errors"]}"#),
            stage(r#"{"id": "check search", "kind": "verify", "environment": "prod-search", "after": ["deploy search"], "checks": ["health_check", "validation"]}"#),
            stage(r#"{"id": "flag", "kind": "release", "environment": "prod-us", "starts": "manual", "after": ["verify prod-us"]}"#),
            stage(r#"{"id": "drift", "kind": "job", "starts": "scheduled"}"#),
        ]);
    });
    // The shop's verification in the shared staging says nothing about the index.
    let found = said(&pipeline);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "build search -> deploy search skips verify in staging of index");
    assert_eq!(
        found[0].1,
        "add deploy staging 2 after build search; add verify staging 2 after deploy staging 2 with health check and \
         post-deploy validation before deploy search"
    );
    let order = prove(&pipeline).unwrap().order;
    assert_eq!(order[0], "build");
    assert_eq!(order.len(), 14);
}

#[test]
fn errors_name_what_is_wrong() {
    let error = |change: fn(&mut PipelineInput)| prove(&with(change)).unwrap_err().to_string();
    assert_eq!(
        error(|one| at(one, "test").after = vec!["biuld".to_owned()]),
        "stages[1].after[0]: there is no stage `biuld`; there are build, test, scan, deploy staging, verify staging, \
         deploy prod-eu, verify prod-eu, deploy prod-us, verify prod-us"
    );
    assert_eq!(
        error(|one| at(one, "build").after = vec!["test".to_owned()]),
        "stages: these wait for each other: build -> test -> build"
    );
    assert_eq!(error(|one| one.stages[2].id = "build".to_owned()), "stages[2].id: `build` stands there twice");
    assert_eq!(error(|one| one.triggers[0] = " ".to_owned()), "triggers[0]: it is blank");
    assert_eq!(error(|one| one.stages.clear()), "stages: there are none");
    assert_eq!(
        error(|one| at(one, "deploy prod-eu").environment = None),
        "stages[5].environment is missing: `deploy prod-eu` deploys, and has to say where"
    );
    assert_eq!(
        error(|one| at(one, "verify prod-us").after.clear()),
        "stages[8].after: `verify prod-us` cannot be reached: it follows nothing; name what comes before it in `after`, or \
         let `starts` be manual or scheduled"
    );
    assert_eq!(
        error(|one| {
            one.artifacts[0].service = Some("shop".to_owned());
            one.environments[1].service = Some("search".to_owned());
        }),
        "stages[5].artifact: `deploy prod-eu` is for search, but its artifact is for shop"
    );
    assert!(error(|one| one.artifacts.clear()).contains("there is no artifact `image`; there are none"));
}

#[test]
fn the_drawing_keeps_names_within_their_quotes() {
    let drawn = flowchart(&with(|one| at(one, "test").id = "te\"st\n<b>".to_owned()));
    assert!(
        drawn.starts_with("flowchart LR\n  subgraph e0[\"staging (staging)\"]\n    s3[[\"deploy staging\"]]\n"),
        "{drawn}"
    );
    assert!(drawn.contains("  s1[\"te#quot;st #lt;b#gt;\"]\n"), "{drawn}");
    assert!(drawn.contains("  s2[\"scan<br/>security gate<br/>dependency gate\"]\n"), "{drawn}");
    assert!(drawn.contains("  s0 --> s2\n"), "{drawn}");
}

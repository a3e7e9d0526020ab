//! What repositories show as pipelines: what is proved of each fixture, and what files may not be accused of.

use std::fs;
use std::path::{Path, PathBuf};

use groundplan::assess::graph::{Drawn, Judged, draw, judge};
use groundplan::assess::model::Assessment;
use groundplan::assess::walk::Files;
use groundplan::assess::{assess, read};
use groundplan::engine::pipeline::{PipelineInput, Problem, prove};
use groundplan::output;
use groundplan::output::words::Paint;
use groundplan::skills::native;

fn repos() -> Vec<(String, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/repos");
    let entries = fs::read_dir(folder).expect("the fixtures").map(|entry| entry.expect("an entry"));
    let mut found: Vec<(String, PathBuf)> =
        entries.map(|entry| (entry.file_name().into_string().expect("Unicode"), entry.path())).collect();
    found.sort();
    assert!(found.len() >= 14, "{found:?}");
    found
}

#[test]
fn every_fixture_proves_what_it_proved() {
    for (name, path) in repos() {
        let assessment = assess(&path).expect("a folder");
        let drawn = draw(&assessment);
        let judged = judge(&assessment, &drawn);
        let said = output::drawn::render(&drawn, judged.as_ref(), &name, Paint { on: false });
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("drawn-{name}"), said);
        });
    }
}

/// The JSON is a question that `calc pipeline` takes, and means the same.
#[test]
fn what_is_drawn_comes_back() {
    for (name, path) in repos() {
        let assessment = assess(&path).expect("a folder");
        let drawn = draw(&assessment);
        let text = serde_json::to_string(&drawn.pipeline).expect("JSON");
        let again: PipelineInput = serde_json::from_str(&text).expect("a pipeline");
        assert_eq!(again, drawn.pipeline, "{name}");
        assert_eq!(drawn.sources.len(), again.stages.len(), "{name}");
        let (Ok(proof), Ok(judged)) = (prove(&again), judge(&assessment, &drawn)) else { continue };
        assert_eq!(proof.holds, judged.proof.holds, "{name}");
        assert_eq!(proof.violations.len(), judged.proof.violations.len() + judged.open.len(), "{name}");
    }
}

/// A brief of a repository is one that `plan` takes, once a person has named the plan.
#[test]
fn every_fixture_makes_a_brief() {
    let skill = native("platform-operations").expect("the skill");
    let required = "title: T\nas_of: 2026-11-22\ntarget: shop\nrequest: Say what is missing.\n";
    for (name, path) in repos() {
        let brief = skill.brief_of(&assess(&path).expect("a folder")).expect("a brief");
        let pack = skill.draft(&format!("{brief}\n{required}"));
        assert!(pack.is_ok(), "{name}: {:?}\n{brief}", pack.err());
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("brief-{name}"), brief);
        });
    }
    assert!(native("platform-infrastructure").expect("the skill").brief_of(&Assessment::default()).is_none());
}

fn judged(files: &[(&str, &str)]) -> (Drawn, Judged) {
    let texts = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    let assessment = read(&Files { texts, unread: Vec::new() });
    assert!(assessment.unread.is_empty(), "{:?}", assessment.unread);
    let drawn = draw(&assessment);
    let judged = judge(&assessment, &drawn).expect("a pipeline");
    (drawn, judged)
}

/// What is violated for certain, and what cannot be told: the problem and what it is about.
fn problems(files: &[(&str, &str)]) -> (Vec<(Problem, String)>, Vec<(Problem, String)>) {
    let (_, judged) = judged(files);
    let sure = judged.proof.violations.iter().map(|one| (one.problem, one.about.clone())).collect();
    let open = judged.open.iter().map(|one| (one.violation.problem, one.violation.about.clone())).collect();
    (sure, open)
}

const CI: &str = ".github/workflows/ci.yml";

/// A pipeline with one gap, put in place of `GAP`, and jobs in place of `MORE`.
fn workflow(gate: &str, deploy: &str, more: &str) -> String {
    format!(
        "on: {{ push: {{ branches: [main] }} }}
jobs:
  build:
    outputs: {{ digest: x }}
    steps:
      - id: push
        uses: docker/build-push-action@v6
        with: {{ push: true, tags: 'ghcr.io/acme/web:1' }}
  scan:
    needs: build
    steps:
      {gate}
  staging:
    needs: scan
    environment: staging
    steps:
      - run: kubectl set image deploy/web web=ghcr.io/acme/web@${{{{ needs.build.outputs.digest }}}}
      - run: npx playwright test --grep @smoke
  production:
    needs: staging
    {deploy}
    environment: production
    steps:
      - run: kubectl set image deploy/web web=ghcr.io/acme/web@${{{{ needs.build.outputs.digest }}}}
      - run: curl -f https://web.example/healthz
      - run: npm run test:e2e
      - if: failure()
        run: kubectl rollout undo deploy/web
{more}"
    )
}

const SCAN: &str = "- run: trivy image --exit-code 1 ghcr.io/acme/web";

#[test]
fn a_sound_pipeline_is_proved_and_not_doubted() {
    let (sure, open) = problems(&[(CI, &workflow(SCAN, "", ""))]);
    assert_eq!((sure, open), (vec![], vec![]));
}

fn gates() -> Vec<(Problem, String)> {
    ["security", "dependency"].map(|gate| (Problem::NoGate, gate.to_owned())).to_vec()
}

#[test]
fn a_gate_that_stops_nothing_is_none() {
    for gate in [
        "- run: trivy image ghcr.io/acme/web",
        "- run: trivy image --exit-code 1 ghcr.io/acme/web || true",
        "- { run: trivy image --exit-code 1 ghcr.io/acme/web, continue-on-error: true }",
        "- run: echo",
    ] {
        assert_eq!(problems(&[(CI, &workflow(gate, "", ""))]), (gates(), vec![]), "{gate}");
    }
    // The whole job may fail.
    let text = workflow(SCAN, "", "").replace("    needs: build\n", "    needs: build\n    continue-on-error: true\n");
    assert_eq!(problems(&[(CI, &text)]), (gates(), vec![]));
}

#[test]
fn a_gate_that_may_be_there_is_not_denied() {
    for gate in [
        "- { run: trivy image --exit-code 1 ghcr.io/acme/web, if: github.event_name == 'push' }",
        "- run: ./scripts/scan.sh",
        "- uses: acme/secure-everything@v1",
    ] {
        assert_eq!(problems(&[(CI, &workflow(gate, "", ""))]), (vec![], gates()), "{gate}");
    }
    // Another workflow has it, and may have to pass before a merge.
    let pull = format!("on: pull_request\njobs:\n  scan:\n    steps:\n      {SCAN}\n");
    let files = [(CI, workflow("- run: echo", "", "")), (".github/workflows/pr.yml", pull)];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    assert_eq!(problems(&files), (vec![], gates()));
}

#[test]
fn a_job_that_runs_regardless_has_passed_nothing() {
    let (sure, open) = problems(&[(CI, &workflow(SCAN, "if: always()", ""))]);
    let mut expected = vec![(Problem::NotBuiltBefore, "ghcr.io/acme/web".to_owned())];
    expected.extend(gates());
    expected.push((Problem::NotStaged, String::new()));
    assert_eq!((sure, open), (expected.clone(), vec![]));
    // The condition asks for the results itself.
    let asks = "if: ${{ !cancelled() && needs.staging.result == 'success' }}";
    let (sure, open) = problems(&[(CI, &workflow(SCAN, asks, ""))]);
    assert_eq!((sure, open), (vec![], expected));
}

#[test]
fn tests_of_another_job_may_look_at_staging() {
    let text = workflow(SCAN, "", "").replace("      - run: npx playwright test --grep @smoke\n", "");
    // There is a deploy to staging, and nothing looks at it.
    assert_eq!(problems(&[(CI, &text)]).0, [(Problem::NotVerified, String::new())]);
    let e2e = "  e2e:\n    needs: staging\n    steps:\n      - run: npx playwright test\n";
    let text = format!("{}{e2e}", text.replace("needs: staging\n    \n", "needs: e2e\n    \n"));
    assert_eq!(problems(&[(CI, &text)]), (vec![], vec![(Problem::NotVerified, String::new())]));
}

#[test]
fn parts_of_one_image_are_not_built_twice_and_a_second_build_is() {
    let arm = "  arm:
    steps:
      - uses: docker/build-push-action@v6
        with: { push: true, tags: 'ghcr.io/acme/web:arm' }
";
    let both = workflow(SCAN, "", arm).replace("needs: build\n", "needs: [build, arm]\n");
    let twice = || vec![(Problem::BuiltTwice, "ghcr.io/acme/web".to_owned())];
    assert_eq!(problems(&[(CI, &both)]), (vec![], twice()));
    let again = workflow(SCAN, "", "").replace(
        "      - run: curl",
        "      - run: docker build -t ghcr.io/acme/web:2 .\n      - run: kubectl set image deploy/web web=ghcr.io/acme/web:2\n      - run: curl",
    );
    let (sure, _) = problems(&[(CI, &again)]);
    assert_eq!(sure[..2], [twice(), vec![(Problem::MutableReference, "ghcr.io/acme/web".to_owned())]].concat());
    // A build for a check of a pull request, which nothing deploys.
    let pull = "on: pull_request\njobs:\n  try:\n    steps:\n      - run: docker build -t ghcr.io/acme/web:try .\n";
    let (sure, open) = problems(&[(CI, &workflow(SCAN, "", "")), (".github/workflows/pr.yml", pull)]);
    assert_eq!((sure, open), (vec![], twice()));
}

/// Names that are expressions are not one thing because they are written alike.
#[test]
fn images_named_by_expressions_are_not_confused() {
    let one = "on: push\njobs:\n  ship:\n    environment: staging\n    steps:
      - uses: docker/build-push-action@v6
        with: { push: true, tags: '${{ steps.meta.outputs.tags }}' }
      - run: kubectl apply -f k8s\n";
    let (sure, open) = problems(&[(CI, one), (".github/workflows/other.yml", one)]);
    assert!(sure.is_empty(), "{sure:?}");
    assert!(open.iter().all(|(problem, _)| *problem != Problem::BuiltTwice), "{open:?}");
}

/// GitLab goes on where an optional job failed, and without a job that its rules leave out.
#[test]
fn jobs_of_gitlab_that_may_fail_or_be_left_out_prove_nothing() {
    let pipeline = |scan: &str, deploy: &str| {
        format!(
            "stages: [build, scan, deploy]
build: {{ stage: build, script: [docker build -t $CI_REGISTRY_IMAGE/web:1 ., docker push $CI_REGISTRY_IMAGE/web:1] }}
scan:
  stage: scan
  script: [trivy image --exit-code 1 $CI_REGISTRY_IMAGE/web:1]
{scan}
live:
  stage: deploy
  environment: production
  script: [helm upgrade web chart]
{deploy}"
        )
    };
    let gate = |text: &str| {
        let (sure, open) = problems(&[(".gitlab-ci.yml", text)]);
        let count = |list: &[(Problem, String)]| list.iter().filter(|(problem, _)| *problem == Problem::NoGate).count();
        (count(&sure), count(&open))
    };
    assert_eq!(gate(&pipeline("", "")), (0, 0));
    assert_eq!(gate(&pipeline("  allow_failure: true", "")), (2, 0));
    assert_eq!(gate(&pipeline("  rules: [{ if: $CI_MERGE_REQUEST_IID }]", "")), (0, 2));
    let main = "  rules: [{ if: $CI_COMMIT_BRANCH }]";
    assert_eq!(gate(&pipeline(main, main)), (0, 0), "the same rule holds for both");
    assert_eq!(gate(&pipeline("", "  when: always")), (2, 0));
    assert_eq!(gate(&pipeline("", "include: [{ remote: 'https://x.example/y.yml' }]")), (0, 0));
    assert_eq!(gate(&pipeline("  allow_failure: true", "include: [{ remote: 'https://x.example/y.yml' }]")), (0, 2));
}

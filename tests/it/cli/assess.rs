//! `assess`: what the files of a repository say, for people and for machines.

use serde_json::Value;

use super::run;

const REPO: &str = "tests/fixtures/repos/fly";

#[test]
fn an_assessment_for_people_and_for_machines() {
    let said = run(["assess", REPO]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert!(said.out.starts_with(&format!("{REPO}: 1 pipeline with 2 jobs, 2 workloads")), "{}", said.out);
    let said = run(["assess", REPO, "--format", "json"]);
    let answer: Value = serde_json::from_str(&said.out).expect("JSON");
    let job = &answer["pipelines"][0]["jobs"][1];
    assert_eq!((job["id"].as_str(), job["line"].as_u64()), (Some("production"), Some(12)));
    assert_eq!(job["needs"][0]["value"], "staging");
    assert_eq!(job["needs"][0]["file"], ".github/workflows/deploy.yml");
    assert_eq!(job["stages"], serde_json::json!(["deploy", "verify"]));
}

#[test]
fn a_folder_that_cannot_be_read_is_usage() {
    for (path, problem) in [("tests/fixtures/none", "cannot be read"), ("README.md", "not a folder")] {
        let said = run(["assess", path]);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{path}");
        assert!(said.err.contains(path) && said.err.contains(problem), "{}", said.err);
    }
}

/// The pipeline of a repository is a question to `calc pipeline`, and the first lines of a plan.
#[test]
fn a_repository_becomes_a_pipeline_and_a_brief() {
    let said = run(["assess", REPO, "--pipeline"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert!(said.out.contains("staging -> production deploy passes no blocking security gate"), "{}", said.out);
    assert!(said.out.contains(".github/workflows/deploy.yml:19"), "{}", said.out);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("pipeline.json");
    std::fs::write(&file, run(["assess", REPO, "--pipeline", "--format", "json"]).out).expect("a file");
    let proved = run(["calc", "pipeline", file.to_str().expect("a plain path")]);
    assert_eq!(proved.code, 1, "{}", proved.err);
    assert!(proved.out.contains("production deploy"), "{}", proved.out);
    let brief = run(["new", "brief", "--skill", "platform-operations", "--from", REPO]);
    assert_eq!(brief.code, 0, "{}", brief.err);
    assert!(brief.out.contains("runs: \"production in .github/workflows/deploy.yml:19\""), "{}", brief.out);
    for (skill, path, problem) in [
        ("platform-operations", "README.md", "not a folder"),
        ("platform-infrastructure", REPO, "not made from repositories"),
    ] {
        let said = run(["new", "brief", "--skill", skill, "--from", path]);
        assert_eq!((said.code, said.out.as_str()), (2, ""));
        assert!(said.err.contains(problem), "{}", said.err);
    }
}

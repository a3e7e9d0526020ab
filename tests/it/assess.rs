//! Assessments of repositories: what is said of each fixture, and what hostile ones cannot do.

use std::fs;
use std::path::{Path, PathBuf};

use groundplan::assess::fact::{ArtifactKind, Identity, Role, Stage, What};
use groundplan::assess::model::{Assessment, Job};
use groundplan::assess::walk::{self, Files};
use groundplan::assess::{assess, graph, read};
use groundplan::output;
use groundplan::output::words::Paint;
use groundplan::skills::native;
use proptest::prelude::*;
use proptest::sample::{Index, select};

fn repos() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/repos")
}

fn names() -> Vec<String> {
    let entries = fs::read_dir(repos()).expect("the fixtures");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("Unicode")).collect();
    names.sort();
    assert!(names.len() >= 14, "{names:?}");
    names
}

fn text(assessment: &Assessment, name: &str) -> String {
    output::assess::render(assessment, name, Paint { on: false })
}

#[test]
fn every_fixture_says_what_it_said() {
    for name in names() {
        let assessment = assess(&repos().join(&name)).expect("a folder");
        assert!(assessment.unread.is_empty(), "{name}: {:?}", assessment.unread);
        assert!(!assessment.pipelines.is_empty() || !assessment.workloads.is_empty(), "{name} says nothing");
        let said = text(&assessment, &name);
        assert_eq!(said, text(&assess(&repos().join(&name)).expect("a folder"), &name), "{name} twice");
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(format!("assess-{name}"), said);
        });
    }
}

/// Every place that a fact names holds what it is about: the line exists, and the column lies in it.
#[test]
fn places_lie_in_their_files() {
    for name in names() {
        let files = walk::files(&repos().join(&name)).expect("a folder");
        let assessment = read(&files);
        for fact in assessment.facts().filter(|fact| fact.at.line > 0) {
            let text = files.texts.get(&fact.at.file).unwrap_or_else(|| panic!("{name}: no file {}", fact.at));
            let line = text.lines().nth(fact.at.line - 1).unwrap_or_else(|| panic!("{name}: no line {}", fact.at));
            assert!(
                fact.at.column <= line.chars().count() && !line.trim().is_empty(),
                "{name}: {} in {line:?}",
                fact.at
            );
        }
    }
}

fn job<'a>(assessment: &'a Assessment, id: &str) -> &'a Job {
    let jobs = assessment.pipelines.iter().flat_map(|pipeline| &pipeline.jobs);
    jobs.into_iter().find(|job| job.id == id).unwrap_or_else(|| panic!("no job {id}"))
}

fn needs(job: &Job) -> Vec<&str> {
    job.needs.iter().map(|need| need.value.as_str()).collect()
}

/// The graph that a pipeline is: one build, whose digest every deploy behind it takes, through called workflows.
#[test]
fn calls_are_joined_into_one_graph() {
    let assessment = assess(&repos().join("github-monorepo")).expect("a folder");
    assert_eq!(needs(job(&assessment, "build/image")), ["test", "scan"]);
    assert_eq!(needs(job(&assessment, "deploy-staging/apply")), ["build/image"]);
    assert_eq!(needs(job(&assessment, "deploy-staging/verify")), ["deploy-staging/apply"]);
    let production = job(&assessment, "deploy-production/apply");
    assert_eq!(needs(production), ["build/image", "deploy-staging/verify"]);
    let environments: Vec<&str> = production.environments().map(|(name, _, _)| name).collect();
    assert_eq!(environments, ["production-eu", "production-us"]);
    let digest = production.facts.iter().any(|fact| {
        matches!(&fact.value, What::Artifact { role: Role::Consumed, kind: ArtifactKind::Output, identity: Identity::Digest(_), from: Some(from), .. }
            if from == "build/image")
    });
    assert!(digest, "{:?}", production.facts);
}

/// Several acts of one job keep their order and their environments.
#[test]
fn acts_stand_in_order() {
    let assessment = assess(&repos().join("sam")).expect("a folder");
    let acts: Vec<(Stage, Vec<&str>)> =
        job(&assessment, "ship").acts().into_iter().map(|act| (act.stage, act.environments)).collect();
    assert_eq!(
        acts,
        [
            (Stage::Analyze, vec![]),
            (Stage::Build, vec![]),
            (Stage::Deploy, vec!["staging"]),
            (Stage::Verify, vec!["staging"]),
            (Stage::Deploy, vec!["prod"]),
        ]
    );
}

/// Jobs of GitLab wait for what is left open of all earlier stages, not for those a person may start or not.
#[test]
fn stages_become_edges() {
    let assessment = assess(&repos().join("gitlab-includes")).expect("a folder");
    assert_eq!(needs(job(&assessment, "scan")), ["build image"]);
    assert_eq!(needs(job(&assessment, "deploy staging")), ["scan"]);
    assert_eq!(needs(job(&assessment, "deploy production")), ["deploy staging", "review app"]);
    assert!(needs(job(&assessment, "stop review app")).is_empty());
}

fn write(root: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let file = root.join(path);
    fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
    fs::write(file, bytes).expect("a file");
}

/// Why a file was not read.
fn why(assessment: &Assessment, file: &str) -> String {
    let of_file: Vec<String> =
        assessment.unread.iter().filter(|fact| fact.at.file == file).map(|fact| fact.value.to_string()).collect();
    assert_eq!(of_file.len(), 1, "{file}: {:?}", assessment.unread);
    of_file.concat()
}

#[test]
fn what_cannot_be_read_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(root, "compose.yaml", [0xff, 0xfe, 0x00, b'x']);
    write(root, "render.yaml", "services: [\n");
    write(root, "fly.toml", "app = \n");
    write(root, ".github/workflows/big.yml", "# filler\n".repeat(1_200_000));
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let before = format!("*a{}", level - 1);
        bomb += &format!("a{level}: &a{level} [{}]\n", [before.as_str(); 10].join(", "));
    }
    write(root, ".gitlab-ci.yml", bomb);
    write(root, "vercel.json", "[".repeat(100_000));
    write(root, ".github/workflows/tabs.yml", "on: push\njobs:\n\ta: 1\n");
    write(root, ".github/workflows/empty.yml", "");
    write(root, "netlify.toml", "\u{feff}[build]\r\ncommand = \"npm test\"\r\n");
    let assessment = assess(root).expect("a folder");
    assert!(why(&assessment, "compose.yaml").contains("not UTF-8 from byte 0"));
    assert!(why(&assessment, "render.yaml").contains("not YAML"));
    assert!(why(&assessment, "fly.toml").contains("not TOML"));
    assert!(why(&assessment, ".github/workflows/big.yml").contains("larger than 1 MiB"));
    assert!(why(&assessment, ".gitlab-ci.yml").contains("aliases"));
    assert!(why(&assessment, "vercel.json").contains("not YAML"));
    assert!(why(&assessment, ".github/workflows/tabs.yml").contains("not YAML"));
    assert_eq!(assessment.unread.len(), 7, "{:?}", assessment.unread);
    assert!(text(&assessment, "x").contains("by `npm test`"), "a byte order mark and CRLF are read");
}

#[cfg(unix)]
#[test]
fn links_lead_nowhere_else() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().expect("a folder");
    write(outside.path(), "secret.yml", "services: { leaked: { image: leaked } }\n");
    write(outside.path(), "folder/compose.yaml", "services: { leaked: { image: leaked } }\n");
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(root, "ci/main.yml", "services: { web: { image: inside } }\n");
    symlink(outside.path().join("secret.yml"), root.join("compose.yaml")).expect("a link");
    symlink(outside.path().join("folder"), root.join("away")).expect("a link");
    symlink(root, root.join("loop")).expect("a link");
    symlink("docker-compose.yml", root.join("docker-compose.yml")).expect("a link to itself");
    symlink("ci/main.yml", root.join("compose.override.yml")).expect("a link");
    let assessment = assess(root).expect("a folder");
    let said = text(&assessment, "x");
    assert!(!said.contains("leaked") && said.contains("inside"), "{said}");
    assert!(why(&assessment, "compose.yaml").contains("leads out of the folder"));
    assert!(why(&assessment, "away").contains("leads out of the folder"));
    assert!(why(&assessment, "loop").contains("a link to a folder"));
    assert!(why(&assessment, "docker-compose.yml").contains("leads nowhere"));
    // A file that is not a folder, and one that is not there.
    assert!(assess(&root.join("ci/main.yml")).is_err());
    assert!(assess(&root.join("none")).is_err());
}

/// Many calls of many actions: the work is bounded, not only the depth.
#[test]
fn calls_that_multiply_come_to_an_end() {
    let mut files = Files::default();
    let steps = |target: &str| format!("    - uses: ./{target}\n").repeat(20);
    for level in 0..12 {
        let body = format!("runs:\n  using: composite\n  steps:\n{}", steps(&format!("a{}", level + 1)));
        files.texts.insert(format!("a{level}/action.yml"), body);
        let calls: String =
            (0..20).map(|n| format!("  j{n}:\n    uses: ./.github/workflows/w{}.yml\n", level + 1)).collect();
        files
            .texts
            .insert(format!(".github/workflows/w{level}.yml"), format!("on: [push, workflow_call]\njobs:\n{calls}"));
    }
    files.texts.insert(
        ".github/workflows/a.yml".into(),
        format!("on: push\njobs:\n  a:\n    steps:\n{}", steps("a0").replace("    - ", "      - ")),
    );
    let assessment = read(&files);
    assert!(assessment.pipelines.iter().all(|pipeline| pipeline.jobs.len() <= 1_000));
    assert!(assessment.facts().count() < 100_000);
}

/// The names of files that are read, one for each reader.
const SUPPORTED: [&str; 24] = [
    ".github/workflows/a.yml", ".github/actions/a/action.yml", ".gitlab-ci.yml", "Dockerfile", "compose.yaml",
    "k8s/prod/a.yaml", "kustomization.yaml", "chart/Chart.yaml", "chart/values.yaml", "chart/templates/a.yaml",
    "vercel.json", "netlify.toml", "render.yaml", "railway.json", "railway.toml", "fly.toml", "Pulumi.yaml",
    "Pulumi.prod.yaml", "sst.config.ts", "supabase/config.toml", "template.yaml", "template.json", ".do/app.yaml",
    "ci/any.yml",
];

/// The files of all fixtures.
fn corpus() -> Vec<(String, String)> {
    let files = names().into_iter().map(|name| walk::files(&repos().join(name)).expect("a folder"));
    files.flat_map(|files| files.texts).collect()
}

/// A file that is nearly one of the fixtures: pieces put in, doubled, moved between files, the end cut off.
fn mangled() -> impl Strategy<Value = (String, String)> {
    let piece = (select(corpus()), any::<Index>(), any::<Index>());
    let edits = proptest::collection::vec((piece, any::<Index>(), any::<bool>()), 0..6);
    (select(corpus()), edits).prop_map(|((path, mut text), edits)| {
        for (((_, other), from, to), at, cut) in edits {
            let marks: Vec<usize> = other.char_indices().map(|(at, _)| at).collect();
            let (from, to) = (marks[from.index(marks.len())], marks[to.index(marks.len())]);
            let piece: String = other[from.min(to)..from.max(to)].chars().take(200).collect();
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let place = places[at.index(places.len())];
            if cut {
                text.truncate(place);
            }
            text.insert_str(place, &piece);
        }
        (path, text)
    })
}

/// Any text under any name that is read.
fn anything() -> impl Strategy<Value = (String, String)> {
    let text = prop_oneof![any::<String>(), ".{0,40}(\n.{0,40}){0,9}", mangled().prop_map(|(_, text)| text)];
    (select(&SUPPORTED[..]).prop_map(str::to_owned), text)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn no_text_ends_the_assessment(texts in proptest::collection::vec(prop_oneof![mangled(), anything()], 1..6)) {
        let files = Files { texts: texts.into_iter().collect(), unread: Vec::new() };
        let assessment = read(&files);
        let said = text(&assessment, "x");
        prop_assert!(!said.contains('\u{1b}'), "it could move a cursor");
        prop_assert_eq!(said, text(&read(&files), "x"));
        let drawn = graph::draw(&assessment);
        let judged = graph::judge(&assessment, &drawn);
        let proved = output::drawn::render(&drawn, judged.as_ref(), "x", Paint { on: false });
        prop_assert!(!proved.contains('\u{1b}'), "it could move a cursor");
        let brief = native("platform-operations").and_then(|skill| skill.brief_of(&assessment)).unwrap_or_default();
        let control = brief.chars().find(|c| c.is_control() && *c != '\n');
        prop_assert!(control.is_none(), "{:?} in {}", control, brief);
    }

    #[test]
    fn no_bytes_end_the_walk(name in select(&SUPPORTED[..]), bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), name, bytes);
        assess(folder.path()).expect("a folder");
    }
}

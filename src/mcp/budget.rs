//! What answers cost a model, in tokens: over every step of the golden packs, and over runs full of mistakes.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value as Json, json};

use super::calls;
use crate::pack::{parse, skill_of};
use crate::skills;
use crate::store::Store;
use crate::workspace::{Act, Workspace};

/// A call as a client makes it, without the pack's id.
type Call = (String, Map<String, Json>);

/// What came back: the text, and the structured part where there is one.
struct Told {
    tool: String,
    text: String,
    structured: Option<Json>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The day on which the golden packs are judged.
fn act() -> Act {
    Act { author: "budget".to_owned(), now: "2026-11-21T09:00:00Z".parse().unwrap() }
}

/// Makes the calls on a pack of their own; the id that the first one returns goes into the others.
async fn drive(calls: Vec<Call>) -> Vec<Told> {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite://{}", folder.path().join("packs.db").display())).await.unwrap();
    let workspace = Workspace::new(store);
    let mut pack = Json::Null;
    let mut told = Vec::new();
    for (tool, mut arguments) in calls {
        if tool != "pack_open" && tool != "pack_list" {
            arguments.insert("pack".to_owned(), pack.clone());
        }
        told.push(match calls::call(&workspace, &tool, &arguments, &act()).await {
            Ok(answer) => {
                if tool == "pack_open" {
                    pack = answer.structured.as_ref().map_or(Json::Null, |one| one["pack"].clone());
                }
                Told { tool, text: answer.text, structured: answer.structured }
            }
            Err(refusal) => Told { tool, text: refusal.to_string(), structured: None },
        });
    }
    told
}

/// The calls that make a golden pack, a step each.
fn golden(path: &Path) -> Vec<Call> {
    let source = fs::read_to_string(path).unwrap();
    let skill = skills::native(&skill_of(&source).unwrap()).unwrap();
    let definition = skill.definition();
    let pack = parse(&source, definition.standard.sections, definition.name, 1, act().today()).pack;
    let section = |key: &str| match pack.sections.get(key).map(|section| serde_json::to_value(section).unwrap()) {
        Some(Json::Object(fields)) => fields,
        _ => Map::new(),
    };
    let first = section(definition.steps[0].sections[0]);
    let open = json!({"skill": definition.name, "title": pack.title, "request": first.get("request").unwrap_or(&json!("Plan our platform")),
        "as_of": pack.as_of.to_string()});
    let mut calls = vec![("pack_open".to_owned(), object(open))];
    for step in definition.steps {
        let mut sent = section(step.sections[0]);
        for other in &step.sections[1..] {
            sent.insert((*other).to_owned(), Json::Object(section(other)));
        }
        if step.finalizes {
            sent.insert("finalize".to_owned(), json!(true));
        }
        calls.push((step.tool.to_owned(), sent));
    }
    calls
}

/// The calls of a run that makes the mistakes a hurried model makes.
fn poor(path: &Path) -> Vec<Call> {
    let calls: Vec<(String, Json)> = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    calls.into_iter().map(|(tool, arguments)| (tool, object(arguments))).collect()
}

fn object(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|one| one == ending));
    files.sort();
    files
}

fn tokens(text: &str) -> usize {
    crate::llm::tokens::count(text)
}

fn at(sorted: &[usize], percent: usize) -> usize {
    sorted.get((sorted.len() - 1) * percent / 100).copied().unwrap_or_default()
}

/// What the steps of runs cost: the tokens of each text, and of each structured part.
async fn costs(runs: Vec<Vec<Call>>) -> (Vec<usize>, Vec<usize>) {
    let (mut texts, mut parts) = (Vec::new(), Vec::new());
    for run in runs {
        for told in drive(run).await.into_iter().filter(|told| !told.tool.starts_with("pack_")) {
            texts.push(tokens(&told.text));
            // What is refused is said in text alone.
            parts.extend(told.structured.map(|part| tokens(&part.to_string())));
        }
    }
    (texts, parts)
}

fn check(what: &str, mut counts: Vec<usize>, (median, most): (usize, usize)) {
    counts.sort_unstable();
    let (half, nine) = (at(&counts, 50), at(&counts, 90));
    assert!(half <= median, "{what}: a typical answer takes {half} tokens, more than {median}");
    assert!(nine <= most, "{what}: nine in ten answers take up to {nine} tokens, more than {most}");
}

/// Everything of a pack is sent in one call a step here; a repair is answered with less.
#[tokio::test]
async fn a_typical_step_is_answered_in_400_tokens() {
    let good: Vec<Vec<Call>> = files("evals/packs/golden", "md").iter().map(|path| golden(path)).collect();
    assert!(good.len() >= 12);
    let bad: Vec<Vec<Call>> = files("tests/fixtures/calls", "json").iter().map(|path| poor(path)).collect();
    assert_eq!(bad.len(), skills::NATIVE.len());
    let ((texts, parts), (poor_texts, poor_parts)) = (costs(good).await, costs(bad).await);
    check("golden packs, text", texts.clone(), (260, 470));
    check("golden packs, structured", parts.clone(), (350, 600));
    check("runs of mistakes, text", poor_texts.clone(), (520, 600));
    check("runs of mistakes, structured", poor_parts.clone(), (700, 800));
    check("all, text", [texts, poor_texts].concat(), (400, 600));
    check("all, structured", [parts, poor_parts].concat(), (450, 750));
}

/// A pack at its worst is checked in a page, and says where the rest is.
#[tokio::test]
async fn a_check_is_bounded() {
    for path in files("tests/fixtures/calls", "json") {
        let told = drive(poor(&path)).await.into_iter().find(|told| told.tool == "pack_check").unwrap();
        assert!(told.text.contains("Left out: "), "{}", told.text);
        assert!(tokens(&told.text) <= 1_200, "{} tokens", tokens(&told.text));
        let part = told.structured.unwrap().to_string();
        assert!(tokens(&part) <= 2_000, "{} tokens", tokens(&part));
    }
}

/// The same calls on the same day are answered in the same words; only ids differ.
#[tokio::test]
async fn answers_are_repeated_word_for_word() {
    let path = root().join("tests/fixtures/calls/poor-operations.json");
    let (one, two) = (drive(poor(&path)).await, drive(poor(&path)).await);
    let words = |run: Vec<Told>| -> Vec<String> {
        let open: String = run[0].structured.as_ref().and_then(|part| part["pack"].as_str()).unwrap().to_owned();
        run.into_iter().map(|told| told.text.replace(&open, "ID")).collect()
    };
    assert_eq!(words(one), words(two));
}

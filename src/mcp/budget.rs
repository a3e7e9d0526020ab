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
    tiktoken_rs::o200k_base_singleton().encode_ordinary(text).len()
}

fn at(sorted: &[usize], percent: usize) -> usize {
    sorted.get((sorted.len() - 1) * percent / 100).copied().unwrap_or_default()
}

#[tokio::test]
async fn measure() {
    for (what, runs) in [
        ("golden", files("evals/packs/golden", "md").iter().map(|path| golden(path)).collect::<Vec<_>>()),
        ("poor", files("tests/fixtures/calls", "json").iter().map(|path| poor(path)).collect()),
    ] {
        let (mut texts, mut structs, mut all) = (Vec::new(), Vec::new(), Vec::new());
        for run in runs {
            for told in drive(run).await {
                let structured = told.structured.as_ref().map(|json| tokens(&json.to_string())).unwrap_or_default();
                let step = !told.tool.starts_with("pack_");
                println!("{what} {:24} text {:6} structured {structured:6}", told.tool, tokens(&told.text));
                if std::env::var("SHOW").is_ok() {
                    println!("{}\n{}\n----", told.text, told.structured.map(|j| j.to_string()).unwrap_or_default());
                }
                if step {
                    texts.push(tokens(&told.text));
                    structs.push(structured);
                    all.push(tokens(&told.text) + structured);
                }
            }
        }
        for (part, mut counts) in [("text", texts), ("structured", structs), ("both", all)] {
            counts.sort_unstable();
            println!(
                "{what} steps, {part}: n {} median {} p90 {} max {}",
                counts.len(),
                at(&counts, 50),
                at(&counts, 90),
                at(&counts, 100)
            );
        }
    }
}

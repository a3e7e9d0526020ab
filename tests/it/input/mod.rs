//! What a step takes: in any dress that has one meaning, once or again, whole or in parts.

mod laws;
mod opening;
mod variants;

use std::path::Path;
use std::sync::LazyLock;

use groundplan::pack::{Pack, parse, skill_of};
use groundplan::skill::input::{self, Applied, Mistake};
use groundplan::skill::{Definition, Folders, Step};
use groundplan::skills;
use groundplan::store::Store;
use groundplan::workspace::{Act, Open, Workspace};
use jiff::civil::date;
use serde_json::{Map, Value as Json, json};

/// The definitions of the native skills.
fn definitions() -> impl Iterator<Item = &'static Definition> {
    skills::NATIVE.iter().map(|skill| skill.definition())
}

/// The step of this tool, whatever skill it is of.
fn step_of(tool: &str) -> (&'static Definition, &'static Step) {
    let found = definitions().find_map(|definition| Some((definition, definition.step(tool)?)));
    found.unwrap_or_else(|| panic!("no step {tool}"))
}

fn empty(definition: &Definition) -> Pack {
    Pack::new(definition.name, 1, "Shop", date(2026, 11, 2))
}

fn object(value: Json) -> Map<String, Json> {
    value.as_object().cloned().unwrap_or_else(|| panic!("no object: {value}"))
}

/// A call of a step on a pack, without folders.
fn call(tool: &str, pack: &Pack, sent: Json) -> Result<Applied, Vec<Mistake>> {
    let (definition, step) = step_of(tool);
    input::apply_with(definition, step, pack, &object(sent), &Folders::new())
}

/// The pack that a call of a step makes of an empty one.
fn made(tool: &str, sent: Json) -> Pack {
    call(tool, &empty(step_of(tool).0), sent.clone())
        .map(|applied| applied.pack)
        .unwrap_or_else(|mistakes| panic!("{sent}: {mistakes:?}"))
}

fn refused(tool: &str, pack: &Pack, sent: Json) -> Vec<String> {
    match call(tool, pack, sent.clone()) {
        Ok(applied) => panic!("{sent} is taken: {:?}", applied.notes),
        Err(mistakes) => mistakes.iter().map(ToString::to_string).collect(),
    }
}

/// A pack that the repository holds, with its file and its skill.
type Written = (String, &'static Definition, Pack);

/// Every pack that the repository holds for its evaluations, sound or not, as it was written.
fn written_packs() -> &'static [Written] {
    static PACKS: LazyLock<Vec<Written>> = LazyLock::new(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("evals/packs");
        let folders = ["golden", "flawed"].map(|folder| std::fs::read_dir(root.join(folder)).expect("the packs"));
        let files = folders.into_iter().flatten().map(|entry| entry.expect("an entry").path());
        let read = files.filter_map(|path| {
            let source = std::fs::read_to_string(&path).ok()?;
            let definition = skills::native(&skill_of(&source)?)?.definition();
            let pack = parse(&source, definition.standard.sections, definition.name, 1, date(2026, 11, 1)).pack;
            Some((path.display().to_string(), definition, pack))
        });
        let mut packs: Vec<Written> = read.collect();
        packs.sort_by(|a, b| a.0.cmp(&b.0));
        assert!(packs.len() > 15, "{} packs", packs.len());
        packs
    });
    &PACKS
}

/// A section as JSON, as answers print it.
fn printed(pack: &Pack, section: &str) -> Json {
    pack.sections.get(section).map_or_else(|| json!({}), |section| serde_json::to_value(section).expect("JSON"))
}

/// The arguments with which a step makes its sections of a pack: the first section's fields at the top.
fn arguments(step: &Step, pack: &Pack) -> Map<String, Json> {
    let mut sent = object(printed(pack, step.sections[0]));
    for other in &step.sections[1..] {
        sent.insert((*other).to_owned(), printed(pack, other));
    }
    sent
}

async fn workspace() -> Workspace {
    Workspace::new(Store::open("sqlite::memory:").await.expect("a store"))
}

fn act() -> Act {
    Act { author: "Ida Berg".to_owned(), now: "2026-11-02T09:00:00Z".parse().expect("a time") }
}

fn request(skill: &str) -> Open {
    let words = match skill {
        "platform-operations" => "Plan a pipeline with canaries and a way back for orders",
        _ => "Plan the scaling of orders",
    };
    Open {
        skill: Some(skill.to_owned()),
        title: "Orders".to_owned(),
        request: words.to_owned(),
        situation: None,
        as_of: None,
        confirmation: None,
    }
}

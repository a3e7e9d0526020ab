//! What holds whatever a model sends.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use groundplan::drafting::{Drafting, Task};
use groundplan::llm::{Endpoint as Place, Model, RetryPolicy, Settings, Source};
use groundplan::pack::{Shape, Value};
use groundplan::skill::Skill;
use groundplan::skill::input;
use groundplan::skills::platform_infrastructure::PlatformInfrastructure;
use groundplan::skills::platform_operations::PlatformOperations;
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::BRIEF;
use crate::scripted::{Endpoint, Reply};

const OPERATIONS: &str = include_str!("../../../evals/briefs/operations/ops-thin.yaml");

/// Texts that a model may send.
const TEXTS: &[&str] = &[
    "", "-", "TBD", "high", "99.95 % over 30 days", "2027-05-01", "2027-01-11 to 2027-02-19", "Rafael Antunes", "M1",
    "1.2 TB", "main database disk", "Not applicable: no pages", "# A heading\n\n| a |", "everyone", "\u{202e}x",
    "none",
];

/// A reply, made of numbers that choose.
fn reply(skill: &dyn Skill, choices: &[(u8, u8, u8, u8)]) -> Reply {
    let definition = skill.definition();
    let text = |choice: u8| json!(TEXTS[usize::from(choice) % TEXTS.len()]);
    let mut sent = Map::new();
    for (which, field, column, words) in choices {
        let step = &definition.steps[usize::from(*which) % definition.steps.len()];
        let spec =
            definition.standard.section(step.sections[usize::from(*field) % step.sections.len()]).expect("a section");
        let field = &spec.fields[usize::from(*field) % spec.fields.len()];
        let value = match field.shape {
            Shape::Text(_) => text(*words),
            Shape::List(_) => json!([text(*words), text(*column)]),
            Shape::Table(table) => {
                let cell = table.columns[usize::from(*column) % table.columns.len()].key;
                let mut row = Map::from_iter([(cell.to_owned(), text(words.wrapping_add(1)))]);
                row.insert(table.key_column().key.to_owned(), text(*words));
                json!([row])
            }
        };
        match *which {
            250.. => return Reply::words("Here it is: {\"title\": [1, 2"),
            240.. => drop(sent.insert("remove".to_owned(), json!({field.key: [text(*words)]}))),
            220.. => drop(
                sent.insert("records".to_owned(), json!({"answers": [{"question": "growth", "answer": text(*words)}]})),
            ),
            200.. => {
                drop(sent.insert("exemptions".to_owned(), json!([{"rule": "SCL003", "accepted_by": text(*words)}])))
            }
            _ if step.sections.first() == Some(&spec.key) => drop(sent.insert(field.key.to_owned(), value)),
            _ => drop(sent.insert(spec.key.to_owned(), json!({field.key: value}))),
        }
    }
    Reply::object(&Json::Object(sent))
}

type Choices = Vec<Vec<(u8, u8, u8, u8)>>;

struct Bench {
    endpoint: Endpoint,
    script: Arc<Mutex<Choices>>,
    skill: &'static dyn Skill,
    brief: &'static str,
}

impl Bench {
    fn new(skill: &'static dyn Skill, brief: &'static str) -> Self {
        let script: Arc<Mutex<Choices>> = Arc::default();
        let played = script.clone();
        let endpoint = Endpoint::start(move |at, _| {
            let script = played.lock().unwrap();
            reply(skill, &script[at % script.len()])
        });
        Bench { endpoint, script, skill, brief }
    }

    /// Drafts, and holds what came of it against the pack that the brief gives without a model.
    fn holds(&self, choices: Choices, repairs: u32) {
        *self.script.lock().unwrap() = choices;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let place = Place::new(Some(&self.endpoint.url), None).expect("an endpoint");
            let retry = RetryPolicy { tries: 2, first: Duration::from_millis(1), ..RetryPolicy::default() };
            let settings = Settings { retry, ..Settings::default() };
            let model = Model::new("tiny", Source::Live(place), settings).expect("a model");
            let now = "2026-11-21T12:00:00Z".parse().expect("a time");
            let task = Task { skill: self.skill, brief: self.brief.to_owned(), now, repairs, passes: 1 };
            let mut drafting = Drafting::begin(task, "tiny", None).await.expect("it begins");
            let definition = self.skill.definition();
            let floor = self.skill.draft(self.brief).expect("a pack");
            let mut taken = 0;
            loop {
                let before = drafting.journal().pack.clone();
                let Some(done) = drafting.take(&model, &mut |_| {}).await.expect("it is taken") else { break };
                taken += 1;
                assert!(taken <= definition.steps.len() * 2, "it ends");
                assert!(
                    done.kept.is_some() || drafting.journal().pack == before,
                    "what is not kept leaves nothing behind"
                );
            }
            let outcome = drafting.outcome();
            assert!(!outcome.with.is_worse_than(&outcome.without), "{:?} < {:?}", outcome.with, outcome.without);
            assert_eq!(outcome.pack.sections.get("records"), floor.sections.get("records"));
            for (key, section) in &floor.sections {
                for (field, value) in &section.fields {
                    let Value::Table(rows) = value else { continue };
                    let spec = definition.standard.section(key).expect("a section");
                    let name = spec.table(field).expect("a table").key_column().key;
                    let Some(Value::Table(now)) = outcome.pack.sections[key].fields.get(field) else {
                        panic!("{key}.{field} is gone")
                    };
                    for row in rows {
                        assert!(
                            now.iter().any(|one| one.get(name) == row.get(name)),
                            "{key}.{field}[{}]",
                            row.get(name)
                        );
                    }
                }
            }
            // All of it is what a caller of the tools could have sent.
            for step in definition.steps {
                for section in step.sections.iter().filter_map(|key| outcome.pack.sections.get_key_value(*key)) {
                    let fields = serde_json::to_value(section.1).expect("JSON");
                    let sent = Map::from_iter([("sections".to_owned(), json!({section.0: fields}))]);
                    input::apply(definition, step, &floor, &sent).expect("every step takes it");
                }
            }
        });
    }
}

fn choices() -> impl Strategy<Value = Choices> {
    prop::collection::vec(prop::collection::vec(any::<(u8, u8, u8, u8)>(), 0..6), 1..12)
}

#[test]
fn no_model_makes_a_pack_worse_or_takes_anything_from_the_brief() {
    let infrastructure = Bench::new(&PlatformInfrastructure, BRIEF);
    let operations = Bench::new(&PlatformOperations, OPERATIONS);
    let config =
        ProptestConfig { cases: 5, max_shrink_iters: 30, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(choices in choices(), repairs in 0..2_u32)| {
        infrastructure.holds(choices.clone(), repairs);
        operations.holds(choices, repairs);
    });
}

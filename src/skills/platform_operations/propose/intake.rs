//! The facts of a pack that was begun in an intake, as a brief.

use serde_json::Value as Json;

use super::brief::{Brief, Person};
use crate::pack::{Pack, SectionSpec};
use crate::skill::{Question, workflow};
use crate::skills::platform_operations::baseline::Baseline;
use crate::skills::platform_operations::{DEFINITION, PlatformOperations};
use crate::skills::shared::{self, Named};
use crate::yaml::{Node, Value};

/// The question whose answer names the people.
const PEOPLE: &str = "people";

impl Brief {
    /// What a pack says: everything that stands in it is stated.
    pub fn of_pack(pack: &Pack) -> Self {
        let stated = |spec: &&'static SectionSpec| {
            let fields = pack.sections.get(spec.key)?.fields.keys();
            Some((spec.key, fields.map(|key| (key.clone(), Json::Null)).collect()))
        };
        Brief {
            title: pack.title.clone(),
            as_of: pack.as_of,
            people: people(pack),
            history: None,
            answers: Vec::new(),
            stated: DEFINITION.standard.sections.iter().filter_map(stated).collect(),
            open: open(pack),
            of: "intake",
            tree: Node { line: 0, column: 0, range: 0..0, value: Value::Map(Vec::new()) },
        }
    }
}

/// The people of the answer about them, else the first who answers for a service.
fn people(pack: &Pack) -> Vec<Person> {
    let question = DEFINITION.questions.iter().find(|question| question.id == PEOPLE);
    let said = question.and_then(|question| workflow::answer_to(&PlatformOperations, pack, question));
    let person = |one: Named| Person { name: one.name, role: one.role, decides: one.decides, owns: one.owns };
    let named: Vec<Person> = shared::people(said.unwrap_or_default()).into_iter().map(person).collect();
    if !named.is_empty() {
        return named;
    }
    let owners = Baseline::of(pack).services().map(|row| row.owner().text.trim()).find(|owner| !owner.is_empty());
    let owner = |name: &str| Person { name: name.to_owned(), role: String::new(), decides: true, owns: Vec::new() };
    owners.map(owner).into_iter().collect()
}

/// What was left open, and who decides where nobody said so: without that nothing has an owner.
fn open(pack: &Pack) -> Vec<&'static Question> {
    let left = workflow::left_open(pack);
    let is_open = |question: &&'static Question| {
        let asked = question.id == PEOPLE || left.contains(&question.id);
        asked && workflow::answer_to(&PlatformOperations, pack, question).is_none()
    };
    DEFINITION.questions.iter().filter(is_open).collect()
}

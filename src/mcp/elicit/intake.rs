//! The questions of the intake, put to the person by the first step of a skill.

use serde_json::{Map, Value as Json, json};

use super::form::{Field, Form, Reply, mistake};
use super::{Ready, Refused, inquiry};
use crate::pack::Pack;
use crate::pack::records::Records;
use crate::skill::answering::{self, Answered};
use crate::skill::workflow::{self, Ask};
use crate::skill::{Definition, Step};
use crate::workspace::{Preview, Refusal, skill};

/// The key of the form.
pub(super) const KEY: &str = "intake";

/// The argument with which a call says whether the person is to be asked.
pub(in crate::mcp) const WISH: &str = "ask";

/// The field of the form that says who answered.
const WHO: &str = "answered_by";

/// Whether a step asks the person: the first one, which records the answers.
pub(in crate::mcp) fn asks(definition: &Definition, step: &Step) -> bool {
    definition.steps.first().is_some_and(|first| first.tool == step.tool) && step.sections.contains(&Records::KEY)
}

/// Takes out of the arguments what the call says about asking, if it says anything.
pub(super) fn wish(arguments: &mut Map<String, Json>) -> Result<Option<bool>, Refused> {
    match arguments.remove(WISH) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Bool(wish)) => Ok(Some(wish)),
        Some(other) => Err(Refused::Call(Refusal::Mistakes(vec![mistake(
            "/ask",
            format!("{other} is neither true nor false"),
            "true to put open questions to the person, false to leave them alone".to_owned(),
        )]))),
    }
}

/// Whether a call brings answers of its own.
pub(super) fn answers(arguments: &Map<String, Json>) -> bool {
    arguments.get(Records::KEY).and_then(|records| records.get("answers")).is_some_and(|answers| match answers {
        Json::Array(rows) => !rows.is_empty(),
        other => !other.is_null(),
    })
}

/// The questions to ask. Unbidden, only where the call leaves blank what a question of the minimum would have filled here.
pub(super) fn questions(step: &Step, preview: &Preview, bidden: bool) -> Vec<Ask> {
    let questions = workflow::questions(preview.skill, &preview.pack);
    let own = |place: &str| step.sections.iter().any(|key| place.split_once('.').is_some_and(|(at, _)| at == *key));
    let wanting = preview.skill.definition().questions.iter().any(|question| {
        question.minimum
            && questions.iter().any(|ask| ask.id == question.id)
            && question.unlocks.iter().any(|place| own(place) && workflow::is_blank(&preview.pack, place))
    });
    if bidden || wanting { questions } else { Vec::new() }
}

/// The form of these questions. All may be left blank.
pub(super) fn form(title: &str, questions: &[Ask]) -> Form {
    let mut fields: Vec<Field> = questions
        .iter()
        .map(|ask| {
            let wanted = format!("{} For example: {}.", ask.question, ask.options.join("; "));
            Field::text(ask.id, &heading(ask.id), &wanted, "")
        })
        .collect();
    fields.push(Field::text(WHO, "Answered by", "Your name or role, as the plan's source of these answers.", ""));
    let message = format!(
        "Questions for the plan {}. Answer what you can in your own words; what you leave blank stays open.",
        Form::quoted(title)
    );
    Form::new(message, fields)
}

/// `system-boundary` as a heading: `System boundary`.
fn heading(id: &str) -> String {
    let words = id.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Puts what the person said into the arguments of the call, and what they left open into the pack's notes; `head` is
/// the pack as it stands now. An answer fills the fields that neither the call nor the pack fills.
pub(super) fn settle(questions: &[Ask], reply: Reply, head: &Pack, ready: &mut Ready) {
    let (mut said, unfit, outcome) = match reply {
        Reply::Accepted { said, unfit } => (said, unfit, "left open"),
        Reply::Declined => (Map::new(), Vec::new(), "declined"),
        Reply::Dismissed => (Map::new(), Vec::new(), "put off"),
        Reply::Silent => (Map::new(), Vec::new(), "gave no answer to"),
    };
    let who = said.remove(WHO).unwrap_or_else(|| json!(format!("The person, in a form of {}", ready.client)));
    let mut answered = Vec::new();
    let (mut open, mut unread) = (Vec::new(), Vec::new());
    let mut rows = Vec::new();
    for ask in questions {
        match said.remove(ask.id) {
            Some(answer) => {
                unread.extend(fill(ask, answer.as_str().unwrap_or_default(), head, ready));
                answered.push(ask.id);
                rows.push(json!({"question": ask.id, "answer": answer, "source": who}));
            }
            None => open.push(ask.id),
        }
    }
    if !rows.is_empty() {
        inquiry::add(&mut ready.arguments, "answers", rows);
        ready.notes.push(format!("The person answered {}.", answered.join(", ")));
    }
    ready.notes.extend(unread);
    for one in &unfit {
        ready.notes.push(format!("Of the person's form this was not taken: {one}."));
    }
    if !open.is_empty() {
        let today = ready.act.today();
        inquiry::edit(&mut ready.arguments, |records| {
            let standing = records.get("notes").and_then(Json::as_str).unwrap_or(Records::of(head).notes().text);
            let notes = workflow::noted(standing, today, &open);
            if notes != standing {
                records.insert("notes".to_owned(), json!(notes));
            }
        });
        ready.notes.push(format!(
            "The person {outcome} {}. Record what you assume instead; they are asked again only with `ask: true`.",
            open.join(", ")
        ));
    }
}

/// Adds the fields that an answer fills to the arguments of the call; what of it fills none.
fn fill(ask: &Ask, answer: &str, head: &Pack, ready: &mut Ready) -> Vec<String> {
    let Ok(skill) = skill(&head.skill) else { return Vec::new() };
    let definition = skill.definition();
    let Some(question) = definition.questions.iter().find(|one| one.id == ask.id) else { return Vec::new() };
    let Answered { fields, unread } = answering::answered(definition, head, question, answer);
    let own = definition.steps.first().and_then(|step| step.sections.first()).copied().unwrap_or_default();
    for (key, value) in fields {
        if !ready.arguments.contains_key(&key) && workflow::is_blank(head, &format!("{own}.{key}")) {
            ready.arguments.insert(key, value);
        }
    }
    unread.iter().map(|why| format!("Of the answer to {} this was kept as words alone: {why}.", ask.id)).collect()
}

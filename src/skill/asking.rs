//! The intake: which of a skill's questions are still open.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Definition, Question, Skill, Step};
use crate::pack::records::Records;
use crate::pack::{Pack, Value};
use crate::text;

/// The fewest and the most questions asked at once.
const QUESTIONS: std::ops::RangeInclusive<usize> = 3..=5;

/// A question to ask the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Ask {
    /// Its id, under which the answer is recorded.
    pub id: &'static str,
    /// The question.
    pub question: &'static str,
    /// What to offer, or to assume if nobody answers.
    pub options: &'static [&'static str],
}

/// How a line of notes goes on that says which questions the person left open.
const LEFT_OPEN: &str = "left open: ";

/// The most useful questions still open: the minimum inputs first, in the bank's order.
pub fn questions(skill: &dyn Skill, pack: &Pack) -> Vec<Ask> {
    let open = open(skill, pack, |_| true);
    let most = if open.len() < *QUESTIONS.start() { open.len() } else { *QUESTIONS.end() };
    open.into_iter().take(most).map(Ask::of).collect()
}

/// Those among them that a step is about: what they fill first is its own.
pub(super) fn of_step(skill: &dyn Skill, pack: &Pack, step: &Step) -> Vec<Ask> {
    let own = |question: &Question| {
        let section = question.unlocks.first().and_then(|place| place.split_once('.')).map(|(section, _)| section);
        section.is_some_and(|section| step.sections.contains(&section))
    };
    open(skill, pack, own).into_iter().take(*QUESTIONS.start()).map(Ask::of).collect()
}

/// The questions that are still to be put to the person, who has neither answered them nor left them open.
pub fn unasked(skill: &dyn Skill, pack: &Pack) -> Vec<&'static Question> {
    let left = left_open(pack);
    let mut open = open(skill, pack, |_| true);
    open.retain(|question| !left.contains(&question.id));
    open
}

/// The questions that were put to the person and left open, as the notes of the records say.
pub fn left_open(pack: &Pack) -> Vec<&str> {
    let lines = Records::of(pack).notes().text.lines();
    let said = lines.filter_map(|line| line.split_once(LEFT_OPEN)).flat_map(|(_, ids)| ids.split(','));
    said.map(|id| id.trim().trim_end_matches('.')).collect()
}

/// Notes with the questions that were left open on a day. What they say already is not said twice.
pub fn noted(notes: &str, day: Date, left: &[&str]) -> String {
    let begins = format!("Asked on {day}, {LEFT_OPEN}");
    let is_said = |id: &str| {
        let mut lines = notes.lines().filter_map(|line| line.strip_prefix(begins.as_str()));
        lines.any(|ids| ids.split(',').any(|said| said.trim().trim_end_matches('.') == id))
    };
    let new: Vec<&str> = left.iter().copied().filter(|id| !is_said(id)).collect();
    if new.is_empty() {
        return notes.to_owned();
    }
    let ids = new.join(", ");
    if notes.contains(&begins) {
        let line = |line: &str| match line.strip_prefix(begins.as_str()) {
            Some(said) => format!("{begins}{}, {ids}.", said.trim_end().trim_end_matches('.')),
            None => line.to_owned(),
        };
        return notes.lines().map(line).collect::<Vec<_>>().join("\n");
    }
    let gap = if notes.is_empty() { "" } else { "\n\n" };
    format!("{notes}{gap}{begins}{ids}.")
}

/// The answer to a question that is on record.
pub fn answer<'p>(skill: &dyn Skill, pack: &'p Pack, question: &Question) -> Option<&'p str> {
    let at = skill.definition().questions.iter().position(|one| one.id == question.id)?;
    let number = format!("Q{}", at + 1);
    let names = |said: &str| text::same_name(said, question.id) || said.trim() == number;
    let said = Records::of(pack).answers().find(|row| names(row.question().text) && !row.answer().is_blank());
    said.map(|row| row.answer().text)
}

/// What an answer to a question lets people write, by section: `Context snapshot: Systems in scope and Non-goals`.
pub fn unlocked(definition: &Definition, question: &Question) -> String {
    let mut sections: Vec<(&str, Vec<&str>)> = Vec::new();
    for place in question.unlocks {
        let Some((section, field)) = place.split_once('.') else { continue };
        let Some(spec) = definition.standard.section(section) else { continue };
        let Some(field) = spec.field(field) else { continue };
        match sections.iter_mut().find(|(title, _)| *title == spec.title) {
            Some((_, labels)) => labels.push(field.label),
            None => sections.push((spec.title, vec![field.label])),
        }
    }
    let listed = |labels: &[&str]| match labels {
        [most @ .., last] if !most.is_empty() => format!("{} and {last}", most.join(", ")),
        labels => labels.concat(),
    };
    sections.iter().map(|(title, labels)| format!("{title}: {}", listed(labels))).collect::<Vec<_>>().join("; ")
}

impl Ask {
    /// A question as it is put.
    pub fn of(question: &'static Question) -> Self {
        Ask { id: question.id, question: question.text, options: question.options }
    }
}

fn open(skill: &dyn Skill, pack: &Pack, wanted: impl Fn(&Question) -> bool) -> Vec<&'static Question> {
    let bank = skill.definition().questions.iter();
    let mut open: Vec<&'static Question> =
        bank.filter(|one| wanted(one) && applies(skill, pack, one) && !is_settled(skill, pack, one)).collect();
    open.sort_by_key(|question| !question.minimum);
    open
}

/// Whether a question has a place in this plan. One that goes on from another has none where that one was left open or
/// its answer leaves nothing to ask.
fn applies(skill: &dyn Skill, pack: &Pack, question: &Question) -> bool {
    let Some((id, nothing)) = question.follows else { return true };
    let before = skill.definition().questions.iter().find(|one| one.id == id);
    let said = before.and_then(|before| answer(skill, pack, before));
    !said.is_some_and(|said| text::same_name(said, nothing)) && !left_open(pack).contains(&id)
}

/// Whether a question need not be asked: its answer is recorded, what it fills first is filled, or it is written down
/// that nobody has answered it.
fn is_settled(skill: &dyn Skill, pack: &Pack, question: &Question) -> bool {
    answer(skill, pack, question).is_some()
        || question.unlocks.first().is_none_or(|place| !is_blank(pack, place))
        || skill.definition().unanswered.iter().filter_map(|place| value(pack, place)).any(|value| match value {
            Value::Table(rows) => rows.iter().any(|row| row.values().any(|cell| text::mentions(cell, question.id))),
            _ => false,
        })
}

fn value<'p>(pack: &'p Pack, place: &str) -> Option<&'p Value> {
    let (section, field) = place.split_once('.')?;
    pack.sections.get(section)?.fields.get(field)
}

/// Whether the field `section.field` holds nothing.
pub(crate) fn is_blank(pack: &Pack, place: &str) -> bool {
    value(pack, place).is_none_or(Value::is_empty)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::skill::input;
    use crate::skills::platform_infrastructure::PlatformInfrastructure;
    use crate::skills::platform_operations::PlatformOperations;

    #[test]
    fn what_is_answered_filled_or_known_to_be_open_is_not_asked_again() {
        let definition = PlatformOperations.definition();
        let step = definition.step("ops_assess").unwrap();
        let ids = |asks: Vec<Ask>| asks.into_iter().map(|one| one.id).collect::<Vec<_>>();
        let mut pack = Pack::new(definition.name, 1, "Orders", date(2026, 11, 2));
        assert_eq!(ids(of_step(&PlatformOperations, &pack, step)), ["services", "release-flow", "journeys"]);
        for sent in [
            // Filled: what else it unlocks may be blank.
            json!({"services": [{"service": "orders"}]}),
            json!({"records": {"answers": [{"question": "release-flow", "answer": "merge deploys"}]}}),
            json!({"records": {"answers": [{"question": "Q3", "answer": "ordering"}]}}),
            json!({"gaps": [{"gap": "G1 Nobody answered `observations`"}]}),
        ] {
            pack = input::apply(definition, step, &pack, sent.as_object().unwrap()).unwrap();
        }
        assert_eq!(ids(of_step(&PlatformOperations, &pack, step)), ["deploy-history", "alert-counts"]);
        assert!(questions(&PlatformOperations, &pack).len() == 5);
    }

    #[test]
    fn what_was_left_open_is_noted_once_and_not_put_again() {
        let day = date(2026, 11, 2);
        let first = noted("From the kick-off.", day, &["services", "journeys"]);
        assert_eq!(first, "From the kick-off.\n\nAsked on 2026-11-02, left open: services, journeys.");
        let second = noted(&first, day, &["journeys", "risk"]);
        assert!(second.ends_with("left open: services, journeys, risk."), "{second}");
        assert_eq!(noted(&second, day, &["risk"]), second);

        let definition = PlatformOperations.definition();
        let sent = json!({"records": {"notes": second}});
        let pack = Pack::new(definition.name, 1, "Orders", date(2026, 11, 2));
        let step = definition.step("ops_assess").unwrap();
        let pack = input::apply(definition, step, &pack, sent.as_object().unwrap()).unwrap();
        assert_eq!(left_open(&pack), ["services", "journeys", "risk"]);
        let open = unasked(&PlatformOperations, &pack);
        assert_eq!((open.len(), open[0].id), (definition.questions.len() - 3, "release-flow"));
    }

    #[test]
    fn what_has_no_place_in_the_plan_is_not_asked() {
        let definition = PlatformInfrastructure.definition();
        let step = definition.step("infra_intake").unwrap();
        let asks = |answer: &str| {
            let sent = json!({"records": {"answers": [{"question": "rebuilt-capabilities", "answer": answer}]}});
            let pack = Pack::new(definition.name, 1, "Orders", date(2026, 11, 2));
            let pack = input::apply(definition, step, &pack, sent.as_object().unwrap()).unwrap();
            unasked(&PlatformInfrastructure, &pack).into_iter().map(|one| one.id).collect::<Vec<_>>()
        };
        let (nothing, something) = (asks("nothing is rebuilt"), asks("permissions, four times"));
        for id in ["consumers", "interface"] {
            assert!(!nothing.contains(&id) && something.contains(&id), "{id}");
        }
    }
}

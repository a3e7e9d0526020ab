//! The intake: which of a skill's questions are still open.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Question, Skill, Step};
use crate::gate::text;
use crate::pack::records::Records;
use crate::pack::{Pack, Value};

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

/// The most useful questions still open: those that would fill most empty fields, in the bank's order among equals.
pub fn questions(skill: &dyn Skill, pack: &Pack) -> Vec<Ask> {
    let open = open(skill, pack, |_| true);
    let most = if open.len() < *QUESTIONS.start() { open.len() } else { *QUESTIONS.end() };
    open.into_iter().take(most).collect()
}

/// Those among them that a step is about: what they fill first is its own.
pub(super) fn of_step(skill: &dyn Skill, pack: &Pack, step: &Step) -> Vec<Ask> {
    let own = |question: &Question| {
        let section = question.unlocks.first().and_then(|place| place.split_once('.')).map(|(section, _)| section);
        section.is_some_and(|section| step.sections.contains(&section))
    };
    open(skill, pack, own).into_iter().take(*QUESTIONS.start()).collect()
}

fn open(skill: &dyn Skill, pack: &Pack, wanted: impl Fn(&Question) -> bool) -> Vec<Ask> {
    let blanks = |question: &Question| question.unlocks.iter().filter(|place| is_blank(pack, place)).count();
    let all = skill.definition().questions.iter().enumerate();
    let mut open: Vec<&'static Question> = all
        .filter(|(at, one)| wanted(one) && !is_settled(skill, pack, *at, one))
        .map(|(_, question)| question)
        .collect();
    open.sort_by_key(|question| (!question.minimum, usize::MAX - blanks(question)));
    open.into_iter().map(|one| Ask { id: one.id, question: one.text, options: one.options }).collect()
}

/// Whether a question, the `at`th of its bank, need not be asked: its answer is recorded, what it fills first is filled,
/// or it is written down that nobody has answered it.
fn is_settled(skill: &dyn Skill, pack: &Pack, at: usize, question: &Question) -> bool {
    let number = format!("Q{}", at + 1);
    let names = |said: &str| text::same_name(said, question.id) || said.trim() == number;
    Records::of(pack).answers().any(|answer| names(answer.question().text) && !answer.answer().is_blank())
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
}

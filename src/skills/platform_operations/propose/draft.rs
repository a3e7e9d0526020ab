//! The pack while it is made.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde_json::{Value as Json, json};

use super::brief::{Arguments, Brief, apply};
use crate::pack::{Pack, Value};
use crate::skill::answering::answered;
use crate::skill::brief::BriefError;
use crate::skills::platform_operations::DEFINITION;
use crate::skills::platform_operations::baseline::Service;

/// Working days until a question about a proposal is answered.
const ANSWERED_IN: i32 = 5;

/// The brief that is drafted from, and the pack so far.
#[derive(Debug)]
pub(super) struct Draft<'b> {
    /// The brief.
    pub brief: &'b Brief,
    /// What stands by now.
    pub pack: Pack,
    /// What is to be added.
    fields: BTreeMap<&'static str, Arguments>,
    /// The open questions so far.
    asked: Vec<Json>,
}

impl<'b> Draft<'b> {
    /// A draft on what the brief states and its deploy history shows.
    ///
    /// # Errors
    /// Every mistake in its answers.
    pub fn of(brief: &'b Brief, pack: Pack) -> Result<Self, BriefError> {
        let mut draft = Draft { brief, pack, fields: BTreeMap::new(), asked: Vec::new() };
        draft.record_answers();
        draft.settle()?;
        Ok(draft)
    }

    /// The day the facts are true of.
    pub fn as_of(&self) -> Date {
        self.brief.as_of
    }

    /// Whether the brief says nothing of a field.
    pub fn lacks(&self, section: &str, field: &str) -> bool {
        let value = self.pack.sections.get(section).and_then(|section| section.fields.get(field));
        value.is_none_or(Value::is_empty)
    }

    /// Whether a field is the brief's own.
    pub fn states(&self, section: &str, field: &str) -> bool {
        self.brief.stated.get(section).is_some_and(|fields| fields.contains_key(field))
    }

    /// Whether a field is about to be added.
    pub fn adds(&self, section: &str, field: &str) -> bool {
        self.fields.get(section).is_some_and(|fields| fields.contains_key(field))
    }

    /// Adds rows to a table.
    pub fn rows(&mut self, section: &'static str, field: &str, rows: Vec<Json>) {
        if !rows.is_empty() {
            self.fields.entry(section).or_default().insert(field.to_owned(), Json::Array(rows));
        }
    }

    /// Writes a text.
    pub fn text(&mut self, section: &'static str, field: &str, text: impl Into<String>) {
        self.fields.entry(section).or_default().insert(field.to_owned(), Json::String(text.into()));
    }

    /// Says in the notes of a section what was proposed, and asks whether it holds.
    pub fn proposed(&mut self, section: &'static str, fields: &[&str], owner: Option<String>) {
        let spec = DEFINITION.standard.section(section);
        let labels: Vec<&str> =
            fields.iter().filter_map(|key| spec.and_then(|spec| spec.field(key)).map(|field| field.label)).collect();
        let Some((last, others)) = labels.split_last() else { return };
        let list = if others.is_empty() { (*last).to_owned() } else { format!("{} and {last}", others.join(", ")) };
        let title = spec.map_or(section, |spec| spec.title);
        let said = format!("{list}: proposed from the facts of the {}, not stated there.", self.brief.of);
        // What people noted stays.
        let notes = match self.pack.sections.get(section).and_then(|section| section.fields.get("notes")) {
            Some(Value::Text(notes)) if !notes.contains(&said) => format!("{notes}\n\n{said}"),
            _ => said,
        };
        self.text(section, "notes", notes);
        self.ask(
            format!("Do you accept {list} of \"{title}\" as proposed, or what should change?"),
            format!("\"{title}\" is a draft until this is answered"),
            owner,
        );
    }

    /// Adds an open question, due in a week.
    pub fn ask(&mut self, question: String, blocks: String, owner: Option<String>) {
        let Some(owner) = owner.or_else(|| self.decider()) else { return };
        let due = self.workday(ANSWERED_IN).to_string();
        self.asked.push(json!({"question": question, "blocks": blocks, "owner": owner, "due": due}));
    }

    /// The questions that were asked so far.
    pub fn take_questions(&mut self) -> Vec<Json> {
        std::mem::take(&mut self.asked)
    }

    /// The day so many working days after the facts.
    pub fn workday(&self, days: i32) -> Date {
        let mut date = self.as_of();
        let mut left = days;
        while left > 0 {
            let Ok(next) = date.tomorrow() else { return date };
            date = next;
            if !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
                left -= 1;
            }
        }
        date
    }

    /// The day so many weeks after the facts, moved to the Friday of its week.
    pub fn friday(&self, weeks: i32) -> Date {
        let date = self.as_of().checked_add(weeks.weeks()).unwrap_or(self.as_of());
        let ahead = 4 - i32::from(date.weekday().to_monday_zero_offset());
        date.checked_add(ahead.days()).unwrap_or(date)
    }

    /// The person who decides about the plan.
    pub fn decider(&self) -> Option<String> {
        self.brief.decider().map(super::brief::Person::named)
    }

    /// The person who answers for an area, else the one who decides.
    pub fn owner(&self, area: &str) -> Option<String> {
        self.brief.owner(area).map(super::brief::Person::named).or_else(|| self.decider())
    }

    /// The person who answers for a service, else the one who decides.
    pub fn owner_of(&self, service: Option<&Service<'_>>) -> Option<String> {
        let stated = service.map(|row| row.owner().text.trim()).filter(|owner| !owner.is_empty());
        stated.map(str::to_owned).or_else(|| self.decider())
    }

    /// Sends what was added through the boundary.
    ///
    /// # Errors
    /// What the boundary does not take.
    pub fn settle(&mut self) -> Result<(), BriefError> {
        let fields = std::mem::take(&mut self.fields);
        if !fields.is_empty() {
            self.pack = apply(self.brief, self.pack.clone(), &fields)?;
        }
        Ok(())
    }

    /// The answers of the brief as records, and in the fields that they fill where the brief says nothing else of these.
    fn record_answers(&mut self) {
        let row = |(question, answer): &(String, String)| json!({"question": question, "answer": answer});
        let rows = self.brief.answers.iter().map(row).collect();
        self.rows("records", "answers", rows);
        for (id, answer) in &self.brief.answers {
            let Some(question) = DEFINITION.questions.iter().find(|question| question.id == id) else { continue };
            for (field, value) in answered(&DEFINITION, &self.pack, question, answer).fields {
                if self.lacks("baseline", &field) {
                    self.fields.entry("baseline").or_default().insert(field, value);
                }
            }
        }
    }
}

//! The intake without a model: one question at a time, each answer a row of the pack at once.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json, json};

use super::screen::Screen;
use super::session::Session;
use super::stage::Guide;
use super::trouble::Trouble;
use crate::output::words::clean;
use crate::pack::records::Records;
use crate::pack::{Pack, Shape, choice};
use crate::skill::registry::Registry;
use crate::skill::workflow::{self, Ask};
use crate::skill::{Question, Skill};
use crate::store::PackId;
use crate::{skills, workspace};

impl Session {
    /// Puts the next question, where no model asks.
    pub(super) async fn ask(&mut self, screen: &mut impl Screen) {
        if self.model.is_some() {
            return;
        }
        let question = match &self.guide {
            Guide::Title => "What is the plan called? Name the system and the aim, in a few words.\n".to_owned(),
            Guide::Skill { .. } => {
                let mut text = "Which skill plans it? Answer with a number.\n".to_owned();
                for (index, name) in workspace::names(skills::NATIVE).into_iter().enumerate() {
                    let _ = writeln!(text, "  {}. {name}: {}", index + 1, used_for(name));
                }
                text
            }
            Guide::Request { .. } => "What is asked for, in your own words, and what hurts today?\n".to_owned(),
            Guide::Questions => match self.head().await {
                Ok((id, revision, skill)) => match workflow::questions(skill, &revision.pack).first() {
                    Some(ask) => worded(ask),
                    None => ready(&id),
                },
                Err(trouble) => format!("{}\n", clean(&trouble.to_string())),
            },
        };
        screen.lines(&format!("\n{question}"));
    }

    /// Takes the answer to what was asked.
    pub(super) async fn answered(&mut self, said: &str, screen: &mut impl Screen) -> Result<(), Trouble> {
        match self.guide.clone() {
            Guide::Title if said.is_empty() => {}
            Guide::Title => {
                let title = said.to_owned();
                self.guide = if self.skill.is_some() { Guide::Request { title } } else { Guide::Skill { title } };
            }
            Guide::Skill { title } => {
                let names = workspace::names(skills::NATIVE);
                let number = said.parse::<usize>().ok().and_then(|number| names.get(number.checked_sub(1)?)).copied();
                let name = number.or_else(|| choice(&names, said));
                self.plan_by(name.ok_or_else(|| Trouble::said("answer with one of the numbers"))?)?;
                self.guide = Guide::Request { title };
            }
            Guide::Request { .. } if said.is_empty() => {}
            Guide::Request { title } => {
                let arguments = json!({"skill": self.skill, "title": title, "request": said});
                self.step("pack_open", arguments, screen).await?;
            }
            Guide::Questions => self.question(said, screen).await?,
        }
        Ok(())
    }

    /// Writes down the answer to the question that stands first, or that nobody answers it.
    async fn question(&mut self, said: &str, screen: &mut impl Screen) -> Result<(), Trouble> {
        let (id, revision, skill) = self.head().await?;
        let (definition, pack) = (skill.definition(), &revision.pack);
        let Some(ask) = workflow::questions(skill, pack).into_iter().next() else { return Ok(()) };
        let question = definition.questions.iter().find(|one| one.id == ask.id);
        let (Some(question), Some(step)) = (question, definition.steps.first()) else { return Ok(()) };
        let mut arguments = if said.is_empty() {
            skill.left_open(pack, question)
        } else {
            let option = said.parse::<usize>().ok().and_then(|number| ask.options.get(number.checked_sub(1)?));
            let answer = option.map_or(said, |option| option);
            recorded(skill, pack, question, answer, &format!("{}, in conversation", self.person))
        };
        arguments.insert("pack".to_owned(), json!(id));
        self.step(step.tool, Json::Object(arguments), screen).await?;
        self.score(screen).await
    }

    /// Takes a step as the person; a refusal is for them to read.
    async fn step(&mut self, tool: &str, arguments: Json, screen: &mut impl Screen) -> Result<(), Trouble> {
        let Json::Object(arguments) = arguments else { return Ok(()) };
        let author = self.person.clone();
        self.call(tool, arguments, author, screen).await?.map(drop).map_err(Trouble::Said)
    }
}

/// What a skill is used for, as its manifest says in one of its sentences.
fn used_for(skill: &str) -> String {
    let registry = Registry::embedded();
    let description = registry.skill(skill).map(|skill| skill.manifest.description.as_str()).unwrap_or_default();
    let sentence = description.split(". ").find_map(|sentence| sentence.strip_prefix("Use for "));
    sentence.unwrap_or(description).to_owned()
}

/// A question with its options.
fn worded(ask: &Ask) -> String {
    let mut text = format!("{}\n", ask.question);
    for (index, option) in ask.options.iter().enumerate() {
        let _ = writeln!(text, "  {}. {option}", index + 1);
    }
    text.push_str("A number, your own words, or nothing to leave it open.\n");
    text
}

/// That nothing is left to ask, and what comes next.
fn ready(id: &PackId) -> String {
    format!(
        "Nothing is left to ask. `/gate` says what the plan still lacks; a model or a person writes it:\n  \
         groundplan chat {id} --model NAME\n  /export pack.md, then groundplan check pack.md\n"
    )
}

/// An answer as a row of the appendix, and in the field that it fills where that takes words as they are.
fn recorded(skill: &dyn Skill, pack: &Pack, question: &Question, answer: &str, source: &str) -> Map<String, Json> {
    let mut arguments = Map::new();
    let row = json!({"question": question.id, "answer": answer, "source": source});
    arguments.insert(Records::KEY.to_owned(), json!({"answers": [row]}));
    let definition = skill.definition();
    let own = definition.steps.first().and_then(|step| step.sections.first()).copied().unwrap_or_default();
    let place = question.unlocks.first().filter(|place| workflow::is_blank(pack, place));
    if let Some((section, key)) = place.and_then(|place| place.split_once('.'))
        && section == own
        && let Some(field) = definition.standard.section(section).and_then(|spec| spec.field(key))
    {
        let items = || answer.split(';').map(str::trim).filter(|item| !item.is_empty()).collect::<Vec<_>>();
        match field.shape {
            Shape::Text(_) => arguments.insert(key.to_owned(), json!(answer)),
            Shape::List(_) => arguments.insert(key.to_owned(), json!(items())),
            Shape::Table(_) => None,
        };
    }
    arguments
}

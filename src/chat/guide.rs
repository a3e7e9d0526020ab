//! The intake without a model: one question at a time, each answer at once in what it fills.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Map, Value as Json, json};

use super::question::{self, Meant};
use super::screen::Screen;
use super::session::{Session, server};
use super::stage::Guide;
use super::trouble::Trouble;
use crate::output::words::{clean, clean_line};
use crate::pack::diff::Change;
use crate::pack::records::Records;
use crate::pack::{Pack, choice};
use crate::skill::answering::{self, Answered};
use crate::skill::input::nearest;
use crate::skill::registry::Registry;
use crate::skill::{Question, Skill, Source, workflow};
use crate::store::PackId;
use crate::{skills, workspace};

impl Session {
    /// Puts the next question, where no model asks. One that was put already, and `stands`, is only named.
    pub(super) async fn ask(&mut self, stands: bool, screen: &mut impl Screen) {
        if self.model.is_some() {
            return;
        }
        let (text, still) = match &self.guide {
            Guide::Title => {
                ("What is the plan called? Name the system and the aim, in a few words.\n".to_owned(), None)
            }
            Guide::Skill { .. } => {
                let mut text = "Which skill plans it? Answer with a number.\n".to_owned();
                for (index, name) in workspace::names(skills::NATIVE).into_iter().enumerate() {
                    let _ = writeln!(text, "  {}. {name}: {}", index + 1, used_for(name));
                }
                (text, None)
            }
            Guide::Request { .. } => ("What is asked for, in your own words, and what hurts today?\n".to_owned(), None),
            Guide::Questions { .. } => match self.head().await {
                Ok((id, revision, skill)) => match self.current(skill, &revision.pack) {
                    Some((question, place)) => {
                        let still = format!("Question `{}` still stands; `/ask` shows it again.", question.id);
                        (question::worded(skill.definition(), question, &place), Some(still))
                    }
                    None => (ready(&id), Some(String::new())),
                },
                Err(trouble) => (format!("{}\n", clean(&trouble.to_string())), None),
            },
        };
        match still.filter(|_| stands && text == self.asked) {
            Some(still) if still.is_empty() => {}
            Some(still) => screen.lines(&format!("{}\n", screen.paint().faint(&still))),
            None => screen.lines(&format!("\n{text}")),
        }
        self.asked = text;
    }

    /// Goes back to a question, or shows again the one that stands.
    pub(super) async fn go_back(&mut self, to: &str) -> Result<(), Trouble> {
        if self.model.is_some() {
            return Err(Trouble::said("the model asks here; `/model none` goes on with the questions of the intake"));
        }
        if to.is_empty() {
            self.asked.clear();
            return Ok(());
        }
        let (_, _, skill) = self.head().await?;
        let ids: Vec<&'static str> = skill.definition().questions.iter().map(|question| question.id).collect();
        let id = choice(&ids, to).ok_or_else(|| {
            let near = nearest(to, ids.iter().copied());
            let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            Trouble::said(format!("there is no question `{}`{near} There are: {}", clean(to), ids.join(", ")))
        })?;
        self.asked.clear();
        self.guide = Guide::Questions { back_to: ids.into_iter().find(|one| *one == id) };
        Ok(())
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
                let Json::Object(arguments) = arguments else { return Ok(()) };
                let author = self.person.clone();
                self.call("pack_open", arguments, author, screen).await?.map_err(Trouble::Said)?;
            }
            Guide::Questions { .. } => self.question(said, screen).await?,
        }
        Ok(())
    }

    /// The question that stands, and how many follow it: the one that the person went back to, else the first open one.
    fn current(&self, skill: &dyn Skill, pack: &Pack) -> Option<(&'static Question, String)> {
        let open = workflow::unasked(skill, pack);
        if let Guide::Questions { back_to: Some(id) } = self.guide {
            let question = skill.definition().questions.iter().find(|one| one.id == id)?;
            return Some((question, format!("Question `{id}`")));
        }
        // A number would jump where a proposal or an answer settles several at once.
        let (first, others) = open.split_first()?;
        let left = match others.len() {
            0 => "the last one".to_owned(),
            1 => "1 more after it".to_owned(),
            more => format!("{more} more after it"),
        };
        Some((first, format!("Question `{}`, {left}", first.id)))
    }

    /// Takes the answer to the question that stands: what it fills is filled, and its words are recorded.
    async fn question(&mut self, said: &str, screen: &mut impl Screen) -> Result<(), Trouble> {
        let (id, revision, skill) = self.head().await?;
        let (definition, pack) = (skill.definition(), &revision.pack);
        let Some((question, _)) = self.current(skill, pack) else { return Ok(()) };
        let Some(step) = definition.steps.first() else { return Ok(()) };
        let mut taken = match question::meant(question, said)? {
            Meant::Open => self.left_open(pack, question),
            Meant::Words(answer) => self.words(skill, pack, question, &answer),
            Meant::Place(path) => self.read_from(skill, question, &path)?,
        };
        taken.arguments.insert("pack".to_owned(), json!(id));
        // What the person names, they let be read; nobody else's calls read anything here.
        let reading = server(self.workspace.clone().only(definition.name)?.reading_folders())?;
        let called = self.called_at(&reading, step.tool, taken.arguments, self.person.clone(), screen).await;
        let in_fields = |change: &Change| change.location.section != Records::KEY;
        self.show_wanted(&called, &in_fields, screen).await?;
        called.answer.map_err(Trouble::Said)?;
        self.guide = Guide::OPEN;
        for line in taken.said {
            screen.lines(&format!("{}\n", clean(&line)));
        }
        self.score(screen).await
    }

    /// A question that nobody answers now.
    fn left_open(&self, pack: &Pack, question: &Question) -> Taken {
        let notes = Records::of(pack).notes().text;
        let notes = workflow::noted(notes, self.act(String::new()).today(), &[question.id]);
        let arguments = [(Records::KEY.to_owned(), json!({"notes": notes}))].into_iter().collect();
        Taken { arguments, said: vec![format!("Left open; `/ask {}` goes back to it.", question.id)] }
    }

    /// An answer in words.
    fn words(&self, skill: &dyn Skill, pack: &Pack, question: &Question, answer: &str) -> Taken {
        let definition = skill.definition();
        let Answered { fields, unread } = answering::answered(definition, pack, question, answer);
        let mut said: Vec<String> = unread.iter().map(|why| format!("Not taken: {why}.")).collect();
        match answering::field(definition, question) {
            Some(field) if fields.is_empty() => {
                said.push(format!("Kept with the answers; `/ask {}` takes rows for {}.", question.id, field.label));
            }
            None => said.push("Kept with the answers.".to_owned()),
            Some(_) => {}
        }
        let mut arguments = fields;
        arguments.insert(Records::KEY.to_owned(), self.record(question, answer));
        Taken { arguments, said }
    }

    /// An answer that stands in a file or in a repository.
    fn read_from(&self, skill: &dyn Skill, question: &Question, path: &Path) -> Result<Taken, Trouble> {
        let absolute = std::path::absolute(path).map_err(|error| Trouble::file(path, &error))?;
        let (sent, what) = match question::attachment(skill.definition(), question) {
            Some(Source::Folder(_)) => (absolute.display().to_string(), "repository"),
            _ => (std::fs::read_to_string(path).map_err(|error| Trouble::file(path, &error))?, "file"),
        };
        let name = absolute.file_name().map(|name| clean_line(&name.to_string_lossy())).unwrap_or_default();
        let mut arguments = Map::new();
        arguments.insert(question.attachment.unwrap_or_default().to_owned(), json!(sent));
        let answer = format!("read from the {what} {name}");
        arguments.insert(Records::KEY.to_owned(), self.record(question, &answer));
        let more = format!("What it does not tell can be added: `/ask {}` takes rows, too.", question.id);
        Ok(Taken { arguments, said: vec![more] })
    }

    /// The row of an answer.
    fn record(&self, question: &Question, answer: &str) -> Json {
        let source = format!("{}, in conversation", self.person);
        json!({"answers": [{"question": question.id, "answer": answer, "source": source}]})
    }
}

/// What an answer comes to.
struct Taken {
    /// The arguments of the first step.
    arguments: Map<String, Json>,
    /// What the person is told beside what changed.
    said: Vec<String>,
}

/// What a skill is used for, as its manifest says in one of its sentences.
fn used_for(skill: &str) -> String {
    let registry = Registry::embedded();
    let description = registry.skill(skill).map(|skill| skill.manifest.description.as_str()).unwrap_or_default();
    let sentence = description.split(". ").find_map(|sentence| sentence.strip_prefix("Use for "));
    sentence.unwrap_or(description).to_owned()
}

/// That nothing is left to ask, and what comes next.
fn ready(id: &PackId) -> String {
    format!(
        "Nothing is left to ask. What comes next:\n  \
         /propose drafts the rest from the answers, without a model\n  \
         /gate says what the plan still lacks, /ask QUESTION goes back to a question\n  \
         groundplan chat {id} --model NAME lets a model go on\n  \
         /export pack.md writes the plan, for you to go on by hand\n"
    )
}

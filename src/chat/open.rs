//! How a conversation begins and ends.

use url::Url;

use super::screen::Screen;
use super::session::Session;
use super::stage::Guide;
use super::trouble::Trouble;
use crate::output::words::{clean, clean_line, counted};
use crate::pack::Pack;
use crate::store::PackId;

/// How one gets a model, in two lines.
const NO_MODEL: &str = "\
No model is set, so the questions of the intake follow. With a model it is:
  groundplan chat --model NAME [--base-url URL], and a key in GROUNDPLAN_API_KEY
";

impl Session {
    /// Goes on with a pack, and with what was said about it.
    ///
    /// # Errors
    /// The store's word, a conversation that cannot be read.
    pub async fn resume(&mut self, id: PackId, screen: &mut impl Screen) -> Result<(), Trouble> {
        let (revision, skill) = self.workspace.read(&id, None).await?;
        let name = skill.definition().name;
        self.plan_by(name)?;
        self.talk.resume(&id)?;
        self.pack = Some(id);
        self.guide = Guide::OPEN;
        let said = match self.talk.len() {
            0 => String::new(),
            messages => format!("; {} of this conversation go on", counted(messages, "message")),
        };
        let title = screen.paint().bold(&clean_line(&revision.pack.title));
        screen.lines(&format!("{title}\n  {name}, revision {}{said}\n", revision.number));
        if let Some(words) = self.talk.last_words().filter(|_| self.model.is_some()) {
            screen.lines(&format!("{}\n", clean(words)));
        }
        self.score(screen).await
    }

    /// Keeps a pack made of a brief, and goes on with it.
    ///
    /// # Errors
    /// The store's word.
    pub async fn adopt(&mut self, pack: Pack, screen: &mut impl Screen) -> Result<(), Trouble> {
        let act = self.act(self.person.clone());
        let skill = pack.skill.clone();
        let id = self.workspace.keep(pack, "chat", &act).await?;
        self.plan_by(&skill)?;
        self.opened(id, screen).await?;
        self.score(screen).await
    }

    /// Says who is asked, or how one gets a model, and puts the first question.
    pub async fn greet(&mut self, screen: &mut impl Screen) {
        let paint = screen.paint();
        let hint = paint.faint("`/help` lists the commands, Ctrl-D ends; everything is kept.");
        match &self.model {
            Some(model) => {
                let who = format!("{} at {}", model.name(), model.place());
                screen.lines(&format!("{}\n{hint}\n", paint.bold(&clean(&who))));
                if self.pack.is_none() {
                    screen.lines("What is to be planned, for which system, and what hurts?\n");
                }
            }
            None => screen.lines(&format!("{NO_MODEL}{hint}\n")),
        }
        self.ask(false, screen).await;
    }

    /// What stands before the person's line.
    pub fn prompt(&self) -> &'static str {
        if self.model.is_some() { "> " } else { self.guide.prompt() }
    }

    /// The options that ask the same model again, in a line of their own.
    fn asked_by(&self) -> String {
        match &self.model {
            Some(model) if Url::parse(model.place()).is_ok() => {
                format!(" \\\n  --model {} --base-url {}", clean_line(model.name()), clean_line(model.place()))
            }
            _ => String::new(),
        }
    }

    /// Says where everything is and how to go on.
    pub fn farewell(&self, screen: &mut impl Screen) {
        if let Some(model) = self.model.as_ref().filter(|model| model.spent().requests > 0) {
            let paint = screen.paint();
            screen.lines(&format!("{}\n", paint.faint(&format!("{}: {}", clean(model.name()), model.spent()))));
        }
        match &self.pack {
            Some(id) => screen.lines(&format!("Kept. Go on with: groundplan chat {id}{}\n", self.asked_by())),
            None => screen.lines("No pack was opened, so nothing is kept.\n"),
        }
    }
}

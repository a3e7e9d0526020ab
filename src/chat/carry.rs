//! What the slash commands do.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::command::{self, What};
use super::screen::{Screen, yes};
use super::session::{Session, Turn};
use super::trouble::Trouble;
use super::verdict;
use crate::llm::Model;
use crate::output::words::{clean, clean_line, counted, table};
use crate::output::wrap::unfolded;
use crate::output::{changes, rule_page, section};
use crate::pack::diff::diff;
use crate::pack::{Pack, Revision, SectionSpec, choice};
use crate::skill::Definition;
use crate::skill::input::nearest;
use crate::{skills, workspace};

impl Session {
    /// Carries out a command.
    pub(super) async fn carry_out(
        &mut self,
        what: What,
        given: &str,
        screen: &mut impl Screen,
    ) -> Result<Turn, Trouble> {
        match what {
            What::Show => self.show(given, screen).await?,
            What::Gate => self.gate(screen).await?,
            What::Why => why(given, screen)?,
            What::Diff => self.diff(given, screen).await?,
            What::Undo => self.undo(screen).await?,
            What::Ask => self.go_back(given).await?,
            What::Propose => self.propose(screen).await?,
            What::Export => self.export(given, screen).await?,
            What::Skill => self.skill(given, screen)?,
            What::Model => self.model(given, screen)?,
            What::Save => self.save(given, screen).await?,
            What::Help => screen.lines(&command::help()),
            What::Quit => return Ok(Turn::Quit),
        }
        Ok(Turn::Go)
    }

    async fn show(&self, given: &str, screen: &mut impl Screen) -> Result<(), Trouble> {
        let (id, revision, skill) = self.head().await?;
        let (definition, pack) = (skill.definition(), &revision.pack);
        if given.is_empty() {
            let report = self.judged(&id, &revision, skill).await?;
            let row = |spec: &&SectionSpec| {
                let found = report.findings.iter().filter(|finding| finding.location.section == spec.key).count();
                let stands = match pack.sections.get(spec.key) {
                    None => "not begun".to_owned(),
                    Some(_) if found == 0 => "nothing to mend".to_owned(),
                    Some(_) => counted(found, "finding"),
                };
                vec![spec.key.to_owned(), stands, spec.title.to_owned()]
            };
            screen.lines(&table(definition.standard.sections.iter().map(row)));
            return Ok(());
        }
        let standard = &definition.standard;
        let shown = match given {
            all if all.eq_ignore_ascii_case("all") => standard.sections.to_vec(),
            named => vec![named_section(definition, pack, named)?],
        };
        let derived = standard.derive(pack);
        let mut gap = "";
        for spec in shown {
            let Some(content) = pack.sections.get(spec.key) else { continue };
            screen.lines(gap);
            screen.lines(&section::render(spec, content, &derived, screen.paint(), screen.width()));
            gap = "\n";
        }
        Ok(())
    }

    async fn gate(&self, screen: &mut impl Screen) -> Result<(), Trouble> {
        let (id, revision, skill) = self.head().await?;
        let report = self.judged(&id, &revision, skill).await?;
        screen.lines(&verdict::render(&report, skill.definition(), &revision, screen.paint()));
        Ok(())
    }

    async fn diff(&self, given: &str, screen: &mut impl Screen) -> Result<(), Trouble> {
        let (id, revision, skill) = self.head().await?;
        let from = match given.trim_start_matches('@') {
            "" => revision.number - 1,
            text => text.parse().map_err(|_| {
                Trouble::said(format!("`{}` is no revision; write a number from 1, like `/diff 3`", clean(text)))
            })?,
        };
        if from == 0 {
            screen.lines("This is the first revision; there is none before it.\n");
            return Ok(());
        }
        let (before, _) = self.workspace.read(&id, Some(from)).await?;
        let sections = skill.definition().standard.sections;
        let found = diff(&before.pack, &revision.pack, sections);
        screen.lines(&changes::whole(&found, sections, screen.paint()));
        let between = format!("from revision {from} to {}", revision.number);
        screen.lines(&format!("{}\n", screen.paint().faint(&format!("{} {between}", counted(found.len(), "change")))));
        Ok(())
    }

    async fn undo(&self, screen: &mut impl Screen) -> Result<(), Trouble> {
        let (id, head, _) = self.head().await?;
        let Some(undone) = self.workspace.undo(&id, &self.act(self.person.clone())).await? else {
            screen.lines("This is how the pack began; there is nothing before it to go back to.\n");
            return Ok(());
        };
        let sections = undone.skill.definition().standard.sections;
        let found = diff(&undone.from, &undone.revision.pack, sections);
        screen.lines(&changes::brief(&found, sections, screen.paint()));
        let words = match (found.is_empty(), head.step == Revision::FINALIZED) {
            (true, true) => "; the words are the same, and the pack is no longer finalized",
            (true, false) => "; the words are the same",
            (false, _) => "",
        };
        screen.lines(&format!(
            "Taken back: what revision {} said stands again, as revision {}{words}.\nWhat was taken back is still \
             there: groundplan pack show {id} --revision {}\n",
            undone.to, undone.revision.number, head.number
        ));
        self.score(screen).await
    }

    async fn export(&self, given: &str, screen: &mut impl Screen) -> Result<(), Trouble> {
        let (_, revision, skill) = self.head().await?;
        let path = write(given, &skill.definition().render(&revision.pack), screen).await?;
        if let Some(path) = path {
            let shown = clean_line(&path.display().to_string());
            screen.lines(&format!("Written: {shown}; `groundplan check {shown}` judges it.\n"));
        }
        Ok(())
    }

    fn skill(&mut self, given: &str, screen: &mut impl Screen) -> Result<(), Trouble> {
        if given.is_empty() {
            let says = match self.skill {
                Some(name) => format!("{name}\n"),
                None => {
                    format!("the one that fits the request, of {}\n", workspace::names(skills::NATIVE).join(" and "))
                }
            };
            screen.lines(&says);
            return Ok(());
        }
        self.plan_by(given)?;
        let name = self.skill.unwrap_or_default();
        screen.lines(&format!("The next pack is planned by {name}. A pack that is open stays as it is.\n"));
        Ok(())
    }

    fn model(&mut self, given: &str, screen: &mut impl Screen) -> Result<(), Trouble> {
        match given {
            "" => {}
            "none" => {
                if let Some(before) = self.model.take() {
                    self.spent = before.spent();
                }
            }
            name => {
                let model = (self.models)(name)?;
                // Another place is another question.
                self.allowed &= self.model.as_ref().is_none_or(|before| before.place() == model.place());
                // One budget holds for the conversation, whoever is asked.
                model.resume(self.model.as_ref().map_or(self.spent, Model::spent));
                self.model = Some(model);
            }
        }
        let says = match &self.model {
            Some(model) => clean_line(&format!("{} at {}", model.name(), model.place())),
            None => "no model; the questions of the intake follow".to_owned(),
        };
        screen.lines(&format!("{says}\n"));
        Ok(())
    }

    async fn save(&self, given: &str, screen: &mut impl Screen) -> Result<(), Trouble> {
        if !given.is_empty() {
            if let Some(path) = write(given, &self.talk.markdown(), screen).await? {
                screen.lines(&format!("Written: {}\n", clean_line(&path.display().to_string())));
            }
            return Ok(());
        }
        let (id, revision, _) = self.head().await?;
        let mut said = format!(
            "All of it is kept already: the pack as revision {} in {}",
            revision.number,
            clean_line(&self.workspace.place())
        );
        if let Some(path) = self.talk.place() {
            let _ = write!(said, ", the conversation in {}", clean_line(&path.display().to_string()));
        }
        screen.lines(&format!("{said}.\nGo on later with: groundplan chat {id}\n"));
        Ok(())
    }
}

fn why(given: &str, screen: &mut impl Screen) -> Result<(), Trouble> {
    let rule = skills::rule(given).ok_or_else(|| {
        let near = nearest(given, skills::rules().flat_map(|rule| [rule.id, rule.name]));
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        Trouble::said(format!("there is no rule `{}`{near}", clean(given)))
    })?;
    let page = rule_page::render(rule, screen.paint());
    // Its head is lines by themselves.
    let (head, body) = page.split_once("\n\n").unwrap_or((&page, ""));
    screen.lines(&format!("{head}\n\n{}", unfolded(body)));
    Ok(())
}

/// A section that is begun, named by key, title or number.
fn named_section(definition: &Definition, pack: &Pack, named: &str) -> Result<&'static SectionSpec, Trouble> {
    let sections = definition.standard.sections;
    let names: Vec<&str> = sections.iter().flat_map(|spec| [spec.key, spec.title]).collect();
    let number = named.parse::<usize>().ok().and_then(|number| sections.get(number.checked_sub(1)?)).copied();
    let meant = choice(&names, named).or_else(|| nearest(named, names.iter().copied()));
    let spec =
        number.or_else(|| sections.iter().copied().find(|spec| Some(spec.key) == meant || Some(spec.title) == meant));
    let spec = spec.ok_or_else(|| {
        let keys: Vec<&str> = sections.iter().map(|spec| spec.key).collect();
        Trouble::said(format!("there is no section `{}`; there are: {}, all", clean(named), keys.join(", ")))
    })?;
    if !pack.sections.contains_key(spec.key) {
        let step = definition.steps.iter().find(|step| step.sections.contains(&spec.key));
        let by = step.map(|step| format!("; {} writes it", step.tool)).unwrap_or_default();
        return Err(Trouble::said(format!("{} is not begun{by}", spec.title)));
    }
    Ok(spec)
}

/// Writes a file, over another one only where the person says so.
async fn write(given: &str, text: &str, screen: &mut impl Screen) -> Result<Option<PathBuf>, Trouble> {
    let path = match given.strip_prefix("~/").and_then(|rest| Some(etcetera::home_dir().ok()?.join(rest))) {
        Some(path) => path,
        None => Path::new(given).to_owned(),
    };
    let shown = clean_line(&path.display().to_string());
    if path.exists() && !yes(screen, &format!("{shown} exists. Write over it?")).await {
        screen.lines("Not written.\n");
        return Ok(None);
    }
    std::fs::write(&path, text).map_err(|error| Trouble::file(&path, &error))?;
    Ok(Some(path))
}

//! Opening a pack: which skill plans the request, and whether it is planned here at all.

use serde::Deserialize;

use super::{Act, Refusal, Workspace, named};
use crate::pack::records::{Confirmation, Records};
use crate::pack::{Pack, Revision, Row, Value, choice, tidy};
use crate::skill::input::{self, Mistake, accepted};
use crate::skill::screen::Screen;
use crate::skill::{Boundary, Skill, workflow};
use crate::skills;
use crate::store::PackId;

/// What is needed to open a pack.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// The skill; where left out, the one that plans the situation, else the first of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skill: Option<String>,
    /// The system and the aim, in a few words.
    pub title: String,
    /// The request in the person's own words.
    pub request: String,
    /// What the request is, in your judgement: `improvement` or `operations`, each planned by its skill; active-incident,
    /// local-fix, feature-spec, platform-strategy, seo-content are not planned.
    #[serde(default)]
    pub situation: Option<String>,
    /// The day the facts are true of, like 2026-11-02; today where left out.
    #[serde(default)]
    pub as_of: Option<String>,
    /// A person's explicit confirmation of a production change, if the request asks for one.
    #[serde(default)]
    pub confirmation: Option<Confirm>,
}

/// A production change that a person allows.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    /// The change, in one sentence.
    pub change: String,
    /// The person, by name.
    pub confirmed_by: String,
    /// The day it was allowed, like 2026-11-02.
    pub date: String,
    /// How it is taken back.
    pub rollback: String,
}

impl Workspace {
    /// Opens a pack.
    ///
    /// # Errors
    /// A request that belongs elsewhere, an unconfirmed production change, arguments that cannot be
    /// understood, or the store's word.
    pub async fn open(&self, open: &Open, act: &Act) -> Result<(PackId, Revision, &'static dyn Skill), Refusal> {
        let id = PackId::mint();
        let (revision, skill) = self.open_as(&id, open, act).await?;
        Ok((id, revision, skill))
    }

    /// Opens a pack under an id that was promised.
    ///
    /// # Errors
    /// Those of [`Workspace::open`]; [`crate::store::StoreError::Exists`] where it was opened already.
    pub async fn open_as(
        &self,
        id: &PackId,
        open: &Open,
        act: &Act,
    ) -> Result<(Revision, &'static dyn Skill), Refusal> {
        let (skill, situation, confirm) = screened(self.skills, open)?;
        if let (Some(confirm), None) = (confirm, &open.confirmation) {
            return Err(Refusal::Unconfirmed(confirm));
        }
        let pack = first(skill, situation, open, act)?;
        let revision = Revision::new(None, "pack_open", &act.time(), &act.author, pack)?;
        self.store.create(id, &revision).await?;
        self.watch.opened();
        Ok((revision, skill))
    }

    /// Why a person must confirm what is asked for before a pack is opened, if they must. Nothing is stored.
    ///
    /// # Errors
    /// Those of [`Workspace::open`], apart from its confirmation.
    pub fn rehearse(&self, open: &Open, act: &Act) -> Result<Option<String>, Refusal> {
        let (skill, situation, confirm) = screened(self.skills, open)?;
        first(skill, situation, &Open { confirmation: None, ..open.clone() }, act)?;
        Ok(confirm)
    }
}

/// The skills that packs can be opened of.
type Served = &'static [&'static dyn Skill];

/// The skill that plans a request, the situation that it is in, and why a person must confirm it first, if they must.
fn screened(served: Served, open: &Open) -> Result<(&'static dyn Skill, &'static str, Option<String>), Refusal> {
    let (skill, situation) = planner(served, open)?;
    match skill.definition().screen.judge(&open.request, Some(situation)) {
        Boundary::Outside { situation, because, instead } => Err(Refusal::Elsewhere { situation, because, instead }),
        Boundary::Inside { confirm } => Ok((skill, situation, confirm)),
    }
}

/// The skill that a request is for, by its name or by what it plans, and the situation as that skill calls it.
fn planner(served: Served, open: &Open) -> Result<(&'static dyn Skill, &'static str), Refusal> {
    let said =
        |word: &Option<String>| word.as_deref().map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned);
    let (name, word) = (said(&open.skill), said(&open.situation));
    let asked = name.as_deref().map(|name| named(served, name).copied()).transpose()?;
    let screen = |skill: &'static dyn Skill| skill.definition().screen;
    let Some(word) = word else {
        let skill = asked.unwrap_or(served[0]);
        return Ok((skill, screen(skill).inside));
    };
    let known = situations();
    let Some(situation) = choice(&known, &word) else {
        return Err(Refusal::Mistakes(vec![Mistake {
            pointer: "/situation".to_owned(),
            problem: format!("`{word}` is no situation"),
            accepted: accepted(&word, known.into_iter()),
        }]));
    };
    match (asked, planned_by(situation)) {
        (Some(asked), Some(planner)) if asked.definition().name != planner.definition().name => {
            let (asked, planner) = (asked.definition(), planner.definition());
            Err(Refusal::Mistakes(vec![Mistake {
                pointer: "/skill".to_owned(),
                problem: format!("the situation `{situation}` is what {} plans, not {}", planner.name, asked.name),
                accepted: format!(
                    "`skill`: `{}`; or, if {} is meant, `situation`: `{}`",
                    planner.name, asked.name, asked.screen.inside
                ),
            }]))
        }
        (_, Some(planner)) if served.iter().any(|skill| skill.definition().name == planner.definition().name) => {
            Ok((planner, screen(planner).inside))
        }
        (_, Some(planner)) => Err(Refusal::Mistakes(vec![Mistake {
            pointer: "/situation".to_owned(),
            problem: format!(
                "the situation `{situation}` is what {} plans, which this server does not serve",
                planner.definition().name
            ),
            accepted: served.iter().map(|skill| screen(*skill).inside).collect::<Vec<_>>().join(", "),
        }])),
        // Nobody plans it; whoever knows it says where it goes.
        (asked, None) => {
            let all = asked.into_iter().chain(served.iter().copied()).chain(skills::NATIVE.iter().copied());
            let knows = all.clone().find(|skill| screen(*skill).situations().any(|one| one == situation));
            Ok((knows.unwrap_or(served[0]), situation))
        }
    }
}

/// Every situation that a request may be in, those that are planned first.
fn situations() -> Vec<&'static str> {
    let screens = || skills::NATIVE.iter().map(|skill| skill.definition().screen);
    let mut all: Vec<&str> = Vec::new();
    for one in screens().map(|screen| screen.inside).chain(screens().flat_map(Screen::situations)) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

/// The skill that plans what is in a situation.
fn planned_by(situation: &str) -> Option<&'static dyn Skill> {
    let screen = |skill: &&'static dyn Skill| skill.definition().screen;
    let inside = skills::NATIVE.iter().copied().find(|skill| screen(skill).inside == situation);
    inside.or_else(|| {
        let routes = skills::NATIVE.iter().flat_map(|skill| screen(skill).routes);
        routes.filter(|route| route.situation == situation).find_map(|route| skills::native(route.skill?))
    })
}

/// The first state of a pack: title, request, situation, confirmation.
fn first(skill: &'static dyn Skill, situation: &str, open: &Open, act: &Act) -> Result<Pack, Refusal> {
    let mut mistakes = Vec::new();
    let mut wrong = |pointer: &str, problem: String, accepted: &str| {
        mistakes.push(Mistake { pointer: pointer.to_owned(), problem, accepted: accepted.to_owned() });
    };
    let as_of = match open.as_of.as_deref().map(str::trim) {
        None | Some("") => act.today(),
        Some(text) => text.parse().unwrap_or_else(|_| {
            wrong("/as_of", format!("`{text}` is no date"), "a calendar day like 2026-11-02");
            act.today()
        }),
    };
    let mut pack = Pack::new(skill.definition().name, skill.definition().standard.rule_set, &open.title, as_of);
    if pack.title.is_empty() {
        wrong("/title", "it is blank".to_owned(), "the system and the aim, in a few words");
    }
    if open.request.trim().is_empty() {
        wrong("/request", "it is blank".to_owned(), "what the person asked for, in their own words");
    }
    if open.request.len() > input::MAX_TEXT {
        wrong(
            "/request",
            format!("it is {} bytes long", open.request.len()),
            &format!("at most {} bytes", input::MAX_TEXT),
        );
    }
    if let Some(confirm) = &open.confirmation {
        let mut row = Row::default();
        for (column, text) in [
            ("change", &confirm.change),
            ("confirmed_by", &confirm.confirmed_by),
            ("date", &confirm.date),
            ("rollback", &confirm.rollback),
        ] {
            if text.trim().is_empty() {
                wrong(
                    &format!("/confirmation/{column}"),
                    "it is blank".to_owned(),
                    "change, person, day and rollback, all four",
                );
            }
            row.set(column, tidy::cell(text));
        }
        debug_assert!(Confirmation::TABLE.columns.len() == 4);
        pack.sections.entry(Records::KEY.to_owned()).or_default().set("confirmations", Value::Table(vec![row]));
    }
    if !mistakes.is_empty() {
        return Err(Refusal::Mistakes(mistakes));
    }
    let first = pack.sections.entry(skill.definition().standard.sections[0].key.to_owned()).or_default();
    for (key, text) in workflow::OPENING.into_iter().zip([open.request.as_str(), situation]) {
        first.set(key, Value::Text(tidy::block(text)));
    }
    Ok(pack)
}

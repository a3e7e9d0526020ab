//! The workspace: packs in a store, moved through their workflow. What every face stands on.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::finding::Severity;
use crate::gate::text::counted;
use crate::gate::{self, Beside, Case, Report, Standard};
use crate::pack::records::{Confirmation, Records};
use crate::pack::{Pack, Revision, Row, Value, tidy};
use crate::skill::caller::Caller;
use crate::skill::input::{self, Applied, Mistake};
use crate::skill::workflow::{self, Answer};
use crate::skill::written::{self, Written};
use crate::skill::{Boundary, Definition, Folders, Skill, Step, told};
use crate::skills;
use crate::store::{PackId, PackInfo, RevisionInfo, Store, StoreError};

mod folders;
mod watch;

pub use watch::{Watched, WatchedList};

use watch::Watch;

/// How many other packs one is held against at most.
const MOST_BESIDE: usize = 20;

/// How many errors a refusal tells in full; the rest is named by rule.
const ERRORS: usize = 8;

/// Packs in a store.
#[derive(Debug, Clone)]
pub struct Workspace {
    store: Store,
    skills: &'static [&'static dyn Skill],
    reads_folders: bool,
    watch: Arc<Watch>,
}

/// Who does something, and when. The clock is the caller's.
#[derive(Debug, Clone)]
pub struct Act {
    /// A client's name, or a person's.
    pub author: String,
    /// Now.
    pub now: Timestamp,
}

impl Act {
    /// The day in UTC.
    pub fn today(&self) -> Date {
        self.now.to_zoned(TimeZone::UTC).date()
    }

    fn time(&self) -> String {
        self.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }
}

/// What is needed to open a pack.
#[derive(Debug, Clone, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// The skill; the first of these where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skill: Option<String>,
    /// The pack's title: the system and the aim.
    pub title: String,
    /// The request in the person's own words.
    pub request: String,
    /// What the request is, in your judgement: `improvement` or `operations`, as the skill plans it, or active-incident,
    /// local-fix, feature-spec, infrastructure-plan, platform-strategy, seo-content, which are not planned there.
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

/// A pack after a call.
#[derive(Debug, Clone)]
pub struct Stepped {
    /// The pack's id.
    pub pack: PackId,
    /// The revision that now stands.
    pub revision: u32,
    /// Whether the call made a new revision; a repeated call does not.
    pub changed: bool,
    /// Whether the pack is closed: it passed its gate.
    pub finalized: bool,
    /// The pack as it stands.
    pub state: Pack,
    /// The step that was taken.
    pub step: &'static Step,
    /// Its skill.
    pub definition: &'static Definition,
    /// What the step answers.
    pub answer: Answer,
    /// What stands now and was not sent so.
    pub written: Vec<Written>,
    /// What is said of things that the call brought along, beside the fields they filled: what could not be told.
    pub notes: Vec<String>,
    /// The gate's verdict now.
    pub verdict: Verdict,
}

/// A pack before and after a call that was not made.
#[derive(Debug)]
pub struct Preview {
    /// The newest revision.
    pub head: Revision,
    /// The pack that the call would make of it.
    pub pack: Pack,
    /// The pack's skill.
    pub skill: &'static dyn Skill,
}

/// The gate's verdict in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Whether the gate passes.
    pub passed: bool,
    /// The rubric's average.
    pub average: String,
}

impl From<&Report> for Verdict {
    fn from(report: &Report) -> Self {
        Verdict { passed: report.passed, average: report.average.to_string() }
    }
}

/// Why a call was refused. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The request belongs elsewhere.
    #[error(
        "this is not planned here: {because}, so it is `{situation}`. Where to go instead: {instead}. If that reading is wrong, reword the request and open the pack again."
    )]
    Elsewhere {
        /// What the request is.
        situation: &'static str,
        /// The words that show it.
        because: String,
        /// Where to go.
        instead: &'static str,
    },
    /// A production change without a person's word.
    #[error(
        "not without a confirmation: {0}. Ask the person; then send `confirmation` with change, confirmed_by, date, rollback. Or leave the change out: the plan itself needs none."
    )]
    Unconfirmed(String),
    /// The arguments cannot be understood.
    #[error("nothing was changed; mend and send again:\n{}", .0.iter().map(|mistake| format!("- {mistake}")).collect::<Vec<_>>().join("\n"))]
    Mistakes(Vec<Mistake>),
    /// The skill is not known.
    #[error("there is no skill `{given}`; there are: {known}")]
    UnknownSkill {
        /// What was given.
        given: String,
        /// What there is.
        known: String,
    },
    /// The step belongs to another skill.
    #[error("`{tool}` is no step of `{skill}`; its steps are: {steps}")]
    OtherSkill {
        /// The tool called.
        tool: String,
        /// The pack's skill.
        skill: String,
        /// What there is.
        steps: String,
    },
    /// The gate fails. The edits of the call are kept.
    #[error("{0}")]
    GateFails(String),
    /// The store said no.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A revision could not be written as JSON.
    #[error("the revision could not be written: {0}")]
    Internal(#[from] serde_json::Error),
}

impl Workspace {
    /// A workspace over a store. It reads nothing else.
    pub fn new(store: Store) -> Self {
        let watch = Watch::new(store.clone(), watch::EVERY);
        Workspace { store, skills: skills::NATIVE, reads_folders: false, watch }
    }

    /// Lets it open packs of this skill alone. Packs of others can be read as before.
    ///
    /// # Errors
    /// [`Refusal::UnknownSkill`], with the names there are.
    pub fn only(self, name: &str) -> Result<Self, Refusal> {
        Ok(Workspace { skills: std::slice::from_ref(named(self.skills, name)?), ..self })
    }

    /// The skills that packs can be opened of, the one taken where none is named first.
    pub fn skills(&self) -> &'static [&'static dyn Skill] {
        self.skills
    }

    /// Sets how often the store is asked whether another process moved a watched pack on.
    #[must_use]
    pub fn asking_every(self, interval: Duration) -> Self {
        Workspace { watch: Watch::new(self.store.clone(), interval), ..self }
    }

    /// Whether it reads the folders that calls name.
    pub fn reads_folders(&self) -> bool {
        self.reads_folders
    }

    /// Lets it read the folders that calls name: for a face whose caller works on this machine, with the rights of the
    /// person who started it.
    #[must_use]
    pub fn reading_folders(self) -> Self {
        Workspace { reads_folders: true, ..self }
    }

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
    /// Those of [`Workspace::open`]; [`StoreError::Exists`] where it was opened already.
    pub async fn open_as(
        &self,
        id: &PackId,
        open: &Open,
        act: &Act,
    ) -> Result<(Revision, &'static dyn Skill), Refusal> {
        let (skill, confirm) = self.screened(open)?;
        if let (Some(confirm), None) = (confirm, &open.confirmation) {
            return Err(Refusal::Unconfirmed(confirm));
        }
        let pack = first(skill, open, act)?;
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
        let (skill, confirm) = self.screened(open)?;
        first(skill, &Open { confirmation: None, ..open.clone() }, act)?;
        Ok(confirm)
    }

    /// Applies a step's arguments to a pack and answers. A call that changes nothing makes no revision.
    ///
    /// # Errors
    /// Arguments that cannot be understood, a revision that is no longer the newest, a gate that fails
    /// where `finalize` was asked for (the edits are kept then), or the store's word.
    pub async fn step(
        &self,
        id: &PackId,
        tool: &str,
        arguments: &Map<String, Json>,
        act: &Act,
    ) -> Result<Stepped, Refusal> {
        let head = self.store.head(id).await?;
        let skill = skill(&head.pack.skill)?;
        let step = step_of(skill, tool)?;
        let expected = expected_revision(arguments)?.unwrap_or(head.number);
        let Applied { pack: next, notes } = self.applied(skill, step, &head, arguments).await?;
        let finalize = step.finalizes && truth(arguments.get("finalize"))?;
        let (before, standard) = (self.agreed(id).await?, &skill.definition().standard);
        let (beside, names) = (self.beside(standard, &next).await?, [id.to_string()]);
        let next = skill.complete(next, &beside, act.today());
        let (report, answer) = {
            let case = Case::new(standard, &next, &[], act.today()).against(before.as_ref());
            let caller = Caller::of(skill.definition());
            let case = case.beside(&beside).called(&names).told(&caller);
            // The answer wants what is derived, which no rule waits for.
            let (report, _) = rayon::join(|| gate::judge(&case), || case.derived());
            let answer = workflow::answer(skill, step, &case, &report);
            (report, answer)
        };
        let finalized = finalize && report.passed;
        let same = next == head.pack && (!finalized || head.step == Revision::FINALIZED) && expected == head.number;

        let revision = if same {
            head.number
        } else {
            let made_by = if finalized { Revision::FINALIZED } else { tool };
            // Where the caller built on another revision, the store refuses this one and says which stands.
            let revision =
                Revision::new(Some((expected, &head.hash)), made_by, &act.time(), &act.author, next.clone())?;
            self.store.append(id, expected, &revision).await?;
            self.watch.moved(id, revision.number);
            revision.number
        };
        if finalize && !report.passed {
            return Err(Refusal::GateFails(refusal(skill.definition(), &next, &report, revision)));
        }
        Ok(Stepped {
            pack: id.clone(),
            revision,
            changed: !same,
            finalized: finalized || (same && head.step == Revision::FINALIZED),
            written: written::written(skill.definition(), step, arguments, &head.pack, &next),
            state: next,
            step,
            definition: skill.definition(),
            answer,
            notes,
            verdict: Verdict::from(&report),
        })
    }

    /// The skill that a request is for, and why a person must confirm it first, if they must.
    fn screened(&self, open: &Open) -> Result<(&'static dyn Skill, Option<String>), Refusal> {
        let skill = match &open.skill {
            Some(name) => *named(self.skills, name)?,
            None => self.skills[0],
        };
        match skill.definition().screen.judge(&open.request, open.situation.as_deref()) {
            Boundary::Outside { situation, because, instead } => {
                Err(Refusal::Elsewhere { situation, because, instead })
            }
            Boundary::Inside { confirm } => Ok((skill, confirm)),
        }
    }

    /// What a call of a step would make of a pack. Nothing is stored.
    ///
    /// # Errors
    /// Those of [`Workspace::step`] that come before its gate.
    pub async fn preview(&self, id: &PackId, tool: &str, arguments: &Map<String, Json>) -> Result<Preview, Refusal> {
        let head = self.store.head(id).await?;
        let skill = skill(&head.pack.skill)?;
        let step = step_of(skill, tool)?;
        let expected = expected_revision(arguments)?.unwrap_or(head.number);
        if expected != head.number {
            return Err(StoreError::Stale { id: id.clone(), expected, current: head.number }.into());
        }
        let pack = self.applied(skill, step, &head, arguments).await?.pack;
        Ok(Preview { head, pack, skill })
    }

    /// Whether a step has made a revision of a pack.
    ///
    /// # Errors
    /// The store's word.
    pub async fn taken(&self, id: &PackId, tool: &str) -> Result<bool, Refusal> {
        Ok(self.store.last(id, tool).await?.is_some())
    }

    /// A step's arguments applied to a revision.
    async fn applied(
        &self,
        skill: &'static dyn Skill,
        step: &'static Step,
        head: &Revision,
        arguments: &Map<String, Json>,
    ) -> Result<Applied, Refusal> {
        let folders = if self.reads_folders { folders::read(step, arguments).await } else { Folders::new() };
        input::apply_with(skill.definition(), step, &head.pack, arguments, &folders).map_err(Refusal::Mistakes)
    }

    /// The pack as it was finalized last, if ever.
    ///
    /// # Errors
    /// The store's word.
    pub async fn agreed(&self, id: &PackId) -> Result<Option<Pack>, Refusal> {
        Ok(self.store.last(id, Revision::FINALIZED).await?.map(|revision| revision.pack))
    }

    /// The newest revisions of the packs that a pack cites by their ids. Ids of no pack are left out; rules say what is
    /// missing.
    ///
    /// # Errors
    /// The store's word, other than that it holds no such pack.
    pub async fn beside(&self, standard: &Standard, pack: &Pack) -> Result<Vec<Beside>, Refusal> {
        let ids: BTreeSet<PackId> = (standard.cites)(pack).iter().filter_map(|name| name.parse().ok()).collect();
        let mut beside = Vec::new();
        for id in ids.into_iter().take(MOST_BESIDE) {
            match self.store.head(&id).await {
                Ok(head) => {
                    beside.push(Beside { names: vec![id.into()], revision: Some(head.number), pack: head.pack });
                }
                Err(StoreError::UnknownPack { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(beside)
    }

    /// A revision of a pack, the newest where none is named.
    ///
    /// # Errors
    /// The store's word.
    pub async fn read(&self, id: &PackId, revision: Option<u32>) -> Result<(Revision, &'static dyn Skill), Refusal> {
        let revision = match revision {
            Some(number) => self.store.revision(id, number).await?,
            None => self.store.head(id).await?,
        };
        let skill = skill(&revision.pack.skill)?;
        Ok((revision, skill))
    }

    /// Keeps a pack made elsewhere.
    ///
    /// # Errors
    /// The store's word.
    pub async fn keep(&self, pack: Pack, step: &str, act: &Act) -> Result<PackId, Refusal> {
        let id = PackId::mint();
        let revision = Revision::new(None, step, &act.time(), &act.author, pack)?;
        self.store.create(&id, &revision).await?;
        self.watch.opened();
        Ok(id)
    }

    /// A revision of a pack, the newest where none is named, with what the gate says of it.
    ///
    /// # Errors
    /// The store's word.
    pub async fn judge(
        &self,
        id: &PackId,
        revision: Option<u32>,
        on: Date,
    ) -> Result<(Revision, &'static dyn Skill, Report), Refusal> {
        let (revision, skill) = self.read(id, revision).await?;
        let (before, standard) = (self.agreed(id).await?, &skill.definition().standard);
        let (beside, names) = (self.beside(standard, &revision.pack).await?, [id.to_string()]);
        let report = {
            let case = Case::new(standard, &revision.pack, &[], on).against(before.as_ref());
            gate::judge(&case.beside(&beside).called(&names))
        };
        Ok((revision, skill, report))
    }

    /// Watches a pack from its newest revision on.
    ///
    /// # Errors
    /// The store's word.
    pub async fn watch(&self, id: &PackId) -> Result<Watched, Refusal> {
        Ok(self.watch.pack(id).await?)
    }

    /// Watches which packs there are.
    ///
    /// # Errors
    /// The store's word.
    pub async fn watch_list(&self) -> Result<WatchedList, Refusal> {
        Ok(self.watch.list().await?)
    }

    /// Watches which packs are opened through this workspace. It asks nothing of the store.
    pub fn watch_opened(&self) -> WatchedList {
        self.watch.opened_here()
    }

    /// A page of the packs, the one made last first, those after a pack where one is named.
    ///
    /// # Errors
    /// The store's word.
    pub async fn page(&self, after: Option<&PackId>, limit: u32) -> Result<Vec<PackInfo>, Refusal> {
        Ok(self.store.page(after, limit).await?)
    }

    /// The packs, the one changed last first.
    ///
    /// # Errors
    /// The store's word.
    pub async fn list(&self, limit: u32) -> Result<Vec<PackInfo>, Refusal> {
        Ok(self.store.list(limit).await?)
    }

    /// The revisions of a pack.
    ///
    /// # Errors
    /// The store's word.
    pub async fn log(&self, id: &PackId) -> Result<Vec<RevisionInfo>, Refusal> {
        Ok(self.store.log(id).await?)
    }
}

/// The native skill of this name.
///
/// # Errors
/// [`Refusal::UnknownSkill`], with the names there are.
pub fn skill(name: &str) -> Result<&'static dyn Skill, Refusal> {
    named(skills::NATIVE, name).copied()
}

/// The names of skills.
pub fn names(skills: &[&'static dyn Skill]) -> Vec<&'static str> {
    skills.iter().map(|skill| skill.definition().name).collect()
}

fn named(skills: &'static [&'static dyn Skill], name: &str) -> Result<&'static &'static dyn Skill, Refusal> {
    skills
        .iter()
        .find(|skill| skill.definition().name == name)
        .ok_or_else(|| Refusal::UnknownSkill { given: name.to_owned(), known: names(skills).join(", ") })
}

fn step_of(skill: &'static dyn Skill, tool: &str) -> Result<&'static Step, Refusal> {
    let definition = skill.definition();
    definition.step(tool).ok_or_else(|| Refusal::OtherSkill {
        tool: tool.to_owned(),
        skill: definition.name.to_owned(),
        steps: definition.steps.iter().map(|step| step.tool).collect::<Vec<_>>().join(", "),
    })
}

/// The first state of a pack: title, request, situation, confirmation.
fn first(skill: &'static dyn Skill, open: &Open, act: &Act) -> Result<Pack, Refusal> {
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
    let screen = skill.definition().screen;
    let situation = open.situation.as_deref().map(str::trim).filter(|word| !word.is_empty()).unwrap_or(screen.inside);
    if !screen.situations().any(|known| known == situation) {
        let known = screen.situations().collect::<Vec<_>>().join(", ");
        wrong("/situation", format!("`{situation}` is no situation of {}", skill.definition().name), &known);
    }
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

fn expected_revision(arguments: &Map<String, Json>) -> Result<Option<u32>, Refusal> {
    let wrong = |value: &Json| {
        Refusal::Mistakes(vec![Mistake {
            pointer: "/expected_revision".to_owned(),
            problem: format!("{value} is no revision number"),
            accepted: "a whole number from 1, as the last answer gave it".to_owned(),
        }])
    };
    match arguments.get("expected_revision") {
        None | Some(Json::Null) => Ok(None),
        Some(value) => {
            let number = value.as_u64().or_else(|| value.as_str().and_then(|text| text.trim().parse().ok()));
            number.and_then(|number| u32::try_from(number).ok()).map(Some).ok_or_else(|| wrong(value))
        }
    }
}

fn truth(value: Option<&Json>) -> Result<bool, Refusal> {
    match value {
        None | Some(Json::Null) => Ok(false),
        Some(Json::Bool(truth)) => Ok(*truth),
        Some(Json::String(text)) if text == "true" => Ok(true),
        Some(Json::String(text)) if text == "false" => Ok(false),
        Some(other) => Err(Refusal::Mistakes(vec![Mistake {
            pointer: "/finalize".to_owned(),
            problem: format!("{other} is neither true nor false"),
            accepted: "true or false".to_owned(),
        }])),
    }
}

/// Why a pack is not closed, and what would close it: the errors first, then what carries the score over the bar.
fn refusal(definition: &'static Definition, pack: &Pack, report: &Report, revision: u32) -> String {
    let caller = Caller::of(definition);
    let errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let said = told::said(&caller, None, pack, errors);
    let mut text = format!(
        "not finalized: {}; the score is {} of 5, {} passes. Your edits are kept as revision {revision}.",
        counted(report.count(Severity::Error), "error"),
        report.average,
        gate::PASS_AVERAGE
    );
    for one in said.iter().take(ERRORS) {
        text.push_str(&format!("\n- {one}"));
    }
    let later = said.get(ERRORS..).unwrap_or_default();
    if !later.is_empty() {
        text.push_str(&format!("\nThen: {}.", told::rules(later.iter().map(|one| (one.rule, one.at.len())))));
    }
    let lifts = report.advice.iter().flat_map(|advice| &advice.rules).filter(|mend| !mend.required);
    let lifts = told::rules(lifts.map(|mend| (mend.rule, mend.findings)));
    if !lifts.is_empty() {
        text.push_str(&format!("\nFor the score also: {lifts}."));
    }
    text.push_str("\n`pack_check` with `rules` tells more of any of them.");
    text
}

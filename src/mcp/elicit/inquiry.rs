//! What a call has to ask before it is carried out, and the way there and back.

use std::time::Duration;

use rmcp::model::{ElicitRequest, ElicitResult, InputRequest, InputRequiredResult, InputResponses};
use rmcp::service::{Peer, RoleServer};
use serde_json::{Map, Value as Json};

use super::form::{Form, Reply, mistake};
use super::{Ready, Refused, confirmation, intake, peer, rows};
use crate::mcp::typed::typed;
use crate::pack::Row;
use crate::pack::records::Records;
use crate::skill::Step;
use crate::skill::workflow::Ask;
use crate::store::PackId;
use crate::workspace::{Refusal, Workspace};

/// Something to ask before a call is carried out.
#[derive(Debug)]
struct Matter {
    key: String,
    form: Form,
    subject: Subject,
}

#[derive(Debug)]
enum Subject {
    Opening,
    Confirmation(Row),
    Intake(Vec<Ask>),
}

/// All there is to ask before a call is carried out, and of which revision of which pack.
#[derive(Debug)]
pub(super) struct Inquiry {
    pack: PackId,
    revision: u32,
    matters: Vec<Matter>,
}

impl Inquiry {
    /// What `pack_open` has to ask.
    pub fn of_opening(workspace: &Workspace, ready: &Ready) -> Result<Option<Self>, Refused> {
        let open = typed(&ready.arguments)?;
        let why = workspace.rehearse(&open, &ready.act)?;
        if why.is_none() && open.confirmation.is_none() {
            return Ok(None);
        }
        let form = confirmation::opening(&open, why, &ready.act.today().to_string());
        let matter = Matter { key: confirmation::KEY.to_owned(), form, subject: Subject::Opening };
        let pack = ready.id.clone().unwrap_or_else(PackId::mint);
        Ok(Some(Inquiry { pack, revision: 0, matters: vec![matter] }))
    }

    /// What a step has to ask.
    pub async fn of_step(
        workspace: &Workspace,
        step: &Step,
        wish: Option<bool>,
        pack: &PackId,
        ready: &Ready,
    ) -> Result<Option<Self>, Refused> {
        let intake = match wish {
            Some(wish) => wish,
            None => !intake::answers(&ready.arguments) && !workspace.taken(pack, step.tool).await?,
        };
        let confirms = rows::sent(&ready.arguments, confirmation::TABLE);
        if !intake && !confirms {
            return Ok(None);
        }
        let preview = workspace.preview(pack, step.tool, &ready.arguments).await?;
        let (title, today) = (&preview.pack.title, ready.act.today().to_string());
        let mut matters = Vec::new();
        if confirms {
            for (index, row) in rows::changed(&preview, confirmation::TABLE)?.into_iter().enumerate() {
                let form = confirmation::of_row(title, &row, &today);
                let key = format!("{}-{}", confirmation::KEY, index + 1);
                matters.push(Matter { key, form, subject: Subject::Confirmation(row) });
            }
        }
        if intake {
            let questions = intake::questions(step, &preview, wish == Some(true));
            if !questions.is_empty() {
                let form = intake::form(title, &questions);
                matters.push(Matter { key: intake::KEY.to_owned(), form, subject: Subject::Intake(questions) });
            }
        }
        let inquiry = Inquiry { pack: pack.clone(), revision: preview.head.number, matters };
        Ok(Some(inquiry).filter(|inquiry| !inquiry.matters.is_empty()))
    }

    /// The forms, each under its key.
    pub fn forms(&self) -> impl Iterator<Item = (&str, &Form)> {
        self.matters.iter().map(|matter| (matter.key.as_str(), &matter.form))
    }

    /// The pack and its revision that is asked about.
    pub fn about(&self) -> (&PackId, u32) {
        (&self.pack, self.revision)
    }

    /// Puts one form after the other to an older client.
    pub async fn put(&self, peer: &Peer<RoleServer>, patience: Duration) -> Vec<Reply> {
        let mut replies = Vec::new();
        for Matter { key, form, .. } in &self.matters {
            // Whoever is silent is asked no further.
            let result = match replies.last() {
                Some(Reply::Silent) => None,
                _ => peer::ask(peer, form, patience).await,
            };
            replies.push(match result {
                Some(result) => form.read(&format!("/{key}"), result),
                None => Reply::Silent,
            });
        }
        replies
    }

    /// What the client brought back, one reply for each matter; `None` where one is missing.
    pub fn replies(&self, mut responses: InputResponses) -> Result<Option<Vec<Reply>>, Refused> {
        let mut replies = Vec::new();
        for Matter { key, form, .. } in &self.matters {
            let Some(response) = responses.remove(key) else { return Ok(None) };
            let at = format!("/inputResponses/{key}");
            let result: ElicitResult = serde_json::from_value(response).map_err(|error| {
                let accepted = "the result of an elicitation: action, and content with accept".to_owned();
                Refusal::Mistakes(vec![mistake(&at, error.to_string(), accepted)])
            })?;
            replies.push(form.read(&at, result));
        }
        Ok(Some(replies))
    }

    /// The forms, as the 2026 protocol sends them.
    pub fn sent(&self, state: String) -> InputRequiredResult {
        let requests = self
            .matters
            .iter()
            .map(|matter| (matter.key.clone(), InputRequest::Elicitation(ElicitRequest::new(matter.form.params()))));
        InputRequiredResult::new(Some(requests.collect()), Some(state))
    }

    /// Makes the replies part of the call.
    pub async fn settle(self, workspace: &Workspace, replies: Vec<Reply>, ready: &mut Ready) -> Result<(), Refused> {
        if self.matters.iter().any(|matter| matches!(matter.subject, Subject::Confirmation(_))) {
            rows::clear(&mut ready.arguments, confirmation::TABLE);
        }
        for (Matter { subject, .. }, reply) in self.matters.into_iter().zip(replies) {
            match subject {
                Subject::Opening => confirmation::settle_opening(reply, ready)?,
                Subject::Confirmation(row) => confirmation::settle_row(&row, reply, ready),
                Subject::Intake(questions) => {
                    // Others may have changed the pack while the person was thinking.
                    let (head, _) = workspace.read(&self.pack, None).await?;
                    intake::settle(&questions, reply, &head.pack, ready);
                }
            }
        }
        ready.name_author();
        Ok(())
    }
}

/// Adds rows to a table of the appendix among a step's arguments.
pub(super) fn add(arguments: &mut Map<String, Json>, table: &str, rows: Vec<Json>) {
    edit(arguments, |records| {
        let mut all = match records.remove(table) {
            Some(Json::Array(rows)) => rows,
            Some(row @ Json::Object(_)) => vec![row],
            _ => Vec::new(),
        };
        all.extend(rows);
        records.insert(table.to_owned(), Json::Array(all));
    });
}

/// Changes the appendix among a step's arguments.
pub(super) fn edit(arguments: &mut Map<String, Json>, change: impl FnOnce(&mut Map<String, Json>)) {
    let mut records = match arguments.remove(Records::KEY) {
        Some(Json::Object(records)) => records,
        _ => Map::new(),
    };
    change(&mut records);
    arguments.insert(Records::KEY.to_owned(), Json::Object(records));
}

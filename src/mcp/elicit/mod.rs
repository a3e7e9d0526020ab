//! Asking the person behind a client, by elicitation: the questions of the intake, and the word that only a person can
//! give.
//!
//! # When the person is asked
//! The **intake** belongs to the first step of each skill. Its first call asks, if it brings no answers and leaves blank
//! what a question of the minimum would have filled: an assistant that has spoken with the person, or read the answers
//! somewhere, is not interrupted, and one that begins with next to nothing is helped. `ask: true` asks at any time,
//! `ask: false` never. Which call is the first, the pack's chain of revisions says, and an asked call always leaves a
//! revision behind: answers become rows of `records.answers` with the person as their source, and what was left open,
//! declined, put off or not answered in time becomes a line of `records.notes`. So a pack asks once by itself, whatever
//! process or connection serves it, and nothing has to be remembered beside it. Wrong arguments are refused before anybody
//! is asked.
//!
//! A **confirmation** of a production change is the person's alone. Where they can be asked, what a call sends as one is a
//! proposal: it stands in a form, behind a box that comes unticked, and the person's version is what is recorded. Without
//! it `pack_open` refuses, and a step goes on without the row. The revision says how it came about: its author is then
//! `CLIENT (confirmed in a form by NAME)`, and the client alone where an assistant relayed it, because the client cannot
//! be asked. The chain is the place for it, being what nobody edits; a cell of the document would prove nothing. That the
//! client shows forms to a person, and not to its model, is the client's word.
//!
//! # How
//! The protocol of 2026 answers the call with the forms and a sealed [`state`]; the client repeats the call with both
//! answers and state, to this process or another. Older ones are sent the form while the call waits, for as long as the
//! patience of the server lasts. A client without forms gets what it always got: `next.ask`, or a refusal that says what
//! to send.
//!
//! # Layout
//! - `inquiry`: what a call has to ask, and the way there and back
//! - `form`: a form, and what came back
//! - `intake`, `confirmation`: what is asked, and what becomes of the answer
//! - `state`: what the client carries between two rounds
//! - `peer`: who can be asked, and how older clients are
//! - `here`: the person at this process's own terminal; `exemption`: what they are asked beside; `rows`: rows that a person
//!   stands for

use std::time::Duration;

use rmcp::model::{InputRequiredResult, InputResponses};
use serde_json::{Map, Value as Json, json};
use tokio_util::sync::CancellationToken;

use crate::skill::{Definition, Step};
use crate::skills;
use crate::store::PackId;
use crate::workspace::{Act, Refusal, Workspace};
use inquiry::Inquiry;
use state::Bound;

mod confirmation;
mod exemption;
mod form;
mod here;
mod inquiry;
mod intake;
mod peer;
mod rows;
mod state;

pub use form::{Blank, Blanks};
pub use here::Forms;
pub(super) use here::settle;
pub(super) use intake::{WISH, asks};
pub(super) use peer::Person;
pub use state::{STATE_KEY_ENV, Seal, ShortKey};

/// How long an older client may take to answer.
pub(super) const PATIENCE: Duration = Duration::from_mins(5);

/// How a server asks.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    /// What seals the state that clients carry.
    pub seal: Seal,
    /// How long an older client may take to answer.
    pub patience: Duration,
    /// Cancelled when nobody will answer any more.
    pub closing: CancellationToken,
}

/// A call as the client made it.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub tool: &'a str,
    pub arguments: Map<String, Json>,
    /// Who it comes from, and when.
    pub act: Act,
    /// What a client of the 2026 protocol brings back.
    pub responses: Option<InputResponses>,
    pub state: Option<String>,
}

/// What comes of a call before it is carried out.
#[derive(Debug)]
pub(super) enum Settled {
    /// It can be carried out.
    Ready(Ready),
    /// The client asks the person and comes back.
    Ask(InputRequiredResult),
}

/// A call to be carried out.
#[derive(Debug)]
pub(super) struct Ready {
    /// The arguments, with what the person said.
    pub arguments: Map<String, Json>,
    /// Who does it, and when.
    pub act: Act,
    /// The id of a pack to be opened, where the client was promised one.
    pub id: Option<PackId>,
    /// What is to be said of the asking.
    pub notes: Vec<String>,
    client: String,
    confirmed_by: Vec<String>,
}

impl Ready {
    /// A call as its caller sent it.
    pub(super) fn of(arguments: Map<String, Json>, act: Act) -> Self {
        let client = act.author.clone();
        Ready { arguments, act, id: None, notes: Vec::new(), client, confirmed_by: Vec::new() }
    }

    /// Says in the revision's author who confirmed what.
    fn name_author(&mut self) {
        if !self.confirmed_by.is_empty() {
            self.act.author = format!("{} (confirmed in a form by {})", self.client, self.confirmed_by.join(", "));
        }
    }
}

/// Why a call is not carried out. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    /// As without a person.
    #[error(transparent)]
    Call(#[from] Refusal),
    /// A person was asked for their word and did not give it.
    #[error(
        "not without a confirmation: the person was asked and {0}. No pack was opened. Leave the change out of the request, \
         and `confirmation` with it, or call again for them to decide anew."
    )]
    Unconfirmed(&'static str),
    /// The client closed its end while the person was being asked.
    #[error("the client went away before the person answered, and nothing was changed")]
    Gone,
    /// The client brought back what does not fit.
    #[error(
        "the request state was refused and nothing was changed: {0}. Call again without it to have the person asked anew."
    )]
    State(#[from] state::Unfit),
}

impl Desk {
    /// Asks what has to be asked, and makes the answers part of the call.
    pub(super) async fn settle(
        &self,
        workspace: &Workspace,
        call: Call<'_>,
        person: &Person,
    ) -> Result<Settled, Refused> {
        let Call { tool, arguments, act, responses, state } = call;
        let (now, client) = (act.now, act.author.clone());
        // Of the arguments as they came; only who can be asked is handed a state that is bound to them.
        let digest = (!matches!(person, Person::OutOfReach)).then(|| state::digest(&arguments));
        let mut ready = Ready::of(arguments, act);
        let step = step(tool);
        let wish = match step {
            Some((definition, step)) if asks(definition, step) => intake::wish(&mut ready.arguments)?,
            // Other tools do not know the word, and say so.
            _ => Some(false),
        };
        let Some(digest) = digest else { return Ok(Settled::Ready(ready)) };
        let named = ready.arguments.get("pack").and_then(Json::as_str).and_then(|id| id.trim().parse().ok());
        let bound = Bound { tool, client: &client, pack: named.as_ref(), arguments: &digest };
        let state = match (person, state) {
            (Person::Rounds, Some(sealed)) => Some(self.seal.open(&sealed, &bound, now)?),
            _ => None,
        };
        if let Some(state) = &state {
            resume(workspace, state, &mut ready).await?;
        }
        let inquiry = match (step, &named) {
            (Some((_, step)), Some(pack)) => Inquiry::of_step(workspace, step, wish, pack, &ready).await?,
            (None, _) if tool == "pack_open" => Inquiry::of_opening(workspace, &ready)?,
            // Nothing to ask, or an id that is none, as the call itself will say.
            _ => None,
        };
        let Some(inquiry) = inquiry else { return Ok(Settled::Ready(ready)) };
        let replies = match person {
            Person::Peer(peer) => {
                self.closing.run_until_cancelled(inquiry.put(peer, self.patience)).await.ok_or(Refused::Gone)?
            }
            _ => {
                // Answers to a question that nobody asked are none.
                let responses = responses.filter(|_| state.is_some()).unwrap_or_default();
                match inquiry.replies(responses)? {
                    Some(replies) => replies,
                    None => {
                        let sealed = self.seal.close(&bound, inquiry.about(), now);
                        return Ok(Settled::Ask(inquiry.sent(sealed)));
                    }
                }
            }
        };
        inquiry.settle(workspace, replies, &mut ready).await?;
        Ok(Settled::Ready(ready))
    }
}

/// Goes on where the state says that the call was left.
async fn resume(workspace: &Workspace, state: &state::State, ready: &mut Ready) -> Result<(), Refused> {
    if state.revision == 0 {
        ready.id = Some(state.pack.clone());
        return Ok(());
    }
    let (head, _) = workspace.read(&state.pack, None).await?;
    if head.number != state.revision {
        return Err(state::Unfit::Moved { asked: state.revision, head: head.number }.into());
    }
    // Should it move on between here and there, the store says so.
    ready.arguments.insert("expected_revision".to_owned(), json!(state.revision));
    Ok(())
}

/// The step of this name, whatever the skill.
fn step(tool: &str) -> Option<(&'static Definition, &'static Step)> {
    skills::NATIVE.iter().map(|skill| skill.definition()).find_map(|one| one.step(tool).map(|step| (one, step)))
}

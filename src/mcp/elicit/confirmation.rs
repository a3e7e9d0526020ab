//! A change of production that a person allows: only they can say so, wherever they can be asked.

use serde_json::{Map, Value as Json};

use super::form::{Field, Form, Reply, mistake};
use super::{Ready, Refused, inquiry};
use crate::pack::Row;
use crate::pack::records::Confirmation;
use crate::skill::input::Mistake;
use crate::workspace::{Confirm, Open, Refusal};

/// The key of the form that comes before a pack is opened, and how those of rows begin.
pub(super) const KEY: &str = "confirmation";

/// The table that holds confirmations.
pub(super) const TABLE: &str = "confirmations";

/// The box that has to be ticked.
const ALLOW: &str = "allow";

/// The form that asks for the confirmation a request needs, or that its caller says there is.
pub(super) fn opening(open: &Open, why: Option<String>, today: &str) -> Form {
    let given = open.confirmation.as_ref();
    let of = |cell: fn(&Confirm) -> &str| given.map(cell).unwrap_or_default();
    let why = why.unwrap_or_else(|| "the assistant says that you allow a change of production".to_owned());
    form(
        format!("Before the plan {} is begun: {why}.", Form::quoted(&open.title)),
        [
            of(|given| &given.change),
            of(|given| &given.rollback),
            of(|given| &given.confirmed_by),
            Some(of(|given| &given.date)).filter(|date| !date.is_empty()).unwrap_or(today),
        ],
    )
}

/// The form that asks whether a row says what the person means.
pub(super) fn of_row(title: &str, row: &Row, today: &str) -> Form {
    form(
        format!("The plan {} is to record that you allow a change of production.", Form::quoted(title)),
        [
            row.get("change"),
            row.get("rollback"),
            row.get("confirmed_by"),
            Some(row.get("date")).filter(|date| !date.is_empty()).unwrap_or(today),
        ],
    )
}

fn form(message: String, [change, rollback, confirmed_by, date]: [&str; 4]) -> Form {
    let message =
        format!("{message} Correct what is wrong, and tick and send it only if you allow the change yourself.");
    Form::new(
        message,
        vec![
            Field::text("change", "Change", "The change, in one sentence.", change).required(),
            Field::text("rollback", "Rollback", "How it is taken back.", rollback).required(),
            Field::text("confirmed_by", "Confirmed by", "Your name.", confirmed_by).required(),
            Field::day("date", "Date", date).required(),
            Field::tick(ALLOW, "I allow this change").required(),
        ],
    )
}

/// What the person allowed, as the cells of a row; `None` where they did not, and what cannot be taken for their word.
fn allowed(reply: Reply, ready: &mut Ready) -> Result<Option<Map<String, Json>>, Vec<Mistake>> {
    let Reply::Accepted { mut said, mut unfit } = reply else { return Ok(None) };
    let ticked = said.remove(ALLOW) == Some(Json::Bool(true));
    if !ticked && unfit.is_empty() {
        return Ok(None);
    }
    let touched = |key: &str| unfit.iter().any(|one| one.pointer.ends_with(&format!("/{key}")));
    let blank: Vec<_> = Confirmation::TABLE
        .columns
        .iter()
        .filter(|column| ticked && !said.contains_key(column.key) && !touched(column.key))
        .map(|column| {
            let accepted = "change, rollback, name and day, all four".to_owned();
            mistake(&format!("/{KEY}/{}", column.key), "it is blank".to_owned(), accepted)
        })
        .collect();
    unfit.extend(blank);
    if !unfit.is_empty() {
        return Err(unfit);
    }
    let who = said.get("confirmed_by").and_then(Json::as_str).unwrap_or_default().trim().to_owned();
    if !ready.confirmed_by.contains(&who) {
        ready.confirmed_by.push(who);
    }
    Ok(Some(said))
}

/// Puts the person's word into the arguments of `pack_open`, in place of the caller's.
pub(super) fn settle_opening(reply: Reply, ready: &mut Ready) -> Result<(), Refused> {
    let outcome = outcome(&reply);
    match allowed(reply, ready).map_err(Refusal::Mistakes)? {
        Some(said) => {
            ready.arguments.insert(KEY.to_owned(), Json::Object(said));
            Ok(())
        }
        None => Err(Refused::Unconfirmed(outcome)),
    }
}

/// Puts the person's word into the arguments of a step. A row they did not allow is left out, and the rest goes on.
pub(super) fn settle_row(row: &Row, reply: Reply, ready: &mut Ready) {
    let outcome = outcome(&reply);
    let change = row.get("change");
    let note = match allowed(reply, ready) {
        Ok(Some(said)) => return inquiry::add(&mut ready.arguments, TABLE, vec![Json::Object(said)]),
        Ok(None) => format!("Not recorded as confirmed: \"{change}\". The person was asked and {outcome}."),
        Err(unfit) => {
            let unfit: Vec<String> = unfit.iter().map(Mistake::to_string).collect();
            format!(
                "Not recorded as confirmed: \"{change}\". What came back cannot be taken for the person's word: {}. Send it \
                 again for them to be asked anew.",
                unfit.join("; ")
            )
        }
    };
    ready.notes.push(note);
}

fn outcome(reply: &Reply) -> &'static str {
    match reply {
        Reply::Accepted { .. } => "did not tick that they allow it",
        Reply::Declined => "declined",
        Reply::Dismissed => "put the form away",
        Reply::Silent => "gave no answer",
    }
}

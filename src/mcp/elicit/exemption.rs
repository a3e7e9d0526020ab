//! A finding that a person accepts: asked of whoever sits at this process's own terminal, since there it costs nothing.

use serde_json::{Value as Json, json};

use super::Ready;
use super::form::{Field, Form, Reply};
use crate::pack::Row;

/// The table that holds exemptions.
pub(super) const TABLE: &str = "exemptions";

/// The box that has to be ticked.
const ACCEPT: &str = "accept";

/// The form that asks whether a person accepts what a row says is accepted.
pub(super) fn of_row(title: &str, row: &Row) -> Form {
    let message = format!(
        "The plan {} is to record that you accept what rule {} finds at `{}`. Correct what is wrong, and tick and send it \
         only if you accept it yourself.",
        Form::quoted(title),
        row.get("rule"),
        row.get("place_text"),
    );
    Form::new(
        message,
        vec![
            Field::text("reason", "Reason", "Why it is accepted.", row.get("reason")).required(),
            Field::text("accepted_by", "Accepted by", "Your name.", row.get("accepted_by")).required(),
            Field::day("expires", "Expires", row.get("expires")).required(),
            Field::tick(ACCEPT, "I accept this finding").required(),
        ],
    )
}

/// The row in the person's words, as arguments; `None`, with a note, where they did not accept it.
pub(super) fn settled(row: &Row, reply: Reply, ready: &mut Ready) -> Option<Json> {
    let rule = row.get("rule");
    let (said, unfit) = match reply {
        Reply::Accepted { said, unfit } if said.get(ACCEPT) == Some(&Json::Bool(true)) => (said, unfit),
        _ => {
            ready.notes.push(format!("Not recorded as accepted: {rule}. The person was asked and did not accept it."));
            return None;
        }
    };
    let word = |key: &str| said.get(key).and_then(Json::as_str).unwrap_or_default().trim().to_owned();
    let cells = ["reason", "accepted_by", "expires"].map(word);
    if cells.iter().any(String::is_empty) {
        let unfit: String = unfit.iter().map(|one| format!(" {one}.")).collect();
        ready.notes.push(format!(
            "Not recorded as accepted: {rule}. It takes a reason, a name and a day, and not all three came.{unfit}"
        ));
        return None;
    }
    let [reason, accepted_by, expires] = cells;
    if !ready.confirmed_by.contains(&accepted_by) {
        ready.confirmed_by.push(accepted_by.clone());
    }
    Some(json!({
        "rule": rule, "place_text": row.get("place_text"), "reason": reason, "accepted_by": accepted_by, "expires": expires,
    }))
}

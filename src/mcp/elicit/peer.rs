//! Who can be asked, and how a client of the protocols before 2026 is: by a request to it, while the call waits.

use std::time::Duration;

use axum::http::request::Parts;
use rmcp::model::{
    CancelledNotificationParam, ClientResult, ElicitRequest, ElicitResult, ProtocolVersion, RequestId, ServerRequest,
};
use rmcp::service::{Peer, PeerRequestOptions, RequestContext, RoleServer};
use tokio::runtime::Handle;

use super::form::Form;

/// The way to the person behind a client.
#[derive(Debug)]
pub(in crate::mcp) enum Person {
    /// The client shows no forms.
    OutOfReach,
    /// The call is answered with the question; the client repeats it with the answer.
    Rounds,
    /// The client is sent the question while the call waits.
    Peer(Peer<RoleServer>),
}

impl Person {
    /// The person behind a call. A client that declares elicitation and names no mode means forms.
    pub fn behind(context: &RequestContext<RoleServer>) -> Self {
        let capabilities = match context.extensions.get::<Parts>() {
            // Without a session nobody remembers what a client said when it shook hands, nor could it be sent anything.
            Some(_) => context.meta.client_capabilities(),
            None => context.client_capabilities(),
        };
        let declared = capabilities.and_then(|capabilities| capabilities.elicitation);
        let forms = declared.is_some_and(|declared| declared.form.is_some() || declared.url.is_none());
        match context.protocol_version().filter(|_| forms) {
            Some(version) if version >= ProtocolVersion::V_2026_07_28 => Person::Rounds,
            Some(version) if version >= ProtocolVersion::V_2025_06_18 => Person::Peer(context.peer.clone()),
            _ => Person::OutOfReach,
        }
    }
}

/// Shows a form and waits for what comes back, for so long. A client that cannot show it, or says what is no answer, has
/// said nothing.
pub(super) async fn ask(peer: &Peer<RoleServer>, form: &Form, patience: Duration) -> Option<ElicitResult> {
    let request = ServerRequest::ElicitRequest(ElicitRequest::new(form.params()));
    let sent = peer.send_request_with_option(request, PeerRequestOptions::no_options()).await;
    let sent = sent.inspect_err(|error| tracing::debug!("the client could not be asked: {error}")).ok()?;
    let mut shown = Shown { peer, id: sent.id, answered: false };
    let answer = tokio::time::timeout(patience, sent.rx).await.ok()?;
    shown.answered = true;
    match answer {
        Ok(Ok(ClientResult::ElicitResult(result))) => Some(result),
        other => {
            tracing::debug!("the client gave no answer: {other:?}");
            None
        }
    }
}

/// A form before the person. The client takes it away when nobody waits for it any more: after too long a time, or because
/// the call was cancelled and its work dropped.
struct Shown<'a> {
    peer: &'a Peer<RoleServer>,
    id: RequestId,
    answered: bool,
}

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        if let (false, Ok(runtime)) = (self.answered, Handle::try_current()) {
            let (peer, id) = (self.peer.clone(), self.id.clone());
            runtime.spawn(async move {
                let why = "nobody waits for the answer any more".to_owned();
                let _ = peer.notify_cancelled(CancelledNotificationParam::new(Some(id), Some(why))).await;
            });
        }
    }
}

//! A client that closes its end: what waits for it ends then.
//!
//! What waits for the end of the connection, as a subscription does, has to learn of it before the connection is closed:
//! closing waits for what still runs.

use std::borrow::Cow;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use rmcp::model::{ClientNotification, ClientRequest, ProtocolVersion, ServerConfig, ServerResult};
use rmcp::service::{NotificationContext, RequestContext, RoleServer, Service};
use rmcp::{ErrorData, ServerHandler};
use tokio::io::{AsyncRead, ReadBuf};
use tokio_util::sync::CancellationToken;

/// A reader, and what is told of its end.
pub(super) struct Hangup<R> {
    /// The reader.
    pub(super) reader: R,
    /// Cancelled at its end.
    pub(super) ended: CancellationToken,
}

impl<R: AsyncRead + Unpin> AsyncRead for Hangup<R> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let room = into.remaining();
        let polled = Pin::new(&mut self.reader).poll_read(context, into);
        let nothing = room > 0 && into.remaining() == room;
        if matches!(polled, Poll::Ready(Err(_))) || (polled.is_ready() && nothing) {
            self.ended.cancel();
        }
        polled
    }
}

/// A server whose subscriptions do not outlast their connection. Before a subscription is listened to, it is acknowledged,
/// and who has hung up will never take the acknowledgement, nor does the library stop waiting for that.
pub(super) struct Attended<S> {
    /// The server.
    pub(super) server: S,
    /// Cancelled when the client hangs up.
    pub(super) ended: CancellationToken,
}

/// How long a subscription that ends with its connection may take to say so.
const GRACE: Duration = Duration::from_millis(500);

impl<S> Attended<S> {
    /// Waits until the client has hung up and nothing is to be expected any more.
    async fn given_up(&self) {
        self.ended.cancelled().await;
        tokio::time::sleep(GRACE).await;
    }
}

impl<S: ServerHandler> Service<RoleServer> for Attended<S> {
    async fn handle_request(
        &self,
        request: ClientRequest,
        context: RequestContext<RoleServer>,
    ) -> Result<ServerResult, ErrorData> {
        let subscribes = matches!(request, ClientRequest::SubscriptionsListenRequest(_));
        let answer = self.server.handle_request(request, context);
        if !subscribes {
            return answer.await;
        }
        tokio::select! {
            // One that has begun ends by itself, with a result.
            biased;
            answer = answer => answer,
            () = self.given_up() => Err(ErrorData::internal_error("the client has hung up", None)),
        }
    }

    async fn handle_notification(
        &self,
        notification: ClientNotification,
        context: NotificationContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        self.server.handle_notification(notification, context).await
    }

    fn get_info(&self) -> ServerConfig {
        ServerHandler::get_info(&self.server)
    }

    fn supported_protocol_versions(&self) -> Cow<'static, [ProtocolVersion]> {
        ServerHandler::supported_protocol_versions(&self.server)
    }
}

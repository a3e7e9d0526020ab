//! The places there are: for calls under way, and for streams that stay open, as a subscription does. Whoever finds none
//! is told so at once.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::body::{Frame, SizeHint};
use rmcp::ErrorData;
use rmcp::model::JsonRpcError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Limits;

/// Who takes a place, takes it from here.
#[derive(Debug)]
pub(super) struct Places {
    calls: Semaphore,
    streams: Arc<Semaphore>,
    call: Duration,
}

impl Places {
    pub(super) fn new(limits: Limits) -> Self {
        Places {
            calls: Semaphore::new(limits.calls),
            streams: Arc::new(Semaphore::new(limits.streams)),
            call: limits.call,
        }
    }

    /// Answers a call if there is a place for it, in its time.
    pub(super) async fn answer(&self, call: impl Future<Output = Response>) -> Response {
        let Ok(_call) = self.calls.try_acquire() else {
            return refuse(Some("1"), "too many calls are under way; send this one again in a second");
        };
        let Ok(response) = tokio::time::timeout(self.call, call).await else {
            // Not to be sent again as it is: it would take as long.
            return refuse(None, "the call took longer than this server allows and was stopped");
        };
        let kind = response.headers().get(header::CONTENT_TYPE);
        if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream")) {
            return response;
        }
        match Arc::clone(&self.streams).try_acquire_owned() {
            Ok(place) => response.map(|body| Body::new(Held { body, _place: place })),
            Err(_) => refuse(Some("30"), "too many streams are open; end one, or come again later"),
        }
    }
}

fn refuse(after: Option<&'static str>, message: &'static str) -> Response {
    let body = Json(JsonRpcError::new(None, ErrorData::internal_error(message, None)));
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, body).into_response();
    if let Some(seconds) = after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
    }
    response
}

/// A stream that holds its place until it ends.
struct Held {
    body: Body,
    _place: OwnedSemaphorePermit,
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

//! The MCP face over HTTP: Streamable HTTP without sessions, at `/mcp`.
//!
//! A request carries all that it needs, so any number of servers over one store answer alike.
//!
//! # Layout
//! - `access`: the hosts and origins that are let in
//! - `connections`: accepting, reading heads in time, ending in good order
//! - `places`: how many may be served at once, and for how long
//! - `health`: what a supervisor asks
//!
//! There is no authentication here: whoever is let in may read and change every pack of the store. What keeps a web page
//! in a browser on this machine out is that its `Origin` is not allowed, nor the `Host` of a name rebound to this address.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use rmcp::ServerHandler;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower::{Layer, ServiceExt};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};
use tower_http::trace::TraceLayer;

use crate::workspace::Workspace;
use places::Places;

mod access;
mod connections;
mod health;
mod places;

pub use access::{Access, BadName, Host, Origin};

/// Where the protocol is spoken.
pub const PATH: &str = "/mcp";

/// What a caller may use up.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The bytes of a request's body.
    pub body: usize,
    /// The connections open at once. Where there are so many, those that wait for a request are closed for the next one.
    pub connections: usize,
    /// The calls under way at once; one more is told to come again.
    pub calls: usize,
    /// The streams open at once, as of subscriptions; one more is told to come later.
    pub streams: usize,
    /// The time from a request's head to its answer. It also bounds how long an ending server waits for its last calls.
    pub call: Duration,
    /// The time for a request's head to arrive, on a connection that waits for one.
    pub head: Duration,
}

/// Serves MCP over HTTP until `stop` is cancelled, and then until the calls under way are answered.
pub async fn serve<S: ServerHandler + Clone>(
    listener: TcpListener,
    server: S,
    workspace: Workspace,
    access: &Access,
    limits: Limits,
    stop: CancellationToken,
) {
    let cut = CancellationToken::new();
    let router = router(server, access, limits, cut.clone()).merge(health::router(workspace)).fallback(elsewhere);
    let router = router.layer((TraceLayer::new_for_http(), CatchPanicLayer::new()));
    connections::serve(listener, router, limits, stop).await;
    // What is still under way now has had its time.
    cut.cancel();
}

fn router<S: ServerHandler + Clone>(server: S, access: &Access, limits: Limits, cut: CancellationToken) -> Router {
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(limits.body)
        .with_allowed_hosts(access.hosts())
        .with_allowed_origins(access.origins().map(Origin::with_port))
        // An empty list lets no origin in, rather than every one.
        .enforce_origin_validation()
        .with_cancellation_token(cut);
    let mcp = StreamableHttpService::new(move || Ok(server.clone()), Arc::new(NeverSessionManager::default()), config);
    // Shared: as a service of its own it would be cloned several times for each request, with all its names of hosts.
    let answering = Arc::new((mcp, Places::new(limits)));
    let answer = async move |request: Request| {
        let (mcp, places) = &*answering;
        // On the heap: it is large, and each layer around it would copy it.
        let handled = Box::pin(mcp.handle(request));
        places.answer(async { handled.await.into_response() }).await
    };
    Router::new().route(PATH, post(answer)).layer(from_fn_with_state(Arc::new(cors(access)), for_pages))
}

/// Lets pages read their answers. Who is no page sends no origin, and needs none of the work.
async fn for_pages(State(cors): State<Arc<CorsLayer>>, request: Request, next: Next) -> Response {
    if !request.headers().contains_key(header::ORIGIN) {
        return next.run(request).await;
    }
    cors.layer(next).oneshot(request).await.into_response()
}

/// What lets pages of the allowed origins read the answers they are given.
fn cors(access: &Access) -> CorsLayer {
    let origins = access.origins().filter_map(|origin| HeaderValue::try_from(origin.header()).ok());
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::POST])
        // Among them one for each parameter of a tool, so they cannot be listed.
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([header::RETRY_AFTER])
}

async fn elsewhere() -> Response {
    (StatusCode::NOT_FOUND, format!("nothing is here; MCP is at {PATH}\n")).into_response()
}

//! What a supervisor asks: is the process up, does its store answer. Anybody may ask, at any load.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::workspace::Workspace;

/// How long the store may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) fn router(workspace: Workspace) -> Router {
    Router::new().route("/healthz", get(up)).route("/readyz", get(ready)).with_state(workspace)
}

async fn up() -> Json<Value> {
    Json(json!({"status": "up"}))
}

async fn ready(State(workspace): State<Workspace>) -> (StatusCode, Json<Value>) {
    // A page is read anew each time, which a list need not be.
    let problem = match tokio::time::timeout(PATIENCE, workspace.page(None, 1)).await {
        Ok(Ok(_)) => return (StatusCode::OK, Json(json!({"status": "ready"}))),
        Ok(Err(error)) => error.to_string(),
        Err(_) => format!("no answer within {} s", PATIENCE.as_secs()),
    };
    // What is wrong says where the store is, which not everybody has to know.
    tracing::warn!("the store does not answer: {problem}");
    (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"status": "the store does not answer"})))
}

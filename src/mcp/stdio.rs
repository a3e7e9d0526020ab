//! The MCP face on standard input and output.

use rmcp::service::ServerInitializeError;
use rmcp::{ServerHandler, ServiceExt};
use tokio_util::sync::CancellationToken;

use super::hangup::{Attended, Hangup};

/// Why serving ended.
#[derive(Debug, thiserror::Error)]
pub enum StdioError {
    /// The client did not complete the handshake.
    #[error("the client did not complete the handshake: {0}")]
    Handshake(String),
    /// The session ended in an error.
    #[error("the session ended: {0}")]
    Session(String),
}

/// Serves MCP on stdin and stdout until the client closes its end, of which `closing` tells.
///
/// # Errors
/// A handshake or session that failed; a client that only went away is no error.
pub async fn serve(server: impl ServerHandler, closing: CancellationToken) -> Result<(), StdioError> {
    let (reader, output) = rmcp::transport::io::stdio_pipes();
    let server = Attended { server, ended: closing.clone() };
    let running = match server.serve((Hangup { reader, ended: closing }, output)).await {
        Ok(running) => running,
        Err(ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
        Err(error) => return Err(StdioError::Handshake(error.to_string())),
    };
    running.waiting().await.map_err(|error| StdioError::Session(error.to_string()))?;
    Ok(())
}

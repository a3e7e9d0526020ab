//! Accepting, reading heads in time, ending in good order.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::Limits;

/// How long to wait where no connection can be accepted, as when file descriptors are used up.
const PAUSE: Duration = Duration::from_millis(200);

/// Serves connections until `stop`; then takes no more and waits for those that are owed an answer.
///
/// Where there are as many as there may be, each is told to end as soon as it is owed nothing, and the next one waits
/// until one has ended. So connections that are kept open for nothing keep nobody out.
pub(super) async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: CancellationToken) {
    let mut connections = JoinSet::new();
    let places = Arc::new(Semaphore::new(limits.connections));
    // Tells those that it was given to; later ones are given another.
    let mut end = stop.child_token();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                let place = match Arc::clone(&places).try_acquire_owned() {
                    Ok(place) => place,
                    Err(_) => {
                        tracing::debug!(limit = limits.connections, "there is no place for a connection");
                        end.cancel();
                        end = stop.child_token();
                        let freed = Arc::clone(&places).acquire_owned();
                        let Some(Ok(place)) = stop.run_until_cancelled(freed).await else { break };
                        place
                    }
                };
                let served = connection(stream, router.clone(), limits.head, end.clone());
                connections.spawn(async move {
                    served.await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    let ended = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(limits.call, ended).await.is_err() {
        tracing::warn!(connections = connections.len(), "stopped before every call was answered");
    }
}

/// Serves a connection until it is closed, or until `end` and the answer then under way.
async fn connection(stream: TcpStream, router: Router, head: Duration, end: CancellationToken) {
    // Answers are small; each goes out as soon as it is there.
    let _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(router);
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(head)
            .serve_connection(TokioIo::new(stream), service)
    );
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = end.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

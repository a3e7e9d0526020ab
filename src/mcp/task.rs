//! The work of one call, in a task of its own.

use rmcp::ErrorData;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Does a call's work until it is done or the call is cancelled, by its client or because that went away. Work that is
/// stopped has kept a whole revision or none. A panic is an error of this call, and of no other.
pub(super) async fn run<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
    cancelled: CancellationToken,
) -> Result<T, ErrorData> {
    // Dropping the set stops what is in it.
    let mut task = JoinSet::new();
    task.spawn(work);
    tokio::select! {
        done = task.join_next() => match done {
            Some(Ok(answer)) => Ok(answer),
            // What it panicked over, the process has said on standard error.
            _ => Err(ErrorData::internal_error("this is a defect of groundplan; its log says more", None)),
        },
        () = cancelled.cancelled() => Err(ErrorData::internal_error("the call was cancelled", None)),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    async fn work_ends_with_its_call() {
        let never = CancellationToken::new();
        assert_eq!(run(async { 7 }, never.clone()).await.ok(), Some(7));
        let error = run(async { panic!("a defect") }, never).await.map(|(): ()| ()).expect_err("a panic is an error");
        assert!(error.message.contains("defect of groundplan"), "{error}");

        let cancelled = CancellationToken::new();
        cancelled.cancel();
        let alive = Arc::new(());
        let held = Arc::clone(&alive);
        let work = async move {
            std::future::pending::<()>().await;
            drop(held);
        };
        run(work, cancelled).await.expect_err("a cancelled call is an error");
        // The task is dropped when it is next looked at.
        while Arc::strong_count(&alive) > 1 {
            tokio::task::yield_now().await;
        }
    }
}

//! The work of one call, which neither outlasts it nor harms another.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use rmcp::ErrorData;
use tokio_util::sync::CancellationToken;

/// Does a call's work until it is done or the call is cancelled, by its client or because that went away. Work that is
/// stopped has kept a whole revision or none. A panic is an error of this call, and of no other.
///
/// The library answers each call in a task already, so the work needs none of its own, nor the way there and back.
pub(super) async fn run<T>(work: impl Future<Output = T>, cancelled: CancellationToken) -> Result<T, ErrorData> {
    // What a call shares with others is kept whole by locks and transactions.
    let work = AssertUnwindSafe(work).catch_unwind();
    match cancelled.run_until_cancelled_owned(work).await {
        Some(Ok(answer)) => Ok(answer),
        // What it panicked over, the process has said on standard error.
        Some(Err(_)) => Err(ErrorData::internal_error("this is a defect of groundplan; its log says more", None)),
        None => Err(ErrorData::internal_error("the call was cancelled", None)),
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
        assert_eq!(Arc::strong_count(&alive), 1, "the work is dropped");
    }
}

//! A reader that tells when its end is reached.
//!
//! What waits for the end of the connection, as a subscription does, has to learn of it before the connection is closed:
//! closing waits for what still runs.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

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

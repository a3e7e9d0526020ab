//! Ctrl-C in a conversation.

use std::io;

/// Hears Ctrl-C from its making on: one that comes before it is waited for is not lost, and ends nothing by itself.
pub(super) struct Interrupts {
    #[cfg(unix)]
    heard: tokio::signal::unix::Signal,
    #[cfg(windows)]
    heard: tokio::signal::windows::CtrlC,
}

impl Interrupts {
    /// Begins to listen.
    ///
    /// # Errors
    /// A system that lets nobody listen.
    pub(super) fn listen() -> io::Result<Self> {
        #[cfg(unix)]
        let heard = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())?;
        #[cfg(windows)]
        let heard = tokio::signal::windows::ctrl_c()?;
        Ok(Interrupts { heard })
    }

    /// The next one.
    pub(super) async fn next(&mut self) {
        self.heard.recv().await;
    }
}

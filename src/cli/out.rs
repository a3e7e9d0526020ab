//! The one way to standard output.

use std::io::{self, BufWriter, Write};

use super::CommandError;

/// Standard output. Whoever closes it has seen enough: that is no failure, and what comes after is
/// not written.
pub(super) struct Out {
    inner: BufWriter<Box<dyn Write>>,
    closed: bool,
}

impl Out {
    /// The process's own.
    pub(super) fn stdout() -> Self {
        Out { inner: BufWriter::new(Box::new(io::stdout())), closed: false }
    }

    /// Writes text as it is. Text from documents goes through [`crate::output::words::clean`] first.
    pub(super) fn text(&mut self, text: &str) -> Result<(), CommandError> {
        if self.closed {
            return Ok(());
        }
        let written = self.inner.write_all(text.as_bytes());
        self.settle(written)
    }

    /// Writes a line.
    pub(super) fn line(&mut self, text: &str) -> Result<(), CommandError> {
        self.text(text)?;
        self.text("\n")
    }

    /// Writes a value as JSON.
    pub(super) fn json(&mut self, value: &impl serde::Serialize) -> Result<(), CommandError> {
        let value = serde_json::to_value(value).map_err(|error| CommandError::Internal(format!("no JSON: {error}")))?;
        self.line(&crate::output::words::json(&value))
    }

    /// Writes what is still held back.
    pub(super) fn finish(&mut self) -> Result<(), CommandError> {
        if self.closed {
            return Ok(());
        }
        let flushed = self.inner.flush();
        self.settle(flushed)
    }

    /// Whether whoever reads it has seen enough.
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    fn settle(&mut self, result: io::Result<()>) -> Result<(), CommandError> {
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                // What the buffer holds would be tried again when it is dropped.
                let _ = std::mem::replace(&mut self.inner, BufWriter::new(Box::new(io::sink()))).into_parts();
                Ok(())
            }
            other => other.map_err(CommandError::Output),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Closed(io::ErrorKind);

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn write(kind: io::ErrorKind) -> Result<(), CommandError> {
        let mut out = Out { inner: BufWriter::with_capacity(4, Box::new(Closed(kind))), closed: false };
        out.line("more than four bytes")?;
        out.line("and more")?;
        out.finish()
    }

    #[test]
    fn a_closed_pipe_is_no_failure_and_a_full_disk_is() {
        write(io::ErrorKind::BrokenPipe).expect("a closed pipe");
        write(io::ErrorKind::StorageFull).expect_err("a full disk");
    }
}

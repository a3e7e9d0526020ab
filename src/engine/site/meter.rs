//! A reader that ends with an error where its input grows beyond a bound, so that no input can fill the memory.

use std::io::{self, BufRead, Read};

/// Which bound was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// The whole input.
    Total,
    /// One piece of it: a record, a tag, a text.
    Piece,
}

/// Counts what is read. The caller says where a piece begins.
#[derive(Debug)]
pub(super) struct Metered<R> {
    inner: R,
    read: u64,
    total: u64,
    piece_start: u64,
    piece: u64,
    passed: Option<Bound>,
}

impl<R> Metered<R> {
    /// At most `total` bytes, at most `piece` in one piece.
    pub fn new(inner: R, total: u64, piece: u64) -> Self {
        Metered { inner, read: 0, total, piece_start: 0, piece, passed: None }
    }

    /// A new piece begins with what is read next.
    pub fn next_piece(&mut self) {
        self.piece_start = self.read;
    }

    /// How many bytes have been read.
    pub fn bytes(&self) -> u64 {
        self.read
    }

    /// The bound that was passed, if one was: then the last error of reading was that.
    pub fn passed(&self) -> Option<Bound> {
        self.passed
    }

    fn count(&mut self, bytes: usize) {
        self.read = self.read.saturating_add(bytes as u64);
    }

    fn check(&mut self) -> io::Result<()> {
        let bound = match () {
            () if self.read > self.total => Bound::Total,
            () if self.read - self.piece_start > self.piece => Bound::Piece,
            () => return Ok(()),
        };
        self.passed = Some(bound);
        Err(io::Error::new(io::ErrorKind::FileTooLarge, "larger than what is read"))
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.check()?;
        let bytes = self.inner.read(buffer)?;
        self.count(bytes);
        Ok(bytes)
    }
}

impl<R: BufRead> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.check()?;
        self.inner.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.count(bytes);
        self.inner.consume(bytes);
    }
}

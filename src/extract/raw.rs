//! The bytes of a blob as they are, with as much of a look ahead as a decision needs. An error met while looking ahead
//! is told where it lies: after all bytes that were read before it.

use std::cell::Cell;
use std::io::{self, Read as _, Seek as _, Write as _};

use tempfile::SpooledTempFile;

use crate::model::piece::{BlobReader, Obstacle};
use crate::model::source::Source;

thread_local! {
    /// Memory to look ahead with, handed on from blob to blob of a thread.
    static SPARE: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// How much is spooled at a time.
const SPOOLED: usize = 64 * 1024;

/// A blob that can be looked at before it is read.
pub(super) struct Raw<'b> {
    blob: &'b mut dyn BlobReader,
    /// What was read and is not taken yet lies in `at..end` of it.
    memory: Vec<u8>,
    at: usize,
    end: usize,
    failure: Option<io::ErrorKind>,
    ended: bool,
    read: u64,
    /// What comes before the rest of the blob.
    replayed: Option<SpooledTempFile>,
}

impl Drop for Raw<'_> {
    fn drop(&mut self) {
        SPARE.set(std::mem::take(&mut self.memory));
    }
}

impl<'b> Raw<'b> {
    pub(super) fn new(blob: &'b mut dyn BlobReader) -> Self {
        Self {
            blob,
            memory: SPARE.take(),
            at: 0,
            end: 0,
            failure: None,
            ended: false,
            read: 0,
            replayed: None,
        }
    }

    /// Bytes read from the blob so far, taken or not.
    pub(super) fn bytes_read(&self) -> u64 {
        self.read
    }

    /// The blob itself, to be asked at the end.
    pub(super) fn blob(&self) -> &dyn BlobReader {
        self.blob
    }

    /// What was looked at and not taken yet.
    pub(super) fn ahead(&self) -> &[u8] {
        &self.memory[self.at..self.end]
    }

    /// What comes next: at least `least` bytes unless nothing more comes, and whether nothing comes behind them. Where
    /// more has to be read for that, up to `most` bytes are.
    pub(super) fn look(&mut self, least: usize, most: usize) -> (&[u8], bool) {
        if self.end - self.at < least && !self.is_last() {
            self.fill_ahead(most);
        }
        (self.ahead(), self.is_last())
    }

    /// Takes all that comes, up to `most` bytes, and says whether that is all. Memory holds `kept` bytes of it. An error of
    /// the blob is told later, as always.
    pub(super) fn spool(&mut self, kept: usize, most: u64) -> io::Result<(SpooledTempFile, bool)> {
        let mut spool = SpooledTempFile::new(kept);
        let mut left = most;
        while left > 0 {
            if self.ahead().is_empty() && !self.is_last() {
                self.fill_ahead(SPOOLED);
            }
            let length = self.ahead().len().min(usize::try_from(left).unwrap_or(usize::MAX));
            if length == 0 {
                return Ok((spool, true));
            }
            spool.write_all(&self.ahead()[..length])?;
            self.take(length);
            left -= length as u64;
        }
        Ok((spool, false))
    }

    /// Gives back what was spooled: it comes next, once more.
    pub(super) fn replay(&mut self, mut spool: SpooledTempFile) -> io::Result<()> {
        spool.rewind()?;
        self.replayed = Some(spool);
        self.ended = false;
        Ok(())
    }

    /// Takes bytes that were looked at.
    pub(super) fn take(&mut self, count: usize) {
        self.at += count;
        debug_assert!(self.at <= self.end, "only what was looked at is taken");
    }

    /// Gives back bytes that were just read: they come next again.
    pub(super) fn put_back(&mut self, bytes: &[u8]) {
        if self.at < bytes.len() {
            let waiting = self.end - self.at;
            self.make_room(bytes.len() + waiting);
            self.memory.copy_within(self.at..self.end, bytes.len());
            (self.at, self.end) = (bytes.len(), bytes.len() + waiting);
        }
        let start = self.at - bytes.len();
        self.memory[start..self.at].copy_from_slice(bytes);
        self.at = start;
    }

    /// Reads what comes next; 0 only at the end. An error is told once, then the blob has ended.
    pub(super) fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let ahead = self.ahead();
        let mut length = out.len().min(ahead.len());
        out[..length].copy_from_slice(&ahead[..length]);
        self.at += length;
        if length < out.len() && !self.is_last() {
            length += self.read_blob(&mut out[length..]);
        }
        if length > 0 {
            return Ok(length);
        }
        self.ended = true;
        self.failure.take().map_or(Ok(0), |kind| Err(kind.into()))
    }

    fn is_last(&self) -> bool {
        self.ended || self.failure.is_some()
    }

    fn make_room(&mut self, size: usize) {
        if self.memory.len() < size {
            self.memory.resize(size, 0);
        }
    }

    fn fill_ahead(&mut self, most: usize) {
        self.memory.copy_within(self.at..self.end, 0);
        (self.at, self.end) = (0, self.end - self.at);
        self.make_room(most);
        let mut memory = std::mem::take(&mut self.memory);
        while self.end < most && !self.is_last() {
            self.end += self.read_blob(&mut memory[self.end..most]);
        }
        self.memory = memory;
    }

    /// One read; the end and an error are remembered.
    fn read_blob(&mut self, out: &mut [u8]) -> usize {
        if let Some(replayed) = &mut self.replayed {
            match replayed.read(out) {
                Ok(0) => self.replayed = None,
                Ok(length) => return length,
                Err(error) => {
                    (self.replayed, self.failure) = (None, Some(error.kind()));
                    return 0;
                }
            }
        }
        loop {
            match self.blob.read(out) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(length) => {
                    self.ended = length == 0;
                    self.read += length as u64;
                    return length;
                }
                Err(error) => {
                    self.failure = Some(error.kind());
                    return 0;
                }
            }
        }
    }
}

/// What was looked at comes first: for a reader that takes the whole blob.
impl BlobReader for Raw<'_> {
    fn source(&self) -> &Source {
        self.blob.source()
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Raw::read(self, buffer)
    }

    fn shortfall(&self) -> Vec<Obstacle> {
        self.blob.shortfall()
    }
}

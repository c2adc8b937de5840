//! The bytes of what git keeps: a file as they are, a commit from its message on. Says where git keeps only a pointer.

use std::io;

use super::repository::ObjectReader;
use crate::model::piece::Obstacle;

/// How a pointer of Git LFS begins (its specification, version 1); it is shorter than 1024 bytes.
const POINTER: &[u8] = b"version https://git-lfs.github.com/spec/v1\n";
const LONGEST_POINTER: u64 = 1023;

/// An object being read.
#[derive(Debug)]
pub(super) struct Tracked {
    object: ObjectReader,
    /// What was read ahead, and how much of it was handed on.
    ahead: Vec<u8>,
    handed: usize,
    is_pointer: bool,
}

impl Tracked {
    /// Looks at the beginning of an object; passes over all before its message if that is what is wanted.
    pub(super) fn new(object: ObjectReader, message: bool) -> io::Result<Self> {
        let mut tracked = Self { object, ahead: Vec::new(), handed: 0, is_pointer: false };
        if message {
            tracked.pass_over_head()?;
        } else if tracked.size() <= LONGEST_POINTER {
            while tracked.look_ahead()? {}
            tracked.is_pointer = tracked.ahead.starts_with(POINTER);
        }
        Ok(tracked)
    }

    /// Its length in bytes, as git has it.
    pub(super) fn size(&self) -> u64 {
        self.object.size()
    }

    /// What git does not have of it.
    pub(super) fn shortfall(&self) -> Vec<Obstacle> {
        let what = "git has only a pointer; the content is kept in Git LFS".into();
        if self.is_pointer { vec![Obstacle::PartlyRead { what }] } else { Vec::new() }
    }

    /// Reads up to `buffer.len()` bytes; 0 at the end.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let waiting = &self.ahead[self.handed..];
        if waiting.is_empty() {
            return self.object.read(buffer);
        }
        let length = waiting.len().min(buffer.len());
        buffer[..length].copy_from_slice(&waiting[..length]);
        self.handed += length;
        Ok(length)
    }

    /// Headers end at the first empty line.
    fn pass_over_head(&mut self) -> io::Result<()> {
        loop {
            if let Some(at) = memchr::memmem::find(&self.ahead, b"\n\n") {
                self.handed = at + 2;
                return Ok(());
            }
            if !self.look_ahead()? {
                self.handed = self.ahead.len();
                return Ok(());
            }
            // A head has no bound, but only its last byte can be half of the empty line.
            let kept = self.ahead.len().saturating_sub(1 << 16);
            if kept > 0 {
                self.ahead.drain(..kept);
            }
        }
    }

    fn look_ahead(&mut self) -> io::Result<bool> {
        let mut chunk = [0; 1024];
        let read = loop {
            match self.object.read(&mut chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        self.ahead.extend_from_slice(&chunk[..read]);
        Ok(read > 0)
    }
}

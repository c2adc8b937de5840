//! The pipe between a worker and its master: frames behind their lengths, both ways. Each side flushes what it has to say
//! before it waits, so the two never wait for each other.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};

use super::Fault;
use super::bytes::Broken;
use super::frames::{FromWorker, ToWorker};
use crate::extract::windows::OWNED;
use crate::model::window::{AFTER, BEFORE};

/// The most bytes a frame may have: a window, and as much again. Neither side takes memory for a longer one.
pub(super) const LONGEST: usize = 2 * (BEFORE + OWNED + AFTER);

/// How many bytes of an artifact go over the pipe at a time.
pub(super) const CHUNK: usize = 64 * 1024;

/// Both ends of one side.
pub(super) struct Line<R: Read, W: Write> {
    input: BufReader<R>,
    output: BufWriter<W>,
    received: Vec<u8>,
    scratch: Vec<u8>,
}

/// Whether a frame was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub(super) enum Sent {
    Yes,
    /// It is longer than any may be, and nothing of it was sent.
    TooLong,
}

impl<R: Read, W: Write> Line<R, W> {
    pub(super) fn new(input: R, output: W) -> Self {
        let (input, output) =
            (BufReader::with_capacity(CHUNK, input), BufWriter::with_capacity(CHUNK, output));
        Self { input, output, received: Vec::new(), scratch: Vec::new() }
    }

    /// Sends what a worker says.
    pub(super) fn say(&mut self, said: &FromWorker<'_>) -> io::Result<Sent> {
        self.send(|out| said.encode(out))
    }

    /// Sends what a worker is told.
    pub(super) fn tell(&mut self, told: &ToWorker<'_>) -> Result<(), Fault> {
        match self.send(|out| told.encode(out))? {
            Sent::Yes => Ok(()),
            Sent::TooLong => Err(Broken("a question is too long").into()),
        }
    }

    fn send(&mut self, encode: impl FnOnce(&mut Vec<u8>)) -> io::Result<Sent> {
        self.scratch.clear();
        encode(&mut self.scratch);
        let Some(length) =
            u32::try_from(self.scratch.len()).ok().filter(|length| *length as usize <= LONGEST)
        else {
            self.scratch = Vec::new();
            return Ok(Sent::TooLong);
        };
        self.output.write_all(&length.to_le_bytes())?;
        self.output.write_all(&self.scratch)?;
        Ok(Sent::Yes)
    }

    /// Waits until something comes.
    pub(super) fn wait(&mut self) -> Result<(), Fault> {
        self.output.flush()?;
        if self.is_over()? { Err(Fault::Gone) } else { Ok(()) }
    }

    /// The next frame, which must come.
    pub(super) fn receive(&mut self) -> Result<&[u8], Fault> {
        self.receive_or_end()?.ok_or(Fault::Gone)
    }

    /// The next frame; `None` where the other side has gone between two frames.
    pub(super) fn receive_or_end(&mut self) -> Result<Option<&[u8]>, Fault> {
        self.output.flush()?;
        if self.is_over()? {
            return Ok(None);
        }
        let mut length = [0; 4];
        self.input.read_exact(&mut length)?;
        let length = u32::from_le_bytes(length) as usize;
        if length > LONGEST {
            return Err(Broken("a frame is too long").into());
        }
        self.received.resize(length, 0);
        self.input.read_exact(&mut self.received)?;
        Ok(Some(&self.received))
    }

    fn is_over(&mut self) -> io::Result<bool> {
        loop {
            match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                bytes => return bytes.map(<[u8]>::is_empty),
            }
        }
    }

    /// Sends what waits to be sent.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

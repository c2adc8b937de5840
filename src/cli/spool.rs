//! Keeps a report until it is whole. Where the disk is full before that, what was kept and what follows goes to
//! standard output, so that nothing found is lost.

use std::io::{self, Read, Seek, Write};
use std::path::Path;

use tempfile::SpooledTempFile;

/// Reports up to this size stay in memory until they are whole.
const IN_MEMORY: usize = 1 << 20;

/// A report in the making.
pub(super) struct Spool {
    kept: SpooledTempFile,
    length: u64,
    /// Why it could not be kept any longer; from then on it is printed.
    failure: Option<io::Error>,
}

impl Spool {
    /// One that grows into a nameless file of this folder.
    pub(super) fn within(folder: &Path) -> Self {
        Self { kept: tempfile::spooled_tempfile_in(IN_MEMORY, folder), length: 0, failure: None }
    }

    /// The whole report from its start, or why it was printed instead.
    pub(super) fn into_kept(mut self) -> io::Result<SpooledTempFile> {
        match self.failure {
            None => {
                self.kept.rewind()?;
                Ok(self.kept)
            }
            Some(failure) => Err(failure),
        }
    }

    fn print_what_was_kept(&mut self) -> io::Result<()> {
        self.kept.rewind()?;
        io::copy(&mut (&mut self.kept).take(self.length), &mut io::stdout().lock())?;
        Ok(())
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.failure.is_none() {
            match self.kept.write(bytes) {
                Ok(length) => {
                    self.length += length as u64;
                    return Ok(length);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
                Err(error) => {
                    self.print_what_was_kept()?;
                    self.failure = Some(error);
                }
            }
        }
        io::stdout().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.failure.is_some() { io::stdout().flush() } else { Ok(()) }
    }
}

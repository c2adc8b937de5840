//! Lists that are written bit by bit: what stands between elements, and those that wait until their turn comes.

use std::io::{self, Seek, Write};

use serde::Serialize;
use tempfile::SpooledTempFile;

/// Bytes that are kept in memory before the list leaves it.
const SPOOLED: usize = 1024 * 1024;

/// Elements of a list that wait until their turn comes.
#[derive(Debug, Default)]
pub(super) struct Spool {
    file: Option<SpooledTempFile>,
    separator: Separator,
}

impl Spool {
    /// Adds an element.
    pub(super) fn push(&mut self, element: &impl Serialize) -> io::Result<()> {
        let mut bytes = Vec::new();
        self.separator.write(&mut bytes)?;
        serde_json::to_writer(&mut bytes, element)?;
        self.file.get_or_insert_with(|| SpooledTempFile::new(SPOOLED)).write_all(&bytes)
    }

    /// Adds text as it is, without anything between.
    pub(super) fn push_text(&mut self, text: &str) -> io::Result<()> {
        self.file.get_or_insert_with(|| SpooledTempFile::new(SPOOLED)).write_all(text.as_bytes())
    }

    /// Writes them all, and forgets them.
    pub(super) fn copy_to(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        let Some(mut file) = self.file.take() else { return Ok(()) };
        file.rewind()?;
        io::copy(&mut file, out).map(|_| ())
    }
}

/// What goes between the elements of a list that is written bit by bit.
#[derive(Debug, Default)]
pub(super) struct Separator {
    open: bool,
}

impl Separator {
    /// Writes what goes before the next element.
    pub(super) fn write(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        out.write_all(if self.open { b",\n" } else { b"\n" })?;
        self.open = true;
        Ok(())
    }
}

//! Verdicts → bytes. One format a file; a new format is one file and one line in [`FORMATS`]. Reports are streamed:
//! artifacts arrive in the order of their paths, and no report holds more than one of them.
//!
//! Only this stage may expose a value, and only under `--show-values`.

use std::io;

use crate::model::run::{RunHeader, Summary};
use crate::model::verdict::JudgedArtifact;

/// A report being written. Calls come in this order: `begin` once, `artifact` in the order of paths, `end` once, also
/// when the run was interrupted.
pub trait Report {
    /// Before the first artifact.
    fn begin(&mut self, header: &RunHeader, out: &mut dyn io::Write) -> io::Result<()>;

    /// One artifact that has findings or was not wholly read.
    fn artifact(&mut self, artifact: &JudgedArtifact, out: &mut dyn io::Write) -> io::Result<()>;

    /// After the last artifact.
    fn end(&mut self, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()>;
}

//! Reports read back: a `json` or `jsonl` report becomes what the run said, and any other format can be written from it.
//! Values are never taken over: where a report shows them they are masked again, where it does not its masks stay.
//!
//! What is read is not trusted: every record has a largest size, findings wait in a spool outside memory, text that
//! could steer a terminal is escaped, and whatever is wrong is told by line and column without repeating it.

mod header;
mod intake;
mod rebuild;
mod shape;
mod words;

use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Seek};

use tempfile::SpooledTempFile;

use crate::model::run::{RunHeader, Summary};
use crate::model::severity::{Confidence, Severity};
use crate::model::verdict::JudgedArtifact;

use self::rebuild::Rebuilder;
use super::Report;

/// How many findings of an artifact are handed on at a time.
const CHUNK: usize = 512;

/// Why a report cannot be read back.
#[derive(Debug)]
pub struct ReadError {
    /// Where, both 1-based; 0 where it is about the report as a whole.
    pub line: u64,
    /// The column in bytes.
    pub column: u64,
    /// What is wrong and what to do, without repeating what was read.
    pub what: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column) {
            (0, _) => f.write_str(&self.what),
            (line, 0) => write!(f, "line {line}: {}", self.what),
            (line, column) => write!(f, "line {line}, column {column}: {}", self.what),
        }
    }
}

impl std::error::Error for ReadError {}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self { line: 0, column: 0, what: format!("cannot be read: {error}") }
    }
}

impl ReadError {
    fn at(line: u64, what: impl Into<String>) -> Self {
        Self { line, column: 0, what: what.into() }
    }
}

/// What to leave out of a report that is read back.
#[derive(Clone, Copy, Debug, Default)]
pub struct Narrowing {
    /// List findings of this confidence and more.
    pub confidence: Option<Confidence>,
    /// List findings of this severity and more.
    pub severity: Option<Severity>,
    /// Leave out findings that somebody answered for.
    pub leaves_out_suppressed: bool,
}

/// A report that was read and proved.
pub struct StoredReport {
    header: RunHeader,
    summary: Summary,
    rebuilder: Rebuilder,
    findings: SpooledTempFile,
    unread: SpooledTempFile,
    /// What the user should know of the reading.
    pub warnings: Vec<String>,
}

/// Reads a `json` or a `jsonl` report to its end.
pub fn read(input: impl Read, narrowing: Narrowing) -> Result<StoredReport, ReadError> {
    intake::read(input)?.prove(narrowing)
}

impl StoredReport {
    /// Writes the report in another form. `explain` is whether people are to see every term of evidence.
    pub fn write(
        mut self,
        explain: bool,
        report: &mut dyn Report,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        self.header.explain = explain;
        report.begin(&self.header, out)?;
        self.write_artifacts(report, out)?;
        report.end(&self.summary, out)
    }

    /// Findings and what was not read, woven together again by how many findings go before.
    fn write_artifacts(&mut self, report: &mut dyn Report, out: &mut dyn io::Write) -> io::Result<()> {
        let mut unread = records::<shape::Unread>(&mut self.unread)?.peekable();
        let mut open = Open { artifact: None, report, out };
        for (finding, listed) in records::<shape::Finding>(&mut self.findings)?.zip(0..) {
            while let Some(Ok(next)) = unread.next_if(|next| is_due(next, listed)) {
                open.unread(rebuild::unread(&next).map_err(io::Error::other)?)?;
            }
            open.finding(self.rebuilder.finding(&finding?).map_err(io::Error::other)?)?;
        }
        for next in unread {
            open.unread(rebuild::unread(&next?).map_err(io::Error::other)?)?;
        }
        open.flush()
    }
}

fn is_due(next: &io::Result<shape::Unread>, listed: u64) -> bool {
    next.as_ref().is_ok_and(|unread| unread.after.unwrap_or_default() <= listed)
}

/// The records of a spool, one a line.
fn records<T: serde::de::DeserializeOwned>(
    spool: &mut SpooledTempFile,
) -> io::Result<impl Iterator<Item = io::Result<T>> + use<'_, T>> {
    spool.rewind()?;
    Ok(BufReader::new(spool).lines().map(|line| serde_json::from_str(&line?).map_err(io::Error::from)))
}

/// The artifact whose records are coming in.
struct Open<'a> {
    artifact: Option<JudgedArtifact>,
    report: &'a mut dyn Report,
    out: &'a mut dyn io::Write,
}

impl Open<'_> {
    /// A finding after something unread begins a new artifact: reports name findings first.
    fn finding(&mut self, part: JudgedArtifact) -> io::Result<()> {
        let joins = |open: &JudgedArtifact| {
            open.source == part.source && open.unread.is_empty() && open.findings.len() < CHUNK
        };
        match self.artifact.as_mut().filter(|open| joins(open)) {
            Some(open) => open.findings.extend(part.findings),
            None => self.begin(part)?,
        }
        Ok(())
    }

    fn unread(&mut self, part: JudgedArtifact) -> io::Result<()> {
        let joins = |open: &JudgedArtifact| {
            open.source.path == part.source.path
                && open.source.facts.path_masked == part.source.facts.path_masked
                && open.unread.len() < CHUNK
        };
        match self.artifact.as_mut().filter(|open| joins(open)) {
            Some(open) => open.unread.extend(part.unread),
            None => self.begin(part)?,
        }
        Ok(())
    }

    fn begin(&mut self, part: JudgedArtifact) -> io::Result<()> {
        self.flush()?;
        self.artifact = Some(part);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.artifact.take() {
            Some(artifact) => self.report.artifact(&artifact, self.out),
            None => Ok(()),
        }
    }
}

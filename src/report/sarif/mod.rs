//! SARIF 2.1.0, for code hosts and editors. Results are written as they come; the tool, its rules and what was not
//! read follow after them, so that only rules that were hit are described.
//!
//! Memory does not grow with findings or files: what was not read waits in a spool that leaves memory when it grows.
//! No clock, no absolute path, no value without `--show-values`.

mod descriptor;
mod location;
mod notification;
mod result;
mod run;
mod taxonomy;

use std::io::{self, Seek, Write};

use serde::Serialize;
use tempfile::SpooledTempFile;

use crate::model::rule_doc::RuleIndex;
use crate::model::run::{RunHeader, Summary};
use crate::model::verdict::JudgedArtifact;

use super::tally::Tally;
use super::{Report, begun, masking};

/// Where the schema of the format is.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Bytes of notifications that are kept in memory.
const SPOOLED: usize = 1024 * 1024;

/// The SARIF report.
#[derive(Debug, Default)]
pub struct Sarif {
    header: Option<RunHeader>,
    tally: Tally,
    hits: Hits,
    results: Separator,
    unread: Spool,
}

/// What results refer to by number, in the order of the first reference.
#[derive(Debug, Default)]
struct Hits {
    rules: FirstSeen<RuleIndex>,
    laws: FirstSeen<Box<str>>,
}

impl Report for Sarif {
    fn begin(&mut self, header: &RunHeader, out: &mut dyn io::Write) -> io::Result<()> {
        self.header = Some(header.clone());
        write!(out, "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{")?;
        out.write_all(run::HEAD.as_bytes())?;
        out.write_all(b"\"results\":[")
    }

    fn artifact(&mut self, artifact: &JudgedArtifact, out: &mut dyn io::Write) -> io::Result<()> {
        let header = begun(self.header.as_ref())?;
        let path = masking::shown_path(header, artifact);
        self.tally.add(&path, artifact);
        for judged in artifact.findings.iter().filter(|judged| judged.verdict.shown) {
            self.results.write(out)?;
            serde_json::to_writer(&mut *out, &result::result(header, &mut self.hits, &path, judged))?;
        }
        artifact
            .unread
            .iter()
            .try_for_each(|obstacle| self.unread.push(&notification::unread(&path, obstacle)))
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
        let header = begun(self.header.as_ref())?;
        out.write_all(b"],\n\"tool\":")?;
        serde_json::to_writer(&mut *out, &run::tool(header, &self.hits))?;
        write_member(out, "taxonomies", &taxonomy::taxonomies(header, &self.hits.laws))?;
        write_invocation(&mut self.unread, summary, out)?;
        if self.tally.masked_path {
            write_member(out, "redactionTokens", &[masking::TOKEN])?;
        }
        write_member(out, "properties", &run::properties(header, &self.tally, summary))?;
        out.write_all(b"}]}\n")
    }
}

/// The invocation is put together by hand, so that the spool is copied through and never held.
fn write_invocation(spool: &mut Spool, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
    for warning in &summary.warnings {
        spool.push(&notification::warning(warning))?;
    }
    let successful = !summary.interrupted;
    write!(
        out,
        ",\n\"invocations\":[{{\"executionSuccessful\":{successful},\"toolExecutionNotifications\":["
    )?;
    spool.copy_to(out)?;
    out.write_all(b"]}]")
}

fn write_member(out: &mut dyn io::Write, name: &str, value: &impl Serialize) -> io::Result<()> {
    write!(out, ",\n\"{name}\":")?;
    serde_json::to_writer(out, value).map_err(io::Error::from)
}

/// Elements of a list that wait until their turn comes.
#[derive(Debug, Default)]
struct Spool {
    file: Option<SpooledTempFile>,
    separator: Separator,
}

impl Spool {
    fn push(&mut self, element: &impl Serialize) -> io::Result<()> {
        let mut bytes = Vec::new();
        self.separator.write(&mut bytes)?;
        serde_json::to_writer(&mut bytes, element)?;
        self.file.get_or_insert_with(|| SpooledTempFile::new(SPOOLED)).write_all(&bytes)
    }

    fn copy_to(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        let Some(mut file) = self.file.take() else { return Ok(()) };
        file.rewind()?;
        io::copy(&mut file, out).map(|_| ())
    }
}

/// What goes between the elements of a list that is written bit by bit.
#[derive(Debug, Default)]
struct Separator {
    open: bool,
}

impl Separator {
    fn write(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        out.write_all(if self.open { b",\n" } else { b"\n" })?;
        self.open = true;
        Ok(())
    }
}

/// Things numbered in the order in which they are first seen.
#[derive(Debug)]
struct FirstSeen<T> {
    order: Vec<T>,
    numbers: std::collections::BTreeMap<T, usize>,
}

impl<T> Default for FirstSeen<T> {
    fn default() -> Self {
        Self { order: Vec::new(), numbers: std::collections::BTreeMap::new() }
    }
}

impl<T: Ord + Clone> FirstSeen<T> {
    fn number(&mut self, item: &T) -> usize {
        if let Some(&number) = self.numbers.get(item) {
            return number;
        }
        self.numbers.insert(item.clone(), self.order.len());
        self.order.push(item.clone());
        self.order.len() - 1
    }
}

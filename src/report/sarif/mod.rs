//! SARIF 2.1.0, for code hosts and editors. Results are written as they come; the tool, its rules and what was not
//! read follow after them, so that only rules that were hit are described.
//!
//! Memory does not grow with findings or files: what was not read waits in a spool that leaves memory when it grows.
//! No clock, no absolute path, no value without `--show-values`.

mod descriptor;
pub mod limits;
mod location;
mod notification;
mod part;
mod result;
mod run;
mod taxonomy;

use std::io;

use serde::Serialize;

use crate::model::rule_doc::RuleIndex;
use crate::model::run::{RunHeader, Summary};
use crate::model::verdict::{Judged, JudgedArtifact};

use super::first_seen::FirstSeen;
use super::spool::{Separator, Spool};
use super::tally::Tally;
use super::{Report, begun, listed, masking};

pub use self::part::Part;

/// Where the schema of the format is.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The SARIF report.
#[derive(Debug, Default)]
pub struct Sarif {
    header: Option<RunHeader>,
    tally: Tally,
    hits: Hits,
    results: Separator,
    unread: Spool,
    part: Option<Part>,
}

impl Sarif {
    /// A report that lists one part of the run.
    pub fn of_part(part: Part) -> Self {
        Self { part: Some(part), ..Self::default() }
    }
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
        let category = self.part.map(|part| part.name() + "/").unwrap_or_default();
        write!(out, "\"automationDetails\":{{\"id\":\"sealant/{category}\"}},")?;
        out.write_all(b"\"results\":[")
    }

    fn artifact(&mut self, artifact: &JudgedArtifact, out: &mut dyn io::Write) -> io::Result<()> {
        let header = begun(self.header.as_ref())?;
        let path = masking::shown_path(header, artifact);
        self.tally.add(&path, artifact);
        let holds = |judged: &&Judged| self.part.is_none_or(|part| part.holds(judged));
        for judged in listed(header, artifact).filter(holds) {
            self.results.write(out)?;
            serde_json::to_writer(&mut *out, &result::result(header, &mut self.hits, &path, judged))?;
        }
        if self.part.is_some_and(|part| !part.is_first()) {
            return Ok(());
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

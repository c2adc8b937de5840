//! One JSON object a line, for scripts. Every line says what it is; `docs/reports.md` lists the fields.
//!
//! Rules, categories and laws are described before the first finding that names them. Never holds more than a line.

use std::io;

use crate::model::run::{RunHeader, Summary};
use crate::model::verdict::{Judged, JudgedArtifact};

use super::first_seen::Mentions;
use super::record::{self, Line};
use super::tally::Tally;
use super::{Report, begun, listed, masking};

/// The version of the fields. It changes when a field changes its meaning or goes, not when one is added.
pub(super) const SCHEMA: &str = "sealant/jsonl/1";

/// The report for scripts.
#[derive(Debug, Default)]
pub struct Jsonl {
    header: Option<RunHeader>,
    mentions: Mentions,
    tally: Tally,
}

impl Report for Jsonl {
    fn begin(&mut self, header: &RunHeader, out: &mut dyn io::Write) -> io::Result<()> {
        self.header = Some(header.clone());
        write_line(out, &Line::Run(record::run(SCHEMA, header)))
    }

    fn artifact(&mut self, artifact: &JudgedArtifact, out: &mut dyn io::Write) -> io::Result<()> {
        let header = begun(self.header.as_ref())?;
        let path = masking::shown_path(header, artifact);
        self.tally.add(&path, artifact);
        for judged in listed(header, artifact) {
            write_new(header, &mut self.mentions, judged, out)?;
            write_line(out, &Line::Finding(Box::new(record::finding(header, &path, judged))))?;
        }
        for obstacle in &artifact.unread {
            write_line(out, &Line::Unread(record::unread(&path, obstacle, None)))?;
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
        let header = begun(self.header.as_ref())?;
        write_line(out, &Line::Summary(record::summary(header, &self.tally, summary)))
    }
}

/// Describes what this finding is the first to name.
fn write_new(
    header: &RunHeader,
    mentions: &mut Mentions,
    judged: &Judged,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let new = mentions.of(header, judged);
    for category in &new.categories {
        write_line(out, &Line::Category(record::category(header, category)))?;
    }
    for rule in &new.rules {
        write_line(out, &Line::Rule(record::rule(header.rulebook.doc(*rule))))?;
    }
    for law in new.laws.iter().filter_map(|law| header.law(law)) {
        write_line(out, &Line::Law(record::law(law)))?;
    }
    Ok(())
}

fn write_line(out: &mut dyn io::Write, line: &Line<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

//! One JSON document with the records of `jsonl`: `run`, `findings`, `unread`, `categories`, `rules`, `laws`, `summary`.
//!
//! Findings are written as they come, one a line; what was not read waits in a spool that leaves memory when it grows.

use std::io;

use serde::Serialize;

use crate::model::run::{RunHeader, Summary};
use crate::model::verdict::JudgedArtifact;

use super::first_seen::Mentions;
use super::record;
use super::spool::{Separator, Spool};
use super::tally::Tally;
use super::{Report, begun, listed, masking};

/// The version of the fields. It changes when a field changes its meaning or goes, not when one is added.
pub(super) const SCHEMA: &str = "sealant/json/1";

/// The report as one document.
#[derive(Debug, Default)]
pub struct Json {
    header: Option<RunHeader>,
    mentions: Mentions,
    tally: Tally,
    findings: Separator,
    listed: u64,
    unread: Spool,
}

impl Report for Json {
    fn begin(&mut self, header: &RunHeader, out: &mut dyn io::Write) -> io::Result<()> {
        self.header = Some(header.clone());
        out.write_all(b"{\"run\":")?;
        serde_json::to_writer(&mut *out, &record::run(SCHEMA, header))?;
        out.write_all(b",\n\"findings\":[")
    }

    fn artifact(&mut self, artifact: &JudgedArtifact, out: &mut dyn io::Write) -> io::Result<()> {
        let header = begun(self.header.as_ref())?;
        let path = masking::shown_path(header, artifact);
        self.tally.add(&path, artifact);
        for judged in listed(header, artifact) {
            self.mentions.of(header, judged);
            self.findings.write(out)?;
            serde_json::to_writer(&mut *out, &record::finding(header, &path, judged))?;
            self.listed += 1;
        }
        let listed = Some(self.listed);
        artifact
            .unread
            .iter()
            .try_for_each(|obstacle| self.unread.push(&record::unread(&path, obstacle, listed)))
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
        let header = begun(self.header.as_ref())?;
        let Mentions { categories, rules, laws } = &self.mentions;
        out.write_all(b"],\n\"unread\":[")?;
        self.unread.copy_to(out)?;
        out.write_all(b"]")?;
        write_list(out, "categories", categories.order.iter().map(|id| record::category(header, id)))?;
        write_list(out, "rules", rules.order.iter().map(|rule| record::rule(header.rulebook.doc(*rule))))?;
        let known = laws.order.iter().filter_map(|law| header.law(law));
        write_list(out, "laws", known.map(record::law))?;
        out.write_all(b",\n\"summary\":")?;
        serde_json::to_writer(&mut *out, &record::summary(header, &self.tally, summary))?;
        out.write_all(b"}\n")
    }
}

fn write_list<T: Serialize>(
    out: &mut dyn io::Write,
    name: &str,
    elements: impl Iterator<Item = T>,
) -> io::Result<()> {
    let mut separator = Separator::default();
    write!(out, ",\n\"{name}\":[")?;
    for element in elements {
        separator.write(out)?;
        serde_json::to_writer(&mut *out, &element)?;
    }
    out.write_all(b"]")
}

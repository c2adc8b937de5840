//! A page in Markdown for the summary of a pipeline (`$GITHUB_STEP_SUMMARY`) or a note on a change: the verdict, what
//! was found by family and severity, the worst findings and what to do about them, and what was not read.
//!
//! Such pages may have a megabyte, so the worst findings are listed and the rest is counted.

use std::collections::BTreeMap;
use std::io;

use crate::model::rule_doc::Family;
use crate::model::run::{RunHeader, Summary};
use crate::model::severity::Severity;
use crate::model::verdict::{Judged, JudgedArtifact};

use super::markdown::{code, escaped};
use super::masking::{self, ShownPath};
use super::tally::Tally;
use super::worst::Worst;
use super::{Report, advice, begun, phrase, place};

/// How many findings are listed.
const LISTED: usize = 100;

/// How many bytes the list may have: half of what such a page may.
const MOST_BYTES: usize = 512 * 1024;

/// The report for the summary of a pipeline.
#[derive(Debug, Default)]
pub struct Page {
    header: Option<RunHeader>,
    tally: Tally,
    counts: BTreeMap<(Family, Severity), u64>,
    rows: Worst<String, LISTED>,
}

impl Report for Page {
    fn begin(&mut self, header: &RunHeader, _out: &mut dyn io::Write) -> io::Result<()> {
        self.header = Some(header.clone());
        Ok(())
    }

    fn artifact(&mut self, artifact: &JudgedArtifact, _out: &mut dyn io::Write) -> io::Result<()> {
        let header = begun(self.header.as_ref())?;
        let path = masking::shown_path(header, artifact);
        self.tally.add(&path, artifact);
        for judged in artifact.findings.iter().filter(|judged| judged.verdict.shown) {
            let family = header.rulebook.doc(judged.finding.rule).family;
            *self.counts.entry((family, judged.verdict.severity)).or_default() += 1;
            self.rows.add(judged, || row(header, &path, judged));
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
        let header = begun(self.header.as_ref())?;
        writeln!(out, "## Sealant: {}\n", escaped(&phrase::verdict(header, summary)))?;
        if summary.interrupted {
            writeln!(out, "**Interrupted: the rest was not searched.**\n")?;
        }
        if summary.gating > 0 {
            writeln!(out, "**{} of them make this run fail.**\n", phrase::number(summary.gating))?;
        }
        self.write_counts(out)?;
        self.write_rows(out)?;
        self.write_unread(out)?;
        write_notes(header, summary, out)
    }
}

impl Page {
    /// Families down, severities across, the worst first.
    fn write_counts(&self, out: &mut dyn io::Write) -> io::Result<()> {
        if self.counts.is_empty() {
            return Ok(());
        }
        let severities = || Severity::ALL.into_iter().rev();
        let is_found = |severity: &Severity| self.counts.keys().any(|(_, found)| found == severity);
        let columns: Vec<Severity> = severities().filter(is_found).collect();
        let names: Vec<&str> = columns.iter().map(|severity| severity.name()).collect();
        writeln!(out, "| family | {} |\n| --- |{}", names.join(" | "), " ---: |".repeat(columns.len()))?;
        for family in Family::ALL.into_iter().filter(|family| self.counts.keys().any(|(f, _)| f == family)) {
            let count =
                |severity: &Severity| self.counts.get(&(family, *severity)).copied().unwrap_or_default();
            let cells: Vec<String> = columns.iter().map(|severity| phrase::number(count(severity))).collect();
            writeln!(out, "| {} | {} |", family.name(), cells.join(" | "))?;
        }
        writeln!(out)
    }

    fn write_rows(&self, out: &mut dyn io::Write) -> io::Result<()> {
        if self.counts.is_empty() {
            return Ok(());
        }
        writeln!(out, "| severity | where | what | found | what to do |\n| --- | --- | --- | --- | --- |")?;
        let mut left = MOST_BYTES;
        let fits = |row: &&String| {
            let rest = left.checked_sub(row.len());
            left = rest.unwrap_or_default();
            rest.is_some()
        };
        let mut listed = 0;
        for row in self.rows.kept().take_while(fits) {
            out.write_all(row.as_bytes())?;
            listed += 1;
        }
        let more = self.counts.values().sum::<u64>() - listed;
        if more > 0 {
            writeln!(out, "\n… and {} more, none of them worse.", phrase::number(more))?;
        }
        writeln!(out)
    }

    fn write_unread(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let count = self.tally.obstacles;
        if count == 0 {
            return Ok(());
        }
        writeln!(out, "**Not, or not wholly, read: {}**\n", phrase::counted(count, "file", "files"))?;
        for (path, obstacle) in &self.tally.unread {
            writeln!(out, "- {}: {}", code(path), escaped(obstacle))?;
        }
        let more = count.saturating_sub(self.tally.unread.len() as u64);
        if more > 0 {
            writeln!(out, "- … and {} more", phrase::number(more))?;
        }
        writeln!(out)
    }
}

/// What else is to be known, whom one may ask, and by what the run judged.
fn write_notes(header: &RunHeader, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
    if let Some(answered) = phrase::answered_for(summary) {
        writeln!(out, "- answered for: {}", escaped(&answered))?;
    }
    for warning in &summary.warnings {
        writeln!(out, "- {}", escaped(warning))?;
    }
    for (key, contact) in header.contacts.set() {
        writeln!(out, "- {key}: {}", escaped(contact))?;
    }
    let files = phrase::counted(summary.input.files, "file", "files");
    writeln!(out, "\nRead {files}; as of {}, sealant {}.", header.as_of, header.version)
}

fn row(header: &RunHeader, path: &ShownPath, judged: &Judged) -> String {
    let Judged { finding, verdict } = judged;
    let doc = header.rulebook.doc(finding.rule);
    let mut place = code(&place::location(&path.display, finding.place()));
    if let Some(history) = &verdict.history {
        place = format!("{place}, commit {}", escaped(&phrase::history(history)));
    }
    let mut found = code(&advice::shown_value(header, judged));
    if let Some(label) = &finding.label {
        found = format!("{found} {}", code(&phrase::label(label)));
    }
    let severity = verdict.severity.name();
    let severity = if verdict.gates { format!("**{severity}**") } else { severity.to_owned() };
    let name = escaped(&phrase::name(doc, finding));
    let remedy = escaped(&phrase::sentence(&verdict.remedy));
    format!("| {severity} | {place} | {name} | {found} | {remedy} |\n")
}

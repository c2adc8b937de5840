//! CSV for spreadsheets, as RFC 4180 has it: one row a finding, one for each thing that was not read, and one for the
//! run at the end, so that a table that was cut off can be told from a whole one.
//!
//! A cell that a spreadsheet would take for a formula begins with an apostrophe.

use std::borrow::Cow;
use std::io;

use crate::model::piece::Obstacle;
use crate::model::run::{RunHeader, Summary};
use crate::model::verdict::{Judged, JudgedArtifact};

use super::masking::{self, ShownPath};
use super::{Report, begun, phrase, place};

/// The columns, in their order.
const COLUMNS: [&str; 31] = [
    "record",
    "severity",
    "confidence",
    "percent",
    "rule",
    "what",
    "path",
    "line",
    "column",
    "place",
    "label",
    "masked",
    "value",
    "occurrences",
    "why",
    "remedy",
    "tell",
    "keep",
    "keep_date",
    "keep_because",
    "laws",
    "notices",
    "readable",
    "group",
    "fails_the_run",
    "place_fingerprint",
    "value_fingerprint",
    "contacts",
    "commit",
    "in_last_commit",
    "standing",
];

/// One row by its columns; what it does not name stays empty.
type Row<'a> = Vec<(&'static str, Cow<'a, str>)>;

/// The report for spreadsheets.
#[derive(Debug, Default)]
pub struct Csv {
    header: Option<RunHeader>,
}

impl Report for Csv {
    fn begin(&mut self, header: &RunHeader, out: &mut dyn io::Write) -> io::Result<()> {
        self.header = Some(header.clone());
        write_cells(out, COLUMNS.iter().copied())
    }

    fn artifact(&mut self, artifact: &JudgedArtifact, out: &mut dyn io::Write) -> io::Result<()> {
        let header = begun(self.header.as_ref())?;
        let path = masking::shown_path(header, artifact);
        for judged in artifact.findings.iter().filter(|judged| judged.verdict.shown) {
            write_row(out, &finding(header, &path, judged))?;
        }
        artifact.unread.iter().try_for_each(|obstacle| write_row(out, &unread(&path, obstacle)))
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
        write_row(out, &run(begun(self.header.as_ref())?, summary))
    }
}

fn finding<'a>(header: &'a RunHeader, path: &'a ShownPath, judged: &'a Judged) -> Row<'a> {
    let mut row = judgement(header, judged);
    let Judged { finding, verdict } = judged;
    let doc = header.rulebook.doc(finding.rule);
    row.extend([
        ("what", phrase::name(doc, finding).into()),
        ("path", path.display.as_str().into()),
        ("place", place::described(finding.place()).unwrap_or_default().into()),
        ("label", finding.label.as_ref().map(phrase::label).unwrap_or_default().into()),
        ("masked", masking::mask(doc, &finding.secret).into()),
        ("value", masking::value(header, &finding.secret).unwrap_or_default().into()),
        ("occurrences", finding.occurrences.to_string().into()),
        ("why", phrase::evidence(finding).into()),
        ("place_fingerprint", verdict.place_fingerprint.to_string().into()),
        (
            "value_fingerprint",
            verdict.value_fingerprint.map(|hash| hash.to_string()).unwrap_or_default().into(),
        ),
    ]);
    row.extend(change(judged));
    if place::has_line(finding.place()) {
        row.push(("line", finding.place().line.to_string().into()));
        row.push(("column", finding.place().column.to_string().into()));
    }
    row
}

/// What a change or a history has to do with it, where one was asked about.
fn change(judged: &Judged) -> Row<'_> {
    let verdict = &judged.verdict;
    let mut row: Row<'_> = vec![("standing", verdict.standing.name().unwrap_or_default().into())];
    if let Some(history) = &verdict.history {
        row.push(("commit", (&*history.commit.id).into()));
        let there = history.at_head.map_or("", |there| if there { "yes" } else { "no" });
        row.push(("in_last_commit", there.into()));
    }
    row
}

fn judgement<'a>(header: &'a RunHeader, judged: &'a Judged) -> Row<'a> {
    let Judged { finding, verdict } = judged;
    let doc = header.rulebook.doc(finding.rule);
    let laws: Vec<&str> = verdict.laws.iter().map(|law| &*law.name).collect();
    vec![
        ("record", "finding".into()),
        ("severity", verdict.severity.name().into()),
        ("confidence", verdict.confidence.name().into()),
        ("percent", finding.score.percent().to_string().into()),
        ("rule", (&*doc.id).into()),
        ("remedy", phrase::sentence(&verdict.remedy).into()),
        ("tell", phrase::tell(&header.tell(doc)).into()),
        ("keep", verdict.retention.flag.name().into()),
        ("keep_date", verdict.retention.date.as_deref().unwrap_or_default().into()),
        ("keep_because", (&*verdict.retention.because).into()),
        ("laws", laws.join("; ").into()),
        ("notices", phrase::notices(header, &verdict.laws).join(" ").into()),
        ("readable", phrase::readers(verdict.readers).unwrap_or_default().into()),
        ("group", verdict.group.as_deref().unwrap_or_default().into()),
        ("fails_the_run", if verdict.gates { "yes" } else { "no" }.into()),
    ]
}

fn unread<'a>(path: &'a ShownPath, obstacle: &Obstacle) -> Row<'a> {
    vec![
        ("record", "unread".into()),
        ("what", obstacle.code().into()),
        ("path", path.display.as_str().into()),
        ("why", obstacle.to_string().into()),
    ]
}

fn run<'a>(header: &'a RunHeader, summary: &Summary) -> Row<'a> {
    let verdict = phrase::verdict(header, summary);
    let contacts: Vec<String> =
        header.contacts.set().map(|(key, contact)| format!("{key}: {contact}")).collect();
    vec![
        ("record", "run".into()),
        ("what", if summary.is_incomplete() { "incomplete" } else { "complete" }.into()),
        ("why", verdict.into()),
        ("occurrences", summary.shown.to_string().into()),
        ("contacts", contacts.join("; ").into()),
    ]
}

fn write_row(out: &mut dyn io::Write, row: &Row<'_>) -> io::Result<()> {
    let cell = |column: &&str| row.iter().find(|(name, _)| name == column).map_or("", |(_, value)| value);
    write_cells(out, COLUMNS.iter().map(cell))
}

fn write_cells<'a>(out: &mut dyn io::Write, cells: impl Iterator<Item = &'a str>) -> io::Result<()> {
    let line: Vec<String> = cells.map(cell).collect();
    write!(out, "{}\r\n", line.join(","))
}

/// A cell as it is written: never a formula, quoted where it must be.
fn cell(text: &str) -> String {
    let apostrophe = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    let text = format!("{apostrophe}{}", phrase::printable(text));
    if text.contains([',', '"', '\r', '\n']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::cell;
    use proptest::prelude::proptest;

    /// An independent reading of one cell.
    fn read(cell: &str) -> String {
        match cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(inner) => inner.replace("\"\"", "\""),
            None => cell.to_owned(),
        }
    }

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("@SUM(A1,A2)"), "\"'@SUM(A1,A2)\"");
        assert_eq!(cell("\t=1"), "'\\t=1");
        assert_eq!(cell("a=1"), "a=1");
    }

    proptest! {
        #[test]
        fn every_cell_comes_back(text in "[ -~ß\u{4e00}]*") {
            let back = read(&cell(&text));
            assert_eq!(back.strip_prefix('\'').filter(|_| !text.starts_with('\'')).unwrap_or(&back), text);
            assert!(!back.starts_with(['=', '+', '-', '@', '\t', '\r']));
        }
    }
}

//! One JSON object a line, for scripts. Every line says what it is; `docs/reports.md` lists the fields.
//!
//! Never holds more than a line.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use crate::model::finding::{Finding, Place, Within};
use crate::model::rule_doc::Rulebook;
use crate::model::run::{RunHeader, Summary};
use crate::model::verdict::{Judged, JudgedArtifact, Law};

use super::assessment::{self, Assessment};
use super::masking::{self, ShownPath};
use super::tally::Tally;
use super::{Report, begun};

/// The version of the fields. It changes when a field changes its meaning or goes, not when one is added.
const SCHEMA: &str = "sealant/jsonl/1";

/// The report for scripts.
#[derive(Debug, Default)]
pub struct Jsonl {
    header: Option<RunHeader>,
    tally: Tally,
}

impl Report for Jsonl {
    fn begin(&mut self, header: &RunHeader, out: &mut dyn io::Write) -> io::Result<()> {
        self.header = Some(header.clone());
        write_line(out, &run_line(header))
    }

    fn artifact(&mut self, artifact: &JudgedArtifact, out: &mut dyn io::Write) -> io::Result<()> {
        let header = begun(self.header.as_ref())?;
        let path = masking::shown_path(header, artifact);
        self.tally.add(&path, artifact);
        for judged in artifact.findings.iter().filter(|judged| judged.verdict.shown) {
            write_line(out, &finding_line(header, &path, judged))?;
        }
        for obstacle in &artifact.unread {
            let message = obstacle.to_string();
            write_line(out, &Line::Unread { path: named(&path), code: obstacle.code(), message })?;
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
        let header = begun(self.header.as_ref())?;
        write_line(out, &summary_line(header, &self.tally, summary))
    }
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Run(RunLine<'a>),
    Finding(Box<FindingLine<'a>>),
    Unread {
        #[serde(flatten)]
        path: Named<'a>,
        code: &'static str,
        message: String,
    },
    Summary(SummaryLine<'a>),
}

#[derive(Serialize)]
struct RunLine<'a> {
    schema: &'static str,
    tool: &'static str,
    version: &'a str,
    rules: usize,
    rules_hash: &'a str,
    as_of: &'a str,
    confidence: &'static str,
    severity: &'static str,
    show_values: bool,
    all_places: bool,
}

#[derive(Serialize)]
struct Named<'a> {
    path: &'a str,
    uri: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    path_masked: bool,
}

#[derive(Serialize)]
struct FindingLine<'a> {
    rule: &'a str,
    name: &'a str,
    #[serde(flatten)]
    path: Named<'a>,
    place: PlaceView,
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<Vec<PlaceView>>,
    occurrences: u64,
    #[serde(flatten)]
    assessment: Assessment<'a>,
    laws: Vec<LawView<'a>>,
    remedy: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<RelatedView<'a>>,
    fingerprints: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
struct PlaceView {
    within: &'static str,
    line: u64,
    column: u32,
    end_line: u64,
    end_column: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<CellView>,
}

#[derive(Serialize)]
struct CellView {
    row: u64,
    column: u32,
}

#[derive(Serialize)]
struct LawView<'a> {
    id: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct RelatedView<'a> {
    rule: &'a str,
    place: PlaceView,
}

#[derive(Serialize)]
struct SummaryLine<'a> {
    complete: bool,
    interrupted: bool,
    files: u64,
    bytes: u64,
    ignored: &'a BTreeMap<&'static str, u64>,
    unread: &'a BTreeMap<&'static str, u64>,
    findings: BTreeMap<&'static str, BTreeMap<&'static str, u64>>,
    shown: u64,
    gating: u64,
    retention: BTreeMap<&'static str, u64>,
    rejected: BTreeMap<&'a str, BTreeMap<&'static str, u64>>,
    warnings: &'a [String],
}

fn write_line(out: &mut dyn io::Write, line: &Line<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

fn run_line(header: &RunHeader) -> Line<'_> {
    Line::Run(RunLine {
        schema: SCHEMA,
        tool: "sealant",
        version: header.version,
        rules: header.rulebook.docs().len(),
        rules_hash: header.rulebook.hash(),
        as_of: &header.as_of,
        confidence: header.confidence.name(),
        severity: header.severity.name(),
        show_values: header.show_values,
        all_places: header.all_places,
    })
}

fn finding_line<'a>(header: &'a RunHeader, path: &'a ShownPath, judged: &'a Judged) -> Line<'a> {
    let Judged { finding, verdict } = judged;
    let doc = header.rulebook.doc(finding.rule);
    Line::Finding(Box::new(FindingLine {
        rule: &doc.id,
        name: &doc.name,
        path: named(path),
        place: place(finding.place()),
        places: header.all_places.then(|| finding.places.iter().map(place).collect()),
        occurrences: finding.occurrences,
        assessment: assessment::assessment(header, judged),
        laws: verdict.laws.iter().map(|Law { id, name }| LawView { id, name }).collect(),
        remedy: &verdict.remedy,
        related: related(&header.rulebook, finding),
        fingerprints: assessment::fingerprints(verdict),
    }))
}

fn summary_line<'a>(header: &'a RunHeader, tally: &Tally, summary: &'a Summary) -> Line<'a> {
    Line::Summary(SummaryLine {
        complete: !summary.is_incomplete(),
        interrupted: summary.interrupted,
        files: summary.input.files,
        bytes: summary.bytes,
        ignored: &summary.input.ignored,
        unread: &summary.unread,
        findings: assessment::findings(summary),
        shown: summary.shown,
        gating: summary.gating,
        retention: tally.retention().into_iter().map(|(flag, count)| (flag.name(), count)).collect(),
        rejected: assessment::rejected(&header.rulebook, summary),
        warnings: &summary.warnings,
    })
}

fn named(path: &ShownPath) -> Named<'_> {
    Named { path: &path.display, uri: &path.uri, path_masked: path.masked }
}

fn place(place: &Place) -> PlaceView {
    let (within, cell) = match place.within {
        Within::Text => ("text", None),
        Within::Cell { row, column } => ("cell", Some(CellView { row, column })),
        Within::Name => ("name", None),
        Within::Whole => ("whole", None),
    };
    let Place { line, column, end_line, end_column, .. } = *place;
    PlaceView { within, line, column, end_line, end_column, cell }
}

fn related<'a>(book: &'a Rulebook, finding: &Finding) -> Vec<RelatedView<'a>> {
    finding
        .related
        .iter()
        .map(|related| RelatedView { rule: &book.doc(related.rule).id, place: place(&related.place) })
        .collect()
}

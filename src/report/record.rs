//! What `json` and `jsonl` say, record by record: `docs/reports.md` lists the fields. The two differ only in how records
//! are strung together. `stored/` reads them back, so a record holds all that any other format says.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::finding::{Finding, Place, Within};
use crate::model::part::Part;
use crate::model::piece::Obstacle;
use crate::model::rule_doc::{RuleDoc, Rulebook};
use crate::model::run::{LawDoc, RunHeader, Summary};
use crate::model::text::{List, Text};
use crate::model::verdict::{Judged, Law};

use super::assessment::{self, Assessment, TellView};
use super::masking::ShownPath;
use super::tally::Tally;

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(super) enum Line<'a> {
    Run(RunRecord<'a>),
    Category(CategoryRecord<'a>),
    Rule(RuleRecord<'a>),
    Law(LawRecord<'a>),
    Finding(Box<FindingRecord<'a>>),
    Unread(UnreadRecord<'a>),
    Summary(SummaryRecord<'a>),
}

/// Something that was not, or not wholly, read.
#[derive(Serialize)]
pub(super) struct UnreadRecord<'a> {
    #[serde(flatten)]
    path: Named<'a>,
    code: &'static str,
    message: String,
    /// How many findings are listed before it, where the form of the report does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<u64>,
}

/// Whom to tell of data of a category.
#[derive(Serialize)]
pub(super) struct CategoryRecord<'a> {
    id: &'a str,
    tell: Vec<TellView<'a>>,
}

/// A rule that a finding names.
#[derive(Serialize)]
pub(super) struct RuleRecord<'a> {
    id: &'a str,
    name: &'a str,
    family: &'static str,
    severity: &'static str,
    categories: Vec<&'a str>,
    retention: &'a str,
    summary: &'a str,
    remedy: &'a str,
    references: Vec<&'a str>,
    aliases: Vec<&'a str>,
    also: Vec<&'a str>,
    public_prefix: u8,
    unguessable: bool,
    personal: bool,
}

/// A law that a finding names.
#[derive(Serialize)]
pub(super) struct LawRecord<'a> {
    id: &'a str,
    name: &'a str,
    summary: &'a str,
    url: &'a str,
    notices: &'a [String],
}

/// What holds for the run.
#[derive(Serialize)]
pub(super) struct RunRecord<'a> {
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
    contacts: BTreeMap<&'static str, &'a str>,
}

#[derive(Serialize)]
struct Named<'a> {
    path: &'a str,
    uri: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    path_masked: bool,
}

/// A finding.
#[derive(Serialize)]
pub(super) struct FindingRecord<'a> {
    rule: &'a str,
    name: &'a str,
    #[serde(flatten)]
    path: Named<'a>,
    place: PlaceView<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<Vec<PlaceView<'a>>>,
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
struct PlaceView<'a> {
    within: &'static str,
    line: u64,
    column: u32,
    end_line: u64,
    end_column: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<CellView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<PartView<'a>>,
}

/// A part of a document.
#[derive(Serialize)]
struct PartView<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u32>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    hidden: bool,
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
    place: PlaceView<'a>,
}

/// What the run amounts to.
#[derive(Serialize)]
pub(super) struct SummaryRecord<'a> {
    complete: bool,
    interrupted: bool,
    files: u64,
    bytes: u64,
    ignored: &'a BTreeMap<&'static str, u64>,
    unread: &'a BTreeMap<&'static str, u64>,
    findings: BTreeMap<&'static str, BTreeMap<&'static str, u64>>,
    shown: u64,
    gating: u64,
    #[serde(skip_serializing_if = "is_zero")]
    before: u64,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    suppressed: BTreeMap<&'static str, u64>,
    retention: BTreeMap<&'static str, u64>,
    rejected: BTreeMap<&'a str, BTreeMap<&'static str, u64>>,
    warnings: &'a [String],
}

/// What holds for the run, in a report whose fields have this version.
pub(super) fn run<'a>(schema: &'static str, header: &'a RunHeader) -> RunRecord<'a> {
    RunRecord {
        schema,
        tool: "sealant",
        version: &header.version,
        rules: header.rulebook.in_force(),
        rules_hash: header.rulebook.hash(),
        as_of: &header.as_of,
        confidence: header.confidence.name(),
        severity: header.severity.name(),
        show_values: header.show_values,
        all_places: header.all_places,
        contacts: header.contacts.set().collect(),
    }
}

/// A finding and everything about it. Further places are listed where there are any, since other formats need them.
pub(super) fn finding<'a>(
    header: &'a RunHeader,
    path: &'a ShownPath,
    judged: &'a Judged,
) -> FindingRecord<'a> {
    let Judged { finding, verdict } = judged;
    let doc = header.rulebook.doc(finding.rule);
    let lists = header.all_places || finding.places.len() > 1;
    FindingRecord {
        rule: &doc.id,
        name: &doc.name,
        path: named(path),
        place: place(finding.place()),
        places: lists.then(|| finding.places.iter().map(place).collect()),
        occurrences: finding.occurrences,
        assessment: assessment::assessment(header, judged),
        laws: verdict.laws.iter().map(|Law { id, name }| LawView { id, name }).collect(),
        remedy: &verdict.remedy,
        related: related(&header.rulebook, finding),
        fingerprints: assessment::fingerprints(verdict),
    }
}

/// Something that was not, or not wholly, read.
pub(super) fn unread<'a>(path: &'a ShownPath, obstacle: &Obstacle, after: Option<u64>) -> UnreadRecord<'a> {
    UnreadRecord { path: named(path), code: obstacle.code(), message: obstacle.to_string(), after }
}

/// Whom to tell of data of this category.
pub(super) fn category<'a>(header: &'a RunHeader, category: &'a str) -> CategoryRecord<'a> {
    let speaks = header.tell.iter().filter(|tell| tell.category == category);
    CategoryRecord { id: category, tell: speaks.map(assessment::tell).collect() }
}

/// What a rule says about itself.
pub(super) fn rule(doc: &RuleDoc) -> RuleRecord<'_> {
    RuleRecord {
        id: &doc.id,
        name: &doc.name,
        family: doc.family.name(),
        severity: doc.severity.name(),
        categories: texts(&doc.categories),
        retention: &doc.retention,
        summary: &doc.summary,
        remedy: &doc.remedy,
        references: texts(&doc.references),
        aliases: texts(&doc.aliases),
        also: texts(&doc.also),
        public_prefix: doc.public_prefix,
        unguessable: doc.unguessable,
        personal: doc.personal,
    }
}

/// What is known of a law.
pub(super) fn law(law: &LawDoc) -> LawRecord<'_> {
    let LawDoc { id, name, summary, url, notices } = law;
    LawRecord { id, name, summary, url, notices }
}

/// What the run amounts to.
pub(super) fn summary<'a>(header: &'a RunHeader, tally: &Tally, summary: &'a Summary) -> SummaryRecord<'a> {
    SummaryRecord {
        complete: !summary.is_incomplete(),
        interrupted: summary.interrupted,
        files: summary.input.files,
        bytes: summary.bytes,
        ignored: &summary.input.ignored,
        unread: &summary.unread,
        findings: assessment::findings(summary),
        shown: summary.shown,
        gating: summary.gating,
        before: summary.before,
        suppressed: assessment::suppressed(summary),
        retention: tally.retention().into_iter().map(|(flag, count)| (flag.name(), count)).collect(),
        rejected: assessment::rejected(&header.rulebook, summary),
        warnings: &summary.warnings,
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

fn texts(texts: &List<Text>) -> Vec<&str> {
    texts.iter().map(|text| &**text).collect()
}

fn named(path: &ShownPath) -> Named<'_> {
    Named { path: &path.display, uri: &path.uri, path_masked: path.masked }
}

fn place(place: &Place) -> PlaceView<'_> {
    let (within, cell, part) = match &place.within {
        Within::Text => ("text", None, None),
        Within::Cell { row, column } => ("cell", Some((*row, *column)), None),
        Within::Part { part, cell } => ("part", *cell, Some(view(part))),
        Within::Name => ("name", None, None),
        Within::Whole => ("whole", None, None),
    };
    let cell = cell.map(|(row, column)| CellView { row, column });
    let Place { line, column, end_line, end_column, .. } = *place;
    PlaceView { within, line, column, end_line, end_column, cell, part }
}

fn view(part: &Part) -> PartView<'_> {
    PartView { kind: part.kind.name(), name: part.name.as_deref(), number: part.number, hidden: part.hidden }
}

fn related<'a>(book: &'a Rulebook, finding: &'a Finding) -> Vec<RelatedView<'a>> {
    finding
        .related
        .iter()
        .map(|related| RelatedView { rule: &book.doc(related.rule).id, place: place(&related.place) })
        .collect()
}

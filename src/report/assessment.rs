//! What is known and judged of a finding, in the shape that JSON lines and SARIF properties share.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::evidence::Term;
use crate::model::finding::{ColumnSummary, Finding, Label};
use crate::model::rule_doc::{RuleDoc, RuleIndex, Rulebook};
use crate::model::run::{RunHeader, Summary, TellDoc};
use crate::model::severity::{Confidence, Severity};
use crate::model::source::{InHistory, Readers};
use crate::model::suppression::Suppression;
use crate::model::verdict::{Judged, Retention, Verdict};

use super::masking;

/// Everything about a finding but its place.
#[derive(Serialize)]
pub(super) struct Assessment<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    variant: Option<&'a str>,
    family: &'static str,
    categories: Vec<&'a str>,
    severity: &'static str,
    confidence: &'static str,
    score: u8,
    bits: f64,
    evidence: Vec<Evidence<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rivals: Vec<Rival<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<LabelView<'a>>,
    mask: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<Column>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    facts: BTreeMap<&'static str, &'a str>,
    retention: RetentionView<'a>,
    exposure: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<HistoryView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppression: Option<SuppressionView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<&'a str>,
    gates: bool,
    reasons: Vec<ReasonView<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tell: Vec<TellView<'a>>,
}

/// Where in a history a finding first appeared.
#[derive(Serialize)]
struct HistoryView<'a> {
    commit: &'a str,
    /// Seconds since 1970-01-01 UTC, by the author's clock.
    authored: i64,
    /// Absent of a message, which is in no file.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_head: Option<bool>,
}

/// Who answered for a finding.
#[derive(Serialize)]
pub(super) struct SuppressionView<'a> {
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) reason: &'a str,
    #[serde(flatten)]
    pub(super) details: BTreeMap<&'static str, &'a str>,
}

/// Somebody to tell.
#[derive(Serialize)]
pub(super) struct TellView<'a> {
    who: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reach: Option<&'a str>,
    because: &'a str,
}

#[derive(Serialize)]
struct Evidence<'a> {
    kind: &'static str,
    bits: f64,
    because: &'a str,
}

#[derive(Serialize)]
struct Rival<'a> {
    rule: &'a str,
    percent: u8,
}

#[derive(Serialize)]
struct LabelView<'a> {
    kind: &'static str,
    text: &'a str,
}

#[derive(Serialize)]
struct Column {
    rows: u64,
    passes: u64,
    empty: u64,
    distinct: u64,
    exact: bool,
}

#[derive(Serialize)]
struct RetentionView<'a> {
    flag: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    class: &'a str,
    because: &'a str,
}

#[derive(Serialize)]
struct ReasonView<'a> {
    judge: &'static str,
    because: &'a str,
}

/// What is known and judged of this finding.
pub(super) fn assessment<'a>(header: &'a RunHeader, judged: &'a Judged) -> Assessment<'a> {
    let Judged { finding, verdict } = judged;
    let doc = header.rulebook.doc(finding.rule);
    Assessment {
        variant: finding.variant.as_deref(),
        family: doc.family.name(),
        categories: categories(doc),
        severity: verdict.severity.name(),
        confidence: verdict.confidence.name(),
        score: finding.score.percent(),
        bits: finding.score.as_f64(),
        evidence: finding.evidence.iter().map(evidence).collect(),
        rivals: finding
            .rivals
            .iter()
            .map(|&(rule, percent)| rival(&header.rulebook, rule, percent))
            .collect(),
        label: finding.label.as_ref().map(label),
        mask: masking::mask(doc, &finding.secret),
        value: masking::value(header, &finding.secret),
        column: finding.column.as_deref().map(column),
        facts: facts(finding),
        retention: retention(&verdict.retention),
        exposure: exposure(verdict.readers),
        standing: verdict.standing.name(),
        history: verdict.history.as_ref().map(history),
        suppression: verdict.suppression.as_ref().map(suppression),
        group: verdict.group.as_deref(),
        gates: verdict.gates,
        reasons: reasons(verdict),
        tell: header.tell(doc).into_iter().map(tell).collect(),
    }
}

/// Somebody to tell.
pub(super) fn tell(tell: &TellDoc) -> TellView<'_> {
    TellView { who: &tell.who, reach: tell.reach.as_deref(), because: &tell.because }
}

/// The stable names of a finding, by the version of how they are made.
pub(super) fn fingerprints(verdict: &Verdict) -> BTreeMap<&'static str, String> {
    let place = ("sealant/place/v1", verdict.place_fingerprint.to_string());
    let value = verdict.value_fingerprint.map(|value| ("sealant/value/v1", value.to_string()));
    [place].into_iter().chain(value).collect()
}

/// The data categories of a rule.
pub(super) fn categories(doc: &RuleDoc) -> Vec<&str> {
    doc.categories.iter().map(|category| &**category).collect()
}

/// Findings by confidence, then by severity, whether shown or not.
pub(super) fn findings(summary: &Summary) -> BTreeMap<&'static str, BTreeMap<&'static str, u64>> {
    let mut counts: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for (&(confidence, severity), &count) in &summary.findings {
        *counts
            .entry(Confidence::name(confidence))
            .or_default()
            .entry(Severity::name(severity))
            .or_default() += count;
    }
    counts
}

/// Rejected candidates by rule, then by reason.
pub(super) fn rejected<'a>(
    book: &'a Rulebook,
    summary: &Summary,
) -> BTreeMap<&'a str, BTreeMap<&'static str, u64>> {
    let mut counts: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
    for (&(rule, reason), &count) in &summary.rejected {
        *counts.entry(&book.doc(rule).id).or_default().entry(reason).or_default() += count;
    }
    counts
}

fn evidence(term: &Term) -> Evidence<'_> {
    Evidence { kind: term.kind.name(), bits: term.bits.as_f64(), because: &term.because }
}

fn rival(book: &Rulebook, rule: RuleIndex, percent: u8) -> Rival<'_> {
    Rival { rule: &book.doc(rule).id, percent }
}

fn label(label: &Label) -> LabelView<'_> {
    LabelView { kind: label.kind.name(), text: &label.text }
}

fn column(column: &ColumnSummary) -> Column {
    let ColumnSummary { rows, passes, nulls, distinct, exact } = *column;
    Column { rows, passes, empty: nulls, distinct, exact }
}

fn facts(finding: &Finding) -> BTreeMap<&'static str, &str> {
    finding.facts.iter().map(|fact| (fact.name, &*fact.value)).collect()
}

fn retention(retention: &Retention) -> RetentionView<'_> {
    let Retention { flag, date, class, because } = retention;
    RetentionView { flag: flag.name(), date: date.as_deref(), class, because }
}

fn history(history: &InHistory) -> HistoryView<'_> {
    let InHistory { commit, at_head } = history;
    HistoryView { commit: &commit.id, authored: commit.authored, at_head: *at_head }
}

/// Who answered for a finding.
pub(super) fn suppression(suppression: &Suppression) -> SuppressionView<'_> {
    let Suppression { kind, reason, details } = suppression;
    let details = details.iter().map(|(name, value)| (*name, &**value)).collect();
    SuppressionView { kind: kind.name(), reason, details }
}

/// Findings that would be reported had nobody answered for them, by who did.
pub(super) fn suppressed(summary: &Summary) -> BTreeMap<&'static str, u64> {
    summary.suppressed.iter().map(|(kind, count)| (kind.name(), *count)).collect()
}

fn exposure(readers: Readers) -> &'static str {
    match readers {
        Readers::Unknown => "unknown",
        Readers::Owner => "owner",
        Readers::Group => "group",
        Readers::World => "world",
    }
}

fn reasons(verdict: &Verdict) -> Vec<ReasonView<'_>> {
    verdict
        .reasons
        .iter()
        .map(|reason| ReasonView { judge: reason.judge, because: &reason.because })
        .collect()
}

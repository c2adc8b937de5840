//! One finding as a SARIF result.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::finding::Finding;
use crate::model::rule_doc::{RuleDoc, Rulebook};
use crate::model::run::RunHeader;
use crate::model::suppression::{Suppression, SuppressionKind};
use crate::model::verdict::{Judged, Standing};
use crate::report::assessment::{self, Assessment, SuppressionView};
use crate::report::masking::{self, ShownPath};
use crate::report::{phrase, rule_doc};

use super::Hits;
use super::descriptor::{self, Message};
use super::location::{self, Location};
use super::taxonomy::{self, Reference};

/// How many further places are listed: code hosts read a hundred, the first among them.
const MOST_RELATED: usize = 99;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SarifResult<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    rank: u8,
    message: Message,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    occurrence_count: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_state: Option<&'static str>,
    /// Empty says that nobody answered for it; absent would say that it is not known.
    suppressions: Vec<Answer<'a>>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    taxa: Vec<Reference<'a>>,
    properties: Assessment<'a>,
}

/// Who answered for a result: SARIF 3.35.
#[derive(Serialize)]
pub(super) struct Answer<'a> {
    kind: &'static str,
    status: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    justification: &'a str,
    properties: SuppressionView<'a>,
}

fn answer(suppression: &Suppression) -> Answer<'_> {
    Answer {
        kind: if suppression.kind == SuppressionKind::Mark { "inSource" } else { "external" },
        status: "accepted",
        justification: &suppression.reason,
        properties: assessment::suppression(suppression),
    }
}

/// The result for a finding. Rules and laws it is the first to name are numbered.
pub(super) fn result<'a>(
    header: &'a RunHeader,
    hits: &mut Hits,
    path: &'a ShownPath,
    judged: &'a Judged,
) -> SarifResult<'a> {
    let Judged { finding, verdict } = judged;
    let doc = header.rulebook.doc(finding.rule);
    SarifResult {
        rule_id: &doc.id,
        rule_index: hits.rules.number(&finding.rule),
        level: descriptor::level(verdict.severity),
        rank: verdict.severity.rank(),
        message: message(header, judged),
        locations: [location::first(path, finding, masking::value(header, &finding.secret))],
        related_locations: related(&header.rulebook, path, finding),
        occurrence_count: finding.occurrences.max(1),
        baseline_state: match verdict.standing {
            Standing::Unasked => None,
            Standing::New => Some("new"),
            Standing::Before => Some("unchanged"),
        },
        suppressions: verdict.suppression.as_ref().map(answer).into_iter().collect(),
        partial_fingerprints: assessment::fingerprints(verdict),
        taxa: verdict.laws.iter().map(|law| taxonomy::law(&law.id, hits.laws.number(&law.id))).collect(),
        properties: assessment::assessment(header, judged),
    }
}

/// What was found, under which name, how sure that is, and what to do. Always literal text: some readers take no other.
fn message(header: &RunHeader, judged: &Judged) -> Message {
    let Judged { finding, verdict } = judged;
    let doc = header.rulebook.doc(finding.rule);
    let name = phrase::name(doc, finding);
    let mask = phrase::printable(&masking::mask(doc, &finding.secret)).into_owned();
    let sure = format!("{} % sure", finding.score.percent());
    let label = finding.label.as_ref().map(phrase::label);
    let column = finding.column.as_ref().map(|column| format!("{}; first ", phrase::column(column)));
    let column = column.unwrap_or_default();
    let remedy = phrase::sentence(&verdict.remedy);
    let at = label.as_ref().map(|label| format!(" at {label}")).unwrap_or_default();
    let at_markdown = label.map(|label| format!(" at {}", rule_doc::code(&label))).unwrap_or_default();
    let keep = phrase::retention(&verdict.retention);
    let (tell, tell_markdown) = tell(header, doc);
    let commit = verdict.history.as_ref().map(|history| format!(" In commit {}.", phrase::history(history)));
    let commit = commit.unwrap_or_default();
    let text = format!("{name}{at}: {column}{mask}, {sure}.{commit} {remedy}{tell}");
    let markdown = format!(
        "**{}**{at_markdown}: {column}{}, {sure}.{commit}\n\n**What to do:** {}{tell_markdown}\n\n**How long to keep it:** {}",
        rule_doc::escaped(&name),
        rule_doc::code(&mask),
        rule_doc::escaped(&remedy),
        rule_doc::escaped(&keep),
    );
    Message::formatted(text, markdown)
}

/// Whom to tell, as text and as Markdown, each set off from what is before it.
fn tell(header: &RunHeader, doc: &RuleDoc) -> (String, String) {
    let told = header.tell(doc);
    if told.is_empty() {
        return (String::new(), String::new());
    }
    let told = phrase::sentence(&phrase::tell(&told));
    (format!(" Tell {told}"), format!("\n\n**Whom to tell:** {}", rule_doc::escaped(&told)))
}

/// Partners first, since they explain the finding; then the other places of the value.
fn related<'a>(book: &Rulebook, path: &'a ShownPath, finding: &Finding) -> Vec<Location<'a>> {
    let partners = finding.related.iter().map(|related| {
        let name = &book.doc(related.rule).name;
        location::further(path, &related.place, format!("belongs to: {name}"))
    });
    let places = finding.places.iter().skip(1);
    let further = places.map(|place| location::further(path, place, "also here".to_owned()));
    partners.chain(further).take(MOST_RELATED).collect()
}

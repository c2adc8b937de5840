//! What is said once a run: the tool with the rules that were hit, and what the run read and counted.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::run::{RunHeader, Summary};
use crate::report::assessment;
use crate::report::tally::Tally;
use crate::report::uri;

use super::Hits;
use super::descriptor::{self, Descriptor};
use super::notification;
use super::taxonomy::{self, ComponentReference};

/// The members of a run that are the same in every run. The root has no address: it would be an absolute path, which
/// is different on every machine and nobody's business.
pub(super) const HEAD: &str = concat!(
    r#""columnKind":"unicodeCodePoints","#,
    r#""originalUriBaseIds":{"%SRCROOT%":{"description":{"text":"The folder that was scanned."}}},"#,
);

#[derive(Serialize)]
pub(super) struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    full_name: String,
    version: &'a str,
    semantic_version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    information_uri: Option<&'static str>,
    rules: Vec<Descriptor<'a>>,
    notifications: Vec<Descriptor<'static>>,
    supported_taxonomies: Vec<ComponentReference>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RunProperties<'a> {
    as_of: &'a str,
    rules: usize,
    rules_hash: &'a str,
    confidence: &'static str,
    severity: &'static str,
    complete: bool,
    files: u64,
    bytes: u64,
    ignored: &'a BTreeMap<&'static str, u64>,
    unread: &'a BTreeMap<&'static str, u64>,
    findings: BTreeMap<&'static str, BTreeMap<&'static str, u64>>,
    shown: u64,
    gating: u64,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    suppressed: BTreeMap<&'static str, u64>,
    retention: BTreeMap<&'static str, u64>,
    rejected: BTreeMap<&'a str, BTreeMap<&'static str, u64>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    contacts: BTreeMap<&'static str, &'a str>,
}

/// The tool and the rules that were hit, in the order results count them.
pub(super) fn tool<'a>(header: &'a RunHeader, hits: &Hits) -> Tool<'a> {
    let address = env!("CARGO_PKG_REPOSITORY");
    Tool {
        driver: Driver {
            name: "Sealant",
            full_name: format!("Sealant {}", header.version),
            version: &header.version,
            semantic_version: &header.version,
            information_uri: Some(address).filter(|address| uri::is_address(address)),
            rules: hits
                .rules
                .order
                .iter()
                .map(|&rule| descriptor::rule(header, header.rulebook.doc(rule)))
                .collect(),
            notifications: notification::descriptors(),
            supported_taxonomies: taxonomy::supported(&hits.laws),
        },
    }
}

/// What the run read and counted, and by what it judged.
pub(super) fn properties<'a>(
    header: &'a RunHeader,
    tally: &Tally,
    summary: &'a Summary,
) -> RunProperties<'a> {
    RunProperties {
        as_of: &header.as_of,
        rules: header.rulebook.in_force(),
        rules_hash: header.rulebook.hash(),
        confidence: header.confidence.name(),
        severity: header.severity.name(),
        complete: !summary.is_incomplete(),
        files: summary.input.files,
        bytes: summary.bytes,
        ignored: &summary.input.ignored,
        unread: &summary.unread,
        findings: assessment::findings(summary),
        shown: summary.shown,
        gating: summary.gating,
        suppressed: assessment::suppressed(summary),
        retention: tally.retention().into_iter().map(|(flag, count)| (flag.name(), count)).collect(),
        rejected: assessment::rejected(&header.rulebook, summary),
        contacts: header.contacts.set().collect(),
    }
}

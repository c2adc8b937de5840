//! A list of findings in JSON, as gitleaks 8 and betterleaks 1 write it and take it as a baseline.

use serde::Deserialize;

use super::asked::{Asked, Decision, Known, Trace};
use super::file::TheirFile;
use crate::model::secret::Secret;

const SHAPE: &str = "this is no list of findings: each has `RuleID`, `File` and `StartLine` (gitleaks 8 writes such reports with --report-format json)";

/// A finding, as far as it is of use here.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    #[serde(rename = "RuleID")]
    rule_id: String,
    file: String,
    start_line: u64,
    #[serde(default)]
    secret: String,
    #[serde(default)]
    commit: String,
}

/// Reads the file.
pub(super) fn read(file: &TheirFile) -> anyhow::Result<Asked> {
    let entries: Vec<Entry> = file.json(SHAPE)?;
    let one = |(entry, number): (Entry, usize)| Known {
        at: format!("{}, finding {number}", file.name),
        path: Some(entry.file),
        line: Some(entry.start_line),
        kind: entry.rule_id,
        trace: trace(&entry.secret),
        commit: Some(entry.commit).filter(|commit| !commit.is_empty()),
        decision: Decision::Open,
        beside: std::path::PathBuf::new(),
    };
    Ok(Asked { known: entries.into_iter().zip(1..).map(one).collect(), ..Asked::default() })
}

/// A value that was masked, wholly or in part, tells nothing.
pub(super) fn trace(value: &str) -> Trace {
    let is_masked = value.is_empty() || value == "REDACTED" || value.ends_with("...");
    if is_masked { Trace::Nothing } else { Trace::Value(Secret::new(value.as_bytes())) }
}

//! A report of betterleaks 2: one object with its findings, or one a line. It knows values by their SHA-256, also where
//! they were masked.

use serde::Deserialize;

use super::asked::{Asked, Decision, Known, Trace};
use super::file::{TheirFile, json_fault};
use super::{finding_list, ignore_list};

const SHAPE: &str = "this is no report of betterleaks 2: a finding has `rule_id` and `location`";

#[derive(Deserialize)]
struct Whole {
    findings: Vec<Entry>,
}

/// The first line: a whole report, or one of many lines.
#[derive(Deserialize)]
struct First {
    findings: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Line {
    finding: Option<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    rule_id: String,
    location: Location,
    #[serde(default)]
    r#match: Match,
    #[serde(default)]
    attributes: Attributes,
}

#[derive(Deserialize)]
struct Location {
    path: String,
    start_line: u64,
}

#[derive(Default, Deserialize)]
struct Match {
    #[serde(default)]
    value: String,
    #[serde(default)]
    fingerprint: String,
}

#[derive(Default, Deserialize)]
struct Attributes {
    #[serde(rename = "git.sha")]
    commit: Option<String>,
}

/// Reads the file.
pub(super) fn read(file: &TheirFile) -> anyhow::Result<Asked> {
    let entries = entries(file)?;
    let one = |(entry, number): (Entry, usize)| {
        let Match { value, fingerprint } = entry.r#match;
        Known {
            at: format!("{}, finding {number}", file.name),
            path: Some(entry.location.path),
            line: Some(entry.location.start_line),
            kind: entry.rule_id,
            trace: trace(&value, &fingerprint),
            commit: entry.attributes.commit,
            decision: Decision::Open,
            beside: std::path::PathBuf::new(),
        }
    };
    Ok(Asked { known: entries.into_iter().zip(1..).map(one).collect(), ..Asked::default() })
}

/// The value itself says more than its hash: a part of it can be told.
fn trace(value: &str, fingerprint: &str) -> Trace {
    match finding_list::trace(value) {
        Trace::Nothing => ignore_list::sha256(fingerprint).map_or(Trace::Nothing, Trace::Sha256),
        whole => whole,
    }
}

fn entries(file: &TheirFile) -> anyhow::Result<Vec<Entry>> {
    let first = file.text.trim_start().lines().next().unwrap_or_default();
    let is_of_lines = serde_json::from_str::<First>(first).is_ok_and(|first| first.findings.is_none());
    if !is_of_lines {
        return Ok(file.json::<Whole>(SHAPE)?.findings);
    }
    let mut entries = Vec::new();
    for (line, number) in file.text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
        let line: Line =
            serde_json::from_str(line).map_err(|error| json_fault(&file.name, number, &error, SHAPE))?;
        entries.extend(line.finding);
    }
    Ok(entries)
}

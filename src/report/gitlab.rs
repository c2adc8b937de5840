//! The secret detection report of GitLab, by its published schema 15.0.7: `gl-secret-detection-report.json`.
//!
//! The schema has a field for the source itself (`raw_source_code_extract`), which is left out: it would copy what was
//! found into GitLab's database. It also wants a beginning and an end of the scan; both are midnight of the day the run
//! judges by, since reports hold no clock. Memory does not grow: messages wait in a spool until the findings are written.

use std::io;

use serde::Serialize;

use crate::model::piece::Obstacle;
use crate::model::run::{RunHeader, Summary};
use crate::model::severity::Severity;
use crate::model::verdict::{Judged, JudgedArtifact};

use super::masking::{self, ShownPath};
use super::spool::{Separator, Spool};
use super::uri::is_address;
use super::{Report, advice, begun, identity, markdown, phrase, place};

/// The version of the schema that GitLab checks the report against.
const SCHEMA: &str = "15.0.7";

/// What stands for the commit where none is known: GitLab's own analyzer writes this too.
const NO_COMMIT: &str = "0000000";

/// The longest texts the schema takes, in characters.
const LONGEST_NAME: usize = 255;
const LONGEST_DESCRIPTION: usize = 1_048_576;
const LONGEST_SOLUTION: usize = 7_000;

/// The report for GitLab's security pages.
#[derive(Debug, Default)]
pub struct Gitlab {
    header: Option<RunHeader>,
    findings: Separator,
    messages: Spool,
}

impl Report for Gitlab {
    fn begin(&mut self, header: &RunHeader, out: &mut dyn io::Write) -> io::Result<()> {
        self.header = Some(header.clone());
        write!(out, "{{\"version\":\"{SCHEMA}\",\"vulnerabilities\":[")
    }

    fn artifact(&mut self, artifact: &JudgedArtifact, out: &mut dyn io::Write) -> io::Result<()> {
        let header = begun(self.header.as_ref())?;
        let path = masking::shown_path(header, artifact);
        for judged in artifact.findings.iter().filter(|judged| judged.verdict.shown) {
            self.findings.write(out)?;
            serde_json::to_writer(&mut *out, &vulnerability(header, &path, judged))?;
        }
        artifact.unread.iter().try_for_each(|obstacle| self.messages.push(&unread(&path, obstacle)))
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
        let header = begun(self.header.as_ref())?;
        for warning in &summary.warnings {
            self.messages.push(&warn(phrase::printable(warning).into_owned()))?;
        }
        if summary.interrupted {
            self.messages.push(&Message { level: "fatal", value: "The run was interrupted.".to_owned() })?;
        }
        out.write_all(b"],\n\"scan\":{\"analyzer\":")?;
        serde_json::to_writer(&mut *out, &tool(header))?;
        out.write_all(b",\"scanner\":")?;
        serde_json::to_writer(&mut *out, &tool(header))?;
        let status = if summary.interrupted { "failure" } else { "success" };
        let midnight = format!("{}T00:00:00", header.as_of);
        write!(out, ",\"type\":\"secret_detection\",\"start_time\":\"{midnight}\"")?;
        write!(out, ",\"end_time\":\"{midnight}\",\"status\":\"{status}\",\"messages\":[")?;
        self.messages.copy_to(out)?;
        out.write_all(b"]}}\n")
    }
}

#[derive(Serialize)]
struct Vulnerability<'a> {
    id: String,
    category: &'static str,
    name: String,
    description: String,
    severity: &'static str,
    solution: String,
    location: Location<'a>,
    identifiers: Vec<Identifier<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Link<'a>>,
}

#[derive(Serialize)]
struct Location<'a> {
    file: &'a str,
    start_line: u64,
    end_line: u64,
    commit: Commit<'a>,
}

#[derive(Serialize)]
struct Commit<'a> {
    sha: &'a str,
}

#[derive(Serialize)]
struct Identifier<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    name: String,
    value: &'a str,
}

#[derive(Serialize)]
struct Link<'a> {
    url: &'a str,
}

#[derive(Serialize)]
struct Message {
    level: &'static str,
    value: String,
}

#[derive(Serialize)]
struct Tool<'a> {
    id: &'static str,
    name: &'static str,
    version: &'a str,
    vendor: Vendor,
}

#[derive(Serialize)]
struct Vendor {
    name: &'static str,
}

fn tool(header: &RunHeader) -> Tool<'_> {
    Tool { id: "sealant", name: "Sealant", version: &header.version, vendor: Vendor { name: "Sealant" } }
}

fn vulnerability<'a>(header: &'a RunHeader, path: &'a ShownPath, judged: &'a Judged) -> Vulnerability<'a> {
    let Judged { finding, verdict } = judged;
    let doc = header.rulebook.doc(finding.rule);
    Vulnerability {
        id: identity::uuid(identity::of(judged)),
        category: "secret_detection",
        // The schema forbids what belongs to one finding alone, so the variant is left to the description.
        name: shortened(&doc.name, LONGEST_NAME),
        description: shortened(&description(header, judged), LONGEST_DESCRIPTION),
        severity: severity(verdict.severity),
        solution: shortened(&markdown::escaped(&phrase::sentence(&verdict.remedy)), LONGEST_SOLUTION),
        location: location(path, judged),
        identifiers: vec![Identifier {
            kind: "sealant_rule",
            name: format!("Sealant rule {}", doc.id),
            value: &doc.id,
        }],
        links: doc.references.iter().filter(|address| is_address(address)).map(|url| Link { url }).collect(),
    }
}

fn location<'a>(path: &'a ShownPath, judged: &'a Judged) -> Location<'a> {
    let place = judged.finding.place();
    let commit = judged.verdict.history.as_ref().map_or(NO_COMMIT, |history| &history.commit.id);
    let start_line = place.line.max(1);
    Location {
        file: &path.display,
        start_line,
        end_line: place.end_line.max(start_line),
        commit: Commit { sha: commit },
    }
}

/// A paragraph a line, since the text is read as Markdown.
fn description(header: &RunHeader, judged: &Judged) -> String {
    let doc = header.rulebook.doc(judged.finding.rule);
    let name = markdown::escaped(&phrase::name(doc, &judged.finding));
    let value = markdown::code(&advice::shown_value(header, judged));
    let label =
        judged.finding.label.as_ref().map(|label| format!(", {}", markdown::code(&phrase::label(label))));
    let sure = judged.finding.score.percent();
    let place =
        place::in_document(judged.finding.place()).map(|place| format!(", in {}", markdown::escaped(&place)));
    let (label, place) = (label.unwrap_or_default(), place.unwrap_or_default());
    let mut paragraphs = vec![format!("{name}: {value}{label}{place}, {sure} % sure.")];
    paragraphs.extend(advice::lines(header, judged).iter().map(|line| markdown::escaped(line)));
    paragraphs.join("\n\n")
}

fn unread(path: &ShownPath, obstacle: &Obstacle) -> Message {
    warn(format!("{}: not wholly read: {}", path.display, phrase::printable(&obstacle.to_string())))
}

fn warn(value: String) -> Message {
    Message { level: "warn", value }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "Critical",
        Severity::High => "High",
        Severity::Medium => "Medium",
        Severity::Low => "Low",
        Severity::Note => "Info",
    }
}

fn shortened(text: &str, longest: usize) -> String {
    text.chars().take(longest).collect()
}

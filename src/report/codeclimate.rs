//! Code Climate's list of issues, as the code quality pages of GitLab read it. What was not read is an issue for
//! information, since the list has no other place for it.

use std::io;

use serde::Serialize;

use crate::model::piece::Obstacle;
use crate::model::run::{RunHeader, Summary};
use crate::model::severity::Severity;
use crate::model::verdict::{Judged, JudgedArtifact};

use super::masking::{self, ShownPath};
use super::spool::Separator;
use super::{Report, advice, begun, identity, phrase, place};

/// The report for code quality pages.
#[derive(Debug, Default)]
pub struct CodeClimate {
    header: Option<RunHeader>,
    issues: Separator,
}

impl Report for CodeClimate {
    fn begin(&mut self, header: &RunHeader, out: &mut dyn io::Write) -> io::Result<()> {
        self.header = Some(header.clone());
        out.write_all(b"[")
    }

    fn artifact(&mut self, artifact: &JudgedArtifact, out: &mut dyn io::Write) -> io::Result<()> {
        let header = begun(self.header.as_ref())?;
        let path = masking::shown_path(header, artifact);
        let shown = artifact.findings.iter().filter(|judged| judged.verdict.shown);
        let issues = shown.map(|judged| finding(header, &path, judged));
        for issue in issues.chain(artifact.unread.iter().map(|obstacle| unread(&path, obstacle))) {
            self.issues.write(out)?;
            serde_json::to_writer(&mut *out, &issue)?;
        }
        Ok(())
    }

    fn end(&mut self, _summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
        begun(self.header.as_ref())?;
        out.write_all(b"]\n")
    }
}

#[derive(Serialize)]
struct Issue<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    check_name: String,
    description: String,
    categories: [&'static str; 1],
    severity: &'static str,
    fingerprint: String,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u64,
    end: u64,
}

fn finding<'a>(header: &RunHeader, path: &'a ShownPath, judged: &Judged) -> Issue<'a> {
    let Judged { finding, verdict } = judged;
    let headline = phrase::sentence(&advice::headline(header, judged));
    let commit = verdict.history.as_ref().map(|history| format!(" Commit {}.", phrase::history(history)));
    let commit = commit.unwrap_or_default();
    let place =
        place::in_document(finding.place()).map(|place| format!(" In {}.", phrase::printable(&place)));
    let place = place.unwrap_or_default();
    let begin = finding.place().line.max(1);
    Issue {
        kind: "issue",
        check_name: header.rulebook.doc(finding.rule).id.to_string(),
        description: format!("{headline}{place}{commit} {}", phrase::sentence(&verdict.remedy)),
        categories: ["Security"],
        severity: severity(verdict.severity),
        fingerprint: identity::of(judged).to_string(),
        location: Location {
            path: &path.display,
            lines: Lines { begin, end: finding.place().end_line.max(begin) },
        },
    }
}

fn unread<'a>(path: &'a ShownPath, obstacle: &Obstacle) -> Issue<'a> {
    Issue {
        kind: "issue",
        check_name: format!("unread/{}", obstacle.code()),
        description: format!("Not wholly read: {}", phrase::sentence(&obstacle.to_string())),
        categories: ["Security"],
        severity: "info",
        fingerprint: identity::of_unread(path, obstacle).to_string(),
        location: Location { path: &path.display, lines: Lines { begin: 1, end: 1 } },
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
        Severity::Note => "info",
    }
}

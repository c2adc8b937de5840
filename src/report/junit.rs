//! `JUnit` XML for the test pages of Jenkins, GitLab and Azure: findings that make the run fail are failures, all others
//! and what was not read are skipped, and a run that read everything and found nothing has one test that passed.
//!
//! Counts stand before what they count, so test cases wait in a spool that leaves memory when it grows.

use std::fmt::Write as _;
use std::io;

use crate::model::piece::Obstacle;
use crate::model::run::{RunHeader, Summary};
use crate::model::verdict::{Judged, JudgedArtifact};

use super::markup::escaped;
use super::masking::{self, ShownPath};
use super::spool::Spool;
use super::{Report, advice, begun, phrase, place};

/// The report for test pages.
#[derive(Debug, Default)]
pub struct Junit {
    header: Option<RunHeader>,
    cases: Spool,
    failures: u64,
    skipped: u64,
}

impl Report for Junit {
    fn begin(&mut self, header: &RunHeader, out: &mut dyn io::Write) -> io::Result<()> {
        self.header = Some(header.clone());
        out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    }

    fn artifact(&mut self, artifact: &JudgedArtifact, _out: &mut dyn io::Write) -> io::Result<()> {
        let header = begun(self.header.as_ref())?;
        let path = masking::shown_path(header, artifact);
        for judged in artifact.findings.iter().filter(|judged| judged.verdict.shown) {
            let counter = if judged.verdict.gates { &mut self.failures } else { &mut self.skipped };
            *counter += 1;
            self.cases.push_text(&finding(header, &path, judged))?;
        }
        for obstacle in &artifact.unread {
            self.skipped += 1;
            self.cases.push_text(&unread(&path, obstacle))?;
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
        let header = begun(self.header.as_ref())?;
        if summary.interrupted {
            self.skipped += 1;
            self.cases.push_text(&case(
                "run",
                "the rest",
                "",
                &skipped("interrupted: the rest was not searched"),
            ))?;
        }
        let passes = u64::from(self.failures + self.skipped == 0);
        let (failures, skipped) = (self.failures, self.skipped);
        let tests = failures + skipped + passes;
        writeln!(
            out,
            "<testsuites name=\"sealant\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">"
        )?;
        write!(out, "<testsuite name=\"sealant\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" ")?;
        writeln!(out, "skipped=\"{skipped}\">")?;
        out.write_all(properties(header, summary).as_bytes())?;
        if passes == 1 {
            out.write_all(case("run", "no findings", "", "").as_bytes())?;
        }
        self.cases.copy_to(out)?;
        out.write_all(b"</testsuite>\n</testsuites>\n")
    }
}

fn finding(header: &RunHeader, path: &ShownPath, judged: &Judged) -> String {
    let Judged { finding, verdict } = judged;
    let doc = header.rulebook.doc(finding.rule);
    let place = place::location(&path.display, finding.place());
    let name = format!("{place}{}: {}", commit(judged), phrase::name(doc, finding));
    let message = format!("{}: {}", verdict.severity, advice::headline(header, judged));
    if !verdict.gates {
        let message =
            format!("reported, does not fail the run. {message}. {}", phrase::sentence(&verdict.remedy));
        return case(&doc.id, &name, &path.display, &skipped(&message));
    }
    let (message, severity) = (escaped(&message), verdict.severity);
    let body = escaped_lines(&advice::lines(header, judged));
    let failure = format!("<failure type=\"{severity}\" message=\"{message}\">{body}</failure>");
    case(&doc.id, &name, &path.display, &failure)
}

/// In a history one place may hold something else in every commit, and test pages take equal names for one test.
fn commit(judged: &Judged) -> String {
    let id = judged.verdict.history.iter().flat_map(|history| history.commit.id.chars().take(12));
    let id: String = id.collect();
    if id.is_empty() { id } else { format!(" in {id}") }
}

fn unread(path: &ShownPath, obstacle: &Obstacle) -> String {
    let name = format!("{}: not wholly read", path.display);
    case(&format!("unread/{}", obstacle.code()), &name, &path.display, &skipped(&obstacle.to_string()))
}

fn skipped(message: &str) -> String {
    format!("<skipped message=\"{}\"/>", escaped(message))
}

fn case(class: &str, name: &str, file: &str, inner: &str) -> String {
    let (class, name) = (escaped(class), escaped(name));
    let file = if file.is_empty() { String::new() } else { format!(" file=\"{}\"", escaped(file)) };
    format!("<testcase classname=\"{class}\" name=\"{name}\"{file} time=\"0\">{inner}</testcase>\n")
}

fn escaped_lines(lines: &[String]) -> String {
    lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("\n")
}

fn properties(header: &RunHeader, summary: &Summary) -> String {
    let complete = if summary.is_incomplete() { "false" } else { "true" };
    let mut pairs = vec![
        ("version", header.version.to_string()),
        ("rules-hash", header.rulebook.hash().to_owned()),
        ("as-of", header.as_of.clone()),
        ("complete", complete.to_owned()),
        ("files", summary.input.files.to_string()),
        ("bytes", summary.bytes.to_string()),
    ];
    pairs.extend(header.contacts.set().map(|(key, contact)| (key, contact.to_owned())));
    let mut text = String::from("<properties>\n");
    for (name, value) in pairs {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "<property name=\"{name}\" value=\"{}\"/>", escaped(&value));
    }
    text + "</properties>\n"
}

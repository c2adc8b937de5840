//! Verdicts → bytes. One format a file; a new format is one file and one line in [`FORMATS`]. Reports are streamed:
//! artifacts arrive in the order of their paths, and no report holds more than one of them.
//!
//! Only this stage may expose a value, and only under `--show-values`.

use std::io;

use crate::model::run::{RunHeader, Summary};
use crate::model::verdict::{Judged, JudgedArtifact};

mod advice;
mod assessment;
pub mod codeclimate;
pub mod csv;
mod first_seen;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod human;
mod identity;
pub mod json;
pub mod jsonl;
pub mod junit;
mod markdown;
mod markup;
mod masking;
mod phrase;
pub mod place;
mod record;
pub mod rule_doc;
pub mod sarif;
mod shell;
mod spool;
pub mod stored;
pub mod summary;
mod tally;
mod uri;
mod worst;

/// A report being written. Calls come in this order: `begin` once, `artifact` in the order of paths, `end` once, also
/// when the run was interrupted.
pub trait Report {
    /// Before the first artifact.
    fn begin(&mut self, header: &RunHeader, out: &mut dyn io::Write) -> io::Result<()>;

    /// One artifact that has findings or was not wholly read.
    fn artifact(&mut self, artifact: &JudgedArtifact, out: &mut dyn io::Write) -> io::Result<()>;

    /// After the last artifact.
    fn end(&mut self, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()>;
}

/// A format in which a run can be reported.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// The word used on the command line.
    pub name: &'static str,
    /// Whom it is for, in one line.
    pub description: &'static str,
    /// Makes a report that has not begun.
    pub new: fn() -> Box<dyn Report>,
}

/// Every format, the default first.
pub const FORMATS: &[Format] = &[
    Format {
        name: "human",
        description: "text for people at a terminal",
        new: || Box::<human::Human>::default(),
    },
    Format {
        name: "jsonl",
        description: "one JSON object a line, for scripts",
        new: || Box::<jsonl::Jsonl>::default(),
    },
    Format {
        name: "json",
        description: "one JSON document, for scripts that read files whole",
        new: || Box::<json::Json>::default(),
    },
    Format {
        name: "sarif",
        description: "SARIF 2.1.0, for code hosts and editors",
        new: || Box::<sarif::Sarif>::default(),
    },
    Format {
        name: "html",
        description: "one page to open, print and pass on",
        new: || Box::<html::Html>::default(),
    },
    Format { name: "csv", description: "a table for spreadsheets", new: || Box::<csv::Csv>::default() },
    Format {
        name: "junit",
        description: "JUnit XML, for the test pages of pipelines",
        new: || Box::<junit::Junit>::default(),
    },
    Format {
        name: "gitlab",
        description: "GitLab's secret detection report",
        new: || Box::<gitlab::Gitlab>::default(),
    },
    Format {
        name: "codeclimate",
        description: "Code Climate issues, for GitLab's code quality pages",
        new: || Box::<codeclimate::CodeClimate>::default(),
    },
    Format {
        name: "github",
        description: "workflow commands, which GitHub shows beside the lines of a change",
        new: || Box::<github::Github>::default(),
    },
    Format {
        name: "summary",
        description: "a page in Markdown for the summary of a pipeline",
        new: || Box::<summary::Page>::default(),
    },
];

/// The format of this name.
pub fn named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// The findings that a report for machines names: those that are shown and, unless the run leaves them out, those that
/// somebody answered for.
fn listed<'a>(header: &RunHeader, artifact: &'a JudgedArtifact) -> impl Iterator<Item = &'a Judged> {
    let leaves_out = header.leaves_out_suppressed;
    artifact.findings.iter().filter(move |judged| {
        let verdict = &judged.verdict;
        if leaves_out { verdict.shown } else { verdict.is_listed() }
    })
}

/// What a report kept of the header. Every call but `begin` needs it.
fn begun(header: Option<&RunHeader>) -> io::Result<&RunHeader> {
    header.ok_or_else(|| io::Error::other("a report was written to before it began"))
}

#[cfg(test)]
mod tests {
    use super::{FORMATS, named};

    #[test]
    fn every_format_is_found_by_its_name_and_no_other_is() {
        for format in FORMATS {
            assert_eq!(named(format.name).map(|found| found.description), Some(format.description));
        }
        assert!(named("Sarif").is_none());
    }
}

//! Text for people at a terminal: each finding in a few lines as it comes, the account of the run at the end.
//!
//! Colours are written always; whoever owns the terminal strips them where they are not wanted.

mod entry;
mod summary;
mod ways;

use std::collections::HashSet;
use std::io;

use anstyle::{AnsiColor, Color, Style};

use crate::model::run::{RunHeader, Summary};
use crate::model::severity::Severity;
use crate::model::verdict::{Judged, JudgedArtifact, Standing};

use self::entry::Teaching;
use super::tally::Tally;
use super::{Report, begun, masking};

/// How many groups are remembered, so that an equal value is only referred to; later ones are described in full.
/// Memory must not grow with the number of findings.
const GROUPS_REMEMBERED: usize = 65_536;

/// Of how many findings of a change every way on is shown with its command. Of more, only what differs is said: nobody
/// reads fifty times the same.
const TAUGHT: u64 = 10;

/// Labels and everything else that may stand back.
const DIM: Style = Style::new().dimmed();

/// The report for people.
#[derive(Debug, Default)]
pub struct Human {
    header: Option<RunHeader>,
    tally: Tally,
    groups: HashSet<Box<str>>,
    /// Findings that a change brings in.
    new: u64,
}

impl Report for Human {
    fn begin(&mut self, header: &RunHeader, _out: &mut dyn io::Write) -> io::Result<()> {
        self.header = Some(header.clone());
        Ok(())
    }

    fn artifact(&mut self, artifact: &JudgedArtifact, out: &mut dyn io::Write) -> io::Result<()> {
        let header = begun(self.header.as_ref())?;
        let path = masking::shown_path(header, artifact);
        self.tally.add(&path, artifact);
        for judged in artifact.findings.iter().filter(|judged| judged.verdict.shown) {
            let known = is_known(&mut self.groups, judged.verdict.group.as_deref());
            let teaching = teaching(judged, &mut self.new);
            entry::Entry { header, path: &path, judged, known, teaching }.write(out)?;
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
        summary::write(begun(self.header.as_ref())?, &self.tally, summary, self.new > TAUGHT, out)
    }
}

/// How much is said of the ways on from this finding. Counts what a change brings in.
fn teaching(judged: &Judged, new: &mut u64) -> Teaching {
    if judged.verdict.standing != Standing::New {
        return Teaching::Nothing;
    }
    *new += 1;
    if *new > TAUGHT { Teaching::Waiver } else { Teaching::Everything }
}

/// Whether a value of this group was described before. Remembers the group.
fn is_known(groups: &mut HashSet<Box<str>>, group: Option<&str>) -> bool {
    let Some(group) = group else { return false };
    if groups.contains(group) {
        return true;
    }
    if groups.len() < GROUPS_REMEMBERED {
        groups.insert(group.into());
    }
    false
}

/// One labelled line.
fn line(out: &mut dyn io::Write, label: &str, text: &str) -> io::Result<()> {
    writeln!(out, "    {DIM}{label:<9}{DIM:#} {text}")
}

fn style(severity: Severity) -> Style {
    let colour = |colour: AnsiColor| Style::new().fg_color(Some(Color::Ansi(colour)));
    match severity {
        Severity::Critical => colour(AnsiColor::BrightRed).bold(),
        Severity::High => colour(AnsiColor::Red),
        Severity::Medium => colour(AnsiColor::Yellow),
        Severity::Low => colour(AnsiColor::Cyan),
        Severity::Note => DIM,
    }
}

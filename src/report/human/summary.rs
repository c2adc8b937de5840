//! The account of a run: what was found, what is to be done about time, what was read, and what was not.

use std::io;

use anstyle::Style;

use crate::model::piece::Obstacle;
use crate::model::run::{RunHeader, Summary};
use crate::model::severity::{Confidence, Severity};
use crate::report::phrase;
use crate::report::tally::Tally;

use super::{DIM, style};

const BOLD: Style = Style::new().bold();

/// Severities as columns, the worst first.
const SEVERITIES: [Severity; 5] =
    [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Note];

/// Writes the account. `shortened` is whether some findings of a change were said without all ways on.
pub(super) fn write(
    header: &RunHeader,
    tally: &Tally,
    summary: &Summary,
    shortened: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    writeln!(out, "{BOLD}{}{BOLD:#}", phrase::verdict(header, summary))?;
    if shortened {
        let ways = "take the value out, or write where it is read from, or waive it: of the first findings every way \
                    is shown with its command";
        write_row(out, "ways on", ways)?;
    }
    write_findings(summary, out)?;
    write_retention(tally, out)?;
    write_notices(header, tally, out)?;
    if summary.before > 0 {
        write_row(out, "before", &format!("{} were there before the change: not shown", summary.before))?;
    }
    if let Some(answered) = phrase::answered_for(summary) {
        write_row(out, "answered for", &answered)?;
    }
    write_input(summary, out)?;
    write_unread(tally, summary, out)?;
    write_basis(header, summary, out)?;
    for (key, contact) in header.contacts.set() {
        write_row(out, key, &phrase::printable(contact))?;
    }
    for warning in &summary.warnings {
        write_row(out, "warning", &phrase::printable(warning))?;
    }
    if summary.interrupted {
        writeln!(out, "{BOLD}interrupted: incomplete, the rest was not searched{BOLD:#}")?;
    }
    Ok(())
}

/// A table of confidence by severity, of all findings, shown or not.
fn write_findings(summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
    if summary.findings.values().all(|&count| count == 0) {
        return Ok(());
    }
    write!(out, "  {DIM}{:<12}{DIM:#}", "confidence")?;
    for severity in SEVERITIES {
        let style = style(severity);
        write!(out, " {style}{severity:>9}{style:#}")?;
    }
    writeln!(out)?;
    for confidence in Confidence::REPORTED.into_iter().rev() {
        write!(out, "  {DIM}{confidence:<12}{DIM:#}")?;
        for severity in SEVERITIES {
            let count = summary.findings.get(&(confidence, severity)).copied().unwrap_or_default();
            write!(out, " {:>9}", phrase::number(count))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn write_retention(tally: &Tally, out: &mut dyn io::Write) -> io::Result<()> {
    let flags: Vec<String> = tally
        .retention()
        .into_iter()
        .map(|(flag, count)| format!("{} {}", phrase::number(count), flag.name()))
        .collect();
    if flags.is_empty() { Ok(()) } else { write_row(out, "keep", &flags.join(", ")) }
}

/// By when somebody must be told, once for the whole run: a line for each law that asks for it.
fn write_notices(header: &RunHeader, tally: &Tally, out: &mut dyn io::Write) -> io::Result<()> {
    for law in tally.laws_with_notices(header) {
        let notices: Vec<_> = law.notices.iter().map(|notice| phrase::sentence(notice)).collect();
        write_row(out, "if exposed", &format!("{}: {}", phrase::printable(&law.name), notices.join(" ")))?;
    }
    Ok(())
}

fn write_input(summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
    let files = phrase::counted(summary.input.files, "file", "files");
    write_row(out, "read", &format!("{files}, {}", phrase::bytes(summary.bytes)))?;
    let ignored: Vec<String> = summary
        .input
        .ignored
        .iter()
        .filter(|&(_, &count)| count > 0)
        .map(|(cause, &count)| format!("{} by {cause}", phrase::number(count)))
        .collect();
    if ignored.is_empty() { Ok(()) } else { write_row(out, "left out", &ignored.join(", ")) }
}

fn write_unread(tally: &Tally, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
    let counts: Vec<String> = Obstacle::CODES
        .into_iter()
        .filter_map(|code| Some((code, *summary.unread.get(code)?)))
        .filter(|&(_, count)| count > 0)
        .map(|(code, count)| format!("{} {code}", phrase::number(count)))
        .collect();
    if !counts.is_empty() {
        write_row(out, "unread", &counts.join(", "))?;
    }
    for (path, obstacle) in &tally.unread {
        writeln!(out, "    {}: {}", phrase::printable(path), phrase::printable(obstacle))?;
    }
    let more = tally.obstacles.saturating_sub(tally.unread.len() as u64);
    if more == 0 { Ok(()) } else { writeln!(out, "    … and {} more", phrase::number(more)) }
}

/// By what the run judged: without these two, two runs cannot be compared.
fn write_basis(header: &RunHeader, summary: &Summary, out: &mut dyn io::Write) -> io::Result<()> {
    let rejected: u64 = summary.rejected.values().sum();
    if rejected > 0 {
        write_row(out, "rejected", &phrase::counted(rejected, "candidate", "candidates"))?;
    }
    let rules = phrase::counted(header.rulebook.in_force() as u64, "rule", "rules");
    let hash: String = header.rulebook.hash().chars().take(12).collect();
    write_row(out, "basis", &format!("{rules} ({hash}), as of {}, sealant {}", header.as_of, header.version))
}

fn write_row(out: &mut dyn io::Write, label: &str, text: &str) -> io::Result<()> {
    writeln!(out, "  {DIM}{label:<12}{DIM:#} {text}")
}

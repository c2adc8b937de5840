//! `sealant baseline audit`: what each entry is, where it stands now, and whether it is still needed.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::Desk;
use crate::cli::args::{AuditArgs, ListFormat};
use crate::cli::collect::Collected;
use crate::cli::output;
use crate::model::severity::Severity;
use crate::model::source::ArtifactPath;
use crate::model::suppression::SuppressionKind;
use crate::model::verdict::Judged;
use crate::policy::{Baseline, BaselineEntry, EntryUse};

/// One entry as it is listed.
#[derive(Serialize)]
struct Line {
    entry: usize,
    path: String,
    rule: String,
    state: &'static str,
    known_by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'static str>,
    /// Where it stands now: `path:line`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    found: Vec<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    note: String,
    #[serde(skip)]
    rank: Option<Severity>,
}

/// Runs the command.
pub(super) fn run(args: &AuditArgs) -> anyhow::Result<()> {
    let desk = Desk::of(&args.scan, &args.scan.answers)?;
    let baseline = desk.existing()?;
    let collected = desk.scan()?;
    let lines = lines(&baseline, &collected);
    let text = match args.format {
        ListFormat::Json => serde_json::to_string_pretty(&lines)? + "\n",
        ListFormat::Human => human(&baseline, &lines)?,
    };
    Ok(output::print(&text)?)
}

/// The worst first; what is gone last.
fn lines(baseline: &Baseline, collected: &Collected) -> Vec<Line> {
    let found = found(baseline, collected);
    let uses = collected.policy.baseline_uses();
    let one = |(entry, state): (&BaselineEntry, EntryUse)| {
        let found = found.get(&known_as(entry)).map(Vec::as_slice).unwrap_or_default();
        let rank = found.iter().map(|(_, judged)| judged.verdict.severity).max();
        Line {
            entry: entry.line,
            path: entry.path.as_ref().map_or_else(|| "everywhere".to_owned(), ArtifactPath::display),
            rule: entry.rule.to_string(),
            state: state_of(state),
            known_by: known_by(entry),
            severity: rank.map(Severity::name),
            found: found.iter().map(|(place, _)| place.clone()).collect(),
            note: entry.note.to_string(),
            rank,
        }
    };
    let mut lines: Vec<Line> = baseline.entries.iter().zip(uses).map(one).collect();
    lines.sort_by(|a, b| b.rank.cmp(&a.rank).then_with(|| a.path.cmp(&b.path)).then(a.entry.cmp(&b.entry)));
    lines
}

/// An entry without its note and its line: entries that are equal so cover the same.
fn known_as(entry: &BaselineEntry) -> BaselineEntry {
    BaselineEntry { note: "".into(), line: 0, ..entry.clone() }
}

/// Findings with the place each stands in, by the entry that answers for them.
type Found<'c> = BTreeMap<BaselineEntry, Vec<(String, &'c Judged)>>;

fn found<'c>(baseline: &Baseline, collected: &'c Collected) -> Found<'c> {
    let by_line: BTreeMap<usize, &BaselineEntry> =
        baseline.entries.iter().map(|entry| (entry.line, entry)).collect();
    let mut found = Found::new();
    for (path, judged) in &collected.findings {
        let Some(suppression) = &judged.verdict.suppression else { continue };
        if suppression.kind != SuppressionKind::Baseline {
            continue;
        }
        let entry = suppression.details.iter().find(|(name, _)| *name == "entry");
        let line: Option<usize> =
            entry.and_then(|(_, at)| at.strip_prefix(&*baseline.name)?.strip_prefix(':')?.parse().ok());
        let Some(entry) = line.and_then(|line| by_line.get(&line)) else { continue };
        let place = format!("{}:{}", path.display(), judged.finding.place().line);
        found.entry(known_as(entry)).or_default().push((place, judged));
    }
    found
}

fn state_of(state: EntryUse) -> &'static str {
    match state {
        EntryUse::Used => "there",
        EntryUse::Unknown => "not looked at",
        EntryUse::Idle => "gone",
        EntryUse::UnknownRule => "no such rule",
    }
}

fn known_by(entry: &BaselineEntry) -> &'static str {
    match entry.recognition.value {
        Some((None, _)) => "value",
        Some((Some(_), _)) => "value, with a key",
        None => "place",
    }
}

fn human(baseline: &Baseline, lines: &[Line]) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for line in lines {
        let severity = line.severity.unwrap_or("-");
        let place = line.found.first().unwrap_or(&line.path);
        write!(text, "{severity:<9} {:<13} {place}  {}  (by its {})", line.state, line.rule, line.known_by)?;
        if !line.note.is_empty() {
            write!(text, "  # {}", line.note)?;
        }
        writeln!(text)?;
    }
    let mut states: BTreeMap<&str, usize> = BTreeMap::new();
    lines.iter().for_each(|line| *states.entry(line.state).or_default() += 1);
    let states: Vec<String> = states.iter().map(|(state, count)| format!("{count} {state}")).collect();
    let states = if states.is_empty() { "no entries".to_owned() } else { states.join(", ") };
    writeln!(text, "{}: {states}", baseline.name)?;
    if lines.iter().any(|line| line.state == "gone" || line.state == "no such rule") {
        writeln!(text, "`sealant baseline prune` removes what is gone.")?;
    }
    Ok(text)
}

//! `sealant explain FILE:LINE`: every candidate of a line, kept or rejected, with its evidence. Shows no value.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::bail;

use crate::cli::args::SettingArgs;
use crate::cli::exit::Exit;
use crate::cli::ruleset::Ruleset;
use crate::cli::settings::{Settings, Surroundings, as_of_seconds};
use crate::cli::{output, warn};
use crate::detect::session::{Outcome, Rejected};
use crate::detect::{Engine, Session};
use crate::extract::WindowBuffer;
use crate::input::{self, InputConfig, Item};
use crate::model::evidence::{Bits, Term};
use crate::model::finding::{Finding, Place};
use crate::model::severity::Confidence;
use crate::scan::examine;

/// Runs the command.
pub(super) fn run(file: &Path, line: u64, args: &SettingArgs) -> anyhow::Result<Exit> {
    let settings = Settings::resolve(args, &Surroundings::of_process()?)?;
    let ruleset = Ruleset::of(&settings)?;
    warn(&settings.warnings);
    let engine = Engine::new(ruleset.rules, ruleset.hash, as_of_seconds(settings.as_of.value))?;
    let mut rejected = Vec::new();
    let outcome = judge(file, &engine, &mut rejected)?;
    output::print(&told(&engine, &outcome, &rejected, line))?;
    Ok(Exit::Clean)
}

fn judge(file: &Path, engine: &Engine, rejected: &mut Vec<Rejected>) -> anyhow::Result<Outcome> {
    let config = InputConfig { roots: vec![file.to_owned()], no_ignore: true, ..InputConfig::default() };
    let Some(Item::Blob(blob)) = input::open(config)?.next() else {
        bail!("{} is no file that can be read", file.display());
    };
    let source = blob.source().clone();
    let Ok(mut blob) = blob.open() else { bail!("{} cannot be opened", file.display()) };
    let mut keep = |candidate| rejected.push(candidate);
    let session = Session::new(engine, &source).traced(&mut keep);
    Ok(examine(&mut blob, session, &mut WindowBuffer::default()).0)
}

fn told(engine: &Engine, outcome: &Outcome, rejected: &[Rejected], line: u64) -> String {
    let rulebook = engine.rulebook();
    let mut text = String::new();
    let here = |place: &Place| (place.line..=place.end_line).contains(&line);
    let kept = outcome.findings.iter().filter(|finding| finding.places.iter().any(here));
    for finding in kept {
        let doc = rulebook.doc(finding.rule);
        let _ = writeln!(text, "{} of {}: {}, {}", finding_word(finding), finding.score.percent(), doc.name, doc.id);
        terms(&mut text, &finding.evidence);
    }
    for candidate in rejected.iter().filter(|candidate| here(&candidate.place)) {
        let doc = rulebook.doc(candidate.rule);
        let score: Bits = candidate.evidence.iter().map(|term| term.bits).sum();
        let _ = writeln!(text, "rejected for its {}, {} of 100: {}, {}", candidate.reason, score.percent(), doc.name, doc.id);
        terms(&mut text, &candidate.evidence);
    }
    if text.is_empty() {
        let _ = writeln!(text, "nothing in line {line} has the shape that any rule looks for");
    }
    text
}

fn finding_word(finding: &Finding) -> &'static str {
    match Confidence::of(finding.score) {
        Confidence::High => "found with high confidence",
        Confidence::Medium => "found with medium confidence",
        _ => "found with low confidence",
    }
}

fn terms(text: &mut String, evidence: &[Term]) {
    for term in evidence {
        let _ = writeln!(text, "  {:>6} bits  {}: {}", term.bits, term.kind.name(), term.because);
    }
}

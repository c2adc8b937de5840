//! Why a line of a file, or a place in a document, is or is not found: every candidate in it with its evidence, those that were
//! rejected too. It names rules and reasons, never values.

use std::fmt::{self, Write};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, anyhow, bail};

use crate::cli::ruleset::Ruleset;
use crate::cli::settings::Settings;
use crate::detect::session::{Outcome, Rejected};
use crate::detect::{Engine, Session};
use crate::extract::{Patience, WindowBuffer, WorkerCommand, Workers, extract_with};
use crate::input::{self, Blob, InputConfig, Item};
use crate::model::budget::Budget;
use crate::model::evidence::{Bits, Term};
use crate::model::finding::{Place, Within};
use crate::model::piece::{BlobReader, Obstacle};
use crate::model::rule_doc::{RuleIndex, Rulebook};
use crate::model::severity::Confidence;
use crate::model::source::ArtifactPath;
use crate::report::place::position;

/// What is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// A line, 1-based; of a document that line of each of its parts.
    Line(u64),
    /// A place as reports say it: `Clients!B2`, `slide 3, paragraph 1`.
    Place(String),
}

impl Spot {
    fn holds(&self, place: &Place) -> bool {
        match self {
            Self::Line(line) => (place.line..=place.end_line).contains(line),
            Self::Place(asked) => is_same(asked, &position(place)),
        }
    }
}

/// Whether two places are said alike, in any case; that a sheet is hidden need not be said.
fn is_same(asked: &str, said: &str) -> bool {
    let plain = |place: &str| place.replace(" (hidden)", "").to_lowercase();
    plain(asked) == plain(said)
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, ":{line}"),
            Self::Place(place) => write!(f, ": {place}"),
        }
    }
}

/// What is to be told of one line or place.
pub(super) struct Story {
    path: ArtifactPath,
    spot: Spot,
    rulebook: Arc<Rulebook>,
    candidates: Vec<Candidate>,
    unread: Vec<Obstacle>,
}

/// A candidate, kept or rejected.
struct Candidate {
    rule: RuleIndex,
    place: Place,
    evidence: Vec<Term>,
    /// Why it was rejected, where it was.
    rejected: Option<&'static str>,
    /// Whether the settings leave its rule out.
    left_out: bool,
}

impl Story {
    /// Judges the whole file, as a scan does, and keeps what touches the line or place.
    pub(super) fn of(file: &Path, spot: Spot, settings: &Settings) -> anyhow::Result<Self> {
        let (ruleset, policy) = Ruleset::in_force(settings)?;
        let engine = ruleset.into_engine(settings)?;
        let mut rejected = Vec::new();
        let (path, outcome) = judge(open(file, settings)?, &engine, &mut rejected)?;
        let mut candidates = kept(&outcome);
        candidates.extend(rejected.into_iter().map(Candidate::from));
        candidates.retain(|candidate| spot.holds(&candidate.place));
        candidates.sort_by_key(|candidate| (candidate.place.line, candidate.place.column, candidate.rule));
        for candidate in &mut candidates {
            candidate.left_out = !policy.wants(candidate.rule);
        }
        Ok(Self { path, spot, rulebook: engine.rulebook(), candidates, unread: outcome.unread })
    }

    /// The story in words.
    pub(super) fn told(&self) -> Result<String, fmt::Error> {
        let mut text = format!("{}{}\n", self.path.display(), self.spot);
        for candidate in &self.candidates {
            candidate.tell(&self.rulebook, &mut text)?;
        }
        if self.candidates.is_empty() {
            let here = if matches!(self.spot, Spot::Line(_)) { "in this line" } else { "at this place" };
            writeln!(
                text,
                "  no candidate: none of the literals, keys and shapes of any rule in force is {here}"
            )?;
        }
        for obstacle in &self.unread {
            writeln!(text, "  of this file: {obstacle}")?;
        }
        Ok(text)
    }
}

impl From<Rejected> for Candidate {
    fn from(rejected: Rejected) -> Self {
        let Rejected { rule, place, evidence, reason } = rejected;
        Self { rule, place, evidence, rejected: Some(reason), left_out: false }
    }
}

impl Candidate {
    fn tell(&self, rulebook: &Rulebook, text: &mut String) -> fmt::Result {
        let score: Bits = self.evidence.iter().map(|term| term.bits).sum();
        let fate = match self.rejected {
            Some(reason) => format!("rejected: {reason}"),
            None => format!("{} confidence", Confidence::of(score)),
        };
        writeln!(text, "  {}  {}", stretch(&self.place), rulebook.doc(self.rule).id)?;
        writeln!(text, "    {fate}, {} of 100", score.percent())?;
        if self.left_out {
            writeln!(text, "    not reported: the settings leave this rule out, see `sealant config show`")?;
        }
        for term in &self.evidence {
            writeln!(text, "    {:>7} bits  {}: {}", term.bits.to_string(), term.kind.name(), term.because)?;
        }
        Ok(())
    }
}

/// From where to where a candidate reaches, or where in a document it is.
fn stretch(place: &Place) -> String {
    let Place { line, column, end_line, end_column, .. } = *place;
    match &place.within {
        Within::Part { .. } => position(place),
        _ if end_line == line => format!("{line}:{column}-{end_column}"),
        _ => format!("{line}:{column}-{end_line}:{end_column}"),
    }
}

/// Every place of every finding.
fn kept(outcome: &Outcome) -> Vec<Candidate> {
    let at_all_places = outcome.findings.iter().flat_map(|finding| {
        finding.places.iter().map(|place| Candidate {
            rule: finding.rule,
            place: place.clone(),
            evidence: finding.evidence.to_vec(),
            rejected: None,
            left_out: false,
        })
    });
    at_all_places.collect()
}

fn judge(
    blob: Blob,
    engine: &Engine,
    rejected: &mut Vec<Rejected>,
) -> anyhow::Result<(ArtifactPath, Outcome)> {
    let path = blob.source().path.clone();
    let mut blob =
        blob.open().map_err(|(source, obstacle)| anyhow!("{}: {obstacle}", source.path.display()))?;
    let source = blob.source().clone();
    let mut keep = |candidate| rejected.push(candidate);
    let mut session = Session::new(engine, &source).traced(&mut keep);
    session.name();
    let workers = Workers::new(WorkerCommand::this_program(), Patience::default(), Arc::default());
    let (mut budget, mut buffer) = (Budget::UNLIMITED, WindowBuffer::default());
    extract_with(&mut blob, &mut session, &mut budget, &mut buffer, Some(&workers));
    Ok((path, session.finish()))
}

/// The file as a scan of it alone would meet it.
fn open(file: &Path, settings: &Settings) -> anyhow::Result<Blob> {
    if file.is_dir() {
        bail!("{} is a folder: name a file in it", file.display());
    }
    let no_ignore = settings.no_ignore.value;
    let config = InputConfig { roots: vec![file.to_owned()], no_ignore, ..InputConfig::default() };
    let mut items = input::open(config)?;
    match items.next() {
        Some(Item::Blob(blob)) => Ok(blob),
        Some(Item::Unread { obstacle, .. }) => bail!("{}: {obstacle}", file.display()),
        None => {
            let counts = items.counts();
            let cause = counts.ignored.keys().next().context("there is nothing to read")?;
            bail!("{} is left out of scans ({cause}); --no-ignore reads it", file.display())
        }
    }
}

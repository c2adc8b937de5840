//! A scan whose findings are kept: for the commands that write down what was found instead of reporting it.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::answers::Answers;
use super::process;
use super::ruleset::Ruleset;
use super::settings::{Settings, Surroundings, values};
use crate::extract::WorkerCommand;
use crate::input::{InputConfig, Stretch};
use crate::model::rule_doc::Rulebook;
use crate::model::run::{RunHeader, Summary};
use crate::model::source::ArtifactPath;
use crate::model::verdict::{Judged, JudgedArtifact};
use crate::policy::{Coverage, Policy};
use crate::report::Report;
use crate::scan::{Progress, ScanConfig};

/// What was found, and what is needed to speak of it.
pub(super) struct Collected {
    /// Every finding that is shown or that somebody answers for, with the artifact it lies in.
    pub findings: Vec<(ArtifactPath, Judged)>,
    /// The policy, which knows what was used.
    pub policy: Policy,
    /// The rules.
    pub rulebook: Arc<Rulebook>,
    /// What the run amounts to.
    pub summary: Summary,
}

/// What to scan.
pub(super) struct Job<'a> {
    /// Files and folders; the current one where none is named.
    pub paths: &'a [PathBuf],
    /// A change instead of files.
    pub stretch: Option<Stretch>,
    /// The settings in force.
    pub settings: &'a Settings,
    /// Who answers for findings.
    pub answers: &'a Answers,
    /// How much of what they may be about is read.
    pub coverage: Coverage,
    /// Where the user stands.
    pub surroundings: &'a Surroundings,
}

/// Scans and keeps what was found.
pub(super) fn collect(job: Job<'_>) -> anyhow::Result<Collected> {
    let Job { paths, stretch, settings, answers, coverage, surroundings } = job;
    let config = answers.give(settings.policy(), coverage, surroundings);
    let (ruleset, mut policy) = Ruleset::in_force_with(settings, config)?;
    let engine = ruleset.into_engine(settings)?;
    let rulebook = engine.rulebook();
    let named = !paths.is_empty() || stretch.is_some();
    let input = InputConfig {
        roots: if named { paths.to_vec() } else { vec![".".into()] },
        include: values(&settings.include),
        exclude: values(&settings.exclude),
        no_ignore: settings.no_ignore.value,
        ..InputConfig::default()
    };
    let interrupted: Arc<AtomicBool> = process::interruption()?;
    let worker = Some(WorkerCommand::this_program());
    let progress = Arc::new(Progress::default());
    let config = ScanConfig { input, stretch, threads: 0, worker, interrupted, progress };
    let mut keeper = Keeper::default();
    let header = header(settings, &rulebook);
    let summary = crate::scan::scan(config, &engine, &mut policy, &header, (&mut keeper, &mut io::sink()))?;
    Ok(Collected { findings: keeper.findings, policy, rulebook, summary })
}

fn header(settings: &Settings, rulebook: &Arc<Rulebook>) -> RunHeader {
    RunHeader {
        version: env!("CARGO_PKG_VERSION").into(),
        rulebook: Arc::clone(rulebook),
        as_of: settings.as_of.value.to_string(),
        laws: Vec::new(),
        tell: Vec::new(),
        contacts: settings.contacts(),
        show_values: false,
        explain: false,
        confidence: settings.confidence.value,
        severity: settings.severity.value,
        leaves_out_suppressed: false,
        all_places: false,
    }
}

/// Keeps what it is told. Values stay in memory alone.
#[derive(Default)]
struct Keeper {
    findings: Vec<(ArtifactPath, Judged)>,
}

impl Report for Keeper {
    fn begin(&mut self, _: &RunHeader, _: &mut dyn io::Write) -> io::Result<()> {
        Ok(())
    }

    fn artifact(&mut self, artifact: &JudgedArtifact, _: &mut dyn io::Write) -> io::Result<()> {
        let listed = artifact.findings.iter().filter(|judged| judged.verdict.is_listed());
        self.findings.extend(listed.map(|judged| (artifact.source.path.clone(), judged.clone())));
        Ok(())
    }

    fn end(&mut self, _: &Summary, _: &mut dyn io::Write) -> io::Result<()> {
        Ok(())
    }
}

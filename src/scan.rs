//! The only file that sees every stage: blobs are numbered in the order of their paths, workers extract and detect
//! them out of order, and one thread judges and reports them in order again. How far workers may run ahead is bounded,
//! so memory grows with neither the number of files nor their size.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;

use crate::detect::Engine;
use crate::detect::session::Outcome;
use crate::extract::{Patience, WorkerCommand, Workers};
use crate::input::{self, Changed, InputConfig, InputError, Item, Items, Stretch};
use crate::model::finding::Finding;
use crate::model::run::{RunHeader, Summary};
use crate::model::source::Source;
use crate::model::verdict::{Judged, JudgedArtifact, Standing};
use crate::policy::Policy;
use crate::report::Report;

mod change;
mod nest;
mod order;
mod share;
mod watched;
mod worker;

use order::Reorder;
use share::Pantry;
pub use watched::Progress;
use worker::Crew;
pub use worker::examine;

/// How many findings of one artifact are judged and reported at a time.
const CHUNK: usize = 512;

/// How many artifacts are handed to a worker at once: handing over costs as much as a small file.
const AT_ONCE: usize = 128;

/// Workers parse what strangers wrote; their stacks are those of a main thread.
const STACK: usize = 8 << 20;

/// What to scan, and with how many workers.
#[derive(Clone, Debug, Default)]
pub struct ScanConfig {
    /// What to read.
    pub input: InputConfig,
    /// Read not the files but what a change brings in.
    pub stretch: Option<Stretch>,
    /// How many workers; 0 means one a core.
    pub threads: usize,
    /// What is run to read documents that could harm this process; `None` reads them in it.
    pub worker: Option<WorkerCommand>,
    /// Set from outside to end the run early; what was found so far is reported.
    pub interrupted: Arc<AtomicBool>,
    /// Counts what is done while it is done.
    pub progress: Arc<Progress>,
}

/// Why a run did not come to its end. What was found before was reported.
#[derive(Debug)]
pub enum ScanError {
    /// It could not begin.
    Input(InputError),
    /// The report could not be written.
    Output(io::Error),
    /// No workers could be started.
    Workers(rayon::ThreadPoolBuildError),
}

impl fmt::Display for ScanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(error) => error.fmt(f),
            Self::Output(error) => write!(f, "cannot write the report: {error}"),
            Self::Workers(error) => write!(f, "cannot start workers: {error}; try --threads 1"),
        }
    }
}

// Each message tells its cause already, so none is given again as a source.
impl std::error::Error for ScanError {}

/// Scans everything and reports it in the order of paths.
pub fn scan(
    config: ScanConfig,
    engine: &Engine,
    policy: &mut Policy,
    header: &RunHeader,
    sink: (&mut dyn Report, &mut dyn io::Write),
) -> Result<Summary, ScanError> {
    let what = What::found(config.input, config.stretch.as_ref()).map_err(ScanError::Input)?;
    let (report, out) = sink;
    report.begin(header, out).map_err(ScanError::Output)?;
    let watch = Watch { interrupted: &config.interrupted, progress: &config.progress };
    let mut press = Press { policy, report, out, watch, summary: Summary::default() };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(config.threads).stack_size(STACK).build();
    let pool = pool.map_err(ScanError::Workers)?;
    let pantry = Pantry::new(pool.current_num_threads());
    let hired = |command| Workers::new(command, Patience::default(), Arc::clone(&config.interrupted));
    let workers = config.worker.map(hired);
    let crew = Crew { engine, watch, pantry: &pantry, workers: workers.as_ref() };
    let (counts, warnings) = match what {
        What::Files(mut items) => {
            run(&mut items, &pool, crew, &mut press)?;
            (items.counts(), items.warnings())
        }
        What::Change(changed) => change::run(*changed, &pool, crew, &mut press)?,
    };
    let Press { report, out, policy, mut summary, .. } = press;
    summary.input = counts;
    summary.warnings = warnings;
    summary.warnings.extend(policy.warnings());
    summary.interrupted = config.interrupted.load(Ordering::Relaxed);
    report.end(&summary, out).map_err(ScanError::Output)?;
    Ok(summary)
}

/// What there is to read.
enum What {
    Files(Box<Items>),
    Change(Box<Changed>),
}

impl What {
    fn found(config: InputConfig, stretch: Option<&Stretch>) -> Result<Self, InputError> {
        match stretch {
            Some(stretch) => input::changed(config, stretch).map(|changed| Self::Change(Box::new(changed))),
            None => input::open(config).map(|items| Self::Files(Box::new(items))),
        }
    }
}

/// What a worker made of one artifact.
struct Done {
    number: u64,
    source: Source,
    outcome: Outcome,
    bytes: u64,
    /// What it made of the artifacts inside it; they have none of their own.
    inside: Vec<Done>,
}

/// How the outside stops a run and follows it.
#[derive(Clone, Copy)]
struct Watch<'a> {
    interrupted: &'a AtomicBool,
    progress: &'a Progress,
}

impl Watch<'_> {
    fn is_stopped(self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }
}

/// The thread that judges and reports.
struct Press<'a> {
    policy: &'a mut Policy,
    report: &'a mut dyn Report,
    out: &'a mut dyn io::Write,
    watch: Watch<'a>,
    summary: Summary,
}

fn run(
    items: &mut Items,
    pool: &rayon::ThreadPool,
    crew: Crew<'_>,
    press: &mut Press<'_>,
) -> Result<(), ScanError> {
    let (sender, receiver) = channel();
    let mut items = (0..).zip(items);
    pool.in_place_scope(|scope| {
        let mut order = Reorder::new(receiver);
        while !crew.watch.is_stopped() {
            let batch: Vec<(u64, Item)> = items.by_ref().take(AT_ONCE).collect();
            let Some((last, _)) = batch.last() else { break };
            order.make_room(*last, press)?;
            let sender = sender.clone();
            // The receiver outlives all workers but when the report failed; then nobody waits for the rest.
            scope.spawn(move |_| drop(sender.send(crew.work_off(batch))));
        }
        drop(sender);
        order.drain(press)
    })
}

impl Press<'_> {
    fn print(&mut self, done: Done) -> io::Result<()> {
        self.print_as(done, &|_| Standing::Unasked)
    }

    /// The same, where it is known how findings stand to a change.
    fn print_as(&mut self, mut done: Done, standing: &dyn Fn(&Finding) -> Standing) -> io::Result<()> {
        self.watch.progress.files.fetch_add(1, Ordering::Relaxed);
        let inside = std::mem::take(&mut done.inside);
        std::iter::once(done).chain(inside).try_for_each(|done| self.print_artifact(done, standing))
    }

    fn print_artifact(&mut self, mut done: Done, standing: &dyn Fn(&Finding) -> Standing) -> io::Result<()> {
        self.summary.bytes += done.bytes;
        for (key, count) in std::mem::take(&mut done.outcome.rejected) {
            *self.summary.rejected.entry(key).or_default() += count;
        }
        for obstacle in &done.outcome.unread {
            *self.summary.unread.entry(obstacle.code()).or_default() += 1;
        }
        let wholly = done.outcome.unread.is_empty();
        self.policy.read(&done.source.path, wholly, &done.outcome.idle_marks);
        if done.outcome.is_silent() {
            return Ok(());
        }
        self.policy.open_artifact(&done.source, done.outcome.findings.iter().map(AsRef::as_ref));
        let mut findings = done.outcome.findings.into_iter();
        let mut unread = done.outcome.unread;
        loop {
            let judged = |finding: Box<Finding>| {
                let standing = standing(&finding);
                self.policy.judge_as(*finding, standing)
            };
            let chunk: Vec<Judged> = findings.by_ref().take(CHUNK).map(judged).collect();
            let last = findings.len() == 0;
            chunk.iter().for_each(|judged| self.count(judged));
            let unread = if last { std::mem::take(&mut unread) } else { Vec::new() };
            if chunk.iter().any(|judged| judged.verdict.is_listed()) || !unread.is_empty() {
                let part = JudgedArtifact { source: done.source.clone(), findings: chunk, unread };
                self.report.artifact(&part, self.out)?;
            }
            if last {
                return Ok(());
            }
        }
    }

    fn count(&mut self, judged: &Judged) {
        let verdict = &judged.verdict;
        *self.summary.findings.entry((verdict.confidence, verdict.severity)).or_default() += 1;
        self.summary.shown += u64::from(verdict.shown);
        self.watch.progress.findings.fetch_add(u64::from(verdict.shown), Ordering::Relaxed);
        self.summary.gating += u64::from(verdict.gates);
        self.summary.before += u64::from(verdict.standing == Standing::Before);
        if let Some(suppression) = &verdict.suppression {
            *self.summary.suppressed.entry(suppression.kind).or_default() += 1;
        }
    }
}

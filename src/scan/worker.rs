//! What a worker does with artifacts: opens, extracts and searches them, some at a time. What goes wrong with one is told of
//! it and ends nothing else.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::nest::Nest;
use super::share::{Pantry, extract_shared};
use super::watched::{self, Watched};
use super::{Done, Watch};
use crate::detect::session::Outcome;
use crate::detect::{Engine, Session};
use crate::extract::{Extraction, OWN_TEXT, WindowBuffer, Workers};
use crate::input::{Blob, Item};
use crate::model::budget::Budget;
use crate::model::piece::{BlobReader, Obstacle, Pieces};
use crate::model::source::{Facts, Source};

/// How many windows of a text its reader searches alone before it asks for help: most texts are short.
const WINDOWS_ALONE: usize = 4;

/// What all workers of a run have in common.
#[derive(Clone, Copy)]
pub(super) struct Crew<'a> {
    pub(super) engine: &'a Engine,
    pub(super) watch: Watch<'a>,
    pub(super) pantry: &'a Pantry,
    /// Processes for documents that could harm this one.
    pub(super) workers: Option<&'a Workers>,
}

impl Crew<'_> {
    /// Searches some artifacts, of which other workers take a part if they have nothing to do.
    pub(super) fn work_off(self, batch: Vec<(u64, Item)>) -> Vec<Done> {
        batch.into_par_iter().map(|(number, item)| self.work(number, item)).collect()
    }

    /// Searches one artifact.
    pub(super) fn work(self, number: u64, item: Item) -> Done {
        match item {
            Item::Unread { source, obstacle } => unread(number, source, obstacle),
            Item::Blob(blob) => self.search(number, blob),
        }
    }

    fn search(self, number: u64, blob: Blob) -> Done {
        if self.watch.is_stopped() {
            return unread(number, blob.source().clone(), watched::stopped());
        }
        let mut blob = match blob.open() {
            Ok(blob) => blob,
            Err((source, obstacle)) => return unread(number, source, obstacle),
        };
        let mut source = blob.source().clone();
        let examined = catch_unwind(AssertUnwindSafe(|| {
            let mut blob = Watched::new(&mut blob, self.watch.progress, self.watch.interrupted);
            let session = Session::new(self.engine, &source);
            with_buffer(|buffer| examine_with(&mut blob, session, buffer, Some(self)))
        }));
        let Ok((outcome, mut inside, bytes)) = examined else {
            let what = "the scan of this artifact failed; please report it".into();
            return unread(number, source, Obstacle::PartlyRead { what });
        };
        if !outcome.findings.is_empty() {
            source.facts = blob.facts();
        }
        for done in &mut inside {
            done.source.facts = Facts { size: done.source.facts.size, ..blob.facts() };
        }
        Done { number, source, outcome, bytes, inside }
    }
}

/// Lends the window of this thread. A worker that waits may begin another artifact meanwhile, which then has its own.
fn with_buffer<R>(examine: impl FnOnce(&mut WindowBuffer) -> R) -> R {
    thread_local! {
        static BUFFER: Cell<Option<WindowBuffer>> = const { Cell::new(None) };
    }
    let mut buffer = BUFFER.take().unwrap_or_default();
    let result = examine(&mut buffer);
    BUFFER.set(Some(buffer));
    result
}

/// Judges one artifact from its bytes, with all that lies inside it: what a worker does, and what `explain FILE:LINE` does
/// with a trace.
pub fn examine(
    blob: &mut dyn BlobReader,
    session: Session<'_, '_>,
    buffer: &mut WindowBuffer,
) -> (Outcome, u64) {
    let (mut outcome, inside, bytes) = examine_with(blob, session, buffer, None);
    for done in inside {
        outcome.findings.extend(done.outcome.findings);
        outcome.unread.extend(done.outcome.unread);
    }
    (outcome, bytes)
}

/// The same with the help of a crew, where there is one: of other workers if the text is long, of another process if its
/// reader could harm this one.
fn examine_with(
    blob: &mut dyn BlobReader,
    session: Session<'_, '_>,
    buffer: &mut WindowBuffer,
    crew: Option<Crew<'_>>,
) -> (Outcome, Vec<Done>, u64) {
    let workers = crew.and_then(|crew| crew.workers);
    let mut nest = Nest::new(session, workers);
    nest.session.name();
    let mut budget = Budget::UNLIMITED;
    let mut extraction = Extraction::begin_with(blob, &mut nest, &mut budget, workers);
    // Only containers have anything inside, and they have no text of their own.
    let session = &mut nest.session;
    let pantry = crew.map(|crew| crew.pantry).filter(|pantry| pantry.is_shared());
    let mut windows = 0;
    while windows < WINDOWS_ALONE || pantry.is_none() {
        if !extraction.fill(buffer) {
            break;
        }
        extraction.parts(&buffer.window(), session);
        session.text(OWN_TEXT, &buffer.window());
        windows += 1;
    }
    if let Some(pantry) = pantry.filter(|_| extraction.goes_on()) {
        extract_shared(&mut extraction, session, pantry);
    }
    let bytes = extraction.finish(session);
    let (outcome, inside) = nest.finish();
    (outcome, inside, bytes)
}

pub(super) fn unread(number: u64, source: Source, obstacle: Obstacle) -> Done {
    let outcome = Outcome { unread: vec![obstacle], ..Outcome::default() };
    Done { number, source, outcome, bytes: 0, inside: Vec::new() }
}

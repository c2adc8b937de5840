//! Readers that can abort, overflow their stack or eat memory run in a worker: this very program, run again under limits,
//! which speaks the calls of `Pieces` over a pipe. What happens to it costs one file a part of its text and the run
//! nothing. A worker is started when the first such file comes, and serves one file after the other; a run without such a
//! file starts none.
//!
//! `frames` what is said, `line` the pipe, `serve` and `voice` the worker's side, `replay` the master's, `process` and
//! `leash` how a worker begins and ends, `limits` what it may not do.

mod bytes;
mod frames;
mod leash;
mod limits;
mod line;
mod obstacles;
mod process;
mod replay;
mod serve;
mod voice;

use std::io;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use crate::model::budget::Budget;
use crate::model::piece::{BlobReader, Obstacle, Pieces};

use bytes::Broken;
use process::Worker;

pub use leash::Patience;
pub use process::{WORKER_WORD, WorkerCommand};
pub use serve::serve_as_worker;

/// Why an artifact could not be extracted to its end.
#[derive(Debug)]
enum Fault {
    /// The other side ended before it said anything of an artifact, and so before it saw anything of it.
    Deaf,
    /// The other side ended between two frames.
    Gone,
    /// The pipe broke, most often because the other side ended.
    Pipe(io::Error),
    /// The other side does not speak as it should.
    Broken(Broken),
    /// The reader failed at this place in the program.
    Failed(String),
}

impl Fault {
    /// The same where nothing was said yet.
    fn before_anything(self) -> Self {
        match self {
            Self::Gone | Self::Pipe(_) => Self::Deaf,
            other => other,
        }
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Pipe(error)
    }
}

impl From<Broken> for Fault {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

impl From<Fault> for io::Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Pipe(error) => error,
            Fault::Gone | Fault::Deaf => io::ErrorKind::UnexpectedEof.into(),
            Fault::Broken(_) | Fault::Failed(_) => io::ErrorKind::InvalidData.into(),
        }
    }
}

/// The workers of a run: as many as artifacts are extracted by them at once, and they end with it.
pub struct Workers {
    command: WorkerCommand,
    patience: Patience,
    interrupted: Arc<AtomicBool>,
    resting: Mutex<Vec<Worker>>,
}

impl Workers {
    /// Workers that are started by a command when they are needed. They are ended when `interrupted` is set, as what is
    /// read of a file ends then too.
    pub fn new(command: WorkerCommand, patience: Patience, interrupted: Arc<AtomicBool>) -> Self {
        Self { command, patience, interrupted, resting: Mutex::default() }
    }

    /// Has a worker extract what is left of a blob. What goes wrong with the worker becomes an obstacle, and the next
    /// artifact has another one.
    pub(super) fn extract(&self, blob: &mut dyn BlobReader, budget: &mut Budget, pieces: &mut dyn Pieces) {
        let rested = self.resting().pop();
        if let Some(mut worker) = rested {
            match worker.extract(blob, budget, pieces) {
                // It ended while it rested: it saw nothing of this artifact, and another one may.
                Err(Fault::Deaf) => drop(worker),
                done => return self.finish(worker, done, pieces),
            }
        }
        match Worker::start(&self.command, self.patience, Arc::clone(&self.interrupted)) {
            Ok(mut worker) => {
                let done = worker.extract(blob, budget, pieces);
                self.finish(worker, done, pieces);
            }
            Err(error) => pieces.unread(not_started(&error)),
        }
    }

    fn finish(&self, worker: Worker, done: Result<(), Fault>, pieces: &mut dyn Pieces) {
        match done {
            Ok(()) => self.resting().push(worker),
            Err(fault) => pieces.unread(Obstacle::PartlyRead { what: worker.end(&fault).into() }),
        }
    }

    fn resting(&self) -> std::sync::MutexGuard<'_, Vec<Worker>> {
        self.resting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn not_started(error: &io::Error) -> Obstacle {
    let what = format!(
        "the process that reads such files could not be started ({}), so nothing in it was searched. \
         Let the system run more processes, or look at the file by hand",
        error.kind()
    );
    Obstacle::PartlyRead { what: what.into() }
}

#[cfg(test)]
mod tests;

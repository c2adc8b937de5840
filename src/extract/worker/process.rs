//! One worker as a process: how it is started, spoken to and ended, and in which words its end is told.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::{ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread::JoinHandle;

use super::Fault;
use super::leash::{Cut, Leash, Leashed, Patience};
use super::line::Line;
use super::replay::replay;
use crate::model::budget::Budget;
use crate::model::piece::{BlobReader, Pieces};

/// The word by which the program is asked to be a worker. No user types it.
pub const WORKER_WORD: &str = "__extract";

/// What is run as a worker.
#[derive(Clone, Debug)]
pub struct WorkerCommand {
    program: PathBuf,
    arguments: Vec<OsString>,
}

impl WorkerCommand {
    /// Any program that speaks as a worker does.
    pub fn new(program: impl Into<PathBuf>, arguments: impl IntoIterator<Item = OsString>) -> Self {
        Self { program: program.into(), arguments: arguments.into_iter().collect() }
    }

    /// This very program. Where that is not known nothing can be started, which is said of each file that needs it.
    pub fn this_program() -> Self {
        // The link leads to what runs now, even where an update has put another program in its place meanwhile.
        let running = PathBuf::from("/proc/self/exe");
        let is_there = cfg!(target_os = "linux") && running.exists();
        let program = if is_there { running } else { std::env::current_exe().unwrap_or_default() };
        Self::new(program, [WORKER_WORD.into()])
    }

    /// Starts it with nothing but its two pipes: no variables, and no way to say anything to anybody else.
    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).env_clear();
        // Without it Windows finds none of its own libraries.
        if cfg!(windows)
            && let Some(root) = std::env::var_os("SystemRoot")
        {
            command.env("SystemRoot", root);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        command
    }
}

/// A running worker, between two artifacts or within one.
pub(super) struct Worker {
    line: Line<Leashed<ChildStdout>, Leashed<ChildStdin>>,
    leash: Arc<Leash>,
    watcher: Option<JoinHandle<()>>,
}

impl Worker {
    pub(super) fn start(
        command: &WorkerCommand,
        patience: Patience,
        interrupted: Arc<AtomicBool>,
    ) -> io::Result<Self> {
        let mut process = command.command().spawn()?;
        let input = process.stdout.take().expect("it was asked to be piped");
        let output = process.stdin.take().expect("it was asked to be piped");
        let leash = Arc::new(Leash::new(process, patience, interrupted));
        let on_leash = || Arc::clone(&leash);
        let line = Line::new(
            Leashed { pipe: input, leash: on_leash() },
            Leashed { pipe: output, leash: on_leash() },
        );
        let mut worker = Self { line, leash: on_leash(), watcher: None };
        let watched = on_leash();
        worker.watcher = Some(std::thread::Builder::new().spawn(move || watched.watch())?);
        Ok(worker)
    }

    /// Has it extract an artifact. After a fault it is of no more use.
    pub(super) fn extract(
        &mut self,
        blob: &mut dyn BlobReader,
        budget: &mut Budget,
        pieces: &mut dyn Pieces,
    ) -> Result<(), Fault> {
        self.leash.begin();
        let done = replay(&mut self.line, blob, budget, pieces);
        if done.is_ok() {
            self.leash.rest();
        }
        done
    }

    /// Ends it after a fault, and says what happened and what to do.
    pub(super) fn end(self, fault: &Fault) -> String {
        let (cut, status) = self.leash.end();
        let happened = match (cut, fault) {
            (Some(Cut::Stopped), _) => return "the run was stopped".to_owned(),
            (Some(Cut::Silent), _) => "said nothing for too long and was ended".to_owned(),
            (Some(Cut::Overdue), _) => "took too long and was ended".to_owned(),
            (None, Fault::Failed(place)) => {
                format!("failed at {place}, a fault of this program; please report that place")
            }
            (None, Fault::Broken(broken)) => {
                format!("was ended, because {}; please report it", broken.0)
            }
            (None, Fault::Deaf | Fault::Gone | Fault::Pipe(_)) => ended(status),
        };
        format!(
            "its reader {happened}; what it gave before was searched. Look at the rest of the file by hand"
        )
    }
}

impl Drop for Worker {
    /// Whatever it does, nobody waits for it.
    fn drop(&mut self) {
        self.leash.end();
        if let Some(watcher) = self.watcher.take() {
            // It has nothing to tell.
            drop(watcher.join());
        }
    }
}

/// How a process ended that nobody had ended.
fn ended(status: Option<ExitStatus>) -> String {
    match status {
        Some(status) => by_signal(status).unwrap_or_else(|| match status.code() {
            Some(code) => format!("ended before the file did, with exit code {code}"),
            None => "ended before the file did".to_owned(),
        }),
        None => "ended before the file did".to_owned(),
    }
}

/// The words for a process that was ended by a signal.
#[cfg(unix)]
fn by_signal(status: ExitStatus) -> Option<String> {
    use rustix::process::Signal;
    let signal = std::os::unix::process::ExitStatusExt::signal(&status)?;
    let is = |known: Signal| known.as_raw() == signal;
    Some(match () {
        () if is(Signal::ABORT) => "ran out of memory or stack".to_owned(),
        () if is(Signal::XCPU) => {
            format!("needed more than {} seconds of processor time", super::limits::SECONDS)
        }
        () if is(Signal::KILL) => "hung up or was killed, as happens where memory is short".to_owned(),
        () => format!("crashed (signal {signal})"),
    })
}

#[cfg(not(unix))]
fn by_signal(_: ExitStatus) -> Option<String> {
    None
}

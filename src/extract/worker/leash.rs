//! The end of a worker that says nothing, goes on for ever, or is not wanted any more. One thread a worker sleeps while
//! the worker rests; it only measures how long the master waits for it, never how long the master itself takes. A wall
//! clock decides nothing else.

use std::io::{self, Read, Write};
use std::process::{Child, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How often it is looked whether the time has come.
const TICK: Duration = Duration::from_millis(50);

/// How long a master waits for a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For the next thing it says.
    pub silence: Duration,
    /// For all that it says of one artifact.
    pub total: Duration,
}

impl Default for Patience {
    /// A reader says something for every stretch of text, which takes it far less than a second.
    fn default() -> Self {
        Self { silence: Duration::from_mins(1), total: Duration::from_mins(10) }
    }
}

/// Why a worker was ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    Silent,
    Overdue,
    Stopped,
}

/// A process and how long it is waited for.
pub(super) struct Leash {
    process: Mutex<Child>,
    state: Mutex<State>,
    changed: Condvar,
    patience: Patience,
    interrupted: Arc<AtomicBool>,
}

#[derive(Default)]
struct State {
    phase: Phase,
    /// Since when the master has waited, where it does.
    since: Option<Instant>,
    /// How long it waited before, for this artifact.
    waited: Duration,
    cut: Option<Cut>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Resting,
    Working,
    Over,
}

impl State {
    /// Whether patience is at its end. While nobody waits it lasts.
    fn due(&self, patience: Patience) -> Option<Cut> {
        let waiting = self.since?.elapsed();
        let silent = (waiting >= patience.silence).then_some(Cut::Silent);
        silent.or((self.waited + waiting >= patience.total).then_some(Cut::Overdue))
    }
}

impl Leash {
    pub(super) fn new(process: Child, patience: Patience, interrupted: Arc<AtomicBool>) -> Self {
        let (process, state) = (Mutex::new(process), Mutex::default());
        Self { process, state, changed: Condvar::new(), patience, interrupted }
    }

    /// Ends the process when its time has come; returns when it is over.
    pub(super) fn watch(&self) {
        let mut state = lock(&self.state);
        while state.phase != Phase::Over {
            if state.phase == Phase::Working {
                self.cut_if_due(&mut state);
            }
            state = if state.phase == Phase::Working {
                self.changed.wait_timeout(state, TICK).unwrap_or_else(PoisonError::into_inner).0
            } else {
                self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
            };
        }
    }

    fn cut_if_due(&self, state: &mut State) {
        state.cut = if self.is_stopped() { Some(Cut::Stopped) } else { state.due(self.patience) };
        if state.cut.is_some() {
            state.phase = Phase::Resting;
            // A process that cannot be ended has ended.
            drop(lock(&self.process).kill());
        }
    }

    fn is_stopped(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }

    /// An artifact begins.
    pub(super) fn begin(&self) {
        self.turn_to(Phase::Working);
    }

    /// An artifact is done.
    pub(super) fn rest(&self) {
        self.turn_to(Phase::Resting);
    }

    fn turn_to(&self, phase: Phase) {
        *lock(&self.state) = State { phase, ..State::default() };
        self.changed.notify_one();
    }

    /// Waits for the process.
    fn wait<T>(&self, wait: impl FnOnce() -> T) -> T {
        let since = Instant::now();
        lock(&self.state).since = Some(since);
        let result = wait();
        let mut state = lock(&self.state);
        (state.since, state.waited) = (None, state.waited + since.elapsed());
        result
    }

    /// Ends the process for good, and says how it ended.
    pub(super) fn end(&self) -> (Option<Cut>, Option<ExitStatus>) {
        let cut = {
            let mut state = lock(&self.state);
            state.phase = Phase::Over;
            self.changed.notify_one();
            // The process may have heard of the end before anybody looked.
            state.cut.or_else(|| self.is_stopped().then_some(Cut::Stopped))
        };
        let mut process = lock(&self.process);
        // Of a process that is ending by itself this changes nothing, not even how it ended.
        drop(process.kill());
        (cut, process.wait().ok())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An end of a pipe to a process on a leash.
pub(super) struct Leashed<P> {
    pub(super) pipe: P,
    pub(super) leash: Arc<Leash>,
}

impl<P: Read> Read for Leashed<P> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.leash.wait(|| self.pipe.read(buffer))
    }
}

impl<P: Write> Write for Leashed<P> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.leash.wait(|| self.pipe.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pipe.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Cut, Patience, State};

    fn check(since: Option<Instant>, waited: u64, (silence, total): (u64, u64), expected: Option<Cut>) {
        let patience = Patience { silence: Duration::from_secs(silence), total: Duration::from_secs(total) };
        let state = State { since, waited: Duration::from_secs(waited), ..State::default() };
        assert_eq!(state.due(patience), expected);
    }

    #[test]
    fn patience_is_that_of_whoever_waits() {
        let now = Some(Instant::now());
        check(None, 9_999, (0, 0), None);
        check(now, 0, (0, 9_999), Some(Cut::Silent));
        check(now, 8, (9_999, 8), Some(Cut::Overdue));
        check(now, 8, (9_999, 9_999), None);
    }
}

//! What workers finish out of order is reported in order. Bounded: so many artifacts are begun and not reported.

use std::collections::BTreeMap;
use std::sync::mpsc::Receiver;

use super::{Done, Press, ScanError};

/// How many artifacts workers may be ahead of the report.
const MOST_AHEAD: u64 = 4096;

/// How many findings may wait for their turn before no new artifact is begun.
const MOST_WAITING: usize = 4096;

/// Puts what workers finish back into order. Invariant: at most [`MOST_AHEAD`] artifacts are begun and not reported.
pub(super) struct Reorder {
    receiver: Receiver<Vec<Done>>,
    /// By the number of the first of each batch.
    waiting: BTreeMap<u64, Vec<Done>>,
    findings: usize,
    next: u64,
}

impl Reorder {
    pub(super) fn new(receiver: Receiver<Vec<Done>>) -> Self {
        Self { receiver, waiting: BTreeMap::new(), findings: 0, next: 0 }
    }

    /// Waits until a batch whose last artifact has this number may be begun, reporting what is ready meanwhile.
    pub(super) fn make_room(&mut self, number: u64, press: &mut Press<'_>) -> Result<(), ScanError> {
        while let Ok(done) = self.receiver.try_recv() {
            self.take(done, press)?;
        }
        let too_far = |order: &Self| number >= order.next + MOST_AHEAD;
        let too_many = |order: &Self| order.findings >= MOST_WAITING && number > order.next;
        while too_far(self) || too_many(self) {
            let done = self.receiver.recv().expect("the sender of this thread is alive");
            self.take(done, press)?;
        }
        Ok(())
    }

    /// Reports the rest.
    pub(super) fn drain(mut self, press: &mut Press<'_>) -> Result<(), ScanError> {
        while let Ok(done) = self.receiver.recv() {
            self.take(done, press)?;
        }
        Ok(())
    }

    fn take(&mut self, done: Vec<Done>, press: &mut Press<'_>) -> Result<(), ScanError> {
        let Some(first) = done.first() else { return Ok(()) };
        self.findings += findings_of(&done);
        self.waiting.insert(first.number, done);
        while let Some(done) = self.waiting.remove(&self.next) {
            self.next += done.len() as u64;
            self.findings -= findings_of(&done);
            for done in done {
                press.print(done).map_err(ScanError::Output)?;
            }
        }
        Ok(())
    }
}

fn findings_of(done: &[Done]) -> usize {
    let all = done.iter().flat_map(|done| std::iter::once(done).chain(&done.inside));
    all.map(|done| done.outcome.findings.len()).sum()
}

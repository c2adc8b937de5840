//! The worst of many, where a reader takes only so many: they are kept in order while all others are counted.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::model::severity::Severity;
use crate::model::verdict::Judged;

/// The worst first, then the surest, then as they came.
type Rank = (Reverse<Severity>, Reverse<u8>, u64);

/// At most `MOST` of what came.
#[derive(Debug)]
pub(super) struct Worst<T, const MOST: usize> {
    kept: BTreeMap<Rank, T>,
    came: u64,
}

impl<T, const MOST: usize> Default for Worst<T, MOST> {
    fn default() -> Self {
        Self { kept: BTreeMap::new(), came: 0 }
    }
}

impl<T, const MOST: usize> Worst<T, MOST> {
    /// Keeps what is made of a finding if it is among the worst so far; otherwise nothing is made.
    pub(super) fn add(&mut self, judged: &Judged, make: impl FnOnce() -> T) {
        let rank = (Reverse(judged.verdict.severity), Reverse(judged.finding.score.percent()), self.came);
        self.came += 1;
        if self.kept.len() >= MOST && self.kept.last_key_value().is_some_and(|(last, _)| *last < rank) {
            return;
        }
        self.kept.insert(rank, make());
        if self.kept.len() > MOST {
            self.kept.pop_last();
        }
    }

    /// Those kept, the worst first.
    pub(super) fn kept(&self) -> impl Iterator<Item = &T> {
        self.kept.values()
    }

    /// How many came that are not kept.
    pub(super) fn left_out(&self) -> u64 {
        self.came - self.kept.len() as u64
    }
}

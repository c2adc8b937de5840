//! What a report counts while artifacts stream by, beside what the run counts itself. Its size does not grow.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::run::{LawDoc, RunHeader};
use crate::model::verdict::{JudgedArtifact, RetentionFlag};

use super::masking::ShownPath;

/// How many unread artifacts are named; more are counted.
const NAMED: usize = 10;

/// Counts over the artifacts seen so far.
#[derive(Debug, Default)]
pub(super) struct Tally {
    retention: BTreeMap<RetentionFlag, u64>,
    /// The ids of laws that findings shown name. There are no more of them than laws.
    laws: BTreeSet<Box<str>>,
    /// The first unread artifacts and what was in the way.
    pub(super) unread: Vec<(String, String)>,
    /// How many obstacles there were in all.
    pub(super) obstacles: u64,
    /// Whether a path was shown with a value taken out.
    pub(super) masked_path: bool,
}

impl Tally {
    /// Counts an artifact.
    pub(super) fn add(&mut self, path: &ShownPath, artifact: &JudgedArtifact) {
        self.masked_path |= path.masked;
        for judged in artifact.findings.iter().filter(|judged| judged.verdict.shown) {
            *self.retention.entry(judged.verdict.retention.flag).or_default() += 1;
            for law in
                judged.verdict.laws.iter().filter(|law| !self.laws.contains(&*law.id)).collect::<Vec<_>>()
            {
                self.laws.insert((&*law.id).into());
            }
        }
        for obstacle in &artifact.unread {
            self.obstacles += 1;
            if self.unread.len() < NAMED {
                self.unread.push((path.display.clone(), obstacle.to_string()));
            }
        }
    }

    /// Laws that findings shown name and that say by when somebody must be told, in the order of the header.
    pub(super) fn laws_with_notices<'a>(&'a self, header: &'a RunHeader) -> impl Iterator<Item = &'a LawDoc> {
        header.laws.iter().filter(|law| !law.notices.is_empty() && self.laws.contains(&*law.id))
    }

    /// Findings shown, by what their retention asks, in the order of reports. Flags that do not occur are left out.
    pub(super) fn retention(&self) -> Vec<(RetentionFlag, u64)> {
        RetentionFlag::ALL
            .into_iter()
            .filter_map(|flag| self.retention.get(&flag).map(|&count| (flag, count)))
            .collect()
    }
}

//! Which findings of our own an entry of another tool means. A value that is known decides; a line alone only where
//! nothing is known of the value, and then that is said: another value may have come to stand there.

use std::cell::OnceCell;
use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::asked::{Known, Trace};
use super::their_rules::is_same_kind;
use crate::cli::collect::Collected;
use crate::model::finding::{Finding, Within};
use crate::model::source::ArtifactPath;
use crate::model::verdict::Judged;

/// What an entry means here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// These findings, by their numbers: the value is the one of the entry.
    Value(Vec<usize>),
    /// These: they stand in the line of the entry, and nothing is known of its value.
    Line(Vec<usize>),
    /// Nothing: something else stands there.
    Other,
    /// Nothing: nothing is reported there.
    Nothing,
}

/// What was found, by artifact.
pub(super) struct Field<'a> {
    collected: &'a Collected,
    by_path: HashMap<&'a ArtifactPath, Vec<usize>>,
    /// All of them by the SHA-256 of their values, once that is asked for: lists of hashes are long.
    by_sha256: OnceCell<HashMap<[u8; 32], Vec<usize>>>,
    /// Whether the line counts also where the value is another one.
    by_line: bool,
}

impl<'a> Field<'a> {
    /// Of what was found.
    pub(super) fn new(collected: &'a Collected, by_line: bool) -> Self {
        let mut by_path: HashMap<&ArtifactPath, Vec<usize>> = HashMap::new();
        for ((path, _), number) in collected.findings.iter().zip(0..) {
            by_path.entry(path).or_default().push(number);
        }
        Self { collected, by_path, by_sha256: OnceCell::new(), by_line }
    }

    /// A finding with the artifact it lies in.
    pub(super) fn finding(&self, number: usize) -> &'a (ArtifactPath, Judged) {
        &self.collected.findings[number]
    }

    /// Its rule.
    pub(super) fn rule(&self, number: usize) -> &'a str {
        &self.collected.rulebook.doc(self.finding(number).1.finding.rule).id
    }

    /// The findings that an entry means, of those in this artifact or in any.
    pub(super) fn meant(&self, known: &Known, path: Option<&ArtifactPath>) -> Meaning {
        let all: Vec<usize> = match (path, &known.trace) {
            (Some(path), _) => self.by_path.get(path).cloned().unwrap_or_default(),
            (None, Trace::Sha256(digest)) => self.by_sha256().get(digest).cloned().unwrap_or_default(),
            (None, _) => (0..self.collected.findings.len()).collect(),
        };
        let same: Vec<usize> = all.iter().copied().filter(|&one| known.trace.is(self.value(one))).collect();
        if !same.is_empty() {
            return Meaning::Value(same);
        }
        let Some(line) = known.line else { return Meaning::Nothing };
        let here: Vec<usize> = all.into_iter().filter(|&one| self.stands(one, line, known)).collect();
        self.in_line(known, &here)
    }

    fn in_line(&self, known: &Known, here: &[usize]) -> Meaning {
        let of = |is: &dyn Fn(usize) -> bool| here.iter().copied().filter(|&one| is(one)).collect::<Vec<_>>();
        let overlapping = of(&|one| known.trace.overlaps(self.value(one)));
        if !overlapping.is_empty() {
            return Meaning::Value(overlapping);
        }
        let same_kind = of(&|one| is_same_kind(&known.kind, self.rule(one)));
        let may = known.trace == Trace::Nothing || self.by_line;
        match (here.is_empty(), same_kind.is_empty()) {
            (true, _) => Meaning::Nothing,
            (false, false) if may => Meaning::Line(same_kind),
            (false, _) => Meaning::Other,
        }
    }

    fn by_sha256(&self) -> &HashMap<[u8; 32], Vec<usize>> {
        self.by_sha256.get_or_init(|| {
            let mut numbers: HashMap<[u8; 32], Vec<usize>> = HashMap::new();
            for number in 0..self.collected.findings.len() {
                numbers.entry(Sha256::digest(self.value(number)).into()).or_default().push(number);
            }
            numbers
        })
    }

    fn value(&self, number: usize) -> &'a [u8] {
        self.finding(number).1.finding.secret.expose()
    }

    /// Whether it stands in this line and, in history, in the commit of the entry: lines of others say nothing.
    fn stands(&self, number: usize, line: u64, known: &Known) -> bool {
        let judged = &self.finding(number).1;
        let commit = judged.verdict.history.as_ref().map(|history| &*history.commit.id);
        commit.is_none_or(|commit| known.commit.as_deref() == Some(commit))
            && is_in_line(&judged.finding, line)
    }
}

fn is_in_line(finding: &Finding, line: u64) -> bool {
    let has_lines = |within: &Within| matches!(within, Within::Text | Within::Cell { .. });
    finding
        .places
        .iter()
        .any(|place| has_lines(&place.within) && place.line <= line && line <= place.end_line)
}

//! The entries of the baseline at work: found by their fingerprints, and counted.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Coverage;
use super::baseline::{Baseline, BaselineEntry};
use super::recognition::Recognised;
use crate::model::fingerprint::{Fingerprint, KeyId};
use crate::model::rule_doc::{RuleIndex, Rulebook};
use crate::model::source::ArtifactPath;
use crate::model::suppression::{Suppression, SuppressionKind};
use crate::model::verdict::Verdict;
use crate::policy::case::Case;

/// How an entry was used in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryUse {
    /// It covers a finding.
    Used,
    /// What it may be about was not, or not wholly, read.
    Unknown,
    /// It covers nothing: the finding is gone.
    Idle,
    /// No rule of this run has its id.
    UnknownRule,
}

/// The entries, found by their fingerprints.
pub(super) struct Entries {
    baseline: Baseline,
    /// The rule of each entry, where there is one.
    rules: Vec<Option<RuleIndex>>,
    by_fingerprint: HashMap<Fingerprint, Vec<usize>>,
    used: Vec<bool>,
    /// Of the paths that entries name: whether they were read wholly.
    read: HashMap<ArtifactPath, bool>,
    named: HashSet<ArtifactPath>,
    /// What could not be read wholly: entries below it may be about what was not seen.
    unread: Vec<ArtifactPath>,
    /// Of the paths that entries name: those that are there, read or not.
    there: BTreeSet<ArtifactPath>,
    by_foreign_key: u64,
    /// New findings in places that are known.
    new_in_known_places: u64,
}

impl Entries {
    pub(super) fn new(baseline: Baseline, there: &BTreeSet<ArtifactPath>, rulebook: &Rulebook) -> Self {
        let entries = &baseline.entries;
        let mut by_fingerprint: HashMap<Fingerprint, Vec<usize>> = HashMap::new();
        for (entry, number) in entries.iter().zip(0..) {
            let names = entry.recognition.value.map(|(_, value)| value).into_iter();
            for fingerprint in names.chain(entry.recognition.place) {
                by_fingerprint.entry(fingerprint).or_default().push(number);
            }
        }
        Self {
            rules: rules_of(entries, rulebook),
            used: vec![false; entries.len()],
            named: entries.iter().filter_map(|entry| entry.path.clone()).collect(),
            by_fingerprint,
            read: HashMap::new(),
            unread: Vec::new(),
            there: there.clone(),
            by_foreign_key: 0,
            new_in_known_places: 0,
            baseline,
        }
    }

    /// The first entry that is about this finding; all of them are used. A finding that is new to its place is about an
    /// entry by its value alone.
    pub(super) fn consider(
        &mut self,
        case: &Case<'_>,
        verdict: &Verdict,
        own: Option<KeyId>,
        by_value_alone: bool,
    ) -> Option<Suppression> {
        let mut first = None;
        let (mut is_foreign, mut is_elsewhere) = (true, false);
        let names = verdict.value_fingerprint.into_iter().chain([verdict.place_fingerprint]);
        let numbers = names.filter_map(|name| self.by_fingerprint.get(&name)).flatten();
        for &number in numbers {
            let entry = &self.baseline.entries[number];
            if self.rules[number] != Some(case.finding.rule) || !entry.covers(&case.source.path) {
                continue;
            }
            let Some(how) = entry.recognition.recognises(verdict, own) else { continue };
            if by_value_alone && how != Recognised::Value {
                is_elsewhere = true;
                continue;
            }
            self.used[number] = true;
            is_foreign &= how == Recognised::ForeignKey;
            first = first.or(Some(number));
        }
        self.new_in_known_places += u64::from(first.is_none() && is_elsewhere);
        let entry = &self.baseline.entries[first?];
        self.by_foreign_key += u64::from(is_foreign);
        let details = vec![("entry", format!("{}:{}", self.baseline.name, entry.line).into())];
        Some(Suppression { kind: SuppressionKind::Baseline, reason: entry.note.clone(), details })
    }

    pub(super) fn read(&mut self, path: &ArtifactPath, wholly: bool) {
        if self.named.contains(path) {
            let known = self.read.entry(path.clone()).or_insert(true);
            *known &= wholly;
        } else if !wholly && !self.named.is_empty() {
            self.unread.push(path.clone());
        }
    }

    pub(super) fn uses(&self, coverage: Coverage, is_wanted: &dyn Fn(RuleIndex) -> bool) -> Vec<EntryUse> {
        (0..self.used.len()).map(|number| self.use_of(number, coverage, is_wanted)).collect()
    }

    pub(super) fn warnings(&self, coverage: Coverage, is_wanted: &dyn Fn(RuleIndex) -> bool) -> Vec<String> {
        let idle = |number: usize| {
            matches!(self.use_of(number, coverage, is_wanted), EntryUse::Idle | EntryUse::UnknownRule)
        };
        let idle: Vec<&BaselineEntry> = (0..self.used.len())
            .filter(|&number| idle(number))
            .map(|number| &self.baseline.entries[number])
            .collect();
        self.idle_warning(&idle).into_iter().chain(self.key_warning(coverage)).collect()
    }

    /// What this run did not look for, or not look at, says nothing.
    fn use_of(&self, number: usize, coverage: Coverage, is_wanted: &dyn Fn(RuleIndex) -> bool) -> EntryUse {
        let whole = coverage == Coverage::Everything;
        let Some(rule) = self.rules[number] else {
            return if whole { EntryUse::UnknownRule } else { EntryUse::Unknown };
        };
        if self.used[number] {
            return EntryUse::Used;
        }
        let is_idle = match &self.baseline.entries[number].path {
            _ if !coverage.is_of_files() || !is_wanted(rule) => false,
            None => whole && self.unread.is_empty(),
            Some(path) => {
                let is_gone = || whole && !self.there.contains(path) && !self.lies_in_unread(path);
                self.read.get(path).copied().unwrap_or_else(is_gone)
            }
        };
        if is_idle { EntryUse::Idle } else { EntryUse::Unknown }
    }

    fn lies_in_unread(&self, path: &ArtifactPath) -> bool {
        let lies_in = |folder: &[u8]| {
            let folder = folder.strip_suffix(b"/").unwrap_or(folder);
            folder.is_empty() || path.bytes().strip_prefix(folder).is_some_and(|rest| rest.starts_with(b"/"))
        };
        self.unread.iter().any(|unread| lies_in(unread.bytes()))
    }

    fn idle_warning(&self, idle: &[&BaselineEntry]) -> Option<String> {
        let first = idle.first()?;
        let name = &self.baseline.name;
        let (entries, cover) = if idle.len() == 1 { ("1 entry", "covers") } else { ("", "cover") };
        let entries = if entries.is_empty() { format!("{} entries", idle.len()) } else { entries.to_owned() };
        Some(format!(
            "{entries} of {name} {cover} nothing any more, the first in line {}; `sealant baseline prune` removes what is gone",
            first.line
        ))
    }

    /// Only a run over files says that places stand in for values: a hook would say it at every commit. Of a change it is
    /// said where it matters.
    fn key_warning(&self, coverage: Coverage) -> Option<String> {
        let name = &self.baseline.name;
        let help = "give that key with --key-file or the variable SEALANT_KEY";
        if self.new_in_known_places > 0 {
            let findings = counted(self.new_in_known_places);
            return Some(format!(
                "{findings} stand where {name}, made with another key or none, knows one of its place alone, and count as \
                 new: if they are known, {help}"
            ));
        }
        (self.by_foreign_key > 0 && coverage.is_of_files()).then(|| {
            format!(
                "{name} was made with another key and knows {} by their places alone: a new value in the same place would \
                 not be seen; {help}",
                counted(self.by_foreign_key)
            )
        })
    }
}

fn counted(findings: u64) -> String {
    if findings == 1 { "1 finding".to_owned() } else { format!("{findings} findings") }
}

/// Baselines name few rules many times.
fn rules_of(entries: &[BaselineEntry], rulebook: &Rulebook) -> Vec<Option<RuleIndex>> {
    let mut known: HashMap<&str, Option<RuleIndex>> = HashMap::new();
    let mut rule_of = |id| *known.entry(id).or_insert_with(|| rulebook.find(id));
    entries.iter().map(|entry| rule_of(&*entry.rule)).collect()
}

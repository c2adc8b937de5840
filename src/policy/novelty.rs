//! Which findings a change brings in: those of what it makes, less those of what it changes or removes, by rule and value
//! and with their counts. What only moved or was indented is not new. Keeps hashes, never values.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::identity::{Hashes, ValueHash};
use crate::model::finding::Finding;
use crate::model::fingerprint::canonical;
use crate::model::rule_doc::RuleDoc;
use crate::model::source::ArtifactPath;
use crate::model::verdict::Standing;

/// A rule and a value, in one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueKey(ValueHash);

/// The counts of a change. First everything is told to it, then it is asked.
pub struct Novelty {
    hashes: Hashes,
    values: HashMap<ValueKey, Counts>,
}

/// How often a value stands where.
#[derive(Default)]
struct Counts {
    before: HashMap<ArtifactPath, u64>,
    /// By name, in the order they were told: the most of all versions of a name.
    after: Vec<(ArtifactPath, u64)>,
    /// Where in `after` a name stands: one value may stand in very many files.
    numbers: HashMap<ArtifactPath, usize>,
    /// Settled when it is first asked for, once everything was told.
    allowed: OnceCell<Vec<u64>>,
}

impl Default for Novelty {
    fn default() -> Self {
        Self { hashes: Hashes::new(), values: HashMap::new() }
    }
}

impl Novelty {
    /// By what a finding is recognised within the change. A column is known by its header, since it grows.
    pub fn key(&self, doc: &RuleDoc, finding: &Finding) -> ValueKey {
        ValueKey(match (&finding.column, &finding.label) {
            (Some(_), Some(label)) => self.hashes.of(doc, &[b"column ", label.text.as_bytes()].concat()),
            _ => self.hashes.of(doc, &canonical(doc, finding.secret.expose())),
        })
    }

    /// A finding in what the change alters or removes.
    pub fn before(&mut self, doc: &RuleDoc, path: &ArtifactPath, finding: &Finding) {
        let key = self.key(doc, finding);
        *self.values.entry(key).or_default().before.entry(path.clone()).or_default() += amount(finding);
    }

    /// A finding in what the change makes.
    pub fn after(&mut self, doc: &RuleDoc, path: &ArtifactPath, finding: &Finding) {
        let key = self.key(doc, finding);
        self.values.entry(key).or_default().stands_in(path, amount(finding));
    }

    /// Whether the change brings in a finding.
    pub fn is_new(&self, doc: &RuleDoc, path: &ArtifactPath, finding: &Finding) -> bool {
        self.standing(doc, path, finding) == Standing::New
    }

    /// How a finding that was told as one after the change stands to it.
    pub fn standing(&self, doc: &RuleDoc, path: &ArtifactPath, finding: &Finding) -> Standing {
        let allowed = self.values.get(&self.key(doc, finding)).map_or(0, |counts| counts.allowed(path));
        if amount(finding) > allowed { Standing::New } else { Standing::Before }
    }
}

impl Counts {
    /// Of the versions of a name the one with the most counts.
    fn stands_in(&mut self, path: &ArtifactPath, amount: u64) {
        let number = *self.numbers.entry(path.clone()).or_insert(self.after.len());
        match self.after.get_mut(number) {
            Some((_, most)) => *most = (*most).max(amount),
            None => self.after.push((path.clone(), amount)),
        }
    }

    /// How many of a name were there before.
    fn allowed(&self, path: &ArtifactPath) -> u64 {
        let allowed = self.allowed.get_or_init(|| self.settle());
        self.numbers.get(path).map_or(0, |number| allowed[*number])
    }

    /// As many as a name had itself, then what other names no longer have, in the order they were told.
    fn settle(&self) -> Vec<u64> {
        let had = |path: &ArtifactPath| self.before.get(path).copied().unwrap_or(0);
        let kept: u64 = self.after.iter().map(|(path, now)| had(path).min(*now)).sum();
        let mut free = self.before.values().sum::<u64>() - kept;
        let mut allowed = Vec::with_capacity(self.after.len());
        for (path, now) in &self.after {
            let own = had(path).min(*now);
            let moved = free.min(now - own);
            free -= moved;
            allowed.push(own + moved);
        }
        allowed
    }
}

fn amount(finding: &Finding) -> u64 {
    finding.column.as_ref().map_or(finding.occurrences, |column| column.passes)
}

#[cfg(test)]
mod tests {
    use super::Counts;
    use crate::model::source::ArtifactPath;

    /// Names and counts before and after, and how many of each name after are not new.
    fn check(before: &[(&str, u64)], after: &[(&str, u64)], allowed: &[u64]) {
        let path = |name: &str| ArtifactPath::new(name.as_bytes());
        let before_by_path = before.iter().map(|(name, count)| (path(name), *count)).collect();
        let mut counts = Counts { before: before_by_path, ..Counts::default() };
        after.iter().for_each(|(name, count)| counts.stands_in(&path(name), *count));
        let found: Vec<u64> = after.iter().map(|(name, _)| counts.allowed(&path(name))).collect();
        assert_eq!(found, allowed, "{before:?} {after:?}");
    }

    #[test]
    fn what_stays_or_moves_is_not_new() {
        check(&[("a", 1)], &[("a", 1)], &[1]);
        check(&[("a", 1)], &[("b", 1)], &[1]);
        check(&[("a", 2), ("b", 1)], &[("c", 3)], &[3]);
    }

    #[test]
    fn what_is_more_than_before_is_new() {
        check(&[], &[("a", 1)], &[0]);
        check(&[("a", 1)], &[("a", 2)], &[1]);
        check(&[("a", 1)], &[("a", 1), ("b", 1)], &[1, 0]);
        check(&[("b", 1)], &[("a", 1), ("b", 1)], &[0, 1]);
        check(&[("z", 1)], &[("a", 1), ("b", 1)], &[1, 0]);
    }
}

//! By what a finding is recognised: its fingerprints, and the group of equal values in a run. Keeps hashes, never
//! values, and a bounded number of them.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

use crate::model::finding::Finding;
use crate::model::fingerprint::{Fingerprint, FingerprintKey, canonical, place_v1, value_v1};
use crate::model::rule_doc::{RuleDoc, RuleIndex};
use crate::model::source::ArtifactPath;

/// So many distinct values are grouped in a run; later ones have no group.
const MOST_GROUPS: usize = 100_000;

/// A hash of a value, keyed anew in every run.
pub(super) type ValueHash = [u8; 16];

/// Hashes values; each one made hashes differently.
pub(super) struct Hashes([RandomState; 2]);

impl Hashes {
    pub(super) fn new() -> Self {
        Self([RandomState::new(), RandomState::new()])
    }

    pub(super) fn of(&self, doc: &RuleDoc, value: &[u8]) -> ValueHash {
        let mut hash = [0; 16];
        for (key, half) in self.0.iter().zip(hash.chunks_exact_mut(8)) {
            let mut hasher = key.build_hasher();
            hasher.write_usize(doc.id.len());
            hasher.write(doc.id.as_bytes());
            hasher.write(value);
            half.copy_from_slice(&hasher.finish().to_le_bytes());
        }
        hash
    }
}

/// The groups of a run, numbered by first occurrence.
pub(super) struct Groups {
    hashes: Hashes,
    numbers: HashMap<ValueHash, u32>,
    most: usize,
}

impl Groups {
    /// None yet.
    pub(super) fn new() -> Self {
        Self::bounded(MOST_GROUPS)
    }

    fn bounded(most: usize) -> Self {
        Self { hashes: Hashes::new(), numbers: HashMap::new(), most }
    }

    /// The group of a value: its fingerprint where it has one, else a number of this run. A column has many values and
    /// no group.
    pub(super) fn name(
        &mut self,
        doc: &RuleDoc,
        finding: &Finding,
        fingerprint: Option<Fingerprint>,
    ) -> Option<Box<str>> {
        if finding.column.is_some() {
            return None;
        }
        if let Some(fingerprint) = fingerprint {
            return Some(fingerprint.to_string().into());
        }
        let hash = self.hashes.of(doc, &canonical(doc, finding.secret.expose()));
        let next = u32::try_from(self.numbers.len() + 1).ok()?;
        let room = self.numbers.len() < self.most;
        let number = match self.numbers.get(&hash) {
            Some(number) => *number,
            None if room => *self.numbers.entry(hash).or_insert(next),
            None => return None,
        };
        Some(format!("g{number}").into())
    }
}

/// Numbers findings of one artifact that have the same rule and label, from 0.
#[derive(Default)]
pub(super) struct Ordinals {
    next: HashMap<(RuleIndex, Box<str>), u64>,
}

impl Ordinals {
    /// `place/v1` of the next finding of the artifact.
    pub(super) fn fingerprint(
        &mut self,
        doc: &RuleDoc,
        path: &ArtifactPath,
        finding: &Finding,
    ) -> Fingerprint {
        let label: Box<str> = finding.label.as_ref().map_or_else(Box::default, |label| label.text.clone());
        let next = self.next.entry((finding.rule, label.clone())).or_default();
        let ordinal = *next;
        *next += 1;
        place_v1(&doc.id, path, &label, ordinal)
    }
}

/// `value/v1`. A column has many values, and its first one is no name for it.
pub(super) fn value_fingerprint(
    doc: &RuleDoc,
    finding: &Finding,
    key: Option<&FingerprintKey>,
) -> Option<Fingerprint> {
    if finding.column.is_some() {
        return None;
    }
    value_v1(doc, &finding.secret, key)
}

#[cfg(test)]
mod tests {
    use super::Groups;
    use crate::model::evidence::Bits;
    use crate::model::finding::{Finding, Place, Within};
    use crate::model::rule_doc::{Family, RuleDoc, RuleIndex};
    use crate::model::secret::Secret;
    use crate::model::severity::Severity;
    use crate::model::text::{List, Text};

    fn doc() -> RuleDoc {
        RuleDoc {
            id: "identifier/a".into(),
            name: "a".into(),
            family: Family::Identifier,
            severity: Severity::Low,
            categories: List::EMPTY,
            retention: "personal".into(),
            regions: List::EMPTY,
            summary: Text::EMPTY,
            remedy: Text::EMPTY,
            references: List::EMPTY,
            aliases: List::EMPTY,
            also: List::EMPTY,
            public_prefix: 0,
            unguessable: false,
            personal: true,
        }
    }

    fn finding(value: &str) -> Finding {
        Finding {
            rule: RuleIndex(0),
            variant: None,
            secret: Secret::new(value.as_bytes()),
            label: None,
            places: vec![Place { within: Within::Whole, line: 1, column: 1, end_line: 1, end_column: 1 }],
            occurrences: 1,
            score: Bits::ZERO,
            evidence: Vec::new().into(),
            harm: Severity::Low,
            remedy: None,
            facts: Vec::new().into(),
            column: None,
            related: Vec::new(),
            rivals: Vec::new(),
            marks: crate::model::suppression::Marks::default(),
        }
    }

    #[test]
    fn groups_are_bounded_and_those_there_are_stay() {
        let mut groups = Groups::bounded(2);
        let names = ["1", "2", "3", "1", "2", "3"].map(|value| groups.name(&doc(), &finding(value), None));
        let names: Vec<Option<&str>> = names.iter().map(Option::as_deref).collect();
        assert_eq!(names, [Some("g1"), Some("g2"), None, Some("g1"), Some("g2"), None]);
    }
}

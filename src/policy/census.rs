//! What an artifact holds as a whole, counted before any finding is judged. Keeps counts, never values.

use std::collections::HashSet;

use crate::model::finding::Finding;
use crate::model::fingerprint::canonical;
use crate::model::rule_doc::{Family, RuleDoc, RuleIndex, Rulebook};
use crate::model::severity::{Confidence, Severity};

/// The counts. Only findings of medium confidence and more count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Census {
    /// Distinct values of contact rules.
    pub(super) contacts: u64,
    /// Distinct values about people, contacts included.
    pub(super) personal: u64,
    /// Whether there is health data; public codes without a person, which are notes, are none.
    pub(super) health: bool,
    /// Whether there is a number a state gave a person.
    pub(super) government_id: bool,
}

impl Census {
    /// Counts the findings of one artifact.
    pub(super) fn of<'f>(findings: impl Iterator<Item = &'f Finding>, rulebook: &Rulebook) -> Self {
        let mut seen: HashSet<(RuleIndex, Vec<u8>)> = HashSet::new();
        let mut census = Self::default();
        for finding in findings.filter(|finding| Confidence::of(finding.score) >= Confidence::Medium) {
            let doc = rulebook.doc(finding.rule);
            census.health |= finding.harm > Severity::Note
                && (has_category(doc, "health") || has_category(doc, "health-identifier"));
            census.government_id |= has_category(doc, "government-id");
            if (doc.personal || is_contact(doc)) && !is_reserved(finding) {
                census.count(distinct(finding, doc, &mut seen), is_contact(doc));
            }
        }
        census
    }

    fn count(&mut self, values: u64, contact: bool) {
        self.personal = self.personal.saturating_add(values);
        if contact {
            self.contacts = self.contacts.saturating_add(values);
        }
    }
}

/// Whether a rule finds what alone is of no consequence: an e-mail address, a telephone number, a name.
pub(super) fn is_contact(doc: &RuleDoc) -> bool {
    let words = has_category(doc, "contact") || has_category(doc, "person-name");
    doc.severity == Severity::Note && doc.family == Family::Identifier && words
}

/// Whether a value is at a name that is reserved for documentation, so that it reaches nobody.
fn is_reserved(finding: &Finding) -> bool {
    finding.facts.iter().any(|fact| fact.name == "reserved" && &*fact.value == "true")
}

/// Whether a rule names a category.
pub(super) fn has_category(doc: &RuleDoc, category: &str) -> bool {
    doc.categories.iter().any(|named| &**named == category)
}

/// How many values a finding adds. A column knows; a single value counts unless an equal one was seen.
fn distinct(finding: &Finding, doc: &RuleDoc, seen: &mut HashSet<(RuleIndex, Vec<u8>)>) -> u64 {
    if let Some(column) = &finding.column {
        return column.distinct.max(1);
    }
    u64::from(seen.insert((finding.rule, canonical(doc, finding.secret.expose()))))
}

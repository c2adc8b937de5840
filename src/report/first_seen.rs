//! What findings refer to, numbered as they first name it. Grows with the number of rules and laws, never with findings.

use std::collections::BTreeMap;

use crate::model::rule_doc::RuleIndex;
use crate::model::run::RunHeader;
use crate::model::verdict::Judged;

/// Things numbered in the order in which they are first seen.
#[derive(Debug)]
pub(super) struct FirstSeen<T> {
    /// In that order.
    pub(super) order: Vec<T>,
    numbers: BTreeMap<T, usize>,
}

impl<T> Default for FirstSeen<T> {
    fn default() -> Self {
        Self { order: Vec::new(), numbers: BTreeMap::new() }
    }
}

impl<T: Ord + Clone> FirstSeen<T> {
    /// The number of this one.
    pub(super) fn number(&mut self, item: &T) -> usize {
        if let Some(&number) = self.numbers.get(item) {
            return number;
        }
        self.numbers.insert(item.clone(), self.order.len());
        self.order.push(item.clone());
        self.order.len() - 1
    }
}

impl<T: Ord + Clone> FirstSeen<T> {
    /// Whether this one is new; then it is numbered.
    pub(super) fn is_new(&mut self, item: &T) -> bool {
        let known = self.order.len();
        self.number(item) == known
    }
}

/// The rules, categories and laws that findings named so far.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    pub(super) categories: FirstSeen<String>,
    pub(super) rules: FirstSeen<RuleIndex>,
    pub(super) laws: FirstSeen<Box<str>>,
}

/// What a finding is the first to name.
#[derive(Debug, Default)]
pub(super) struct New {
    pub(super) categories: Vec<String>,
    pub(super) rules: Vec<RuleIndex>,
    pub(super) laws: Vec<Box<str>>,
}

impl Mentions {
    /// Remembers what this finding names, and gives what is new of it.
    pub(super) fn of(&mut self, header: &RunHeader, judged: &Judged) -> New {
        let Judged { finding, verdict } = judged;
        let partners = finding.related.iter().map(|related| related.rule);
        let rivals = finding.rivals.iter().map(|(rule, _)| *rule);
        let mut new = New::default();
        for rule in std::iter::once(finding.rule).chain(partners).chain(rivals) {
            if self.rules.is_new(&rule) {
                let named = header.rulebook.doc(rule).categories.iter().map(ToString::to_string);
                new.categories.extend(named.filter(|category| self.categories.is_new(category)));
                new.rules.push(rule);
            }
        }
        let laws = verdict.laws.iter().map(|law| law.id.clone());
        new.laws.extend(laws.filter(|law| self.laws.is_new(law)));
        new
    }
}

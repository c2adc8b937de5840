//! Candidates that hold → findings: one rule, one value, one artifact, its first places and a count.

use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use super::candidate::Candidate;
use super::columns::ColumnFound;
use crate::model::evidence::{Bits, Term, TermKind};
use crate::model::finding::{ColumnSummary, Fact, Finding, Label, LabelKind, Place, PlacesKept, Within};
use crate::model::fingerprint::canonical;
use crate::model::rule_doc::RuleIndex;
use crate::model::secret::Secret;
use crate::model::severity::Severity;
use crate::model::suppression::Marks;
use crate::rule::Rule;

/// The most findings of one artifact that are kept; the values beyond are counted.
pub(super) const MOST_FINDINGS: usize = 250_000;

/// The findings of an artifact, as they come.
pub(super) struct Findings<'r> {
    rules: &'r [Rule],
    known: HashMap<(u16, u64), u32>,
    /// With the piece and the offset of the first place.
    found: Vec<((u32, u64), Box<Finding>)>,
    evidence: Shared<Term>,
    facts: Shared<Fact>,
    hasher: RandomState,
    overflow: u64,
    kept: PlacesKept,
}

impl<'r> Findings<'r> {
    pub(super) fn new(rules: &'r [Rule], kept: PlacesKept) -> Self {
        Self {
            rules,
            known: HashMap::new(),
            found: Vec::new(),
            evidence: Shared::default(),
            facts: Shared::default(),
            hasher: RandomState::new(),
            overflow: 0,
            kept,
        }
    }

    /// Values beyond those that are kept.
    pub(super) fn overflow(&self) -> u64 {
        self.overflow
    }

    /// Adds a candidate: a new finding, or one more place of a known one.
    pub(super) fn add(&mut self, candidate: Candidate) {
        let rule = &self.rules[usize::from(candidate.rule)];
        let value = self.hasher.hash_one(canonical(&rule.doc, &candidate.value));
        if let Some(&known) = self.known.get(&(candidate.rule, value)) {
            self.join(known as usize, candidate);
        } else if self.found.len() < MOST_FINDINGS {
            let number = u32::try_from(self.found.len()).expect("fewer findings than are kept");
            self.known.insert((candidate.rule, value), number);
            let place = vec![candidate.place.clone()];
            let start = (candidate.origin.piece, candidate.origin.start);
            let finding = self.finding(rule, candidate, place, 1, None);
            self.found.push((start, finding));
        } else {
            self.overflow += 1;
        }
    }

    /// Adds a column, which is a finding of its own.
    pub(super) fn add_column(&mut self, column: ColumnFound) {
        let rule = &self.rules[usize::from(column.candidate.rule)];
        let start = (column.candidate.origin.piece, column.candidate.origin.start);
        let passes = column.summary.passes;
        let summary = Some(Box::new(column.summary));
        let finding = self.finding(rule, column.candidate, column.places, passes, summary);
        self.found.push((start, finding));
    }

    /// One more place. The finding keeps the evidence of its strongest place.
    fn join(&mut self, known: usize, candidate: Candidate) {
        let known = &mut self.found[known].1;
        known.occurrences += 1;
        known.marks.add(candidate.mark.clone());
        if known.places.len() < self.kept.finding && !is_known(&known.places, &candidate.place) {
            known.places.push(candidate.place.clone());
        }
        if candidate.score() > known.score {
            known.evidence = self.evidence.share(candidate.evidence());
            known.score = candidate.score();
            known.label = candidate.label.or(known.label.take());
            known.related = candidate.related;
        }
    }

    fn finding(
        &mut self,
        rule: &Rule,
        candidate: Candidate,
        places: Vec<Place>,
        occurrences: u64,
        column: Option<Box<ColumnSummary>>,
    ) -> Box<Finding> {
        let mut facts = candidate.facts.clone();
        if !candidate.related.is_empty() {
            facts.push(Fact { name: "paired", value: "true".into() });
        }
        if asks_for(rule, "record") && candidate.label.as_ref().is_some_and(is_record) {
            facts.push(Fact { name: "record", value: "true".into() });
        }
        let variant = candidate.variant.and_then(|variant| rule.variants.get(usize::from(variant)));
        let base = variant.and_then(|variant| variant.severity).unwrap_or(rule.doc.severity);
        let (harm, remedy) = grade(rule, base, &facts);
        let (score, rivals, evidence) = shared(&candidate);
        let mut marks = Marks::default();
        marks.add(candidate.mark);
        Box::new(Finding {
            rule: RuleIndex(candidate.rule),
            variant: variant.map(|variant| Box::from(&*variant.name)),
            secret: Secret::new(&candidate.value),
            label: candidate.label,
            places,
            occurrences,
            score,
            evidence: self.evidence.share(evidence),
            harm,
            remedy,
            facts: self.facts.share(facts),
            column,
            related: candidate.related,
            rivals,
            marks,
        })
    }

    /// All findings in the order of the artifact.
    #[expect(clippy::vec_box, reason = "a list of large findings would be copied whole each time it grows")]
    pub(super) fn finish(self) -> Vec<Box<Finding>> {
        let mut found = self.found;
        found.iter_mut().for_each(|(_, finding)| sort_places(&mut finding.places));
        found.sort_by(|(start, a), (other, b)| {
            order(a, start.0).cmp(&order(b, other.0)).then(start.cmp(other)).then(a.rule.cmp(&b.rule))
        });
        found.into_iter().map(|(_, finding)| finding).collect()
    }
}

/// Cells come when their columns are judged, which is after what stands behind them.
fn sort_places(places: &mut [Place]) {
    if places.iter().all(|place| matches!(place.within, Within::Text | Within::Cell { .. })) {
        places.sort_by_key(|place| (place.line, place.column));
    }
}

/// Names come last, what concerns the whole first; the parts of a document follow each other.
fn order(finding: &Finding, piece: u32) -> (bool, u32, u64) {
    let place = finding.place();
    let part = if let Within::Part { .. } = place.within { piece } else { 0 };
    (place.within == Within::Name, part, place.line)
}

/// Whether a grade of the rule looks at this fact: facts that nothing looks at are not told.
fn asks_for(rule: &Rule, fact: &str) -> bool {
    rule.grades.iter().any(|grade| grade.when.iter().any(|condition| &*condition.fact == fact))
}

fn is_record(label: &Label) -> bool {
    label.kind == LabelKind::Record
}

/// Whether a place is among the last ones: candidates for one place come close together, so no more need be looked at.
fn is_known(places: &[Place], place: &Place) -> bool {
    places.iter().rev().take(16).any(|known| known == place)
}

/// Lists that many findings have in common, each kept once.
struct Shared<T>(BTreeSet<Arc<[T]>>);

/// How many different lists are remembered.
const MOST_SHARED: usize = 1024;

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self(BTreeSet::new())
    }
}

impl<T: Ord> Shared<T> {
    fn share(&mut self, list: Vec<T>) -> Arc<[T]> {
        if let Some(known) = self.0.get(&*list) {
            return Arc::clone(known);
        }
        if self.0.len() >= MOST_SHARED {
            self.0.clear();
        }
        let fresh: Arc<[T]> = list.into();
        self.0.insert(Arc::clone(&fresh));
        fresh
    }
}

/// The last grade whose conditions hold decides what it states.
fn grade(rule: &Rule, base: Severity, facts: &[Fact]) -> (Severity, Option<Box<str>>) {
    let mut graded = (base, None);
    for grade in &rule.grades {
        let holds = grade.when.iter().all(|condition| {
            facts.iter().any(|fact| fact.name == &*condition.fact && *fact.value == *condition.value)
        });
        if holds {
            graded.0 = grade.severity.unwrap_or(graded.0);
            graded.1 = grade.remedy.as_ref().map(|remedy| (&**remedy).into()).or(graded.1);
        }
    }
    graded
}

/// Kinds that rival for the same bytes share them: the gate looks at the sum of their odds, the largest is named.
fn shared(candidate: &Candidate) -> (Bits, Vec<(RuleIndex, u8)>, Vec<Term>) {
    let mut evidence = candidate.evidence();
    if candidate.rivals.is_empty() {
        return (candidate.score(), Vec::new(), evidence);
    }
    let odds = |score: Bits| score.as_f64().exp2();
    let total = odds(candidate.score()) + candidate.rivals.iter().map(|(_, score)| odds(*score)).sum::<f64>();
    let score = Bits::from_f64(total.log2());
    evidence.push(Term::new(
        TermKind::Rivals,
        score - candidate.score(),
        "other kinds claim the same characters",
    ));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 100")]
    let share = |score: Bits| (odds(score) / (1.0 + total) * 100.0) as u8;
    let rivals = candidate.rivals.iter().map(|(rule, score)| (RuleIndex(*rule), share(*score)));
    (score, rivals.filter(|(_, share)| *share > 0).collect(), evidence)
}

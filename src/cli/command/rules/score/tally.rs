//! Findings against labels, counted. A label that must be found counts by place; a finding counts once, as what most of
//! its labelled places are.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::labels::{Label, LabelFamily};
use crate::model::evidence::Bits;
use crate::model::finding::Place;
use crate::model::rule_doc::{Family, RuleIndex, Rulebook};
use crate::model::severity::Confidence;

/// The least probabilities, in percent, of the rows of a reliability table.
pub(super) const ROWS: [u8; 8] = [5, 20, 35, 50, 70, 85, 95, 99];

/// A finding, as far as it is measured.
pub(super) struct Seen {
    pub(super) rule: RuleIndex,
    pub(super) score: Bits,
    pub(super) places: Vec<Place>,
}

/// What a finding is by the labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    /// A label says that it must be found.
    Right,
    /// A label says that it must not be reported.
    Wrong,
    /// A label says that one may argue.
    Arguable,
    /// No label speaks of it.
    Unlabelled,
}

/// What is counted of a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Kind {
    /// Labels that must be found.
    pub(super) positives: u64,
    /// Those that were.
    pub(super) found: u64,
    /// Labels that must not be reported.
    pub(super) negatives: u64,
    /// Those that were, by a rule of the kind where the label speaks of its kind alone.
    pub(super) reported: u64,
}

/// A row of a reliability table.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Reliability {
    /// Findings with a label that decides.
    pub(super) findings: u64,
    /// The sum of their stated probabilities.
    pub(super) stated: f64,
    /// How many are right.
    pub(super) right: u64,
}

/// A negative that speaks of its kind alone: whether a rule is of that kind is known only at the end.
struct Doubt {
    kind: (LabelFamily, String),
    rules: Vec<(RuleIndex, usize)>,
}

/// All counts.
pub(super) struct Tally {
    rulebook: Arc<Rulebook>,
    least: Confidence,
    kinds: BTreeMap<(LabelFamily, String), Kind>,
    answers: BTreeMap<(LabelFamily, String), BTreeMap<RuleIndex, u64>>,
    doubts: Vec<Doubt>,
    findings: Vec<(RuleIndex, Bits, Fate)>,
}

impl Tally {
    /// No counts yet. Labels count as found from this confidence on.
    pub(super) fn new(rulebook: Arc<Rulebook>, least: Confidence) -> Self {
        Self {
            rulebook,
            least,
            kinds: BTreeMap::new(),
            answers: BTreeMap::new(),
            doubts: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// The rules.
    pub(super) fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }

    /// The confidence from which labels count as found.
    pub(super) fn least(&self) -> Confidence {
        self.least
    }

    /// Adds one file: its labels and what was found in it.
    pub(super) fn add(&mut self, labels: &[Label], seen: &[Seen]) {
        for label in labels {
            self.label(label, seen);
        }
        for finding in seen {
            let fate = fate(labels, finding, self.family(finding.rule));
            self.findings.push((finding.rule, finding.score, fate));
        }
    }

    /// The counts of each kind that has any that decide.
    pub(super) fn kinds(&self) -> BTreeMap<(LabelFamily, String), Kind> {
        let mut kinds = self.kinds.clone();
        for doubt in &self.doubts {
            if doubt.rules.iter().any(|(rule, _)| self.is_of_kind(*rule, &doubt.kind)) {
                kinds.entry(doubt.kind.clone()).or_default().reported += 1;
            }
        }
        kinds
    }

    /// Every finding of low confidence and more with what it is by the labels.
    pub(super) fn findings(&self) -> Vec<(RuleIndex, Bits, Fate)> {
        let mut findings = self.findings.clone();
        for doubt in &self.doubts {
            for &(rule, at) in &doubt.rules {
                if findings[at].2 == Fate::Unlabelled && self.is_of_kind(rule, &doubt.kind) {
                    findings[at].2 = Fate::Wrong;
                }
            }
        }
        findings
    }

    /// How many findings of a family are right in each row of [`ROWS`]; of all families where none is named.
    pub(super) fn reliability(&self, family: Option<Family>) -> [Reliability; ROWS.len()] {
        let mut rows = [Reliability::default(); ROWS.len()];
        for (rule, score, fate) in self.findings() {
            let row = ROWS.iter().rposition(|least| score.probability() * 100.0 >= f64::from(*least));
            let counts = matches!(fate, Fate::Right | Fate::Wrong)
                && family.is_none_or(|family| self.family(rule) == family);
            if let Some(row) = row.filter(|_| counts) {
                rows[row].findings += 1;
                rows[row].stated += score.probability();
                rows[row].right += u64::from(fate == Fate::Right);
            }
        }
        rows
    }

    fn family(&self, rule: RuleIndex) -> Family {
        self.rulebook.doc(rule).family
    }

    fn label(&mut self, label: &Label, seen: &[Seen]) {
        let Some(positive) = label.positive else { return };
        let first = self.findings.len();
        let answers = (first..).zip(seen).filter(|(_, finding)| self.answers_label(label, finding));
        let answers: Vec<(RuleIndex, usize)> = answers.map(|(at, finding)| (finding.rule, at)).collect();
        let key = (label.family, label.kind.clone());
        let kind = self.kinds.entry(key.clone()).or_default();
        if positive {
            kind.positives += 1;
            kind.found += u64::from(!answers.is_empty());
            let rules = self.answers.entry(key).or_default();
            answers.iter().for_each(|(rule, _)| *rules.entry(*rule).or_default() += 1);
        } else {
            kind.negatives += 1;
            if label.is_of_kind() && !answers.is_empty() {
                self.doubts.push(Doubt { kind: key, rules: answers });
            } else {
                kind.reported += u64::from(!answers.is_empty());
            }
        }
    }

    fn answers_label(&self, label: &Label, finding: &Seen) -> bool {
        Confidence::of(finding.score) >= self.least
            && label.family.is_answered_by(self.family(finding.rule))
            && speaks_of(label, finding, self.family(finding.rule))
    }

    /// Whether a rule looks for a kind: it bears the kind's words in its id, or finds most of what is found of the kind.
    fn is_of_kind(&self, rule: RuleIndex, kind: &(LabelFamily, String)) -> bool {
        let id = &self.rulebook.doc(rule).id;
        let words: Vec<&str> = id.split(['/', '-']).collect();
        let found = self.kinds.get(kind).map_or(0, |kind| kind.found);
        let own = self.answers.get(kind).and_then(|rules| rules.get(&rule)).copied().unwrap_or(0);
        kind.1.split('-').all(|word| words.contains(&word)) || (own > 0 && own * 2 >= found)
    }
}

/// Whether a label speaks of any place of a finding.
fn speaks_of(label: &Label, finding: &Seen, family: Family) -> bool {
    if label.is_of_file() {
        return family == Family::Health;
    }
    finding.places.iter().any(|place| label.touches(place))
}

/// What a finding is: of its places that labels speak of, what most are.
fn fate(labels: &[Label], finding: &Seen, family: Family) -> Fate {
    let mut counts = BTreeMap::new();
    for place in &finding.places {
        *counts.entry(place_fate(labels, place, family)).or_insert(0_u64) += 1;
    }
    let count = |fate: Fate| counts.get(&fate).copied().unwrap_or(0);
    match (count(Fate::Right), count(Fate::Wrong)) {
        (0, 0) if count(Fate::Arguable) > 0 => Fate::Arguable,
        (0, 0) => Fate::Unlabelled,
        (right, wrong) if right >= wrong => Fate::Right,
        _ => Fate::Wrong,
    }
}

fn place_fate(labels: &[Label], place: &Place, family: Family) -> Fate {
    let mut fate = Fate::Unlabelled;
    for label in labels.iter().filter(|label| label.family.is_answered_by(family)) {
        let touches = label.touches(place);
        let denies_file = label.is_of_file() && label.positive == Some(false) && family == Family::Health;
        let said = match label.positive {
            Some(true) if touches => Fate::Right,
            Some(false) if (touches && !label.is_of_kind()) || denies_file => Fate::Wrong,
            None if touches => Fate::Arguable,
            _ => Fate::Unlabelled,
        };
        fate = fate.min(said);
    }
    fate
}

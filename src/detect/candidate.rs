//! A claim on its way to a finding: a value at an origin, with the evidence gathered so far.

use std::fmt;

use super::prior::Priors;
use crate::model::evidence::{Bits, Term, TermKind};
use crate::model::finding::{Fact, Label, Place, Related};
use crate::model::piece::Origin;
use crate::model::severity::Confidence;
use crate::model::suppression::Mark;

/// The cell a candidate lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CellRef {
    pub(super) table: u32,
    pub(super) row: u64,
    pub(super) column: u32,
    /// Whether the candidate is the whole of the cell.
    pub(super) whole: bool,
}

/// What a rule of words needs near it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Need {
    pub(super) find: u8,
    pub(super) within: u32,
}

/// A claim on its way to a finding.
#[derive(Clone)]
pub(super) struct Candidate {
    pub(super) rule: u16,
    pub(super) origin: Origin,
    pub(super) value: Box<[u8]>,
    pub(super) variant: Option<u8>,
    pub(super) label: Option<Label>,
    /// The one strongest name; kept apart, for a stronger one may come.
    pub(super) context: Option<Term>,
    pub(super) terms: Vec<Term>,
    pub(super) facts: Vec<Fact>,
    pub(super) place: Place,
    pub(super) cell: Option<CellRef>,
    /// The record (row, message) it belongs to, where there are any.
    pub(super) record: Option<u64>,
    pub(super) related: Vec<Related>,
    /// What its artifact says beside it.
    pub(super) mark: Option<Mark>,
    pub(super) rivals: Vec<(u16, Bits)>,
    pub(super) need: Option<Need>,
    /// The find that made it, where that looks at some paths of keys only.
    pub(super) by_path: Option<u8>,
    /// Whether a literal of the rule stands in it, so that no rule that knows only the key knows better.
    pub(super) specific: bool,
    /// Hundredths of bits that its checks leave to luck.
    pub(super) luck: u32,
}

impl fmt::Debug for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Candidate[rule {} at {:?}, {}]", self.rule, self.origin, self.score())
    }
}

impl Candidate {
    /// The sum of the evidence. A failed check, a stand-in or a known test value keeps an otherwise likely candidate between 5 and
    /// 50 of 100: never reported as true, never dropped in silence.
    pub(super) fn score(&self) -> Bits {
        let sum: Bits = self.terms.iter().chain(&self.context).map(|term| term.bits).sum();
        if !self.is_capped() {
            return sum;
        }
        let without: Bits =
            self.terms.iter().chain(&self.context).filter(|term| !caps(term)).map(|term| term.bits).sum();
        let floor = if without >= Bits::MEDIUM { Bits::LOW } else { sum };
        sum.max(floor).min(Bits(-50))
    }

    /// Whether it would be reported if as many more bits spoke for it.
    pub(super) fn could_be_reported(&self, with: Bits) -> bool {
        let terms = || self.terms.iter().chain(&self.context);
        let sum: Bits = terms().map(|term| term.bits).sum();
        let without = || terms().filter(|term| !caps(term)).map(|term| term.bits).sum::<Bits>();
        sum + with >= Bits::LOW || self.is_capped() && without() + with >= Bits::MEDIUM
    }

    /// The terms, balanced so that they add up to the score.
    pub(super) fn evidence(&self) -> Vec<Term> {
        let mut terms: Vec<Term> = self.terms.iter().chain(&self.context).cloned().collect();
        let sum: Bits = terms.iter().map(|term| term.bits).sum();
        let difference = self.score() - sum;
        if let Some(term) = terms.iter_mut().find(|term| caps(term)) {
            term.bits = term.bits + difference;
        }
        terms
    }

    /// Whether it is worth reporting at all, should nothing more be found.
    pub(super) fn is_reportable(&self) -> bool {
        Confidence::of(self.score()) > Confidence::Rejected
    }

    /// Whether a check says that it is none.
    pub(super) fn fails_check(&self) -> bool {
        self.terms.iter().any(|term| term.kind == TermKind::Check && term.bits < Bits::ZERO)
    }

    /// What its name and the text around say, neighbours left out.
    pub(super) fn surroundings(&self) -> Bits {
        let region = self.terms.iter().filter(|term| term.kind == TermKind::Region);
        region.chain(&self.context).map(|term| term.bits).sum()
    }

    /// Takes a name as context where it is stronger than the one there is.
    pub(super) fn offer_context(&mut self, term: Term, label: Label) {
        if self.context.as_ref().is_none_or(|known| term.bits > known.bits) {
            self.context = Some(term);
            self.label = Some(label);
        }
    }

    /// The reason that weighs most against it, in a stable word.
    pub(super) fn reason_against(&self) -> &'static str {
        let against = self.terms.iter().filter(|term| term.bits < Bits::ZERO).min_by_key(|term| term.bits);
        against.map_or("unlikely", |term| term.kind.name())
    }

    /// Whether its look says nothing about it: one word alone can be a name, or a medicine.
    pub(super) fn looks_undecided(&self) -> bool {
        self.terms.iter().any(|term| term.kind == TermKind::Shape && term.bits < Bits::ZERO)
    }

    /// Whether a name or a word on the same line says what the value is, and not only a word somewhere near it.
    pub(super) fn is_named(&self) -> bool {
        let line = Bits::from_f64(Priors::built_in().context.line);
        self.context.as_ref().is_some_and(|term| term.bits >= line)
    }

    /// Takes back that a partner is near.
    pub(super) fn part_from_partners(&mut self) {
        self.related.clear();
        self.terms.retain(|term| term.kind != TermKind::Neighbour);
    }

    fn is_capped(&self) -> bool {
        self.terms.iter().any(caps)
    }
}

fn caps(term: &Term) -> bool {
    matches!(term.kind, TermKind::Dummy | TermKind::Placeholder)
        || (term.kind == TermKind::Check && term.bits < Bits::ZERO)
}

//! Columns: the share of cells that pass, against the share that luck would give. A column is one finding. Its state
//! is bounded: the first candidates, a count, and the distinct values exactly to ten thousand.

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use super::candidate::{Candidate, CellRef};
use crate::model::evidence::{Bits, Term, TermKind};
use crate::model::finding::{ColumnSummary, Place, PlacesKept};

/// How many candidates of a column are kept in case it turns out to be none.
const HELD: usize = 64;

/// How many passing cells a column needs to be judged as one.
const FEWEST: u64 = 5;

/// How many distinct values are counted exactly.
const EXACT: usize = 10_000;

/// How many columns, by rule, are followed in one artifact.
const MOST_TRACKED: usize = 4096;

/// The share of cells that truly are of a kind, in a column of that kind.
const TRUE_SHARE: f64 = 0.95;

/// What a column finding is made from.
pub(super) struct ColumnFound {
    pub(super) candidate: Candidate,
    pub(super) places: Vec<Place>,
    pub(super) summary: ColumnSummary,
}

/// All columns of an artifact.
pub(super) struct Columns {
    /// By table, then column: rows come by the million, so a row costs one look into the map.
    shapes: BTreeMap<u32, Vec<Shape>>,
    tracked: BTreeMap<(u32, u32, u16), Tracked>,
    /// Without chance: an estimate of distinct values is the same in every run.
    hasher: BuildHasherDefault<DefaultHasher>,
    kept: PlacesKept,
}

#[derive(Clone, Copy, Default)]
struct Shape {
    rows: u64,
    nulls: u64,
}

struct Tracked {
    passes: u64,
    held: Vec<Candidate>,
    places: Vec<Place>,
    distinct: Distinct,
}

impl Columns {
    pub(super) fn new(kept: PlacesKept) -> Self {
        let hasher = BuildHasherDefault::default();
        Self { shapes: BTreeMap::new(), tracked: BTreeMap::new(), hasher, kept }
    }

    /// Counts the cells of a row, each of which is empty or not.
    pub(super) fn count(&mut self, table: u32, cells: impl ExactSizeIterator<Item = bool>) {
        let shapes = self.shapes.entry(table).or_default();
        if shapes.len() < cells.len() {
            shapes.resize(cells.len(), Shape::default());
        }
        for (shape, empty) in shapes.iter_mut().zip(cells) {
            shape.rows += 1;
            shape.nulls += u64::from(empty);
        }
    }

    fn shape(&self, table: u32, column: u32) -> Option<Shape> {
        self.shapes.get(&table)?.get(column as usize).copied()
    }

    /// Takes a candidate that is the whole of a cell; gives it back where no more columns can be followed, and where enough
    /// are held of a column that so far is none.
    pub(super) fn add(&mut self, cell: CellRef, candidate: Candidate) -> Option<Candidate> {
        let key = (cell.table, cell.column, candidate.rule);
        if !self.tracked.contains_key(&key) && self.tracked.len() >= MOST_TRACKED {
            return Some(candidate);
        }
        let fresh =
            || Tracked { passes: 0, held: Vec::new(), places: Vec::new(), distinct: Distinct::default() };
        let shape = self.shape(cell.table, cell.column).unwrap_or_default();
        let tracked = self.tracked.entry(key).or_insert_with(fresh);
        tracked.passes += 1;
        tracked.distinct.insert(self.hasher.hash_one(&candidate.value));
        if tracked.places.len() < self.kept.column {
            tracked.places.push(candidate.place.clone());
        }
        if tracked.held.len() < HELD {
            tracked.held.push(candidate);
            return None;
        }
        let filled = (shape.rows - shape.nulls).max(tracked.passes);
        (share_term(tracked.passes, filled, tracked.held.first()).bits <= Bits::ZERO).then_some(candidate)
    }

    /// Judges all columns: those that are one, and the candidates of those that are not.
    pub(super) fn judge(self) -> (Vec<ColumnFound>, Vec<Candidate>) {
        let mut columns = Vec::new();
        let mut single = Vec::new();
        let Self { shapes, tracked, .. } = self;
        for ((table, column, _), tracked) in tracked {
            let shape = shapes.get(&table).and_then(|shapes| shapes.get(column as usize));
            let (rows, nulls) = shape.map_or((tracked.passes, 0), |shape| (shape.rows, shape.nulls));
            let term = share_term(tracked.passes, rows - nulls, tracked.held.first());
            if tracked.passes >= FEWEST && term.bits > Bits::ZERO {
                columns.extend(tracked.into_column(rows, nulls, term));
            } else {
                let speaks = rows - nulls >= 20 && term.bits < Bits::ZERO;
                single.extend(tracked.held.into_iter().map(|mut candidate| {
                    candidate.terms.extend(speaks.then(|| term.clone()));
                    candidate
                }));
            }
        }
        (columns, single)
    }
}

impl Tracked {
    fn into_column(self, rows: u64, nulls: u64, term: Term) -> Option<ColumnFound> {
        let (distinct, exact) = self.distinct.count();
        let summary = ColumnSummary { rows, passes: self.passes, nulls, distinct, exact };
        let first = self.held.first()?.origin.clone();
        let paired = self.held.iter().filter(|candidate| !candidate.related.is_empty()).count();
        let mostly_paired = 2 * paired >= self.held.len();
        let mut candidate = self.held.into_iter().max_by_key(Candidate::score)?;
        candidate.origin = first;
        if !mostly_paired && !candidate.related.is_empty() {
            candidate.part_from_partners();
        }
        candidate.terms.push(term);
        Some(ColumnFound { candidate, places: self.places, summary })
    }
}

/// The log-likelihood ratio of `passes` among `cells` for a column of the kind against luck. Cells of a column
/// depend on each other (numbers follow each other), so a weak check is never worth more than six times its bits.
fn share_term(passes: u64, cells: u64, sample: Option<&Candidate>) -> Term {
    let luck = sample.map_or(0.0, |candidate| f64::from(candidate.luck) / 100.0);
    let by_luck = (-luck.max(0.1)).exp2().clamp(1e-6, 0.93);
    let fails = cells.saturating_sub(passes);
    #[expect(clippy::cast_precision_loss, reason = "a count of cells, far below 2^52")]
    let (passes_f, fails_f) = (passes as f64, fails as f64);
    let ratio =
        passes_f * (TRUE_SHARE / by_luck).log2() + fails_f * ((1.0 - TRUE_SHARE) / (1.0 - by_luck)).log2();
    let bits = Bits::from_f64(ratio.clamp(-20.0, (luck * 6.0).clamp(1.0, 20.0)));
    Term::new(TermKind::Column, bits, format!("{passes} of {cells} filled cells pass"))
}

/// Distinct values: exactly to ten thousand, then estimated (`HyperLogLog` with 4,096 registers, Flajolet et al. 2007).
#[derive(Default)]
struct Distinct {
    exact: HashSet<u64>,
    registers: Vec<u8>,
}

const REGISTER_BITS: u32 = 12;

impl Distinct {
    fn insert(&mut self, hash: u64) {
        if self.registers.is_empty() {
            self.exact.insert(hash);
            if self.exact.len() > EXACT {
                self.registers = vec![0; 1 << REGISTER_BITS];
                let known = std::mem::take(&mut self.exact);
                known.iter().for_each(|&hash| self.register(hash));
            }
        } else {
            self.register(hash);
        }
    }

    fn register(&mut self, hash: u64) {
        let index = usize::try_from(hash >> (64 - REGISTER_BITS)).expect("twelve bits fit");
        let rank = ((hash << REGISTER_BITS) | (1 << (REGISTER_BITS - 1))).leading_zeros() + 1;
        let rank = u8::try_from(rank).expect("a rank is at most 53");
        self.registers[index] = self.registers[index].max(rank);
    }

    fn count(&self) -> (u64, bool) {
        if self.registers.is_empty() {
            return (self.exact.len() as u64, true);
        }
        #[expect(clippy::cast_precision_loss, reason = "4,096")]
        let size = self.registers.len() as f64;
        let sum: f64 = self.registers.iter().map(|&rank| (-f64::from(rank)).exp2()).sum();
        let estimate = 0.7213 / (1.0 + 1.079 / size) * size * size / sum;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a positive count below 2^53"
        )]
        let rounded = estimate.round() as u64;
        (rounded, false)
    }
}

#[cfg(test)]
mod tests {
    use super::{BuildHasher, Distinct, EXACT, share_term};
    use crate::model::evidence::Bits;

    #[test]
    fn distinct_is_exact_and_then_close() {
        let hasher = std::hash::BuildHasherDefault::<std::hash::DefaultHasher>::default();
        let mut distinct = Distinct::default();
        for value in 0..EXACT as u64 {
            distinct.insert(hasher.hash_one(value));
            distinct.insert(hasher.hash_one(value));
        }
        assert_eq!(distinct.count(), (EXACT as u64, true));
        (0..200_000_u64).for_each(|value| distinct.insert(hasher.hash_one(value)));
        let (count, exact) = distinct.count();
        assert!(!exact && count.abs_diff(200_000) < 12_000, "{count}");
    }

    #[test]
    fn a_share_that_luck_gives_speaks_against() {
        assert!(share_term(90, 1000, None).bits < Bits::ZERO);
        assert!(share_term(1000, 1000, None).bits > Bits::ZERO);
    }
}

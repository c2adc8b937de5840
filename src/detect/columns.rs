//! Columns: the share of cells that pass, against the share that luck would give. A column is one finding. Its state
//! is bounded: the candidates of a window, then the first of them, a count, and the distinct values exactly to ten thousand.

use std::collections::{BTreeMap, HashSet};

use super::candidate::{Candidate, CellRef};
use super::known::{ColumnKey, Passing, hash};
use crate::model::evidence::{Bits, Term, TermKind};
use crate::model::finding::{ColumnSummary, Place, PlacesKept};

/// How many candidates of a column are kept in case it turns out to be none.
const HELD: usize = 64;

/// How many passing cells a column needs to be judged as one.
const FEWEST: u64 = 5;

/// How many passing secrets it needs: each has to be replaced, so a few are told one by one.
const FEWEST_SECRETS: u64 = 20;

/// How many filled cells a column needs for its share to speak against those that pass.
const FEWEST_TELLING: u64 = 20;

/// How many passing cells prove a column, so that those that follow are tested by its kind alone.
const PROVED: u64 = 32;

/// How many distinct values are counted exactly.
const EXACT: usize = 10_000;

/// How many columns, by rule, are followed in one artifact.
const MOST_TRACKED: usize = 4096;

/// Below so many bits of luck, failing cells are as many by luck as in truth: of a column that something names, and of one
/// that only its values speak for.
const TELLING: f64 = 0.5;
const TELLING_UNNAMED: f64 = 0.1;

/// What a share of none says against a header that names the cells: about as much as the header says for them.
const NO_SHARE: f64 = 12.0;

/// The share of cells that truly are of a kind, in a column of that kind.
const TRUE_SHARE: f64 = 0.95;

/// What a column finding is made from.
pub(super) struct ColumnFound {
    pub(super) candidate: Candidate,
    pub(super) places: Vec<Place>,
    pub(super) summary: ColumnSummary,
}

/// A column that is proved to be of a kind.
pub(super) struct Proved {
    pub(super) key: ColumnKey,
    pub(super) passes: u64,
    /// What speaks for the weakest of its first cells beside their values.
    pub(super) around: Bits,
}

/// All columns of an artifact.
pub(super) struct Columns {
    /// By table, then column: rows come by the million, so a row costs one look into the map.
    shapes: BTreeMap<u32, Vec<Shape>>,
    tracked: BTreeMap<ColumnKey, Tracked>,
    kept: PlacesKept,
}

#[derive(Clone, Copy, Default)]
struct Shape {
    rows: u64,
    nulls: u64,
}

impl Shape {
    /// The cells that are filled, of which so many pass.
    fn filled(self, passes: u64) -> u64 {
        (self.rows - self.nulls).max(passes)
    }
}

struct Tracked {
    passes: u64,
    /// The first that pass: all of them until the rows that came with them are counted.
    held: Vec<Candidate>,
    /// The first that fail their check.
    failing: Vec<Candidate>,
    places: Vec<Place>,
    distinct: Distinct,
    standing: Standing,
    /// What the share says against each candidate, where the column is none.
    against: Option<Term>,
}

/// What a column is by the rows so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Its first rows are being read.
    Open,
    /// Luck would not give as many passing cells.
    Column,
    /// Luck would give them.
    Luck,
}

/// What becomes of a candidate that is the whole of a cell.
pub(super) enum Taken {
    /// It waits for its column to be judged, or is one of many in it.
    Kept,
    /// Its column is none: it stands for itself.
    Single(Candidate),
    /// It fails its check like many in its column, or passes it as luck has it.
    Refused(Candidate),
}

impl Columns {
    pub(super) fn new(kept: PlacesKept) -> Self {
        Self { shapes: BTreeMap::new(), tracked: BTreeMap::new(), kept }
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

    /// Takes a candidate that is the whole of a cell. Where no more columns can be followed it is single.
    pub(super) fn add(&mut self, cell: CellRef, candidate: Candidate) -> Taken {
        let key = (cell.table, cell.column, candidate.rule);
        if !self.tracked.contains_key(&key) && self.tracked.len() >= MOST_TRACKED {
            return Taken::Single(candidate);
        }
        let tracked = self.tracked.entry(key).or_insert_with(Tracked::new);
        if candidate.fails_check() {
            return tracked.fail(candidate);
        }
        tracked.pass(hash(&candidate.value));
        if tracked.places.len() < self.kept.column {
            tracked.places.push(candidate.place.clone());
        }
        match tracked.standing {
            Standing::Open => tracked.held.push(candidate),
            _ if tracked.held.len() < HELD => tracked.held.push(candidate),
            Standing::Column => {}
            Standing::Luck => return tracked.single(candidate),
        }
        Taken::Kept
    }

    /// Counts a cell that passed the test of its known column; `place` is asked for where it is kept.
    pub(super) fn pass(&mut self, passing: &Passing, place: impl FnOnce() -> Place) {
        let Some(tracked) = self.tracked.get_mut(&passing.key) else { return };
        tracked.pass(passing.hash);
        if tracked.places.len() < self.kept.column {
            tracked.places.push(place());
        }
    }

    /// Says of each column what it is by the rows so far, all of which are counted, and gives back the candidates of those
    /// that are none, with what the share says against them.
    pub(super) fn take_stock(&mut self) -> Vec<Candidate> {
        let Self { shapes, tracked, .. } = self;
        let mut single = Vec::new();
        for ((table, column, _), tracked) in tracked {
            let shape = shape_of(shapes, *table, *column);
            let share = tracked.share(shape.unwrap_or_default());
            tracked.standing = if share.bits > Bits::ZERO { Standing::Column } else { Standing::Luck };
            tracked.against = speaks_against(shape.unwrap_or_default(), &share).then_some(share);
            let surplus = tracked.held.split_off(tracked.held.len().min(HELD));
            if tracked.standing == Standing::Luck {
                single.extend(surplus.into_iter().map(|candidate| tracked.weighed(candidate)));
            }
        }
        single
    }

    /// The columns that are proved by the rows so far, the most passing cells first.
    pub(super) fn proved(&self) -> Vec<Proved> {
        let proved = |(key, tracked): (&ColumnKey, &Tracked)| {
            let shape = shape_of(&self.shapes, key.0, key.1).unwrap_or_default();
            let most = tracked.passes >= PROVED && 2 * tracked.passes >= shape.filled(tracked.passes);
            let around = tracked.held.iter().map(Candidate::surroundings).min()?;
            let passes = tracked.passes;
            (tracked.standing == Standing::Column && most).then_some(Proved { key: *key, passes, around })
        };
        let mut proved: Vec<Proved> = self.tracked.iter().filter_map(proved).collect();
        proved.sort_by_key(|column| std::cmp::Reverse(column.passes));
        proved
    }

    /// Judges all columns: those that are one, and the candidates of those that are not.
    pub(super) fn judge(self, is_secret: impl Fn(u16) -> bool) -> (Vec<ColumnFound>, Vec<Candidate>) {
        let mut columns = Vec::new();
        let mut single = Vec::new();
        let Self { shapes, tracked, .. } = self;
        for ((table, column, rule), mut tracked) in tracked {
            let fewest = if is_secret(rule) { FEWEST_SECRETS } else { FEWEST };
            let shape = shape_of(&shapes, table, column);
            let shape = shape.unwrap_or(Shape { rows: tracked.passes, nulls: 0 });
            let share = tracked.share(shape);
            single.append(&mut tracked.failing);
            if tracked.passes >= fewest && share.bits > Bits::ZERO {
                columns.extend(tracked.into_column(shape, share));
            } else {
                tracked.against = speaks_against(shape, &share).then_some(share);
                let held = std::mem::take(&mut tracked.held);
                single.extend(held.into_iter().map(|candidate| tracked.weighed(candidate)));
            }
        }
        (columns, single)
    }
}

/// Whether enough cells are filled for a share to say something against each of those that pass.
fn speaks_against(shape: Shape, share: &Term) -> bool {
    shape.filled(0) >= FEWEST_TELLING && share.bits < Bits::ZERO
}

fn shape_of(shapes: &BTreeMap<u32, Vec<Shape>>, table: u32, column: u32) -> Option<Shape> {
    shapes.get(&table)?.get(column as usize).copied()
}

impl Tracked {
    fn new() -> Self {
        Self {
            passes: 0,
            held: Vec::new(),
            failing: Vec::new(),
            places: Vec::new(),
            distinct: Distinct::default(),
            standing: Standing::Open,
            against: None,
        }
    }

    /// A candidate that stands for itself, if what the share says against it leaves it likely enough.
    fn single(&self, candidate: Candidate) -> Taken {
        let candidate = self.weighed(candidate);
        if candidate.is_reportable() { Taken::Single(candidate) } else { Taken::Refused(candidate) }
    }

    fn weighed(&self, mut candidate: Candidate) -> Candidate {
        candidate.terms.extend(self.against.clone());
        candidate
    }

    fn pass(&mut self, hash: u64) {
        self.passes += 1;
        self.distinct.insert(hash);
    }

    fn fail(&mut self, candidate: Candidate) -> Taken {
        if self.failing.len() >= HELD {
            return Taken::Refused(candidate);
        }
        self.failing.push(candidate);
        Taken::Kept
    }

    fn share(&self, shape: Shape) -> Term {
        share_term(self.passes, shape.filled(self.passes), self.held.first())
    }

    fn into_column(self, shape: Shape, share: Term) -> Option<ColumnFound> {
        let (distinct, exact) = self.distinct.count();
        let Shape { rows, nulls } = shape;
        let summary = ColumnSummary { rows, passes: self.passes, nulls, distinct, exact };
        let first = self.held.first()?.origin.clone();
        let paired = self.held.iter().filter(|candidate| !candidate.related.is_empty()).count();
        let mostly_paired = 2 * paired >= self.held.len();
        let mut candidate = self.held.into_iter().max_by_key(Candidate::score)?;
        candidate.origin = first;
        if !mostly_paired && !candidate.related.is_empty() {
            candidate.part_from_partners();
        }
        candidate.terms.push(share);
        Some(ColumnFound { candidate, places: self.places, summary })
    }
}

/// The log-likelihood ratio of `passes` among `cells` for a column of the kind against luck. Cells of a column
/// depend on each other (numbers follow each other), so a weak check is never worth more than six times its bits.
fn share_term(passes: u64, cells: u64, sample: Option<&Candidate>) -> Term {
    let luck = sample.map_or(0.0, |candidate| f64::from(candidate.luck) / 100.0);
    let telling = if sample.is_some_and(Candidate::is_named) { TELLING } else { TELLING_UNNAMED };
    let bits = if luck < telling { by_majority(passes, cells) } else { by_luck(passes, cells, luck) };
    Term::new(TermKind::Column, bits, format!("{passes} of {cells} filled cells pass"))
}

/// Where luck passes nearly as many cells as truth, the header decides, unless it names another half of the cells: the
/// fewer pass, the likelier it means something else.
fn by_majority(passes: u64, cells: u64) -> Bits {
    if 2 * passes >= cells {
        return Bits(100);
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of cells, far below 2^52")]
    let missing = 1.0 - 2.0 * passes as f64 / cells as f64;
    Bits::from_f64(-(missing * NO_SHARE).max(1.0))
}

fn by_luck(passes: u64, cells: u64, luck: f64) -> Bits {
    let by_luck = (-luck).exp2().max(1e-6);
    let fails = cells.saturating_sub(passes);
    #[expect(clippy::cast_precision_loss, reason = "a count of cells, far below 2^52")]
    let (passes, fails) = (passes as f64, fails as f64);
    let ratio =
        passes * (TRUE_SHARE / by_luck).log2() + fails * ((1.0 - TRUE_SHARE) / (1.0 - by_luck)).log2();
    Bits::from_f64(ratio.clamp(-20.0, (luck * 6.0).clamp(1.0, 20.0)))
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
    use super::{Distinct, EXACT, by_luck, by_majority, hash, share_term};
    use crate::model::evidence::Bits;

    #[test]
    fn distinct_is_exact_and_then_close() {
        let mut distinct = Distinct::default();
        for value in 0..EXACT as u64 {
            distinct.insert(hash(&value.to_le_bytes()));
            distinct.insert(hash(&value.to_le_bytes()));
        }
        assert_eq!(distinct.count(), (EXACT as u64, true));
        (0..200_000_u64).for_each(|value| distinct.insert(hash(&value.to_le_bytes())));
        let (count, exact) = distinct.count();
        assert!(!exact && count.abs_diff(200_000) < 12_000, "{count}");
    }

    #[test]
    fn a_share_that_luck_gives_speaks_against() {
        assert!(share_term(90, 1000, None).bits < Bits::ZERO);
        assert!(share_term(1000, 1000, None).bits > Bits::ZERO);
    }

    #[test]
    fn the_fewer_cells_pass_the_less_a_header_means_them() {
        let bits = |passes| by_majority(passes, 1000);
        assert!(bits(500) > Bits::ZERO && bits(499) < Bits::ZERO);
        assert!(bits(300) > bits(100) && bits(100) > bits(10));
        assert!(bits(0) <= Bits(-1000));
    }

    #[test]
    fn a_weak_check_speaks_against_as_many_failures_as_luck_gives() {
        let luck = 0.17;
        assert!(by_luck(1000, 1000, luck) > Bits::ZERO && by_luck(120, 120, luck) > Bits::ZERO);
        assert!(by_luck(106, 120, luck) < Bits::ZERO && by_luck(890, 1000, luck) < Bits::ZERO);
    }
}

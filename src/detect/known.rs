//! Columns that the rows so far have proved to be of a kind, and the cells that they explain. Such a cell is tested
//! directly and counted; no anchor in it is looked at again but those of secrets. Whatever is odd about a cell leaves it to
//! the search, so the answer is the same as without; a million rows cost what their test costs.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::ops::Range;

use super::Engine;
use super::against::part_of;
use super::candidate::Candidate;
use super::prior::Prior;
use super::score::{Case, NAMED_CHANCE, blank, is_grouped};
use super::verify::{value_fits, verify};
use crate::model::evidence::{Bits, Term, TermKind};
use crate::rule::{Find, Shape, TextFind};

/// A column, by rule: the table, the column, the rule.
pub(super) type ColumnKey = (u32, u32, u16);

/// What a cell of a known column has to be.
pub(super) struct Kind {
    pub(super) key: ColumnKey,
    /// The finds of its rule that may tell it.
    pub(super) finds: Vec<u8>,
    /// What the header and the language around say of each cell.
    pub(super) around: Bits,
}

/// All known columns of an artifact.
#[derive(Default)]
pub(super) struct KnownColumns {
    kinds: Vec<Kind>,
    /// By table, then column: the numbers of its kinds, the likeliest first.
    tables: BTreeMap<u32, Vec<Vec<usize>>>,
}

/// A cell that passed the test of its column.
#[derive(Clone, Copy)]
pub(super) struct Passing {
    pub(super) key: ColumnKey,
    /// Of the value: equal ones have one hash in every run.
    pub(super) hash: u64,
    pub(super) score: Bits,
    /// Whether its own look speaks for it, not its header alone.
    pub(super) decided: bool,
}

impl KnownColumns {
    pub(super) fn add(&mut self, kind: Kind) {
        let columns = self.tables.entry(kind.key.0).or_default();
        let column = kind.key.1 as usize;
        if columns.len() <= column {
            columns.resize_with(column + 1, Vec::new);
        }
        columns[column].push(self.kinds.len());
        self.kinds.push(kind);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// By column, the numbers of the kinds that are known of a table; empty where none are.
    pub(super) fn of(&self, table: u32) -> &[Vec<usize>] {
        self.tables.get(&table).map_or(&[], Vec::as_slice)
    }
}

/// Tests the cells of one text. Most columns repeat their values, so the last answers are remembered.
pub(super) struct Tester<'a> {
    pub(super) engine: &'a Engine,
    pub(super) prior: Prior,
    known: &'a KnownColumns,
    text: &'a [u8],
    /// By kind, then by a part of the hash of a value: where it stood last, and what came of it.
    remembered: Vec<Vec<Remembered>>,
    /// The candidate that is judged, used again and again.
    candidate: Candidate,
}

type Remembered = Option<(Range<usize>, Option<Passing>)>;

/// How many answers are remembered of each kind.
const REMEMBERED: usize = 1 << 10;

impl<'a> Tester<'a> {
    pub(super) fn new(engine: &'a Engine, prior: Prior, known: &'a KnownColumns, text: &'a [u8]) -> Self {
        let remembered = known.kinds.iter().map(|_| Vec::new()).collect();
        Self { engine, prior, known, text, remembered, candidate: blank(0, b"") }
    }

    /// Whether a cell is of a kind, beyond any doubt that its surroundings could raise. `cell` is the whole of the cell,
    /// without white space at its ends.
    pub(super) fn test(&mut self, kind: usize, cell: &Range<usize>) -> Option<Passing> {
        let value = &self.text[cell.clone()];
        let hash = hash(value);
        let remembered = &mut self.remembered[kind];
        remembered.resize(REMEMBERED, None);
        let place = usize::try_from(hash).unwrap_or_default() % REMEMBERED;
        if let Some((known, passing)) = &remembered[place]
            && self.text[known.clone()] == *value
        {
            return *passing;
        }
        let known = self.known;
        let passing = self.judge(&known.kinds[kind], cell, hash);
        self.remembered[kind][place] = Some((cell.clone(), passing));
        passing
    }

    fn judge(&mut self, kind: &Kind, cell: &Range<usize>, hash: u64) -> Option<Passing> {
        kind.finds.iter().find(|find| self.by_find(kind, cell, **find))?;
        let candidate = &self.candidate;
        let passes = candidate.is_reportable() && !candidate.fails_check();
        let (score, decided) = (candidate.score(), !candidate.looks_undecided());
        passes.then_some(Passing { key: kind.key, hash, score, decided })
    }

    /// Whether a find finds the cell, which is then the candidate.
    fn by_find(&mut self, kind: &Kind, cell: &Range<usize>, position: u8) -> bool {
        let Some(case) = self.case(kind, cell, position) else { return false };
        case.value_again(&self.text[cell.clone()], &mut self.candidate);
        self.candidate.context = Some(Term::new(TermKind::Context, kind.around, "as its column"));
        true
    }

    fn case(&self, kind: &Kind, cell: &Range<usize>, position: u8) -> Option<Case<'a>> {
        let (engine, number) = (self.engine, kind.key.2);
        let rule = &engine.rules[usize::from(number)];
        let case = Case {
            rule,
            number,
            prior: self.prior,
            as_of: engine.as_of,
            chance: NAMED_CHANCE,
            digits: false,
            literal: false,
            is_abroad: None,
            decode: &[],
        };
        let value = &self.text[cell.clone()];
        let named = |shape| value_fits(value, shape, &engine.patterns, (number, position));
        match &rule.finds[usize::from(position)] {
            Find::InColumn(find) if named(&find.value) => Some(case),
            Find::InField(find) if named(&find.value) => Some(case),
            Find::InText(find) => Some(Case {
                chance: self.chance_of(find, cell, (number, position))?,
                digits: find.digits,
                literal: !find.digits,
                decode: &find.decode,
                ..case
            }),
            _ => None,
        }
    }

    /// How often luck gives what a find finds here, if it finds the cell and nothing else.
    fn chance_of(&self, find: &TextFind, cell: &Range<usize>, (rule, position): (u16, u8)) -> Option<i32> {
        let matched = verify(self.text, cell.start, find, &self.engine.patterns, (rule, position, 0))?;
        let odd = matched.value != *cell || find.digits && is_odd(self.text, cell);
        (!odd).then_some(matched.chance)
    }
}

/// Whether the text around a run of digits, or its groups, could speak against it.
fn is_odd(text: &[u8], cell: &Range<usize>) -> bool {
    part_of(text, cell).is_some() || is_grouped(&text[cell.clone()])
}

/// Whether a find of a rule can tell a cell by itself.
pub(super) fn tells_cells(find: &Find) -> bool {
    let by_value = |find: &TextFind| !matches!(find.shape, Shape::LiteralRun(_)) && find.near.is_none();
    match find {
        Find::InText(find) => by_value(find),
        _ => false,
    }
}

/// The hash of a value by which distinct ones are counted: without chance, so that an estimate is the same in every run.
pub(super) fn hash(value: &[u8]) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(value)
}

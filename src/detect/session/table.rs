//! Rows of tables: what headers say of the cells below them, by the words that rules know.

use std::cell::OnceCell;

use super::{Session, part};
use crate::detect::candidate::CellRef;
use crate::detect::context::label;
use crate::detect::prior::Priors;
use crate::detect::verify::value_fits;
use crate::detect::words::{ends_with, holds, words_of};
use crate::model::evidence::{Bits, Term, TermKind};
use crate::model::finding::LabelKind;
use crate::model::piece::{Cell, Origin, Row};
use crate::rule::{Find, Rule};

/// A column's header, and what rules make of it.
pub(super) struct Header {
    text: Vec<u8>,
    words: String,
    /// Whether it is a key that stands beside each value.
    keyed: bool,
    /// Rules whose column find names it, once somebody asks: of the keys of settings nobody does.
    finds: OnceCell<Vec<(u16, u8)>>,
}

impl Header {
    fn of(text: &[u8], keyed: bool) -> Self {
        Self { text: text.to_vec(), words: words_of(text), keyed, finds: OnceCell::new() }
    }

    fn finds(&self, rules: &[Rule]) -> &[(u16, u8)] {
        self.finds.get_or_init(|| columns_named(rules, &self.words, self.keyed))
    }
}

impl Session<'_, '_> {
    pub(super) fn header(&mut self, row: &Row<'_>) {
        let known = self.headers.entry(row.table).or_default();
        for (at, cell) in row.cells.iter().enumerate() {
            match known.get_mut(at) {
                // The header of keys is given again whenever it grew.
                Some(header) if header.keyed == row.keyed && header.text == *cell.value => {}
                Some(header) => *header = Header::of(&cell.value, row.keyed),
                None => known.push(Header::of(&cell.value, row.keyed)),
            }
        }
    }

    fn header_of(&self, table: u32, column: usize) -> Option<&Header> {
        self.headers.get(&table)?.get(column)
    }

    /// Gives the candidates found in the text of a row their cells and the context of their headers.
    pub(super) fn attribute(&mut self, row: &Row<'_>) {
        let start = row.cells.iter().map(|cell| cell.range.start).min().unwrap_or_default();
        let end = row.cells.iter().map(|cell| cell.range.end).max().unwrap_or_default();
        let bits = Bits::from_f64(Priors::built_in().context.header);
        let headers = self.headers.get(&row.table);
        for candidate in self.pending.within(row.piece, start, end) {
            let Some((at, cell)) = cell_of(row, &candidate.origin) else { continue };
            let column = u32::try_from(at).unwrap_or(u32::MAX);
            let trimmed = cell.value.trim_ascii().len() as u64;
            let whole = candidate.origin.end - candidate.origin.start == trimmed;
            candidate.cell = Some(CellRef { table: row.table, row: row.number, column, whole });
            candidate.record = Some(row.number);
            if row.keyed {
                continue;
            }
            candidate.place.within = part::within(self.part.as_ref(), Some((row.number, column + 1)));
            let Some(header) = headers.and_then(|headers| headers.get(at)) else { continue };
            let rule = &self.engine.rules[usize::from(candidate.rule)];
            let own = label(LabelKind::Header, &header.text);
            if let Some(word) = rule.context.iter().find(|word| holds(&header.words, word)) {
                let because = format!("header \"{word}\"");
                candidate.offer_context(Term::new(TermKind::Context, bits, because), own);
            } else if candidate.context.is_none() {
                candidate.label = Some(own);
            }
        }
    }

    /// The finds of a rule that a column's header names.
    pub(super) fn finds_named(&self, table: u32, column: usize, rule: u16) -> impl Iterator<Item = u8> {
        let finds = self.header_of(table, column).map_or(&[][..], |header| header.finds(&self.engine.rules));
        finds.iter().filter(move |(owner, _)| *owner == rule).map(|(_, find)| *find)
    }

    /// Whether a header names what the cells of any column are, but for those that are explained.
    pub(super) fn names_cells(&self, table: u32, explained: impl Fn(usize) -> bool) -> bool {
        let headers = self.headers.get(&table).into_iter().flatten().enumerate();
        let rules = &self.engine.rules;
        headers
            .filter(|(_, header)| !header.keyed && !header.finds(rules).is_empty())
            .any(|(column, _)| !explained(column))
    }

    /// Judges the cells of a row whose header names what they are, but for those that are explained.
    pub(super) fn named_cells(&mut self, row: &Row<'_>, explained: impl Fn(usize) -> bool) {
        if row.keyed {
            return;
        }
        let count = self.headers.get(&row.table).map_or(0, Vec::len).min(row.cells.len());
        for (cell, column) in row.cells[..count].iter().zip(0..) {
            if explained(column) {
                continue;
            }
            let header = self.header_of(row.table, column);
            let finds = header.map_or(0, |header| header.finds(&self.engine.rules).len());
            for find in 0..finds {
                self.named_cell(row, (column, find), cell);
            }
        }
    }

    fn named_cell(&mut self, row: &Row<'_>, (column, find): (usize, usize), cell: &Cell<'_>) {
        let value = cell.value.trim_ascii();
        let Some(header) = self.header_of(row.table, column).filter(|_| !value.is_empty()) else { return };
        let (number, find) = header.finds(&self.engine.rules)[find];
        let rule = &self.engine.rules[usize::from(number)];
        let shape = match &rule.finds[usize::from(find)] {
            Find::InColumn(column) => &column.value,
            Find::InField(field) => &field.value,
            _ => return,
        };
        if !value_fits(value, shape, &self.engine.patterns, (number, find)) {
            return;
        }
        let own = label(LabelKind::Header, &header.text);
        let bits = Bits::from_f64(Priors::built_in().context.header);
        let context = Term::new(TermKind::Context, bits, format!("header \"{}\"", own.text));
        let mut candidate = self.named(rule, number, value, context, own);
        let column = u32::try_from(column).unwrap_or(u32::MAX);
        candidate.cell = Some(CellRef { table: row.table, row: row.number, column, whole: true });
        candidate.record = Some(row.number);
        candidate.place.within = self.within(Some((row.number, column + 1)));
        let origin = Origin { piece: row.piece, start: cell.range.start, end: cell.range.end };
        self.push_named(candidate, origin, row.window);
    }
}

/// The finds that a header names. A key says less than a header: `name` may name anything.
fn columns_named(rules: &[Rule], words: &str, keyed: bool) -> Vec<(u16, u8)> {
    let names = |find: &Find| match find {
        Find::InColumn(column) if !keyed => column.headers.iter().any(|header| words.trim() == &**header),
        Find::InField(field) => field.keys.iter().any(|key| ends_with(words, key)),
        _ => false,
    };
    let finds = rules.iter().zip(0..).flat_map(|(rule, number)| {
        rule.finds.iter().zip(0..).map(move |(find, position)| (find, (number, position)))
    });
    finds.filter(|(find, _)| names(find)).map(|(_, at)| at).collect()
}

/// The cell in which something lies.
fn cell_of<'r>(row: &'r Row<'_>, origin: &Origin) -> Option<(usize, &'r Cell<'r>)> {
    let holds = |cell: &Cell<'_>| cell.range.start <= origin.start && origin.end <= cell.range.end;
    if row.keyed {
        return row.cells.iter().enumerate().find(|(_, cell)| holds(cell));
    }
    let at = row.cells.partition_point(|cell| cell.range.end < origin.end);
    row.cells.get(at).filter(|cell| holds(cell)).map(|cell| (at, cell))
}

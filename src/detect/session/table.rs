//! Rows of tables: what headers say of the cells below them, by the words that rules know.

use super::{Session, part};
use crate::detect::candidate::CellRef;
use crate::detect::context::label;
use crate::detect::prior::Priors;
use crate::detect::verify::value_fits;
use crate::detect::words::{ends_with, holds, words_of};
use crate::model::evidence::{Bits, Term, TermKind};
use crate::model::finding::LabelKind;
use crate::model::piece::{Cell, Origin, Row};
use crate::rule::Find;

/// A column's header, and what rules make of it.
pub(super) struct Header {
    text: Vec<u8>,
    words: String,
    /// Rules whose column find names it.
    finds: Vec<(u16, u8)>,
}

impl Session<'_, '_> {
    pub(super) fn header(&mut self, row: &Row<'_>) {
        let header = |cell: &Cell<'_>| {
            let words = words_of(&cell.value);
            let finds = self.columns_named(&words);
            Header { text: cell.value.to_vec(), words, finds }
        };
        let fresh: Vec<Header> = row.cells.iter().map(header).collect();
        let known = self.headers.entry(row.table).or_default();
        let count = known.len().min(fresh.len());
        known.splice(..count, fresh);
    }

    fn header_of(&self, table: u32, column: usize) -> Option<&Header> {
        self.headers.get(&table)?.get(column)
    }

    fn columns_named(&self, words: &str) -> Vec<(u16, u8)> {
        let mut named = Vec::new();
        for (rule, number) in self.engine.rules.iter().zip(0..) {
            for (find, position) in rule.finds.iter().zip(0..) {
                let names = match find {
                    Find::InColumn(column) => column.headers.iter().any(|header| words.trim() == &**header),
                    Find::InField(field) => field.keys.iter().any(|key| ends_with(words, key)),
                    _ => false,
                };
                if names {
                    named.push((number, position));
                }
            }
        }
        named
    }

    /// Gives the candidates found in the text of a row their cells and the context of their headers.
    pub(super) fn attribute(&mut self, row: &Row<'_>) {
        let (Some(first), Some(last)) = (row.cells.first(), row.cells.last()) else { return };
        let bits = Bits::from_f64(Priors::built_in().context.header);
        let headers = self.headers.get(&row.table);
        for candidate in self.pending.within(row.piece, first.range.start, last.range.end) {
            let at = row.cells.partition_point(|cell| cell.range.end < candidate.origin.end);
            let Some(cell) = row.cells.get(at).filter(|cell| cell.range.start <= candidate.origin.start)
            else {
                continue;
            };
            let column = u32::try_from(at).unwrap_or(u32::MAX);
            let trimmed = cell.value.trim_ascii().len() as u64;
            let whole = candidate.origin.end - candidate.origin.start == trimmed;
            candidate.cell = Some(CellRef { table: row.table, row: row.number, column, whole });
            candidate.record = Some(row.number);
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

    /// Judges the cells of a row whose header names what they are.
    pub(super) fn named_cells(&mut self, row: &Row<'_>) {
        let count = self.headers.get(&row.table).map_or(0, Vec::len).min(row.cells.len());
        for (cell, column) in row.cells[..count].iter().zip(0..) {
            let finds = self.header_of(row.table, column).map_or(0, |header| header.finds.len());
            for find in 0..finds {
                self.named_cell(row, (column, find), cell);
            }
        }
    }

    fn named_cell(&mut self, row: &Row<'_>, (column, find): (usize, usize), cell: &Cell<'_>) {
        let value = cell.value.trim_ascii();
        let Some(header) = self.header_of(row.table, column).filter(|_| !value.is_empty()) else { return };
        let (number, find) = header.finds[find];
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

//! Tables that are drawn in a text: Markdown, org-mode and reStructuredText, and what clients of databases print (psql,
//! mysql, sqlplus, db2, duckdb). What they share is a rule below the names of the columns; that is what is sought, and a
//! text without one costs a look for its marks. A row belongs to the window in which it starts.

use std::borrow::Cow;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::ops::Range;

use super::gutters::{are_names, trimmed};
use super::lines::{Lines, line_before, line_behind};
use super::{OWN_TEXT, Structure};
use crate::model::piece::{Cell, Pieces, Row};
use crate::model::window::Window;

mod rule;

use rule::{Cut, RuleLine, may_stand_in, separators};

/// The most cells of a row that are given.
const MOST_CELLS: usize = 4096;

/// The most tables that are followed.
const MOST_TABLES: u32 = 4096;

/// Of how many tables the header is remembered, for reports print it again on every page.
const MOST_REMEMBERED: usize = 64;

/// The tables of a text.
#[derive(Default)]
pub(super) struct Drawn {
    lines: Lines,
    open: Option<Open>,
    tables: u32,
    /// By the hash of the header and its rule: tables that were read, the latest last.
    remembered: Vec<(u64, Open)>,
}

/// The table whose rows are being read.
#[derive(Clone)]
struct Open {
    number: u32,
    rows: u64,
    cut: Cut,
    columns: usize,
    /// Whether a rule stands above it and the next row may name its columns.
    may_begin: bool,
    hash: u64,
}

impl Structure for Drawn {
    fn read(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces) {
        let text = window.text();
        if self.open.is_none() && !may_stand_in(&text[window.owned().start..]) {
            return self.lines.pass(window);
        }
        while let Some(line) = self.lines.next(window) {
            match RuleLine::of(&text[line.clone()]) {
                Some(rule) => self.rule(window, line.start, rule, pieces),
                None if self.open.is_some() => self.row(window, &line, pieces),
                None => {}
            }
        }
    }
}

impl Drawn {
    /// Takes a rule: inside a table, or where one begins.
    fn rule(&mut self, window: &Window<'_>, start: usize, rule: RuleLine, pieces: &mut dyn Pieces) {
        if let Some(open) = &self.open
            && open.cut == rule.cut
            && open.columns == rule.columns
        {
            return;
        }
        self.close();
        let text = window.text();
        let before = line_before(text, start).filter(|line| RuleLine::of(&text[line.clone()]).is_none());
        let named = before.and_then(|line| {
            let cells = cells(text, &line, &rule.cut)?;
            let fits = cells.len() == rule.columns && cells.iter().any(|cell| !cell.is_empty());
            fits.then_some((line, cells))
        });
        if let Some((line, cells)) = named {
            self.begin(hash_of(&text[line], &rule), rule);
            self.header(window, &cells, pieces);
        } else if rule.opens {
            self.begin(0, rule);
            self.open.iter_mut().for_each(|open| open.may_begin = true);
        }
    }

    fn begin(&mut self, hash: u64, rule: RuleLine) {
        let known = self.remembered.iter().find(|(known, _)| *known == hash).filter(|_| hash != 0);
        if let Some((_, open)) = known {
            self.open = Some(open.clone());
        } else if self.tables < MOST_TABLES {
            let RuleLine { cut, columns, .. } = rule;
            self.open = Some(Open { number: self.tables, rows: 0, cut, columns, may_begin: false, hash });
            self.tables += 1;
        }
    }

    fn close(&mut self) {
        let Some(open) = self.open.take().filter(|open| open.hash != 0) else { return };
        self.remembered.retain(|(hash, _)| *hash != open.hash);
        if self.remembered.len() >= MOST_REMEMBERED {
            self.remembered.remove(0);
        }
        self.remembered.push((open.hash, open));
    }

    /// Gives the names of the columns, where they were not given before.
    fn header(&mut self, window: &Window<'_>, cells: &[Range<usize>], pieces: &mut dyn Pieces) {
        if let Some(open) = self.open.as_mut().filter(|open| open.rows == 0) {
            open.give(window, cells, true, pieces);
        }
    }

    fn row(&mut self, window: &Window<'_>, line: &Range<usize>, pieces: &mut dyn Pieces) {
        let text = window.text();
        let Some(open) = &mut self.open else { return };
        let Some(cells) = cells(text, line, &open.cut) else { return self.close() };
        let is_ruled = || {
            let behind = line_behind(text, line.start)?;
            RuleLine::of(&text[behind]).filter(|rule| rule.columns == open.columns)
        };
        let local: Vec<Range<usize>> =
            cells.iter().map(|cell| cell.start - line.start..cell.end - line.start).collect();
        let header = std::mem::take(&mut open.may_begin)
            && is_ruled().is_some()
            && are_names(&text[line.clone()], &local);
        open.give(window, &cells, header, pieces);
    }
}

impl Open {
    fn give(&mut self, window: &Window<'_>, cells: &[Range<usize>], header: bool, pieces: &mut dyn Pieces) {
        self.rows += 1;
        let is_piped = self.cut == Cut::Pipes;
        let cells: Vec<Cell<'_>> = cells.iter().map(|range| cell(window, range, is_piped)).collect();
        pieces.row(&Row {
            table: self.number,
            number: self.rows,
            header,
            keyed: false,
            piece: OWN_TEXT,
            cells: &cells,
            window: Some(window),
        });
    }
}

/// Tables of one header and one rule are one table. Never 0.
fn hash_of(header: &[u8], rule: &RuleLine) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one((header, &rule.cut, rule.columns)) | 1
}

/// Where the cells of a line lie in the text; `None` where it is no row.
fn cells(text: &[u8], line: &Range<usize>, cut: &Cut) -> Option<Vec<Range<usize>>> {
    let bytes = &text[line.clone()];
    let local = match cut {
        Cut::Gutters(gutters) => gutters.cut(bytes).filter(|_| !bytes.trim_ascii().is_empty())?,
        Cut::Pipes | Cut::Boxes => piped(bytes, cut)?,
    };
    Some(local.into_iter().map(|cell| line.start + cell.start..line.start + cell.end).collect())
}

/// The cells between the separators of a line, without those at its ends.
fn piped(line: &[u8], cut: &Cut) -> Option<Vec<Range<usize>>> {
    let inside = trimmed(line, 0..line.len());
    let mut start = inside.start;
    let mut cells = Vec::new();
    let mut found = false;
    for separator in separators(line, cut) {
        let outer = separator.start == inside.start;
        found = true;
        if !outer && cells.len() < MOST_CELLS {
            cells.push(trimmed(line, start..separator.start));
        }
        start = separator.end;
    }
    if start < inside.end && cells.len() < MOST_CELLS {
        cells.push(trimmed(line, start..inside.end));
    }
    (found && !cells.is_empty()).then_some(cells)
}

/// A cell of the text; in Markdown without the marks around all of it, and with escaped pipes as they are meant.
fn cell<'t>(window: &Window<'t>, range: &Range<usize>, is_piped: bool) -> Cell<'t> {
    let text = window.text();
    let range = if is_piped { unmarked(text, range.clone()) } else { range.clone() };
    let written = &text[range.clone()];
    let value = if is_piped && memchr::memmem::find(written, b"\\|").is_some() {
        Cow::Owned(unescaped(written))
    } else {
        Cow::Borrowed(written)
    };
    Cell { value, range: window.offset(range.start)..window.offset(range.end) }
}

/// Without marks for code and emphasis at both ends.
fn unmarked(text: &[u8], mut range: Range<usize>) -> Range<usize> {
    for _ in 0..3 {
        let value = &text[range.clone()];
        let mark = value.first().copied().filter(|byte| matches!(byte, b'`' | b'*'));
        let is_marked = value.len() > 2 && mark.is_some() && value.last().copied() == mark;
        if !is_marked || value.iter().all(|byte| Some(*byte) == mark) {
            break;
        }
        range = range.start + 1..range.end - 1;
    }
    range
}

fn unescaped(written: &[u8]) -> Vec<u8> {
    let mut value = Vec::with_capacity(written.len());
    for (at, &byte) in written.iter().enumerate() {
        if byte != b'\\' || written.get(at + 1) != Some(&b'|') {
            value.push(byte);
        }
    }
    value
}

//! The texts of a document, one piece after another: takes text as it is read and gives it on window by window, with the
//! rows that lie in it. Holds one window.

use std::ops::Range;

use crate::extract::csv::looks_like_name;
use crate::model::part::Part;
use crate::model::piece::{BlobReader, Cell, Obstacle, Pieces, Row};
use crate::model::window::{AFTER, BEFORE, PADDING, Window};

/// How much a window owns.
const OWNED: usize = 256 * 1024;

/// A row longer than this is given in several, so that every window holds those that start in it.
const LONGEST_ROW: u64 = AFTER as u64 - 1024;

/// How many rows may stand above the one that names the columns: titles, dates, blank lines.
const MOST_TITLES: u32 = 10;

/// How many empty cells before others are given: a row may have thousands of them, and its text none.
const MOST_PADDING: u64 = 50_000_000;

/// The texts of a document on their way.
pub(super) struct Texts<'p> {
    pieces: &'p mut dyn Pieces,
    /// The number of the piece being given, or of the last one.
    piece: u32,
    /// What the piece is, until its first text comes.
    part: Option<Part>,
    bytes: Vec<u8>,
    /// The offset of the first byte in its piece.
    base: u64,
    /// How much belongs to windows before.
    owned: usize,
    rows: Vec<HeldRow>,
    table: u32,
    heading: Heading,
    row: Option<HeldRow>,
    cell: Option<(u32, u64)>,
    /// How many empty cells may still be given.
    padding: u64,
}

/// A row whose window is not given yet. Cells are sparse: the column from 0, and where its text lies.
struct HeldRow {
    table: u32,
    number: u64,
    header: bool,
    start: u64,
    cells: Vec<(u32, Range<u64>)>,
}

/// Which row names the columns of a table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Heading {
    /// None that was seen, and so many rows were.
    Sought(u32),
    /// Perhaps the last one: it has one cell, in this column.
    Perhaps(u32),
    /// It is known, or known that there is none.
    Settled,
}

impl<'p> Texts<'p> {
    pub(super) fn new(pieces: &'p mut dyn Pieces) -> Self {
        Self {
            pieces,
            piece: crate::extract::OWN_TEXT,
            part: None,
            bytes: Vec::new(),
            base: 0,
            owned: 0,
            rows: Vec::new(),
            table: 0,
            heading: Heading::Settled,
            row: None,
            cell: None,
            padding: MOST_PADDING,
        }
    }

    /// Begins another part; what is empty is not given at all.
    pub(super) fn begin(&mut self, part: Part) {
        self.end();
        self.part = Some(part);
    }

    /// Ends the part being given.
    pub(super) fn end(&mut self) {
        self.end_cell();
        self.end_row(false);
        if !self.bytes.is_empty() {
            self.give(true);
        }
        self.bytes.clear();
        (self.base, self.owned) = (0, 0);
    }

    /// More of the text.
    pub(super) fn push(&mut self, text: &[u8]) {
        if let Some(part) = self.part.take_if(|_| !text.is_empty()) {
            self.piece += 1;
            self.pieces.part(self.piece, &part);
        }
        for chunk in text.chunks(OWNED) {
            self.bytes.extend_from_slice(chunk);
            while self.bytes.len() >= BEFORE + OWNED + AFTER && self.border() > self.owned {
                self.give(false);
            }
        }
    }

    /// A line of text of its own.
    pub(super) fn line(&mut self, text: &str) {
        self.push(text.as_bytes());
        self.push(b"\n");
    }

    /// Begins another table, in which the first rows are looked at for the one that names the columns.
    pub(super) fn begin_table(&mut self) {
        self.table += 1;
        self.heading = Heading::Sought(0);
    }

    /// Begins another table whose columns have no names.
    pub(super) fn begin_nameless_table(&mut self) {
        self.table += 1;
        self.heading = Heading::Settled;
    }

    /// The number of the current table.
    pub(super) fn table(&self) -> u32 {
        self.table
    }

    /// Goes on with a table that was left, whose columns are named or not.
    pub(super) fn resume_table(&mut self, table: u32) {
        self.table = table.max(self.table);
        self.heading = Heading::Settled;
    }

    /// Begins a row of the current table; the number is 1-based.
    pub(super) fn begin_row(&mut self, number: u64) {
        self.end_row(false);
        self.row = Some(self.empty_row(self.table, number));
    }

    /// Ends a row of a sheet, with its line if any cell is filled, and gives the formulas of its cells as a row beside it.
    pub(super) fn end_row_of_sheet(&mut self, row: u64, filled: bool, formulas: Vec<(u32, String)>) {
        self.end_row(false);
        if filled {
            self.push(b"\n");
        }
        if formulas.is_empty() {
            return;
        }
        self.begin_row_beside(row);
        for (column, formula) in formulas {
            self.begin_cell(column);
            self.push(formula.as_bytes());
            self.end_cell();
            self.push(b"\t");
        }
        self.end_row(false);
        self.push(b"\n");
    }

    /// Begins a row beside those of the current table, of a table whose columns have no names.
    fn begin_row_beside(&mut self, number: u64) {
        self.end_row(false);
        self.row = Some(self.empty_row(u32::MAX - self.table, number));
    }

    fn empty_row(&self, table: u32, number: u64) -> HeldRow {
        HeldRow { table, number, header: false, start: self.position(), cells: Vec::new() }
    }

    /// Begins a cell: text from now on is its value. Columns count from 0.
    pub(super) fn begin_cell(&mut self, column: u32) {
        self.end_cell();
        self.cell = Some((column, self.position()));
    }

    /// Ends the cell.
    pub(super) fn end_cell(&mut self) {
        let end = self.position();
        let Some(((column, start), row)) = self.cell.take().zip(self.row.as_mut()) else { return };
        if end > start && row.cells.last().is_none_or(|(last, _)| *last < column) {
            row.cells.push((column, start..end));
        }
        if end - row.start > LONGEST_ROW {
            let rest = HeldRow { start: end, cells: Vec::new(), ..*row };
            self.rows.extend(self.row.replace(rest));
        }
    }

    /// Ends the row; `header` where the format says that it names the columns.
    pub(super) fn end_row(&mut self, header: bool) {
        let Some(mut row) = self.row.take() else { return };
        let Some((last, _)) = row.cells.last() else { return };
        let padding = u64::from(*last) + 1 - row.cells.len() as u64;
        let Some(left) = self.padding.checked_sub(padding) else { return };
        self.padding = left;
        if row.table == self.table {
            row.header = header || self.names_columns(&row);
            if row.header {
                self.heading = Heading::Settled;
            }
        }
        self.rows.push(row);
    }

    /// Leaves out the row being read, since a table lies in it.
    pub(super) fn forget_row(&mut self) {
        (self.row, self.cell) = (None, None);
    }

    /// Something that was not read.
    pub(super) fn unread(&mut self, obstacle: Obstacle) {
        self.pieces.unread(obstacle);
    }

    /// An artifact inside this one.
    pub(super) fn child(&mut self, child: &mut dyn BlobReader) {
        self.end();
        self.pieces.child(child);
    }

    fn position(&self) -> u64 {
        self.base + self.bytes.len() as u64
    }

    /// Whether the first rows so far say that this one names the columns. A title has one cell, and a list of one column a
    /// name above it.
    fn names_columns(&mut self, row: &HeldRow) -> bool {
        let named = row.cells.iter().all(|(_, range)| self.text(range).is_some_and(looks_like_name));
        let single = row.cells.first().filter(|_| row.cells.len() == 1).map(|(column, _)| *column);
        let (heading, header) = match (self.heading, single) {
            (Heading::Settled, _) | (Heading::Sought(MOST_TITLES..), Some(_)) => (Heading::Settled, false),
            (Heading::Perhaps(before), Some(column)) if before == column => {
                if let Some(last) = self.rows.last_mut() {
                    last.header = true;
                }
                (Heading::Settled, false)
            }
            (_, None) => (Heading::Settled, named),
            (_, Some(column)) if named => (Heading::Perhaps(column), false),
            (Heading::Sought(rows), Some(_)) => (Heading::Sought(rows + 1), false),
            (Heading::Perhaps(_), Some(_)) => (Heading::Sought(1), false),
        };
        self.heading = heading;
        header
    }

    fn text(&self, range: &Range<u64>) -> Option<&[u8]> {
        let at = |offset: u64| usize::try_from(offset.checked_sub(self.base)?).ok();
        self.bytes.get(at(range.start)?..at(range.end)?)
    }

    /// Where the next window ends that is not the last: not behind the start of a row that is not read yet.
    fn border(&self) -> usize {
        let open = self.row.as_ref().map_or(u64::MAX, |row| row.start).saturating_sub(self.base);
        let most = self.bytes.len() - AFTER;
        // A cell longer than any window ends the wait.
        if most as u64 > open.saturating_add(2 * OWNED as u64) {
            most
        } else {
            most.min(usize::try_from(open).unwrap_or(most))
        }
    }

    fn give(&mut self, last: bool) {
        let length = self.bytes.len();
        let border = if last { length } else { self.border() };
        self.bytes.resize(length + PADDING, 0);
        let window = Window::new(&self.bytes, self.base, self.owned..border, last);
        let frontier = window.frontier();
        let count = self.rows.iter().take_while(|row| last || row.start < frontier).count();
        self.rows.drain(..count).for_each(|row| give_row(&row, self.piece, &window, self.pieces));
        self.pieces.text(self.piece, &window);
        self.bytes.truncate(length);
        let kept = border.saturating_sub(BEFORE);
        self.bytes.drain(..kept);
        (self.base, self.owned) = (self.base + kept as u64, border - kept);
    }
}

/// Gives a row with all its cells, also the empty ones between them.
fn give_row(row: &HeldRow, piece: u32, window: &Window<'_>, pieces: &mut dyn Pieces) {
    let at = |offset: u64| usize::try_from(offset.saturating_sub(window.base())).unwrap_or(usize::MAX);
    let mut cells: Vec<Cell<'_>> = Vec::with_capacity(row.cells.len());
    let mut end = row.start;
    for (column, range) in &row.cells {
        let Some(value) = window.text().get(at(range.start)..at(range.end)) else { break };
        cells.resize(*column as usize, Cell { value: b"".into(), range: end..end });
        cells.push(Cell { value: value.into(), range: range.clone() });
        end = range.end;
    }
    if !cells.is_empty() {
        let HeldRow { table, number, header, .. } = *row;
        pieces.row(&Row { table, number, header, keyed: false, piece, cells: &cells, window: Some(window) });
    }
}

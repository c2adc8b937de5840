//! The rows and fields of a window, kept until its text was searched: they come before it, so that the search knows which
//! cells a column explains. Holds no text beside what a format writes otherwise than it means.

use std::borrow::Cow;
use std::ops::Range;

use crate::model::piece::{Cell, Field, Format, Origin, Row};
use crate::model::window::Window;

/// The parts of one window, in the order in which they came.
#[derive(Default)]
pub(super) struct Parts {
    rows: Vec<RowPart>,
    cells: Vec<CellPart>,
    pub(super) fields: Vec<FieldPart>,
}

/// A row without its cells.
#[derive(Clone)]
pub(super) struct RowPart {
    pub(super) table: u32,
    pub(super) number: u64,
    pub(super) header: bool,
    pub(super) keyed: bool,
    pub(super) piece: u32,
    /// Which of the cells are its own.
    pub(super) cells: Range<usize>,
    /// Where the first of its cells starts in the piece, and the last of them ends; places of cells count from the start.
    pub(super) start: u64,
    pub(super) end: u64,
    in_window: bool,
}

/// A cell, as long as its text is at hand.
struct CellPart {
    start: u32,
    length: u32,
    /// What it means, where that is not what is written.
    value: Option<Box<[u8]>>,
}

/// A field of a record.
pub(super) struct FieldPart {
    format: Format,
    path: Box<str>,
    record: u64,
    value: Box<[u8]>,
    origin: Origin,
    in_window: bool,
}

impl Parts {
    /// Forgets them, and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.rows.clear();
        self.cells.clear();
        self.fields.clear();
    }

    /// The same, with rows in the order of the text: of two inside each other, the inner one is given first.
    pub(super) fn in_order(mut self) -> Self {
        self.rows.sort_by_key(|row| (row.piece, row.start));
        self
    }

    pub(super) fn rows(&self) -> &[RowPart] {
        &self.rows
    }

    pub(super) fn push_row(&mut self, row: &Row<'_>) {
        let start = row.cells.iter().map(|cell| cell.range.start).min().unwrap_or_default();
        let end = row.cells.iter().map(|cell| cell.range.end).max().unwrap_or_default();
        let from = self.cells.len();
        self.cells.extend(row.cells.iter().map(|cell| CellPart::of(cell, start, row.window)));
        self.rows.push(RowPart {
            table: row.table,
            number: row.number,
            header: row.header,
            keyed: row.keyed,
            piece: row.piece,
            cells: from..self.cells.len(),
            start,
            end,
            in_window: row.window.is_some(),
        });
    }

    pub(super) fn push_field(&mut self, field: &Field<'_>) {
        self.fields.push(FieldPart {
            format: field.format,
            path: field.path.as_ref().into(),
            record: field.record,
            value: field.value.as_ref().into(),
            origin: field.origin.clone(),
            in_window: field.window.is_some(),
        });
    }

    /// The cells of a row, and where they lie in a window's text, where that is all there is to them: nothing but a value
    /// as it is written.
    pub(super) fn written<'p>(
        &'p self,
        row: &'p RowPart,
        window: &Window<'_>,
    ) -> impl Iterator<Item = Option<Range<usize>>> + 'p {
        let base = window.base();
        self.cells[row.cells.clone()].iter().map(move |cell| {
            let range = row.range(cell);
            let at = |offset: u64| usize::try_from(offset.checked_sub(base)?).ok();
            cell.value.is_none().then(|| Some(at(range.start)?..at(range.end)?)).flatten()
        })
    }

    /// Whether each cell of a row is empty, or says that it is.
    pub(super) fn empties<'p>(
        &'p self,
        row: &'p RowPart,
        window: Option<&'p Window<'_>>,
    ) -> impl ExactSizeIterator<Item = bool> + 'p {
        self.cells[row.cells.clone()].iter().map(move |cell| is_nothing(cell.value(row, window).trim_ascii()))
    }

    /// A row with its cells, as it came.
    pub(super) fn cells<'p>(&'p self, row: &RowPart, window: Option<&'p Window<'_>>) -> Vec<Cell<'p>> {
        let cell = |cell: &'p CellPart| Cell {
            value: Cow::Borrowed(cell.value(row, window)),
            range: row.range(cell),
        };
        self.cells[row.cells.clone()].iter().map(cell).collect()
    }
}

impl RowPart {
    /// The row with these cells.
    pub(super) fn row<'p>(&self, cells: &'p [Cell<'p>], window: Option<&'p Window<'p>>) -> Row<'p> {
        let window = window.filter(|_| self.in_window);
        let Self { table, number, header, keyed, piece, .. } = *self;
        Row { table, number, header, keyed, piece, cells, window }
    }

    fn range(&self, cell: &CellPart) -> Range<u64> {
        let start = self.start + u64::from(cell.start);
        start..start + u64::from(cell.length)
    }
}

impl CellPart {
    /// A cell of a row that starts at `start`. Its value is left to the window where it is what is written there.
    fn of(cell: &Cell<'_>, start: u64, window: Option<&Window<'_>>) -> Self {
        let narrow = |length: u64| u32::try_from(length).unwrap_or(u32::MAX);
        let is_written = |window: &Window<'_>| window_text(window, &cell.range) == Some(&*cell.value);
        let value = (!window.is_some_and(is_written)).then(|| cell.value.as_ref().into());
        let (offset, length) = (cell.range.start.saturating_sub(start), cell.range.end - cell.range.start);
        Self { start: narrow(offset), length: narrow(length), value }
    }

    fn value<'p>(&'p self, row: &RowPart, window: Option<&'p Window<'_>>) -> &'p [u8] {
        let written = || window.and_then(|window| window_text(window, &row.range(self)));
        self.value.as_deref().or_else(written).unwrap_or_default()
    }
}

impl FieldPart {
    /// The field, as it came.
    pub(super) fn field<'p>(&'p self, window: Option<&'p Window<'p>>) -> Field<'p> {
        Field {
            format: self.format,
            path: Cow::Borrowed(&self.path),
            record: self.record,
            value: Cow::Borrowed(&self.value),
            origin: self.origin.clone(),
            window: window.filter(|_| self.in_window),
        }
    }
}

/// What programs and people write where there is nothing.
const NOTHING: [&[u8]; 12] =
    [b"NA", b"N/A", b"n/a", b"NULL", b"null", b"(null)", b"None", b"nan", b"NaN", b"-", b"--", b"\\N"];

fn is_nothing(value: &[u8]) -> bool {
    value.is_empty() || value.len() <= 6 && NOTHING.contains(&value)
}

fn window_text<'t>(window: &'t Window<'_>, range: &Range<u64>) -> Option<&'t [u8]> {
    let at = |offset: u64| usize::try_from(offset.checked_sub(window.base())?).ok();
    window.text().get(at(range.start)?..at(range.end)?)
}

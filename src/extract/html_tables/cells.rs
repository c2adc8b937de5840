//! One table of a page, row by row: cells with their text and place, and the columns that spans take.

use std::ops::Range;

use super::tags::{number_of, resolve};
use crate::extract::OWN_TEXT;
use crate::extract::csv::looks_like_name;
use crate::model::piece::{Cell, Pieces, Row};
use crate::model::window::Window;

/// The most cells of a row.
const MOST_CELLS: usize = 1024;

/// The most columns or rows that a cell spans; only the first columns reach down. More would make rows of many cells out
/// of a few bytes each.
const WIDEST_SPAN: usize = 64;

/// How much of the text of a cell is kept.
const LONGEST: usize = 1024;

/// What an element means for a table.
pub(super) enum Build {
    Cell {
        header: bool,
    },
    Row,
    /// A head, a body or a foot.
    Group,
    /// What stands on a line of its own.
    Blank,
}

impl Build {
    pub(super) fn of(name: &[u8]) -> Option<Self> {
        let mut lower = [0; 10];
        let lower = lower.get_mut(..name.len())?;
        lower.copy_from_slice(name);
        lower.make_ascii_lowercase();
        Some(match &*lower {
            b"td" => Self::Cell { header: false },
            b"th" => Self::Cell { header: true },
            b"tr" => Self::Row,
            b"thead" | b"tbody" | b"tfoot" | b"caption" | b"colgroup" => Self::Group,
            b"br" | b"p" | b"div" | b"li" | b"ul" | b"ol" | b"hr" | b"h1" | b"h2" | b"h3" | b"h4" => {
                Self::Blank
            }
            _ => return None,
        })
    }
}

/// A table that is being read.
pub(super) struct OpenTable {
    number: u32,
    rows: u64,
    /// Whether only headers were given so far.
    only_headers: bool,
    row: Vec<Held>,
    cell: Option<Held>,
    /// How many columns the open cell takes.
    across: usize,
    /// By column, in how many of the next rows a cell from above stands there.
    from_above: Vec<usize>,
}

/// A cell of the open row.
#[derive(Default)]
struct Held {
    value: Vec<u8>,
    range: Range<u64>,
    header: bool,
    /// In how many more rows it stands.
    down: usize,
    /// Whether blanks stand behind what it holds.
    gap: bool,
}

impl OpenTable {
    pub(super) fn new(number: u32) -> Self {
        Self {
            number,
            rows: 0,
            only_headers: true,
            row: Vec::new(),
            cell: None,
            across: 1,
            from_above: Vec::new(),
        }
    }

    /// Begins a cell, behind those that reach into this row from above.
    pub(super) fn begin_cell(&mut self, header: bool, attributes: &[u8]) {
        self.end_cell();
        while let Some(down) = self.from_above.get(self.row.len()).copied().filter(|&down| down > 0) {
            self.push(Held { header, down: down - 1, ..Held::default() });
        }
        let span = |name| number_of(attributes, name).unwrap_or(1).clamp(1, WIDEST_SPAN);
        self.across = span(b"colspan");
        self.cell = Some(Held { header, down: span(b"rowspan") - 1, ..Held::default() });
    }

    /// Ends the open cell. What spans several columns is a cell of the first of them.
    pub(super) fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let (header, down) = (cell.header, cell.down);
        self.push(cell);
        (1..self.across).for_each(|_| self.push(Held { header, down, ..Held::default() }));
    }

    fn push(&mut self, cell: Held) {
        if self.row.len() < MOST_CELLS {
            self.row.push(cell);
        }
    }

    /// Adds a text at an offset to the open cell.
    pub(super) fn text(&mut self, text: &[u8], offset: u64) {
        let Some(cell) = &mut self.cell else { return };
        let value = text.trim_ascii();
        if value.is_empty() {
            cell.gap = true;
            return;
        }
        let start = offset + (text.len() - text.trim_ascii_start().len()) as u64;
        if cell.range.is_empty() {
            cell.range.start = start;
        }
        cell.range.end = start + value.len() as u64;
        cell.add(text);
    }

    /// What stands on a line of its own is parted from what stands before it.
    pub(super) fn blank(&mut self) {
        self.cell.iter_mut().for_each(|cell| cell.gap = true);
    }

    /// Gives the open row, if it holds anything.
    pub(super) fn end_row(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces) {
        self.end_cell();
        let row = std::mem::take(&mut self.row);
        if row.is_empty() {
            return;
        }
        self.from_above = row.iter().take(WIDEST_SPAN).map(|cell| cell.down).collect();
        let filled = || row.iter().filter(|cell| !cell.value.is_empty());
        let Some(start) = filled().map(|cell| cell.range.start).min() else { return };
        let all_named = row.len() > 1 && row.iter().all(|cell| looks_like_name(&cell.value));
        self.only_headers &= row.iter().all(|cell| cell.header) || self.rows == 0 && all_named;
        self.rows += 1;
        let place = |cell: &Held| if cell.value.is_empty() { start..start } else { cell.range.clone() };
        let cells: Vec<Cell<'_>> =
            row.iter().map(|cell| Cell { value: cell.value.as_slice().into(), range: place(cell) }).collect();
        pieces.row(&Row {
            table: self.number,
            number: self.rows,
            header: self.only_headers,
            keyed: false,
            piece: OWN_TEXT,
            cells: &cells,
            window: Some(window),
        });
    }
}

impl Held {
    /// Adds a text, of which any blanks are one.
    fn add(&mut self, text: &[u8]) {
        let mut resolved = Vec::with_capacity(text.len().min(LONGEST));
        resolve(text, &mut resolved);
        for byte in resolved {
            if byte.is_ascii_whitespace() {
                self.gap = true;
            } else if self.value.len() < LONGEST {
                if std::mem::take(&mut self.gap) && !self.value.is_empty() {
                    self.value.push(b' ');
                }
                self.value.push(byte);
            }
        }
    }
}

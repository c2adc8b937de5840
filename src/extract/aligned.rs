//! Tables of fixed width without a rule: the same stretches of blanks divide all of the first lines, as in what mainframes
//! and `column -t` write. Lines that have something in such a stretch are no rows. A row belongs to the window in which it
//! starts.

use std::ops::Range;

use super::gutters::{Gutters, are_names};
use super::lines::{Lines, first_lines};
use super::{OWN_TEXT, Structure};
use crate::model::piece::{Cell, Pieces, Row};
use crate::model::window::Window;

/// How many lines a table has to begin with, and how many are looked at.
const FEWEST_LINES: usize = 8;
const MOST_LINES: usize = 40;

/// How many columns make it a table.
const FEWEST_COLUMNS: usize = 3;

/// A table being read.
pub(super) struct Aligned {
    lines: Lines,
    gutters: Gutters,
    header: bool,
    rows: u64,
}

impl Aligned {
    /// A table by its first lines; `None` where they are none.
    pub(super) fn sniff(head: &[u8]) -> Option<Self> {
        let lines = first_lines(head, MOST_LINES);
        let lines: Vec<&[u8]> = lines.into_iter().skip_while(|line| line.trim_ascii().is_empty()).collect();
        let block: Vec<&[u8]> = lines.into_iter().take_while(|line| !line.trim_ascii().is_empty()).collect();
        let has_tabs = block.iter().any(|line| line.contains(&b'\t'));
        if block.len() < FEWEST_LINES || has_tabs {
            return None;
        }
        let gutters = Gutters::of_lines(&block)?;
        let rows: Vec<Vec<Range<usize>>> = block.iter().filter_map(|line| gutters.cut(line)).collect();
        let is_table = gutters.columns() >= FEWEST_COLUMNS
            && rows.len() == block.len()
            && are_filled(&rows)
            && has_values(&block, &rows);
        let header = are_names(block[0], &rows.first()?.clone());
        is_table.then(|| Self { lines: Lines::default(), gutters, header, rows: 0 })
    }
}

/// Whether each column holds something in two of three rows.
fn are_filled(rows: &[Vec<Range<usize>>]) -> bool {
    let columns = rows.first().map_or(0, Vec::len);
    let filled = |column: usize| {
        rows.iter().filter(|row| row.get(column).is_some_and(|cell| !cell.is_empty())).count()
    };
    (0..columns).all(|column| 3 * filled(column) >= 2 * rows.len())
}

/// Whether a column has no word in any row but the first: program text and prose in columns are words throughout.
fn has_values(lines: &[&[u8]], rows: &[Vec<Range<usize>>]) -> bool {
    let columns = rows.first().map_or(0, Vec::len);
    let is_value = |line: &[u8], cell: &Range<usize>| {
        let value = &line[cell.clone()];
        value.is_empty()
            || value.iter().any(u8::is_ascii_digit)
                && !value.iter().any(|byte| matches!(byte, b'(' | b'{' | b';' | b'='))
    };
    let below = || lines.iter().zip(rows).skip(1);
    (0..columns).any(|column| below().all(|(line, row)| is_value(line, &row[column])))
}

impl Structure for Aligned {
    fn read(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces) {
        while let Some(line) = self.lines.next(window) {
            let text = &window.text()[line.clone()];
            let Some(cells) = self.gutters.cut(text).filter(|_| !text.trim_ascii().is_empty()) else {
                continue;
            };
            self.rows += 1;
            let offset = |at: usize| window.offset(line.start + at);
            let cell = |cell: &Range<usize>| Cell {
                value: text[cell.clone()].into(),
                range: offset(cell.start)..offset(cell.end),
            };
            let cells: Vec<Cell<'_>> = cells.iter().map(cell).collect();
            pieces.row(&Row {
                table: 0,
                number: self.rows,
                header: self.header && self.rows == 1,
                keyed: false,
                piece: OWN_TEXT,
                cells: &cells,
                window: Some(window),
            });
        }
    }
}

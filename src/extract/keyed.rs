//! Rows of keys and values: a table whose columns are the keys, in the order in which they first come.

use std::collections::HashMap;
use std::ops::Range;

use super::OWN_TEXT;
use crate::model::piece::{Cell, Pieces, Row};
use crate::model::window::Window;

/// The most columns of a table; what is under further keys is no cell.
pub(super) const MOST_COLUMNS: usize = 256;

/// The longest value that is a cell.
pub(super) const LONGEST_VALUE: usize = 1024;

/// A table by its keys.
#[derive(Default)]
pub(super) struct KeyedTable {
    number: u32,
    rows: u64,
    numbers: HashMap<String, usize>,
    /// The names of the columns, and where each first stood.
    names: Vec<(String, Range<u64>)>,
    /// Of how many the header was given.
    given: usize,
}

/// A cell of a record that is not given yet.
pub(super) struct Held {
    column: usize,
    value: Vec<u8>,
    range: Range<u64>,
}

impl KeyedTable {
    pub(super) fn numbered(number: u32) -> Self {
        Self { number, ..Self::default() }
    }

    /// Adds a value under a key to the cells of a record, if its column is one.
    pub(super) fn hold(&mut self, cells: &mut Vec<Held>, key: &str, value: Vec<u8>, range: Range<u64>) {
        if let Some(column) = self.column(key, &range)
            && cells.len() < MOST_COLUMNS
        {
            cells.push(Held { column, value, range });
        }
    }

    /// The number of the column with this name, if it is one.
    fn column(&mut self, name: &str, place: &Range<u64>) -> Option<usize> {
        if let Some(&known) = self.numbers.get(name) {
            return Some(known);
        }
        let number = self.names.len();
        (number < MOST_COLUMNS).then(|| {
            self.numbers.insert(name.to_owned(), number);
            self.names.push((name.to_owned(), place.clone()));
            number
        })
    }

    /// Gives the header, where it grew, and a record as a row.
    pub(super) fn give(&mut self, held: Vec<Held>, window: &Window<'_>, pieces: &mut dyn Pieces) {
        if held.is_empty() {
            return;
        }
        if self.given < self.names.len() {
            self.given = self.names.len();
            self.push(true, &self.header(), window, pieces);
        }
        self.rows += 1;
        self.push(false, &self.row(held), window, pieces);
    }

    fn push(&self, header: bool, cells: &[Cell<'_>], window: &Window<'_>, pieces: &mut dyn Pieces) {
        pieces.row(&Row {
            table: self.number,
            number: self.rows,
            header,
            keyed: true,
            piece: OWN_TEXT,
            cells,
            window: Some(window),
        });
    }

    fn header(&self) -> Vec<Cell<'_>> {
        let cell = |(name, place): &'_ (String, Range<u64>)| (name.as_bytes().to_vec(), place.clone());
        let cells = self.names.iter().map(cell);
        cells.map(|(value, range)| Cell { value: value.into(), range }).collect()
    }

    /// One cell for each column, empty where the record has none; of a key that stands twice the first counts.
    fn row(&self, held: Vec<Held>) -> Vec<Cell<'static>> {
        let start = held.iter().map(|held| held.range.start).min().unwrap_or_default();
        let empty = Cell { value: Vec::new().into(), range: start..start };
        let mut cells = vec![empty; self.names.len()];
        for held in held.into_iter().rev() {
            cells[held.column] = Cell { value: held.value.into(), range: held.range };
        }
        cells
    }
}

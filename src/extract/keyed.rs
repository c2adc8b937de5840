//! Rows of keys and values: a table whose columns are the keys, in the order in which they first come.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::{Index, IndexMut, Range};

use super::OWN_TEXT;
use crate::model::piece::{Cell, Pieces, Row};
use crate::model::window::Window;

/// The most columns of a table; what is under further keys is no cell.
pub(super) const MOST_COLUMNS: usize = 256;

/// The longest value that is a cell.
pub(super) const LONGEST_VALUE: usize = 1024;

/// The most tables of a text; what lies in further lists is no record.
const MOST_TABLES: usize = 256;

/// The tables of a text, each known by the path of the list that its records lie in.
#[derive(Default)]
pub(super) struct KeyedTables {
    tables: Vec<KeyedTable>,
    paths: Vec<String>,
    /// By path.
    numbers: HashMap<String, usize>,
}

impl KeyedTables {
    /// The number of the table of the list with this path, if there is room for it.
    pub(super) fn number(&mut self, path: &str) -> Option<usize> {
        if let Some(&known) = self.numbers.get(path) {
            return Some(known);
        }
        let table = self.tables.len();
        let number = u32::try_from(table).ok().filter(|_| table < MOST_TABLES)?;
        self.tables.push(KeyedTable { number, ..KeyedTable::default() });
        self.paths.push(path.to_owned());
        self.numbers.insert(path.to_owned(), table);
        Some(table)
    }

    /// The path of a table.
    pub(super) fn path(&self, table: usize) -> &str {
        &self.paths[table]
    }
}

impl Index<usize> for KeyedTables {
    type Output = KeyedTable;

    fn index(&self, table: usize) -> &KeyedTable {
        &self.tables[table]
    }
}

impl IndexMut<usize> for KeyedTables {
    fn index_mut(&mut self, table: usize) -> &mut KeyedTable {
        &mut self.tables[table]
    }
}

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
    range: Range<u64>,
    /// What it means, where that is not what is written or the window with it has gone.
    value: Option<Vec<u8>>,
}

/// Keeps the cells of a record that the next window may not hold.
pub(super) fn keep(cells: &mut [Held], window: &Window<'_>) {
    for held in cells.iter_mut().filter(|held| held.value.is_none()) {
        held.value = Some(written(window, &held.range).to_vec());
    }
}

fn written<'t>(window: &Window<'t>, range: &Range<u64>) -> &'t [u8] {
    let at = |offset: u64| usize::try_from(offset.checked_sub(window.base())?).ok();
    let range = at(range.start).zip(at(range.end)).map(|(start, end)| start..end);
    range.and_then(|range| window.text().get(range)).unwrap_or_default()
}

impl KeyedTable {
    /// Memory for the cells of a record.
    pub(super) fn record(&self) -> Vec<Held> {
        Vec::with_capacity(self.names.len().min(MOST_COLUMNS))
    }

    /// Adds a value under a key to the cells of a record, if its column is one. The value is what is written in the
    /// window, unless another is given.
    pub(super) fn hold(
        &mut self,
        cells: &mut Vec<Held>,
        key: &str,
        range: Range<u64>,
        value: Option<Vec<u8>>,
    ) {
        if let Some(column) = self.column(cells, key, &range)
            && cells.len() < MOST_COLUMNS
        {
            cells.push(Held { column, range, value });
        }
    }

    /// The number of the column with this name, if it is one. Most records have their keys in the same order.
    fn column(&mut self, cells: &[Held], name: &str, place: &Range<u64>) -> Option<usize> {
        let next = cells.last().map_or(0, |held| held.column + 1);
        if self.names.get(next).is_some_and(|(known, _)| known == name) {
            return Some(next);
        }
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
        self.push(false, &self.row(held, window), window, pieces);
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
        let cell = |(name, range): &'_ (String, Range<u64>)| (name.as_bytes().to_vec(), range.clone());
        let cells = self.names.iter().map(cell);
        cells.map(|(value, range)| Cell { value: value.into(), range }).collect()
    }

    /// One cell for each column, empty where the record has none; of a key that stands twice the first counts.
    fn row<'t>(&self, held: Vec<Held>, window: &Window<'t>) -> Vec<Cell<'t>> {
        let start = held.iter().map(|held| held.range.start).min().unwrap_or_default();
        let empty = Cell { value: Cow::Borrowed(&[]), range: start..start };
        let mut cells = vec![empty; self.names.len()];
        for Held { column, range, value } in held.into_iter().rev() {
            let value = value.map_or_else(|| Cow::Borrowed(written(window, &range)), Cow::Owned);
            cells[column] = Cell { value, range };
        }
        cells
    }
}

//! JSON records: the objects of an array, or one a line, as rows of a table. Their columns are the keys, those of objects
//! in them joined by dots, in the order in which they first come. Arrays in a record are no columns. A row is given
//! where its object ends.

use std::collections::HashMap;
use std::ops::Range;

use super::json::{Event, Json, unescape};
use super::{OWN_TEXT, Structure};
use crate::model::piece::{Cell, Pieces, Row};
use crate::model::window::{AFTER, Window};

/// The most columns of a table; what is under further keys is no cell.
const MOST_COLUMNS: usize = 256;

/// How deep objects in a record are joined.
const MOST_JOINED: usize = 4;

/// The longest value that is a cell, and the longest key.
const LONGEST_VALUE: usize = 1024;
const LONGEST_KEY: usize = 64;

/// Records being read. Invariant: `levels` has one entry for each open object or array.
#[derive(Default)]
pub(super) struct JsonRecords {
    json: Json,
    levels: Vec<Level>,
    key: String,
    columns: Columns,
    cells: Vec<Held>,
    rows: u64,
}

/// An open object or array.
enum Level {
    /// The array around all records.
    Whole,
    /// An object whose members are cells under this name; the record itself has none.
    Object(String),
    /// What is passed over.
    Other,
}

/// The columns so far.
#[derive(Default)]
struct Columns {
    numbers: HashMap<String, usize>,
    /// Their names, and where each first stood.
    names: Vec<(String, Range<u64>)>,
    /// Of how many the header was given.
    given: usize,
}

/// A cell of the open record.
struct Held {
    column: usize,
    value: Vec<u8>,
    range: Range<u64>,
}

/// Whether a text begins with an object in an array, or with one object behind another.
pub(super) fn begins(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    match head.first() {
        Some(b'[') => head[1..].trim_ascii_start().first() == Some(&b'{'),
        Some(b'{') => begins_with_two(head),
        _ => false,
    }
}

fn begins_with_two(head: &[u8]) -> bool {
    let mut json = Json::default();
    let mut depth = 0;
    let mut objects = 0;
    while let Some(event) = json.next(head, 0, head.len(), AFTER) {
        match event {
            Event::Object(_) if depth == 0 && objects == 1 => return true,
            Event::Object(_) | Event::Array => depth += 1,
            Event::End => {
                depth -= 1;
                objects += usize::from(depth == 0);
            }
            Event::Value(_) if depth == 0 => return false,
            Event::Key(_) | Event::Value(_) => {}
        }
    }
    false
}

impl Structure for JsonRecords {
    fn read(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces) {
        let (text, end) = (window.text(), window.owned().end);
        while let Some(event) = self.json.next(text, window.base(), end, AFTER) {
            match event {
                Event::Object(_) => self.open(true),
                Event::Array => self.open(false),
                Event::End => self.close(window, pieces),
                Event::Key(range) => self.key = key_of(&text[range]),
                Event::Value(range) => self.value(window, range),
            }
        }
    }
}

impl JsonRecords {
    fn open(&mut self, object: bool) {
        let level = match (self.levels.last(), object) {
            (None, false) => Level::Whole,
            (None | Some(Level::Whole), true) => Level::Object(String::new()),
            (Some(Level::Object(name)), true) if self.levels.len() <= MOST_JOINED => {
                Level::Object(join(name, &self.key))
            }
            _ => Level::Other,
        };
        self.levels.push(level);
    }

    fn close(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces) {
        let record = matches!(self.levels.pop(), Some(Level::Object(name)) if name.is_empty());
        if record && matches!(self.levels.last(), None | Some(Level::Whole)) {
            self.give(window, pieces);
        }
    }

    fn value(&mut self, window: &Window<'_>, range: Range<usize>) {
        let Some(Level::Object(name)) = self.levels.last() else { return };
        if range.is_empty() || range.len() > LONGEST_VALUE || is_null(window, &range) {
            return;
        }
        let name = join(name, &self.key);
        let place = window.offset(range.start)..window.offset(range.end);
        if let Some(column) = self.columns.number(name, &place)
            && self.cells.len() < MOST_COLUMNS
        {
            let value = unescape(&window.text()[range]).into_owned();
            self.cells.push(Held { column, value, range: place });
        }
    }

    /// Gives the header, where it grew, and the record as a row.
    fn give(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces) {
        let held = std::mem::take(&mut self.cells);
        if held.is_empty() {
            return;
        }
        let row = |number, header, cells: &[Cell<'_>], pieces: &mut dyn Pieces| {
            pieces.row(&Row {
                table: 0,
                number,
                header,
                keyed: true,
                piece: OWN_TEXT,
                cells,
                window: Some(window),
            });
        };
        if self.columns.given < self.columns.names.len() {
            self.columns.given = self.columns.names.len();
            row(self.rows, true, &self.columns.header(), pieces);
        }
        self.rows += 1;
        row(self.rows, false, &self.columns.row(held), pieces);
    }
}

impl Columns {
    /// The number of the column with this name, if it is one.
    fn number(&mut self, name: String, place: &Range<u64>) -> Option<usize> {
        if let Some(&known) = self.numbers.get(&name) {
            return Some(known);
        }
        let number = self.names.len();
        (number < MOST_COLUMNS).then(|| {
            self.numbers.insert(name.clone(), number);
            self.names.push((name, place.clone()));
            number
        })
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

fn is_null(window: &Window<'_>, range: &Range<usize>) -> bool {
    let text = window.text();
    &text[range.clone()] == b"null" && text.get(range.end) != Some(&b'"')
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn key_of(raw: &[u8]) -> String {
    String::from_utf8_lossy(&unescape(&raw[..raw.len().min(LONGEST_KEY)])).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value};

    use super::{JsonRecords, begins};
    use crate::extract::{BlobReader, Structure};
    use crate::model::piece::{Field, Obstacle, Pieces, Row};
    use crate::model::window::{AFTER, BEFORE, PADDING, Window};

    /// The name and value of each filled cell, row by row.
    type Rows = Vec<Vec<(String, String)>>;

    #[derive(Default)]
    struct Table {
        header: Vec<String>,
        rows: Rows,
        text: Vec<u8>,
    }

    impl Pieces for Table {
        fn text(&mut self, _: u32, _: &Window<'_>) {}

        fn field(&mut self, _: &Field<'_>) {}

        fn row(&mut self, row: &Row<'_>) {
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
            if row.header {
                self.header = row.cells.iter().map(|cell| text(&cell.value)).collect();
                return;
            }
            let filled = row.cells.iter().zip(&self.header).filter(|(cell, _)| !cell.range.is_empty());
            let mut cells: Vec<_> = filled.collect();
            for (cell, _) in &cells {
                let range =
                    usize::try_from(cell.range.start).unwrap()..usize::try_from(cell.range.end).unwrap();
                let written = &self.text[range];
                assert!(
                    written == &*cell.value || written.contains(&b'\\'),
                    "a cell lies where it is written"
                );
            }
            cells.sort_by_key(|(cell, _)| cell.range.start);
            self.rows.push(cells.into_iter().map(|(cell, name)| (name.clone(), text(&cell.value))).collect());
        }

        fn child(&mut self, _: &mut dyn BlobReader) {}

        fn unread(&mut self, _: Obstacle) {}
    }

    fn rows(text: &str, borders: &[usize]) -> Rows {
        let mut borders: Vec<usize> = borders.iter().map(|border| (*border).min(text.len())).collect();
        borders.extend([0, text.len()]);
        borders.sort_unstable();
        borders.dedup();
        let mut table = Table { text: text.as_bytes().to_vec(), ..Table::default() };
        let mut reader = JsonRecords::default();
        for pair in borders.windows(2) {
            let (start, end) = (pair[0].saturating_sub(BEFORE), text.len().min(pair[1] + AFTER));
            let padded = [&text.as_bytes()[start..end], &[0; PADDING]].concat();
            let owned = pair[0] - start..pair[1] - start;
            reader.read(&Window::new(&padded, start as u64, owned, end == text.len()), &mut table);
        }
        table.rows
    }

    fn check(text: &str, expected: &[&[(&str, &str)]]) {
        let plain = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let expected: Rows = expected.iter().map(|row| row.iter().map(plain).collect()).collect();
        assert_eq!(rows(text, &[]), expected, "{text}");
    }

    #[test]
    fn objects_are_rows() {
        check(
            r#"[{"a": "x", "b": {"c": 1, "d": null}, "e": [{"f": 2}]}, {"b": {"c": "\u00e9"}, "a": true}]"#,
            &[&[("a", "x"), ("b.c", "1")], &[("b.c", "é"), ("a", "true")]],
        );
        check("{\"a\":1}\n{\"g\":\"2\",\"a\":3}\n", &[&[("a", "1")], &[("g", "2"), ("a", "3")]]);
        check("[{\"a\":\"null\"},{},{\"a\":\"\"}]", &[&[("a", "null")]]);
    }

    #[test]
    fn texts_of_records_are_told_by_their_beginning() {
        for text in ["[{\"a\":1}]", " [ {", "{\"a\":{\"b\":[1]}}\n{\"c\":", "\u{feff}[{"] {
            assert!(begins(text.as_bytes()), "{text}");
        }
        for text in ["{\"a\":1}", "[1,{\"a\":1}]", "{\"a\":", "", "x", "{} 7 {}"] {
            assert!(!begins(text.as_bytes()), "{text}");
        }
    }

    /// What an independent parser gives.
    fn flat(object: &Map<String, Value>, path: &str, row: &mut Vec<(String, String)>) {
        for (key, value) in object {
            let name = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            match value {
                Value::Object(inner) => flat(inner, &name, row),
                Value::String(text) if !text.is_empty() => row.push((name, text.clone())),
                Value::Number(_) | Value::Bool(_) => row.push((name, value.to_string())),
                _ => {}
            }
        }
    }

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            "[a-z\"\\\\é{}:,]{0,8}".prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            Just(Value::Null),
            Just(serde_json::json!([{"a": 1}, "b"])),
            prop::collection::btree_map("[a-d]", "[a-z]{0,3}", 0..3).prop_map(|map| serde_json::json!(map)),
        ]
    }

    proptest! {
        #[test]
        fn rows_are_those_of_another_parser(
            objects in prop::collection::vec(prop::collection::btree_map("[a-f]{1,2}", value(), 0..6), 0..8),
            lines: bool,
            borders in prop::collection::vec(0..400_usize, 0..5),
        ) {
            let texts: Vec<String> = objects.iter().map(|object| serde_json::to_string(object).unwrap()).collect();
            let text = if lines { texts.join("\n") } else { format!("[{}]", texts.join(",\n ")) };
            let mut expected = Rows::new();
            for text in &texts {
                let mut row = Vec::new();
                flat(&serde_json::from_str(text).unwrap(), "", &mut row);
                expected.extend((!row.is_empty()).then_some(row));
            }
            prop_assert_eq!(rows(&text, &borders), expected);
        }

        #[test]
        fn mutated_records_are_read_alike_at_every_border(
            edits in prop::collection::vec((0..200_usize, "[\\[\\]{}\":,a1\\\\ \n]"), 0..9),
            borders in prop::collection::vec(0..200_usize, 0..5),
        ) {
            let mut text = r#"[{"a":"x","b":{"c":1}},{"a":"y","d":[1,{"e":2}],"b":{"c":"z"}},{"f":"1"}]"#.repeat(2);
            for (at, with) in edits {
                let at = at % text.len();
                text.replace_range(at..=at, &with);
            }
            prop_assert_eq!(rows(&text, &borders), rows(&text, &[]));
        }
    }
}

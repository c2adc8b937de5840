//! JSON records: the objects of an array, wherever it stands, or one a line, as rows of a table. Each array is a table of its
//! own, told by the keys that lead to it. The columns are the keys of its objects, those of objects in them joined by dots,
//! in the order in which they first come. A row is given where its object ends.

use std::borrow::Cow;
use std::ops::Range;

use super::Structure;
use super::json::{Event, Json, unescape};
use super::keyed::{Held, KeyedTables, LONGEST_VALUE, keep};
use crate::model::piece::Pieces;
use crate::model::window::{AFTER, Window};

/// How deep objects in a record are joined, and how many records may be open inside each other.
const MOST_JOINED: usize = 4;
const MOST_OPEN: usize = 8;

/// The longest key.
const LONGEST_KEY: usize = 64;

/// A text shorter than this holds too few records to tell columns by.
const SHORTEST: usize = 128;

/// Records being read. Invariant: `levels` has one entry for each open object or array, and `records` one for each record
/// among them.
pub(super) struct JsonRecords {
    json: Json,
    levels: Vec<Level>,
    records: Vec<Vec<Held>>,
    key: String,
    /// Whether objects outside all arrays are records: one a line.
    lines: bool,
    tables: KeyedTables,
}

/// An open object or array.
enum Level {
    /// An object around arrays, and the keys that lead to it.
    Around(String),
    /// An array, by its path, and its table once it has one.
    Array(String, Option<usize>),
    /// A record of this table.
    Record(usize),
    /// An object in a record: its table, the keys that lead here from the record, and how many they are.
    Inside(usize, String, usize),
    /// What is passed over.
    Other,
}

impl Default for JsonRecords {
    fn default() -> Self {
        Self {
            json: Json::default(),
            levels: Vec::new(),
            records: Vec::new(),
            key: String::new(),
            lines: true,
            tables: KeyedTables::default(),
        }
    }
}

/// Whether a text begins with an object in an array, with one object behind another, or with an object that has an array
/// of objects.
pub(super) fn begins(head: &[u8]) -> bool {
    let head = start_of(head);
    match head.first() {
        Some(b'[') => head[1..].trim_ascii_start().first() == Some(&b'{'),
        Some(b'{') => begins_with_two(head) || holds_records(head),
        _ => false,
    }
}

fn start_of(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start()
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

/// Whether some array in an object begins with two objects, or with one that the first bytes do not hold whole.
fn holds_records(head: &[u8]) -> bool {
    let opens = |at: usize| head[at + 1..].trim_ascii_start().first() == Some(&b'{');
    if head.len() < SHORTEST || !memchr::memchr_iter(b'[', head).any(opens) {
        return false;
    }
    let mut json = Json::default();
    // Of each open level: how many objects of an array began, none for an object.
    let mut levels: Vec<Option<usize>> = Vec::new();
    while let Some(event) = json.next(head, 0, head.len(), AFTER) {
        match event {
            Event::Array => levels.push(Some(0)),
            Event::Object(_) => {
                if let Some(Some(objects)) = levels.last_mut() {
                    *objects += 1;
                    if *objects == 2 {
                        return true;
                    }
                }
                levels.push(None);
            }
            Event::End => drop(levels.pop()),
            Event::Key(_) | Event::Value(_) => {}
        }
    }
    levels.contains(&Some(1))
}

impl Structure for JsonRecords {
    fn read(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces) {
        let (text, end) = (window.text(), window.owned().end);
        while let Some(event) = self.json.next(text, window.base(), end, AFTER) {
            match event {
                Event::Object(_) => self.open_object(),
                Event::Array => self.open_array(),
                Event::End => self.close(window, pieces),
                Event::Key(range) => name(&mut self.key, &text[range]),
                Event::Value(range) => self.value(window, range),
            }
        }
        self.records.iter_mut().for_each(|cells| keep(cells, window));
    }
}

impl JsonRecords {
    /// A reader of a text that begins so.
    pub(super) fn new(head: &[u8]) -> Self {
        let head = start_of(head);
        Self { lines: head.first() != Some(&b'{') || begins_with_two(head), ..Self::default() }
    }

    fn open_object(&mut self) {
        let has_room = self.records.len() < MOST_OPEN;
        let table = match self.levels.last_mut() {
            None if self.lines => self.tables.number(""),
            Some(Level::Array(path, table)) if has_room => {
                let path = std::mem::take(path);
                let known = table.or_else(|| self.tables.number(&path));
                if let Some(level) = self.levels.last_mut() {
                    *level = Level::Array(path, known);
                }
                known
            }
            _ => None,
        };
        let level = match (table, self.levels.last()) {
            (Some(table), _) => Level::Record(table),
            (None, None) => Level::Around(String::new()),
            (None, Some(Level::Around(path))) => Level::Around(join(path, &self.key)),
            (None, Some(Level::Record(table))) => Level::Inside(*table, self.key.clone(), 1),
            (None, Some(Level::Inside(table, name, depth))) if *depth < MOST_JOINED => {
                Level::Inside(*table, join(name, &self.key), depth + 1)
            }
            _ => Level::Other,
        };
        if let Level::Record(table) = level {
            self.records.push(self.tables[table].record());
        }
        self.levels.push(level);
    }

    fn open_array(&mut self) {
        let path = match self.levels.last() {
            None => Some(String::new()),
            Some(Level::Around(path)) => Some(join(path, &self.key)),
            Some(Level::Record(table)) => Some(join(self.tables.path(*table), &self.key)),
            Some(Level::Inside(table, name, _)) => {
                Some(join(self.tables.path(*table), &join(name, &self.key)))
            }
            Some(Level::Array(..) | Level::Other) => None,
        };
        self.levels.push(path.map_or(Level::Other, |path| Level::Array(path, None)));
    }

    fn close(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces) {
        if let Some(Level::Record(table)) = self.levels.pop()
            && let Some(cells) = self.records.pop()
        {
            self.tables[table].give(cells, window, pieces);
        }
    }

    fn value(&mut self, window: &Window<'_>, range: Range<usize>) {
        let joined;
        let (table, key) = match self.levels.last() {
            Some(Level::Record(table)) => (*table, &self.key),
            Some(Level::Inside(table, name, _)) => {
                joined = join(name, &self.key);
                (*table, &joined)
            }
            _ => return,
        };
        if range.is_empty() || range.len() > LONGEST_VALUE || is_null(window, &range) {
            return;
        }
        let place = window.offset(range.start)..window.offset(range.end);
        let meant = match unescape(&window.text()[range]) {
            Cow::Borrowed(_) => None,
            Cow::Owned(value) => Some(value),
        };
        if let Some(cells) = self.records.last_mut() {
            self.tables[table].hold(cells, key, place, meant);
        }
    }
}

fn is_null(window: &Window<'_>, range: &Range<usize>) -> bool {
    let text = window.text();
    &text[range.clone()] == b"null" && text.get(range.end) != Some(&b'"')
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// Sets a key to one that is written so.
fn name(key: &mut String, raw: &[u8]) {
    key.clear();
    key.push_str(&String::from_utf8_lossy(&unescape(&raw[..raw.len().min(LONGEST_KEY)])));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

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
        /// By table.
        headers: BTreeMap<u32, Vec<String>>,
        rows: Rows,
        text: Vec<u8>,
    }

    impl Pieces for Table {
        fn text(&mut self, _: u32, _: &Window<'_>) {}

        fn field(&mut self, _: &Field<'_>) {}

        fn row(&mut self, row: &Row<'_>) {
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
            if row.header {
                let names = row.cells.iter().map(|cell| text(&cell.value)).collect();
                self.headers.insert(row.table, names);
                return;
            }
            let header = &self.headers[&row.table];
            let filled = row.cells.iter().zip(header).filter(|(cell, _)| !cell.range.is_empty());
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
        let mut reader = JsonRecords::new(text.as_bytes());
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
            &[&[("f", "2")], &[("a", "x"), ("b.c", "1")], &[("b.c", "é"), ("a", "true")]],
        );
        check("{\"a\":1}\n{\"g\":\"2\",\"a\":3}\n", &[&[("a", "1")], &[("g", "2"), ("a", "3")]]);
        check("[{\"a\":\"null\"},{},{\"a\":\"\"}]", &[&[("a", "null")]]);
        check(
            r#"{"v": 1, "data": {"n": 2, "rows": [{"a": 3}, {"a": 4, "b": {"c": [{"d": 5}, 6]}}]}, "e": [{"f": 7}]}"#,
            &[&[("a", "3")], &[("d", "5")], &[("a", "4")], &[("f", "7")]],
        );
    }

    #[test]
    fn texts_of_records_are_told_by_their_beginning() {
        for text in ["[{\"a\":1}]", " [ {", "{\"a\":{\"b\":[1]}}\n{\"c\":", "\u{feff}[{"] {
            assert!(begins(text.as_bytes()), "{text}");
        }
        let note = "n".repeat(200);
        for rows in ["[{\"b\":1},{\"b\":2}]", "[ {\"b\":{"] {
            assert!(
                begins(format!("{{\"n\":\"{note}\",\"a\":{{\"x\":[1,2],\"c\":{rows}").as_bytes()),
                "{rows}"
            );
        }
        for rows in ["[{\"b\":1}]", "[[{\"b\":1}]]", "[1,2]"] {
            assert!(!begins(format!("{{\"n\":\"{note}\",\"a\":{{\"c\":{rows}}}}}").as_bytes()), "{rows}");
        }
        for text in ["{\"a\":1}", "[1,{\"a\":1}]", "{\"a\":", "", "x", "{} 7 {}"] {
            assert!(!begins(text.as_bytes()), "{text}");
        }
    }

    /// What an independent parser gives: the rows of arrays in a record come before it.
    fn flat(object: &Map<String, Value>, path: &str, row: &mut Vec<(String, String)>, rows: &mut Rows) {
        for (key, value) in object {
            let name = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            match value {
                Value::Object(inner) => flat(inner, &name, row, rows),
                Value::Array(inner) => inner.iter().filter_map(Value::as_object).for_each(|object| {
                    let mut row = Vec::new();
                    flat(object, "", &mut row, rows);
                    rows.extend((!row.is_empty()).then_some(row));
                }),
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
            form in 0..3_u8,
            borders in prop::collection::vec(0..400_usize, 0..5),
        ) {
            let texts: Vec<String> = objects.iter().map(|object| serde_json::to_string(object).unwrap()).collect();
            let text = match form {
                0 => format!("\n{}\n{{}}", texts.join("\n")),
                1 => format!("[{}]", texts.join(",\n ")),
                _ => format!("{{\"n\": {{\"x\": [3], \"y\": [{}]}}}}", texts.join(",\n ")),
            };
            let mut expected = Rows::new();
            for text in &texts {
                let mut row = Vec::new();
                flat(&serde_json::from_str(text).unwrap(), "", &mut row, &mut expected);
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

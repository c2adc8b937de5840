//! Dumps of databases: the rows of `INSERT` statements and of `COPY … FROM stdin` blocks, below the columns that the
//! statement or an earlier `CREATE TABLE` names. A row belongs to the window in which it starts; one that is longer than a
//! window reaches is given as far as it goes, and reading goes on at the next row.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use self::values::{MOST_CELLS, tuple, unescaped};
use super::{OWN_TEXT, Structure};
use crate::model::piece::{Cell, Pieces, Row};
use crate::model::window::{AFTER, Window};

mod values;

/// The most tables that are followed.
const MOST_TABLES: u32 = 4096;

/// A dump being read.
#[derive(Default)]
pub(super) struct Sql {
    next: u64,
    state: State,
    tables: BTreeMap<Vec<u8>, Table>,
    /// How many different headers there were: rows below different columns are different tables.
    headers: u32,
}

/// Where in the dump the next byte is.
#[derive(Default)]
enum State {
    /// Between statements, at the start of a line or of a statement.
    #[default]
    Outside,
    /// Among the rows of an `INSERT` into this table.
    Values(Vec<u8>),
    /// Among the lines of a `COPY` of this table.
    Copy(Vec<u8>),
}

/// A table by its name.
struct Table {
    number: u32,
    columns: Vec<Range<u64>>,
    names: Vec<Vec<u8>>,
    rows: u64,
}

impl Structure for Sql {
    fn read(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces) {
        let end = window.owned().end;
        while let Some(start) =
            usize::try_from(self.next.saturating_sub(window.base())).ok().filter(|&at| at < end)
        {
            let text = &window.text()[..window.text().len().min(start + AFTER)];
            let at = match std::mem::take(&mut self.state) {
                State::Outside => self.statement(window, text, start, pieces),
                State::Values(table) => self.values(window, text, start, (table, pieces)),
                State::Copy(table) => self.copied(window, text, start, (table, pieces)),
            };
            self.next = window.offset(at.max(start + 1));
        }
    }
}

impl Sql {
    /// Reads the head of a statement at `at`, or passes over a line; where that ends.
    fn statement(&mut self, window: &Window<'_>, text: &[u8], at: usize, pieces: &mut dyn Pieces) -> usize {
        let start = skip_blank(text, at);
        if let Some(end) = self.head(window, text, start, pieces) {
            return end;
        }
        memchr::memchr(b'\n', &text[start..]).map_or(text.len(), |length| start + length + 1)
    }

    /// The head of an `INSERT`, a `COPY` or a `CREATE TABLE`; `None` for anything else.
    fn head(
        &mut self,
        window: &Window<'_>,
        text: &[u8],
        at: usize,
        pieces: &mut dyn Pieces,
    ) -> Option<usize> {
        let verb = word(text, at)?;
        let is = |name: &str| text[verb.clone()].eq_ignore_ascii_case(name.as_bytes());
        if is("insert") || is("replace") {
            let into = find_word(text, verb.end, "into")?;
            let (name, columns, end) = named_columns(text, into)?;
            let values = word(text, end).filter(|word| text[word.clone()].eq_ignore_ascii_case(b"values"))?;
            self.announce(window, text, (&name, &columns), pieces);
            self.state = State::Values(name);
            Some(values.end)
        } else if is("copy") {
            let (name, columns, end) = named_columns(text, verb.end)?;
            let line = end + memchr::memchr(b'\n', &text[end..])?;
            let is_data = text[end..line].to_ascii_lowercase().windows(10).any(|part| part == b"from stdin");
            is_data.then(|| self.announce(window, text, (&name, &columns), pieces))?;
            self.state = State::Copy(name);
            Some(line + 1)
        } else if is("create") {
            let table = find_word(text, verb.end, "table")?;
            let (name, columns, end) = named_columns(text, table)?;
            self.remember(window, text, &name, &columns);
            Some(end)
        } else {
            None
        }
    }

    /// Remembers the columns of a table; says whether they are new.
    fn remember(&mut self, window: &Window<'_>, text: &[u8], name: &[u8], columns: &[Range<usize>]) -> bool {
        let names: Vec<Vec<u8>> = columns.iter().map(|column| bare(&text[column.clone()]).to_vec()).collect();
        // A statement that names none speaks of the columns that are known, or of columns without names.
        let known = self.tables.get(name).is_some_and(|table| names.is_empty() || table.names == names);
        if known || self.headers >= MOST_TABLES {
            return false;
        }
        self.headers += 1;
        let columns =
            columns.iter().map(|column| window.offset(column.start)..window.offset(column.end)).collect();
        self.tables.insert(name.to_vec(), Table { number: self.headers, columns, names, rows: 0 });
        true
    }

    /// Gives the columns of a table as its header, before its first row.
    fn announce(
        &mut self,
        window: &Window<'_>,
        text: &[u8],
        (name, columns): (&[u8], &[Range<usize>]),
        pieces: &mut dyn Pieces,
    ) {
        self.remember(window, text, name, columns);
        let Some(table) = self.tables.get_mut(name) else { return };
        if table.rows > 0 || table.names.is_empty() {
            return;
        }
        table.rows = 1;
        let cell = |(name, range): (&Vec<u8>, &Range<u64>)| Cell {
            value: Cow::Owned(name.clone()),
            range: range.clone(),
        };
        let cells: Vec<Cell<'_>> = table.names.iter().zip(&table.columns).map(cell).collect();
        let Table { number, rows, .. } = *table;
        pieces.row(&Row {
            table: number,
            number: rows,
            header: true,
            keyed: false,
            piece: OWN_TEXT,
            cells: &cells,
            window: Some(window),
        });
    }

    /// Reads one row of an `INSERT`, or what stands between two; where that ends.
    fn values(
        &mut self,
        window: &Window<'_>,
        text: &[u8],
        at: usize,
        (name, pieces): (Vec<u8>, &mut dyn Pieces),
    ) -> usize {
        let start = skip_blank(text, at);
        match text.get(start) {
            Some(b',') => {
                self.state = State::Values(name);
                start + 1
            }
            Some(b'(') => {
                let (cells, end) = tuple(window, text, start + 1);
                self.give(&name, window, &cells, pieces);
                self.state = State::Values(name);
                end
            }
            Some(b';') | None => start + 1,
            Some(_) => match next_row(text, start) {
                Next::Row(row) => {
                    self.state = State::Values(name);
                    row
                }
                Next::End(end) => end,
            },
        }
    }

    /// Reads one line of a `COPY` block; where that ends.
    fn copied(
        &mut self,
        window: &Window<'_>,
        text: &[u8],
        at: usize,
        (name, pieces): (Vec<u8>, &mut dyn Pieces),
    ) -> usize {
        let length = memchr::memchr(b'\n', &text[at..]).unwrap_or(text.len() - at);
        let line = text[at..at + length].trim_ascii_end();
        if line == b"\\." {
            return at + length + 1;
        }
        let mut cells = Vec::new();
        let mut start = at;
        for field in text[at..at + line.len()].split(|&byte| byte == b'\t').take(MOST_CELLS) {
            let value = if field == b"\\N" { &[] } else { field };
            let range = window.offset(start)..window.offset(start + value.len());
            cells.push(Cell { value: unescaped(value), range });
            start += field.len() + 1;
        }
        self.give(&name, window, &cells, pieces);
        self.state = State::Copy(name);
        at + length + 1
    }

    fn give(&mut self, name: &[u8], window: &Window<'_>, cells: &[Cell<'_>], pieces: &mut dyn Pieces) {
        let Some(table) = self.tables.get_mut(name) else { return };
        table.rows += 1;
        let Table { number, rows, .. } = *table;
        pieces.row(&Row {
            table: number,
            number: rows,
            header: false,
            keyed: false,
            piece: OWN_TEXT,
            cells,
            window: Some(window),
        });
    }
}

/// Past white space.
fn skip_blank(text: &[u8], at: usize) -> usize {
    at + text[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// The word at or behind `at`, past white space.
fn word(text: &[u8], at: usize) -> Option<Range<usize>> {
    let start = skip_blank(text, at.min(text.len()));
    let length = text[start..].iter().take(32).take_while(|byte| byte.is_ascii_alphabetic()).count();
    (length > 0).then_some(start..start + length)
}

/// Where one of the next four words ends that reads so: `INSERT IGNORE INTO`, `CREATE TEMPORARY TABLE`.
fn find_word(text: &[u8], at: usize, wanted: &str) -> Option<usize> {
    let mut end = at;
    for _ in 0..4 {
        let found = word(text, end)?;
        end = found.end;
        if text[found].eq_ignore_ascii_case(wanted.as_bytes()) {
            return Some(end);
        }
    }
    None
}

/// The name of a table, the first words of each part in the parentheses behind it, if there are any, and where these end.
fn named_columns(text: &[u8], at: usize) -> Option<(Vec<u8>, Vec<Range<usize>>, usize)> {
    let mut start = skip_blank(text, at);
    for word in ["if", "not", "exists", "only"] {
        if text[start..].len() > word.len()
            && text[start..start + word.len()].eq_ignore_ascii_case(word.as_bytes())
        {
            start = skip_blank(text, start + word.len());
        }
    }
    let length =
        text[start..].iter().take_while(|byte| !byte.is_ascii_whitespace() && **byte != b'(').count();
    let name = bare(&text[start..start + length]).to_ascii_lowercase();
    let open = skip_blank(text, start + length);
    if name.is_empty() || text.get(open) != Some(&b'(') {
        return (!name.is_empty()).then(|| (name, Vec::new(), start + length));
    }
    let (columns, end) = columns(text, open + 1)?;
    Some((name, columns, end))
}

/// The first word of each part up to the closing parenthesis, and where that stands.
fn columns(text: &[u8], open: usize) -> Option<(Vec<Range<usize>>, usize)> {
    let mut columns = Vec::new();
    let mut depth = 0;
    let mut fresh = true;
    let mut at = open;
    while at < text.len() && columns.len() < MOST_CELLS {
        match text[at] {
            b')' if depth == 0 => return Some((columns, at + 1)),
            b')' => depth -= 1,
            b'(' => depth += 1,
            b',' if depth == 0 => fresh = true,
            byte if fresh && !byte.is_ascii_whitespace() => {
                let end = at + identifier_length(&text[at..]);
                columns.push(at..end);
                fresh = false;
                at = end.max(at + 1) - 1;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// A quoted name with its quotes, or a bare one.
fn identifier_length(text: &[u8]) -> usize {
    let close = match text.first() {
        Some(b'"') => b'"',
        Some(b'`') => b'`',
        Some(b'[') => b']',
        _ => {
            return text
                .iter()
                .take_while(|byte| !byte.is_ascii_whitespace() && !b",()".contains(byte))
                .count();
        }
    };
    text[1..].iter().position(|&byte| byte == close).map_or(text.len(), |length| length + 2)
}

/// A name without schema and quotes.
fn bare(name: &[u8]) -> &[u8] {
    let last = name.rsplit(|&byte| byte == b'.').next().unwrap_or(name);
    let is_quote = |byte: &u8| b"\"`[]'".contains(byte);
    let start = last.iter().position(|byte| !is_quote(byte)).unwrap_or(last.len());
    let end = last.iter().rposition(|byte| !is_quote(byte)).map_or(start, |at| at + 1);
    &last[start..end]
}

/// What comes behind a row that could not be read to its end, or behind the last one.
enum Next {
    /// The statement goes on from here.
    Row(usize),
    /// It ends here.
    End(usize),
}

/// Where the next row opens, or the statement ends with its line; where neither is in sight, the search goes on from the
/// last bytes seen. `ON CONFLICT` and the like end the rows.
fn next_row(text: &[u8], at: usize) -> Next {
    let rest = &text[at..];
    let end = memchr::memchr(b'\n', rest);
    let row = memchr::memmem::find(&rest[..end.unwrap_or(rest.len())], b"),(");
    match (row, end) {
        (Some(row), _) => Next::Row(at + row + 2),
        (None, Some(end)) => Next::End(at + end + 1),
        (None, None) => Next::Row(text.len().saturating_sub(2).max(at + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Cell, Pieces, Row, Sql, Structure, Window};
    use crate::model::piece::{BlobReader, Field, Obstacle};
    use crate::model::window::PADDING;

    /// Rows as text: `table.row` and the cells, a header marked by `#`. Every cell must lie where it says.
    #[derive(Default)]
    struct Rows(Vec<String>);

    impl Pieces for Rows {
        fn row(&mut self, row: &Row<'_>) {
            let text = |cell: &Cell<'_>| String::from_utf8_lossy(&cell.value).into_owned();
            let cells: Vec<String> = row.cells.iter().map(text).collect();
            let mark = if row.header { "#" } else { "" };
            self.0.push(format!("{mark}{}.{} {}", row.table, row.number, cells.join("|")));
        }

        fn text(&mut self, _: u32, _: &Window<'_>) {}
        fn field(&mut self, _: &Field<'_>) {}
        fn child(&mut self, _: &mut dyn BlobReader) {}
        fn unread(&mut self, _: Obstacle) {}
    }

    /// The rows of a text that is cut into windows at these places.
    fn rows(text: &str, cuts: &[usize]) -> Vec<String> {
        let mut padded = text.as_bytes().to_vec();
        padded.resize(text.len() + PADDING, 0);
        let mut borders: Vec<usize> =
            cuts.iter().map(|cut| cut % (text.len() + 1)).chain([0, text.len()]).collect();
        borders.sort_unstable();
        let (mut sql, mut rows) = (Sql::default(), Rows::default());
        for pair in borders.windows(2).filter(|pair| pair[0] < pair[1]) {
            let window = Window::new(&padded, 0, pair[0]..pair[1], pair[1] == text.len());
            sql.read(&window, &mut rows);
        }
        rows.0
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(rows(text, &[]), expected, "{text}");
    }

    #[test]
    fn inserts_give_rows_below_their_columns() {
        check(
            "-- MySQL dump 10\nINSERT INTO `client` (`id`, `name`) VALUES (1,'O''Hara'),(2,'D\\'Arcy'),\n (3, NULL);\nSELECT 1;\nINSERT INTO client (id, name) VALUES (4, N'Lee, Ann');\n",
            &["#1.1 id|name", "1.2 1|O'Hara", "1.3 2|D'Arcy", "1.4 3|", "1.5 4|Lee, Ann"],
        );
    }

    #[test]
    fn columns_may_come_from_the_table() {
        check(
            "CREATE TABLE IF NOT EXISTS public.\"Person\" (\n  id integer DEFAULT nextval('s'::regclass),\n  \"SSN\" numeric(9,0)\n);\nINSERT INTO public.\"Person\" VALUES (1, '078051120');\nINSERT INTO unknown VALUES (1);\n",
            &["#1.1 id|SSN", "1.2 1|078051120", "2.1 1"],
        );
    }

    #[test]
    fn copied_lines_are_rows() {
        check(
            "COPY public.client (id, name) FROM stdin;\n1\tAda\\tB\n2\t\\N\n\\.\n\nSELECT 2;\n",
            &["#1.1 id|name", "1.2 1|Ada\tB", "1.3 2|"],
        );
        check("COPY client (id) TO stdout;\n1\n", &[]);
    }

    #[test]
    fn other_columns_are_another_table() {
        let text = "INSERT INTO t (a) VALUES (1);\nINSERT INTO t (b, a) VALUES (2, 3);\n";
        check(text, &["#1.1 a", "1.2 1", "#2.1 b|a", "2.2 2|3"]);
    }

    #[test]
    fn a_row_that_never_ends_does_not_hide_the_next() {
        let text = format!("INSERT INTO t (a) VALUES ('{}'),('x'),('y');\n", "a".repeat(80_000));
        let found = rows(&text, &[]);
        assert!(found.last().is_some_and(|row| row.ends_with(" y")), "{} rows", found.len());
    }

    #[test]
    fn broken_dumps_end() {
        for text in [
            "INSERT INTO",
            "INSERT INTO t (",
            "INSERT INTO t (a) VALUES",
            "COPY t (a) FROM stdin;",
            "CREATE TABLE t (a",
            "INSERT INTO t (a) VALUES ((((((",
            "INSERT INTO t (a) VALUES ('",
        ] {
            rows(text, &[1, 5, 9]);
        }
    }

    fn quoted(value: &str) -> String {
        format!("'{}'", value.replace('\\', "\\\\").replace('\'', "''"))
    }

    proptest::proptest! {
        /// What was written is read, and windows do not matter.
        #[test]
        fn rows_come_back_at_any_border(
            table in proptest::collection::vec(proptest::collection::vec("[a-z '(),;\\\\]{0,9}", 3), 1..6),
            cuts in proptest::collection::vec(0_usize..4096, 0..8),
        ) {
            let tuples: Vec<String> = table.iter().map(|row| {
                let values: Vec<String> = row.iter().map(|value| quoted(value)).collect();
                format!("({})", values.join(", "))
            }).collect();
            let text = format!("insert into t (a, b, c) values {};\n", tuples.join(",\n"));
            let mut expected = vec!["#1.1 a|b|c".to_owned()];
            expected.extend(table.iter().zip(2..).map(|(row, number)| format!("1.{number} {}", row.join("|"))));
            proptest::prop_assert_eq!(rows(&text, &cuts), expected);
        }

        /// Any bytes, cut anywhere, give the same rows.
        #[test]
        fn windows_do_not_matter(
            text in "(?:INSERT INTO t \\(a\\) VALUES |COPY t \\(a\\) FROM stdin;\n|\\('|'\\)|[(),;'\\\\\n\ta-c1]){0,60}",
            cuts in proptest::collection::vec(0_usize..4096, 0..8),
        ) {
            proptest::prop_assert_eq!(rows(&text, &cuts), rows(&text, &[]));
        }
    }
}

//! Lists of mappings in YAML, as rows of a table: `- name: …` and the keys below it. Only block style is read, which is how
//! lists of records are written; mappings in a record are joined to it by a dot, and a list in one is a table of its own.
//! Text blocks, flow style, aliases and whatever is odd hold no cells. A row is given where its record ends.

use std::borrow::Cow;
use std::ops::Range;

use super::Structure;
use super::json::unescape;
use super::keyed::{Held, KeyedTables, LONGEST_VALUE, keep};
use super::lines::Lines;
use crate::model::piece::Pieces;
use crate::model::window::Window;

/// How many mappings may be open inside each other.
const MOST_DEPTH: usize = 16;

/// The longest key, and how much of a line is read.
const LONGEST_KEY: usize = 64;
const LONGEST_LINE: usize = 4 * 1024;

/// Records being read. Invariant: the columns of `levels` grow.
#[derive(Default)]
pub(super) struct YamlRecords {
    lines: Lines,
    levels: Vec<Level>,
    /// Lines that begin behind this column belong to a text block.
    block: Option<usize>,
    tables: KeyedTables,
}

/// A mapping that is open.
struct Level {
    /// Where in their lines its keys begin.
    column: usize,
    /// The key that was read last, and whether what is below it belongs to it.
    key: String,
    holds: bool,
    /// The keys that lead to it, from the top.
    path: String,
    /// The keys that lead to it from its record.
    name: String,
    /// The record it is, or lies in: the level that holds it.
    record: Option<usize>,
    /// Of a record: its table and its cells.
    cells: Option<(usize, Vec<Held>)>,
}

/// Whether the first bytes of a text hold two items that begin with a key.
pub(super) fn begins(head: &[u8]) -> bool {
    let is_item = |line: &&[u8]| {
        let item = line.trim_ascii_start().strip_prefix(b"- ").map(<[u8]>::trim_ascii_start);
        item.is_some_and(|item| pair(item, 0).is_some())
    };
    memchr::memmem::find(head, b"- ").is_some()
        && head.split(|&byte| byte == b'\n').filter(is_item).take(2).count() == 2
}

impl Structure for YamlRecords {
    fn read(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces) {
        while let Some(line) = self.lines.next(window) {
            let line = line.start..line.end.min(line.start + LONGEST_LINE);
            self.line(window, &line, pieces);
        }
        if window.is_last() && window.owned().end == window.text().len() {
            self.close(0, window, pieces);
        }
        let open = self.levels.iter_mut().filter_map(|level| level.cells.as_mut());
        open.for_each(|(_, cells)| keep(cells, window));
    }
}

impl YamlRecords {
    fn line(&mut self, window: &Window<'_>, line: &Range<usize>, pieces: &mut dyn Pieces) {
        let text = &window.text()[line.clone()];
        let column = text.iter().take_while(|byte| **byte == b' ').count();
        let rest = &text[column..];
        let is_blank = rest.is_empty() || rest[0] == b'#' || rest[0] == b'\t';
        if is_blank || self.block.is_some_and(|block| column > block) {
            return;
        }
        self.block = None;
        if column == 0 && (rest.starts_with(b"---") || rest.starts_with(b"...")) {
            return self.close(0, window, pieces);
        }
        let dash = if rest.starts_with(b"- ") { blanks(&rest[1..]) + 1 } else { 0 };
        let at = column + dash;
        // Whatever begins behind this line's first byte has ended.
        self.close(column + 1, window, pieces);
        let Some(pair) = pair(text, at) else { return };
        let is_open = if dash > 0 { self.open_item(at) } else { self.open_mapping(at) };
        if is_open {
            self.pair(window, line.start, text, pair);
        }
    }

    /// Closes the mappings whose keys begin at a column or behind it.
    fn close(&mut self, column: usize, window: &Window<'_>, pieces: &mut dyn Pieces) {
        while self.levels.last().is_some_and(|level| level.column >= column) {
            if let Some((table, cells)) = self.levels.pop().and_then(|level| level.cells) {
                self.tables[table].give(cells, window, pieces);
            }
        }
    }

    /// Opens the record that an item of a list is, if there is room for it.
    fn open_item(&mut self, column: usize) -> bool {
        let path = self.levels.last().map_or_else(String::new, |level| join(&level.path, &level.key));
        let Some(table) = self.tables.number(&path).filter(|_| self.levels.len() < MOST_DEPTH) else {
            return false;
        };
        self.levels.push(Level {
            column,
            key: String::new(),
            holds: false,
            path,
            name: String::new(),
            record: Some(self.levels.len()),
            cells: Some((table, self.tables[table].record())),
        });
        true
    }

    /// Makes sure that the mapping with keys at a column is open; false for a line that belongs to no mapping.
    fn open_mapping(&mut self, column: usize) -> bool {
        let (path, name, record) = match self.levels.last() {
            Some(level) if level.column == column => return true,
            Some(level) if !level.holds => return false,
            Some(level) => (join(&level.path, &level.key), join(&level.name, &level.key), level.record),
            None => Default::default(),
        };
        if self.levels.len() >= MOST_DEPTH {
            return false;
        }
        let level = Level { column, key: String::new(), holds: false, path, name, record, cells: None };
        self.levels.push(level);
        true
    }

    /// Takes a key and its value, which lie in a line that starts at `start`.
    fn pair(&mut self, window: &Window<'_>, start: usize, text: &[u8], pair: Pair) {
        let Some(level) = self.levels.last_mut() else { return };
        level.key.clear();
        level.key.push_str(&String::from_utf8_lossy(&text[pair.key]));
        level.holds = pair.value.is_empty() && !pair.quoted;
        let value = &text[pair.value.clone()];
        let first = value.first().filter(|_| !pair.quoted);
        if matches!(first, Some(b'|' | b'>')) {
            self.block = Some(level.column);
            return;
        }
        let is_odd = matches!(first, Some(b'&' | b'*' | b'!' | b'{' | b'[' | b'%' | b'@' | b'`'));
        let is_null = !pair.quoted && matches!(value, b"~" | b"null");
        if value.is_empty() || is_odd || is_null || value.len() > LONGEST_VALUE {
            return;
        }
        let Some(record) = level.record else { return };
        let name = join(&level.name, &level.key);
        let meant = if pair.quoted { meant(text, &pair.value) } else { None };
        let range = window.offset(start + pair.value.start)..window.offset(start + pair.value.end);
        if let Some((table, cells)) = self.levels.get_mut(record).and_then(|level| level.cells.as_mut()) {
            self.tables[*table].hold(cells, &name, range, meant);
        }
    }
}

/// A key and its value, at places of a line.
struct Pair {
    key: Range<usize>,
    value: Range<usize>,
    quoted: bool,
}

/// The pair that begins at a column of a line.
fn pair(line: &[u8], at: usize) -> Option<Pair> {
    let (key, colon) = match line.get(at)? {
        quote @ (b'"' | b'\'') => {
            let close = at + 1 + memchr::memchr(*quote, &line[at + 1..])?;
            (at + 1..close, close + 1)
        }
        first
            if first.is_ascii_alphabetic()
                || !first.is_ascii()
                || matches!(first, b'_' | b'.' | b'0'..=b'9') =>
        {
            let colon = at + memchr::memchr(b':', &line[at..])?;
            (at..at + line[at..colon].trim_ascii_end().len(), colon)
        }
        _ => return None,
    };
    let is_pair = line.get(colon) == Some(&b':') && line.get(colon + 1).is_none_or(u8::is_ascii_whitespace);
    if !is_pair || key.is_empty() || key.len() > LONGEST_KEY {
        return None;
    }
    let start = colon + 1 + blanks(&line[colon + 1..]);
    let Some(quote @ (b'"' | b'\'')) = line.get(start) else {
        return Some(Pair { key, value: start..plain_end(line, start), quoted: false });
    };
    // A value in quotes that goes on in the next line is none here.
    let value = start + 1..closing_quote(line, start + 1, *quote).unwrap_or(start + 1);
    Some(Pair { key, value, quoted: true })
}

/// The end of a value without quotes: before a comment and the blanks before it.
fn plain_end(line: &[u8], start: usize) -> usize {
    let value = &line[start.min(line.len())..];
    let comment = memchr::memmem::find(value, b" #").unwrap_or(value.len());
    let comment = if value.starts_with(b"#") { 0 } else { comment };
    start + value[..comment].trim_ascii_end().len()
}

fn closing_quote(line: &[u8], mut at: usize, quote: u8) -> Option<usize> {
    loop {
        at += memchr::memchr2(quote, b'\\', line.get(at..)?)?;
        let is_doubled = quote == b'\'' && line.get(at + 1) == Some(&quote);
        match line[at] {
            b'\\' => at += if quote == b'"' { 2 } else { 1 },
            _ if is_doubled => at += 2,
            _ => return Some(at),
        }
    }
}

/// A value in quotes as it is meant, where that is not what is written.
fn meant(line: &[u8], value: &Range<usize>) -> Option<Vec<u8>> {
    let written = &line[value.clone()];
    if line[value.start - 1] == b'"' {
        return match unescape(written) {
            Cow::Borrowed(_) => None,
            Cow::Owned(value) => Some(value),
        };
    }
    memchr::memchr(b'\'', written)?;
    let mut plain = written.to_vec();
    let mut was_quote = false;
    plain.retain(|&byte| {
        was_quote = byte == b'\'' && !was_quote;
        byte != b'\'' || was_quote
    });
    Some(plain)
}

fn blanks(text: &[u8]) -> usize {
    text.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

//! Logs of keys and values: `ts=… level=info user=… email="a b"`, a record a line. Words between the pairs, such as the time
//! and the host before them, are passed over. The keys are the columns.

use std::ops::Range;

use super::Structure;
use super::keyed::{KeyedTable, LONGEST_VALUE};
use super::lines::{Lines, first_lines};
use crate::model::piece::Pieces;
use crate::model::window::Window;

/// The longest key.
const LONGEST_KEY: usize = 64;

/// How many pairs make a line a record, and how many such lines a text begins with.
const FEWEST_PAIRS: usize = 3;
const FEWEST_LINES: usize = 3;

/// How much of a line is read.
const LONGEST_LINE: usize = 8 * 1024;

/// A log being read.
#[derive(Default)]
pub(super) struct Logfmt {
    lines: Lines,
    table: KeyedTable,
}

/// Whether most of the first lines of a text hold pairs, and nothing else says what it is.
pub(super) fn begins(head: &[u8]) -> bool {
    let lines = first_lines(head, 16);
    let filled = lines.iter().filter(|line| !line.trim_ascii().is_empty());
    let (mut all, mut records) = (0, 0);
    for line in filled {
        all += 1;
        let pairs = Pairs { line, at: 0 }.take(FEWEST_PAIRS).count();
        // Markup has pairs too.
        records += usize::from(pairs == FEWEST_PAIRS && memchr::memchr(b'<', line).is_none());
    }
    records >= FEWEST_LINES && records * 4 >= all * 3
}

impl Structure for Logfmt {
    fn read(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces) {
        while let Some(line) = self.lines.next(window) {
            let text = &window.text()[line.start..line.end.min(line.start + LONGEST_LINE)];
            let mut cells = self.table.record();
            for pair in (Pairs { line: text, at: 0 }) {
                let value = &text[pair.value.clone()];
                if value.is_empty() || value.len() > LONGEST_VALUE {
                    continue;
                }
                let key = String::from_utf8_lossy(&text[pair.key]);
                let offset = |at: usize| window.offset(line.start + at);
                let range = offset(pair.value.start)..offset(pair.value.end);
                let meant = if pair.quoted { unescaped(value) } else { None };
                self.table.hold(&mut cells, &key, range, meant);
            }
            self.table.give(cells, window, pieces);
        }
    }
}

/// A key and its value, at places of a line.
struct Pair {
    key: Range<usize>,
    value: Range<usize>,
    quoted: bool,
}

/// The pairs of a line.
struct Pairs<'l> {
    line: &'l [u8],
    at: usize,
}

impl Iterator for Pairs<'_> {
    type Item = Pair;

    fn next(&mut self) -> Option<Pair> {
        let line = self.line;
        loop {
            let equals = self.at + memchr::memchr(b'=', &line[self.at..])?;
            let length = line[self.at..equals].iter().rev().take_while(|byte| is_of_key(**byte)).count();
            let key = equals - length..equals;
            let begins = key.start == self.at || is_gap(line[key.start - 1]);
            let start = equals + 1;
            let is_key = (1..=LONGEST_KEY).contains(&length)
                && begins
                && line[key.start].is_ascii_alphabetic()
                && !matches!(line.get(start), Some(b'='));
            if !is_key {
                self.at = start;
                continue;
            }
            let quoted = line.get(start) == Some(&b'"');
            let value =
                if quoted { start + 1..closing_quote(line, start + 1) } else { start..bare_end(line, start) };
            self.at = (value.end + usize::from(quoted)).min(line.len());
            return Some(Pair { key, value, quoted });
        }
    }
}

fn is_of_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'@' | b'/')
}

fn is_gap(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b',' | b'[' | b'(' | b'{' | b'|' | b';')
}

/// The end of a value without quotes: a blank, or a comma or bracket before one.
fn bare_end(line: &[u8], start: usize) -> usize {
    let length = line[start..].iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
    let value = &line[start..start + length];
    start + length
        - value.iter().rev().take_while(|byte| matches!(byte, b',' | b']' | b')' | b'}' | b';')).count()
}

fn closing_quote(line: &[u8], mut at: usize) -> usize {
    while let Some(found) = line.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        if line[at + found] == b'"' {
            return at + found;
        }
        at += found + 2;
    }
    line.len()
}

/// Quotes and backslashes as they are meant, where there are any; any other escape stays.
fn unescaped(value: &[u8]) -> Option<Vec<u8>> {
    memchr::memchr(b'\\', value)?;
    let mut plain = Vec::with_capacity(value.len());
    let mut bytes = value.iter().peekable();
    while let Some(&byte) = bytes.next() {
        if byte == b'\\' && matches!(bytes.peek(), Some(b'"' | b'\\')) {
            plain.extend(bytes.next());
        } else {
            plain.push(byte);
        }
    }
    Some(plain)
}

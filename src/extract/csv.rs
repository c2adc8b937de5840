//! Delimited tables: CSV, TSV and their kin (RFC 4180 and what people write instead). A row belongs to the window in
//! which it starts; a row longer than a window reaches is cut there and read on to its end without being given.

use std::borrow::Cow;

use super::{OWN_TEXT, Structure};
use crate::model::piece::{Cell, Pieces, Row};
use crate::model::window::{AFTER, Window};

/// The most cells of a row that are given.
const MOST_CELLS: usize = 4096;

/// A table being read.
pub(super) struct Csv {
    delimiter: u8,
    header: bool,
    rows: u64,
    next: u64,
    /// How many cells the row before had.
    width: usize,
    overlong: Option<Overlong>,
}

/// Inside a row that no window holds whole.
struct Overlong {
    quoted: bool,
}

impl Csv {
    /// A table by its first bytes: the delimiter that most evenly divides its first lines. `None` where none does.
    pub(super) fn sniff(head: &[u8]) -> Option<Self> {
        let lines: Vec<&[u8]> =
            head.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).take(8).collect();
        let whole = &lines[..lines.len().min(lines.len().saturating_sub(1).max(1))];
        let count =
            |delimiter: u8| whole.iter().map(|line| memchr::memchr_iter(delimiter, line).count()).min();
        let (least, delimiter) = b",;\t|".iter().map(|&byte| (count(byte).unwrap_or(0), byte)).max()?;
        (least > 0 || whole.len() > 1).then(|| Self {
            delimiter,
            header: looks_like_header(whole.first(), delimiter),
            rows: 0,
            next: 0,
            width: 0,
            overlong: None,
        })
    }

    /// Gives the row that starts at `start`, and says where it ends. It reaches no further than any window holds, so
    /// that it does not depend on where windows are cut.
    fn row(&mut self, window: &Window<'_>, start: usize, pieces: &mut dyn Pieces) -> usize {
        let text = &window.text()[..window.text().len().min(start + AFTER)];
        let mut cells = Vec::with_capacity(self.width);
        let mut at = start;
        loop {
            let (cell, end) = cell(text, at, self.delimiter, window);
            if cells.len() < MOST_CELLS {
                cells.push(cell);
            }
            at = end;
            if text.get(at) != Some(&self.delimiter) {
                break;
            }
            at += 1;
        }
        self.rows += 1;
        self.width = cells.len();
        let header = self.header && self.rows == 1;
        pieces.row(&Row {
            table: 0,
            number: self.rows,
            header,
            keyed: false,
            piece: OWN_TEXT,
            cells: &cells,
            window: Some(window),
        });
        if at == start + AFTER {
            self.overlong =
                Some(Overlong { quoted: memchr::memchr_iter(b'"', &text[start..at]).count() % 2 == 1 });
        }
        at
    }

    /// Skips the rest of a row that began in an earlier window; where that ends.
    fn skip(&mut self, text: &[u8], mut at: usize) -> usize {
        let Some(overlong) = &mut self.overlong else { return at };
        while at < text.len() {
            match text[at] {
                b'"' => overlong.quoted = !overlong.quoted,
                b'\n' | b'\r' if !overlong.quoted => {
                    self.overlong = None;
                    return at;
                }
                _ => {}
            }
            at += 1;
        }
        at
    }
}

impl Structure for Csv {
    fn read(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces) {
        let text = window.text();
        let owned = window.owned();
        while let Some(start) =
            usize::try_from(self.next.saturating_sub(window.base())).ok().filter(|&at| at < owned.end)
        {
            let mut at = self.skip(&text[..owned.end], start);
            if self.overlong.is_none() {
                at = line_break(text, at);
                if at < owned.end {
                    at = self.row(window, at, pieces);
                }
            }
            self.next = window.offset(at.max(start + usize::from(at == start)));
        }
    }
}

/// Past line breaks and, at the very start, a byte order mark.
fn line_break(text: &[u8], mut at: usize) -> usize {
    if at == 0 && text.starts_with(b"\xef\xbb\xbf") {
        at = 3;
    }
    at + text[at..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count()
}

/// The cell that starts at `at`, and where it ends: at a delimiter, a line break or the end of the text.
fn cell<'t>(text: &'t [u8], at: usize, delimiter: u8, window: &Window<'_>) -> (Cell<'t>, usize) {
    let stops = |byte: u8| byte == delimiter || byte == b'\n' || byte == b'\r';
    if text.get(at) == Some(&b'"')
        && let Some((value, close)) = quoted(text, at + 1)
    {
        let end = close + 1 + text[close + 1..].iter().take_while(|&&byte| !stops(byte)).count();
        let range = window.offset(at + 1)..window.offset(close);
        return (Cell { value, range }, end);
    }
    let length = text[at..].iter().take_while(|&&byte| !stops(byte)).count();
    let value = Cow::Borrowed(&text[at..at + length]);
    (Cell { value, range: window.offset(at)..window.offset(at + length) }, at + length)
}

/// The inside of quotes from `at` on and the place of the closing one; `None` where none closes.
fn quoted(text: &[u8], at: usize) -> Option<(Cow<'_, [u8]>, usize)> {
    let mut from = at;
    loop {
        let quote = from + memchr::memchr(b'"', &text[from..])?;
        if text.get(quote + 1) != Some(&b'"') {
            let inside = &text[at..quote];
            let doubled = from != at;
            return Some((if doubled { Cow::Owned(halve(inside)) } else { Cow::Borrowed(inside) }, quote));
        }
        from = quote + 2;
    }
}

fn halve(inside: &[u8]) -> Vec<u8> {
    let mut value = Vec::with_capacity(inside.len());
    let mut bytes = inside.iter().peekable();
    while let Some(&byte) = bytes.next() {
        value.push(byte);
        if byte == b'"' && bytes.peek() == Some(&&b'"') {
            bytes.next();
        }
    }
    value
}

/// Names have letters and no values: no cell is empty-but-for digits, has an `@`, or is long.
fn looks_like_header(line: Option<&&[u8]>, delimiter: u8) -> bool {
    let named = |line: &&&[u8]| line.split(|&byte| byte == delimiter).all(looks_like_name);
    line.filter(named).is_some_and(|line| !line.trim_ascii().is_empty())
}

/// Whether a cell may be the name of a column.
pub(super) fn looks_like_name(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    let digits = cell.iter().filter(|byte| byte.is_ascii_digit()).count();
    cell.len() <= 64 && digits * 5 <= 2 * cell.len() && !cell.contains(&b'@')
}

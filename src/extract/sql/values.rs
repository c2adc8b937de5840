//! The values of one row of an `INSERT`: numbers, words and strings between commas. Knows no statement and no table.

use std::borrow::Cow;

use super::skip_blank;
use crate::model::piece::Cell;
use crate::model::window::Window;

/// The most cells of a row that are given.
pub(super) const MOST_CELLS: usize = 4096;

/// The values from `at` on up to the closing parenthesis, and the place behind it; what a window does not hold is cut off.
pub(super) fn tuple<'t>(window: &Window<'_>, text: &'t [u8], at: usize) -> (Vec<Cell<'t>>, usize) {
    let mut cells = Vec::new();
    let mut at = at;
    loop {
        let (cell, end) = value(window, text, at);
        if cells.len() < MOST_CELLS {
            cells.push(cell);
        }
        match text.get(end) {
            Some(b',') => at = end + 1,
            Some(_) => return (cells, end + 1),
            None => return (cells, text.len()),
        }
    }
}

/// One value and where it ends: at a comma or a closing parenthesis outside quotes and inner parentheses.
fn value<'t>(window: &Window<'_>, text: &'t [u8], at: usize) -> (Cell<'t>, usize) {
    let start = skip_blank(text, at);
    let mut inside = None;
    let mut depth = 0;
    let mut end = start;
    while let Some(&byte) = text.get(end) {
        match byte {
            b'\'' => {
                let close = closing_quote(text, end + 1);
                inside.get_or_insert(end + 1..close);
                end = close;
            }
            b'(' => depth += 1,
            b')' if depth > 0 => depth -= 1,
            b',' | b')' if depth == 0 => break,
            _ => {}
        }
        end = (end + 1).min(text.len());
    }
    let is_null = text[start..end].trim_ascii().eq_ignore_ascii_case(b"null");
    let bare = start..start + if is_null { 0 } else { text[start..end].trim_ascii_end().len() };
    let range = inside.unwrap_or(bare);
    let offsets = window.offset(range.start)..window.offset(range.end);
    (Cell { value: unescaped(&text[range]), range: offsets }, end)
}

/// The quote that closes a string from `at` on, past `''` and `\'`; the end of the text where none does.
fn closing_quote(text: &[u8], at: usize) -> usize {
    let mut at = at;
    while let Some(found) = text.get(at..).and_then(|rest| memchr::memchr2(b'\'', b'\\', rest)) {
        at += found;
        match (text[at], text.get(at + 1)) {
            (b'\\', _) | (b'\'', Some(b'\'')) => at += 2,
            _ => return at,
        }
    }
    text.len()
}

/// Doubled quotes halved, backslashes undone.
pub(super) fn unescaped(value: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr2(b'\'', b'\\', value).is_none() {
        return Cow::Borrowed(value);
    }
    let mut plain = Vec::with_capacity(value.len());
    let mut bytes = value.iter();
    while let Some(&byte) = bytes.next() {
        match byte {
            b'\'' => plain.extend(bytes.next()),
            b'\\' => plain.extend(bytes.next().map(|escaped| match escaped {
                b'n' => b'\n',
                b't' => b'\t',
                b'r' => b'\r',
                other => *other,
            })),
            other => plain.push(other),
        }
    }
    Cow::Owned(plain)
}

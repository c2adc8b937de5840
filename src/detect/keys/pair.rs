//! A name and its value as two values of their own: `name: KEY` beside `value: V` in YAML, JSON, HCL and XML, and the
//! value of a key that stands in braces behind it.

use std::ops::Range;

use super::bytes::{
    byte, ends_with_word, is_blank, is_break, is_key_byte, is_name_byte, is_quote, past_blanks, past_lines,
    rest, run, run_back,
};
use super::escapes::without_entities;
use super::literal::{Setting, literal, opens};
use super::value::{Ends, Place, Value};

/// What names a name.
const NAMES: [&str; 10] =
    ["name", "key", "property", "variable", "id", "field", "param", "parameter", "env", "setting"];

/// What names its value.
const VALUES: [&str; 3] = ["value", "val", "default"];

/// How many other names may stand between the two.
const MOST_BETWEEN: usize = 4;

/// How far the value's name may be from the key.
const REACH: usize = 512;

/// How far the name's name may be from the key.
const BEFORE: usize = 128;

/// The longest text of an element.
const LONGEST_ELEMENT: usize = 4096;

/// Whether a key is the whole value of something that is called a name: `name: KEY`, `"key": "KEY"`, `<name>KEY<`.
pub(super) fn is_value_of_name(text: &[u8], key: &Range<usize>) -> bool {
    let floor = key.start.saturating_sub(BEFORE);
    let start = run_back(text, key.start, floor, |byte| is_key_byte(byte) || matches!(byte, b'/' | b':'));
    if start > 0 && text[start - 1] == b'>' {
        let open = run_back(text, start - 1, floor, is_name_byte);
        return open > 0 && text[open - 1] == b'<' && is_called(&text[open..start - 1], &NAMES);
    }
    let quotes = run_back(text, start, floor, |byte| is_quote(byte) || byte == b'\\');
    let blanks = run_back(text, quotes, floor, is_blank);
    let operator =
        run_back(text, blanks, blanks.saturating_sub(2), |byte| matches!(byte, b':' | b'=' | b'>'));
    if operator == blanks {
        return false;
    }
    let end = run_back(text, operator, floor, |byte| is_blank(byte) || is_quote(byte) || byte == b'\\');
    let name = run_back(text, end, floor, is_name_byte);
    is_called(&text[name..end], &NAMES)
}

/// Whether a name ends with one of these words, as a word of its own: `ParameterKey`, `defaultValue`, not `monkey`.
fn is_called(name: &[u8], words: &[&str]) -> bool {
    words.iter().any(|word| {
        let start = name.len().saturating_sub(word.len());
        let apart = start == 0 || !name[start - 1].is_ascii_lowercase() || name[start].is_ascii_uppercase();
        ends_with_word(name, word) && apart
    })
}

/// Whether a name says no more than that it is a value.
pub(super) fn is_name_of_value(name: &[u8]) -> bool {
    is_called(name, &VALUES) || name == b"_" || name.eq_ignore_ascii_case(b"text")
}

impl Ends {
    /// The value of a name whose own value ends here.
    pub(super) fn paired(&mut self, text: &[u8], key: usize, at: usize) -> Option<Value> {
        let (next, _) = past_lines(text, at, 2);
        match rest(text, next) {
            [b'<', b'/', ..] => {
                let close = run(text, next + 2, 32, |byte| is_key_byte(byte) || byte == b':');
                next_element(text, close)
            }
            [b'>', ..] => content(text, next),
            _ => self.sibling(text, key, at),
        }
    }

    /// The value that stands among the names from here on, in braces or beside each other.
    pub(super) fn sibling(&mut self, text: &[u8], key: usize, at: usize) -> Option<Value> {
        let limit = text.len().min(at + REACH);
        let mut at = at;
        for _ in 0..MOST_BETWEEN {
            let start = run(text, at, 160, |byte| {
                byte.is_ascii_whitespace() || is_quote(byte) || matches!(byte, b',' | b';' | b'\\')
            });
            let end = run(text, start, 40, |byte| is_name_byte(byte) || byte == b'-');
            let closed = run(text, end, 2, |byte| is_quote(byte) || byte == b'\\');
            let operator = past_blanks(text, closed);
            let length = run(text, operator, 2, |byte| matches!(byte, b':' | b'=' | b'>')) - operator;
            if byte(text, start) == b'>' {
                return content(text, start);
            }
            if end == start || start >= limit || length == 0 || byte(text, operator) == b'>' {
                return None;
            }
            let behind = past_blanks(text, operator + length);
            if is_called(&text[start..end], &VALUES) {
                let colon = byte(text, operator) == b':';
                let place = Place { at: behind, key, colon, spaced: true, literal: false };
                return self.value(text, &place);
            }
            at = past_scalar(text, behind)?;
        }
        None
    }
}

/// The text of an element whose opening tag ends here, or of a `value` in it.
fn content(text: &[u8], close: usize) -> Option<Value> {
    let (at, _) = past_lines(text, close + 1, 2);
    match rest(text, at) {
        [b'<', b'!', ..] => element(text, at, None),
        [b'<', ..] => next_element(text, at.checked_sub(1)?),
        _ => element(text, close + 1, None),
    }
}

/// The text of the element that follows, where it is one of values: `<value>v</value>`, `<string>v</string>`.
fn next_element(text: &[u8], close: usize) -> Option<Value> {
    let (open, _) = past_lines(text, close + 1, 2);
    let end = run(text, open + 1, 32, |byte| is_key_byte(byte) || byte == b':');
    let name = rest(text, open + 1).get(..end.saturating_sub(open + 1))?;
    let fits = is_called(name, &VALUES) || name == b"string";
    (byte(text, open) == b'<' && fits && byte(text, end) == b'>')
        .then(|| element(text, end + 1, Some(name)))?
}

/// Behind a value that is not the one sought; `None` where it is no scalar.
fn past_scalar(text: &[u8], at: usize) -> Option<usize> {
    if opens(text, at) {
        let alone = Setting { enclosed: false, spaced: false };
        if byte(text, at) == byte(text, at + 1) {
            return Some(at + 2);
        }
        return literal(text, at, alone).map(|literal| literal.end);
    }
    let end = run(text, at, 160, |byte| {
        !is_break(byte) && !matches!(byte, b',' | b'{' | b'}' | b'[' | b']' | b'>' | b'|' | b'<' | b';')
    });
    let scalar =
        end > at && (is_break(byte(text, end)) || matches!(byte(text, end), b',' | b'}' | b';' | b'>'));
    scalar.then_some(end)
}

/// The text of an element from here on, where nothing else stands in it. `name` is what closes it; without one, any tag
/// that closes does.
pub(super) fn element(text: &[u8], at: usize, name: Option<&[u8]>) -> Option<Value> {
    let lines = past_lines(text, at, 1).0;
    if let Some(verbatim) = rest(text, lines).strip_prefix(b"<![CDATA[") {
        let within = &verbatim[..verbatim.len().min(LONGEST_ELEMENT)];
        super::bytes::count(within.len().min(64));
        let length = memchr::memmem::find(within, b"]]>")?;
        let start = lines + 9;
        return trimmed(text, start..start + length).map(|range| Value::certain(range, None, b'<'));
    }
    let end = run(text, at, LONGEST_ELEMENT, |byte| byte != b'<' && byte != b'\0');
    let closes = rest(text, end).strip_prefix(b"</")?;
    if name.is_some_and(|name| !closes.starts_with(name)) {
        return None;
    }
    let range = trimmed(text, at..end)?;
    let odd = memchr::memchr(b'&', &text[range.clone()]).is_some();
    let said = odd.then(|| without_entities(&text[range.clone()]));
    Some(Value::certain(range, said, b'<'))
}

fn trimmed(text: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let stretch = &text[range.clone()];
    let leading = stretch.len() - stretch.trim_ascii_start().len();
    let length = stretch.trim_ascii().len();
    (length > 0).then(|| range.start + leading..range.start + leading + length)
}

//! Values below a key that has none of its own: the elements of its list, the lines that stand deeper, its section, the
//! elements in it. Only what has no name of its own or one that says no more than that it is a value.

use std::ops::Range;

use super::bytes::{byte, is_blank, is_break, is_key_byte, is_quote, past_blanks, rest, run, run_back};
use super::literal::{Setting, literal, opens};
use super::operator::Behind;
use super::pair::{element, is_name_of_value};
use super::value::{Ends, Place, Value};

/// How far below a key its values may be, and how many there are at most.
const REACH: usize = 2048;
const MOST_VALUES: usize = 64;
const MOST_LINES: usize = 64;

/// Elements that are values by their name, besides those of pairs.
const ELEMENTS: [&[u8]; 4] = [b"string", b"item", b"element", b"entry"];

impl Ends {
    /// The values below a key. `behind` is what follows it, which was no value.
    pub(super) fn below(&mut self, text: &[u8], key: &Range<usize>, behind: &Behind) -> Vec<Value> {
        match behind {
            Behind::Value(place) => {
                let at = past_blanks(text, place.at);
                match byte(text, at) {
                    b'[' => self.list(text, key.start, at + 1),
                    b'\n' | b'\r' if place.colon && at < text.len() => self.lines(text, key, at),
                    _ => Vec::new(),
                }
            }
            Behind::Element(at) => elements(text, *at),
            Behind::Section(at) => self.section(text, *at),
            Behind::Pair(at) => array(text, *at).map(|at| elements(text, at)).unwrap_or_default(),
            Behind::Argument(_) | Behind::Within(_) => Vec::new(),
        }
    }

    /// `["a", "b"]`, over lines too, and `[{"value": "a"}]`.
    fn list(&mut self, text: &[u8], key: usize, start: usize) -> Vec<Value> {
        let mut values = Vec::new();
        let mut at = past_white(text, start);
        while at < text.len().min(start + REACH) && values.len() < MOST_VALUES {
            let Some((value, end)) = self.list_element(text, key, at) else { break };
            let end = past_white(text, end);
            let next = byte(text, end);
            if matches!(next, b',' | b']') {
                values.extend(value);
            }
            if next != b',' {
                break;
            }
            at = past_white(text, end + 1);
        }
        values
    }

    /// What stands as an element, and where it ends; nothing of a map without a value.
    fn list_element(&mut self, text: &[u8], key: usize, at: usize) -> Option<(Option<Value>, usize)> {
        if opens(text, at) {
            let literal = literal(text, at, Setting { enclosed: false, spaced: true })?;
            let end = literal.end;
            return Some((Some(Value::of(literal)), end));
        }
        if byte(text, at) == b'{' {
            let value = self.sibling(text, key, at + 1)?;
            let close = run(text, value.phrase.end, 240, |byte| byte != b'}');
            return Some((Some(value), close + 1));
        }
        let value = self.plain(text, at)?;
        let end = value.word.end;
        Some((Some(value), end))
    }

    /// The lines of YAML below a key: a word alone, the elements of a list, and names of values.
    fn lines(&mut self, text: &[u8], key: &Range<usize>, at: usize) -> Vec<Value> {
        let mut values = Vec::new();
        let Some(margin) = margin(text, key.start) else { return values };
        let (mut line, mut child) = (next_line(text, at), None);
        for _ in 0..MOST_LINES {
            if line >= text.len().min(at + REACH) || values.len() >= MOST_VALUES {
                break;
            }
            let start = run(text, line, 240, |byte| byte == b' ');
            let column = start - line;
            let is_list = rest(text, start).starts_with(b"- ");
            if !is_break(byte(text, start)) && byte(text, start) != b'#' {
                let deeper = column > margin || is_list && column == margin;
                let child = *child.get_or_insert(column);
                if !deeper || column < child {
                    break;
                }
                if column == child {
                    values.extend(self.line(text, start, is_list));
                }
            }
            line = next_line(text, start);
        }
        values
    }

    fn line(&mut self, text: &[u8], start: usize, is_list: bool) -> Option<Value> {
        let node = if is_list { past_blanks(text, start + 1) } else { start };
        if let Some((name, colon)) = name_of_line(text, node, b":") {
            let place = Place { at: colon + 1, key: node, colon: true, spaced: false, literal: false };
            return is_name_of_value(&text[name]).then(|| self.value(text, &place))?;
        }
        let place = Place { at: node, key: start, colon: true, spaced: false, literal: false };
        let value = self.value(text, &place)?;
        // Several words are a sentence.
        (value.quoted || value.word == value.phrase).then_some(value)
    }

    /// The lines of a section up to the next: `value = v`, `"Value"="v"`, `@="v"`.
    fn section(&mut self, text: &[u8], at: usize) -> Vec<Value> {
        let mut values = Vec::new();
        let mut line = next_line(text, at);
        for _ in 0..MOST_LINES {
            let start = past_blanks(text, line);
            if line >= text.len().min(at + REACH) || byte(text, start) == b'[' {
                break;
            }
            if let Some((name, operator)) = name_of_line(text, start, b"=:")
                && (is_name_of_value(&text[name.clone()]) || text[name] == *b"@")
            {
                let place =
                    Place { at: operator + 1, key: start, colon: false, spaced: true, literal: false };
                values.extend(self.value(text, &place));
            }
            line = next_line(text, start);
        }
        values
    }
}

/// The elements that stand in an element from here on, as far as they are values.
fn elements(text: &[u8], start: usize) -> Vec<Value> {
    let mut values = Vec::new();
    let mut at = past_white(text, start);
    while at < text.len().min(start + REACH) && values.len() < MOST_VALUES {
        let end = run(text, at + 1, 32, is_key_byte);
        let name = rest(text, at + 1).get(..end.saturating_sub(at + 1)).unwrap_or_default();
        let is_value =
            is_name_of_value(name) || ELEMENTS.iter().any(|known| name.eq_ignore_ascii_case(known));
        if byte(text, at) != b'<' || byte(text, end) != b'>' || !is_value {
            break;
        }
        let Some(value) = element(text, end + 1, Some(name)) else { break };
        let close = run(text, value.word.end, 240, |byte| byte != b'>');
        values.push(value);
        at = past_white(text, close + 1);
    }
    values
}

/// Behind `<array>`, where that follows the tag that closes here.
fn array(text: &[u8], at: usize) -> Option<usize> {
    let close = run(text, at, 40, |byte| byte != b'>');
    let open = past_white(text, close + 1);
    (byte(text, at) == b'<' && rest(text, open).starts_with(b"<array>")).then_some(open + b"<array>".len())
}

/// The name with which a line begins, in quotes or without, and where one of these operators stands behind it.
fn name_of_line(text: &[u8], at: usize, operators: &[u8]) -> Option<(Range<usize>, usize)> {
    let quoted = is_quote(byte(text, at));
    let start = at + usize::from(quoted);
    let end = run(text, start, 80, is_key_byte);
    let closed = end + usize::from(quoted && is_quote(byte(text, end)));
    let operator = past_blanks(text, closed);
    let is_operator = operators.contains(&byte(text, operator)) && end > start;
    let apart = operators.len() > 1 || byte(text, operator + 1).is_ascii_whitespace();
    (is_operator && apart).then_some((start..end, operator))
}

/// The column of a key that begins its line, hyphens of lists left out.
fn margin(text: &[u8], key: usize) -> Option<usize> {
    let start = key - usize::from(key > 0 && is_quote(text[key - 1]));
    let line = run_back(text, start, start.saturating_sub(240), |byte| matches!(byte, b' ' | b'-'));
    (line == 0 || is_break(text[line - 1])).then_some(start - line)
}

/// Where the next line begins.
fn next_line(text: &[u8], at: usize) -> usize {
    let end = run(text, at, REACH, |byte| byte != b'\n');
    (end + 1).min(text.len())
}

fn past_white(text: &[u8], at: usize) -> usize {
    run(text, at, 240, |byte| is_blank(byte) || is_break(byte))
}

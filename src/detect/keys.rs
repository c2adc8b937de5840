//! Names of values: keys of assignments, labels of forms, tags of XML. One tokenizer reads them forwards from a key
//! word and backwards from a value.

use std::ops::Range;

use crate::model::finding::LabelKind;

/// How far a key may reach to either side of its key word, and how far before a value its name may lie.
const REACH: usize = 96;

/// The longest value of a key.
const LONGEST_VALUE: usize = 4096;

/// A key with its value, as positions in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Assignment {
    pub(super) key: Range<usize>,
    pub(super) kind: LabelKind,
    /// The value up to the first white space or delimiter, or all between its quotes.
    pub(super) word: Range<usize>,
    /// The value up to the end of its line or phrase; the same as `word` between quotes.
    pub(super) phrase: Range<usize>,
    pub(super) quoted: bool,
    /// The byte that ends the word.
    pub(super) terminator: u8,
}

/// The name before a value that starts at `start`: `name = `, `"name": "`, `Name: `, `<name>`.
pub(super) fn name_before(text: &[u8], start: usize) -> Option<(LabelKind, Range<usize>)> {
    let floor = start.saturating_sub(REACH);
    let mut at = skip_back(text, start, floor, |byte| matches!(byte, b'"' | b'\'' | b'`'), 3);
    at = skip_back(text, at, floor, |byte| matches!(byte, b' ' | b'\t'), 8);
    if at > floor && text[at - 1] == b'>' && text[..at - 1].last() != Some(&b'=') {
        return tag_before(text, at - 1, floor);
    }
    let operator_end = at;
    at = skip_back(text, at, floor, is_operator, 3);
    if at == operator_end {
        return None;
    }
    let operator = &text[at..operator_end];
    at = skip_back(text, at, floor, |byte| matches!(byte, b' ' | b'\t'), 8);
    let quote = at.checked_sub(1).map(|last| text[last]).filter(|byte| matches!(byte, b'"' | b'\'' | b'`'));
    if let Some(quote) = quote {
        let open = text[floor..at - 1].iter().rposition(|&byte| byte == quote)? + floor;
        return named(LabelKind::Key, open + 1..at - 1);
    }
    let key_start = skip_back(text, at, floor, is_key_byte, REACH);
    let label_start = skip_back(text, at, floor, is_label_byte, REACH);
    let spoken = operator.contains(&b':') || operator.contains(&b'#');
    if spoken && text[label_start..at].trim_ascii().contains(&b' ') {
        let leading = text[label_start..at].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        return named(LabelKind::Label, label_start + leading..at);
    }
    named(if spoken { LabelKind::Label } else { LabelKind::Key }, key_start..at)
}

/// The assignment of the key that ends with the key word at `word`; `None` where no value follows.
pub(super) fn assignment_at(text: &[u8], word: Range<usize>) -> Option<Assignment> {
    let floor = word.start.saturating_sub(REACH);
    let start = skip_back(text, word.start, floor, is_key_byte, REACH);
    // What may follow the last word of a key: a number, as in `password2`.
    let digits = text[word.end..].iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    let end = word.end + digits;
    if text.get(end).copied().is_some_and(is_key_byte) && text.get(end) != Some(&b'.') {
        return None;
    }
    let key = start..end;
    let mut at = skip(text, end, |byte| matches!(byte, b'"' | b'\'' | b'`' | b']' | b')'), 2);
    let spaces = at;
    at = skip(text, at, |byte| matches!(byte, b' ' | b'\t'), 24);
    let operator = at;
    at = operator_end(text, at, start, spaces < at)?;
    let colon = text[operator..at].contains(&b':') || text[operator..at].contains(&b'#');
    at = skip(text, at, |byte| matches!(byte, b' ' | b'\t'), 24);
    let mut value = value_at(text, at)?;
    if colon && !value.quoted {
        value = typed(text, &value).unwrap_or(value);
    }
    let prose = colon && !text[..start].ends_with(b"\"") && key_is_spoken(&text[key.clone()]);
    let kind = if prose { LabelKind::Label } else { LabelKind::Key };
    Some(Assignment { key, kind, ..value })
}

/// Where the operator ends: `=`, `:`, `:=`, `=>`, `>` of a tag, `#`; white space alone after a command-line flag.
/// Comparisons are none.
fn operator_end(text: &[u8], at: usize, key_start: usize, spaced: bool) -> Option<usize> {
    let rest = &text[at..];
    if rest.starts_with(b"==") || rest.starts_with(b"!=") || rest.starts_with(b"::") {
        return None;
    }
    let tag = rest.first() == Some(&b'>') && key_start > 0 && text[key_start - 1] == b'<';
    if tag {
        return Some(at + 1);
    }
    let length = rest.iter().take(3).take_while(|&&byte| is_operator(byte)).count();
    let flag = spaced && text[key_start..].starts_with(b"--");
    match length {
        0 if flag => Some(at),
        0 => None,
        _ if rest[0] == b'>' => None,
        _ => Some(at + length),
    }
}

fn value_at(text: &[u8], at: usize) -> Option<Assignment> {
    let at = at + usize::from(is_prefixed_string(&text[at.min(text.len())..]));
    let first = *text.get(at)?;
    let blank = |range: Range<usize>, phrase, quoted, terminator| Assignment {
        key: 0..0,
        kind: LabelKind::Key,
        word: range,
        phrase,
        quoted,
        terminator,
    };
    if matches!(first, b'"' | b'\'' | b'`') {
        let triple = text[at..].starts_with(&[first; 3]);
        let open = at + if triple { 3 } else { 1 };
        let close = closing_quote(text, open, first)?;
        return (close > open).then(|| blank(open..close, open..close, true, first));
    }
    let limit = text.len().min(at + LONGEST_VALUE);
    let length = text[at..limit].iter().take_while(|&&byte| !ends_word(byte)).count();
    let terminator = text.get(at + length).copied().unwrap_or(b'\n');
    let words = text[at..limit].iter().take_while(|&&byte| !ends_phrase(byte)).count();
    let phrase = at..at + text[at..at + words].trim_ascii_end().len();
    (length > 0).then(|| blank(at..at + length, phrase, false, terminator))
}

/// `password: str = "x"`: what follows the type is the value.
fn typed(text: &[u8], value: &Assignment) -> Option<Assignment> {
    let rest = &text[value.word.start..];
    let line = &rest[..rest.iter().take(120).take_while(|&&byte| byte != b'\n').count()];
    let equals = line.iter().position(|&byte| byte == b'=')?;
    let before = &line[..equals];
    let is_type = !before.is_empty()
        && before.iter().all(|&byte| {
            byte.is_ascii_alphanumeric()
                || matches!(byte, b'_' | b' ' | b'&' | b'\'' | b'<' | b'>' | b'[' | b']' | b':' | b'|' | b'?')
        })
        && before.ends_with(b" ");
    let at = value.word.start + equals + 1;
    is_type.then(|| value_at(text, skip(text, at, |byte| byte == b' ', 4)))?.filter(|value| value.quoted)
}

/// `b"…"`, `r'…'`, `@"…"`: one letter before a quote.
fn is_prefixed_string(rest: &[u8]) -> bool {
    matches!(rest, [b'b' | b'r' | b'u' | b'f' | b'L' | b'@' | b'B' | b'R', b'"' | b'\'', ..])
}

/// The closing quote on the same line that no backslash precedes.
fn closing_quote(text: &[u8], open: usize, quote: u8) -> Option<usize> {
    let mut escaped = false;
    for (offset, &byte) in text[open..].iter().take(LONGEST_VALUE).enumerate() {
        match byte {
            b'\n' => return None,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            _ if byte == quote => return Some(open + offset),
            _ => {}
        }
    }
    None
}

fn tag_before(text: &[u8], close: usize, floor: usize) -> Option<(LabelKind, Range<usize>)> {
    let open = text[floor..close].iter().rposition(|&byte| byte == b'<')? + floor + 1;
    let length = text[open..close].iter().take_while(|&&byte| is_key_byte(byte) || byte == b':').count();
    named(LabelKind::Key, open..open + length)
}

fn named(kind: LabelKind, range: Range<usize>) -> Option<(LabelKind, Range<usize>)> {
    (!range.is_empty()).then_some((kind, range))
}

fn skip_back(text: &[u8], at: usize, floor: usize, wanted: impl Fn(u8) -> bool, most: usize) -> usize {
    let from = floor.max(at.saturating_sub(most));
    at - text[from..at].iter().rev().take_while(|&&byte| wanted(byte)).count()
}

fn skip(text: &[u8], at: usize, wanted: impl Fn(u8) -> bool, most: usize) -> usize {
    at + text[at.min(text.len())..].iter().take(most).take_while(|&&byte| wanted(byte)).count()
}

fn is_operator(byte: u8) -> bool {
    matches!(byte, b'=' | b':' | b'#' | b'>')
}

fn is_key_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'$' | b'@') || byte >= 0x80
}

fn is_label_byte(byte: u8) -> bool {
    is_key_byte(byte) || matches!(byte, b' ' | b'/' | b'\'' | b'(' | b')')
}

fn ends_word(byte: u8) -> bool {
    byte.is_ascii_whitespace()
        || matches!(
            byte,
            b',' | b';'
                | b')'
                | b']'
                | b'}'
                | b'>'
                | b'|'
                | b'<'
                | b'"'
                | b'\''
                | b'('
                | b'['
                | b'`'
                | b'\\'
                | b'\0'
        )
}

fn ends_phrase(byte: u8) -> bool {
    matches!(
        byte,
        b'\n' | b'\r' | b'\t' | b';' | b'|' | b'<' | b'>' | b'{' | b'}' | b'"' | b'\0' | b'=' | b'('
    )
}

/// Labels of forms are words as people write them: `Name`, `Date of birth`, not `dbPassword`.
fn key_is_spoken(key: &[u8]) -> bool {
    !key.iter().any(|byte| matches!(byte, b'_' | b'.' | b'$' | b'-'))
        && key.iter().skip(1).all(|byte| !byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::{assignment_at, name_before};

    fn before(text: &str, expected: Option<&str>) {
        let start = text.find('@').unwrap();
        let name = name_before(text.as_bytes(), start).map(|(_, range)| &text[range]);
        assert_eq!(name, expected, "{text}");
    }

    #[test]
    fn names_are_read_backwards() {
        before("ssn = @", Some("ssn"));
        before("\"ssn\": \"@", Some("ssn"));
        before("  Social Security Number: @", Some("Social Security Number"));
        before("born 1961, Tax ID #@", Some("Tax ID"));
        before("<taxId>@", Some("taxId"));
        before("<add name=\"ssn\">@", Some("add"));
        before("user.ssn=@", Some("user.ssn"));
        before("see @", None);
        before("@", None);
    }

    fn at(text: &str, word: &str, expected: Option<(&str, &str, &str)>) {
        let start = text.find(word).unwrap();
        let found = assignment_at(text.as_bytes(), start..start + word.len());
        let found = found.map(|it| (&text[it.key], &text[it.word], &text[it.phrase]));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn assignments_are_read_forwards() {
        at("DB_PASSWORD=x1", "PASSWORD", Some(("DB_PASSWORD", "x1", "x1")));
        at("\"password\": \"a b\",", "password", Some(("password", "a b", "a b")));
        at("name: Jo Roe, 3", "name", Some(("name", "Jo", "Jo Roe, 3")));
        at("let password: &str = \"x y\";", "password", Some(("password", "x y", "x y")));
        at("password: str = b'x'", "password", Some(("password", "x", "x")));
        at("if password == \"x\"", "password", None);
        at("<password>x</password>", "password", Some(("password", "x", "x")));
        at("mysql --password x", "password", Some(("--password", "x", "x")));
        at("password_hash = 1", "password", None);
        at("config['password'] = 'x'", "password", Some(("password", "x", "x")));
    }
}

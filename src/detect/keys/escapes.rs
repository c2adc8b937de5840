//! What stands for a character in a literal or a document: backslashes, quotes written twice, entities. Undoes them where
//! their meaning is the same in every language, and leaves the rest as it stands.

use super::bytes::is_blank;

/// Each pair of quotes as one.
pub(super) fn undoubled(inner: &[u8], quote: u8) -> Vec<u8> {
    let mut said = Vec::with_capacity(inner.len());
    let mut doubled = false;
    for &byte in inner {
        doubled = byte == quote && said.last() == Some(&quote) && !doubled;
        if !doubled {
            said.push(byte);
        }
    }
    said
}

/// Without the backslashes of escapes that stand for a character one can see; a line that goes on behind one is
/// joined. The others stay: what they mean differs too much. Between single quotes most languages escape only these
/// themselves.
pub(super) fn unescaped(inner: &[u8], single: bool) -> Vec<u8> {
    let mut said = Vec::with_capacity(inner.len());
    let mut at = 0;
    while at < inner.len() {
        let (length, character) = if inner[at] == b'\\' { escape(&inner[at..], single) } else { (1, None) };
        match character {
            Some(character) => {
                let mut bytes = [0; 4];
                said.extend_from_slice(character.encode_utf8(&mut bytes).as_bytes());
            }
            None if length > 1 => {}
            None => said.push(inner[at]),
        }
        at += length;
    }
    said
}

/// The length of the escape with which these bytes begin and what it stands for: nothing for a line that goes on, and
/// one byte for what is none.
fn escape(inner: &[u8], single: bool) -> (usize, Option<char>) {
    match inner {
        [_, b'\r', b'\n', ..] => (3 + margin(&inner[3..]), None),
        [_, b'\n', ..] => (2 + margin(&inner[2..]), None),
        [_, mark @ (b'"' | b'\'' | b'\\'), ..] => (2, Some(char::from(*mark))),
        [_, mark @ (b'/' | b'$' | b'`' | b'#' | b'@' | b'%'), ..] if !single => (2, Some(char::from(*mark))),
        [_, b'u', digits @ ..] if !single && digits.len() >= 4 => numbered(&digits[..4], 6),
        [_, b'x', digits @ ..] if !single && digits.len() >= 2 => numbered(&digits[..2], 4),
        _ => (1, None),
    }
}

/// The blanks with which a line begins that goes on from the one before.
fn margin(line: &[u8]) -> usize {
    line.iter().take(120).take_while(|&&byte| is_blank(byte)).count()
}

fn numbered(digits: &[u8], length: usize) -> (usize, Option<char>) {
    let number = std::str::from_utf8(digits).ok().and_then(|digits| u32::from_str_radix(digits, 16).ok());
    // A byte that is no character by itself is a part of one.
    let single = digits.len() == 4 || number.is_some_and(|number| number < 0x80);
    let character = number.filter(|_| single).and_then(char::from_u32);
    let character = character.filter(|character| !character.is_control());
    if character.is_some() { (length, character) } else { (1, None) }
}

/// The five named entities of XML as what they stand for.
pub(super) fn without_entities(inner: &[u8]) -> Vec<u8> {
    const ENTITIES: [(&[u8], u8); 5] =
        [(b"&amp;", b'&'), (b"&lt;", b'<'), (b"&gt;", b'>'), (b"&quot;", b'"'), (b"&apos;", b'\'')];
    let mut said = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(&first) = rest.first() {
        let entity = ENTITIES.iter().find(|(name, _)| first == b'&' && rest.starts_with(name));
        said.push(entity.map_or(first, |(_, means)| *means));
        rest = &rest[entity.map_or(1, |(name, _)| name.len())..];
    }
    said
}

//! The tags of HTML, as browsers read them: a name of letters, attributes in any quotes, and `>` inside quotes is none.

use std::ops::Range;

/// What stands at a `<`. Ranges are places in the text.
pub(super) enum Tag {
    /// Nothing: the sign itself.
    None,
    /// A declaration, an instruction, or a tag that does not matter; what ends there.
    Other(usize),
    /// A start tag.
    Open { name: Range<usize>, attributes: Range<usize>, end: usize },
    /// An end tag.
    Close { name: Range<usize>, end: usize },
}

/// The tag at `at` in a text that ends where a window reaches no further. Outside tables only those are read that may begin one
/// or whose content is no markup.
pub(super) fn tag_at(text: &[u8], at: usize, outside: bool) -> Tag {
    match text.get(at + 1) {
        Some(b'!' | b'?') => Tag::Other(end_of(text, at + 2)),
        Some(b'/') => close_at(text, at),
        Some(byte) if byte.is_ascii_alphabetic() => {
            let name = name_at(text, at + 1);
            if outside && !matters_outside(&text[name.clone()]) {
                return Tag::Other(name.end);
            }
            let end = end_of(text, name.end);
            let inside = end - usize::from(text[name.end..end].ends_with(b">"));
            Tag::Open { attributes: name.end..inside, name, end }
        }
        _ => Tag::None,
    }
}

fn close_at(text: &[u8], at: usize) -> Tag {
    let name = name_at(text, at + 2);
    if name.is_empty() {
        return Tag::Other(at + 2);
    }
    Tag::Close { end: end_of(text, name.end), name }
}

fn name_at(text: &[u8], at: usize) -> Range<usize> {
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b':');
    at..at + text[at..].iter().take_while(is_name).count()
}

fn matters_outside(name: &[u8]) -> bool {
    matches!(name.first(), Some(b't' | b'T' | b's' | b'S'))
}

/// Behind the `>` that ends a tag, past those in quotes; the end of the text where none does.
fn end_of(text: &[u8], mut at: usize) -> usize {
    while let Some(found) = memchr::memchr3(b'>', b'"', b'\'', &text[at..]) {
        at += found + 1;
        if text[at - 1] == b'>' {
            return at;
        }
        // Quotes begin a value only behind `=`.
        let is_value = text[..at - 1].trim_ascii_end().ends_with(b"=");
        if is_value {
            let Some(close) = memchr::memchr(text[at - 1], &text[at..]) else { break };
            at += close + 1;
        }
    }
    text.len()
}

/// The number that an attribute gives, such as `colspan`.
pub(super) fn number_of(attributes: &[u8], wanted: &[u8]) -> Option<usize> {
    let starts = attributes.windows(wanted.len()).position(|word| word.eq_ignore_ascii_case(wanted))?;
    let rest = attributes[starts + wanted.len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest =
        rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest).trim_ascii_start();
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&rest[..digits.min(6)]).ok()?.parse().ok()
}

/// A text with its references resolved: those of numbers, and the names that stand in tables.
pub(super) fn resolve(text: &[u8], into: &mut Vec<u8>) {
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest) {
        into.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let (character, length) = reference(rest).unwrap_or(('&', 1));
        into.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        rest = &rest[length..];
    }
    into.extend_from_slice(rest);
}

/// The named references that stand in tables of data; others stay as they are.
const NAMED: [(&[u8], char); 14] = [
    (b"amp", '&'),
    (b"lt", '<'),
    (b"gt", '>'),
    (b"quot", '"'),
    (b"apos", '\''),
    (b"nbsp", ' '),
    (b"shy", '\u{ad}'),
    (b"ndash", '–'),
    (b"mdash", '—'),
    (b"hyphen", '‐'),
    (b"commat", '@'),
    (b"period", '.'),
    (b"colon", ':'),
    (b"lowbar", '_'),
];

/// The character of the reference with which a text begins, and its length. Spaces that do not break are spaces.
fn reference(text: &[u8]) -> Option<(char, usize)> {
    let stop = text.iter().take(12).position(|&byte| byte == b';')?;
    let name = &text[1..stop];
    let character = match name.strip_prefix(b"#") {
        None => NAMED.iter().find(|(known, _)| *known == name)?.1,
        Some(number) => {
            let (digits, radix) = match number.strip_prefix(b"x").or_else(|| number.strip_prefix(b"X")) {
                Some(digits) => (digits, 16),
                None => (number, 10),
            };
            let code = u32::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok()?;
            char::from_u32(code).filter(|&character| character != '\0')?
        }
    };
    Some((if character == '\u{a0}' { ' ' } else { character }, stop + 1))
}

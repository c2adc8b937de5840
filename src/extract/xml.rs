//! XML as a stream of events: elements, their attributes and their text, in order; what is not well formed is read as
//! far as it makes sense. Knows no vocabulary. Markup belongs to the window in which it starts; what no window holds
//! whole is passed over. Neither entities of a document's own nor anything outside the document is ever read.

use std::borrow::Cow;
use std::ops::Range;

/// The most attributes of an element that are given.
const MOST_ATTRIBUTES: usize = 64;

/// What comes next, at positions in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// An element begins.
    Start(Tag),
    /// An element of this name ends.
    End(Range<usize>),
    /// Text between tags, not blank, without white space at its ends; `plain` is that of a CDATA section, in which
    /// nothing is escaped.
    Text {
        /// Where it lies.
        range: Range<usize>,
        /// Whether it is as it stands.
        plain: bool,
    },
}

/// The beginning of an element. Names are without their prefixes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    /// Its name.
    pub(super) name: Range<usize>,
    /// Names and values, without quotes.
    pub(super) attributes: Vec<(Range<usize>, Range<usize>)>,
    /// Whether it ends at once.
    pub(super) empty: bool,
}

/// A text being read.
#[derive(Clone, Debug, Default)]
pub(super) struct Xml {
    next: u64,
    /// What ends the markup being passed over, which no window holds whole.
    passing: Option<&'static [u8]>,
}

impl Xml {
    /// The next event that begins before `end` in a text whose first byte has the offset `base`; none when there is no
    /// more. `reach` is how far behind its start an event may end.
    pub(super) fn next(&mut self, text: &[u8], base: u64, end: usize, reach: usize) -> Option<Event> {
        loop {
            let at = usize::try_from(self.next.saturating_sub(base)).ok().filter(|&at| at < end)?;
            if let Some(closing) = self.passing {
                self.pass_over(text, at, end, closing);
                continue;
            }
            let rest = &text[at..text.len().min(at + reach)];
            let (event, length) = if rest[0] == b'<' { self.markup(at, rest) } else { self.text(at, rest) };
            self.next += length as u64;
            if event.is_some() {
                return event;
            }
        }
    }

    /// The end of the markup may lie across the border of what the window owns.
    fn pass_over(&mut self, text: &[u8], at: usize, end: usize, closing: &'static [u8]) {
        let reach = text.len().min(end + closing.len() - 1);
        match memchr::memmem::find(&text[at..reach], closing) {
            Some(found) => {
                self.passing = None;
                let opens = usize::from(closing != b"<") * closing.len();
                self.next += (found + opens) as u64;
            }
            None => self.next += (end - at) as u64,
        }
    }

    /// Text that nothing follows may go on where the document was cut, so it is not given.
    fn text(&mut self, at: usize, rest: &[u8]) -> (Option<Event>, usize) {
        match memchr::memchr(b'<', rest) {
            Some(length) => (text_event(at, &rest[..length], false), length),
            None => self.unended(b"<", 1),
        }
    }

    fn markup(&mut self, at: usize, rest: &[u8]) -> (Option<Event>, usize) {
        for (opening, closing) in SECTIONS {
            if let Some(inner) = rest.strip_prefix(*opening) {
                let Some(length) = memchr::memmem::find(inner, closing) else {
                    return self.unended(closing, opening.len());
                };
                let text = (*opening == CDATA).then(|| text_event(at + CDATA.len(), &inner[..length], true));
                return (text.flatten(), opening.len() + length + closing.len());
            }
        }
        let Some(length) = tag_end(rest) else { return self.unended(b">", 1) };
        let event = match rest[1] {
            b'/' => Some(Event::End(local(at + 2, name_length(&rest[2..length]), &rest[2..length]))),
            b'!' => None,
            _ => tag(at, &rest[..length]).map(Event::Start),
        };
        (event, length + 1)
    }

    fn unended(&mut self, closing: &'static [u8], length: usize) -> (Option<Event>, usize) {
        self.passing = Some(closing);
        (None, length)
    }
}

const CDATA: &[u8] = b"<![CDATA[";

/// Markup that is no tag, by how it begins and ends.
const SECTIONS: &[(&[u8], &[u8])] = &[(b"<!--", b"-->"), (CDATA, b"]]>"), (b"<?", b"?>")];

fn text_event(at: usize, text: &[u8], plain: bool) -> Option<Event> {
    let start = at + text.len() - text.trim_ascii_start().len();
    let length = text.trim_ascii().len();
    (length > 0).then_some(Event::Text { range: start..start + length, plain })
}

/// Where the `>` stands that ends a tag, outside quotes.
fn tag_end(rest: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr::memchr3(b'>', b'"', b'\'', rest.get(at..)?)?;
        if rest[at] == b'>' {
            return Some(at);
        }
        at += 2 + memchr::memchr(rest[at], &rest[at + 1..])?;
    }
}

fn tag(at: usize, rest: &[u8]) -> Option<Tag> {
    let empty = rest.ends_with(b"/");
    let inner = &rest[1..rest.len() - usize::from(empty && rest.len() > 1)];
    let length = name_length(inner);
    if length == 0 {
        return None;
    }
    Some(Tag { name: local(at + 1, length, inner), attributes: attributes(at + 1, inner, length), empty })
}

/// The attributes behind the first `from` bytes of a tag's inside, which begins at `at`.
fn attributes(at: usize, inner: &[u8], from: usize) -> Vec<(Range<usize>, Range<usize>)> {
    let mut found = Vec::new();
    let mut from = from;
    while found.len() < MOST_ATTRIBUTES {
        from += skip(&inner[from..], |byte| byte.is_ascii_whitespace() || byte == b'/');
        let length = name_length(&inner[from..]);
        let value_at =
            from + length + skip(&inner[from + length..], |byte| byte.is_ascii_whitespace() || byte == b'=');
        let quote = inner.get(value_at).copied().filter(|byte| matches!(byte, b'"' | b'\''));
        let Some(value) = quote.and_then(|quote| memchr::memchr(quote, &inner[value_at + 1..])) else {
            break;
        };
        if length > 0 {
            let start = at + value_at + 1;
            found.push((local(at + from, length, &inner[from..]), start..start + value));
        }
        from = value_at + value + 2;
    }
    found
}

fn skip(bytes: &[u8], what: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| what(**byte)).count()
}

fn name_length(bytes: &[u8]) -> usize {
    skip(bytes, |byte| !byte.is_ascii_whitespace() && !matches!(byte, b'=' | b'/' | b'"' | b'\'' | b'>'))
}

/// A name without its prefix.
fn local(at: usize, length: usize, text: &[u8]) -> Range<usize> {
    let prefix = memchr::memrchr(b':', &text[..length]).map_or(0, |colon| colon + 1);
    at + prefix..at + length
}

/// Text or the value of an attribute with its references resolved; those of other entities stay as they are.
pub(super) fn unescape(raw: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'&', raw).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut plain = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'&', rest) {
        plain.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let end = memchr::memchr(b';', &rest[..rest.len().min(12)]).unwrap_or(0);
        if let Some(character) = reference(&rest[1..end.max(1)]) {
            plain.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            rest = &rest[end + 1..];
        } else {
            plain.push(b'&');
            rest = &rest[1..];
        }
    }
    plain.extend_from_slice(rest);
    Cow::Owned(plain)
}

fn reference(name: &[u8]) -> Option<char> {
    match name {
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        [b'#', b'x', digits @ ..] => number(digits, 16),
        [b'#', digits @ ..] => number(digits, 10),
        _ => None,
    }
}

fn number(digits: &[u8], radix: u32) -> Option<char> {
    let digits = std::str::from_utf8(digits).ok().filter(|digits| digits.bytes().all(|byte| byte != b'+'))?;
    char::from_u32(u32::from_str_radix(digits, radix).ok()?)
}

//! The headers of mail (RFC 5322), of one message or of all in a mailbox (RFC 4155); what follows the first empty line is
//! left to the search of text. The path is the header's name as it is mostly written, `Subject`; of each address in a
//! list the name and the address have their own: `From.name`, `From.address`. Encoded words (RFC 2047) are decoded. Each
//! message is a record.

use std::borrow::Cow;
use std::ops::Range;

use super::Structure;
use super::folded::{FoldedLines, Folding, Giving, Line, from_quoted_printable, to_utf8};
use crate::model::piece::{Format, Pieces};
use crate::model::window::Window;

/// The longest name of a header.
const LONGEST_NAME: usize = 76;

/// The most addresses of a line that are given.
const MOST_ADDRESSES: usize = 1_024;

/// Headers that hold addresses.
const ADDRESSES: [&str; 18] = [
    "From",
    "To",
    "Cc",
    "Bcc",
    "Reply-To",
    "Sender",
    "Return-Path",
    "Delivered-To",
    "Envelope-To",
    "Errors-To",
    "Mail-Followup-To",
    "Disposition-Notification-To",
    "Resent-From",
    "Resent-To",
    "Resent-Cc",
    "Resent-Sender",
    "X-Original-To",
    "X-Envelope-From",
];

/// Parts of names that are written in capitals.
const CAPITALS: [&str; 5] = ["id", "ip", "mime", "dkim", "spf"];

/// Headers being read.
#[derive(Default)]
pub(super) struct MailHeaders {
    lines: FoldedLines,
    messages: u64,
    place: Place,
    /// Whether a line that begins with `From ` begins a message.
    is_mailbox: bool,
}

/// Where in a message the next line stands.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    /// Before the first line.
    #[default]
    Start,
    /// Among the headers.
    Headers,
    /// Behind them, perhaps right behind an empty line.
    Body { after_empty: bool },
}

/// Whether a text begins with headers of a message, among them such as only mail has.
pub(super) fn begins(head: &[u8], extension: &[u8]) -> bool {
    let mut found = Vec::new();
    let mut lines =
        head.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line)).peekable();
    let is_mailbox = lines.next_if(|line| line.starts_with(b"From ")).is_some();
    while let Some(line) = lines.next().filter(|line| !line.is_empty()) {
        let is_cut = lines.peek().is_none();
        match header(line) {
            Some((name, _)) => found.push(name),
            None if matches!(line[0], b' ' | b'\t') && !found.is_empty() || is_cut => {}
            None => return false,
        }
    }
    let has = |name: &str| found.iter().any(|known| known == name);
    let is_marked = has("Message-ID") || has("Received") || has("Date") || has("Subject") && has("To");
    has("From") && (is_marked || is_mailbox || matches!(extension, b"eml" | b"mbox"))
        || has("Received") && has("Message-ID")
}

impl Structure for MailHeaders {
    fn read(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces) {
        while let Some(line) = self.lines.next(window, Folding { keeps_blank: true, soft_breaks: false }) {
            let is_empty = line.text().is_empty();
            let begins = line.text().starts_with(b"From ");
            self.place = match self.place {
                Place::Start if is_empty => Place::Start,
                Place::Start if begins => {
                    self.is_mailbox = true;
                    Place::Headers
                }
                Place::Body { after_empty: true } if begins && self.is_mailbox => {
                    self.messages += 1;
                    Place::Headers
                }
                Place::Body { .. } => Place::Body { after_empty: is_empty },
                _ if is_empty => Place::Body { after_empty: true },
                _ => Place::Headers,
            };
            if self.place == Place::Headers && !begins {
                self.line(window, &line, pieces);
            }
        }
    }
}

impl MailHeaders {
    fn line(&self, window: &Window<'_>, line: &Line<'_>, pieces: &mut dyn Pieces) {
        let Some((name, colon)) = header(line.text()) else { return };
        let record = self.messages;
        let giving = &mut Giving { line, window, pieces, format: Format::Mail, record };
        let range = giving.trimmed(colon + 1..line.text().len());
        if ADDRESSES.contains(&name.as_str()) {
            for part in divided(giving.at(&range), range.start).into_iter().take(MOST_ADDRESSES) {
                mailbox(giving, &name, part);
            }
        } else {
            let text = giving.at(&range);
            let bracketed = text.len() > 2 && text.starts_with(b"[") && text.ends_with(b"]");
            let range = if bracketed { range.start + 1..range.end - 1 } else { range };
            let value = decoded(giving.at(&range));
            giving.give(name, range, value);
        }
    }
}

/// Gives the name and the address of one who writes or is written to.
fn mailbox(giving: &mut Giving<'_, '_>, header: &str, range: Range<usize>) {
    let text = giving.at(&range);
    let at = |range: Range<usize>, start: usize| start + range.start..start + range.end;
    let angle = quoted_position(text, b'<');
    let address = if let Some(open) = angle {
        let close = open + memchr::memchr(b'>', &text[open..]).unwrap_or(text.len() - open);
        open + 1..close.max(open + 1)
    } else {
        let words = text.iter().position(|byte| matches!(byte, b' ' | b'\t' | b'('));
        0..words.unwrap_or(text.len())
    };
    let name = match angle {
        Some(open) if !text[..open].trim_ascii().is_empty() => Some(0..open),
        _ => comment(text, address.end),
    };
    if let Some(name) = name {
        let name = giving.trimmed(at(name, range.start));
        let is_quoted =
            name.len() > 2 && giving.at(&name).starts_with(b"\"") && giving.at(&name).ends_with(b"\"");
        let name = if is_quoted { name.start + 1..name.end - 1 } else { name };
        let written = giving.at(&name);
        let value = if is_quoted { unescaped(written) } else { decoded(written) };
        giving.give(format!("{header}.name"), name, value);
    }
    let address = giving.trimmed(at(address, range.start));
    if giving.at(&address).contains(&b'@') {
        giving.plain(format!("{header}.address"), address);
    }
}

/// What stands in parentheses behind an address.
fn comment(text: &[u8], from: usize) -> Option<Range<usize>> {
    let open = from + memchr::memchr(b'(', &text[from..])?;
    let close = open + memchr::memchr(b')', &text[open..])?;
    Some(open + 1..close)
}

/// The parts of a list of addresses, also of groups (`team: a@b, c@d;`), offset by where the list starts.
fn divided(text: &[u8], offset: usize) -> Vec<Range<usize>> {
    let (mut parts, mut start, mut at) = (Vec::new(), 0, 0);
    while let Some(next) = list_position(&text[at..]) {
        if text[at + next] != b':' {
            parts.push(start..at + next);
        }
        (start, at) = (at + next + 1, at + next + 1);
    }
    parts.push(start..text.len());
    let trimmed = |part: Range<usize>| {
        let inner = &text[part.clone()];
        let from = offset + part.start + inner.len() - inner.trim_ascii_start().len();
        from..from + inner.trim_ascii().len()
    };
    parts.into_iter().map(trimmed).filter(|part| !part.is_empty()).collect()
}

/// The first byte that divides a list, outside quotes, parentheses and angles.
fn list_position(text: &[u8]) -> Option<usize> {
    let (mut quoted, mut escaped, mut depth) = (false, false, 0_u32);
    text.iter().position(|&byte| {
        let plain = !escaped;
        escaped = byte == b'\\' && plain;
        match byte {
            b'"' if plain => quoted = !quoted,
            b'(' | b'<' if plain && !quoted => depth += 1,
            b')' | b'>' if plain && !quoted => depth = depth.saturating_sub(1),
            b',' | b';' | b':' => return plain && !quoted && depth == 0,
            _ => {}
        }
        false
    })
}

/// The first such byte outside quotes.
fn quoted_position(text: &[u8], wanted: u8) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    text.iter().position(|&byte| {
        let plain = !escaped;
        escaped = byte == b'\\' && plain;
        quoted ^= byte == b'"' && plain;
        plain && !quoted && byte == wanted
    })
}

/// The name of a header as it is mostly written, and where the colon behind it stands.
fn header(line: &[u8]) -> Option<(String, usize)> {
    let colon = memchr::memchr(b':', &line[..line.len().min(LONGEST_NAME + 1)]).filter(|&colon| colon > 0)?;
    let name = std::str::from_utf8(&line[..colon]).ok()?.trim_end();
    let plain = !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let words = name.split('-').map(|word| {
        let lower = word.to_ascii_lowercase();
        let capitals = if CAPITALS.contains(&lower.as_str()) { lower.len() } else { lower.len().min(1) };
        format!("{}{}", lower[..capitals].to_ascii_uppercase(), &lower[capitals..])
    });
    plain.then(|| (words.collect::<Vec<_>>().join("-"), colon))
}

/// A quoted name as it is meant: backslashes stand before what is meant as it is. Some writers quote encoded words too.
fn unescaped(written: &[u8]) -> Cow<'_, [u8]> {
    if !written.contains(&b'\\') {
        return decoded(written);
    }
    let mut escaped = false;
    let mut keep = |byte: u8| {
        escaped = byte == b'\\' && !escaped;
        !escaped
    };
    written.iter().copied().filter(|&byte| keep(byte)).collect::<Vec<u8>>().into()
}

/// A text with its encoded words as they are meant; the white space between two of them is none.
fn decoded(text: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memmem::find(text, b"=?").is_none() {
        return Cow::Borrowed(text);
    }
    let (mut plain, mut rest) = (Vec::with_capacity(text.len()), text);
    let mut behind_word = false;
    while !rest.is_empty() {
        let blank = rest.len() - rest.trim_ascii_start().len();
        if let Some((word, length)) = encoded_word(&rest[blank..]) {
            if !behind_word {
                plain.extend_from_slice(&rest[..blank]);
            }
            plain.extend(word);
            rest = &rest[blank + length..];
            behind_word = true;
        } else {
            plain.extend_from_slice(&rest[..blank.max(1)]);
            rest = &rest[blank.max(1)..];
            behind_word = false;
        }
    }
    Cow::Owned(plain)
}

/// `=?charset?B?text?=` or `=?charset?Q?text?=` at the start of a text, in UTF-8, and how long it is.
fn encoded_word(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let inner = text.strip_prefix(b"=?")?;
    let mut parts = inner.splitn(3, |&byte| byte == b'?');
    let (charset, encoding, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let end = memchr::memmem::find(rest, b"?=")?;
    let bytes = match encoding {
        b"B" | b"b" => data_encoding::BASE64.decode(&rest[..end]).ok()?,
        b"Q" | b"q" => {
            let spaced: Vec<u8> =
                rest[..end].iter().map(|&byte| if byte == b'_' { b' ' } else { byte }).collect();
            from_quoted_printable(&spaced)
        }
        _ => return None,
    };
    let charset = charset.split(|&byte| byte == b'*').next().unwrap_or_default();
    Some((to_utf8(charset, bytes), text.len() - rest.len() + end + 2))
}

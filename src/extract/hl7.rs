//! HL7 version 2 messages, segment by segment (HL7 v2.9, chapter 2: message construction). The delimiters come from
//! each MSH segment. What stands in brackets says of which kind an identifier is: `PID-3.1[SS]`. A segment belongs to the window in which it starts; one that is longer than a window reaches is
//! read as far as it goes.

use std::borrow::Cow;

use super::{OWN_TEXT, Structure};
use crate::model::piece::{Field, Format, Origin, Pieces};
use crate::model::window::{AFTER, Window};

/// The most fields of a segment, repetitions of a field and components of a repetition that are given.
const MOST_PARTS: usize = 256;

/// Messages being read.
pub(super) struct Hl7 {
    next: u64,
    overlong: bool,
    messages: u64,
    field: u8,
    component: u8,
    repetition: u8,
    escape: u8,
}

impl Default for Hl7 {
    fn default() -> Self {
        Self {
            next: 0,
            overlong: false,
            messages: 0,
            field: b'|',
            component: b'^',
            repetition: b'~',
            escape: b'\\',
        }
    }
}

impl Structure for Hl7 {
    fn read(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces) {
        let text = window.text();
        let end = window.owned().end;
        while let Some(start) =
            usize::try_from(self.next.saturating_sub(window.base())).ok().filter(|&at| at < end)
        {
            let rest =
                if self.overlong { &text[start..end] } else { &text[start..text.len().min(start + AFTER)] };
            let length = memchr::memchr2(b'\r', b'\n', rest);
            if !self.overlong {
                self.segment(window, start, &rest[..length.unwrap_or(rest.len())], pieces);
            }
            self.overlong = length.is_none();
            self.next = window.offset(start + length.map_or(rest.len(), |length| length + 1));
        }
    }
}

impl Hl7 {
    fn segment(&mut self, window: &Window<'_>, start: usize, segment: &[u8], pieces: &mut dyn Pieces) {
        let framing = segment.iter().take_while(|byte| matches!(byte, 0x0b | 0x1c)).count();
        let (start, segment) = (start + framing, &segment[framing..]);
        let header = segment.starts_with(b"MSH") && segment.len() > 8;
        if header {
            self.messages += 1;
            (self.field, self.component, self.repetition, self.escape) =
                (segment[3], segment[4], segment[5], segment[6]);
        }
        if segment.len() < 5 || segment[3] != self.field {
            return;
        }
        let Ok(name) = std::str::from_utf8(&segment[..3]) else { return };
        // MSH-1 is the field separator itself, so the first field behind it is MSH-2.
        let first = if header { 2 } else { 1 };
        let mut at = start + 4;
        for (number, field) in segment[4..].split(|&byte| byte == self.field).take(MOST_PARTS).enumerate() {
            let delimiters = header && number == 0;
            if !field.is_empty() && !delimiters {
                self.repetitions(window, &format!("{name}-{}", number + first), at, field, pieces);
            }
            at += field.len() + 1;
        }
    }

    fn repetitions(&self, window: &Window<'_>, path: &str, at: usize, field: &[u8], pieces: &mut dyn Pieces) {
        let mut at = at;
        for value in field.split(|&byte| byte == self.repetition).take(MOST_PARTS) {
            self.push(window, Cow::Borrowed(path), at, value, pieces);
            let kind = self.kind(value);
            let mut component_at = at;
            for (number, part) in value.split(|&byte| byte == self.component).take(MOST_PARTS).enumerate() {
                let mut path = format!("{path}.{}", number + 1);
                if let Some(kind) = kind.filter(|_| number == 0) {
                    path = format!("{path}[{kind}]");
                }
                self.push(window, Cow::Owned(path), component_at, part, pieces);
                component_at += part.len() + 1;
            }
            at += value.len() + 1;
        }
    }

    /// Of which kind an identifier is, in the fifth component (CX, table 0203) or the thirteenth (XCN).
    fn kind<'v>(&self, value: &'v [u8]) -> Option<&'v str> {
        let parts: Vec<&[u8]> = value.split(|&byte| byte == self.component).take(13).collect();
        let word = |part: &&'v [u8]| {
            let plain = part.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
            ((1..=6).contains(&part.len()) && plain).then(|| std::str::from_utf8(part).ok()).flatten()
        };
        parts.get(12).and_then(word).or_else(|| parts.get(4).and_then(word))
    }

    fn push(
        &self,
        window: &Window<'_>,
        path: Cow<'_, str>,
        at: usize,
        value: &[u8],
        pieces: &mut dyn Pieces,
    ) {
        if value.is_empty() || value == b"\"\"" {
            return;
        }
        let origin =
            Origin { piece: OWN_TEXT, start: window.offset(at), end: window.offset(at + value.len()) };
        let record = self.messages.saturating_sub(1);
        let value = self.unescape(value);
        pieces.field(&Field { format: Format::Hl7, path, record, value, origin, window: Some(window) });
    }

    /// `\F\` and its kin stand for delimiters, `\Xhh\` for bytes; what is no escape stays as it is.
    fn unescape<'v>(&self, value: &'v [u8]) -> Cow<'v, [u8]> {
        if memchr::memchr(self.escape, value).is_none() {
            return Cow::Borrowed(value);
        }
        let mut plain = Vec::with_capacity(value.len());
        let mut rest = value;
        while let Some((&byte, behind)) = rest.split_first() {
            if let Some((bytes, length)) = self.escaped(rest) {
                plain.extend(bytes);
                rest = &rest[length..];
            } else {
                plain.push(byte);
                rest = behind;
            }
        }
        Cow::Owned(plain)
    }

    fn escaped(&self, rest: &[u8]) -> Option<(Vec<u8>, usize)> {
        let inner = rest.strip_prefix(&[self.escape])?;
        let end = memchr::memchr(self.escape, inner)?;
        let bytes = match &inner[..end] {
            b"F" => vec![self.field],
            b"S" => vec![self.component],
            b"R" => vec![self.repetition],
            b"E" => vec![self.escape],
            b"T" => vec![b'&'],
            [b'X', digits @ ..] => data_encoding::HEXUPPER_PERMISSIVE.decode(digits).ok()?,
            _ => return None,
        };
        Some((bytes, end + 2))
    }
}

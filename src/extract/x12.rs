//! X12 transactions (ASC X12.5, X12.6; the health care guides 837, 835, 834, 270, 278): segments and elements, whose
//! separators the ISA segment gives by its fixed length. A path is segment, qualifier and element, `REF*SY/02`, and before
//! it the party that the last NM1 named: `NM1*IL.REF*SY/02`. The qualifier is the first element where that is a code; of a
//! composite it is the first component: `HI:ABK/2`. The names of organisations stand under `NM1*85*2`, and an identifier
//! says of which kind it is: `NM1*IL/09[MI]`.

use std::borrow::Cow;

use super::{OWN_TEXT, Structure};
use crate::model::piece::{Field, Format, Origin, Pieces};
use crate::model::window::{AFTER, Window};

/// The most elements of a segment and components of an element that are given.
const MOST_PARTS: usize = 64;

/// The length of an ISA segment with its terminator.
const ISA: usize = 106;

/// Segments whose first element is no code but a value.
const FREE: [&str; 8] = ["N3", "N4", "CLM", "CLP", "LX", "HL", "ST", "SE"];

/// Transactions being read.
pub(super) struct X12 {
    next: u64,
    overlong: bool,
    element: u8,
    component: u8,
    terminator: u8,
    /// The party that segments speak of: `NM1*IL`.
    party: Option<String>,
    records: u64,
}

impl Default for X12 {
    fn default() -> Self {
        Self {
            next: 0,
            overlong: false,
            element: b'*',
            component: b':',
            terminator: b'~',
            party: None,
            records: 0,
        }
    }
}

impl Structure for X12 {
    fn read(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces) {
        let (text, end) = (window.text(), window.owned().end);
        while let Some(start) =
            usize::try_from(self.next.saturating_sub(window.base())).ok().filter(|&at| at < end)
        {
            let rest =
                if self.overlong { &text[start..end] } else { &text[start..text.len().min(start + AFTER)] };
            if !self.overlong {
                self.separators(rest);
            }
            let length = memchr::memchr(self.terminator, rest);
            if let Some(length) = length.filter(|_| !self.overlong) {
                self.segment(window, start, &rest[..length], pieces);
            }
            self.overlong = length.is_none();
            self.next = window.offset(start + length.map_or(rest.len(), |length| length + 1));
        }
    }
}

impl X12 {
    /// An interchange says what separates its parts.
    fn separators(&mut self, rest: &[u8]) {
        let header = rest.trim_ascii_start();
        if header.len() >= ISA && is_header(header) {
            (self.element, self.component, self.terminator) = (header[3], header[ISA - 2], header[ISA - 1]);
        }
    }

    fn segment(&mut self, window: &Window<'_>, start: usize, raw: &[u8], pieces: &mut dyn Pieces) {
        let start = start + raw.len() - raw.trim_ascii_start().len();
        let segment = raw.trim_ascii();
        let elements: Vec<&[u8]> = segment.split(|&byte| byte == self.element).take(MOST_PARTS).collect();
        let Some(name) = code(elements[0], 3) else { return };
        self.loops(name, &elements);
        let named = self.named(name, &elements);
        let mut at = start + elements[0].len() + 1;
        for (element, number) in elements[1..].iter().zip(1..) {
            self.element(window, &named, (number, at, element), &elements, pieces);
            at += element.len() + 1;
        }
    }

    /// Where a new person, claim or party begins.
    fn loops(&mut self, name: &str, elements: &[&[u8]]) {
        match name {
            "ST" | "HL" | "INS" | "CLP" => {
                self.records += 1;
                self.party = None;
            }
            "NM1" | "N1" => {
                let party = elements.get(1).and_then(|party| code(party, 3));
                self.party = party.map(|party| format!("{name}*{party}"));
            }
            "CLM" | "LX" | "SE" | "GE" | "IEA" | "ISA" | "GS" => self.party = None,
            _ => {}
        }
    }

    /// The path of a segment's elements, without their number.
    fn named(&self, name: &str, elements: &[&[u8]]) -> String {
        let qualifier = elements.get(1).filter(|_| !FREE.contains(&name)).and_then(|first| code(first, 3));
        let mut named = qualifier.map_or_else(|| name.to_owned(), |qualifier| format!("{name}*{qualifier}"));
        match (&self.party, name) {
            (_, "NM1") if elements.get(2) == Some(&&b"2"[..]) => named.push_str("*2"),
            (Some(party), name) if !matches!(name, "NM1" | "N1") => named = format!("{party}.{named}"),
            _ => {}
        }
        named
    }

    fn element(
        &self,
        window: &Window<'_>,
        named: &str,
        (number, at, element): (usize, usize, &[u8]),
        elements: &[&[u8]],
        pieces: &mut dyn Pieces,
    ) {
        let mut path = format!("{named}/{number:02}");
        // The kind of an identifier or address stands before it.
        let follows_its_kind = match elements[0] {
            b"NM1" => number == 9,
            b"PER" => matches!(number, 4 | 6 | 8),
            _ => false,
        };
        if let Some(kind) = follows_its_kind.then(|| code(elements[number - 1], 2)).flatten() {
            path = format!("{path}[{kind}]");
        }
        self.push(window, path, at, element, pieces);
        let Some(first) =
            element.split(|&byte| byte == self.component).next().filter(|first| first.len() < element.len())
        else {
            return;
        };
        let Some(qualifier) = code(first, 3) else { return };
        let segment = std::str::from_utf8(elements[0]).unwrap_or_default();
        let mut at = at;
        for (part, number) in element.split(|&byte| byte == self.component).take(MOST_PARTS).zip(1..) {
            self.push(window, format!("{segment}:{qualifier}/{number}"), at, part, pieces);
            at += part.len() + 1;
        }
    }

    fn push(&self, window: &Window<'_>, path: String, at: usize, value: &[u8], pieces: &mut dyn Pieces) {
        let blank = value.len() - value.trim_ascii_start().len();
        let (at, value) = (at + blank, value.trim_ascii());
        if value.is_empty() {
            return;
        }
        let origin =
            Origin { piece: OWN_TEXT, start: window.offset(at), end: window.offset(at + value.len()) };
        let (path, value) = (Cow::Owned(path), Cow::Borrowed(value));
        pieces.field(&Field {
            format: Format::X12,
            path,
            record: self.records,
            value,
            origin,
            window: Some(window),
        });
    }
}

/// Whether a text begins with an ISA segment: elements of fixed length.
pub(super) fn is_header(text: &[u8]) -> bool {
    const ENDS: [usize; 16] = [3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103];
    let separator = text.get(3).copied().unwrap_or_default();
    text.starts_with(b"ISA")
        && !separator.is_ascii_alphanumeric()
        && text.len() >= ISA
        && ENDS.iter().all(|&at| text[at] == separator)
}

/// A word of capitals and digits, at most so long.
fn code(bytes: &[u8], longest: usize) -> Option<&str> {
    let plain = bytes.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let text = std::str::from_utf8(bytes).ok()?;
    (plain && !text.is_empty() && text.len() <= longest).then_some(text)
}

//! Lines that go on in the next one where that begins with white space: vCard (RFC 6350), iCalendar (RFC 5545), LDIF
//! (RFC 2849) and mail headers (RFC 5322) are written so. Each line is given joined, and knows where its parts lie in
//! the text. A line belongs to the window in which it starts; one that is longer than a window reaches is passed over.
//! The readers made of such lines stand in the table here, with how their texts begin.

use std::borrow::Cow;
use std::ops::Range;

use super::content_lines::{self, ContentLines};
use super::ldif::{self, Ldif};
use super::mail_headers::{self, MailHeaders};
use super::{OWN_TEXT, Structure};
use crate::model::piece::{Field, Format, Origin, Pieces};
use crate::model::window::{AFTER, Window};

/// How the text of a format is told, by its first bytes and its extension, and who reads it.
type Known = (Format, fn(&[u8], &[u8]) -> bool, fn() -> Box<dyn Structure>);

const KNOWN: &[Known] = &[
    (Format::VCard, |head, _| content_lines::begins(head, b"VCARD"), || Box::new(ContentLines::default())),
    (
        Format::ICalendar,
        |head, _| content_lines::begins(head, b"VCALENDAR"),
        || Box::new(ContentLines::default()),
    ),
    (Format::Ldif, ldif::begins, || Box::new(Ldif::default())),
    (Format::Mail, mail_headers::begins, || Box::new(MailHeaders::default())),
];

/// The format of such lines that a text is in.
pub(super) fn format(head: &[u8], extension: Option<&[u8]>) -> Option<Format> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let extension = extension.unwrap_or_default();
    KNOWN.iter().find(|(_, begins, _)| begins(head, extension)).map(|(format, ..)| *format)
}

/// The reader of a format of such lines.
pub(super) fn reader(format: Format) -> Option<Box<dyn Structure>> {
    KNOWN.iter().find(|(known, ..)| *known == format).map(|(.., new)| new())
}

/// How lines are joined.
#[derive(Clone, Copy, Default)]
pub(super) struct Folding {
    /// Whether the white space that begins the next line is part of the value.
    pub(super) keeps_blank: bool,
    /// Whether `=` at the end of a line in quoted-printable joins the next one too, as in vCard 2.1.
    pub(super) soft_breaks: bool,
}

/// Where the next line starts.
#[derive(Default)]
pub(super) struct FoldedLines {
    next: u64,
    overlong: bool,
}

impl FoldedLines {
    /// The next line that starts in what the window owns.
    pub(super) fn next<'w>(&mut self, window: &Window<'w>, folding: Folding) -> Option<Line<'w>> {
        let (text, end) = (window.text(), window.owned().end);
        loop {
            let start =
                usize::try_from(self.next.saturating_sub(window.base())).ok().filter(|&at| at < end)?;
            if self.overlong {
                let stop = line_end(text, start..end, None);
                self.overlong = stop.is_none();
                self.next = window.offset(stop.map_or(end, |stop| stop + 1));
                continue;
            }
            let limit = text.len().min(start + AFTER);
            let stop = line_end(text, start..limit, Some(folding));
            self.overlong = stop.is_none() && limit == start + AFTER;
            self.next = window.offset(stop.map_or(limit, |stop| stop + 1));
            if !self.overlong {
                return Some(Line::joined(
                    &text[start..stop.unwrap_or(limit)],
                    window.offset(start),
                    folding,
                ));
            }
        }
    }
}

/// The break at which a line ends that begins where the range does, or, without a way to fold, the first at which any
/// line may end.
fn line_end(text: &[u8], range: Range<usize>, folding: Option<Folding>) -> Option<usize> {
    let mut from = range.start;
    loop {
        let at = from + memchr::memchr(b'\n', text.get(from..range.end)?)?;
        let so_far = without_return(&text[range.start..at]);
        let folded = matches!(text.get(at + 1), Some(b' ' | b'\t'));
        let goes_on = match folding {
            None => folded,
            Some(folding) => folded && !so_far.is_empty() || folding.soft_breaks && is_soft(so_far),
        };
        if !goes_on {
            return Some(at);
        }
        from = at + 1;
    }
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Whether a line in quoted-printable says by its last byte that it goes on.
fn is_soft(line: &[u8]) -> bool {
    const MARK: &[u8] = b"QUOTED-PRINTABLE";
    let head = || &line[..memchr::memchr(b':', line).unwrap_or_default()];
    line.ends_with(b"=") && head().windows(MARK.len()).any(|word| word.eq_ignore_ascii_case(MARK))
}

/// A joined line.
pub(super) struct Line<'w> {
    text: Cow<'w, [u8]>,
    start: u64,
    /// Where lines were joined, and how many bytes were left out before.
    joints: Vec<(usize, usize)>,
}

impl<'w> Line<'w> {
    fn joined(raw: &'w [u8], start: u64, folding: Folding) -> Self {
        let mark = if start == 0 && raw.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let (raw, start) = (&raw[mark..], start + mark as u64);
        if memchr::memchr(b'\n', raw).is_none() {
            return Self { text: Cow::Borrowed(without_return(raw)), start, joints: Vec::new() };
        }
        let (mut text, mut joints, mut at) = (Vec::with_capacity(raw.len()), Vec::new(), 0);
        for (number, part) in raw.split(|&byte| byte == b'\n').enumerate() {
            let soft = number > 0 && folding.soft_breaks && is_soft(&text);
            let left_out = usize::from(number > 0 && !soft && !folding.keeps_blank);
            if soft {
                text.pop();
            }
            joints.push((text.len(), at + left_out - text.len()));
            text.extend_from_slice(without_return(part).get(left_out..).unwrap_or_default());
            at += part.len() + 1;
        }
        Self { text: Cow::Owned(text), start, joints }
    }

    /// The whole of it, without its end.
    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    fn offset(&self, at: usize) -> u64 {
        let before = self.joints.partition_point(|(position, _)| *position <= at);
        let left_out = before.checked_sub(1).map_or(0, |joint| self.joints[joint].1);
        self.start + (at + left_out) as u64
    }
}

/// Gives the fields of one line.
pub(super) struct Giving<'l, 'w> {
    pub(super) line: &'l Line<'w>,
    pub(super) window: &'l Window<'w>,
    pub(super) pieces: &'l mut dyn Pieces,
    pub(super) format: Format,
    pub(super) record: u64,
}

impl<'l> Giving<'l, '_> {
    /// A range of the line without the white space at its ends.
    pub(super) fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let text = &self.line.text()[range.clone()];
        let start = range.start + text.len() - text.trim_ascii_start().len();
        start..start + text.trim_ascii().len()
    }

    /// What stands in a range of the line.
    pub(super) fn at(&self, range: &Range<usize>) -> &'l [u8] {
        &self.line.text()[range.clone()]
    }

    /// What stands in a range of the line, as it is.
    pub(super) fn plain(&mut self, path: String, range: Range<usize>) {
        let value = self.at(&range);
        self.give(path, range, Cow::Borrowed(value));
    }

    /// A value and where it is written. Nothing is given of what is empty.
    pub(super) fn give(&mut self, path: String, range: Range<usize>, value: Cow<'_, [u8]>) {
        if range.is_empty() || value.trim_ascii().is_empty() {
            return;
        }
        let (start, end) = (self.line.offset(range.start), self.line.offset(range.end - 1) + 1);
        let (format, record, path) = (self.format, self.record, Cow::Owned(path));
        let origin = Origin { piece: OWN_TEXT, start, end };
        self.pieces.field(&Field { format, path, record, value, origin, window: Some(self.window) });
    }
}

/// Quoted-printable (RFC 2045, 6.7): `=C3` is a byte; what is none stays as it is.
pub(super) fn from_quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, behind)) = rest.split_first() {
        let pair = behind.get(..2).filter(|_| byte == b'=');
        let value = pair.and_then(|pair| data_encoding::HEXUPPER_PERMISSIVE.decode(pair).ok());
        rest = if value.is_some() { &behind[2..] } else { behind };
        bytes.extend(value.unwrap_or_else(|| vec![byte]));
    }
    bytes
}

/// Bytes of a named encoding as UTF-8; as they are where nobody knows the name.
pub(super) fn to_utf8(label: &[u8], bytes: Vec<u8>) -> Vec<u8> {
    match encoding_rs::Encoding::for_label(label) {
        Some(encoding) => encoding.decode_without_bom_handling(&bytes).0.into_owned().into_bytes(),
        None => bytes,
    }
}

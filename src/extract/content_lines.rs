//! vCard 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350) and iCalendar (RFC 5545), which are lines of one make:
//! `group.NAME;PARAMETER=value:value`. The path of a card's line is its name, `FN`, and that of a part of it `ADR.3`; in a
//! calendar the component stands before it: `VEVENT.ATTENDEE`. A parameter is named behind `@`: `VEVENT.ATTENDEE@CN`.
//! What stands in brackets is the type that says most: `TEL[cell]`. Pictures, sounds and files are not given. Each card
//! is a record, and so is each component of a calendar with all that it holds.

use std::ops::Range;

use super::folded::{FoldedLines, Folding, Giving, Line, from_quoted_printable, to_utf8};
use super::{Structure, kind_word};
use crate::model::piece::{Format, Pieces};
use crate::model::window::Window;

/// The most parameters of a line and parts of a value that are given.
const MOST_PARTS: usize = 64;

/// The most components inside each other.
const DEEPEST: usize = 8;

/// The longest name of a component, property or parameter.
const LONGEST_NAME: usize = 64;

/// Properties whose values have parts.
const STRUCTURED: [&str; 3] = ["N", "ADR", "ORG"];

/// Parameters that say how a value is written, not what it is.
const WRITING: [&str; 4] = ["TYPE", "ENCODING", "CHARSET", "VALUE"];

/// Types that say little, the least first; any other says more.
const VAGUE: [&str; 8] = ["pref", "dom", "intl", "text", "internet", "voice", "home", "work"];

/// Cards and calendars being read.
#[derive(Default)]
pub(super) struct ContentLines {
    lines: FoldedLines,
    open: Vec<Component>,
    records: u64,
    /// vCard 2.1 and vCalendar 1.0: lines are folded at white space that belongs to them.
    old: bool,
}

struct Component {
    name: String,
    record: u64,
}

/// A line taken apart; all ranges are of the line.
struct Property {
    name: String,
    parameters: Vec<(String, Range<usize>)>,
    value: Range<usize>,
}

/// Whether a text begins with a component.
pub(super) fn begins(head: &[u8], component: &[u8]) -> bool {
    let line = head.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    let (start, name) = line.split_at(line.len().min(b"BEGIN:".len()));
    start.eq_ignore_ascii_case(b"BEGIN:") && name.trim_ascii().eq_ignore_ascii_case(component)
}

impl Structure for ContentLines {
    fn read(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces) {
        while let Some(line) = self.lines.next(window, Folding { keeps_blank: self.old, soft_breaks: true }) {
            self.line(window, &line, pieces);
        }
    }
}

impl ContentLines {
    fn line(&mut self, window: &Window<'_>, line: &Line<'_>, pieces: &mut dyn Pieces) {
        let Some(property) = property(line.text()) else { return };
        let value = &line.text()[property.value.clone()];
        match &*property.name {
            "BEGIN" => self.begin(value),
            "END" => self.end(value),
            "VERSION" => self.old = matches!(value.trim_ascii(), b"2.1" | b"1.0"),
            _ => {
                let Some(component) = self.open.last() else { return };
                let is_card = component.name == "VCARD";
                let format = if is_card { Format::VCard } else { Format::ICalendar };
                let name = &property.name;
                let path = if is_card { name.clone() } else { format!("{}.{name}", component.name) };
                let record = component.record;
                property.give(&path, &mut Giving { line, window, pieces, format, record });
            }
        }
    }

    fn begin(&mut self, value: &[u8]) {
        let Some(name) = name_of(value.trim_ascii()) else { return };
        let parent = self.open.last().filter(|_| self.open.len() > 1 && name != "VCARD");
        let record = parent.map_or(self.records, |parent| parent.record);
        self.records += u64::from(parent.is_none());
        if self.open.len() == DEEPEST {
            self.open.remove(0);
        }
        self.open.push(Component { name, record });
    }

    fn end(&mut self, value: &[u8]) {
        let ends = |component: &Component| value.trim_ascii().eq_ignore_ascii_case(component.name.as_bytes());
        if let Some(at) = self.open.iter().rposition(ends) {
            self.open.truncate(at);
        }
    }
}

impl Property {
    fn give(&self, path: &str, giving: &mut Giving<'_, '_>) {
        for (name, range) in &self.parameters {
            let written = WRITING.contains(&name.as_str());
            if !written && !name.is_empty() {
                let value = parameter_meaning(giving.at(range));
                Self::addressed(format!("{path}@{name}"), range.clone(), value, giving);
            }
        }
        let encoding = self.word(giving, "ENCODING", &["BASE64", "QUOTED-PRINTABLE"]);
        let value = giving.at(&self.value);
        let is_data = value.get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"data:"));
        if is_data || encoding.iter().any(|word| matches!(&word[..], b"B" | b"BASE64")) {
            return;
        }
        let quoted = encoding.iter().any(|word| word == b"QUOTED-PRINTABLE");
        let charset = self.word(giving, "CHARSET", &[]).into_iter().next();
        let meaning = |raw: &[u8]| meaning(raw, quoted, charset.as_deref());
        let kind = self.kind(giving).map_or_else(String::new, |kind| format!("[{kind}]"));
        if !STRUCTURED.contains(&self.name.as_str()) {
            let value = meaning(value);
            return Self::addressed(format!("{path}{kind}"), self.value.clone(), value, giving);
        }
        let parts = divided(value, b';').into_iter().take(MOST_PARTS);
        for (part, number) in parts.zip(1..) {
            let range = self.value.start + part.start..self.value.start + part.end;
            let value = meaning(giving.at(&range));
            giving.give(format!("{path}.{number}{kind}"), range, value.into());
        }
    }

    /// Gives a value without the scheme before an address or a number.
    fn addressed(path: String, range: Range<usize>, value: Vec<u8>, giving: &mut Giving<'_, '_>) {
        let scheme = [&b"mailto:"[..], b"tel:"].into_iter().find(|scheme| {
            let starts = |text: &[u8]| {
                text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            };
            starts(&value) && starts(giving.at(&range))
        });
        let Some(scheme) = scheme else { return giving.give(path, range, value.into()) };
        let ends = |byte: u8| matches!(byte, b';' | b'?');
        let bare = value[scheme.len()..].split(|&byte| ends(byte)).next().unwrap_or_default();
        let start = range.start + scheme.len();
        let rest = giving.at(&(start..range.end));
        let end = start + rest.iter().position(|&byte| ends(byte)).unwrap_or(rest.len());
        giving.give(path, start..end, bare.to_vec().into());
    }

    /// The values of a parameter in capitals, and of those that stand without their name.
    fn word(&self, giving: &Giving<'_, '_>, name: &str, bare: &[&str]) -> Vec<Vec<u8>> {
        let value = |(known, range): &(String, Range<usize>)| {
            let value = giving.at(range).to_ascii_uppercase();
            let fits = known == name || known.is_empty() && bare.iter().any(|word| word.as_bytes() == value);
            fits.then_some(value)
        };
        self.parameters.iter().filter_map(value).collect()
    }

    /// The type that says most of a value.
    fn kind(&self, giving: &Giving<'_, '_>) -> Option<String> {
        let types = self.parameters.iter().filter(|(name, _)| name.is_empty() || name == "TYPE");
        let words = types.flat_map(|(_, range)| giving.at(range).split(|&byte| byte == b','));
        let words = words.filter_map(|word| kind_word(&std::str::from_utf8(word).ok()?.to_ascii_lowercase()));
        let words: Vec<String> = words.filter(|word| word != "quoted-printable").take(MOST_PARTS).collect();
        let place = |word: &str| VAGUE.iter().position(|vague| *vague == word);
        let clear = words.iter().find(|word| place(word).is_none());
        clear.or_else(|| words.iter().max_by_key(|word| place(word))).cloned()
    }
}

fn property(line: &[u8]) -> Option<Property> {
    let head_end = line.iter().position(|byte| matches!(byte, b':' | b';'))?;
    let whole = &line[..head_end];
    let name = whole.iter().rposition(|&byte| byte == b'.').map_or(whole, |dot| &whole[dot + 1..]);
    let name = name_of(name)?;
    let mut parameters = Vec::new();
    let mut at = head_end;
    while line[at] == b';' {
        let end = at + 1 + unquoted(&line[at + 1..], |byte| matches!(byte, b':' | b';'))?;
        if parameters.len() < MOST_PARTS {
            parameters.extend(parameter(line, at + 1..end));
        }
        at = end;
    }
    let (rest, start) = (&line[at + 1..], at + 1);
    let blank = rest.len() - rest.trim_ascii_start().len();
    Some(Property { name, parameters, value: start + blank..start + blank + rest.trim_ascii().len() })
}

/// A parameter's name and value, without its quotes; the name is empty where only a value stands, as in vCard 2.1.
fn parameter(line: &[u8], range: Range<usize>) -> Option<(String, Range<usize>)> {
    let text = &line[range.clone()];
    let (name, mut value) = match text.iter().position(|&byte| byte == b'=') {
        Some(sign) => (name_of(&text[..sign])?, range.start + sign + 1..range.end),
        None => (String::new(), range),
    };
    if value.len() > 1 && line[value.start] == b'"' && line[value.end - 1] == b'"' {
        value = value.start + 1..value.end - 1;
    }
    Some((name, value))
}

/// The first byte outside quotes that is asked for.
fn unquoted(text: &[u8], wanted: fn(u8) -> bool) -> Option<usize> {
    let mut quoted = false;
    text.iter().position(|&byte| {
        quoted ^= byte == b'"';
        !quoted && wanted(byte)
    })
}

/// A name in capitals.
fn name_of(bytes: &[u8]) -> Option<String> {
    let plain = bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let fits = plain && (1..=LONGEST_NAME).contains(&bytes.len());
    fits.then(|| String::from_utf8_lossy(bytes).to_ascii_uppercase())
}

/// The parts between separators before which no backslash stands.
fn divided(value: &[u8], separator: u8) -> Vec<Range<usize>> {
    let (mut parts, mut start, mut escaped) = (Vec::new(), 0, false);
    for (at, &byte) in value.iter().enumerate() {
        if byte == separator && !escaped {
            parts.push(start..at);
            start = at + 1;
        }
        escaped = byte == b'\\' && !escaped;
    }
    parts.push(start..value.len());
    parts
}

/// A value as it is meant: `\n`, `\,`, `\;`, `\:` and `\\` are escapes.
fn meaning(raw: &[u8], quoted: bool, charset: Option<&[u8]>) -> Vec<u8> {
    let bytes = match charset {
        _ if !quoted => raw.to_vec(),
        Some(label) => to_utf8(label, from_quoted_printable(raw)),
        None => from_quoted_printable(raw),
    };
    replaced(&bytes, b'\\', |byte| match byte {
        b'n' | b'N' => Some(b'\n'),
        b',' | b';' | b':' | b'\\' => Some(byte),
        _ => None,
    })
}

/// A parameter as it is meant (RFC 6868): `^n`, `^'` and `^^` are escapes.
fn parameter_meaning(raw: &[u8]) -> Vec<u8> {
    replaced(raw, b'^', |byte| match byte {
        b'n' => Some(b'\n'),
        b'\'' => Some(b'"'),
        b'^' => Some(b'^'),
        _ => None,
    })
}

fn replaced(raw: &[u8], escape: u8, meant: impl Fn(u8) -> Option<u8>) -> Vec<u8> {
    let mut plain = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((&byte, behind)) = rest.split_first() {
        let other = behind.first().filter(|_| byte == escape).and_then(|&next| meant(next));
        plain.push(other.unwrap_or(byte));
        rest = if other.is_some() { &behind[1..] } else { behind };
    }
    plain
}

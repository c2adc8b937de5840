//! Directories as LDIF (RFC 2849): `attribute;option: value`, in base64 behind two colons; comments, files that are only
//! named and the lines that say what a change does are left. A path is the attribute in lower case, since directories
//! know no other: `mail`; its option stands in brackets: `cn[lang-de]`. What an entry's name is made of is `dn.cn`. A
//! password that is kept as a hash is `userpassword.hash[ssha]`, one in the clear `userpassword`. Each entry is a record.

use std::borrow::Cow;
use std::ops::Range;

use super::folded::{FoldedLines, Folding, Giving, Line};
use super::{Structure, kind_word};
use crate::model::piece::{Format, Pieces};
use crate::model::window::Window;

/// The longest name of an attribute with its options.
const LONGEST_NAME: usize = 128;

/// The most parts of a name or an address that are given.
const MOST_PARTS: usize = 32;

/// Lines that say what a file or a change is.
const CONTROL: [&str; 8] =
    ["version", "changetype", "control", "add", "delete", "replace", "deleteoldrdn", "objectclass"];

/// Ways to keep a password that hide nothing.
const CLEAR: [&str; 3] = ["clear", "cleartext", "plain"];

/// Entries being read.
#[derive(Default)]
pub(super) struct Ldif {
    lines: FoldedLines,
    entries: u64,
}

/// Whether a text begins with an entry or the version of the format, behind comments.
pub(super) fn begins(head: &[u8], extension: &[u8]) -> bool {
    let lines = head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii_end);
    let mut lines = lines.filter(|line| !line.is_empty() && !line.starts_with(b"#"));
    let is_named = |line: &[u8]| {
        let value = line.strip_prefix(b"dn:").map(<[u8]>::trim_ascii_start);
        value.is_some_and(|value| value.starts_with(b":") || value.contains(&b'=') || value.is_empty())
    };
    match lines.next() {
        Some(b"version: 1" | b"version:1") => extension == b"ldif" || lines.next().is_some_and(is_named),
        Some(first) => {
            is_named(first) && (extension == b"ldif" || lines.next().is_some_and(|line| line.contains(&b':')))
        }
        None => false,
    }
}

impl Structure for Ldif {
    fn read(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces) {
        while let Some(line) = self.lines.next(window, Folding::default()) {
            self.line(window, &line, pieces);
        }
    }
}

impl Ldif {
    fn line(&mut self, window: &Window<'_>, line: &Line<'_>, pieces: &mut dyn Pieces) {
        let text = line.text();
        let Some((name, kind, colon)) = attribute(text) else { return };
        self.entries += u64::from(name == "dn");
        let record = self.entries.saturating_sub(1);
        if CONTROL.contains(&name.as_str()) {
            return;
        }
        let giving = &mut Giving { line, window, pieces, format: Format::Ldif, record };
        match text.get(colon + 1) {
            Some(b'<') | None => {}
            Some(b':') => {
                let range = giving.trimmed(colon + 2..text.len());
                if let Some(value) = from_base64(giving.at(&range)) {
                    give(giving, &name, &kind, &value, |_| range.clone());
                }
            }
            Some(_) => {
                let range = giving.trimmed(colon + 1..text.len());
                let value = giving.at(&range);
                give(giving, &name, &kind, value, |part| range.start + part.start..range.start + part.end);
            }
        }
    }
}

/// Gives a value, or the parts of one that has such. `place` says where in the line a part of the value is written.
fn give(
    giving: &mut Giving<'_, '_>,
    name: &str,
    kind: &str,
    value: &[u8],
    place: impl Fn(Range<usize>) -> Range<usize>,
) {
    match name {
        "dn" | "newrdn" => {
            for (attribute, part) in names(value) {
                giving.give(format!("dn.{attribute}"), place(part.clone()), Cow::Borrowed(&value[part]));
            }
        }
        "userpassword" => {
            let (scheme, part) = scheme(value);
            let path = match scheme {
                Some(scheme) if !CLEAR.contains(&scheme.as_str()) => format!("{name}.hash[{scheme}]"),
                _ => name.to_owned(),
            };
            giving.give(path, place(part.clone()), Cow::Borrowed(&value[part]));
        }
        _ if name.ends_with("postaladdress") => {
            for part in split(value, b'$') {
                giving.give(format!("{name}{kind}"), place(part.clone()), Cow::Borrowed(&value[part]));
            }
        }
        _ => giving.give(format!("{name}{kind}"), place(0..value.len()), Cow::Borrowed(value)),
    }
}

/// The name of an attribute in lower case, its last option in brackets, and where the colon behind them stands.
fn attribute(line: &[u8]) -> Option<(String, String, usize)> {
    let colon = memchr::memchr(b':', line).filter(|&colon| colon <= LONGEST_NAME)?;
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b';');
    let text = std::str::from_utf8(&line[..colon]).ok()?.to_ascii_lowercase();
    if text.is_empty() || !text.as_bytes().iter().all(plain) {
        return None;
    }
    let (name, options) = text.split_once(';').unwrap_or((&text, ""));
    let kind = options.rsplit(';').next().and_then(kind_word);
    Some((name.to_owned(), kind.map_or_else(String::new, |kind| format!("[{kind}]")), colon))
}

/// What base64 says where it is text: UTF-8, or UTF-16 as directories of Windows keep passwords, without the quotes
/// around them.
fn from_base64(text: &[u8]) -> Option<Vec<u8>> {
    let bytes = data_encoding::BASE64.decode(text).ok()?;
    let pairs = bytes.as_chunks::<2>();
    if bytes.len() > 2 && pairs.1.is_empty() && pairs.0.iter().all(|pair| pair[0] != 0 && pair[1] == 0) {
        let latin: String = pairs.0.iter().map(|pair| char::from(pair[0])).collect();
        return Some(latin.trim_matches('"').as_bytes().to_vec());
    }
    (std::str::from_utf8(&bytes).is_ok() && !bytes.contains(&0)).then_some(bytes)
}

/// How a password is kept, by the word in braces before it, and where the rest stands.
fn scheme(value: &[u8]) -> (Option<String>, Range<usize>) {
    let end = memchr::memchr(b'}', value).filter(|_| value.starts_with(b"{"));
    let word = end.and_then(|end| kind_word(&std::str::from_utf8(&value[1..end]).ok()?.to_ascii_lowercase()));
    match (word, end) {
        (Some(word), Some(end)) => (Some(word), end + 1..value.len()),
        _ => (None, 0..value.len()),
    }
}

/// The attributes of an entry's name with their values (RFC 4514). One with escapes is left.
fn names(value: &[u8]) -> Vec<(String, Range<usize>)> {
    if value.contains(&b'\\') {
        return Vec::new();
    }
    let parts = split(value, b',').into_iter().flat_map(|part| {
        let inner = split(&value[part.clone()], b'+');
        inner.into_iter().map(move |inner| part.start + inner.start..part.start + inner.end)
    });
    let named = |part: Range<usize>| {
        let sign = part.start + memchr::memchr(b'=', &value[part.clone()])?;
        let name = std::str::from_utf8(&value[part.start..sign]).ok()?.trim().to_ascii_lowercase();
        let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (plain && name.len() <= LONGEST_NAME).then(|| (name, sign + 1..part.end))
    };
    parts.filter_map(named).take(MOST_PARTS).collect()
}

/// The parts between separators, without the white space around them.
fn split(value: &[u8], separator: u8) -> Vec<Range<usize>> {
    let mut at = 0;
    let part = |part: &[u8]| {
        let start = at + part.len() - part.trim_ascii_start().len();
        at += part.len() + 1;
        start..start + part.trim_ascii().len()
    };
    value.split(|&byte| byte == separator).map(part).take(MOST_PARTS).collect()
}

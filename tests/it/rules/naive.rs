//! What each kind of find means, said as plainly as possible and without any of the engine: which find claims the
//! marked value of a sample.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Mutex;

use regex::bytes::Regex;
use sealant::model::piece::Format;
use sealant::rule::{ColumnFind, Decode, FieldFind, Find, RecordFind, Shape, TextFind, ValueShape};

/// Whether a find claims exactly these bytes of a text. What must be near a word is not asked, and a sample of a
/// file is its name.
pub(super) fn claims(find: &Find, text: &str, value: Range<usize>) -> bool {
    let marked = &text[value.clone()];
    match find {
        Find::InText(find) => claims_text(find, text, &value),
        Find::InField(find) => claims_field(find, text, &value) || claims_below(find, text, &value),
        Find::InColumn(find) => claims_column(find, text, marked),
        Find::InRecord(find) => claims_record(find, text, marked),
        Find::InWords(find) => find.words.iter().any(|word| **word == words(marked)),
        Find::InMarking(find) => find.phrases.iter().any(|phrase| **phrase == words(marked)),
        Find::InFile(find) => find.names.iter().any(|glob| {
            let glob = globset::Glob::new(glob).unwrap().compile_matcher();
            glob.is_match(marked.to_lowercase())
        }),
    }
}

/// The values of all matches of a find that are no part of a longer word or number, wherever they begin.
pub(super) fn text_matches(find: &TextFind, text: &str) -> Vec<Vec<u8>> {
    let regex = compiled(&format!("(?-u){}", find.pattern()));
    let text = text.as_bytes();
    let mut values = Vec::new();
    let mut at = 0;
    while let Some(captures) = regex.captures_at(text, at) {
        let whole = captures.get(0).unwrap();
        let beside = [whole.start().checked_sub(1), Some(whole.end())];
        if !beside.into_iter().flatten().any(|at| text.get(at).is_some_and(u8::is_ascii_alphanumeric)) {
            values.push(captures.name("value").unwrap_or(whole).as_bytes().to_vec());
        }
        at = whole.start() + 1;
    }
    values
}

/// Whether a find reads columns with this header.
pub(super) fn names_column(find: &Find, header: &str) -> bool {
    matches!(find, Find::InColumn(column) if column.headers.iter().any(|known| **known == words(header)))
}

/// Whether the first line of a text holds, or begins, a value of the find that passes.
pub(super) fn line_holds(find: &Find, text: &str, passes: impl Fn(&[Decode], &[u8]) -> bool) -> bool {
    let line = text.lines().next().unwrap_or_default();
    match find {
        Find::InText(find) => {
            let own = if text.starts_with("-----BEGIN") { text } else { line };
            text_matches(find, own).iter().any(|value| passes(&find.decode, value))
        }
        Find::InField(find) => line.char_indices().any(|(at, _)| {
            let value = line[at..].trim_end_matches(['"', '\'', ',', ';']);
            let range = at..at + value.len();
            !value.is_empty() && claims_field(find, line, &range) && passes(&[], value.as_bytes())
        }),
        Find::InWords(find) => {
            find.words.iter().any(|word| format!(" {} ", words(line)).contains(&format!(" {word} ")))
        }
        Find::InMarking(find) => find.phrases.iter().any(|phrase| **phrase == words(line)),
        Find::InColumn(_) | Find::InRecord(_) | Find::InFile(_) => false,
    }
}

/// The pattern is tried anchored at every byte, as a value may have anything before it.
fn claims_text(find: &TextFind, text: &str, value: &Range<usize>) -> bool {
    let regex = compiled(&format!("^(?-u:{})", find.pattern()));
    let grouped = matches!(&find.shape, Shape::Regex(regex) if regex.contains("(?<value>"));
    let starts = if grouped { 0..=value.start } else { value.start..=value.start };
    starts.into_iter().any(|start| {
        regex.captures(&text.as_bytes()[start..]).is_some_and(|captures| {
            let found = captures.name("value").unwrap_or_else(|| captures.get(0).unwrap());
            start + found.start() == value.start && start + found.end() == value.end
        })
    })
}

fn claims_field(find: &FieldFind, text: &str, value: &Range<usize>) -> bool {
    let line = text[..value.start].rsplit('\n').next().unwrap_or_default();
    let key = line.trim_end_matches(|character: char| !character.is_alphanumeric());
    let key = words(key);
    let named = find.keys.iter().any(|ending| key == **ending || key.ends_with(&format!(" {ending}")));
    named && fits(&find.value, &text[value.clone()])
}

/// Whether the value stands below a key, in brackets or on a line of its own, without a name or as `value`.
fn claims_below(find: &FieldFind, text: &str, value: &Range<usize>) -> bool {
    let above = &text[..value.start];
    let line = words(above.rsplit('\n').next().unwrap_or_default());
    let in_brackets = above.rfind('[') > above.rfind(']');
    let nameless = in_brackets || line.is_empty() || line == "value";
    let spoken = format!(" {} ", words(above));
    nameless
        && find.keys.iter().any(|key| spoken.contains(&format!(" {key} ")))
        && fits(&find.value, &text[value.clone()])
}

fn claims_column(find: &ColumnFind, text: &str, marked: &str) -> bool {
    let mut lines = text.lines();
    let header = lines.next().unwrap_or_default().split([',', ';', '\t']).position(|cell| {
        let cell = words(cell);
        find.headers.iter().any(|header| **header == cell)
    });
    let Some(column) = header else { return false };
    let cell = lines.next().and_then(|line| line.split([',', ';', '\t']).nth(column));
    cell == Some(marked) && fits(&find.value, marked)
}

fn claims_record(find: &RecordFind, text: &str, marked: &str) -> bool {
    let message = text.starts_with("MSH|");
    fits(&find.value, marked)
        && find.places().any(|(format, path)| match format {
            Format::Hl7 => message && holds(path, text, marked),
            Format::VCard => text.starts_with("BEGIN:VCARD") && line_holds_value(path, text, marked),
            Format::ICalendar => text.starts_with("BEGIN:VCALENDAR") && line_holds_value(path, text, marked),
            Format::Ldif => text.starts_with("dn: ") && line_holds_value(path, text, marked),
            Format::Mail => text.starts_with("From: ") && line_holds_value(path, text, marked),
            _ => false,
        })
}

/// Whether a line of this name holds a value.
fn line_holds_value(path: &str, text: &str, marked: &str) -> bool {
    let name = path.split(['.', '@', '[']).next().unwrap();
    let named =
        |line: &str| line.split([':', ';']).next().is_some_and(|start| start.eq_ignore_ascii_case(name));
    text.lines().any(|line| named(line) && line.contains(marked))
}

/// Whether a field of a message holds a value. Messages of other formats are tried in `carriers`.
fn holds(path: &str, text: &str, marked: &str) -> bool {
    let (segment, field) = path.split_once('-').unwrap();
    let field: usize = field.split(['.', '[']).next().unwrap().parse().unwrap();
    text.split('\r').any(|line| {
        let mut fields = line.split('|');
        fields.next() == Some(segment) && fields.nth(field - 1).is_some_and(|found| found.contains(marked))
    })
}

fn fits(shape: &ValueShape, value: &str) -> bool {
    let length = u32::try_from(value.len()).unwrap();
    let whole = |regex: &str| compiled(&format!("^(?-u:{regex})$")).is_match(value.as_bytes());
    (shape.min..=shape.max).contains(&length)
        && shape.alphabet.is_none_or(|alphabet| value.bytes().all(|byte| alphabet.has(byte)))
        && shape.regex.as_ref().is_none_or(|regex| whole(regex))
}

/// Long patterns take longer to compile than to match, and each is tried on many samples.
fn compiled(pattern: &str) -> Regex {
    static KNOWN: Mutex<BTreeMap<String, Regex>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap();
    known.entry(pattern.to_owned()).or_insert_with(|| Regex::new(pattern).unwrap()).clone()
}

/// Lower-case words with single spaces; `camelCase` and `snake_case` are two words.
fn words(text: &str) -> String {
    let mut spread = String::new();
    let mut before = ' ';
    for character in text.chars() {
        if character.is_uppercase() && before.is_lowercase() {
            spread.push(' ');
        }
        spread.push(if character.is_alphanumeric() { character } else { ' ' });
        before = character;
    }
    spread.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

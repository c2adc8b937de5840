//! The value that stands at a position behind a key: a literal, what several literals are joined to, a block of lines,
//! or plain words up to what ends them.

use std::fmt;
use std::ops::Range;

use super::bytes::{
    Stretch, byte, ends_phrase, ends_word, is_blank, is_break, is_name_byte, past_blanks, past_lines, rest,
    run, run_back,
};
use super::literal::{self, LONGEST, Literal, Setting, here_document, is_broken, lines_of, opens};

/// The longest value of several words.
const LONGEST_PHRASE: usize = 1024;

/// The most lines of a block.
const MOST_LINES: usize = 32;

/// What makes a value of the literal in its parentheses, besides nothing.
const WRAPPERS: [&str; 12] = [
    "(",
    "[]byte(",
    "String::from(",
    "new String(",
    "std::string(",
    "str(",
    "String(",
    "Buffer.from(",
    "Some(",
    "SecretString::new(",
    "Sensitive(",
    "new SecureString(",
];

/// Types that stand between a name and its operator, without a colon.
const TYPES: [&str; 10] =
    ["string", "*string", "[]byte", "text", "varchar", "nvarchar", "char", "nchar", "varchar2", "str"];

/// What a value says, where that is not what stands there. Found as it is, it masks itself.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::detect) struct Said(Vec<u8>);

impl Said {
    pub(in crate::detect) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Said {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Said[{} bytes]", self.0.len())
    }
}

/// A value, as positions in the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::detect) struct Value {
    /// The value up to the first white space or delimiter, or all between its quotes.
    pub(in crate::detect) word: Range<usize>,
    /// The value up to the end of its line or phrase; the same as `word` between quotes.
    pub(in crate::detect) phrase: Range<usize>,
    /// What it says, where that is not what stands there: escapes are undone, literals and lines joined.
    pub(in crate::detect) said: Option<Said>,
    /// Whether its end is certain, by quotes or by a tag.
    pub(in crate::detect) quoted: bool,
    /// The byte that ends the word.
    pub(in crate::detect) terminator: u8,
}

impl Value {
    pub(super) fn certain(range: Range<usize>, said: Option<Vec<u8>>, terminator: u8) -> Self {
        Self { word: range.clone(), phrase: range, said: said.map(Said::from), quoted: true, terminator }
    }

    pub(super) fn of(literal: Literal) -> Self {
        Self::certain(literal.inner, literal.said, literal.quote)
    }
}

/// What is known of the place of a value before it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Where the value may begin, with blanks before it.
    pub(super) at: usize,
    /// Where the key begins.
    pub(super) key: usize,
    /// Whether a colon or a number sign stands before it, as on forms and in YAML.
    pub(super) colon: bool,
    /// Whether blanks stand before the operator, which no shell allows.
    pub(super) spaced: bool,
    /// Whether only a literal can be meant.
    pub(super) literal: bool,
}

/// Where unquoted values end, remembered for the next key word on the line.
#[derive(Clone, Debug, Default)]
pub(super) struct Ends {
    word: Stretch,
    phrase: Stretch,
}

impl Ends {
    /// The value at a place.
    pub(super) fn value(&mut self, text: &[u8], place: &Place) -> Option<Value> {
        let at = past_annotations(text, past_blanks(text, place.at), place.colon);
        let literal = literal_at(text, at, place);
        if literal.is_some() || place.literal {
            return literal;
        }
        let here = byte(text, at);
        if place.colon && matches!(here, b'|' | b'>') {
            return block(text, at, place.key);
        }
        if here == b'<' && text[at..].starts_with(b"<<") {
            return here_document(text, at).map(Value::of);
        }
        let value = self.plain(text, at)?;
        // What may be missing, or never is, has a type and no value: `password?: Secret`.
        if [&b"?:"[..], b"!:"].iter().any(|marked| text[..place.at].ends_with(marked)) {
            return typed(text, &value, place);
        }
        Some(if place.colon { typed(text, &value, place).unwrap_or(value) } else { value })
    }

    /// A value without quotes: its first word and its first phrase.
    pub(super) fn plain(&mut self, text: &[u8], at: usize) -> Option<Value> {
        if at >= text.len() || ends_word(text[at]) || is_parameter(text, at) {
            return continued(text, at, at);
        }
        let ends = |at: usize| ends_word(text[at]) || is_parameter(text, at);
        let end = self.word.end(text, at, at + LONGEST, ends)?;
        let limit = at + LONGEST_PHRASE;
        let phrase = self.phrase.end(text, at, limit, |at| ends_phrase(text[at]));
        let phrase = phrase.unwrap_or(limit.min(text.len()));
        let phrase = at..at + text[at..phrase].trim_ascii_end().len();
        let value = Value { word: at..end, phrase, said: None, quoted: false, terminator: byte(text, end) };
        continued(text, at, end).or(Some(value))
    }
}

/// A word that goes on in the next line, behind a backslash.
fn continued(text: &[u8], start: usize, end: usize) -> Option<Value> {
    let mut said = text.get(start..end)?.to_vec();
    let mut at = end;
    for _ in 0..MOST_LINES {
        let here = rest(text, at);
        if !(here.starts_with(b"\\\n") || here.starts_with(b"\\\r\n")) || at - start > LONGEST {
            break;
        }
        let (line, _) = past_lines(text, at, 1);
        at = run(text, line, LONGEST, |byte| !ends_word(byte));
        said.extend_from_slice(&text[line..at]);
    }
    let goes_on = at > end && !said.is_empty();
    goes_on.then(|| Value {
        word: start..at,
        phrase: start..at,
        said: Some(said.into()),
        quoted: false,
        terminator: byte(text, at),
    })
}

/// Whether the next parameter of an address begins here, which ends a word: `&lang=de` in `token=…&lang=de`.
fn is_parameter(text: &[u8], at: usize) -> bool {
    if text[at] != b'&' {
        return false;
    }
    let name = at + if text[at..].starts_with(b"&amp;") { 5 } else { 1 };
    let end = run(text, name, 40, |byte| is_name_byte(byte) || byte == b'-' || byte == b'.');
    end > name && byte(text, end) == b'='
}

/// Behind tags and anchors of YAML that say nothing of the value: `!!str`, `&name`.
fn past_annotations(text: &[u8], at: usize, colon: bool) -> usize {
    let here = rest(text, at);
    let tag = here.starts_with(b"!!str ") || here.starts_with(b"!!binary ");
    let anchor = here.first() == Some(&b'&') && here.get(1).is_some_and(u8::is_ascii_alphabetic);
    if !colon || !(tag || anchor) {
        return at;
    }
    let end = run(text, at + 1, 40, |byte| is_name_byte(byte) || byte == b'-' || byte == b'!');
    if byte(text, end) == b' ' { past_blanks(text, end) } else { at }
}

/// The literal at a position, in parentheses or without, on this line or on the next. What begins as a literal and is
/// none may still be a word: `L'Oréal`.
fn literal_at(text: &[u8], at: usize, place: &Place) -> Option<Value> {
    let mut setting = Setting { enclosed: false, spaced: place.spaced };
    let mut start = at;
    if opens(text, at) {
        return literal::literal(text, at, setting).map(Value::of);
    }
    let here = rest(text, at);
    if let Some(wrapper) = WRAPPERS.iter().find(|wrapper| here.starts_with(wrapper.as_bytes())) {
        setting.enclosed = true;
        start = past_lines(text, at + wrapper.len(), 2).0;
    } else if here.first().is_none_or(|&byte| is_break(byte) || byte == b'\\') {
        start = past_lines(text, at, 2).0;
        let margin = |at: usize| at - run_back(text, at, at.saturating_sub(120), is_blank);
        let line = run_back(text, place.key, place.key.saturating_sub(240), |byte| !is_break(byte));
        let indent = run(text, line, 120, is_blank) - line;
        // Behind the colon of a function stands what documents it.
        let is_function = text[..place.at].ends_with(b"):");
        if is_function || margin(start) < indent + usize::from(place.colon) {
            return None;
        }
    }
    let value = (start > at && opens(text, start)).then(|| literal::literal(text, start, setting))??;
    let closed = !setting.enclosed || byte(text, past_lines(text, value.end, 2).0) == b')';
    closed.then(|| Value::of(value))
}

/// `|` or `>`: the lines below that stand deeper than the key's.
fn block(text: &[u8], at: usize, key: usize) -> Option<Value> {
    let folded = text[at] == b'>';
    let marks = run(text, at + 1, 2, |byte| matches!(byte, b'+' | b'-' | b'1'..=b'9'));
    let end = past_blanks(text, marks);
    if !is_break(byte(text, end)) {
        return None;
    }
    let line = run_back(text, key, key.saturating_sub(240), |byte| !is_break(byte));
    let indent = run(text, line, 240, |byte| matches!(byte, b' ' | b'-')) - line;
    let start = end + rest(text, end).iter().take(2).take_while(|&&byte| is_break(byte)).count();
    let mut at = start;
    for _ in 0..MOST_LINES {
        let content = run(text, at, 240, |byte| byte == b' ');
        let empty = is_break(byte(text, content));
        if at >= text.len() || !empty && content - at <= indent {
            break;
        }
        let end = run(text, content, LONGEST.saturating_sub(content - start), |byte| byte != b'\n');
        if end < text.len() && text[end] != b'\n' {
            return None;
        }
        at = (end + 1).min(text.len());
    }
    let stretch = &text[start..at];
    let leading = stretch.len() - stretch.trim_ascii_start().len();
    let range = start + leading..start + leading + stretch.trim_ascii().len();
    let said =
        is_broken(text, &range).then(|| lines_of(&text[range.clone()], if folded { b' ' } else { b'\n' }));
    (!range.is_empty()).then(|| Value::certain(range, said, b'\n'))
}

/// `password: str = "x"`: what follows the type is the value.
fn typed(text: &[u8], value: &Value, place: &Place) -> Option<Value> {
    let start = value.word.start;
    let is_type = |byte: u8| {
        is_name_byte(byte)
            || matches!(byte, b' ' | b'&' | b'\'' | b'<' | b'>' | b'[' | b']' | b':' | b'|' | b'?' | b'.')
    };
    let equals = run(text, start, 120, is_type);
    let assigned = byte(text, equals) == b'=' && equals > start && text[equals - 1] == b' ';
    let place = Place { at: equals + 1, spaced: true, ..*place };
    let at = past_blanks(text, place.at);
    assigned.then(|| literal_at(text, at, &place))?
}

/// Where the operator stands behind a type: `var password string = `, `DECLARE @password NVARCHAR(50) = `.
pub(super) fn past_type(text: &[u8], at: usize) -> Option<usize> {
    let end = run(text, at, 12, |byte| is_name_byte(byte) || matches!(byte, b'*' | b'[' | b']'));
    let known = |name: &&&str| text[at..end].eq_ignore_ascii_case(name.as_bytes());
    TYPES.iter().find(known)?;
    let length = run(text, end, 8, |byte| matches!(byte, b'(' | b')' | b'0'..=b'9'));
    let operator = past_blanks(text, length);
    let assigns = byte(text, operator) == b'=' && byte(text, operator + 1) != b'=';
    assigns.then_some(operator + 1)
}

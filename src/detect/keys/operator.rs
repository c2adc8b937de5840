//! What stands behind a key and says that a value follows: an operator, a tag that closes, white space of a command, a
//! call. Tells where the value may begin and reads none of it.

use std::ops::Range;

use super::bytes::{
    byte, is_blank, is_break, is_key_byte, is_name_byte, is_operator, is_quote, past_blanks, past_lines,
    rest, run, run_back,
};
use super::literal::{Setting, literal};
use super::value::{Place, past_type};

/// How far before a key the start of its line, or what it belongs to, may lie.
const REACH: usize = 128;

/// What begins with a byte of an operator and gives nothing.
const NONE: [&[u8]; 6] = [b"==", b"!=", b"=~", b"::", b":?", b":+"];

/// Operators that begin with another byte than `=` and `:`.
const LONG: [&[u8]; 6] = [b"?=", b"+=", b"||=", b"??=", b".=", b"&&="];

/// How the value behind a key is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Behind {
    /// Behind an operator or white space.
    Value(Place),
    /// Between tags of the key's name.
    Element(usize),
    /// As an argument: a literal, with a bracket or the next argument behind it.
    Argument(Place),
    /// As the value of a name that the key is the value of.
    Pair(usize),
    /// In the lines below the key, which names a section.
    Section(usize),
    /// In braces behind the key, as the value of a name that says so.
    Within(usize),
}

/// Bytes that may stand behind a key: everything else says at once that nothing is given here.
pub(super) fn may_follow(byte: u8) -> bool {
    is_blank(byte)
        || is_quote(byte)
        || is_operator(byte)
        || is_break(byte)
        || matches!(byte, b']' | b')' | b'.' | b',' | b'(' | b'?' | b'!' | b'|' | b'+' | b'\\' | b'<')
}

/// What follows a key; `None` where no value does.
pub(super) fn behind(text: &[u8], key: &Range<usize>) -> Option<Behind> {
    let first = byte(text, key.end);
    if first == b'(' {
        return setter(text, key);
    }
    if is_element(text, key) && (first == b'>' || is_blank(first)) {
        return element(text, key);
    }
    let closed = past_closing(text, key.end);
    let at = past_blanks(text, closed);
    if first == b']' && is_break(byte(text, at)) && is_section(text, key) {
        return Some(Behind::Section(at));
    }
    let place = |at, colon| Place { at, key: key.start, colon, spaced: at > closed, literal: false };
    if let Some((end, colon)) = operator(text, at, key) {
        let spaced = at > closed;
        let within = past_lines(text, end, 1).0;
        if byte(text, within) == b'{' {
            return Some(Behind::Within(within + 1));
        }
        return Some(Behind::Value(Place { spaced, ..place(end, colon) }));
    }
    let given = (at > closed && closed == key.end).then(|| spaced(text, key, at)).flatten();
    if given.is_some() {
        return given;
    }
    let is_word = closed > key.end && is_quote(text[closed - 1]);
    if is_word && byte(text, at) == b'{' && is_declared(text, key) {
        return Some(Behind::Within(at + 1));
    }
    if is_word && byte(text, at) == b',' && is_argument(text, key) {
        let place = Place { spaced: true, literal: true, ..place(at + 1, false) };
        return Some(Behind::Argument(place));
    }
    super::pair::is_value_of_name(text, key).then_some(Behind::Pair(closed))
}

/// Behind the quotes and brackets that close a key.
fn past_closing(text: &[u8], at: usize) -> usize {
    match rest(text, at) {
        [b'\\', quote, ..] if is_quote(*quote) => at + 2,
        _ => run(text, at, 2, |byte| is_quote(byte) || matches!(byte, b']' | b')')),
    }
}

/// Where the operator at a position ends, and whether it is one of labels. Comparisons are none.
fn operator(text: &[u8], at: usize, key: &Range<usize>) -> Option<(usize, bool)> {
    let here = rest(text, at);
    if NONE.iter().any(|none| here.starts_with(none)) {
        return None;
    }
    if let Some(long) = LONG.iter().find(|long| here.starts_with(long)) {
        return (here.get(long.len()) != Some(&b'=')).then_some((at + long.len(), false));
    }
    if here.starts_with(b"?:") || here.starts_with(b"!:") {
        return Some((at + 2, true));
    }
    let length = here.iter().take(3).take_while(|&&byte| is_operator(byte)).count();
    if length == 0 || here[0] == b'>' {
        return None;
    }
    // `${PASSWORD:-default}` of shells.
    let default = here.starts_with(b":-") && text[..key.start].ends_with(b"{");
    let colon = here[..length].iter().any(|byte| matches!(byte, b':' | b'#'));
    Some((at + length + usize::from(default), colon && !default))
}

/// Whether a key is the name of a tag that opens.
fn is_element(text: &[u8], key: &Range<usize>) -> bool {
    let before = match text[..key.start] {
        [.., b':'] => run_back(text, key.start - 1, key.start.saturating_sub(24), is_name_byte),
        _ => key.start,
    };
    before > 0 && text[before - 1] == b'<'
}

/// `<key>` and `<key attribute="…">`.
fn element(text: &[u8], key: &Range<usize>) -> Option<Behind> {
    let mut at = key.end;
    for _ in 0..4 {
        at = past_lines(text, at, 2).0;
        if byte(text, at) == b'>' {
            return Some(Behind::Element(at + 1));
        }
        let name = run(text, at, 48, |byte| is_key_byte(byte) || byte == b':');
        let quote = byte(text, name + 1);
        if name == at || byte(text, name) != b'=' || !is_quote(quote) {
            return None;
        }
        let close = run(text, name + 2, 256, |byte| byte != quote && !is_break(byte));
        at = close + 1;
        if byte(text, close) != quote {
            return None;
        }
    }
    None
}

/// `[key]`, `[[key]]` and `[above.key]`, alone on a line.
fn is_section(text: &[u8], key: &Range<usize>) -> bool {
    let line = run_back(text, key.start, key.start.saturating_sub(240), |byte| !is_break(byte));
    rest(text, run(text, line, 120, is_blank)).starts_with(b"[")
}

/// `variable "key" {` of HCL.
fn is_declared(text: &[u8], key: &Range<usize>) -> bool {
    key.start > 0 && text[..key.start - 1].trim_ascii_end().ends_with(b"variable")
}

/// What white space alone says: flags of commands, commands that set variables, credentials in netrc, types of
/// variables, literals of SQL and of settings that are written like calls.
fn spaced(text: &[u8], key: &Range<usize>, at: usize) -> Option<Behind> {
    let place = Place { at, key: key.start, colon: false, spaced: false, literal: false };
    if is_flag(&text[key.clone()]) || is_set(text, key, at) {
        return (!is_break(byte(text, at))).then_some(Behind::Value(place));
    }
    if let Some(at) = past_type(text, at) {
        return Some(Behind::Value(Place { at, spaced: true, literal: true, ..place }));
    }
    if rest(text, at).starts_with(b"<-") {
        return Some(Behind::Value(Place { at: at + 2, spaced: true, literal: true, ..place }));
    }
    let place = Place { literal: true, ..place };
    stands_alone(text, key, at).then_some(Behind::Value(place))
}

fn is_flag(key: &[u8]) -> bool {
    key.starts_with(b"--") || key.starts_with(b"-") && key.len() > 4 && key[1].is_ascii_alphabetic()
}

/// `set P v`, `set -gx P v`, `setenv P v`, `setx P v`, `ENV P v`, and `login x password v`.
fn is_set(text: &[u8], key: &Range<usize>, at: usize) -> bool {
    let line = run_back(text, key.start, key.start.saturating_sub(REACH), |byte| !is_break(byte));
    let mut words = text[line..key.start].split(|&byte| is_blank(byte)).filter(|word| !word.is_empty());
    let mut before = [&b""[..]; 3];
    for slot in &mut before {
        *slot = words.next_back().unwrap_or_default();
    }
    let [last, second, third] = before;
    let (command, led) = if last.starts_with(b"-") { (second, third) } else { (last, second) };
    if command == b"ENV" || [&b"setenv"[..], b"setx"].contains(&command) {
        return true;
    }
    let value = run(text, at, 512, |byte| !byte.is_ascii_whitespace());
    let ends_line = is_break(byte(text, past_blanks(text, value))) || is_quote(byte(text, at));
    let is_first = led.is_empty() && words.next_back().is_none();
    command == b"set" && is_first && ends_line || second == b"login"
}

/// A literal that ends its statement, behind a key that begins the line or stands in capitals, as in SQL.
fn stands_alone(text: &[u8], key: &Range<usize>, at: usize) -> bool {
    if !is_quote(byte(text, at)) {
        return false;
    }
    let line = run_back(text, key.start, key.start.saturating_sub(REACH), is_blank);
    let begins = line == 0 || is_break(text[line - 1]);
    let capitals = text[at] == b'\'' && text[key.clone()].iter().all(u8::is_ascii_uppercase);
    let ends = |end: usize| {
        let next = byte(text, past_blanks(text, end));
        is_break(next) || matches!(next, b';' | b')') || capitals && matches!(next, b',' | b'"')
    };
    (begins || capitals)
        && literal(text, at, Setting { enclosed: false, spaced: false }).is_some_and(|it| ends(it.end))
}

/// What a name of a function begins with that takes a name and its value.
const GIVERS: [&str; 16] = [
    "set", "put", "add", "define", "get", "env", "with", "append", "default", "config", "insert", "store",
    "header", "param", "option", "register",
];

/// What such a name ends with.
const GIVEN: [&str; 16] = [
    "env",
    "set",
    "put",
    "get",
    "header",
    "property",
    "default",
    "param",
    "config",
    "attribute",
    "cookie",
    "entry",
    "pair",
    "of",
    "variable",
    "setting",
];

/// Whether a key in quotes is an argument with its value behind it: of a function that gives names values, of a pair in
/// brackets of its own, or of a list of flags.
fn is_argument(text: &[u8], key: &Range<usize>) -> bool {
    if text[key.clone()].starts_with(b"--") {
        return true;
    }
    let open = key.start.saturating_sub(1);
    if !text.get(open).copied().is_some_and(is_quote) {
        return false;
    }
    let bracket = run_back(text, open, open.saturating_sub(48), |byte| byte.is_ascii_whitespace());
    let name = run_back(text, bracket.saturating_sub(1), bracket.saturating_sub(48), is_name_byte);
    match text[..bracket] {
        [.., b'('] if name < bracket - 1 => gives(&text[name..bracket - 1]),
        [.., b'{'] => true,
        _ => false,
    }
}

fn gives(name: &[u8]) -> bool {
    let begins =
        |word: &&str| name.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word.as_bytes()));
    GIVERS.iter().any(begins) || GIVEN.iter().any(|word| super::bytes::ends_with_word(name, word))
}

/// What a name of a method begins with that takes a value and gives none; other methods are called as their key.
const ASKERS: [&str; 25] = [
    "get", "is", "has", "check", "find", "read", "load", "fetch", "parse", "valid", "verify", "generate",
    "create", "new", "make", "gen", "hash", "encrypt", "decrypt", "decode", "encode", "test", "assert",
    "expect", "next",
];

/// `setPassword("v")`, `with_password("v")`, and `.password("v")` in a chain of calls.
fn setter(text: &[u8], key: &Range<usize>) -> Option<Behind> {
    let name = text[key.clone()].rsplit(|&byte| byte == b'.').next()?;
    let begins =
        |word: &str| name.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word.as_bytes()));
    let method = name.len() < key.len() || text[..key.start].ends_with(b"->");
    let gives = method && name.first().is_some_and(u8::is_ascii_lowercase) && !ASKERS.into_iter().any(begins);
    let at = key.end + 1;
    let place = Place { at, key: key.start, colon: false, spaced: true, literal: true };
    (is_setter(&text[key.clone()]) || gives).then_some(Behind::Argument(place))
}

/// Whether a call is one of a chain: another call stands before it, or behind the bracket that closes it.
fn is_chained(text: &[u8], key: &Range<usize>, close: usize) -> bool {
    let before = text[..key.start].ends_with(b")") && text[key.start] == b'.';
    let line = run_back(text, key.start, key.start.saturating_sub(REACH), is_blank);
    let begins = text[key.start] == b'.' && (line == 0 || is_break(text[line - 1]));
    let behind = rest(text, past_lines(text, close + 1, 2).0);
    before || begins || behind.starts_with(b".") || behind.starts_with(b"->")
}

/// Whether the last part of a name is one of a method that sets something.
fn is_setter(name: &[u8]) -> bool {
    let name = name.rsplit(|&byte| byte == b'.').next().unwrap_or_default();
    let begins =
        |word: &str| name.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word.as_bytes()));
    begins("set") || begins("with")
}

/// Whether an argument that ends here ends as arguments do: before a bracket, or before the next one where the call is
/// one of a function and not a pair in brackets of its own.
pub(super) fn ends_argument(text: &[u8], key: &Range<usize>, end: usize) -> bool {
    let behind = run(text, end, 4, |byte| is_quote(byte) || matches!(byte, b'\\' | b'#'));
    let at = past_lines(text, behind, 1).0;
    let open = run_back(text, key.start, key.start.saturating_sub(48), |byte| {
        is_quote(byte) || byte.is_ascii_whitespace()
    });
    let flag = text[key.clone()].starts_with(b"--");
    let setter = byte(text, key.end) == b'(';
    let called = open > 1 && text[open - 1] == b'(' && is_name_byte(text[open - 2]);
    match byte(text, at) {
        b')' => !setter || is_setter(&text[key.clone()]) || is_chained(text, key, at),
        b'}' => !called,
        b']' => flag,
        b',' => called || flag || setter && is_setter(&text[key.clone()]),
        _ => false,
    }
}

//! String literals as programming languages, shells and data formats write them: their quotes, prefixes and escapes,
//! and literals that are joined to one text. Reads what stands there; knows nothing of keys.

use std::borrow::Cow;
use std::ops::Range;

use super::bytes::{
    byte, count, is_blank, is_break, is_name_byte, is_quote, past_lines, rest, run, run_back,
};
use super::escapes::{undoubled, unescaped, without_entities};

/// The longest value, from its first byte to its last.
pub(super) const LONGEST: usize = 4096;

/// How far the start of a line may be from a literal of which others are joined.
const LINE: usize = 256;

/// How long a raw string may be whose end is not its quote alone.
const LONGEST_HASHED: usize = 256;

/// How many literals may be joined.
const MOST_PARTS: usize = 32;

/// Prefixes of string literals, the longest first.
const PREFIXES: [&str; 26] = [
    "u8R", "$@", "@$", "rb", "br", "Rb", "bR", "RB", "BR", "u8", "cr", "b", "r", "u", "f", "L", "@", "B",
    "R", "U", "F", "N", "E", "$", "c", "q",
];

/// How a literal writes what it cannot hold plainly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Escapes {
    None,
    /// By a backslash.
    Backslash,
    /// By a backslash, and the quote by two of it.
    Doubled(u8),
    /// All of it stands in a literal of its own, so that its quotes have backslashes before them.
    Nested,
}

/// One literal, or several that are joined.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Literal {
    /// From behind the first opening quote to before the last closing one.
    pub(super) inner: Range<usize>,
    /// Behind the last closing quote.
    pub(super) end: usize,
    /// The quote that opens it.
    pub(super) quote: u8,
    /// What it says, where that is not what stands in the text.
    pub(super) said: Option<Vec<u8>>,
}

/// How the pieces of a text are put together where a literal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Setting {
    /// Whether it stands in parentheses of its own.
    pub(super) enclosed: bool,
    /// Whether blanks stand around the operator before it, which no shell allows.
    pub(super) spaced: bool,
}

/// One literal alone: its content, how it is written, and where it ends.
struct Part {
    inner: Range<usize>,
    end: usize,
    quote: u8,
    escapes: Escapes,
    verbatim: bool,
}

/// The literal at a position, with those that are joined to it.
pub(super) fn literal(text: &[u8], at: usize, setting: Setting) -> Option<Literal> {
    let first = part(text, at)?;
    let mut joined = Literal {
        inner: first.inner.clone(),
        end: first.end,
        quote: first.quote,
        said: said(text, &first).map(Cow::into_owned),
    };
    let mut last = first;
    for _ in 1..MOST_PARTS {
        let Some(next) = next_part(text, at, &last, setting) else { break };
        if next.inner.end - joined.inner.start > LONGEST {
            break;
        }
        let so_far = joined.said.get_or_insert_with(|| text[joined.inner.clone()].to_vec());
        match said(text, &next) {
            Some(said) => so_far.extend_from_slice(&said),
            None => so_far.extend_from_slice(&text[next.inner.clone()]),
        }
        joined.inner.end = next.inner.end;
        joined.end = next.end;
        last = next;
    }
    (!joined.inner.is_empty() && joined.said.as_ref().is_none_or(|said| !said.is_empty())).then_some(joined)
}

/// What is joined to the literals from `start` to the last one: directly behind it, or behind an operator, or behind
/// white space where two literals can only be one.
fn next_part(text: &[u8], start: usize, last: &Part, setting: Setting) -> Option<Part> {
    let own = |next: &Part| next.quote == byte(text, start) || is_outside(text, start, next.quote);
    let next = byte(text, last.end);
    if is_quote(next) {
        let joins = next != b'`' && last.quote != b'`' && (next != last.quote || !last.verbatim);
        return joins.then(|| part(text, last.end))?.filter(own);
    }
    let (at, breaks) = past_lines(text, last.end, 3);
    let operator = joining_operator(rest(text, at), last.quote);
    if operator > 0 {
        let (behind, _) = past_lines(text, at + operator, 3);
        return part(text, behind).filter(own);
    }
    let next = (at > last.end).then(|| part(text, at))?.filter(own)?;
    let closes = |byte: u8| matches!(byte, b';' | b',' | b')' | b']' | b'}');
    let (behind, more) = past_lines(text, next.end, 1);
    let closed = closes(byte(text, behind)) || opens(text, behind);
    let ended = closed || more > 0 || behind >= text.len();
    // A literal on the next line may as well be a statement of its own: what documents the name, in Python.
    let same_line = breaks == 0 || byte(text, run(text, last.end, 120, is_blank)) == b'\\';
    let one = setting.enclosed || setting.spaced && ended && same_line || breaks > 0 && closed;
    one.then_some(next)
}

/// Whether a position stands within no literal of this quote that opens before it on its line. Of a line that is too
/// long to tell, it does not.
fn is_outside(text: &[u8], at: usize, quote: u8) -> bool {
    let start = run_back(text, at, at.saturating_sub(LINE), |byte| !is_break(byte));
    let whole = start == 0 || is_break(text[start - 1]);
    let quotes = text[start..at].iter().filter(|&&byte| byte == quote).count();
    whole && quotes.is_multiple_of(2)
}

/// The length of an operator that joins strings: `+`, `.`, `&`, `..`, `<>`, `++`, and `||` of SQL, whose strings have
/// single quotes.
fn joining_operator(rest: &[u8], quote: u8) -> usize {
    match rest {
        [b'+', b'+', ..] | [b'.', b'.', ..] | [b'<', b'>', ..] => 2,
        [b'|', b'|', ..] if quote == b'\'' => 2,
        [b'&', b'&', ..] => 0,
        [b'+' | b'.' | b'&', ..] => 1,
        _ => 0,
    }
}

/// Whether a literal begins at a position, with its prefix.
pub(super) fn opens(text: &[u8], at: usize) -> bool {
    let rest = rest(text, at);
    let quoted = |rest: &[u8]| rest.first().copied().is_some_and(is_quote);
    quoted(rest) || rest.starts_with(b"\\\"") || rest.starts_with(b"\\'") || prefix(rest) > 0
}

fn prefix(rest: &[u8]) -> usize {
    let fits = |prefix: &&&str| {
        rest.strip_prefix(prefix.as_bytes()).is_some_and(|behind| match behind {
            // A pattern may end with a dollar sign, and its quote behind that.
            [b'"', ..] => **prefix != "$",
            [b'\'', ..] => true,
            _ => is_hashed(behind),
        })
    };
    PREFIXES.iter().find(fits).map_or(0, |prefix| prefix.len())
}

/// `#"`: what follows the prefix of a raw string of Rust.
fn is_hashed(rest: &[u8]) -> bool {
    let hashes = rest.iter().take(4).take_while(|&&byte| byte == b'#').count();
    hashes > 0 && rest.get(hashes) == Some(&b'"')
}

fn part(text: &[u8], at: usize) -> Option<Part> {
    let here = rest(text, at);
    count(4);
    if let [b'\\', quote @ (b'"' | b'\''), ..] = *here {
        return nested(text, at + 2, quote);
    }
    let prefix = prefix(here);
    let raw = here[..prefix].iter().any(|byte| matches!(byte, b'r' | b'R' | b'@'));
    let verbatim = here[..prefix].contains(&b'@');
    let open = at + prefix;
    let quote = byte(text, open);
    if quote == b'#' {
        return hashed(text, open);
    }
    if !is_quote(quote) {
        return None;
    }
    let behind = rest(text, open);
    if behind.starts_with(&[quote; 3]) {
        return tripled(text, open, quote, raw);
    }
    if behind.starts_with(b"\"\"") && behind.get(2).is_some_and(|&byte| is_value_start(byte)) {
        return doubled(text, open + 2);
    }
    let escapes = match (quote, raw) {
        (b'`', _) => Escapes::None,
        (b'\'', false) => Escapes::Doubled(quote),
        (_, false) => Escapes::Backslash,
        (_, true) if verbatim => Escapes::Doubled(quote),
        (_, true) => Escapes::None,
    };
    let close = closing_quote(text, open + 1, quote, escapes, raw || verbatim)?;
    Some(Part { inner: open + 1..close, end: close + 1, quote, escapes, verbatim })
}

fn is_value_start(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'$' | b'!' | b'_' | b'%' | b'*' | b'#')
}

/// The closing quote on the same line that no backslash precedes and that is not written twice. A line may go on
/// behind a backslash, and between backticks as it pleases.
fn closing_quote(text: &[u8], open: usize, quote: u8, escapes: Escapes, raw: bool) -> Option<usize> {
    let mut at = open;
    let limit = text.len().min(open + LONGEST);
    let lines = quote == b'`' && is_assigned(text, open - 1);
    while at < limit {
        let here = text[at];
        if here == quote {
            let twice = matches!(escapes, Escapes::Doubled(_)) && byte(text, at + 1) == quote;
            if !twice || at == open {
                count(at - open);
                return Some(at);
            }
            at += 1;
        } else if here == b'\\' && !raw && quote != b'`' {
            at += usize::from(text[at..].starts_with(b"\\\r\n")) + 1;
        } else if is_break(here) && !lines {
            break;
        }
        at += 1;
    }
    count(at - open);
    None
}

/// Whether an operator stands before a position. In prose a backtick may as well close.
fn is_assigned(text: &[u8], at: usize) -> bool {
    let blanks = run_back(text, at, at.saturating_sub(24), is_blank);
    matches!(text[..blanks], [.., b'=' | b':' | b'('])
}

/// `"""…"""`, over as many lines as it takes.
fn tripled(text: &[u8], open: usize, quote: u8, raw: bool) -> Option<Part> {
    let start = open + 3;
    let within = &text[start..text.len().min(start + LONGEST)];
    let length = memchr::memmem::find(within, &[quote; 3]);
    count(length.unwrap_or(within.len()));
    let length = length?;
    let inner = trimmed(text, start..start + length);
    let escapes = if raw { Escapes::None } else { Escapes::Backslash };
    Some(Part { inner, end: start + length + 3, quote, escapes, verbatim: true })
}

/// `""…""`: a literal in a cell of a table or in a string of Basic.
fn doubled(text: &[u8], start: usize) -> Option<Part> {
    let within = &text[start..text.len().min(start + LONGEST)];
    let length = within.iter().take_while(|&&byte| byte != b'"' && !is_break(byte)).count();
    count(length);
    within[length..].starts_with(b"\"\"").then(|| Part {
        inner: start..start + length,
        end: start + length + 2,
        quote: b'"',
        escapes: Escapes::Backslash,
        verbatim: true,
    })
}

/// `#"…"#` behind the prefix of a raw string.
fn hashed(text: &[u8], at: usize) -> Option<Part> {
    let hashes = run(text, at, 4, |byte| byte == b'#') - at;
    let start = at + hashes + 1;
    let within = &rest(text, start)[..rest(text, start).len().min(LONGEST_HASHED)];
    let closing = [&b"\""[..], &b"####"[..hashes]].concat();
    let length = memchr::memmem::find(within, &closing);
    count(length.unwrap_or(within.len()));
    let length = length?;
    let end = start + length + closing.len();
    Some(Part { inner: start..start + length, end, quote: b'"', escapes: Escapes::None, verbatim: true })
}

/// `\"…\"`: a literal within a literal.
fn nested(text: &[u8], start: usize, quote: u8) -> Option<Part> {
    let limit = text.len().min(start + LONGEST);
    let mut at = start;
    while at < limit && !is_break(text[at]) && text[at] != quote {
        if text[at] == b'\\' {
            if byte(text, at + 1) == quote {
                count(at - start);
                return Some(Part {
                    inner: start..at,
                    end: at + 2,
                    quote,
                    escapes: Escapes::Nested,
                    verbatim: true,
                });
            }
            // What the inner literal escapes has two backslashes here.
            at += if text[at..].starts_with(b"\\\\\\") { 3 } else { 1 };
        }
        at += 1;
    }
    count(at - start);
    None
}

fn trimmed(text: &[u8], range: Range<usize>) -> Range<usize> {
    let stretch = &text[range.clone()];
    let leading = stretch.len() - stretch.trim_ascii_start().len();
    range.start + leading..range.start + leading + stretch.trim_ascii().len()
}

/// What a literal says, where that is not what stands there.
fn said<'t>(text: &'t [u8], part: &Part) -> Option<Cow<'t, [u8]>> {
    let inner = &text[part.inner.clone()];
    match part.escapes {
        Escapes::Doubled(quote) if part.verbatim => {
            memchr::memchr(quote, inner).map(|_| Cow::Owned(undoubled(inner, quote)))
        }
        Escapes::Doubled(quote) => {
            let odd = memchr::memchr2(quote, b'\\', inner).is_some();
            odd.then(|| Cow::Owned(undoubled(&unescaped(inner, true), quote)))
        }
        Escapes::Backslash => {
            let odd = memchr::memchr2(b'\\', b'&', inner).is_some();
            odd.then(|| Cow::Owned(without_entities(&unescaped(inner, false))))
        }
        Escapes::Nested if memchr::memchr(b'\\', inner).is_some() => {
            Some(Cow::Owned(unescaped(&unescaped(inner, false), false)))
        }
        _ => None,
    }
}

/// A text over several lines up to a line of its own that names its end: `<<EOF`, `<<-'EOF'`, `<<~EOF`, `<<<EOT`.
pub(super) fn here_document(text: &[u8], at: usize) -> Option<Literal> {
    let marks = run(text, at, 3, |byte| byte == b'<');
    let name = run(text, marks, 2, |byte| matches!(byte, b'-' | b'~' | b'"' | b'\''));
    let name_end = run(text, name, 24, is_name_byte);
    let line_end = run(text, name_end, 16, |byte| !is_break(byte));
    let word = &text[name..name_end];
    if marks - at < 2 || word.is_empty() || !is_break(byte(text, line_end)) {
        return None;
    }
    let start = run(text, line_end, 2, is_break);
    let mut line = start;
    for _ in 0..MOST_PARTS {
        let content = run(text, line, 120, is_blank);
        let next = rest(text, content).strip_prefix(word);
        if next.is_some_and(|next| next.first().is_none_or(|&byte| !is_name_byte(byte))) {
            let inner = trimmed(text, start..line);
            let said = is_broken(text, &inner).then(|| lines_of(&text[inner.clone()], b'\n'));
            return (!inner.is_empty()).then_some(Literal { inner, end: content, quote: b'<', said });
        }
        let end = run(text, line, LONGEST.saturating_sub(line - start), |byte| byte != b'\n');
        if byte(text, end) != b'\n' || end >= text.len() {
            return None;
        }
        line = end + 1;
    }
    None
}

pub(super) fn is_broken(text: &[u8], range: &Range<usize>) -> bool {
    text[range.clone()].iter().any(|&byte| is_break(byte))
}

/// The lines of a text without the blanks around them, joined by a byte.
pub(super) fn lines_of(stretch: &[u8], by: u8) -> Vec<u8> {
    let lines: Vec<&[u8]> = stretch.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).collect();
    lines.join(&by)
}

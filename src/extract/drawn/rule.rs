//! Rules of drawn tables: lines of nothing but strokes, which tell how the lines around them are divided.

use std::ops::Range;

use memchr::{memchr, memmem};

use crate::extract::gutters::{Gutters, MOST_COLUMNS};

/// How the lines of a table are divided.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Cut {
    /// By `|`.
    Pipes,
    /// By the upright strokes of box drawing (U+2502, U+2503, U+2551).
    Boxes,
    /// By blanks at fixed places.
    Gutters(Gutters),
}

/// A line of strokes.
#[derive(Debug)]
pub(super) struct RuleLine {
    pub(super) cut: Cut,
    pub(super) columns: usize,
    /// Whether a table may begin with it, so that its header follows.
    pub(super) opens: bool,
}

/// The longest rule.
const LONGEST: usize = 8 * 1024;

/// The first byte of every character of box drawing in UTF-8, and the second of the first 64 of them.
const BOX: u8 = 0xe2;
const LIGHT: u8 = 0x94;

/// Whether a rule or a row may stand in a text: there is a bar, a stroke of box drawing, or one of three dashes. Each rule
/// that [`RuleLine::of`] knows has one of these.
pub(super) fn may_stand_in(text: &[u8]) -> bool {
    let has = |mark: &[u8]| memmem::find(text, mark).is_some();
    memchr(b'|', text).is_some() || has(b"---") || has(b"===") || has(&[BOX, LIGHT])
}

impl RuleLine {
    /// The rule that a line is.
    pub(super) fn of(line: &[u8]) -> Option<Self> {
        let first = line.iter().find(|byte| !matches!(byte, b' ' | b'\t'))?;
        if !matches!(first, b'|' | b'+' | b'-' | b'=' | b':' | &BOX) || line.len() > LONGEST {
            return None;
        }
        let strokes = line.trim_ascii();
        if *first == BOX {
            return boxed(strokes);
        }
        let has = |mark| memchr(mark, strokes).is_some();
        if !strokes.iter().all(|byte| matches!(byte, b'|' | b'+' | b'-' | b'=' | b':' | b' ' | b'\t')) {
            None
        } else if has(b'|') || has(b'+') {
            piped(strokes)
        } else {
            let gutters = Gutters::of_rule(line.trim_ascii_end())?;
            Some(Self { columns: gutters.columns(), opens: *first == b'=', cut: Cut::Gutters(gutters) })
        }
    }
}

/// A rule as Markdown, org-mode, psql and mysql draw it.
fn piped(strokes: &[u8]) -> Option<RuleLine> {
    let ends = |byte: &u8| matches!(byte, b'|' | b'+');
    let opens = strokes.first().is_some_and(ends);
    let inside = &strokes[usize::from(opens)..];
    let inside = if inside.last().is_some_and(ends) { &inside[..inside.len() - 1] } else { inside };
    let (mut columns, mut longest) = (0, 0);
    for stroke in inside.split(ends) {
        let stroke = stroke.trim_ascii();
        let stroke = stroke.strip_prefix(b":").unwrap_or(stroke);
        let stroke = stroke.strip_suffix(b":").unwrap_or(stroke);
        let is_even = stroke.iter().all(|byte| stroke.first() == Some(byte) && matches!(byte, b'-' | b'='));
        if stroke.is_empty() || !is_even || columns >= MOST_COLUMNS {
            return None;
        }
        columns += 1;
        longest = longest.max(stroke.len());
    }
    let is_told = longest >= 3 || memchr(b'|', strokes).is_some();
    let divides = columns >= 2 || opens && strokes.last().is_some_and(ends);
    (is_told && divides).then_some(RuleLine { cut: Cut::Pipes, columns, opens })
}

/// A rule of box drawing: strokes that lie, divided by those that stand.
fn boxed(strokes: &[u8]) -> Option<RuleLine> {
    let mut columns = 0;
    let mut lies = false;
    let mut others = 0;
    for character in std::str::from_utf8(strokes).ok()?.chars() {
        match character {
            '─' | '━' | '═' | '╌' | '╍' | '┄' | '┅' | '╴' | '╶' | '╸' | '╺' | '╼' | '╾' =>
            {
                columns += usize::from(!lies);
                lies = true;
            }
            '\u{2500}'..='\u{257f}' => (lies, others) = (false, others + 1),
            _ => return None,
        }
    }
    let is_told = memmem::find(strokes, &[BOX, LIGHT]).is_some();
    (columns >= 1 && others > 0 && is_told && columns <= MOST_COLUMNS).then_some(RuleLine {
        cut: Cut::Boxes,
        columns,
        opens: true,
    })
}

/// The separators of a line, in order. In Markdown a backslash takes one its meaning.
pub(super) fn separators<'l>(line: &'l [u8], cut: &Cut) -> impl Iterator<Item = Range<usize>> + 'l {
    let is_boxed = *cut == Cut::Boxes;
    let found = memchr::memchr_iter(if is_boxed { BOX } else { b'|' }, line);
    found.filter_map(move |at| {
        if is_boxed {
            let stands = matches!(line.get(at + 1..at + 3), Some([0x94, 0x82 | 0x83] | [0x95, 0x91]));
            return stands.then_some(at..at + 3);
        }
        let is_escaped = at > 0 && line[at - 1] == b'\\';
        (!is_escaped).then_some(at..at + 1)
    })
}

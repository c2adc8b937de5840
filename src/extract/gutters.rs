//! Columns of fixed width: which stretches of blanks divide the lines of a table, by the rule below its header or by the
//! lines themselves, and the cells that they cut.

use std::ops::Range;

use super::csv::looks_like_name;

/// The most columns of a table.
pub(super) const MOST_COLUMNS: usize = 1024;

/// The columns of text beyond which no line is looked at.
const WIDEST: usize = 8 * 1024;

/// Where the blanks between columns are, counted in characters from the start of a line. Invariant: they follow each
/// other, none is empty, and there is at least one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Gutters {
    gaps: Vec<Range<usize>>,
}

impl Gutters {
    /// By a rule such as `-----  ---`, the strokes of which are as long as the columns are wide.
    pub(super) fn of_rule(rule: &[u8]) -> Option<Self> {
        let strokes = strokes(rule);
        let first = rule[strokes.first()?.start];
        let is_even = |stroke: &Range<usize>| rule[stroke.clone()].iter().all(|&byte| byte == first);
        let divides = matches!(first, b'-' | b'=') && (2..=MOST_COLUMNS).contains(&strokes.len());
        let is_rule =
            divides && strokes.iter().all(is_even) && strokes.iter().any(|stroke| stroke.len() >= 3);
        is_rule.then(|| Self { gaps: strokes.windows(2).map(|pair| pair[0].end..pair[1].start).collect() })
    }

    /// By what is blank in all of these lines, of which each has something in most columns.
    pub(super) fn of_lines(lines: &[&[u8]]) -> Option<Self> {
        let widest = lines.iter().map(|line| line.len()).max().filter(|&widest| widest <= WIDEST)?;
        let mut filled = vec![false; widest];
        for line in lines {
            for (place, byte) in characters(line).enumerate() {
                filled[place] |= !byte.is_ascii_whitespace();
            }
        }
        let first = filled.iter().position(|&filled| filled)?;
        let last = filled.iter().rposition(|&filled| filled)?;
        let mut gaps: Vec<Range<usize>> = Vec::new();
        for place in (first..last).filter(|&place| !filled[place]) {
            match gaps.last_mut().filter(|gap| gap.end == place) {
                Some(gap) => gap.end += 1,
                None => gaps.push(place..place + 1),
            }
        }
        // Where there are wide gutters, a single blank is one inside a value: digits in groups, a day and its hour.
        let wide: Vec<Range<usize>> = gaps.iter().filter(|gap| gap.len() > 1).cloned().collect();
        let gaps = if wide.len() > 1 { wide } else { gaps };
        (!gaps.is_empty() && gaps.len() < MOST_COLUMNS).then_some(Self { gaps })
    }

    /// How many columns they divide.
    pub(super) fn columns(&self) -> usize {
        self.gaps.len() + 1
    }

    /// The cells of a line, without blanks at their ends; `None` for a line with something in a gutter. Characters may be
    /// as wide as two, as those of Chinese are on a screen.
    pub(super) fn cut(&self, line: &[u8]) -> Option<Vec<Range<usize>>> {
        if line.is_ascii() {
            return self.cut_at(line, &|place| place.min(line.len()));
        }
        let by = |width: fn(&[u8], usize) -> usize| {
            let places = places(line, width);
            self.cut_at(line, &|place| places.get(place).copied().unwrap_or(line.len()))
        };
        by(|_, _| 1).or_else(|| by(width_on_screen))
    }

    fn cut_at(&self, line: &[u8], byte_of: &dyn Fn(usize) -> usize) -> Option<Vec<Range<usize>>> {
        let mut cells = Vec::with_capacity(self.columns());
        let mut start = 0;
        for gap in &self.gaps {
            let range = byte_of(gap.start)..byte_of(gap.end);
            let blank = if range.is_empty() { range } else { widest_blank(line, range)? };
            cells.push(trimmed(line, start..blank.start.max(start)));
            start = blank.end.max(start);
        }
        cells.push(trimmed(line, start..line.len()));
        Some(cells)
    }
}

/// Whether cells may be the names of columns: all are filled but a few, and none looks like a value.
pub(super) fn are_names(line: &[u8], cells: &[Range<usize>]) -> bool {
    let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
    2 * filled > cells.len() && cells.iter().all(|cell| looks_like_name(&line[cell.clone()]))
}

/// What stands between the spaces of a line.
fn strokes(line: &[u8]) -> Vec<Range<usize>> {
    let mut strokes: Vec<Range<usize>> = Vec::new();
    for at in (0..line.len()).filter(|&at| line[at] != b' ') {
        match strokes.last_mut().filter(|stroke| stroke.end == at) {
            Some(stroke) => stroke.end = at + 1,
            None => strokes.push(at..at + 1),
        }
    }
    strokes
}

/// The first bytes of the characters of a line.
fn characters(line: &[u8]) -> impl Iterator<Item = u8> {
    line.iter().copied().filter(|byte| byte & 0xc0 != 0x80)
}

/// Where the character at each place starts, where one may take several places.
fn places(line: &[u8], width: fn(&[u8], usize) -> usize) -> Vec<usize> {
    let starts = line.iter().enumerate().filter(|(_, byte)| **byte & 0xc0 != 0x80);
    starts.flat_map(|(at, _)| std::iter::repeat_n(at, width(line, at))).collect()
}

/// Two for characters of Chinese, Japanese and Korean in UTF-8, by their first bytes.
fn width_on_screen(line: &[u8], at: usize) -> usize {
    let wide = |second: u8| match line[at] {
        0xe1 => (0x84..0x86).contains(&second),
        0xe2 => second >= 0xba,
        0xe3..=0xec => true,
        0xed => second < 0x9f,
        0xef => (0xa4..0xac).contains(&second) || matches!(second, 0xbc | 0xbd),
        0xf0 => second >= 0x9f,
        _ => false,
    };
    1 + usize::from(line.get(at + 1).is_some_and(|&second| wide(second)))
}

/// The widest stretch of blanks in a part of a line, the last of equal ones.
fn widest_blank(line: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let mut widest: Option<Range<usize>> = None;
    let mut at = range.start;
    while at < range.end {
        let blank = line[at..range.end].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if blank > 0 && widest.as_ref().is_none_or(|widest| widest.len() <= blank) {
            widest = Some(at..at + blank);
        }
        at += blank.max(1);
    }
    widest
}

pub(super) fn trimmed(line: &[u8], range: Range<usize>) -> Range<usize> {
    let value = &line[range.clone()];
    let start = range.start + value.len() - value.trim_ascii_start().len();
    start..start + value.trim_ascii().len()
}

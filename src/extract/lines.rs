//! The lines of a text, as the windows show them. A line belongs to the window in which it starts and is given as far as a
//! window reaches, so that it does not depend on where windows are cut; the rest of a longer one is passed over.

use std::ops::Range;

use crate::model::window::{AFTER, BEFORE, Window};

/// Where the next line starts.
#[derive(Default)]
pub(super) struct Lines {
    next: u64,
    /// Whether the next byte is inside a line that was given.
    passing: bool,
}

impl Lines {
    /// Where the next line that starts in what the window owns lies in its text, without its break.
    pub(super) fn next(&mut self, window: &Window<'_>) -> Option<Range<usize>> {
        let (text, end) = (window.text(), window.owned().end);
        loop {
            let start =
                usize::try_from(self.next.saturating_sub(window.base())).ok().filter(|&at| at < end)?;
            if self.passing {
                let stop = memchr::memchr(b'\n', &text[start..end]);
                self.passing = stop.is_none();
                self.next = window.offset(stop.map_or(end, |length| start + length + 1));
                continue;
            }
            let line = line_at(text, start);
            let limit = text.len().min(start + AFTER);
            self.passing = line.end == limit;
            self.next = window.offset(limit.min(line.end + 1));
            return Some(line.start..without_return(text, line));
        }
    }

    /// Passes over all lines that start in what the window owns.
    pub(super) fn pass(&mut self, window: &Window<'_>) {
        let end = window.owned().end;
        if window.offset(end) > self.next {
            self.next = window.offset(end);
            self.passing = end > 0 && window.text()[end - 1] != b'\n';
        }
    }
}

/// The line that starts at `start`, as far as a window reaches.
fn line_at(text: &[u8], start: usize) -> Range<usize> {
    let limit = text.len().min(start + AFTER);
    start..memchr::memchr(b'\n', &text[start..limit]).map_or(limit, |length| start + length)
}

fn without_return(text: &[u8], line: Range<usize>) -> usize {
    line.end - usize::from(text[line].ends_with(b"\r"))
}

/// The line behind one that starts at `start`, where both lie within the reach of a window.
pub(super) fn line_behind(text: &[u8], start: usize) -> Option<Range<usize>> {
    let limit = text.len().min(start + AFTER);
    let behind = line_at(text, start).end + 1;
    let text = text.get(..limit).filter(|_| behind < limit)?;
    let line = line_at(text, behind);
    Some(line.start..without_return(text, line))
}

/// The line before one that starts at `start` in what a window owns, if it is no longer than what a window keeps.
pub(super) fn line_before(text: &[u8], start: usize) -> Option<Range<usize>> {
    let end = start.checked_sub(1)?;
    let from = start.saturating_sub(BEFORE);
    let break_before = memchr::memrchr(b'\n', &text[from..end]);
    let line = match break_before {
        Some(length) => from + length + 1..end,
        None if from == 0 && start < BEFORE => 0..end,
        None => return None,
    };
    Some(line.start..without_return(text, line))
}

/// The complete lines of the first bytes of a text, of which at most so many are looked at.
pub(super) fn first_lines(head: &[u8], most: usize) -> Vec<&[u8]> {
    let lines = head.split_inclusive(|&byte| byte == b'\n');
    let whole = lines.filter(|line| line.ends_with(b"\n") || head.len() < SHORT);
    let plain = |line: &'_ [u8]| {
        line.len() - line.iter().rev().take_while(|byte| matches!(byte, b'\n' | b'\r')).count()
    };
    whole.take(most).map(|line| &line[..plain(line)]).collect()
}

/// What is shorter than this is no cut head, but a whole text.
const SHORT: usize = 4096;

//! Offsets → lines and columns, for hits only. A cursor moves forwards over a text and counts line breaks and
//! characters at memory speed; it never goes back.

use std::ops::Range;

use crate::model::finding::{Place, Within};
use crate::model::window::Window;

/// A position in a text, counted from its start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LineCursor {
    offset: u64,
    line: u64,
    column: u64,
    /// Whether the byte before the position is a carriage return: with a line feed behind it, both are one break.
    after_return: bool,
}

impl Default for LineCursor {
    fn default() -> Self {
        Self { offset: 0, line: 1, column: 1, after_return: false }
    }
}

impl LineCursor {
    /// The place of a range of a window's text that starts at or behind the cursor, which moves to its start.
    pub(super) fn place(&mut self, window: &Window<'_>, range: &Range<usize>) -> Place {
        self.advance(window, range.start);
        let mut end = self.clone();
        end.advance(window, range.end);
        Place {
            within: Within::Text,
            line: self.line,
            column: narrow(self.column),
            end_line: end.line,
            end_column: narrow(end.column),
        }
    }

    /// Moves to a position in a window's text; one behind the cursor is passed over.
    pub(super) fn advance(&mut self, window: &Window<'_>, position: usize) {
        let Some(from) = self.offset.checked_sub(window.base()).and_then(|from| usize::try_from(from).ok())
        else {
            return;
        };
        if position <= from {
            return;
        }
        let stretch = &window.text()[from..position];
        let breaks = self.count_breaks(stretch);
        self.line += breaks;
        let tail = stretch
            .iter()
            .rposition(|&byte| byte == b'\n' || byte == b'\r')
            .map_or(stretch, |at| &stretch[at + 1..]);
        let characters = tail.iter().filter(|&&byte| byte & 0xc0 != 0x80).count() as u64;
        self.column = if tail.len() < stretch.len() { 1 + characters } else { self.column + characters };
        self.after_return = stretch.last() == Some(&b'\r');
        self.offset = window.offset(position);
    }

    /// Line feeds, and carriage returns that no line feed follows. A return at the very end counts; its line feed,
    /// should one come, does not.
    fn count_breaks(&self, stretch: &[u8]) -> u64 {
        let feeds = memchr::memchr_iter(b'\n', stretch).count();
        let returns =
            memchr::memchr_iter(b'\r', stretch).filter(|&at| stretch.get(at + 1) != Some(&b'\n')).count();
        let split_break = self.after_return && stretch.first() == Some(&b'\n');
        (feeds + returns - usize::from(split_break)) as u64
    }
}

fn narrow(column: u64) -> u32 {
    u32::try_from(column).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{LineCursor, Window};
    use crate::model::window::PADDING;

    fn check(text: &str, at: usize, expected: (u64, u32)) {
        let mut padded = text.as_bytes().to_vec();
        padded.extend([0; PADDING]);
        let window = Window::new(&padded, 0, 0..text.len(), true);
        for stop in 0..=at {
            let mut cursor = LineCursor::default();
            cursor.advance(&window, stop);
            let place = cursor.place(&window, &(at..at + 1));
            assert_eq!((place.line, place.column), expected, "{text:?} at {at}, stopped at {stop}");
        }
    }

    #[test]
    fn any_break_counts_once_wherever_the_cursor_stops() {
        check("a\nb", 2, (2, 1));
        check("a\r\nb", 3, (2, 1));
        check("a\rb", 2, (2, 1));
        check("a\r\n\r\nbc", 6, (3, 2));
        check("aé x", 4, (1, 4));
    }
}

//! Bounded looks at bytes, forwards and backwards, and the classes of bytes that keys, operators and values are made
//! of. Everything that reads assignments looks at text through these, so that a test can count what it costs.

/// A line break in a text, of one byte or two, counts as one.
pub(super) fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

pub(super) fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

pub(super) fn is_operator(byte: u8) -> bool {
    matches!(byte, b'=' | b':' | b'#' | b'>')
}

/// What a key is made of, as code and settings write it.
pub(super) fn is_key_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'$' | b'@') || byte >= 0x80
}

/// What a label is made of, as people write it.
pub(super) fn is_label_byte(byte: u8) -> bool {
    is_key_byte(byte) || matches!(byte, b' ' | b'/' | b'\'' | b'(' | b')')
}

/// What names of programs are made of: no dots, no dashes.
pub(super) fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// What ends a value without quotes.
pub(super) fn ends_word(byte: u8) -> bool {
    byte.is_ascii_whitespace()
        || matches!(byte, b',' | b';' | b')' | b']' | b'}' | b'>' | b'|' | b'<' | b'"' | b'\'')
        || matches!(byte, b'(' | b'[' | b'`' | b'\\' | b'\0')
}

/// What ends a value of several words.
pub(super) fn ends_phrase(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r' | b'\t' | b';' | b'|' | b'<' | b'>' | b'{' | b'}' | b'"' | b'\0')
        || matches!(byte, b'=' | b'(')
}

/// Where a run of wanted bytes ends that starts at `at` and has at most so many.
#[inline]
pub(super) fn run(text: &[u8], at: usize, most: usize, wanted: impl Fn(u8) -> bool) -> usize {
    let rest = &text[at.min(text.len())..];
    let length = rest.iter().take(most).take_while(|&&byte| wanted(byte)).count();
    count(length + 1);
    at + length
}

/// Where a run of wanted bytes starts that ends at `at`, and does not start before `floor`.
#[inline]
pub(super) fn run_back(text: &[u8], at: usize, floor: usize, wanted: impl Fn(u8) -> bool) -> usize {
    let length = text[floor.min(at)..at].iter().rev().take_while(|&&byte| wanted(byte)).count();
    count(length + 1);
    at - length
}

/// Behind blanks.
pub(super) fn past_blanks(text: &[u8], at: usize) -> usize {
    run(text, at, 24, is_blank)
}

/// Behind blanks and so many line breaks at most; a backslash before a break belongs to it. Returns how many breaks
/// there were, too.
pub(super) fn past_lines(text: &[u8], at: usize, most: usize) -> (usize, usize) {
    let mut at = run(text, at, 120, is_blank);
    for breaks in 0..most {
        let rest = &text[at.min(text.len())..];
        let length = match rest {
            [b'\\', b'\r', b'\n', ..] => 3,
            [b'\\' | b'\r', b'\n', ..] => 2,
            [b'\n', ..] => 1,
            _ => return (at, breaks),
        };
        at = run(text, at + length, 120, is_blank);
    }
    (at, most)
}

/// The byte at a position, and a line break at the end of the text.
pub(super) fn byte(text: &[u8], at: usize) -> u8 {
    text.get(at).copied().unwrap_or(b'\n')
}

/// What stands from a position on; nothing beyond the end.
pub(super) fn rest(text: &[u8], at: usize) -> &[u8] {
    &text[at.min(text.len())..]
}

/// Whether a word of letters stands here, in any case, and goes no further.
pub(super) fn ends_with_word(text: &[u8], word: &str) -> bool {
    text.len()
        .checked_sub(word.len())
        .is_some_and(|start| text[start..].eq_ignore_ascii_case(word.as_bytes()))
}

/// A stretch of text known to hold no byte that ends a value, so that a line of key words is read once and not once
/// for each of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Stretch {
    from: usize,
    to: usize,
}

impl Stretch {
    /// The first position from `at` on, or the end of the text, where a value ends; `None` where there is none before
    /// `limit`. What ends a value must be the same at every call.
    pub(super) fn end(
        &mut self,
        text: &[u8],
        at: usize,
        limit: usize,
        ends: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        if !(self.from..=self.to).contains(&at) {
            (self.from, self.to) = (at, at);
        }
        let from = self.to;
        while self.to < limit.min(text.len()) && !ends(self.to) {
            self.to += 1;
        }
        count(1 + self.to - from);
        (self.to < limit).then_some(self.to)
    }
}

/// Counts bytes that were looked at, in tests.
#[cfg(test)]
pub(super) fn count(bytes: usize) {
    tests::LOOKED.with(|looked| looked.set(looked.get() + bytes));
}

/// Counts nothing.
#[cfg(not(test))]
#[inline]
pub(super) fn count(_: usize) {}

#[cfg(test)]
pub(super) mod tests {
    use std::cell::Cell;

    use super::{Stretch, ends_word};

    thread_local! {
        pub(in crate::detect::keys) static LOOKED: Cell<usize> = const { Cell::new(0) };
    }

    #[test]
    fn a_stretch_gives_what_a_fresh_look_gives() {
        let text = b"a=b=c=d e=f g";
        let mut known = Stretch::default();
        for (at, limit) in [(0, 3), (2, 13), (4, 13), (4, 5), (9, 13), (0, 13), (12, 13)] {
            let fresh = (at..limit).find(|&at| ends_word(text[at]));
            assert_eq!(known.end(text, at, limit, |at| ends_word(text[at])), fresh, "from {at} to {limit}");
        }
    }
}

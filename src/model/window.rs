//! A stretch of text in memory, with enough on both sides to judge every match that starts in it.

use std::fmt;
use std::ops::Range;

/// Bytes kept before the part a window owns: how far context may look back from the start of a match.
pub const BEFORE: usize = 2 * 1024;

/// Bytes kept after the part a window owns: no rule may reach further from the start of a match. The loader refuses
/// rules that would.
pub const AFTER: usize = 32 * 1024;

/// Zero bytes that follow the text in memory, so that a kernel may read past the end in whole registers.
pub const PADDING: usize = 128;

/// A text with the zeros behind it. The invariant that it holds [`PADDING`] bytes more than its text is what a kernel
/// relies on when it reads past the end in whole registers, so only [`Padded::new`] makes one.
#[derive(Clone, Copy)]
pub struct Padded<'a>(&'a [u8]);

impl<'a> Padded<'a> {
    /// A text of which the last [`PADDING`] bytes are zeros beyond it.
    ///
    /// # Panics
    /// Where there are fewer bytes, or these are no zeros.
    pub fn new(padded: &'a [u8]) -> Self {
        let zeros = padded.last_chunk::<PADDING>();
        assert!(zeros.is_some_and(|zeros| *zeros == [0; PADDING]), "a text is followed by {PADDING} zeros");
        Self(padded)
    }

    /// The text and the zeros.
    pub fn bytes(self) -> &'a [u8] {
        self.0
    }

    /// The text.
    pub fn text(self) -> &'a [u8] {
        &self.0[..self.0.len() - PADDING]
    }
}

/// A view of the text of one piece.
///
/// Invariants: `owned` lies within the text; at least [`BEFORE`] bytes precede it unless the piece begins there, and
/// at least [`AFTER`] bytes follow it unless the piece ends there; the owned parts of a piece's windows follow each
/// other without gap or overlap. A match belongs to the window that owns its first byte, so results do not depend on
/// where windows are cut.
#[derive(Clone)]
pub struct Window<'a> {
    padded: Padded<'a>,
    base: u64,
    owned: Range<usize>,
    last: bool,
}

impl<'a> Window<'a> {
    /// A window over `padded`, of which the last [`PADDING`] bytes are zeros beyond the text. `base` is the offset
    /// of its first byte in the piece, `owned` the part no other window has, `last` whether the piece ends with it.
    pub fn new(padded: &'a [u8], base: u64, owned: Range<usize>, last: bool) -> Self {
        let padded = Padded::new(padded);
        assert!(owned.start <= owned.end && owned.end <= padded.text().len(), "a window owns text only");
        Self { padded, base, owned, last }
    }

    /// The text: what the window owns and what lies around it.
    pub fn text(&self) -> &'a [u8] {
        self.padded.text()
    }

    /// The text and the zeros that follow it.
    pub fn padded(&self) -> Padded<'a> {
        self.padded
    }

    /// The offset in the piece of the first byte of [`text`](Self::text).
    pub fn base(&self) -> u64 {
        self.base
    }

    /// The part of [`text`](Self::text) that no other window owns.
    pub fn owned(&self) -> Range<usize> {
        self.owned.clone()
    }

    /// The offset in the piece of the end of the owned part.
    pub fn frontier(&self) -> u64 {
        self.base + self.owned.end as u64
    }

    /// Whether the piece ends with this window.
    pub fn is_last(&self) -> bool {
        self.last
    }

    /// The offset in the piece of a position in [`text`](Self::text).
    pub fn offset(&self, position: usize) -> u64 {
        self.base + position as u64
    }
}

impl fmt::Debug for Window<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Window[{} + {} bytes, owns {:?}]", self.base, self.text().len(), self.owned)
    }
}

//! Cuts a text into windows: each owns a stretch, with enough before it for context and after it for the longest
//! match. Windows are filled in the order of the text; who fills one may search it later, and elsewhere.

use std::ops::Range;

use super::decode::{ROOM, TextReader};
use crate::model::budget::Budget;
use crate::model::piece::Obstacle;
use crate::model::window::{AFTER, BEFORE, PADDING, Window};

/// How much of a long text a window owns.
pub(super) const OWNED: usize = 256 * 1024;

/// How much the first window of a text with rows owns: a few hundred rows tell what the columns are, and the rest is
/// searched by what is known.
const FIRST_OF_ROWS: usize = 16 * 1024;

/// The memory of one window, reused from text to text.
pub struct WindowBuffer {
    bytes: Vec<u8>,
    /// How much of it is text.
    length: usize,
    base: u64,
    owned: Range<usize>,
    last: bool,
}

impl Default for WindowBuffer {
    fn default() -> Self {
        let bytes = vec![0; BEFORE + OWNED + AFTER + PADDING];
        Self { bytes, length: 0, base: 0, owned: 0..0, last: true }
    }
}

impl WindowBuffer {
    /// The window that was filled last.
    pub fn window(&self) -> Window<'_> {
        Window::new(&self.bytes[..self.length + PADDING], self.base, self.owned.clone(), self.last)
    }
}

/// Where one window ends and the next begins.
pub(super) struct Cutter {
    /// What the next window begins with.
    carry: Vec<u8>,
    /// How much of it belongs to windows before.
    owned: usize,
    /// The offset of its first byte in the text.
    base: u64,
    end: Option<End>,
    /// How much the next window may own.
    room: usize,
}

impl Default for Cutter {
    fn default() -> Self {
        Self { carry: Vec::new(), owned: 0, base: 0, end: None, room: OWNED }
    }
}

impl Cutter {
    /// A cutter of a text with rows.
    pub(super) fn of_rows() -> Self {
        Self { room: FIRST_OF_ROWS, ..Self::default() }
    }

    /// Fills the next window; false where none comes.
    pub(super) fn next(
        &mut self,
        text: &mut TextReader<'_>,
        budget: &mut Budget,
        buffer: &mut WindowBuffer,
    ) -> bool {
        if self.end.is_some() {
            return false;
        }
        let capacity = self.carry.len().max(BEFORE + self.room + AFTER);
        self.room = OWNED;
        buffer.bytes[..self.carry.len()].copy_from_slice(&self.carry);
        let (length, end) = fill(text, budget, &mut buffer.bytes[..capacity], self.carry.len());
        buffer.bytes[length..length + PADDING].fill(0);
        buffer.last = end.is_some();
        let border = if buffer.last { length } else { length - AFTER };
        (buffer.length, buffer.base, buffer.owned) = (length, self.base, self.owned..border);
        self.end = end;
        if !buffer.last {
            self.carry_from(&buffer.bytes[..length], border);
        }
        border > buffer.owned.start
    }

    /// Of a text that is read elsewhere: no window comes.
    pub(super) fn ended() -> Self {
        Self { end: Some(End::Reached), ..Self::default() }
    }

    /// Whether more may come.
    pub(super) fn goes_on(&self) -> bool {
        self.end.is_none()
    }

    /// What cut the text short, if anything did.
    pub(super) fn failure(self) -> Option<Obstacle> {
        match self.end {
            Some(End::Cut(obstacle)) => Some(obstacle),
            Some(End::Reached) | None => None,
        }
    }

    fn carry_from(&mut self, text: &[u8], border: usize) {
        let kept = border.saturating_sub(BEFORE);
        self.carry.clear();
        self.carry.extend_from_slice(&text[kept..]);
        self.base += kept as u64;
        self.owned = border - kept;
    }
}

/// How a text ended.
enum End {
    /// It was read whole.
    Reached,
    /// Something cut it short.
    Cut(Obstacle),
}

/// Fills the buffer from `length` on. Some at the end of the text, with what cut it short.
fn fill(
    text: &mut TextReader<'_>,
    budget: &mut Budget,
    bytes: &mut [u8],
    mut length: usize,
) -> (usize, Option<End>) {
    while bytes.len() - length >= ROOM {
        match text.fill(&mut bytes[length..]) {
            Ok(0) => return (length, Some(End::Reached)),
            Ok(more) if budget.take_bytes(more as u64) => length += more,
            Ok(_) => return (length, Some(End::Cut(Obstacle::TooLarge { read: text.bytes_read() }))),
            Err(error) => return (length, Some(End::Cut(Obstacle::Io { kind: error.kind() }))),
        }
    }
    (length, None)
}

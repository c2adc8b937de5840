//! Cuts a text into windows: each owns a stretch, with enough before it for context and after it for the longest
//! match. One buffer serves all texts of a thread.

use super::decode::{ROOM, TextReader};
use crate::model::budget::Budget;
use crate::model::piece::Obstacle;
use crate::model::window::{AFTER, BEFORE, PADDING, Window};

/// How much of a long text a window owns.
const OWNED: usize = 256 * 1024;

/// The memory of windows, reused from text to text.
pub struct WindowBuffer {
    bytes: Vec<u8>,
}

impl Default for WindowBuffer {
    fn default() -> Self {
        Self { bytes: vec![0; BEFORE + OWNED + AFTER + PADDING] }
    }
}

/// Gives every window of a text to `take`; says what stopped it before the end. What was read until then was given.
pub(super) fn each(
    text: &mut TextReader<'_>,
    budget: &mut Budget,
    buffer: &mut WindowBuffer,
    take: &mut dyn FnMut(&Window<'_>),
) -> Option<Obstacle> {
    let bytes = &mut buffer.bytes;
    let capacity = bytes.len() - PADDING;
    let (mut base, mut length, mut owned) = (0, 0, 0);
    loop {
        let (filled, end) = fill(text, budget, &mut bytes[..capacity], length);
        length = filled;
        let last = end.is_some();
        bytes[length..length + PADDING].fill(0);
        let border = if last { length } else { length - AFTER };
        if border > owned {
            take(&Window::new(&bytes[..length + PADDING], base, owned..border, last));
        }
        match end {
            Some(End::Reached) => return None,
            Some(End::Cut(obstacle)) => return Some(obstacle),
            None => {}
        }
        let kept = border.saturating_sub(BEFORE);
        bytes.copy_within(kept..length, 0);
        base += kept as u64;
        length -= kept;
        owned = border - kept;
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

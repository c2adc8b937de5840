//! Blob → pieces. What a blob is comes from its first bytes, its name only breaks ties; then one reader takes it.
//! Nothing here judges content, and whatever is not read becomes an obstacle.
//!
//! A new format is one file and one line in the table of `kind.rs` or in `structure`.

mod csv;
mod decode;
mod hl7;
mod kind;
mod legacy;
mod raw;
mod runs;
mod utf32;
mod windows;

pub use windows::WindowBuffer;

use crate::model::budget::Budget;
use crate::model::piece::{BlobReader, Pieces};
use crate::model::window::Window;

use decode::TextReader;
use kind::{Kind, Layout};

/// The piece that is an artifact's own text.
pub const OWN_TEXT: u32 = 0;

/// Finds the parts of a text that a format names, window by window: whatever starts in the part a window owns.
/// Holds O(depth) state; any border, any truncation gives the same parts.
trait Structure {
    fn read(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces);
}

/// Extracts one blob and says how many bytes were read of it.
pub fn extract(
    blob: &mut dyn BlobReader,
    pieces: &mut dyn Pieces,
    budget: &mut Budget,
    buffer: &mut WindowBuffer,
) -> u64 {
    let path = blob.source().path.clone();
    let mut text = TextReader::open(blob);
    if !text.head().is_empty() {
        pieces.begin(text.head());
    }
    let kind = kind::of(&path, text.head());
    let mut layout = structure(kind, text.head());
    match kind {
        Kind::Text(encoding, _) => text.decode(encoding),
        Kind::Opaque(obstacle) => {
            pieces.unread(obstacle.into());
            if !kind::is_armoured(text.head()) {
                text.only_runs();
            }
        }
    }
    let failure = windows::each(&mut text, budget, buffer, &mut |window| {
        pieces.text(OWN_TEXT, window);
        if let Some(structure) = &mut layout {
            structure.read(window, pieces);
        }
    });
    let bytes = text.bytes_read();
    failure.into_iter().chain(text.complaints()).for_each(|obstacle| pieces.unread(obstacle));
    bytes
}

fn structure(kind: Kind, head: &[u8]) -> Option<Box<dyn Structure>> {
    match kind {
        Kind::Text(encoding, Layout::Delimited) => {
            Some(Box::new(csv::Csv::sniff(&decode::head_text(encoding, head))?))
        }
        Kind::Text(_, Layout::Hl7) => Some(Box::new(hl7::Hl7::default())),
        _ => None,
    }
}

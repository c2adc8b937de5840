//! Every reader, the decoder and the windows: the same pieces however the bytes come, windows without gap or overlap,
//! text that is UTF-8 throughout, and every byte read.
#![no_main]

use std::cell::RefCell;

use sealant::extract::{WindowBuffer, extract};
use sealant::model::budget::Budget;
use sealant::model::piece::{BlobReader, Field, Obstacle, Pieces, Row};
use sealant::model::window::Window;

mod memory;

use memory::Memory;

#[derive(Debug, Default, PartialEq)]
struct Seen {
    text: Vec<u8>,
    pieces: Vec<(String, u64, u64, Vec<u8>)>,
    obstacles: Vec<Obstacle>,
}

impl Pieces for Seen {
    fn text(&mut self, piece: u32, window: &Window<'_>) {
        if piece == 0 {
            assert_eq!(window.offset(window.owned().start), self.text.len() as u64);
            self.text.extend_from_slice(&window.text()[window.owned()]);
        }
    }

    fn field(&mut self, field: &Field<'_>) {
        let (start, end) = (field.origin.start, field.origin.end);
        self.pieces.push((field.path.to_string(), start, end, field.value.to_vec()));
    }

    fn row(&mut self, row: &Row<'_>) {
        for cell in row.cells {
            assert!(cell.range.start <= cell.range.end);
            self.pieces.push((row.number.to_string(), cell.range.start, cell.range.end, cell.value.to_vec()));
        }
    }

    fn child(&mut self, _: &mut dyn BlobReader) {}

    fn unread(&mut self, obstacle: Obstacle) {
        self.obstacles.push(obstacle);
    }
}

fn seen(name: u8, at_a_time: usize, bytes: &[u8]) -> Seen {
    thread_local! {
        static BUFFER: RefCell<WindowBuffer> = RefCell::default();
    }
    let mut seen = Seen::default();
    let mut memory = Memory::new(name, at_a_time, bytes);
    let mut budget = Budget::UNLIMITED.clone();
    let read = BUFFER.with_borrow_mut(|buffer| extract(&mut memory, &mut seen, &mut budget, buffer));
    assert_eq!(read, bytes.len() as u64, "every byte is read");
    assert!(std::str::from_utf8(&seen.text).is_ok(), "text is UTF-8");
    seen
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [name, at_a_time, bytes @ ..] = data else { return };
    let whole = seen(*name, usize::MAX, bytes);
    assert_eq!(seen(*name, usize::from(*at_a_time), bytes), whole, "however the bytes come");
});

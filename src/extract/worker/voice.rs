//! Pieces that are said instead of taken: each call is one frame. A window is said once, however many of its fields and
//! rows follow or come before its text.

use std::cell::RefCell;
use std::io::{Read, Write};
use std::ops::Range;

use super::bytes::Broken;
use super::frames::{FromWorker, ToWorker};
use super::line::{CHUNK, Line, Sent};
use super::serve::sure;
use crate::model::part::Part;
use crate::model::piece::{BlobReader, Field, Obstacle, Origin, Pieces, Row};
use crate::model::window::Window;

/// Says pieces.
pub(super) struct Voice<'l, R: Read, W: Write> {
    line: &'l RefCell<Line<R, W>>,
    at_hand: Option<AtHand>,
}

/// By what a window is known: the windows of a piece own different parts of it.
#[derive(PartialEq)]
struct AtHand {
    piece: u32,
    base: u64,
    owned: Range<usize>,
    length: usize,
    address: usize,
}

impl<'l, R: Read, W: Write> Voice<'l, R, W> {
    pub(super) fn new(line: &'l RefCell<Line<R, W>>) -> Self {
        Self { line, at_hand: None }
    }

    /// Says something; false where it is too long for a frame.
    fn say(&self, said: &FromWorker<'_>) -> bool {
        sure(self.line.borrow_mut().say(said)) == Sent::Yes
    }

    /// Says it, or that it was left out.
    fn say_or_leave_out(&self, said: &FromWorker<'_>, what: &'static str) {
        if !self.say(said) {
            self.say(&FromWorker::Unread(Obstacle::PartlyRead { what: what.into() }));
        }
    }

    /// Makes a window of a piece the one at hand; false where it is too long.
    fn show(&mut self, piece: u32, window: &Window<'_>) -> bool {
        let (base, owned, text) = (window.base(), window.owned(), window.text());
        let known = AtHand { piece, base, owned, length: text.len(), address: text.as_ptr().addr() };
        if self.at_hand.as_ref() == Some(&known) {
            return true;
        }
        let short = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let owned = short(known.owned.start)..short(known.owned.end);
        let is_said = self.say(&FromWorker::Window { base, owned, last: window.is_last(), text });
        self.at_hand = is_said.then_some(known);
        is_said
    }

    /// What the master wants of a child: so many bytes, or nothing more.
    fn wanted(&self) -> Option<usize> {
        match sure(ToWorker::decode(sure(self.line.borrow_mut().receive()))) {
            ToWorker::Give { most } => Some((most as usize).min(CHUNK)),
            ToWorker::Enough => None,
            _ => sure(Err(Broken("something else was asked"))),
        }
    }

    /// Gives bytes of a child, and at its end what is missing of it.
    fn give(&self, child: &mut dyn BlobReader, chunk: &mut [u8]) {
        let read = read(child, chunk);
        if !matches!(read, Ok(1..)) {
            for obstacle in child.shortfall() {
                self.say(&FromWorker::ChildShort(obstacle));
            }
        }
        self.say(&match read {
            Ok(length) => FromWorker::ChildBytes(&chunk[..length]),
            Err(error) => FromWorker::ChildFailed(error.kind()),
        });
    }
}

fn read(blob: &mut dyn BlobReader, chunk: &mut [u8]) -> std::io::Result<usize> {
    loop {
        match blob.read(chunk) {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

/// The head needs no frame: the master has it, and told it before it asked.
impl<R: Read, W: Write> Pieces for Voice<'_, R, W> {
    fn part(&mut self, piece: u32, part: &Part) {
        // The name of a part is cut by whoever reads it, far below the length of a frame.
        self.say_or_leave_out(
            &FromWorker::Part { piece, part: part.clone() },
            "a part of it has a name too long to be called by",
        );
    }

    fn text(&mut self, piece: u32, window: &Window<'_>) {
        if self.show(piece, window) {
            self.say(&FromWorker::Text { piece });
        } else {
            let what = "a stretch of its text is too long to be searched".into();
            self.say(&FromWorker::Unread(Obstacle::PartlyRead { what }));
        }
    }

    fn field(&mut self, field: &Field<'_>) {
        let in_window = field.window.is_some_and(|window| self.show(field.origin.piece, window));
        let Origin { piece, start, end } = field.origin;
        let field = Field {
            format: field.format,
            path: field.path.as_ref().into(),
            record: field.record,
            value: field.value.as_ref().into(),
            origin: Origin { piece, start, end },
            window: None,
        };
        self.say_or_leave_out(
            &FromWorker::Field { field, in_window },
            "a value is too long to be judged by its name",
        );
    }

    fn row(&mut self, row: &Row<'_>) {
        let in_window = row.window.is_some_and(|window| self.show(row.piece, window));
        let Row { table, number, header, keyed, piece, cells, .. } = *row;
        let row = FromWorker::Row { table, number, header, keyed, piece, in_window, cells: cells.into() };
        self.say_or_leave_out(&row, "a row is too long to be judged by its columns");
    }

    fn child(&mut self, child: &mut dyn BlobReader) {
        let source = child.source();
        let said = FromWorker::Child { path: source.path.bytes(), size: source.facts.size };
        if !self.say(&said) {
            let what = "a part of it has a name too long to be called by".into();
            self.say(&FromWorker::Unread(Obstacle::PartlyRead { what }));
            return;
        }
        let mut chunk = Vec::new();
        while let Some(most) = self.wanted() {
            chunk.resize(most.max(1), 0);
            self.give(child, &mut chunk);
        }
    }

    fn unread(&mut self, obstacle: Obstacle) {
        self.say(&FromWorker::Unread(obstacle));
    }
}

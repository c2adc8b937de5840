//! The master's side of one artifact: gives its bytes as they are asked for, and replays what the worker says. It believes
//! nothing that it did not check, and takes memory for one window and one frame.

use std::io::{self, Read, Write};
use std::ops::Range;

use super::Fault;
use super::bytes::Broken;
use super::frames::{FromWorker, ToWorker};
use super::line::{CHUNK, Line};
use crate::model::budget::Budget;
use crate::model::piece::{BlobReader, Field, Obstacle, Pieces, Row};
use crate::model::source::{ArtifactPath, Facts, Source};
use crate::model::window::{PADDING, Window};

/// How many obstacles an artifact may have: they are kept until its end.
const MOST_OBSTACLES: usize = 10_000;

/// Has a worker extract an artifact. Whatever was said before a fault is replayed.
pub(super) fn replay<R: Read, W: Write>(
    line: &mut Line<R, W>,
    blob: &mut dyn BlobReader,
    budget: &mut Budget,
    pieces: &mut dyn Pieces,
) -> Result<(), Fault> {
    let source = blob.source();
    let (path, size) = (source.path.bytes(), source.facts.size);
    let errand = ToWorker::Extract { path, size, budget: budget.clone() };
    line.tell(&errand).and_then(|()| line.wait()).map_err(Fault::before_anything)?;
    let mut ends = Ends { line, blob, chunk: Vec::new() };
    let mut replay = Replay { pieces, window: Held::default(), obstacles: 0 };
    loop {
        match FromWorker::decode(ends.line.receive()?)? {
            FromWorker::More { most } => ends.more(most)?,
            FromWorker::Child { path, size } => {
                let facts = Facts { size, ..Facts::default() };
                let source = Source { path: ArtifactPath::new(path), facts };
                ends.child(source, replay.pieces)?;
            }
            FromWorker::Done { left } => {
                spend(budget, &left);
                return Ok(());
            }
            FromWorker::Failed { place } => return Err(Fault::Failed(place.to_owned())),
            said => replay.piece(said)?,
        }
    }
}

/// A worker can spend, never earn.
fn spend(budget: &mut Budget, left: &Budget) {
    budget.bytes = budget.bytes.min(left.bytes);
    budget.steps = budget.steps.min(left.steps);
}

/// What takes the pieces.
struct Replay<'r> {
    pieces: &'r mut dyn Pieces,
    window: Held,
    obstacles: usize,
}

impl Replay<'_> {
    fn piece(&mut self, said: FromWorker<'_>) -> Result<(), Fault> {
        match said {
            FromWorker::Window { base, owned, last, text } => self.window.hold(base, &owned, last, text),
            FromWorker::Part { piece, part } => self.pieces.part(piece, &part),
            FromWorker::Text { piece } => self.pieces.text(piece, &self.window.view()?),
            FromWorker::Field { field, in_window } => {
                let window = in_window.then(|| self.window.view()).transpose()?;
                self.pieces.field(&Field { window: window.as_ref(), ..field });
            }
            FromWorker::Row { table, number, header, keyed, piece, in_window, cells } => {
                let window = in_window.then(|| self.window.view()).transpose()?;
                let window = window.as_ref();
                self.pieces.row(&Row { table, number, header, keyed, piece, cells: &cells, window });
            }
            FromWorker::Unread(obstacle) => return self.unread(obstacle),
            _ => return Err(Broken("something was said out of turn").into()),
        }
        Ok(())
    }

    fn unread(&mut self, obstacle: Obstacle) -> Result<(), Fault> {
        self.obstacles += 1;
        if self.obstacles > MOST_OBSTACLES {
            return Err(Broken("there is no end of obstacles").into());
        }
        self.pieces.unread(obstacle);
        Ok(())
    }
}

/// A copy of the window at hand.
#[derive(Default)]
struct Held {
    /// Empty where none is held, and otherwise the text with its padding.
    padded: Vec<u8>,
    base: u64,
    owned: Range<usize>,
    last: bool,
}

impl Held {
    fn hold(&mut self, base: u64, owned: &Range<u32>, last: bool, text: &[u8]) {
        self.padded.clear();
        self.padded.extend_from_slice(text);
        self.padded.resize(text.len() + PADDING, 0);
        (self.base, self.owned, self.last) = (base, owned.start as usize..owned.end as usize, last);
    }

    fn view(&self) -> Result<Window<'_>, Fault> {
        if self.padded.is_empty() {
            return Err(Broken("no window is at hand").into());
        }
        Ok(Window::new(&self.padded, self.base, self.owned.clone(), self.last))
    }
}

/// What a worker asks, and whom.
struct Ends<'r, R: Read, W: Write> {
    line: &'r mut Line<R, W>,
    blob: &'r mut dyn BlobReader,
    chunk: Vec<u8>,
}

impl<R: Read, W: Write> Ends<'_, R, W> {
    /// Answers with bytes of the artifact.
    fn more(&mut self, most: u32) -> Result<(), Fault> {
        self.chunk.resize((most as usize).clamp(1, CHUNK), 0);
        let read = loop {
            match self.blob.read(&mut self.chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.line.tell(&match read {
            Ok(length) => ToWorker::Bytes(&self.chunk[..length]),
            Err(error) => ToWorker::Failed(error.kind()),
        })
    }

    fn child(&mut self, source: Source, pieces: &mut dyn Pieces) -> Result<(), Fault> {
        let mut child = Child { ends: self, source, is_over: false, short: Vec::new(), fault: None };
        pieces.child(&mut child);
        match child.fault.take() {
            Some(fault) => Err(fault),
            None => self.line.tell(&ToWorker::Enough),
        }
    }
}

/// An artifact inside the one at hand, of which the worker has the bytes.
struct Child<'c, 'r, R: Read, W: Write> {
    ends: &'c mut Ends<'r, R, W>,
    source: Source,
    is_over: bool,
    short: Vec<Obstacle>,
    fault: Option<Fault>,
}

impl<R: Read, W: Write> Child<'_, '_, R, W> {
    fn ask(&mut self, buffer: &mut [u8]) -> Result<io::Result<usize>, Fault> {
        let most = u32::try_from(buffer.len().min(CHUNK)).expect("a chunk is short");
        self.ends.line.tell(&ToWorker::Give { most })?;
        loop {
            match FromWorker::decode(self.ends.line.receive()?)? {
                FromWorker::More { most } => self.ends.more(most)?,
                FromWorker::ChildShort(obstacle) if self.short.len() < MOST_OBSTACLES => {
                    self.short.push(obstacle);
                }
                FromWorker::ChildFailed(kind) => return Ok(Err(kind.into())),
                FromWorker::ChildBytes(bytes) if bytes.len() <= most as usize => {
                    buffer[..bytes.len()].copy_from_slice(bytes);
                    return Ok(Ok(bytes.len()));
                }
                FromWorker::Failed { place } => return Err(Fault::Failed(place.to_owned())),
                _ => return Err(Broken("something was said out of turn").into()),
            }
        }
    }
}

impl<R: Read, W: Write> BlobReader for Child<'_, '_, R, W> {
    fn source(&self) -> &Source {
        &self.source
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_over || buffer.is_empty() {
            return Ok(0);
        }
        let read = self.ask(buffer).unwrap_or_else(|fault| {
            self.fault = Some(fault);
            Err(io::ErrorKind::BrokenPipe.into())
        });
        self.is_over = !matches!(read, Ok(1..));
        read
    }

    fn shortfall(&self) -> Vec<Obstacle> {
        self.short.clone()
    }
}

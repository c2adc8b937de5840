//! What a worker and its master say to each other, as values and as frames. Pure: no pipe, no process. A frame that is
//! cut, changed or made up is [`Broken`], never a panic, and never takes more memory than a few times its own length.

use std::borrow::Cow;
use std::fmt;
use std::io::ErrorKind;
use std::ops::Range;

use super::bytes::{Broken, Put, Taker};
use super::obstacles::{put_error, put_obstacle, take_error, take_obstacle};
use crate::model::budget::Budget;
use crate::model::part::{Part, PartKind};
use crate::model::piece::{Cell, Field, Format, Obstacle, Origin};

/// The fewest bytes that a cell takes in a frame: its range and the length of its value.
const LEAST_CELL: usize = 8 + 8 + 4;

/// What a worker says: the calls of `Pieces`, and what it asks of its master. One variant a call.
#[derive(Clone)]
pub(super) enum FromWorker<'a> {
    /// It waits for more bytes of the artifact, at most so many.
    More { most: u32 },
    /// What a piece is, before any of its text.
    Part { piece: u32, part: Part },
    /// The window that what follows lies in, until another one comes.
    Window { base: u64, owned: Range<u32>, last: bool, text: &'a [u8] },
    /// The window at hand is the text of a piece.
    Text { piece: u32 },
    /// A field; its window is the one at hand, or none.
    Field { field: Field<'a>, in_window: bool },
    /// A row; its window is the one at hand, or none.
    Row {
        table: u32,
        number: u64,
        header: bool,
        keyed: bool,
        piece: u32,
        in_window: bool,
        cells: Cow<'a, [Cell<'a>]>,
    },
    /// There is an artifact inside this one; it waits for requests of its bytes.
    Child { path: &'a [u8], size: Option<u64> },
    /// Bytes of that artifact; none at its end.
    ChildBytes(&'a [u8]),
    /// Reading that artifact failed.
    ChildFailed(ErrorKind),
    /// What is missing of that artifact.
    ChildShort(Obstacle),
    /// Something that was not read.
    Unread(Obstacle),
    /// The artifact is done; so much of its budget is left.
    Done { left: Budget },
    /// The reader failed at a place in the program.
    Failed { place: &'a str },
}

/// What a worker is told.
#[derive(Clone)]
pub(super) enum ToWorker<'a> {
    /// Extract an artifact of this name.
    Extract { path: &'a [u8], size: Option<u64>, budget: Budget },
    /// Bytes of the artifact; none at its end.
    Bytes(&'a [u8]),
    /// Reading the artifact failed.
    Failed(ErrorKind),
    /// Give at most so many bytes of the artifact inside.
    Give { most: u32 },
    /// Say what is missing of the artifact inside, and go on.
    Enough,
}

impl fmt::Debug for FromWorker<'_> {
    /// Without what was found.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FromWorker[{:?}]", std::mem::discriminant(self))
    }
}

impl fmt::Debug for ToWorker<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ToWorker[{:?}]", std::mem::discriminant(self))
    }
}

impl<'a> FromWorker<'a> {
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::More { most } => {
                out.put_byte(0);
                out.put_short(*most);
            }
            Self::Window { base, owned, last, text } => {
                out.put_byte(1);
                out.put_long(*base);
                out.put_short(owned.start);
                out.put_short(owned.end);
                out.put_flag(*last);
                out.put_string(text);
            }
            Self::Text { piece } => {
                out.put_byte(2);
                out.put_short(*piece);
            }
            Self::Field { field, in_window } => put_field(out, field, *in_window),
            Self::Row { .. } => self.put_row(out),
            Self::Child { path, size } => {
                out.put_byte(5);
                out.put_string(path);
                put_size(out, *size);
            }
            Self::ChildBytes(bytes) => {
                out.put_byte(6);
                out.put_string(bytes);
            }
            Self::ChildFailed(kind) => {
                out.put_byte(7);
                put_error(out, *kind);
            }
            Self::ChildShort(obstacle) => {
                out.put_byte(8);
                put_obstacle(out, obstacle);
            }
            Self::Unread(obstacle) => {
                out.put_byte(9);
                put_obstacle(out, obstacle);
            }
            Self::Done { left } => {
                out.put_byte(10);
                put_budget(out, left);
            }
            Self::Failed { place } => {
                out.put_byte(11);
                out.put_string(place.as_bytes());
            }
            Self::Part { piece, part } => put_part(out, *piece, part),
        }
    }

    fn put_row(&self, out: &mut Vec<u8>) {
        let Self::Row { table, number, header, keyed, piece, in_window, cells } = self else { return };
        out.put_byte(4);
        out.put_short(*table);
        out.put_long(*number);
        out.put_flag(*header);
        out.put_flag(*keyed);
        out.put_short(*piece);
        out.put_flag(*in_window);
        out.put_short(u32::try_from(cells.len()).unwrap_or(u32::MAX));
        for cell in cells.iter() {
            out.put_range(&cell.range);
            out.put_string(&cell.value);
        }
    }

    pub(super) fn decode(frame: &'a [u8]) -> Result<Self, Broken> {
        let mut taker = Taker::new(frame);
        let said = match taker.byte()? {
            0 => Self::More { most: taker.short()? },
            1 => take_window(&mut taker)?,
            2 => Self::Text { piece: taker.short()? },
            3 => take_field(&mut taker)?,
            4 => take_row(&mut taker)?,
            5 => Self::Child { path: taker.string()?, size: take_size(&mut taker)? },
            6 => Self::ChildBytes(taker.string()?),
            7 => Self::ChildFailed(take_error(&mut taker)?),
            8 => Self::ChildShort(take_obstacle(&mut taker)?),
            9 => Self::Unread(take_obstacle(&mut taker)?),
            10 => Self::Done { left: take_budget(&mut taker)? },
            11 => Self::Failed { place: taker.text()? },
            12 => take_part(&mut taker)?,
            _ => return Err(Broken("a frame of no known kind")),
        };
        taker.end()?;
        Ok(said)
    }
}

impl<'a> ToWorker<'a> {
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Extract { path, size, budget } => {
                out.put_byte(0);
                out.put_string(path);
                put_size(out, *size);
                put_budget(out, budget);
            }
            Self::Bytes(bytes) => {
                out.put_byte(1);
                out.put_string(bytes);
            }
            Self::Failed(kind) => {
                out.put_byte(2);
                put_error(out, *kind);
            }
            Self::Give { most } => {
                out.put_byte(3);
                out.put_short(*most);
            }
            Self::Enough => out.put_byte(4),
        }
    }

    pub(super) fn decode(frame: &'a [u8]) -> Result<Self, Broken> {
        let mut taker = Taker::new(frame);
        let told = match taker.byte()? {
            0 => {
                let (path, size) = (taker.string()?, take_size(&mut taker)?);
                Self::Extract { path, size, budget: take_budget(&mut taker)? }
            }
            1 => Self::Bytes(taker.string()?),
            2 => Self::Failed(take_error(&mut taker)?),
            3 => Self::Give { most: taker.short()? },
            4 => Self::Enough,
            _ => return Err(Broken("a frame of no known kind")),
        };
        taker.end()?;
        Ok(told)
    }
}

fn put_field(out: &mut Vec<u8>, field: &Field<'_>, in_window: bool) {
    out.put_byte(3);
    out.put_byte(field.format as u8);
    out.put_string(field.path.as_bytes());
    out.put_long(field.record);
    out.put_string(&field.value);
    out.put_short(field.origin.piece);
    out.put_range(&(field.origin.start..field.origin.end));
    out.put_flag(in_window);
}

fn take_field<'a>(taker: &mut Taker<'a>) -> Result<FromWorker<'a>, Broken> {
    let format = Format::ALL.get(usize::from(taker.byte()?)).map(|(format, ..)| *format);
    let format = format.ok_or(Broken("a field of no known format"))?;
    let (path, record) = (taker.text()?.into(), taker.long()?);
    let value = taker.string()?.into();
    let (piece, range) = (taker.short()?, taker.range()?);
    let origin = Origin { piece, start: range.start, end: range.end };
    let field = Field { format, path, record, value, origin, window: None };
    Ok(FromWorker::Field { field, in_window: taker.flag()? })
}

fn put_part(out: &mut Vec<u8>, piece: u32, part: &Part) {
    let Part { kind, name, number, hidden } = part;
    let kind = PartKind::ALL.iter().position(|known| known == kind).and_then(|at| u8::try_from(at).ok());
    out.put_byte(12);
    out.put_short(piece);
    out.put_byte(kind.expect("every kind is among all, and they are few"));
    out.put_flag(name.is_some());
    out.put_string(name.as_deref().unwrap_or_default().as_bytes());
    out.put_flag(number.is_some());
    out.put_short(number.unwrap_or_default());
    out.put_flag(*hidden);
}

fn take_part<'a>(taker: &mut Taker<'a>) -> Result<FromWorker<'a>, Broken> {
    let piece = taker.short()?;
    let kind = PartKind::ALL.get(usize::from(taker.byte()?)).ok_or(Broken("a part of no known kind"))?;
    let (named, name) = (taker.flag()?, taker.text()?);
    let (numbered, number) = (taker.flag()?, taker.short()?);
    let (name, number) = (named.then(|| name.into()), numbered.then_some(number));
    Ok(FromWorker::Part { piece, part: Part { kind: *kind, name, number, hidden: taker.flag()? } })
}

/// A window that owns text only, and whose offsets are numbers.
fn take_window<'a>(taker: &mut Taker<'a>) -> Result<FromWorker<'a>, Broken> {
    let (base, owned) = (taker.long()?, taker.short()?..taker.short()?);
    let (last, text) = (taker.flag()?, taker.string()?);
    let is_within = owned.start <= owned.end && owned.end as usize <= text.len();
    if !is_within || base.checked_add(text.len() as u64).is_none() {
        return Err(Broken("a window owns more than it holds"));
    }
    Ok(FromWorker::Window { base, owned, last, text })
}

fn take_row<'a>(taker: &mut Taker<'a>) -> Result<FromWorker<'a>, Broken> {
    let (table, number) = (taker.short()?, taker.long()?);
    let (header, keyed) = (taker.flag()?, taker.flag()?);
    let (piece, in_window) = (taker.short()?, taker.flag()?);
    let count = taker.count(LEAST_CELL)?;
    let cell = |taker: &mut Taker<'a>| -> Result<Cell<'a>, Broken> {
        let range = taker.range()?;
        Ok(Cell { value: taker.string()?.into(), range })
    };
    let cells = (0..count).map(|_| cell(taker)).collect::<Result<Vec<_>, _>>()?.into();
    Ok(FromWorker::Row { table, number, header, keyed, piece, in_window, cells })
}

fn put_size(out: &mut Vec<u8>, size: Option<u64>) {
    out.put_flag(size.is_some());
    out.put_long(size.unwrap_or_default());
}

fn take_size(taker: &mut Taker<'_>) -> Result<Option<u64>, Broken> {
    let known = taker.flag()?;
    let size = taker.long()?;
    Ok(known.then_some(size))
}

fn put_budget(out: &mut Vec<u8>, budget: &Budget) {
    out.put_long(budget.bytes);
    out.put_long(budget.steps);
    out.put_short(budget.depth);
}

fn take_budget(taker: &mut Taker<'_>) -> Result<Budget, Broken> {
    Ok(Budget { bytes: taker.long()?, steps: taker.long()?, depth: taker.short()? })
}

#[cfg(test)]
mod tests;

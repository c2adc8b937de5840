//! Frames against themselves: what is said is what is heard, and what was cut, changed or made up is refused in peace.

use std::io::ErrorKind;

use proptest::prelude::*;

use super::{FromWorker, ToWorker};
use crate::model::budget::Budget;
use crate::model::part::{Part, PartKind};
use crate::model::piece::{Cell, Field, Format, Obstacle, Origin};

/// What any frame is made of.
#[derive(Clone, Debug)]
struct Material {
    which: u8,
    bytes: Vec<u8>,
    word: String,
    flag: bool,
    short: u32,
    long: u64,
    range: (u64, u64),
    cells: Vec<(u64, Vec<u8>)>,
}

fn material() -> impl Strategy<Value = Material> {
    let bytes = || proptest::collection::vec(any::<u8>(), 0..40);
    let cells = proptest::collection::vec((0..u64::MAX / 2, bytes()), 0..5);
    let numbers = (any::<u32>(), any::<u64>(), (any::<u64>(), any::<u64>()));
    (any::<u8>(), bytes(), any::<String>(), any::<bool>(), numbers, cells).prop_map(
        |(which, bytes, word, flag, (short, long, (a, b)), cells)| {
            let range = (a.min(b), a.max(b));
            Material { which, bytes, word, flag, short, long, range, cells }
        },
    )
}

fn obstacle(of: &Material) -> Obstacle {
    let what = of.word.clone().into();
    match of.short % 9 {
        0 => Obstacle::TooLarge { read: of.long },
        1 => Obstacle::TooDeep,
        2 => Obstacle::Encrypted { scheme: what },
        3 => Obstacle::Malformed { what },
        4 => Obstacle::NoReader { kind: "zip" },
        5 => Obstacle::PartlyRead { what },
        6 => Obstacle::Io { kind: error(of) },
        7 => Obstacle::NotAFile { what: "pipe" },
        _ => Obstacle::Told { code: "io", message: of.word.clone().into() },
    }
}

fn error(of: &Material) -> ErrorKind {
    match of.long % 3 {
        0 => ErrorKind::NotFound,
        1 => ErrorKind::UnexpectedEof,
        _ => ErrorKind::Other,
    }
}

fn budget(of: &Material) -> Budget {
    Budget { bytes: of.range.1, steps: of.long, depth: of.short }
}

fn field(of: &Material) -> Field<'_> {
    let format = Format::ALL[of.short as usize % Format::ALL.len()].0;
    Field {
        format,
        path: of.word.as_str().into(),
        record: of.long,
        value: of.bytes.as_slice().into(),
        origin: Origin { piece: of.short, start: of.range.0, end: of.range.1 },
        window: None,
    }
}

fn row(of: &Material) -> FromWorker<'_> {
    let cells = of.cells.iter().map(|(start, value)| Cell {
        value: value.as_slice().into(),
        range: *start..*start + value.len() as u64,
    });
    FromWorker::Row {
        table: of.short,
        number: of.long,
        header: of.flag,
        keyed: !of.flag,
        piece: !of.short,
        in_window: !of.flag,
        cells: cells.collect(),
    }
}

fn said(of: &Material) -> FromWorker<'_> {
    let half = u32::try_from(of.bytes.len()).unwrap() / 2;
    match of.which % 13 {
        0 => FromWorker::More { most: of.short },
        1 => {
            let owned = half / 2..half;
            FromWorker::Window { base: of.long / 2, owned, last: of.flag, text: &of.bytes }
        }
        2 => FromWorker::Text { piece: of.short },
        3 => FromWorker::Field { field: field(of), in_window: of.flag },
        4 => row(of),
        5 => FromWorker::Child { path: &of.bytes, size: of.flag.then_some(of.long) },
        6 => FromWorker::ChildBytes(&of.bytes),
        7 => FromWorker::ChildFailed(error(of)),
        8 => FromWorker::ChildShort(obstacle(of)),
        9 => FromWorker::Unread(obstacle(of)),
        10 => FromWorker::Done { left: budget(of) },
        11 => {
            let kind = PartKind::ALL[of.short as usize % PartKind::ALL.len()];
            let part = Part::new(kind).named(&of.word).hidden(of.flag);
            let number = (!of.flag).then_some(of.short);
            FromWorker::Part { piece: of.short, part: Part { number, ..part } }
        }
        _ => FromWorker::Failed { place: &of.word },
    }
}

fn told(of: &Material) -> ToWorker<'_> {
    match of.which % 5 {
        0 => ToWorker::Extract { path: &of.bytes, size: of.flag.then_some(of.long), budget: budget(of) },
        1 => ToWorker::Bytes(&of.bytes),
        2 => ToWorker::Failed(error(of)),
        3 => ToWorker::Give { most: of.short },
        _ => ToWorker::Enough,
    }
}

fn frame(encode: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut frame = Vec::new();
    encode(&mut frame);
    frame
}

proptest! {
    /// Every value has a place of its own in a frame, so values that were mixed up would give another frame.
    #[test]
    fn what_is_said_is_heard(of in material()) {
        let first = frame(|out| said(&of).encode(out));
        let heard = FromWorker::decode(&first).expect("it is one of ours");
        prop_assert_eq!(std::mem::discriminant(&heard), std::mem::discriminant(&said(&of)));
        prop_assert_eq!(frame(|out| heard.encode(out)), &first[..]);

        let first = frame(|out| told(&of).encode(out));
        let heard = ToWorker::decode(&first).expect("it is one of ours");
        prop_assert_eq!(std::mem::discriminant(&heard), std::mem::discriminant(&told(&of)));
        prop_assert_eq!(frame(|out| heard.encode(out)), &first[..]);
    }

    #[test]
    fn no_part_of_a_frame_is_a_frame(of in material(), cut: prop::sample::Index, more in 1..9_usize) {
        let whole = frame(|out| said(&of).encode(out));
        prop_assert!(FromWorker::decode(&whole[..cut.index(whole.len())]).is_err());
        let whole = frame(|out| told(&of).encode(out));
        prop_assert!(ToWorker::decode(&whole[..cut.index(whole.len())]).is_err());
        let mut longer = frame(|out| said(&of).encode(out));
        longer.resize(longer.len() + more, 0);
        prop_assert!(FromWorker::decode(&longer).is_err());
    }

    /// What a changed frame gives is sound all the same, and is no larger than the frame.
    #[test]
    fn changed_frames_are_sound_or_refused(
        of in material(),
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut changed = frame(|out| said(&of).encode(out));
        for (at, byte) in edits {
            let at = at.index(changed.len());
            changed[at] = byte;
        }
        sound(&changed);
        let _ = ToWorker::decode(&changed);
    }

    #[test]
    fn any_bytes_are_sound_or_refused(bytes: Vec<u8>, which in 0..14_u8) {
        sound(&bytes);
        sound(&[&[which][..], &bytes].concat());
    }
}

/// Whoever replays a frame relies on this.
fn sound(frame: &[u8]) {
    match FromWorker::decode(frame) {
        Ok(FromWorker::Window { base, owned, text, .. }) => {
            assert!(owned.start <= owned.end && owned.end as usize <= text.len());
            assert!(base.checked_add(text.len() as u64).is_some());
        }
        Ok(FromWorker::Field { field, .. }) => {
            assert!(field.origin.start <= field.origin.end);
            assert!(field.path.len() + field.value.len() <= frame.len());
        }
        Ok(FromWorker::Row { cells, .. }) => {
            assert!(cells.iter().all(|cell| cell.range.start <= cell.range.end));
            assert!(cells.len() * super::LEAST_CELL <= frame.len());
        }
        _ => {}
    }
}

/// A count that lies is refused before memory is taken for it.
#[test]
fn lying_counts_and_lengths_are_refused() {
    let mut row = frame(|out| {
        let cells = Vec::new().into();
        let said = FromWorker::Row {
            table: 0,
            number: 1,
            header: false,
            keyed: true,
            piece: 0,
            in_window: false,
            cells,
        };
        said.encode(out);
    });
    let end = row.len();
    row[end - 4..].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(FromWorker::decode(&row).is_err());
    let mut bytes = frame(|out| FromWorker::ChildBytes(b"abc").encode(out));
    bytes[1..5].copy_from_slice(&4_u32.to_le_bytes());
    assert!(FromWorker::decode(&bytes).is_err());
}

#[test]
fn words_cannot_steer_a_terminal_or_fill_a_report() {
    let what = format!("\x1b[2J{}", "x".repeat(10_000)).into();
    let frame = frame(|out| FromWorker::Unread(Obstacle::Malformed { what }).encode(out));
    let Ok(FromWorker::Unread(Obstacle::Malformed { what })) = FromWorker::decode(&frame) else {
        unreachable!()
    };
    assert!(what.starts_with("[2Jx") && what.len() == 400, "{}", what.len());
}

/// The text of a window, a field or a cell is nobody's to see.
#[test]
fn what_is_said_masks_itself() {
    let shown = format!("{:?} {:?}", FromWorker::ChildBytes(b"secret"), ToWorker::Bytes(b"secret"));
    assert!(!shown.contains("secret") && !shown.contains("115, 101"), "{shown}");
}

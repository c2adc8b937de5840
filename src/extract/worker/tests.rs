//! A worker and its master over a real pipe, the worker in a thread: whatever a reader pushes there is pushed here, and
//! whatever goes wrong there ends in a fault here.

use std::io::{self, Read, Write};

use proptest::prelude::*;

use super::line::{LONGEST, Line};
use super::replay::replay;
use super::serve::serve;
use super::{BlobReader, Budget, Fault, Obstacle, Pieces};
use crate::extract::{WindowBuffer, extract};
use crate::model::part::{Part, PartKind};
use crate::model::piece::{Cell, Field, Format, Origin, Row};
use crate::model::source::{ArtifactPath, Facts, Source};
use crate::model::window::{PADDING, Window};

/// A blob in memory that gives a few bytes at a time and then perhaps fails.
struct Memory {
    source: Source,
    bytes: Vec<u8>,
    at: usize,
    at_a_time: usize,
    fails: bool,
}

impl Memory {
    fn new(name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let source = Source { path: ArtifactPath::new(name.as_bytes()), facts: Facts::default() };
        Self { source, bytes: bytes.into(), at: 0, at_a_time: usize::MAX, fails: false }
    }
}

impl BlobReader for Memory {
    fn source(&self) -> &Source {
        &self.source
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = &self.bytes[self.at..];
        let length = left.len().min(buffer.len()).min(self.at_a_time);
        buffer[..length].copy_from_slice(&left[..length]);
        self.at += length;
        if length == 0 && self.fails { Err(io::ErrorKind::TimedOut.into()) } else { Ok(length) }
    }

    fn shortfall(&self) -> Vec<Obstacle> {
        if self.at_a_time == 3 { vec![Obstacle::TooDeep] } else { Vec::new() }
    }
}

/// Everything that was pushed, as text; of a window that others lie in, how it begins.
#[derive(Default)]
struct Heard(Vec<String>);

fn seen(window: Option<&Window<'_>>) -> String {
    window.map_or_else(String::new, |window| {
        let text = window.text();
        let (begins, padded) = (text[..text.len().min(9)].escape_ascii(), window.padded().bytes().len());
        format!("{window:?} last {} padded {padded}: {begins}", window.is_last())
    })
}

impl Pieces for Heard {
    fn part(&mut self, piece: u32, part: &Part) {
        self.0.push(format!("part {piece} {part:?} {:?} {}", part.name, part.hidden));
    }

    fn text(&mut self, piece: u32, window: &Window<'_>) {
        let text = window.text().escape_ascii();
        self.0.push(format!("text {piece} {} {text}", seen(Some(window))));
    }

    fn field(&mut self, field: &Field<'_>) {
        let (value, window) = (field.value.escape_ascii(), seen(field.window));
        self.0.push(format!("{field:?} {} {value} {window}", field.record));
    }

    fn row(&mut self, row: &Row<'_>) {
        let cells: Vec<String> =
            row.cells.iter().map(|cell| format!("{cell:?} {}", cell.value.escape_ascii())).collect();
        let Row { table, number, header, keyed, piece, .. } = row;
        self.0.push(format!("row {table} {number} {header} {keyed} {piece} {cells:?} {}", seen(row.window)));
    }

    fn child(&mut self, child: &mut dyn BlobReader) {
        let mut bytes = Vec::new();
        let mut buffer = [0; 7];
        let end = loop {
            match child.read(&mut buffer) {
                Ok(0) => break "ends".to_owned(),
                Ok(length) => bytes.extend_from_slice(&buffer[..length]),
                Err(error) => break error.kind().to_string(),
            }
        };
        let Source { path, facts } = child.source();
        let (size, bytes) = (facts.size, bytes.escape_ascii());
        self.0.push(format!("child {path:?} {size:?} {bytes} {end} {:?}", child.shortfall()));
    }

    fn unread(&mut self, obstacle: Obstacle) {
        self.0.push(format!("unread {obstacle:?}"));
    }
}

/// What a reader pushes when it runs in a worker, and how that ended.
fn elsewhere(
    mut blob: Memory,
    read: impl FnMut(&mut dyn BlobReader, &mut dyn Pieces, &mut Budget) + Send + 'static,
) -> (Vec<String>, Result<(), Fault>) {
    let ((input, master_out), (master_in, output)) = (io::pipe().unwrap(), io::pipe().unwrap());
    let worker = std::thread::spawn(move || serve(input, output, read));
    let mut heard = Heard::default();
    let mut line = Line::new(master_in, master_out);
    let result = replay(&mut line, &mut blob, &mut Budget::UNLIMITED.clone(), &mut heard);
    drop(line);
    // A worker that failed never looks as if it had not; one that was given up may have said all it had to say.
    assert!(worker.join().unwrap().is_ok() || result.is_err());
    (heard.0, result)
}

/// The readers of this program.
fn readers() -> impl FnMut(&mut dyn BlobReader, &mut dyn Pieces, &mut Budget) + Send + 'static {
    let mut buffer = WindowBuffer::default();
    move |blob, pieces, budget| {
        extract(blob, pieces, budget, &mut buffer);
    }
}

#[test]
fn a_reader_gives_the_same_in_a_worker() {
    let csv = format!("name,ssn\n{}", "Ada Quill,\"1\n2\"\n".repeat(20_000));
    let utf16: Vec<u8> =
        "PID|1||77^^^C^MR\r".repeat(9_000).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let samples: [(&str, Vec<u8>); 6] = [
        ("a.csv", csv.into_bytes()),
        ("a.hl7", b"MSH|^~\\&|A|B|||2026||ADT^A01|1|P|2.5\rPID|1||77^^^C^MR\r".to_vec()),
        ("a.json", b"{\"resourceType\":\"Patient\",\"birthDate\":\"1970-01-01\"}".to_vec()),
        ("a.sql", b"INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y');\n".to_vec()),
        ("a.txt", utf16),
        ("a.bin", b"\0\x01\x02 runs of text in it \xff\xfe".to_vec()),
    ];
    for (name, bytes) in samples {
        let mut here = Heard::default();
        readers()(&mut Memory::new(name, bytes.clone()), &mut here, &mut Budget::UNLIMITED.clone());
        let (there, result) = elsewhere(Memory::new(name, bytes), readers());
        assert!(result.is_ok(), "{name}: {result:?}");
        assert!(here.0 == there, "{name} is not the same in a worker");
        assert!(!there.is_empty());
    }
}

/// Fields and rows before and after the text of their window, without any window, and of a window that is no text.
fn all_calls(_: &mut dyn BlobReader, pieces: &mut dyn Pieces, _: &mut Budget) {
    let padded = |text: &[u8]| [text, &[0; PADDING]].concat();
    let (first, second) = (padded(b"one two"), padded(b"two six"));
    let windows = [Window::new(&first, 0, 0..4, false), Window::new(&second, 4, 0..7, true)];
    for (window, piece) in windows.iter().zip([0, 0]).chain(windows.iter().zip([7, 7])) {
        let field = |window| Field {
            format: Format::Cda,
            path: "a.b@c".into(),
            record: u64::MAX,
            value: b"v".into(),
            origin: Origin { piece, start: 4, end: 7 },
            window,
        };
        pieces.part(piece, &Part::new(PartKind::Sheet).named("Q1").numbered(piece).hidden(piece == 7));
        pieces.field(&field(Some(window)));
        pieces.text(piece, window);
        pieces.field(&field(None));
        let cells = [Cell { value: b"".into(), range: 4..4 }, Cell { value: b"\xff".into(), range: 5..6 }];
        let row =
            |window| Row { table: 3, number: 1, header: true, keyed: false, piece, cells: &cells, window };
        pieces.row(&row(Some(window)));
        pieces.row(&row(None));
    }
    pieces.unread(Obstacle::Encrypted { scheme: "a b".into() });
}

#[test]
fn every_call_arrives_as_it_was_made() {
    let mut here = Heard::default();
    all_calls(&mut Memory::new("a", ""), &mut here, &mut Budget::UNLIMITED.clone());
    let (there, result) = elsewhere(Memory::new("a", ""), all_calls);
    assert!(result.is_ok());
    assert_eq!(here.0, there);
}

/// An artifact inside that is made of the bytes of the one it lies in, so that both are read in turns.
struct Inner<'a>(Source, &'a mut dyn BlobReader);

impl BlobReader for Inner<'_> {
    fn source(&self) -> &Source {
        &self.0
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.1.read(buffer)?;
        buffer[..length].make_ascii_uppercase();
        Ok(length)
    }

    fn shortfall(&self) -> Vec<Obstacle> {
        vec![Obstacle::TooLarge { read: 9 }]
    }
}

fn with_child(blob: &mut dyn BlobReader, pieces: &mut dyn Pieces, _: &mut Budget) {
    let source = Memory::new("inner \u{1b}.txt", "").source;
    pieces.child(&mut Inner(source, blob));
    pieces.unread(Obstacle::TooDeep);
}

#[test]
fn artifacts_inside_are_read_while_the_outer_one_is() {
    for (at_a_time, fails) in [(usize::MAX, false), (3, false), (2, true)] {
        let blob = || Memory { at_a_time, fails, ..Memory::new("a", "some bytes of an artifact") };
        let mut here = Heard::default();
        with_child(&mut blob(), &mut here, &mut Budget::UNLIMITED.clone());
        let (there, result) = elsewhere(blob(), with_child);
        assert!(result.is_ok());
        assert_eq!(here.0, there);
    }
}

#[test]
fn a_budget_is_spent_and_never_earned() {
    let (mut budget, mut heard) = (Budget { bytes: 10, steps: 10, depth: 3 }, Heard::default());
    let ((input, master_out), (master_in, output)) = (io::pipe().unwrap(), io::pipe().unwrap());
    let worker = std::thread::spawn(move || {
        serve(input, output, |_, _, budget| {
            assert_eq!(budget.depth, 3);
            (budget.bytes, budget.steps) = (4, 99);
        })
    });
    let mut line = Line::new(master_in, master_out);
    replay(&mut line, &mut Memory::new("a", ""), &mut budget, &mut heard).unwrap();
    drop(line);
    worker.join().unwrap().unwrap();
    assert_eq!(budget, Budget { bytes: 4, steps: 10, depth: 3 });
}

#[test]
fn a_panic_is_a_fault_and_what_came_before_stays() {
    let (heard, result) = elsewhere(Memory::new("a", ""), |_, pieces, _| {
        pieces.unread(Obstacle::TooDeep);
        std::panic::resume_unwind(Box::new("content"));
    });
    assert_eq!(heard, ["unread TooDeep"]);
    assert!(matches!(result, Err(Fault::Failed(_))));
}

#[test]
fn what_is_longer_than_a_frame_is_told_and_not_sent() {
    let (heard, result) = elsewhere(Memory::new("a", ""), |_, pieces, _| {
        let text = vec![0; LONGEST + PADDING];
        pieces.text(0, &Window::new(&text, 0, 0..LONGEST, true));
        let cells = [Cell { value: text.as_slice().into(), range: 0..1 }];
        pieces.row(&Row {
            table: 0,
            number: 1,
            header: false,
            keyed: false,
            piece: 0,
            cells: &cells,
            window: None,
        });
        let origin = Origin { piece: 0, start: 0, end: 1 };
        let value = text.as_slice().into();
        pieces.field(&Field {
            format: Format::Hl7,
            path: "a".into(),
            record: 0,
            value,
            origin,
            window: None,
        });
    });
    assert!(result.is_ok());
    assert_eq!(heard.len(), 3);
    assert!(heard.iter().all(|told| told.starts_with("unread PartlyRead")), "{heard:?}");
}

/// Answers that were made before they were asked for.
fn replayed(answers: &[u8]) -> (Vec<String>, Result<(), Fault>) {
    let mut heard = Heard::default();
    let mut line = Line::new(answers, io::sink());
    let result =
        replay(&mut line, &mut Memory::new("a", "bytes"), &mut Budget::UNLIMITED.clone(), &mut heard);
    (heard.0, result)
}

/// Keeps what a worker says.
#[derive(Clone, Default)]
struct Kept(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// All that a worker says of an artifact that it need not read.
fn sayings() -> Vec<u8> {
    let kept = Kept::default();
    let mut errand = Vec::new();
    let asked = super::frames::ToWorker::Extract { path: b"a", size: None, budget: Budget::UNLIMITED };
    let mut line = Line::new(io::empty(), &mut errand);
    line.tell(&asked).unwrap();
    line.flush().unwrap();
    drop(line);
    serve(errand.as_slice(), kept.clone(), all_calls).unwrap();
    let said = kept.0.lock().unwrap();
    said.clone()
}

proptest! {
    #[test]
    fn whatever_a_worker_says_is_replayed_in_peace(
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        end: prop::sample::Index,
        bytes: Vec<u8>,
    ) {
        let whole = sayings();
        let (all, result) = replayed(&whole);
        prop_assert!(result.is_ok());
        let cut = end.index(whole.len());
        let (some, result) = replayed(&whole[..cut]);
        prop_assert!(result.is_err());
        prop_assert_eq!(&some[..], &all[..some.len()]);
        let mut changed = whole;
        for (at, byte) in edits {
            let at = at.index(changed.len());
            changed[at] = byte;
        }
        replayed(&changed).1.ok();
        prop_assert!(replayed(&bytes).1.is_err());
    }
}

#[test]
fn a_lying_length_takes_no_memory() {
    for length in [u32::MAX, u32::try_from(LONGEST).unwrap() + 1] {
        let (heard, result) = replayed(&length.to_le_bytes());
        assert!(matches!(result, Err(Fault::Broken(_))), "{result:?}");
        assert!(heard.is_empty());
    }
}

#[test]
fn obstacles_without_end_are_a_fault() {
    let (heard, result) = elsewhere(Memory::new("a", ""), |_, pieces, _| {
        (0..20_000).for_each(|_| pieces.unread(Obstacle::TooDeep));
    });
    assert!(matches!(result, Err(Fault::Broken(_))));
    assert_eq!(heard.len(), 10_000);
}

/// A worker that is asked nonsense ends, and says nothing.
#[test]
fn a_worker_believes_nothing_either() {
    for asked in [&b"\x01\0\0\0\x04"[..], b"\xff\xff\xff\xff", b"\x05\0\0\0\0", b"garbage"] {
        let mut said = Vec::new();
        assert!(serve(asked, &mut said, all_calls).is_err());
        assert!(said.is_empty());
    }
    assert!(serve(io::empty().take(0), io::sink(), all_calls).is_ok());
}

//! Documents that are read in a process of their own: it gives what this one would, whatever it does costs one file, and
//! it is held to its limits.

use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use sealant::extract::{
    Patience, WORKER_WORD, WindowBuffer, WorkerCommand, Workers, extract, extract_in_worker,
};
use sealant::model::budget::Budget;
use sealant::model::piece::{BlobReader, Field, Obstacle, Pieces, Row};
use sealant::model::source::{ArtifactPath, Facts, Source};
use sealant::model::window::Window;

use super::office::hostile::package;

#[cfg(unix)]
mod hostile;
#[cfg(target_os = "linux")]
mod limits;

const SEALANT: &str = env!("CARGO_BIN_EXE_sealant");

/// How many bytes a blob gives at a time.
const AT_A_TIME: usize = 50_000;

struct Memory<'a>(Source, &'a [u8]);

impl BlobReader for Memory<'_> {
    fn source(&self) -> &Source {
        &self.0
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min(AT_A_TIME);
        self.1.read(&mut buffer[..length])
    }
}

fn memory<'a>(name: &str, bytes: &'a [u8]) -> Memory<'a> {
    Memory(Source { path: ArtifactPath::new(name.as_bytes()), facts: Facts::default() }, bytes)
}

/// Everything that is pushed, as text.
#[derive(Default, PartialEq)]
struct Told {
    head: Vec<u8>,
    pieces: Vec<String>,
    unread: Vec<Obstacle>,
    bytes: u64,
}

fn seen(window: Option<&Window<'_>>) -> String {
    format!("{window:?} {:?}", window.map(Window::is_last))
}

impl Pieces for Told {
    fn begin(&mut self, head: &[u8]) {
        self.head.extend_from_slice(head);
    }

    fn text(&mut self, piece: u32, window: &Window<'_>) {
        self.pieces.push(format!("{piece} {} {}", seen(Some(window)), window.text().escape_ascii()));
    }

    fn field(&mut self, field: &Field<'_>) {
        let (value, window) = (field.value.escape_ascii(), seen(field.window));
        self.pieces.push(format!("{field:?} {} {value} {window}", field.record));
    }

    fn row(&mut self, row: &Row<'_>) {
        let cells: Vec<String> = row.cells.iter().map(|cell| cell.value.escape_ascii().to_string()).collect();
        self.pieces.push(format!("{} {row:?} {cells:?} {}", row.piece, seen(row.window)));
    }

    fn child(&mut self, child: &mut dyn BlobReader) {
        self.pieces.push(format!("{:?}", child.source()));
    }

    fn unread(&mut self, obstacle: Obstacle) {
        self.unread.push(obstacle);
    }
}

fn workers(command: WorkerCommand, silence: u64) -> Workers {
    let patience = Patience { silence: Duration::from_secs(silence), ..Patience::default() };
    Workers::new(command, patience, Arc::new(AtomicBool::new(false)))
}

fn own_workers() -> Workers {
    workers(WorkerCommand::new(SEALANT, [WORKER_WORD.into()]), 60)
}

fn told_here(name: &str, bytes: &[u8]) -> Told {
    let mut told = Told::default();
    let mut budget = Budget::UNLIMITED;
    told.bytes = extract(&mut memory(name, bytes), &mut told, &mut budget, &mut WindowBuffer::default());
    told
}

fn told_by(workers: &Workers, name: &str, bytes: &[u8]) -> Told {
    let mut told = Told::default();
    let mut budget = Budget::UNLIMITED;
    told.bytes = extract_in_worker(&mut memory(name, bytes), &mut told, &mut budget, workers);
    told
}

/// Text in every layout that a reader knows.
#[expect(clippy::disallowed_methods, reason = "fixtures are small")]
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let fixture =
        |name: &str| fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)).unwrap();
    let wide = |text: &[u8]| {
        String::from_utf8_lossy(text).encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
    };
    let sql = "CREATE TABLE people (name text, born text);\n\
               INSERT INTO people (name, born) VALUES ('Ada Quill', '1970-01-01'), ('B', NULL);\n";
    vec![
        ("intake.csv", fixture("clients/intake.csv")),
        ("long.csv", fixture("clients/intake.csv").repeat(2_000)),
        ("adt.hl7", fixture("clinic/adt.hl7")),
        ("patient.json", fixture("clinic/patient.json")),
        ("summary.xml", fixture("clinic/summary.xml")),
        ("claim.x12", fixture("clinic/claim.x12")),
        ("dump.sql", sql.into()),
        ("wide.hl7", wide(&fixture("clinic/adt.hl7"))),
        ("vpn.p12", fixture("it/old-laptop/vpn.p12")),
        ("legacy.txt", b"na\xefve \x80 5, and once more na\xefve".to_vec()),
        ("changed.docx", changed_document()),
        ("empty.csv", Vec::new()),
    ]
}

/// A document that holds what no file may be opened for: more deleted text than one would think.
fn changed_document() -> Vec<u8> {
    let deleted = "<w:p><w:r><w:t>kept</w:t></w:r><w:del><w:r><w:delText>taken out again</w:delText></w:r></w:del></w:p>";
    let xml = format!("<w:document><w:body>{}</w:body></w:document>", deleted.repeat(8_000));
    package(&[("m.xml", &xml, "", 0, "")])
}

#[test]
fn a_worker_gives_what_this_process_would() {
    let workers = own_workers();
    for (name, bytes) in samples() {
        let (here, there) = (told_here(name, &bytes), told_by(&workers, name, &bytes));
        assert_eq!(here.unread, there.unread, "{name}");
        assert!(here == there, "{name}: {} pieces here, {} there", here.pieces.len(), there.pieces.len());
        assert_eq!(here.pieces.is_empty(), bytes.is_empty(), "{name}");
    }
}

#[test]
fn what_is_missing_of_a_file_is_told_once() {
    struct Short(Source);
    impl BlobReader for Short {
        fn source(&self) -> &Source {
            &self.0
        }

        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::TimedOut.into())
        }

        fn shortfall(&self) -> Vec<Obstacle> {
            vec![Obstacle::TooLarge { read: 7 }]
        }
    }
    let (mut here, mut there, mut budget) = (Told::default(), Told::default(), Budget::UNLIMITED);
    let mut blob = Short(memory("a", b"").0);
    extract(&mut blob, &mut here, &mut budget, &mut WindowBuffer::default());
    extract_in_worker(&mut blob, &mut there, &mut budget, &own_workers());
    assert_eq!(here.unread, [Obstacle::Io { kind: io::ErrorKind::TimedOut }, Obstacle::TooLarge { read: 7 }]);
    assert_eq!(here.unread, there.unread);
}

/// A budget ends with a read, so both read in the same steps.
#[test]
fn budgets_hold_in_a_worker_too() {
    let text = "x".repeat(900_000);
    let read = |run: &dyn Fn(&mut Memory<'_>, &mut Told, &mut Budget) -> u64| {
        let (mut told, mut budget) = (Told::default(), Budget { bytes: 400_000, steps: 5, depth: 2 });
        run(&mut memory("a.txt", text.as_bytes()), &mut told, &mut budget);
        (told.pieces, told.unread.iter().map(Obstacle::code).collect::<Vec<_>>(), budget)
    };
    let workers = own_workers();
    let here = read(&|blob, told, budget| extract(blob, told, budget, &mut WindowBuffer::default()));
    let there = read(&|blob, told, budget| extract_in_worker(blob, told, budget, &workers));
    assert_eq!(here.1, ["too-large"]);
    assert!(here == there);
}

#[test]
fn what_cannot_be_started_is_told_of_each_file() {
    let workers = workers(WorkerCommand::new("/nowhere/sealant", []), 60);
    for name in ["a.csv", "b.csv"] {
        let told = told_by(&workers, name, b"a,b\n1,2\n");
        assert_eq!(told.head, b"a,b\n1,2\n");
        assert!(told.pieces.is_empty());
        let [obstacle] = &told.unread[..] else { panic!("{:?}", told.unread) };
        assert!(obstacle.to_string().contains("could not be started"), "{obstacle}");
    }
}

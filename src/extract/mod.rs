//! Blob → pieces. What a blob is comes from its first bytes, its name only breaks ties; then one reader takes it.
//! Nothing here judges content, and whatever is not read becomes an obstacle.
//!
//! A new format is one file and one line in the table of `kind.rs`, `folded.rs` or `tabular.rs` or in `structure`.

mod aligned;
#[cfg(test)]
mod borders;
mod clinical_xml;
mod content_lines;
mod csv;
mod decode;
mod drawn;
mod fhir;
mod folded;
mod gutters;
mod hl7;
mod html_tables;
mod json;
mod json_records;
mod keyed;
mod kind;
mod ldif;
mod legacy;
mod lines;
mod logfmt;
mod mail_headers;
mod office;
mod raw;
mod runs;
mod sql;
mod tabular;
mod utf32;
mod windows;
mod worker;
mod x12;
mod xml;
mod yaml_records;

pub use windows::WindowBuffer;
pub use worker::{Patience, WORKER_WORD, WorkerCommand, Workers, serve_as_worker};

use crate::model::budget::Budget;
use crate::model::piece::{BlobReader, Obstacle, Pieces};
use crate::model::window::Window;

use decode::TextReader;
use kind::{Kind, Layout};
use office::Container;
use windows::Cutter;

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
    extract_with(blob, pieces, budget, buffer, None)
}

/// The same, where readers that could harm this process have workers to run in.
pub fn extract_with(
    blob: &mut dyn BlobReader,
    pieces: &mut dyn Pieces,
    budget: &mut Budget,
    buffer: &mut WindowBuffer,
    workers: Option<&Workers>,
) -> u64 {
    let mut extraction = Extraction::begin_with(blob, pieces, budget, workers);
    while extraction.fill(buffer) {
        let window = buffer.window();
        extraction.parts(&window, pieces);
        pieces.text(OWN_TEXT, &window);
    }
    extraction.finish(pieces)
}

/// The same in a worker, whatever kind of blob it is.
pub fn extract_in_worker(
    blob: &mut dyn BlobReader,
    pieces: &mut dyn Pieces,
    budget: &mut Budget,
    workers: &Workers,
) -> u64 {
    let text = opened(blob, pieces);
    Extraction::elsewhere(text, pieces, budget, workers).finish(pieces)
}

/// Whether the reader of a kind can abort, overflow its stack or eat memory on what strangers wrote: then it runs in a
/// worker, where the run has any. Text never does.
fn needs_worker(kind: Kind) -> bool {
    match kind {
        Kind::Container(_) => true,
        Kind::Text(..) | Kind::Opaque(_) => false,
    }
}

/// A blob whose head is known and told.
fn opened<'b>(blob: &'b mut dyn BlobReader, pieces: &mut dyn Pieces) -> TextReader<'b> {
    let text = TextReader::open(blob);
    if !text.head().is_empty() {
        pieces.begin(text.head());
    }
    text
}

/// A blob being extracted step by step, for those who search windows elsewhere than they are read: what [`extract`] does
/// in one go. Windows are filled in order, and the parts of each come before its text is given.
pub struct Extraction<'b> {
    text: TextReader<'b>,
    budget: &'b mut Budget,
    cutter: Cutter,
    layout: Option<Box<dyn Structure>>,
}

impl<'b> Extraction<'b> {
    /// Learns what the blob is, and begins its pieces.
    pub fn begin(blob: &'b mut dyn BlobReader, pieces: &mut dyn Pieces, budget: &'b mut Budget) -> Self {
        Self::begin_with(blob, pieces, budget, None)
    }

    /// The same, where readers that could harm this process have workers to run in.
    pub fn begin_with(
        blob: &'b mut dyn BlobReader,
        pieces: &mut dyn Pieces,
        budget: &'b mut Budget,
        workers: Option<&Workers>,
    ) -> Self {
        let path = blob.source().path.clone();
        let mut text = opened(blob, pieces);
        let kind = kind::of(&path, text.head());
        if let Some(workers) = workers.filter(|_| needs_worker(kind)) {
            return Self::elsewhere(text, pieces, budget, workers);
        }
        let layout = structure(kind, text.head());
        match kind {
            Kind::Text(encoding, _) => text.decode(encoding),
            Kind::Container(container) => open(container, &mut text, pieces, budget),
            Kind::Opaque(obstacle) => {
                pieces.unread(obstacle.into());
                if !kind::is_armoured(text.head()) {
                    text.only_runs();
                }
            }
        }
        let has_rows = matches!(
            kind,
            Kind::Text(_, Layout::Delimited | Layout::Sql | Layout::JsonRecords | Layout::Tabular(_))
        );
        let cutter = if has_rows { Cutter::of_rows() } else { Cutter::default() };
        Self { text, budget, cutter, layout }
    }

    /// All of it in a worker: no window comes here.
    fn elsewhere(
        mut text: TextReader<'b>,
        pieces: &mut dyn Pieces,
        budget: &'b mut Budget,
        workers: &Workers,
    ) -> Self {
        workers.extract(text.raw(), budget, pieces);
        Self { text, budget, cutter: Cutter::ended(), layout: None }
    }

    /// Fills the next window of the blob's own text; false where none comes.
    pub fn fill(&mut self, buffer: &mut WindowBuffer) -> bool {
        self.cutter.next(&mut self.text, self.budget, buffer)
    }

    /// Whether another window may come.
    pub fn goes_on(&self) -> bool {
        self.cutter.goes_on()
    }

    /// Gives the fields and rows of a window, whose text is given next.
    pub fn parts(&mut self, window: &Window<'_>, pieces: &mut dyn Pieces) {
        if let Some(layout) = &mut self.layout {
            layout.read(window, pieces);
        }
    }

    /// Tells what was not read, and gives how many bytes were.
    pub fn finish(self, pieces: &mut dyn Pieces) -> u64 {
        let bytes = self.text.bytes_read();
        let failure = self.cutter.failure();
        failure.into_iter().chain(self.text.complaints()).for_each(|obstacle| pieces.unread(obstacle));
        bytes
    }
}

/// Reads a container as the document it is. One that is none is searched as the bytes it has.
fn open(container: Container, text: &mut TextReader<'_>, pieces: &mut dyn Pieces, budget: &mut Budget) {
    let source = text.raw().blob().source().clone();
    let (spool, is_whole) = match text.raw().spool(office::KEPT, office::LARGEST) {
        Ok(spooled) => spooled,
        Err(error) => return pieces.unread(Obstacle::Io { kind: error.kind() }),
    };
    let as_bytes = || vec![Obstacle::NoReader { kind: container.name() }];
    let rest = if is_whole {
        office::read(container, spool, &source, pieces, budget)
    } else {
        Some((spool, as_bytes()))
    };
    let Some((spool, told)) = rest else { return };
    told.into_iter().for_each(|obstacle| pieces.unread(obstacle));
    match text.raw().replay(spool) {
        Ok(()) => text.only_runs(),
        Err(error) => pieces.unread(Obstacle::Io { kind: error.kind() }),
    }
}

fn structure(kind: Kind, head: &[u8]) -> Option<Box<dyn Structure>> {
    match kind {
        Kind::Text(encoding, Layout::Delimited) => {
            Some(Box::new(csv::Csv::sniff(&decode::head_text(encoding, head))?))
        }
        Kind::Text(_, Layout::Hl7) => Some(Box::new(hl7::Hl7::default())),
        Kind::Text(_, Layout::Sql) => Some(Box::new(sql::Sql::default())),
        Kind::Text(encoding, Layout::JsonRecords) => {
            Some(Box::new(json_records::JsonRecords::new(&decode::head_text(encoding, head))))
        }
        Kind::Text(encoding, Layout::Tabular(tabular)) => {
            tabular::reader(tabular, &decode::head_text(encoding, head))
        }
        Kind::Text(_, Layout::FhirJson) => Some(Box::new(fhir::Fhir::default())),
        Kind::Text(_, Layout::ClinicalXml(format)) => Some(Box::new(clinical_xml::ClinicalXml::new(format))),
        Kind::Text(_, Layout::X12) => Some(Box::new(x12::X12::default())),
        Kind::Text(_, Layout::Folded(format)) => folded::reader(format),
        _ => None,
    }
}

/// The longest word that tells kinds of values apart.
const LONGEST_KIND: usize = 40;

/// What stands in brackets behind a path: a code as it is, or what is last in an address: `us-ssn` for
/// `http://hl7.org/fhir/sid/us-ssn`, the number of an OID.
fn kind_word(text: &str) -> Option<String> {
    let word = text.trim_end_matches('/').rsplit(['/', ':']).next()?;
    let plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '.' | '_');
    (!word.is_empty() && word.len() <= LONGEST_KIND && word.chars().all(plain)).then(|| word.to_owned())
}

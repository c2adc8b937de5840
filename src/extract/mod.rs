//! Blob → pieces. What a blob is comes from its first bytes, its name only breaks ties; then one reader takes it.
//! Nothing here judges content, and whatever is not read becomes an obstacle.
//!
//! A new format is one file and one line in the table of `kind.rs` or `folded.rs` or in `structure`.

#[cfg(test)]
mod borders;
mod clinical_xml;
mod content_lines;
mod csv;
mod decode;
mod fhir;
mod folded;
mod hl7;
mod json;
mod kind;
mod ldif;
mod legacy;
mod mail_headers;
mod raw;
mod runs;
mod sql;
mod utf32;
mod windows;
mod x12;
mod xml;

pub use windows::WindowBuffer;

use crate::model::budget::Budget;
use crate::model::piece::{BlobReader, Pieces};
use crate::model::window::Window;

use decode::TextReader;
use kind::{Kind, Layout};
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
    let mut extraction = Extraction::begin(blob, pieces, budget);
    while extraction.fill(buffer) {
        let window = buffer.window();
        extraction.parts(&window, pieces);
        pieces.text(OWN_TEXT, &window);
    }
    extraction.finish(pieces)
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
        let path = blob.source().path.clone();
        let mut text = TextReader::open(blob);
        if !text.head().is_empty() {
            pieces.begin(text.head());
        }
        let kind = kind::of(&path, text.head());
        let layout = structure(kind, text.head());
        match kind {
            Kind::Text(encoding, _) => text.decode(encoding),
            Kind::Opaque(obstacle) => {
                pieces.unread(obstacle.into());
                if !kind::is_armoured(text.head()) {
                    text.only_runs();
                }
            }
        }
        let has_rows = matches!(kind, Kind::Text(_, Layout::Delimited | Layout::Sql));
        let cutter = if has_rows { Cutter::of_rows() } else { Cutter::default() };
        Self { text, budget, cutter, layout }
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

fn structure(kind: Kind, head: &[u8]) -> Option<Box<dyn Structure>> {
    match kind {
        Kind::Text(encoding, Layout::Delimited) => {
            Some(Box::new(csv::Csv::sniff(&decode::head_text(encoding, head))?))
        }
        Kind::Text(_, Layout::Hl7) => Some(Box::new(hl7::Hl7::default())),
        Kind::Text(_, Layout::Sql) => Some(Box::new(sql::Sql::default())),
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

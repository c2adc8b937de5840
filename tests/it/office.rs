//! Documents made by the programs that people use, with a mark at every hiding place: each is found at the right one. The script
//! `tests/oracle/office_documents.py` makes them.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use sealant::extract::{WindowBuffer, extract};
use sealant::model::budget::Budget;
use sealant::model::part::Part;
use sealant::model::piece::{BlobReader, Field, Obstacle, Pieces, Row};
use sealant::model::source::{ArtifactPath, Facts, Source};
use sealant::model::window::Window;

pub(crate) mod hostile;
mod written;

/// Bytes as an artifact.
pub(crate) struct Bytes<'b> {
    source: Source,
    bytes: &'b [u8],
}

impl<'b> Bytes<'b> {
    pub(crate) fn new(name: &str, bytes: &'b [u8]) -> Self {
        let source = Source { path: ArtifactPath::new(name.as_bytes()), facts: Facts::default() };
        Self { source, bytes }
    }
}

impl BlobReader for Bytes<'_> {
    fn source(&self) -> &Source {
        &self.source
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min(self.bytes.len());
        buffer[..length].copy_from_slice(&self.bytes[..length]);
        self.bytes = &self.bytes[length..];
        Ok(length)
    }
}

/// A text of a document, whole.
#[derive(Default)]
pub(crate) struct Piece {
    pub(crate) part: String,
    pub(crate) text: Vec<u8>,
    /// The cells of its rows: table, row, column from 1, whether it names the column, where.
    pub(crate) cells: Vec<(u32, u64, usize, bool, std::ops::Range<usize>)>,
}

/// All that is said of a document.
#[derive(Default)]
pub(crate) struct Record {
    pub(crate) texts: Vec<Piece>,
    pub(crate) unread: Vec<Obstacle>,
    pub(crate) inside: Vec<(String, Record)>,
    /// The largest window.
    pub(crate) largest: usize,
}

impl Record {
    pub(crate) fn of(name: &str, bytes: &[u8]) -> Self {
        let mut record = Self::default();
        record.read(&mut Bytes::new(name, bytes));
        record
    }

    fn read(&mut self, blob: &mut dyn BlobReader) {
        let mut budget = Budget::UNLIMITED;
        extract(blob, self, &mut budget, &mut WindowBuffer::default());
    }

    /// Where a mark stands, in the order of the document.
    pub(crate) fn places(&self, mark: &str) -> Vec<String> {
        let mut places = Vec::new();
        for text in &self.texts {
            for at in memchr::memmem::find_iter(&text.text, mark) {
                let whole = at + mark.len();
                if text.text.get(whole).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-') {
                    continue;
                }
                let line = 1 + text.text[..at].iter().filter(|&&byte| byte == b'\n').count();
                let mut place = text.part.clone();
                match text.cells.iter().find(|(.., range)| range.start <= at && at < range.end) {
                    Some((_, row, column, ..)) => write!(place, " r{row} c{column}").unwrap(),
                    None => write!(place, " {line}").unwrap(),
                }
                places.push(place);
            }
        }
        for (name, inside) in &self.inside {
            places.extend(inside.places(mark).into_iter().map(|place| format!("{name}: {place}")));
        }
        places
    }

    pub(crate) fn whole(&self) -> String {
        let texts = self.texts.iter();
        let shown = texts.map(|text| {
            format!(
                "[{}]
{}",
                text.part,
                String::from_utf8_lossy(&text.text)
            )
        });
        shown.collect()
    }
}

impl Pieces for Record {
    fn part(&mut self, piece: u32, part: &Part) {
        assert_eq!(piece as usize, self.texts.len() + 1, "pieces follow each other");
        let mut name = part.kind.name().to_owned();
        part.number.iter().for_each(|number| write!(name, " {number}").unwrap());
        part.name.iter().for_each(|part| write!(name, " {part}").unwrap());
        name.push_str(if part.hidden { " hidden" } else { "" });
        self.texts.push(Piece { part: name, ..Piece::default() });
    }

    fn text(&mut self, piece: u32, window: &Window<'_>) {
        self.largest = self.largest.max(window.text().len());
        if piece == 0 {
            return;
        }
        assert_eq!(piece as usize, self.texts.len(), "only the current piece has text");
        let text = &mut self.texts.last_mut().unwrap().text;
        let owned = window.owned();
        assert_eq!(window.offset(owned.start), text.len() as u64, "windows follow each other");
        text.extend_from_slice(&window.text()[owned]);
    }

    fn field(&mut self, _field: &Field<'_>) {}

    fn row(&mut self, row: &Row<'_>) {
        let window = row.window.unwrap();
        let text = self.texts.last_mut().unwrap();
        for (cell, column) in row.cells.iter().zip(1..) {
            let range = usize::try_from(cell.range.start).unwrap()..usize::try_from(cell.range.end).unwrap();
            let base = usize::try_from(window.base()).unwrap();
            assert_eq!(&*cell.value, &window.text()[range.start - base..range.end - base]);
            text.cells.push((row.table, row.number, column, row.header, range));
        }
    }

    fn child(&mut self, child: &mut dyn BlobReader) {
        let name = child.source().path.display();
        let mut inside = Self::default();
        inside.read(child);
        self.inside.push((name, inside));
    }

    fn unread(&mut self, obstacle: Obstacle) {
        self.unread.push(obstacle);
    }
}

#[expect(clippy::disallowed_methods, reason = "a small document of the tests, whole")]
pub(crate) fn document(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/data/office").join(name);
    std::fs::read(path).unwrap()
}

/// Finds each mark at its places and nowhere else, and reads everything.
fn check(name: &str, expected: &[(&str, &str)]) {
    let record = Record::of(name, &document(name));
    for (mark, places) in expected {
        assert_eq!(record.places(mark).join("; "), *places, "{mark} in {name}: {}", record.whole());
    }
    assert_eq!(record.unread, [], "{name}");
}

#[test]
fn words() {
    check(
        "words.docx",
        &[
            ("mark-runs", "body 2"),
            ("mark-hidden", "body 3"),
            ("mark-cell-name", "body r2 c1"),
            ("mark-cell-number", "body r2 c2"),
            ("mark-header", "header 1"),
            ("mark-first-header", "header 1"),
            ("mark-footer", "footer 1"),
            ("mark-comment", "comments 1"),
            ("mark-inserted", "body 8"),
            ("mark-deleted", "text before changes 1"),
            ("mark-field", "field codes 1"),
            ("mark-box", "text boxes 1"),
            ("mark-alt-text", "alt text 1"),
            ("mark-alt-fallback", "alt text 2"),
            ("mark-tooltip", "alt text 3"),
            ("mark-control", "field codes 2"),
            ("mark-choice", "field codes 4"),
            ("mark-control-text", "body 12"),
            ("one\ttwo\nmark-after-break", "body 13"),
            ("mark-footnote", "footnotes 1"),
            ("mark-endnote", "endnotes 1"),
            ("author: mark-author", ""),
            ("creator: mark-author", "properties 1"),
            ("keywords: mark-keywords", "properties 2"),
            ("Name: mark-label", "properties 3"),
            ("Matter: mark-custom-property", "properties 6"),
            ("note: mark-custom-xml", "part customXml/item9.xml 2"),
            ("kind: mark-custom-attribute", "part customXml/item9.xml 1"),
            ("Client: mark-variable", "part word/settings.xml 39"),
            ("https://mark-link.invalid/a?b=c", "links 1"),
            ("mark-template", "links 2"),
            (
                "mark-embedded-cell",
                "words.docx!/word/embeddings/Microsoft_Excel_Sheet1.xlsx: sheet Sheet r2 c2",
            ),
        ],
    );
}

#[test]
fn words_of_another_program() {
    check(
        "libre.docx",
        &[
            ("mark-runs", "body 2"),
            ("mark-hidden", "body 3"),
            ("mark-cell-number", "body r2 c2"),
            ("mark-first-header", "header 1"),
            ("mark-comment", "comments 1"),
            ("mark-deleted", "text before changes 1"),
            ("mark-inserted", "body 8"),
            ("mark-footnote", "footnotes 3"),
            ("mark-endnote", "endnotes 3"),
            ("note: mark-custom-xml", "part customXml/item2.xml 2"),
            ("https://mark-link.invalid/a?b=c", "links 1"),
        ],
    );
    check(
        "libre.odt",
        &[
            ("mark-runs", "body 2"),
            ("mark-hidden", "body 3"),
            ("mark-cell-number", "body r2 c2"),
            ("mark-header", "header 1"),
            ("mark-footer", "footer 1"),
            ("mark-comment", "comments 1"),
            ("mark-deleted", "text before changes 1"),
            ("mark-footnote", "footnotes 1"),
            ("mark-endnote", "footnotes 2"),
            ("https://mark-link.invalid/a?b=c", "links 1"),
            ("Matter: mark-custom-property", "properties 14"),
        ],
    );
    check(
        "text.odt",
        &[
            ("mark-spans", "body 2"),
            ("mark-footnote", "footnotes 1"),
            ("mark-comment", "comments 1"),
            ("mark-cell-name", "body r2 c1"),
            ("mark-cell-number", "body r2 c2"),
            ("mark-box", "text boxes 1"),
            ("mark-hidden", "field codes 1"),
            ("mark-deleted", "text before changes 1"),
            ("mark-header", "header 1"),
            ("mark-footer", "footer 1"),
            ("subject: mark-subject", "properties 1"),
            ("Matter: mark-custom-property", "properties 3"),
            ("https://mark-link.invalid/", "links 1"),
        ],
    );
}

#[test]
fn sheets() {
    check(
        "sheets.xlsx",
        &[
            ("mark-first", "sheet Clients r4 c1"),
            ("mark-second", "sheet Clients r5 c1"),
            ("1980-02-03", "sheet Clients r4 c2; sheet Clients r5 c2"),
            ("78051120", "sheet Clients r4 c3; sheet Clients r5 c3"),
            ("4111111111111111", "sheet Clients r4 c4; sheet Clients r5 c4"),
            ("078-05-1120", "sheet Clients r4 c5; sheet Clients r5 c5"),
            ("mark-c14", "sheet Clients r14 c3"),
            ("mark-cached", "sheet Clients r15 c3"),
            ("\"mark-\" & \"formula\"", "sheet Clients r15 c3"),
            ("mark-hidden-row", "sheet Clients r20 c1"),
            ("mark-hidden-column", "sheet Clients r4 c8"),
            ("mark-last-column", "sheet Clients r9 c16384"),
            ("mark-inline", "sheet Clients r30 c2"),
            ("mark-cell-comment", "comments Clients r7 c4"),
            ("mark-thread", "comments Clients r11 c5"),
            ("mark-choice", "field codes Clients 1"),
            ("&Cmark-sheet-header", "field codes Clients 2"),
            ("mark-hidden-sheet", "sheet My hidden hidden r2 c2"),
            ("mark-very-hidden", "sheet Very hidden r3 c2"),
            ("mark-sheet-name", "names 4"),
            ("Secret: \"mark-defined-name\"", "names 5"),
            ("Password=mark-connection", "part xl/connections.xml 1"),
            ("https://mark-sheet-link.invalid/", "links 1"),
            ("Name: mark-label", "properties 3"),
        ],
    );
}

#[test]
fn sheets_of_another_program() {
    check(
        "libre.xlsx",
        &[
            ("mark-first", "sheet Clients r4 c1"),
            ("1980-02-03", "sheet Clients r4 c2; sheet Clients r5 c2"),
            ("078-05-1120", "sheet Clients r4 c5; sheet Clients r5 c5"),
            ("mark-c14", "sheet Clients r14 c3"),
            ("mark-last-column", "sheet Clients r9 c16384"),
            ("mark-unused", "unused strings 1"),
            ("mark-cell-comment", "comments Clients r7 c4"),
            ("mark-very-hidden", "sheet Very hidden r3 c2"),
        ],
    );
    check(
        "libre.ods",
        &[
            ("mark-first", "sheet Clients r4 c1"),
            ("1980-02-03", "sheet Clients r4 c2; sheet Clients r5 c2"),
            ("4111111111111111", "sheet Clients r4 c4; sheet Clients r5 c4"),
            ("078-05-1120", "sheet Clients r4 c5; sheet Clients r5 c5"),
            ("mark-c14", "sheet Clients r14 c3"),
            ("mark-hidden-row", "sheet Clients r20 c1"),
            ("mark-last-column", "sheet Clients r9 c16384"),
            ("D7: mark-cell-comment", "comments Clients 1"),
            ("mark-very-hidden", "sheet Very hidden r3 c2"),
            ("mark-sheet-header", "header 1"),
        ],
    );
    check(
        "sheets.ods",
        &[
            ("mark-first", "sheet Clients r2 c1"),
            ("1980-02-03", "sheet Clients r2 c2"),
            ("4111111111111111", "sheet Clients r2 c3"),
            ("mark-repeated", "sheet Clients r3 c1"),
            ("mark-d3", "sheet Clients r3 c4"),
            ("mark-far", "sheet Clients r1000013 c3"),
            ("\"mark-formula\"", "sheet Clients r1000013 c3"),
            ("A1000014: mark-comment", "comments Clients 1"),
            ("mark-hidden-sheet", "sheet Hidden hidden r1 c1"),
        ],
    );
}

#[test]
fn slides() {
    let same = [
        ("mark-slide-3", "slide 1 hidden 2"),
        ("mark-runs-3", "slide 1 hidden 3"),
        ("mark-table-number", "slide 1 hidden r2 c2"),
        ("mark-notes-3", "notes 1 hidden 1"),
        ("mark-slide-1", "slide 2 2"),
        ("mark-notes-1", "notes 2 1"),
        ("mark-slide-comment", "comments 2 1"),
        ("mark-runs-2", "slide 3 3"),
    ];
    check("slides.pptx", &same);
    check(
        "slides.pptx",
        &[
            ("mark-off-slide", "slide 1 hidden 6"),
            ("mark-alt-text", "alt text 1 hidden 1"),
            ("mark-master", "master 1"),
        ],
    );
    check("libre.pptx", &same);
    check("libre.odp", &same[..3]);
}

/// The first row that names the columns does so, though a title stands above it.
#[test]
fn columns_have_their_names() {
    for (name, part) in
        [("sheets.xlsx", "sheet Clients"), ("libre.ods", "sheet Clients"), ("words.docx", "body")]
    {
        let record = Record::of(name, &document(name));
        let text = record.texts.iter().find(|text| text.part == part).unwrap();
        let headers: Vec<_> = text.cells.iter().filter(|(.., header, _)| *header).collect();
        let names: Vec<_> = headers
            .iter()
            .map(|(.., range)| std::str::from_utf8(&text.text[range.clone()]).unwrap())
            .collect();
        assert_eq!(names.first(), Some(&"Name"), "{name}: {names:?}");
        assert!(names.contains(&"Number"), "{name}: {names:?}");
    }
}

#[test]
fn what_is_encrypted_is_named() {
    let check = |name: &str, expected: &str| {
        let told = Record::of(name, &document(name)).unread;
        let scheme = |told: &Obstacle| match told {
            Obstacle::Encrypted { scheme } => Some(scheme.to_string()),
            _ => None,
        };
        assert_eq!(told.iter().find_map(scheme).as_deref(), Some(expected), "{name}");
    };
    check("encrypted.docx", "Office encryption (agile, AES-256)");
    check("encrypted.odt", "OpenDocument encryption (AES-256)");
    check("crypto.zip", "ZIP ZipCrypto, weak");
    check("aes128.zip", "ZIP AES-128");
    check("aes256.zip", "ZIP AES-256");
}

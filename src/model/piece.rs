//! The streaming contract between extraction and detection: an extractor reads a [`BlobReader`] and pushes pieces
//! into [`Pieces`]. Both sides hold O(depth) state; neither ever holds a whole artifact.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::ops::Range;

use super::part::Part;
use super::source::Source;
use super::window::Window;

/// Bytes to be read once, in order, and where they come from.
pub trait BlobReader {
    /// The artifact the bytes belong to.
    fn source(&self) -> &Source;

    /// Reads up to `buffer.len()` bytes; 0 at the end. Retried by the caller after `Interrupted`.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize>;

    /// What the origin knows to be missing from what it gave; asked after the last read.
    fn shortfall(&self) -> Vec<Obstacle> {
        Vec::new()
    }
}

/// A stretch of text and a byte range in it. The same origin found raw, by a reader or decoded is one finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// Which text of the artifact: 0 is the artifact's own.
    pub piece: u32,
    /// The offset of its first byte in that text.
    pub start: u64,
    /// The offset after its last byte; never equal to `start`.
    pub end: u64,
}

/// A structured format that gives fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// HL7 version 2 segments; the path is `PID-3` or, below a component, `PID-5.1`.
    Hl7,
    /// FHIR, as JSON, NDJSON or XML; the path is that of `FHIRPath` without indices: `Patient.name.family`.
    Fhir,
    /// HL7 clinical documents (C-CDA): names of elements, and `@` before that of an attribute:
    /// `ClinicalDocument.recordTarget.patientRole.id@extension`.
    Cda,
    /// X12 transactions: a segment, its qualifier and an element, and before a dot the party it speaks of:
    /// `NM1*IL/09`, `NM1*IL.REF*SY/02`, `HI:ABK/2`.
    X12,
    /// Contacts: the name of a line, and the number of a part of it: `FN`, `ADR.3`.
    VCard,
    /// Calendars: a component and a line of it, and `@` before a parameter: `VEVENT.ATTENDEE`, `VEVENT.ATTENDEE@CN`.
    ICalendar,
    /// Entries of a directory: an attribute in lower case: `mail`, `dn.cn`, `userpassword`.
    Ldif,
    /// Headers of mail: `Subject`, `From.name`, `From.address`.
    Mail,
}

impl Format {
    /// Every format, in the order of rule files, with the word used there and what people call it.
    pub const ALL: [(Self, &'static str, &'static str); 8] = [
        (Self::Hl7, "hl7", "HL7"),
        (Self::Fhir, "fhir", "FHIR"),
        (Self::Cda, "cda", "clinical documents (CDA)"),
        (Self::X12, "x12", "X12"),
        (Self::VCard, "vcard", "contacts (vCard)"),
        (Self::ICalendar, "icalendar", "calendars (iCalendar)"),
        (Self::Ldif, "ldif", "directories (LDIF)"),
        (Self::Mail, "mail", "headers of mail"),
    ];

    /// The word used in rule files.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

/// A value with the path by which its format names it.
#[derive(Clone)]
pub struct Field<'a> {
    /// The format it was read from.
    pub format: Format,
    /// Its path in the format's own notation; what tells values of one path apart follows in brackets, such as the type
    /// of an identifier: `Patient.identifier.value[SS]`.
    pub path: Cow<'a, str>,
    /// The number of the record (message, person) it belongs to, from 0.
    pub record: u64,
    /// The value as the format means it, escapes resolved.
    pub value: Cow<'a, [u8]>,
    /// Where the value lies.
    pub origin: Origin,
    /// The window it was read from, where it is part of a text.
    pub window: Option<&'a Window<'a>>,
}

impl fmt::Debug for Field<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Field[{} {} {:?}]", self.format.name(), self.path, self.origin)
    }
}

/// One cell of a row.
#[derive(Clone)]
pub struct Cell<'a> {
    /// The value as the format means it: unquoted, doubled quotes halved, white space at the ends kept.
    pub value: Cow<'a, [u8]>,
    /// Where it lies, without its quotes; empty cells have an empty range.
    pub range: Range<u64>,
}

impl fmt::Debug for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cell[{:?}]", self.range)
    }
}

/// One row of a table. The header, where there is one, is pushed first, as a row of its own.
#[derive(Debug)]
pub struct Row<'a> {
    /// The number of the table in the artifact, from 0.
    pub table: u32,
    /// 1-based, counting the header.
    pub number: u64,
    /// Whether this row names the columns.
    pub header: bool,
    /// Whether the columns are keys, which stand beside each value as well; then cells come in any order.
    pub keyed: bool,
    /// Which text of the artifact the ranges of the cells are in.
    pub piece: u32,
    /// The cells, in order.
    pub cells: &'a [Cell<'a>],
    /// The window it was read from, where it is part of a text.
    pub window: Option<&'a Window<'a>>,
}

/// Why something was not, or not wholly, read. Never a reason to stop the run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Obstacle {
    /// Larger than the budget; this many bytes were read.
    TooLarge {
        /// Bytes read before the end of the budget.
        read: u64,
    },
    /// Nested deeper than the budget.
    TooDeep,
    /// Opaque: encrypted content is never called clean.
    Encrypted {
        /// What encrypts it, such as `OpenSSH aes256-ctr`.
        scheme: Cow<'static, str>,
    },
    /// Not what its kind promises; what could be read was.
    Malformed {
        /// What is wrong, without any content.
        what: Cow<'static, str>,
    },
    /// A kind for which this version has no reader; its raw bytes were searched.
    NoReader {
        /// The kind, such as `zip`.
        kind: &'static str,
    },
    /// Read in part, or as raw bytes only.
    PartlyRead {
        /// What was left out.
        what: Cow<'static, str>,
    },
    /// The system refused.
    Io {
        /// The kind of error.
        kind: io::ErrorKind,
    },
    /// Not a regular file: a pipe, a socket or a device, which a scan never opens.
    NotAFile {
        /// What it is.
        what: &'static str,
    },
    /// As a report tells it that is read back.
    Told {
        /// One of [`Obstacle::CODES`].
        code: &'static str,
        /// The words of that report.
        message: Box<str>,
    },
}

impl Obstacle {
    /// A stable word for counts, SARIF descriptors and scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "too-large",
            Self::TooDeep => "too-deep",
            Self::Encrypted { .. } => "encrypted",
            Self::Malformed { .. } => "malformed",
            Self::NoReader { .. } => "no-reader",
            Self::PartlyRead { .. } => "partly-read",
            Self::Io { .. } => "io",
            Self::NotAFile { .. } => "not-a-file",
            Self::Told { code, .. } => code,
        }
    }

    /// Every code, in the order of reports.
    pub const CODES: [&'static str; 8] =
        ["too-large", "too-deep", "encrypted", "malformed", "no-reader", "partly-read", "io", "not-a-file"];
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { read } => write!(f, "too large: read {read} bytes, the rest was not searched"),
            Self::TooDeep => f.write_str("nested too deep: the innermost contents were not searched"),
            Self::Encrypted { scheme } => write!(f, "encrypted ({scheme}): cannot be searched"),
            Self::Malformed { what } => write!(f, "malformed: {what}"),
            Self::NoReader { kind } => write!(f, "{kind}: no reader yet, only its raw bytes were searched"),
            Self::PartlyRead { what } => write!(f, "partly read: {what}"),
            Self::Io { kind } => write!(f, "cannot be read: {kind}"),
            Self::NotAFile { what } => write!(f, "a {what}, not a file: not opened"),
            Self::Told { message, .. } => f.write_str(message),
        }
    }
}

/// What extraction pushes and detection takes, in the order of the artifact.
///
/// The fields and rows that lie in a window are pushed before that window and after the one before it: who searches the text
/// knows by then which cells need no search.
pub trait Pieces {
    /// The first bytes of the artifact as they are, before any of its text. An empty artifact has none.
    fn begin(&mut self, _head: &[u8]) {}

    /// Says what the piece is whose text comes next. All that is said of one piece comes before anything is said of another,
    /// and every piece but the artifact's own is told of so.
    fn part(&mut self, _piece: u32, _part: &Part) {}

    /// A window of a piece's text, decoded to UTF-8 where its encoding is known.
    fn text(&mut self, piece: u32, window: &Window<'_>);

    /// A field of a structured format.
    fn field(&mut self, field: &Field<'_>);

    /// A row of a table.
    fn row(&mut self, row: &Row<'_>);

    /// An artifact inside this one, to be extracted on its own.
    fn child(&mut self, child: &mut dyn BlobReader);

    /// Something that was not read.
    fn unread(&mut self, obstacle: Obstacle);
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn the_table_of_formats_is_in_their_order() {
        for (number, (format, ..)) in Format::ALL.into_iter().enumerate() {
            assert_eq!(format as usize, number);
        }
    }
}

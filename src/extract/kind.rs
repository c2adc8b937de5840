//! What a blob is: magic bytes first, the extension only breaks ties.

use super::x12;
use crate::model::piece::{Format, Obstacle};
use crate::model::source::ArtifactPath;

/// What a blob is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text to be searched, perhaps with a layout.
    Text(Encoding, Layout),
    /// Not text: its raw bytes are searched, and it is said so.
    Opaque(Opaque),
}

/// How text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-8, ASCII or some superset of it, as the bytes are.
    Bytes,
    /// UTF-16.
    Utf16(ByteOrder),
}

/// Which byte of a UTF-16 unit comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ByteOrder {
    /// The low one.
    Little,
    /// The high one.
    Big,
}

/// How text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// No layout that a reader knows.
    Plain,
    /// Rows of delimited cells.
    Delimited,
    /// HL7 v2 messages.
    Hl7,
    /// Statements of a database dump.
    Sql,
    /// FHIR resources as JSON.
    FhirJson,
    /// A clinical document or FHIR resources as XML.
    ClinicalXml(Format),
    /// X12 transactions.
    X12,
}

/// Why the content of a blob stays closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opaque {
    /// A kind without a reader.
    NoReader(&'static str),
    /// Encrypted as a whole.
    Encrypted(&'static str),
    /// Bytes that are no text and no kind we know.
    Binary,
}

impl From<Opaque> for Obstacle {
    fn from(opaque: Opaque) -> Self {
        match opaque {
            Opaque::NoReader(kind) => Self::NoReader { kind },
            Opaque::Encrypted(scheme) => Self::Encrypted { scheme: scheme.into() },
            Opaque::Binary => Self::PartlyRead { what: "binary, only its raw bytes were searched".into() },
        }
    }
}

/// Magic bytes at the start of kinds that are not plain text.
const MAGIC: &[(&[u8], Opaque)] = &[
    (b"PK\x03\x04", Opaque::NoReader("zip")),
    (b"PK\x05\x06", Opaque::NoReader("zip")),
    (b"%PDF-", Opaque::NoReader("pdf")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Opaque::NoReader("ole")),
    (b"\x1f\x8b", Opaque::NoReader("gzip")),
    (b"\x28\xb5\x2f\xfd", Opaque::NoReader("zstd")),
    (b"\xfd7zXZ\x00", Opaque::NoReader("xz")),
    (b"BZh", Opaque::NoReader("bzip2")),
    (b"7z\xbc\xaf\x27\x1c", Opaque::NoReader("7z")),
    (b"Rar!\x1a\x07", Opaque::NoReader("rar")),
    (b"SQLite format 3\x00", Opaque::NoReader("sqlite")),
    (b"\x89PNG\r\n\x1a\n", Opaque::NoReader("png")),
    (b"\xff\xd8\xff", Opaque::NoReader("jpeg")),
    (b"GIF87a", Opaque::NoReader("gif")),
    (b"GIF89a", Opaque::NoReader("gif")),
    (b"\x7fELF", Opaque::NoReader("elf")),
    (b"{\\rtf", Opaque::NoReader("rtf")),
    (b"PAR1", Opaque::NoReader("parquet")),
    (b"age-encryption.org/v1", Opaque::Encrypted("age")),
    (b"-----BEGIN AGE ENCRYPTED FILE-----", Opaque::Encrypted("age")),
    (b"-----BEGIN PGP MESSAGE-----", Opaque::Encrypted("OpenPGP")),
    (b"$ANSIBLE_VAULT;", Opaque::Encrypted("Ansible Vault")),
    (b"\x00GITCRYPT\x00", Opaque::Encrypted("git-crypt")),
    (b"LUKS\xba\xbe", Opaque::Encrypted("LUKS")),
    (b"Salted__", Opaque::Encrypted("OpenSSL enc")),
    (b"\x03\xd9\xa2\x9a", Opaque::Encrypted("KeePass")),
];

/// How the dumps of PostgreSQL, MySQL, MariaDB and SQLite begin.
const DUMPS: &[&[u8]] = &[
    b"--\n-- PostgreSQL database dump",
    b"-- MySQL dump ",
    b"-- MariaDB dump ",
    b"/*M!999999\\- enable the sandbox mode */",
    b"PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;",
];

/// The kind of a blob, by its name and first bytes.
pub(super) fn of(path: &ArtifactPath, head: &[u8]) -> Kind {
    if let Some((_, opaque)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Kind::Opaque(*opaque);
    }
    match encoding(head) {
        Some(encoding) => Kind::Text(encoding, layout(path, head)),
        None => Kind::Opaque(Opaque::Binary),
    }
}

/// A byte order mark, or NUL bytes in every second place as Latin text has them in UTF-16; other NULs are binary.
fn encoding(head: &[u8]) -> Option<Encoding> {
    match head {
        [0xff, 0xfe, ..] => return Some(Encoding::Utf16(ByteOrder::Little)),
        [0xfe, 0xff, ..] => return Some(Encoding::Utf16(ByteOrder::Big)),
        _ if memchr::memchr(0, head).is_none() => return Some(Encoding::Bytes),
        _ => {}
    }
    let pairs = head.as_chunks::<2>().0;
    let high_first = pairs.iter().filter(|pair| pair[0] == 0).count();
    let low_first = pairs.iter().filter(|pair| pair[1] == 0).count();
    let most = pairs.len() * 6 / 10;
    match (high_first, low_first) {
        (few, many) if many > most && few * 20 < pairs.len() => Some(Encoding::Utf16(ByteOrder::Little)),
        (many, few) if many > most && few * 20 < pairs.len() => Some(Encoding::Utf16(ByteOrder::Big)),
        _ => None,
    }
}

fn layout(path: &ArtifactPath, head: &[u8]) -> Layout {
    let start = head.strip_prefix(b"\x0b").unwrap_or(head);
    if [&b"MSH|"[..], b"FHS|", b"BHS|"].iter().any(|magic| start.starts_with(magic)) {
        return Layout::Hl7;
    }
    if is_fhir_json(head) {
        return Layout::FhirJson;
    }
    if let Some(format) = clinical_xml(head) {
        return Layout::ClinicalXml(format);
    }
    if x12::is_header(head.trim_ascii_start()) {
        return Layout::X12;
    }
    match path.extension().map(<[u8]>::to_ascii_lowercase).as_deref() {
        Some(b"csv" | b"tsv" | b"tab" | b"psv") => Layout::Delimited,
        Some(b"sql" | b"dump" | b"psql" | b"mysql" | b"ddl") => Layout::Sql,
        _ if DUMPS.iter().any(|start| head.starts_with(start)) => Layout::Sql,
        _ => Layout::Plain,
    }
}

/// XML whose first bytes name one of the two namespaces of HL7. Other XML is not parsed.
fn clinical_xml(head: &[u8]) -> Option<Format> {
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let has = |mark: &str| memchr::memmem::find(head, mark.as_bytes()).is_some();
    match start.first() {
        Some(b'<') if has("ClinicalDocument") && has("urn:hl7-org:v3") => Some(Format::Cda),
        Some(b'<') if has("http://hl7.org/fhir\"") || has("http://hl7.org/fhir'") => Some(Format::Fhir),
        _ => None,
    }
}

/// JSON whose first bytes name a type of resource, the address of the standard or the parts of a bundle. Other JSON is not parsed.
fn is_fhir_json(head: &[u8]) -> bool {
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let has = |mark: &str| memchr::memmem::find(head, mark.as_bytes()).is_some();
    let bundle = || has("\"entry\"") && (has("\"request\"") || has("\"fullUrl\"")) && has("\"resource\"");
    matches!(start.first(), Some(b'{' | b'[')) && (has("\"resourceType\"") || has("hl7.org/fhir") || bundle())
}

#[cfg(test)]
mod tests {
    use super::{ArtifactPath, ByteOrder, Encoding, Kind, Layout, Opaque, of};

    fn check(name: &str, head: &[u8], expected: Kind) {
        assert_eq!(of(&ArtifactPath::new(name.as_bytes()), head), expected, "{name}");
    }

    #[test]
    fn magic_beats_names() {
        check("letter.txt", b"%PDF-1.7", Kind::Opaque(Opaque::NoReader("pdf")));
        check("a.csv", b"PK\x03\x04", Kind::Opaque(Opaque::NoReader("zip")));
        check("a.csv", b"a,b\n", Kind::Text(Encoding::Bytes, Layout::Delimited));
        check("a.txt", b"MSH|^~\\&|", Kind::Text(Encoding::Bytes, Layout::Hl7));
    }

    #[test]
    fn utf16_is_known_with_and_without_mark() {
        let little: Vec<u8> = "password = x".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "password = x".encode_utf16().flat_map(u16::to_be_bytes).collect();
        check("a", &little, Kind::Text(Encoding::Utf16(ByteOrder::Little), Layout::Plain));
        check("a", &big, Kind::Text(Encoding::Utf16(ByteOrder::Big), Layout::Plain));
        check("a", b"\xff\xfe\x00\x01", Kind::Text(Encoding::Utf16(ByteOrder::Little), Layout::Plain));
        check("a", b"ab\x00\x00cd\x00\x01", Kind::Opaque(Opaque::Binary));
    }
}

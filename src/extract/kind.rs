//! What a blob is: magic bytes first, the extension only breaks ties.

use super::decode::head_text;
use super::office::Container;
use super::tabular::{self, Tabular};
use super::{folded, json_records, legacy, utf32, x12};
use crate::model::piece::{Format, Obstacle};
use crate::model::source::ArtifactPath;

/// What a blob is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text to be searched, perhaps with a layout.
    Text(Encoding, Layout),
    /// What holds other streams, and may be a document.
    Container(Container),
    /// Not text: its raw bytes are searched, and it is said so.
    Opaque(Opaque),
}

/// How text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// ASCII at least to begin with; what comes after it is judged where it begins.
    Bytes,
    /// UTF-16.
    Utf16(ByteOrder),
    /// UTF-32.
    Utf32(ByteOrder),
}

/// Which byte of a unit comes first.
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
    /// Objects in an array or one a line, as JSON.
    JsonRecords,
    /// FHIR resources as JSON.
    FhirJson,
    /// A clinical document or FHIR resources as XML.
    ClinicalXml(Format),
    /// X12 transactions.
    X12,
    /// Lines that go on in the next one: contacts, calendars, directories, mail.
    Folded(Format),
    /// A text in which tables may stand.
    Tabular(Tabular),
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
            Opaque::Binary => {
                Self::PartlyRead { what: "binary, only the runs of text in it were searched".into() }
            }
        }
    }
}

/// Magic bytes of containers; those of ZIP are of an entry, or of the end of an empty list of them.
const CONTAINERS: &[(&[u8], Container)] = &[
    (b"PK\x03\x04", Container::Zip),
    (b"PK\x05\x06", Container::Zip),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Container::Ole),
];

/// Magic bytes at the start of kinds that are not plain text.
const MAGIC: &[(&[u8], Opaque)] = &[
    (b"%PDF-", Opaque::NoReader("pdf")),
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

/// How the programs that dump databases begin their files.
const DUMPS: &[&[u8]] = &[
    b"--\n-- PostgreSQL database dump",
    b"-- MySQL dump ",
    b"-- MariaDB dump ",
    b"/*M!999999\\- enable the sandbox mode */",
    b"PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;",
];

/// The kind of a blob, by its name and first bytes.
pub(super) fn of(path: &ArtifactPath, head: &[u8]) -> Kind {
    if let Some((_, container)) = CONTAINERS.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Kind::Container(*container);
    }
    if let Some((_, opaque)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Kind::Opaque(*opaque);
    }
    match encoding(head) {
        Some(encoding) => Kind::Text(encoding, layout(path, &head_text(encoding, head))),
        None => Kind::Opaque(Opaque::Binary),
    }
}

/// Whether a blob that stays closed is text all the same, such as an armoured message.
pub(super) fn is_armoured(head: &[u8]) -> bool {
    head.is_ascii() && !head.contains(&0) && !legacy::looks_binary(head)
}

/// The encoding by a byte order mark or by where NUL bytes stand; `None` for what is no text.
fn encoding(head: &[u8]) -> Option<Encoding> {
    use ByteOrder::{Big, Little};
    match head {
        [0xff, 0xfe, 0, 0, ..] => return Some(Encoding::Utf32(Little)),
        [0, 0, 0xfe, 0xff, ..] => return Some(Encoding::Utf32(Big)),
        [0xff, 0xfe, ..] => return Some(Encoding::Utf16(Little)),
        [0xfe, 0xff, ..] => return Some(Encoding::Utf16(Big)),
        _ if legacy::looks_binary(head) && !head.contains(&0) => return None,
        _ if !head.contains(&0) => return Some(Encoding::Bytes),
        _ => {}
    }
    let wide = [Little, Big].into_iter().find(|&order| is_utf32(order, head)).map(Encoding::Utf32);
    let utf16 = || [Little, Big].into_iter().find(|&order| is_utf16(order, head)).map(Encoding::Utf16);
    wide.or_else(utf16).or_else(|| separates(head).then_some(Encoding::Bytes))
}

/// Whether four bytes after four bytes are characters that text is made of.
fn is_utf32(order: ByteOrder, head: &[u8]) -> bool {
    let units = head.as_chunks::<4>().0;
    let characters = || units.iter().map(|unit| utf32::character(order, *unit));
    let common = characters().flatten().filter(|&one| is_common(one)).count();
    let fits = common >= 4 && common * 10 >= units.len() * 9;
    fits && characters().all(|one| one.is_some_and(is_of_text))
}

/// Whether two bytes after two bytes are what text is made of: nothing that never stands in text, nearly all of it in
/// the alphabets of living languages, and something of ASCII, be it a line break.
fn is_utf16(order: ByteOrder, head: &[u8]) -> bool {
    let unit = |pair: &[u8; 2]| match order {
        ByteOrder::Little => u16::from_le_bytes(*pair),
        ByteOrder::Big => u16::from_be_bytes(*pair),
    };
    let units: Vec<u16> = head.as_chunks::<2>().0.iter().map(unit).collect();
    let (mut common, mut ascii) = (0, 0);
    for character in char::decode_utf16(units.iter().copied()) {
        match character {
            Ok(character) if !is_of_text(character) => return false,
            Ok(character) => {
                ascii += usize::from(character.is_ascii());
                common += usize::from(is_common(character));
            }
            // The head may end in the middle of a pair.
            Err(_) => {}
        }
    }
    ascii > 0 && common >= 4 && common * 10 >= units.len() * 9
}

fn is_of_text(character: char) -> bool {
    !character.is_control() || matches!(character, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1b}')
}

/// Latin, Greek, Cyrillic, Hebrew, Arabic and the scripts of South Asia, kana, Chinese characters, Hangul, and the
/// punctuation used with them.
fn is_common(character: char) -> bool {
    matches!(
        character,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{a0}'..='\u{6ff}' | '\u{900}'..='\u{e7f}' | '\u{2010}'..='\u{2044}'
            | '\u{20ac}' | '\u{3000}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
            | '\u{ff00}'..='\u{ffef}'
    )
}

/// Whether NULs stand between pieces of text, one at a time, as in lists of names and environments.
fn separates(head: &[u8]) -> bool {
    let control = |byte: &u8| *byte < 0x20 && !matches!(byte, 0 | b'\t' | b'\n' | b'\r' | 0x1b);
    !head.windows(2).any(|pair| pair == [0, 0]) && head[0] != 0 && !head.iter().any(control)
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
    let extension = path.extension().map(<[u8]>::to_ascii_lowercase);
    if let Some(format) = folded::format(head, extension.as_deref()) {
        return Layout::Folded(format);
    }
    match extension.as_deref() {
        Some(b"csv" | b"tsv" | b"tab" | b"psv") => Layout::Delimited,
        Some(b"json" | b"jsonl" | b"ndjson") if json_records::begins(head) => Layout::JsonRecords,
        Some(b"sql" | b"dump" | b"psql" | b"mysql" | b"ddl") => Layout::Sql,
        _ if DUMPS.iter().any(|start| head.starts_with(start)) => Layout::Sql,
        extension => tabular::of(extension, head).map_or(Layout::Plain, Layout::Tabular),
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
    use super::{ArtifactPath, ByteOrder, Container, Encoding, Format, Kind, Layout, Opaque, Tabular, of};

    /// A text for reading, in which tables may stand.
    const TEXT: Layout = Layout::Tabular(Tabular::Drawn);

    fn check(name: &str, head: &[u8], expected: Kind) {
        assert_eq!(of(&ArtifactPath::new(name.as_bytes()), head), expected, "{name}");
    }

    #[test]
    fn magic_beats_names() {
        check("letter.txt", b"%PDF-1.7", Kind::Opaque(Opaque::NoReader("pdf")));
        check("a.csv", b"PK\x03\x04", Kind::Container(Container::Zip));
        check("a.csv", b"a,b\n", Kind::Text(Encoding::Bytes, Layout::Delimited));
        check("a.txt", b"MSH|^~\\&|", Kind::Text(Encoding::Bytes, Layout::Hl7));
    }

    #[test]
    fn folded_lines_are_told_by_how_they_begin() {
        let told = |name: &str, head: &str, format: Option<Format>| {
            let plain = if name == "a.yaml" { Layout::Plain } else { TEXT };
            let layout = format.map_or(plain, Layout::Folded);
            check(name, head.as_bytes(), Kind::Text(Encoding::Bytes, layout));
        };
        told("a", "\u{feff}BEGIN:VCARD\r\nVERSION:4.0\r\n", Some(Format::VCard));
        told("a.txt", "begin:vcalendar\n", Some(Format::ICalendar));
        told("a", "BEGIN:VCARDS\n", None);
        told("a", "# people\nversion: 1\n\ndn: cn=a,dc=b\n", Some(Format::Ldif));
        told("a", "dn: cn=a\nobjectClass: top\n", Some(Format::Ldif));
        told("a", "version: 1\nname: b\n", None);
        told("a.ldif", "version: 1\n", Some(Format::Ldif));
        told("a", "From: a@b.example\r\nSubject: c\r\n d\r\nTo: e\r\n\r\nbody", Some(Format::Mail));
        told("a", "From a@b.example Mon Nov 23 09:30:00 2026\nFrom: a\n\n", Some(Format::Mail));
        told("a.txt", "From: a@b.example\nto be continued\nDate: b\n", None);
        told("a.txt", "From: a@b.example\n\nDate: b\n", None);
        told("a.eml", "From: a@b.example\n\nDate: b\n", Some(Format::Mail));
        told("a.yaml", "Subject: b\nname: c\n", None);
    }

    #[test]
    fn utf16_is_known_with_and_without_mark() {
        let little: Vec<u8> = "password = x".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "password = x".encode_utf16().flat_map(u16::to_be_bytes).collect();
        check("a", &little, Kind::Text(Encoding::Utf16(ByteOrder::Little), TEXT));
        check("a", &big, Kind::Text(Encoding::Utf16(ByteOrder::Big), TEXT));
        check("a", b"\xff\xfe\x00\x01", Kind::Text(Encoding::Utf16(ByteOrder::Little), TEXT));
        let chinese: Vec<u8> = "身份证 = 号码\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check("a", &chinese, Kind::Text(Encoding::Utf16(ByteOrder::Little), TEXT));
        let table: Vec<u8> = "MSH|^~\\&|".encode_utf16().flat_map(u16::to_be_bytes).collect();
        check("a", &table, Kind::Text(Encoding::Utf16(ByteOrder::Big), Layout::Hl7));
        check("a", b"ab\x00\x00cd\x00\x01", Kind::Opaque(Opaque::Binary));
    }

    #[test]
    fn utf32_is_known_with_and_without_mark() {
        let units = |order: fn(u32) -> [u8; 4]| -> Vec<u8> {
            "Straße = 1".chars().flat_map(|character| order(u32::from(character))).collect()
        };
        let (little, big) = (units(u32::to_le_bytes), units(u32::to_be_bytes));
        check("a", &little, Kind::Text(Encoding::Utf32(ByteOrder::Little), TEXT));
        check("a", &big, Kind::Text(Encoding::Utf32(ByteOrder::Big), TEXT));
        let marked = [b"\xff\xfe\0\0", &little[..]].concat();
        check("a", &marked, Kind::Text(Encoding::Utf32(ByteOrder::Little), TEXT));
        let marked = [b"\0\0\xfe\xff", &big[..]].concat();
        check("a", &marked, Kind::Text(Encoding::Utf32(ByteOrder::Big), TEXT));
    }

    #[test]
    fn single_nuls_separate_and_others_are_binary() {
        check("a", b"HOME=/root\0LANG=C\0", Kind::Text(Encoding::Bytes, TEXT));
        check("a", b"HOME=/root\0\0LANG=C\0", Kind::Opaque(Opaque::Binary));
        check("a", b"\0\x01\x02abc", Kind::Opaque(Opaque::Binary));
    }
}

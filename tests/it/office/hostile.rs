//! Documents that nobody should have to open: bombs, lies, cycles, depth, damage. Memory stays bounded, nothing panics, and what
//! was not read is said.

use std::io::Write as _;

use proptest::prelude::{any, proptest};
use sealant::model::piece::Obstacle;
use zip::write::SimpleFileOptions;

use super::{Record, document};

/// The most that a window may hold, however a document is made.
const LARGEST_WINDOW: usize = 2 << 20;

const TYPES: &str = r#"<Types><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/m.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/s.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;

/// A package with these parts; each is written in so many copies of its middle.
pub(crate) fn package(parts: &[(&str, &str, &str, usize, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    writer.start_file("[Content_Types].xml", options).unwrap();
    writer.write_all(TYPES.as_bytes()).unwrap();
    for (name, before, middle, times, after) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(before.as_bytes()).unwrap();
        let block = middle.repeat((*times).min(4096));
        for _ in 0..times / 4096 {
            writer.write_all(block.as_bytes()).unwrap();
        }
        writer.write_all(middle.repeat(times % 4096).as_bytes()).unwrap();
        writer.write_all(after.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// What stands before the damage is found, and it is said that something was not read.
fn check(bytes: &[u8], told: impl Fn(&Obstacle) -> bool) {
    let record = Record::of("a.docx", bytes);
    assert_eq!(record.places("mark-first").len(), 1);
    assert!(record.unread.iter().any(told), "{:?}", record.unread);
    assert!(record.largest <= LARGEST_WINDOW, "{}", record.largest);
}

fn is_partly(told: &Obstacle) -> bool {
    matches!(told, Obstacle::PartlyRead { .. })
}

fn is_malformed(told: &Obstacle) -> bool {
    matches!(told, Obstacle::Malformed { .. })
}

const BEFORE: &str = "<d><p><t>mark-first</t></p>";

#[test]
fn a_bomb_is_read_as_far_as_any_document_goes() {
    let paragraph = format!("<p><t>{}</t></p>", "a".repeat(1000));
    check(&package(&[("m.xml", BEFORE, &paragraph, 300_000, "</d>")]), is_partly);
}

#[test]
fn a_text_without_end_is_no_text() {
    check(
        &package(&[("m.xml", &format!("{BEFORE}<p><t>"), "aaaaaaaaaaaaaaaa", 600_000, "</t></p></d>")]),
        is_malformed,
    );
}

#[test]
fn what_is_too_deep_is_said() {
    check(&package(&[("m.xml", BEFORE, "<a>", 100_000, "</d>")]), |told| *told == Obstacle::TooDeep);
}

#[test]
fn entities_are_not_expanded() {
    let bomb = r#"<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><d><p><t>mark-first &b;</t></p></d>"#;
    let record = Record::of("a.docx", &package(&[("m.xml", bomb, "", 0, "")]));
    assert_eq!(record.places("mark-first &b;"), ["body 1"]);
}

#[test]
fn a_sheet_of_a_hundred_thousand_far_cells_costs_what_it_weighs() {
    let cell = r#"<row><c r="XFD1" t="str"><v>x</v></c></row>"#;
    let record = Record::of(
        "a.docx",
        &package(&[("m.xml", BEFORE, "", 0, "</d>"), ("s.xml", "<s>", cell, 100_000, "</s>")]),
    );
    assert_eq!(record.unread, []);
    assert!(record.largest <= LARGEST_WINDOW);
}

#[test]
fn circles_of_relations_are_not_followed() {
    let circle = r#"<Relationships><Relationship Id="r" Type="x/comments" Target="m.xml"/></Relationships>"#;
    let parts = [("m.xml", BEFORE, "", 0, "</d>"), ("_rels/m.xml.rels", circle, "", 0, "")];
    let record = Record::of("a.docx", &package(&parts));
    assert_eq!((record.places("mark-first").len(), record.unread), (1, Vec::new()));
}

/// The sizes in both headers of an entry may say anything: what is there is read, and the lie is told.
#[test]
fn sizes_that_lie_hide_nothing() {
    for size in [0_u32, 3, 1 << 30] {
        let mut bytes = package(&[("m.xml", BEFORE, "", 0, "</d>")]);
        let (local, central) = (find(&bytes, b"PK\x03\x04", b"m.xml"), find(&bytes, b"PK\x01\x02", b"m.xml"));
        bytes[local + 22..local + 26].copy_from_slice(&size.to_le_bytes());
        bytes[central + 24..central + 28].copy_from_slice(&size.to_le_bytes());
        check(&bytes, is_malformed);
        let compressed = u32::from_le_bytes(bytes[central + 20..central + 24].try_into().unwrap());
        bytes[central + 20..central + 24].copy_from_slice(&(compressed / 2).to_le_bytes());
        check(&bytes, is_malformed);
    }
}

/// Where the header of an entry of this name stands.
fn find(bytes: &[u8], magic: &[u8], name: &[u8]) -> usize {
    let length = if magic == b"PK\x03\x04" { 30 } else { 46 };
    memchr::memmem::find_iter(bytes, magic).find(|at| bytes[at + length..].starts_with(name)).unwrap()
}

/// Many entries of the directory that share the same bytes come to no more than one bound.
#[test]
fn entries_that_overlap_share_one_bound() {
    let bytes = package(&[("m.xml", BEFORE, "<p><t>aaaaaaaaaaaaaaaaaaaaaaaa</t></p>", 400_000, "</d>")]);
    let central = find(&bytes, b"PK\x01\x02", b"m.xml");
    let end = memchr::memmem::rfind(&bytes, b"PK\x05\x06").unwrap();
    let record = bytes[central..end].to_vec();
    let mut bomb = bytes[..end].to_vec();
    let copies = 200_u16;
    (0..copies).for_each(|_| bomb.extend_from_slice(&record));
    let mut tail = bytes[end..].to_vec();
    let count = u16::from_le_bytes([tail[8], tail[9]]) + copies;
    tail[8..10].copy_from_slice(&count.to_le_bytes());
    tail[10..12].copy_from_slice(&count.to_le_bytes());
    let size = u32::from_le_bytes(tail[12..16].try_into().unwrap())
        + u32::try_from(record.len()).unwrap() * u32::from(copies);
    tail[12..16].copy_from_slice(&size.to_le_bytes());
    bomb.extend(tail);
    let record = Record::of("a.docx", &bomb);
    assert!(record.unread.iter().any(is_partly), "{:?}", record.unread);
    assert!(record.texts.iter().map(|text| text.text.len()).sum::<usize>() < 200 << 20);
}

#[test]
fn what_is_cut_off_is_read_to_the_cut() {
    for name in ["words.docx", "sheets.xlsx", "text.odt", "sheets.ods"] {
        let bytes = document(name);
        for length in (4..bytes.len()).step_by(97) {
            let record = Record::of(name, &bytes[..length]);
            assert!(!record.unread.is_empty(), "{name} cut at {length}");
            assert!(record.largest <= LARGEST_WINDOW);
        }
    }
}

proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(64))]

    #[test]
    fn damage_ends_nothing_else(
        file in 0..5_usize,
        edits in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let name = ["words.docx", "sheets.xlsx", "sheets.ods", "text.odt", "encrypted.docx"][file];
        let mut bytes = document(name);
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let record = Record::of(name, &bytes);
        proptest::prop_assert!(record.largest <= LARGEST_WINDOW);
    }

    /// Damage inside the XML itself, where a checksum does not shield it.
    #[test]
    fn damaged_markup_ends_nothing_else(
        parts in proptest::collection::vec(
            proptest::sample::select(vec![
                "<w:p>", "</w:p>", "<w:t>", "</w:t>", "a", "&amp;", "&#x41;", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>",
                "</w:tc>", "<row>", "</row>", "<c r=\"C3\">", "</c>", "<v>1</v>", "<f>A1</f>", "<w:del>", "</w:del>", "<w:txbxContent>",
                "<x", ">", "]]>", "<![CDATA[", "<!--", "-->", "\"", "<w:gridSpan w:val=\"9999999999\"/>", "<w:br/>", "&", "<?", "é",
            ]),
            0..60,
        ),
    ) {
        let text = parts.concat();
        Record::of("a.docx", &package(&[("m.xml", "<d>", &text, 1, ""), ("s.xml", "<s>", &text, 1, "")]));
    }
}

//! Documents that are written here at random: what was written is what is read, however it is split.

use std::fmt::Write as _;

use proptest::prelude::{prop_assert_eq, proptest};

use super::Record;
use super::hostile::package;

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(64))]

    /// Runs are joined, wherever formatting splits them and however text is escaped; each paragraph is a line.
    #[test]
    fn paragraphs_are_lines(
        paragraphs in proptest::collection::vec(proptest::collection::vec("[a-z é<&>\"]{0,9}", 0..6), 1..9),
        bold: bool,
        cdata: bool,
    ) {
        let format = if bold { "<w:rPr><w:b/></w:rPr>" } else { "" };
        let mut xml = "<w:document><w:body>".to_owned();
        for runs in &paragraphs {
            xml.push_str("<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr>");
            for run in runs {
                let text = if cdata { format!("<![CDATA[{run}]]>") } else { escaped(run) };
                write!(xml, "<w:r>{format}<w:t xml:space=\"preserve\">{text}</w:t></w:r>").unwrap();
            }
            xml.push_str("</w:p>");
        }
        xml.push_str("</w:body></w:document>");
        let record = Record::of("a.docx", &package(&[("m.xml", &xml, "", 0, "")]));
        let expected: String = paragraphs.iter().map(|runs| runs.concat() + "\n").collect();
        let body = record.texts.iter().find(|text| text.part == "body");
        prop_assert_eq!(body.map(|text| String::from_utf8(text.text.clone()).unwrap()), Some(expected));
        prop_assert_eq!(record.unread, []);
    }

    /// Cells stand where their names say, whichever are left out.
    #[test]
    fn cells_stand_where_they_are_called(
        rows in proptest::collection::vec(proptest::collection::btree_map(0..700_u32, "[a-z<&]{1,8}", 0..6), 1..9),
        inline: bool,
    ) {
        let mut xml = "<worksheet><sheetData>".to_owned();
        let mut expected = Vec::new();
        for (cells, row) in rows.iter().zip(1_u64..) {
            write!(xml, "<row r=\"{row}\">").unwrap();
            for (column, value) in cells {
                let (kind, text) = if inline { ("inlineStr", format!("<is><t>{}</t></is>", escaped(value))) } else { ("str", format!("<v>{}</v>", escaped(value))) };
                write!(xml, "<c r=\"{}{row}\" t=\"{kind}\">{text}</c>", letters(*column)).unwrap();
                expected.push((row, *column as usize + 1, value.clone()));
            }
            xml.push_str("</row>");
        }
        xml.push_str("</sheetData></worksheet>");
        let record = Record::of("a.xlsx", &package(&[("m.xml", "<d/>", "", 0, ""), ("s.xml", &xml, "", 0, "")]));
        let mut found = Vec::new();
        for text in record.texts.iter().filter(|text| text.part.starts_with("sheet")) {
            for (_, row, column, _, range) in text.cells.iter().filter(|(.., range)| !range.is_empty()) {
                found.push((*row, *column, String::from_utf8(text.text[range.clone()].to_vec()).unwrap()));
            }
        }
        prop_assert_eq!(found, expected);
    }
}

fn letters(column: u32) -> String {
    let last = char::from(b'A' + u8::try_from(column % 26).unwrap());
    if column < 26 { last.to_string() } else { format!("{}{last}", letters(column / 26 - 1)) }
}

/// A sheet of many windows has each row once, in the window in which it starts.
#[test]
fn long_sheets_have_all_their_rows() {
    let row = r#"<row><c t="str"><v>name of somebody</v></c><c t="str"><v>another value here</v></c><c><v>12.50</v></c></row>"#;
    let record = Record::of(
        "a.xlsx",
        &package(&[("m.xml", "<d/>", "", 0, ""), ("s.xml", "<s>", row, 60_000, "</s>")]),
    );
    let text = record.texts.iter().find(|text| text.part.starts_with("sheet")).unwrap();
    assert_eq!(text.cells.len(), 180_000);
    let numbers: Vec<u64> =
        text.cells.iter().filter(|(_, _, column, ..)| *column == 3).map(|(_, row, ..)| *row).collect();
    assert!(numbers.iter().copied().eq(1..=60_000));
    assert_eq!(text.text.iter().filter(|&&byte| byte == b'\n').count(), 60_000);
    assert!(record.largest < 400 << 10, "{}", record.largest);
}

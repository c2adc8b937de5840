//! Tests of all readers of records at once: the same fields wherever windows are cut and wherever the text is, and what
//! an independent reading of generated records gives.

use std::borrow::Cow;

use proptest::prelude::*;

use super::clinical_xml::ClinicalXml;
use super::fhir::Fhir;
use super::folded;
use super::hl7::Hl7;
use super::x12::X12;
use super::{BlobReader, Structure};
use crate::model::piece::{Field, Format, Obstacle, Pieces, Row};
use crate::model::window::{AFTER, BEFORE, PADDING, Window};

mod folded_lines;
mod tables;

use folded_lines::{ICALENDAR, LDIF, MAIL, VCARD};

/// Path, value and range of a field.
type Found = (String, Vec<u8>, u64, u64);

#[derive(Default)]
struct Fields(Vec<Found>);

impl Pieces for Fields {
    fn text(&mut self, _: u32, _: &Window<'_>) {}

    fn field(&mut self, field: &Field<'_>) {
        let (start, end) = (field.origin.start, field.origin.end);
        assert!(start < end, "{} is empty", field.path);
        self.0.push((field.path.to_string(), field.value.to_vec(), start, end));
    }

    fn row(&mut self, _: &Row<'_>) {}

    fn child(&mut self, _: &mut dyn BlobReader) {}

    fn unread(&mut self, _: Obstacle) {}
}

fn reader(format: Format, xml: bool) -> Box<dyn Structure> {
    match format {
        Format::Hl7 => Box::new(Hl7::default()),
        Format::Fhir if !xml => Box::new(Fhir::default()),
        Format::X12 => Box::new(X12::default()),
        Format::Fhir | Format::Cda => Box::new(ClinicalXml::new(format)),
        _ => folded::reader(format).unwrap(),
    }
}

/// The fields of a text in windows that own what lies between the borders.
fn fields(mut structure: Box<dyn Structure>, text: &[u8], borders: &[usize]) -> Vec<Found> {
    let mut found = Fields::default();
    let mut borders: Vec<usize> = borders.iter().map(|border| (*border).min(text.len())).collect();
    borders.extend([0, text.len()]);
    borders.sort_unstable();
    borders.dedup();
    for pair in borders.windows(2) {
        let (start, end) = (pair[0].saturating_sub(BEFORE), text.len().min(pair[1] + AFTER));
        let mut padded = text[start..end].to_vec();
        padded.resize(padded.len() + PADDING, 0);
        let owned = pair[0] - start..pair[1] - start;
        structure.read(&Window::new(&padded, start as u64, owned, end == text.len()), &mut found);
    }
    found.0
}

const FHIR: &str = "{\"entry\":[{\"resource\":{\"id\":\"p1\",\"name\":[{\"family\":\"Qu\\u00edll\",\"given\":[\"Ada\",\"B.\"]}],\
     \"identifier\":[{\"type\":{\"coding\":[{\"system\":\"x\",\"code\":\"SS\"}]},\"system\":\"http://hl7.org/fhir/sid/us-ssn\",\
     \"value\":\"1\"},{\"value\":\"2\"}],\"telecom\":[{\"system\":\"phone\",\"value\":\"3\"}],\"resourceType\":\"Patient\"}}],\
     \"resourceType\":\"Bundle\"}\n{\"resourceType\":\"Condition\",\"code\":{\"coding\":[{\"system\":\"a/icd-10-cm\",\"code\":\"E11\"}]},\
     \"contained\":[{\"resourceType\":\"Patient\",\"birthDate\":\"1970-01-01\"}]}\n";

const CDA: &str = "<?xml version=\"1.0\"?><!-- a > b --><ClinicalDocument xmlns=\"urn:hl7-org:v3\"><recordTarget><patientRole>\
     <id root=\"2.16.840.1.113883.4.1\" extension=\"7\"/><telecom value='tel:+1-2'/><patient><name>\n <given>A&amp;da</given>\
     <family><![CDATA[Qu<ill]]></family></name></patient></patientRole></recordTarget></ClinicalDocument>\n";

const FHIR_XML: &str = "<Bundle xmlns=\"http://hl7.org/fhir\"><entry><resource><Patient><identifier><type><coding><system value=\"s\"/>\
     <code value=\"SS\"/></coding></type><system value=\"a/b\"/><value value=\"9\"/></identifier><telecom><system value=\"phone\"/>\
     <value value=\"5\"/></telecom><birthDate value=\"1970-01-01\"/></Patient></resource></entry></Bundle>\n";

const X12: &str = "ISA*00*          *00*          *ZZ*CLINIC         *ZZ*PAYER          *261123*0930*^*00501*000000001*0*P*:~\n\
     ST*837*1~\nHL*2*1*22*0~\nNM1*IL*1*QUILL*ADA*B***MI*77~\nN3*9 MILL LANE~\nDMG*D8*19700101*F~\nNM1*85*2*CLINIC*****XX*88~\n\
     CLM*A1*5~\nHI*ABK:E119*ABF:I10~\nPER*IC*ADA QUILL*TE*5550100*EM*A~\nSE*9*1~\n";

const HL7: &str = "MSH|^~\\&|A|B|||202601010101||ADT^A01|1|P|2.5\rPID|1||77^^^C^MR~88^^^S^SS||QUI\\T\\LL^ADA||19700101\rDG1|1||E11^X\r";

const SAMPLES: &[(Format, bool, &str)] = &[
    (Format::Fhir, false, FHIR),
    (Format::Cda, true, CDA),
    (Format::Fhir, true, FHIR_XML),
    (Format::X12, false, X12),
    (Format::Hl7, false, HL7),
    (Format::VCard, false, VCARD),
    (Format::ICalendar, false, ICALENDAR),
    (Format::Ldif, false, LDIF),
    (Format::Mail, false, MAIL),
];

fn value_at(format: Format, xml: bool, text: &str, path: &str) -> Vec<String> {
    let found = fields(reader(format, xml), text.as_bytes(), &[]);
    let here = found.into_iter().filter(|(known, ..)| known == path);
    here.map(|(_, value, ..)| String::from_utf8(value).unwrap()).collect()
}

fn check((format, xml, text): (Format, bool, &str), path: &str, expected: &[&str]) {
    assert_eq!(value_at(format, xml, text, path), expected, "{path}");
}

#[test]
fn paths_are_those_of_the_formats() {
    check((Format::Fhir, false, FHIR), "Patient.name.family", &["Quíll"]);
    check((Format::Fhir, false, FHIR), "Patient.name.given", &["Ada", "B."]);
    check((Format::Fhir, false, FHIR), "Patient.identifier.value[SS]", &["1"]);
    check((Format::Fhir, false, FHIR), "Patient.identifier.value", &["2"]);
    check((Format::Fhir, false, FHIR), "Patient.telecom.value[phone]", &["3"]);
    check((Format::Fhir, false, FHIR), "Condition.code.coding.code[icd-10-cm]", &["E11"]);
    check((Format::Fhir, false, FHIR), "Patient.birthDate", &["1970-01-01"]);
    let role = "ClinicalDocument.recordTarget.patientRole";
    check((Format::Cda, true, CDA), &format!("{role}.id@extension[2.16.840.1.113883.4.1]"), &["7"]);
    check((Format::Cda, true, CDA), &format!("{role}.telecom@value[tel]"), &["+1-2"]);
    check((Format::Cda, true, CDA), &format!("{role}.patient.name.given"), &["A&da"]);
    check((Format::Cda, true, CDA), &format!("{role}.patient.name.family"), &["Qu<ill"]);
    check((Format::Fhir, true, FHIR_XML), "Patient.identifier.value[SS]", &["9"]);
    check((Format::Fhir, true, FHIR_XML), "Patient.telecom.value[phone]", &["5"]);
    check((Format::Fhir, true, FHIR_XML), "Patient.birthDate", &["1970-01-01"]);
    check((Format::X12, false, X12), "NM1*IL/03", &["QUILL"]);
    check((Format::X12, false, X12), "NM1*IL/09[MI]", &["77"]);
    check((Format::X12, false, X12), "NM1*85*2/03", &["CLINIC"]);
    check((Format::X12, false, X12), "NM1*IL.N3/01", &["9 MILL LANE"]);
    check((Format::X12, false, X12), "NM1*IL.DMG*D8/02", &["19700101"]);
    check((Format::X12, false, X12), "HI:ABK/2", &["E119"]);
    check((Format::X12, false, X12), "HI:ABF/2", &["I10"]);
    check((Format::X12, false, X12), "PER*IC/04[TE]", &["5550100"]);
    check((Format::Hl7, false, HL7), "PID-3.1[SS]", &["88"]);
    check((Format::Hl7, false, HL7), "PID-5.1", &["QUI&LL"]);
}

proptest! {
    #[test]
    fn borders_change_nothing(sample in 0..SAMPLES.len(), borders in proptest::collection::vec(0..900_usize, 0..6)) {
        let (format, xml, text) = SAMPLES[sample];
        let whole = fields(reader(format, xml), text.as_bytes(), &[]);
        prop_assert_eq!(fields(reader(format, xml), text.as_bytes(), &borders), whole);
    }

    /// What a cut text gives, the whole text gives too, in the same order; only the last field may be shorter.
    #[test]
    fn a_cut_text_gives_the_first_of_its_fields(sample in 0..SAMPLES.len(), cut in 0..900_usize) {
        let (format, xml, text) = SAMPLES[sample];
        let text = &text.as_bytes()[..cut.min(text.len())];
        let whole = fields(reader(format, xml), SAMPLES[sample].2.as_bytes(), &[]);
        let part = fields(reader(format, xml), text, &[]);
        let places = |found: &[Found]| found.iter().map(|(.., start, end)| (*start, *end)).collect::<Vec<_>>();
        // HL7 has no mark behind its last segment, so what is cut there is a segment too.
        // So it is with lines, of which one gives a few fields.
        let has_mark = matches!(format, Format::Fhir | Format::Cda | Format::X12);
        let sure = if has_mark { part.len() } else { part.len().saturating_sub(8) };
        prop_assert_eq!(&places(&part)[..sure], &places(&whole)[..sure]);
    }

    #[test]
    fn mutated_records_are_read_alike_at_every_border(
        sample in 0..SAMPLES.len(),
        edits in proptest::collection::vec((0..900_usize, any::<u8>()), 1..8),
        borders in proptest::collection::vec(0..900_usize, 0..6),
    ) {
        let (format, xml, text) = SAMPLES[sample];
        let mut text = text.as_bytes().to_vec();
        for (at, byte) in edits {
            let length = text.len();
            text[at % length] = byte;
        }
        let whole = fields(reader(format, xml), &text, &[]);
        prop_assert_eq!(fields(reader(format, xml), &text, &borders), whole);
    }

    #[test]
    fn any_bytes_are_read_in_peace(bytes: Vec<u8>, marks in "[<>{}\\[\\]\"'/=!?&;:,*~|^ a1\\\\-]{0,120}") {
        for (format, xml, _) in SAMPLES {
            fields(reader(*format, *xml), &bytes, &[3]);
            fields(reader(*format, *xml), marks.as_bytes(), &[7]);
        }
    }

    /// Trees whose paths and values are known before they are written.
    #[test]
    fn xml_gives_what_was_written(
        leaves in proptest::collection::vec((proptest::collection::vec("[a-e]{1,3}", 1..5), "[a-z<>&\"' é]{0,9}", any::<bool>()), 0..9),
    ) {
        let mut text = "<ClinicalDocument>".to_owned();
        let mut expected = Vec::new();
        for (names, value, attribute) in &leaves {
            let escaped = value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
            let path = format!("ClinicalDocument.{}", names.join("."));
            names.iter().take(names.len() - 1).for_each(|name| text.extend(["<", name, ">"]));
            let last = names.last().unwrap();
            let value = if *attribute { value.as_str() } else { value.trim() };
            if *attribute {
                text.extend(["<n:", last, " k = \"", &escaped, "\" />"]);
                expected.push((format!("{path}@k"), value.as_bytes().to_vec()));
            } else {
                text.extend(["<", last, ">", &escaped, "</", last, ">"]);
                expected.push((path, value.as_bytes().to_vec()));
            }
            names.iter().rev().skip(1).for_each(|name| text.extend(["</", name, ">"]));
        }
        expected.retain(|(_, value)| !value.is_empty());
        let found = fields(reader(Format::Cda, true), (text + "</ClinicalDocument>").as_bytes(), &[]);
        let found: Vec<_> = found.into_iter().map(|(path, value, ..)| (path, value)).collect();
        prop_assert_eq!(found, expected);
    }

    /// Elements of segments without qualifiers are those that a plain split gives.
    #[test]
    fn x12_gives_what_a_plain_split_gives(segments in proptest::collection::vec(proptest::collection::vec("[a-z ]{0,6}", 1..6), 0..8)) {
        let body = segments.iter().map(|elements| format!("N3*{}~\n", elements.join("*"))).collect::<Vec<_>>().concat();
        let found = fields(reader(Format::X12, false), body.as_bytes(), &[]);
        let split = body.split('~').flat_map(|segment| segment.trim().split('*').enumerate().skip(1));
        let expected: Vec<(String, Vec<u8>)> = split
            .filter(|(_, element)| !element.trim().is_empty())
            .map(|(number, element)| (format!("N3/{number:02}"), element.trim().as_bytes().to_vec()))
            .collect();
        let found: Vec<_> = found.into_iter().map(|(path, value, ..)| (path, value)).collect();
        prop_assert_eq!(found, expected);
    }
}

/// What no window holds whole is passed over, and what follows is read.
#[test]
fn values_longer_than_a_window_are_passed_over() {
    let long = Cow::<str>::Owned("x".repeat(AFTER + 9));
    let json = format!("{{\"resourceType\":\"Patient\",\"photo\":\"{long}\",\"birthDate\":\"1970-01-01\"}}");
    let xml = format!("<ClinicalDocument><a>{long}</a><!--{long}--><b>1</b></ClinicalDocument>");
    let x12 = format!("N3*{long}~N3*1~");
    let card = format!("BEGIN:VCARD\nNOTE:{}\n {long}\nFN:1\n", "x\n ".repeat(AFTER / 3));
    let ldif = format!("dn: a=b\nphoto:: {long}\n {long}\nsn: 1\n");
    let mail = format!("X-Long: {long}\n {long}\nSubject: 1\n\n{long}");
    for (format, xml, text, path) in [
        (Format::Fhir, false, json, "Patient.birthDate"),
        (Format::Cda, true, xml, "ClinicalDocument.b"),
        (Format::X12, false, x12, "N3/01"),
        (Format::VCard, false, card, "FN"),
        (Format::Ldif, false, ldif, "sn"),
        (Format::Mail, false, mail, "Subject"),
    ] {
        for border in [1, 60, AFTER, AFTER + 40] {
            let found = fields(reader(format, xml), text.as_bytes(), &[border]);
            assert!(found.iter().any(|(known, ..)| known == path), "{path}");
            assert!(found.iter().all(|(_, value, ..)| value.len() < AFTER), "{path}");
        }
    }
}

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

const VCARD: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Quill;Ada;B.;Dr.;\r\nFN:Ada B.\r\n  Quill\r\nitem1.TEL;type=CELL;TYPE=\"voice,pref\":+1-\r\n\t555\r\n\
     ADR;TYPE=home:;;9 Mill\\, Lane;Spring\\;field;IL;1;US\r\nPHOTO;ENCODING=b:QUJD\r\n REVG\r\nBDAY:19700101\r\nEND:VCARD\r\n\
     BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Qu=EDll;=\r\nJos=E9;;;\r\n\
     NOTE:one\r\n two\r\nTEL;HOME;FAX:2\r\nTEL;VALUE=uri:tel:+3;ext=4\r\nEND:VCARD\r\n";

const ICALENDAR: &str = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//a//b\nBEGIN:VEVENT\nUID:1\nORGANIZER;CN=\"Quill: Ada; B.\":mailto:ada@q.example\n\
     ATTENDEE;CN=Bo ^'B^' Quill;ROLE=CHAIR:MAILTO:bo@q.\n example\nDESCRIPTION:one\\ntwo\\, three\nBEGIN:VALARM\nTRIGGER:-PT15M\n\
     ATTENDEE:mailto:c@q.example\nEND:VALARM\nSUMMARY:Tea\nEND:VEVENT\nBEGIN:VTODO\nSUMMARY:Cake\nEND:VTODO\nEND:VCALENDAR\n";

const LDIF: &str = "version: 1\n\n# a\n  comment\ndn: uid=ada+sn=Quill,ou=People,dc=q,dc=example\nobjectClass: person\ncn:: w4RkYSBRdWls\n bA==\n\
     cn;lang-de: Ada\nmail: ada@q.exa\n mple\npostalAddress: 9 Mill Lane $ Springfield\njpegPhoto:: /9j/4AAQ\nseeAlso:< file:///x\n\
     userPassword: {SSHA}abcd\n\ndn: cn=Bo,dc=q\nchangetype: modify\nadd: telephoneNumber\ntelephoneNumber: 5\n-\n\
     replace: userPassword\nuserPassword:: e0NMRUFSfWh1bnRlcg==\n-\n";

const MAIL: &str = "From MAILER Mon Nov 23 09:30:00 2026\r\nReceived: from a\r\n\tby b\r\nFrom: =?utf-8?B?w4RkYQ==?=\r\n =?iso-8859-1?q?_Qu=EDll?= <ada@q.example>\r\n\
     To: \"Quill, \\\"Bo\\\"\" <bo@q.example>, c@q.example (Cy Quill),\r\n team: d@q.example, <e@q.example>;\r\nsubject: Tea =?x?=\r\n\
     X-ORIGINATING-IP: [192.0.2.7]\r\n\r\nFrom: nobody@q.example\r\n text\r\n\r\nFrom b Mon Nov 23 09:31:00 2026\r\nCc: f@q.example\r\n\r\nFrom me\r\n";

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

#[test]
fn paths_of_folded_lines_are_those_of_the_formats() {
    let vcard = |path, expected: &[&str]| check((Format::VCard, false, VCARD), path, expected);
    vcard("FN", &["Ada B. Quill"]);
    vcard("N.1", &["Quill", "Quíll"]);
    vcard("N.2", &["Ada", "José"]);
    vcard("N.4", &["Dr."]);
    vcard("TEL[cell]", &["+1-555"]);
    vcard("TEL[fax]", &["2"]);
    vcard("TEL", &["+3"]);
    vcard("ADR.3[home]", &["9 Mill, Lane"]);
    vcard("ADR.4[home]", &["Spring;field"]);
    vcard("NOTE", &["one two"]);
    vcard("BDAY", &["19700101"]);
    vcard("PHOTO", &[]);
    let calendar = |path, expected: &[&str]| check((Format::ICalendar, false, ICALENDAR), path, expected);
    calendar("VEVENT.ORGANIZER", &["ada@q.example"]);
    calendar("VEVENT.ORGANIZER@CN", &["Quill: Ada; B."]);
    calendar("VEVENT.ATTENDEE", &["bo@q.example"]);
    calendar("VEVENT.ATTENDEE@CN", &["Bo \"B\" Quill"]);
    calendar("VALARM.ATTENDEE", &["c@q.example"]);
    calendar("VEVENT.DESCRIPTION", &["one\ntwo, three"]);
    calendar("VTODO.SUMMARY", &["Cake"]);
    let ldif = |path, expected: &[&str]| check((Format::Ldif, false, LDIF), path, expected);
    ldif("cn", &["Äda Quill"]);
    ldif("cn[lang-de]", &["Ada"]);
    ldif("dn.sn", &["Quill"]);
    ldif("dn.dc", &["q", "example", "q"]);
    ldif("mail", &["ada@q.example"]);
    ldif("postaladdress", &["9 Mill Lane", "Springfield"]);
    ldif("jpegphoto", &[]);
    ldif("userpassword.hash[ssha]", &["abcd"]);
    ldif("userpassword", &["hunter"]);
    ldif("telephonenumber", &["5"]);
    ldif("add", &[]);
    let mail = |path, expected: &[&str]| check((Format::Mail, false, MAIL), path, expected);
    mail("From.name", &["Äda Quíll"]);
    mail("From.address", &["ada@q.example"]);
    mail("To.name", &["Quill, \"Bo\"", "Cy Quill"]);
    mail("To.address", &["bo@q.example", "c@q.example", "d@q.example", "e@q.example"]);
    mail("Subject", &["Tea =?x?="]);
    mail("X-Originating-IP", &["192.0.2.7"]);
    mail("Cc.address", &["f@q.example"]);
}

/// Fields of one person share the number of a record.
#[test]
fn records_are_cards_components_entries_and_messages() {
    let records = |format, text: &str, path: &str| -> Vec<u64> {
        let mut seen = Records(path.to_owned(), Vec::new());
        let mut padded = text.as_bytes().to_vec();
        padded.resize(text.len() + PADDING, 0);
        reader(format, false).read(&Window::new(&padded, 0, 0..text.len(), true), &mut seen);
        seen.1
    };
    assert_eq!(records(Format::VCard, VCARD, "N.1"), [0, 1]);
    assert_eq!(records(Format::ICalendar, ICALENDAR, "VEVENT.UID"), [1]);
    assert_eq!(records(Format::ICalendar, ICALENDAR, "VALARM.ATTENDEE"), [1]);
    assert_eq!(records(Format::ICalendar, ICALENDAR, "VTODO.SUMMARY"), [2]);
    assert_eq!(records(Format::Ldif, LDIF, "dn.cn"), [1]);
    assert_eq!(records(Format::Ldif, LDIF, "mail"), [0]);
    assert_eq!(records(Format::Mail, MAIL, "Subject"), [0]);
    assert_eq!(records(Format::Mail, MAIL, "Cc.address"), [1]);
}

struct Records(String, Vec<u64>);

impl Pieces for Records {
    fn text(&mut self, _: u32, _: &Window<'_>) {}

    fn field(&mut self, field: &Field<'_>) {
        if field.path == self.0 {
            self.1.push(field.record);
        }
    }

    fn row(&mut self, _: &Row<'_>) {}

    fn child(&mut self, _: &mut dyn BlobReader) {}

    fn unread(&mut self, _: Obstacle) {}
}

/// A line broken into lines of a few characters, as the numbers say.
fn folded(line: &str, lengths: &[usize], joint: &str) -> String {
    let (mut text, mut column, mut turn) = (String::new(), 0, 0);
    for (at, character) in line.chars().enumerate() {
        // The name of a line stays whole.
        if at > 12 && !lengths.is_empty() && column >= lengths[turn % lengths.len()] {
            text.push_str(joint);
            (column, turn) = (0, turn + 1);
        }
        text.push(character);
        column += 1;
    }
    text + "\r\n"
}

/// Paths and values without places.
fn meant(format: Format, text: &str, borders: &[usize]) -> Vec<(String, String)> {
    let found = fields(reader(format, false), text.as_bytes(), borders);
    found.into_iter().map(|(path, value, ..)| (path, String::from_utf8(value).unwrap())).collect()
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

    /// Cards written by a twin that knows nothing of the reader, folded anywhere.
    #[test]
    fn cards_give_what_was_written(
        cards in proptest::collection::vec(proptest::collection::vec("[a-z,;:\\\\é\n]{1,12}", 1..4), 0..5),
        lengths in proptest::collection::vec(1..9_usize, 0..4),
        borders in proptest::collection::vec(0..900_usize, 0..6),
    ) {
        let escaped = |value: &str| {
            value.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
        };
        let (mut text, mut expected) = (String::new(), Vec::new());
        for values in &cards {
            text.push_str("BEGIN:VCARD\r\nVERSION:4.0\r\n");
            for value in values {
                text.push_str(&folded(&format!("NICKNAME:zz{}zz", escaped(value)), &lengths, "\r\n "));
                text.push_str(&folded(&format!("N;X-A=\"b;c\":zz{0}zz;y{0}y;;;", escaped(value)), &lengths, "\r\n\t"));
                expected.push(("NICKNAME".to_owned(), format!("zz{value}zz")));
                expected.push(("N@X-A".to_owned(), "b;c".to_owned()));
                expected.push(("N.1".to_owned(), format!("zz{value}zz")));
                expected.push(("N.2".to_owned(), format!("y{value}y")));
            }
            text.push_str("END:VCARD\r\n");
        }
        prop_assert_eq!(meant(Format::VCard, &text, &borders), expected);
    }

    #[test]
    fn entries_give_what_was_written(
        values in proptest::collection::vec(("[ -~é]{1,20}", any::<bool>()), 0..9),
        lengths in proptest::collection::vec(1..9_usize, 0..4),
        borders in proptest::collection::vec(0..900_usize, 0..6),
    ) {
        let (mut text, mut expected) = ("dn: cn=a,dc=b\r\n".to_owned(), vec![]);
        expected.extend([("dn.cn".to_owned(), "a".to_owned()), ("dn.dc".to_owned(), "b".to_owned())]);
        for (value, encoded) in &values {
            let value = format!("x{value}x");
            let written = if *encoded { format!(": {}", data_encoding::BASE64.encode(value.as_bytes())) } else { format!(" {value}") };
            text.push_str(&folded(&format!("description:{written}"), &lengths, "\r\n "));
            expected.push(("description".to_owned(), value));
        }
        prop_assert_eq!(meant(Format::Ldif, &text, &borders), expected);
    }

    #[test]
    fn headers_give_what_was_written(
        people in proptest::collection::vec(("[a-z,;:\"\\\\<>()@é ]{1,12}", "[a-z]{1,9}", 0..3_u8), 1..7),
        borders in proptest::collection::vec(0..900_usize, 0..6),
    ) {
        let (mut list, mut expected) = (Vec::new(), Vec::new());
        for (name, address, form) in &people {
            let name = format!("z{name}z");
            let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(&name);
            let quoted = latin.iter().map(|byte| format!("={byte:02X}")).collect::<Vec<_>>().concat();
            let written = match form {
                0 => format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")),
                1 => format!("=?UTF-8?B?{}?=", data_encoding::BASE64.encode(name.as_bytes())),
                _ => format!("=?iso-8859-1?Q?{quoted}?="),
            };
            list.push(format!("{written} <{address}@q.example>"));
            expected.push(("To.name".to_owned(), name));
            expected.push(("To.address".to_owned(), format!("{address}@q.example")));
        }
        let text = format!("To: {}\r\n\r\nTo: n@q.example\r\n", list.join(",\r\n "));
        prop_assert_eq!(meant(Format::Mail, &text, &borders), expected);
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

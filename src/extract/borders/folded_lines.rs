//! Contacts, calendars, directories and headers of mail: what a few known ones give, and what generated ones give that a
//! writer made who knows nothing of the reader.

use proptest::prelude::*;

use super::{BlobReader, Field, Format, Obstacle, PADDING, Pieces, Row, Window, check, fields, reader};

pub(super) const VCARD: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Quill;Ada;B.;Dr.;\r\nFN:Ada B.\r\n  Quill\r\nitem1.TEL;type=CELL;TYPE=\"voice,pref\":+1-\r\n\t555\r\n\
     ADR;TYPE=home:;;9 Mill\\, Lane;Spring\\;field;IL;1;US\r\nPHOTO;ENCODING=b:QUJD\r\n REVG\r\nBDAY:19700101\r\nEND:VCARD\r\n\
     BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Qu=EDll;=\r\nJos=E9;;;\r\n\
     NOTE:one\r\n two\r\nTEL;HOME;FAX:2\r\nTEL;VALUE=uri:tel:+3;ext=4\r\nEND:VCARD\r\n";

pub(super) const ICALENDAR: &str = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//a//b\nBEGIN:VEVENT\nUID:1\nORGANIZER;CN=\"Quill: Ada; B.\":mailto:ada@q.example\n\
     ATTENDEE;CN=Bo ^'B^' Quill;ROLE=CHAIR:MAILTO:bo@q.\n example\nDESCRIPTION:one\\ntwo\\, three\nBEGIN:VALARM\nTRIGGER:-PT15M\n\
     ATTENDEE:mailto:c@q.example\nEND:VALARM\nSUMMARY:Tea\nEND:VEVENT\nBEGIN:VTODO\nSUMMARY:Cake\nEND:VTODO\nEND:VCALENDAR\n";

pub(super) const LDIF: &str = "version: 1\n\n# a\n  comment\ndn: uid=ada+sn=Quill,ou=People,dc=q,dc=example\nobjectClass: person\ncn:: w4RkYSBRdWls\n bA==\n\
     cn;lang-de: Ada\nmail: ada@q.exa\n mple\npostalAddress: 9 Mill Lane $ Springfield\njpegPhoto:: /9j/4AAQ\nseeAlso:< file:///x\n\
     userPassword: {SSHA}abcd\n\ndn: cn=Bo,dc=q\nchangetype: modify\nadd: telephoneNumber\ntelephoneNumber: 5\n-\n\
     replace: userPassword\nuserPassword:: e0NMRUFSfWh1bnRlcg==\n-\n";

pub(super) const MAIL: &str = "From MAILER Mon Nov 23 09:30:00 2026\r\nReceived: from a\r\n\tby b\r\nFrom: =?utf-8?B?w4RkYQ==?=\r\n =?iso-8859-1?q?_Qu=EDll?= <ada@q.example>\r\n\
     To: \"Quill, \\\"Bo\\\"\" <bo@q.example>, c@q.example (Cy Quill),\r\n team: d@q.example, <e@q.example>;\r\nsubject: Tea =?x?=\r\n\
     X-ORIGINATING-IP: [192.0.2.7]\r\n\r\nFrom: nobody@q.example\r\n text\r\n\r\nFrom b Mon Nov 23 09:31:00 2026\r\nCc: f@q.example\r\n\r\nFrom me\r\n";

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
}

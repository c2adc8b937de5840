//! How a path is written in each format of records.

use crate::model::piece::Format;

/// Whether a path is one of the format. What stands in brackets behind it is free.
pub(super) fn is_valid(format: Format, path: &str) -> bool {
    let bare = path.strip_suffix(']').and_then(|path| path.split_once('[')).map_or(path, |(bare, _)| bare);
    match format {
        Format::Hl7 => is_hl7_path(bare),
        Format::Fhir | Format::Cda => {
            is_dotted(bare, |name| name.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        }
        Format::X12 => is_x12_path(bare),
        Format::VCard | Format::ICalendar => is_dotted(bare, |name| is_word(name, u8::is_ascii_uppercase)),
        Format::Ldif => is_dotted(bare, |name| is_word(name, u8::is_ascii_lowercase)),
        Format::Mail => is_dotted(bare, |name| is_word(name, u8::is_ascii_alphabetic)),
    }
}

/// Paths to show those who wrote a wrong one.
pub(super) fn example(format: Format) -> &'static str {
    match format {
        Format::Hl7 => "PID-19, PID-5.1 or PID-3.1[SS]",
        Format::Fhir => "Patient.birthDate",
        Format::Cda => "patientRole.id@extension",
        Format::X12 => "NM1*IL/09 or NM1*IL.REF*SY/02",
        Format::VCard => "FN, ADR.3 or TEL[cell], in capitals",
        Format::ICalendar => "ATTENDEE, VEVENT.ORGANIZER or ATTENDEE@CN, in capitals",
        Format::Ldif => "mail or cn[lang-de], in small letters",
        Format::Mail => "Subject or From.address",
    }
}

/// A segment, a field and perhaps a component: `PID-19`, `PID-5.1`.
fn is_hl7_path(path: &str) -> bool {
    let (segment, field) = path.split_once('-').unwrap_or_default();
    let numbers = field.split('.').all(|number| number.parse::<u16>().is_ok_and(|number| number > 0));
    segment.len() == 3 && numbers && field.split('.').count() <= 2
}

/// Names with dots between them, the last perhaps that of an attribute.
fn is_dotted(path: &str, plain: impl Fn(&str) -> bool) -> bool {
    path.split('@').count() <= 2 && path.split(['.', '@']).all(|name| !name.is_empty() && plain(name))
}

/// Such letters, digits and hyphens.
fn is_word(name: &str, letter: fn(&u8) -> bool) -> bool {
    name.bytes().all(|byte| letter(&byte) || byte.is_ascii_digit() || byte == b'-')
}

/// A segment with the qualifier it must have, and the number of an element, perhaps behind the party it speaks of.
fn is_x12_path(path: &str) -> bool {
    let segments = path.rsplit_once('/').filter(|(_, number)| number.parse::<u8>().is_ok());
    let plain = |part: &str| {
        let name = part.split(['*', ':']).next().unwrap_or_default();
        matches!(name.len(), 2 | 3)
            && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    segments.is_some_and(|(segments, _)| segments.split('.').all(plain))
}

//! `uk-driving-licence`: a driver number of Great Britain: five letters of the surname, filled up with 9, the decade of the
//! year of birth, the month (plus 50 for women), the day, the year's last digit, two initials, the second of which may be 9,
//! and three characters of the agency's own (DVLA, INS57P). How the last two are made is not published: a pass means that
//! the name and the date fit their places.
//!
//! Template: `{uk-driving-licence}`, `{uk-driving-licence:short}` with a surname of three letters.
//!
//! ```
//! use sealant::check::{Verdict, uk_driving_licence};
//! assert_eq!((uk_driving_licence::CHECK.run)(b"MORGA753116SM9IJ").verdict, Verdict::Pass);
//! assert_eq!((uk_driving_licence::CHECK.run)(b"MORGA733116SM9IJ").verdict, Verdict::Fail);
//! ```

use super::calendar::{date, is_day};
use super::digits::{self, number};
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "uk-driving-licence",
    passing: "its surname and its date of birth fit their places",
    luck: 378,
    run,
    generate,
    breaker,
};

fn run(value: &[u8]) -> Outcome {
    let code: Vec<u8> = value.iter().filter(|byte| **byte != b' ').map(u8::to_ascii_uppercase).collect();
    Outcome::of(code.len() == 16 && is_named(&code) && is_dated(&code[5..11]))
}

fn is_named(code: &[u8]) -> bool {
    let letters = code[..5].iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let filled = code[letters..5].iter().all(|byte| *byte == b'9');
    let initials = code[11].is_ascii_uppercase() && (code[12].is_ascii_uppercase() || code[12] == b'9');
    let end = code[13].is_ascii_alphanumeric() && code[14..].iter().all(u8::is_ascii_uppercase);
    letters > 0 && filled && initials && end
}

fn is_dated(date: &[u8]) -> bool {
    let Some(found) = digits::read(date, b"") else { return false };
    let month = number(&found[1..3]);
    let month = if month > 50 { month - 50 } else { month };
    is_day(number(&[found[0], found[5]]), month, number(&found[3..5]))
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let (year, month, day) = date(random);
    let month = month + if random.below(2) == 0 { 50 } else { 0 };
    let letters = |random: &mut Random, count| random.string("ABCDEFGHJKLMNPRSTUVWXYZ", count);
    let name = letters(random, if arguments.contains(&"short") { 3 } else { 5 });
    let (initials, end) = (letters(random, 2), letters(random, 2));
    format!("{name:9<5}{}{month:02}{day:02}{}{initials}9{end}", year / 10 % 10, year % 10)
}

/// There is no month from 20 to 49.
fn breaker(_: &mut Random, value: &str) -> String {
    value.char_indices().map(|(at, character)| if at == 6 { '3' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    proptest::proptest! {
        #[test]
        fn agrees_with_a_calendar(
            name in "[A-Z9]{5}", decade in "[0-9]", month in 0..70_i8, day in 0..33_i8, end in "[0-9][A-Z][A-Z9]9[A-Z]{2}",
        ) {
            let text = format!("{name}{decade}{month:02}{day:02}{end}");
            let year: i16 = format!("20{decade}{}", &end[..1]).parse().unwrap();
            let month = month % 50;
            let real = jiff::civil::Date::new(year, month, day).is_ok() && text[6..8] != *"50";
            let surname = name.trim_end_matches('9');
            let named = !surname.is_empty() && !surname.contains('9');
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, real && named);
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        for value in ["MORGA657054SM9IJ", "MORGA753116SM9IJ", "FOX99 512096 J99LA"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass, "{value}");
        }
        for value in [
            "MORGA613254SM9IJ",
            "MORGA657324SM9IJ",
            "FO9X9512096J99LA",
            "99999512096J99LA",
            "MORGA657054SM9I",
        ] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }
}

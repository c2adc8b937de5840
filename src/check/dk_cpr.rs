//! `dk-cpr`: a Danish personal number: a date as DDMMYY and four digits, of which the first tells the century with the year
//! (CPR-kontoret, Personnummeret i CPR-systemet). Since 2007 numbers are issued that the old check digit modulo 11 does not
//! fit, so it says nothing against a number, and is not looked at: a pass means a date, and no more.
//!
//! Template: `{dk-cpr}`, or `{dk-cpr:bare}` without the hyphen.
//!
//! ```
//! use sealant::check::{Verdict, dk_cpr};
//! assert_eq!((dk_cpr::CHECK.run)(b"070761-4285").verdict, Verdict::Pass);
//! assert_eq!((dk_cpr::CHECK.run)(b"310461-4285").verdict, Verdict::Fail);
//! ```

use super::calendar::{date, is_day};
use super::digits::{self, number};
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "dk-cpr",
    passing: "it begins with a date of birth, as CPR numbers do",
    luck: 478,
    run,
    generate,
    breaker,
};

const GROUPS: [usize; 2] = [6, 4];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read_grouped(value, &GROUPS) else { return Outcome::FAIL };
    let year = number(&found[4..6]);
    Outcome::of(is_day(century(found[6], year) + year, number(&found[2..4]), number(&found[..2])))
}

fn century(seventh: u8, year: u32) -> u32 {
    match seventh {
        0..=3 => 1900,
        4 | 9 if year >= 37 => 1900,
        5..=8 if year >= 58 => 1800,
        _ => 2000,
    }
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let (year, month, day) = date(random);
    let text = format!("{day:02}{month:02}{:02}{}{}", year % 100, random.string("0123", 1), random.digits(3));
    if arguments.contains(&"bare") { text } else { digits::grouped(&text, &GROUPS, '-') }
}

/// There is no month with a 9 before its last digit.
fn breaker(_: &mut Random, value: &str) -> String {
    value.char_indices().map(|(at, character)| if at == 2 { '9' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// The table of the authority, row by row: seventh digit, years, first year of the century.
    const CENTURIES: [(&str, std::ops::RangeInclusive<i16>, i16); 7] = [
        ("0123", 0..=99, 1900),
        ("4", 0..=36, 2000),
        ("4", 37..=99, 1900),
        ("5678", 0..=57, 2000),
        ("5678", 58..=99, 1800),
        ("9", 0..=36, 2000),
        ("9", 37..=99, 1900),
    ];

    proptest::proptest! {
        #[test]
        fn agrees_with_the_table_and_a_calendar(text in "[0-3][0-9][01][0-9]{3}-[0-9]{4}") {
            let year: i16 = text[4..6].parse().unwrap();
            let row = CENTURIES.iter().find(|row| row.0.contains(&text[7..8]) && row.1.contains(&year)).unwrap();
            let (day, month) = (text[..2].parse().unwrap(), text[2..4].parse().unwrap());
            let real = jiff::civil::Date::new(row.2 + year, month, day).is_ok();
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, real);
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        // Of 1900, which had no 29 February, and of 2000, which had one.
        for (value, expected) in [
            ("211062-5629", Verdict::Pass),
            ("0811470691", Verdict::Pass),
            ("290200-4000", Verdict::Pass),
            ("290200-0000", Verdict::Fail),
            ("320190-1234", Verdict::Fail),
            ("0101-901234", Verdict::Fail),
            ("010190-123", Verdict::Fail),
        ] {
            assert_eq!(run(value.as_bytes()).verdict, expected, "{value}");
        }
    }
}

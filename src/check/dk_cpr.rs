//! `dk-cpr`: a Danish personal number: a date as DDMMYY and four digits, of which the first tells the century with the year
//! (CPR-kontoret, Personnummeret i CPR-systemet). Numbers of before 2007 leave nothing modulo 11, and most of today's do: a date
//! with that passes. Since 2007 others are issued too, so a date without it is unknown, and only what is no date fails.
//!
//! Template: `{dk-cpr}`, or `{dk-cpr:bare}` without the hyphen.
//!
//! ```
//! use sealant::check::{Verdict, dk_cpr};
//! assert_eq!((dk_cpr::CHECK.run)(b"070761-4285").verdict, Verdict::Pass);
//! assert_eq!((dk_cpr::CHECK.run)(b"070761-4286").verdict, Verdict::Unknown);
//! assert_eq!((dk_cpr::CHECK.run)(b"310461-4285").verdict, Verdict::Fail);
//! ```

use super::calendar::{date, is_day};
use super::digits::{self, number};
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "dk-cpr",
    passing: "its date of birth and its check digit fit",
    luck: 824,
    run,
    generate,
    breaker,
};

const WEIGHTS: [u32; 10] = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
const GROUPS: [usize; 2] = [6, 4];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read_grouped(value, &GROUPS) else { return Outcome::FAIL };
    let year = number(&found[4..6]);
    match is_day(century(found[6], year) + year, number(&found[2..4]), number(&found[..2])) {
        false => Outcome::FAIL,
        true if digits::weighted(&found, &WEIGHTS).is_multiple_of(11) => Outcome::PASS,
        true => Outcome::UNKNOWN,
    }
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
    loop {
        let (year, month, day) = date(random);
        let serial = random.string("0123", 1) + &random.digits(3);
        let text = format!("{day:02}{month:02}{:02}{serial}", year % 100);
        if digits::weighted(&digits::of(&text), &WEIGHTS).is_multiple_of(11) {
            return if arguments.contains(&"bare") { text } else { digits::grouped(&text, &GROUPS, '-') };
        }
    }
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

    /// The check digit as it was made: eleven less the rest of the nine digits before it.
    fn is_of_before_2007(text: &str) -> bool {
        let digits = || text.chars().filter_map(|character| character.to_digit(10));
        let sum: u32 =
            digits().take(9).zip([4, 3, 2, 7, 6, 5, 4, 3, 2]).map(|(digit, weight)| digit * weight).sum();
        digits().next_back() == Some((11 - sum % 11) % 11)
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_table_and_a_calendar(text in "[0-3][0-9][01][0-9]{3}-[0-9]{4}") {
            let year: i16 = text[4..6].parse().unwrap();
            let row = CENTURIES.iter().find(|row| row.0.contains(&text[7..8]) && row.1.contains(&year)).unwrap();
            let (day, month) = (text[..2].parse().unwrap(), text[2..4].parse().unwrap());
            let expected = match jiff::civil::Date::new(row.2 + year, month, day) {
                Err(_) => Verdict::Fail,
                Ok(_) if is_of_before_2007(&text) => Verdict::Pass,
                Ok(_) => Verdict::Unknown,
            };
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict, expected);
        }

        #[test]
        fn makes_numbers_of_before_2007(seed: u64) {
            proptest::prop_assert!(is_of_before_2007(&generate(&mut Random::new(seed), &[])));
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        // The last of the valid is of 2000, which had a 29 February, and the first of the others of 1900, which had none.
        for (value, expected) in [
            ("211062-5629", Verdict::Pass),
            ("2110625629", Verdict::Pass),
            ("0811470691", Verdict::Unknown),
            ("290200-4000", Verdict::Unknown),
            ("290200-0000", Verdict::Fail),
            ("320190-1234", Verdict::Fail),
            ("0101-901234", Verdict::Fail),
            ("010190-123", Verdict::Fail),
        ] {
            assert_eq!(run(value.as_bytes()).verdict, expected, "{value}");
        }
    }
}

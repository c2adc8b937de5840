//! `at-svnr`: an Austrian social insurance number: a serial of three digits that does not begin with 0, a check digit over
//! the other nine modulo 11, and the date of birth as DDMMYY (ASVG § 31 Abs. 4 Z 1; Dachverband der
//! Sozialversicherungsträger). Days whose serials are used up go on in the months 13 to 15.
//!
//! Template: `{at-svnr}`, or `{at-svnr:bare}` without the space.
//!
//! ```
//! use sealant::check::{Verdict, at_svnr};
//! assert_eq!((at_svnr::CHECK.run)(b"1237 010180").verdict, Verdict::Pass);
//! assert_eq!((at_svnr::CHECK.run)(b"1238 010180").verdict, Verdict::Fail);
//! ```

use super::calendar::{date, is_day};
use super::digits::{self, number};
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "at-svnr",
    passing: "its date of birth and its check digit fit",
    luck: 805,
    run,
    generate,
    breaker,
};

const WEIGHTS: [u32; 10] = [3, 7, 9, 0, 5, 8, 4, 2, 1, 6];
const GROUPS: [usize; 2] = [4, 6];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read_grouped(value, &GROUPS) else { return Outcome::FAIL };
    let fits = digits::weighted(&found, &WEIGHTS) % 11 == u32::from(found[3]);
    Outcome::of(found[0] != 0 && fits && is_dated(&found))
}

fn is_dated(found: &[u8]) -> bool {
    let (day, month, year) = (number(&found[4..6]), number(&found[6..8]), number(&found[8..]));
    is_day(year, month, day) || (matches!(month, 13..=15) && matches!(day, 1..=31))
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    loop {
        let (year, month, day) = date(random);
        let serial = random.string("123456789", 1) + &random.digits(2);
        let mut number = digits::of(&format!("{serial}0{day:02}{month:02}{:02}", year % 100));
        // A ten has no digit: the serial is left out.
        let Some(check) =
            u8::try_from(digits::weighted(&number, &WEIGHTS) % 11).ok().filter(|digit| *digit < 10)
        else {
            continue;
        };
        number[3] = check;
        let text = digits::text(&number);
        return if arguments.contains(&"bare") { text } else { digits::grouped(&text, &GROUPS, ' ') };
    }
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// With the weight 10, which is -1, for the check digit the whole sum is a multiple of eleven.
    fn twin(text: &str) -> bool {
        let weights = [3, 7, 9, 10, 5, 8, 4, 2, 1, 6];
        let sum: u32 =
            text.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
        let (day, month) = (text[4..6].parse().unwrap(), text[6..8].parse().unwrap());
        // As far as a year of two digits goes, any leap year may be the one.
        let year = text[8..].parse::<i16>().unwrap() + 2000;
        let real = jiff::civil::Date::new(year, month, day).is_ok()
            || (month > 12 && month < 16 && (1..32).contains(&day));
        sum.is_multiple_of(11) && real && !text.starts_with('0')
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_whole_sum(text in "[0-9]{4}[0-3][0-9][01][0-9]{3}") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }

        #[test]
        fn makes_numbers_of_the_twin(seed: u64) {
            proptest::prop_assert!(twin(&generate(&mut Random::new(seed), &["bare"])));
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        for value in ["1237 010180", "1237010180"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass, "{value}");
        }
        for value in ["7950425720", "1238010180", "2237 010180", "123 7010180", "0007 010180", "1237 01018"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }
}

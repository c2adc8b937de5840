//! `bg-egn`: a Bulgarian uniform civil number: a date as YYMMDD whose month tells the century (plus 20 for the 1800s, plus 40
//! for the 2000s), three digits and a check digit modulo 11, ten being written as 0 (Наредба № РД-02-20-9 от 2012 г.).
//!
//! Template: `{bg-egn}`.
//!
//! ```
//! use sealant::check::{Verdict, bg_egn};
//! assert_eq!((bg_egn::CHECK.run)(b"7523169263").verdict, Verdict::Pass);
//! assert_eq!((bg_egn::CHECK.run)(b"7552A10004").verdict, Verdict::Fail);
//! ```

use super::calendar::{date, is_day};
use super::digits::{self, number};
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "bg-egn",
    passing: "its date of birth and its check digit fit",
    luck: 651,
    run,
    generate,
    breaker,
};

const WEIGHTS: [u32; 9] = [2, 4, 8, 5, 10, 9, 7, 3, 6];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read(value, b"").filter(|found| found.len() == 10) else {
        return Outcome::FAIL;
    };
    Outcome::of(is_dated(&found) && check_digit(&found) == found[9])
}

fn is_dated(found: &[u8]) -> bool {
    let (year, month, day) = (number(&found[..2]), number(&found[2..4]), number(&found[4..6]));
    match month {
        0..=20 => is_day(1900 + year, month, day),
        21..=40 => is_day(1800 + year, month - 20, day),
        _ => is_day(2000 + year, month - 40, day),
    }
}

fn check_digit(found: &[u8]) -> u8 {
    u8::try_from(digits::weighted(found, &WEIGHTS) % 11 % 10).expect("a remainder of ten is one digit")
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    let (year, month, day) = date(random);
    let mut number = digits::of(&format!("{:02}{month:02}{day:02}{}", year % 100, random.digits(3)));
    number.push(check_digit(&number));
    digits::text(&number)
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// The weights are the powers of two modulo eleven, so each place doubles what is to its right.
    fn twin(text: &str) -> bool {
        let digit = |at: usize| text[at..=at].parse::<u32>().unwrap();
        let sum = (0..9).rev().fold(0, |sum, at| (sum + digit(at)) * 2 % 11);
        let (year, month): (i16, i8) = (text[..2].parse().unwrap(), text[2..4].parse().unwrap());
        let first = [1900, 1800, 2000].into_iter().zip([0, 20, 40]);
        let real = first.filter(|(_, more)| month > *more).any(|(century, more)| {
            jiff::civil::Date::new(century + year, month - more, text[4..6].parse().unwrap()).is_ok()
        });
        digit(9) == sum % 10 && real
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_doubling_and_a_calendar(text in "[0-9]{2}[0-5][0-9][0-3][0-9]{5}") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }

        #[test]
        fn makes_numbers_of_the_twin(seed: u64) {
            proptest::prop_assert!(twin(&generate(&mut Random::new(seed), &[])));
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        for value in ["7523169263", "8032056031", "8001010008", "9604046353", "6309071481", "0841135225"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass, "{value}");
        }
        for value in ["9604046350", "6309071480", "8019010008", "7501020010", "750102001"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }
}

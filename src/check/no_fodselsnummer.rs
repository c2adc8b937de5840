//! `no-fodselsnummer`: a Norwegian national identity number or D-number (day plus 40): a date as DDMMYY, three digits that
//! tell the century with the year, and two check digits modulo 11 (Folkeregisterforskriften § 2-2-1). Months plus 40 are
//! those of numbers that health services give for a time, months plus 80 those of the tax office's made-up people: `test`.
//!
//! Template: `{no-fodselsnummer}`, `{no-fodselsnummer:d}` for a D-number, `{no-fodselsnummer:grouped}` with a space.
//!
//! ```
//! use sealant::check::{Verdict, no_fodselsnummer};
//! assert_eq!((no_fodselsnummer::CHECK.run)(b"151086 95088").verdict, Verdict::Pass);
//! assert_eq!((no_fodselsnummer::CHECK.run)(b"151086 95077").verdict, Verdict::Fail);
//! ```

use super::calendar::{date, is_day};
use super::digits::{self, number};
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "no-fodselsnummer",
    passing: "its date of birth and both its check digits fit",
    luck: 930,
    run,
    generate,
    breaker,
};

const FIRST: [u32; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
const SECOND: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
const GROUPS: [usize; 2] = [6, 5];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read_grouped(value, &GROUPS) else { return Outcome::FAIL };
    let checked =
        check_digit(&found, &FIRST) == Some(found[9]) && check_digit(&found, &SECOND) == Some(found[10]);
    let outcome = Outcome::of(checked && is_dated(&found));
    if number(&found[2..4]) > 80 { outcome.with("test", "true") } else { outcome }
}

fn is_dated(found: &[u8]) -> bool {
    let (day, month, year) = (number(&found[..2]), number(&found[2..4]), number(&found[4..6]));
    let month = month - [0, 40, 80][usize::from(month > 40) + usize::from(month > 80)];
    let day = if day > 40 { day - 40 } else { day };
    century(number(&found[6..9]), year).is_some_and(|century| is_day(century + year, month, day))
}

fn century(individual: u32, year: u32) -> Option<u32> {
    match individual {
        500..=749 if year >= 54 => Some(1800),
        500..=999 if year < 40 => Some(2000),
        0..=499 | 900..=999 => Some(1900),
        _ => None,
    }
}

/// None where the sum asks for a ten, since such numbers are not issued.
fn check_digit(found: &[u8], weights: &[u32]) -> Option<u8> {
    let digit = (11 - digits::weighted(found, weights) % 11) % 11;
    u8::try_from(digit).ok().filter(|digit| *digit < 10)
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let more = if arguments.contains(&"d") { 40 } else { 0 };
    loop {
        let (year, month, day) = date(random);
        let start = format!(
            "{:02}{month:02}{:02}{}{}",
            day + more,
            year % 100,
            random.string("01234", 1),
            random.digits(2)
        );
        let mut number = digits::of(&start);
        for weights in [&FIRST[..], &SECOND] {
            number.extend(check_digit(&number, weights));
        }
        if number.len() == 11 {
            let text = digits::text(&number);
            return if arguments.contains(&"grouped") { digits::grouped(&text, &GROUPS, ' ') } else { text };
        }
    }
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// Each whole sum, the check digit with the weight 1, is a multiple of eleven.
    fn twin(text: &str) -> bool {
        let whole = |weights: &str| {
            let products = text.chars().zip(weights.chars());
            let sum: u32 = products.map(|(a, b)| a.to_digit(10).unwrap() * b.to_digit(10).unwrap()).sum();
            sum.is_multiple_of(11)
        };
        whole("3761894521") && whole("54327654321")
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_whole_sums(start in "[04][1-9][04][1-9][4-9][0-9][0-4][0-9]{2}", end in 0..100) {
            let text = format!("{start}{end:02}");
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }

        #[test]
        fn both_digits_of_made_up_numbers_count(seed: u64, wrong in 9_usize..11) {
            let mut random = Random::new(seed);
            let text = generate(&mut random, &[]);
            proptest::prop_assert!(twin(&text));
            let broken = digits::change_at(&mut random, &text, wrong);
            proptest::prop_assert_eq!(run(broken.as_bytes()).verdict, Verdict::Fail);
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        for value in ["15108695088", "151086 95088", "41104720399", "65128470845", "27428809454"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass, "{value}");
        }
        for value in ["41104720390", "65128470840", "151086 95077", "311186 9508", "15-1086-95088"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }

    #[test]
    fn years_without_a_century_are_of_nobody() {
        assert_eq!(century(750, 45), None);
        assert_eq!(century(899, 60), None);
        assert_eq!(
            [century(500, 39), century(600, 54), century(950, 40)],
            [Some(2000), Some(1800), Some(1900)]
        );
    }

    #[test]
    fn people_of_the_test_register_are_told() {
        assert_eq!(run(b"15818610006"), Outcome::PASS.with("test", "true"));
        assert_eq!(run(b"15108695088"), Outcome::PASS);
    }
}

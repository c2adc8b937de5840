//! `za-id`: a South African identity number: a date of birth of six digits, four digits for the sex, 0 for citizens or
//! 1 for permanent residents, a digit, and a Luhn check digit (Identification Act 68 of 1997, Department of Home Affairs).
//!
//! Template: `{za-id}`, or `{za-id:grouped}` with spaces.
//!
//! ```
//! use sealant::check::{Verdict, za_id};
//! assert_eq!((za_id::CHECK.run)(b"4605194132108").verdict, Verdict::Pass);
//! assert_eq!((za_id::CHECK.run)(b"4605194132100").verdict, Verdict::Fail);
//! ```

use super::calendar::{any_day, is_short_date};
use super::random::Random;
use super::{Check, Outcome, digits};

/// The check.
pub const CHECK: Check = Check {
    name: "za-id",
    passing: "its date of birth, its citizenship and its check digit fit",
    luck: 1042,
    run,
    generate,
    breaker,
};

const GROUPS: [usize; 3] = [6, 4, 3];

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read_grouped(value, &GROUPS) else { return Outcome::FAIL };
    Outcome::of(is_short_date(&found[..6]) && found[10] < 2 && digits::luhn(&found) == 0)
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let start = random.digits(2) + &any_day(random) + &random.digits(4) + &random.string("01", 1) + "8";
    let mut number = digits::of(&start);
    number.push(digits::luhn_digit(&number));
    let text = digits::text(&number);
    if arguments.contains(&"grouped") { digits::grouped(&text, &GROUPS, ' ') } else { text }
}

fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// As the department explains it: odd places added, even places read as one number and doubled.
    fn twin(text: &str) -> bool {
        let places = |from: usize| text[..12].chars().skip(from).step_by(2).collect::<String>();
        let cross = |text: &str| text.bytes().map(|byte| u64::from(byte - b'0')).sum::<u64>();
        let doubled = places(1).parse::<u64>().unwrap() * 2;
        let sum = cross(&places(0)) + cross(&doubled.to_string());
        ((10 - sum % 10) % 10).to_string() == text[12..]
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_doubled_number(
            year in 0..100_u32, month in 1..14_u32, day in 1..33_u32, rest in "[0-9]{4}[0-2][0-9]{2}"
        ) {
            let long = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0][month as usize - 1];
            proptest::prop_assume!((month, day) != (2, 29));
            let text = format!("{year:02}{month:02}{day:02}{rest}");
            let valid = day <= long && !rest[4..].starts_with('2') && twin(&text);
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, valid);
        }
    }

    #[test]
    fn groups_are_of_six_four_and_three() {
        assert_eq!(run(b"460519 4132 108"), Outcome::PASS);
        assert_eq!(run(b"4605 194132 108"), Outcome::FAIL);
    }
}

//! `us-dea`: a registration number of the US Drug Enforcement Administration: a registrant's letter, the first letter
//! of the name or a 9, and seven digits, the last of them the last digit of (d1+d3+d5) + 2(d2+d4+d6). Fact `test`: the
//! examples that training material uses. `KB` is Unknown, for the articles of Microsoft's knowledge base are numbered so.
//!
//! Template: `{us-dea}`.
//!
//! ```
//! use sealant::check::{Verdict, us_dea};
//! assert_eq!((us_dea::CHECK.run)(b"LD8250108").verdict, Verdict::Pass);
//! assert_eq!((us_dea::CHECK.run)(b"LD8250100").verdict, Verdict::Fail);
//! ```

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check =
    Check { name: "us-dea", passing: "the check digit of the DEA fits", luck: 385, run, generate, breaker };

const REGISTRANTS: &str = "ABCDEFGHJKLMPRSTUX";
const WEIGHTS: [u32; 6] = [1, 2, 1, 2, 1, 2];

fn run(value: &[u8]) -> Outcome {
    let Some((letters, number)) = value.split_at_checked(2) else { return Outcome::FAIL };
    let Some(found) = digits::read(number, b"") else { return Outcome::FAIL };
    let second = letters[1].is_ascii_uppercase() || letters[1] == b'9';
    let fits = REGISTRANTS.as_bytes().contains(&letters[0])
        && second
        && found.len() == 7
        && !digits::all_same(&found)
        && check_digit(&found) == found[6];
    match (fits, number, letters) {
        (true, b"1234563", _) => Outcome::PASS.with("test", "true"),
        (true, _, b"KB") => Outcome::UNKNOWN,
        _ => Outcome::of(fits),
    }
}

fn check_digit(found: &[u8]) -> u8 {
    u8::try_from(digits::weighted(found, &WEIGHTS) % 10).expect("a remainder of ten is one digit")
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    let letters = random.string(REGISTRANTS, 1) + &random.string("ACDEFGHIJKLMNOPQRSTUVWXYZ", 1);
    loop {
        let mut number = digits::of(&random.digits(6));
        number.push(check_digit(&number));
        if !digits::all_same(&number) {
            return letters + &digits::text(&number);
        }
    }
}

/// Only the check digit is sure to be noticed: a doubled digit that moves by five leaves the sum as it was.
fn breaker(random: &mut Random, value: &str) -> String {
    digits::change_at(random, value, value.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    proptest::proptest! {
        #[test]
        fn agrees_with_the_sum_as_text(text in "[A-Z][A-Z9][1-9][0-9]{6}") {
            let digit = |at: usize| text[at + 1..at + 2].parse::<u32>().unwrap();
            let sum = (digit(1) + digit(3) + digit(5) + (digit(2) + digit(4) + digit(6)) * 2).to_string();
            // Kilobytes are unknown, whatever their digits say.
            let valid = sum.ends_with(&text[8..]) && !"INOQVWYZ".contains(&text[..1]) && !text.starts_with("KB");
            let same = text.bytes().skip(2).all(|byte| byte == text.as_bytes()[2]);
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, valid && !same);
        }
    }

    #[test]
    fn the_training_number_is_a_test_value() {
        assert_eq!(run(b"AB1234563"), Outcome::PASS.with("test", "true"));
    }

    #[test]
    fn other_shapes_fail() {
        for value in ["", "A", "AB", "AB123456", "AB12345633", "ab1234563", "É1234563"] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL, "{value}");
        }
    }
}

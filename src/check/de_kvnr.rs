//! `de-kvnr`: the part of a German health insurance number that stays for life: a capital and nine digits, the last of
//! them the check digit (§ 290 SGB V; the sum of the digits of the products with 1, 2, 1, 2, …, the letter as two digits
//! from 01). Fact `test`: the numbers that manuals show.
//!
//! Template: `{de-kvnr}`.
//!
//! ```
//! use sealant::check::{Verdict, de_kvnr};
//! assert_eq!((de_kvnr::CHECK.run)(b"T408317256").verdict, Verdict::Fail);
//! assert_eq!((de_kvnr::CHECK.run)(b"A123456780").verdict, Verdict::Pass);
//! ```

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "de-kvnr",
    passing: "the check digit of the health insurance number fits",
    luck: 332,
    run,
    generate,
    breaker,
};

/// The number that the manuals of insurers show.
const EXAMPLE: &[u8] = b"A123456780";

fn run(value: &[u8]) -> Outcome {
    let Some((letter, rest)) = value.split_first().filter(|(letter, _)| letter.is_ascii_uppercase()) else {
        return Outcome::FAIL;
    };
    let Some(found) = digits::read(rest, b"").filter(|found| found.len() == 9) else { return Outcome::FAIL };
    let fits = check_digit(*letter, &found) == found[8] && !digits::all_same(&found);
    if fits && value == EXAMPLE { Outcome::PASS.with("test", "true") } else { Outcome::of(fits) }
}

fn check_digit(letter: u8, found: &[u8]) -> u8 {
    let ordinal = letter - b'A' + 1;
    let all = [ordinal / 10, ordinal % 10].into_iter().chain(found.iter().copied().take(8));
    let product = |(at, digit): (usize, u8)| if at % 2 == 1 { digit * 2 } else { digit };
    all.enumerate().map(product).map(|product| product / 10 + product % 10).sum::<u8>() % 10
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    let letter = random.string("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1);
    loop {
        let mut number = digits::of(&random.digits(8));
        number.push(check_digit(letter.as_bytes()[0], &number));
        if !digits::all_same(&number) {
            return letter + &digits::text(&number);
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

    proptest::proptest! {
        /// The weights 1, 2 from the left over eleven digits are those of Luhn with its check digit behind a twelfth place.
        #[test]
        fn agrees_with_the_table_of_doubled_digits(text in "[A-Z][0-9]{9}") {
            let ordinal = format!("{:02}", text.as_bytes()[0] - b'@');
            let plain: Vec<usize> = (ordinal + &text[1..]).bytes().map(|byte| usize::from(byte - b'0')).collect();
            let doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
            let sum: usize = (0..10).map(|at| if at % 2 == 0 { plain[at] } else { doubled[plain[at]] }).sum();
            let same = text[1..].chars().all(|digit| text[1..].starts_with(digit));
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, sum % 10 == plain[10] && !same);
        }
    }

    #[test]
    fn the_number_of_manuals_is_a_test_value() {
        assert_eq!(run(EXAMPLE), Outcome::PASS.with("test", "true"));
    }

    #[test]
    fn other_shapes_fail() {
        for value in ["", "A", "a123456780", "A12345678", "A1234567800", "1123456780", "A000000000"] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL, "{value}");
        }
    }
}

//! `tw-national-id`: a Taiwanese identity card number or a uniform number of residents: a letter for the place of
//! registration, 1 or 2 for the sex, or 8 or 9 for residents, and eight digits. The letter becomes two digits; the
//! sum of all with the weights 1, 9 to 1 and 1 is a multiple of ten (Ministry of the Interior).
//!
//! Template: `{tw-national-id}`.
//!
//! ```
//! use sealant::check::{Verdict, tw_national_id};
//! assert_eq!((tw_national_id::CHECK.run)(b"W293040051").verdict, Verdict::Pass);
//! assert_eq!((tw_national_id::CHECK.run)(b"W293040050").verdict, Verdict::Fail);
//! ```

use super::random::Random;
use super::{Check, Outcome, digits, layout};

/// The check.
pub const CHECK: Check = Check {
    name: "tw-national-id",
    passing: "its sex digit and its check digit fit",
    luck: 464,
    run,
    generate,
    breaker,
};

/// The letters in the order of their numbers, from ten on.
const PLACES: &[u8] = b"ABCDEFGHJKLMNPQRSTUVXYWZIO";
const WEIGHTS: [u32; 11] = [1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1];

fn run(value: &[u8]) -> Outcome {
    let Some(all) = numbers(value) else { return Outcome::FAIL };
    let fits = matches!(all[2], 1 | 2 | 8 | 9) && digits::weighted(&all, &WEIGHTS).is_multiple_of(10);
    let outcome = Outcome::of(fits);
    if value == b"A123456789" { outcome.with("test", "true") } else { outcome }
}

/// The eleven digits: two of the letter, nine of the number.
fn numbers(value: &[u8]) -> Option<Vec<u8>> {
    if !layout::fits(value, "A999999999") {
        return None;
    }
    let place = u8::try_from(PLACES.iter().position(|letter| *letter == value[0])? + 10).ok()?;
    let number = value[1..].iter().map(|byte| byte - b'0');
    Some([place / 10, place % 10].into_iter().chain(number).collect())
}

fn generate(random: &mut Random, _: &[&str]) -> String {
    loop {
        let letter = char::from(*random.pick(PLACES));
        let text = format!("{letter}{}{}", random.string("1289", 1), random.digits(8));
        if run(text.as_bytes()) == Outcome::PASS && text != "A123456789" {
            return text;
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
        /// With the one value that handbooks give each letter in place of its two digits.
        #[test]
        fn agrees_with_the_value_of_the_letter(text in "[A-Z][0-9]{9}") {
            let letters = "A1B0C9D8E7F6G5H4J3K2L2M1N0P9Q8R7S6T5U4V3X3Y2W1Z0I9O8";
            let at = letters.find(&text[..1]).unwrap();
            let value: u32 = letters[at + 1..at + 2].parse().unwrap();
            let digit = |at: usize| text[at..=at].parse::<u32>().unwrap();
            let rest: u32 = (1..9).zip((1..9).rev()).map(|(at, weight)| digit(at) * weight).sum();
            let valid = (value + rest + digit(9)).is_multiple_of(10) && "1289".contains(&text[1..2]);
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, valid);
        }
    }

    #[test]
    fn the_number_on_forms_is_a_test_value() {
        assert_eq!(run(b"A123456789"), Outcome::PASS.with("test", "true"));
        assert_eq!(run(b"a123456789"), Outcome::FAIL);
        assert_eq!(run(b"Q852051651"), Outcome::PASS);
    }
}

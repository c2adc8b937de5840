//! `luhn`: the last digit is the Luhn check digit of the others (ISO/IEC 7812-1, annex B). Separators are spaces,
//! hyphens, dots and slashes. A value of one digit repeated fails: no registry issues it.
//!
//! Template: `{luhn:LENGTH:PREFIX}`, 16 digits without arguments; `{luhn:16:4}` makes 16 digits that start with 4.
//!
//! ```
//! use sealant::check::{Verdict, luhn};
//! assert_eq!((luhn::CHECK.run)(b"7992739871-3").verdict, Verdict::Pass);
//! assert_eq!((luhn::CHECK.run)(b"7992739871-4").verdict, Verdict::Fail);
//! ```

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "luhn",
    passing: "the Luhn check digit fits",
    luck: 332,
    run,
    generate,
    breaker: digits::change_one,
};

fn run(value: &[u8]) -> Outcome {
    let Some(found) = digits::read(value, b" -./") else { return Outcome::FAIL };
    Outcome::of(found.len() > 1 && !digits::all_same(&found) && digits::luhn(&found) == 0)
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let length = digits::argument(arguments, 0, 16).max(4);
    let prefix: String = arguments.get(1).unwrap_or(&"").chars().filter(char::is_ascii_digit).collect();
    loop {
        let filler = random.digits(length.saturating_sub(prefix.len() + 1));
        let mut number = digits::of(&format!("{prefix}{filler}"));
        number.push(digits::luhn_digit(&number));
        if !digits::all_same(&number) {
            return digits::text(&number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    /// The textbook way, by a table of doubled digits and the sum as text.
    fn twin(text: &str) -> bool {
        let doubled = ["0", "2", "4", "6", "8", "1", "3", "5", "7", "9"];
        let mut total = 0_u64;
        for (place, character) in text.chars().rev().enumerate() {
            let digit = character.to_digit(10).unwrap() as usize;
            let shown = if place % 2 == 0 { digit.to_string() } else { doubled[digit].to_owned() };
            total += shown.parse::<u64>().unwrap();
        }
        total.to_string().ends_with('0')
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_textbook(text in "[0-9]{2,24}") {
            let same = text.bytes().all(|byte| byte == text.as_bytes()[0]);
            let passes = run(text.as_bytes()).verdict == Verdict::Pass;
            proptest::prop_assert_eq!(passes, twin(&text) && !same);
        }
    }

    #[test]
    fn arguments_shape_the_value() {
        let made = generate(&mut Random::new(3), &["15", "37"]);
        assert!(made.len() == 15 && made.starts_with("37"));
    }

    #[test]
    fn letters_and_single_digits_fail() {
        for value in ["", "0", "0000 0000", "4a", "７９"] {
            assert_eq!(run(value.as_bytes()), Outcome::FAIL, "{value:?}");
        }
    }
}

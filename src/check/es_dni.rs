//! `es-dni`: a Spanish identity number (DNI, eight digits) or number of a foreigner (NIE, `X`, `Y` or `Z` and seven digits), with the
//! letter that the remainder by 23 gives (Real Decreto 1553/2005; Orden INT/2058/2008).
//!
//! Template: `{es-dni}`, `{es-dni:nie}`.

use super::digits;
use super::random::Random;
use super::{Check, Outcome};

/// The check.
pub const CHECK: Check = Check {
    name: "es-dni",
    passing: "the control letter of the DNI or NIE fits",
    luck: 470,
    run,
    generate,
    breaker,
};

const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";

fn run(value: &[u8]) -> Outcome {
    let bare: Vec<u8> =
        value.iter().filter(|byte| !b" -.".contains(byte)).map(u8::to_ascii_uppercase).collect();
    let [first, middle @ .., letter] = bare.as_slice() else { return Outcome::FAIL };
    let lead = match first {
        b'X' => b'0',
        b'Y' => b'1',
        b'Z' => b'2',
        digit => *digit,
    };
    let Some(found) = digits::read(&[&[lead], middle].concat(), b"") else { return Outcome::FAIL };
    let fits = found.len() == 8 && letter_of(&found) == *letter && !digits::all_same(&found[1..]);
    if fits && digits::text(&found) == "12345678" {
        Outcome::PASS.with("test", "true")
    } else {
        Outcome::of(fits)
    }
}

fn letter_of(found: &[u8]) -> u8 {
    let rest = found.iter().fold(0, |rest, digit| (rest * 10 + usize::from(*digit)) % 23);
    LETTERS[rest]
}

fn generate(random: &mut Random, arguments: &[&str]) -> String {
    let foreign = arguments.first() == Some(&"nie");
    let number = if foreign {
        String::from("0") + &random.digits(7)
    } else {
        random.string("123456789", 1) + &random.digits(7)
    };
    let letter = char::from(letter_of(&digits::of(&number)));
    if foreign { format!("X{}{letter}", &number[1..]) } else { format!("{number}{letter}") }
}

fn breaker(_: &mut Random, value: &str) -> String {
    let mut characters: Vec<char> = value.chars().collect();
    let last = characters.pop();
    characters.push(if last == Some('A') { 'B' } else { 'A' });
    characters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    fn twin(text: &str) -> bool {
        let number: u32 = text[..8].parse().unwrap();
        let same = text[1..8].bytes().all(|byte| byte == text.as_bytes()[1]);
        "TRWAGMYFPDXBNJZSQVHLCKE".chars().nth((number % 23) as usize) == text.chars().last() && !same
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_remainder(text in "[0-9]{8}[A-Z]") {
            proptest::prop_assert_eq!(run(text.as_bytes()).verdict == Verdict::Pass, twin(&text));
        }
    }

    #[test]
    fn published_and_broken_numbers() {
        for value in ["12345678Z", "X1234567L", "54362315K"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Pass, "{value}");
        }
        for value in ["54362315Z", "X2482300A", "1234567"] {
            assert_eq!(run(value.as_bytes()).verdict, Verdict::Fail, "{value}");
        }
    }
}
